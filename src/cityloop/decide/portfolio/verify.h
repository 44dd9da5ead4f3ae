#pragma once

// Proof without trust: this source knows the problem, a plan and published prices, and no solver. What it
// says holds whoever made the plan and however.

#include "cityloop/decide/portfolio/problem.h"

namespace cityloop::portfolio {

/// A constraint that a plan breaks, and by how much: money, or units (works, the caller's units of a cap,
/// years).
struct Broken {
  Constraint what;
  Money money = {};
  std::int64_t units = 0;
};
/// Every constraint that the plan breaks, counted in whole fen and units, year by year as the purses would
/// run. A plan of the wrong length breaks start_years.
std::vector<Broken> broken(const Problem&, const Starts&);

/// The price of one constraint, ≥ 0: value per million yuan, per work or per unit of a cap.
struct Price {
  Constraint what;
  double price = 0;
};
/// Proof that no plan is worth more than `bound`: weak duality. With prices λ of constraints a·x ≤ b,
///
///   bound = Σ λ_i b_i + Σ_sites max(0, max_{p,t} (v_pt − Σ λ_i a_ipt)) + Σ_elements max(0, w − λ) +
///   Σ_pairs …
///
/// where works that must be done count whatever they are worth, starts that overdraw a limit by themselves
/// do not count, and the b of a fund is the largest sum that payments in its years can reach. Any λ ≥ 0 gives a bound; good prices give a
/// close one.
/// The price of paying one amount from a purse.
struct LumpPrice {
  Money amount;
  double price = 0;
};
/// The work that is put into what a purse can pay: more different amounts, or non-dominated sums of them, and
/// the purse is taken as if money came in parts.
inline constexpr std::size_t kMostAmounts = 256, kMostSums = std::size_t{1} << 14U;

struct Certificate {
  std::vector<Price> prices = {};
  std::vector<std::vector<std::uint32_t>> cliques = {};  // sets of works of which any two exclude each other
  /// For constraints of Rule::knapsack, Σ price of its amount · x ≤ the most that the purse can pay for at
  /// these prices: recomputed from the works and the budget. Amounts not named have price 0.
  std::vector<std::vector<LumpPrice>> lumps = {};
  double bound = 0;
};
struct Verdict {
  bool holds = false;  // the plan breaks nothing, prices are prices, and the bound follows from them
  double bound = 0;    // as recomputed, rounded up
  double value = 0;    // of the plan
  std::vector<Broken> broken;
  Text why_not;  // empty if it holds
};
/// Recomputes everything. Works in extended precision and adds what its own rounding may have lost, so that
/// the bound is sound. cost: linear in choices × constraints of each.
Verdict verify(const Problem&, const Starts&, const Certificate&);
/// The bound alone; throws Error{bad_input} where a price is below 0 or belongs to no constraint of the
/// problem.
double proved_bound(const Problem&, const Certificate&);

}  // namespace cityloop::portfolio
