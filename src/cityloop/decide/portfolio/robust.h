#pragma once

// Plans that hold when costs or the world turn out otherwise.

#include "cityloop/decide/portfolio/plan_front.h"

namespace cityloop::portfolio {

struct RobustPlan {
  bool feasible = false;
  bool certain = true;  // the best; if not feasible: that there is none
  Starts start;
  double value = 0;  // of the criterion
  int solves = 0;
};
/// The most that a set of works can cost above its payments if the `most_off` worst of them do: the greatest
/// extras in full, and of the next the part that is left.
std::int64_t worst_extra(std::vector<std::int64_t> extras, double most_off);

/// The best plan that fits every budget whichever `most_off` works cost more than thought:
///
///   Σ payments + max_{|S| ≤ Γ} Σ_{p ∈ S} over_p · payments_p ≤ budget   for each fund and run of years
///
/// as Γ·z + Σ q_j, z + q_j ≥ d_j x_j (front.h, protect). Each purse is protected by itself; floors, ceilings
/// and shares of groups are of payments as thought. The plan is counted again in whole fen.
///
/// params   `over` by proposal: the part by which all its payments may be higher, ≥ 0; `most_off` Γ ≥ 0,
///          whole or between; `nodes` of branch and cut
/// returns  RobustPlan; Γ = 0 is solve() to the end
/// errors   Error{bad_input} as validate(), and for parts of a wrong number or below 0
/// cost     a programme with a column and a row more for each choice and purse
/// source   Bertsimas & Sim 2004
RobustPlan protected_plan(const Problem&, std::span<const double> over, double most_off, int nodes = 10'000);

enum class Criterion : std::uint8_t {
  expected,    // Σ weight_s v_s
  worst_case,  // min_s v_s; Wald
  regret,      // − max_s (v*_s − v_s), v*_s: the best of all that fit in s; Savage
};
struct Scenario {
  Problem problem;  // the same works and years of start; anything else may differ
  double weight = 1;
};
/// The best plan that fits in every scenario, by what it is worth in each.
///
/// params   scenarios; weights count for `expected` only, and need not sum to 1; `nodes` of branch and cut
/// returns  RobustPlan; its value is an average, a worth, or the greatest regret below 0
/// errors   Error{bad_input} as validate(); where scenarios differ in works or years of start, and for
///          weights that are below 0 or all 0
/// cost     a programme with the rows of all scenarios; for `regret`, one of each besides
/// source   Wald 1950; Savage 1951; Kouvelis & Yu 1997
RobustPlan scenario_plan(std::span<const Scenario>, Criterion, int nodes = 10'000);

}  // namespace cityloop::portfolio
