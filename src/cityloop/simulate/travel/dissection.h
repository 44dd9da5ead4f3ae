#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/geo/point.h"

namespace cityloop {

/// Neighbours of each node, both ways, no loops, each once: all that an order of nodes needs to know of a network.
struct Neighbours {
  std::vector<std::uint32_t> first;  // nodes + 1
  std::vector<std::uint32_t> head;
  std::size_t nodes() const { return first.empty() ? 0 : first.size() - 1; }
  std::span<const std::uint32_t> of(std::uint32_t n) const {
    return {head.data() + first[n], head.data() + first[n + 1]};
  }
};

/// Nested dissection: few nodes that cut a town in two go to the end, then the same in each half. Gives the nodes from
/// first to last; a hierarchy made in this order stays flat and small.
///
/// A cut is found by inertial flow: nodes are sorted along a direction, the outer quarters are to be kept apart, and the
/// smallest set of nodes that does so is a maximum flow of paths without common nodes (Menger). Of several directions,
/// and of the cut nearest to either side, the one with the fewest nodes for the size of the smaller part is taken. Pieces
/// of at most kPiece nodes are put in order of least degree. Nothing is drawn at random, and no choice depends on who
/// finishes first.
///
/// cost     O(directions · cut · streets) a level, some 20 levels; pieces of a level in parallel
/// source   George 1973 (nested dissection); Schild and Sommer 2015 (inertial flow)
std::vector<std::uint32_t> dissection_order(const Neighbours&, std::span<const Point> at, Run&);
/// Pieces of so many nodes or fewer are not cut any more: one machine word holds a node's neighbours.
inline constexpr std::size_t kPiece = 64;

}  // namespace cityloop
