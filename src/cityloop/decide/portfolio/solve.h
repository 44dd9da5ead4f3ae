#pragma once

#include "cityloop/decide/portfolio/verify.h"

namespace cityloop::portfolio {

struct Options {
  double gap = 1e-3;   // of the bound; near enough
  int nodes = 3000;    // of branch and cut; 0: none
  double seconds = 0;  // a guard for branch and cut; 0: none. Where it strikes, bytes differ from run to run
  std::size_t large = 40'000;  // more choices than this are priced and not branched
  bool name_conflict = true;   // look for the smallest conflict where nothing is feasible
};

/// A constraint that holds the plan back: nothing, or little, is left of it, or it has a price.
struct Binding {
  Constraint what;
  double price = 0;  // value per million yuan, per work or per unit
  double left = 0;   // millions, works or units
};
/// Money of a fund in a year.
struct FundYearUse {
  Money budget, spent;
  Money mandatory;  // part of `spent`
  Money carried;    // to the next year; below 0: owed
};
enum class Way : std::uint8_t { nothing, prices, relaxation, branch_and_cut };

struct Result {
  bool feasible = false;
  bool certain = true;               // of infeasibility: false if the search ended before it was proved
  std::vector<Constraint> conflict;  // infeasible: the smallest set that cannot hold together
  Starts start;
  double value = 0;
  /// Nobody can do better: `proved` follows from `certificate`, whoever checks it; `trusted` is what branch
  /// and cut claims (as `proved` where it was not used).
  double proved = 0, trusted = 0;
  double gap = 0, proved_gap = 0;  // (bound − value) / |bound|, by the better bound and by the proved one
  bool near_enough = false;        // gap ≤ options.gap
  Certificate certificate;
  std::vector<std::vector<FundYearUse>> funds;  // by fund and year
  std::vector<Money> running;                   // by year, on and after the horizon
  std::vector<Binding> binding;                 // dearest first
  /// By proposal, in its best year after prices: what it is worth alone, and what it takes costs at the
  /// shadow prices (less what floors, elements and successors pay for it).
  std::vector<double> worth_alone, price;
  Way way = Way::nothing;
  int nodes = 0;
  bool mended = false;  // the solver's plan overdrew a purse by its rounding, and was mended
};

/// Which works to start in which year, so that the value is greatest and no constraint is broken in any fen.
///
///   max Σ v_pt x_pt + Σ w_e u_e + Σ s_k z_k   under the rows of formulate.h
///
/// The relaxation, cut by what purses can really pay (separate()), gives prices and the proved bound; a plan
/// is constructed along it and improved by swaps; where the gap is wider than asked, choices that the bound
/// rules out are fixed and the rest is branched. Large problems are priced on a sample instead. Every plan is
/// counted again in whole fen; a solver's plan that overdraws is mended or dropped.
///
/// params   Problem; Options; `warm`: an earlier plan to start from (it need not fit any more)
/// returns  Result; infeasible: the conflict and no plan
/// errors   Error{bad_input} as validate()
/// cost     relaxation, n log n, cuts with work in proportion to options.nodes, and options.nodes of branch and
///          cut
/// source   Geoffrion 1974 (Lagrangian bounds); Boyd 1994 (cuts of purses); Cbc for what is branched
Result solve(const Problem&, const Options& = {}, const Starts& warm = {}, const Names& = {});

/// Money, running costs and gaps of a plan, as solve() reports them.
void account(const Problem&, Result&);

}  // namespace cityloop::portfolio
