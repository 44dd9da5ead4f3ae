#pragma once

#include <optional>
#include <span>
#include <string>

#include "cityloop/geo/crs.h"

namespace cityloop {

/// From the coordinates of a file to the city's plane, in batches. Knows, besides all that PROJ knows, the offset systems
/// of Chinese map services by the names "GCJ-02" and "BD-09".
class ToPlane {
 public:
  ToPlane(const std::string& from, const std::string& plane);
  /// In place; points that cannot be transformed become NaN. Returns their number.
  std::size_t operator()(std::span<Point> points) const;

 private:
  enum class Offset : std::uint8_t { none, gcj02, bd09 };
  Offset offset_ = Offset::none;
  std::optional<Transform> transform_;  // none: the file is on the plane already
};

/// WGS 84 longitude and latitude of points of a file; NaN where there are none.
LngLat to_lnglat(Point p, const std::string& crs);
/// True for the systems whose coordinates are degrees in EPSG:4326 order (EPSG:4326, EPSG:4490, GCJ-02, BD-09).
bool in_degrees(const std::string& crs);

}  // namespace cityloop
