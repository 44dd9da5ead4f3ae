#pragma once

// What maps are drawn from: vector tiles of the city, their descriptions, and styles that need nothing from elsewhere.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/city/city.h"

namespace cityloop {

/// Sets of vector tiles (Mapbox Vector Tile 2.1) of one city. Everything is put on the plane of web maps once; a tile is
/// then cut from packed trees and costs what it shows. Immutable: any number of threads may ask.
///
/// basemap  land, green, water (the prevailing use of cells: the city keeps land by cell and no outlines), buildings (the
///          city keeps their middle and area: drawn as squares of that area), rail (straight from stop to stop), roads by
///          class, boundaries of zones of the city and below, zone_labels, places with a name
/// cells    feature id = CellIdx; attribute id = the cell's stable id, from the zoom on at which a cell is four pixels
/// zones    zones (feature id = ZoneIdx) and zone_labels
/// places   feature id = PlaceIdx
class Tiles {
 public:
  explicit Tiles(const City&);
  ~Tiles();
  Tiles(Tiles&&) noexcept;
  Tiles& operator=(Tiles&&) noexcept;

  std::vector<std::string> sets() const;
  /// The bytes of one tile, not compressed; empty where there is nothing. Throws Error{not_found} for a set that is not
  /// there, Error{bad_input} for a tile outside 0 … 2^z − 1 or a zoom over 22.
  std::string tile(std::string_view set, unsigned z, unsigned x, unsigned y) const;
  /// TileJSON 3.0. `base_url` is what stands before "/tiles/…"; `query`, such as "?version=…", follows each tile's address.
  std::string tile_json(std::string_view set, std::string_view base_url, std::string_view query = {}) const;
  /// A style for MapLibre: theme light, dark or contrast; throws Error{bad_input} for another. No glyphs, no sprite: text is
  /// drawn with the fonts of the reader's machine. Layers of roads have ids that start with "road".
  static std::string style_json(std::string_view theme, std::string_view base_url);

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace cityloop
