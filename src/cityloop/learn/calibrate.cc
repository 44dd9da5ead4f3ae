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

}  // namespace cityloop
