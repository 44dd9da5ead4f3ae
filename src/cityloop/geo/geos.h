#pragma once

// Private to geo: the one place that includes GEOS.

#include <cmath>
#include <geos_c.h>
#include <memory>
#include <span>
#include <vector>

#include "cityloop/geo/shape.h"

namespace cityloop::geos_private {

/// One GEOS context and the geometries made in it; a context per call costs a microsecond and shares nothing.
class Geos {
 public:
  Geos() : handle_{GEOS_init_r()} {}
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  GEOSContextHandle_t handle() const { return handle_; }

  struct Destroy {
    GEOSContextHandle_t handle;
    void operator()(GEOSGeometry* g) const { GEOSGeom_destroy_r(handle, g); }
  };
  using Owned = std::unique_ptr<GEOSGeometry, Destroy>;
  Owned own(GEOSGeometry* g) const { return Owned{g, Destroy{handle_}}; }

  /// A closed ring; null if GEOS refuses it.
  GEOSGeometry* ring(std::span<const Point> points) const {
    const auto n = static_cast<unsigned>(points.size());
    GEOSCoordSequence* seq = GEOSCoordSeq_create_r(handle_, n + 1, 2);
    for (unsigned i = 0; i <= n; ++i) {
      const Point p = points[i % n];
      GEOSCoordSeq_setXY_r(handle_, seq, i, p.x, p.y);
    }
    return GEOSGeom_createLinearRing_r(handle_, seq);
  }
  Owned polygon(const Shape& shape, const std::vector<std::size_t>& part) const {
    std::vector<GEOSGeometry*> holes;
    for (std::size_t i = 1; i < part.size(); ++i) holes.push_back(ring(shape.rings[part[i]]));
    return own(GEOSGeom_createPolygon_r(handle_, ring(shape.rings[part[0]]), holes.data(),
                                        static_cast<unsigned>(holes.size())));
  }
  Owned multipolygon(const Shape& shape) const { return multipolygon(std::span<const Shape>{&shape, 1}); }
  /// The polygons of all shapes side by side; not valid where they overlap.
  Owned multipolygon(std::span<const Shape> shapes) const {
    std::vector<GEOSGeometry*> polygons;
    for (const Shape& shape : shapes)
      for (const auto& part : polygons_of(shape)) polygons.push_back(polygon(shape, part).release());
    return own(GEOSGeom_createCollection_r(handle_, GEOS_MULTIPOLYGON, polygons.data(),
                                           static_cast<unsigned>(polygons.size())));
  }
  Owned lines(std::span<const std::vector<Point>> lines) const {
    std::vector<GEOSGeometry*> parts;
    for (const auto& line : lines) {
      if (line.empty()) continue;
      const auto n =
          static_cast<unsigned>(std::max<std::size_t>(line.size(), 2));  // a point: a line to itself
      GEOSCoordSequence* seq = GEOSCoordSeq_create_r(handle_, n, 2);
      for (unsigned i = 0; i < n; ++i) {
        const Point p = line[std::min<std::size_t>(i, line.size() - 1)];
        GEOSCoordSeq_setXY_r(handle_, seq, i, p.x, p.y);
      }
      parts.push_back(GEOSGeom_createLineString_r(handle_, seq));
    }
    return own(GEOSGeom_createCollection_r(handle_, GEOS_MULTILINESTRING, parts.data(),
                                           static_cast<unsigned>(parts.size())));
  }
  /// All rings as one polygon, valid or not: what MakeValid turns into the even–odd area.
  Owned raw_polygon(const Shape& shape) const {
    std::vector<std::size_t> part;
    for (std::size_t i = 0; i < shape.rings.size(); ++i)
      if (shape.rings[i].size() >= 3) part.push_back(i);
    return part.empty() ? own(nullptr) : polygon(shape, part);
  }
  void add_ring(const GEOSGeometry* ring, Shape& to) const {
    const GEOSCoordSequence* seq = GEOSGeom_getCoordSeq_r(handle_, ring);
    unsigned n = 0;
    GEOSCoordSeq_getSize_r(handle_, seq, &n);
    std::vector<Point> points;
    for (unsigned i = 0; i + 1 < n; ++i) {
      Point p;
      GEOSCoordSeq_getXY_r(handle_, seq, i, &p.x, &p.y);
      points.push_back(p);
    }
    if (points.size() >= 3) to.rings.push_back(std::move(points));
  }
  /// The areas of a geometry of any type; lines and points that MakeValid may leave are dropped.
  void add_areas(const GEOSGeometry* g, Shape& to) const {
    const int type = GEOSGeomTypeId_r(handle_, g);
    if (type == GEOS_POLYGON) {
      if (GEOSisEmpty_r(handle_, g) == 1) return;
      add_ring(GEOSGetExteriorRing_r(handle_, g), to);
      for (int i = 0; i < GEOSGetNumInteriorRings_r(handle_, g); ++i)
        add_ring(GEOSGetInteriorRingN_r(handle_, g, i), to);
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
      for (int i = 0; i < GEOSGetNumGeometries_r(handle_, g); ++i)
        add_areas(GEOSGetGeometryN_r(handle_, g, i), to);
    }
  }
  /// The polygons of a geometry of any type, each its outer ring and then its holes.
  void add_polygons(const GEOSGeometry* g, std::vector<std::vector<std::vector<Point>>>& to) const {
    const int type = GEOSGeomTypeId_r(handle_, g);
    if (type == GEOS_POLYGON) {
      Shape one;
      add_areas(g, one);
      if (!one.rings.empty()) to.push_back(std::move(one.rings));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
      for (int i = 0; i < GEOSGetNumGeometries_r(handle_, g); ++i)
        add_polygons(GEOSGetGeometryN_r(handle_, g, i), to);
    }
  }

 private:
  GEOSContextHandle_t handle_;
};

inline bool finite(const Shape& shape) {
  for (const auto& ring : shape.rings)
    for (const Point p : ring)
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) return false;
  return true;
}

}  // namespace cityloop::geos_private
