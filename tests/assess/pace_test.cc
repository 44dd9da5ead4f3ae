// Observed against required pace. Every figure is derived beside it.

#include "cityloop/assess/pace.h"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>
#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

using Points = std::vector<SeriesPoint>;

Pace of(const Points& p, double target, int year, bool higher = true, double now = 2025) {
  const std::vector<Target> t{{year, target}};
  return *pace(p, t, higher, now);
}

TEST(TheilSen, MedianOfPairwiseSlopes) {
  // Slopes between (0,1) (1,3) (2,4) (3,10): 2, 1.5, 3, 1, 3.5, 6 → sorted 1 1.5 2 3 3.5 6, median 2.5.
  EXPECT_DOUBLE_EQ(theil_sen(Points{{0, 1}, {1, 3}, {2, 4}, {3, 10}})->middle, 2.5);
  EXPECT_FALSE(theil_sen(Points{{0, 1}, {1, 3}}).has_value());
}

TEST(TheilSen, TheIntervalOfSen) {
  // Ten points on a line: all slopes are one, and so is the interval. With one wild point it widens by ranks only:
  // n = 10: N = 45, C = 1.96·√(10·9·25/18) = 21.91; ranks (45−21.91)/2 = 11.5 and 34.5.
  Points p;
  for (int i = 0; i < 10; ++i) p.push_back({static_cast<double>(i), 2.0 * i});
  Slope s = *theil_sen(p);
  EXPECT_DOUBLE_EQ(s.low, 2);
  EXPECT_DOUBLE_EQ(s.high, 2);
  p[9].value = 1000;  // nine slopes go wild, 36 stay: neither the median nor the interval moves
  s = *theil_sen(p);
  EXPECT_DOUBLE_EQ(s.middle, 2);
  EXPECT_DOUBLE_EQ(s.high, 2);
}

TEST(Pace, TheFiveCourses) {
  // From 50 in 2025 to 70 in 2030 four a year are required.
  const auto line = [](double step) { return Points{{2023, 50 - 2 * step}, {2024, 50 - step}, {2025, 50}}; };
  EXPECT_EQ(of(line(5), 70, 2030).course, Course::on_track);
  EXPECT_EQ(of(line(4), 70, 2030).course, Course::on_track);
  EXPECT_EQ(of(line(3), 70, 2030).course, Course::improving);
  EXPECT_EQ(of(line(1), 70, 2030).course, Course::stagnating);
  EXPECT_EQ(of(line(-1), 70, 2030).course, Course::decreasing);
  EXPECT_DOUBLE_EQ(of(line(3), 70, 2030).required, 4);
  EXPECT_DOUBLE_EQ(*of(line(3), 70, 2030).observed, 3);
  EXPECT_DOUBLE_EQ(*of(line(3), 70, 2030).expected, 65);
}

TEST(Pace, LowerIsBetterIsTheSameSeenInAMirror) {
  const Points up{{2022, 10}, {2023, 14}, {2024, 13}, {2025, 19}};
  Points down = up;
  for (SeriesPoint& p : down) p.value = -p.value;
  const Pace a = of(up, 30, 2030), b = of(down, -30, 2030, false);
  EXPECT_EQ(a.course, b.course);
  EXPECT_DOUBLE_EQ(a.required, b.required);
  EXPECT_DOUBLE_EQ(*a.observed, *b.observed);
  EXPECT_DOUBLE_EQ(a.observed_low, b.observed_low);
  EXPECT_DOUBLE_EQ(*a.probability, *b.probability);
}

TEST(Pace, WhatIsMetMaySlip) {
  const Points falling{{2023, 90}, {2024, 86}, {2025, 82}};
  EXPECT_EQ(of(falling, 80, 2025).course, Course::met);
  EXPECT_EQ(of(falling, 80, 2027).course, Course::slipping);  // 82 − 2·4 = 74
  EXPECT_EQ(of(falling, 80, 2027).required, 0);
}

TEST(Pace, TheProbabilityIsThatOfANewObservation) {
  // (2021,1) (2022,2) (2023,2) (2024,4): x̄ = 2022.5, ȳ = 2.25, Sxx = 5, Sxy = 4.5, slope 0.9, residuals .1 .2 −.7 .4,
  // s² = .70/2 = .35. At 2026: ŷ = 5.4, s·√(1 + ¼ + 3.5²/5) = .5916·1.9235 = 1.1380. Target 6: t = −.6/1.1380 = −.52726;
  // P(T₂ ≤ t) = ½ + t/(2√(2 + t²)) = .32533.
  const Pace p = of({{2021, 1}, {2022, 2}, {2023, 2}, {2024, 4}}, 6, 2026, true, 2024);
  EXPECT_NEAR(*p.expected, 5.4, 1e-12);
  const double t = -0.6 / std::sqrt(0.35 * (1 + 0.25 + 12.25 / 5));
  EXPECT_NEAR(*p.probability, 0.5 + t / (2 * std::sqrt(2 + t * t)), 1e-12);
}

TEST(Pace, ProbabilitiesAreHonest) {
  // Series of six years around a line with normal noise. A target set so that a town is told 25 % is met by a quarter of
  // 4,000 towns. (T₄ = 0.740697 at 75 %; the doubt follows from what is said of a target one below the line.)
  Random r{1, 7};
  int came = 0;
  for (int town = 0; town < 4000; ++town) {
    Points p;
    for (int y = 0; y < 6; ++y) p.push_back({static_cast<double>(y), 10 + 2.0 * y + 3 * r.normal()});
    const double expected = *of(p, 0, 8, true, 5).expected;
    const double told = *of(p, expected - 1, 8, true, 5).probability;
    const double doubt = 1 / boost::math::quantile(boost::math::students_t{4.0}, told);
    const double target = expected + 0.740697 * doubt;
    ASSERT_NEAR(*of(p, target, 8, true, 5).probability, 0.25, 1e-5);
    came += 10 + 2.0 * 8 + 3 * r.normal() >= target ? 1 : 0;
  }
  EXPECT_NEAR(came / 4000.0, 0.25, 0.03);  // four standard errors
}

TEST(Pace, TheNextTargetThatLiesAhead) {
  const Points p{{2023, 50}, {2024, 55}, {2025, 60}};
  const std::vector<Target> t{{2025, 65}, {2027, 70}, {2030, 90}};
  EXPECT_EQ(pace(p, t, true, 2025.9)->target.year, 2025);  // until the end of its year
  EXPECT_EQ(pace(p, t, true, 2026.1)->target.year, 2027);
  EXPECT_EQ(pace(p, t, true, 2040)->target.year, 2030);
}

TEST(Pace, OfTwoPointsNothingIsSaid) {
  const Pace p = of({{2024, 50}, {2025, 60}}, 70, 2030);
  EXPECT_EQ(p.course, Course::unknown);
  EXPECT_FALSE(p.probability.has_value());
  EXPECT_EQ(of({{2025, 80}}, 70, 2030).course, Course::met);
}

}  // namespace
}  // namespace cityloop
