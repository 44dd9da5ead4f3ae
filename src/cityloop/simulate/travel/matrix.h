#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/cch.h"

namespace cityloop {

/// Costs from many points to one set of targets. What lies above the targets is picked out once, from the top down; then
/// a source is one walk up and one sweep over it, kCostLanes sources side by side.
///
/// cost     targets: O(what lies above them); kCostLanes sources: the same again
/// source   Delling, Goldberg, Werneck 2011 (RPHAST), on the hierarchy of cch.h
class OneToMany {
 public:
  /// The costs must outlive it; the targets are copied.
  OneToMany(const CchCosts&, std::span<const Link> targets);
  std::size_t targets() const { return ends_.size(); }
  std::size_t nodes() const { return rank_.size(); }  // that lie above some target
  std::size_t arcs() const { return arc_.size(); }

  struct Down {
    std::uint32_t from;  // position of the higher end
    Cost cost;
  };
  /// What one thread needs: as large as the network.
  class Sweep {
   public:
    explicit Sweep(const OneToMany&);
    /// Fills out[s · targets + t], for at most kCostLanes sources, with the cost from source s to target t, kNoPath beyond
    /// the limit (a cost equal to the limit is within it; limits above kFar − 1 mean that). The same as a Search from
    /// each source.
    void rows(std::span<const Link> sources, Cost limit, std::span<Cost> out) {
      rows(sources, {}, limit, out);
    }
    /// The same for rows that are not beside each other: source s fills out[row[s] · targets …].
    void rows(std::span<const Link> sources, std::span<const std::uint32_t> row, Cost limit,
              std::span<Cost> out);

   private:
    void go_up(std::span<const Link> sources);
    const OneToMany* many_;
    std::vector<CostLanes> up_;       // by rank; kFar between two calls
    std::vector<std::uint8_t> seen_;  // by rank
    std::vector<std::uint32_t> line_;
    std::vector<CostLanes> at_;  // by position from the top; one more for a target that is nowhere
  };

 private:
  struct Ends {  // of the stretch a target is on: positions, and costs from there
    std::uint32_t one, other;
    Cost from_one, from_other;
  };
  const CchCosts* costs_;
  std::vector<Link> target_;
  std::vector<Ends> ends_;
  std::vector<std::uint32_t> rank_;      // of each position: descending
  std::vector<std::uint32_t> position_;  // of each rank; nodes(): not above a target
  std::vector<std::uint32_t> first_;
  std::vector<Down> arc_;               // by lower end
  std::vector<std::uint32_t> by_edge_;  // valid targets by their stretch
};

/// Costs from each of many points to each of many others.
struct CostMatrix {
  std::size_t columns = 0;
  std::vector<Cost> cost;  // row after row
  std::span<const Cost> row(std::size_t i) const { return {cost.data() + i * columns, columns}; }
};
/// The same bytes as a Search from every point, for any number of threads.
CostMatrix travel_matrix(const CchCosts&, std::span<const Link> from, std::span<const Link> to, Cost limit,
                         Run&);

}  // namespace cityloop
