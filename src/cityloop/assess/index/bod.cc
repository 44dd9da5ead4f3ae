#include "cityloop/assess/index/bod.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include <coin/ClpSimplex.hpp>

#include "cityloop/base/error.h"

namespace cityloop::index {
namespace {

/// One unit's programme. Other units enter as rows when they are found above 1; few ever do.
class Programme {
 public:
  Programme(std::size_t parts, const std::vector<double>& own, double least, double most) : parts_{parts} {
    clp_.setLogLevel(0);
    clp_.resize(0, static_cast<int>(parts));
    clp_.setOptimizationDirection(-1);
    index_.resize(parts);
    std::iota(index_.begin(), index_.end(), 0);
    for (std::size_t j = 0; j < parts; ++j) {
      clp_.setColumnBounds(static_cast<int>(j), 0, COIN_DBL_MAX);
      clp_.setObjectiveCoefficient(static_cast<int>(j), own[j]);
    }
    for (std::size_t j = 0; j < parts; ++j) {
      if (least > 0) row(own, j, least, 0, COIN_DBL_MAX);
      if (most < 1) row(own, j, most, -COIN_DBL_MAX, 0);
    }
  }
  void below_one(const std::vector<double>& other) {
    clp_.addRow(static_cast<int>(parts_), index_.data(), other.data(), -COIN_DBL_MAX, 1);
  }
  /// The best weights under the rows so far.
  std::vector<double> solve() {
    clp_.primal();
    if (clp_.status() != 0)
      throw Error{Fault::internal, say("a linear programme could not be solved (status {})",
                                       "线性规划未能求解（状态 {}）", clp_.status())};
    const double* w = clp_.primalColumnSolution();
    std::vector<double> out(w, w + parts_);
    for (double& v : out) v = std::max(v, 0.0);
    return out;
  }

 private:
  void row(const std::vector<double>& own, std::size_t j, double share, double low, double high) {
    std::vector<double> c(parts_);
    for (std::size_t l = 0; l < parts_; ++l) c[l] = (l == j ? own[l] : 0) - share * own[l];
    clp_.addRow(static_cast<int>(parts_), index_.data(), c.data(), low, high);
  }
  std::size_t parts_;
  std::vector<int> index_;
  ClpSimplex clp_;
};

double score(const std::vector<double>& w, const std::vector<double>& x) {
  return std::inner_product(w.begin(), w.end(), x.begin(), 0.0);
}

}  // namespace

Benefit benefit_of_the_doubt(Parts x, double least, double most) {
  const std::size_t m = x.size(), n = m == 0 ? 0 : x[0].size();
  assert(least * static_cast<double>(m) <= 1 + 1e-12 && most * static_cast<double>(m) >= 1 - 1e-12);
  Benefit out{Values(n, kMissing), std::vector<std::vector<double>>(n)};
  // Each part over its largest value: the programme does not depend on units of measurement, and neither should its
  // tolerances.
  std::vector<double> size(m);
  for (std::size_t j = 0; j < m; ++j) {
    size[j] = moments(x[j]).most;
    if (!(size[j] > 0)) size[j] = 1;
  }
  std::vector<std::vector<double>> row(n);
  std::vector<std::size_t> whole;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) row[i].push_back(x[j][i] / size[j]);
    if (std::none_of(row[i].begin(), row[i].end(), missing)) whole.push_back(i);
  }
  // The best in each part bounds every weight, so that no programme is unbounded.
  std::vector<std::size_t> binding;
  const auto bind = [&](std::size_t k) {
    if (std::find(binding.begin(), binding.end(), k) == binding.end()) binding.push_back(k);
  };
  for (std::size_t j = 0; j < m; ++j) {
    const auto best = std::max_element(whole.begin(), whole.end(),
                                       [&](std::size_t a, std::size_t b) { return row[a][j] < row[b][j]; });
    if (best != whole.end()) bind(*best);
  }
  for (const std::size_t i : whole) {
    Programme lp{m, row[i], least, most};
    for (const std::size_t k : binding) lp.below_one(row[k]);
    std::vector<double> w = lp.solve();
    for (;;) {
      std::size_t above = n;
      double by = 1 + 1e-9;
      for (const std::size_t k : whole)
        if (const double s = score(w, row[k]); s > by) by = s, above = k;
      if (above == n) break;
      bind(above);
      lp.below_one(row[above]);
      w = lp.solve();
    }
    out.score[i] = std::clamp(score(w, row[i]), 0.0, 1.0);
    for (std::size_t j = 0; j < m; ++j) w[j] /= size[j];
    out.weight[i] = std::move(w);
  }
  return out;
}

}  // namespace cityloop::index
