#include "cityloop/io/tiles/tiles.h"

#include <cmath>
#include <numbers>
#include <set>

#include "cityloop/base/json.h"
#include "cityloop/io/tiles/set.h"

namespace cityloop {
namespace {

using mvt::TileLayer;
using mvt::TileSet;

Error no_such_set(std::string_view set, const std::vector<TileSet>& sets) {
  std::string all;
  for (const TileSet& s : sets) all += (all.empty() ? "" : ", ") + s.name;
  return Error{Fault::not_found,
               say("There is no set of tiles \"{}\".", "没有名为“{}”的瓦片集。", set),
               {},
               say("There are: {}.", "可用：{}。", all)};
}

/// MapLibre shows an attribution as HTML: what sources say of themselves is text.
std::string in_html(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '&') out += "&amp;";
    else if (c == '"') out += "&quot;";
    else out += c;
  return out;
}
std::string attribution_of(const Provenance& from) {
  std::string all;
  std::set<std::string> seen;
  for (const FileIdx f : each(from.file)) {
    if (from.title[f].empty()) continue;
    const std::string one = from.title[f] + (from.licence[f].empty() ? "" : " (" + from.licence[f] + ")");
    if (seen.insert(one).second) all += (all.empty() ? "" : "; ") + in_html(one);
  }
  return all;
}
LngLat degrees_of(Point world) {
  constexpr double kWhole = 4294967296.0, kPi = std::numbers::pi;
  return {world.x / kWhole * 360 - 180, std::atan(std::sinh(kPi * (1 - 2 * world.y / kWhole))) * 180 / kPi};
}

}  // namespace

struct Tiles::Impl {
  City city;  // the layers that attributes are read from
  std::vector<TileSet> sets;

  explicit Impl(const City& c) : city{c} {
    const Transform to_mercator{city.grid->spec().crs, "EPSG:3857"};
    sets.push_back(mvt::basemap_set(city, to_mercator));
    sets.push_back(mvt::cells_set(city, to_mercator));
    sets.push_back(mvt::zones_set(city, to_mercator));
    sets.push_back(mvt::places_set(city, to_mercator));
  }
  const TileSet& find(std::string_view name) const {
    for (const TileSet& s : sets)
      if (s.name == name) return s;
    throw no_such_set(name, sets);
  }
};

Tiles::Tiles(const City& city) : impl_{std::make_unique<const Impl>(city)} {}
Tiles::~Tiles() = default;
Tiles::Tiles(Tiles&&) noexcept = default;
Tiles& Tiles::operator=(Tiles&&) noexcept = default;

std::vector<std::string> Tiles::sets() const {
  std::vector<std::string> names;
  for (const TileSet& s : impl_->sets) names.push_back(s.name);
  return names;
}

std::string Tiles::tile(std::string_view set, unsigned z, unsigned x, unsigned y) const {
  const TileSet& of = impl_->find(set);
  if (z > mvt::kDeepest || x >> z != 0 || y >> z != 0)
    throw Error{Fault::bad_input,
                say("There is no tile {}/{}/{}.", "没有瓦片 {}/{}/{}。", z, x, y),
                {},
                say("Zoom is 0 to {}, column and row 0 to 2^zoom − 1.",
                    "级别为 0 至 {}，行列号为 0 至 2^级别 − 1。", mvt::kDeepest)};
  std::string tile;
  const mvt::TileFrame frame{z, x, y};
  for (const auto& layer : of.layers) layer->cut(frame, tile);
  return tile;
}

std::string Tiles::tile_json(std::string_view set, std::string_view base_url, std::string_view query) const {
  const TileSet& of = impl_->find(set);
  Box box;
  unsigned first = mvt::kFinest;
  for (const auto& layer : of.layers) {
    first = std::min(first, layer->first_zoom());
    if (layer->bounds().empty()) continue;
    box.add(layer->bounds().low);
    box.add(layer->bounds().high);
  }
  JsonWriter out;
  out.begin_object().field("tilejson", "3.0.0").field("name", of.name).field("description", of.meaning);
  out.field("version", "1.0.0").field("scheme", "xyz");
  out.key("tiles").begin_array();
  out.value(std::string{base_url} + "/tiles/" + of.name + "/{z}/{x}/{y}.mvt" + std::string{query})
      .end_array();
  if (!box.empty()) {
    const LngLat low = degrees_of({box.low.x, box.high.y}), high = degrees_of({box.high.x, box.low.y});
    out.key("bounds").begin_array().value(low.lng).value(low.lat).value(high.lng).value(high.lat).end_array();
    const LngLat middle = degrees_of(0.5 * (box.low + box.high));
    // The zoom at which the longer side fills a window of 1,024 pixels, in tiles of 512.
    const double side = std::max({box.width(), box.height(), 1.0});
    const double zoom =
        std::clamp(std::floor(std::log2(2 * 4294967296.0 / side)), double(first), double(mvt::kFinest));
    out.key("center").begin_array().value(middle.lng).value(middle.lat).value(zoom).end_array();
  }
  out.field("minzoom", first).field("maxzoom", mvt::kFinest);
  const std::string attribution = attribution_of(*impl_->city.provenance);
  if (!attribution.empty()) out.field("attribution", attribution);
  out.key("vector_layers").begin_array();
  for (const auto& layer : of.layers) {
    out.begin_object().field("id", layer->name()).field("description", layer->meaning());
    if (layer->first_zoom() <= mvt::kFinest)
      out.field("minzoom", layer->first_zoom()).field("maxzoom", mvt::kFinest);
    out.key("fields").begin_object();
    for (const auto& f : layer->fields()) out.field(f.name, f.type + ": " + f.meaning);
    out.end_object().end_object();
  }
  out.end_array().end_object();
  return out.take();
}

}  // namespace cityloop
