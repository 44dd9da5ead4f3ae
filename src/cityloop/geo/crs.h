#pragma once

#include <memory>
#include <span>
#include <string>

#include "cityloop/base/error.h"
#include "cityloop/geo/point.h"

namespace cityloop {

/// Between a coordinate system people name ("EPSG:4326", "EPSG:4547", a WKT) and the city's plane. PROJ behind; network off.
/// Axis order is always x = east / longitude, y = north / latitude. "GCJ-02" and "BD-09" (degrees) are understood too.
/// Safe to use from several threads; they wait for each other.
class Transform {
 public:
  /// Throws Error{bad_input} naming the system that PROJ does not know.
  Transform(const std::string& from, const std::string& to);
  ~Transform();
  Transform(Transform&&) noexcept;
  Transform& operator=(Transform&&) noexcept;
  /// In place. Points that cannot be transformed become NaN; count returned.
  std::size_t forward(std::span<Point> points) const;
  std::size_t inverse(std::span<Point> points) const;
  Point forward(Point p) const;
  Point inverse(Point p) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The plane CityLoop chooses for a city around `centre` when city.yaml says `crs: auto`: CGCS2000 3-degree
/// Gauss–Krüger within the rectangle EPSG gives as the area of use of CGCS2000 (EPSG:4534…4554, by central meridian
/// 75…135°E), else the WGS 84 UTM zone. Both are in metres and true to scale within 0.1 % across a city.
std::string auto_crs(LngLat centre);
/// Throws Error{bad_input} unless `crs` is projected and in metres.
void require_metric(const std::string& crs, const Where& where = {});

/// The definition of a system as WKT 1, as GeoPackage wants it; WKT 2 where WKT 1 cannot say it. Throws Error{bad_input}
/// naming the system that PROJ does not know.
std::string crs_wkt(const std::string& crs);

/// Whether a system names its axis to the north (or latitude) first, as EPSG:4326, EPSG:4490 and the Gauss–Krüger systems
/// of China do. Transform does not follow this; interfaces that must (OGC, WMS) turn the coordinates themselves.
bool north_first(const std::string& crs);
/// Degrees and not metres.
bool is_geographic(const std::string& crs);

/// The offset systems of Chinese map services. GCJ-02 ↔ WGS 84 to better than 0.1 m by iteration; BD-09 on top of it.
LngLat gcj02_from_wgs84(LngLat);
LngLat wgs84_from_gcj02(LngLat);
LngLat bd09_from_gcj02(LngLat);
LngLat gcj02_from_bd09(LngLat);
bool outside_china(
    LngLat);  // outside the rectangle in which map services apply the offset; there all are equal

}  // namespace cityloop
