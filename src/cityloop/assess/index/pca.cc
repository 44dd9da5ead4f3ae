#include "cityloop/assess/index/pca.h"

#include <algorithm>
#include <numeric>

#include <eigen3/Eigen/Eigenvalues>

namespace cityloop::index {
namespace {

/// Kaiser's turns of two components at a time, until none turns further. Rows are scaled to their communality for the
/// turning, so that parts which are explained little count as much.
void varimax(Eigen::MatrixXd& l) {
  const Eigen::Index m = l.rows(), k = l.cols();
  Eigen::VectorXd size = l.rowwise().norm();
  for (Eigen::Index j = 0; j < m; ++j)
    if (size(j) > 0) l.row(j) /= size(j);
  for (int round = 0; round < 100; ++round) {
    double turned = 0;
    for (Eigen::Index a = 0; a < k; ++a)
      for (Eigen::Index b = a + 1; b < k; ++b) {
        const Eigen::ArrayXd x = l.col(a).array(), y = l.col(b).array();
        const Eigen::ArrayXd u = x * x - y * y, v = 2 * x * y;
        const double su = u.sum(), sv = v.sum(), n = static_cast<double>(m);
        const double num = 2 * ((u * v).sum() - su * sv / n);
        const double den = (u * u - v * v).sum() - (su * su - sv * sv) / n;
        const double angle = std::atan2(num, den) / 4;
        if (std::abs(angle) < 1e-12) continue;
        turned = std::max(turned, std::abs(angle));
        const double c = std::cos(angle), s = std::sin(angle);
        l.col(a) = (c * x + s * y).matrix();
        l.col(b) = (c * y - s * x).matrix();
      }
    if (turned < 1e-10) break;
  }
  for (Eigen::Index j = 0; j < m; ++j) l.row(j) *= size(j);
}

}  // namespace

Components principal_components(Parts x, double variance) {
  const auto m = static_cast<Eigen::Index>(x.size());
  std::vector<bool> varies(x.size());
  Eigen::MatrixXd r = Eigen::MatrixXd::Identity(m, m);
  for (Eigen::Index j = 0; j < m; ++j) {
    const auto row = static_cast<std::size_t>(j);
    const Moments mo = moments(x[row]);
    varies[row] = mo.most > mo.least;
    if (!varies[row]) r(j, j) = 0;
    for (Eigen::Index k = 0; k < j; ++k) {
      const double c = correlation(x[row], x[static_cast<std::size_t>(k)]);
      r(j, k) = r(k, j) = missing(c) ? 0 : c;
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved{r};
  Components out;
  double so_far = 0;
  const double all = std::max(solved.eigenvalues().sum(), 1e-300);
  for (Eigen::Index k = 0; k < m; ++k) {
    const double lambda = std::max(0.0, solved.eigenvalues()(m - 1 - k));  // ascending there
    const bool keep = variance > 0 ? so_far < variance - 1e-9 : lambda > 1 + 1e-9;
    if (keep || (k == 0 && lambda > 0)) out.kept = static_cast<std::size_t>(k) + 1;
    so_far += lambda / all;
    out.eigenvalue.push_back(lambda);
  }
  const auto kept = static_cast<Eigen::Index>(out.kept);
  Eigen::MatrixXd l(m, kept);
  for (Eigen::Index f = 0; f < kept; ++f)
    l.col(f) = solved.eigenvectors().col(m - 1 - f) * std::sqrt(out.eigenvalue[static_cast<std::size_t>(f)]);
  if (kept > 1) varimax(l);
  for (Eigen::Index f = 0; f < kept; ++f) {
    Eigen::Index at = 0;
    l.col(f).cwiseAbs().maxCoeff(&at);
    if (l(at, f) < 0) l.col(f) *= -1;  // a component has no sign of its own
  }
  for (Eigen::Index j = 0; j < m; ++j) {
    double most = 0;
    for (Eigen::Index f = 0; f < kept; ++f) {
      out.loading.push_back(l(j, f));
      most = std::max(most, l(j, f) * l(j, f));
    }
    out.weight.push_back(varies[static_cast<std::size_t>(j)] ? most : 0);
  }
  const double sum = std::accumulate(out.weight.begin(), out.weight.end(), 0.0);
  for (double& w : out.weight) w = sum > 0 ? w / sum : 1.0 / static_cast<double>(m);
  return out;
}

}  // namespace cityloop::index
