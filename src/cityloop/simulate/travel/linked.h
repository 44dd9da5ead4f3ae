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
        fn(links_[i].link.from, i);
        if (links_[i].link.to != links_[i].link.from) fn(links_[i].link.to, i);
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
  /// All things within the limit of the last run, ascending, each with its cost.
  void collect(const Search& search, std::vector<std::pair<std::uint32_t, Cost>>& found) const {
    found.clear();
    const auto offer = [&](const Entry& e) {
      if (const Cost cost = search.cost(e.link); cost != kNoPath) found.emplace_back(e.item, cost);
    };
    for (const Reached& r : search.reached())
      each_at(r.node, [&](const Entry& e) {
        // A link is looked at from the first of its two ends only, if both were reached.
        if (r.node == e.link.from || search.cost(e.link.from) == kNoPath) offer(e);
      });
    for (const Link& source : search.sources()) {
      // Somebody on the same stretch may be near though both of its ends are far.
      if (!source.valid() || search.cost(source.from) != kNoPath || search.cost(source.to) != kNoPath)
        continue;
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
