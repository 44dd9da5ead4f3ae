#include "cityloop/assess/index/normalise.h"

#include <algorithm>
#include <functional>

namespace cityloop::index {
namespace {

/// y = a + b·x between two ends that become `low` and `high`.
struct Line {
  double a = kMissing, b = kMissing;
};
Line between(double from, double to, double low, double high) {
  if (!(to > from)) return {};
  const double b = (high - low) / (to - from);
  return {low - b * from, b};
}
/// The line of an affine normaliser over turned values.
Line line_of(const Scale& s, const NormaliseRule& r) {
  switch (r.by) {
    case Normaliser::none: return {0, 1};
    case Normaliser::min_max:
    case Normaliser::distance_to_max: return between(s.least, s.most, r.low, r.high);
    case Normaliser::z: return s.sd > 0 ? Line{r.mean - r.sd * s.mean / s.sd, r.sd / s.sd} : Line{};
    case Normaliser::distance_to_reference: return between(s.least, s.reference, r.low, r.high);
    case Normaliser::goalposts: return between(s.worst, s.best, r.low, r.high);
    case Normaliser::target: return between(s.low_tail, s.high_tail, r.low, r.high);
    case Normaliser::rank:
    case Normaliser::borda:
    case Normaliser::percentile: break;
  }
  return {};
}

double mean_of_best(std::span<const double> x, double sign, std::size_t k) {
  Values v;
  for (const double a : x)
    if (!missing(a)) v.push_back(sign * a);
  if (v.empty()) return kMissing;
  k = std::min(k, v.size());
  std::partial_sort(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(k), v.end(), std::greater<>{});
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) sum += v[i];
  return sum / static_cast<double>(k);
}

}  // namespace

const std::vector<std::string>& normaliser_words() {
  static const std::vector<std::string> words{
      "none",      "min-max", "z", "rank", "borda", "percentile", "distance-to-max", "distance-to-reference",
      "goalposts", "target"};
  return words;
}
std::string_view to_word(Normaliser n) { return normaliser_words()[static_cast<std::size_t>(n)]; }

Scale scale_of(std::span<const double> x, const Ends& e, const NormaliseRule& r,
               std::optional<std::size_t> reference_row, const Moments& m) {
  const double sign = e.higher_is_better ? 1 : -1;
  Scale s;
  s.least = e.higher_is_better ? m.least : -m.most;
  s.most = e.higher_is_better ? m.most : -m.least;
  s.mean = sign * m.mean;
  s.sd = m.sd;
  if (e.worst) s.worst = sign * *e.worst;
  if (e.best) s.best = sign * *e.best;
  if (reference_row) s.reference = sign * x[*reference_row];
  else if (e.target) s.reference = sign * *e.target;
  if (r.by == Normaliser::target) {
    s.low_tail = sign * quantile(x, e.higher_is_better ? 0.025 : 0.975);
    s.high_tail = e.target ? sign * *e.target : mean_of_best(x, sign, 5);
  }
  return s;
}

bool can_normalise(const Scale& s, const NormaliseRule& r) {
  // Ranks of equal values are all the middle place, which tells as little.
  return by_order(r.by) ? s.most > s.least : !missing(line_of(s, r).b);
}

void normalise(std::span<const double> x, const Ends& e, const Scale& s, const NormaliseRule& r,
               RankScratch& scratch, std::span<double> out) {
  const double sign = e.higher_is_better ? 1 : -1;
  if (!can_normalise(s, r)) {
    std::fill(out.begin(), out.end(), kMissing);
    return;
  }
  if (by_order(r.by)) {
    ranks(x, !e.higher_is_better, r.ties, scratch.order, scratch.ranks);
    const auto n = static_cast<double>(scratch.order.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double up = scratch.ranks[i];
      out[i] = r.by == Normaliser::rank ? up : r.by == Normaliser::borda ? up - 1 : (up - 1) / (n - 1);
    }
    return;
  }
  const auto [a, b] = line_of(s, r);
  const double turned = b * sign;
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = a + turned * x[i];
  if (r.by == Normaliser::goalposts || r.by == Normaliser::target)
    for (double& y : out)
      if (!missing(y)) y = std::clamp(y, r.low, r.high);
}

}  // namespace cityloop::index
