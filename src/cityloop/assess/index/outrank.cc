#include "cityloop/assess/index/outrank.h"

#include <algorithm>

namespace cityloop::index {

double outranks(Parts x, std::span<const double> w, std::size_t a, std::size_t b) {
  double ahead = 0, known = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double xa = x[j][a], xb = x[j][b];
    if (missing(xa) || missing(xb)) continue;
    known += w[j];
    ahead += xa > xb ? w[j] : xa == xb ? w[j] / 2 : 0;
  }
  return known > 0 ? ahead / known : 0.5;
}

Values copeland(Parts x, std::span<const double> w) {
  const std::size_t n = x.empty() ? 0 : x[0].size();
  Values out(n, kMissing);
  for (std::size_t a = 0; a < n; ++a)
    if (std::any_of(x.begin(), x.end(), [&](const auto& column) { return !missing(column[a]); })) out[a] = 0;
  for (std::size_t a = 0; a < n; ++a) {
    if (missing(out[a])) continue;
    for (std::size_t b = 0; b < a; ++b) {
      if (missing(out[b])) continue;
      // Sums of weights in another order differ by roundings: level is level within those.
      const double o = outranks(x, w, a, b) - 0.5;
      if (std::abs(o) < 1e-12) continue;
      out[a] += o > 0 ? 1 : -1;
      out[b] -= o > 0 ? 1 : -1;
    }
  }
  return out;
}

Values topsis(Parts x, std::span<const double> w, Likeness like) {
  const std::size_t n = x.empty() ? 0 : x[0].size();
  Values plus(n, 0), minus(n, 0);
  for (std::size_t j = 0; j < x.size(); ++j) {
    const Moments m = moments(x[j]);
    double squares = 0;
    for (const double v : x[j])
      if (!missing(v)) squares += v * v;
    const double size = like == Likeness::vector ? std::sqrt(squares) : m.most - m.least;
    if (!(size > 0)) {  // all alike: nobody is nearer to anything
      for (std::size_t i = 0; i < n; ++i)
        if (missing(x[j][i])) plus[i] = kMissing;
      continue;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double up = w[j] * (m.most - x[j][i]) / size, down = w[j] * (x[j][i] - m.least) / size;
      plus[i] += up * up;
      minus[i] += down * down;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double p = std::sqrt(plus[i]), q = std::sqrt(minus[i]);
    plus[i] = missing(p) ? kMissing : p + q > 0 ? q / (p + q) : 0.5;
  }
  return plus;
}

}  // namespace cityloop::index
