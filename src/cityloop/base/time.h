#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cityloop/base/error.h"

namespace cityloop {

using Instant = std::chrono::sys_seconds;  // UTC; shown in the city's zone
using Date = std::chrono::sys_days;
using Year = std::chrono::year;
struct Period {
  Date from, until;  // half-open
  friend bool operator==(const Period&, const Period&) = default;
};

Date parse_date(std::string_view, const Where& = {});  // "2026-11-24"
// "2026-11-24T08:00:00Z", "2026-11-24T16:00+08:00", "2026-11-24 08:00", a date
Instant parse_instant(std::string_view, const Where& = {});
std::string to_string(Date);
std::string to_string(Instant);  // "2026-11-24T08:00:00Z"
Year year_of(Date);
/// "07:30" or "07:30:15" as seconds of the day; a night that goes on is 25:00, up to 47:59:59. nullopt: not a time.
std::optional<std::int32_t> parse_clock(std::string_view);
std::string clock_words(std::int32_t seconds);  // "07:30", or "07:30:15" where there are seconds
inline int number(Year y) { return static_cast<int>(y); }

/// What time it is. The only clock; lives at the rim (app/), a fixed one in tests.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant at) : at_{at} {}
  Instant now() const override { return at_; }

 private:
  Instant at_;
};

}  // namespace cityloop
