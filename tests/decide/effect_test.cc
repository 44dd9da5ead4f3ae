#include "cityloop/decide/effect.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/document.h"

namespace cityloop {
namespace {

const ProjectTypeKey kSchool{"school"};
const IndicatorKey kWalk{"access.school.walk"};
const DepartmentKey kEast{"east"}, kWest{"west"};

Effects two_departments() {
  Effects e;
  e.benefit[{kSchool, kWalk}] = {1.2, 0.1, 5};
  e.benefit_by_owner[{kSchool, kWalk, kEast}] = {1.5, 0.2, 1};
  e.cost[kSchool] = {1.1, 0.1, 5};
  e.cost_by_owner[{kSchool, kEast}] = {1.4, 0.2, 1};
  return e;
}

TEST(Effects, OfAnOwnerShrinkToTheType) {
  // All: precision 100 at 1.2; the east alone: 25 at 1.5. The others: 75 at (120 − 37.5)/75 = 1.1. A department differs by
  // ± 0.2: 1/(1/75 + 1/25) = 18.75. Together (18.75 · 1.1 + 25 · 1.5)/43.75.
  const Belief b = two_departments().benefit_of(kSchool, kWalk, kEast);
  EXPECT_NEAR(b.mean, 58.125 / 43.75, 1e-12);
  EXPECT_NEAR(b.standard_error, 1 / std::sqrt(43.75), 1e-12);
  EXPECT_EQ(b.outcomes, 1);
  // Cost likewise: the others (110 − 35)/75 = 1.
  const Belief c = two_departments().cost_of(kSchool, kEast);
  EXPECT_NEAR(c.mean, (18.75 * 1.0 + 25 * 1.4) / 43.75, 1e-12);
}

TEST(Effects, OfAnOwnerWithoutOutcomesAreTheTypesWithMoreDoubt) {
  const Belief b = two_departments().benefit_of(kSchool, kWalk, kWest);
  EXPECT_DOUBLE_EQ(b.mean, 1.2);
  EXPECT_DOUBLE_EQ(b.standard_error, std::sqrt(0.01 + kOwnerSpread * kOwnerSpread));
  EXPECT_EQ(b.outcomes, 0);
}

TEST(Effects, OfAnOwnerLieBetweenTheOthersAndItsOwnAndAreSurerWithMoreOutcomes) {
  double doubt = 1;
  for (const double s : {0.4, 0.3, 0.2, 0.15}) {
    const Belief own{2.0, s, 3};
    const Belief all{(1.0 * 50 + 2.0 / (s * s)) / (50 + 1 / (s * s)), 1 / std::sqrt(50 + 1 / (s * s)), 8};
    const Belief b = shrunk(all, &own);  // the others stand at 1.0
    EXPECT_GT(b.mean, 1.0);
    EXPECT_LT(b.mean, 2.0);
    EXPECT_LT(b.standard_error, doubt);
    doubt = b.standard_error;
  }
}

TEST(Effects, AreNotCountedTwiceWhereAllOutcomesAreOneOwners) {
  // The type holds the prior 1 ± 0.5 and the owner's 1.5 ± 0.1: without the owner the prior is left.
  const Belief own{1.5, 0.1, 1};
  const Belief all{(1.0 * 4 + 1.5 * 100) / 104, 1 / std::sqrt(104.0), 1};
  const Belief b = shrunk(all, &own);
  const double before = 1 / (0.25 + kOwnerSpread * kOwnerSpread);
  EXPECT_NEAR(b.mean, (before * 1.0 + 100 * 1.5) / (before + 100), 1e-12);
}

TEST(Effects, WhereTheTypeCannotHoldTheOwnersOutcomesTheOthersSaidNothing) {
  const Belief own{1.5, 0.1, 1};
  const Belief b = shrunk(Belief{1.0, 0.5, 0}, &own);
  const double before = 1 / (0.25 + kOwnerSpread * kOwnerSpread);
  EXPECT_NEAR(b.mean, (before * 1.0 + 100 * 1.5) / (before + 100), 1e-12);
}

TEST(Effects, SurviveJson) {
  const Effects e = two_departments();
  EXPECT_EQ(parse_effects(parse_json(to_json(e), "effects")), e);
}

TEST(Effects, OfOlderLedgersAreRead) {
  const Effects e = parse_effects(parse_json(
      R"({"benefit":[{"type":"school","indicator":"access.school.walk","mean":1.2,"standard_error":0.1,"outcomes":5}],
          "cost":[]})",
      "effects"));
  EXPECT_DOUBLE_EQ(e.benefit_of(kSchool, kWalk).mean, 1.2);
  EXPECT_DOUBLE_EQ(e.benefit_of(kSchool, kWalk, kEast).mean, 1.2);
  EXPECT_TRUE(e.benefit_by_owner.empty());
  // And what has no owners is written as it always was.
  EXPECT_EQ(to_json(Effects{}), R"({"benefit":[],"cost":[]})");
}

}  // namespace
}  // namespace cityloop
