#pragma once

// Private to simulate/travel: what the times of rides are made of, in a form that can be kept and mended.

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

/// Whoever leaves at `latest` at the latest (and after any later step's … before it) is at the target at `arrival`.
struct RideStep {
  LaneTime latest = 0, arrival = 0;  // seconds after the reach's base
  friend bool operator==(const RideStep&, const RideStep&) = default;
};

/// All rides from one origin that are of use: sooner than on foot, within the limit, and beaten by none that leaves no
/// earlier and arrives no later. Times follow from it, see StepTimes; two ways to get them give the same steps.
struct RideRow {
  struct Step {
    RideStep at;
    std::uint32_t target = 0;
  };
  std::vector<Step> steps;              // latest first
  std::vector<LaneTime> on_foot;        // by target; kNever: too far
  std::vector<std::uint64_t> patterns;  // a bit by PatternIdx: those that brought anybody anywhere sooner
  bool rode(PatternIdx p) const {
    return p.v / 64 < patterns.size() && (patterns[p.v / 64] >> (p.v % 64) & 1U) != 0;
  }
};

/// Percentiles of travel times from steps, as TransitReach gives them. One object per thread.
class StepTimes {
 public:
  explicit StepTimes(const TransitSettings&);
  std::int32_t base() const { return base_s_; }
  /// The last departure of the window at or before a moment that counts; 0: none.
  LaneTime clipped(LaneTime moment) const;
  /// Departures that are sampled, ascending; empty: all moments count.
  std::span<const LaneTime> departures() const { return departures_; }
  LaneTime end() const { return end_; }
  /// Of all moments: of steps, latest first, into one number for each percentile: seconds, kBeyond over the limit.
  void exact(std::span<const RideStep> steps, LaneTime on_foot, std::span<float> times);
  /// Of departures that are sampled: the travel times in their order, into one of kLaneBlock columns beside each other …
  void sample(std::span<const RideStep> steps, LaneTime on_foot, LaneTime* column) const;
  /// … and the percentiles of a column once all are sorted (lanes_sort).
  void pick(const LaneTime* sorted_column, std::span<float> times) const;

 private:
  const TransitSettings* settings_;
  std::int32_t base_s_;
  LaneTime end_;
  std::vector<LaneTime> departures_;
  std::vector<std::size_t> rank_;  // of each percentile among the departures, from 0
  std::vector<Piece> pieces_;
};

}  // namespace cityloop
