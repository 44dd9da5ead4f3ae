// Portfolios as cities have them: what-if on a thousand works and five years, a list that branch and bound
// does not close, a hundred thousand works of a street, five hundred draws, and the proof alone.

#include <algorithm>
#include <cmath>

#include <benchmark/benchmark.h>

#include "cityloop/decide/portfolio/explain.h"
#include "cityloop/decide/portfolio/front.h"
#include "cityloop/decide/portfolio/stability.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::city;
using testing::million;

void say_gap(benchmark::State& state, const Result& r) {
  state.counters["gap_percent"] = 100 * r.gap;
  state.counters["proved_gap_percent"] = 100 * r.proved_gap;
}

/// A thousand works over five years: a price, a budget and a word of a person change, and all is solved
/// again.
void what_if(benchmark::State& state) {
  Problem p = city(1000, 5, 5, 0.3, 3, state.range(0) != 0);
  const Options options{.gap = 5e-3, .nodes = 40};
  const Result before = solve(p, options);
  p.funds[0].budget[1] = scaled(p.funds[0].budget[1], 0.9);
  p.proposals[17].payments[0].amount = scaled(p.proposals[17].payments[0].amount, 1.4);
  p.proposals[30].fixed = 2;
  Result r;
  for (auto _ : state) {
    r = solve(p, options, before.start);
    benchmark::DoNotOptimize(r.value);
  }
  say_gap(state, r);
}
BENCHMARK(what_if)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void from_scratch(benchmark::State& state) {
  const Problem p = city(static_cast<std::size_t>(state.range(0)), static_cast<int>(state.range(1)), 5,
                         static_cast<double>(state.range(2)) / 100, static_cast<std::size_t>(state.range(3)));
  Result r;
  for (auto _ : state) {
    r = solve(p, {.gap = 1e-3, .nodes = static_cast<int>(state.range(4))});
    benchmark::DoNotOptimize(r.value);
  }
  say_gap(state, r);
  state.counters["nodes"] = r.nodes;
}
// works, years, budget in percent of all costs, funds, nodes
BENCHMARK(from_scratch)
    ->Args({100, 3, 30, 3, 3000})
    ->Args({300, 5, 15, 1, 0})
    ->Args({300, 5, 15, 1, 3000})
    ->Args({300, 5, 30, 1, 100})
    ->Args({300, 5, 30, 3, 0})
    ->Args({1000, 5, 30, 3, 0})
    ->Args({1000, 5, 30, 1, 3000})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

/// Twenty purses of one year each that pay for one or two works of thirteen prices.
void lumpy_purses(benchmark::State& state) {
  const Problem p = testing::lumpy(300, static_cast<std::uint64_t>(state.range(0)));
  Result r;
  for (auto _ : state) {
    r = solve(p, {.gap = 1e-4});
    benchmark::DoNotOptimize(r.value);
  }
  if (!verify(p, r.start, r.certificate).holds) state.SkipWithError("the certificate does not hold");
  say_gap(state, r);
  state.counters["nodes"] = r.nodes;
}
BENCHMARK(lumpy_purses)->Arg(1)->Arg(2)->Arg(3)->Unit(benchmark::kMillisecond)->Iterations(1);

void street_works(benchmark::State& state) {
  const Problem p = city(static_cast<std::size_t>(state.range(0)), 5, 5, 0.3, 3, false);
  Result r;
  for (auto _ : state) {
    r = solve(p, {.gap = 1e-3});
    benchmark::DoNotOptimize(r.value);
  }
  if (!verify(p, r.start, r.certificate).holds) state.SkipWithError("the certificate does not hold");
  say_gap(state, r);
}
BENCHMARK(street_works)->Arg(10'000)->Arg(30'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void proof(benchmark::State& state) {
  const Problem p = city(static_cast<std::size_t>(state.range(0)), 5, 5, 0.3, 3, false);
  const Result r = solve(p, {.gap = 1e-3});
  for (auto _ : state) benchmark::DoNotOptimize(verify(p, r.start, r.certificate).bound);
}
BENCHMARK(proof)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void five_hundred_draws(benchmark::State& state) {
  const Problem p = city(300, 5, 5);
  const Result r = solve(p, {.nodes = 0});
  Stability s;
  for (auto _ : state) {
    QuietRun quiet;
    s = stability(p, r.start, Doubt{.value = {0.2}, .cost = {0.1}}, 500, quiet.run);
    benchmark::DoNotOptimize(s.worst_gap);
  }
  state.counters["worst_gap_percent"] = 100 * s.worst_gap;
  state.counters["core"] =
      static_cast<double>(std::count(s.standing.begin(), s.standing.end(), Standing::core));
  state.counters["out"] =
      static_cast<double>(std::count(s.standing.begin(), s.standing.end(), Standing::out));
}
BENCHMARK(five_hundred_draws)
    ->Unit(benchmark::kSecond)
    ->Iterations(1)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

void reasons(benchmark::State& state) {
  const Problem p = city(1000, 5, 5);
  const Result r = solve(p, {.nodes = 0});
  for (auto _ : state) benchmark::DoNotOptimize(passed_over(p, r).size());
}
BENCHMARK(reasons)->Unit(benchmark::kMillisecond);

/// A random two-objective knapsack like 2kp50 and 2kp100: two constraints of half of all weights, numbers
/// from 10 to 100.
void two_objectives(benchmark::State& state) {
  Random r{7, 1};
  const auto n = static_cast<std::size_t>(state.range(0));
  Milp m;
  std::vector<std::int64_t> value[2];
  for (std::size_t j = 0; j < n; ++j) {
    m.column({});
    for (auto& v : value) v.push_back(static_cast<std::int64_t>(10 + r.below(91)));
  }
  for (int i = 0; i < 2; ++i) {
    double all = 0;
    const std::size_t row = m.row(-kUnlimited, 0);
    for (std::size_t j = 0; j < n; ++j) {
      const auto w = static_cast<double>(10 + r.below(91));
      m.entry(row, j, w);
      all += w;
    }
    m.rows[row].high = std::floor(all / 2);
  }
  Front f;
  for (auto _ : state) {
    f = front(m, value[0], value[1]);
    benchmark::DoNotOptimize(f.points.size());
  }
  if (!f.complete) state.SkipWithError("the front is not complete");
  state.counters["points"] = static_cast<double>(f.points.size());
}
BENCHMARK(two_objectives)->Arg(50)->Arg(100)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace cityloop::portfolio
