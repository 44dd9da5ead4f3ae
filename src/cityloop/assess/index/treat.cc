#include "cityloop/assess/index/treat.h"

#include <algorithm>

namespace cityloop::index {
namespace {

/// A shape that cannot be computed passes nothing: comparisons with a missing value are false.
bool passes(const Moments& m, const TreatRule& rule) {
  return std::abs(m.skew) < rule.skew || m.kurtosis < rule.kurtosis;
}

/// The extreme, the value next to it, and how many stand at the extreme.
struct Tail {
  double extreme, next;
  std::size_t at_extreme;
};
Tail tail(std::span<const double> x, bool high) {
  const double sign = high ? 1 : -1, lowest = -std::numeric_limits<double>::infinity();
  Tail t{lowest, lowest, 0};
  for (const double v : x) {
    if (missing(v)) continue;
    const double s = sign * v;
    if (s > t.extreme) t = {s, t.extreme, 1};
    else if (s == t.extreme) ++t.at_extreme;
    else if (s > t.next) t.next = s;
  }
  return {sign * t.extreme, sign * t.next, t.at_extreme};
}

void take_log(std::span<double> x, const Moments& m, bool high) {
  const double shift = 0.01 * (m.most - m.least);
  for (double& v : x)
    if (!missing(v)) v = high ? std::log(v - m.least + shift) : -std::log(m.most - v + shift);
}

}  // namespace

Treatment treat(std::span<double> x, const TreatRule& rule) {
  Treatment t;
  t.before = t.after = moments(x);
  if (missing(t.before.skew)) t.verdict = Verdict::cannot_judge;
  if (!rule.on || t.verdict == Verdict::cannot_judge || passes(t.before, rule)) return t;
  const bool high = t.before.skew > 0;

  // What was moved and from where, to take it back: a few points, not a copy of the column.
  std::vector<std::pair<std::size_t, double>> moved;
  const auto take_back = [&] {
    for (const auto& [i, v] : moved) x[i] = v;
  };
  while (!passes(t.after, rule)) {
    const Tail at = tail(x, high);
    if (at.at_extreme > rule.winsorise || !std::isfinite(at.next)) break;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i] != at.extreme) continue;
      if (std::none_of(moved.begin(), moved.end(), [&](const auto& p) { return p.first == i; }))
        moved.emplace_back(i, x[i]);
      x[i] = at.next;
    }
    t.after = moments(x);
    // The tail may have changed sides: what is left is not this tail's fault.
    if (missing(t.after.skew) || (t.after.skew > 0) != high) break;
  }
  if (!missing(t.after.skew) && passes(t.after, rule)) {
    t.verdict = Verdict::winsorised;
    t.points = moved.size();
    return t;
  }
  take_back();
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
