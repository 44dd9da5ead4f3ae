#include "cityloop/simulate/travel/route.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

/// One of the two ends of a stretch, as a search sees it: what it costs between there and a linked point on it.
struct End {
  NodeIdx node;
  Cost cost = kNoPath;
  Cost place = 0;  // of the end: 0, or all paces
};
/// The two ends of a link's stretch, when leaving the point for them or arriving from them.
std::array<End, 2> ends(const Network& network, const Link& link, bool leaving) {
  return {End{leaving ? link.from : link.via_from(), leaving ? link.to_from : link.from_from, 0},
          End{leaving ? link.to : link.via_to(), leaving ? link.to_to : link.from_to,
              network.paces(link.edge).count()}};
}

/// Legs in the order in which they are found: from the other point back to the source.
class Back {
 public:
  Back(const Network& network, const Search& search, const Link& other)
      : network_{network}, search_{search}, other_{other},
        leaving_{search.heading() == Heading::from_sources} {}

  std::optional<Route> found() {
    route_.total = search_.cost(other_);
    if (route_.total == kNoPath) return std::nullopt;
    if (!directly()) by_nodes();
    Cost off_source = search_.sources()[route_.source].off, off_other = other_.off;
    if (leaving_) std::reverse(route_.legs.begin(), route_.legs.end());
    else std::swap(off_source, off_other);
    route_.off_start = off_source;
    route_.off_end = off_other;
    draw();
    return std::move(route_);
  }

 private:
  /// A leg of the search, from nearer the source to farther away; kept in the direction of travel.
  void leg(EdgeIdx edge, Cost near, Cost far, Cost cost) {
    if (near != far)
      route_.legs.push_back(leaving_ ? Leg{edge, near, far, cost} : Leg{edge, far, near, cost});
  }
  bool directly() {
    const auto sources = search_.sources();
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Cost cost = leaving_ ? along_stretch(sources[i], other_) : along_stretch(other_, sources[i]);
      if (cost != route_.total) continue;
      route_.source = i;
      leg(other_.edge, sources[i].place(), other_.place(), cost - sources[i].off - other_.off);
      return true;
    }
    return false;
  }
  void by_nodes() {
    const auto approach = ends(network_, other_, !leaving_);
    const End* last = nullptr;
    for (const End& e : approach)
      if (plus(search_.cost(e.node), e.cost) == route_.total && (last == nullptr || e.node < last->node))
        last = &e;
    check(last != nullptr);
    leg(other_.edge, last->place, other_.place(), last->cost - other_.off);
    for (NodeIdx n = last->node; !at_source(n);) n = step(n);
  }
  bool at_source(NodeIdx n) {
    const auto sources = search_.sources();
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (!sources[i].valid()) continue;
      for (const End& e : ends(network_, sources[i], leaving_)) {
        if (e.node != n || e.cost != search_.cost(n)) continue;
        route_.source = i;
        leg(sources[i].edge, sources[i].place(), e.place, e.cost - sources[i].off);
        return true;
      }
    }
    return false;
  }
  NodeIdx step(NodeIdx n) {
    const Arc* best = nullptr;
    for (const Arc& arc : leaving_ ? network_.in(n) : network_.out(n)) {
      if (plus(search_.cost(arc.head), arc.cost) != search_.cost(n)) continue;
      if (best == nullptr || std::tie(arc.edge, arc.head) < std::tie(best->edge, best->head)) best = &arc;
    }
    check(best != nullptr);
    if (!best->edge.valid()) return best->head;  // within a junction
    const bool up = network_.streets().from[best->edge] == network_.street_node(best->head);
    const Cost all = network_.paces(best->edge).count();
    leg(best->edge, up ? 0 : all, up ? all : 0, best->cost);
    return best->head;
  }
  void draw() {
    for (const Leg& l : route_.legs)
      for (const Point p : network_.line(l.edge, l.begin, l.end))
        if (route_.line.empty() || route_.line.back() != p) route_.line.push_back(p);
    if (route_.legs.empty()) route_.line = network_.line(other_.edge, other_.place(), other_.place());
  }
  static void check(bool holds) {
    if (!holds)
      throw Error{Fault::internal, say("The search is of another network.", "该搜索属于另一个路网。")};
  }

  const Network& network_;
  const Search& search_;
  const Link& other_;
  bool leaving_;
  Route route_;
};

}  // namespace

std::optional<Route> route(const Network& network, const Search& search, const Link& other) {
  if (!other.valid()) return std::nullopt;
  return Back{network, search, other}.found();
}

std::optional<Route> route(const Network& network, const Link& from, const Link& to, Cost limit) {
  if (!from.valid() || !to.valid()) return std::nullopt;
  Search search{network};
  search.run(from, Heading::from_sources, limit);
  return route(network, search, to);
}

}  // namespace cityloop
