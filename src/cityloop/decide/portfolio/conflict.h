#pragma once

#include "cityloop/decide/portfolio/problem.h"

namespace cityloop::portfolio {

struct Conflict {
  std::vector<Constraint> constraints;  // empty: the problem is feasible
  bool certain = true;  // false: a search ended before it knew, and the set may be larger than needed
};
/// The smallest set of constraints that cannot hold together: without any one of them the rest can
/// (irreducible, though another set may have fewer). Constraints are what a person can change: budgets by
/// fund (and year), fiscal space by year, floors, ceilings, caps, exclusions, sites, precedences, mandates,
/// fixings; years of start belong to the works.
///
/// Divide and conquer: k constraints of n are found with about k·log(n/k) searches for a feasible plan.
/// source   Junker 2004 (QuickXplain); deletion filter: Chinneck & Dravnieks 1991
Conflict conflict(const Problem&, int nodes = 3000);

}  // namespace cityloop::portfolio
