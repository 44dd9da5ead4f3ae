#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/journey.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

/// To be there by: for a window of arrivals at the target, the times since the latest departures that make them.
///
/// formula  time(a) = a - max{ d : some way leaves at d and is there at a or before }; the least is the way on foot
/// The day is turned round (Timetable::mirrored) and searched by the forward engine from each target to the origins, along
/// streets against their direction. Boarding takes its slack at a way's beginning, which in the mirror is its end: so that
/// a is moment -a - slack there, walks and limits as they are. Exact for the same reasons as TransitReach.
///
/// cost     one search per target instead of one per origin, and a number for each pair, held in parts of 256 MiB
/// source   Delling, Pajor, Werneck 2012 (RAPTOR), section 4.2 for ranges
class ArrivalReach {
 public:
  using Row = std::function<void(std::size_t, std::span<const float>)>;
  /// `settings` are those of TransitReach, with `arrive`.
  ArrivalReach(const City&, const TransitSettings&, std::span<const std::vector<Link>> targets, Run&);
  void from(std::span<const std::vector<Link>> origins, Run&, const Row&) const;
  /// Ways that are there by `arrival` and that no other beats in departure and rides: each takes one more ride and leaves
  /// later. Of those that leave at one moment, along the same lines, the one that is there first.
  std::vector<Journey> journeys(const Link& origin, std::size_t target, std::int32_t arrival) const;
  const Timetable& timetable() const;  // as it is, and not in the mirror; of the first draw
  const TransitReach& mirror() const;  // without targets

 private:
  City city_;
  TransitSettings settings_;
  std::vector<std::vector<Link>> targets_;
  // Whoever asks for ways needs these; whoever asks for times does not.
  mutable std::once_flag once_;
  mutable std::unique_ptr<TransitReach> mirror_;
  mutable std::unique_ptr<Timetable> table_;
};

}  // namespace cityloop
