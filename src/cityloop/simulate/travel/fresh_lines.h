#pragma once

// Private to simulate/travel.

#include <memory>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/ride_row.h"

namespace cityloop {

/// What new lines change for a whole city, without searching from every origin again.
///
/// A way that uses fresh patterns takes one of them first. Before that it uses patterns that were there; from the stop where
/// it leaves the fresh one it may use any. So one search backwards from each stop of the fresh patterns says until when
/// each origin must leave to be on a trip there with so many rides before, and one search forward from each says when
/// each target is reached from a trip with so many rides left. What is kept of the city before is better at each pair
/// and moment, or one of these ways is:
///
/// formula  arrival'(o, d, t) = min( arrival(o, d, t), min over trips r, stops i, rides k with D_k(o, r, i) ≥ t of
///          G_{rides−1−k}(r, i, d) )
/// D_k: the latest departure of o from which trip r is caught at its stop i after at most k rides; G_k: the arrival at d
/// of those aboard r who got on at its stop i and take at most k rides after it.
///
/// cost     two searches for each stop of the fresh patterns; then for each origin a sweep over the catches that no earlier
///          stop of the same trip makes useless, each a minimum over the targets in vector instructions
/// source   one connection more in a network: the same decomposition by first use as for single arcs of street networks
class FreshLines {
 public:
  /// `now` reaches the targets in the city with the fresh patterns (by PatternIdx), with these settings.
  FreshLines(const City&, const TransitSettings&, const TransitReach& now,
             const std::vector<std::uint8_t>& fresh, std::span<const std::vector<Link>> origins,
             std::size_t targets, Run&);
  ~FreshLines();
  /// Whether the tables would have been beyond what is held in memory: then there is no answer.
  bool too_many() const;
  struct Work {
    explicit Work(const FreshLines&);
    StepTimes times;
    std::vector<LaneTime> offered, known, foot, last, columns;
    std::vector<std::uint32_t> which, changed;
    std::vector<std::vector<RideStep>> fresh, before;  // by target
    std::vector<RideStep> merged;
    std::vector<float> one;
    struct Catch {
      LaneTime until;
      std::uint32_t ways;  // where G has them
    };
    std::vector<Catch> catches;
    std::vector<LaneTime> most;
  };
  /// Puts into `times` (percentile-major, of an origin as it was) those that the fresh patterns shorten.
  void shorten(std::size_t origin, const RideRow& was, Work&, std::span<float> times) const;

 private:
  struct Tables;
  const TransitSettings* settings_;
  std::size_t targets_;
  std::unique_ptr<Tables> tables_;
};

}  // namespace cityloop
