#pragma once

// Private to simulate/travel: circles around many points that stand near each other.

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "cityloop/simulate/travel/cost_lanes.h"
#include "cityloop/simulate/travel/linked.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {

/// Up to eight bounded searches at once, each in one lane of a vector register: for sources whose circles are mostly the
/// same streets. One search from all of them together tells which nodes matter, from the inside out; then the nodes are
/// gone through in that order, and a stretch is looked at once for all lanes. Who got a shorter way from farther out is
/// gone through again, until nobody is left: each lane then holds what a Search from its sources alone would find.
///
/// cost     one search of all circles together, and the arcs in them once or a little more for all lanes
class LaneSearch {
 public:
  /// Things with their costs.
  using Found = std::vector<std::pair<std::uint32_t, Cost>>;

  /// The network must outlive it.
  explicit LaneSearch(const Network&);
  /// `sources`: of each lane its links (the entrances of a place), kCostLanes lanes at most.
  void run(std::span<const std::span<const Link>> sources, Heading, Cost limit);
  /// What of `linked` lies within the limit of each lane, ascending, each thing once: as Linked::collect() of a Search.
  void collect(const Linked& linked, std::span<Found> lanes) const;

 private:
  void seed(std::size_t lane, const Link&);
  Search around_;
  const Network* network_;
  std::vector<CostLanes> at_;         // by node; kFar where the last run did not come
  std::vector<std::uint32_t> place_;  // by node: in order_; of nodes of the last run only
  std::vector<std::uint64_t> stale_;  // a bit by place: got better, and its neighbours have not heard
  std::vector<NodeIdx> order_;
  std::vector<std::uint64_t> by_cost_;
  std::array<std::vector<Link>, kCostLanes> sources_;
  std::vector<Link> all_;
  std::size_t lanes_ = 0;
  Heading heading_ = Heading::from_sources;
  Cost limit_ = 0;
};

/// The numbers of all sources with a valid link, along the network's curve: neighbours in this order stand near each other.
std::vector<std::uint32_t> by_neighbourhood(std::span<const std::span<const Link>> sources);

}  // namespace cityloop
