#include "cityloop/simulate/travel/ride.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "cityloop/simulate/travel/fare_search.h"
#include "cityloop/simulate/travel/ride_book.h"

namespace cityloop {
namespace {

/// Pairs of cell and place that may be held to answer for the nearest.
constexpr std::size_t kMostPairs = std::size_t{1} << 24;

}  // namespace

TransitSettings settings_of(const City& city, const Profile& profile, Seconds limit) {
  const Ride& ride = *profile.ride;
  TransitSettings s;
  const auto day = ride.date ? ride.date : busiest_day(*city.transit);
  // Without a day the timetable itself says what is wrong with it.
  s.date = day.value_or(Date{});
  s.from = ride.from_s;
  s.until = ride.until_s;
  s.walk = profile;
  s.walk.ride.reset();
  s.limit = limit;
  s.access = s.egress = std::min(ride.leg, limit);
  s.transfer = std::min(s.transfer, limit);
  s.on_foot = limit;
  s.boarding.rides = ride.rides;
  s.percentiles = {ride.percentile};
  s.every_s = ride.every_s;
  s.arrive = ride.arrive;
  s.weights = ride.weights;
  return s;
}

RideTimes::RideTimes(const City& city, const TransitSettings& settings, std::optional<std::int64_t> budget,
                     std::span<const std::vector<Link>> targets, Run& run) {
  if (!budget) {
    reach_ = std::make_unique<const TransitReach>(city, settings, targets, run);
    return;
  }
  fares_ = std::make_unique<const FareReach>(city, settings, targets, run);
  budget_ = minor_units(*budget, city.fares->decimals());
}
RideTimes::~RideTimes() = default;
void RideTimes::from(std::span<const Link> origins, Run& run,
                     const std::function<void(std::size_t, std::span<const float>)>& fn) const {
  if (fares_) fares_->from(origins, {&budget_, 1}, run, fn);
  else reach_->from(origins, run, fn);
}

void each_ride(const City& city, const Profile& profile, std::span<const Link> origins,
               std::span<const Link> targets, Seconds limit, Run& run,
               const std::function<void(std::size_t, std::span<const float>)>& fn) {
  std::vector<std::vector<Link>> links;
  links.reserve(targets.size());
  for (const Link& l : targets) links.push_back(l.valid() ? std::vector<Link>{l} : std::vector<Link>{});
  RideTimes{city, settings_of(city, profile, limit), profile.ride->budget, links, run}.from(origins, run, fn);
}

Cost ride_cost(const Profile& profile, float seconds) {
  return static_cast<Cost>(std::llround(static_cast<double>(seconds) * profile.speed.base() * 1000));
}

void add_ride(Hasher& h, const Ride& ride) {
  h.add(ride.date ? day_number(*ride.date) : std::int32_t{-1}).add(ride.from_s);
  h.add(ride.until_s).add(ride.percentile).add(ride.leg.base()).add(ride.rides).add(ride.every_s);
  h.add(ride.arrive ? 1 : 0).add(ride.weights.walk).add(ride.weights.wait).add(ride.weights.change.base());
  h.add(ride.budget.value_or(-1));
}

NearestPlaces nearest_by_ride(const City& city, const Profile& profile, std::span<const PlaceIdx> places,
                              Seconds limit, std::size_t k, Run& run) {
  NearestPlaces out;
  out.k = k;
  out.cost.assign(city.grid->size() * k, kNoPath);
  out.place.assign(city.grid->size() * k, PlaceIdx{});
  if (city.grid->size() * places.size() <= kMostPairs) {
    // Catchments are remembered, so that other questions about the same places do not search again.
    std::vector<std::vector<std::pair<Cost, PlaceIdx>>> rows(city.grid->size());
    const auto reached = catchments(city, profile, places, limit, run);
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t n = 0; n < reached[i]->cell.size(); ++n)
        rows[reached[i]->cell[n].v].emplace_back(reached[i]->cost[n], places[i]);
    for (std::size_t c = 0; c < rows.size(); ++c) {
      const std::size_t n = std::min(k, rows[c].size());
      std::partial_sort(rows[c].begin(), rows[c].begin() + static_cast<std::ptrdiff_t>(n), rows[c].end());
      for (std::size_t i = 0; i < n; ++i) std::tie(out.cost[c * k + i], out.place[c * k + i]) = rows[c][i];
    }
    return out;
  }
  const auto net = network(city, profile, run);
  const auto cells = cell_links(city, profile, run);
  std::vector<std::vector<Link>> targets;
  targets.reserve(places.size());
  for (const PlaceIdx p : places) targets.push_back(place_links(city, *net, p));
  const RideTimes reach{city, settings_of(city, profile, limit), profile.ride->budget, targets, run};
  reach.from(cells->raw(), run, [&](std::size_t c, std::span<const float> times) {
    std::vector<std::pair<Cost, PlaceIdx>> near;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (times[i] < kBeyond) near.emplace_back(ride_cost(profile, times[i]), places[i]);
    const std::size_t n = std::min(k, near.size());
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(n), near.end());
    for (std::size_t i = 0; i < n; ++i) std::tie(out.cost[c * k + i], out.place[c * k + i]) = near[i];
  });
  return out;
}

void catchments_by_ride(const City& city, const Profile& profile, std::span<const std::vector<Link>> places,
                        Seconds limit, ContentHash ways, std::span<std::shared_ptr<const Catchment>> out,
                        Run& run) {
  const auto cells = cell_links(city, profile, run);
  std::vector<std::vector<Link>> targets;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (!places[i].empty()) {
      asked.push_back(i);
      targets.push_back(places[i]);
    }
  if (asked.empty()) return;
  // Cells come in any order from several threads: rows first, then turned round in order.
  std::vector<std::vector<std::pair<std::uint32_t, Cost>>> rows(cells->size());
  const TransitSettings settings = settings_of(city, profile, limit);
  const auto take = [&](std::size_t c, std::span<const float> times) {
    for (std::uint32_t i = 0; i < asked.size(); ++i)
      if (times[i] < kBeyond) rows[c].emplace_back(i, ride_cost(profile, times[i]));
  };
  if (profile.ride->budget) {
    RideTimes{city, settings, profile.ride->budget, targets, run}.from(cells->raw(), run, take);
  } else {
    std::vector<std::vector<Link>> origins;
    origins.reserve(cells->size());
    for (const Link& l : cells->raw())
      origins.push_back(l.valid() ? std::vector<Link>{l} : std::vector<Link>{});
    const auto book =
        *run.memo.get<std::shared_ptr<RideBook>>(ways, [] { return std::make_shared<RideBook>(); });
    book->times(city, settings, origins, targets, run, take);
  }
  std::vector<std::shared_ptr<Catchment>> made;
  for (std::size_t i = 0; i < asked.size(); ++i) made.push_back(std::make_shared<Catchment>());
  for (std::uint32_t c = 0; c < rows.size(); ++c)
    for (const auto& [i, cost] : rows[c]) {
      made[i]->cell.push_back(CellIdx{c});
      made[i]->cost.push_back(cost);
    }
  for (std::size_t i = 0; i < asked.size(); ++i) out[asked[i]] = std::move(made[i]);
}

}  // namespace cityloop
