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
