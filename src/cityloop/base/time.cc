#include "cityloop/base/time.h"

namespace cityloop {
namespace {

/// Reads fixed shapes from the left: digits of a known count, and single marks.
struct Reader {
  std::string_view rest;
  std::optional<int> digits(std::size_t n) {
    if (rest.size() < n) return {};
    int v = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return {};
      v = v * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(n);
    return v;
  }
  bool mark(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
};

std::string_view trimmed_time(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

std::optional<Date> read_date(Reader& in) {
  const auto y = in.digits(4);
  if (!y || !in.mark('-')) return {};
  const auto m = in.digits(2);
  if (!m || !in.mark('-')) return {};
  const auto d = in.digits(2);
  if (!d) return {};
  const std::chrono::year_month_day ymd{Year{*y}, std::chrono::month{static_cast<unsigned>(*m)},
                                        std::chrono::day{static_cast<unsigned>(*d)}};
  if (!ymd.ok()) return {};
  return Date{ymd};
}

/// "08:00", "08:00:00", "08:00:00.25", each with nothing, "Z" or "+08:00" behind. Fractions of a second are dropped.
std::optional<std::chrono::seconds> read_time(Reader& in) {
  const auto h = in.digits(2);
  if (!h || *h > 23 || !in.mark(':')) return {};
  const auto m = in.digits(2);
  if (!m || *m > 59) return {};
  int s = 0;
  if (in.mark(':')) {
    const auto read = in.digits(2);
    if (!read || *read > 59) return {};
    s = *read;
    if (in.mark('.')) {
      if (!in.digits(1)) return {};
      while (in.digits(1)) {}
    }
  }
  std::chrono::seconds t{(*h * 60 + *m) * 60 + s};
  if (in.rest.empty() || in.mark('Z')) return t;
  const bool east = in.mark('+');
  if (!east && !in.mark('-')) return {};
  const auto oh = in.digits(2);
  in.mark(':');
  const auto om = in.digits(2);
  if (!oh || !om || *oh > 14 || *om > 59) return {};
  const std::chrono::seconds offset{(*oh * 60 + *om) * 60};
  return east ? t - offset : t + offset;
}

}  // namespace

Date parse_date(std::string_view text, const Where& where) {
  Reader in{trimmed_time(text)};
  const auto date = read_date(in);
  if (!date || !in.rest.empty())
    throw Error{Fault::bad_input, say("‘{}’ is not a date", "“{}”不是有效日期", text), where,
                say("write year-month-day, such as 2026-11-24", "请写成“年-月-日”，例如 2026-11-24")};
  return *date;
}

Instant parse_instant(std::string_view text, const Where& where) {
  Reader in{trimmed_time(text)};
  if (const auto date = read_date(in)) {
    if (in.rest.empty()) return Instant{*date};
    if (in.mark('T') || in.mark(' ')) {
      const auto time = read_time(in);
      if (time && in.rest.empty()) return Instant{*date} + *time;
    }
  }
  throw Error{Fault::bad_input, say("‘{}’ is not a moment in time", "“{}”不是有效时刻", text), where,
              say("write 2026-11-24T08:00:00Z or 2026-11-24T16:00:00+08:00",
                  "请写成 2026-11-24T08:00:00Z 或 2026-11-24T16:00:00+08:00")};
}

std::string to_string(Date date) {
  const std::chrono::year_month_day ymd{date};
  return fmt::format("{:04}-{:02}-{:02}", number(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string to_string(Instant instant) {
  const Date day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time{instant - Instant{day}};
  return fmt::format("{}T{:02}:{:02}:{:02}Z", to_string(day), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

Year year_of(Date date) { return std::chrono::year_month_day{date}.year(); }

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<std::int32_t> parse_clock(std::string_view text) {
  Reader in{trimmed_time(text)};
  const auto h = in.digits(2);
  if (!h || *h > 47 || !in.mark(':')) return {};
  const auto m = in.digits(2);
  if (!m || *m > 59) return {};
  std::int32_t s = 0;
  if (in.mark(':')) {
    const auto read = in.digits(2);
    if (!read || *read > 59) return {};
    s = *read;
  }
  if (!in.rest.empty()) return {};
  return *h * 3600 + *m * 60 + s;
}

std::string clock_words(std::int32_t seconds) {
  const std::int32_t h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
  return s == 0 ? fmt::format("{:02}:{:02}", h, m) : fmt::format("{:02}:{:02}:{:02}", h, m, s);
}

}  // namespace cityloop
