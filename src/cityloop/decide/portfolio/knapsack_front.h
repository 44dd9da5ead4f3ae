#pragma once

// Whole fronts of knapsacks: any number of objectives and of capacities, in whole numbers.

#include "cityloop/decide/portfolio/zones.h"

namespace cityloop::portfolio {

/// Maximise every Σ objective·x over x ∈ {0, 1}^n with Σ weight·x ≤ capacity for each row. Coefficients may
/// be below 0.
struct Knapsack {
  std::vector<std::vector<std::int64_t>> objectives, weights;  // by row, then by item
  std::vector<std::int64_t> capacity;
  std::size_t items() const { return objectives.empty() ? 0 : objectives[0].size(); }
};
struct KnapsackPoint {
  Values values;
  std::vector<std::uint8_t> x;  // one of the sets that have these values
};
struct KnapsackFront {
  std::vector<KnapsackPoint> points;  // by values, greatest first
  bool complete = true;               // false: a search ended at its limit; what was found is given
  std::int64_t searches = 0, nodes = 0;
};
/// All non-dominated values, each with a set. The search region is a union of zones (zones.h); for each zone
/// with corner l, in which every objective has to be at least l + 1,
///
///   max ν·f(x)   under   f(x) ≥ l + 1, A x ≤ b
///
/// is searched depth first. The programme max { t : f(x) ≥ l + 1 + t, A x ≤ b } over 0 ≤ x ≤ 1 gives the
/// direction ν in which the zone is narrowest and the prices u of capacities; t* < 0 closes it at once. By
/// weak duality every set in the zone satisfies
///
///   Σ_j |r_j| [x_j ≠ x_j of the relaxation] ≤ const + Σ max(r_j, 0),   r = ν·C − u·A
///
/// so that few items can differ: those of greatest |r| are decided first. All rows and this one are kept as
/// what is left to each if the rest goes as well as it can; a branch ends where one is below 0. Multipliers
/// are rounded to whole numbers and then taken as they are: any are valid, so that nothing rests on the
/// rounding of the linear programme.
///
/// params   `nodes`: of one zone; 0: no limit
/// returns  KnapsackFront; the same for the same input
/// errors   Error{bad_input}: rows of different lengths, no objective, numbers whose sums leave 40 bits
/// cost     a small linear programme and a search for each zone; a search is exponential in the number of
///          items with |r| below t*
/// source   zones: Klamroth, Lacour & Vanderpooten 2015; direction and prices: Pascoletti & Serafini 1984,
///          Geoffrion 1974
KnapsackFront knapsack_front(const Knapsack&, std::int64_t nodes = 0);

}  // namespace cityloop::portfolio
