// Prices on r5r's Porto Alegre sample (CITYLOOP_SHARED): from every twelfth of 1,227 cells to all of them, on Monday
// 2019-05-13, departures of each minute from 14 to 15, as bench_transit_bench has it but for 4 vehicles. One run measures
// the plain search and the one with prices, so that their ratio holds whatever the machine is doing.
//   `./bench_fare_bench`: CPU seconds of the origins alone; `ratio` to the plain search of the same run.

#include <ctime>

#include <benchmark/benchmark.h>

#include "bench/real_city.h"
#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/fare_search.h"

namespace {

using namespace cityloop;

double cpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void budgets(benchmark::State& state, const std::vector<std::int64_t>& within, std::int32_t every_s) {
  const City* read = bench::real_city("porto-alegre");
  if (read == nullptr) {
    state.SkipWithError("set CITYLOOP_SHARED");
    return;
  }
  const City& city = *read;
  set_threads(1);
  TransitSettings s;
  s.date = Date{std::chrono::year{2019} / 5 / 13};
  s.from = 14 * 3600;
  s.until = 15 * 3600;
  s.limit = Seconds{5400};
  s.every_s = every_s;
  QuietRun warm;
  const auto cells = cell_links(city, s.walk, warm.run);
  std::vector<std::vector<Link>> targets;
  std::vector<Link> origins;
  for (const Link& l : cells->raw()) targets.push_back({l});
  for (std::size_t c = 0; c < targets.size(); c += 12) origins.push_back(targets[c].front());
  const FareReach reach{city, s, targets, warm.run};
  double plain = 0, priced = 0, reached = 0;
  for (auto _ : state) {
    double begun = cpu();
    reach.reach().from(origins, warm.run, [](std::size_t, std::span<const float>) {});
    plain += cpu() - begun;
    begun = cpu();
    reach.from(origins, within, warm.run, [&](std::size_t, std::span<const float> t) {
      for (const float x : t) reached += x < kBeyond ? 1 : 0;
    });
    priced += cpu() - begun;
  }
  const auto n = static_cast<double>(state.iterations()) * static_cast<double>(origins.size());
  state.counters["plain_ms"] = 1000 * plain / n;
  state.counters["priced_ms"] = 1000 * priced / n;
  state.counters["ratio"] = priced / plain;
  state.counters["pairs"] = reached / static_cast<double>(state.iterations());
  set_threads(0);
}

BENCHMARK_CAPTURE(budgets, one_bus_minutes, std::vector<std::int64_t>({480}), 60)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(budgets, three_minutes, std::vector<std::int64_t>({480, 837, 1200}), 60)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(budgets, any_minutes, std::vector<std::int64_t>({kAnyPrice}), 60)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(budgets, three_exact, std::vector<std::int64_t>({480, 837, 1200}), 0)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
