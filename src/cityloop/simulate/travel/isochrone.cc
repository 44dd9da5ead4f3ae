#include "cityloop/simulate/travel/isochrone.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "cityloop/base/parallel.h"

namespace cityloop {
namespace {

constexpr std::size_t kEdgesPerChunk = 128;

/// A way onto a stretch: at a place along it, at a cost.
struct Entry {
  EdgeIdx edge;
  Cost at = 0, cost = 0;
  bool up = false, down = false;  // where it leads: towards the to-node, towards the from-node
};

/// One stretch: the lower envelope of all ways onto it, cut at a limit.
class Envelope {
 public:
  /// The paces as the search goes: up away from the from-node, whoever travels.
  Envelope(std::span<const Entry> entries, const Paces& paces, Cost limit, std::vector<Stretch>& out)
      : entries_{entries}, paces_{paces}, limit_{limit}, out_{out}, mine_{out.size()} {}

  void cover() {
    places_.assign({0, paces_.count()});
    for (const Entry& e : entries_) places_.push_back(e.at);
    std::sort(places_.begin(), places_.end());
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
    for (std::size_t i = 0; i + 1 < places_.size(); ++i) between(places_[i], places_[i + 1]);
    for (const Entry& e : entries_)
      if (e.cost <= limit_) points_.push_back({static_cast<Cost>(limit_ - e.cost), e.at});
    add_points();
    std::sort(out_.begin() + static_cast<std::ptrdiff_t>(mine_), out_.end(),
              [](const Stretch& a, const Stretch& b) {
                return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
              });
  }

 private:
  static constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() / 4;
  enum class Way : std::uint8_t { none, rising, falling };

  std::int64_t up_to(std::int64_t place) const { return paces_.up_to(static_cast<Cost>(place)); }
  std::int64_t down_from(std::int64_t place) const { return paces_.down_from(static_cast<Cost>(place)); }
  /// The last place in [first, last] that fits, where all that fit come first; first − 1 if none does.
  template <class Fits>
  static std::int64_t last_that(std::int64_t first, std::int64_t last, Fits fits) {
    if (first > last || fits(last)) return last;
    std::int64_t yes = first - 1, no = last;
    while (no - yes > 1) {
      const std::int64_t middle = yes + (no - yes) / 2;
      (fits(middle) ? yes : no) = middle;
    }
    return yes;
  }

  /// Between two entries next to each other cost is the less of two: rising, then falling.
  void between(std::int64_t first, std::int64_t last) {
    std::int64_t up = kFar, down = kFar;  // at the from-node, were one to go on to there
    for (const Entry& e : entries_) {
      if (e.up && e.at <= first) up = std::min(up, std::int64_t{e.cost} - up_to(e.at));
      if (e.down && e.at >= last) down = std::min(down, std::int64_t{e.cost} + down_from(e.at));
    }
    const auto rise = [&](std::int64_t x) { return up + up_to(x); };
    const auto fall = [&](std::int64_t x) { return down - down_from(x); };
    // The last place that is best reached upwards, and the first that is best reached downwards: the same place or the
    // next, as a pace costs one at least one way.
    const std::int64_t up_until = up == kFar ? first - 1
                                  : down == kFar
                                      ? last
                                      : last_that(first, last, [&](auto x) { return rise(x) <= fall(x); });
    const bool meet = up != kFar && down != kFar && up_until >= first && rise(up_until) == fall(up_until);
    const std::int64_t down_since = down == kFar ? last + 1 : meet ? up_until : up_until + 1;
    const std::int64_t rising = last_that(first, up_until, [&](auto x) { return rise(x) <= limit_; });
    const std::int64_t falling = 1 + last_that(down_since, last, [&](auto x) { return fall(x) > limit_; });
    if (rising >= first) add(Way::rising, first, rising, limit_ - rise(first), limit_ - rise(rising));
    // Equal on either side of half a pace: nothing is lost or won on the way.
    if (rising >= first && falling == rising + 1 && falling <= last)
      put(Way::none, rising, falling, limit_ - rise(rising), limit_ - fall(falling));
    if (falling <= last) add(Way::falling, falling, last, limit_ - fall(falling), limit_ - fall(last));
  }

  void add(Way way, std::int64_t begin, std::int64_t end, std::int64_t left_begin, std::int64_t left_end) {
    if (out_.size() > mine_ && last_way_ == way) {  // goes on as the last part did
      Stretch& last = out_.back();
      if (last.end == begin && last.left_end == left_begin) {
        last.end = static_cast<Cost>(end);
        last.left_end = static_cast<Cost>(left_end);
        return;
      }
    }
    put(way, begin, end, left_begin, left_end);
  }
  void put(Way way, std::int64_t begin, std::int64_t end, std::int64_t left_begin, std::int64_t left_end) {
    if (begin == end) return points_.push_back({static_cast<Cost>(left_begin), static_cast<Cost>(begin)});
    out_.push_back({entries_[0].edge, static_cast<Cost>(begin), static_cast<Cost>(end),
                    static_cast<Cost>(left_begin), static_cast<Cost>(left_end)});
    last_way_ = way;
  }
  /// Single points, where nothing else says as much.
  void add_points() {
    // Between the ends of a part what it says is rounded, unless every pace costs one.
    const std::int64_t rounded = paces_.up == paces_.down ? 0 : 1;
    std::sort(points_.begin(), points_.end(), std::greater<>());
    for (const auto& [left, at] : points_) {
      const bool said = std::any_of(
          out_.begin() + static_cast<std::ptrdiff_t>(mine_), out_.end(), [&](const Stretch& part) {
            if (at < part.begin || at > part.end) return false;
            const std::int64_t along = std::int64_t{at} - part.begin,
                               over = std::int64_t{part.end} - part.begin;
            const std::int64_t rise = std::int64_t{part.left_end} - part.left_begin;
            return part.left_begin + (over == 0 ? 0 : rise * along / over) + rounded >= left;
          });
      if (!said) out_.push_back({entries_[0].edge, at, at, left, left});
    }
  }

  std::span<const Entry> entries_;
  Paces paces_;
  std::int64_t limit_;
  std::vector<Stretch>& out_;
  std::size_t mine_;
  Way last_way_ = Way::none;  // of the last part
  std::vector<std::int64_t> places_;
  std::vector<std::pair<Cost, Cost>> points_;  // left, place
};

/// The shape of one limit, put together from parts.
class Outline {
 public:
  Outline(const Network& network, const IsochroneSettings& settings)
      : network_{network}, width_{settings.width_m}, segments_{settings.segments} {
    per_m_ = 1 / (network.seconds(1) * network.profile().access.base());
    // What must be left for the whole width, in costs.
    full_ = static_cast<Cost>(std::clamp(std::ceil(width_ * per_m_), 0.0, 4e9));
  }
  struct Parts {
    std::vector<std::vector<Point>> full;  // lines
    std::vector<Shape> tapered;
  };

  void add(std::span<const Stretch> edge, Parts& parts) const {
    // Full width from here to there, over several parts of the edge.
    Cost begin = 0, end = 0;
    bool open = false;
    const auto close = [&] {
      if (open) parts.full.push_back(network_.line(edge[0].edge, begin, end));
      open = false;
    };
    for (const Stretch& part : edge) {
      Cost from = part.begin, to = part.end;
      if (part.left_begin < full_ && part.left_end < full_) {
        taper(part, part.begin, part.end, parts);
        continue;
      }
      if (part.left_begin < full_)
        taper(part, part.begin, from += until_full(part, part.left_begin, part.left_end), parts);
      if (part.left_end < full_)
        taper(part, to -= until_full(part, part.left_end, part.left_begin), part.end, parts);
      if (!open || end != from) {
        close();
        begin = from;
        open = true;
      }
      end = to;
    }
    close();
  }

  Shape shape(Parts& parts) const {
    parts.tapered.push_back(buffered(parts.full, width_, segments_));
    return merged(parts.tapered);
  }

 private:
  /// Paces from the end of a part with less left to where the whole width just fits.
  Cost until_full(const Stretch& part, Cost less, Cost more) const {
    const std::uint64_t paces = part.end - part.begin, rise = more - less;
    return static_cast<Cost>((std::uint64_t{full_ - less} * paces + rise - 1) / rise);
  }
  double radius_m(const Stretch& part, Cost at) const {
    const double left = at == part.begin ? part.left_begin
                        : at == part.end ? part.left_end
                                         : full_;  // cut where the width just fits
    return std::min(width_, left / per_m_);
  }
  void taper(const Stretch& part, Cost begin, Cost end, Parts& parts) const {
    const std::vector<Point> line = network_.line(part.edge, begin, end);
    const double r_begin = radius_m(part, begin), r_end = radius_m(part, end), length = length_m(line);
    const auto hull = [&](Point a, double ra, Point b, double rb) {
      if (std::max(ra, rb) > 0) parts.tapered.push_back({{capsule(a, ra, b, rb, segments_)}});
    };
    // Where walking off the street is no slower than along it the first disc holds all that follow.
    if (std::abs(r_begin - r_end) >= kInside * length) {
      const double most = std::max(r_begin, r_end);
      const Point at = r_begin >= r_end ? line.front() : line.back();
      // A full disc at a cut is the end of a line already.
      const bool cut = r_begin >= r_end ? begin != part.begin : end != part.end;
      if (!cut) hull(at, most, at, most);
      return;
    }
    double gone = 0, r = r_begin;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      gone += distance_m(line[i], line[i + 1]);
      const double next = r_begin + gone / length * (r_end - r_begin);
      hull(line[i], r, line[i + 1], next);
      r = next;
    }
  }
  // Lengths on the globe and on the plane differ by less than this.
  static constexpr double kInside = 0.999;
  const Network& network_;
  double width_, per_m_ = 1;
  unsigned segments_;
  Cost full_ = 0;
};

}  // namespace

Link after(const Seed& seed) {
  Link link = seed.link;
  for (Cost* c : {&link.to_from, &link.to_to, &link.from_from, &link.from_to, &link.off})
    *c = plus(*c, seed.spent);
  return link;
}

std::vector<Stretch> reached_stretches(const Network& network, const Search& search, Cost limit) {
  const bool leaving = search.heading() == Heading::from_sources;
  limit = std::min(limit, search.limit());
  const Streets& s = network.streets();
  std::vector<Entry> entries;
  for (const Reached& r : search.reached()) {
    if (r.cost > limit) continue;
    for (const Arc& arc : leaving ? network.out(r.node) : network.in(r.node)) {
      if (!arc.edge.valid()) continue;  // within a junction
      const bool up = s.from[arc.edge] == network.street_node(r.node);
      entries.push_back({arc.edge, up ? 0 : network.paces(arc.edge).count(), r.cost, up, !up});
    }
  }
  for (const EdgeIdx e : network.loops())
    if (const Cost c = search.cost(network.node(s.from[e])); c <= limit) {
      if (network.goes(e, leaving)) entries.push_back({e, 0, c, true, false});
      if (network.goes(e, !leaving)) entries.push_back({e, network.paces(e).count(), c, false, true});
    }
  for (const Link& l : search.sources())
    if (l.valid() && l.off <= limit)
      entries.push_back(
          {l.edge, l.place(), l.off, network.goes(l.edge, leaving), network.goes(l.edge, !leaving)});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.edge, a.at, a.cost) < std::tie(b.edge, b.at, b.cost);
  });
  std::vector<Stretch> out;
  for (std::size_t i = 0, n = 0; i < entries.size(); i = n) {
    while (n < entries.size() && entries[n].edge == entries[i].edge) ++n;
    const Paces paces = network.paces(entries[i].edge);
    Envelope{std::span{entries}.subspan(i, n - i), leaving ? paces : paces.turned(), limit, out}.cover();
  }
  return out;
}

std::vector<Stretch> reached_stretches(const Network& network, std::span<const Seed> seeds, Heading heading,
                                       Cost limit) {
  std::vector<Link> links;
  for (const Seed& seed : seeds) links.push_back(after(seed));
  Search search{network};
  search.run(links, heading, limit);
  return reached_stretches(network, search, limit);
}

std::vector<Shape> isochrones(const Network& network, std::span<const Seed> seeds, Heading heading,
                              std::span<const Seconds> limits, const IsochroneSettings& settings, Run& run) {
  std::vector<Shape> shapes(limits.size());
  if (limits.empty()) return shapes;
  std::vector<Link> links;
  for (const Seed& seed : seeds) links.push_back(after(seed));
  Search search{network};
  search.run(links, heading, network.limit(*std::max_element(limits.begin(), limits.end())));
  const Outline outline{network, settings};
  std::vector<std::size_t> order(limits.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return limits[a] < limits[b]; });
  const Shape* inner = nullptr;
  for (const std::size_t l : order) {
    const std::vector<Stretch> parts = reached_stretches(network, search, network.limit(limits[l]));
    // Edge by edge along the network's curve, so that a chunk is a neighbourhood.
    std::vector<std::span<const Stretch>> edges;
    for (std::size_t i = 0, n = 0; i < parts.size(); i = n) {
      while (n < parts.size() && parts[n].edge == parts[i].edge) ++n;
      edges.push_back(std::span{parts}.subspan(i, n - i));
    }
    const auto node = [&](std::span<const Stretch> e) {
      return network.node(network.streets().from[e[0].edge]);
    };
    std::stable_sort(edges.begin(), edges.end(), [&](auto a, auto b) { return node(a) < node(b); });
    std::vector<Shape> pieces((edges.size() + kEdgesPerChunk - 1) / kEdgesPerChunk);
    for_chunks(run, edges.size(), kEdgesPerChunk, [&](std::size_t begin, std::size_t end) {
      Outline::Parts found;
      for (std::size_t e = begin; e < end; ++e) outline.add(edges[e], found);
      pieces[begin / kEdgesPerChunk] = outline.shape(found);
    });
    // Smaller limits may stick out by a hair where their arcs lie otherwise.
    if (inner != nullptr) pieces.push_back(*inner);
    shapes[l] = merged(pieces);
    inner = &shapes[l];
  }
  return shapes;
}

}  // namespace cityloop
