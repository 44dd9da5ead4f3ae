// Whole fronts: knapsacks as published and made like them, plans of a city's list for two and three objectives,
// and plans that are protected.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <benchmark/benchmark.h>

#include "cityloop/base/random.h"
#include "cityloop/decide/portfolio/knapsack_front.h"
#include "cityloop/decide/portfolio/robust.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

void say_front(benchmark::State& state, const KnapsackFront& f) {
  if (!f.complete) state.SkipWithError("the front is not complete");
  state.counters["points"] = static_cast<double>(f.points.size());
  state.counters["searches"] = static_cast<double>(f.searches);
  state.counters["nodes"] = static_cast<double>(f.nodes);
}

/// As many objectives as capacities, each of half of all weights; numbers from 10 to 100. Two of each are what
/// bench_portfolio_bench, two_objectives, solves through branch and cut.
void like_published(benchmark::State& state) {
  Random r{7, 1};
  const auto n = static_cast<std::size_t>(state.range(0)), rows = static_cast<std::size_t>(state.range(1));
  const auto number = [&] { return static_cast<std::int64_t>(10 + r.below(91)); };
  Knapsack k;
  k.objectives.resize(rows);
  for (std::size_t j = 0; j < n; ++j)
    for (auto& c : k.objectives) c.push_back(number());
  for (std::size_t i = 0; i < rows; ++i) {
    k.weights.emplace_back();
    std::int64_t all = 0;
    for (std::size_t j = 0; j < n; ++j) all += k.weights[i].emplace_back(number());
    k.capacity.push_back(all / 2);
  }
  KnapsackFront f;
  for (auto _ : state) {
    f = knapsack_front(k);
    benchmark::DoNotOptimize(f.points.size());
  }
  say_front(state, f);
}
BENCHMARK(like_published)
    ->Args({50, 2})
    ->Args({100, 2})
    ->Args({250, 2})
    ->Args({40, 3})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

std::vector<std::vector<std::int64_t>> read_table(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::vector<std::vector<std::int64_t>> out;
  std::string line, cell;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells{line};
    std::getline(cells, cell, ',');
    out.emplace_back();
    while (std::getline(cells, cell, ','))
      if (!cell.empty()) out.back().push_back(static_cast<std::int64_t>(std::floor(std::stod(cell))));
  }
  return out;
}
/// Folders of the published set that are there: $CITYLOOP_SHARED, or $CITYLOOP_KNAPSACKS for those that the
/// shared data lacks.
void published(benchmark::State& state, const char* name) {
  const char* own = std::getenv("CITYLOOP_KNAPSACKS");
  const char* shared = std::getenv("CITYLOOP_SHARED");
  std::filesystem::path folder;
  if (shared != nullptr)
    folder = std::filesystem::path{shared} / "data/portfolio/multiobjective-knapsack" / name;
  if (own != nullptr && !std::filesystem::exists(folder)) folder = std::filesystem::path{own} / name;
  if (!std::filesystem::exists(folder)) {
    state.SkipWithError("the data is not there");
    return;
  }
  Knapsack k{read_table(folder / "c.csv"), read_table(folder / "a.csv"), {}};
  for (const auto& row : read_table(folder / "b.csv")) k.capacity.push_back(row[0]);
  KnapsackFront f;
  for (auto _ : state) {
    f = knapsack_front(k);
    benchmark::DoNotOptimize(f.points.size());
  }
  say_front(state, f);
}
BENCHMARK_CAPTURE(published, 2kp50, "2kp50")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(published, 2kp100, "2kp100")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(published, 2kp250, "2kp250")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(published, 3kp40, "3kp40")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(published, 3kp50, "3kp50")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(published, 4kp40, "4kp40")->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(published, 4kp50, "4kp50")->Unit(benchmark::kMillisecond)->Iterations(1);

/// A list of works over three years: worth, what the worse-served of two halves of the city gains, and carbon.
/// Steps are a part of the whole list's.
void plans(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Problem p = testing::city(n, 3, 5, 0.3, 3, false);
  Random r{5, 3};
  double all = 0;
  for (const Proposal& w : p.proposals) all += w.value[0];
  const double step = all / static_cast<double>(state.range(2));
  std::vector<Objective> objectives{{Objective::Kind::worth, {}, step},
                                    {Objective::Kind::least, std::vector<std::vector<double>>(2), step / 4},
                                    {Objective::Kind::sum, std::vector<std::vector<double>>(1), step / 4}};
  for (std::size_t i = 0; i < n; ++i) {
    const double gain = p.proposals[i].value[0], half = r.uniform();
    objectives[1].gains[0].push_back(gain * half * half);
    objectives[1].gains[1].push_back(gain * (1 - half) * (1 - half));
    objectives[2].gains[0].push_back(-gain * r.uniform(0, 0.6));
  }
  if (state.range(1) == 2) objectives.erase(objectives.begin() + 1);
  objectives.resize(static_cast<std::size_t>(state.range(1)));
  PlanFront f;
  for (auto _ : state) {
    f = plan_front(p, objectives);
    benchmark::DoNotOptimize(f.points.size());
  }
  state.counters["points"] = static_cast<double>(f.points.size());
  state.counters["programmes"] = f.solves;
  state.counters["complete"] = f.complete ? 1 : 0;
}
// works, objectives, steps of all value
BENCHMARK(plans)->Args({25, 2, 50})->Args({25, 3, 25})->Unit(benchmark::kMillisecond)->Iterations(1);

void protection(benchmark::State& state) {
  const Problem p = testing::city(30, 3, 5, 0.3, 3, false);
  const std::vector<double> over(30, 0.2);
  RobustPlan plan;
  for (auto _ : state) {
    plan = protected_plan(p, over, static_cast<double>(state.range(0)), 3000);
    benchmark::DoNotOptimize(plan.value);
  }
  state.counters["worth"] = plan.value;
  state.counters["certain"] = plan.certain ? 1 : 0;
}
BENCHMARK(protection)->Arg(0)->Arg(3)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace cityloop::portfolio
