#include "cityloop/assess/index/weights.h"

#include <algorithm>
#include <numeric>

namespace cityloop::index {
namespace {

std::vector<double> shares(std::vector<double> v) {
  const double sum = std::accumulate(v.begin(), v.end(), 0.0);
  for (double& x : v) x = sum > 0 ? x / sum : 1.0 / static_cast<double>(v.size());
  return v;
}

/// Covariances over pairs that are there; the deviations are of the same pairs, so that r stays within ±1.
struct Spread {
  std::vector<double> r, sd;  // parts × parts; parts
};
Spread spread(Parts x) {
  const std::size_t m = x.size();
  Spread s{std::vector<double>(m * m, 0), std::vector<double>(m, 0)};
  for (std::size_t j = 0; j < m; ++j) {
    const double sd = moments(x[j]).sd;
    s.sd[j] = missing(sd) ? 0 : sd;
    s.r[j * m + j] = 1;
    for (std::size_t k = 0; k < j; ++k) {
      const double r = correlation(x[j], x[k]);
      s.r[j * m + k] = s.r[k * m + j] = missing(r) ? 0 : r;
    }
  }
  return s;
}

/// Squared correlations of the parts with their weighted sum, as shares.
std::vector<double> importance(const Spread& s, std::span<const double> w) {
  const std::size_t m = s.sd.size();
  std::vector<double> out(m);
  for (std::size_t j = 0; j < m; ++j) {
    double c = 0;
    for (std::size_t k = 0; k < m; ++k) c += w[k] * s.sd[k] * s.r[j * m + k];
    out[j] = s.sd[j] > 0 ? c * c : 0;  // the variance of the sum is common to all
  }
  return shares(std::move(out));
}

}  // namespace

const std::vector<std::string>& weighting_words() {
  static const std::vector<std::string> words{"declared", "equal",  "ahp", "budget",
                                              "entropy",  "critic", "pca", "importance"};
  return words;
}
std::string_view to_word(Weighting w) { return weighting_words()[static_cast<std::size_t>(w)]; }

std::vector<double> entropy_weights(Parts x) {
  std::vector<double> d(x.size(), 0);
  for (std::size_t j = 0; j < x.size(); ++j) {
    double sum = 0;
    std::size_t n = 0;
    for (const double v : x[j])
      if (!missing(v)) sum += v, ++n;
    if (n < 2 || !(sum > 0)) continue;
    double e = 0;
    for (const double v : x[j])
      if (v > 0) e -= v / sum * std::log(v / sum);
    d[j] = std::max(0.0, 1 - e / std::log(static_cast<double>(n)));
    if (const Moments m = moments(x[j]); m.least == m.most) d[j] = 0;  // and not a rounding of it
  }
  return shares(std::move(d));
}

std::vector<double> critic_weights(Parts x) {
  const std::size_t m = x.size();
  const Spread s = spread(x);
  std::vector<double> c(m, 0);
  for (std::size_t j = 0; j < m; ++j) {
    const Moments mo = moments(x[j]);
    if (!(mo.most > mo.least)) continue;
    double conflict = 0;
    for (std::size_t k = 0; k < m; ++k)
      if (s.sd[k] > 0) conflict += 1 - s.r[j * m + k];
    c[j] = s.sd[j] / (mo.most - mo.least) * conflict;
  }
  return shares(std::move(c));
}

Budget budget_weights(std::span<const std::vector<double>> experts, bool by_median) {
  Budget out;
  const std::size_t m = experts.empty() ? 0 : experts.front().size();
  for (std::size_t j = 0; j < m; ++j) {
    Values of_part;
    for (const std::vector<double>& e : experts)
      of_part.push_back(e[j] / std::accumulate(e.begin(), e.end(), 0.0));
    const Moments mo = moments(of_part);
    out.weight.push_back(by_median ? median(of_part) : mo.mean);
    out.deviation.push_back(missing(mo.sd) ? 0 : mo.sd);
  }
  out.weight = shares(std::move(out.weight));
  return out;
}

std::vector<double> importance_of(Parts x, std::span<const double> w) { return importance(spread(x), w); }

Matched importance_weights(Parts x, std::span<const double> wanted) {
  const Spread s = spread(x);
  Matched m;
  m.weight.assign(wanted.begin(), wanted.end());
  std::vector<double> best = m.weight;
  double least = std::numeric_limits<double>::infinity();
  // A part that matters too little gets more weight, one that matters too much less; damped, so that parts which pull
  // at each other settle.
  for (int step = 0; step < 2000; ++step) {
    m.reached = importance(s, m.weight);
    double off = 0;
    for (std::size_t j = 0; j < wanted.size(); ++j) off = std::max(off, std::abs(m.reached[j] - wanted[j]));
    if (off < least) least = off, best = m.weight;
    if (off < kImportanceReached / 10) break;
    for (std::size_t j = 0; j < wanted.size(); ++j)
      if (s.sd[j] > 0) m.weight[j] *= std::pow(wanted[j] / std::max(m.reached[j], 1e-6), 0.25);
      else m.weight[j] = 0;
    m.weight = shares(std::move(m.weight));
  }
  m.weight = std::move(best);
  m.reached = importance(s, m.weight);
  m.converged = least < kImportanceReached;
  return m;
}

}  // namespace cityloop::index
