// Segregation: extremes, hand-made cities, and brute-force twins.

#include "cityloop/assess/segregation.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

using Values = std::vector<double>;

TEST(Segregation, ApartIsOneAndMixedIsZero) {
  const Segregation apart = segregation(Values{10, 0, 30, 0}, Values{10, 20, 30, 60});
  EXPECT_NEAR(apart.dissimilarity, 1, 1e-15);
  EXPECT_NEAR(apart.gini, 1, 1e-15);
  EXPECT_NEAR(apart.entropy, 1, 1e-15);
  EXPECT_NEAR(apart.atkinson, 1, 1e-15);
  EXPECT_NEAR(apart.isolation, 1, 1e-15);
  EXPECT_NEAR(apart.correlation, 1, 1e-15);
  const Segregation mixed = segregation(Values{10, 5, 30, 0}, Values{40, 20, 120, 0});
  EXPECT_NEAR(mixed.dissimilarity, 0, 1e-15);
  EXPECT_NEAR(mixed.gini, 0, 1e-15);
  EXPECT_NEAR(mixed.entropy, 0, 1e-15);
  EXPECT_NEAR(mixed.atkinson, 0, 1e-14);
  EXPECT_NEAR(mixed.isolation, 0.25, 1e-15);
  EXPECT_NEAR(mixed.correlation, 0, 1e-15);
  EXPECT_EQ(segregation(Values{0, 0}, Values{5, 5}).dissimilarity, 0);  // no group
  EXPECT_EQ(segregation(Values{5, 5}, Values{5, 5}).entropy, 0);        // nobody else
}

TEST(Segregation, TwoUnitsByHand) {
  // 30 of 40 and 10 of 60: P = 0.4; D = ½(|¾ − 10/60| + |¼ − 50/60|) = 7/12.
  const Segregation s = segregation(Values{30, 10}, Values{40, 60});
  EXPECT_NEAR(s.share, 0.4, 1e-15);
  EXPECT_NEAR(s.dissimilarity, 7.0 / 12, 1e-15);
  EXPECT_NEAR(s.isolation, 0.75 * 0.75 + 0.25 / 6, 1e-15);
  EXPECT_NEAR(s.interaction, 0.75 * 0.25 + 0.25 * 5 / 6, 1e-15);
  // Two ordered pairs: 2 · 40 · 60 · (3/4 − 1/6) / (2 · 100² · 0.24)
  EXPECT_NEAR(s.gini, 40 * 60 * (0.75 - 1.0 / 6) / (1e4 * 0.24), 1e-15);
  const auto h = [](double p) { return -p * std::log(p) - (1 - p) * std::log(1 - p); };
  EXPECT_NEAR(s.entropy, 1 - (0.4 * h(0.75) + 0.6 * h(1.0 / 6)) / h(0.4), 1e-15);
  const double root = (40 * std::sqrt(0.75 * 0.25) + 60 * std::sqrt(1.0 / 6 * 5 / 6)) / 40;
  EXPECT_NEAR(s.atkinson, 1 - 0.4 / 0.6 * root * root, 1e-15);
}

TEST(Segregation, ChanceAloneSegregatesSmallUnits) {
  // One person a unit: nobody can live mixed, whatever chance does.
  Values group(100, 0.0), one(100, 1.0);
  for (std::size_t i = 0; i < 30; ++i) group[i] = 1;
  const Segregation single = segregation(group, one);
  EXPECT_NEAR(single.dissimilarity, 1, 1e-14);
  EXPECT_NEAR(single.by_chance, 1, 1e-14);
  EXPECT_EQ(single.dissimilarity_corrected, 0);
  // A thousand units of eight people who drew their unit: D is about 0.32, of which nothing is left.
  Random r{17, 0};
  Values g(1000, 0.0), t(1000, 8.0);
  for (std::size_t i = 0; i < g.size(); ++i)
    for (int k = 0; k < 8; ++k) g[i] += r.uniform() < 0.3 ? 1 : 0;
  const Segregation drawn = segregation(g, t);
  EXPECT_GT(drawn.dissimilarity, 0.25);
  EXPECT_NEAR(drawn.dissimilarity, drawn.by_chance, 0.02);
  EXPECT_NEAR(drawn.dissimilarity_corrected, 0, 0.03);
}

TEST(Segregation, MeanDeviationOfAShareIsThatOfTheBinomial) {
  for (const double n : {1.0, 2.0, 7.0, 40.0})
    for (const double p : {0.03, 0.3, 0.5, 0.99}) {
      double sum = 0;
      for (int k = 0; k <= static_cast<int>(n); ++k) {
        const double ways = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1));
        sum += ways * std::pow(p, k) * std::pow(1 - p, n - k) * std::abs(k / n - p);
      }
      EXPECT_NEAR(mean_deviation_of_share(n, p), sum, 1e-13) << n << " " << p;
    }
  EXPECT_EQ(mean_deviation_of_share(5, 0), 0);
  EXPECT_EQ(mean_deviation_of_share(5, 1), 0);
}

TEST(Segregation, TwoGroupsOfManyAreTheGroupAndTheRest) {
  Random r{5, 0};
  Values g, rest, all;
  for (int i = 0; i < 80; ++i) {
    g.push_back(std::floor(r.uniform(0, 20)));
    rest.push_back(std::floor(r.uniform(0, 40)));
    all.push_back(g.back() + rest.back());
  }
  const Segregation one = segregation(g, all);
  const std::vector<Values> both{g, rest};
  const MultigroupSegregation many = multigroup_segregation(both);
  EXPECT_NEAR(many.dissimilarity, one.dissimilarity, 1e-13);
  EXPECT_NEAR(many.gini, one.gini, 1e-13);
  EXPECT_NEAR(many.entropy, one.entropy, 1e-13);
  EXPECT_NEAR(many.relative_diversity, one.correlation, 1e-13);
  EXPECT_NEAR(many.squared_variation, one.correlation, 1e-13);
  EXPECT_NEAR(many.divergence, many.entropy * many.diversity, 1e-13);  // H = divergence ÷ diversity
}

TEST(Segregation, ManyGroupsAgreeWithTheirPairs) {
  Random r{6, 0};
  std::vector<Values> groups(4);
  for (Values& g : groups)
    for (int i = 0; i < 30; ++i) g.push_back(std::floor(r.uniform(0, 25)));
  groups.emplace_back(30, 0.0);  // a group of nobody changes nothing
  const MultigroupSegregation m = multigroup_segregation(groups);
  Values total(30, 0.0);
  for (const Values& g : groups)
    for (std::size_t i = 0; i < 30; ++i) total[i] += g[i];
  const double people = std::accumulate(total.begin(), total.end(), 0.0);
  double pairs = 0, uneven = 0, mixed = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const double pi = std::accumulate(groups[k].begin(), groups[k].end(), 0.0) / people;
    mixed += pi * (1 - pi);
    for (std::size_t i = 0; i < 30; ++i) {
      uneven += std::abs(groups[k][i] - pi * total[i]);
      for (std::size_t j = 0; j < 30; ++j)
        pairs += std::abs(groups[k][i] * total[j] - groups[k][j] * total[i]);
    }
  }
  EXPECT_NEAR(m.interaction, mixed, 1e-13);
  EXPECT_NEAR(m.dissimilarity, uneven / (2 * people * mixed), 1e-13);
  EXPECT_NEAR(m.gini, pairs / (2 * people * people * mixed), 1e-13);
  const Values local = local_divergence(groups);
  double mean = 0;
  for (std::size_t i = 0; i < 30; ++i) mean += total[i] / people * local[i];
  EXPECT_NEAR(mean, m.divergence, 1e-13);
  for (const double d : local) EXPECT_GE(d, 0);
}

// Moving a member from a unit where the group is scarcer to one where it is denser segregates; joining units never does.
TEST(Segregation, TransfersAndJoiningUnitsGoTheirWay) {
  const Values g{12, 5, 30, 9}, t{40, 50, 60, 45};
  Values moved = g;
  moved[1] -= 3, moved[2] += 3;  // exchanged for three of the others
  const Segregation was = segregation(g, t), is = segregation(moved, t);
  EXPECT_GT(is.dissimilarity, was.dissimilarity);
  EXPECT_GT(is.gini, was.gini);
  EXPECT_GT(is.entropy, was.entropy);
  EXPECT_GT(is.isolation, was.isolation);
  const Segregation joined = segregation(Values{17, 30, 9}, Values{90, 60, 45});
  EXPECT_LE(joined.dissimilarity, was.dissimilarity + 1e-15);
  EXPECT_LT(joined.entropy, was.entropy);
  EXPECT_LT(joined.gini, was.gini);
}

}  // namespace
}  // namespace cityloop
