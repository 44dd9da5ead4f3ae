#pragma once

#include "cityloop/decide/portfolio/formulate.h"

namespace cityloop::portfolio {

/// The programme seen through prices of its rows: each site chooses by itself.
///
///   L(λ) = λ·b + Σ_sites max(0, max_j (c_j − λ·a_j)) + Σ_aside max(0, c_j − λ·a_j) ≥ every plan, for any λ ≥ 0
///
/// The least L is the bound of the relaxation (each part is whole by itself); near it, the plan that the parts choose
/// overdraws little.
class Dual {
 public:
  Dual(const Formulation&, const Links&);
  /// L at these prices (by row of the programme; those of choices and sites are taken as 0). Sets reduced() and slack().
  double at(std::span<const double> prices);
  std::span<const double> reduced() const { return reduced_; }  // c − λ·a, by column
  std::span<const double> slack() const { return slack_; }      // b − a·x of the parts' choice, by row

 private:
  void choose(std::uint32_t column);
  const Formulation& f_;
  const Links& l_;
  std::vector<std::uint32_t> begin_, row_;
  std::vector<double> coefficient_, reduced_, slack_;
  std::vector<double> best_;           // by site
  std::vector<std::uint32_t> choice_;  // by site
  std::vector<char> taken_;
};

struct DualLimits {
  int steps = 60;
  std::size_t sample = 1500;  // proposals of the programme that gives the first prices
  double gap = 2e-4;          // of the value: near enough
};
struct DualPrices {
  std::vector<double> prices;  // by row
  double bound = 0;            // in the programme's units
};
/// Good prices without solving the whole relaxation: those of an even sample of the proposals with the same part of every
/// budget, whose error enters the bound squared; then Polyak's steps towards `known`, the value of a plan.
///
/// cost     one small linear programme, and linear in the entries for each step
/// source   Held, Wolfe & Crowder 1974; Polyak 1969
DualPrices approach(const Formulation&, const Links&, Dual&, double known, const DualLimits&);
/// Prices of the sample alone.
std::vector<double> sampled_prices(const Formulation&, const Links&, std::size_t sample);
/// Polyak's steps from given prices.
DualPrices descend(const Formulation&, Dual&, std::vector<double> from, double known, const DualLimits&);

}  // namespace cityloop::portfolio
