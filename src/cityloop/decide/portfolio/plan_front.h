#pragma once

// Plans that nothing beats, for several objectives at once and under every constraint of a problem.

#include "cityloop/decide/portfolio/formulate.h"
#include "cityloop/decide/portfolio/zones.h"

namespace cityloop::portfolio {

/// One objective; more is better (give costs and carbon below 0).
struct Objective {
  enum class Kind : std::uint8_t {
    worth,  // of the problem itself, with elements and pairs
    sum,    // Σ gains over what is chosen
    least,  // the least Σ gains of all rows: of the worst-served zone or group
  };
  Kind kind = Kind::worth;
  std::vector<std::vector<double>> gains = {};  // by row, then by proposal; `sum` has one row
  double step = 1;                // values count in whole steps: what differs by less is the same
  std::vector<double> base = {};  // by row of `least`: what it has without any work; empty: nothing
};
/// What a plan has of an objective.
double value_of(const Objective&, const Problem&, const Starts&);

struct PlanPoint {
  Starts start;
  std::vector<double> values;  // by objective, as they are
};
struct PlanFront {
  std::vector<PlanPoint> points;  // by whole steps, greatest first
  bool complete = true;           // false: a search ended at its limit, or there were more than `most` points
  int solves = 0;
};
struct FrontLimits {
  int nodes = 10'000;  // of each programme
  std::size_t most = 10'000;
};
/// Plans of which none is dominated in whole steps of the objectives, and which together are as good as any
/// plan. The search region is kept as zones (zones.h); for each zone with corner l
///
///   max Σ_k f_k / range_k   under   f_k ≥ (l_k + 1) step_k and the rows of formulate.h
///
/// gives a plan in it or proves that there is none. Of two objectives this is the ε-constraint method; the sum
/// has the part of its augmentation. Every plan is counted again in whole fen: one that breaks something
/// behind the solver's tolerance is cut off, and the zone is searched again.
///
/// params   objectives; a step should be above 1e-5 of the largest gain, which is what a solver can hold
/// returns  PlanFront; empty if nothing is feasible
/// errors   Error{bad_input} as validate(), and for gains of a wrong length and steps that are not above 0
/// cost     a programme for each point and each empty zone: of two objectives, two for each point
/// source   Mavrotas & Florios 2013 (AUGMECON2) and Nikas et al. 2022 (AUGMECON-R), whose grid the zones of
///          Klamroth, Lacour & Vanderpooten 2015 replace: no programme is solved where no point can be
PlanFront plan_front(const Problem&, std::span<const Objective>, const FrontLimits& = {});

/// The best plan of a programme over the choices of a formulation that also satisfies `holds`; the programme
/// may have further columns and rows. Plans that do not are cut off one by one.
struct ExactPlan {
  bool found = false;
  bool certain = true;  // the best; if not found: there is none
  Starts start;
  int solves = 0;
};
ExactPlan exact_plan(Milp, const Formulation&, const std::function<bool(const Starts&)>& holds,
                     const MilpLimits&);

}  // namespace cityloop::portfolio
