#include "cityloop/assess/index/ahp.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include <eigen3/Eigen/Dense>

namespace cityloop::index {
namespace {

constexpr double kRandomIndex[2][11] = {{0, 0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49},
                                        {0, 0, 0, .52, .89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49}};

/// Principal eigenpair of a positive matrix. The powers of such a matrix turn any positive vector towards it
/// (Perron–Frobenius); a matrix of comparisons is close to rank one, so a few steps do.
double principal(const Eigen::MatrixXd& a, Eigen::VectorXd& w) {
  w = Eigen::VectorXd::Constant(a.rows(), 1.0 / static_cast<double>(a.rows()));
  double lambda = 0;
  for (int step = 0; step < 1000; ++step) {
    Eigen::VectorXd next = a * w;
    lambda = next.sum();
    next /= lambda;
    const double moved = (next - w).lpNorm<1>();
    w = next;
    if (moved < 1e-15) break;
  }
  return lambda;
}

/// Logarithmic least squares over the pairs that were compared: a Laplacian system, with ln w_0 = 0.
Eigen::VectorXd least_squares(const Eigen::MatrixXd& a) {
  const Eigen::Index n = a.rows();
  Eigen::MatrixXd laplacian = Eigen::MatrixXd::Zero(n, n);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j)
      if (i != j && a(i, j) > 0) {
        laplacian(i, i) += 1;
        laplacian(i, j) -= 1;
        right(i) += std::log(a(i, j));
      }
  Eigen::VectorXd y = Eigen::VectorXd::Zero(n);
  y.tail(n - 1) = laplacian.bottomRightCorner(n - 1, n - 1).ldlt().solve(right.tail(n - 1));
  return y;
}

/// λ as a function of the logarithm of one unknown judgement has one valley: golden sections find its floor.
void lower_lambda(Eigen::MatrixXd& a, Eigen::Index i, Eigen::Index j) {
  Eigen::VectorXd w;
  const auto at = [&](double log_value) {
    a(i, j) = std::exp(log_value);
    a(j, i) = std::exp(-log_value);
    return principal(a, w);
  };
  const double golden = (std::sqrt(5.0) - 1) / 2, middle = std::log(a(i, j));
  double low = middle - 3, high = middle + 3;
  double x1 = high - golden * (high - low), x2 = low + golden * (high - low);
  double f1 = at(x1), f2 = at(x2);
  while (high - low > 1e-9) {
    if (f1 < f2) {
      high = x2, x2 = x1, f2 = f1;
      x1 = high - golden * (high - low), f1 = at(x1);
    } else {
      low = x1, x1 = x2, f1 = f2;
      x2 = low + golden * (high - low), f2 = at(x2);
    }
  }
  at((low + high) / 2);
}

void fill_gaps(Eigen::MatrixXd& a) {
  const Eigen::Index n = a.rows();
  std::vector<std::pair<Eigen::Index, Eigen::Index>> gaps;
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = i + 1; j < n; ++j)
      if (!(a(i, j) > 0)) gaps.emplace_back(i, j);
  if (gaps.empty()) return;
  const Eigen::VectorXd y = least_squares(a);
  for (const auto& [i, j] : gaps) {
    a(i, j) = std::exp(y(i) - y(j));
    a(j, i) = 1 / a(i, j);
  }
  Eigen::VectorXd w;
  for (int round = 0; round < 100; ++round) {
    const double before = principal(a, w);
    for (const auto& [i, j] : gaps) lower_lambda(a, i, j);
    if (before - principal(a, w) < 1e-10) break;
  }
}

std::optional<Triad> worst_triad(Judgements said, const Eigen::MatrixXd& a) {
  const auto n = static_cast<std::size_t>(a.rows());
  std::optional<Triad> worst;
  double most = -1;
  const auto given = [&](std::size_t i, std::size_t j) { return said[i * n + j] > 0; };
  const auto at = [&](std::size_t i, std::size_t j) {
    return a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
  };
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j)
      for (std::size_t k = j + 1; k < n; ++k) {
        if (!given(i, j) || !given(j, k) || !given(i, k)) continue;
        const double implied = at(i, j) * at(j, k), off = std::abs(std::log(implied / at(i, k)));
        if (off > most) most = off, worst = Triad{i, j, k, at(i, k), implied};
      }
  return worst;
}

}  // namespace

bool connected(Judgements a, std::size_t n) {
  std::vector<std::size_t> reached{0};
  std::vector<bool> seen(n, false);
  seen[0] = true;
  for (std::size_t r = 0; r < reached.size(); ++r)
    for (std::size_t j = 0; j < n; ++j)
      if (!seen[j] && a[reached[r] * n + j] > 0) seen[j] = true, reached.push_back(j);
  return reached.size() == n;
}

std::vector<double> geometric_rows(Judgements a, std::size_t n) {
  std::vector<double> w(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) w[i] += std::log(a[i * n + j]);
    w[i] = std::exp(w[i] / static_cast<double>(n));
  }
  const double sum = std::accumulate(w.begin(), w.end(), 0.0);
  for (double& v : w) v /= sum;
  return w;
}

std::vector<double> judged_together(std::span<const std::vector<double>> people, std::size_t n) {
  std::vector<double> out(n * n, 0);
  for (std::size_t c = 0; c < n * n; ++c) {
    double sum = 0, voices = 0;
    for (const std::vector<double>& a : people)
      if (a[c] > 0) sum += std::log(a[c]), voices += 1;
    if (voices > 0) out[c] = std::exp(sum / voices);
  }
  return out;
}

Judged ahp(Judgements said, std::size_t n, int random_index) {
  assert(said.size() == n * n && n >= 1 && n <= kMostCompared && connected(said, n));
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd a(size, size);
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j < size; ++j) a(i, j) = said[static_cast<std::size_t>(i * size + j)];
  fill_gaps(a);
  Judged out;
  Eigen::VectorXd w;
  out.lambda = principal(a, w);
  out.weight.assign(w.data(), w.data() + size);
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j < size; ++j) out.complete.push_back(a(i, j));
  if (n < 3) return out;
  out.ci = std::max(0.0, (out.lambda - static_cast<double>(n)) / static_cast<double>(n - 1));
  out.cr = out.ci / kRandomIndex[random_index == 2 ? 1 : 0][n];
  const std::vector<double> rows = geometric_rows(out.complete, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const double e = std::log(out.complete[i * n + j] * rows[j] / rows[i]);
      out.gci += e * e;
    }
  out.gci *= 2 / (static_cast<double>(n - 1) * static_cast<double>(n - 2));
  out.worst = worst_triad(said, a);
  return out;
}

}  // namespace cityloop::index
