// What people choose on a map: cells, zones and places, each with the name under which everything else speaks of it.

#include "cityloop/io/export/layers.h"
#include "cityloop/io/tiles/set.h"

namespace cityloop::mvt {
namespace {

std::vector<TileField> zone_fields() {
  return {{"id", "String", "stable id"},
          {"code", "String", "the code of the zone"},
          {"level", "String", "the level of the zone"},
          {"rank", "Number", "0: the coarsest level"},
          {"name", "String", "as people here say"},
          {"name_en", "String", "in English"},
          {"name_zh", "String", "in Chinese"},
          {"type", "String", "kind of area; absent: none"}};
}
TileLayer::Describe zone_describe(const City& city) {
  return [&zones = *city.zones, lang = city.about->language](std::size_t row, Attributes& to) {
    const auto z = idx<ZoneIdx>(row);
    to.emplace_back("id", to_string(zones.id[z]));
    to.emplace_back("code", zones.code[z]);
    to.emplace_back("level", zones.levels[zones.level[z]].word);
    to.emplace_back("rank", static_cast<std::int64_t>(zones.levels.size() - 1 - zones.level[z]));
    to.emplace_back("name", zones.name[z].in(lang));
    to.emplace_back("name_en", zones.name[z].in(Lang::en));
    to.emplace_back("name_zh", zones.name[z].in(Lang::zh));
    if (!zones.type[z].empty()) to.emplace_back("type", zones.type[z]);
  };
}
/// Coarse zones show early; fine ones when there is room.
unsigned zone_zoom(const Zones& zones, ZoneIdx z) {
  const std::size_t rank = zones.levels.size() - 1 - zones.level[z];
  return rank == 0 ? 8 : rank == 1 ? 11 : rank == 2 ? 13 : 14;
}

}  // namespace

bool of_the_city(const ZoneLevelKey& level) {
  for (const std::string_view above : {"country", "nation", "state", "province", "prefecture", "region"})
    if (level.word == above) return false;
  return true;
}

Shape zone_outline(const City& city, ZoneIdx z) {
  const Zones& zones = *city.zones;
  if (!zones.shape[z].empty()) return zones.shape[z];
  std::vector<CellId> cells;  // a zone that was given by its cells
  const auto& of_cell = zones.of_cell[zones.level[z]];
  for (const CellIdx c : each(of_cell))
    if (of_cell[c] == z) cells.push_back(city.grid->id(c));
  return outline(*city.grid, cells);
}

std::unique_ptr<TileLayer> zone_label_layer(const City& city, const Transform& to_mercator) {
  const Zones& zones = *city.zones;
  auto layer = std::make_unique<TileLayer>("zone_labels", "A point inside each zone, for its name",
                                           Kind::point, zone_fields(), true, zone_describe(city));
  for (const ZoneIdx z : each(zones.id))
    if (of_the_city(zones.levels[zones.level[z]]))
      layer->add(z.v, point_inside(zone_outline(city, z)), zone_zoom(zones, z));
  layer->settle(to_mercator);
  return layer;
}

TileSet zones_set(const City& city, const Transform& to_mercator) {
  const Zones& zones = *city.zones;
  auto areas = std::make_unique<TileLayer>("zones", "Zones of all levels", Kind::polygon, zone_fields(), true,
                                           zone_describe(city));
  for (std::size_t level = zones.levels.size(); level-- > 0;)  // the fine ones above the coarse ones
    for (const ZoneIdx z : each(zones.id))
      if (zones.level[z] == level) areas->add(z.v, zone_outline(city, z), 6);
  areas->settle(to_mercator);
  TileSet set{"zones", "Zones of the city", {}};
  set.layers.push_back(std::move(areas));
  set.layers.push_back(zone_label_layer(city, to_mercator));
  return set;
}

TileSet cells_set(const City& city, const Transform& to_mercator) {
  const Grid& grid = *city.grid;
  auto cells = std::make_unique<TileLayer>(
      "cells", "Cells; the feature's id is its position in columns of values", Kind::polygon,
      std::vector<TileField>{{"id", "String", "stable id"}}, true,
      [&grid](std::size_t row, Attributes& to) {
        to.emplace_back("id", to_string(grid.id(idx<CellIdx>(row))));
      },
      true);
  for (const CellIdx c : each(grid.cells().id)) cells->add(c.v, grid.footprint(c), 0);
  cells->settle(to_mercator, grid.spec().shape != CellShape::polygon);
  TileSet set{"cells", "Cells of the city", {}};
  set.layers.push_back(std::move(cells));
  return set;
}

TileSet places_set(const City& city, const Transform& to_mercator) {
  const Places& p = *city.places;
  auto places = std::make_unique<TileLayer>(
      "places", "Places of all kinds", Kind::point,
      std::vector<TileField>{{"id", "String", "stable id"},
                             {"kind", "String", "what it is"},
                             {"kind_en", "String", "what it is, in English"},
                             {"kind_zh", "String", "what it is, in Chinese"},
                             {"name", "String", "as people here say; absent: none"},
                             {"open", "Boolean", "false: closed"}},
      true, [&p](std::size_t row, Attributes& to) {
        const auto i = idx<PlaceIdx>(row);
        to.emplace_back("id", to_string(p.id[i]));
        to.emplace_back("kind", p.kinds[p.kind[i]].word);
        to.emplace_back("kind_en", p.kind_names[p.kind[i]].in(Lang::en));
        to.emplace_back("kind_zh", p.kind_names[p.kind[i]].in(Lang::zh));
        if (!p.name[i].empty()) to.emplace_back("name", p.name[i]);
        to.emplace_back("open", p.open(i));
      });
  for (const PlaceIdx i : each(p.id)) places->add(i.v, p.at[i], 10);
  places->settle(to_mercator);
  TileSet set{"places", "Places of the city", {}};
  set.layers.push_back(std::move(places));
  return set;
}

}  // namespace cityloop::mvt
