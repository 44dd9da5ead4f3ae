#pragma once

// What is given up for what: the best worth at each level of other objectives, each point with its proof.

#include "cityloop/decide/portfolio/plan_front.h"
#include "cityloop/decide/portfolio/solve.h"

namespace cityloop::portfolio {

struct TradePoint {
  Starts start;
  std::vector<double> values;  // worth first, then by objective
  double bound = 0;            // no plan that has as much of the other objectives is worth more
};
struct TradeFront {
  std::vector<TradePoint> points;  // greatest worth first; none is dominated by another
  bool exact = false;              // every plan is matched by a point, but for less than a step
  int solves = 0;
  double worst_gap() const;  // of the points: (bound − worth)/bound
};
struct TradeLimits {
  std::size_t levels = 12;       // of each objective besides worth where the front is not exact
  std::size_t most_exact = 250;  // choices; with more, levels are taken
  bool grid = false;             // take levels however small the problem is
  int nodes = 2000;              // of each programme of an exact front
  Options options = {.gap = 5e-3, .nodes = 300, .name_conflict = false};  // of each level
};
/// The front of worth against other objectives. Of small problems it is exact, by plan_front(); of large ones each
/// combination of levels is solved with the levels as caps:
///
///   max worth(x)   under   f_k(x) ≥ l_k,   l_k = f_k(best) + i/n (f_k^max − f_k(best)),   i = 0 … n
///
/// by solve(), so that a point has a proved bound, and the front an honest gap, where branching would not end.
///
/// params   `best`: the plan of greatest worth as solved before; `besides`: sums and least sums, one or more
/// returns  TradeFront; empty if nothing is feasible
/// errors   Error{bad_input} as plan_front()
/// cost     exact: as plan_front(); else a solve for each of (n + 1)^k levels, warm from its neighbour, and one programme
///          for each objective
/// source   Haimes, Lasdon & Wismer 1971 (ε-constraint); Geoffrion 1974 (bounds of what is not branched to the end)
TradeFront trade_front(const Problem&, const Result& best, std::span<const Objective> besides, double step,
                       const TradeLimits& = {});

}  // namespace cityloop::portfolio
