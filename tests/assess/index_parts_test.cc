// The parts of an index one by one: each against a published value or a derivation by hand.

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/assess/index/aggregate.h"
#include "cityloop/assess/index/ahp.h"
#include "cityloop/assess/index/bod.h"
#include "cityloop/assess/index/coupling.h"
#include "cityloop/assess/index/normalise.h"
#include "cityloop/assess/index/outrank.h"
#include "cityloop/assess/index/pca.h"
#include "cityloop/assess/index/prepare.h"
#include "cityloop/assess/index/treat.h"
#include "cityloop/assess/index/weights.h"
#include "tests/assess/index_drawn.h"

namespace cityloop::index {
namespace {

std::vector<std::span<const double>> parts(const std::vector<Values>& columns) {
  return {columns.begin(), columns.end()};
}

// ---- moments, quantiles, ranks ---------------------------------------------------------------------------------------

TEST(IndexMoments, ByHand) {
  // 1 2 3 10: mean 4, deviations −3 −2 −1 6, squares 50, cubes 180, fourths 1394.
  const Moments m = moments(Values{1, kMissing, 2, 3, 10});
  EXPECT_EQ(m.n, 4U);
  EXPECT_DOUBLE_EQ(m.mean, 4);
  EXPECT_DOUBLE_EQ(m.sd, std::sqrt(50.0 / 3));
  // g1 = 45/12.5^1.5, G1 = g1·√12/2
  EXPECT_NEAR(m.skew, 45 / std::pow(12.5, 1.5) * std::sqrt(12.0) / 2, 1e-12);
  // r = 348.5/156.25 = 2.2304; ((5)(r−3)+6)·3/(2·1)
  EXPECT_NEAR(m.kurtosis, (5 * (2.2304 - 3) + 6) * 3 / 2, 1e-12);
}
TEST(IndexMoments, FewOrEqualValuesHaveNoShape) {
  EXPECT_TRUE(missing(moments(Values{1, 2}).skew));
  EXPECT_TRUE(missing(moments(Values{0.1, 0.1, 0.1, 0.1}).skew))
      << "a mean that is off by a rounding is no spread";
  EXPECT_TRUE(missing(moments(Values{1, 2, 3}).kurtosis));
  EXPECT_EQ(moments(Values{kMissing}).n, 0U);
}
TEST(IndexMoments, QuantilesInterpolate) {
  EXPECT_DOUBLE_EQ(quantile(Values{4, 1, 3, kMissing, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile(Values{4, 1, 3, 2}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile(Values{7}, 0.9), 7);
}
TEST(IndexRanks, TiesShareAndPlacesSkip) {
  std::vector<std::uint32_t> order;
  Values out;
  ranks(Values{10, 20, 20, kMissing, 5}, false, Shared::mean, order, out);
  EXPECT_EQ(out[0], 2);
  EXPECT_EQ(out[1], 3.5);
  EXPECT_EQ(out[2], 3.5);
  EXPECT_TRUE(missing(out[3]));
  ranks(Values{10, 20, 20, kMissing, 5}, true, Shared::low, order, out);
  EXPECT_EQ(out[1], 1) << "falling: the largest comes first, and both take the lowest place";
  EXPECT_EQ(out[0], 3);
  EXPECT_EQ(places(Values{10, 20, 20, kMissing, 5}), (std::vector<std::uint32_t>{3, 1, 1, 0, 4}));
}

// ---- treatment -------------------------------------------------------------------------------------------------------

TEST(IndexTreat, TheExtremeTakesTheNextValueUntilTheColumnPasses) {
  Values x;
  for (int i = 1; i <= 20; ++i) x.push_back(i);
  x.push_back(1000);
  x.push_back(kMissing);
  const Treatment t = treat(x, {.on = true});
  EXPECT_EQ(t.verdict, Verdict::winsorised);
  EXPECT_EQ(t.points, 1U);
  EXPECT_EQ(x[20], 20) << "1000 became the next value";
  EXPECT_TRUE(missing(x[21])) << "what is missing stays missing";
  EXPECT_GT(t.before.skew, 2);
  EXPECT_LT(t.after.skew, 2);
}
TEST(IndexTreat, ATailOnTheLeftIsRaised) {
  Values x;
  for (int i = 1; i <= 20; ++i) x.push_back(i);
  x.push_back(-1000);
  EXPECT_EQ(treat(x, {.on = true}).verdict, Verdict::winsorised);
  EXPECT_EQ(x[20], 1);
}
TEST(IndexTreat, WhereWinsorisingIsNotEnoughItIsTakenBackAndTheLogarithmIsTaken) {
  Values x;
  for (int i = 0; i < 30; ++i) x.push_back(std::exp(0.6 * i));  // seven of the points are far out
  const Values before = x;
  const Treatment t = treat(x, {.on = true, .winsorise = 2});
  ASSERT_EQ(t.verdict, Verdict::logged);
  const double least = before.front(), range = before.back() - least;
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(x[i], std::log(before[i] - least + 0.01 * range), 1e-12)
        << "of the value given, not of the moved one";
  EXPECT_EQ(t.points, 0U);
  x = before;
  EXPECT_EQ(treat(x, {.on = true, .winsorise = 2, .log = false}).verdict, Verdict::still_skewed);
  EXPECT_EQ(x, before) << "what did not help is undone";
}
TEST(IndexTreat, TheLogarithmOfALeftTailKeepsTheOrder) {
  Values x;
  for (int i = 0; i < 30; ++i) x.push_back(-std::exp(0.6 * i));
  ASSERT_EQ(treat(x, {.on = true, .winsorise = 2}).verdict, Verdict::logged);
  for (std::size_t i = 1; i < x.size(); ++i) EXPECT_LT(x[i], x[i - 1]);
}
TEST(IndexTreat, NoShapeIsNotAPass) {
  Values two{1, 1000}, equal(10, 5.0);
  EXPECT_EQ(treat(two, {.on = true}).verdict, Verdict::cannot_judge);
  EXPECT_EQ(treat(equal, {.on = true}).verdict, Verdict::cannot_judge);
}

// ---- preparing -------------------------------------------------------------------------------------------------------

TEST(IndexPrepare, ARateOfNothingIsUnknown) {
  const Values r = denominate(Values{4, 1, kMissing}, Values{2, 0, 5});
  EXPECT_EQ(r[0], 2);
  EXPECT_TRUE(missing(r[1]));
  EXPECT_TRUE(missing(r[2]));
}
TEST(IndexPrepare, AGroupWithoutDataStaysUnknown) {
  const std::vector<Series> x{series_of({1, 3, kMissing, kMissing})};
  const std::vector<std::string> group{"a", "a", "a", "b"};
  std::vector<Imputed> filled;
  const auto y = impute(x, {Imputer::group_mean, "g"}, group, filled);
  EXPECT_EQ((*y[0])[2], 2);
  EXPECT_TRUE(missing((*y[0])[3])) << "nothing is known of group b, and a's mean is not b's";
  EXPECT_EQ(filled.size(), 1U);
}
TEST(IndexPrepare, ColumnsWithoutAGapAreShared) {
  const std::vector<Series> x{series_of({1, 2}), series_of({kMissing, 4})};
  std::vector<Imputed> filled;
  const auto y = impute(x, {Imputer::mean, ""}, {}, filled);
  EXPECT_EQ(y[0], x[0]);
  EXPECT_NE(y[1], x[1]);
}
TEST(IndexPrepare, RegressionReadsTheLine) {
  Values u, v;
  for (int i = 0; i < 12; ++i) u.push_back(i), v.push_back(5 + 2.0 * i);
  v[7] = kMissing;
  std::vector<Imputed> filled;
  const auto y =
      impute(std::vector<Series>{series_of(u), series_of(v)}, {Imputer::regression, ""}, {}, filled);
  EXPECT_NEAR((*y[1])[7], 19, 1e-12);
}

// ---- normalising -----------------------------------------------------------------------------------------------------

Values normalised(const Values& x, const NormaliseRule& rule, const Ends& ends = {},
                  std::optional<std::size_t> reference = {}) {
  Values out(x.size());
  RankScratch scratch;
  normalise(x, ends, scale_of(x, ends, rule, reference, moments(x)), rule, scratch, out);
  return out;
}

TEST(IndexNormalise, LessIsBetterIsTurnedAndNotInverted) {
  const Values y = normalised({10, 20, 40}, {}, {.higher_is_better = false});
  EXPECT_NEAR(y[0], 100, 1e-12);
  EXPECT_NEAR(y[1], 100.0 * 2 / 3, 1e-12) << "1/x would have made it 33.3";
  EXPECT_NEAR(y[2], 0, 1e-12);
}
TEST(IndexNormalise, ZHasTheMeanAndDeviationAskedFor) {
  const Moments m = moments(normalised({3, 1, 4, 1, 5}, {.by = Normaliser::z, .mean = 100, .sd = 10}));
  EXPECT_NEAR(m.mean, 100, 1e-12);
  EXPECT_NEAR(m.sd, 10, 1e-12);
}
TEST(IndexNormalise, RankBordaPercentile) {
  const Values x{10, 20, 20, 40};
  EXPECT_EQ(normalised(x, {.by = Normaliser::rank}), (Values{1, 2.5, 2.5, 4}));
  EXPECT_EQ(normalised(x, {.by = Normaliser::borda}), (Values{0, 1.5, 1.5, 3}));
  EXPECT_EQ(normalised(x, {.by = Normaliser::percentile}), (Values{0, 0.5, 0.5, 1}))
      << "one below and half of the one tie, of three others";
  EXPECT_EQ(normalised(x, {.by = Normaliser::borda}, {.higher_is_better = false}), (Values{3, 1.5, 1.5, 0}));
}
TEST(IndexNormalise, Distances) {
  EXPECT_EQ(normalised({0, 5, 10}, {.by = Normaliser::distance_to_max, .high = 1}), (Values{0, 0.5, 1}));
  EXPECT_EQ(normalised({0, 5, 10}, {.by = Normaliser::distance_to_reference, .high = 1}, {}, 1),
            (Values{0, 1, 2}))
      << "who is ahead of the reference is above 1";
  EXPECT_EQ(normalised({0, 5, 10}, {.by = Normaliser::distance_to_reference, .high = 1}, {.target = 20.0}),
            (Values{0, 0.25, 0.5}));
}
TEST(IndexNormalise, GoalpostsClip) {
  EXPECT_EQ(
      normalised({10, 20, 52.5, 90}, {.by = Normaliser::goalposts, .high = 1}, {.worst = 20, .best = 85}),
      (Values{0, 0, 0.5, 1}));
  EXPECT_EQ(normalised({0, 5, 12}, {.by = Normaliser::goalposts, .high = 1},
                       {.higher_is_better = false, .worst = 10, .best = 0}),
            (Values{1, 0.5, 0}));
}
TEST(IndexNormalise, TargetFromTheLowTailToTheTarget) {
  Values x;
  for (int i = 0; i <= 40; ++i) x.push_back(i);  // 2.5th percentile: 1
  const Values y = normalised(x, {.by = Normaliser::target}, {.target = 21.0});
  EXPECT_EQ(y[0], 0) << "below the low tail";
  EXPECT_EQ(y[1], 0);
  EXPECT_NEAR(y[11], 50, 1e-12);
  EXPECT_EQ(y[40], 100) << "beyond the target is not better than the target";
  EXPECT_NEAR(normalised(x, {.by = Normaliser::target})[38], 100, 1e-12)
      << "the mean of the best five, 38, if none is declared";
  EXPECT_NEAR(normalised(x, {.by = Normaliser::target}, {.higher_is_better = false})[2], 100, 1e-12);
}
TEST(IndexNormalise, EqualValuesPlaceNobody) {
  for (std::size_t n = 1; n < normaliser_words().size(); ++n) {
    const auto by = static_cast<Normaliser>(n);
    if (by == Normaliser::goalposts) continue;  // its ends are declared
    EXPECT_TRUE(missing(normalised({5, 5, 5}, {.by = by}, {}, 0)[1])) << to_word(by);
  }
}

// ---- weights ---------------------------------------------------------------------------------------------------------

TEST(IndexWeights, EntropyByHand) {
  // Column 1: shares ½ ½, e = 1, says nothing. Column 2: all with one of two, e = 0. Column 3: ¼ ¾.
  const std::vector<Values> x{{1, 1}, {0, 2}, {1, 3}};
  const double d3 = 1 + (0.25 * std::log(0.25) + 0.75 * std::log(0.75)) / std::log(2.0);
  const auto w = entropy_weights(parts(x));
  EXPECT_EQ(w[0], 0);
  EXPECT_NEAR(w[1], 1 / (1 + d3), 1e-12);
  EXPECT_NEAR(w[2], d3 / (1 + d3), 1e-12);
}
TEST(IndexWeights, CriticLeavesAConstantColumnOut) {
  // Two columns that oppose each other (r = −1) and a constant one.
  const auto w = critic_weights(parts({{0, 1, 2}, {2, 1, 0}, {7, 7, 7}}));
  EXPECT_NEAR(w[0], 0.5, 1e-12);
  EXPECT_NEAR(w[1], 0.5, 1e-12);
  EXPECT_EQ(w[2], 0);
}
TEST(IndexWeights, CriticDoesNotCareForTheUnit) {
  const auto a = critic_weights(parts({{0, 1, 4, 2}, {5, 1, 0, 3}, {2, 9, 4, 4}}));
  const auto b = critic_weights(parts({{0, 1000, 4000, 2000}, {5.5, 1.5, 0.5, 3.5}, {2, 9, 4, 4}}));
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(a[j], b[j], 1e-12);
}
TEST(IndexWeights, BudgetIsWhatExpertsSayAndHowFarTheyDisagree) {
  const std::vector<std::vector<double>> experts{{50, 50}, {70, 30}, {9, 1}};
  const Budget b = budget_weights(experts, false);
  EXPECT_NEAR(b.weight[0], (0.5 + 0.7 + 0.9) / 3, 1e-12);
  EXPECT_NEAR(b.deviation[0], 0.2, 1e-12);
  EXPECT_NEAR(budget_weights(experts, true).weight[0], 0.7, 1e-12);
}
TEST(IndexWeights, ImportanceIsReached) {
  // Correlated parts: with equal weights the two that go together matter more than the third.
  std::vector<Values> x(3);
  for (int i = 0; i < 40; ++i) {
    const double a = std::sin(1.7 * i), b = std::sin(2.9 * i + 1), c = std::sin(4.3 * i + 2);
    x[0].push_back(a + 0.3 * b);
    x[1].push_back(a - 0.3 * b);
    x[2].push_back(c);
  }
  const std::vector<double> equal(3, 1.0 / 3), wanted{0.3, 0.3, 0.4};
  EXPECT_GT(importance_of(parts(x), equal)[0], 0.35);
  const Matched m = importance_weights(parts(x), wanted);
  EXPECT_TRUE(m.converged);
  const auto reached = importance_of(parts(x), m.weight);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(reached[j], wanted[j], kImportanceReached);
}
TEST(IndexWeights, ComponentsOfTwoBlocks) {
  // a ≡ b, c ≡ d, and the two pairs uncorrelated: eigenvalues 2, 2, 0, 0; each part loads 1 on its own component.
  const Values a{1, 1, -1, -1}, c{1, -1, 1, -1};
  const Components p = principal_components(parts({a, a, c, c}));
  EXPECT_EQ(p.kept, 2U);
  EXPECT_NEAR(p.eigenvalue[0], 2, 1e-12);
  EXPECT_NEAR(p.eigenvalue[1], 2, 1e-12);
  for (const double w : p.weight) EXPECT_NEAR(w, 0.25, 1e-9);
  // A third independent part beside a pair: the pair's component has eigenvalue 2, the single one 1, which is not above 1.
  const Components q = principal_components(parts({a, a, c}));
  EXPECT_EQ(q.kept, 1U);
  EXPECT_NEAR(q.weight[0], 0.5, 1e-9);
  EXPECT_NEAR(q.weight[2], 0, 1e-9);
  EXPECT_NEAR(principal_components(parts({a, a, c}), 0.9).weight[2], 1.0 / 3, 1e-9)
      << "kept for its variance";
}

// ---- comparisons in pairs --------------------------------------------------------------------------------------------

std::vector<double> full(std::size_t n, const std::vector<double>& upper) {
  std::vector<double> a(n * n, 1);
  std::size_t k = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j, ++k)
      a[i * n + j] = upper[k], a[j * n + i] = upper[k] > 0 ? 1 / upper[k] : 0;
  return a;
}

TEST(IndexAhp, SaatysDrinks) {
  // coffee wine tea beer soda milk water
  const auto a =
      full(7, {9,      5,      2,      1,      1,      1. / 2, 1. / 3, 1. / 9, 1. / 9, 1. / 9, 1. / 9,
               1. / 3, 1. / 4, 1. / 3, 1. / 9, 1. / 2, 1,      1. / 3, 2,      1. / 2, 1. / 3});
  const Judged j = ahp(a, 7);
  EXPECT_NEAR(j.lambda, 7.17662904, 5e-9);
  const double w[] = {.17745675, .01914948, .04183118, .11641703, .18957238, .12878055, .32679264};
  for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(j.weight[i], w[i], 5e-9);
  EXPECT_NEAR(j.cr, .02230165, 5e-9);
  EXPECT_NEAR(ahp(a, 7, 2).cr, j.cr * 1.32 / 1.35, 1e-12);
  EXPECT_NEAR(j.gci, .0803634405, 5e-11);
  const double g[] = {.17872338, .01846062, .04223439, .1164984, .19113551, .12862466, .32432305};
  const auto rows = geometric_rows(a, 7);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(rows[i], g[i], 5e-9);
}
TEST(IndexAhp, ACityToMoveTo) {
  // Bethesda, Boston, Pittsburgh, Santa Fe under five criteria: culture, family, housing, jobs, transport.
  const auto criteria = full(5, {1. / 5, 3, 1. / 2, 5, 7, 1, 7, 1. / 4, 3, 7});
  const std::vector<std::vector<double>> cities{
      full(4, {1. / 2, 1, 1. / 2, 2.5, 1, 1. / 2.5}), full(4, {2, 1. / 3, 4, 1. / 8, 2, 9}),
      full(4, {5, 1. / 2, 2.5, 1. / 9, 1. / 4, 7}), full(4, {1. / 2, 3, 4, 6, 8, 1}),
      full(4, {1.5, 1. / 2, 4, 1. / 3.5, 2.5, 9})};
  const std::vector<double> matters = ahp(criteria, 5).weight;
  double score[4] = {};
  for (std::size_t c = 0; c < 5; ++c) {
    const std::vector<double> w = ahp(cities[c], 4).weight;
    for (std::size_t i = 0; i < 4; ++i) score[i] += matters[c] * w[i];
  }
  const double published[] = {.229, .275, .385, .111};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(score[i], published[i], 5e-4) << i;
}
TEST(IndexAhp, WhatWasNotComparedIsFilled) {
  const auto a = full(4, {1, 5, 2, 3, 4, 0});  // (c, d) was not compared
  const Judged j = ahp(a, 4);
  EXPECT_NEAR(j.complete[2 * 4 + 3], std::sqrt(8.0 / 15), 1e-6);
  const double w[] = {.3738, .392, .0985, .1357};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(j.weight[i], w[i], 5e-5);
  EXPECT_NEAR(j.ci / .8286, .0372, 5e-5) << "the published CR takes Donegan and Dodd's random index";
}
TEST(IndexAhp, ConsistentJudgementsGiveTheirWeightsBackWithGapsToo) {
  const std::vector<double> w{0.5, 0.25, 0.15, 0.1};
  std::vector<double> a(16);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) a[i * 4 + j] = w[i] / w[j];
  a[0 * 4 + 3] = a[3 * 4 + 0] = a[1 * 4 + 2] = a[2 * 4 + 1] = 0;
  const Judged j = ahp(a, 4);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(j.weight[i], w[i], 1e-7);
  EXPECT_NEAR(j.cr, 0, 1e-9);
}
TEST(IndexAhp, TheWorstTriadIsNamed) {
  // a > b twice, b > c three times, so a > c six times; but c > a four times was said. d agrees with everybody.
  const auto a = full(4, {2, 1. / 4, 1, 3, 1. / 2, 1. / 6});
  const Judged j = ahp(a, 4);
  ASSERT_TRUE(j.worst.has_value());
  EXPECT_GT(j.cr, 0.1);
  EXPECT_EQ(j.worst->i, 0U);
  EXPECT_EQ(j.worst->j, 1U);
  EXPECT_EQ(j.worst->k, 2U);
  EXPECT_NEAR(j.worst->implied, 6, 1e-12);
  EXPECT_NEAR(j.worst->said, 0.25, 1e-12);
}
TEST(IndexAhp, PartsThatNobodyComparedAreNotConnected) {
  EXPECT_FALSE(connected(full(4, {2, 0, 0, 0, 0, 3}), 4));
  EXPECT_TRUE(connected(full(4, {2, 0, 0, 3, 0, 3}), 4));
}
TEST(IndexAhp, SeveralPeopleMeetInTheGeometricMean) {
  const auto together =
      judged_together(std::vector<std::vector<double>>{full(2, {2}), full(2, {8}), full(2, {0})}, 2);
  EXPECT_NEAR(together[1], 4, 1e-12) << "who said nothing has no voice";
  EXPECT_NEAR(together[2], 0.25, 1e-12);
}
TEST(IndexAhp, AMethodMayHoldTheJudgementsOfEachExpert) {
  const auto weight = [](const std::string& judgements) {
    const Method m = method("index: {key: all, weights: {by: ahp, judgements: " + judgements +
                            "}, parts: [{column: a}, {column: b}]}\n");
    return ahp(m.nodes.front().weights->judgements, 2).weight.front();
  };
  EXPECT_NEAR(weight("[[a, b, 4]]"), 0.8, 1e-12);
  EXPECT_NEAR(weight("[{expert: Li, pairs: [[a, b, 2]]}, {expert: Wang, pairs: [[b, a, 0.125]]}]"), 0.8,
              1e-12);
  EXPECT_THROW(weight("[{expert: Li, pairs: [[a, b, 2]]}, {expert: Li, pairs: [[a, b, 8]]}]"), Error);
}

// ---- aggregating -----------------------------------------------------------------------------------------------------

double mean_of(const Values& x, const std::vector<double>& w, AggregateRule rule) {
  return aggregate(x, w, rule);
}

TEST(IndexAggregate, MeansByHand) {
  const Values x{1, 4, 16};
  const std::vector<double> w{0.5, 0.25, 0.25};
  EXPECT_DOUBLE_EQ(mean_of(x, w, {}), 5.5);
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::geometric}), std::pow(2.0, 1.5),
              1e-12);  // 0·½ + 2·¼ + 4·¼ = 1.5
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::harmonic}), 1 / (0.5 + 0.0625 + 0.015625), 1e-12);
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::power, .power = 2}), std::sqrt(0.5 + 4 + 64), 1e-12);
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::power, .power = 0}), std::pow(2.0, 1.5), 1e-12);
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::power, .power = 1e-7}), std::pow(2.0, 1.5), 1e-5)
      << "the limit";
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::power, .power = -1}),
              mean_of(x, w, {.by = Aggregator::harmonic}), 1e-15);
  EXPECT_NEAR(mean_of(x, w, {.by = Aggregator::owa, .places = {0.2, 0.3, 0.5}}), 3.2 + 1.2 + 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(mean_of(x, w, {.by = Aggregator::worst, .worst = 2}), 2.5);
}
TEST(IndexAggregate, MazziottaParetoPunishesImbalance) {
  // 90 and 110: M = 100, S = 10, cv = 0.1.
  const std::vector<double> w{0.5, 0.5};
  EXPECT_NEAR(mean_of({90, 110}, w, {.by = Aggregator::mpi_minus}), 99, 1e-12);
  EXPECT_NEAR(mean_of({90, 110}, w, {.by = Aggregator::mpi_plus}), 101, 1e-12);
}
TEST(IndexAggregate, EveryMeanSkipsWhatIsMissing) {
  // A peer's generalised mean is missing when any part is, while its other means skip it; here all of them skip it.
  const std::vector<double> w{0.25, 0.5, 0.25};
  for (const AggregateRule& rule : {AggregateRule{},
                                    {.by = Aggregator::geometric},
                                    {.by = Aggregator::harmonic},
                                    {.by = Aggregator::power, .power = 3},
                                    {.by = Aggregator::owa, .places = {0.2, 0.3, 0.5}},
                                    {.by = Aggregator::mpi_minus},
                                    {.by = Aggregator::mpi_plus},
                                    {.by = Aggregator::worst, .worst = 1}})
    EXPECT_NEAR(mean_of({8, kMissing, 8}, w, rule), 8, 1e-12) << to_word(rule.by);
}
TEST(IndexAggregate, TooLittleIsNoScore) {
  const std::vector<double> w{0.4, 0.6};
  EXPECT_TRUE(missing(mean_of({8, kMissing}, w, {})));
  EXPECT_EQ(mean_of({kMissing, 8}, w, {}), 8);
  EXPECT_EQ(mean_of({8, kMissing}, w, {.at_least = 0.4}), 8);
}
TEST(IndexAggregate, AZeroIsAZeroUnderAGeometricMean) {
  const std::vector<double> w{0.5, 0.5};
  EXPECT_EQ(mean_of({0, 8}, w, {.by = Aggregator::geometric}), 0);
  EXPECT_EQ(mean_of({0, 8}, w, {.by = Aggregator::harmonic}), 0);
}
TEST(IndexAggregate, Orness) {
  EXPECT_EQ(orness(Values{1, 0, 0}), 1);
  EXPECT_EQ(orness(Values{0, 0, 1}), 0);
  EXPECT_NEAR(orness(Values{1. / 3, 1. / 3, 1. / 3}), 0.5, 1e-12);
}

// ---- against each other ----------------------------------------------------------------------------------------------

TEST(IndexOutrank, TheBetterUnitWinsWhereverItIsListed) {
  // In the strongest peer the weight of what cannot be compared goes to the unit listed second, whichever it is.
  const std::vector<double> w{0.25, 0.75};
  for (const bool first : {true, false}) {
    const std::vector<Values> x{first ? Values{5, 4} : Values{4, 5},
                                first ? Values{kMissing, 9} : Values{9, kMissing}};
    EXPECT_EQ(outranks(parts(x), w, 0, 1), first ? 1 : 0);
    EXPECT_EQ(outranks(parts(x), w, 0, 1) + outranks(parts(x), w, 1, 0), 1);
    const Values s = copeland(parts(x), w);
    EXPECT_EQ(s[first ? 0 : 1], 1);
    EXPECT_EQ(s[first ? 1 : 0], -1);
  }
  const std::vector<Values> nothing{{5, kMissing}, {kMissing, 9}};
  EXPECT_EQ(outranks(parts(nothing), w, 0, 1), 0.5) << "nothing in common speaks for neither";
  EXPECT_EQ(copeland(parts(nothing), w), (Values{0, 0}));
}
TEST(IndexOutrank, TopsisOfTheWorkedExample) {
  // (4,4) (1,5) (3,2) (4,2), the second of which less is better: turned.
  const std::vector<Values> x{{4, 1, 3, 4}, {-4, -5, -2, -2}};
  const Values s = topsis(parts(x), std::vector<double>{0.5, 0.5}, Likeness::min_max);
  EXPECT_NEAR(s[0], .6126, 5e-5);
  EXPECT_NEAR(s[1], 0, 1e-12);
  EXPECT_NEAR(s[2], .7829, 5e-5);
  EXPECT_NEAR(s[3], 1, 1e-12);
}
TEST(IndexBod, ByHand) {
  // (1, 0) and (0, 1) are each best at something; (½, ½) lies on the line between them, (0.3, 0.3) at 0.6 of the way.
  const std::vector<Values> x{{1, 0, 0.5, 0.3, 0.2}, {0, 1, 0.5, 0.3, kMissing}};
  const Benefit b = benefit_of_the_doubt(parts(x), 0, 1);
  EXPECT_NEAR(b.score[0], 1, 1e-9);
  EXPECT_NEAR(b.score[1], 1, 1e-9);
  EXPECT_NEAR(b.score[2], 1, 1e-9);
  EXPECT_NEAR(b.score[3], 0.6, 1e-9);
  EXPECT_TRUE(missing(b.score[4]));
  const Benefit limited = benefit_of_the_doubt(parts(x), 0.1, 1);
  EXPECT_NEAR(limited.score[0], 0, 1e-9) << "nothing to show where a share is due";
  EXPECT_NEAR(limited.score[3], 0.6, 1e-9);
}
TEST(IndexBod, UnitsOfMeasurementDoNotMatter) {
  const std::vector<Values> x{{3, 5, 2, 4}, {7, 2, 6, 5}},
      y{{3000, 5000, 2000, 4000}, {0.07, 0.02, 0.06, 0.05}};
  const Benefit a = benefit_of_the_doubt(parts(x), 0.2, 0.7), b = benefit_of_the_doubt(parts(y), 0.2, 0.7);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(a.score[i], b.score[i], 1e-9);
    double sum = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      const double share = a.weight[i][j] * x[j][i] / a.score[i];
      EXPECT_GE(share, 0.2 - 1e-7);
      EXPECT_LE(share, 0.7 + 1e-7);
      sum += a.weight[i][j] * x[j][i];
    }
    EXPECT_NEAR(sum, a.score[i], 1e-9);
  }
}

// ---- coupling --------------------------------------------------------------------------------------------------------

TEST(IndexCoupling, TwoSystemsOfThePublishedTable) {
  // Wang et al. 2021: 13 cities of Beijing–Tianjin–Hebei in 2008. What is printed is C; (max, min) follow from it.
  struct City {
    double high, low, classic, corrected;
  };
  for (const City& c : {City{.3196, .2910, .9989, .9404}, City{.2807, .2233, .9935, .8660},
                        City{.3092, .1138, .8868, .5440}, City{.4194, .0486, .6101, .2700}}) {
    const Coupling r = coupling(Values{c.high, c.low}, std::vector<double>{0.5, 0.5});
    EXPECT_NEAR(r.c, c.classic, 2e-4);
    EXPECT_NEAR(r.c_corrected, c.corrected, 2e-4);
    EXPECT_NEAR(r.c_corrected, std::sqrt((1 - (c.high - c.low)) * c.low / c.high), 1e-12)
        << "the form for two";
  }
}
TEST(IndexCoupling, ThreeSystemsByHand) {
  // 0.8 0.4 0.2: product 0.064, sum 1.4; differences 0.4 + 0.6 + 0.2 of three pairs; 0.064/0.8³ = 0.125.
  const Coupling r = coupling(Values{0.8, 0.4, 0.2}, std::vector<double>{0.5, 0.25, 0.25});
  EXPECT_NEAR(r.c, 3 * 0.4 / 1.4, 1e-12);
  EXPECT_NEAR(r.t, 0.55, 1e-12);
  EXPECT_NEAR(r.d, std::sqrt(r.c * 0.55), 1e-12);
  EXPECT_NEAR(r.c_corrected, std::sqrt((1 - 1.2 / 3) * std::sqrt(0.125)), 1e-12);
}
TEST(IndexCoupling, BalanceIsOneWhateverTheLevelAndZeroIsZero) {
  const std::vector<double> w{0.5, 0.5};
  EXPECT_NEAR(coupling(Values{0.3, 0.3}, w).c, 1, 1e-12);
  EXPECT_NEAR(coupling(Values{0.3, 0.3}, w).c_corrected, 1, 1e-12);
  EXPECT_EQ(coupling(Values{0, 0.9}, w).d, 0);
  EXPECT_TRUE(missing(coupling(Values{0.5, 1.2}, w).d)) << "outside [0, 1] nothing is said";
  EXPECT_TRUE(missing(coupling(Values{0.5, kMissing}, w).d));
  EXPECT_GT(coupling(Values{0.4, 0.2}, w).c, 0.94) << "the usual C hardly sees 2 to 1";
  EXPECT_LT(coupling(Values{0.4, 0.2}, w).c_corrected, 0.64);
}
TEST(IndexCoupling, GradesHoldTheirLowerEnd) {
  EXPECT_EQ(coupling_grade(0), 0);
  EXPECT_EQ(coupling_grade(0.0999), 0);
  for (int g = 1; g < 10; ++g)
    EXPECT_EQ(coupling_grade(0.1 * g), g) << "also where 0.1·g is written 0.30000000000000004";
  EXPECT_EQ(coupling_grade(1), 9);
  EXPECT_EQ(coupling_grade_words(0).zh, "极度失调");
  EXPECT_EQ(coupling_grade_words(9).zh, "优质协调");
}

}  // namespace
}  // namespace cityloop::index
