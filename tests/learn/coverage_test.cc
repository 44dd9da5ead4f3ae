// Do our intervals keep their word? Simulated cities, in which the true effect is known.
#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/learn/estimate.h"
#include "cityloop/learn/synthetic.h"

namespace cityloop {
namespace {

constexpr int kWorlds = 2000;
constexpr double kTruth = -4;  // minutes

/// What the whole city lives through moves every unit by its own loading; the rest is its own noise.
struct World {
  std::vector<UnitPath> treated, rest;
};

World world(std::size_t treated, std::size_t rest, double loadings, std::uint64_t n) {
  constexpr std::size_t kBefore = 5;
  Random r{77, n};
  std::vector<double> shock(kBefore + 1);
  for (double& s : shock) s = 3 * r.normal();
  const auto units = [&](std::size_t count, double effect) {
    std::vector<UnitPath> out;
    for (std::size_t i = 0; i < count; ++i) {
      const double level = 20 + 5 * r.normal(), loading = 1 + loadings * r.normal();
      UnitPath u;
      for (std::size_t t = 0; t < kBefore; ++t) u.before.push_back(level + loading * shock[t] + r.normal());
      u.after = level + loading * shock[kBefore] + r.normal() + effect;
      out.push_back(std::move(u));
    }
    return out;
  };
  World w;
  w.treated = units(treated, kTruth);
  w.rest = units(rest, 0);
  return w;
}

std::vector<Seen> seen(const std::vector<UnitPath>& units) {
  std::vector<Seen> out;
  for (const UnitPath& u : units) out.push_back({u.before.back(), u.after - u.before.back(), u.weight});
  return out;
}

bool covers(double effect, double standard_error) {
  return std::abs(effect - kTruth) <= 1.959964 * standard_error;
}

struct Shares {
  double difference = 0, synthetic = 0, naive = 0;
};

Shares shares(std::size_t treated, std::size_t rest, double loadings, bool mixtures) {
  Shares s;
  for (int n = 0; n < kWorlds; ++n) {
    const World w = world(treated, rest, loadings, static_cast<std::uint64_t>(n));
    const Estimate d = difference_in_differences(seen(w.treated), seen(w.rest));
    s.difference += covers(d.effect, d.standard_error) ? 1.0 / kWorlds : 0;
    const Estimate b = difference_in_differences(seen(w.treated), {});
    s.naive += covers(b.effect, b.standard_error) ? 1.0 / kWorlds : 0;
    if (!mixtures) continue;
    const auto m = synthetic_control(w.treated, w.rest);
    s.synthetic += m && covers(m->effect, m->standard_error) ? 1.0 / kWorlds : 0;
  }
  return s;
}

// 2,000 draws of 0.95 have a standard deviation of 0.0049: the band is four of them.
constexpr double kLow = 0.93, kHigh = 0.97;

TEST(Coverage, OfDifferenceInDifferencesIsNineteenInTwentyAndOfBeforeAndAfterIsNot) {
  const Shares s = shares(15, 120, 0, false);
  EXPECT_GT(s.difference, kLow);
  EXPECT_LT(s.difference, kHigh);
  EXPECT_LT(s.naive, kLow - 0.1);
}

TEST(Coverage, OfASingleTreatedCellIsNineteenInTwenty) {
  const Shares s = shares(1, 60, 0, false);
  EXPECT_GT(s.difference, kLow);
  EXPECT_LT(s.difference, kHigh);
}

TEST(Coverage, OfSyntheticControlIsNineteenInTwentyAndOfBeforeAndAfterIsNot) {
  // One unit of a city whose units feel what happens to all of it each in its own degree.
  const Shares one = shares(1, 30, 0.5, true);
  EXPECT_GT(one.synthetic, kLow);
  EXPECT_LT(one.synthetic, kHigh);
  EXPECT_LT(one.naive, kLow - 0.1);
  const Shares few = shares(3, 30, 0.5, true);
  EXPECT_GT(few.synthetic, kLow);
  EXPECT_LT(few.synthetic, kHigh);
  EXPECT_LT(few.naive, kLow - 0.1);
}

}  // namespace
}  // namespace cityloop
