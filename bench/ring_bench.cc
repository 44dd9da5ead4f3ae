// The whole ring on generated and real cities: what a person waits for. Each stage is timed alone, on one city by size.
//
//   bench_ring_bench --benchmark_filter='/100000'     the demo city of 100,000 people

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "cityloop/assess/assess.h"
#include "cityloop/io/generate/generate.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/loop/cycle.h"
#include "cityloop/loop/workspace.h"
#include "cityloop/measure/measure.h"
#include "cityloop/simulate/travel/search.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

std::string catalogue_folder() { return testing::source_dir() + "/catalogue"; }

City import_folder(const std::string& folder, Run& run) {
  const std::string text = read_text_file(folder + "/city.yaml", "city.yaml").text;
  return import_city(parse_city_config(parse_yaml(text, "city.yaml")), folder, catalogue_folder(), {}, run);
}

/// A city with what it is measured by, looked at once.
struct World {
  QuietRun quiet;
  Catalogue catalogue = load_catalogue(catalogue_folder(), "", quiet.notes);
  const Framework& goals;
  std::vector<Indicator> indicators;
  Lens lens;
  City city;
  Situation now;
  World(const std::string& framework, City c)
      : goals{catalogue.framework(framework)}, indicators{wanted()}, lens{indicators, goals},
        city{std::move(c)}, now{look(city, lens, {}, quiet.run)} {}
  std::vector<Indicator> wanted() const {
    std::vector<std::string> keys;
    for (const Goal& g : goals.goals)
      for (const Criterion& c : g.criteria) keys.push_back(c.indicator.word);
    return with_needs(catalogue.indicators, keys);
  }
};

World& demo(std::int64_t people) {
  static std::map<std::int64_t, std::unique_ptr<World>> made;
  auto& world = made[people];
  if (!world) {
    const auto folder = std::filesystem::temp_directory_path() / ("cityloop-ring-" + std::to_string(people));
    QuietRun quiet;
    DemoSpec spec;
    spec.people = static_cast<double>(people);
    std::filesystem::create_directories(folder);
    generate_demo(spec, folder.string(), quiet.run);
    world = std::make_unique<World>("demo", import_folder(folder.string(), quiet.run));
    std::filesystem::remove_all(folder);
  }
  return *world;
}

void sizes(benchmark::internal::Benchmark* b) {
  b->Arg(10'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(1);
}
void note_size(benchmark::State& state, const City& city) {
  state.counters["cells"] = static_cast<double>(city.grid->size());
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  state.counters["peak_MiB"] = static_cast<double>(used.ru_maxrss) / 1024;
}

/// measure → assess → detect, nothing remembered.
void demo_look(benchmark::State& state) {
  World& w = demo(state.range(0));
  for (auto _ : state) {
    QuietRun fresh;
    benchmark::DoNotOptimize(look(w.city, w.lens, {}, fresh.run));
  }
  note_size(state, w.city);
}
BENCHMARK(demo_look)->Apply(sizes);

void demo_decide(benchmark::State& state) {
  World& w = demo(state.range(0));
  for (auto _ : state) {
    const Plan plan = decide(w.now, w.lens, w.catalogue.project_types, {}, w.quiet.run);
    state.counters["chosen"] = static_cast<double>(plan.chosen.size());
  }
  note_size(state, w.city);
}
BENCHMARK(demo_decide)->Apply(sizes);

/// One added place, re-measured and re-assessed; then the same city measured in full must be the same bytes.
void demo_what_if(benchmark::State& state, const char* kind) {
  World& w = demo(state.range(0));
  const Point middle = w.city.grid->centre(idx<CellIdx>(w.city.grid->size() / 2));
  std::uint64_t n = 0;
  WhatIf last;
  for (auto _ : state) {
    const Point at = middle + Point{static_cast<double>(n % 10) * 137.0, 0};
    last = what_if(w.now, Delta{{AddPlace{PlaceId{++n}, {kind}, at, 300, "new"}}}, w.lens, w.quiet.run);
  }
  QuietRun fresh;
  const Measurement full = measure(last.city, w.indicators, fresh.run);
  for (const auto& [key, field] : full.fields)
    if (!(*field == *last.measured.fields.at(key))) state.SkipWithError("incremental differs from full");
  const Assessment again = assess(last.city, full, w.goals, fresh.run);
  if (again.overall.city.score != last.assessed.overall.city.score) state.SkipWithError("scores differ");
  note_size(state, w.city);
}
BENCHMARK_CAPTURE(demo_what_if, clinic, "clinic")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);
BENCHMARK_CAPTURE(demo_what_if, bus_stop, "bus_stop")
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(20);

World* porto_alegre(benchmark::State& state) {
  static std::unique_ptr<World> world;
  const std::string shared = testing::shared_dir();
  if (shared.empty()) {
    state.SkipWithError("no shared data");
    return nullptr;
  }
  ::setenv("CITYLOOP_SHARED", shared.c_str(), 1);
  QuietRun quiet;
  if (!world)
    world = std::make_unique<World>(
        "liveable", import_folder(testing::source_dir() + "/tests/real/porto-alegre", quiet.run));
  return world.get();
}

void porto_alegre_turn(benchmark::State& state) {
  World* w = porto_alegre(state);
  if (w == nullptr) return;
  for (auto _ : state) {
    QuietRun fresh;
    const Situation now = look(w->city, w->lens, {}, fresh.run);
    benchmark::DoNotOptimize(decide(now, w->lens, w->catalogue.project_types, {}, fresh.run));
  }
  note_size(state, w->city);
}
BENCHMARK(porto_alegre_turn)->Unit(benchmark::kMillisecond);

/// 15 minutes on foot from all 1,227 cells to places of every kind. The network is ready and the cells are linked to it;
/// the places are linked within the time, unless `linked`.
void porto_alegre_circles(benchmark::State& state, bool linked) {
  World* w = porto_alegre(state);
  if (w == nullptr) return;
  std::vector<KindIdx> kinds;
  for (std::size_t k = 0; k < w->city.places->kinds.size(); ++k) kinds.push_back(idx<KindIdx>(k));
  const Profile walk = default_profile(Mode::walk);
  double pairs = 0;
  for (auto _ : state) {
    state.PauseTiming();
    QuietRun fresh;
    cell_links(w->city, walk, fresh.run);
    if (linked) places_within(w->city, walk, kinds, Seconds{0}, fresh.run);
    state.ResumeTiming();
    const auto circles = places_within(w->city, walk, kinds, 15 * minute, fresh.run);
    pairs = 0;
    for (std::size_t c = 0; c < circles.size(); ++c)
      pairs += static_cast<double>(circles[idx<CellIdx>(c)].size());
  }
  state.counters["pairs"] = pairs;
}
BENCHMARK_CAPTURE(porto_alegre_circles, all, false)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(porto_alegre_circles, places_linked, true)
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cityloop
