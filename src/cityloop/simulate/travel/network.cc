#include "cityloop/simulate/travel/network.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/geo/shape.h"

namespace cityloop {
namespace {

constexpr Cost kMostLimit = 0x7fffffffU;
constexpr double kBucket_m = 50, kFirstLook_m = 40;

/// Position of (x, y) along the Hilbert curve through 2^16 × 2^16 squares.
std::uint32_t hilbert(std::uint32_t x, std::uint32_t y) {
  std::uint32_t d = 0;
  for (std::uint32_t s = 1U << 15; s > 0; s >>= 1) {
    const std::uint32_t rx = (x & s) != 0 ? 1 : 0, ry = (y & s) != 0 ? 1 : 0;
    d += s * s * ((3 * rx) ^ ry);
    if (ry == 0) {
      if (rx == 1) {
        x = 0xffffU - (x & 0xffffU);
        y = 0xffffU - (y & 0xffffU);
      }
      std::swap(x, y);
    }
  }
  return d;
}

/// Sets that grow together; the smallest member names a set, so the outcome does not depend on the order of joining.
class Sets {
 public:
  explicit Sets(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

Cost to_cost(double x) { return static_cast<Cost>(std::clamp(std::round(x), 0.0, double{kMostLimit})); }

}  // namespace

Cost along_stretch(const Link& from, const Link& to) {
  if (!from.valid() || from.edge != to.edge) return kNoPath;
  // Whether the stretch may be used that way is in the link: it could not leave for that end otherwise.
  Cost between = 0;
  if (from.along < to.along) {
    if (from.to_to == kNoPath) return kNoPath;
    between = to.along - from.along;
  } else if (from.back > to.back) {
    if (from.to_from == kNoPath) return kNoPath;
    between = from.back - to.back;
  }
  return plus(plus(from.off, between), to.off);
}

Network::Network(std::shared_ptr<const Streets> streets, const Profile& profile)
    : profile_{profile}, streets_{std::move(streets)} {
  number_nodes();
  split_junctions();
  make_arcs();
  make_segments();
}

bool Network::goes(EdgeIdx e, bool forward) const {
  return ((forward ? streets_->forward : streets_->backward)[e] &
          needed(profile_, streets_->street_class[e])) != 0;
}

/// Time along a stretch as a multiple of that at the profile's speed on the flat.
double Network::slowness(EdgeIdx e, bool forward) const {
  const Streets& s = *streets_;
  const auto slope = [&](const Column<EdgeIdx, std::uint16_t>& there,
                         const Column<EdgeIdx, std::uint16_t>& back) {
    const auto& column = forward ? there : back;
    return !profile_.hills || column.empty() ? 1.0 : column[e] / 1000.0;
  };
  if (profile_.mode == Mode::walk) return slope(s.walk_forward, s.walk_backward);
  if (profile_.mode != Mode::cycle) return 1;
  const auto& stress = forward ? s.stress_forward : s.stress_backward;
  const bool pushed = profile_.stress > 0 && !stress.empty() && stress[e] > profile_.stress;
  if (!pushed) return slope(s.cycle_forward, s.cycle_backward);
  return profile_.speed.base() / profile_.push.base() * slope(s.walk_forward, s.walk_backward);
}

Cost Network::whole_cost(EdgeIdx e, bool forward) const {
  // At least 1: nobody is at two junctions at once.
  const Cost mm = std::clamp(streets_->length_mm[e], 1U, kMostLimit);
  if (profile_.mode != Mode::drive) return std::max(1U, to_cost(mm * slowness(e, forward)));
  double kmh = streets_->drive_kmh[e] > 0 ? streets_->drive_kmh[e] : free_flow_kmh(streets_->street_class[e]);
  if (profile_.traffic && !streets_->traffic.empty())
    kmh = std::min(kMostKmh, kmh * streets_->traffic[e] / 1000.0);
  return std::max(1U, to_cost(mm * 3.6 / kmh));
}

Paces Network::paces(EdgeIdx e) const {
  // Of a one-way stretch both costs are the same, so that they agree on who stands before whom.
  return {whole_cost(e, goes(e, true)), whole_cost(e, !goes(e, false))};
}

void Network::number_nodes() {
  const Streets& s = *streets_;
  Sets sets{s.nodes()};
  std::vector<std::uint8_t> touched(s.nodes(), 0);
  for (const EdgeIdx e : each(s.from)) {
    const bool open = goes(e, true) || goes(e, false), closed = (s.forward[e] | s.backward[e]) == 0;
    if (open) touched[s.from[e].v] = touched[s.to[e].v] = 1;
    if (open || closed) sets.join(s.from[e].v, s.to[e].v);
  }
  std::vector<std::uint32_t> size(s.nodes(), 0);
  std::size_t largest = 0;
  for (std::uint32_t n = 0; n < s.nodes(); ++n)
    if (touched[n] != 0) largest = std::max<std::size_t>(largest, ++size[sets.find(n)]);
  const std::size_t least = std::min(kLeastIsland, largest / 20);

  Box box;
  std::vector<std::uint32_t> kept;
  for (std::uint32_t n = 0; n < s.nodes(); ++n) {
    if (touched[n] == 0 || size[sets.find(n)] < least) continue;
    kept.push_back(n);
    box.add(s.at[NodeIdx{n}]);
  }
  const double side = std::max({box.width(), box.height(), 1e-9});
  const auto square = [&](double x) {
    return static_cast<std::uint32_t>(std::clamp(x / side * 65535, 0.0, 65535.0));
  };
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
  order.reserve(kept.size());
  for (const std::uint32_t n : kept) {
    const Point p = s.at[NodeIdx{n}] - box.low;
    order.emplace_back(hilbert(square(p.x), square(p.y)), n);
  }
  std::sort(order.begin(), order.end());
  node_.assign(s.nodes(), NodeIdx{});
  street_node_.reserve(order.size());
  for (const auto& [curve, n] : order) {
    node_[n] = idx<NodeIdx>(street_node_.size());
    street_node_.push_back(NodeIdx{n});
  }
  for (const EdgeIdx e : each(s.from))
    if ((goes(e, true) || goes(e, false)) && !usable(s.from[e])) pruned_m_ += s.length_mm[e] / 1000.0;
}

NodeIdx Network::arrives(EdgeIdx e, bool forward) const {
  const auto split = arrives_.find({e, forward});
  return split != arrives_.end() ? split->second : node(forward ? streets_->to[e] : streets_->from[e]);
}
NodeIdx Network::leaves(EdgeIdx e, bool forward) const {
  const auto split = leaves_.find({e, forward});
  return split != leaves_.end() ? split->second : node(forward ? streets_->from[e] : streets_->to[e]);
}

void Network::split_junctions() {
  const Streets& s = *streets_;
  struct Turn {
    NodeIdx via;
    std::pair<EdgeIdx, bool> in, out;
    auto operator<=>(const Turn&) const = default;
  };
  std::vector<Turn> turns;
  for (const TurnIdx t : each(s.turn_via)) {
    const NodeIdx via = s.turn_via[t];
    const EdgeIdx a = s.turn_from[t], b = s.turn_to[t];
    if ((s.turn_stops[t] & permit(profile_.mode)) == 0 || !usable(via)) continue;
    if (s.from[a] == s.to[a] || s.from[b] == s.to[b]) continue;  // a loop: which of its ends is not said
    const bool in = s.to[a] == via, out = s.from[b] == via;
    if (goes(a, in) && goes(b, out)) turns.push_back({via, {a, in}, {b, out}});
  }
  std::sort(turns.begin(), turns.end());
  turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
  if (turns.empty()) return;
  std::vector<NodeIdx> anyhow(s.nodes());  // of a split junction: where those arrive who may go on everywhere
  const auto add = [&](NodeIdx via) {
    street_node_.push_back(via);
    return idx<NodeIdx>(street_node_.size() - 1);
  };
  for (std::size_t i = 0, next = 0; i < turns.size(); i = next) {
    const NodeIdx via = turns[i].via, others = node(via);
    std::vector<std::pair<std::pair<EdgeIdx, bool>, NodeIdx>> in, out;
    for (next = i; next < turns.size() && turns[next].via == via; ++next) {
      if (arrives_.try_emplace(turns[next].in, NodeIdx{}).second) in.emplace_back(turns[next].in, NodeIdx{});
      if (leaves_.try_emplace(turns[next].out, NodeIdx{}).second)
        out.emplace_back(turns[next].out, NodeIdx{});
    }
    anyhow[via.v] = add(via);
    turns_.emplace_back(anyhow[via.v], others);
    for (auto& [way, made] : out) {
      made = leaves_[way] = add(via);
      turns_.emplace_back(anyhow[via.v], made);
    }
    for (auto& [way, made] : in) {
      made = arrives_[way] = add(via);
      turns_.emplace_back(made, others);
      for (const auto& [off, to] : out)
        if (!std::binary_search(turns.begin() + static_cast<std::ptrdiff_t>(i),
                                turns.begin() + static_cast<std::ptrdiff_t>(next), Turn{via, way, off}))
          turns_.emplace_back(made, to);
    }
  }
  for (const EdgeIdx e : each(s.from))
    for (const bool forward : {true, false}) {
      const NodeIdx end = forward ? s.to[e] : s.from[e];
      if (anyhow[end.v].valid()) arrives_.try_emplace({e, forward}, anyhow[end.v]);
    }
}

void Network::make_arcs() {
  const Streets& s = *streets_;
  const auto fill = [&](bool leaving, std::vector<std::uint32_t>& first, std::vector<Arc>& arcs) {
    const auto each_arc = [&](auto fn) {
      for (const EdgeIdx e : each(s.from)) {
        // A loop leads nowhere; links use it through its ends.
        if (!usable(s.from[e]) || s.from[e] == s.to[e]) continue;
        for (const bool forward : {leaving, !leaving})
          if (goes(e, forward)) fn(leaves(e, forward), arrives(e, forward), e, forward);
      }
      for (const auto& [from, to] : turns_) fn(from, to, EdgeIdx{}, true);
    };
    first.assign(nodes() + 1, 0);
    each_arc([&](NodeIdx tail, NodeIdx head, EdgeIdx, bool) { ++first[(leaving ? tail : head).v + 1]; });
    std::partial_sum(first.begin(), first.end(), first.begin());
    arcs.resize(first.back());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    each_arc([&](NodeIdx tail, NodeIdx head, EdgeIdx e, bool forward) {
      const Cost cost = e.valid() ? whole_cost(e, forward) : 0;
      arcs[next[(leaving ? tail : head).v]++] = {leaving ? head : tail, cost, e};
    });
  };
  fill(true, first_out_, out_);
  fill(false, first_in_, in_);
}

void Network::make_segments() {
  const Streets& s = *streets_;
  drawn_m_.resize(s.edges());
  std::vector<Box> boxes;
  std::vector<Point> line;
  for (const EdgeIdx e : each(s.from)) {
    if (!usable(s.from[e]) || (!goes(e, true) && !goes(e, false))) continue;
    line.assign(1, s.at[s.from[e]]);
    for (const Point p : s.bends[e]) line.push_back(p);
    line.push_back(s.at[s.to[e]]);
    double start = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      segments_.push_back({line[i], line[i + 1], e, start});
      start += distance_m(line[i], line[i + 1]);
      Box box;
      box.add(line[i]);
      box.add(line[i + 1]);
      boxes.push_back(box);
    }
    drawn_m_[e] = start;
    if (s.from[e] == s.to[e]) loops_.push_back(e);
  }
  near_ = BoxIndex{boxes, kBucket_m};
}

Link Network::link(Point p) const {
  for (double radius = std::min(kFirstLook_m, profile_.snap_m);;
       radius = std::min(2 * radius, profile_.snap_most_m)) {
    double best = std::numeric_limits<double>::infinity(), best_fraction = 0;  // squared metres
    std::uint32_t nearest = 0;
    near_.each_near(p, radius, [&](std::uint32_t i) {
      const Segment& segment = segments_[i];
      const double f = project(p, segment.a, segment.b);
      const Point off = segment.a + f * (segment.b - segment.a) - p;
      const double squared = off.x * off.x + off.y * off.y;
      // Segments are in edge order: of equals, the first.
      if (squared > best || (squared == best && i >= nearest)) return;
      best = squared;
      best_fraction = f;
      nearest = i;
    });
    // Beyond the radius something nearer may not have been among the candidates.
    if (best <= radius * radius) return link_at(segments_[nearest], best_fraction, std::sqrt(best));
    if (radius >= profile_.snap_most_m) return {};
  }
}

Link Network::link_at(const Segment& segment, double fraction_of_segment, double off_m) const {
  const EdgeIdx e = segment.edge;
  const double drawn = drawn_m_[e];
  const double at_m = segment.start_m + fraction_of_segment * distance_m(segment.a, segment.b);
  Link link;
  link.edge = e;
  link.from = arrives(e, false);
  link.to = arrives(e, true);
  if (const NodeIdx n = leaves(e, true); n != link.from) link.before_from = n;
  if (const NodeIdx n = leaves(e, false); n != link.to) link.before_to = n;
  link.fraction = drawn > 0 ? std::clamp(at_m / drawn, 0.0, 1.0) : 0;
  link.off_m = off_m;
  const double per_second = profile_.mode == Mode::drive ? 1000 : profile_.speed.base() * 1000;
  link.off = to_cost(off_m / profile_.access.base() * per_second);
  const bool forward = goes(e, true), backward = goes(e, false);
  const Paces paces = this->paces(e);
  const Cost there = paces.up, home = paces.down;
  const Cost place = std::min(paces.count(), to_cost(link.fraction * paces.count()));
  link.along = paces.up_to(place);
  link.back = paces.down_from(place);
  // Standing at an end needs no permission to be there.
  if (backward || link.back == 0) link.to_from = plus(link.off, link.back);
  if (forward || link.along == 0) link.from_from = plus(link.off, link.along);
  if (forward || link.along == there) link.to_to = plus(link.off, there - link.along);
  if (backward || link.back == home) link.from_to = plus(link.off, home - link.back);
  return link;
}

std::vector<Point> Network::line(EdgeIdx e, Cost begin, Cost end) const {
  const Streets& s = *streets_;
  std::vector<Point> all{s.at[s.from[e]]}, part;
  for (const Point p : s.bends[e]) all.push_back(p);
  all.push_back(s.at[s.to[e]]);
  const double drawn = length_m(all), whole = paces(e).count();
  const double first = std::min(begin, end) / whole * drawn, last = std::max(begin, end) / whole * drawn;
  const auto add = [&](Point p) {
    if (part.empty() || part.back() != p) part.push_back(p);
  };
  const auto at = [&](double m) {
    if (m <= 0) return all.front();
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      const double piece = distance_m(all[i], all[i + 1]);
      if (m < piece) return all[i] + m / piece * (all[i + 1] - all[i]);
      m -= piece;
    }
    return all.back();
  };
  add(at(first));
  double until = 0;
  for (std::size_t i = 1; i + 1 < all.size(); ++i) {
    until += distance_m(all[i - 1], all[i]);
    if (until > first && until < last) add(all[i]);
  }
  add(std::max(begin, end) >= whole ? all.back() : at(last));
  if (begin > end) std::reverse(part.begin(), part.end());
  return part;
}

double Network::seconds(Cost cost) const {
  const double thousandths = cost;
  return profile_.mode == Mode::drive ? thousandths / 1000 : thousandths / 1000 / profile_.speed.base();
}

Cost Network::limit(Seconds duration) const {
  const double per_second = profile_.mode == Mode::drive ? 1000 : profile_.speed.base() * 1000;
  const double most = duration.base() * per_second;
  // 600 s at 0.9 m/s is 540 m, whatever the last bit of the product says.
  return static_cast<Cost>(std::clamp(std::floor(most + 1e-6 + 1e-12 * most), 0.0, double{kMostLimit}));
}

}  // namespace cityloop
