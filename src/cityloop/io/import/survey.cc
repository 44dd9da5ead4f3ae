#include "cityloop/io/import/survey.h"

#include <algorithm>
#include <cmath>

namespace cityloop {
namespace {

struct Weighted {
  double w = 0, wy = 0, ww = 0;
  std::size_t n = 0;
  void add(double weight, double y) {
    w += weight;
    wy += weight * y;
    ww += weight * weight;
    ++n;
  }
  double mean() const { return wy / w; }
  /// How much one answer's variance is left in the mean.
  double left() const { return ww / (w * w); }
};

/// The variance between zones for which their scatter is as it would be by chance; 0 where it is no more than that.
double between(const std::vector<std::pair<double, double>>& mean_and_variance) {
  const auto excess = [&](double tau2) {
    double w = 0, wy = 0;
    for (const auto& [y, v] : mean_and_variance) w += 1 / (v + tau2), wy += y / (v + tau2);
    double q = 0;
    for (const auto& [y, v] : mean_and_variance) q += (y - wy / w) * (y - wy / w) / (v + tau2);
    return q - static_cast<double>(mean_and_variance.size() - 1);
  };
  if (mean_and_variance.size() < 2 || excess(0) <= 0) return 0;
  double low = 0, high = 1;
  while (excess(high) > 0) high *= 2;
  for (int step = 0; step < 200 && high - low > 1e-12 * high; ++step) {
    const double middle = 0.5 * (low + high);
    (excess(middle) > 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

std::vector<SurveyEstimate> estimate_survey(const std::vector<SurveyAnswer>& answers,
                                            const std::map<std::string, double>& shares) {
  std::vector<SurveyEstimate> out;
  if (answers.empty()) return out;
  std::map<std::string, std::size_t> by_stratum;
  for (const SurveyAnswer& a : answers) ++by_stratum[a.stratum];
  const auto weight = [&](const SurveyAnswer& a) {
    const auto share = shares.find(a.stratum);
    if (share == shares.end()) return 1.0;
    return share->second * static_cast<double>(answers.size()) /
           static_cast<double>(by_stratum.at(a.stratum));
  };
  Weighted all;
  std::map<std::string, Weighted> zones;
  for (const SurveyAnswer& a : answers) {
    all.add(weight(a), a.score);
    if (!a.zone.empty()) zones[a.zone].add(weight(a), a.score);
  }
  // The variance within zones, pooled, so that a zone with two answers that agree is not taken for certain.
  double squares = 0, freedom = 0;
  for (const SurveyAnswer& a : answers) {
    const double middle = a.zone.empty() ? all.mean() : zones.at(a.zone).mean();
    squares += (a.score - middle) * (a.score - middle);
  }
  freedom = static_cast<double>(answers.size()) - std::max(1.0, static_cast<double>(zones.size()));
  const double variance = freedom > 0 ? squares / freedom : 0;
  out.push_back({"", all.mean(), all.mean(), std::sqrt(variance * all.left()), all.n, 1});
  std::vector<std::pair<double, double>> spread;
  for (const auto& [code, z] : zones)
    if (variance > 0) spread.emplace_back(z.mean(), variance * z.left());
  const double tau2 = between(spread);
  for (const auto& [code, z] : zones) {
    const double v = variance * z.left();
    const double own = v > 0 ? tau2 / (tau2 + v) : 1;
    SurveyEstimate e{code, own * z.mean() + (1 - own) * all.mean(), z.mean(), std::sqrt(own * v), z.n, own};
    out.push_back(std::move(e));
  }
  return out;
}

}  // namespace cityloop
