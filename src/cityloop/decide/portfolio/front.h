#pragma once

#include "cityloop/decide/portfolio/milp.h"

namespace cityloop::portfolio {

/// One plan that nothing beats in both objectives.
struct FrontPoint {
  std::vector<double> x;
  std::int64_t first = 0, second = 0;
};
struct Front {
  std::vector<FrontPoint> points;  // from the best first objective to the best second
  bool complete = true;  // false: a search ended at its limit; points are then efficient or nearly so
  int solves = 0;
};
/// The whole front of two objectives in whole numbers (round them to what matters first), by the augmented
/// ε-constraint method:
///
///   max f1 + f2/(r2 + 1)   under   f2 ≥ ε;   ε = f2 of the last point + 1
///
/// The augmentation takes the better second objective of equal first ones, so that no point is weakly
/// efficient, and each solve gives a new point. The objective of the programme itself is not read.
///
/// params   objectives by column, whole numbers; columns with a share in them are whole
/// returns  Front; empty if nothing is feasible
/// cost     one programme for each point, and three more
/// source   Mavrotas 2009; Mavrotas & Florios 2013 (AUGMECON2)
Front front(Milp, std::span<const std::int64_t> first, std::span<const std::int64_t> second,
            const MilpLimits& = {});

/// Makes Σ a·x ≤ b hold whichever `most_off` of its coefficients are worse than thought, each by its
/// deviation:
///
///   Σ a·x + Γ·z + Σ q_j ≤ b,   z + q_j ≥ d_j x_j,   z, q ≥ 0
///
/// params   `deviation` by column, ≥ 0; Γ whole or between
/// source   Bertsimas & Sim 2004
void protect(Milp&, std::size_t row, std::span<const double> deviation, double most_off);

}  // namespace cityloop::portfolio
