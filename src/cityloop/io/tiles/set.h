#pragma once

// Private to tiles: the layers of a set, ready to be cut.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cityloop/city/city.h"
#include "cityloop/geo/codec.h"
#include "cityloop/geo/crs.h"
#include "cityloop/geo/tree.h"
#include "cityloop/io/tiles/cut.h"

namespace cityloop::mvt {

struct TileField {
  std::string name, type, meaning;  // type: String, Number or Boolean, as TileJSON wants
};

/// One layer of a set. Items are numbered in the order in which they are drawn.
class TileLayer {
 public:
  using Describe = std::function<void(std::size_t row, Attributes& to)>;
  /// `describe` is asked for the attributes of the row with which an item was added; `late`: only from two zooms after the
  /// first on, where an item is large enough to be pointed at.
  TileLayer(std::string name, std::string meaning, Kind kind, std::vector<TileField> fields, bool with_id,
            Describe describe, bool late = false);
  /// Points are on the city's plane; an empty geometry is left out. `zoom` is the first zoom that shows the item, if it
  /// is a pixel large there.
  void add(std::size_t row, const Geometry&, unsigned zoom);
  /// Moves everything to the world and packs the trees; `same_zoom`: all items appear together, when the smallest does.
  void settle(const Transform& to_mercator, bool same_zoom = false);

  void cut(const TileFrame&, std::string& tile) const;
  const std::string& name() const { return name_; }
  const std::string& meaning() const { return meaning_; }
  const std::vector<TileField>& fields() const { return fields_; }
  /// The first zoom that shows anything; over kDeepest: there is nothing.
  unsigned first_zoom() const { return bands_.empty() ? kDeepest + 1 : bands_.begin()->first; }
  Box bounds() const { return bounds_; }  // in world units

 private:
  struct Item {
    std::uint32_t row = 0, first_part = 0, parts = 0;
    std::uint8_t zoom = 0;
  };
  struct Part {
    std::uint32_t first = 0, count = 0;  // in points_
    bool outer = true;                   // of a polygon: a ring that holes may follow
  };
  struct Band {
    std::vector<std::uint32_t> item;
    BoxTree tree;
  };
  Box box_of(const Item&) const;
  void cut_parts(const TileFrame&, const Item&, std::vector<Path>&) const;
  std::string name_, meaning_;
  Kind kind_;
  std::vector<TileField> fields_;
  bool with_id_, late_;
  Describe describe_;
  std::vector<Item> items_;
  std::vector<Part> parts_;
  std::vector<Point> plane_;  // until settled
  std::vector<WorldSpot> points_;
  std::map<unsigned, Band> bands_;  // by first zoom
  Box bounds_;
};

struct TileSet {
  std::string name, meaning;
  std::vector<std::unique_ptr<TileLayer>> layers;  // from the ground up
};

/// The sets of a city; what they say refers to `city`, which must outlive them.
TileSet basemap_set(const City& city, const Transform& to_mercator);
TileSet cells_set(const City& city, const Transform& to_mercator);
TileSet zones_set(const City& city, const Transform& to_mercator);
TileSet places_set(const City& city, const Transform& to_mercator);

// Parts that two sets have in common.
bool of_the_city(const ZoneLevelKey&);  // a level whose borders a city may draw: no province, no country
Shape zone_outline(const City&, ZoneIdx);
std::unique_ptr<TileLayer> zone_label_layer(const City&, const Transform&);

}  // namespace cityloop::mvt
