// Inequality: closed forms of known distributions, brute-force twins, published figures, and the properties that any
// measure of it must have.

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/assess/distribution.h"
#include "cityloop/assess/entropy.h"
#include "cityloop/assess/equity.h"
#include "cityloop/assess/pattern/moran.h"
#include "cityloop/base/random.h"
#include "tests/assess/peer_data.h"

namespace cityloop {
namespace {

using Values = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
Values each_one(std::size_t n) { return Values(n, 1.0); }

struct Sample {
  Values value, people;
};
/// A lognormal city: rows at equal steps of the normal z, as many people as its density says. The trapezoid rule over
/// a normal density is exact to rounding.
Sample lognormal(double sigma) {
  Sample s;
  for (int i = -9000; i <= 9000; ++i) {
    const double z = i / 1000.0;
    s.people.push_back(std::exp(-z * z / 2));
    s.value.push_back(std::exp(sigma * z));
  }
  return s;
}
/// A Pareto city, P(X > x) = x^−a: rows at equal steps of t = −ln P.
Sample pareto(double a) {
  Sample s;
  const double step = 1e-4;
  for (int i = 0; i < 500'000; ++i) {
    const double t = (i + 0.5) * step;
    s.people.push_back(std::exp(-t));
    s.value.push_back(std::exp(t / a));
  }
  return s;
}

TEST(Inequality, ALognormalCityHasItsClosedForms) {
  for (const double sigma : {0.2, 0.8, 1.3}) {
    const auto [x, w] = lognormal(sigma);
    const double v = sigma * sigma;
    EXPECT_NEAR(gini(x, w), std::erf(sigma / 2), 1e-7) << sigma;  // 2Φ(σ/√2) − 1
    for (const double alpha : {-1.0, -0.5, 1e-9, 0.5, 1 - 1e-9, 2.0})
      EXPECT_NEAR(generalised_entropy(x, w, alpha),
                  std::expm1((alpha * alpha - alpha) * v / 2) / (alpha * (alpha - 1)), 1e-9)
          << sigma << " " << alpha;
    EXPECT_NEAR(generalised_entropy(x, w, 0), v / 2, 1e-12);
    EXPECT_NEAR(generalised_entropy(x, w, 1), v / 2, 1e-12);
    for (const double aversion : {0.5, 1.0, 2.0})
      EXPECT_NEAR(equal_equivalent(x, w, aversion), std::exp(v / 2 - aversion * v / 2), 1e-10);
  }
}

TEST(Inequality, AParetoCityHasItsClosedForms) {
  const double a = 3;
  const auto [x, w] = pareto(a);
  EXPECT_NEAR(gini(x, w), 1 / (2 * a - 1), 1e-6);
  EXPECT_NEAR(generalised_entropy(x, w, 1), std::log((a - 1) / a) + 1 / (a - 1), 1e-6);
  EXPECT_NEAR(generalised_entropy(x, w, 0), std::log(a / (a - 1)) - 1 / a, 1e-6);
  // L(p) = 1 − (1 − p)^(1 − 1/a)
  const Lorenz l = lorenz(x, w);
  for (const double p : {0.1, 0.4, 0.9, 0.99})
    EXPECT_NEAR(l.at(p), 1 - std::pow(1 - p, 1 - 1 / a), 1e-6) << p;
  EXPECT_NEAR(palma(x, w), std::pow(0.1, 1 - 1 / a) / (1 - std::pow(0.6, 1 - 1 / a)), 1e-5);
}

TEST(Inequality, TwoKindsOfPeopleByHand) {
  // One in four has 9, three have 1: mean 3; r = 3 and 1/3.
  const Values x{9, 1}, w{1, 3};
  EXPECT_NEAR(generalised_entropy(x, w, 2), (0.25 * 9 + 0.75 / 9 - 1) / 2, 1e-15);
  EXPECT_NEAR(generalised_entropy(x, w, 1), 0.25 * 3 * std::log(3) - 0.75 / 3 * std::log(3), 1e-15);
  EXPECT_NEAR(generalised_entropy(x, w, 0), -0.25 * std::log(3) + 0.75 * std::log(3), 1e-15);
  EXPECT_NEAR(generalised_entropy(x, w, -1), (0.25 / 3 + 0.75 * 3 - 1) / 2, 1e-15);
  EXPECT_NEAR(gini(lorenz(x, w)), 0.75 - 0.25, 1e-15);  // share of people − share of the quantity
  EXPECT_NEAR(gini(x, w), 0.5, 1e-15);
  // Generalised: the poorest half of the people hold 1/6 of 3.
  EXPECT_NEAR(lorenz(x, w).generalised(0.5), 0.5, 1e-15);
  // Kolm–Pollak: Σx/Σx² = 12/84; κ = 1/7.
  EXPECT_NEAR(kolm_pollak_equivalent(x, w, 1),
              -7 * std::log(0.25 * std::exp(-9.0 / 7) + 0.75 * std::exp(-1.0 / 7)), 1e-12);
  EXPECT_LT(kolm_pollak_equivalent(x, w, 1), 3);
  EXPECT_GT(kolm_pollak_equivalent(x, w, -1), 3);  // minutes: as bad as 3 and more for all
}

TEST(Inequality, SomebodyWithNothingMakesEntropyInfiniteAndNotSevenHundred) {
  const Values x{0, 1, 2}, w = each_one(3);
  EXPECT_EQ(generalised_entropy(x, w, 0), kInfinity);
  EXPECT_EQ(generalised_entropy(x, w, -1), kInfinity);
  EXPECT_NEAR(generalised_entropy(x, w, 1), 2.0 / 3 * std::log(2), 1e-15);
  EXPECT_NEAR(generalised_entropy(x, w, 2), (5.0 / 3 - 1) / 2, 1e-15);
  // Half of one group has nothing: the within part is infinite; a whole group: the between part is.
  const std::vector<std::uint32_t> mixed{0, 0, 1}, apart{0, 1, 1};
  EXPECT_EQ(entropy_parts(x, w, mixed, 0).within, kInfinity);
  EXPECT_TRUE(std::isfinite(entropy_parts(x, w, mixed, 0).between));
  EXPECT_EQ(entropy_parts(x, w, apart, 0).between, kInfinity);
  EXPECT_TRUE(std::isfinite(entropy_parts(x, w, apart, 0).within));
  EXPECT_EQ(generalised_entropy(Values{0, 0}, each_one(2), 0), 0);
  EXPECT_EQ(generalised_entropy({}, {}, 0), 0);
}

TEST(Inequality, AnEqualCityIsZeroAndNeverBelow) {
  for (const double alpha : {-2.0, 0.0, 0.3, 1.0, 2.0, 7.0}) {
    EXPECT_LT(generalised_entropy(Values{0.1, 0.1, 0.1}, each_one(3), alpha), 1e-30) << alpha;
    EXPECT_GE(generalised_entropy(Values{1, 1 + 1e-15, 1 - 1e-15}, each_one(3), alpha), 0) << alpha;
  }
}

TEST(Inequality, QuantilesAreThoseOfTypeSeven) {
  const Values x{10, 1, 3, 2, 4};
  EXPECT_DOUBLE_EQ(quantile(x, each_one(5), 0.9), 7.6);  // place 4.6: 4 + 0.6 · 6
  EXPECT_DOUBLE_EQ(quantile(x, each_one(5), 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(x, each_one(5), 0), 1);
  EXPECT_DOUBLE_EQ(quantile(x, each_one(5), 1), 10);
  EXPECT_DOUBLE_EQ(quantile(Values{1, 2}, Values{3, 1}, 0.75), 1.25);  // 1 1 1 2: place 3.25
  EXPECT_DOUBLE_EQ(quantile_ratio(x, each_one(5), 0.9, 0.1), 7.6 / 1.4);
  EXPECT_EQ(quantile_ratio(Values{0, 0, 5}, each_one(3), 1, 0), kInfinity);
}

TEST(Inequality, GiniOfBalancesStaysAShare) {
  // −2 and 4: mean difference 6/2 = 3 over 2 · (2 + 4)/2 → 3/6.
  EXPECT_NEAR(gini_signed(Values{-2, 4}, each_one(2)), 0.5, 1e-15);
  EXPECT_NEAR(gini_signed(Values{-1, 1}, each_one(2)), 0.5, 1e-15);  // the usual form divides by zero here
  const Values x{3, 1, 8, 2}, w{1, 4, 2, 2};
  EXPECT_NEAR(gini_signed(x, w), gini(x, w), 1e-15);
}

TEST(Inequality, TheJackknifeIsThatOfTakingEachRowOut) {
  Random r{4, 0};
  Values x, w;
  for (int i = 0; i < 60; ++i)
    x.push_back(std::floor(r.uniform(0, 12))), w.push_back(1 + std::floor(r.uniform(0, 5)));
  Values without;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Values some = w;
    some[i] = 0;
    without.push_back(gini(x, some));
  }
  const double n = 60, mean = std::accumulate(without.begin(), without.end(), 0.0) / n;
  double squares = 0;
  for (const double g : without) squares += (g - mean) * (g - mean);
  EXPECT_NEAR(gini_standard_error(x, w), std::sqrt((n - 1) / n * squares), 1e-13);
  EXPECT_EQ(gini_standard_error(Values{1}, each_one(1)), 0);
}

TEST(Inequality, GradientsAreThoseOfSmallSteps) {
  const Values x{3, 1.5, 8, 2, 5}, w{1, 4, 2, 2, 3};
  const double h = 1e-6;
  const auto slope = [&](std::size_t i, auto index) {
    Values up = x, down = x;
    up[i] += h;
    down[i] -= h;
    return (index(up) - index(down)) / (2 * h);
  };
  const Values of_gini = gini_gradient(x, w);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(of_gini[i], slope(i, [&](const Values& v) { return gini(v, w); }), 1e-8);
  for (const double alpha : {-1.0, 0.0, 0.5, 1.0, 2.0}) {
    const Values of_entropy = entropy_gradient(x, w, alpha);
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_NEAR(of_entropy[i], slope(i, [&](const Values& v) { return generalised_entropy(v, w, alpha); }),
                  1e-8)
          << alpha;
  }
}

TEST(Inequality, PartsAddUpForAnyPartitionAndAnyNesting) {
  Random r{9, 0};
  Values x, w;
  std::vector<std::uint32_t> district, street, home;
  for (std::uint32_t i = 0; i < 200; ++i) {
    x.push_back(r.uniform(0.1, 20));
    w.push_back(std::floor(r.uniform(0, 6)));
    home.push_back(i / 4);
    street.push_back(i / 20);
    district.push_back(i / 60);
  }
  for (const double alpha : {-1.0, 0.0, 0.5, 1.0, 2.0}) {
    const double all = generalised_entropy(x, w, alpha);
    const EntropyParts parts = entropy_parts(x, w, street, alpha);
    EXPECT_NEAR(parts.between + parts.within, all, 1e-12 * (1 + all));
    EXPECT_NEAR(std::accumulate(parts.within_of.begin(), parts.within_of.end(), 0.0), parts.within, 1e-12);
    // Within a street, by hand: its own entropy, weighted by v^α f^(1 − α).
    Values some = w;
    for (std::size_t i = 0; i < x.size(); ++i)
      if (street[i] != 3) some[i] = 0;
    const double people = std::accumulate(some.begin(), some.end(), 0.0),
                 f = people / std::accumulate(w.begin(), w.end(), 0.0),
                 v = std::inner_product(some.begin(), some.end(), x.begin(), 0.0) /
                     std::inner_product(w.begin(), w.end(), x.begin(), 0.0);
    EXPECT_NEAR(parts.within_of[3],
                std::pow(v, alpha) * std::pow(f, 1 - alpha) * generalised_entropy(x, some, alpha), 1e-12);
    const std::vector<std::vector<std::uint32_t>> levels{district, street, home};
    const Values nested = nested_entropy(x, w, levels, alpha);
    ASSERT_EQ(nested.size(), 4U);
    EXPECT_NEAR(std::accumulate(nested.begin(), nested.end(), 0.0), all, 1e-12 * (1 + all));
    EXPECT_NEAR(nested[0], entropy_parts(x, w, district, alpha).between, 1e-12);
    EXPECT_NEAR(nested[2] + nested[3], parts.within, 1e-12 * (1 + all));
  }
  EXPECT_NEAR(entropy_parts(x, w, street, 1).within, theil_parts(x, w, street).within, 1e-12);
}

TEST(Inequality, WagstaffAndKakwaniByHand) {
  // Of four incomes 1 2 3 4 only the richest has it: C = ¾, μ = ¼.
  const Values income{1, 2, 3, 4}, has{0, 0, 0, 1};
  EXPECT_NEAR(concentration_wagstaff(has, each_one(4), income), 1, 1e-15);
  EXPECT_NEAR(concentration_wagstaff(Values{0, 0, 0, 4}, each_one(4), income, 0, 4), 1,
              1e-15);  // in other units
  // A tax as large for everybody: C = 0, so K = −G; in proportion: 0.
  EXPECT_NEAR(kakwani(each_one(4), each_one(4), income), -0.25, 1e-15);
  EXPECT_NEAR(kakwani(income, each_one(4), income), 0, 1e-15);
}

TEST(Inequality, AChangeFallsIntoLevellingAndReranking) {
  const Values before{1, 2, 3, 10}, after{4, 2, 3, 9}, w{1, 2, 1, 1};
  const ChangeInEquality c = change_in_equality(before, after, w);
  EXPECT_DOUBLE_EQ(c.better, 1);
  EXPECT_DOUBLE_EQ(c.worse, 1);
  EXPECT_DOUBLE_EQ(c.same, 3);
  EXPECT_DOUBLE_EQ(c.gained, 3);
  EXPECT_DOUBLE_EQ(c.lost, 1);
  EXPECT_NEAR(c.mean_after - c.mean_before, 2.0 / 5, 1e-15);
  EXPECT_NEAR(c.gini_after - c.gini_before, c.reranking - c.levelling, 1e-15);
  EXPECT_GT(c.reranking, 0);  // the poorest overtook two
  EXPECT_GT(c.levelling, 0);
  // Nobody changes places where all double; nothing is levelled either.
  const ChangeInEquality twice = change_in_equality(before, Values{2, 4, 6, 20}, w);
  EXPECT_NEAR(twice.levelling, 0, 1e-15);
  EXPECT_NEAR(twice.reranking, 0, 1e-15);
  // Only the poorest gained: of five people in the order of income the first has all.
  EXPECT_NEAR(concentration_of_gains(before, after, w, before), -0.8, 1e-15);
}

TEST(Inequality, ShapleySharesAreFair) {
  // Two left gloves and one right one: a pair is worth 1. Shapley 1953: 1/6, 1/6, 2/3.
  const Values gloves =
      shapley(3, [](std::uint32_t mask) { return (mask & 4U) != 0 && (mask & 3U) != 0 ? 1.0 : 0.0; });
  EXPECT_NEAR(gloves[0], 1.0 / 6, 1e-15);
  EXPECT_NEAR(gloves[1], 1.0 / 6, 1e-15);
  EXPECT_NEAR(gloves[2], 2.0 / 3, 1e-15);
  // The runway (Littlechild & Owen 1973): needs of 8, 11, 13, 18 cost 2, 3, 4, 9.
  const Values need{8, 11, 13, 18};
  const Values runway = shapley(4, [&](std::uint32_t mask) {
    double most = 0;
    for (std::size_t f = 0; f < 4; ++f)
      if (((mask >> f) & 1U) != 0) most = std::max(most, need[f]);
    return most;
  });
  for (std::size_t f = 0; f < 4; ++f) EXPECT_NEAR(runway[f], (Values{2, 3, 4, 9})[f], 1e-14);
  // Two sources of an income: the parts add up to the change of Gini.
  const std::vector<Values> before{{1, 2, 3}, {0, 0, 4}}, after{{2, 2, 2}, {1, 0, 4}};
  const auto index = [](std::span<const double> x) { return gini(x, each_one(x.size())); };
  const Values parts = shapley_by_source(before, after, index);
  EXPECT_NEAR(parts[0] + parts[1], index(Values{3, 2, 6}) - index(Values{1, 2, 7}), 1e-15);
  EXPECT_TRUE(shapley(0, [](std::uint32_t) { return 1.0; }).empty());
}

class InequalityProperty : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  void SetUp() override {
    Random r{GetParam(), 3};
    for (int i = 0; i < 50; ++i) {
      value_.push_back(r.uniform(0.1, 10));
      people_.push_back(std::floor(r.uniform(0, 9)));
    }
    people_[0] = people_[1] = 3;
  }
  static Values all_of(const Values& x, const Values& w) {
    Values out;
    for (const double alpha : {-1.0, 0.0, 0.5, 1.0, 2.0, 3.0})
      out.push_back(generalised_entropy(x, w, alpha));
    out.push_back(gini(lorenz(x, w)));
    out.push_back(gini_signed(x, w));
    return out;
  }
  Values value_, people_;
};
TEST_P(InequalityProperty, ScaleReplicationAndOrderDoNotMatter) {
  const Values was = all_of(value_, people_);
  Values scaled = value_, x = value_, w = people_;
  for (double& v : scaled) v *= 7;
  x.insert(x.end(), value_.begin(), value_.end());
  w.insert(w.end(), people_.begin(), people_.end());
  const Values by_scale = all_of(scaled, people_), twice = all_of(x, w);
  std::reverse(x.begin(), x.end());
  std::reverse(w.begin(), w.end());
  for (std::size_t i = 0; i < was.size(); ++i) {
    EXPECT_NEAR(by_scale[i], was[i], 1e-12) << i;
    EXPECT_NEAR(twice[i], was[i], 1e-12) << i;
  }
  EXPECT_EQ(all_of(x, w), twice);  // to the bit
}
TEST_P(InequalityProperty, FromPoorToRichRaisesIt) {
  Values moved = value_;  // both rows have three persons
  moved[value_[0] < value_[1] ? 0 : 1] -= 0.05;
  moved[value_[0] < value_[1] ? 1 : 0] += 0.05;
  const Values was = all_of(value_, people_), is = all_of(moved, people_);
  for (std::size_t i = 0; i < was.size(); ++i) EXPECT_GT(is[i], was[i]) << i;
}
INSTANTIATE_TEST_SUITE_P(Draws, InequalityProperty, ::testing::Range<std::uint64_t>(1, 13));

// ---- the regions of Mexico, 1940–2000 (data of python3-libpysal; figures of PySAL's tests and of an own computation) --

class Mexico : public ::testing::Test {
 protected:
  static Values year(int y) { return testing::csv_column("mexico/mexico.csv", "pcgdp" + std::to_string(y)); }
  static std::vector<std::uint32_t> regions() {
    std::vector<std::uint32_t> out;
    for (const double r : testing::csv_column("mexico/mexico.csv", "hanson98"))
      out.push_back(static_cast<std::uint32_t>(r));
    return out;
  }
};

TEST_F(Mexico, InequalityOfStatesIsThePublishedOne) {
  SKIP_WITHOUT_PEER_DATA();
  const Values x = year(1940), one = each_one(x.size());
  ASSERT_EQ(x.size(), 32U);
  EXPECT_NEAR(gini(x, one), .35372371173452849, 1e-12);
  EXPECT_NEAR(gini(year(2000), one), .25811308248827913, 1e-12);
  EXPECT_NEAR(gini(lorenz(x, one)), .35372371173452849, 1e-12);
  EXPECT_NEAR(generalised_entropy(x, one, 0), .20294891379901, 1e-12);
  EXPECT_NEAR(generalised_entropy(x, one, 2), .25100068685727, 1e-12);
  EXPECT_NEAR(atkinson(x, one, 0.5), .09843222398901, 2e-12);
  EXPECT_NEAR(atkinson(x, one, 1), .18368005695490, 1e-12);
  EXPECT_NEAR(hoover(x, one), .26003719038625, 1e-12);
  EXPECT_NEAR(hoover(year(2000), one), .19504295172331, 1e-12);
}

TEST_F(Mexico, TheilBetweenRegionsIsThePublishedOne) {
  SKIP_WITHOUT_PEER_DATA();
  const Values total{.20894344, .15222451, .10472941, .10194725, .09560113, .10511256, .10660832};
  const Values between{.0345889, .02816853, .05260921, .05931219, .03205257, .02963731, .03635872};
  for (std::size_t i = 0; i < total.size(); ++i) {
    const Values x = year(1940 + 10 * static_cast<int>(i));
    const EntropyParts parts = entropy_parts(x, each_one(x.size()), regions(), 1);
    EXPECT_NEAR(generalised_entropy(x, each_one(x.size()), 1), total[i], 5e-9) << i;
    EXPECT_NEAR(parts.total, total[i], 5e-9) << i;
    EXPECT_NEAR(parts.between, between[i], 5e-9) << i;
  }
  const Values x = year(1940);
  EXPECT_NEAR(entropy_parts(x, each_one(32), regions(), 1).within, .17435454225688, 1e-12);
}

TEST_F(Mexico, GiniWithinAndBetweenRegionsIsThePublishedOne) {
  SKIP_WITHOUT_PEER_DATA();
  const Values x = year(1940);
  const std::vector<std::uint32_t> region = regions();
  std::vector<std::vector<std::uint32_t>> lists(x.size());
  for (std::uint32_t i = 0; i < x.size(); ++i)
    for (std::uint32_t j = 0; j < x.size(); ++j)
      if (region[i] == region[j]) lists[i].push_back(j);
  const NearAndFar parts = gini_near_and_far(x, neighbours_from(lists));
  const double scale = 2 * 32 * std::accumulate(x.begin(), x.end(), 0.0);
  EXPECT_NEAR(parts.near * scale, 884130, 1e-6);
  EXPECT_NEAR(parts.far * scale, 4353856, 1e-6);
}

}  // namespace
}  // namespace cityloop
