#include "cityloop/io/import/unit_parts.h"

#include <cmath>

#include "cityloop/base/document.h"
#include "cityloop/geo/crs.h"

namespace cityloop {
namespace {

void add_polygon(const Document& rings, const Transform& to_plane, Shape& to) {
  for (const Document& ring : rings.list()) {
    auto& line = to.rings.emplace_back();
    for (const Document& at : ring.list()) {
      const auto xy = at.list();
      if (xy.size() < 2) at.fail({"a point is [longitude, latitude]", "点应为 [经度, 纬度]"});
      line.push_back({xy[0].number(), xy[1].number()});
      if (std::abs(line.back().x) > 180 || std::abs(line.back().y) > 90)
        at.fail({"these are no degrees", "坐标不是经纬度"},
                {"write GeoJSON in EPSG:4326", "请使用 EPSG:4326 的 GeoJSON"});
    }
    if (line.size() > 1 && line.front() == line.back()) line.pop_back();
    if (line.size() < 3) ring.fail({"a ring needs three points", "环至少需要三个点"});
    if (to_plane.forward(std::span{line}) > 0)
      ring.fail({"it lies outside the city's plane", "超出该市坐标系范围"});
  }
}

}  // namespace

std::vector<SplitUnit::Part> read_unit_parts(const std::string& text, const std::string& file,
                                             const std::string& crs) {
  const Document all = parse_json(text, file);
  const Transform to_plane{"EPSG:4326", crs};
  std::vector<SplitUnit::Part> out;
  for (const Document& feature : all.at("features").list()) {
    SplitUnit::Part part;
    const Document properties = feature.at("properties"), shape = feature.at("geometry");
    part.code = properties.at("code").string();
    const auto name = properties.find("name"), english = properties.find("name_en");
    const std::string shown = name ? name->string() : part.code;
    part.name = {english ? english->string() : shown, shown};
    const std::string type = shape.at("type").string();
    const Document where = shape.at("coordinates");
    if (type == "Polygon") {
      add_polygon(where, to_plane, part.shape);
    } else if (type == "MultiPolygon") {
      for (const Document& polygon : where.list()) add_polygon(polygon, to_plane, part.shape);
    } else {
      shape.at("type").fail(say("‘{}’ is no area", "“{}”不是面", type), {"draw polygons", "请使用多边形"});
    }
    out.push_back(std::move(part));
  }
  return out;
}

}  // namespace cityloop
