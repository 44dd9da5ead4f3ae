#pragma once

#include <optional>
#include <vector>

#include "cityloop/simulate/travel/search.h"

namespace cityloop {

/// One stretch of a route: from `begin` to `end`, places on it, see Paces; forward where begin < end. Never of no length.
struct Leg {
  EdgeIdx edge;
  Cost begin = 0, end = 0;
  Cost spent = begin < end ? end - begin : begin - end;  // a pace costs one, unless the other way costs more
  bool forward() const { return begin < end; }
  Cost cost() const { return spent; }
  friend bool operator==(const Leg&, const Leg&) = default;
};

/// A shortest way between two linked points, in the direction of travel.
struct Route {
  Cost off_start = 0;     // from the first point to its stretch; what a seed has spent included
  std::vector<Leg> legs;  // none: both have the same foot point
  Cost off_end = 0;       // from the last stretch to the last point
  Cost total = 0;         // off_start + legs + off_end
  std::size_t source =
      0;  // which of the search's sources it begins at (from_sources) or leads to (to_sources)
  std::vector<Point> line;  // from foot point to foot point as drawn; one point where there is no leg
};

/// The way between the nearest of a search's sources and another point; from there to the source if the search was
/// headed to its sources. nullopt beyond the search's limit.
///
/// formula  walked from `other` back to a source along tight arcs: those whose ends differ by just the arc's cost
/// returns  of several shortest ways one, the same for any order of arcs: along the shared stretch if that is shortest
///          (the source with the lowest number); otherwise by the end of `other`'s stretch with the lower NodeIdx, and
///          from every node to a source's stretch if one begins there (lowest number, its from-node first), or else
///          along the arc with the lowest (EdgeIdx, NodeIdx)
/// cost     O(arcs at the nodes of the way + nodes of the way · sources)
std::optional<Route> route(const Network&, const Search&, const Link& other);
/// The same with a search of its own.
std::optional<Route> route(const Network&, const Link& from, const Link& to, Cost limit = kNoPath - 1);

}  // namespace cityloop
