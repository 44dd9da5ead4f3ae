#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cityloop/base/exact_sum.h"
#include "cityloop/simulate/access/access.h"

namespace cityloop {

/// How supply is shared among those who reach it.
enum class Sharing : std::uint8_t {
  none,        // gravity: everybody finds all of it
  two_step,    // 2SFCA, and E2SFCA where the weights fall with the way
  three_step,  // 3SFCA: demand divides itself over what it reaches
  modified,    // M2SFCA: what is far is worse even where it is alone
  balanced,  // BFCA: neither supply nor demand is counted twice; Σ A = Σ R, so A falls with the number of origins
  availability,  // spatial availability: what falls to an origin, not to a person
};

/// The floating catchment family, kept so that one edit costs no more than what it reaches.
///
/// With w the weight of a pair, W[i] = Σ_j w over open places, C[j] = Σ_i w, each member is
///
///   R[j] = S[j] / Σ_i P[i]·u[i,j]          A[i] = Σ_j R[j]·v[i,j]
///
///   none          R = S                v = w
///   two_step      u = w                v = w             Luo & Wang 2003; Luo & Qi 2009
///   three_step    u = v = w·w/W[i]                       Wan, Zou & Sternberg 2012
///   modified      u = w                v = w²            Delamater 2013
///   balanced      u = w/W[i]           v = w/C[j]        Paez, Higgins & Vivona 2019
///   availability  u = w, P to a power  v = P[i]·w        Soukhov et al. 2023; the shares of population and of cost
///                                                        multiply, and the column's normaliser cancels
///
/// A place that nobody wants (Σ P·u = 0) hands out nothing: 0/0 is 0 (R gives NaN).
///
/// An edited state equals a fresh one byte for byte: Σ_j is an ExactSum, Σ_i is made anew, in the order of the
/// origins, for every place that an edit touches.
///
/// cost     fresh: O(pairs). Supply changes: O(reach of the place); opened or closed under three_step and
///          balanced, or demand changes: O(reach of every place that shares an origin with it)
class FloatingCatchment {
 public:
  /// Who reaches a place, origins ascending, and with which weight > 0.
  struct Reach {
    std::vector<std::uint32_t> origin;
    std::vector<double> weight;
  };
  FloatingCatchment() = default;
  /// `power` is taken of the demand under availability (1 elsewhere).
  FloatingCatchment(Sharing, std::vector<double> demand, double power = 1);

  /// Edits; they take effect together, at settle(). A place with supply 0 is closed.
  std::uint32_t add(std::shared_ptr<const Reach>, double supply);
  void set_supply(std::uint32_t place, double supply);
  void set_demand(std::uint32_t origin, double demand);
  /// Returns the origins whose value may have changed, ascending.
  std::vector<std::uint32_t> settle();
  /// Lets go of who reaches which place, where no edit will ask for it again: the places can no longer be edited,
  /// and (under three_step and balanced) none added. For measuring once, in batches.
  void forget_reaches();

  std::size_t origins() const { return demand_.size(); }
  std::size_t places() const { return places_.size(); }
  double supply(std::uint32_t place) const { return places_[place].supply; }
  const Reach& reach(std::uint32_t place) const { return *places_[place].reach; }
  double ratio(std::uint32_t place) const { return places_[place].ratio; }  // R
  double value(std::size_t origin) const;                                   // A

 private:
  struct Place {
    std::shared_ptr<const Reach> reach;
    double supply = 0;   // in force
    double next = 0;     // after settle()
    double wanted = -1;  // Σ P·u; < 0: to be made
    double column = 0;   // C
    double ratio = 0;
  };
  bool by_row() const { return sharing_ == Sharing::three_step || sharing_ == Sharing::balanced; }
  double demand_weight(double w, std::uint32_t origin) const;
  double access_weight(double w, std::uint32_t origin, double column) const;
  template <class Sign>
  void contribute(const Place&, Sign sign);

  Sharing sharing_ = Sharing::none;
  double power_ = 1;
  std::vector<double> demand_;
  std::vector<Place> places_;
  std::vector<ExactSum> value_, row_;  // A without the factor P of availability; W
  std::vector<double> row_now_;        // the values of row_
  std::vector<std::uint32_t> edited_;  // places
  std::vector<std::pair<std::uint32_t, double>> new_demand_;
};

/// The family over a table of costs, all at once.
std::vector<double> floating_catchment(const CostTable&, std::span<const double> supply,
                                       std::span<const double> demand, const Decay&, Sharing,
                                       double power = 1);
/// A table turned round: who reaches each opportunity. Pairs of weight 0 are left out.
std::vector<std::shared_ptr<const FloatingCatchment::Reach>> reaches(const CostTable&, std::size_t places,
                                                                     const Decay&);

}  // namespace cityloop
