#pragma once

// Private to simulate/travel: how stops are linked to the streets, and what lies between the platforms of a station.

#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "cityloop/city/transit.h"
#include "cityloop/simulate/travel/network.h"

namespace cityloop {

/// The ways within stations, and from them to the streets.
///
/// A platform that pathways lead to or from is entered and left along them only: by the entrances of its station, whose
/// doors are on the street, or from other platforms. Any other platform is linked to the streets where it stands; or, where
/// its station has entrances, at those and straight on from there.
///
/// time     of a pathway: what the feed says; else the longer of its length at the speed off streets and 0.6 s a step; else,
///          of stairs and escalators, 15 s a storey between its ends (at least one), of a lift 30 s and 10 s a storey;
///          else the straight distance at that speed. Between a platform and its boarding areas: none.
/// wheels   do not use stairs and escalators (modes 2 and 4), nor what says that it is barred to them: a platform or
///          entrance, or one that says nothing in a station that does. Who says nothing is not barred.
/// source   gtfs.org/documentation/schedule/reference, pathways.txt; step and lift times are ours
class StationWays {
 public:
  StationWays(const Transit&, const Network&);
  /// How one comes from the streets to a platform, and how from there to the streets: not the same where a way is one-way.
  void each_way_in(StopIdx platform, const std::function<void(const Link&)>&) const;
  void each_way_out(StopIdx platform, const std::function<void(const Link&)>&) const;
  /// Platforms that are reached without leaving the station, within a cost; not itself.
  using Near = std::vector<std::pair<std::uint32_t, Cost>>;  // by stop, ascending
  Near across(StopIdx platform, bool backwards, Cost most) const;

 private:
  struct Way {
    StopIdx to;
    std::uint32_t ms = 0;
  };
  std::uint32_t milliseconds(PathwayIdx) const;
  bool barred(StopIdx) const;
  std::vector<std::pair<StopIdx, std::uint32_t>> reached(StopIdx from, bool backwards) const;
  void each_link(StopIdx platform, bool arriving, const std::function<void(const Link&)>&) const;
  Cost cost(std::uint32_t ms) const;
  Link after(Link, Cost inside) const;
  const Transit* transit_;
  const Network* net_;
  std::map<StopIdx, std::vector<StopIdx>> entrances_;  // by station
  std::vector<std::vector<Way>> out_, in_;             // by stop
  std::vector<std::uint8_t> walked_;                   // has pathways, though perhaps none for this profile
};

}  // namespace cityloop
