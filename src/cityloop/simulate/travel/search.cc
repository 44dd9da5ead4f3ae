#include "cityloop/simulate/travel/search.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace cityloop {
namespace {

/// Calls fn(node, cost) for the two ends of the stretch a source is linked to: leaving it, or arriving at it.
template <class Fn>
void each_end(const Link& source, Heading heading, Fn fn) {
  if (!source.valid()) return;
  const bool leaving = heading == Heading::from_sources;
  fn(leaving ? source.from : source.via_from(), leaving ? source.to_from : source.from_from);
  fn(leaving ? source.to : source.via_to(), leaving ? source.to_to : source.from_to);
}
/// Costs between the ends of a stretch and a target on it, in the direction of the search.
template <class Fn>
void each_approach(const Link& target, Heading heading, Fn fn) {
  each_end(target, heading == Heading::from_sources ? Heading::to_sources : Heading::from_sources, fn);
}
Cost direct(const Link& source, const Link& target, Heading heading) {
  return heading == Heading::from_sources ? along_stretch(source, target) : along_stretch(target, source);
}

constexpr std::uint64_t packed(Cost cost, std::uint32_t low) { return std::uint64_t{cost} << 32 | low; }

}  // namespace

Search::Search(const Network& network) : network_{&network}, label_(network.nodes()), bucket_(64, kNobody) {}

void Search::offer(NodeIdx n, Cost cost) {
  if (cost > limit_) return;
  Label& label = label_[n.v];
  if (label.stamp != now_) reached_.push_back({n, cost});
  else if (label.cost <= cost) return;
  label = {cost, now_};
  const std::size_t bucket = cost >> kBucketBits;
  if (bucket > last_bucket_) {
    last_bucket_ = bucket;
    if (bucket >= bucket_.size()) bucket_.resize(std::max(bucket + 1, 2 * bucket_.size()), kNobody);
  }
  waiting_.push_back({n, cost, std::exchange(bucket_[bucket], static_cast<std::uint32_t>(waiting_.size()))});
}

/// Empties one bucket, and whatever is put into it meanwhile.
void Search::settle(std::size_t bucket) {
  const bool out = heading_ == Heading::from_sources;
  while (bucket_[bucket] != kNobody) {
    const Waiting w = waiting_[bucket_[bucket]];
    bucket_[bucket] = w.next;
    if (label_[w.node.v].cost != w.cost) continue;  // a shorter way was found after this was queued
    for (const Arc& arc : out ? network_->out(w.node) : network_->in(w.node))
      offer(arc.head, plus(w.cost, arc.cost));
  }
}

std::span<const Reached> Search::run(std::span<const Link> sources, Heading heading, Cost limit) {
  if (++now_ == 0) {  // after four billion runs the stamps begin again
    std::fill(label_.begin(), label_.end(), Label{});
    now_ = 1;
  }
  sources_.assign(sources.begin(), sources.end());
  heading_ = heading;
  limit_ = std::min(limit, kNoPath - 1);
  reached_.clear();
  waiting_.clear();
  last_bucket_ = 0;
  for (const Link& source : sources_) each_end(source, heading, [&](NodeIdx n, Cost c) { offer(n, c); });
  if (!waiting_.empty())
    for (std::size_t b = 0; b <= last_bucket_; ++b) settle(b);
  for (Reached& r : reached_) r.cost = label_[r.node.v].cost;
  return reached_;
}

Cost Search::cost(const Link& target) const {
  Cost best = kNoPath;
  each_approach(target, heading_, [&](NodeIdx n, Cost c) { best = std::min(best, plus(cost(n), c)); });
  for (const Link& source : sources_) best = std::min(best, direct(source, target, heading_));
  return best <= limit_ ? best : kNoPath;
}

NearestLabels nearest_labels(const Network& network, std::span<const Link> sources, Heading heading,
                             Cost limit, std::size_t k, std::span<const std::uint32_t> number) {
  NearestLabels labels;
  labels.k = k;
  labels.heading = heading;
  labels.limit = std::min(limit, kNoPath - 1);
  labels.cost.assign(network.nodes() * k, kNoPath);
  labels.source.assign(network.nodes() * k, std::numeric_limits<std::uint32_t>::max());
  std::vector<std::uint32_t> settled(network.nodes(), 0);
  // For k = 1 the best offer so far turns most worse ones away before they are queued.
  std::vector<std::uint64_t> best(k == 1 ? network.nodes() : 0, std::numeric_limits<std::uint64_t>::max());

  // Ordered by cost, then source, then node. All arcs cost at least 1, so every offer of a cost is queued before the
  // first of them is taken: of equal costs the lower source number wins, as in a sorted list of all sources.
  struct Entry {
    std::uint64_t key;
    std::uint32_t node;
    bool operator<(const Entry& o) const { return key != o.key ? key < o.key : node < o.node; }
  };
  MinHeap<Entry> queue;
  const auto has = [&](NodeIdx n, std::uint32_t source) {
    for (std::size_t i = 0; i < settled[n.v]; ++i)
      if (labels.source[n.v * k + i] == source) return true;
    return false;
  };
  const auto offer = [&](NodeIdx n, Cost cost, std::uint32_t source) {
    if (cost > labels.limit || settled[n.v] == k || has(n, source)) return;
    const std::uint64_t key = packed(cost, source);
    if (k == 1) {
      if (key >= best[n.v]) return;
      best[n.v] = key;
    }
    queue.push({key, n.v});
  };
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i].valid()) continue;
    const std::uint32_t source = number.empty() ? static_cast<std::uint32_t>(i) : number[i];
    labels.on_edge.push_back({sources[i], source});
    each_end(sources[i], heading, [&](NodeIdx n, Cost c) { offer(n, c, source); });
  }
  std::sort(labels.on_edge.begin(), labels.on_edge.end(),
            [](const NearestLabels::OnEdge& a, const NearestLabels::OnEdge& b) {
              return std::tuple{a.link.edge, a.source, a.link.along} <
                     std::tuple{b.link.edge, b.source, b.link.along};
            });
  while (k > 0 && !queue.empty()) {
    const Entry top = queue.pop();
    const NodeIdx n{top.node};
    const auto cost = static_cast<Cost>(top.key >> 32);
    const auto source = static_cast<std::uint32_t>(top.key);
    if (settled[n.v] == k || has(n, source)) continue;
    labels.cost[n.v * k + settled[n.v]] = cost;
    labels.source[n.v * k + settled[n.v]] = source;
    ++settled[n.v];
    for (const Arc& arc : heading == Heading::from_sources ? network.out(n) : network.in(n))
      offer(arc.head, plus(cost, arc.cost), source);
  }
  return labels;
}

void nearest_sources(const NearestLabels& labels, const Link& link, std::vector<NearestSource>& found) {
  found.clear();
  if (!link.valid()) return;
  const auto add = [&](Cost cost, std::uint32_t source) {
    if (cost <= labels.limit) found.push_back({cost, source});
  };
  each_approach(link, labels.heading, [&](NodeIdx n, Cost c) {
    for (std::size_t i = n.v * labels.k; i < (n.v + 1) * labels.k && labels.cost[i] != kNoPath; ++i)
      add(plus(labels.cost[i], c), labels.source[i]);
  });
  auto here = std::lower_bound(labels.on_edge.begin(), labels.on_edge.end(), link.edge,
                               [](const NearestLabels::OnEdge& s, EdgeIdx e) { return s.link.edge < e; });
  for (; here != labels.on_edge.end() && here->link.edge == link.edge; ++here)
    add(direct(here->link, link, labels.heading), here->source);

  std::sort(found.begin(), found.end());
  std::size_t n = 0;
  for (std::size_t i = 0; i < found.size() && n < labels.k; ++i) {
    const bool again = std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n),
                                   [&](const NearestSource& s) { return s.source == found[i].source; });
    if (!again) found[n++] = found[i];
  }
  found.resize(n);
}

}  // namespace cityloop
