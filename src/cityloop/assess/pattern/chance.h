#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace cityloop {

/// What chance would put beside a site: the distribution of the sum of k values dealt out of all others, closed form instead
/// of permutations. Values in [0, 1] are told apart in 64 steps, the observed sums in the same steps, so that the test is
/// exact for them.
///
///   P(S_k ≤ s) with S_k the sum of k steps drawn from the histogram without the site's own:  k-fold convolution
///
/// Values are drawn with replacement. Without it the tails are lighter, by k(k − 1)/2(n − 1) of themselves at most, so that
/// p errs to the careful side; for few sites draw permutations (local.h) instead.
/// cost     O(64 · 64k) once per own step and k that occur; then O(1) a site
class DealtSums {
 public:
  static constexpr std::size_t kSteps = 64;
  /// Throws nothing; values outside [0, 1] count as its ends.
  explicit DealtSums(std::span<const double> values);
  std::size_t step(double value) const;
  /// Two-sided: 2 · min(P(S_k ≤ sum), P(S_k ≥ sum)), at most 1. `sum` in steps; `own`: the site's own step.
  double p(std::size_t k, std::size_t sum, std::size_t own);

 private:
  const std::vector<double>& at_most(std::size_t k, std::size_t own);
  std::array<double, kSteps> count_{};
  double n_ = 0;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<double>> cumulated_, density_;
};

}  // namespace cityloop
