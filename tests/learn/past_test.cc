#include "cityloop/learn/past.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

using Verdict = PreTrend::Verdict;

/// Two treated and four comparison cells, all at 20 at the baseline and all seen two years and one year before it.
struct Street {
  std::vector<Seen> treated{{20, -5, 1}, {20, -5, 1}}, rest{{20, 0, 1}, {20, 0, 1}, {20, 0, 1}, {20, 0, 1}};
  Past past{{-2, -1}, {{}, {}}, {{}, {}, {}, {}}, 3};
  /// Each cell rose by so much a year until the baseline.
  void rose(std::vector<double> t, std::vector<double> c) {
    for (std::size_t i = 0; i < t.size(); ++i) past.treated[i] = {20 - 2 * t[i], 20 - t[i]};
    for (std::size_t j = 0; j < c.size(); ++j) past.comparison[j] = {20 - 2 * c[j], 20 - c[j]};
  }
  PreTrend asked(double floor = 0, double predicted = -5) const {
    return pre_trend(treated, rest, weighting(treated, rest), past, floor, predicted);
  }
};

TEST(PreTrend, IsTheDifferenceOfTrendsUntilTheOutcome) {
  // Trends 2 and 4 a year against 1, 1, 3, 3: 3 − 2 = 1 a year, three years ahead: 3. Spread of three years' trends: treated
  // (6, 12): s² = 18, comparison (3, 3, 9, 9): s² = 12. SE² = 18/2 + 12/4 = 12; ν = 12²/(9²/1 + 3²/3) = 144/84 = 12/7.
  Street s;
  s.rose({2, 4}, {1, 1, 3, 3});
  const PreTrend t = s.asked();
  EXPECT_EQ(t.snapshots, 2U);
  EXPECT_NEAR(t.difference, 3, 1e-12);
  const double error = std::sqrt(12.0) * student_t975(12.0 / 7) / 1.959963984540054;
  EXPECT_NEAR(t.standard_error, error, 1e-9);
  EXPECT_NEAR(t.p, std::erfc(3 / error / std::sqrt(2.0)), 1e-12);
  EXPECT_EQ(t.verdict, Verdict::unknown);  // ± 13 cannot tell 5 from nothing: no pass
}

TEST(PreTrend, ThoseThatMovedAlikePass) {
  Street s;
  s.rose({2, 2.1}, {2, 2.1, 2, 2.1});
  EXPECT_NEAR(s.asked(0.5).difference, 0, 1e-12);
  EXPECT_EQ(s.asked(0.5).verdict, Verdict::alike);
}

TEST(PreTrend, ThoseThatMovedApartDoNot) {
  Street s;
  s.rose({-3, -3.1}, {0, 0.1, 0, 0.1});  // it was getting better here anyway, as fast as was promised
  const PreTrend t = s.asked(0.5);
  EXPECT_NEAR(t.difference, 3 * (-3.05 - 0.05), 1e-9);
  EXPECT_LT(t.p, kApart);
  EXPECT_EQ(t.verdict, Verdict::apart);
}

TEST(PreTrend, WithoutEarlierSnapshotsIsUnknownAndNotAPass) {
  Street s;
  s.past.years.clear();
  EXPECT_EQ(s.asked(0.5).verdict, Verdict::unknown);
  EXPECT_EQ(s.asked(0.5).snapshots, 0U);
}

TEST(PreTrend, OfCellsThatMostlyHadNoValueIsUnknown) {
  Street s;
  s.rose({2, 2}, {2, 2, 2, 2});
  ASSERT_EQ(s.asked(0.5).verdict, Verdict::alike);
  for (auto& values : s.past.comparison) values = {std::nullopt, std::nullopt};
  EXPECT_EQ(s.asked(0.5).verdict, Verdict::unknown);
}

TEST(PreTrend, FindsNothingInNineteenOfTwentySoundComparisons) {
  // 1,000 cities without any difference: 0.05 of them have a standard deviation of 0.0069; four of them.
  int apart = 0;
  for (std::uint64_t world = 0; world < 1000; ++world) {
    Random r{21, world};
    std::vector<Seen> treated(12, {20, -5, 1}), rest(60, {20, 0, 1});
    Past past{{-2, -1}, CellHistory(12), CellHistory(60), 2};
    for (CellHistory* h : {&past.treated, &past.comparison})
      for (auto& values : *h) values = {20 + r.normal(), 20 + r.normal()};
    const PreTrend t = pre_trend(treated, rest, weighting(treated, rest), past, 0, -5);
    if (t.verdict == Verdict::apart) ++apart;
  }
  EXPECT_GT(apart, 1000 * (kApart - 0.028));
  EXPECT_LT(apart, 1000 * (kApart + 0.028));
}

struct Town {
  std::vector<Seen> treated, rest;
  Past past;
};

/// `n` treated cells among 20 others, all walking at random; the treated fall by 10 afterwards.
Town town(std::size_t n, std::size_t earlier) {
  Random r{8, n};
  Town t;
  for (std::size_t k = earlier; k > 0; --k) t.past.years.push_back(-static_cast<double>(k));
  const auto cells = [&](std::size_t count, double effect, std::vector<Seen>& seen, CellHistory& history) {
    for (std::size_t i = 0; i < count; ++i) {
      double v = 20 + r.normal();
      std::vector<std::optional<double>> values;
      for (std::size_t k = 0; k < earlier; ++k) values.push_back(v += 0.2 * r.normal());
      history.push_back(std::move(values));
      v += 0.2 * r.normal();
      seen.push_back({v, 0.2 * r.normal() + effect, 1});
    }
  };
  cells(n, -10, t.treated, t.past.treated);
  cells(20, 0, t.rest, t.past.comparison);
  return t;
}

std::optional<Mixture> mixed(const Town& t) {
  return mixture(t.treated, t.rest, weighting(t.treated, t.rest), t.past, 1, -10);
}

TEST(Mixing, IsForFewCellsWithAPast) {
  EXPECT_TRUE(mixed(town(1, 3)));
  EXPECT_TRUE(mixed(town(kFewCells - 1, 3)));
  EXPECT_FALSE(mixed(town(kFewCells, 3)));  // many, and matched
  EXPECT_FALSE(mixed(town(1, 2)));
}

TEST(Mixing, IsForManyCellsWithoutAMatch) {
  Town t = town(kFewCells, 3);
  for (Seen& s : t.treated) s.baseline += 100;
  for (auto& values : t.past.treated)
    for (auto& v : values) *v += 100;
  ASSERT_FALSE(weighting(t.treated, t.rest).matched);
  const auto m = mixed(t);
  ASSERT_TRUE(m);
  EXPECT_NEAR(m->now.effect, -10, 1);
}

TEST(Mixing, SaysWhatItFoundAndThatTheyMovedAlikeBefore) {
  const auto m = mixed(town(2, 4));
  ASSERT_TRUE(m);
  EXPECT_NEAR(m->now.effect, -10, 1);
  EXPECT_DOUBLE_EQ(m->now.p, 1.0 / (1.0 + static_cast<double>(m->now.placebos)));
  EXPECT_EQ(m->before.verdict, Verdict::alike);
  EXPECT_FALSE(m->used.empty());
}

TEST(Mixing, SeesThatTheTreatedMovedApartBefore) {
  Town t = town(2, 4);
  for (Seen& s : t.treated) s.baseline -= 8;  // most of it had come before the project
  const auto m = mixed(t);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->before.verdict, Verdict::apart);
}

TEST(Mixing, IsNotForATreatedCellWithoutItsPast) {
  Town t = town(2, 4);
  t.past.treated[1][0] = std::nullopt;
  EXPECT_FALSE(mixed(t));
  t = town(2, 4);
  t.past.comparison[0][0] = std::nullopt;  // one of the others is left out instead
  const auto m = mixed(t);
  ASSERT_TRUE(m);
  for (const std::uint32_t j : m->used) EXPECT_NE(j, 0U);
}

}  // namespace
}  // namespace cityloop
