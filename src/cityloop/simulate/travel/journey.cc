// Ways with their legs, for explaining a travel time: RAPTOR from one departure, remembering how each stop was reached.

#include "cityloop/simulate/travel/journey.h"

#include <algorithm>
#include <array>
#include <limits>

namespace cityloop {
namespace {

constexpr std::int32_t kLate = std::numeric_limits<std::int32_t>::max();

/// How one stop is reached with a given number of rides.
struct Reach {
  std::int32_t by_vehicle = kLate, ready = kLate;  // ready: after a walk, or none
  std::uint32_t pattern = 0, trip = 0, board = 0, alight = 0;
  std::uint32_t walked_from = RideLeg::kNone;  // kNone in round 0: from the origin; the stop itself: no walk
};
using Round = std::vector<Reach>;

void ride(const Timetable& table, const Boarding& boarding, const Round& before, std::int32_t last,
          std::vector<std::int32_t>& best, Round& now) {
  constexpr std::uint32_t kNoTrip = 0xffffffffU;
  for (std::uint32_t n = 0; n < table.patterns().size(); ++n) {
    const Timetable::Pattern& p = table.patterns()[n];
    std::uint32_t trip = kNoTrip, board = 0;
    for (std::uint32_t i = 0; i < p.stops; ++i) {
      const std::uint32_t s = table.stop(p, i);
      if (trip != kNoTrip && table.alights(p, i))
        if (const std::int32_t at = table.arrivals(p, i)[trip]; at <= last && at < best[s]) {
          best[s] = at;
          now[s].by_vehicle = at;
          now[s].pattern = n, now[s].trip = trip, now[s].board = board, now[s].alight = i;
        }
      if (before[s].ready == kLate || !table.boards(p, i)) continue;
      const auto leaves = table.departures(p, i);
      const auto t = static_cast<std::uint32_t>(
          std::lower_bound(leaves.begin(), leaves.end(), before[s].ready + boarding.slack()) -
          leaves.begin());
      if (t == p.trips || (trip != kNoTrip && t >= trip)) continue;
      trip = t;
      board = i;
    }
  }
}

Journey trace(const Timetable& table, const std::vector<Round>& rounds, int rides, const StopLink& egress,
              std::int32_t departure) {
  Journey j{departure, 0, rides, {}};
  std::uint32_t stop = egress.stop;
  const std::int32_t alights = rounds[static_cast<std::size_t>(rides)][stop].by_vehicle;
  j.arrives = alights + egress.seconds;
  j.legs.push_back({stop, RideLeg::kNone, alights, j.arrives});
  for (int r = rides; r > 0; --r) {
    const Reach& by = rounds[static_cast<std::size_t>(r)][stop];
    const Timetable::Pattern& p = table.patterns()[by.pattern];
    const std::uint32_t from = table.stop(p, by.board);
    j.legs.push_back({from, stop, table.departures(p, by.board)[by.trip], by.by_vehicle, by.pattern, by.trip,
                      by.board, by.alight});
    const Round& before = rounds[static_cast<std::size_t>(r - 1)];
    const Reach& to = before[from];
    stop = to.walked_from;
    const std::int32_t left = stop == RideLeg::kNone ? departure : before[stop].by_vehicle;
    if (stop != from) j.legs.push_back({stop, from, left, to.ready});
  }
  std::reverse(j.legs.begin(), j.legs.end());
  return j;
}

}  // namespace

std::vector<Journey> journeys(const Timetable& table, const Ragged<StopNumber, StopLink>& transfers,
                              Boarding boarding, std::span<const StopLink> access,
                              std::span<const StopLink> egress, std::optional<std::int32_t> on_foot,
                              std::int32_t departure, std::int32_t last) {
  std::vector<Journey> out;
  std::int32_t earliest = kLate;
  if (on_foot && departure + *on_foot <= last) {
    earliest = departure + *on_foot;
    out.push_back({departure, earliest, 0, {{RideLeg::kNone, RideLeg::kNone, departure, earliest}}});
  }
  std::vector<Round> rounds{Round(table.stops())};
  for (const StopLink& a : access)
    rounds[0][a.stop].ready = std::min(rounds[0][a.stop].ready, departure + a.seconds);
  std::vector<std::int32_t> best(table.stops(), kLate);
  for (int r = 1; r <= boarding.rides; ++r) {
    Round now(table.stops());
    ride(table, boarding, rounds.back(), last, best, now);
    for (std::uint32_t s = 0; s < table.stops(); ++s) {
      if (now[s].by_vehicle == kLate) continue;
      const auto walk = [&](std::uint32_t to, std::int32_t at) {
        if (at >= now[to].ready) return;
        now[to].ready = at;
        now[to].walked_from = s;
      };
      walk(s, now[s].by_vehicle);
      for (const StopLink& w : transfers[StopNumber{s}]) walk(w.stop, now[s].by_vehicle + w.seconds);
    }
    rounds.push_back(std::move(now));
    const StopLink* by = nullptr;
    for (const StopLink& e : egress) {
      const std::int32_t at = rounds.back()[e.stop].by_vehicle;
      if (at == kLate || at + e.seconds > last || at + e.seconds >= earliest) continue;
      earliest = at + e.seconds;
      by = &e;
    }
    if (by != nullptr) out.push_back(trace(table, rounds, r, *by, departure));
  }
  return out;
}

namespace {

Text vehicle_words(Vehicle v) {
  constexpr std::array<std::string_view, kVehicleWords.size()> zh{"电车", "地铁", "铁路", "公交",
                                                                  "轮渡", "缆车", "车"};
  const auto n = static_cast<std::size_t>(v);
  return {std::string{v == Vehicle::other ? "line" : kVehicleWords[n]}, std::string{zh[n]}};
}

}  // namespace

Text describe(const City& city, const Timetable& table, const RideLeg& leg, const std::string& target) {
  const Transit& t = *city.transit;
  const auto stop = [&](std::uint32_t s) {
    return s == RideLeg::kNone ? target : t.stop_name[table.city_stop(s)];
  };
  if (!leg.rides()) return say("walk to {}", "步行至 {}", stop(leg.to));
  const LineIdx line = t.pattern_line[table.patterns()[leg.pattern].of];
  const std::string& name = t.line_name[line].empty() ? t.line_ref[line] : t.line_name[line];
  const Text vehicle = vehicle_words(t.line_vehicle[line]);
  return {fmt::format("{} {} from {} to {}", vehicle.en, name, stop(leg.from), stop(leg.to)),
          fmt::format("乘{} {}，自 {} 至 {}", vehicle.zh, name, stop(leg.from), stop(leg.to))};
}

}  // namespace cityloop
