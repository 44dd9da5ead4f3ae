#include "cityloop/learn/estimate.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/learn/calibrate.h"

namespace cityloop {
namespace {

TEST(Difference, TakesAwayWhatHappenedToEverybody) {
  // Treated fell by 5 and 7, the rest of the city by 2: the project did −4. All baselines are alike, so all match.
  const std::vector<Seen> treated{{20, -5, 1}, {20, -7, 1}};
  const std::vector<Seen> rest{{20, -2, 1}, {20, -2, 1}, {20, -2, 1}};
  const Estimate e = difference_in_differences(treated, rest);
  EXPECT_DOUBLE_EQ(e.effect, -4);
  EXPECT_TRUE(e.compared);
  EXPECT_TRUE(e.matched);
  EXPECT_EQ(e.used.size(), 3U);
}

TEST(Difference, WeightsByPeople) {
  const std::vector<Seen> treated{{20, -5, 3}, {20, -1, 1}};
  const std::vector<Seen> rest{{20, 0, 1}, {20, 0, 1}};
  EXPECT_DOUBLE_EQ(difference_in_differences(treated, rest).effect, -4);  // (−15 − 1) / 4
}

TEST(Difference, MatchesOnTheBaseline) {
  // Bad places improve by themselves by 3, good ones by 0: only the bad ones say what would have happened here.
  const std::vector<Seen> treated{{30, -8, 1}, {30, -8, 1}};
  const std::vector<Seen> rest{{30, -3, 1}, {30, -3, 1}, {5, 0, 1}, {5, 0, 1}, {5, 0, 1}};
  const Estimate e = difference_in_differences(treated, rest);
  EXPECT_DOUBLE_EQ(e.effect, -5);
  EXPECT_EQ(e.used, (std::vector<std::uint32_t>{0, 1}));
}

TEST(Difference, WithoutComparisonIsBeforeAndAfterOnly) {
  const std::vector<Seen> treated{{20, -5, 1}, {20, -7, 1}};
  const Estimate e = difference_in_differences(treated, {});
  EXPECT_FALSE(e.compared);
  EXPECT_DOUBLE_EQ(e.effect, -6);
}

TEST(Difference, ASingleTreatedCellIsTakenToVaryAsTheOthersDo) {
  // The others change by −1, 0, 1: s² = 1. One cell and the mean of three: √(1 + 1/3), with 2 degrees of freedom.
  const std::vector<Seen> treated{{20, -5, 1}};
  const std::vector<Seen> rest{{20, -1, 1}, {20, 0, 1}, {20, 1, 1}};
  const Estimate e = difference_in_differences(treated, rest);
  EXPECT_DOUBLE_EQ(e.effect, -5);
  EXPECT_NEAR(e.standard_error, std::sqrt(4.0 / 3) * student_t975(2) / 1.959964, 1e-6);
}

TEST(Difference, StudentQuantilesAreThoseOfTheTables) {
  // Published: t_{0.975} for 1, 2, 3, 5, 10, 30 degrees of freedom.
  EXPECT_NEAR(student_t975(1), 12.706, 0.001);
  EXPECT_NEAR(student_t975(2), 4.303, 0.001);
  EXPECT_NEAR(student_t975(3), 3.182, 0.03);
  EXPECT_NEAR(student_t975(5), 2.571, 0.003);
  EXPECT_NEAR(student_t975(10), 2.228, 0.001);
  EXPECT_NEAR(student_t975(30), 2.042, 0.001);
}

TEST(Belief, IsTheConjugateNormal) {
  // Prior 1 ± 0.5, seen 0.6 ± 0.5: the middle, and √½ of the doubt.
  const Belief b = updated(Belief{}, {0.6, 0.5});
  EXPECT_DOUBLE_EQ(b.mean, 0.8);
  EXPECT_DOUBLE_EQ(b.standard_error, std::sqrt(0.125));
  EXPECT_EQ(b.outcomes, 1);
}

TEST(Belief, NeverBecomesCertainFromOneOutcome) {
  EXPECT_GE(updated(Belief{}, {1.0, 0.0}).standard_error, 0.098);  // 1/√(1/0.25 + 1/0.01)
}

Outcome promised(double by, double doubt, double measured, double error) {
  Outcome o;
  o.compared = true;
  o.promised = by;
  o.promised_error = doubt;
  o.measured = measured;
  o.standard_error = error;
  return o;
}

TEST(KeptPromises, AreCountedWithinTheDoubtOfPromiseAndMeasurement) {
  // Doubts 3 and 4 together are 5: half lie within 3.37, 80 % within 6.41, 95 % within 9.80.
  std::vector<Outcome> all{promised(-10, 3, -13.3, 4), promised(-10, 3, -16.3, 4), promised(-10, 3, -19.7, 4),
                           promised(-10, 3, 0, 4)};
  const auto k = kept_promises(all);
  EXPECT_EQ(k[0].held, 1U);
  EXPECT_EQ(k[1].held, 2U);
  EXPECT_EQ(k[2].held, 3U);
  EXPECT_EQ(k[2].of, 4U);
  EXPECT_DOUBLE_EQ(k[2].share, 0.75);
  // Wilson, 3 of 4, z² = 3.84146: (0.75 + 0.480182 ∓ 1.959964 √(0.046875 + 0.060023))/1.960365.
  EXPECT_NEAR(k[2].low, (1.230182 - 0.640817) / 1.960365, 1e-5);
  EXPECT_NEAR(k[2].high, (1.230182 + 0.640817) / 1.960365, 1e-5);
}

TEST(KeptPromises, AreNotJudgedByWhatIsDoubtfulOrNotCompared) {
  std::vector<Outcome> all{promised(-10, 3, 50, 4), promised(-10, 3, 50, 4)};
  all[0].compared = false;
  all[1].pre_trend.verdict = PreTrend::Verdict::apart;
  const auto k = kept_promises(all);
  EXPECT_EQ(k[2].of, 0U);
  EXPECT_DOUBLE_EQ(k[2].low, 0);  // nothing is known
  EXPECT_DOUBLE_EQ(k[2].high, 1);
}

}  // namespace
}  // namespace cityloop
