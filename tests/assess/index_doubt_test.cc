// Doubt: variance shares against closed forms, and ranks of tables so small that the answer is known.

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "cityloop/assess/index/doubt.h"
#include "cityloop/base/parallel.h"
#include "tests/assess/index_drawn.h"

namespace cityloop::index {
namespace {

Sensitivity of_function(std::size_t n, std::size_t d, const std::function<double(std::span<const double>)>& f,
                        std::size_t bootstrap = 0) {
  const Design design = saltelli(n, d, 7);
  std::vector<double> x(d);
  return sensitivity(
      design,
      [&](std::size_t run) {
        design.point(run, x);
        return f(x);
      },
      bootstrap, 7);
}

TEST(IndexSobol, PointsFillEveryStretch) {
  // Owen's scrambling keeps the net: of 256 points each of 256 equal stretches holds one, in every dimension.
  const std::vector<double> x = scrambled_sobol(256, 6, 1);
  for (std::size_t j = 0; j < 6; ++j) {
    std::vector<int> seen(256, 0);
    for (std::size_t k = 0; k < 256; ++k) ++seen[static_cast<std::size_t>(x[k * 6 + j] * 256)];
    EXPECT_EQ(seen, std::vector<int>(256, 1)) << "dimension " << j;
  }
  EXPECT_NE(scrambled_sobol(256, 6, 2), x) << "another seed, other points";
  EXPECT_EQ(scrambled_sobol(256, 6, 1), x);
}
TEST(IndexSobol, Ishigami) {
  const auto at = [](double u) { return std::numbers::pi * (2 * u - 1); };
  const Sensitivity s = of_function(
      8192, 3,
      [&](std::span<const double> u) {
        const double a = std::sin(at(u[0])), b = std::sin(at(u[1]));
        return a + 7 * b * b + 0.1 * std::pow(at(u[2]), 4) * a;
      },
      200);
  EXPECT_NEAR(s.variance, 13.8445879407, 0.05);
  const double first[] = {.3139051911, .4424111448, 0}, total[] = {.5575888552, .4424111448, .2436836641};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(s.first[i].value, first[i], 0.012) << i;
    EXPECT_NEAR(s.total[i].value, total[i], 0.012) << i;
    EXPECT_LE(s.total[i].low, total[i] + 0.012);
    EXPECT_GE(s.total[i].high, total[i] - 0.012);
    EXPECT_LT(s.total[i].low, s.total[i].high);
  }
}
TEST(IndexSobol, GFunction) {
  const double a[] = {0, 1, 4.5, 9, 99, 99, 99, 99};
  const Sensitivity s = of_function(8192, 8, [&](std::span<const double> u) {
    double product = 1;
    for (std::size_t i = 0; i < 8; ++i) product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
    return product;
  });
  const double first[] = {.716192169, .179048042, .0236757742, .00716192},
               total[] = {.787144127, .242198193, .0343169102, .0104603871};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(s.first[i].value, first[i], 0.015) << i;
    EXPECT_NEAR(s.total[i].value, total[i], 0.015) << i;
  }
}
TEST(IndexSobol, SharesStayWithinReasonAtAHundredPoints) {
  // A peer with plain random points and a fixed variance gives first-order shares of 1.09 and −0.01 at this size.
  const Sensitivity s = of_function(128, 2, [](std::span<const double> u) { return 3 * u[0] + u[1]; });
  EXPECT_NEAR(s.first[0].value, 0.9, 0.03);
  EXPECT_NEAR(s.first[1].value, 0.1, 0.03);
  EXPECT_NEAR(s.total[0].value + s.total[1].value, 1, 0.03);
}
TEST(IndexSobol, AConstantHasNoShares) {
  const Sensitivity s = of_function(64, 2, [](std::span<const double>) { return 5.0; }, 10);
  EXPECT_EQ(s.variance, 0);
  EXPECT_EQ(s.first[0].value, 0);
  EXPECT_EQ(s.total[1].high, 0);
}

// ---- ranks -----------------------------------------------------------------------------------------------------------

const char* kTwo = "index: {key: all, parts: [{column: a}, {column: b}]}\n";

TEST(IndexDoubt, WhoIsBetterInEverythingIsAheadInEveryDraw) {
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{1, 2, 3, 9}, {2, 5, 4, 9}});
  const Redraw r{
      p,
      method(std::string{kTwo} +
             "normalise: {by: min-max, to: [1, 100]}\n"
             "doubt: {normalise: [{by: min-max, to: [1, 100]}, rank], aggregate: [arithmetic, geometric], "
             "weights: {noise: 0.5}}\n"),
      q.run};
  const Doubt d = doubt(r, 500, 1, 2, q.run);
  EXPECT_EQ(d.unit[3].top, 1) << "always first";
  EXPECT_EQ(d.unit[3].low, 1U);
  EXPECT_EQ(d.unit[3].high, 1U);
  EXPECT_EQ(d.unit[0].low, 4U) << "always last";
  EXPECT_EQ(d.beats(3, 0), 1);
  EXPECT_EQ(d.beats(0, 3), 0);
  EXPECT_NEAR(d.unit[3].in_class[0], 1, 1e-12);
  EXPECT_NEAR(d.unit[0].in_class[1], 1, 1e-12);
  EXPECT_GT(d.beats(1, 2), 0) << "u1 and u2 trade places";
  EXPECT_LT(d.beats(1, 2), 1);
}
TEST(IndexDoubt, AnAlternativeThatTurnsTheOrderDoesSoInItsShareOfTheDraws) {
  // (10, 90) and (45, 45) with (0, 0) and (100, 100) as ends: arithmetic 50 > 45, geometric 30 < 45.
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{10, 45, 0, 100}, {90, 45, 0, 100}});
  const Redraw r{p, method(std::string{kTwo} + "doubt: {aggregate: [arithmetic, arithmetic, geometric]}\n"),
                 q.run};
  ASSERT_EQ(r.factors(), std::vector<Factor>{Factor::aggregate});
  const Doubt d = doubt(r, 3000, 2, 1, q.run);
  EXPECT_NEAR(d.beats(0, 1), 2.0 / 3, 0.03);
  EXPECT_NEAR(d.unit[0].top, 2.0 / 3, 0.03);
  EXPECT_NEAR(d.mean_shift, 2.0 / 4 / 3, 0.02) << "two of four units move by one in a third of the draws";
}
TEST(IndexDoubt, MeasurementErrorIsThatOfTwoNormals) {
  // Two units 1 apart, each with standard error 1, in one indicator between fixed ends: P = Φ(1/√2) = .760.
  QuietRun q;
  const Panel p = panel({"a", "se"}, {{5, 4}, {1, 1}});
  const Redraw r{p,
                 method("index: {key: all, parts: [{column: a, error: se, goalposts: [-1000, 1000]}]}\n"
                        "normalise: goalposts\ndoubt: {measurement: true}\n"),
                 q.run};
  const Doubt d = doubt(r, 20'000, 1, 2, q.run);
  EXPECT_NEAR(d.beats(0, 1), 0.5 * (1 + std::erf(0.5)), 0.01);
  EXPECT_NEAR(d.unit[0].top, d.beats(0, 1), 1e-9);
}
TEST(IndexDoubt, AValueThatWasFilledInVariesByTheSpreadOfTheOthers) {
  // The gap is filled by the mean, 5, of 4, 5, 6 (sd 1); who has 6 is ahead of N(5, 1) with Φ(1) = .841.
  QuietRun q;
  const Panel p = panel({"a"}, {{4, 5, 6, kMissing}});
  const Redraw r{
      p,
      method("index: {key: all, parts: [{column: a, error: {relative: 1e-9}, goalposts: [-1000, 1000]}]}\n"
             "impute: mean\nnormalise: goalposts\ndoubt: {measurement: true}\n"),
      q.run};
  EXPECT_NEAR(doubt(r, 20'000, 1, 2, q.run).beats(2, 3), 0.5 * (1 + std::erf(1 / std::sqrt(2.0))), 0.01);
}
TEST(IndexDoubt, LeavingOutAnIndicatorGivesItsWeightToItsSiblings) {
  // u0 leads by a only; without a it is last. One of three draws leaves nothing out, one a, one b.
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{10, 0, 1}, {0, 1, 2}});
  const Redraw r{p, method(std::string{kTwo} + "doubt: {leave_out: indicator}\n"), q.run};
  const Doubt d = doubt(r, 3000, 1, 1, q.run);
  EXPECT_NEAR(d.beats(0, 1), 2.0 / 3, 0.03);
}
TEST(IndexDoubt, SensitivityFindsTheFactorThatMoves) {
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{10, 45, 0, 100}, {90, 45, 0, 100}});
  const Redraw r{
      p,
      method(
          std::string{kTwo} +
          "doubt: {aggregate: [arithmetic, geometric], normalise: [min-max, {by: min-max, to: [0, 1]}]}\n"),
      q.run};
  const RankSensitivity s = rank_sensitivity(r, 256, 50, 0, q.run);
  ASSERT_EQ(s.factor, (std::vector{Factor::normalise, Factor::aggregate}));
  EXPECT_EQ(s.runs, 256U * 4);
  EXPECT_NEAR(s.mean_shift.total[1].value, 1, 0.05);
  EXPECT_NEAR(s.mean_shift.total[0].value, 0, 1e-9) << "another range moves nobody";
  EXPECT_NEAR(s.unit[0].total[1].value, 1, 0.05) << "of the unit that moves";
  EXPECT_EQ(s.unit[3].variance, 0) << "of the one that is always first";
}
TEST(IndexDoubt, TheSameForAnyNumberOfThreads) {
  QuietRun q;
  std::vector<Values> columns(2);
  for (int i = 0; i < 9000; ++i) {  // enough units for tiles
    columns[0].push_back(std::sin(i * 0.37));
    columns[1].push_back(std::cos(i * 0.91));
  }
  const Panel p = panel({"a", "b"}, columns);
  const Method m = method(std::string{kTwo} + "doubt: {weights: {noise: 0.3}, normalise: [min-max, z]}\n");
  set_threads(1);
  const Doubt one = doubt(Redraw{p, m, q.run}, 40, 10, 5, q.run);
  set_threads(3);
  const Doubt three = doubt(Redraw{p, m, q.run}, 40, 10, 5, q.run);
  set_threads(0);
  EXPECT_EQ(one.place, three.place);
}
TEST(IndexDoubt, TilesGiveWhatWholeTablesGive) {
  // The first 40 draws of many units in tiles against each draw's index made in full.
  QuietRun q;
  std::vector<Values> columns(2);
  for (int i = 0; i < 9000; ++i) {
    columns[0].push_back(std::sin(i * 0.37));
    columns[1].push_back(i % 50 == 0 ? kMissing : std::cos(i * 0.91));
  }
  const Panel p = panel({"a", "b"}, columns);
  const Method m = method(std::string{kTwo} + "doubt: {normalise: [min-max, z]}\n");
  const Redraw r{p, m, q.run};
  const auto place =
      r.places_at(2, [](std::size_t k, std::span<double> x) { x[0] = k == 0 ? 0.25 : 0.75; }, q.run);
  Method z = m;
  z.normalise.by = Normaliser::z;
  const Built first = build(p, m, q.run), second = build(p, z, q.run);
  for (std::size_t u = 0; u < 9000; ++u) {
    ASSERT_EQ(place[u * 2], first.place[u]);
    ASSERT_EQ(place[u * 2 + 1], second.place[u]);
  }
}
TEST(IndexDoubt, NothingToVaryIsAnError) {
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{1, 2}, {2, 1}});
  EXPECT_THROW((Redraw{p, method(kTwo), q.run}), Error);
  EXPECT_THROW((Redraw{p, method(std::string{kTwo} + "doubt: {measurement: true}\n"), q.run}), Error)
      << "errors that nobody stated are not made up";
  EXPECT_THROW(
      (Redraw{p, method(std::string{kTwo} + "doubt: {normalise: [z], aggregate: [geometric]}\n"), q.run}),
      Error);
}

}  // namespace
}  // namespace cityloop::index
