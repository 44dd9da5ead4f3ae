#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/cost_lanes.h"

namespace cityloop {

/// A network's nodes one above the other, and between them all shortcuts that any costs could need: a customisable
/// contraction hierarchy. It depends on who is joined to whom and on nothing else, so one hierarchy serves every speed,
/// closure and hour; customise() puts costs on it in milliseconds, and every shortest path goes up and then down.
///
/// A node's *rank* is its place in the order, from the bottom; nodes here are counted by rank, so that what is looked at
/// together lies together. An upward arc joins a node to a higher one and carries two costs, up and down.
///
/// cost     the order: see dissection.h; shortcuts: O(their number)
/// source   Dibbelt, Strasser, Wagner 2016 (customisable contraction hierarchies)
class Cch {
 public:
  Cch(const Network&, Run&);
  std::size_t nodes() const { return parent_.size(); }
  std::size_t arcs() const { return head_.size(); }
  std::uint32_t rank(NodeIdx n) const { return rank_[n.v]; }
  /// Higher neighbours of a rank, ascending; the arcs to them are numbered from first_up(rank) in the same order.
  std::span<const std::uint32_t> up(std::uint32_t rank) const {
    return {head_.data() + first_up_[rank], head_.data() + first_up_[rank + 1]};
  }
  std::uint32_t first_up(std::uint32_t rank) const { return first_up_[rank]; }
  /// The lowest higher neighbour: whatever lies above a node on any path lies on its line of parents. kRoot: none.
  std::uint32_t parent(std::uint32_t rank) const { return parent_[rank]; }
  static constexpr std::uint32_t kRoot = 0xffffffffU;
  /// Nodes of the longest line of parents.
  std::size_t height() const;
  /// Bytes held.
  std::size_t bytes() const;

 private:
  friend class CchCosts;
  void make_arcs(const struct Neighbours&, const std::vector<std::uint32_t>& node);
  void make_inputs(const Network&);
  std::uint32_t find_arc(std::uint32_t low, std::uint32_t high) const;

  struct Below {
    std::uint32_t low, arc;
  };
  std::span<const Below> below(std::uint32_t rank) const {
    return {below_.data() + first_below_[rank], below_.data() + first_below_[rank + 1]};
  }
  std::vector<std::uint32_t> rank_;  // of a node of the network
  std::vector<std::uint32_t> parent_,
      subtree_;  // subtree: the lowest rank in it; a subtree is a run of ranks
  std::vector<std::uint32_t> first_up_, head_;
  std::vector<std::uint32_t> tail_;  // of each arc: its lower end
  std::vector<std::uint32_t> first_below_;
  std::vector<Below> below_;  // the same arcs from above, by lower end
  // An arc of the network lies on one direction of one arc of the hierarchy: slot 2 · arc, + 1 if it leads down.
  std::vector<std::uint32_t> slot_;                 // of each arc of the network
  std::vector<std::uint32_t> first_input_, input_;  // arcs of the network on each slot
};

/// The costs of a hierarchy's arcs for one set of costs of the network's arcs.
class CchCosts {
 public:
  struct Pair {
    Cost up = kFar, down = kFar;  // from the lower end to the higher, and back
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  /// Customises: every arc gets the cheapest way through lower nodes. `cost` has one cost for each of the network's
  /// arcs, in the order of Network::all_out(); kNoPath closes an arc.
  /// The hierarchy must outlive the costs.
  /// cost     O(triangles); subtrees in parallel, and the same bytes for any number of threads
  CchCosts(const Cch&, std::span<const Cost> cost, Run&);
  /// Other costs for some arcs of the network: the same bytes as customising from the beginning, at the price of the
  /// arcs whose cost changes and of the triangles above them. Returns how many costs were looked at.
  struct Change {
    std::uint32_t arc = 0;  // number in Network::all_out()
    Cost cost = 0;
  };
  std::size_t change(std::span<const Change>);
  const Cch& hierarchy() const { return *cch_; }
  const Pair& operator[](std::uint32_t arc) const { return pair_[arc]; }
  std::span<const Pair> all() const { return pair_; }
  /// Costs of the network's arcs as they are now.
  std::span<const Cost> input() const { return input_cost_; }

 private:
  void relax_below(std::uint32_t rank, std::span<std::uint32_t> arc_to);
  Pair from_input(std::uint32_t arc) const;
  Pair cheapest(std::uint32_t arc) const;
  const Cch* cch_;
  std::vector<Cost> input_cost_;
  std::vector<Pair> pair_;
};
/// The network's own costs, as CchCosts takes them.
std::vector<Cost> arc_costs(const Network&);

/// Shortest paths between two points: one walk up the line of parents from either end. One object per thread; the costs
/// must outlive it.
class CchQuery {
 public:
  explicit CchQuery(const CchCosts&);
  /// The same as a Search from one to the other, limit kFar − 1.
  Cost cost(const Link& from, const Link& to);

 private:
  const CchCosts* costs_;
  std::vector<Cost> from_, to_;  // by rank; kFar between two questions
};

}  // namespace cityloop
