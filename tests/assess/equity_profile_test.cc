// One indicator over a drawn city: how unequal, for whom, where, and what changed.

#include "cityloop/assess/equity_profile.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/assess/entropy.h"
#include "cityloop/assess/equity.h"
#include "cityloop/city/drawing.h"

namespace cityloop {
namespace {

// Twelve homes in a row, two districts: the west has 2 minutes, the east 8; the old live in the east.
City town() {
  return draw_city(
      "as of 2026-01-01\ngrid 100 m\n  W W W W W W E E E E E E\nlegend\n"
      "  W people 100 elderly=10 low_income=10\n  E people 100 elderly=50 low_income=40\n"
      "zones district\n  A A A A A A B B B B B B\n");
}
Field minutes(const City& city, double west, double east) {
  Field f = Field::cells(city.grid->size());
  const double middle = (city.grid->bounds().low.x + city.grid->bounds().high.x) / 2;
  for (const CellIdx c : each(city.grid->cells().id))
    f.set(c.v, city.grid->centre(c).x < middle ? west : east);
  return f;
}
EquityProfile profile(const City& city, const Field& f, EquityTerms terms = {}) {
  QuietRun quiet;
  terms.groups = {GroupKey{"elderly"}, GroupKey{"astronauts"}};
  return equity_profile(city, f, terms, quiet.run);
}

TEST(EquityProfile, CountsPeopleAndTellsWhoAndWhere) {
  const City city = town();
  const EquityProfile e = profile(city, minutes(city, 2, 8), {.less_is_better = true});
  EXPECT_DOUBLE_EQ(e.people, 1200);
  EXPECT_DOUBLE_EQ(e.coverage, 1);
  EXPECT_DOUBLE_EQ(e.mean, 5);
  EXPECT_NEAR(e.gini, 0.8 - 0.5, 1e-15);  // half of the people have four fifths
  EXPECT_DOUBLE_EQ(e.worst_mean, 8);      // of minutes the most are the worst
  EXPECT_GT(e.equivalent, 5);             // as bad as more than 5 for all
  EXPECT_NEAR(e.p90_p10, 4, 1e-12);
  // All inequality lies between the districts, none within.
  ASSERT_EQ(e.levels.size(), 1U);
  EXPECT_NEAR(e.levels[0].between, e.theil, 1e-15);
  EXPECT_NEAR(e.levels[0].within, 0, 1e-15);
  // Old people: 60 in the west, 300 in the east. A group nobody counts is not there.
  ASSERT_EQ(e.groups.size(), 1U);
  EXPECT_DOUBLE_EQ(e.groups[0].people, 360);
  EXPECT_DOUBLE_EQ(e.groups[0].mean, (60 * 2 + 300 * 8) / 360.0);
  EXPECT_DOUBLE_EQ(e.groups[0].others_mean, (540 * 2 + 300 * 8) / 840.0);
  const double a = e.groups[0].mean / 5, b = e.groups[0].others_mean / 5;
  EXPECT_NEAR(e.groups[0].between, 0.3 * a * std::log(a) + 0.7 * b * std::log(b), 1e-14);
  EXPECT_FALSE(e.concentration);
  EXPECT_EQ(e.cell.size(), 12U);
  EXPECT_GT(e.pattern.value, 0.5);  // like beside like
  EXPECT_EQ(e.spot.size(), 12U);
}

TEST(EquityProfile, MoreIsBetterUnlessSaidOtherwise) {
  const City city = town();
  const EquityProfile e = profile(city, minutes(city, 2, 8));
  EXPECT_DOUBLE_EQ(e.worst_mean, 2);
  EXPECT_LT(e.equivalent, 5);
}

TEST(EquityProfile, RanksByIncomeOrByTheShareOfThePoor) {
  const City city = town();
  const auto by_share = income_by_share(city, GroupKey{"low_income"});
  ASSERT_TRUE(by_share);
  EXPECT_FALSE(income_by_share(city, GroupKey{"astronauts"}));
  EXPECT_FALSE(income_of_zones(city, VariableKey{"income"}));
  // The east is poorer and walks longer: the poor have more of the minutes. Ranks ¼ and ¾: 2 · mean((R − ½)(x − 5))/5.
  const EquityProfile e = profile(city, minutes(city, 2, 8), {.income = &*by_share});
  ASSERT_TRUE(e.concentration);
  EXPECT_NEAR(*e.concentration, 2 * (-0.25 * 3) / 5, 1e-15);
}

TEST(EquityProfile, WhatIsUnknownLowersCoverageAndNothingElse) {
  const City city = town();
  Field f = minutes(city, 2, 8);
  f.set_absent(0, Mark::no_data);
  f.set_absent(1, Mark::not_applicable);
  const EquityProfile e = profile(city, f);
  EXPECT_DOUBLE_EQ(e.people, 1000);
  EXPECT_NEAR(e.coverage, 1000.0 / 1100, 1e-15);
  EXPECT_EQ(e.cell.size(), 10U);
  const EquityProfile nobody = profile(city, Field::cells(city.grid->size()));
  EXPECT_EQ(nobody.people, 0);
  EXPECT_TRUE(nobody.cell.empty());
}

TEST(EquityProfile, BelowZeroOnlyTheSignedGiniSpeaks) {
  const City city = town();
  const EquityProfile e = profile(city, minutes(city, -3, 3));
  EXPECT_TRUE(e.negative);
  EXPECT_NEAR(e.gini, 0.5, 1e-15);
  EXPECT_EQ(e.theil, 0);
  EXPECT_TRUE(e.levels.empty());
}

TEST(EquityProfile, AChangeIsTakenCellByCell) {
  const City city = town();
  const auto c = equity_change(city, minutes(city, 2, 8), city, minutes(city, 2, 4));
  ASSERT_TRUE(c);
  EXPECT_DOUBLE_EQ(c->worse, 600);  // who has less
  EXPECT_DOUBLE_EQ(c->same, 600);
  EXPECT_NEAR(c->gini_before, 0.3, 1e-15);
  EXPECT_NEAR(c->gini_after, 4.0 / 6 - 0.5, 1e-15);
  EXPECT_NEAR(c->levelling, 0.3 - (4.0 / 6 - 0.5), 1e-15);
  EXPECT_NEAR(c->reranking, 0, 1e-15);
  EXPECT_FALSE(equity_change(city, minutes(city, -1, 8), city, minutes(city, 2, 4)));
  EXPECT_FALSE(equity_change(city, Field::cells(city.grid->size()), city, minutes(city, 2, 4)));
}

}  // namespace
}  // namespace cityloop
