// Composite indices: the published ASEM index made thousands of times over, and a million cells with sixty indicators.
//
// Without the shared data (CITYLOOP_SHARED) a table of the same shape stands in for ASEM: 51 units, 49 indicators in eight
// pillars and two halves; the label says which of them was measured. Cells are made: sixty indicators in six pillars, six of
// them skewed (their logarithm is taken), six with a gap in every fiftieth cell, six divided by the residents.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "cityloop/assess/index/doubt.h"
#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "cityloop/loop/index.h"
#include "tests/real/asem.h"

namespace cityloop {
namespace {

using namespace index;

struct Given {
  Panel panel;
  Method method;
  const char* label = "";
};

/// The steps of the published index, and what its authors vary: winsorised points, normalisation, mean, weights.
constexpr const char* kSteps =
    "impute: {by: group-mean, group: EurAsia_group}\n"
    "treat: {skew: 2, kurtosis: 3.5, winsorise: 5, then: log}\n"
    "normalise: {by: min-max, to: [1, 100]}\n"
    "weights: {by: declared, rescale: true}\n"
    "aggregate: arithmetic\n"
    "doubt:\n"
    "  winsorise: [1, 2, 3, 4, 5]\n"
    "  normalise: [{by: min-max, to: [1, 100]}, {by: z, mean: 10, sd: 2}]\n"
    "  aggregate: [arithmetic, geometric]\n"
    "  weights: {noise: 0.25, levels: [2, 3]}\n";

Given like_asem() {
  constexpr std::array<std::size_t, 8> kPillars{8, 5, 6, 8, 8, 5, 5, 4};
  Given g;
  g.label = "made table, 51 x 49";
  Random random{3, 1};
  for (int u = 0; u < 51; ++u) g.panel.unit.push_back(fmt::format("u{}", u));
  g.panel.labels.push_back({"EurAsia_group", {}});
  for (int u = 0; u < 51; ++u) g.panel.labels.back().label.emplace_back(u < 30 ? "Europe" : "Asia");
  std::string tree = "key: like-asem\nname: like ASEM\nunit: unit\n" + std::string{kSteps};
  tree += "index:\n  key: all\n  parts:\n";
  for (std::size_t half = 0, column = 0; half < 2; ++half) {
    tree += fmt::format("    - key: half{}\n      parts:\n", half);
    for (std::size_t p = half * 4; p < half * 4 + 4; ++p) {
      tree += fmt::format("        - key: p{}\n          parts:\n", p);
      for (std::size_t k = 0; k < kPillars[p]; ++k, ++column) {
        tree += fmt::format("            - {{column: i{}}}\n", column);
        Values v;
        for (int u = 0; u < 51; ++u)
          v.push_back(random.uniform() < 0.02 ? kMissing
                      : column % 3 == 0       ? std::exp(1.2 * random.normal())
                                              : random.normal());
        g.panel.header.push_back(fmt::format("i{}", column));
        g.panel.column.push_back(series_of(std::move(v)));
      }
    }
  }
  g.method = parse_method(parse_yaml(tree, "like-asem.yaml"));
  return g;
}
const Given& asem() {
  static const Given made = [] {
    if (testing::asem_folder().empty()) return like_asem();
    QuietRun quiet;
    Given g;
    g.label = "ASEM, 51 x 49";
    g.method = parse_method(parse_yaml(testing::asem_method(kSteps), "asem.yaml"));
    g.panel = read_index_table(testing::asem_folder() + "/asem_indicator_data.csv", g.method, quiet.run);
    return g;
  }();
  return made;
}
/// Everything varies: ways of filling gaps, indicators left out, and values by a standard error of a twentieth of them.
Method all_varies() {
  Method m = asem().method;
  m.doubt.impute = {m.impute, {.by = Imputer::mean}, {.by = Imputer::regression}};
  m.doubt.leave_out = true;
  m.doubt.measurement = true;
  for (IndicatorRule& i : m.indicators) i.relative_error = 0.05;
  return m;
}

/// All that `cityloop index doubt` does for 6,000 draws, from the table on.
void asem_redrawn(benchmark::State& state, const Method& method) {
  for (auto _ : state) {
    QuietRun quiet;
    const Redraw redraw{asem().panel, method, quiet.run};
    benchmark::DoNotOptimize(doubt(redraw, 6000, 10, kRankClasses, quiet.run));
  }
  state.SetLabel(asem().label);
}
void asem_6000_draws(benchmark::State& state) { asem_redrawn(state, asem().method); }
void asem_6000_draws_with_errors(benchmark::State& state) { asem_redrawn(state, all_varies()); }

/// Nothing shared between draws: every step from the table to the ranks, 6,000 times.
void asem_6000_builds(benchmark::State& state) {
  const Method& m = asem().method;
  for (auto _ : state) {
    QuietRun quiet;
    for_chunks(quiet.run, 6000, 8, [&](std::size_t begin, std::size_t end) {
      QuietRun own;
      Method one = m;
      for (std::size_t k = begin; k < end; ++k) {
        one.treat.winsorise = m.doubt.winsorise[k % 5];
        one.normalise = m.doubt.normalise[k / 5 % 2];
        one.aggregate = m.doubt.aggregate[k / 10 % 2];
        benchmark::DoNotOptimize(build(asem().panel, one, own.run));
      }
    });
  }
  state.SetLabel(asem().label);
}

/// Variance shares of every unit's rank at 4,096 × (10 + 2) points. The engine has at most seven factors; the coordinates
/// that are over move nothing, and the benchmark fails unless their shares say so.
void sobol_of_all_ranks(benchmark::State& state, const Method& method) {
  constexpr std::size_t kFactors = 10, kPoints = 4096;
  double idle = 0, busy = 0;
  for (auto _ : state) {
    QuietRun quiet;
    const Redraw redraw{asem().panel, method, quiet.run};
    const std::size_t units = redraw.units(), real = redraw.factors().size();
    const Design design = saltelli(kPoints, kFactors, 1);
    const std::size_t runs = design.runs();
    const std::vector<std::uint32_t> place = redraw.places_at(
        runs,
        [&](std::size_t k, std::span<double> out) {
          std::array<double, kFactors> x{};
          design.point(k, x);
          std::copy_n(x.begin(), out.size(), out.begin());
        },
        quiet.run);
    std::vector<Sensitivity> of(units);
    for_chunks(quiet.run, units, 1, [&](std::size_t u, std::size_t) {
      of[u] =
          sensitivity(design, [&](std::size_t k) { return static_cast<double>(place[u * runs + k]); }, 0, 1);
    });
    idle = busy = 0;
    for (const Sensitivity& s : of)
      for (std::size_t f = 0; f < kFactors; ++f)
        (f < real ? busy : idle) = std::max(f < real ? busy : idle, s.total[f].value);
  }
  if (idle != 0 || !(busy > 0)) state.SkipWithError("a factor that is not there has a share");
  state.SetLabel(asem().label);
}
void sobol_4096_of_10(benchmark::State& state) { sobol_of_all_ranks(state, asem().method); }
void sobol_4096_of_10_with_errors(benchmark::State& state) { sobol_of_all_ranks(state, all_varies()); }

// ---- cells -----------------------------------------------------------------------------------------------------------

constexpr std::size_t kIndicators = 60, kOfPillar = 10;
enum class Kind : std::uint8_t { plain, skewed, gaps, per_resident };
/// Every tenth indicator is of each of the other kinds.
Kind kind_of(std::size_t j) {
  const std::size_t k = j % kOfPillar;
  return k == 1 ? Kind::skewed : k == 2 ? Kind::gaps : k == 3 ? Kind::per_resident : Kind::plain;
}
constexpr const char* kEveryStep =
    "screen: {at_least: 0.9}\nimpute: median\ntreat: standard\nnormalise: {by: min-max, to: [1, 100]}\n"
    "aggregate: arithmetic\n";
constexpr const char* kPlain = "normalise: min-max\naggregate: arithmetic\n";

const Panel& cells(std::size_t n) {
  static std::map<std::size_t, Panel> made;
  Panel& p = made[n];
  if (p.size() > 0) return p;
  p.unit.resize(n);
  for (std::size_t i = 0; i < n; ++i) p.unit[i] = fmt::format("c{}", i);
  Random random{5, n};
  const auto add = [&](std::string header, auto value) {
    Values v(n);
    for (std::size_t i = 0; i < n; ++i) v[i] = value(i);
    p.header.push_back(std::move(header));
    p.column.push_back(series_of(std::move(v)));
  };
  add("residents", [&](std::size_t) { return std::floor(random.uniform(50, 400)); });
  for (std::size_t j = 0; j < kIndicators; ++j)
    add(fmt::format("i{}", j), [&](std::size_t i) {
      const double x = random.uniform() + random.uniform() + random.uniform();
      return kind_of(j) == Kind::skewed                ? std::exp(3 * x)
             : kind_of(j) == Kind::gaps && i % 50 == 7 ? kMissing
                                                       : x;
    });
  return p;
}
Method cell_method(const std::string& rest, bool every_step) {
  std::string text = "key: cells\nname: cells\nunit: unit\n" + rest + "index:\n  key: all\n  parts:\n";
  for (std::size_t j = 0; j < kIndicators; ++j) {
    if (j % kOfPillar == 0) text += fmt::format("    - key: p{}\n      parts:\n", j / kOfPillar);
    text += fmt::format("        - {{column: i{}{}{}}}\n", j, j % 3 == 2 ? ", better: lower" : "",
                        every_step && kind_of(j) == Kind::per_resident ? ", denominator: residents" : "");
  }
  return parse_method(parse_yaml(text, "cells.yaml"));
}

void built_cells(benchmark::State& state, const Method& method) {
  const Panel& p = cells(static_cast<std::size_t>(state.range(0)));
  std::size_t audited = 0;
  for (auto _ : state) {
    QuietRun quiet;
    const Built b = build(p, method, quiet.run);
    benchmark::DoNotOptimize(b.place.data());
    audited = b.audit.size();
  }
  state.counters["audited"] = static_cast<double>(audited);
}
void build_of_cells(benchmark::State& state) { built_cells(state, cell_method(kPlain, false)); }
void build_of_cells_with_every_step(benchmark::State& state) {
  built_cells(state, cell_method(kEveryStep, true));
}

/// Arguments: cells, draws.
void drawn_cells(benchmark::State& state, const std::string& varied, double error) {
  const Panel& p = cells(static_cast<std::size_t>(state.range(0)));
  Method method = cell_method(kEveryStep + varied, true);
  for (IndicatorRule& i : method.indicators) i.relative_error = error;
  for (auto _ : state) {
    QuietRun quiet;
    const Redraw redraw{p, method, quiet.run};
    benchmark::DoNotOptimize(
        doubt(redraw, static_cast<std::size_t>(state.range(1)), 1000, kRankClasses, quiet.run));
  }
}
void draws_of_cells(benchmark::State& state) {
  drawn_cells(state,
              "doubt: {normalise: [{by: min-max, to: [1, 100]}, {by: z, mean: 50, sd: 5}], aggregate: "
              "[arithmetic, geometric], weights: {noise: 0.25}, leave_out: indicator}\n",
              0);
}
void draws_of_cells_with_errors(benchmark::State& state) {
  drawn_cells(state,
              "doubt: {aggregate: [arithmetic, geometric], weights: {noise: 0.25}, measurement: true}\n",
              0.05);
}

void timed(benchmark::internal::Benchmark* b) {
  b->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
}
BENCHMARK(asem_6000_draws)->Apply(timed);
BENCHMARK(asem_6000_draws_with_errors)->Apply(timed);
BENCHMARK(asem_6000_builds)->Apply(timed);
BENCHMARK(sobol_4096_of_10)->Apply(timed);
BENCHMARK(sobol_4096_of_10_with_errors)->Apply(timed);
BENCHMARK(build_of_cells)->Arg(100'000)->Arg(1'000'000)->Apply(timed);
BENCHMARK(build_of_cells_with_every_step)->Arg(100'000)->Arg(1'000'000)->Apply(timed);
BENCHMARK(draws_of_cells)->Args({100'000, 1000})->Iterations(1)->Apply(timed);
BENCHMARK(draws_of_cells_with_errors)->Args({100'000, 20})->Iterations(1)->Apply(timed);

}  // namespace
}  // namespace cityloop
