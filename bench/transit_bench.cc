// Public transport on r5r's Porto Alegre sample (CITYLOOP_SHARED): from each of 1,227 cells to all of them, on Monday
// 2019-05-13, as in the reference runs of R5 v7.6: walk 1 m/s, 3 rides, 120 min, transfers up to 1,000 m, egress up to
// 2,000 m, strictly more than 60 s at a stop, percentiles 5, 25, 50, 75, 95 of the departures of each minute.
//   `./bench_transit_bench`: CPU seconds of the whole job; `tables` is the part that does not depend on the origins.

#include <algorithm>
#include <cmath>
#include <ctime>

#include <benchmark/benchmark.h>

#include "bench/real_city.h"
#include "cityloop/base/hash.h"
#include "cityloop/base/parallel.h"
#include "cityloop/city/delta.h"
#include "cityloop/simulate/travel/ride_book.h"
#include "cityloop/simulate/travel/transit.h"

namespace {

using namespace cityloop;

TransitSettings as_r5(std::int32_t from, int leg_min, std::int32_t every_s) {
  TransitSettings s;
  s.date = Date{std::chrono::year{2019} / 5 / 13};
  s.from = from;
  s.until = from + 3600;
  s.walk.speed = Speed{1};
  s.walk.access = Speed{1.3};
  s.limit = Seconds{7200};
  s.access = s.on_foot = Seconds{60.0 * leg_min};
  s.egress = Seconds{std::min(60.0 * leg_min, 2000.0)};
  s.transfer = Seconds{std::min(60.0 * leg_min, 1000.0)};
  s.boarding = {.slack_s = 60, .strictly = true, .rides = 3};
  s.every_s = every_s;
  s.percentiles = {5, 25, 50, 75, 95};
  return s;
}

void every_cell(benchmark::State& state, int from_h, int leg_min, std::int32_t every_s) {
  const City* read = bench::real_city("porto-alegre");
  if (read == nullptr) {
    state.SkipWithError("set CITYLOOP_SHARED");
    return;
  }
  const City& city = *read;
  set_threads(1);
  const TransitSettings s = as_r5(from_h * 3600, leg_min, every_s);
  QuietRun warm;
  const auto cells = cell_links(city, s.walk, warm.run);
  const auto raw = cells->raw();
  std::vector<std::vector<Link>> targets;
  for (const Link& l : raw) targets.push_back({l});
  double reached = 0, minutes = 0, jobs60 = 0, tables = 0;
  std::vector<double> jobs(city.grid->size());
  if (const auto kind = city.places->find(PlaceKindKey{"jobs"}))
    for (const PlaceIdx p : each(city.places->id))
      if (city.places->kind[p] == *kind && city.places->cell[p].valid())
        jobs[city.places->cell[p].v] += static_cast<double>(city.places->capacity[p]);
  std::size_t transfers = 0, patterns = 0;
  std::uint64_t sum = 0;  // of the bytes of all answers
  for (auto _ : state) {
    const auto begun = std::clock();
    const TransitReach reach{city, s, targets, warm.run};
    tables = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    transfers = reach.transfers();
    patterns = reach.timetable().patterns().size();
    reached = minutes = jobs60 = 0;
    sum = 0;
    reach.from(raw, warm.run, [&](std::size_t o, std::span<const float> t) {
      Hasher row;
      for (const float x : t) row.add(x);
      sum += row.done().lo * (2 * o + 1);
      const auto median = t.subspan(2 * raw.size(), raw.size());
      for (std::size_t i = 0; i < median.size(); ++i) {
        if (median[i] == kBeyond) continue;
        const double m = std::floor(static_cast<double>(median[i]) / 60);
        reached += 1;
        minutes += m;
        if (m < 60) jobs60 += jobs[i];
      }
    });
  }
  state.counters["tables_s"] = tables;
  state.counters["pairs"] = reached;
  state.counters["mean_min"] = minutes / reached;
  state.counters["jobs60"] = jobs60;
  state.counters["patterns"] = static_cast<double>(patterns);
  state.counters["bytes"] = static_cast<double>(sum >> 44);
  state.counters["transfers"] = static_cast<double>(transfers);
  set_threads(0);
}

/// A line of 20 stops drawn across the city, all times anew: the edit itself, and what it changes. Equal to a full search,
/// or it fails.
void line_drawn(benchmark::State& state, std::int32_t every_s) {
  const City* read = bench::real_city("porto-alegre");
  if (read == nullptr) {
    state.SkipWithError("set CITYLOOP_SHARED");
    return;
  }
  const City& city = *read;
  set_threads(1);
  const TransitSettings s = as_r5(14 * 3600, 20, every_s);
  QuietRun warm;
  const auto cells = cell_links(city, s.walk, warm.run);
  std::vector<std::vector<Link>> points;
  for (const Link& l : cells->raw()) points.push_back(l.valid() ? std::vector<Link>{l} : std::vector<Link>{});
  const std::size_t width = points.size() * s.percentiles.size();
  const auto all = [&](auto ask) {
    std::vector<float> times(points.size() * width);
    ask([&](std::size_t o, std::span<const float> t) {
      std::copy(t.begin(), t.end(), times.begin() + static_cast<std::ptrdiff_t>(o * width));
    });
    return times;
  };
  RideBook book;
  const auto was = all([&](const RideBook::Fn& fn) { book.times(city, s, points, points, warm.run, fn); });
  Box box;
  for (std::size_t c = 0; c < city.grid->size(); ++c) box.add(city.grid->centre(idx<CellIdx>(c)));
  AddLine line;
  line.ref = "NOVA";
  line.vehicle = Vehicle::bus;
  line.every_s = 600;
  line.from_s = 6 * 3600;
  line.until_s = 22 * 3600;
  line.kmh = 18;
  line.feed = city.transit->feed_name[FeedIdx{0}];
  const Point centre = 0.5 * (box.low + box.high), way = 0.35 * (box.high - box.low);
  for (int i = 0; i < 20; ++i)
    line.stops.push_back({centre + (i / 9.5 - 1) * way, fmt::format("NOVA {}", i)});
  std::vector<float> times;
  for (auto _ : state) {
    const City now = apply(city, Delta{{line}});
    times = all([&](const RideBook::Fn& fn) { book.times(now, s, points, points, warm.run, fn); });
  }
  const City now = apply(city, Delta{{line}});
  const auto full =
      all([&](const RideBook::Fn& fn) { TransitReach{now, s, points, warm.run}.from(points, warm.run, fn); });
  if (times != full) state.SkipWithError("mended is not the same as in full");
  std::size_t changed = 0;
  for (std::size_t i = 0; i < full.size(); ++i) changed += full[i] != was[i] ? 1 : 0;
  state.counters["mended"] = static_cast<double>(book.mends());
  state.counters["changed"] = static_cast<double>(changed) / static_cast<double>(full.size());
  set_threads(0);
}

/// The same day from every 20th cell, in three ways: `kind` 0 as above, 1 a window of arrivals, 2 weights. What counts is
/// how many times the seconds of the first the others take.
void every_twentieth_cell(benchmark::State& state, int kind) {
  const City* read = bench::real_city("porto-alegre");
  if (read == nullptr) {
    state.SkipWithError("set CITYLOOP_SHARED");
    return;
  }
  const City& city = *read;
  set_threads(1);
  TransitSettings s = as_r5(14 * 3600, 20, 60);
  s.arrive = kind == 1;
  if (kind == 2) s.weights = {2, 1.5, Seconds{300}};
  QuietRun warm;
  const auto cells = cell_links(city, s.walk, warm.run);
  std::vector<Link> some;
  std::vector<std::vector<Link>> targets;
  for (const Link& l : cells->raw()) {
    if (targets.size() % 20 == 0) some.push_back(l);
    targets.push_back({l});
  }
  double reached = 0, minutes = 0;
  for (auto _ : state) {
    const auto count = [&](std::size_t, std::span<const float> t) {
      for (std::size_t i = 2 * t.size() / 5; i < 3 * t.size() / 5; ++i)
        if (t[i] != kBeyond) reached += 1, minutes += static_cast<double>(t[i]) / 60;
    };
    // Arrivals search from the targets: they are the few.
    if (kind == 1) {
      std::vector<std::vector<Link>> few;
      for (const Link& l : some) few.push_back({l});
      TransitReach{city, s, few, warm.run}.from(targets, warm.run, count);
    } else {
      TransitReach{city, s, targets, warm.run}.from(some, warm.run, count);
    }
  }
  state.counters["pairs"] = reached;
  state.counters["mean_min"] = minutes / reached;
  set_threads(0);
}
BENCHMARK_CAPTURE(every_twentieth_cell, departures, 0)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_twentieth_cell, arrivals, 1)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_twentieth_cell, weights, 2)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_cell, minutes_14h_legs20, 14, 20, 60)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_cell, minutes_14h_legs120, 14, 120, 60)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_cell, minutes_07h_legs20, 7, 20, 60)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_cell, minutes_07h_legs120, 7, 120, 60)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_cell, exact_14h_legs20, 14, 20, 0)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(line_drawn, minutes, 60)->Iterations(2)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(line_drawn, exact, 0)->Iterations(2)->Unit(benchmark::kSecond);

}  // namespace
