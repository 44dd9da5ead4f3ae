#include "cityloop/simulate/travel/dissection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "cityloop/base/parallel.h"

namespace cityloop {
namespace {

constexpr std::uint32_t kNoNode = 0xffffffffU, kEdge = 0xfffffffeU;  // kEdge: the source or the sink
/// Share of the nodes at either end of a direction that a cut must keep apart.
constexpr double kTerminals = 0.25;
constexpr std::array<std::array<double, 2>, 4> kDirections{{{1, 0}, {0, 1}, {1, 1}, {1, -1}}};

/// A part of the network that still has to be put in order, and the first of the places kept for it.
struct Patch {
  std::vector<std::uint32_t> node;  // as the whole network counts them, ascending
  Neighbours near;                  // counted within the piece
  std::size_t first_rank = 0;
};

/// Paths without common nodes between two sets: Dinic's algorithm on a graph in which every node is an entry and an exit
/// with room for one path between them. State 2v is the entry of node v, 2v + 1 its exit.
class Paths {
 public:
  explicit Paths(const Neighbours& near)
      : near_{near}, next_(near.nodes(), kNoNode), prev_(near.nodes(), kNoNode), used_(near.nodes(), 0),
        level_(2 * near.nodes()), at_(2 * near.nodes()) {}

  /// The most paths from `sources` to `sinks` (disjoint), or more than `most`, whatever they are.
  std::size_t most_paths(std::span<const std::uint32_t> sources, std::span<const std::uint32_t> sinks,
                         std::size_t most) {
    sources_ = sources;
    sinks_ = sinks;
    std::fill(next_.begin(), next_.end(), kNoNode);
    std::fill(prev_.begin(), prev_.end(), kNoNode);
    std::fill(used_.begin(), used_.end(), 0);
    is_sink_.assign(near_.nodes(), 0);
    for (const std::uint32_t t : sinks) is_sink_[t] = 1;
    std::size_t found = 0;
    while (found <= most && make_levels()) {
      std::fill(at_.begin(), at_.end(), 0);
      for (const std::uint32_t s : sources_) {
        if (used_[s] != 0 && prev_[s] == kEdge) continue;
        if (advance(s)) ++found;
      }
    }
    return found;
  }
  /// After most_paths(): whether each state can be reached from the sources …
  void reach_from_sources(std::vector<std::uint8_t>& reached) {
    reached.assign(2 * near_.nodes(), 0);
    queue_.clear();
    const auto visit = [&](std::uint32_t state) {
      if (reached[state] == 0) reached[state] = 1, queue_.push_back(state);
    };
    for (const std::uint32_t s : sources_) visit(2 * s);
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      const std::uint32_t v = queue_[i] / 2;
      if (queue_[i] % 2 == 0) {
        if (const std::uint32_t to = after_entry(v); to != kNoNode) visit(to);
      } else {
        if (used_[v] != 0) visit(2 * v);
        for (const std::uint32_t w : near_.of(v)) visit(2 * w);
      }
    }
  }
  /// … or leads to the sinks.
  void lead_to_sinks(std::vector<std::uint8_t>& leads) {
    leads.assign(2 * near_.nodes(), 0);
    queue_.clear();
    const auto visit = [&](std::uint32_t state) {
      if (leads[state] == 0) leads[state] = 1, queue_.push_back(state);
    };
    for (const std::uint32_t t : sinks_) visit(2 * t + 1);
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      const std::uint32_t v = queue_[i] / 2;
      if (queue_[i] % 2 == 1) {
        if (used_[v] == 0) visit(2 * v);
        if (next_[v] < kEdge)
          visit(2 * next_[v]);  // from the entry of the next node a path can be taken back
      } else {
        if (used_[v] != 0) visit(2 * v + 1);
        for (const std::uint32_t w : near_.of(v)) visit(2 * w + 1);
      }
    }
  }

 private:
  /// Where one can go from a node's entry: through the node, or back along the path that holds it.
  std::uint32_t after_entry(std::uint32_t v) const {
    if (used_[v] == 0) return 2 * v + 1;
    return prev_[v] < kEdge ? 2 * prev_[v] + 1 : kNoNode;
  }
  bool make_levels() {
    std::fill(level_.begin(), level_.end(), kNoNode);
    queue_.clear();
    const auto visit = [&](std::uint32_t state, std::uint32_t level) {
      if (level_[state] == kNoNode) level_[state] = level, queue_.push_back(state);
    };
    for (const std::uint32_t s : sources_)
      if (used_[s] == 0 || prev_[s] != kEdge) visit(2 * s, 0);
    std::uint32_t last = kNoNode;  // level at which a sink is met: what lies deeper is on no shortest way
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      const std::uint32_t state = queue_[i], v = state / 2, level = level_[state] + 1;
      if (level > last) break;
      if (state % 2 == 0) {
        if (const std::uint32_t to = after_entry(v); to != kNoNode) visit(to, level);
      } else {
        if (is_sink_[v] != 0 && next_[v] != kEdge) last = std::min(last, level);
        if (used_[v] != 0) visit(2 * v, level);
        for (const std::uint32_t w : near_.of(v)) visit(2 * w, level);
      }
    }
    return last != kNoNode;
  }
  /// The next state one level deeper that has not been tried from `state`; kNoNode if there is none, kEdge for a sink.
  std::uint32_t step(std::uint32_t state) {
    const std::uint32_t v = state / 2;
    const auto deeper = [&](std::uint32_t to) {
      return level_[to] != kNoNode && level_[to] == level_[state] + 1;
    };
    if (state % 2 == 0) {
      if (at_[state]++ > 0) return kNoNode;
      const std::uint32_t to = after_entry(v);
      return to != kNoNode && deeper(to) ? to : kNoNode;
    }
    const auto row = near_.of(v);
    for (;;) {
      const std::uint32_t i = at_[state]++;
      if (i == 0) {
        if (is_sink_[v] != 0 && next_[v] != kEdge) return kEdge;
      } else if (i == 1) {
        if (used_[v] != 0 && deeper(2 * v)) return 2 * v;
      } else if (i - 2 < row.size()) {
        if (deeper(2 * row[i - 2])) return 2 * row[i - 2];
      } else {
        return kNoNode;
      }
    }
  }
  bool advance(std::uint32_t source) {
    stack_.assign(1, 2 * source);
    while (!stack_.empty()) {
      const std::uint32_t to = step(stack_.back());
      if (to == kEdge) {
        augment();
        return true;
      }
      if (to == kNoNode) {
        level_[stack_.back()] = kNoNode;
        stack_.pop_back();
      } else {
        stack_.push_back(to);
      }
    }
    return false;
  }
  /// Takes the way on the stack: what it goes back along is freed first, then its own steps are noted.
  void augment() {
    for (std::size_t i = 0; i + 1 < stack_.size(); ++i) {
      const std::uint32_t from = stack_[i], to = stack_[i + 1], v = from / 2, w = to / 2;
      if (from % 2 == 0 && v != w) next_[w] = prev_[v] = kNoNode;
      if (from % 2 == 1 && v == w) used_[v] = 0;
    }
    for (std::size_t i = 0; i + 1 < stack_.size(); ++i) {
      const std::uint32_t from = stack_[i], to = stack_[i + 1], v = from / 2, w = to / 2;
      if (from % 2 == 0 && v == w) used_[v] = 1;
      if (from % 2 == 1 && v != w) next_[v] = w, prev_[w] = v;
    }
    prev_[stack_.front() / 2] = kEdge;
    next_[stack_.back() / 2] = kEdge;
  }

  const Neighbours& near_;
  std::span<const std::uint32_t> sources_, sinks_;
  std::vector<std::uint32_t> next_, prev_;  // along the path that holds a node
  std::vector<std::uint8_t> used_, is_sink_;
  std::vector<std::uint32_t> level_, at_, queue_, stack_;
};

/// Which side of a cut each node is on.
enum class Half : std::uint8_t { one, other, cut };
struct Cut {
  std::vector<Half> part;
  std::size_t cut = 0, least = 0;  // nodes of the cut, and of the smaller part
  /// Fewer nodes of the cut for each node of the smaller part.
  bool better_than(const Cut& c) const { return cut * c.least < c.cut * least; }
};

Cut counted(std::vector<Half> part) {
  std::array<std::size_t, 3> n{};
  for (const Half p : part) ++n[static_cast<std::size_t>(p)];
  return {std::move(part), n[2], std::min(n[0], n[1])};
}

Cut best_cut(const Patch& piece, std::span<const Point> at) {
  const std::size_t n = piece.node.size();
  const auto outer = std::max<std::size_t>(1, static_cast<std::size_t>(kTerminals * static_cast<double>(n)));
  Paths paths{piece.near};
  std::vector<std::pair<double, std::uint32_t>> along(n);
  std::vector<std::uint32_t> sources, sinks;
  std::vector<std::uint8_t> state;
  Cut best;
  for (const auto& direction : kDirections) {
    for (std::uint32_t i = 0; i < n; ++i) {
      const Point p = at[piece.node[i]];
      along[i] = {p.x * direction[0] + p.y * direction[1], i};
    }
    const auto low = along.begin() + static_cast<std::ptrdiff_t>(outer),
               high = along.end() - (low - along.begin());
    std::nth_element(along.begin(), low, along.end());
    if (low < high) std::nth_element(low, high, along.end());
    sources.clear();
    sinks.clear();
    for (auto i = along.begin(); i != low; ++i) sources.push_back(i->second);
    for (auto i = high; i != along.end(); ++i) sinks.push_back(i->second);
    std::sort(sources.begin(), sources.end());
    std::sort(sinks.begin(), sinks.end());
    // With so many paths even a cut through the middle would be no better than the best so far.
    const std::size_t most =
        best.part.empty() ? n : best.cut * (n / 2) / std::max<std::size_t>(best.least, 1);
    if (paths.most_paths(sources, sinks, most) > most) continue;
    for (const bool near_sources : {true, false}) {
      near_sources ? paths.reach_from_sources(state) : paths.lead_to_sinks(state);
      std::vector<Half> part(n, Half::other);
      for (std::size_t v = 0; v < n; ++v) {
        const bool entry = state[2 * v] != 0, exit = state[2 * v + 1] != 0;
        if (near_sources) part[v] = exit ? Half::one : (entry ? Half::cut : Half::other);
        if (!near_sources) part[v] = entry ? Half::one : (exit ? Half::cut : Half::other);
      }
      Cut c = counted(std::move(part));
      if (best.part.empty() || c.better_than(best)) best = std::move(c);
    }
  }
  return best;
}

/// The connected parts of a piece without some of its nodes, each with a run of ranks of its own.
void split(const Patch& piece, std::span<const Half> part, std::size_t first_rank, std::vector<Patch>& out) {
  const std::size_t n = piece.node.size();
  std::vector<std::uint32_t> local(n, kNoNode), members;
  const auto gone = [&](std::uint32_t v) { return !part.empty() && part[v] == Half::cut; };
  std::vector<std::uint8_t> seen(n, 0);
  for (std::uint32_t start = 0; start < n; ++start) {
    if (seen[start] != 0 || gone(start)) continue;
    members.assign(1, start);
    seen[start] = 1;
    for (std::size_t i = 0; i < members.size(); ++i)
      for (const std::uint32_t w : piece.near.of(members[i]))
        if (seen[w] == 0 && !gone(w)) seen[w] = 1, members.push_back(w);
    std::sort(members.begin(), members.end());
    Patch made;
    made.first_rank = first_rank;
    first_rank += members.size();
    made.node.reserve(members.size());
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      local[members[i]] = i;
      made.node.push_back(piece.node[members[i]]);
    }
    made.near.first.assign(1, 0);
    for (const std::uint32_t v : members) {
      for (const std::uint32_t w : piece.near.of(v))
        if (!gone(w)) made.near.head.push_back(local[w]);
      made.near.first.push_back(static_cast<std::uint32_t>(made.near.head.size()));
    }
    out.push_back(std::move(made));
  }
}

/// Least degree first, counting the neighbours that nodes inherit from those taken before; ties by node.
void order_small(const Patch& piece, std::span<std::uint32_t> order) {
  const std::size_t n = piece.node.size();
  std::array<std::uint64_t, kPiece> near{};
  for (std::uint32_t v = 0; v < n; ++v)
    for (const std::uint32_t w : piece.near.of(v)) near[v] |= std::uint64_t{1} << w;
  std::uint64_t left = n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
  for (std::size_t i = 0; left != 0; ++i) {
    int least = 65;
    std::size_t v = 0;
    for (std::uint64_t rest = left; rest != 0; rest &= rest - 1) {
      const auto w = static_cast<std::size_t>(std::countr_zero(rest));
      if (const int degree = std::popcount(near[w]); degree < least) least = degree, v = w;
    }
    order[piece.first_rank + i] = piece.node[v];
    left &= ~(std::uint64_t{1} << v);
    for (std::uint64_t rest = near[v]; rest != 0; rest &= rest - 1) {
      const auto w = static_cast<std::size_t>(std::countr_zero(rest));
      near[w] = (near[w] | near[v]) & ~(std::uint64_t{1} << w) & ~(std::uint64_t{1} << v);
    }
  }
}

}  // namespace

std::vector<std::uint32_t> dissection_order(const Neighbours& near, std::span<const Point> at, Run& run) {
  std::vector<std::uint32_t> order(near.nodes());
  Patch whole;
  whole.node.resize(near.nodes());
  std::iota(whole.node.begin(), whole.node.end(), 0U);
  whole.near = near;
  std::vector<Patch> pieces;
  split(whole, {}, 0, pieces);
  whole = {};
  while (!pieces.empty()) {
    std::vector<std::vector<Patch>> parts(pieces.size());
    for_chunks(run, pieces.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const Patch piece = std::move(pieces[i]);
        if (piece.node.size() <= kPiece) {
          order_small(piece, order);
          continue;
        }
        const Cut cut = best_cut(piece, at);
        std::size_t rank = piece.first_rank + piece.node.size() - cut.cut;
        for (std::size_t v = 0; v < piece.node.size(); ++v)
          if (cut.part[v] == Half::cut) order[rank++] = piece.node[v];
        split(piece, cut.part, piece.first_rank, parts[i]);
      }
    });
    pieces.clear();
    for (std::vector<Patch>& some : parts)
      for (Patch& piece : some) pieces.push_back(std::move(piece));
  }
  return order;
}

}  // namespace cityloop
