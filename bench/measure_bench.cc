// How long a city takes to measure and to judge, kernel by kernel, and how long one what-if takes.

#include <set>

#include <benchmark/benchmark.h>

#include "bench/lattice_city.h"
#include "cityloop/assess/assess.h"
#include "cityloop/measure/measure.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

const City& city_of(std::size_t cells) {
  static std::map<std::size_t, City> made;
  auto it = made.find(cells);
  if (it == made.end()) it = made.emplace(cells, bench::lattice_city(cells)).first;
  return it->second;
}

void one_kernel(benchmark::State& state, const char* key) {
  const City& city = city_of(static_cast<std::size_t>(state.range(0)));
  std::vector<Indicator> one;
  for (const Indicator& i : testing::catalogue_indicators())
    if (i.key.word == key) one.push_back(i);
  for (auto _ : state) {
    QuietRun quiet;  // nothing remembered: networks and catchments are made anew
    benchmark::DoNotOptimize(measure(city, one, quiet.run));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(one_kernel, nearest, "access.clinic.walk")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_kernel, within, "choice.transit.walk")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_kernel, catchment, "supply.clinic.staff")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_kernel, share, "green.share")->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// The indicators of the demo framework and what they need.
std::vector<Indicator> judged(const Framework& framework) {
  std::set<IndicatorKey> wanted;
  for (const Goal& g : framework.goals)
    for (const Criterion& c : g.criteria) wanted.insert(c.indicator);
  std::vector<Indicator> out;
  for (const Indicator& i : testing::catalogue_indicators())
    if (wanted.contains(i.key)) out.push_back(i);
  return out;
}

void full_measure(benchmark::State& state) {
  const City& city = city_of(static_cast<std::size_t>(state.range(0)));
  const std::vector<Indicator> indicators = judged(testing::catalogue_framework("demo"));
  for (auto _ : state) {
    QuietRun quiet;
    benchmark::DoNotOptimize(measure(city, indicators, quiet.run));
  }
  state.counters["indicators"] = static_cast<double>(indicators.size());
}
BENCHMARK(full_measure)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void full_assess(benchmark::State& state) {
  const City& city = city_of(static_cast<std::size_t>(state.range(0)));
  const Framework framework = testing::catalogue_framework("demo");
  QuietRun quiet;
  const Measurement m = measure(city, judged(framework), quiet.run);
  for (auto _ : state) benchmark::DoNotOptimize(assess(city, m, framework, quiet.run));
  state.counters["criteria"] = static_cast<double>(framework.criteria());
}
BENCHMARK(full_assess)->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// One added place: applied, re-measured, re-assessed; each time at another site, so that nothing is remembered of it.
void what_if(benchmark::State& state, const char* kind) {
  const City& city = city_of(static_cast<std::size_t>(state.range(0)));
  const Framework framework = testing::catalogue_framework("demo");
  const std::vector<Indicator> indicators = judged(framework);
  QuietRun quiet;
  const Measurement m = measure(city, indicators, quiet.run);
  const Assessment a = assess(city, m, framework, quiet.run);
  std::uint32_t site = 4711;
  for (auto _ : state) {
    site = (site * 31 + 7) % static_cast<std::uint32_t>(city.grid->size());
    const Delta delta{
        {AddPlace{PlaceId{id_of("bench", site)}, {kind}, city.grid->centre(CellIdx{site}), 400}}};
    const City now = apply(city, delta);
    const Measurement after = remeasure(m, city, now, delta, indicators, quiet.run);
    benchmark::DoNotOptimize(reassess(a, city, m, now, after, framework, quiet.run));
  }
}
BENCHMARK_CAPTURE(what_if, clinic, "clinic")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(what_if, primary_school, "primary_school")->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(what_if, bus_stop, "bus_stop")->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cityloop
