#pragma once

#include <vector>

#include "cityloop/assess/index/weights.h"

namespace cityloop::index {

struct Benefit {
  Values score;  // (0, 1]
  std::vector<std::vector<double>>
      weight;  // of each unit: those under which it looks best; empty without a score
};

/// Benefit of the doubt: each unit under the weights that are best for it, as long as nobody is above 1 under them.
///
///   s(i) = max_w Σ_j w_j x_ij   with   Σ_j w_j x_kj ≤ 1 for all k,   w ≥ 0,
///   least·Σ_l w_l x_il ≤ w_j x_ij ≤ most·Σ_l w_l x_il
///
/// Without limits a unit may put all weight on its one strong part; half of the units then come first. The limits are
/// linear and always there.
///
/// params   columns ≥ 0, more is better; 0 ≤ least ≤ 1/parts ≤ most ≤ 1
/// returns  Benefit
/// marks    missing where a part of the unit is; a unit with a 0 in a part that must have a share scores 0
/// cost     one linear programme for each unit, with rows only for the units that bind
/// source   Cherchye, Moesen, Rogge & Van Puyenbroeck 2007; solved by COIN-OR Clp
Benefit benefit_of_the_doubt(Parts, double least, double most);

}  // namespace cityloop::index
