#include "cityloop/decide/portfolio/tradeoff.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cityloop::portfolio {
namespace {

double row_base(const Objective& o, std::size_t row) { return o.base.empty() ? 0 : o.base[row]; }

/// The most that any plan can have of an objective, as nearly as a short search finds.
double most_of(const Problem& problem, const Objective& o) {
  const Formulation f = formulate(Links{problem});
  Milp m = f.milp;
  for (Milp::Column& c : m.columns) c.objective = 0;
  double unit = 0;
  for (const auto& row : o.gains)
    for (const double g : row) unit = std::max(unit, std::abs(g));
  if (unit == 0) unit = 1;
  const std::size_t t = m.column({.low = -kUnlimited, .high = kUnlimited, .objective = 1, .integer = false});
  for (std::size_t r = 0; r < o.gains.size(); ++r) {
    const std::size_t row = m.row(-row_base(o, r) / unit, kUnlimited);
    for (std::size_t p = 0; p + 1 < f.first.size(); ++p)
      for (std::uint32_t j = f.first[p]; j < f.first[p + 1]; ++j)
        if (o.gains[r][p] != 0) m.entry(row, j, o.gains[r][p] / unit);
    m.entry(row, t, -1);
  }
  const MilpSolution s = solve(m, {.gap = 1e-3, .nodes = 200});
  if (s.x.empty()) return -kUnlimited;
  return value_of(o, problem, starts_of(f, s.x));
}

/// f_k ≥ level as caps, one for each row.
void hold(Problem& p, const Objective& o, double level) {
  double unit = 0;
  for (const auto& row : o.gains)
    for (const double g : row) unit = std::max(unit, std::abs(g));
  const double whole = unit > 0 ? 1e7 / unit : 1;
  for (std::size_t r = 0; r < o.gains.size(); ++r) {
    Cap cap;
    for (const double g : o.gains[r]) cap.use.push_back(-std::llround(g * whole));
    cap.most = std::llround((row_base(o, r) - level) * whole);
    p.caps.push_back(std::move(cap));
  }
}
/// No more worth than another and no more of anything, but for less than a step.
bool beaten(const TradePoint& a, const TradePoint& b, std::span<const Objective> besides, double step) {
  bool more = b.values[0] >= a.values[0] + step;
  if (b.values[0] < a.values[0] - step / 2) return false;
  for (std::size_t k = 0; k < besides.size(); ++k) {
    if (b.values[k + 1] < a.values[k + 1] - besides[k].step / 2) return false;
    more = more || b.values[k + 1] >= a.values[k + 1] + besides[k].step;
  }
  return more;
}

TradeFront by_levels(const Problem& problem, const Result& best, std::span<const Objective> besides,
                     double step, const TradeLimits& limits) {
  TradeFront out;
  std::vector<double> from, to;
  for (const Objective& o : besides) {
    from.push_back(value_of(o, problem, best.start));
    to.push_back(std::max(from.back(), most_of(problem, o)));
    ++out.solves;
  }
  std::vector<std::size_t> at(besides.size(), 0);
  const auto add = [&](const Starts& start, double bound) {
    TradePoint p{start, {worth(problem, start)}, bound};
    for (const Objective& o : besides) p.values.push_back(value_of(o, problem, start));
    out.points.push_back(std::move(p));
  };
  Starts warm = best.start;
  // What holds where less is asked for holds where more is.
  std::map<std::vector<std::size_t>, double> bound_at;
  const auto bound_of = [&](double own) {
    double least = own;
    for (std::size_t k = 0; k < at.size(); ++k) {
      if (at[k] == 0) continue;
      std::vector<std::size_t> looser = at;
      --looser[k];
      least = std::min(least, bound_at.at(looser));
    }
    bound_at[at] = least;
    return least;
  };
  for (;;) {
    if (std::all_of(at.begin(), at.end(), [](std::size_t i) { return i == 0; })) {
      add(best.start, bound_of(std::min(best.proved, best.trusted)));
    } else {
      Problem q = problem;
      for (std::size_t k = 0; k < besides.size(); ++k) {
        const double part = static_cast<double>(at[k]) / static_cast<double>(limits.levels);
        hold(q, besides[k], from[k] + part * (to[k] - from[k]) - 1e-7 * std::abs(to[k] - from[k]));
      }
      const Result r = solve(q, limits.options, warm);
      ++out.solves;
      const double bound = bound_of(r.feasible ? std::min(r.proved, r.trusted) : kUnlimited);
      if (r.feasible) {
        warm = r.start;
        add(r.start, bound);
      }
    }
    std::size_t k = 0;
    while (k < at.size() && ++at[k] > limits.levels) at[k++] = 0;
    if (k == at.size()) break;
  }
  std::stable_sort(out.points.begin(), out.points.end(),
                   [](const TradePoint& a, const TradePoint& b) { return a.values > b.values; });
  std::vector<TradePoint> kept;
  for (TradePoint& p : out.points) {
    const bool known =
        std::any_of(kept.begin(), kept.end(), [&](const TradePoint& k) { return k.values == p.values; });
    const bool less = std::any_of(out.points.begin(), out.points.end(), [&](const TradePoint& o) {
      return !o.values.empty() && beaten(p, o, besides, step);
    });
    if (!known && !less) kept.push_back(p);
  }
  out.points = std::move(kept);
  return out;
}

}  // namespace

double TradeFront::worst_gap() const {
  double worst = 0;
  for (const TradePoint& p : points)
    if (p.bound > 0) worst = std::max(worst, (p.bound - p.values[0]) / p.bound);
  return worst;
}

TradeFront trade_front(const Problem& problem, const Result& best, std::span<const Objective> besides,
                       double step, const TradeLimits& limits) {
  const Formulation f = formulate(Links{problem});
  if (!limits.grid && f.choices <= limits.most_exact) {
    std::vector<Objective> all{{.step = step}};
    all.insert(all.end(), besides.begin(), besides.end());
    const PlanFront front = plan_front(problem, all, {.nodes = limits.nodes, .most = 500});
    if (front.complete) {
      TradeFront out;
      out.exact = true;
      out.solves = front.solves;
      for (const PlanPoint& p : front.points) out.points.push_back({p.start, p.values, p.values[0]});
      return out;
    }
  }
  return by_levels(problem, best, besides, step, limits);
}

}  // namespace cityloop::portfolio
