#include "cityloop/assess/index/summary.h"

#include <algorithm>
#include <numeric>

namespace cityloop::index {
namespace {

constexpr std::size_t kFewPlaced = 256, kOfStretch = 4, kFewInserted = 24;

/// The largest first.
void in_order(std::span<std::pair<double, std::uint32_t>> items) {
  if (items.size() > kFewInserted) {
    std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    return;
  }
  for (std::size_t i = 1; i < items.size(); ++i) {
    const auto item = items[i];
    std::size_t k = i;
    for (; k > 0 && items[k - 1].first < item.first; --k) items[k] = items[k - 1];
    items[k] = item;
  }
}

}  // namespace

Moments moments(std::span<const double> x) {
  Moments m;
  double sum = 0, least = std::numeric_limits<double>::infinity(), most = -least;
  for (const double v : x) {
    if (missing(v)) continue;
    sum += v;
    least = std::min(least, v);
    most = std::max(most, v);
    ++m.n;
  }
  if (m.n == 0) return m;
  const auto n = static_cast<double>(m.n);
  m.least = least;
  m.most = most;
  m.mean = sum / n;
  if (m.n < 2) return m;
  double s2 = 0, s3 = 0, s4 = 0;
  for (const double v : x) {
    if (missing(v)) continue;
    const double d = v - m.mean, dd = d * d;
    s2 += dd;
    s3 += dd * d;
    s4 += dd * dd;
  }
  if (least == most) s2 = 0;  // the mean of equal values may be off by a rounding
  m.sd = std::sqrt(s2 / (n - 1));
  const double m2 = s2 / n;
  if (!(m2 > 0)) return m;
  if (m.n >= 3) m.skew = (s3 / n) / (m2 * std::sqrt(m2)) * std::sqrt(n * (n - 1)) / (n - 2);
  if (m.n >= 4) m.kurtosis = ((n + 1) * ((s4 / n) / (m2 * m2) - 3) + 6) * (n - 1) / ((n - 2) * (n - 3));
  return m;
}

double quantile(std::span<const double> x, double p) {
  Values v;
  v.reserve(x.size());
  for (const double a : x)
    if (!missing(a)) v.push_back(a);
  if (v.empty()) return kMissing;
  const double at = static_cast<double>(v.size() - 1) * p;
  const auto low = static_cast<std::size_t>(at);
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(low), v.end());
  const double a = v[low];
  if (low + 1 >= v.size()) return a;
  const double b = *std::min_element(v.begin() + static_cast<std::ptrdiff_t>(low) + 1, v.end());
  return a + (b - a) * (at - static_cast<double>(low));
}
double median(std::span<const double> x) { return quantile(x, 0.5); }

double correlation(std::span<const double> a, std::span<const double> b) {
  double ma = 0, mb = 0, n = 0;
  double first_a = kMissing, first_b = kMissing;
  bool a_varies = false, b_varies = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (missing(a[i]) || missing(b[i])) continue;
    if (n == 0) first_a = a[i], first_b = b[i];
    a_varies = a_varies || a[i] != first_a;
    b_varies = b_varies || b[i] != first_b;
    ma += a[i];
    mb += b[i];
    n += 1;
  }
  if (n < 3 || !a_varies || !b_varies) return kMissing;
  ma /= n;
  mb /= n;
  double saa = 0, sbb = 0, sab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (missing(a[i]) || missing(b[i])) continue;
    const double da = a[i] - ma, db = b[i] - mb;
    saa += da * da;
    sbb += db * db;
    sab += da * db;
  }
  return std::clamp(sab / std::sqrt(saa * sbb), -1.0, 1.0);
}

void ranks(std::span<const double> x, bool falling, Shared shared, std::vector<std::uint32_t>& order,
           Values& out) {
  order.clear();
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!missing(x[i])) order.push_back(static_cast<std::uint32_t>(i));
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return falling ? x[a] > x[b] : x[a] < x[b]; });
  out.assign(x.size(), kMissing);
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && x[order[end]] == x[order[begin]]) ++end;
    const auto low = static_cast<double>(begin + 1), high = static_cast<double>(end);
    const double place = shared == Shared::low ? low : (low + high) / 2;
    for (std::size_t k = begin; k < end; ++k) out[order[k]] = place;
  }
}

std::vector<std::uint32_t> places(std::span<const double> score) {
  PlaceScratch scratch;
  std::vector<std::uint32_t> out(score.size());
  places(score, scratch, out);
  return out;
}

void places(std::span<const double> score, PlaceScratch& s, std::span<std::uint32_t> out) {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  std::size_t n = 0;
  for (const double v : score) {
    if (missing(v)) continue;
    least = std::min(least, v);
    most = std::max(most, v);
    ++n;
  }
  // First into stretches of equal width, best first, about four units to each, then in order within each. Where a stretch
  // holds many (outliers, ties) the sort within it is the sort of all that it replaces.
  std::size_t stretches = n / kOfStretch + 1;
  double scale = static_cast<double>(stretches) / (most - least);
  if (n < kFewPlaced || !std::isfinite(scale) || !std::isfinite(most - least)) stretches = 1, scale = 0;
  const auto stretch = [&](double v) {
    return stretches == 1
               ? std::size_t{0}
               : std::min(stretches - 1, static_cast<std::size_t>((most - v) * scale));  // never rises with v
  };
  s.end.assign(stretches + 1, 0);
  for (const double v : score)
    if (!missing(v)) ++s.end[stretch(v) + 1];
  std::partial_sum(s.end.begin(), s.end.end(), s.end.begin());
  s.item.resize(n);
  for (std::size_t i = 0; i < score.size(); ++i) {
    out[i] = 0;
    if (!missing(score[i])) s.item[s.end[stretch(score[i])]++] = {score[i], static_cast<std::uint32_t>(i)};
  }
  for (std::size_t k = 0, begin = 0; k < stretches; begin = s.end[k++]) {
    in_order(std::span{s.item}.subspan(begin, s.end[k] - begin));
    std::uint32_t place = 0;  // equal scores lie in one stretch
    for (std::size_t r = begin; r < s.end[k]; ++r) {
      if (r == begin || s.item[r].first != s.item[r - 1].first) place = static_cast<std::uint32_t>(r + 1);
      out[s.item[r].second] = place;
    }
  }
}

}  // namespace cityloop::index
