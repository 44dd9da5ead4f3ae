// What chance puts beside a site, without drawing: against sums by hand, and against permutations.

#include "cityloop/assess/pattern/chance.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

TEST(DealtSums, TwoOfACoin) {
  // Five ones and six zeros; the site itself is a zero: of the ten others half are ones. Two of them: ¼, ½, ¼.
  std::vector<double> v(11, 0.0);
  for (std::size_t i = 0; i < 5; ++i) v[i] = 1;
  DealtSums chance{v};
  const std::size_t one = chance.step(1), zero = chance.step(0);
  EXPECT_NEAR(chance.p(2, 0, zero), 0.5, 1e-12);
  EXPECT_NEAR(chance.p(2, 2 * one, zero), 0.5, 1e-12);
  EXPECT_NEAR(chance.p(2, one, zero), 1.0, 1e-12);
  EXPECT_EQ(chance.p(0, 0, zero), 1);
}

TEST(DealtSums, AgreesWithPermutations) {
  // 3,000 sites, skewed as scores are. The share of 40,000 draws of 8 others with a sum at most as large, beside the closed
  // form: within four standard errors, and never far above it.
  Random r{1, 5};
  std::vector<double> v(3000);
  for (double& x : v) x = 1 - std::pow(r.uniform(), 6);
  DealtSums chance{v};
  const std::size_t own = chance.step(v[0]);
  constexpr int draws = 40'000;
  std::vector<std::size_t> sums;
  for (int d = 0; d < draws; ++d) {
    std::size_t sum = 0;
    std::vector<std::size_t> taken;
    while (taken.size() < 8) {
      const std::size_t j = 1 + r.below(v.size() - 1);
      if (std::find(taken.begin(), taken.end(), j) != taken.end()) continue;
      taken.push_back(j);
      sum += chance.step(v[j]);
    }
    sums.push_back(sum);
  }
  std::sort(sums.begin(), sums.end());
  for (const double quantile : {0.001, 0.01, 0.05, 0.2}) {
    const std::size_t s = sums[static_cast<std::size_t>(quantile * draws)];
    const double share =
        static_cast<double>(std::upper_bound(sums.begin(), sums.end(), s) - sums.begin()) / draws;
    EXPECT_NEAR(chance.p(8, s, own) / 2, share, 4 * std::sqrt(share * (1 - share) / draws) + 0.02 * share)
        << quantile;
  }
}

}  // namespace
}  // namespace cityloop
