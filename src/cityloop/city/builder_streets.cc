// How streets become a layer: sorted by stable names, then what other sources know of them.

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cityloop/city/builder_parts.h"
#include "cityloop/city/relief.h"
#include "cityloop/geo/shape.h"

namespace cityloop {
namespace {

std::size_t pieces(double metres) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(metres / kHeightStep_m - 1e-9)));
}

/// n + 1 points at equal steps along a line.
void points_along(std::span<const Point> line, std::size_t n, std::vector<Point>& out) {
  const double whole = length_m(line);
  std::size_t segment = 1;
  double before = 0;  // metres of the line before the segment
  for (std::size_t i = 0; i <= n; ++i) {
    const double at = whole * static_cast<double>(i) / static_cast<double>(n);
    double d = distance_m(line[segment - 1], line[segment]);
    while (segment + 1 < line.size() && before + d < at) {
      before += d;
      ++segment;
      d = distance_m(line[segment - 1], line[segment]);
    }
    const double f = d > 0 ? std::clamp((at - before) / d, 0.0, 1.0) : 0.0;
    out.push_back(line[segment - 1] + f * (line[segment] - line[segment - 1]));
  }
}

bool complete(std::span<const float> heights) {
  return !heights.empty() &&
         std::all_of(heights.begin(), heights.end(), [](float h) { return std::isfinite(h); });
}

}  // namespace

void Builder::street_heights(const HeightsAt& heights_at) {
  constexpr std::size_t kBatch = 1U << 17;
  Parts& p = *parts_;
  p.heights_asked = true;
  std::vector<Point> at;
  std::vector<float> height;
  std::vector<StreetDraft*> asked;
  const auto ask = [&] {
    height.assign(at.size(), std::numeric_limits<float>::quiet_NaN());
    heights_at(at, height);
    std::size_t next = 0;
    for (StreetDraft* s : asked) {
      const std::size_t n = pieces(length_m(s->line)) + 1;
      s->heights.resize(n, std::numeric_limits<float>::quiet_NaN());
      for (float& h : s->heights) {
        if (!std::isfinite(h)) h = height[next];
        ++next;
      }
    }
    at.clear();
    asked.clear();
  };
  for (StreetDraft& s : p.streets) {
    if (s.line.size() < 2 || complete(s.heights)) continue;
    points_along(s.line, pieces(length_m(s.line)), at);
    asked.push_back(&s);
    if (at.size() >= kBatch) ask();
  }
  if (!asked.empty()) ask();
}
void Builder::way_stress(std::int64_t way, std::uint8_t level) { parts_->way_stress[way] = level; }
void Builder::way_traffic(std::int64_t way, Congestion c) { parts_->way_traffic[way] = c; }

void Builder::add_turn(TurnDraft t) { parts_->turns.push_back(std::move(t)); }

Streets Builder::Parts::make_streets() {
  Streets out;
  const auto orderly = [](const StreetDraft& a, const StreetDraft& b) {
    return std::tie(a.way_ref, a.from_ref, a.to_ref, a.line) <
           std::tie(b.way_ref, b.from_ref, b.to_ref, b.line);
  };
  std::erase_if(streets, [&](const StreetDraft& s) { return s.line.size() < 2; });
  std::sort(streets.begin(), streets.end(), orderly);
  std::vector<std::pair<std::int64_t, Point>> nodes;
  nodes.reserve(streets.size() * 2);
  for (const StreetDraft& s : streets) {
    nodes.emplace_back(s.from_ref, s.line.front());
    nodes.emplace_back(s.to_ref, s.line.back());
  }
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end(),
                          [](const auto& a, const auto& b) { return a.first == b.first; }),
              nodes.end());
  for (const auto& [ref, at] : nodes) {
    out.node_ref.push_back(ref);
    out.at.push_back(at);
  }
  const auto node = [&](std::int64_t ref) {
    const auto it = std::lower_bound(nodes.begin(), nodes.end(), ref,
                                     [](const auto& a, std::int64_t r) { return a.first < r; });
    return idx<NodeIdx>(static_cast<std::size_t>(it - nodes.begin()));
  };
  for (const StreetDraft& s : streets) {
    out.from.push_back(node(s.from_ref));
    out.to.push_back(node(s.to_ref));
    const double metres = s.length_m ? *s.length_m : length_m(s.line);
    out.length_mm.push_back(static_cast<std::uint32_t>(std::max(1.0, std::round(metres * 1000))));
    out.forward.push_back(s.forward);
    out.backward.push_back(s.backward);
    out.street_class.push_back(s.street_class);
    out.drive_kmh.push_back(s.drive_kmh);
    out.way_ref.push_back(s.way_ref);
    out.bends.push_back(std::span{s.line}.subspan(1, s.line.size() - 2));
    out.source.push_back(file_row(s.file));
  }
  add_relief(out);
  add_stress(out);
  add_traffic(out);
  add_turns(out);
  return out;
}

void Builder::Parts::add_relief(Streets& out) {
  const auto has_heights = [](const StreetDraft& s) { return !s.heights.empty(); };
  if (!heights_asked && std::none_of(streets.begin(), streets.end(), has_heights)) return;
  double whole_m = 0, flat_m = 0;
  for (const EdgeIdx e : each(out.from)) {
    StreetDraft& s = streets[e.v];
    const double drawn = length_m(s.line);
    if (s.level && s.heights.size() > 2) s.heights = {s.heights.front(), s.heights.back()};
    Climb c;
    if (complete(s.heights) && s.heights.size() >= 2)
      c = climb(s.heights, drawn / static_cast<double>(s.heights.size() - 1));
    else flat_m += drawn;
    whole_m += drawn;
    out.walk_forward.push_back(c.walk_forward);
    out.walk_backward.push_back(c.walk_backward);
    out.cycle_forward.push_back(c.cycle_forward);
    out.cycle_backward.push_back(c.cycle_backward);
  }
  if (flat_m > 0)
    notes.warning(
        "streets.flat",
        say("{:.1f} % of the length of the streets has no height and is taken as flat",
            "{:.1f}% 的道路长度没有高程数据，按平地处理", 100 * flat_m / whole_m),
        {},
        say("use an elevation raster that covers all streets of the city", "请使用覆盖全市道路的高程栅格"));
}

void Builder::Parts::add_stress(Streets& out) {
  std::size_t unknown = way_stress.size();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (StreetDraft& s : streets) {
    const auto told = way_stress.find(s.way_ref);
    if (told == way_stress.end()) continue;
    unknown -= s.way_ref != last ? 1 : 0;  // streets are in the order of their ways
    last = s.way_ref;
    s.stress_forward = s.stress_backward = told->second;
    s.stress_said = true;
  }
  if (unknown > 0)
    notes.warning("streets.way",
                  say("{0} of {1} ways that a stress table names are not among the streets",
                      "压力等级表中的 {1} 条道路有 {0} 条不在道路数据中", unknown, way_stress.size()));
  const auto silent = [](const StreetDraft& s) { return (s.stress_forward | s.stress_backward) == 0; };
  if (std::all_of(streets.begin(), streets.end(), silent)) return;
  // Who comes to a crossing without lights has to cross its most stressful leg.
  std::vector<std::uint8_t> worst(out.nodes(), 0), lights(out.nodes(), 0);
  for (const EdgeIdx e : each(out.from)) {
    const StreetDraft& s = streets[e.v];
    const std::uint8_t own = std::max(s.stress_forward, s.stress_backward);
    for (const NodeIdx n : {out.from[e], out.to[e]}) worst[n.v] = std::max(worst[n.v], own);
    lights[out.from[e].v] |= s.from_signals ? 1 : 0;
    lights[out.to[e].v] |= s.to_signals ? 1 : 0;
  }
  const auto arriving = [&](const StreetDraft& s, std::uint8_t own, NodeIdx at) {
    return s.stress_said || lights[at.v] != 0 ? own : std::max(own, worst[at.v]);
  };
  for (const EdgeIdx e : each(out.from)) {
    const StreetDraft& s = streets[e.v];
    out.stress_forward.push_back(arriving(s, s.stress_forward, out.to[e]));
    out.stress_backward.push_back(arriving(s, s.stress_backward, out.from[e]));
  }
}

void Builder::Parts::add_traffic(Streets& out) {
  if (way_traffic.empty()) return;
  std::size_t unknown = way_traffic.size();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const EdgeIdx e : each(out.from)) {
    const auto told = way_traffic.find(out.way_ref[e]);
    double share = 1;
    if (told != way_traffic.end()) {
      unknown -= out.way_ref[e] != last ? 1 : 0;
      last = out.way_ref[e];
      const double free = out.drive_kmh[e] > 0 ? out.drive_kmh[e] : free_flow_kmh(out.street_class[e]);
      share = told->second.share ? *told->second.share : told->second.kmh / free;
    }
    out.traffic.push_back(static_cast<std::uint16_t>(std::clamp(std::round(1000 * share), 1.0, 65535.0)));
  }
  if (unknown > 0)
    notes.warning("streets.way",
                  say("{0} of {1} ways that a congestion table names are not among the streets",
                      "拥堵表中的 {1} 条道路有 {0} 条不在道路数据中", unknown, way_traffic.size()));
}

void Builder::Parts::add_turns(Streets& out) {
  if (turns.empty()) return;
  std::unordered_map<std::int64_t, std::vector<EdgeIdx>> meet;  // at the nodes that turns name
  for (const TurnDraft& t : turns) meet[t.via_ref];
  for (const EdgeIdx e : each(out.from)) {
    if (out.from[e] == out.to[e]) continue;
    for (const NodeIdx n : {out.from[e], out.to[e]})
      if (const auto it = meet.find(out.node_ref[n]); it != meet.end()) it->second.push_back(e);
  }
  struct Row {
    EdgeIdx from, to;
    NodeIdx via;
    Permit stops;
  };
  std::vector<Row> rows;
  std::size_t broken = 0;
  std::int64_t first_broken = 0;
  for (const TurnDraft& t : turns) {
    const auto& here = meet[t.via_ref];
    std::vector<EdgeIdx> from, to;
    for (const EdgeIdx e : here) {
      if (out.way_ref[e] == t.from_way) from.push_back(e);
      if (out.way_ref[e] == t.to_way) to.push_back(e);
    }
    // A way that passes through the node does not say which of its halves is meant.
    if (from.size() != 1 || to.size() != 1) {
      if (broken++ == 0 || t.item < first_broken) first_broken = t.item;
      continue;
    }
    const NodeIdx via = out.node_ref[out.from[from[0]]] == t.via_ref ? out.from[from[0]] : out.to[from[0]];
    if (!t.only) rows.push_back({from[0], to[0], via, t.stops});
    else
      for (const EdgeIdx e : here)
        if (e != to[0]) rows.push_back({from[0], e, via, t.stops});
  }
  if (broken > 0)
    notes.warning(
        "streets.turn",
        say("{0} turn restrictions do not lead from one street over a junction into another and are "
            "left out (the first: relation {1})",
            "{0} 条转向限制没有从一条道路经路口通向另一条道路，已忽略（首条：关系 {1}）", broken,
            first_broken));
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.from, a.via, a.to) < std::tie(b.from, b.via, b.to);
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& r = rows[i];
    const bool again =
        i > 0 && rows[i - 1].from == r.from && rows[i - 1].via == r.via && rows[i - 1].to == r.to;
    if (again) {
      Permit& held = out.turn_stops[idx<TurnIdx>(out.turn_stops.size() - 1)];
      held = static_cast<Permit>(held | r.stops);
      continue;
    }
    out.turn_from.push_back(r.from);
    out.turn_to.push_back(r.to);
    out.turn_via.push_back(r.via);
    out.turn_stops.push_back(r.stops);
  }
}

}  // namespace cityloop
