// How long a city waits for a plan: looking at it, one what-if, and a whole decision. The catalogue's liveable framework
// and project types, on lattice cities with ten people a cell.

#include <algorithm>

#include <benchmark/benchmark.h>

#include "bench/lattice_city.h"
#include "cityloop/decide/decide.h"
#include "cityloop/loop/cycle.h"
#include "cityloop/loop/workspace.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

struct World {
  QuietRun quiet;
  Catalogue catalogue = load_catalogue(testing::source_dir() + "/catalogue", "", quiet.notes);
  const Framework& goals = catalogue.framework("liveable");
  std::vector<Indicator> indicators = wanted();
  Lens lens{indicators, goals};
  City city;
  explicit World(std::size_t cells) : city{bench::lattice_city(cells)} {}
  std::vector<Indicator> wanted() const {
    std::vector<Indicator> out;
    for (const Indicator& i : catalogue.indicators)
      if (goals.find(i.key)) out.push_back(i);
    return out;
  }
};

void look_at_a_city(benchmark::State& state) {
  World w{static_cast<std::size_t>(state.range(0))};
  for (auto _ : state) {
    QuietRun fresh;
    const Situation s = look(w.city, w.lens, {}, fresh.run);
    state.counters["findings"] = static_cast<double>(s.findings.size());
  }
}
BENCHMARK(look_at_a_city)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void what_if_one_place(benchmark::State& state) {
  World w{static_cast<std::size_t>(state.range(0))};
  const Situation s = look(w.city, w.lens, {}, w.quiet.run);
  const Point middle = w.city.grid->centre(idx<CellIdx>(w.city.grid->size() / 2));
  std::uint64_t n = 0;
  for (auto _ : state) {
    const Delta d{{AddPlace{
        PlaceId{++n}, {"primary_school"}, middle + Point{static_cast<double>(n % 100), 0}, 800, "n"}}};
    benchmark::DoNotOptimize(what_if(s, d, w.lens, w.quiet.run));
  }
}
BENCHMARK(what_if_one_place)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(20);

void propose_sites(benchmark::State& state) {
  World w{static_cast<std::size_t>(state.range(0))};
  const Situation s = look(w.city, w.lens, {}, w.quiet.run);
  for (auto _ : state) {
    const auto c = candidates(s, w.lens, w.catalogue.project_types, w.quiet.run, 6);
    state.counters["candidates"] = static_cast<double>(c.size());
  }
}
BENCHMARK(propose_sites)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void decide_a_plan(benchmark::State& state) {
  World w{static_cast<std::size_t>(state.range(0))};
  const Situation s = look(w.city, w.lens, {}, w.quiet.run);
  for (auto _ : state) {
    const Plan p = decide(s, w.lens, w.catalogue.project_types, {}, w.quiet.run);
    state.counters["chosen"] = static_cast<double>(p.chosen.size());
    state.counters["passed_over"] = static_cast<double>(p.passed_over.size());
    state.counters["value_to_bound"] = p.value / p.bound;
  }
}
BENCHMARK(decide_a_plan)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace cityloop
