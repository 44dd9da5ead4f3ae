#pragma once

// Plans that hold when costs or the world turn out otherwise.

#include "cityloop/decide/portfolio/plan_front.h"

namespace cityloop::portfolio {

struct RobustPlan {
  bool feasible = false;
  bool certain = true;  // the best; if not feasible: that there is none
  Starts start;
  double value = 0;    // of the criterion
  double assured = 0;  // of protected_plan(): what is left of the worth when the worst befalls the effects
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
/// With `short_by`, effects are protected as well: of plans that fit, the one is best whose worth is greatest when the
/// worst Γ of its works fall short,
///
///   max Σ v_p x_p − max_{|S| ≤ Γ} Σ_{p ∈ S} short_p v_p x_p
///
/// in the same way. What pairs and elements are worth is as thought.
///
/// params   `over` by proposal: the part by which all its payments may be higher, ≥ 0; `most_off` Γ ≥ 0,
///          whole or between; `nodes` of branch and cut; `short_by` by proposal: the part of its worth that may be
///          missing; empty: none
/// returns  RobustPlan; Γ = 0 is solve() to the end
/// errors   Error{bad_input} as validate(), and for parts of a wrong number or below 0
/// cost     a programme with a column and a row more for each choice and purse
/// source   Bertsimas & Sim 2004
RobustPlan protected_plan(const Problem&, std::span<const double> over, double most_off, int nodes = 10'000,
                          std::span<const double> short_by = {});
/// What of a plan's worth the worst `most_off` of its works may miss.
double worst_shortfall(const Problem&, const Starts&, std::span<const double> short_by, double most_off);

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
