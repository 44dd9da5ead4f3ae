#pragma once

#include "cityloop/decide/portfolio/formulate.h"

namespace cityloop::portfolio {

/// The programme seen through prices of its rows: each site chooses by itself.
///
///   L(λ) = λ·b + Σ_sites max(0, max_j (c_j − λ·a_j)) + Σ_aside max(0, c_j − λ·a_j) ≥ every plan, for any λ
///   ≥ 0
///
/// The least L is the bound of the relaxation (each part is whole by itself); near it, the plan that the
/// parts choose overdraws little.
class Dual {
 public:
  Dual(const Formulation&, const Links&);
  /// L at these prices (by row of the programme; those of choices and sites are taken as 0). Sets reduced()
  /// and slack().
  double at(std::span<const double> prices);
  std::span<const double> reduced() const { return reduced_; }  // c − λ·a, by column
  std::span<const double> slack() const { return slack_; }      // b − a·x of the parts' choice, by row
  /// Of each site: the column it chose, or kNoColumn.
  const std::vector<std::uint32_t>& choice() const { return choice_; }
  static constexpr std::uint32_t kNoColumn = 0xffffffffU;

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

/// Prices of an even sample of the proposals with the same part of every budget; 0 for relations, which a
/// sample breaks. Their error enters the bound squared. cost: one small linear programme
std::vector<double> sampled_prices(const Formulation&, const Links&, std::size_t sample = 5000);

struct Descent {
  std::vector<double> prices;  // by row
  double bound = 0;            // at these prices, in the programme's units
  std::vector<double> x;       // by column: each site's choice, so that all together hold nearly to the rows
};
/// From good prices to nearly the best: cutting planes within a box that grows and shrinks with success.
/// The weights of the last master programme say how often a site's choice at each of the prices seen is
/// taken (Dantzig & Wolfe); sites are dealt to them evenly. Prices of relations stay as they are.
///
/// cost     linear in the entries for each step, and a programme of a few dozen rows
/// source   Lemaréchal 1975 (bundles); Marsten, Hogan & Blankenship 1975 (boxes)
Descent descend(const Formulation&, const Links&, Dual&, std::vector<double> prices, int steps = 40);

}  // namespace cityloop::portfolio
