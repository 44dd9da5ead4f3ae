#include "cityloop/assess/pace.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace cityloop {
namespace {

constexpr std::array<std::string_view, 7> kWords{"unknown",  "decreasing", "stagnating", "improving",
                                                 "on_track", "met",        "slipping"};

/// The series in order of time. Of several values of one moment their mean counts.
std::vector<SeriesPoint> in_order(std::span<const SeriesPoint> points) {
  std::vector<SeriesPoint> all{points.begin(), points.end()};
  std::stable_sort(all.begin(), all.end(),
                   [](const SeriesPoint& a, const SeriesPoint& b) { return a.year < b.year; });
  std::vector<SeriesPoint> out;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i;
    double sum = 0;
    for (; j < all.size() && all[j].year == all[i].year; ++j) sum += all[j].value;
    out.push_back({all[i].year, sum / static_cast<double>(j - i)});
    i = j;
  }
  return out;
}

double quantile_of_ranks(const std::vector<double>& sorted, double rank) {
  const double last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::clamp(std::round(rank), 0.0, last))];
}

/// The straight line of least squares, and the doubt of a new value on it.
struct Line {
  double n = 0, x = 0, y = 0, sxx = 0, slope = 0, s = 0;
  explicit Line(const std::vector<SeriesPoint>& p) : n{static_cast<double>(p.size())} {
    for (const SeriesPoint& q : p) x += q.year / n, y += q.value / n;
    double sxy = 0;
    for (const SeriesPoint& q : p) sxx += (q.year - x) * (q.year - x), sxy += (q.year - x) * (q.value - y);
    slope = sxy / sxx;
    double rss = 0;
    for (const SeriesPoint& q : p) {
      const double e = q.value - at(q.year);
      rss += e * e;
    }
    s = std::sqrt(rss / (n - 2));
  }
  double at(double year) const { return y + slope * (year - x); }
  double doubt(double year) const { return s * std::sqrt(1 + 1 / n + (year - x) * (year - x) / sxx); }
};

}  // namespace

std::string_view to_word(Course c) { return kWords[static_cast<std::size_t>(c)]; }
Text name_of(Course c) {
  static const std::array<Text, 7> names{Text{"too short to say", "数据不足"},
                                         Text{"moving away", "背离目标"},
                                         Text{"stagnating", "停滞"},
                                         Text{"improving, too slowly", "改善但偏慢"},
                                         Text{"on track", "进度符合"},
                                         Text{"met", "已达目标"},
                                         Text{"met, but slipping", "已达但下滑"}};
  return names[static_cast<std::size_t>(c)];
}

std::optional<Slope> theil_sen(std::span<const SeriesPoint> points, double confidence) {
  const std::vector<SeriesPoint> p = in_order(points);
  const std::size_t n = p.size();
  if (n < 3) return std::nullopt;
  std::vector<double> slopes;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j)
      slopes.push_back((p[j].value - p[i].value) / (p[j].year - p[i].year));
  std::sort(slopes.begin(), slopes.end());
  const std::size_t m = slopes.size();
  Slope out;
  out.middle = m % 2 == 1 ? slopes[m / 2] : 0.5 * (slopes[m / 2 - 1] + slopes[m / 2]);
  const double z = boost::math::quantile(boost::math::normal{}, 0.5 + confidence / 2);
  const double dn = static_cast<double>(n), c = z * std::sqrt(dn * (dn - 1) * (2 * dn + 5) / 18);
  // Sen: the M1-th and (M2+1)-th smallest slopes, counted from 1.
  out.low = quantile_of_ranks(slopes, (static_cast<double>(m) - c) / 2 - 1);
  out.high = quantile_of_ranks(slopes, (static_cast<double>(m) + c) / 2);
  return out;
}

std::optional<Pace> pace(std::span<const SeriesPoint> points, std::span<const Target> targets,
                         bool higher_is_better, double now) {
  if (points.empty() || targets.empty()) return std::nullopt;
  const std::vector<SeriesPoint> p = in_order(points);
  Pace out;
  out.target = targets.back();
  for (const Target& t : targets)
    if (static_cast<double>(t.year) + 1 > now) {  // a target holds until the end of its year
      out.target = t;
      break;
    }
  const double sign = higher_is_better ? 1 : -1, goal = out.target.value;
  const SeriesPoint last = p.back();
  const double until = static_cast<double>(out.target.year) - std::floor(last.year);
  const bool met = sign * (last.value - goal) >= 0;
  // A deadline that has passed leaves no years: what is missing is missing now.
  out.required = met ? 0 : sign * (goal - last.value) / std::max(until, 1.0);
  const auto slope = theil_sen(p);
  if (!slope) {
    out.course = met ? Course::met : Course::unknown;
    return out;
  }
  out.observed = sign * slope->middle;
  out.observed_low = sign > 0 ? slope->low : -slope->high;
  out.observed_high = sign > 0 ? slope->high : -slope->low;
  const Line line{p};
  const double when = last.year + std::max(until, 0.0);
  out.expected = line.at(when);
  const double ahead = sign * (*out.expected - goal), doubt = line.doubt(when);
  out.probability = doubt > 0 ? boost::math::cdf(boost::math::students_t{line.n - 2}, ahead / doubt)
                              : (ahead >= 0 ? 1.0 : 0.0);
  if (met)
    out.course = sign * (last.value + slope->middle * std::max(until, 0.0) - goal) >= 0 ? Course::met
                                                                                        : Course::slipping;
  else if (!(*out.observed > 0)) out.course = Course::decreasing;
  else if (*out.observed < 0.5 * out.required) out.course = Course::stagnating;
  else if (*out.observed < out.required) out.course = Course::improving;
  else out.course = Course::on_track;
  return out;
}

}  // namespace cityloop
