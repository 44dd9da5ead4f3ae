#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "cityloop/base/error.h"
#include "cityloop/geo/point.h"
#include "cityloop/geo/shape.h"

namespace cityloop {

struct LineString {
  std::vector<Point> points;
};
/// A geometry of the outside world, in whatever coordinates it came with.
using Geometry = std::variant<Point, LineString, Shape>;

std::string to_wkb(const Geometry&);  // little-endian; a Shape as (Multi)Polygon
Geometry parse_wkb(std::span<const std::uint8_t>,
                   const Where& where = {});  // throws Error{bad_input}; never reads past the end
std::string to_gpkg_blob(const Geometry&,
                         std::int32_t srs_id);  // GeoPackage binary, with envelope for lines and shapes
std::string to_geojson(const Geometry&, int decimals = 7);
Box geometry_bounds(const Geometry&);

}  // namespace cityloop
