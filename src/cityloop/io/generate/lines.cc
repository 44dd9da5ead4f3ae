#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

/// A run of superblock corners along one lattice line, between the first and the last built-up superblock it touches.
std::vector<Spot> built_run(const Layout& l, bool east_west, int line, bool rural_too) {
  int reach = 0;
  for (const Superblock& b : l.superblocks()) reach = std::max({reach, std::abs(b.i) + 1, std::abs(b.j) + 1});
  std::vector<Spot> run, best;
  const auto there = [&](int i, int j) {
    const Superblock* b = l.find(i, j);
    return b && (rural_too || b->quarter != Quarter::rural);
  };
  for (int k = -reach; k <= reach; ++k) {
    const Spot c = east_west ? Spot{k, line} : Spot{line, k};
    const bool in =
        (there(c.x, c.y) || there(c.x - 1, c.y) || there(c.x, c.y - 1) || there(c.x - 1, c.y - 1)) &&
        l.inside(l.place(c.x * kUnits, c.y * kUnits), 50);
    if (in) run.push_back(c);
    if (!in || k == reach) {
      if (run.size() > best.size()) best = run;
      run.clear();
    }
  }
  return best;
}

}  // namespace

void plan_lines(const Layout& l, Sketch& s) {
  double people = 0;
  for (const Block& b : s.blocks) people += b.people;
  std::map<std::pair<bool, std::pair<int, int>>, std::uint32_t> stop_at;  // metro?, half-superblock position
  const auto stop = [&](bool metro, int hx, int hy) -> std::optional<std::uint32_t> {
    const double x = hx * kUnits / 2.0, y = hy * kUnits / 2.0;
    if (l.wet(x, y, 0.2)) return std::nullopt;
    const auto [hit, fresh] =
        stop_at.try_emplace({metro, {hx, hy}}, static_cast<std::uint32_t>(s.stops.size()));
    if (fresh) {
      const double side = 9 / l.unit_m();
      const Text road = road_name(true, hy / 2), avenue = road_name(false, hx / 2);
      const std::string part = hx % 2 || hy % 2 ? "中" : "口";
      const std::string zh = avenue.zh + road.zh + (metro ? "站" : part);
      const std::string en = avenue.en + " / " + road.en + (hx % 2 || hy % 2 ? " Midway" : "");
      const Point p = l.place(x + side, y + side);
      s.stops.push_back({.at = p, .name = zh, .name_en = en, .metro = metro});
      if (metro)
        s.osm.node(p, {{"railway", "station"},
                       {"station", "subway"},
                       {"public_transport", "station"},
                       {"name", zh},
                       {"name:en", en}});
      else
        s.osm.node(p, {{"highway", "bus_stop"},
                       {"public_transport", "platform"},
                       {"bus", "yes"},
                       {"name", zh},
                       {"name:en", en}});
      ++s.places;
    }
    return hit->second;
  };
  const auto add = [&](bool east_west, int line, bool metro, int headway) {
    // Metro lines cross the river in a tunnel; a bus line without a bridge ends at the northern bank.
    Line made;
    made.short_name = fmt::format("{}{}", metro ? "M" : "", s.lines.size() + 1);
    made.metro = metro;
    made.headway_min = headway;
    const std::vector<Spot> run = built_run(l, east_west, line, line == 0 && !metro);
    for (std::size_t k = 0; k < run.size(); ++k) {
      const Spot c = run[k];
      if (!east_west && !metro && !l.bridge(line) && l.south(c.x * kUnits, c.y * kUnits)) continue;
      if (const auto n = stop(metro, 2 * c.x, 2 * c.y)) made.stops.push_back(*n);
      if (metro || k + 1 == run.size()) continue;
      if (const auto n = stop(false, 2 * c.x + (east_west ? 1 : 0), 2 * c.y + (east_west ? 0 : 1)))
        made.stops.push_back(*n);
    }
    made.stops.erase(std::unique(made.stops.begin(), made.stops.end()), made.stops.end());
    if (made.stops.size() < 2) return;
    made.long_name = s.stops[made.stops.front()].name + "—" + s.stops[made.stops.back()].name;
    s.lines.push_back(std::move(made));
  };
  if (people >= 500'000) {
    add(true, 0, true, 6);
    add(false, 0, true, 6);
  }
  int reach = 0;
  for (const Superblock& b : l.superblocks())
    if (b.quarter != Quarter::rural) reach = std::max({reach, std::abs(b.i) + 1, std::abs(b.j) + 1});
  for (int k = -reach; k <= reach; ++k) {
    // The core is served often; the new district's lines came late and run thinly.
    const int headway = std::abs(k) <= l.inner_ring() ? 8 : std::abs(k) <= l.outer_ring() ? 12 : 20;
    add(true, k, false, l.south(0, k * kUnits) ? 25 : headway);
    add(false, k, false, headway);
  }
}

}  // namespace cityloop::demo
