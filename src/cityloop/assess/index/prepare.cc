#include "cityloop/assess/index/prepare.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "cityloop/base/parallel.h"

namespace cityloop::index {
namespace {

constexpr double kLeastPairs = 10, kLeastCorrelation = 0.5;
constexpr std::uint32_t kNoGroup = ~std::uint32_t{0};
constexpr std::size_t kTogether = 4096;  // units: their counts stay in the first cache

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

std::vector<double> availability(std::span<const Series> x, Run& run) {
  std::vector<double> out(x.empty() ? 0 : x.front()->size(), 0);
  for_chunks(run, out.size(), kTogether, [&](std::size_t begin, std::size_t end) {
    for (const Series& c : x)
      for (std::size_t i = begin; i < end; ++i) out[i] += missing((*c)[i]) ? 0 : 1;
    for (std::size_t i = begin; i < end; ++i) out[i] /= static_cast<double>(x.size());
  });
  return out;
}

Filling::Filling(std::span<const Series> x, const ImputeRule& rule, std::span<const std::string> group)
    : x_{x}, rule_{rule} {
  if (rule.by != Imputer::group_mean && rule.by != Imputer::group_median) return;
  std::unordered_map<std::string_view, std::uint32_t> number;
  for (const std::string& g : group)
    group_.push_back(number.try_emplace(g, static_cast<std::uint32_t>(number.size())).first->second);
  groups_ = static_cast<std::uint32_t>(number.size());
  // A unit without a group is not a group of its own.
  if (const auto none = number.find(std::string_view{}); none != number.end())
    for (std::uint32_t& g : group_)
      if (g == none->second) g = kNoGroup;
}

/// What the mean or the median of each group is.
std::vector<double> Filling::centres(std::span<const double> x) const {
  const bool median_wanted = rule_.by == Imputer::median || rule_.by == Imputer::group_median;
  const auto centre = [&](std::span<const double> v) { return median_wanted ? median(v) : moments(v).mean; };
  if (group_.empty()) return {centre(x)};
  std::vector<Values> of(groups_);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!missing(x[i]) && group_[i] != kNoGroup) of[group_[i]].push_back(x[i]);
  std::vector<double> out;
  for (const Values& v : of) out.push_back(centre(v));
  return out;
}

Series Filling::column(std::size_t j, std::vector<Imputed>& filled) const {
  const Values& x = *x_[j];
  if (rule_.by == Imputer::none || std::none_of(x.begin(), x.end(), missing)) return x_[j];
  const std::vector<double> centre = centres(x);
  std::vector<Predictor> lines;
  if (rule_.by == Imputer::regression) lines = predictors(x_, j);
  Values v = x;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (!missing(v[i])) continue;
    double value = group_.empty() ? centre[0] : group_[i] == kNoGroup ? kMissing : centre[group_[i]];
    for (const Predictor& p : lines)
      if (const double at = (*x_[p.column])[i]; !missing(at)) {
        value = p.a + p.b * at;
        break;
      }
    if (missing(value)) continue;
    v[i] = value;
    filled.push_back({static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(i), value});
  }
  return series_of(std::move(v));
}

std::vector<Series> impute(std::span<const Series> x, const ImputeRule& rule,
                           std::span<const std::string> group, std::vector<Imputed>& filled) {
  const Filling filling{x, rule, group};
  std::vector<Series> out;
  for (std::size_t j = 0; j < x.size(); ++j) out.push_back(filling.column(j, filled));
  return out;
}

}  // namespace cityloop::index
