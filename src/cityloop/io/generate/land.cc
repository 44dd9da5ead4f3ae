#include <array>
#include <cmath>

#include "cityloop/io/generate/sketch.h"

namespace cityloop::demo {
namespace {

std::vector<Point> quad(const Layout& l, double x0, double y0, double x1, double y1) {
  return {l.place(x0, y0), l.place(x1, y0), l.place(x1, y1), l.place(x0, y1)};
}

void draw_river(const Layout& l, Sketch& s) {
  // In pieces one superblock long, so that no ring has thousands of points; the pieces meet exactly.
  const double step = 0.5;
  int first = 0, last = -1;
  bool any = false;
  for (const Superblock& b : l.superblocks()) {
    first = any ? std::min(first, b.i) : b.i;
    last = any ? std::max(last, b.i) : b.i;
    any = true;
  }
  std::vector<std::uint32_t> middle;
  for (int i = first; i <= last; ++i) {
    std::vector<Point> ring;
    const double from = i * kUnits, until = (i + 1) * kUnits;
    if (!l.inside(l.place(0.5 * (from + until), l.river_y(0.5 * (from + until))))) continue;
    for (double x = from; x <= until; x += step) ring.push_back(l.place(x, l.river_y(x) - l.river_half()));
    for (double x = until; x >= from; x -= step) ring.push_back(l.place(x, l.river_y(x) + l.river_half()));
    s.osm.area(ring, {{"natural", "water"}, {"water", "river"}, {"name", "云江"}, {"name:en", "Yun River"}});
    for (double x = middle.empty() ? from : from + 3; x <= until; x += 3)
      middle.push_back(s.osm.node(l.place(x, l.river_y(x))));
  }
  if (middle.size() > 1)
    s.osm.way(middle, {{"waterway", "river"}, {"name", "云江"}, {"name:en", "Yun River"}});
}

void draw_block_land(const Layout& l, Sketch& s, const Block& b, std::uint32_t number) {
  Random r = l.random("land", number);
  const double in = 8 / l.unit_m();
  const auto ring = [&] { return quad(l, b.x0 + in, b.y0 + in, b.x1 - in, b.y1 - in); };
  const double mx = 0.5 * (b.x0 + b.x1), my = 0.5 * (b.y0 + b.y1);
  const auto house = [&](std::string_view word, int n, double along, double deep, int low, int high) {
    for (int k = 0; k < n; ++k) {
      const std::string floors =
          std::to_string(low + static_cast<int>(r.below(static_cast<std::uint64_t>(high - low + 1))));
      draw_building(l, s, b.x0 + (b.x1 - b.x0) * r.uniform(0.2, 0.8),
                    b.y0 + (b.y1 - b.y0) * r.uniform(0.2, 0.8), along, deep,
                    {{"building", word}, {"building:levels", floors}});
    }
  };
  switch (b.use) {
    case Use::homes:  // compounds draw their own land; open quarters are residential as a whole
      if (b.quarter == Quarter::old_town || b.quarter == Quarter::suburb)
        s.osm.area(ring(), {{"landuse", "residential"}});
      break;
    case Use::shops:
      s.osm.area(ring(), {{"landuse", "retail"}});
      house("retail", 3, 40, 25, 2, 5);
      break;
    case Use::offices:
      s.osm.area(ring(), {{"landuse", "commercial"}});
      house("office", 2, 45, 30, 8, 30);
      break;
    case Use::campus:
      s.osm.area(ring(), {{"landuse", "education"}});
      house("school", 3, 55, 16, 4, 6);
      break;
    case Use::hospital:
      s.osm.area(ring(), {{"landuse", "commercial"}});
      house("hospital", 2, 60, 24, 5, 16);
      break;
    case Use::empty: {
      // Riverside meadows, or sites that wait for a builder.
      bool wet = false;
      for (int x = b.x0; x <= b.x1; ++x)
        wet = wet || std::abs(my - l.river_y(x)) < l.river_half() + 0.6 * (b.y1 - b.y0);
      if (!wet) s.osm.area(ring(), {{"landuse", "construction"}});
      break;
    }
    case Use::green: {
      const bool forest = r.uniform() < 0.3;
      if (!l.wet(mx, my, b.y1 - b.y0) && l.inside(l.place(mx, my), 0.5 * l.side_m()))
        s.osm.area(ring(), {{"landuse", forest ? "forest" : "farmland"}});
      break;
    }
    case Use::hamlet: {
      const double hx = b.hamlet.x, hy = b.hamlet.y;
      s.osm.area(quad(l, hx - 2.1, hy - 2.1, hx + 2.1, hy + 2.1), {{"landuse", "residential"}});
      // Fields around the village: four strips that leave its square out.
      const double x0 = b.x0 + in, y0 = b.y0 + in, x1 = b.x1 - in, y1 = b.y1 - in;
      const double w = std::max(x0, hx - 2.1), e = std::min(x1, hx + 2.1), so = std::max(y0, hy - 2.1),
                   no = std::min(y1, hy + 2.1);
      const bool forest = std::hypot(b.x0, b.y0) * l.unit_m() > 0.6 * l.radius_m();
      for (const auto& q : {quad(l, x0, y0, x1, so), quad(l, x0, no, x1, y1), quad(l, x0, so, w, no),
                            quad(l, e, so, x1, no)}) {
        const std::string_view use = forest && r.uniform() < 0.5 ? "forest" : "farmland";
        if (distance_m(q[0], q[1]) > 60 && distance_m(q[1], q[2]) > 60) s.osm.area(q, {{"landuse", use}});
      }
      break;
    }
    case Use::park:
    case Use::factory: break;  // drawn with their paths
  }
}

}  // namespace

void draw_building(const Layout& l, Sketch& s, double x, double y, double along_m, double deep_m,
                   const OsmTags& tags) {
  const Point c = l.place(x, y), east = l.place(x + 0.1, y);
  const double far = distance_m(c, east);
  const Point e = (1.0 / far) * (east - c), n{-e.y, e.x};
  const double a = along_m / 2, d = deep_m / 2;
  const std::array<Point, 4> ring{c - a * e - d * n, c + a * e - d * n, c + a * e + d * n, c - a * e + d * n};
  s.osm.area(ring, tags);
  ++s.buildings;
}

void draw_water_and_land(const Layout& layout, Sketch& sketch) {
  draw_river(layout, sketch);
  for (std::uint32_t b = 0; b < sketch.blocks.size(); ++b)
    draw_block_land(layout, sketch, sketch.blocks[b], b);
}

}  // namespace cityloop::demo
