// What later money is worth, and what flows of it are worth: published and hand-derived figures.

#include "cityloop/decide/appraise/appraise.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityloop {
namespace {

const Flows kPlain{-1000, 300, 300, 300, 300, 300};

TEST(Discount, DecliningRatesGiveThePublishedFactors) {
  const Discounting d{{{0, .035}, {30, .03}, {75, .025}}, Discounting::When::end_of_year};
  for (const auto& [year, v] : {std::pair{0, 1.0},
                                {10, .70891881},
                                {30, .35627841},
                                {31, .34590137},
                                {50, .19726272},
                                {75, .09421377},
                                {76, .09191588},
                                {100, .05081802}})
    EXPECT_NEAR(factor(d, year), v, 5e-9) << year;
}

TEST(Discount, TheMiddleOfAYearLiesBetweenItsEnds) {
  Discounting d = Discounting::at(0.21);
  d.when = Discounting::When::middle_of_year;
  EXPECT_EQ(factor(d, 0), 1);
  EXPECT_NEAR(factor(d, 1), 1 / 1.1, 1e-15);  // √1.21
  EXPECT_NEAR(factor(d, 2), 1 / 1.21 / 1.1, 1e-15);
  const Flows flows{5, 7, 11};
  EXPECT_NEAR(present_value(flows, d), 5 + 7 / 1.1 + 11 / 1.331, 1e-12);
}

TEST(Worth, PresentValuesAndTheRateOfReturn) {
  EXPECT_NEAR(present_value(kPlain, Discounting::at(.035)), 354.515712641, 5e-10);
  EXPECT_NEAR(present_value(kPlain, Discounting::at(.08)), 197.813011123, 5e-10);
  const std::vector<double> r = internal_rates(kPlain);
  ASSERT_EQ(r.size(), 1U);
  EXPECT_NEAR(r[0], .15238237117, 5e-12);
  EXPECT_NEAR(equivalent_annual(1000, Discounting::at(.035), 5), 221.481373158, 5e-10);
}

TEST(Worth, FlowsThatTurnTwiceHaveTwoRatesOrNone) {
  const std::vector<double> two = internal_rates(Flows{-1000, 2500, -1540});
  ASSERT_EQ(two.size(), 2U);
  EXPECT_NEAR(two[0], .1, 1e-9);
  EXPECT_NEAR(two[1], .4, 1e-9);
  EXPECT_TRUE(internal_rates(Flows{-1000, 2000, -1540}).empty());
  const std::vector<double> once =
      internal_rates(Flows{-100, 220, -121});  // −(11x − 10)²: touches nothing at 10 %
  ASSERT_EQ(once.size(), 1U);
  EXPECT_NEAR(once[0], .1, 1e-6);
  EXPECT_TRUE(internal_rates(Flows{-5, -5}).empty());
}

TEST(Worth, RatesOfLongFlowsAreRoots) {
  Flows flows{-1000};
  for (int t = 0; t < 60; ++t) flows.push_back(60 + (t % 7));
  for (const double r : internal_rates(flows))
    EXPECT_NEAR(present_value(flows, Discounting::at(r)), 0, 1e-6) << r;
  EXPECT_EQ(internal_rates(flows).size(), 1U);
}

TEST(Worth, TheModifiedRateFinancesAndReinvests) {
  // 100 spent; 60 and 72 come in. At 20 % the 60 grow to 72: 144 after two years, which is 20 % a year.
  EXPECT_NEAR(*modified_rate(Flows{-100, 60, 72}, .05, .2), .2, 1e-12);
  EXPECT_FALSE(modified_rate(Flows{10, 10}, .05, .05).has_value());
}

TEST(Worth, PaidBackForGood) {
  EXPECT_NEAR(*payback(Flows{-100, 40, 40, 40}), 2.5, 1e-12);
  const Discounting d = Discounting::at(.25);
  EXPECT_NEAR(*payback(Flows{-100, 125}, &d), 1, 1e-9);
  EXPECT_FALSE(payback(Flows{-100, 40}).has_value());
  EXPECT_NEAR(*payback(Flows{-100, 120, -50, 60}), 2.5, 1e-12)
      << "the second bill came after the first was paid";
}

TEST(Worth, SocialReturnFadesAndCountsOnlyItsOwnPart) {
  const SocialOutcome o{100, 3, .3, .6, .2};
  const double pv = social_value(o, Discounting::at(.035));
  EXPECT_NEAR(pv, 96.189889606, 5e-10);
  EXPECT_NEAR(pv / 80, 1.20237362, 5e-9);
}

TEST(Worth, AYuanIsWorthMoreToThePoor) {
  EXPECT_EQ(distributional_weight(50, 50, 1.3), 1);
  EXPECT_NEAR(distributional_weight(25, 50, 1.3), std::pow(2, 1.3), 1e-12);
  EXPECT_NEAR(distributional_weight(25, 50, 1.3) * distributional_weight(100, 50, 1.3), 1, 1e-12);
}

// A station that costs 1,000 at once and 10 a year for ten years from year 1; the horizon is five years.
TEST(Appraise, CostsAreWholeLivesAndWhatIsLeftIsTakenOff) {
  AppraisalRules rules;
  rules.horizon = 5;
  rules.discount = Discounting::at(0);
  rules.other.life = 10;
  rules.other.optimism = .2;
  const Appraisal a = appraise({"station"}, ProjectFlows{{1000}, 1, 10}, {}, Framework{}, {}, rules);
  EXPECT_NEAR(a.capital, 1200, 1e-9);  // it will cost 20 % more than was said
  EXPECT_NEAR(a.running, 50, 1e-9);
  EXPECT_NEAR(a.residual, 600, 1e-9);  // half of its life is left
  EXPECT_NEAR(a.life_cycle_cost, 650, 1e-9);
  EXPECT_NEAR(a.equivalent_annual, 130, 1e-9);
  EXPECT_NEAR(a.net, -650, 1e-9);
  EXPECT_FALSE(a.benefit_cost.has_value()) << "what has no price is not worth nothing";
  EXPECT_FALSE(a.warnings.empty());
}

TEST(Appraise, CarbonIsPaidWhenItIsEmittedAtThePriceOfThatYear) {
  AppraisalRules rules;
  rules.horizon = 2;
  rules.discount = Discounting::at(0);
  rules.carbon_price = Money{100'00};
  rules.carbon_growth = .1;
  rules.other = AppraisedType{2, 0, {}, 3, 1, {}};
  const Appraisal a = appraise({"station"}, ProjectFlows{{1000}, 1, 0}, {}, Framework{}, {}, rules);
  EXPECT_NEAR(a.carbon, 3 * 100 + 110 + 121, 1e-9);
  EXPECT_NEAR(a.carbon_t, 5, 1e-12);
  EXPECT_NEAR(a.flows[0], -1300, 1e-9);
}

}  // namespace
}  // namespace cityloop
