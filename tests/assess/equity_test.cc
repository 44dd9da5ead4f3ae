// Inequality: published values, closed forms, and the two properties that any measure of it must have.

#include "cityloop/assess/equity.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

using Values = std::vector<double>;
Values ones(std::size_t n) { return Values(n, 1.0); }

// Gini: REAT's textbook example. Theil: by hand, (2.5 ln 2.5 − 3·0.5 ln 2) / 5. Atkinson: PySAL's example.
TEST(Equity, TextbookValues) {
  EXPECT_NEAR(gini(Values{20, 50, 20, 10}, ones(4)), 0.3, 1e-12);
  EXPECT_NEAR(theil(Values{10, 10, 10, 20, 50}, ones(5)), (2.5 * std::log(2.5) - 1.5 * std::numbers::ln2) / 5,
              1e-12);
  // Half have nothing: T = ln 2.
  EXPECT_NEAR(theil(Values{0, 0, 0, 10, 10, 10}, ones(6)), std::numbers::ln2, 1e-12);
  EXPECT_NEAR(1 - atkinson(Values{10, 20, 30, 40, 50}, ones(5), 0.5), 28.105398 / 30, 1e-7);
  EXPECT_NEAR(1 - atkinson(Values{10, 20, 30, 40, 50}, ones(5), 1), 26.0517108 / 30, 1e-8);
  EXPECT_NEAR(hoover(Values{0, 2}, ones(2)), 0.5, 1e-12);
}

TEST(Equity, ClosedForms) {
  // Evenly spread over [0, 1]: Gini → 1/3; the top tenth has 0.095 of 0.5, the lowest four tenths 0.08.
  Values x;
  for (int i = 0; i < 100'000; ++i) x.push_back((i + 0.5) / 100'000);
  EXPECT_NEAR(gini(x, ones(x.size())), 1.0 / 3, 1e-6);
  EXPECT_NEAR(palma(x, ones(x.size())), 0.095 / 0.08, 1e-6);
  EXPECT_NEAR(worst_served(x, ones(x.size()), 0.2, true).mean, 0.1, 1e-6);
  EXPECT_NEAR(worst_served(x, ones(x.size()), 0.2, false).mean, 0.9, 1e-6);
  EXPECT_NEAR(worst_served(x, ones(x.size()), 0.2, true).overall, 0.5, 1e-9);
}

TEST(Equity, AFractionOfAPersonIsTakenAtTheCut) {
  // Three people at 1 and one at 5: the worst fifth of four are 0.8 persons at 1; the top tenth are 0.4 at 5.
  EXPECT_DOUBLE_EQ(worst_served(Values{5, 1}, Values{1, 3}, 0.2, true).mean, 1);
  EXPECT_NEAR(palma(Values{5, 1}, Values{1, 3}), 2.0 / 1.6, 1e-12);
  EXPECT_DOUBLE_EQ(worst_served(Values{5, 1}, Values{1, 3}, 0.5, false).mean, 3);  // one at 5 and one at 1
}

TEST(Equity, TheilFallsIntoBetweenAndWithin) {
  // Two groups of two people: 1 and 3, 4 and 8; means 2 and 6 around 4.
  const std::vector<double> x{1, 3, 4, 8}, one{1, 1, 1, 1};
  const std::vector<std::uint32_t> group{0, 0, 1, 1};
  const TheilParts parts = theil_parts(x, one, group);
  EXPECT_NEAR(parts.between, 0.5 * 0.5 * std::log(0.5) + 0.5 * 1.5 * std::log(1.5), 1e-15);
  const double first = (0.5 * std::log(0.5) + 1.5 * std::log(1.5)) / 2;
  const double second = (2.0 / 3 * std::log(2.0 / 3) + 4.0 / 3 * std::log(4.0 / 3)) / 2;
  EXPECT_NEAR(parts.within, 0.25 * first + 0.75 * second, 1e-15);
  EXPECT_NEAR(parts.between + parts.within, theil(x, one), 1e-15);
}

TEST(Equity, ConcentrationByIncomeByHand) {
  // Incomes 1, 2, 3, 4 have 0, 0, 0, 4: the richest has all, (n − 1)/n.
  const std::vector<double> income{1, 2, 3, 4}, one{1, 1, 1, 1};
  EXPECT_NEAR(concentration(std::vector<double>{0, 0, 0, 4}, one, income), 0.75, 1e-15);
  EXPECT_NEAR(concentration(std::vector<double>{4, 0, 0, 0}, one, income), -0.75, 1e-15);
  EXPECT_NEAR(concentration(std::vector<double>{2, 2, 2, 2}, one, income), 0, 1e-15);
  // × 4μ/(b − a) = 4·1/4
  EXPECT_NEAR(concentration_corrected(std::vector<double>{0, 0, 0, 4}, one, income, 0, 4), 0.75, 1e-15);
  // All of one income: nobody is richer, in whatever order they stand.
  const std::vector<double> same{5, 5, 5, 5};
  EXPECT_NEAR(concentration(std::vector<double>{0, 0, 0, 4}, one, same), 0, 1e-15);
  EXPECT_NEAR(concentration(std::vector<double>{0, 0, 0, 4}, one, same, Ties::in_order), 0.75, 1e-15);
}

TEST(Equity, PovertyCountsThePoorHowDeepAndHowSevere) {
  const std::vector<double> x{2, 6, 8, 20}, people{1, 1, 2, 6};  // line 8: two of ten are below
  EXPECT_NEAR(fgt(x, people, 8, 0), 0.2, 1e-15);
  EXPECT_NEAR(fgt(x, people, 8, 1), (0.75 + 0.25) / 10, 1e-15);
  EXPECT_NEAR(fgt(x, people, 8, 2), (0.5625 + 0.0625) / 10, 1e-15);
}

TEST(Equity, PalmaByIncomeTakesPersonsOrRows) {
  // Ten people by income; the richest has 9, the poorest four 1, 2, 3, 6: 9 ÷ 3.
  const std::vector<double> income{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, x{1, 2, 3, 6, 5, 5, 5, 5, 5, 9};
  const std::vector<double> one(10, 1.0);
  EXPECT_DOUBLE_EQ(palma_by(x, one, income), 3);
  // Whole rows: the 40 % quantile 4.6 takes four, the 90 % quantile 9.1 one.
  EXPECT_DOUBLE_EQ(palma_by(x, one, income, Cut::rows), 3);
  // One row of half the city is cut for persons: 40 of its 50 people, and 10 of the other 50.
  EXPECT_DOUBLE_EQ(
      palma_by(std::vector<double>{2, 5}, std::vector<double>{50, 50}, std::vector<double>{1, 2}), 2.5);
}

TEST(Equity, NobodyAndNothingAreEqual) {
  EXPECT_EQ(gini({}, {}), 0);
  EXPECT_EQ(gini(Values{0, 0}, ones(2)), 0);
  EXPECT_EQ(gini(Values{3, 9}, Values{1, 0}), 0);  // who is not there does not count
  EXPECT_EQ(palma(Values{0, 0, 0, 0, 1}, ones(5)), std::numeric_limits<double>::infinity());
  EXPECT_EQ(atkinson(Values{0, 1}, ones(2), 1), 1);
}

class EquityProperty : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    Random r{static_cast<std::uint64_t>(GetParam()), 0};
    for (int i = 0; i < 40; ++i) {
      value_.push_back(r.uniform(0.1, 10));
      people_.push_back(std::floor(r.uniform(0, 9)));
    }
    people_[0] = people_[1] = 3;
  }
  Values value_, people_;
};
std::vector<double> all_of(const Values& x, const Values& w) {
  return {gini(x, w),        theil(x, w),  atkinson(x, w, 0.5), atkinson(x, w, 1),
          atkinson(x, w, 2), hoover(x, w), palma(x, w)};
}

TEST_P(EquityProperty, DoublingEveryoneChangesNothing) {
  Values twice_people = people_;
  for (double& w : twice_people) w *= 2;
  Values twice_value = value_, twice_rows = people_;
  twice_value.insert(twice_value.end(), value_.begin(), value_.end());
  twice_rows.insert(twice_rows.end(), people_.begin(), people_.end());
  const auto was = all_of(value_, people_), weights = all_of(value_, twice_people),
             rows = all_of(twice_value, twice_rows);
  for (std::size_t i = 0; i < was.size(); ++i) {
    EXPECT_NEAR(weights[i], was[i], 1e-12);
    EXPECT_NEAR(rows[i], was[i], 1e-12);
  }
}

TEST_P(EquityProperty, FromPoorToRichNeverLowersIt) {
  const double taken = 0.05, a = std::min(value_[0], value_[1]), b = std::max(value_[0], value_[1]);
  const auto was = all_of(value_, people_);
  Values moved = value_;  // both rows have three persons
  moved[0] = a - taken;
  moved[1] = b + taken;
  const auto is = all_of(moved, people_);
  for (std::size_t i = 0; i < was.size(); ++i) EXPECT_GE(is[i], was[i] - 1e-12) << i;
}

TEST_P(EquityProperty, TheScaleAndTheOrderOfRowsDoNotMatter) {
  const auto was = all_of(value_, people_);
  Values scaled = value_, x = value_, w = people_;
  for (double& v : scaled) v *= 4;
  std::reverse(x.begin(), x.end());
  std::reverse(w.begin(), w.end());
  const auto is = all_of(scaled, people_);
  for (std::size_t i = 0; i < was.size(); ++i) EXPECT_NEAR(is[i], was[i], 1e-12);
  EXPECT_EQ(all_of(x, w), was);  // to the bit
}
INSTANTIATE_TEST_SUITE_P(Draws, EquityProperty, ::testing::Range(1, 13));

TEST(Equity, TheWidestGapIsBetweenKnownStandings) {
  Standing low, high, unknown;
  low.mark = high.mark = Mark::known;
  low.score = 0.4;
  high.score = 0.8;
  const std::vector<Standing> all{high, unknown, low};
  const Gap gap = widest_gap(all);
  EXPECT_TRUE(gap.known);
  EXPECT_EQ(gap.better, 0U);
  EXPECT_EQ(gap.worse, 2U);
  EXPECT_DOUBLE_EQ(gap.difference, 0.4);
  EXPECT_DOUBLE_EQ(gap.ratio, 2);
  EXPECT_FALSE(widest_gap(std::vector<Standing>{high, unknown}).known);
}

}  // namespace
}  // namespace cityloop
