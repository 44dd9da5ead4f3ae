// What of a city everybody recognises, from the facts that the city keeps.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "cityloop/io/export/layers.h"
#include "cityloop/io/tiles/set.h"

namespace cityloop::mvt {
namespace {

constexpr std::array<std::string_view, 16> kRoadWords{
    "motorway",   "trunk",   "primary", "secondary", "tertiary", "residential", "living", "service",
    "pedestrian", "footway", "path",    "cycleway",  "steps",    "track",       "ferry",  "other"};

/// The first zoom of each class: about as many roads on a screen at every zoom.
unsigned road_zoom(StreetClass c) {
  switch (c) {
    case StreetClass::motorway: return 6;
    case StreetClass::trunk: return 7;
    case StreetClass::primary: return 8;
    case StreetClass::secondary:
    case StreetClass::ferry: return 10;
    case StreetClass::tertiary: return 11;
    case StreetClass::residential:
    case StreetClass::living:
    case StreetClass::pedestrian:
    case StreetClass::other: return 13;
    case StreetClass::service:
    case StreetClass::footway:
    case StreetClass::path:
    case StreetClass::cycleway:
    case StreetClass::steps:
    case StreetClass::track: return 14;
  }
  return 14;
}
/// A street whose source names no class is one by who may use it and how fast.
StreetClass road_class(const Streets& s, EdgeIdx e) {
  if (s.street_class[e] != StreetClass::other) return s.street_class[e];
  const Permit who = s.forward[e] | s.backward[e];
  const unsigned kmh = s.drive_kmh[e];
  if ((who & permit(Mode::drive)) != 0)
    return kmh >= 80   ? StreetClass::trunk
           : kmh >= 60 ? StreetClass::primary
           : kmh >= 50 ? StreetClass::secondary
           : kmh >= 40 ? StreetClass::tertiary
                       : StreetClass::residential;
  return (who & permit(Mode::walk)) != 0    ? StreetClass::footway
         : (who & permit(Mode::cycle)) != 0 ? StreetClass::cycleway
                                            : StreetClass::other;
}

/// Stretches of one class joined where exactly two of them meet, so that a road is a few lines and not hundreds; no longer
/// than kMost stretches, so that a tile need not walk along a road through the whole city.
std::vector<LineString> joined_roads(const Streets& s, const std::vector<EdgeIdx>& of) {
  constexpr std::size_t kMost = 32;
  std::map<NodeIdx, std::vector<EdgeIdx>> at;
  for (const EdgeIdx e : of) {
    at[s.from[e]].push_back(e);
    at[s.to[e]].push_back(e);
  }
  std::set<EdgeIdx> done;
  std::vector<LineString> lines;
  const auto walk = [&](EdgeIdx e, NodeIdx node) {
    LineString line{{s.at[node]}};
    for (std::size_t n = 0; n < kMost; ++n) {
      done.insert(e);
      const auto bends = s.bends[e];
      if (node == s.from[e]) line.points.insert(line.points.end(), bends.begin(), bends.end());
      else line.points.insert(line.points.end(), bends.rbegin(), bends.rend());
      node = node == s.from[e] ? s.to[e] : s.from[e];
      line.points.push_back(s.at[node]);
      const auto& here = at[node];
      if (here.size() != 2) break;
      e = here[0] == e ? here[1] : here[0];
      if (done.contains(e)) break;
    }
    lines.push_back(std::move(line));
  };
  // First from every end and junction, then what is left: rings, and the middles of what was too long.
  for (const EdgeIdx e : of)
    for (const NodeIdx node : {s.from[e], s.to[e]})
      if (at[node].size() != 2 && !done.contains(e)) walk(e, node);
  for (const EdgeIdx e : of)
    if (!done.contains(e)) walk(e, s.from[e]);
  return lines;
}

std::unique_ptr<TileLayer> road_layer(const City& city, const Transform& to_mercator) {
  const Streets& streets = *city.streets;
  std::array<std::vector<EdgeIdx>, kRoadWords.size()> by_class;
  for (const EdgeIdx e : each(streets.from))
    by_class[static_cast<std::size_t>(road_class(streets, e))].push_back(e);
  auto layer = std::make_unique<TileLayer>(
      "roads", "Streets, joined by class", Kind::line,
      std::vector<TileField>{{"class", "String", "as OpenStreetMap says, or by speed and who may use it"}},
      false, [](std::size_t row, Attributes& to) { to.emplace_back("class", std::string{kRoadWords[row]}); });
  for (std::size_t c = by_class.size(); c-- > 0;)  // the great ones above the small ones
    for (LineString& line : joined_roads(streets, by_class[c]))
      layer->add(c, std::move(line), road_zoom(static_cast<StreetClass>(c)));
  layer->settle(to_mercator);
  return layer;
}

std::unique_ptr<TileLayer> rail_layer(const City& city, const Transform& to_mercator) {
  const Transit& transit = *city.transit;
  std::set<std::tuple<Vehicle, StopIdx, StopIdx>> legs;
  for (const PatternIdx p : each(transit.pattern_line)) {
    const Vehicle vehicle = transit.line_vehicle[transit.pattern_line[p]];
    if (vehicle != Vehicle::tram && vehicle != Vehicle::metro && vehicle != Vehicle::rail) continue;
    const auto stops = transit.pattern_stops[p];
    for (std::size_t i = 0; i + 1 < stops.size(); ++i)
      if (transit.stop_at[stops[i]] != transit.stop_at[stops[i + 1]])
        legs.emplace(vehicle, std::min(stops[i], stops[i + 1]), std::max(stops[i], stops[i + 1]));
  }
  auto layer = std::make_unique<TileLayer>(
      "rail", "Tram, metro and rail, straight from stop to stop as the timetable calls", Kind::line,
      std::vector<TileField>{{"class", "String", "tram, metro or rail"}}, false,
      [](std::size_t row, Attributes& to) { to.emplace_back("class", std::string{kVehicleWords[row]}); });
  for (const auto& [vehicle, a, b] : legs)
    layer->add(static_cast<std::size_t>(vehicle), LineString{{transit.stop_at[a], transit.stop_at[b]}},
               vehicle == Vehicle::tram ? 12 : 10);
  layer->settle(to_mercator);
  return layer;
}

// ---- land ----------------------------------------------------------------------------------------------------------

/// Areas of cells that hang together within blocks of 16 × 16, as one shape each, so that a tile need not look at all of a
/// large area; every cell by itself where cells are no lattice of squares.
std::vector<Shape> areas_of(const Grid& grid, const std::vector<CellIdx>& cells) {
  std::vector<Shape> shapes;
  if (!grid.spec().lattice || grid.spec().shape != CellShape::square) {
    for (const CellIdx c : cells) shapes.push_back(grid.footprint(c));
    return shapes;
  }
  const auto block = [&grid, side = 16 * grid.spec().cell_m](CellIdx c) {
    const Point p = grid.centre(c);
    return std::pair{std::floor(p.x / side), std::floor(p.y / side)};
  };
  std::vector<char> open(grid.size(), 0);
  for (const CellIdx c : cells) open[c.v] = 1;
  for (const CellIdx first : cells) {
    if (open[first.v] == 0) continue;
    std::vector<CellId> together;
    std::vector<CellIdx> edge{first};
    open[first.v] = 0;
    while (!edge.empty()) {
      const CellIdx c = edge.back();
      edge.pop_back();
      together.push_back(grid.id(c));
      for (const CellIdx next : grid.neighbours(c)) {
        if (open[next.v] == 0 || block(next) != block(first)) continue;
        open[next.v] = 0;
        edge.push_back(next);
      }
    }
    shapes.push_back(outline(grid, together));
  }
  return shapes;
}

std::string_view land_layer_of(std::string_view use) {
  if (use == "water") return "water";
  for (const std::string_view g : {"park", "forest", "green", "farmland", "sport"})
    if (use == g) return "green";
  return "land";
}

/// land, green and water: the ground of the city, and the use that takes at least half of a cell.
std::vector<std::unique_ptr<TileLayer>> land_layers(const City& city, const Transform& to_mercator) {
  const Land& land = *city.land;
  const Grid& grid = *city.grid;
  std::map<std::string_view, std::unique_ptr<TileLayer>> layers;
  const std::pair<std::string_view, std::string> all[] = {
      {"land", "The ground of the city, and what it is built for"},
      {"green", "Parks, woods, fields and sports grounds"},
      {"water", "Water"}};
  for (const auto& [name, meaning] : all)
    layers[name] = std::make_unique<TileLayer>(
        std::string{name}, meaning + " (the use of at least half of a cell)", Kind::polygon,
        std::vector<TileField>{{"class", "String", "the use of land; city: the whole ground"}}, false,
        [&land](std::size_t row, Attributes& to) {
          to.emplace_back("class", row == land.uses.size() ? "city" : land.uses[row].word);
        });
  std::vector<CellIdx> every;
  for (const CellIdx c : each(grid.cells().id)) every.push_back(c);
  for (const Shape& s : areas_of(grid, every)) layers["land"]->add(land.uses.size(), s, 0);
  for (std::size_t u = 0; u < land.uses.size() && land.area_m2[u].size() == grid.size(); ++u) {
    std::vector<CellIdx> cells;
    for (const CellIdx c : every)
      if (static_cast<double>(land.area_m2[u][c]) >= 0.5 * grid.area_m2(c)) cells.push_back(c);
    for (const Shape& s : areas_of(grid, cells)) layers[land_layer_of(land.uses[u].word)]->add(u, s, 8);
  }
  std::vector<std::unique_ptr<TileLayer>> in_order;
  for (const auto& [name, meaning] : all) {
    layers[name]->settle(to_mercator);
    in_order.push_back(std::move(layers[name]));
  }
  return in_order;
}

std::unique_ptr<TileLayer> building_layer(const City& city, const Transform& to_mercator) {
  const Buildings& b = *city.buildings;
  auto layer = std::make_unique<TileLayer>(
      "buildings", "Buildings, drawn as squares of their area around their middle", Kind::polygon,
      std::vector<TileField>{{"use", "String", "what it is used for"},
                             {"floors", "Number", "storeys; absent: not known"},
                             {"year", "Number", "year of building; absent: not known"}},
      false, [&b](std::size_t row, Attributes& to) {
        const auto i = idx<BuildingIdx>(row);
        if (b.use[i] < b.uses.size()) to.emplace_back("use", b.uses[b.use[i]].word);
        if (b.floors[i] > 0) to.emplace_back("floors", std::int64_t{b.floors[i]});
        if (b.year[i] > 0) to.emplace_back("year", std::int64_t{b.year[i]});
      });
  for (const BuildingIdx i : each(b.id)) {
    const double half = std::sqrt(static_cast<double>(b.footprint_m2[i])) / 2;
    if (!(half > 0)) continue;
    const Point p = b.at[i];
    layer->add(i.v,
               Shape{{{{p.x - half, p.y - half},
                       {p.x + half, p.y - half},
                       {p.x + half, p.y + half},
                       {p.x - half, p.y + half}}}},
               13);
  }
  layer->settle(to_mercator);
  return layer;
}

// ---- borders and names -----------------------------------------------------------------------------------------------

std::unique_ptr<TileLayer> boundary_layer(const City& city, const Transform& to_mercator) {
  const Zones& zones = *city.zones;
  auto layer = std::make_unique<TileLayer>(
      "boundaries", "Borders of zones of the city and below", Kind::line,
      std::vector<TileField>{{"level", "String", "the level of the zone"},
                             {"rank", "Number", "0: the coarsest level"}},
      false, [&zones](std::size_t row, Attributes& to) {
        to.emplace_back("level", zones.levels[row].word);
        to.emplace_back("rank", static_cast<std::int64_t>(zones.levels.size() - 1 - row));
      });
  for (const ZoneIdx z : each(zones.id)) {
    if (!of_the_city(zones.levels[zones.level[z]])) continue;
    const std::size_t rank = zones.levels.size() - 1 - zones.level[z];
    for (const auto& ring : zone_outline(city, z).rings) {
      LineString line{ring};
      line.points.push_back(ring.front());
      layer->add(zones.level[z], line, rank == 0 ? 6 : rank == 1 ? 10 : 12);
    }
  }
  layer->settle(to_mercator);
  return layer;
}

/// Places by which people find their way: shown before the others.
bool landmark(std::string_view kind) {
  for (const std::string_view k :
       {"hospital", "university", "rail_station", "metro_station", "park", "town_hall", "mall", "museum"})
    if (kind == k) return true;
  return false;
}

std::unique_ptr<TileLayer> named_place_layer(const City& city, const Transform& to_mercator) {
  const Places& p = *city.places;
  auto layer = std::make_unique<TileLayer>(
      "places", "Places that have a name", Kind::point,
      std::vector<TileField>{{"name", "String", "as people here say"}, {"kind", "String", "what it is"}},
      true, [&p](std::size_t row, Attributes& to) {
        const auto i = idx<PlaceIdx>(row);
        to.emplace_back("name", p.name[i]);
        to.emplace_back("kind", p.kinds[p.kind[i]].word);
      });
  for (const PlaceIdx i : each(p.id))
    if (!p.name[i].empty()) layer->add(i.v, p.at[i], landmark(p.kinds[p.kind[i]].word) ? 12 : 15);
  layer->settle(to_mercator);
  return layer;
}

}  // namespace

TileSet basemap_set(const City& city, const Transform& to_mercator) {
  TileSet set{"basemap", "The city on a map", land_layers(city, to_mercator)};
  set.layers.push_back(building_layer(city, to_mercator));
  set.layers.push_back(rail_layer(city, to_mercator));
  set.layers.push_back(road_layer(city, to_mercator));
  set.layers.push_back(boundary_layer(city, to_mercator));
  set.layers.push_back(zone_label_layer(city, to_mercator));
  set.layers.push_back(named_place_layer(city, to_mercator));
  return set;
}

}  // namespace cityloop::mvt
