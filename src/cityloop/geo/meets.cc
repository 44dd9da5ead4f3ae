#include "cityloop/geo/meets.h"

#include "cityloop/geo/geos.h"

namespace cityloop {
namespace {

using geos_private::Geos;

Geos::Owned geos_of(const Geos& geos, const Geometry& g) {
  if (const auto* p = std::get_if<Point>(&g)) {
    if (!std::isfinite(p->x) || !std::isfinite(p->y)) return geos.own(nullptr);
    return geos.own(GEOSGeom_createPointFromXY_r(geos.handle(), p->x, p->y));
  }
  if (const auto* line = std::get_if<LineString>(&g)) {
    for (const Point p : line->points)
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) return geos.own(nullptr);
    return geos.lines({&line->points, 1});
  }
  const Shape& shape = std::get<Shape>(g);
  return geos_private::finite(shape) ? geos.multipolygon(shape) : geos.own(nullptr);
}

/// A shape whose rings cross is refused by GEOS at times: repaired.
Geometry repaired(const Geometry& g) {
  if (const auto* shape = std::get_if<Shape>(&g)) return made_valid(*shape).value_or(*shape);
  return g;
}

}  // namespace

struct Meeting::Impl {
  struct DestroyPrepared {
    GEOSContextHandle_t handle;
    void operator()(const GEOSPreparedGeometry* g) const { GEOSPreparedGeom_destroy_r(handle, g); }
  };
  Geos geos;
  Geos::Owned with{nullptr, {}};
  std::unique_ptr<const GEOSPreparedGeometry, DestroyPrepared> prepared{nullptr, {}};

  explicit Impl(const Geometry& g) {
    with = geos_of(geos, g);
    if (with && GEOSisValid_r(geos.handle(), with.get()) != 1) with = geos_of(geos, repaired(g));
    if (with && GEOSisEmpty_r(geos.handle(), with.get()) == 0)
      prepared = {GEOSPrepare_r(geos.handle(), with.get()), DestroyPrepared{geos.handle()}};
  }
};

Meeting::Meeting(const Geometry& with) : impl_{std::make_unique<Impl>(with)} {}
Meeting::~Meeting() = default;
Meeting::Meeting(Meeting&&) noexcept = default;
Meeting& Meeting::operator=(Meeting&&) noexcept = default;

bool Meeting::operator()(const Geometry& g) const {
  if (!impl_->prepared) return false;
  const auto other = geos_of(impl_->geos, g);
  if (!other) return false;
  const char met = GEOSPreparedIntersects_r(impl_->geos.handle(), impl_->prepared.get(), other.get());
  if (met != 2) return met == 1;
  const auto valid = geos_of(impl_->geos, repaired(g));
  return valid && GEOSPreparedIntersects_r(impl_->geos.handle(), impl_->prepared.get(), valid.get()) == 1;
}

std::vector<std::vector<std::vector<Point>>> valid_polygons(const std::vector<std::vector<Point>>& rings) {
  const Shape shape{rings};
  if (rings.empty() || !geos_private::finite(shape)) return {};
  std::vector<std::size_t> part(rings.size());
  for (std::size_t i = 0; i < part.size(); ++i) part[i] = i;
  const Geos geos;
  const auto polygon = geos.polygon(shape, part);
  if (!polygon) return {};
  if (GEOSisValid_r(geos.handle(), polygon.get()) == 1) return {rings};
  // Holes are taken away from what outer rings hold, so that a hole that reaches across a border adds nothing beyond it.
  GEOSMakeValidParams* how = GEOSMakeValidParams_create_r(geos.handle());
  GEOSMakeValidParams_setMethod_r(geos.handle(), how, GEOS_MAKE_VALID_STRUCTURE);
  const auto valid = geos.own(GEOSMakeValidWithParams_r(geos.handle(), polygon.get(), how));
  GEOSMakeValidParams_destroy_r(geos.handle(), how);
  std::vector<std::vector<std::vector<Point>>> polygons;
  if (valid) geos.add_polygons(valid.get(), polygons);
  return polygons;
}

Shape box_shape(const Box& b) {
  if (b.empty()) return {};
  return {{{b.low, {b.high.x, b.low.y}, b.high, {b.low.x, b.high.y}}}};
}
Geometry box_geometry(const Box& b) {
  if (b.empty()) return Shape{};
  const bool wide = b.high.x > b.low.x, high = b.high.y > b.low.y;
  if (wide && high) return box_shape(b);
  if (wide || high) return LineString{{b.low, b.high}};
  return b.low;
}

}  // namespace cityloop
