#include "cityloop/simulate/travel/cch.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <queue>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/dissection.h"

namespace cityloop {
namespace {

constexpr std::uint32_t kNone = 0xffffffffU;

Neighbours neighbours_of(const Network& network) {
  Neighbours near;
  near.first.assign(1, 0);
  std::vector<std::uint32_t> row;
  for (std::uint32_t n = 0; n < network.nodes(); ++n) {
    row.clear();
    for (const Arc& arc : network.out(NodeIdx{n})) row.push_back(arc.head.v);
    for (const Arc& arc : network.in(NodeIdx{n})) row.push_back(arc.head.v);
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    for (const std::uint32_t head : row)
      if (head != n) near.head.push_back(head);
    near.first.push_back(static_cast<std::uint32_t>(near.head.size()));
  }
  return near;
}

/// Parent of each place in the order, once all shortcuts are there, found without making them.
/// source   Liu 1990 (elimination trees)
std::vector<std::uint32_t> parents(const Neighbours& near, const std::vector<std::uint32_t>& node,
                                   const std::vector<std::uint32_t>& place) {
  std::vector<std::uint32_t> parent(node.size(), kNone), top(node.size(), kNone);
  for (std::uint32_t v = 0; v < node.size(); ++v)
    for (const std::uint32_t w : near.of(node[v])) {
      std::uint32_t r = place[w];
      if (r >= v) continue;
      while (top[r] != kNone && top[r] != v) {
        const std::uint32_t above = top[r];
        top[r] = v;
        r = above;
      }
      if (top[r] == kNone) top[r] = parent[r] = v;
    }
  return parent;
}

/// The same tree numbered so that each subtree is a run of ranks that ends with its root: rank of each place.
std::vector<std::uint32_t> postorder(const std::vector<std::uint32_t>& parent) {
  const std::size_t n = parent.size();
  std::vector<std::uint32_t> size(n, 1), next(n, 0), rank(n);
  for (std::size_t v = 0; v < n; ++v)
    if (parent[v] != kNone) size[parent[v]] += size[v];
  // From the top down each node hands runs of ranks to its children, the lowest child first.
  std::vector<std::uint32_t> begin(n, 0);
  std::uint32_t roots = 0;
  for (std::size_t v = 0; v < n; ++v) {
    std::uint32_t& taken = parent[v] == kNone ? roots : next[parent[v]];
    begin[v] = taken;  // within its parent's run, for now
    taken += size[v];
  }
  for (std::size_t v = n; v-- > 0;) {
    if (parent[v] != kNone) begin[v] += begin[parent[v]];
    rank[v] = begin[v] + size[v] - 1;
  }
  return rank;
}

/// Sum of two costs that are kFar at most, and at most kFar again.
constexpr Cost joined(Cost a, Cost b) { return std::min(a + b, kFar); }

}  // namespace

Cch::Cch(const Network& network, Run& run) {
  const Neighbours near = neighbours_of(network);
  std::vector<Point> at(network.nodes());
  for (std::uint32_t n = 0; n < at.size(); ++n) at[n] = network.at(NodeIdx{n});
  std::vector<std::uint32_t> node = dissection_order(near, at, run);
  std::vector<std::uint32_t> place(node.size());
  for (std::uint32_t v = 0; v < node.size(); ++v) place[node[v]] = v;
  const std::vector<std::uint32_t> rank = postorder(parents(near, node, place));
  rank_.resize(node.size());
  for (std::uint32_t v = 0; v < node.size(); ++v) rank_[node[v]] = rank[v];
  for (std::uint32_t n = 0; n < node.size(); ++n) node[rank_[n]] = n;
  run.check_stop();
  make_arcs(near, node);
  make_inputs(network);
}

void Cch::make_arcs(const Neighbours& near, const std::vector<std::uint32_t>& node) {
  const std::size_t n = node.size();
  parent_.assign(n, kRoot);
  subtree_.resize(n);
  std::iota(subtree_.begin(), subtree_.end(), 0U);
  first_up_.assign(1, 0);
  std::vector<std::uint32_t> stamp(n, kNone), row;
  std::vector<std::uint32_t> child(n, kNone), sibling(n, kNone);
  for (std::uint32_t v = 0; v < n; ++v) {
    row.clear();
    const auto take = [&](std::uint32_t high) {
      if (high > v && stamp[high] != v) stamp[high] = v, row.push_back(high);
    };
    for (const std::uint32_t w : near.of(node[v])) take(rank_[w]);
    // The lowest higher neighbour inherits all others: so every pair of a node's higher neighbours is joined.
    for (std::uint32_t c = child[v]; c != kNone; c = sibling[c]) {
      for (const std::uint32_t high : up(c)) take(high);
      subtree_[v] = std::min(subtree_[v], subtree_[c]);
    }
    std::sort(row.begin(), row.end());
    head_.insert(head_.end(), row.begin(), row.end());
    tail_.insert(tail_.end(), row.size(), v);
    first_up_.push_back(static_cast<std::uint32_t>(head_.size()));
    if (row.empty()) continue;
    parent_[v] = row.front();
    sibling[v] = child[row.front()];
    child[row.front()] = v;
  }
  first_below_.assign(n + 1, 0);
  for (const std::uint32_t high : head_) ++first_below_[high + 1];
  std::partial_sum(first_below_.begin(), first_below_.end(), first_below_.begin());
  std::vector<std::uint32_t> next(first_below_.begin(), first_below_.end() - 1);
  below_.resize(head_.size());
  for (std::uint32_t a = 0; a < head_.size(); ++a) below_[next[head_[a]]++] = {tail_[a], a};
}

std::uint32_t Cch::find_arc(std::uint32_t low, std::uint32_t high) const {
  const auto row = up(low);
  return first_up_[low] +
         static_cast<std::uint32_t>(std::lower_bound(row.begin(), row.end(), high) - row.begin());
}

void Cch::make_inputs(const Network& network) {
  slot_.reserve(network.arcs());
  for (std::uint32_t n = 0; n < network.nodes(); ++n)
    for (const Arc& arc : network.out(NodeIdx{n})) {
      const std::uint32_t from = rank_[n], to = rank_[arc.head.v];
      // A loop is on no shortest path and on no arc of the hierarchy.
      slot_.push_back(from == to ? kNone
                                 : 2 * find_arc(std::min(from, to), std::max(from, to)) + (from > to));
    }
  first_input_.assign(2 * head_.size() + 1, 0);
  for (const std::uint32_t s : slot_)
    if (s != kNone) ++first_input_[s + 1];
  std::partial_sum(first_input_.begin(), first_input_.end(), first_input_.begin());
  std::vector<std::uint32_t> next(first_input_.begin(), first_input_.end() - 1);
  input_.resize(first_input_.back());
  for (std::uint32_t i = 0; i < slot_.size(); ++i)
    if (slot_[i] != kNone) input_[next[slot_[i]]++] = i;
}

std::size_t Cch::height() const {
  std::vector<std::uint32_t> depth(nodes(), 1);
  std::uint32_t most = 0;
  for (std::size_t v = nodes(); v-- > 0;) {
    if (parent_[v] != kRoot) depth[v] = depth[parent_[v]] + 1;
    most = std::max(most, depth[v]);
  }
  return most;
}

std::size_t Cch::bytes() const {
  const auto of = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  return of(rank_) + of(parent_) + of(subtree_) + of(first_up_) + of(head_) + of(tail_) + of(first_below_) +
         of(below_) + of(slot_) + of(first_input_) + of(input_);
}

// ---- costs ---------------------------------------------------------------------------------------------------------

std::vector<Cost> arc_costs(const Network& network) {
  std::vector<Cost> costs;
  costs.reserve(network.arcs());
  for (const Arc& arc : network.all_out()) costs.push_back(arc.cost);
  return costs;
}

CchCosts::CchCosts(const Cch& cch, std::span<const Cost> cost, Run& run)
    : cch_{&cch}, input_cost_(cost.begin(), cost.end()), pair_(cch.arcs()) {
  for (std::size_t i = 0; i < input_cost_.size(); ++i) {
    const std::uint32_t slot = cch.slot_[i];
    if (slot == kNone) continue;
    Cost& c = slot % 2 == 0 ? pair_[slot / 2].up : pair_[slot / 2].down;
    c = std::min(c, input_cost_[i]);
  }
  // Subtrees that do not contain each other share no triangle, so they are done side by side; the nodes above them
  // follow in order.
  const std::size_t n = cch.nodes();
  const std::size_t most = std::max<std::size_t>(n / 32, 1024);
  const auto size = [&](std::uint32_t v) { return v - cch.subtree_[v] + 1; };
  struct Task {
    std::vector<std::uint32_t> roots;
    std::size_t size = 0;
  };
  std::vector<Task> tasks;
  std::vector<std::uint32_t> above;
  for (std::uint32_t v = 0; v < n; ++v) {
    const std::uint32_t p = cch.parent_[v];
    if (size(v) > most) {
      above.push_back(v);
    } else if (p == Cch::kRoot || size(p) > most) {
      if (tasks.empty() || tasks.back().size + size(v) > most) tasks.emplace_back();
      tasks.back().roots.push_back(v);
      tasks.back().size += size(v);
    }
  }
  for_chunks(run, tasks.size(), 1, [&](std::size_t begin, std::size_t end) {
    const auto arc_to = std::make_unique_for_overwrite<std::uint32_t[]>(n);
    for (std::size_t i = begin; i < end; ++i)
      for (const std::uint32_t root : tasks[i].roots)
        for (std::uint32_t v = cch.subtree_[root]; v <= root; ++v) relax_below(v, {arc_to.get(), n});
  });
  run.check_stop();
  const auto arc_to = std::make_unique_for_overwrite<std::uint32_t[]>(n);
  for (const std::uint32_t v : above) relax_below(v, {arc_to.get(), n});
}

/// Lower triangles of all arcs that lead up from one node: down to a lower neighbour, and from there up.
void CchCosts::relax_below(std::uint32_t v, std::span<std::uint32_t> arc_to) {
  const auto row = cch_->up(v);
  if (row.empty()) return;
  for (std::size_t i = 0; i < row.size(); ++i)
    arc_to[row[i]] = cch_->first_up(v) + static_cast<std::uint32_t>(i);
  // Nearly all time on costs is spent here: plain pointers, no checks.
  const std::uint32_t *head = cch_->head_.data(), *to = arc_to.data();
  Pair* const pairs = pair_.data();
  for (const Cch::Below& b : cch_->below(v)) {
    const Pair to_v = pairs[b.arc];  // copied: the compiler cannot know that no written pair is this one
    const std::uint32_t end = cch_->first_up(b.low + 1);
    for (std::uint32_t a = b.arc + 1; a < end; ++a) {
      Pair& pair = pairs[to[head[a]]];
      const Pair on = pairs[a];
      pair.up = std::min(pair.up, to_v.down + on.up);
      pair.down = std::min(pair.down, on.down + to_v.up);
    }
  }
}

CchCosts::Pair CchCosts::from_input(std::uint32_t arc) const {
  Pair pair;
  for (const bool down : {false, true}) {
    const std::uint32_t slot = 2 * arc + (down ? 1 : 0);
    Cost& c = down ? pair.down : pair.up;
    for (std::uint32_t i = cch_->first_input_[slot]; i < cch_->first_input_[slot + 1]; ++i)
      c = std::min(c, input_cost_[cch_->input_[i]]);
  }
  return pair;
}

CchCosts::Pair CchCosts::cheapest(std::uint32_t arc) const {
  Pair pair = from_input(arc);
  const auto one = cch_->below(cch_->tail_[arc]), other = cch_->below(cch_->head_[arc]);
  auto b = other.begin();
  for (const Cch::Below& a : one) {
    while (b != other.end() && b->low < a.low) ++b;
    if (b == other.end()) break;
    if (b->low != a.low) continue;
    const Pair& low = pair_[a.arc];
    const Pair& high = pair_[b->arc];
    pair.up = std::min(pair.up, low.down + high.up);
    pair.down = std::min(pair.down, high.down + low.up);
  }
  return pair;
}

std::size_t CchCosts::change(std::span<const Change> changes) {
  // Arcs are numbered by their lower ends, and a triangle leads to an arc with a higher lower end: taken by number, an
  // arc is looked at after all that it is made of.
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> todo;
  for (const Change& c : changes) {
    input_cost_[c.arc] = c.cost;
    if (cch_->slot_[c.arc] != kNone) todo.push(cch_->slot_[c.arc] / 2);
  }
  std::size_t looked_at = 0;
  while (!todo.empty()) {
    const std::uint32_t arc = todo.top();
    while (!todo.empty() && todo.top() == arc) todo.pop();
    ++looked_at;
    const Pair before = pair_[arc], now = cheapest(arc);
    if (now == before) continue;
    pair_[arc] = now;
    const std::uint32_t v = cch_->tail_[arc], w = cch_->head_[arc];
    for (std::uint32_t a = cch_->first_up(v); a < cch_->first_up(v + 1); ++a) {
      if (a == arc) continue;
      const std::uint32_t u = cch_->head_[a];
      const std::uint32_t third = cch_->find_arc(std::min(u, w), std::max(u, w));
      const Pair on = pair_[a], held = pair_[third];
      // Down `from`, up `to`: a cost that was held by the old way may rise, one above the new way falls.
      const auto touches = [](Cost old_way, Cost new_way, Cost cost) {
        return old_way != new_way && (old_way == cost || new_way < cost);
      };
      const bool w_to_u =
          touches(joined(before.down, on.up), joined(now.down, on.up), w < u ? held.up : held.down);
      const bool u_to_w =
          touches(joined(on.down, before.up), joined(on.down, now.up), w < u ? held.down : held.up);
      if (w_to_u || u_to_w) todo.push(third);
    }
  }
  return looked_at;
}

// ---- one pair ------------------------------------------------------------------------------------------------------

CchQuery::CchQuery(const CchCosts& costs)
    : costs_{&costs}, from_(costs.hierarchy().nodes(), kFar), to_(costs.hierarchy().nodes(), kFar) {}

Cost CchQuery::cost(const Link& from, const Link& to) {
  if (!from.valid() || !to.valid()) return kNoPath;
  const Cch& cch = costs_->hierarchy();
  // Every ancestor of two nodes from the bottom up: the two lines of parents run together sooner or later.
  const auto each_above = [&](NodeIdx a, NodeIdx b, auto fn) {
    std::uint32_t one = cch.rank(a), other = cch.rank(b);
    while (one != Cch::kRoot || other != Cch::kRoot) {
      const std::uint32_t v = std::min(one, other);
      if (one == v) one = cch.parent(v);
      if (other == v) other = cch.parent(v);
      fn(v);
    }
  };
  const auto offer = [&](std::vector<Cost>& held, NodeIdx n, Cost c) {
    held[cch.rank(n)] = std::min(held[cch.rank(n)], c);
  };
  offer(from_, from.from, from.to_from);
  offer(from_, from.to, from.to_to);
  each_above(from.from, from.to, [&](std::uint32_t v) {
    const auto row = cch.up(v);
    for (std::size_t i = 0; i < row.size(); ++i)
      from_[row[i]] =
          std::min(from_[row[i]], from_[v] + (*costs_)[cch.first_up(v) + static_cast<std::uint32_t>(i)].up);
  });
  offer(to_, to.via_from(), to.from_from);
  offer(to_, to.via_to(), to.from_to);
  Cost best = along_stretch(from, to);
  each_above(to.via_from(), to.via_to(), [&](std::uint32_t v) {
    const auto row = cch.up(v);
    for (std::size_t i = 0; i < row.size(); ++i)
      to_[row[i]] =
          std::min(to_[row[i]], to_[v] + (*costs_)[cch.first_up(v) + static_cast<std::uint32_t>(i)].down);
    best = std::min(best, from_[v] + to_[v]);
    to_[v] = kFar;
  });
  each_above(from.from, from.to, [&](std::uint32_t v) { from_[v] = kFar; });
  return best < kFar ? best : kNoPath;
}

}  // namespace cityloop
