#pragma once

#include "cityloop/decide/portfolio/milp.h"
#include "cityloop/decide/portfolio/purse.h"
#include "cityloop/decide/portfolio/state.h"
#include "cityloop/decide/portfolio/verify.h"

namespace cityloop::portfolio {

/// A problem as a programme. Columns: one for each proposal and year of start, then elements, then pairs.
/// Every row but those of choice is Σ a·x ≤ b.
///
///   funds          Σ payments in years s…u ≤ Σ budget + debt: [0, u] where money carries over, else all
///   [s, u] with debt,
///                  else each year alone. No columns for balances, no big-M.
///   precedence     Σ_{t≤y} x_after ≤ Σ_{t≤y−lag} x_before for each year y: the strong form
///   exclusion      maximal cliques, grown from pairs and sites
///   elements       u ≤ Σ x; synergy z ≤ x_a, z ≤ x_b; overlap z ≥ x_a + x_b − 1: continuous, whole where x
///   is
/// A start that overdraws a row by itself has a column that stays 0; a fund's limit is the largest sum that
/// its payments can reach. Rows that cannot bind are left out. Money in millions; caps over their largest use; values over their
/// largest.
struct Formulation {
  Milp milp;
  std::vector<std::uint32_t> first;  // of a proposal's columns; one more at the end
  std::vector<std::int32_t> year;    // of a column of choice
  std::size_t choices = 0;
  struct RowOf {
    Constraint what;
    double unit = 1;      // a row is the constraint over this
    bool inside = false;  // a choice or a site: kept in the Lagrangian's parts, without a price
    double idle = 0;      // of a fund: millions of its limit that no payments can use
  };
  std::vector<RowOf> rows;
  std::vector<std::vector<std::uint32_t>> cliques;
  std::vector<Purse> purses;  // rows of funds that few different amounts are paid from
  std::vector<std::vector<LumpPrice>> lumps;
  double value_unit = 1;  // objective × this is value
};
Formulation formulate(const Links&);

/// A row that holds for whatever the purse can pay: Σ price of its lump · x ≤ the purse's limit, with prices
/// of separate(). Returns its number.
std::size_t add_knapsack(Formulation&, const Purse&, std::span<const double> price);

/// Columns of a plan, for a warm start.
std::vector<double> columns_of(const Formulation&, const Problem&, const Starts&);
Starts starts_of(const Formulation&, std::span<const double> x);

/// The duals of rows as published prices: ≥ 0, in the problem's own units.
Certificate certificate(const Formulation&, std::span<const double> duals);

}  // namespace cityloop::portfolio
