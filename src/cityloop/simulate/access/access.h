#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/simulate/access/decay.h"

namespace cityloop {

/// What it costs to get from each origin to the opportunities that it reaches: a sparse matrix by row. A pair that
/// is not there is out of reach. Costs are ≥ 0 in any one unit.
struct CostTable {
  std::vector<std::uint64_t> first{0};  // origin → its pairs
  std::vector<std::uint32_t> to;        // opportunity, ascending within an origin
  std::vector<double> cost;
  std::size_t origins() const { return first.size() - 1; }
};
/// Pairs in any order, each at most once.
struct CostPair {
  std::uint32_t from = 0, to = 0;
  double cost = 0;
};
CostTable cost_table(std::size_t origins, std::vector<CostPair> pairs);

/// Below, supply[j] ≥ 0 is what opportunity j offers and demand[i] ≥ 0 who lives at origin i. One value per origin
/// comes back. What takes a cost is infinite where it is never reached: unknown is not zero, and neither is
/// unreachable.

/// What can be reached, each opportunity weighted by how far it is.
///
///   A[i] = Σ_j S[j]·w(c[i,j])            (cumulative opportunities with a binary w)
///
/// cost     O(pairs)
/// source   Hansen 1959
std::vector<double> gravity(const CostTable&, std::span<const double> supply, const Decay&);

/// The median (or mean) of cumulative opportunities over the cutoffs from, from + step, … ≤ to. With an even
/// number of cutoffs the median is the mean of the middle two.
///
/// R `accessibility` steps by 1 and truncates to whole numbers where its opportunities are whole; here nothing is
/// truncated.
/// source   Tomasiello et al. 2023
enum class Summary : std::uint8_t { median, mean };
std::vector<double> cumulative_interval(const CostTable&, std::span<const double> supply, double from,
                                        double to, double step, Summary = Summary::median);

/// Dual access: the cost within which `wanted` opportunities are reached. A place that offers m counts m times.
///
///   A[i] = min { t : Σ_j S[j]·[c[i,j] ≤ t] ≥ wanted }
///
/// source   Cui & Levinson 2020
std::vector<double> dual_access(const CostTable&, std::span<const double> supply, double wanted);

/// Cost to the k-th nearest place that offers anything, however much (k ≥ 1).
std::vector<double> kth_nearest(const CostTable&, std::span<const double> supply, std::size_t k);

/// Mean cost to the `wanted` closest opportunities; the last place counts with the part that is still wanted.
std::vector<double> mean_cost_to_closest(const CostTable&, std::span<const double> supply, double wanted);

/// The cost within which an origin reaches as many opportunities as it has people; 0 where nobody lives. The
/// published definition asks for more than there are people (exceeds), a place for everybody for as many
/// (reaches). Exact, from the sorted costs; R `accessibility` scans in steps of cost_increment, that is, rounds
/// this up to the next step.
///
///   A[i] = min { t : Σ_j S[j]·[c[i,j] ≤ t] ≥ P[i] }     (> P[i] with exceeds)
///
/// source   Barboza et al. 2021
enum class Enough : std::uint8_t { reaches, exceeds };
std::vector<double> balancing_cost(const CostTable&, std::span<const double> supply,
                                   std::span<const double> demand, Enough = Enough::exceeds);
/// The same for one origin: its pairs of cost and supply, sorted here.
double cost_of_enough(std::vector<std::pair<double, double>>& cost_and_supply, double wanted, Enough);

/// The constrained family. Each shares out a total that is known; 0/0 is 0 (R gives NaN): who reaches nothing gets
/// nothing.
///
///   total        A[i] = S_total · Σ_j S[j]w / Σ_i Σ_j S[j]w
///   destination  A[i] = Σ_j S[j] · P[i]w / Σ_k P[k]w        (each opportunity is given out once)
///   origin       A[j] = Σ_i P[i] · S[j]w / Σ_k S[k]w        (each person visits once; one value per opportunity)
///
/// source   Soukhov et al. 2024
std::vector<double> share_of_total(const CostTable&, std::span<const double> supply, const Decay&);
std::vector<double> constrained_by_destination(const CostTable&, std::span<const double> supply,
                                               std::span<const double> demand, const Decay&);
std::vector<double> constrained_by_origin(const CostTable&, std::span<const double> supply,
                                          std::span<const double> demand, const Decay&);

/// Trips that fill both margins: T[i,j] = a[i]·b[j]·P[i]·S[j]·w(c[i,j]) with Σ_j T = P[i] and Σ_i T = S[j], by
/// iterative proportional fitting.
///
/// Stops when no row margin misses by more than `tolerance` of the total after the columns were fitted, and says
/// how much it was: `error`. Not `fitted` where the totals differ, where a margin is out of everybody's reach, or
/// after `rounds`.
/// source   Deming & Stephan 1940; Wilson 1971
struct DoublyConstrained {
  std::vector<double> trips;  // as the pairs of the table
  double error = 0;           // largest miss of a row margin ÷ total
  int rounds = 0;
  bool fitted = false;
};
DoublyConstrained constrained_by_both(const CostTable&, std::span<const double> supply,
                                      std::span<const double> demand, const Decay&, double tolerance = 1e-12,
                                      int rounds = 1000);

/// RAAM: everybody goes where journey and crowding together are least.
///
///   cost of place j for one from i:  c[i,j]/τ + D[j]/(ρ·S[j]),   D[j] = Σ_i n[i,j],   Σ_j n[i,j] = P[i]
///   A[i] = the cost that everybody from i bears once nobody can improve; lower is better
///
/// τ is the journey that weighs as much as a place filled to ρ persons per unit of supply. The equilibrium is the
/// minimum of the convex Σ n·c/τ + Σ D²/(2ρS); each origin in turn is put into its own optimum exactly (water
/// filling) until
///
///   gap = (Σ n·cost − Σ P·least cost) / Σ P·least cost ≤ wanted
///
/// marks    infinite where no open place is reached; with demand 0 the least cost there
/// cost     O(pairs log pairs) per round; a few tens of rounds
/// source   Saxon & Snow 2020, whose integer shifts of people approximate the same equilibrium
struct RaamResult {
  std::vector<double> cost;  // per origin
  std::vector<double> load;  // D, per opportunity
  double gap = 0;
  int rounds = 0;
};
RaamResult raam(const CostTable&, std::span<const double> supply, std::span<const double> demand, double tau,
                double rho, double gap = 1e-9, int rounds = 1000);

}  // namespace cityloop
