#pragma once

// Money by need and by results: a formula that nobody can be paid by noise under, within rails that nobody falls off.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cityloop/base/error.h"
#include "cityloop/base/money.h"

namespace cityloop {

/// Who shares the pool: a district or a department.
struct Share {
  std::string code;
  double need = 0;            // > 0; only ratios count
  double score = 0;           // level, in the unit of the index
  double change = 0;          // since last time, better is above 0
  double standard_error = 0;  // of the score
  double change_error = 0;    // of the change
  Money previous;             // last year's allocation; 0 with every other 0: no rails
};
struct AllocationRule {
  double by_need = 0.5;    // α: the part that goes by need alone
  double by_change = 0.5;  // of what is judged, how much is change; the rest is level
  double power = 0.5;      // g(s) = s^power, at most 1: the last point is worth no more than the first
  double rail = 0.1;       // κ: nobody moves by more than this share of last year's money
  bool shrink = true;      // scores move towards the mean by how uncertain they are
};

/// A score moved towards the mean by what is noise in it.
///
///   s̃ = m + τ²/(τ² + e²)·(s − m),   τ² = max(0, var(s) − mean e²)
///
/// Differences that lie within their errors shrink to nothing, so that nobody is paid for luck.
///
/// params   scores with their standard errors
/// returns  shrunken scores
/// source   James & Stein 1961; Morris 1983 (method of moments)
std::vector<double> shrunk(std::span<const double> score, std::span<const double> error);

struct Allocated {
  std::vector<double> judged;        // what the formula sees of each, above 0
  std::vector<Money> by_formula;     // before the rails; exact sum
  std::vector<Money> amount;         // exact sum
  std::vector<std::int8_t> at_rail;  // −1 at the lower, +1 at the upper
};

/// Shares a pool out.
///
///   A_d = B·[α n_d/Σn + (1 − α) n_d g(s_d)/Σ n g(s)],  then the nearest to A within [(1 − κ)P_d, (1 + κ)P_d] with Σ = B
///
/// What is judged: (1 − c)·z(level) + c·z(change), each shrunk, put to 1 on average and never below 0.1. With no change, no errors
/// and `as_is`, the score itself is judged. The nearest point is found by moving all by the same amount λ and stopping at the rails
/// (bisection), then in whole fen by the largest remainders.
///
/// returns  Allocated; Σ amount = pool to the fen; nobody's own better score lowers its amount
/// errors   Error{bad_input}: no shares, a need that is not above 0, a power outside (0, 1]; Error{conflict} where the rails leave no
///          way to spend the pool, with the least and the most that they allow
/// cost     O(shares) for each of at most 200 steps
/// source   engine design; rails: guard-rail formulas of intergovernmental grants
Allocated allocate(Money pool, std::span<const Share>, const AllocationRule&, bool as_is = false);

}  // namespace cityloop
