#include "cityloop/learn/synthetic.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

double sum_of(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); }

double objective(const std::vector<double>& target, const std::vector<std::vector<double>>& points,
                 const std::vector<double>& w) {
  double sum = 0;
  for (std::size_t t = 0; t < target.size(); ++t) {
    double d = target[t];
    for (std::size_t j = 0; j < points.size(); ++j) d -= w[j] * points[j][t];
    sum += d * d;
  }
  return sum;
}

TEST(Mixture, IsTheFootOfThePerpendicularWhereItLiesInside) {
  // From (0, 0) to the segment (−1, 1) … (3, 1): the foot (0, 1) is ¾ of the first and ¼ of the second.
  const std::vector<double> w =
      nearest_mixture(std::vector<double>{0, 0}, std::vector<std::vector<double>>{{-1, 1}, {3, 1}});
  EXPECT_NEAR(w[0], 0.75, 1e-6);  // the ridge of 1e-8 · 6 moves it by less than 1e-7
  EXPECT_NEAR(w[1], 0.25, 1e-6);
}

TEST(Mixture, IsACornerWhereTheOthersLieBehindIt) {
  const std::vector<double> w =
      nearest_mixture(std::vector<double>{0, 0}, std::vector<std::vector<double>>{{1, 0}, {2, 1}, {2, -1}});
  EXPECT_NEAR(w[0], 1, 1e-12);
}

TEST(Mixture, OfPointsThatAreAllAlikeRestsOnAllOfThem) {
  const std::vector<double> w =
      nearest_mixture(std::vector<double>{1, 1}, std::vector<std::vector<double>>(4, {1, 1}));
  for (const double x : w) EXPECT_NEAR(x, 0.25, 1e-12);
}

// No other mixture is nearer: neither drawn at random nor a step from it towards a corner.
TEST(Mixture, HasNoBetterNeighbour) {
  for (std::uint64_t world = 0; world < 60; ++world) {
    Random r{11, world};
    const std::size_t periods = 2 + world % 5, n = 2 + world % 13;
    std::vector<double> target(periods);
    for (double& t : target) t = 1.5 * r.normal();
    std::vector<std::vector<double>> points(n, std::vector<double>(periods));
    for (auto& p : points)
      for (double& v : p) v = r.normal();
    const std::vector<double> w = nearest_mixture(target, points);
    EXPECT_NEAR(sum_of(w), 1, 1e-12);
    for (const double x : w) EXPECT_GE(x, 0);
    // The ridge may cost ρ‖w‖² ≤ ρ = 1e-8 of the mean squared distance.
    double scale = 0;
    for (std::size_t j = 0; j < n; ++j) {
      std::vector<double> corner(n, 0.0);
      corner[j] = 1;
      scale += objective(target, points, corner) / static_cast<double>(n);
    }
    const double found = objective(target, points, w) - 2e-8 * scale;
    for (int k = 0; k < 200; ++k) {
      std::vector<double> other(n);
      for (double& x : other) x = -std::log(1 - r.uniform());
      const double s = sum_of(other);
      for (double& x : other) x /= s;
      EXPECT_LE(found, objective(target, points, other));
    }
    for (std::size_t j = 0; j < n; ++j)
      for (const double step : {1e-4, 1e-2, 0.3}) {
        std::vector<double> other = w;
        for (double& x : other) x *= 1 - step;
        other[j] += step;
        EXPECT_LE(found, objective(target, points, other)) << "world " << world;
      }
  }
}

std::vector<UnitPath> walkers(std::size_t n, std::size_t periods, std::uint64_t world) {
  Random r{3, world};
  std::vector<UnitPath> out;
  for (std::size_t j = 0; j < n; ++j) {
    UnitPath u;
    double v = 20 + 5 * r.normal();
    for (std::size_t t = 0; t < periods; ++t) u.before.push_back(v += r.normal());
    u.after = v + r.normal();
    out.push_back(std::move(u));
  }
  return out;
}

TEST(SyntheticControl, RecoversTheEffectOnAUnitThatIsAMixtureOfOthers) {
  const std::vector<UnitPath> others = walkers(14, 20, 1);
  UnitPath treated{std::vector<double>(20, 0.0), 0, 1};
  const std::vector<std::pair<std::size_t, double>> mix{{2, 0.5}, {5, 0.3}, {11, 0.2}};
  for (const auto& [j, w] : mix) {
    for (std::size_t t = 0; t < 20; ++t) treated.before[t] += w * others[j].before[t];
    treated.after += w * others[j].after;
  }
  treated.after -= 7;
  const auto s = synthetic_control(std::span{&treated, 1}, others);
  ASSERT_TRUE(s);
  // More periods than units: the mixture is the only one, and the ridge moves it by about 1e-8.
  EXPECT_NEAR(s->effect, -7, 1e-5);
  EXPECT_NEAR(s->fit, 0, 1e-5);
  for (const auto& [j, w] : mix) EXPECT_NEAR(s->weight[j], w, 1e-5);
  EXPECT_NEAR(sum_of(s->weight), 1, 1e-12);
}

TEST(SyntheticControl, LevelsDoNotMatterOnlyMoves) {
  std::vector<UnitPath> others = walkers(14, 6, 2);
  UnitPath treated = walkers(1, 6, 3).front();
  const auto a = synthetic_control(std::span{&treated, 1}, others);
  for (double& v : treated.before) v += 100;
  treated.after += 100;
  const auto b = synthetic_control(std::span{&treated, 1}, others);
  ASSERT_TRUE(a && b);
  EXPECT_NEAR(a->effect, b->effect, 1e-9);
  EXPECT_EQ(a->placebos, 14U);
  EXPECT_DOUBLE_EQ(a->p, b->p);
}

TEST(SyntheticControl, PlacebosAreCounted) {
  // Nobody moved before; afterwards unit j stands j higher, the treated 9.5. All are alike before, so each is compared with
  // the mean of the others: unit j of 0 … 11 has the gap j − (66 − j)/11 = (12 j − 66)/11, between −6 and 6. The treated:
  // 9.5 − 5.5 = 4. As large are j = 0, 1 (−6, −54/11) and j = 10, 11, not 2 and 9 (∓ 42/11). p = (1 + 4)/13.
  std::vector<UnitPath> others;
  for (int j = 0; j < 12; ++j) others.push_back({{5, 5, 5, 5}, 5.0 + j, 1});
  const UnitPath treated{{2, 2, 2, 2}, 11.5, 1};
  const auto s = synthetic_control(std::span{&treated, 1}, others);
  ASSERT_TRUE(s);
  EXPECT_NEAR(s->effect, 4, 1e-9);
  EXPECT_EQ(s->placebos, 12U);
  EXPECT_DOUBLE_EQ(s->p, 5.0 / 13);
  // Σ (12 j − 66)² / 121 / 12 = 144 · 143 / 121 / 12, and t for 12 degrees of freedom is 2.1788.
  EXPECT_NEAR(s->standard_error, std::sqrt(144.0 * 143 / 121 / 12) * 2.1788 / 1.959964, 1e-3);
}

TEST(SyntheticControl, OfSeveralUnitsTakesPlacebosOfAsMany) {
  const std::vector<UnitPath> others = walkers(40, 5, 4);
  const std::vector<UnitPath> treated = walkers(4, 5, 5);
  const auto s = synthetic_control(treated, others);
  ASSERT_TRUE(s);
  EXPECT_EQ(s->placebos, 37U);  // 40 − 4 + 1 groups of four
  std::vector<UnitPath> unequal = treated;
  unequal[0].weight = 1e6;  // in truth one unit
  EXPECT_EQ(synthetic_control(unequal, others)->placebos, 40U);
}

TEST(SyntheticControl, NeedsAPastAndEnoughOthers) {
  const std::vector<UnitPath> treated = walkers(1, 4, 6);
  EXPECT_FALSE(synthetic_control(treated, walkers(kFewestDonors, 4, 7)));
  EXPECT_TRUE(synthetic_control(treated, walkers(kFewestDonors + 1, 4, 7)));
  EXPECT_FALSE(synthetic_control(walkers(1, 1, 6), walkers(30, 1, 7)));
}

TEST(SyntheticControl, MixesNoMoreThanThoseThatStoodMostAlike) {
  std::vector<UnitPath> others = walkers(kMostDonors, 4, 8);
  const std::vector<UnitPath> treated = walkers(1, 4, 9);
  const auto a = synthetic_control(treated, others);
  for (int k = 0; k < 5; ++k) {  // far away, and moving as nobody else
    others.push_back({{1000, 1050, 1000, 1050}, 3000, 1});
  }
  const auto b = synthetic_control(treated, others);
  ASSERT_TRUE(a && b);
  EXPECT_DOUBLE_EQ(a->effect, b->effect);
  EXPECT_DOUBLE_EQ(a->standard_error, b->standard_error);
}

}  // namespace
}  // namespace cityloop
