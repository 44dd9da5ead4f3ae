#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/city/streets.h"
#include "cityloop/geo/index.h"
#include "cityloop/simulate/travel/profile.h"

namespace cityloop {

/// A cost on streets: millimetres for walk, wheelchair and cycle (divide by speed when asked), milliseconds for drive.
/// On a slope, or where a bicycle is pushed, a millimetre counts as the millimetres of flat that take as long.
/// Whole numbers, so that a sum along a path has one value in any order.
using Cost = std::uint32_t;
inline constexpr Cost kNoPath = 0xffffffffU;
/// Sum of two costs; kNoPath if either is.
constexpr Cost plus(Cost a, Cost b) {
  const std::uint64_t sum = std::uint64_t{a} + b;
  return a == kNoPath || b == kNoPath || sum >= kNoPath ? kNoPath : static_cast<Cost>(sum);
}

/// One arc of the search graph.
struct Arc {
  NodeIdx head;
  Cost cost = 0;  // ≥ 1, and 0 within a junction
  EdgeIdx edge;   // invalid: within a junction
};

/// Where a point on the plane meets the network: a fraction along a permitted stretch, and how far it is to there.
struct Link {
  EdgeIdx edge;      // invalid: nothing permitted within reach
  NodeIdx from, to;  // its ends, as nodes of the network
  Cost to_from =
      kNoPath;  // cost from the point to the edge's from-node (arriving there), off-street part included
  Cost to_to = kNoPath;      // … to its to-node
  Cost from_from = kNoPath;  // cost from the from-node to the point (leaving there)
  Cost from_to = kNoPath;
  Cost off = 0;         // between the point and the stretch
  Cost along = 0;       // along the stretch, from its from-node to the foot point
  Cost back = 0;        // … and from the foot point back to there: not the same on a slope
  double fraction = 0;  // along the edge, 0 at `from`
  double off_m = 0;     // straight distance to the stretch
  // Where turns are forbidden, one comes to a stretch from another node than one gets to on leaving it; else invalid.
  NodeIdx before_from, before_to;
  bool valid() const { return edge.valid(); }
  /// Where the foot point is along the stretch, see Paces.
  Cost place() const { return std::max(along, back); }
  /// The nodes from which the point is approached, over its from-end and over its to-end.
  NodeIdx via_from() const { return before_from.valid() ? before_from : from; }
  NodeIdx via_to() const { return before_to.valid() ? before_to : to; }
};
/// Cost from one linked point to another without leaving the stretch they share; kNoPath if they share none or it is
/// one-way the other way. (There may be a shorter way round.)
Cost along_stretch(const Link& from, const Link& to);

/// Places along a stretch, in whole paces from its from-node, and what it costs to go up to there and to come back down.
/// A stretch has as many paces as the whole costs the way that costs more, so that none costs more than one: where both
/// ways cost the same, a place is the cost of getting there.
///
/// formula  up_to(x) = round(up · x / paces), down_from(x) = round(down · x / paces): exact at both ends
struct Paces {
  Cost up = 1, down = 1;  // the whole, to its to-node and to its from-node; one-way: both as one may go
  Cost count() const { return std::max(up, down); }
  Cost up_to(Cost place) const { return share(up, place); }
  Cost down_from(Cost place) const { return share(down, place); }
  /// As who walks backwards sees it: what is up the others' way is down his.
  Paces turned() const { return {down, up}; }

 private:
  Cost share(Cost whole, Cost place) const {
    const std::uint64_t all = count();  // all of them below 2^31
    return whole == all ? place : static_cast<Cost>((2 * std::uint64_t{whole} * place + all) / (2 * all));
  }
};

/// Streets as one profile sees them: CSR forward and backward, small islands cut off, nodes in space-filling order.
///
/// A NodeIdx of a Network counts the nodes of *this network*, along a Hilbert curve, so that neighbours on the ground
/// are neighbours in memory; `street_node()` and `node()` lead to the city's Streets and back. Edges keep their EdgeIdx.
///
/// An island is a component with fewer than min(kLeastIsland, 1/20 of the largest component) nodes: in a real city, a
/// courtyard path the mapper forgot to connect; in a drawn city of a few cells, almost nothing. A closed stretch (no
/// permission for anybody) still holds its two sides together here, so that closing a bridge cuts people off instead of
/// moving them to the other bank.
///
/// Where somebody of this profile may not turn, a junction is several nodes: one for each way of arriving that may not
/// go on everywhere, one for all others; one for each way of leaving that is not open to everybody, one for all others;
/// and between them arcs without cost and edge for the turns that are allowed. All stand at one point and have one
/// street_node(); node() is the last of these. A search needs to know nothing of it.
class Network {
 public:
  Network(std::shared_ptr<const Streets>, const Profile&);
  const Profile& profile() const { return profile_; }
  std::size_t nodes() const { return street_node_.size(); }
  std::size_t arcs() const { return out_.size(); }
  std::span<const Arc> out(NodeIdx n) const { return row(first_out_, out_, n); }  // arcs leaving
  std::span<const Arc> in(NodeIdx n) const {
    return row(first_in_, in_, n);
  }  // arcs arriving; head is the tail
  /// All arcs by the node they leave: an arc's number is its place here.
  std::span<const Arc> all_out() const { return out_; }
  NodeIdx street_node(NodeIdx network_node) const { return street_node_[network_node.v]; }
  Point at(NodeIdx network_node) const { return streets_->at[street_node(network_node)]; }
  NodeIdx node(NodeIdx street_node) const {
    return node_[street_node.v];
  }  // invalid: not permitted, or on an island
  bool usable(NodeIdx street_node) const { return node(street_node).valid(); }
  /// The nearest permitted stretch that is on no island, split at the foot of the perpendicular: never the nearest node.
  /// Straight distance decides, then the lower EdgeIdx. Looked for within snap_m, then ever wider up to snap_most_m;
  /// the widening saves work and never changes the answer.
  Link link(Point) const;
  /// Whether one may go along a stretch, from its from-node to its to-node or back. Steps stop wheelchairs.
  bool goes(EdgeIdx, bool forward) const;
  /// Cost of a whole stretch, from end to end; ≥ 1. On a slope it is another one back.
  Cost whole_cost(EdgeIdx, bool forward) const;
  /// How its places are counted.
  Paces paces(EdgeIdx) const;
  /// Whether some junction is several nodes, because of turns that may not be made.
  bool splits() const { return !turns_.empty(); }
  /// Stretches of the network that end where they begin: arcs leave them out.
  std::span<const EdgeIdx> loops() const { return loops_; }
  /// The part of a stretch's drawn line between two places, see Paces, in proportion of the drawn length; backwards where
  /// the first is the larger. No point twice in a row; one point at least. Whole: the nodes, to the bit.
  std::vector<Point> line(EdgeIdx, Cost begin, Cost end) const;
  const Streets& streets() const { return *streets_; }
  /// Seconds for a cost of this profile.
  double seconds(Cost) const;
  /// The largest cost within a duration; a path that costs exactly this is within it. At most 2^31 - 1 (2,147 km, 596 h).
  Cost limit(Seconds) const;
  /// Metres of street pruned as islands, for the import's diagnostics.
  double pruned_m() const { return pruned_m_; }
  static constexpr std::size_t kLeastIsland = 40;

 private:
  struct Segment {
    Point a, b;
    EdgeIdx edge;
    double start_m = 0;  // along the edge's drawn line
  };
  static std::span<const Arc> row(const std::vector<std::uint32_t>& first, const std::vector<Arc>& arcs,
                                  NodeIdx n) {
    return {arcs.data() + first[n.v], arcs.data() + first[n.v + 1]};
  }
  double slowness(EdgeIdx, bool forward) const;
  void number_nodes();
  void split_junctions();
  NodeIdx arrives(EdgeIdx, bool forward) const;
  NodeIdx leaves(EdgeIdx, bool forward) const;
  void make_arcs();
  void make_segments();
  Link link_at(const Segment&, double fraction_of_segment, double off_m) const;

  Profile profile_;
  std::shared_ptr<const Streets> streets_;
  std::vector<NodeIdx> street_node_, node_;
  std::vector<std::uint32_t> first_out_, first_in_;
  std::vector<Arc> out_, in_;
  std::map<std::pair<EdgeIdx, bool>, NodeIdx> arrives_, leaves_;  // at split junctions
  std::vector<std::pair<NodeIdx, NodeIdx>> turns_;                // allowed there
  BoxIndex near_;
  std::vector<Segment> segments_;
  Column<EdgeIdx, double> drawn_m_;
  std::vector<EdgeIdx> loops_;
  double pruned_m_ = 0;
};

}  // namespace cityloop
