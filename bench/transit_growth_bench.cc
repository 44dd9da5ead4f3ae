// How rides grow with cells, stops and departures, on a generated city: streets every 100 m, lines straight across it in both
// directions, a stop every 400 m of each, every 5 to 20 minutes. From a sample of the cells to all of them, legs up to
// 20 min, three rides, 120 min, five percentiles, one thread.
//   bench_transit_growth_bench --benchmark_filter=whole     10,000 cells × 10,000 stops, all origins (minutes)

#include <cmath>
#include <ctime>
#include <map>
#include <tuple>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "cityloop/city/builder.h"
#include "cityloop/simulate/travel/transit.h"

namespace {

using namespace cityloop;

constexpr Date kDay = Date{std::chrono::year{2026} / 3 / 2};
constexpr double kBlock_m = 100;
constexpr int kStopEvery = 4;  // blocks
constexpr std::int32_t kRide_s = 80, kDwell_s = 20;

/// side² cells of 100 m, and about `stops` stops.
const City& city_of(int side, int stops) {
  static std::map<std::pair<int, int>, City> made;
  if (const auto at = made.find({side, stops}); at != made.end()) return at->second;
  QuietRun quiet;
  Builder b{"EPSG:32650", kDay, quiet.notes};
  b.grid_lattice(kBlock_m);
  const Point origin{500'000, 3'300'000};
  const auto corner = [&](int x, int y) { return origin + Point{x * kBlock_m, y * kBlock_m}; };
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) b.add_cell(corner(x, y) + Point{kBlock_m / 2, kBlock_m / 2});
  const auto street = [&](int x, int y, int x2, int y2) {
    StreetDraft s;
    s.from_ref = x * 10'000 + y + 1;
    s.to_ref = x2 * 10'000 + y2 + 1;
    s.line = {corner(x, y), corner(x2, y2)};
    s.forward = s.backward = kAllModes;
    b.add_street(s);
  };
  for (int y = 0; y <= side; ++y)
    for (int x = 0; x <= side; ++x) {
      if (x < side) street(x, y, x + 1, y);
      if (y < side) street(x, y, x, y + 1);
    }
  FeedDraft feed;
  feed.name = "generated";
  feed.services.push_back({"daily", 0x7f, day_number(kDay), day_number(kDay)});
  Random random{2026, static_cast<std::uint64_t>(side)};
  while (static_cast<int>(feed.stops.size()) < stops) {
    const bool row = random.below(2) == 0;
    const int at = static_cast<int>(random.below(static_cast<std::uint64_t>(side) + 1)),
              first = static_cast<int>(random.below(kStopEvery));
    const auto every = static_cast<std::int32_t>(300 + 60 * random.below(16));
    for (int direction = 0; direction < 2; ++direction) {
      const auto line = static_cast<std::uint32_t>(feed.lines.size());
      feed.lines.push_back({fmt::format("l{:05}", line), "", "", ""});
      std::vector<std::uint32_t> way;
      for (int i = first; i <= side; i += kStopEvery) {
        const int k = direction == 0 ? i : side - i;
        way.push_back(static_cast<std::uint32_t>(feed.stops.size()));
        feed.stops.push_back({fmt::format("s{:06}", feed.stops.size()), "",
                              row ? corner(k, at) : corner(at, k), -1, StopType::platform});
      }
      const auto phase = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(every)));
      for (std::int32_t t = 5 * 3600 + phase; t < 12 * 3600; t += every) {
        FeedDraft::Trip trip{fmt::format("t{:06}", feed.trips.size()), line, 0};
        trip.first_call = feed.calls.size();
        trip.calls = way.size();
        std::int32_t now = t;
        for (const std::uint32_t s : way) {
          feed.calls.push_back({s, now, now + kDwell_s, kBoard | kAlight});
          now += kDwell_s + kRide_s;
        }
        feed.trips.push_back(trip);
      }
    }
  }
  b.add_feed(feed);
  return made.emplace(std::pair{side, stops}, std::move(b).freeze(quiet.run)).first->second;
}

void grow(benchmark::State& state, int side, int stops, int departures, std::size_t origins) {
  const City& city = city_of(side, stops);
  set_threads(1);
  TransitSettings s;
  s.date = kDay;
  s.from = 8 * 3600;
  s.until = s.from + 60 * departures;
  s.walk.speed = Speed{1};
  s.walk.access = Speed{1.3};
  s.limit = Seconds{7200};
  s.access = s.egress = s.on_foot = Seconds{1200};
  s.transfer = Seconds{1000};
  s.boarding = {.slack_s = 60, .strictly = true, .rides = 3};
  s.every_s = 60;
  s.percentiles = {5, 25, 50, 75, 95};
  QuietRun quiet;
  const auto cells = cell_links(city, s.walk, quiet.run);
  std::vector<std::vector<Link>> targets;
  for (const Link& l : cells->raw()) targets.push_back({l});
  std::vector<std::vector<Link>> from;
  const std::size_t step = std::max<std::size_t>(1, targets.size() / std::min(origins, targets.size()));
  for (std::size_t c = 0; c < targets.size(); c += step) from.push_back(targets[c]);
  double tables = 0, search = 0;
  for (auto _ : state) {
    const auto begun = std::clock();
    const TransitReach reach{city, s, targets, quiet.run};
    tables = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    reach.from(from, quiet.run,
               [&](std::size_t, std::span<const float> t) { benchmark::DoNotOptimize(t.data()); });
    search = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC - tables;
    state.counters["transfers"] = static_cast<double>(reach.transfers());
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  state.counters["cells"] = static_cast<double>(targets.size());
  state.counters["stops"] = static_cast<double>(city.transit->stops());
  state.counters["tables_s"] = tables;
  state.counters["ms_an_origin"] = 1000 * search / static_cast<double>(from.size());
  state.counters["all_origins_s"] =
      tables + search / static_cast<double>(from.size()) * static_cast<double>(targets.size());
  state.counters["peak_MB"] = static_cast<double>(used.ru_maxrss) / 1024;
  set_threads(0);
}

#define CITYLOOP_GROW(name, ...) \
  BENCHMARK_CAPTURE(grow, name, __VA_ARGS__)->Iterations(1)->Unit(benchmark::kSecond)
CITYLOOP_GROW(cells_1600_stops_2500_dep_60, 40, 2500, 60, 200);
CITYLOOP_GROW(cells_3600_stops_2500_dep_60, 60, 2500, 60, 200);
CITYLOOP_GROW(cells_10000_stops_2500_dep_60, 100, 2500, 60, 200);
CITYLOOP_GROW(cells_10000_stops_5000_dep_60, 100, 5000, 60, 200);
CITYLOOP_GROW(cells_10000_stops_10000_dep_30, 100, 10000, 30, 200);
CITYLOOP_GROW(cells_10000_stops_10000_dep_60, 100, 10000, 60, 200);
CITYLOOP_GROW(cells_10000_stops_10000_dep_120, 100, 10000, 120, 200);
CITYLOOP_GROW(whole_10000_by_10000, 100, 10000, 60, 10000);

}  // namespace
