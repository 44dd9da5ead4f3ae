#pragma once

// Private to simulate/travel: what several searches over many points need.

#include <algorithm>
#include <utility>
#include <vector>

#include "cityloop/simulate/travel/search.h"

namespace cityloop {

/// Things that are linked to a network (cells, places), found again from the nodes a search has reached. A thing may
/// have several links; it counts once, with the cheapest.
class Linked {
 public:
  void add(std::uint32_t item, const Link& link) {
    if (link.valid()) links_.push_back({link, item});
  }
  void index(const Network& network) {
    std::stable_sort(links_.begin(), links_.end(),
                     [](const Entry& a, const Entry& b) { return a.link.edge < b.link.edge; });
    first_.assign(network.nodes() + 1, 0);
    const auto each_node = [&](auto fn) {
      for (std::size_t i = 0; i < links_.size(); ++i) {
        const Link& l = links_[i].link;
        fn(l.from, i);
        if (l.to != l.from) fn(l.to, i);
        if (l.before_from.valid()) fn(l.before_from, i);
        if (l.before_to.valid() && l.before_to != l.before_from) fn(l.before_to, i);
      }
    };
    each_node([&](NodeIdx n, std::size_t) { ++first_[n.v + 1]; });
    for (std::size_t n = 1; n < first_.size(); ++n) first_[n] += first_[n - 1];
    at_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    each_node([&](NodeIdx n, std::size_t i) { at_[next[n.v]++] = static_cast<std::uint32_t>(i); });
  }
  struct Entry {
    Link link;
    std::uint32_t item;
  };
  /// Calls fn for each link whose stretch ends at a node.
  template <class Fn>
  void each_at(NodeIdx n, Fn fn) const {
    for (std::uint32_t i = first_[n.v]; i < first_[n.v + 1]; ++i) fn(links_[at_[i]]);
  }
  /// Calls fn for each link on a stretch.
  template <class Fn>
  void each_on(EdgeIdx edge, Fn fn) const {
    auto e = std::lower_bound(links_.begin(), links_.end(), edge,
                              [](const Entry& x, EdgeIdx on) { return x.link.edge < on; });
    for (; e != links_.end() && e->link.edge == edge; ++e) fn(*e);
  }
  /// The first of a link's nodes that was reached, `reached` says which; a link with several is looked at there only.
  template <class Fn>
  static NodeIdx first_end(const Link& l, Fn reached) {
    if (reached(l.from)) return l.from;
    if (reached(l.to)) return l.to;
    return l.before_from.valid() && reached(l.before_from) ? l.before_from : l.before_to;
  }
  /// All things within the limit of the last run, ascending, each with its cost.
  void collect(const Search& search, std::vector<std::pair<std::uint32_t, Cost>>& found) const {
    found.clear();
    const auto offer = [&](const Entry& e) {
      if (const Cost cost = search.cost(e.link); cost != kNoPath) found.emplace_back(e.item, cost);
    };
    const auto is_reached = [&](NodeIdx n) { return search.cost(n) != kNoPath; };
    for (const Reached& r : search.reached())
      each_at(r.node, [&](const Entry& e) {
        if (r.node == first_end(e.link, is_reached)) offer(e);
      });
    for (const Link& source : search.sources()) {
      // Somebody on the same stretch may be near though both of its ends are far.
      if (!source.valid()) continue;
      if (const NodeIdx n = first_end(source, is_reached); n.valid() && is_reached(n)) continue;
      each_on(source.edge, offer);
    }
    cheapest_of_each(found);
  }
  /// Sorts by thing, and keeps of each the cheapest.
  static void cheapest_of_each(std::vector<std::pair<std::uint32_t, Cost>>& found) {
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end(),
                            [](const auto& a, const auto& b) { return a.first == b.first; }),
                found.end());
  }

 private:
  std::vector<Entry> links_;  // by edge
  std::vector<std::uint32_t> first_, at_;
};

}  // namespace cityloop
