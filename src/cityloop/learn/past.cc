#include "cityloop/learn/past.h"

#include <algorithm>
#include <cmath>

namespace cityloop {
namespace {

constexpr double kTwoSided = 1.959963984540054;
/// A mixture of fewer parts in a thousand than this is not named among what was compared with.
constexpr double kLeastPart = 1e-3;

/// Least-squares slope per year of a cell's values before, the baseline (year 0) among them.
std::optional<double> slope(std::span<const double> years, std::span<const std::optional<double>> values,
                            double baseline) {
  double n = 1, t = 0, y = baseline;
  for (std::size_t k = 0; k < years.size(); ++k)
    if (values[k]) {
      ++n;
      t += years[k];
      y += *values[k];
    }
  t /= n;
  y /= n;
  double tt = t * t, ty = -t * (baseline - y);
  for (std::size_t k = 0; k < years.size(); ++k)
    if (values[k]) {
      tt += (years[k] - t) * (years[k] - t);
      ty += (years[k] - t) * (*values[k] - y);
    }
  if (!(tt > 0)) return std::nullopt;
  return ty / tt;
}

/// The cells with their change replaced by what their trend adds; weight 0 where there is none. Returns the share kept.
double with_trends(std::vector<Seen>& cells, std::vector<double>& weight, const CellHistory& values,
                   const Past& past) {
  double all = 0, kept = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    all += weight[i];
    const auto s = slope(past.years, values[i], cells[i].baseline);
    cells[i].change = s ? *s * past.ahead : 0;
    if (!s) weight[i] = 0;
    kept += weight[i];
  }
  return all > 0 ? kept / all : 0;
}

PreTrend judged(double difference, double standard_error, double floor, double predicted,
                std::size_t snapshots) {
  PreTrend t;
  t.snapshots = snapshots;
  t.difference = difference;
  t.standard_error = std::max(standard_error, floor);
  if (t.standard_error > 0) t.p = std::erfc(std::abs(difference) / t.standard_error / std::sqrt(2.0));
  else t.p = difference == 0 ? 1 : 0;
  if (t.p < kApart) t.verdict = PreTrend::Verdict::apart;
  else if (kTwoSided * t.standard_error < std::abs(predicted)) t.verdict = PreTrend::Verdict::alike;
  return t;
}

std::optional<UnitPath> path(const Seen& cell, std::span<const std::optional<double>> values) {
  UnitPath p;
  for (const auto& v : values) {
    if (!v) return std::nullopt;
    p.before.push_back(*v);
  }
  p.before.push_back(cell.baseline);
  p.after = cell.baseline + cell.change;
  p.weight = cell.weight;
  return p;
}

/// The same path one snapshot earlier: the baseline is what came after.
std::vector<UnitPath> one_earlier(std::vector<UnitPath> paths) {
  for (UnitPath& p : paths) {
    p.after = p.before.back();
    p.before.pop_back();
  }
  return paths;
}

}  // namespace

PreTrend pre_trend(std::span<const Seen> treated, std::span<const Seen> comparison, const Weighting& w,
                   const Past& past, double floor, double predicted) {
  if (!w.compared || past.years.empty()) return {};
  std::vector<Seen> t(treated.begin(), treated.end()), c(comparison.begin(), comparison.end());
  Weighting then = w;
  const double known = with_trends(t, then.treated, past.treated, past);
  with_trends(c, then.comparison, past.comparison, past);
  const auto others =
      std::count_if(then.comparison.begin(), then.comparison.end(), [](double x) { return x > 0; });
  if (known < 0.5 || others < 2) return {};
  const Estimate e = difference(t, c, then);
  return judged(e.effect, e.standard_error, floor, predicted, past.years.size());
}

std::optional<Mixture> mixture(std::span<const Seen> treated, std::span<const Seen> comparison,
                               const Weighting& w, const Past& past, double floor, double predicted) {
  const std::size_t earlier = past.years.size();
  if (earlier < kFewestEarlier || (treated.size() >= kFewCells && w.matched)) return std::nullopt;
  std::vector<UnitPath> units, others;
  std::vector<std::uint32_t> position;
  for (std::size_t i = 0; i < treated.size(); ++i) {
    auto p = path(treated[i], past.treated[i]);
    if (!p) return std::nullopt;  // the effect is of all treated cells or it is another effect
    units.push_back(std::move(*p));
  }
  for (std::size_t j = 0; j < comparison.size(); ++j)
    if (auto p = path(comparison[j], past.comparison[j])) {
      others.push_back(std::move(*p));
      position.push_back(static_cast<std::uint32_t>(j));
    }
  auto now = synthetic_control(units, others);
  if (!now) return std::nullopt;
  Mixture out;
  for (std::size_t j = 0; j < others.size(); ++j)
    if (now->weight[j] >= kLeastPart) out.used.push_back(position[j]);
  out.now = std::move(*now);
  if (const auto then = synthetic_control(one_earlier(std::move(units)), one_earlier(std::move(others)))) {
    const double times = past.ahead / -past.years.back();
    out.before = judged(then->effect * times, then->standard_error * times, floor, predicted, earlier);
  }
  return out;
}

}  // namespace cityloop
