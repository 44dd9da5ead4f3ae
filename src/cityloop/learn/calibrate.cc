#include "cityloop/learn/calibrate.h"

#include <algorithm>
#include <cmath>

namespace cityloop {

Belief updated(const Belief& prior, SeenRatio seen) {
  const double s = std::max(seen.standard_error, kModelNoise);
  const double before = 1 / (prior.standard_error * prior.standard_error);
  const double now = 1 / (s * s);
  Belief b;
  b.mean = (prior.mean * before + seen.ratio * now) / (before + now);
  b.standard_error = std::sqrt(1 / (before + now));
  b.outcomes = prior.outcomes + 1;
  return b;
}

Belief first(SeenRatio seen) { return {seen.ratio, std::max(seen.standard_error, kModelNoise), 1}; }

std::array<Kept, 3> kept_promises(std::span<const Outcome> outcomes) {
  struct Level {
    double share, quantile;
  };
  constexpr std::array<Level, 3> levels{{{0.50, 0.674490}, {0.80, 1.281552}, {0.95, 1.959964}}};
  std::array<Kept, 3> out;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    Kept& k = out[i];
    k.level = levels[i].share;
    for (const Outcome& o : outcomes) {
      if (!o.compared || o.doubtful() || !(o.promised_error > 0)) continue;
      ++k.of;
      const double width = levels[i].quantile * std::hypot(o.promised_error, o.standard_error);
      if (std::abs(o.measured - o.promised) <= width) ++k.held;
    }
    if (k.of == 0) continue;
    const auto n = static_cast<double>(k.of);
    const double z = levels[2].quantile, p = static_cast<double>(k.held) / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    k.share = p;
    k.low = std::max(0.0, middle - half);
    k.high = std::min(1.0, middle + half);
  }
  return out;
}

}  // namespace cityloop
