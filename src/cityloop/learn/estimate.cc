#include "cityloop/learn/estimate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace cityloop {
namespace {

constexpr double kCaliper = 0.2;       // in standard deviations of the baseline (Austin 2011)
constexpr double kOneCell = 1 + 1e-9;  // so many effective cells are one, but for rounding
constexpr double kNormal975 = 1.959963984540054;

struct Sample {
  double mean = 0;
  double variance = 0;       // of one cell
  double mean_variance = 0;  // of the weighted mean
  double units = 0;          // Kish's effective number of cells
};

/// Weighted mean of the changes and the variance of that mean.
Sample sample(std::span<const Seen> cells, std::span<const double> weight) {
  double w = 0, ww = 0, wx = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    w += weight[i];
    ww += weight[i] * weight[i];
    wx += weight[i] * cells[i].change;
  }
  Sample s;
  if (w <= 0) return s;
  s.mean = wx / w;
  s.units = w * w / ww;
  double spread = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double d = cells[i].change - s.mean;
    spread += weight[i] * d * d;
  }
  // Σ w d²/Σ w estimates σ² (1 − 1/units): divide the bias out.
  if (s.units > kOneCell) s.variance = spread / w / (1 - 1 / s.units);
  s.mean_variance = s.variance / s.units;
  return s;
}

std::vector<double> weights_of(std::span<const Seen> cells) {
  std::vector<double> w(cells.size());
  std::transform(cells.begin(), cells.end(), w.begin(), [](const Seen& s) { return s.weight; });
  return w;
}

double baseline_deviation(std::span<const Seen> a, std::span<const Seen> b) {
  double n = 0, mean = 0, m2 = 0;
  for (const auto& part : {a, b})
    for (const Seen& s : part) {
      const double d = s.baseline - mean;
      mean += d / ++n;
      m2 += d * (s.baseline - mean);
    }
  return n > 1 ? std::sqrt(m2 / (n - 1)) : 0;
}

/// Position in `order` of the comparison cell with the nearest baseline; ties go to the first.
std::optional<std::uint32_t> nearest_in(std::span<const Seen> cells, std::span<const std::uint32_t> order,
                                        double baseline, double caliper) {
  const auto at = std::lower_bound(order.begin(), order.end(), baseline,
                                   [&](std::uint32_t i, double b) { return cells[i].baseline < b; });
  std::optional<std::uint32_t> best;
  double least = caliper;
  if (at != order.begin()) {
    // The first of those with the same baseline, so that equal cells are chosen alike whatever their order.
    const double below = cells[*(at - 1)].baseline;
    if (baseline - below <= least) {
      least = baseline - below;
      best = *std::lower_bound(order.begin(), at, below,
                               [&](std::uint32_t i, double b) { return cells[i].baseline < b; });
    }
  }
  if (at != order.end() && cells[*at].baseline - baseline <= least &&
      (!best || cells[*at].baseline - baseline < least))
    best = *at;
  return best;
}

}  // namespace

double student_t975(double degrees) {
  // Cornish–Fisher in 1/ν (Abramowitz & Stegun 26.7.5) is good from ν = 3 up; below, the exact values are interpolated.
  if (degrees <= 1) return 12.706;
  if (degrees < 2) return 12.706 + (4.303 - 12.706) * (degrees - 1);
  if (degrees < 3) return 4.303 + (3.182 - 4.303) * (degrees - 2);
  const double z = kNormal975, z2 = z * z, v = degrees;
  const double g1 = z * (z2 + 1) / 4;
  const double g2 = z * (5 * z2 * z2 + 16 * z2 + 3) / 96;
  const double g3 = z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / 384;
  const double g4 =
      z * (79 * z2 * z2 * z2 * z2 + 776 * z2 * z2 * z2 + 1482 * z2 * z2 - 1920 * z2 - 945) / 92160;
  return z + g1 / v + g2 / (v * v) + g3 / (v * v * v) + g4 / (v * v * v * v);
}

Weighting weighting(std::span<const Seen> treated, std::span<const Seen> comparison) {
  Weighting out{weights_of(treated), std::vector<double>(comparison.size(), 0.0), false, false};
  if (comparison.size() < 2) return out;
  std::vector<double>& wt = out.treated;
  std::vector<double>& wc = out.comparison;
  std::vector<std::uint32_t> order(comparison.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return comparison[a].baseline < comparison[b].baseline;
  });
  const double caliper = kCaliper * baseline_deviation(treated, comparison);
  double found = 0, all = 0;
  std::vector<double> kept = wt;
  for (std::size_t i = 0; i < treated.size(); ++i) {
    all += wt[i];
    if (const auto j = nearest_in(comparison, order, treated[i].baseline, caliper)) {
      // A match stands for every comparison cell with its baseline.
      const auto same = std::equal_range(
          order.begin(), order.end(), *j,
          [&](std::uint32_t x, std::uint32_t y) { return comparison[x].baseline < comparison[y].baseline; });
      double people = 0;
      for (auto it = same.first; it != same.second; ++it) people += comparison[*it].weight;
      for (auto it = same.first; it != same.second; ++it) wc[*it] += wt[i] * comparison[*it].weight / people;
      found += wt[i];
    } else {
      kept[i] = 0;
    }
  }
  const auto used = std::count_if(wc.begin(), wc.end(), [](double w) { return w > 0; });
  out.compared = true;
  out.matched = 2 * found >= all && used >= 2;
  if (out.matched) wt = std::move(kept);
  else wc = weights_of(comparison);
  return out;
}

Estimate difference(std::span<const Seen> treated, std::span<const Seen> comparison, const Weighting& w) {
  Estimate e;
  e.compared = w.compared;
  e.matched = w.matched;
  Sample t = sample(treated, w.treated);
  e.effect = t.mean;
  double variance = t.mean_variance;
  double degrees = std::max(t.units - 1, 1.0);
  if (e.compared) {
    const Sample c = sample(comparison, w.comparison);
    const double dc = std::max(c.units - 1, 1.0);
    // The spread of a single cell is the comparison cells', and so are its degrees of freedom.
    const bool alone = t.units <= kOneCell;
    if (alone) t.mean_variance = c.variance;
    const double dt = std::max(t.units - 1, 1.0);
    e.effect -= c.mean;
    variance = t.mean_variance + c.mean_variance;
    const double below = t.mean_variance * t.mean_variance / dt + c.mean_variance * c.mean_variance / dc;
    degrees = alone ? dc : below > 0 ? variance * variance / below : dt + dc;
    for (std::size_t j = 0; j < w.comparison.size(); ++j)
      if (w.comparison[j] > 0) e.used.push_back(static_cast<std::uint32_t>(j));
  }
  e.standard_error = std::sqrt(variance) * student_t975(degrees) / kNormal975;
  return e;
}

Estimate difference_in_differences(std::span<const Seen> treated, std::span<const Seen> comparison) {
  return difference(treated, comparison, weighting(treated, comparison));
}

}  // namespace cityloop
