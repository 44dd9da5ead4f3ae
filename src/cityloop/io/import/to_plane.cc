#include "cityloop/io/import/to_plane.h"

#include <algorithm>

namespace cityloop {
namespace {

constexpr const char* kGlobe = "EPSG:4326";

bool is_gcj02(const std::string& crs) { return crs == "GCJ-02" || crs == "GCJ02"; }
bool is_bd09(const std::string& crs) { return crs == "BD-09" || crs == "BD09"; }

}  // namespace

ToPlane::ToPlane(const std::string& from, const std::string& plane) {
  if (is_gcj02(from)) offset_ = Offset::gcj02;
  if (is_bd09(from)) offset_ = Offset::bd09;
  if (offset_ != Offset::none) transform_.emplace(kGlobe, plane);
  else if (from != plane) transform_.emplace(from, plane);
}

std::size_t ToPlane::operator()(std::span<Point> points) const {
  if (offset_ != Offset::none)
    for (Point& p : points) {
      LngLat at{p.x, p.y};
      if (offset_ == Offset::bd09) at = gcj02_from_bd09(at);
      at = wgs84_from_gcj02(at);
      p = {at.lng, at.lat};
    }
  if (transform_) return transform_->forward(points);
  return 0;
}

LngLat to_lnglat(Point p, const std::string& crs) {
  const ToPlane to_globe{crs, kGlobe};
  to_globe(std::span{&p, 1});
  return {p.x, p.y};
}

bool in_degrees(const std::string& crs) {
  return crs == kGlobe || crs == "EPSG:4490" || crs == "OGC:CRS84" || is_gcj02(crs) || is_bd09(crs);
}

}  // namespace cityloop
