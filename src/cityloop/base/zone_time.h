#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cityloop/base/time.h"

namespace cityloop {

using LocalTime = std::chrono::local_seconds;  // what the clock on the wall shows
using LocalDay = std::chrono::local_days;

/// How far the clocks of a place are ahead of UTC, and when that changes. A value, so that the engines need no clock and no file; the
/// rules of a named zone are read at the rim (io/import/time_zone.h).
struct ZoneTime {
  struct Change {
    Instant from;
    std::chrono::seconds ahead;  // of UTC, from then on
  };
  std::string name = "UTC";
  std::chrono::seconds ahead{0};  // before the first change
  std::vector<Change> changes;    // ascending
};

/// What the clocks show at a moment.
LocalTime local_time(const ZoneTime&, Instant);
/// The moment at which the clocks show a time. Where they show it twice, as when summer ends, the first; a time that they skip counts on
/// from before the gap, as a watch that nobody has put forward.
Instant instant_of(const ZoneTime&, LocalTime);

}  // namespace cityloop
