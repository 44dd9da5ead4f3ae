#include "cityloop/simulate/travel/lane_search.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "cityloop/simulate/travel/wide.h"

namespace cityloop {
namespace {

using CostBlock = Cost __attribute__((vector_size(kCostLanes * sizeof(Cost))));

/// Tells the neighbours of one node what it has got, and marks the places of those who got better by it.
CITYLOOP_WIDE void tell(const Arc* arcs, std::size_t n, const Cost* from, Cost limit, CostLanes* at,
                        const std::uint32_t* place, std::uint64_t* stale) {
  const CostBlock most = CostBlock{} + limit, far = CostBlock{} + kFar;
  CostBlock here;
  std::memcpy(&here, from, sizeof here);
  for (std::size_t i = 0; i < n; ++i) {
    Cost* const to = at[arcs[i].head.v].data();
    CostBlock old;
    std::memcpy(&old, to, sizeof old);
    CostBlock offered = here + arcs[i].cost;  // no arc costs more than kFar, and neither does what a node has
    offered = offered > most ? far : offered;
    const CostBlock low = offered < old ? offered : old, fell = low ^ old;
    std::uint64_t words[sizeof(CostBlock) / 8];
    std::memcpy(words, &fell, sizeof words);
    if ((words[0] | words[1] | words[2] | words[3]) == 0) continue;
    std::memcpy(to, &low, sizeof low);
    const std::uint32_t p = place[arcs[i].head.v];
    stale[p / 64] |= std::uint64_t{1} << (p % 64);
  }
}

}  // namespace

LaneSearch::LaneSearch(const Network& network)
    : around_{network}, network_{&network}, at_(network.nodes(), kAllFar), place_(network.nodes()) {}

void LaneSearch::seed(std::size_t lane, const Link& link) {
  if (!link.valid()) return;
  const bool leaving = heading_ == Heading::from_sources;
  const auto offer = [&](NodeIdx n, Cost cost) {
    if (cost > limit_ || at_[n.v][lane] <= cost) return;
    at_[n.v][lane] = cost;
    stale_[place_[n.v] / 64] |= std::uint64_t{1} << (place_[n.v] % 64);
  };
  offer(leaving ? link.from : link.via_from(), leaving ? link.to_from : link.from_from);
  offer(leaving ? link.to : link.via_to(), leaving ? link.to_to : link.from_to);
}

void LaneSearch::run(std::span<const std::span<const Link>> sources, Heading heading, Cost limit) {
  for (const NodeIdx n : order_) at_[n.v] = kAllFar;
  order_.clear();
  lanes_ = sources.size();
  heading_ = heading;
  limit_ = std::min(limit, kFar - 1);
  all_.clear();
  for (std::size_t l = 0; l < lanes_; ++l) {
    sources_[l].assign(sources[l].begin(), sources[l].end());
    all_.insert(all_.end(), sources[l].begin(), sources[l].end());
  }
  const auto reached = around_.run(all_, heading, limit_);
  by_cost_.clear();
  for (const Reached& r : reached) by_cost_.push_back(std::uint64_t{r.cost} << 32 | r.node.v);
  std::sort(by_cost_.begin(), by_cost_.end());
  for (const std::uint64_t r : by_cost_) {
    const auto node = static_cast<std::uint32_t>(r);
    place_[node] = static_cast<std::uint32_t>(order_.size());
    order_.push_back(NodeIdx{node});
  }
  stale_.assign(order_.size() / 64 + 1, 0);
  for (std::size_t l = 0; l < lanes_; ++l)
    for (const Link& link : sources_[l]) seed(l, link);
  for (bool again = true; again;) {
    again = false;
    for (std::size_t word = 0; word < stale_.size(); ++word)
      while (stale_[word] != 0) {
        const NodeIdx n = order_[64 * word + static_cast<std::size_t>(std::countr_zero(stale_[word]))];
        stale_[word] &= stale_[word] - 1;
        const auto arcs = heading == Heading::from_sources ? network_->out(n) : network_->in(n);
        tell(arcs.data(), arcs.size(), at_[n.v].data(), limit_, at_.data(), place_.data(), stale_.data());
        again = true;
      }
  }
}

void LaneSearch::collect(const Linked& linked, std::span<Found> lanes) const {
  for (Found& f : lanes) f.clear();
  const auto approach = [&](const CostLanes& at, Cost cost, CostLanes& best) {
    const Cost rest = std::min(cost, kFar);
    for (std::size_t l = 0; l < kCostLanes; ++l) best[l] = std::min(best[l], at[l] + rest);
  };
  const bool leaving = heading_ == Heading::from_sources;
  for (const NodeIdx n : order_)
    linked.each_at(n, [&](const Linked::Entry& e) {
      if (n != Linked::first_end(e.link, [&](NodeIdx end) { return around_.cost(end) != kNoPath; })) return;
      CostLanes best = kAllFar;
      approach(at_[(leaving ? e.link.via_from() : e.link.from).v],
               leaving ? e.link.from_from : e.link.to_from, best);
      approach(at_[(leaving ? e.link.via_to() : e.link.to).v], leaving ? e.link.from_to : e.link.to_to, best);
      for (std::size_t l = 0; l < lanes_; ++l)
        if (best[l] <= limit_) lanes[l].emplace_back(e.item, best[l]);
    });
  for (std::size_t l = 0; l < lanes_; ++l) {
    for (const Link& source : sources_[l]) {
      if (!source.valid()) continue;
      // Two points on one stretch need not go to its ends.
      linked.each_on(source.edge, [&](const Linked::Entry& e) {
        const Cost cost = leaving ? along_stretch(source, e.link) : along_stretch(e.link, source);
        if (cost <= limit_) lanes[l].emplace_back(e.item, cost);
      });
    }
    Linked::cheapest_of_each(lanes[l]);
  }
}

std::vector<std::uint32_t> by_neighbourhood(std::span<const std::span<const Link>> sources) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const auto valid =
        std::find_if(sources[i].begin(), sources[i].end(), [](const Link& l) { return l.valid(); });
    if (valid != sources[i].end()) order.emplace_back(valid->from.v, i);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> numbers;
  numbers.reserve(order.size());
  for (const auto& [curve, i] : order) numbers.push_back(i);
  return numbers;
}

}  // namespace cityloop
