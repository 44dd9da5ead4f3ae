#include "cityloop/simulate/travel/matrix.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/pool.h"
#include "cityloop/simulate/travel/wide.h"

namespace cityloop {
namespace {

/// From one node up: to[head[i]] = min(to[head[i]], here + cost[i]).
CITYLOOP_WIDE void relax_up(const Cost* here, const std::uint32_t* head, const CchCosts::Pair* cost,
                            std::size_t n, CostLanes* to) {
  Cost from[kCostLanes];
  for (std::size_t l = 0; l < kCostLanes; ++l) from[l] = here[l];
  for (std::size_t i = 0; i < n; ++i) {
    Cost* at = to[head[i]].data();
    const Cost c = cost[i].up;
    for (std::size_t l = 0; l < kCostLanes; ++l) at[l] = std::min(at[l], from[l] + c);
  }
}

/// All nodes from the top down, each from its higher neighbours.
CITYLOOP_WIDE void sweep_down(const std::uint32_t* first, const OneToMany::Down* arc, std::size_t nodes,
                              CostLanes* at) {
  for (std::size_t v = 0; v < nodes; ++v) {
    Cost best[kCostLanes];
    for (std::size_t l = 0; l < kCostLanes; ++l) best[l] = at[v][l];
    for (std::uint32_t a = first[v]; a < first[v + 1]; ++a) {
      const Cost* from = at[arc[a].from].data();
      const Cost c = arc[a].cost;
      for (std::size_t l = 0; l < kCostLanes; ++l) best[l] = std::min(best[l], from[l] + c);
    }
    for (std::size_t l = 0; l < kCostLanes; ++l) at[v][l] = best[l];
  }
}

}  // namespace

OneToMany::OneToMany(const CchCosts& costs, std::span<const Link> targets)
    : costs_{&costs}, target_(targets.begin(), targets.end()), position_(costs.hierarchy().nodes(), 0) {
  const Cch& cch = costs.hierarchy();
  // Everything above some target, first marked, then counted from the top.
  for (const Link& t : target_) {
    if (!t.valid()) continue;
    for (const NodeIdx end : {t.via_from(), t.via_to()})
      for (std::uint32_t v = cch.rank(end); v != Cch::kRoot && position_[v] == 0; v = cch.parent(v))
        position_[v] = 1;
  }
  for (std::uint32_t v = static_cast<std::uint32_t>(cch.nodes()); v-- > 0;)
    if (position_[v] != 0) {
      position_[v] = static_cast<std::uint32_t>(rank_.size());
      rank_.push_back(v);
    } else {
      position_[v] = Cch::kRoot;
    }
  first_.reserve(rank_.size() + 1);
  first_.push_back(0);
  for (const std::uint32_t v : rank_) {
    const auto row = cch.up(v);
    for (std::uint32_t i = 0; i < row.size(); ++i)
      if (const Cost c = costs[cch.first_up(v) + i].down; c < kFar) arc_.push_back({position_[row[i]], c});
    first_.push_back(static_cast<std::uint32_t>(arc_.size()));
  }
  const auto nowhere = static_cast<std::uint32_t>(rank_.size());
  for (std::uint32_t i = 0; i < target_.size(); ++i) {
    const Link& t = target_[i];
    if (!t.valid()) {
      ends_.push_back({nowhere, nowhere, kFar, kFar});
      continue;
    }
    ends_.push_back({position_[cch.rank(t.via_from())], position_[cch.rank(t.via_to())],
                     std::min(t.from_from, kFar), std::min(t.from_to, kFar)});
    by_edge_.push_back(i);
  }
  std::stable_sort(by_edge_.begin(), by_edge_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return target_[a].edge < target_[b].edge; });
}

OneToMany::Sweep::Sweep(const OneToMany& many)
    : many_{&many}, up_(many.costs_->hierarchy().nodes(), kAllFar), seen_(up_.size(), 0),
      at_(many.nodes() + 1) {}

void OneToMany::Sweep::go_up(std::span<const Link> sources) {
  const Cch& cch = many_->costs_->hierarchy();
  line_.clear();
  for (std::size_t l = 0; l < sources.size(); ++l) {
    const Link& s = sources[l];
    if (!s.valid()) continue;
    for (const auto& [end, cost] : {std::pair{s.from, s.to_from}, std::pair{s.to, s.to_to}}) {
      Cost& at = up_[cch.rank(end)][l];
      at = std::min(at, cost);
      for (std::uint32_t v = cch.rank(end); v != Cch::kRoot && seen_[v] == 0; v = cch.parent(v)) {
        seen_[v] = 1;
        line_.push_back(v);
      }
    }
  }
  std::sort(line_.begin(), line_.end());
  for (const std::uint32_t v : line_) {
    const auto row = cch.up(v);
    relax_up(up_[v].data(), row.data(), many_->costs_->all().data() + cch.first_up(v), row.size(),
             up_.data());
  }
}

void OneToMany::Sweep::rows(std::span<const Link> sources, std::span<const std::uint32_t> row, Cost limit,
                            std::span<Cost> out) {
  const OneToMany& many = *many_;
  limit = std::min(limit, kFar - 1);
  go_up(sources);
  std::fill(at_.begin(), at_.end(), kAllFar);
  for (const std::uint32_t v : line_) {
    if (many.position_[v] != Cch::kRoot) at_[many.position_[v]] = up_[v];
    up_[v] = kAllFar;
    seen_[v] = 0;
  }
  sweep_down(many.first_.data(), many.arc_.data(), many.nodes(), at_.data());

  const std::size_t columns = many.targets();
  std::array<Cost*, kCostLanes> to{};
  for (std::size_t l = 0; l < sources.size(); ++l) to[l] = out.data() + (row.empty() ? l : row[l]) * columns;
  for (std::size_t t = 0; t < columns; ++t) {
    const Ends& ends = many.ends_[t];
    const CostLanes &one = at_[ends.one], &other = at_[ends.other];
    for (std::size_t l = 0; l < sources.size(); ++l) {
      const Cost cost = std::min(one[l] + ends.from_one, other[l] + ends.from_other);
      to[l][t] = cost <= limit ? cost : kNoPath;
    }
  }
  // Two points on one stretch need not go to its ends.
  for (std::size_t l = 0; l < sources.size(); ++l) {
    if (!sources[l].valid()) continue;
    auto t = std::lower_bound(many.by_edge_.begin(), many.by_edge_.end(), sources[l].edge,
                              [&](std::uint32_t i, EdgeIdx e) { return many.target_[i].edge < e; });
    for (; t != many.by_edge_.end() && many.target_[*t].edge == sources[l].edge; ++t)
      if (const Cost cost = along_stretch(sources[l], many.target_[*t]); cost <= limit)
        to[l][*t] = std::min(to[l][*t], cost);
  }
}

CostMatrix travel_matrix(const CchCosts& costs, std::span<const Link> from, std::span<const Link> to,
                         Cost limit, Run& run) {
  const OneToMany many{costs, to};
  CostMatrix table;
  table.columns = to.size();
  table.cost.resize(from.size() * to.size());
  // Sources that lie together in the hierarchy share most of their way up.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < from.size(); ++i)
    order.emplace_back(from[i].valid() ? costs.hierarchy().rank(from[i].from) : Cch::kRoot, i);
  std::sort(order.begin(), order.end());
  Pool<OneToMany::Sweep> pool{[&] { return std::make_unique<OneToMany::Sweep>(many); }};
  constexpr std::size_t kBatches = 4;
  for_chunks(run, order.size(), kBatches * kCostLanes, [&](std::size_t begin, std::size_t end) {
    auto sweep = pool.take();
    std::array<Link, kCostLanes> links;
    std::array<std::uint32_t, kCostLanes> row{};
    for (std::size_t i = begin; i < end; i += kCostLanes) {
      const std::size_t n = std::min(kCostLanes, end - i);
      for (std::size_t l = 0; l < n; ++l) {
        row[l] = order[i + l].second;
        links[l] = from[row[l]];
      }
      sweep->rows({links.data(), n}, {row.data(), n}, limit, table.cost);
    }
    pool.give(std::move(sweep));
  });
  return table;
}

}  // namespace cityloop
