// How long choosing sites takes. Networks are of the kind of the OR-Library p-median instances (connected, n²/50 edges of
// length 1 to 100, each vertex a client of weight 1 and a candidate), made here; the city is a disc of populated cells with
// twelve centres, candidates spread evenly over it, and straight ways at a fixed speed, cut at a limit. Each answer is
// verified outside the measured time, and one that is not proven as far as it should be is an error.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <benchmark/benchmark.h>

#include "cityloop/base/random.h"
#include "cityloop/decide/site/capacitated.h"
#include "cityloop/decide/site/cover.h"
#include "cityloop/decide/site/explain.h"
#include "cityloop/decide/site/solve.h"
#include "cityloop/decide/site/verify.h"

namespace cityloop::site {
namespace {

Problem network_problem(std::size_t n, std::size_t p, std::uint64_t seed) {
  Random r{seed, n * 1000 + p};
  constexpr std::uint32_t kFar = 1'000'000;
  std::vector<std::uint32_t> d(n * n, kFar);
  std::size_t edges = 0;
  const auto join = [&](std::size_t a, std::size_t b) {
    const auto length = static_cast<std::uint32_t>(1 + r.below(100));
    if (a == b) return;
    edges += d[a * n + b] == kFar ? 1U : 0U;
    d[a * n + b] = d[b * n + a] = length;
  };
  for (std::size_t k = 1; k < n; ++k) join(k, r.below(k));
  while (edges < n * n / 50) join(r.below(n), r.below(n));
  for (std::size_t k = 0; k < n; ++k) d[k * n + k] = 0;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) d[i * n + j] = std::min(d[i * n + j], d[i * n + k] + d[k * n + j]);
  Problem q;
  q.travel = std::make_shared<Travel>(Travel::dense(n, n, d));
  q.weight.assign(n, 1);
  q.beyond = q.travel->most();
  q.count = p;
  return q;
}

/// The p of the OR-Library for n vertices.
std::vector<std::size_t> counts_for(std::size_t n) { return {5, 10, n / 10, n / 5, n / 3}; }

void report(benchmark::State& state, const Problem& p, const Siting& s, double gap = 0) {
  if (const Verdict v = verify(p, s.open, s.value, s.proof); !v.holds) state.SkipWithError(v.why.en.c_str());
  if (s.gap > gap) state.SkipWithError("not proven");
  state.counters["value"] = static_cast<double>(s.value);
  state.counters["gap_percent"] = 100 * s.gap;
  state.counters["nodes"] = static_cast<double>(s.nodes);
}

void median_of_a_network(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Problem p = network_problem(n, counts_for(n)[static_cast<std::size_t>(state.range(1))],
                                    static_cast<std::uint64_t>(state.range(2)));
  Siting s;
  for (auto _ : state) {
    QuietRun quiet;
    s = solve(p, {}, quiet.run);
  }
  report(state, p, s);
}
BENCHMARK(median_of_a_network)
    ->ArgsProduct({{700, 800, 900}, {0, 1, 2, 3, 4}, {1, 2, 3, 4}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

/// All networks of a size at once: the mean is the time divided by `problems`.
void medians_of_networks(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  std::vector<Problem> problems;
  for (const std::size_t p : counts_for(n))
    for (std::uint64_t seed = 1; seed <= 4; ++seed) problems.push_back(network_problem(n, p, seed));
  for (auto _ : state)
    for (const Problem& p : problems) {
      QuietRun quiet;
      const Siting s = solve(p, {}, quiet.run);
      if (!s.proven) state.SkipWithError("not proven");
    }
  state.counters["problems"] = static_cast<double>(problems.size());
}
BENCHMARK(medians_of_networks)
    ->Arg(100)
    ->Arg(200)
    ->Arg(400)
    ->Arg(700)
    ->Arg(800)
    ->Arg(900)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

void center_of_a_network(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Problem p = network_problem(n, counts_for(n)[static_cast<std::size_t>(state.range(1))], 1);
  Center c;
  for (auto _ : state) {
    QuietRun quiet;
    c = center(p, {}, quiet.run);
  }
  if (const Verdict v = verify_center(p, c); !v.holds) state.SkipWithError(v.why.en.c_str());
  if (!c.proven) state.SkipWithError("not proven");
  state.counters["value"] = c.value;
}
BENCHMARK(center_of_a_network)
    ->ArgsProduct({{400, 900}, {0, 1, 2, 3, 4}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

void capacitated_median_of_a_network(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  Problem p = network_problem(n, n / 10, 1);
  p.capacity.assign(n, 12);  // 20 % more than needed
  Filled f;
  for (auto _ : state) {
    QuietRun quiet;
    f = solve_capacitated(p, {.nodes = 500}, quiet.run);
  }
  if (const Verdict v = verify_capacitated(p, f); !v.holds) state.SkipWithError(v.why.en.c_str());
  state.counters["gap_percent"] = 100 * f.siting.gap;
  state.counters["nodes"] = static_cast<double>(f.siting.nodes);
}
BENCHMARK(capacitated_median_of_a_network)->Arg(100)->Arg(200)->Iterations(1)->Unit(benchmark::kMillisecond);

/// A million people on 100,000 cells of 100 m, ten times as many people as cells for other sizes; 20 km/h along ways 1.3
/// times as long as straight lines, in tenths of a minute up to 30 minutes; out of reach counts as 45.
Problem city_problem(std::size_t cells, std::size_t sites, std::size_t p) {
  const double radius = std::sqrt(static_cast<double>(cells) / std::numbers::pi);
  Random r{1, 7};
  struct Middle {
    double x, y, height, spread;
  };
  std::vector<Middle> middles;
  for (int k = 0; k < 12; ++k) {
    const double angle = r.uniform(0, 2 * std::numbers::pi), from = radius * std::sqrt(r.uniform());
    middles.push_back(
        {from * std::cos(angle), from * std::sin(angle), r.uniform(1, 5), radius * r.uniform(0.05, 0.2)});
  }
  struct At {
    int x, y;
  };
  std::vector<At> at;
  std::vector<double> density;
  const int side = static_cast<int>(radius) + 1;
  for (int y = -side; y <= side; ++y)
    for (int x = -side; x <= side; ++x) {
      if (x * x + y * y > radius * radius) continue;
      at.push_back({x, y});
      double d = 0.5;
      for (const Middle& m : middles)
        d +=
            m.height * std::exp(-((x - m.x) * (x - m.x) + (y - m.y) * (y - m.y)) / (2 * m.spread * m.spread));
      density.push_back(d * r.uniform(0.3, 1.7));
    }
  const double total = std::accumulate(density.begin(), density.end(), 0.0);
  Problem q;
  for (const double d : density)
    q.weight.push_back(std::llround(10 * static_cast<double>(cells) * d / total));
  std::vector<At> site;
  for (std::size_t j = 0; j < sites; ++j) site.push_back(at[(2 * j + 1) * at.size() / (2 * sites)]);
  constexpr double kCellsPerMinute = 20'000.0 / 60 / 100 / 1.3;
  constexpr std::size_t kLimit = 300;
  std::vector<std::size_t> first{0};
  std::vector<Reach> reach;
  std::vector<std::vector<std::uint32_t>> by_time(kLimit + 1);
  for (const At& c : at) {
    for (auto& b : by_time) b.clear();
    for (std::uint32_t j = 0; j < sites; ++j) {
      const double dx = site[j].x - c.x, dy = site[j].y - c.y;
      const auto t =
          static_cast<std::size_t>(std::lround(10 * std::sqrt(dx * dx + dy * dy) / kCellsPerMinute));
      if (t <= kLimit) by_time[t].push_back(j);
    }
    for (std::uint32_t t = 0; t <= kLimit; ++t)
      for (const std::uint32_t j : by_time[t]) reach.push_back({t, j});
    first.push_back(reach.size());
  }
  q.travel = std::make_shared<Travel>(sites, std::move(first), std::move(reach));
  q.beyond = 450;
  q.count = p;
  return q;
}

void median_of_a_city(benchmark::State& state) {
  const Problem p =
      city_problem(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
                   static_cast<std::size_t>(state.range(2)));
  Siting s;
  for (auto _ : state) {
    QuietRun quiet;
    s = solve(p, {.gap = 0.01}, quiet.run);
  }
  report(state, p, s, 0.01);
  state.counters["ways"] = static_cast<double>(p.travel->pairs());
}
BENCHMARK(median_of_a_city)
    ->Args({10'000, 500, 5})
    ->Args({30'000, 1'500, 5})
    ->Args({100'000, 5'000, 5})
    ->Args({100'000, 5'000, 20})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void cover_of_a_city(benchmark::State& state) {
  const Problem p = max_cover(
      city_problem(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), 5),
      150);
  Siting s;
  for (auto _ : state) {
    QuietRun quiet;
    s = solve(p, {.gap = 0.01}, quiet.run);
  }
  report(state, p, s, 0.01);
}
BENCHMARK(cover_of_a_city)
    ->Args({10'000, 500})
    ->Args({100'000, 5'000})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void explain_a_city(benchmark::State& state) {
  const Problem p = city_problem(100'000, 5'000, 5);
  const std::vector<std::uint32_t> open{500, 1500, 2500, 3500, 4500};
  for (auto _ : state) benchmark::DoNotOptimize(explain(p, open));
}
BENCHMARK(explain_a_city)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cityloop::site
