#include "cityloop/assess/index/treat.h"

#include <algorithm>

namespace cityloop::index {
namespace {

/// A shape that cannot be computed passes nothing: comparisons with a missing value are false.
bool passes(const Moments& m, const TreatRule& rule) {
  return std::abs(m.skew) < rule.skew || m.kurtosis < rule.kurtosis;
}

/// The `most` values furthest on the side of the skew, the furthest first; of equal ones the one that comes first.
struct TailPoint {
  double far;  // the value, turned so that the tail is on the right
  std::size_t at;
};
std::vector<TailPoint> furthest(std::span<const double> x, bool high, std::size_t most) {
  const auto ahead = [](const TailPoint& p, const TailPoint& q) {
    return p.far != q.far ? p.far > q.far : p.at < q.at;
  };
  std::vector<TailPoint> heap;  // its front is the nearest
  const double sign = high ? 1 : -1;
  double nearest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double s = sign * x[i];
    if (!(s > nearest)) continue;  // nor if it is missing
    if (heap.size() == most) {
      std::pop_heap(heap.begin(), heap.end(), ahead);
      heap.pop_back();
    }
    heap.push_back({s, i});
    std::push_heap(heap.begin(), heap.end(), ahead);
    if (heap.size() == most) nearest = heap.front().far;
  }
  std::sort_heap(heap.begin(), heap.end(), ahead);
  return heap;
}

void take_log(std::span<double> x, const Moments& m, bool high) {
  const double shift = 0.01 * (m.most - m.least);
  for (double& v : x)
    if (!missing(v)) v = high ? std::log(v - m.least + shift) : -std::log(m.most - v + shift);
}

}  // namespace

bool left_alone(const TreatRule& rule, const Moments& m) {
  return !rule.on || missing(m.skew) || passes(m, rule);
}

Treatment treat(std::span<double> x, const TreatRule& rule) { return treat(x, rule, moments(x)); }

Treatment treat(std::span<double> x, const TreatRule& rule, const Moments& known) {
  Treatment t;
  t.before = t.after = known;
  if (missing(t.before.skew)) t.verdict = Verdict::cannot_judge;
  if (left_alone(rule, known)) return t;
  const bool high = t.before.skew > 0;

  // A column that can be judged has finite values only. Points [0, moved) all stand at the value of the last of them.
  const std::vector<TailPoint> tail = furthest(x, high, rule.winsorise + 1);
  const double sign = high ? 1 : -1;
  std::size_t moved = 0;
  while (!passes(t.after, rule)) {
    const double extreme = tail[moved].far;
    std::size_t at_extreme = moved;
    while (at_extreme < tail.size() && tail[at_extreme].far == extreme) ++at_extreme;
    if (at_extreme == tail.size()) break;  // too many, or nothing lies next to them
    moved = at_extreme;
    for (std::size_t k = 0; k < moved; ++k) x[tail[k].at] = sign * tail[moved].far;
    t.after = moments(x);
    // The tail may have changed sides: what is left is not this tail's fault.
    if (missing(t.after.skew) || (t.after.skew > 0) != high) break;
  }
  if (!missing(t.after.skew) && passes(t.after, rule)) {
    t.verdict = Verdict::winsorised;
    t.points = moved;
    return t;
  }
  for (std::size_t k = 0; k < moved; ++k) x[tail[k].at] = sign * tail[k].far;
  t.after = t.before;
  if (rule.log) {
    Values kept(x.begin(), x.end());
    take_log(x, t.before, high);
    const Moments after = moments(x);
    if (passes(after, rule)) {
      t.after = after;
      t.verdict = Verdict::logged;
      return t;
    }
    std::copy(kept.begin(), kept.end(), x.begin());
  }
  t.verdict = Verdict::still_skewed;
  return t;
}

}  // namespace cityloop::index
