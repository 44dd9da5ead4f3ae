#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/timetable.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

/// One part of a way: on foot, or with one trip. Times are seconds of the date.
struct RideLeg {
  static constexpr std::uint32_t kNone = 0xffffffffU;
  std::uint32_t from = kNone, to = kNone;  // stops of the timetable; kNone: the origin, the target
  std::int32_t leaves = 0, arrives = 0;
  std::uint32_t pattern = kNone;        // of the timetable; kNone: on foot
  std::uint32_t trip = 0;               // of the pattern, earliest first
  std::uint32_t board = 0, alight = 0;  // positions
  bool rides() const { return pattern != kNone; }
};
struct Journey {
  std::int32_t leaves = 0, arrives = 0;
  int rides = 0;
  std::vector<RideLeg> legs;  // a walk of no time between two rides at one stop is left out
};

/// For one departure, the ways that no other beats in arrival and rides, fewest rides first: each takes one more ride and
/// arrives earlier. `on_foot` is the time of walking all the way, if that is possible. Nothing arrives after `last`.
///
/// The earliest arrival is that of RangeSearch for the same departure, links and transfers.
///
/// cost     O(rides × (calls + transfers))
/// source   Delling, Pajor, Werneck 2012 (RAPTOR), with parents
std::vector<Journey> journeys(const Timetable&, const Ragged<StopNumber, StopLink>& transfers, Boarding,
                              std::span<const StopLink> access, std::span<const StopLink> egress,
                              std::optional<std::int32_t> on_foot, std::int32_t departure, std::int32_t last);

/// One leg in words: "walk to Central Station", "metro M1 from Park to Harbour"; `target` is what the way leads to.
Text describe(const City&, const Timetable&, const RideLeg&, const std::string& target);

}  // namespace cityloop
