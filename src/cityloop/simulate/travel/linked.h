#pragma once

// Private to simulate/travel: what several searches over many points need.

#include <algorithm>
#include <memory>
#include <mutex>
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
  /// All things within the limit of the last run, ascending, each with its cost.
  void collect(const Search& search, std::vector<std::pair<std::uint32_t, Cost>>& found) const {
    found.clear();
    const auto offer = [&](const Entry& e) {
      if (const Cost cost = search.cost(e.link); cost != kNoPath) found.emplace_back(e.item, cost);
    };
    for (const Reached& r : search.reached())
      for (std::uint32_t i = first_[r.node.v]; i < first_[r.node.v + 1]; ++i) {
        // A link is looked at from the first of its two ends only, if both were reached.
        const Link& link = links_[at_[i]].link;
        if (r.node == link.from || search.cost(link.from) == kNoPath) offer(links_[at_[i]]);
      }
    for (const Link& source : search.sources()) {
      // Somebody on the same stretch may be near though both of its ends are far.
      if (!source.valid() || search.cost(source.from) != kNoPath || search.cost(source.to) != kNoPath)
        continue;
      auto e = std::lower_bound(links_.begin(), links_.end(), source.edge,
                                [](const Entry& x, EdgeIdx edge) { return x.link.edge < edge; });
      for (; e != links_.end() && e->link.edge == source.edge; ++e) offer(*e);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end(),
                            [](const auto& a, const auto& b) { return a.first == b.first; }),
                found.end());
  }

 private:
  struct Entry {
    Link link;
    std::uint32_t item;
  };
  std::vector<Entry> links_;  // by edge
  std::vector<std::uint32_t> first_, at_;
};

/// Search objects are as large as the network: as many as there are chunks at work at one time, used again and again.
class SearchPool {
 public:
  explicit SearchPool(const Network& network) : network_{&network} {}
  std::unique_ptr<Search> take() {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) return std::make_unique<Search>(*network_);
    auto search = std::move(free_.back());
    free_.pop_back();
    return search;
  }
  void give(std::unique_ptr<Search> search) {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(search));
  }

 private:
  const Network* network_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Search>> free_;
};

}  // namespace cityloop
