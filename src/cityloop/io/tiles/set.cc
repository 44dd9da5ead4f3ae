#include "cityloop/io/tiles/set.h"

#include <algorithm>
#include <cmath>

namespace cityloop::mvt {

TileLayer::TileLayer(std::string name, std::string meaning, Kind kind, std::vector<TileField> fields,
                     bool with_id, Describe describe, bool late)
    : name_{std::move(name)}, meaning_{std::move(meaning)}, kind_{kind}, fields_{std::move(fields)},
      with_id_{with_id}, late_{late}, describe_{std::move(describe)} {}

void TileLayer::add(std::size_t row, const Geometry& g, unsigned zoom) {
  Item item{static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(parts_.size()), 0,
            static_cast<std::uint8_t>(zoom)};
  const auto part = [&](std::span<const Point> points, bool outer) {
    parts_.push_back(
        {static_cast<std::uint32_t>(plane_.size()), static_cast<std::uint32_t>(points.size()), outer});
    plane_.insert(plane_.end(), points.begin(), points.end());
    ++item.parts;
  };
  if (const auto* p = std::get_if<Point>(&g)) part({p, 1}, true);
  if (const auto* line = std::get_if<LineString>(&g); line != nullptr && line->points.size() >= 2)
    part(line->points, true);
  if (const auto* shape = std::get_if<Shape>(&g))
    for (const auto& polygon : polygons_of(*shape))
      for (std::size_t i = 0; i < polygon.size(); ++i) part(shape->rings[polygon[i]], i == 0);
  if (item.parts > 0) items_.push_back(item);
}

Box TileLayer::box_of(const Item& item) const {
  Box box;
  for (std::size_t p = item.first_part; p < item.first_part + item.parts; ++p)
    for (std::size_t k = parts_[p].first; k < parts_[p].first + parts_[p].count; ++k)
      box.add({static_cast<double>(points_[k].x), static_cast<double>(points_[k].y)});
  return box;
}

void TileLayer::settle(const Transform& to_mercator, bool same_zoom) {
  to_mercator.forward(plane_);
  points_.reserve(plane_.size());
  for (const Point p : plane_)
    points_.push_back(std::isfinite(p.x) && std::isfinite(p.y) ? world_spot(p) : WorldSpot{});
  std::vector<char> lost(items_.size(), 0);  // no place on the map: beyond the poles of the projection
  for (std::size_t i = 0; i < items_.size(); ++i)
    for (std::size_t p = items_[i].first_part; p < items_[i].first_part + items_[i].parts; ++p)
      for (std::size_t k = parts_[p].first; k < parts_[p].first + parts_[p].count; ++k)
        if (!std::isfinite(plane_[k].x)) lost[i] = 1;
  plane_ = {};

  std::vector<Box> boxes;
  unsigned last = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    boxes.push_back(lost[i] != 0 ? Box{} : box_of(items_[i]));
    if (boxes.back().empty()) continue;
    bounds_.add(boxes.back().low);
    bounds_.add(boxes.back().high);
    if (kind_ == Kind::point) continue;
    // A pixel of zoom z is 2^(32 − z) ⁄ kExtent · kPixel units: what is smaller waits for the zoom at which it is not.
    const double side = std::max({boxes.back().width(), boxes.back().height(), 1.0});
    const double pixel = TileFrame{0, 0, 0}.unit * kPixel;
    const double zoom = std::ceil(std::log2(pixel / side));
    items_[i].zoom = static_cast<std::uint8_t>(
        std::clamp(zoom, static_cast<double>(items_[i].zoom), static_cast<double>(kDeepest)));
    last = std::max<unsigned>(last, items_[i].zoom);
  }
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (same_zoom) items_[i].zoom = static_cast<std::uint8_t>(last);
    if (!boxes[i].empty()) bands_[items_[i].zoom].item.push_back(static_cast<std::uint32_t>(i));
  }
  for (auto& [zoom, band] : bands_) {
    std::vector<Box> of;
    for (const std::uint32_t i : band.item) of.push_back(boxes[i]);
    band.tree = BoxTree{of};
  }
}

void TileLayer::cut_parts(const TileFrame& tile, const Item& item, std::vector<Path>& paths) const {
  paths.clear();
  std::vector<Path> polygon;  // the one at hand: its outer ring first
  const auto close_polygon = [&] {
    if (polygon.empty()) return;
    for (Path& ring : valid_rings(std::move(polygon))) paths.push_back(std::move(ring));
    polygon.clear();
  };
  for (std::size_t p = item.first_part; p < item.first_part + item.parts; ++p) {
    const std::span<const WorldSpot> points{&points_[parts_[p].first], parts_[p].count};
    if (kind_ == Kind::point) {
      const Point at = tile.at(points[0]);
      paths.push_back(
          {{static_cast<std::int32_t>(std::floor(at.x)), static_cast<std::int32_t>(std::floor(at.y))}});
    } else if (kind_ == Kind::line) {
      cut_line(tile, points, paths);
    } else {
      if (parts_[p].outer) close_polygon();
      else if (polygon.empty()) continue;  // a hole of nothing
      if (auto ring = cut_ring(tile, points)) polygon.push_back(std::move(*ring));
    }
  }
  close_polygon();
}

void TileLayer::cut(const TileFrame& tile, std::string& to) const {
  const Box box = tile.world_box();
  std::vector<std::uint32_t> found;
  for (auto band = bands_.begin(); band != bands_.end() && band->first <= tile.z; ++band)
    for (const std::uint32_t k : band->second.tree.search(box)) found.push_back(band->second.item[k]);
  if (found.empty()) return;
  std::sort(found.begin(), found.end());
  Layer layer{name_};
  std::vector<Path> paths;
  Attributes attributes;
  for (const std::uint32_t i : found) {
    const Item& item = items_[i];
    cut_parts(tile, item, paths);
    if (paths.empty()) continue;
    attributes.clear();
    if (!late_ || tile.z >= first_zoom() + 2) describe_(item.row, attributes);
    layer.add(with_id_ ? std::optional<std::uint64_t>{item.row} : std::nullopt, kind_, paths, attributes);
  }
  if (!layer.empty()) std::move(layer).append_to(to);
}

}  // namespace cityloop::mvt
