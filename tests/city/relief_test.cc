#include "cityloop/city/relief.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityloop {
namespace {

TEST(Relief, WalkingIsToblersFunctionNormalisedOnTheFlat) {
  // Speed ∝ e^(−3.5·|s + 0.05|): greatest at −5 %, where the exponent is 0 and not −0.175 as on the flat.
  EXPECT_DOUBLE_EQ(walking_time(0), 1);
  EXPECT_NEAR(walking_time(-0.05), std::exp(-0.175), 1e-12);
  EXPECT_NEAR(walking_time(-0.10), 1, 1e-12);  // as far beyond the best slope as the flat is before it
  EXPECT_NEAR(walking_time(0.05), std::exp(0.175), 1e-12);
  for (int s = -600; s <= 600; ++s) {
    EXPECT_GE(walking_time(s / 1000.0), walking_time(-0.05));
    EXPECT_GE(walking_time(s / 1000.0), 1 / kMostGainWalking);
  }
  // Published: 5.04 km/h on the flat and 6 km/h at −5 %.
  EXPECT_NEAR(5.04 / walking_time(-0.05), 6.0, 0.005);
}

TEST(Relief, ARiderUsesUpAHundredWatts) {
  // 90 kg, 0.006, 0.6 m², 1.225 kg/m³: v·(F + 0.3675·v²) = 100 with F = 882.9·(sin a + 0.006·cos a).
  const auto power = [](double v, double slope) {
    const double a = std::atan(slope);
    return v * (90 * 9.81 * (std::sin(a) + 0.006 * std::cos(a)) + 0.5 * 1.225 * 0.6 * v * v);
  };
  double flat = 5;  // by Newton, for 0.3675·v³ + 5.2974·v − 100
  for (int i = 0; i < 50; ++i)
    flat -= (0.3675 * flat * flat * flat + 5.2974 * flat - 100) / (3 * 0.3675 * flat * flat + 5.2974);
  EXPECT_NEAR(power(flat, 0), 100, 1e-6);
  EXPECT_NEAR(flat, 5.74, 0.01);  // 20.7 km/h
  for (const double slope : {-0.01, 0.01, 0.02, 0.03, 0.05, 0.08})
    EXPECT_NEAR(power(flat / cycling_time(slope), slope), 100, 1e-4) << slope;
  EXPECT_DOUBLE_EQ(cycling_time(0), 1);
}

TEST(Relief, ARiderBrakesDownhillAndGetsOffUphill) {
  EXPECT_NEAR(cycling_time(-0.08), 1 / kMostGainCycling, 1e-12);
  // At 20 % a push is 1.25 m/s slowed by e^(3.5·0.2) = 2.014, faster than the 0.55 m/s that 100 W can lift.
  EXPECT_NEAR(cycling_time(0.20) / cycling_time(0.10 + 0.10), 1, 1e-12);
  EXPECT_NEAR(cycling_time(0.20), 5.741 / (1.25 / std::exp(0.7)), 0.01);
  EXPECT_EQ(cycling_time(3.0), cycling_time(0.45));
}

TEST(Relief, AStreetOfFivePerCentTakesAFifthLongerUp) {
  std::vector<float> heights;
  for (int i = 0; i <= 20; ++i) heights.push_back(0.5F * static_cast<float>(i));  // 200 m, 10 m up
  const Climb c = climb(heights, 10);
  EXPECT_EQ(c.walk_forward, 1191);  // e^0.175 = 1.19125
  EXPECT_EQ(c.walk_backward, 839);  // e^−0.175 = 0.83946
  EXPECT_EQ(c.cycle_forward, std::lround(1000 * cycling_time(0.05)));
  EXPECT_EQ(c.cycle_backward, std::lround(1000 * cycling_time(-0.05)));
  // The same hill in one short stretch: smoothing over 100 m does not flatten it.
  EXPECT_EQ(climb(std::span{heights}.first(4), 10).walk_forward, 1191);
}

TEST(Relief, SmoothingLowersBumpsAndKeepsEndsAndStraightSlopes) {
  std::vector<float> bump(31, 0.0F);
  bump[15] = 11;  // one sample of 11 m, over eleven samples: 1 m
  const auto h = smoothed(bump, 10);
  EXPECT_NEAR(h[15], 1, 1e-12);
  EXPECT_NEAR(h[10], 1, 1e-12);
  EXPECT_EQ(h[9], 0);
  EXPECT_EQ(h.front(), 0);
  EXPECT_EQ(h.back(), 0);
  // Up 1 m on the way to the bump's plateau and down again: 10 of 30 pieces are neither.
  EXPECT_LT(climb(bump, 10).walk_forward, 1100);
}

TEST(Relief, TheEndsAloneMakeABridge) {
  const std::vector<float> valley{100, 80, 60, 60, 80, 100};
  EXPECT_GT(climb(valley, 10).walk_forward, 1300);
  const std::vector<float> ends{100, 100};
  EXPECT_EQ(climb(ends, 50).walk_forward, 1000);
  EXPECT_EQ(climb(ends, 0).cycle_backward, 1000);
  EXPECT_EQ(climb({}, 10).walk_forward, 1000);
}

}  // namespace
}  // namespace cityloop
