#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>

#include "cityloop/base/quantity.h"

namespace cityloop {

/// A position on the city's plane, in metres east and north of the projection's origin.
struct Point {
  double x = 0, y = 0;
  friend constexpr auto operator<=>(Point, Point) = default;
  friend constexpr Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
  friend constexpr Point operator*(double k, Point a) { return {k * a.x, k * a.y}; }
};
inline double distance_m(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }
inline Metres distance(Point a, Point b) { return Metres{distance_m(a, b)}; }

/// A position on the globe, WGS 84 degrees. Exists only at the border: importers, exporters, maps.
struct LngLat {
  double lng = 0, lat = 0;
  friend constexpr auto operator<=>(LngLat, LngLat) = default;
};

/// An axis-parallel rectangle; empty until something is put in.
struct Box {
  Point low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Point high{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  bool empty() const { return low.x > high.x || low.y > high.y; }
  double width() const { return empty() ? 0 : high.x - low.x; }
  double height() const { return empty() ? 0 : high.y - low.y; }
  void add(Point p) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  bool contains(Point p) const { return p.x >= low.x && p.x <= high.x && p.y >= low.y && p.y <= high.y; }
  Box grown(double m) const {
    return empty() ? *this : Box{{low.x - m, low.y - m}, {high.x + m, high.y + m}};
  }
};

}  // namespace cityloop
