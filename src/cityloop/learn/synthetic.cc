#include "cityloop/learn/synthetic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <eigen3/Eigen/Dense>

#include "cityloop/learn/estimate.h"

namespace cityloop {
namespace {

constexpr double kRidge = 1e-8;       // of the mean squared distance
constexpr double kTolerance = 1e-13;  // of the largest squared distance
constexpr double kQuantile975 = 1.959963984540054;

double mean_of(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

/// A path about its mean before.
UnitPath centred(UnitPath p) {
  const double m = mean_of(p.before);
  for (double& v : p.before) v -= m;
  p.after -= m;
  return p;
}

UnitPath weighted_mean(std::span<const UnitPath> units) {
  UnitPath out{std::vector<double>(units.front().before.size(), 0.0), 0, 0};
  for (const UnitPath& u : units) out.weight += u.weight;
  for (const UnitPath& u : units) {
    for (std::size_t t = 0; t < out.before.size(); ++t) out.before[t] += u.weight / out.weight * u.before[t];
    out.after += u.weight / out.weight * u.after;
  }
  return out;
}

struct Gap {
  double after = 0, before = 0;  // before: root mean square
  std::vector<double> weight;
};

/// How far a unit lies from the nearest mixture of others. All paths are centred.
Gap gap_of(const UnitPath& unit, std::span<const UnitPath> others) {
  std::vector<std::vector<double>> points;
  points.reserve(others.size());
  for (const UnitPath& o : others) points.push_back(o.before);
  Gap g{unit.after, 0, nearest_mixture(unit.before, points)};
  std::vector<double> left = unit.before;
  for (std::size_t j = 0; j < others.size(); ++j) {
    g.after -= g.weight[j] * others[j].after;
    for (std::size_t t = 0; t < left.size(); ++t) left[t] -= g.weight[j] * points[j][t];
  }
  double sum = 0;
  for (const double d : left) sum += d * d;
  g.before = std::sqrt(sum / static_cast<double>(left.size()));
  return g;
}

}  // namespace

std::vector<double> nearest_mixture(std::span<const double> target,
                                    std::span<const std::vector<double>> points) {
  using Index = Eigen::Index;
  const auto n = static_cast<Index>(points.size());
  Eigen::MatrixXd away(n, static_cast<Index>(target.size()));
  for (Index j = 0; j < n; ++j)
    for (std::size_t t = 0; t < target.size(); ++t)
      away(j, static_cast<Index>(t)) = points[static_cast<std::size_t>(j)][t] - target[t];
  Eigen::MatrixXd gram = away * away.transpose();
  const double scale = gram.diagonal().mean();
  // Points that all lie on the target are equally near: the ridge alone chooses.
  gram.diagonal().array() += scale > 0 ? kRidge * scale : 1.0;
  const double least = kTolerance * gram.diagonal().maxCoeff();

  Eigen::VectorXd w = Eigen::VectorXd::Zero(n);
  Index first = 0;
  gram.diagonal().minCoeff(&first);
  w[first] = 1;
  std::vector<Index> corral{first};
  for (Index step = 0; step < 20 * n + 20; ++step) {  // finite by theory: the bound is against rounding only
    const Eigen::VectorXd slope = gram * w;
    Index next = 0;
    if (slope.minCoeff(&next) >= w.dot(slope) - least) break;
    if (std::find(corral.begin(), corral.end(), next) != corral.end()) break;  // rounding
    corral.push_back(next);
    while (true) {
      // The nearest point of the plane through the corral: G v ∝ 1, Σ v = 1.
      const auto k = static_cast<Index>(corral.size());
      Eigen::MatrixXd part(k, k);
      for (Index a = 0; a < k; ++a)
        for (Index b = 0; b < k; ++b)
          part(a, b) = gram(corral[static_cast<std::size_t>(a)], corral[static_cast<std::size_t>(b)]);
      Eigen::VectorXd v = part.ldlt().solve(Eigen::VectorXd::Ones(k));
      v /= v.sum();
      double way = 1;
      Index stop = -1;  // the corner whose weight ends first on the way there
      for (Index a = 0; a < k; ++a) {
        const double from = w[corral[static_cast<std::size_t>(a)]];
        if (v[a] <= 0 && (stop < 0 || from / (from - v[a]) < way)) {
          way = from / (from - v[a]);
          stop = a;
        }
      }
      std::vector<Index> kept;
      for (Index a = 0; a < k; ++a) {
        const Index j = corral[static_cast<std::size_t>(a)];
        w[j] = a == stop ? 0 : std::max(w[j] + way * (v[a] - w[j]), 0.0);
        if (w[j] > 0) kept.push_back(j);
      }
      corral = std::move(kept);
      if (stop < 0) break;
    }
  }
  w /= w.sum();
  return {w.data(), w.data() + n};
}

std::optional<Synthetic> synthetic_control(std::span<const UnitPath> treated,
                                           std::span<const UnitPath> comparison) {
  const UnitPath mean = weighted_mean(treated);
  if (mean.before.size() < 2) return std::nullopt;

  // Those that stood most like the treated, then in the order of where they stood: neighbours in it are alike.
  std::vector<double> level(comparison.size());
  for (std::size_t j = 0; j < level.size(); ++j) level[j] = mean_of(comparison[j].before);
  const double here = mean_of(mean.before);
  std::vector<std::size_t> donors(comparison.size());
  std::iota(donors.begin(), donors.end(), std::size_t{0});
  if (donors.size() > kMostDonors) {
    std::stable_sort(donors.begin(), donors.end(), [&](std::size_t a, std::size_t b) {
      return std::abs(level[a] - here) < std::abs(level[b] - here);
    });
    donors.resize(kMostDonors);
    std::sort(donors.begin(), donors.end());
  }
  std::stable_sort(donors.begin(), donors.end(),
                   [&](std::size_t a, std::size_t b) { return level[a] < level[b]; });

  double w = 0, ww = 0;
  for (const UnitPath& u : treated) {
    w += u.weight;
    ww += u.weight * u.weight;
  }
  const std::size_t n = donors.size();
  const auto units = static_cast<std::size_t>(w * w / ww + 1e-9);  // Kish's effective number
  const std::size_t group = std::clamp<std::size_t>(units, 1, std::max<std::size_t>(n / 4, 1));
  if (n < kFewestDonors + group) return std::nullopt;

  std::vector<UnitPath> paths;
  paths.reserve(n);
  for (const std::size_t j : donors) {
    paths.push_back(centred(comparison[j]));
    paths.back().weight = 1;
  }
  Gap own = gap_of(centred(mean), paths);
  Synthetic out;
  out.effect = own.after;
  out.fit = own.before;
  out.weight.assign(comparison.size(), 0.0);
  for (std::size_t j = 0; j < n; ++j) out.weight[donors[j]] = own.weight[j];

  double squares = 0;
  std::size_t as_large = 1;
  for (std::size_t at = 0; at + group <= n; ++at) {
    std::vector<UnitPath> others(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(at));
    others.insert(others.end(), paths.begin() + static_cast<std::ptrdiff_t>(at + group), paths.end());
    const Gap g = gap_of(weighted_mean(std::span{paths}.subspan(at, group)), others);
    squares += g.after * g.after;
    if (std::abs(g.after) >= std::abs(own.after) * (1 - 1e-12)) ++as_large;
    ++out.placebos;
  }
  out.p = static_cast<double>(as_large) / static_cast<double>(out.placebos + 1);
  const double apart = std::max(1.0, static_cast<double>(n) / static_cast<double>(group));
  out.standard_error =
      std::sqrt(squares / static_cast<double>(out.placebos)) * student_t975(apart) / kQuantile975;
  return out;
}

}  // namespace cityloop
