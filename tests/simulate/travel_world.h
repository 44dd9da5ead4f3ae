#pragma once

// Small worlds for the tests of travel: streets drawn by hand, and random ones with a plain second opinion.

#include <memory>

#include "cityloop/base/random.h"
#include "cityloop/city/layers.h"
#include "cityloop/simulate/travel/search.h"

namespace cityloop {

/// Streets put together one stretch at a time; lengths are those of the lines.
struct StreetMaker {
  Streets s;
  std::vector<std::vector<Point>> bends;
  NodeIdx node(double x, double y) {
    s.node_ref.push_back(0);
    return s.at.push_back({x, y});
  }
  EdgeIdx edge(NodeIdx a, NodeIdx b, Permit forward = kAllModes, Permit backward = kAllModes,
               StreetClass street_class = StreetClass::residential, std::vector<Point> through = {}) {
    double metres = 0;
    Point last = s.at[a];
    for (const Point p : through) {
      metres += distance_m(last, p);
      last = p;
    }
    metres += distance_m(last, s.at[b]);
    s.from.push_back(a);
    s.to.push_back(b);
    s.length_mm.push_back(static_cast<std::uint32_t>(std::lround(metres * 1000)));
    s.forward.push_back(forward);
    s.backward.push_back(backward);
    s.street_class.push_back(street_class);
    s.drive_kmh.push_back(0);
    s.way_ref.push_back(0);
    s.bends.push_back(through);
    return s.source.push_back({});
  }
  Network network(const Profile& profile) const { return {std::make_shared<const Streets>(s), profile}; }
  Network network(Mode mode = Mode::walk) const { return network(default_profile(mode)); }
};

/// Every stretch takes another time each way, and some are too stressful to ride one way or both: worse than any real hill.
inline StreetMaker on_hills(StreetMaker maker, std::uint64_t seed) {
  Random random{seed, 31};
  Streets& s = maker.s;
  const auto time = [&] {
    return static_cast<std::uint16_t>(random.below(5) == 0 ? 1000 : 700 + random.below(4000));
  };
  for (std::size_t e = 0; e < s.edges(); ++e) {
    for (auto* column : {&s.walk_forward, &s.walk_backward, &s.cycle_forward, &s.cycle_backward})
      column->push_back(time());
    for (auto* column : {&s.stress_forward, &s.stress_backward})
      column->push_back(static_cast<std::uint8_t>(random.below(5)));
  }
  return maker;
}
/// On a bicycle that is pushed where stress is above 2.
inline Profile calm_rider() {
  Profile p = default_profile(Mode::cycle);
  p.stress = 2;
  return p;
}

/// A random connected-ish town: nodes on a jittered square, stretches to near nodes, some one-way, some closed to walkers.
inline StreetMaker random_streets(std::uint64_t seed, std::size_t n, std::size_t edges) {
  Random random{seed, 0};
  StreetMaker maker;
  // What is drawn has a name: compilers differ in the order of arguments.
  for (std::size_t i = 0; i < n; ++i) {
    const double y = random.uniform(0, 2000), x = random.uniform(0, 2000);
    maker.node(x, y);
  }
  for (std::size_t i = 0; i < edges; ++i) {
    const NodeIdx a = idx<NodeIdx>(random.below(n)), b = idx<NodeIdx>(random.below(n));
    const Permit ways[] = {kAllModes, kAllModes, kAllModes, 0, permit(Mode::drive)};
    const Permit back = ways[random.below(5)], forth = ways[random.below(3)];
    const EdgeIdx e = maker.edge(a, b, forth, back);
    maker.s.length_mm[e] = static_cast<std::uint32_t>(1 + random.below(40)) * 1000;  // few values: many ties
  }
  return maker;
}

/// All distances by Floyd and Warshall between *street* nodes, straight from the columns: the second opinion.
inline std::vector<std::vector<std::uint64_t>> all_distances(const Streets& s, Mode mode) {
  constexpr std::uint64_t far = std::uint64_t{1} << 40;
  const std::size_t n = s.nodes();
  std::vector<std::vector<std::uint64_t>> d(n, std::vector<std::uint64_t>(n, far));
  for (std::size_t i = 0; i < n; ++i) d[i][i] = 0;
  for (const EdgeIdx e : each(s.from)) {
    const std::size_t a = s.from[e].v, b = s.to[e].v;
    if ((s.forward[e] & permit(mode)) != 0) d[a][b] = std::min<std::uint64_t>(d[a][b], s.length_mm[e]);
    if ((s.backward[e] & permit(mode)) != 0) d[b][a] = std::min<std::uint64_t>(d[b][a], s.length_mm[e]);
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
  return d;
}

}  // namespace cityloop
