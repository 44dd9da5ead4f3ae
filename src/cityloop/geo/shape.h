#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "cityloop/geo/point.h"

namespace cityloop {

/// A polygon or several, with holes, on the city's plane. `rings` are closed implicitly (first point not repeated) and
/// filled by the even–odd rule, so that an outer ring and a hole need no flags.
struct Shape {
  std::vector<std::vector<Point>> rings;
  bool empty() const { return rings.empty(); }
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// The rings as polygons: each row is an outer ring followed by its holes, as positions in `rings`; rings with fewer
/// than three points are left out. Exact for rings that do not cross; found by area and containment, not by order.
std::vector<std::vector<std::size_t>> polygons_of(const Shape&);
double signed_area_m2(std::span<const Point> ring);  // > 0: counter-clockwise
double area_m2(const Shape&);                        // even–odd area, ≥ 0; exact for rings that do not cross
double length_m(std::span<const Point> line);
Box bounds(const Shape&);
bool contains(const Shape&, Point);  // boundary points: left and bottom edges in, right and top out
/// A point that lies inside (GEOS point-on-surface); the first vertex for degenerate shapes.
Point point_inside(const Shape&);
/// The mean of the rings' vertices weighted by area; may lie outside.
Point centroid(const Shape&);
/// Repairs self-intersections and wrong nesting (GEOS MakeValid); nullopt if nothing with area is left.
std::optional<Shape> made_valid(const Shape&);
/// Area of overlap with an axis-parallel box (exact clip).
double overlap_m2(const Shape&, const Box&);
/// Area of overlap of two shapes (GEOS).
double overlap_m2(const Shape&, const Shape&);
/// Everything that lies in at least one of the shapes (GEOS cascaded union). Overlapping, touching, empty: all the same.
Shape merged(std::span<const Shape>);
/// Everything within `width_m` of lines, ends round (GEOS buffer); arcs have `segments` chords to a quarter of a circle, so
/// that the border is nowhere more than width_m · (1 − cos(π / (4 · segments))) too far in, and on the inner side of a bend
/// 1 % of the width off. A line of one point is a disc.
Shape buffered(std::span<const std::vector<Point>> lines, double width_m, unsigned segments);
/// The ring around two discs of different size and what lies between them: their convex hull, counter-clockwise. The
/// larger disc where it holds the other. Sides exact; arcs of `segments` chords to a quarter, at the same angles for all.
std::vector<Point> capsule(Point a, double radius_a, Point b, double radius_b, unsigned segments);
/// Points along the rings at most `step_m` apart.
std::vector<Point> along_boundary(const Shape&, double step_m);

/// The closest point of segment ab to p, as a fraction of ab in [0,1]; 0 where a and b are one point.
double project(Point p, Point a, Point b);

}  // namespace cityloop
