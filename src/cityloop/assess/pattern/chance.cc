#include "cityloop/assess/pattern/chance.h"

#include <algorithm>
#include <cmath>

namespace cityloop {

DealtSums::DealtSums(std::span<const double> values) {
  for (const double v : values) ++count_[step(v)];
  n_ = static_cast<double>(values.size());
}

std::size_t DealtSums::step(double value) const {
  return static_cast<std::size_t>(std::lround(std::clamp(value, 0.0, 1.0) * static_cast<double>(kSteps - 1)));
}

const std::vector<double>& DealtSums::at_most(std::size_t k, std::size_t own) {
  const auto key = std::pair{k, own};
  if (const auto known = cumulated_.find(key); known != cumulated_.end()) return known->second;
  std::vector<double> density;
  if (k == 0) {
    density = {1.0};
  } else {
    (void)at_most(k - 1, own);
    const std::vector<double>& before = density_.at({k - 1, own});
    density.assign(before.size() + kSteps - 1, 0.0);
    for (std::size_t s = 0; s < kSteps; ++s) {
      const double share = (count_[s] - (s == own ? 1.0 : 0.0)) / (n_ - 1);
      if (!(share > 0)) continue;
      for (std::size_t t = 0; t < before.size(); ++t) density[t + s] += share * before[t];
    }
  }
  std::vector<double> cumulated(density.size());
  double sum = 0;
  for (std::size_t t = 0; t < density.size(); ++t) cumulated[t] = sum += density[t];
  density_.emplace(key, std::move(density));
  return cumulated_.emplace(key, std::move(cumulated)).first->second;
}

double DealtSums::p(std::size_t k, std::size_t sum, std::size_t own) {
  if (k == 0 || n_ < 2) return 1;
  const std::vector<double>& c = at_most(k, own);
  const double low = c[std::min(sum, c.size() - 1)],
               high = sum == 0 ? 1.0 : 1.0 - c[std::min(sum, c.size()) - 1];
  return std::min(1.0, 2 * std::min(low, high));
}

}  // namespace cityloop
