#include "cityloop/city/transit.h"

#include <algorithm>
#include <limits>

namespace cityloop {
namespace {

unsigned weekday_bit(std::int32_t day) {
  // Day 0, 1970-01-01, was a Thursday: bit 3.
  const std::int32_t n = (day + 3) % 7;
  return 1U << static_cast<unsigned>(n < 0 ? n + 7 : n);
}
bool holds(std::span<const std::int32_t> days, std::int32_t day) {
  return std::binary_search(days.begin(), days.end(), day);
}

}  // namespace

bool Transit::runs(ServiceIdx s, std::int32_t day) const {
  if (holds(service_removed[s], day)) return false;
  if (holds(service_added[s], day)) return true;
  return day >= service_from[s] && day <= service_last[s] && (service_weekdays[s] & weekday_bit(day)) != 0;
}

std::optional<std::pair<Date, Date>> Transit::served() const {
  std::vector<std::uint8_t> used(service_ref.size(), 0);
  for (const ServiceIdx s : trip_service.raw()) used[s.v] = 1;
  std::int32_t first = std::numeric_limits<std::int32_t>::max(),
               last = std::numeric_limits<std::int32_t>::min();
  for (const ServiceIdx s : each(service_ref)) {
    if (used[s.v] == 0) continue;
    for (const std::int32_t day : service_added[s])
      if (runs(s, day)) first = std::min(first, day), last = std::max(last, day);
    // The weekly days: at most a week, or as long as days are taken out, from either end.
    for (std::int32_t day = service_from[s]; day <= service_last[s] && day < first; ++day)
      if (runs(s, day)) first = day, last = std::max(last, day);
    for (std::int32_t day = service_last[s]; day >= service_from[s] && day > last; --day)
      if (runs(s, day)) last = day, first = std::min(first, day);
  }
  if (first > last) return std::nullopt;
  return std::pair{day_of(first), day_of(last)};
}

std::optional<Date> busiest_day(const Transit& t) {
  const auto served = t.served();
  if (!served) return std::nullopt;
  std::vector<std::int64_t> trips(t.service_ref.size(), 0);
  std::vector<std::int64_t> of_headways(t.trips(), 0);
  std::vector<std::uint8_t> has_headways(t.trips(), 0);
  for (const HeadwayIdx h : each(t.headway_trip)) {
    has_headways[t.headway_trip[h].v] = 1;
    const std::int32_t whole = t.headway_until[h] - t.headway_from[h];
    of_headways[t.headway_trip[h].v] += (whole + t.headway_s[h] - 1) / t.headway_s[h];
  }
  for (const TripIdx trip : each(t.trip_pattern))
    trips[t.trip_service[trip].v] += has_headways[trip.v] != 0 ? of_headways[trip.v] : 1;
  std::int64_t most = 0;
  std::int32_t best = day_number(served->first);
  for (std::int32_t day = best; day <= day_number(served->second); ++day) {
    std::int64_t sum = 0;
    for (const ServiceIdx s : each(t.service_ref))
      if (trips[s.v] > 0 && t.runs(s, day)) sum += trips[s.v];
    if (sum > most) most = sum, best = day;
  }
  return day_of(best);
}

}  // namespace cityloop
