#include "cityloop/assess/index/prepare.h"

#include <algorithm>
#include <unordered_map>

namespace cityloop::index {
namespace {

constexpr double kLeastPairs = 10, kLeastCorrelation = 0.5;

/// What the mean or the median of each group is.
class Centres {
 public:
  Centres(std::span<const double> x, std::span<const std::string> group, bool median_wanted) {
    std::unordered_map<std::string, Values> of;
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!missing(x[i])) of[group.empty() ? std::string{} : group[i]].push_back(x[i]);
    for (const auto& [label, values] : of)
      centre_[label] = median_wanted ? median(values) : moments(values).mean;
  }
  double of(const std::string& label) const {
    const auto at = centre_.find(label);
    return at == centre_.end() ? kMissing : at->second;
  }

 private:
  std::unordered_map<std::string, double> centre_;
};

/// A line from one column to another, over the units that have both.
struct Predictor {
  std::size_t column = 0;
  double r = 0, a = 0, b = 0;
};
std::vector<Predictor> predictors(std::span<const Series> x, std::size_t j) {
  std::vector<Predictor> out;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (k == j) continue;
    double n = 0, mx = 0, my = 0, sxx = 0, sxy = 0;
    const auto each_pair = [&](auto fn) {
      for (std::size_t i = 0; i < x[j]->size(); ++i)
        if (!missing((*x[k])[i]) && !missing((*x[j])[i])) fn((*x[k])[i], (*x[j])[i]);
    };
    each_pair([&](double u, double v) { n += 1, mx += u, my += v; });
    const double r = correlation(*x[k], *x[j]);
    if (n < kLeastPairs || !(std::abs(r) >= kLeastCorrelation)) continue;
    mx /= n;
    my /= n;
    each_pair([&](double u, double v) { sxx += (u - mx) * (u - mx), sxy += (u - mx) * (v - my); });
    out.push_back({k, std::abs(r), my - sxy / sxx * mx, sxy / sxx});
  }
  std::stable_sort(out.begin(), out.end(), [](const Predictor& p, const Predictor& q) { return p.r > q.r; });
  return out;
}

}  // namespace

Values denominate(std::span<const double> x, std::span<const double> by) {
  Values out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = by[i] == 0 ? kMissing : x[i] / by[i];
  return out;
}

std::vector<double> availability(std::span<const Series> x) {
  std::vector<double> out(x.empty() ? 0 : x.front()->size(), 0);
  for (const Series& c : x)
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += missing((*c)[i]) ? 0 : 1;
  for (double& v : out) v /= static_cast<double>(x.size());
  return out;
}

std::vector<Series> impute(std::span<const Series> x, const ImputeRule& rule,
                           std::span<const std::string> group, std::vector<Imputed>& filled) {
  std::vector<Series> out(x.begin(), x.end());
  if (rule.by == Imputer::none) return out;
  const bool grouped = rule.by == Imputer::group_mean || rule.by == Imputer::group_median;
  const bool median_wanted = rule.by == Imputer::median || rule.by == Imputer::group_median;
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (std::none_of(x[j]->begin(), x[j]->end(), missing)) continue;
    const Centres centres{*x[j], grouped ? group : std::span<const std::string>{}, median_wanted};
    std::vector<Predictor> lines;
    if (rule.by == Imputer::regression) lines = predictors(x, j);
    Values v = *x[j];
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (!missing(v[i])) continue;
      // A unit without a group is not a group of its own.
      double value = grouped && group[i].empty() ? kMissing : centres.of(grouped ? group[i] : std::string{});
      for (const Predictor& p : lines)
        if (const double at = (*x[p.column])[i]; !missing(at)) {
          value = p.a + p.b * at;
          break;
        }
      if (missing(value)) continue;
      v[i] = value;
      filled.push_back({static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(i), value});
    }
    out[j] = series_of(std::move(v));
  }
  return out;
}

}  // namespace cityloop::index
