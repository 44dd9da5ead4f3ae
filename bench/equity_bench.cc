// Inequality and spatial pattern of large cities: indices of a million rows, and the test for clusters on a million cells
// of 100 m, with neighbours at edges and corners. Values are a smooth field with noise, so that there are clusters to
// find; `noise` has none.

#include <cmath>

#include <benchmark/benchmark.h>

#include "cityloop/assess/distribution.h"
#include "cityloop/assess/entropy.h"
#include "cityloop/assess/equity.h"
#include "cityloop/assess/pattern/local.h"
#include "cityloop/assess/pattern/moran.h"
#include "cityloop/base/random.h"

namespace cityloop {
namespace {

struct Rows {
  std::vector<double> value, people;
  std::vector<std::uint32_t> group;
  explicit Rows(std::size_t n) {
    Random r{7, n};
    for (std::size_t i = 0; i < n; ++i) {
      value.push_back(std::exp(0.6 * r.normal()));
      people.push_back(std::floor(r.uniform(0, 40)));
      group.push_back(static_cast<std::uint32_t>(i / 1000));
    }
  }
};
const Rows& rows(std::size_t n) {
  static const Rows made{n};
  return made;
}

void gini_of_rows(benchmark::State& state) {
  const Rows& r = rows(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(gini(r.value, r.people));
}
void gini_with_error(benchmark::State& state) {
  const Rows& r = rows(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(gini_standard_error(r.value, r.people));
}
void gini_gradient_of_rows(benchmark::State& state) {
  const Rows& r = rows(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(gini_gradient(r.value, r.people));
}
void entropy_of_rows(benchmark::State& state) {
  const Rows& r = rows(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(generalised_entropy(r.value, r.people, 1));
}
void entropy_between_and_within(benchmark::State& state) {
  const Rows& r = rows(1'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(entropy_parts(r.value, r.people, r.group, 1));
}
BENCHMARK(gini_of_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(gini_with_error)->Unit(benchmark::kMillisecond);
BENCHMARK(gini_gradient_of_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(entropy_of_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(entropy_between_and_within)->Unit(benchmark::kMillisecond);

struct Map {
  Grid grid;
  std::vector<CellIdx> cells;
  std::vector<double> smooth, noise;
  explicit Map(std::size_t side) {
    std::vector<CellId> ids;
    for (std::size_t y = 0; y < side; ++y)
      for (std::size_t x = 0; x < side; ++x)
        ids.push_back(Grid::lattice_id(
            {100.0 * static_cast<double>(x) + 50, 100.0 * static_cast<double>(y) + 50}, 100));
    grid = Grid::lattice("EPSG:4547", 100, ids);
    Random r{11, side};
    for (const CellIdx c : each(grid.cells().id)) {
      cells.push_back(c);
      const Point p = grid.centre(c);
      noise.push_back(r.normal());
      // Hills of three kilometres, half as high as the noise.
      smooth.push_back(noise.back() + 0.7 * std::sin(p.x / 1000) * std::sin(p.y / 1000));
    }
  }
};
const Map& map() {
  static const Map made{1000};
  return made;
}
const Neighbours& near() {
  static const Neighbours made = neighbours_of(map().grid, map().cells, Contiguity::queen);
  return made;
}

void queen_neighbours(benchmark::State& state) {
  const Map& m = map();
  for (auto _ : state) benchmark::DoNotOptimize(neighbours_of(m.grid, m.cells, Contiguity::queen));
}
void moran_of_a_map(benchmark::State& state) {
  const Neighbours w = row_standardised(near());
  for (auto _ : state) benchmark::DoNotOptimize(moran(map().smooth, w));
}
/// Arguments: permutations, draws enough for stopping (0: none), |z| below which nothing is drawn times 10.
void local(benchmark::State& state, const std::vector<double>& value) {
  const LocalTest test{.permutations = static_cast<std::size_t>(state.range(0)),
                       .seed = 1,
                       .enough = static_cast<std::size_t>(state.range(1)),
                       .screen = static_cast<double>(state.range(2)) / 10};
  double drawn = 0, found = 0;
  for (auto _ : state) {
    QuietRun quiet;
    const LocalPattern l = local_pattern(value, near(), test, quiet.run);
    const std::vector<Spot> s = spots(value, near(), l, false_discovery(l.p), 0.05);
    drawn = found = 0;
    for (const std::uint32_t d : l.drawn) drawn += d;
    for (const Spot x : s) found += x == Spot::high || x == Spot::low ? 1 : 0;
  }
  state.counters["draws_a_cell"] = drawn / static_cast<double>(value.size());
  state.counters["in_clusters"] = found;
}
void local_pattern_of_hills(benchmark::State& state) { local(state, map().smooth); }
void local_pattern_of_noise(benchmark::State& state) { local(state, map().noise); }
BENCHMARK(queen_neighbours)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(moran_of_a_map)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(local_pattern_of_hills)
    ->Args({999, 0, 0})
    ->Args({999, 10, 0})
    ->Args({9999, 10, 10})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(local_pattern_of_noise)
    ->Args({999, 10, 0})
    ->Args({9999, 10, 10})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace cityloop
