// Invariant 13: where projects do nothing, 95 % intervals cover zero about 95 % of the time.
#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/learn/estimate.h"

namespace cityloop {
namespace {

struct World {
  std::size_t treated, rest;
  double selected;  // how far the treated stand above the others before, in standard deviations
  double noise_treated;
  bool people;
};

/// Share of 2,000 simulated cities whose interval covers the true effect, which is 0. Every cell has a true value, a
/// common trend moves all, and the change of each cell is noise.
double coverage(const World& w, std::uint64_t seed) {
  constexpr int kCities = 2000;
  int covers = 0;
  for (int n = 0; n < kCities; ++n) {
    Random r{seed, static_cast<std::uint64_t>(n)};
    const double trend = 2 * r.normal();
    const auto cells = [&](std::size_t count, double above, double noise) {
      std::vector<Seen> out;
      for (std::size_t i = 0; i < count; ++i) {
        const double people = w.people ? std::exp(0.7 * r.normal()) : 1;
        const double baseline = 20 + 5 * (above + r.normal());
        out.push_back({baseline, trend + noise * r.normal(), people});
      }
      return out;
    };
    const auto treated = cells(w.treated, w.selected, w.noise_treated);
    const auto rest = cells(w.rest, 0, 1.0);
    const Estimate e = difference_in_differences(treated, rest);
    if (std::abs(e.effect) <= 1.96 * e.standard_error) ++covers;
  }
  return covers / static_cast<double>(kCities);
}

TEST(Honesty, IntervalsOfProjectsThatDoNothingCoverZeroNineteenTimesInTwenty) {
  // 2,000 draws of 0.95 have a standard deviation of 0.0049: ± 4 of them is ± 0.0195. Weights and matching make the
  // degrees of freedom approximate, which is given another 0.01 on either side.
  const std::vector<World> worlds{
      {30, 200, 0, 1, false}, {30, 200, 0, 2, true}, {60, 300, 1, 1, true}, {20, 400, 1.5, 1, false}};
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    const double c = coverage(worlds[i], 1000 + i);
    EXPECT_GT(c, 0.95 - 0.0295) << "world " << i;
    EXPECT_LT(c, 0.95 + 0.0295) << "world " << i;
  }
}

TEST(Honesty, RealEffectsAreFound) {
  // The same machinery must not cover zero when a project does ten standard deviations of noise.
  Random r{5, 5};
  std::vector<Seen> treated, rest;
  for (int i = 0; i < 30; ++i) treated.push_back({20 + r.normal(), -10 + r.normal(), 1});
  for (int i = 0; i < 100; ++i) rest.push_back({20 + r.normal(), r.normal(), 1});
  const Estimate e = difference_in_differences(treated, rest);
  EXPECT_LT(e.effect + 1.96 * e.standard_error, -8);
}

}  // namespace
}  // namespace cityloop
