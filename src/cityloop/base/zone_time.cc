#include "cityloop/base/zone_time.h"

#include <algorithm>

namespace cityloop {
namespace {

std::chrono::seconds ahead_at(const ZoneTime& zone, Instant at) {
  const auto next = std::upper_bound(zone.changes.begin(), zone.changes.end(), at,
                                     [](Instant t, const ZoneTime::Change& c) { return t < c.from; });
  return next == zone.changes.begin() ? zone.ahead : std::prev(next)->ahead;
}

}  // namespace

LocalTime local_time(const ZoneTime& zone, Instant at) {
  return LocalTime{(at + ahead_at(zone, at)).time_since_epoch()};
}

Instant instant_of(const ZoneTime& zone, LocalTime shown) {
  const Instant as_utc{shown.time_since_epoch()};
  // Nowhere are clocks more than a day from UTC: what holds a day earlier holds before any change that matters here.
  const std::chrono::seconds before = ahead_at(zone, as_utc - std::chrono::days{1});
  const Instant earlier = as_utc - before;
  if (ahead_at(zone, earlier) == before) return earlier;
  const std::chrono::seconds after = ahead_at(zone, as_utc + std::chrono::days{1});
  const Instant later = as_utc - after;
  return ahead_at(zone, later) == after ? later : earlier;
}

}  // namespace cityloop
