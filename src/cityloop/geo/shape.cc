#include "cityloop/geo/shape.h"

#include <array>
#include <cmath>
#include <numbers>

#include "cityloop/base/error.h"
#include "cityloop/geo/geos.h"

namespace cityloop {
namespace {

using Ring = std::vector<Point>;
using geos_private::finite;
using geos_private::Geos;

/// Even–odd crossing number of one ring. The ends of an edge are ordered by height first, so that two shapes which share
/// an edge agree on every point along it, whichever way round each of them goes.
bool crosses_odd(std::span<const Point> ring, Point p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    Point a = ring[j], b = ring[i];
    if ((a.y > p.y) == (b.y > p.y)) continue;
    if (a.y > b.y) std::swap(a, b);
    if (p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

Box ring_bounds(std::span<const Point> ring) {
  Box box;
  for (const Point p : ring) box.add(p);
  return box;
}

bool box_in_box(const Box& inner, const Box& outer) {
  return outer.contains(inner.low) && outer.contains(inner.high);
}

/// Whether most of a ring lies in another. A vote and not one point, because valid rings may touch.
bool mostly_inside(std::span<const Point> inner, std::span<const Point> outer) {
  long votes = 0;
  for (std::size_t i = 0, j = inner.size() - 1; i < inner.size(); j = i++) {
    votes += crosses_odd(outer, inner[i]) ? 1 : -1;
    votes += crosses_odd(outer, 0.5 * (inner[i] + inner[j])) ? 1 : -1;
  }
  return votes > 0;
}

/// For each ring: how many rings it lies in, and the smallest of them.
struct Nesting {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> depth, parent;
};
Nesting nesting(const Shape& shape) {
  const std::size_t n = shape.rings.size();
  Nesting found{std::vector<std::size_t>(n, 0), std::vector<std::size_t>(n, Nesting::kNone)};
  if (n < 2) return found;
  std::vector<Box> box(n);
  std::vector<double> area(n);
  for (std::size_t i = 0; i < n; ++i) {
    box[i] = ring_bounds(shape.rings[i]);
    area[i] = shape.rings[i].size() < 3 ? 0 : std::abs(signed_area_m2(shape.rings[i]));
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (shape.rings[i].size() < 3) continue;
    for (std::size_t j = 0; j < n; ++j) {
      const bool larger = area[j] > area[i] || (area[j] == area[i] && j < i);
      if (i == j || !larger || shape.rings[j].size() < 3 || !box_in_box(box[i], box[j])) continue;
      if (!mostly_inside(shape.rings[i], shape.rings[j])) continue;
      ++found.depth[i];
      if (found.parent[i] == Nesting::kNone || area[j] < area[found.parent[i]]) found.parent[i] = j;
    }
  }
  return found;
}

/// One side of a box, as Sutherland and Hodgman clip: keep what lies on its inner side.
template <class Inside, class Cut>
void clip_side(const Ring& in, Ring& out, Inside inside, Cut cut) {
  out.clear();
  for (std::size_t i = 0, j = in.size() - 1; i < in.size(); j = i++) {
    if (inside(in[j]) != inside(in[i])) out.push_back(cut(in[j], in[i]));
    if (inside(in[i])) out.push_back(in[i]);
  }
}
Point cut_at_x(Point a, Point b, double x) { return {x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y)}; }
Point cut_at_y(Point a, Point b, double y) { return {a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x), y}; }

/// Area of one ring within a box. Where the clipped ring falls apart the pieces stay joined along the box's sides, by
/// edges that go there and back: they enclose nothing.
double clipped_area(const Ring& ring, const Box& box) {
  Ring now = ring, next;
  const auto side = [&](auto inside, auto cut) {
    if (now.size() < 3) return;
    clip_side(now, next, inside, cut);
    std::swap(now, next);
  };
  side([&](Point p) { return p.x >= box.low.x; },
       [&](Point a, Point b) { return cut_at_x(a, b, box.low.x); });
  side([&](Point p) { return p.x <= box.high.x; },
       [&](Point a, Point b) { return cut_at_x(a, b, box.high.x); });
  side([&](Point p) { return p.y >= box.low.y; },
       [&](Point a, Point b) { return cut_at_y(a, b, box.low.y); });
  side([&](Point p) { return p.y <= box.high.y; },
       [&](Point a, Point b) { return cut_at_y(a, b, box.high.y); });
  return now.size() < 3 ? 0 : std::abs(signed_area_m2(now));
}

}  // namespace

double signed_area_m2(std::span<const Point> ring) {
  if (ring.size() < 3) return 0;
  double twice = 0;
  const Point o = ring[0];  // sums stay small: coordinates on a plane have seven digits before the point
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    const Point a = ring[i] - o, b = ring[i + 1] - o;
    twice += a.x * b.y - a.y * b.x;
  }
  return twice / 2;
}

std::vector<std::vector<std::size_t>> polygons_of(const Shape& shape) {
  const Nesting nest = nesting(shape);
  std::vector<std::vector<std::size_t>> parts;
  std::vector<std::size_t> part_of(shape.rings.size(), Nesting::kNone);
  for (std::size_t i = 0; i < shape.rings.size(); ++i) {
    if (shape.rings[i].size() < 3 || nest.depth[i] % 2 != 0) continue;
    part_of[i] = parts.size();
    parts.push_back({i});
  }
  for (std::size_t i = 0; i < shape.rings.size(); ++i) {
    if (shape.rings[i].size() < 3 || nest.depth[i] % 2 == 0) continue;
    // Rings that cross can leave a hole without an outer ring of even depth; it then stands for itself.
    const std::size_t parent = nest.parent[i];
    if (part_of[parent] != Nesting::kNone && nest.depth[parent] % 2 == 0) parts[part_of[parent]].push_back(i);
    else parts.push_back({i});
  }
  return parts;
}

double area_m2(const Shape& shape) {
  if (shape.rings.size() == 1) return std::abs(signed_area_m2(shape.rings[0]));
  const Nesting nest = nesting(shape);
  double area = 0;
  for (std::size_t i = 0; i < shape.rings.size(); ++i) {
    const double ring = std::abs(signed_area_m2(shape.rings[i]));
    area += nest.depth[i] % 2 == 0 ? ring : -ring;
  }
  return std::max(area, 0.0);
}

double length_m(std::span<const Point> line) {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) length += distance_m(line[i - 1], line[i]);
  return length;
}

Box bounds(const Shape& shape) {
  Box box;
  for (const Ring& ring : shape.rings)
    for (const Point p : ring) box.add(p);
  return box;
}

bool contains(const Shape& shape, Point p) {
  bool inside = false;
  for (const Ring& ring : shape.rings)
    if (ring.size() >= 3 && crosses_odd(ring, p)) inside = !inside;
  return inside;
}

Point centroid(const Shape& shape) {
  const Nesting nest = nesting(shape);
  double area = 0;
  Point sum, plain;
  std::size_t n = 0;
  const Point o = shape.rings.empty() || shape.rings[0].empty() ? Point{} : shape.rings[0][0];
  for (std::size_t r = 0; r < shape.rings.size(); ++r) {
    const Ring& ring = shape.rings[r];
    double twice = 0;
    Point moment;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      const Point a = ring[j] - o, b = ring[i] - o;
      const double cross = a.x * b.y - a.y * b.x;
      twice += cross;
      moment = moment + cross * (a + b);
      plain = plain + b;
      ++n;
    }
    const double sign = (twice < 0) == (nest.depth[r] % 2 == 0) ? -1 : 1;
    area += sign * twice / 2;
    sum = sum + (sign / 6) * moment;
  }
  if (area > 0) return o + (1 / area) * sum;
  return n == 0 ? o : o + (1 / static_cast<double>(n)) * plain;
}

Point point_inside(const Shape& shape) {
  const Point vertex = shape.rings.empty() || shape.rings[0].empty() ? Point{} : shape.rings[0][0];
  if (!(area_m2(shape) > 0) || !finite(shape)) return vertex;
  const Geos geos;
  const auto areas = geos.multipolygon(shape);
  if (!areas) return vertex;
  const auto found = geos.own(GEOSPointOnSurface_r(geos.handle(), areas.get()));
  Point p;
  if (!found || GEOSisEmpty_r(geos.handle(), found.get()) != 0) return vertex;
  GEOSGeomGetX_r(geos.handle(), found.get(), &p.x);
  GEOSGeomGetY_r(geos.handle(), found.get(), &p.y);
  return p;
}

std::optional<Shape> made_valid(const Shape& shape) {
  if (!finite(shape)) return std::nullopt;
  const Geos geos;
  const auto as_is = geos.multipolygon(shape);
  if (as_is && GEOSisEmpty_r(geos.handle(), as_is.get()) == 0 &&
      GEOSisValid_r(geos.handle(), as_is.get()) == 1) {
    if (area_m2(shape) > 0) return shape;
    return std::nullopt;
  }
  const auto raw = geos.raw_polygon(shape);
  if (!raw) return std::nullopt;
  const auto valid = geos.own(GEOSMakeValid_r(geos.handle(), raw.get()));
  if (!valid) return std::nullopt;
  Shape made;
  geos.add_areas(valid.get(), made);
  if (!(area_m2(made) > 0)) return std::nullopt;
  return made;
}

double overlap_m2(const Shape& shape, const Box& box) {
  if (box.empty()) return 0;
  if (shape.rings.size() == 1) return clipped_area(shape.rings[0], box);
  const Nesting nest = nesting(shape);
  double area = 0;
  for (std::size_t i = 0; i < shape.rings.size(); ++i) {
    const double ring = clipped_area(shape.rings[i], box);
    area += nest.depth[i] % 2 == 0 ? ring : -ring;
  }
  return std::max(area, 0.0);
}

double overlap_m2(const Shape& a, const Shape& b) {
  const Box box_a = bounds(a), box_b = bounds(b);
  if (box_a.empty() || box_b.empty() || box_a.low.x > box_b.high.x || box_b.low.x > box_a.high.x ||
      box_a.low.y > box_b.high.y || box_b.low.y > box_a.high.y)
    return 0;
  const Geos geos;
  const auto overlap = [&](const Shape& x, const Shape& y) -> std::optional<double> {
    const auto gx = geos.multipolygon(x), gy = geos.multipolygon(y);
    if (!gx || !gy) return std::nullopt;
    const auto both = geos.own(GEOSIntersection_r(geos.handle(), gx.get(), gy.get()));
    double area = 0;
    if (!both || GEOSArea_r(geos.handle(), both.get(), &area) != 1) return std::nullopt;
    return area;
  };
  if (const auto area = overlap(a, b)) return *area;
  // GEOS refuses rings that cross themselves: repair and try once more.
  const auto valid_a = made_valid(a), valid_b = made_valid(b);
  if (!valid_a || !valid_b) return 0;
  if (const auto area = overlap(*valid_a, *valid_b)) return *area;
  throw Error{Fault::internal,
              say("The overlap of two shapes cannot be computed.", "无法计算两个图形的重叠面积。")};
}

Shape merged(std::span<const Shape> shapes) {
  const Geos geos;
  const auto all = geos.multipolygon(shapes);
  const auto one = geos.own(all ? GEOSUnaryUnion_r(geos.handle(), all.get()) : nullptr);
  if (!one) throw Error{Fault::internal, say("Shapes cannot be merged.", "无法合并图形。")};
  Shape made;
  geos.add_areas(one.get(), made);
  return made;
}

Shape buffered(std::span<const std::vector<Point>> lines, double width_m, unsigned segments) {
  if (!(width_m > 0)) return {};
  const Geos geos;
  const auto all = geos.lines(lines);
  const auto around =
      geos.own(all ? GEOSBuffer_r(geos.handle(), all.get(), width_m, static_cast<int>(segments)) : nullptr);
  if (!around)
    throw Error{Fault::internal,
                say("The surroundings of lines cannot be computed.", "无法计算线的缓冲区。")};
  Shape made;
  geos.add_areas(around.get(), made);
  return made;
}

std::vector<Point> capsule(Point a, double radius_a, Point b, double radius_b, unsigned segments) {
  constexpr double kTurn = 2 * std::numbers::pi;
  const double step = kTurn / (4.0 * segments);
  std::vector<Point> ring;
  const auto at = [](Point centre, double radius, double angle) {
    return centre + radius * Point{std::cos(angle), std::sin(angle)};
  };
  /// From one angle to another, counter-clockwise: both ends, and the angles of the common grid between them.
  const auto arc = [&](Point centre, double radius, double from, double to) {
    ring.push_back(at(centre, radius, from));
    if (!(radius > 0)) return;
    for (double k = std::floor(from / step + 1e-6) + 1; k * step < to - 1e-6 * step; ++k)
      ring.push_back(at(centre, radius, k * step));
    ring.push_back(at(centre, radius, to));
  };
  const double apart = distance_m(a, b);
  if (std::abs(radius_a - radius_b) >= apart) {
    const Point centre = radius_a >= radius_b ? a : b;
    for (unsigned k = 0; k < 4 * segments; ++k)
      ring.push_back(at(centre, std::max(radius_a, radius_b), k * step));
    return ring;
  }
  // The common tangents touch both discs at the same angle on either side of the line from a to b.
  const double ahead = std::atan2(b.y - a.y, b.x - a.x), side = std::acos((radius_a - radius_b) / apart);
  arc(b, radius_b, ahead - side, ahead + side);
  arc(a, radius_a, ahead + side, ahead - side + kTurn);
  return ring;
}

std::vector<Point> along_boundary(const Shape& shape, double step_m) {
  std::vector<Point> points;
  for (const Ring& ring : shape.rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point a = ring[i], b = ring[(i + 1) % ring.size()];
      const double pieces = step_m > 0 ? std::max(1.0, std::ceil(distance_m(a, b) / step_m)) : 1.0;
      for (double k = 0; k < pieces; ++k) points.push_back(a + (k / pieces) * (b - a));
    }
  }
  return points;
}

double project(Point p, Point a, Point b) {
  const Point ab = b - a, ap = p - a;
  const double squared = ab.x * ab.x + ab.y * ab.y;
  if (!(squared > 0)) return 0;
  return std::clamp((ap.x * ab.x + ap.y * ab.y) / squared, 0.0, 1.0);
}

}  // namespace cityloop
