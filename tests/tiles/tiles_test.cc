#include "cityloop/io/tiles/tiles.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <set>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/city/drawing.h"
#include "cityloop/geo/crs.h"
#include "cityloop/geo/meets.h"
#include "cityloop/io/tiles/cut.h"
#include "tests/tiles/decoder.h"

namespace cityloop {
namespace {

using testing::decode_tile;
using testing::DecodedFeature;
using testing::DecodedTile;
using ::testing::HasSubstr;

constexpr const char* kCity = R"(grid 100 m
  S  . 2 W W . .
  .  # # W # . B
  3  . . # 4 _ _
  G  G . P 1 _ _
  G  G . . . _ _
legend
  S    primary_school capacity=300 name=第一小学
  P    clinic capacity=20
  1-9  people ×100
  B    building floors=6 year=1998 use=residential area=400
  W    land water
  G    land park
  #    no way through
zones district
  A A A B B B B
  A A A B B B B
  A A A B B _ _
  C C A B B _ _
  C C A B B _ _
)";

const City& drawn() {
  static const City city = draw_city(kCity);
  return city;
}

/// Where something lies in a tile, worked out by the formulas of the map's projection in degrees and not by the world's
/// units that the writer counts in.
struct OwnFrame {
  unsigned z, x, y;
  static const Transform& to_degrees() {
    static const Transform made{drawn().grid->spec().crs, "EPSG:4326"};
    return made;
  }
  Point at(Point plane) const {
    constexpr double kPi = std::numbers::pi;
    const Point d = to_degrees().forward(plane);
    const double n = std::exp2(z), phi = d.y / 180 * kPi;
    return {4096 * (n * (d.x + 180) / 360 - x),
            4096 * (n * (1 - std::log(std::tan(phi) + 1 / std::cos(phi)) / kPi) / 2 - y)};
  }
  Geometry of(Geometry g) const {
    if (auto* p = std::get_if<Point>(&g)) *p = at(*p);
    if (auto* line = std::get_if<LineString>(&g))
      for (Point& p : line->points) p = at(p);
    if (auto* shape = std::get_if<Shape>(&g))
      for (auto& ring : shape->rings)
        for (Point& p : ring) p = at(p);
    return g;
  }
};
/// The tiles of a zoom around the city, two more on every side.
template <class Fn>
void each_tile(unsigned z, Fn fn) {
  const OwnFrame world{z, 0, 0};
  const Box b = drawn().grid->bounds();
  Box tiles;
  for (const Point p : {b.low, b.high, Point{b.low.x, b.high.y}, Point{b.high.x, b.low.y}})
    tiles.add((1.0 / 4096) * world.at(p));
  for (auto x = static_cast<unsigned>(tiles.low.x) - 2; x <= static_cast<unsigned>(tiles.high.x) + 2; ++x)
    for (auto y = static_cast<unsigned>(tiles.low.y) - 2; y <= static_cast<unsigned>(tiles.high.y) + 2; ++y)
      fn(z, x, y);
}
std::set<std::uint64_t> ids_of(const DecodedTile& tile, const std::string& layer) {
  std::set<std::uint64_t> ids;
  if (tile.contains(layer))
    for (const DecodedFeature& f : tile.at(layer).features) {
      EXPECT_TRUE(f.has_id);
      EXPECT_TRUE(ids.insert(f.id).second) << "a feature twice in one tile";
    }
  return ids;
}

TEST(Tiles, EveryFeatureLiesInExactlyTheTilesThatItTouches) {
  const City& city = drawn();
  const Tiles tiles{city};
  struct What {
    std::string set, layer;
    std::vector<Geometry> features;
  };
  std::vector<What> all{{"cells", "cells", {}}, {"zones", "zones", {}}, {"places", "places", {}}};
  for (const CellIdx c : each(city.grid->cells().id)) all[0].features.push_back(city.grid->footprint(c));
  for (const ZoneIdx z : each(city.zones->id)) {
    std::vector<Shape> cells;  // zones of a drawing are given by their cells
    for (const CellIdx c : each(city.grid->cells().id))
      if (city.zones->of_cell[city.zones->level[z]][c] == z) cells.push_back(city.grid->footprint(c));
    all[1].features.push_back(merged(cells));
  }
  for (const PlaceIdx p : each(city.places->id)) all[2].features.push_back(city.places->at[p]);
  std::size_t there = 0, not_there = 0;
  for (const unsigned z : {14U, 16U, 18U, 19U})
    each_tile(z, [&](unsigned, unsigned x, unsigned y) {
      const OwnFrame frame{z, x, y};
      // Rounding may move a border by a unit: what comes that close to the buffer's edge is not judged.
      const Meeting surely{box_geometry({{-63, -63}, {4159, 4159}})};
      const Meeting maybe{box_geometry({{-65, -65}, {4161, 4161}})};
      for (const What& w : all) {
        const auto found = ids_of(decode_tile(tiles.tile(w.set, z, x, y)), w.layer);
        for (std::size_t i = 0; i < w.features.size(); ++i) {
          const Geometry g = frame.of(w.features[i]);
          if (surely(g)) {
            ++there;
            EXPECT_TRUE(found.contains(i)) << w.set << ' ' << i << " z" << z;
          }
          if (!maybe(g)) {
            ++not_there;
            EXPECT_FALSE(found.contains(i)) << w.set << ' ' << i << " z" << z;
          }
        }
        for (const std::uint64_t id : found) EXPECT_LT(id, w.features.size());
      }
    });
  EXPECT_GT(there, 500U);
  EXPECT_GT(not_there, 5000U);
}

TEST(Tiles, RingsTurnAsTheSpecificationSaysAndHoldTheirArea) {
  const City& city = drawn();
  const Tiles tiles{city};
  std::map<std::string, double> area;  // m², of tiles without their buffers: together the whole layer
  double cells = 0;
  each_tile(17, [&](unsigned z, unsigned x, unsigned y) {
    for (const char* set : {"basemap", "cells", "zones"})
      for (const auto& [name, layer] : decode_tile(tiles.tile(set, z, x, y)))
        for (const DecodedFeature& f : layer.features) {
          if (f.type != 3) continue;
          ASSERT_GT(testing::twice_area_of(f.parts.at(0)), 0) << name << ": the first ring is an outer one";
          double sum = 0;
          for (const auto& ring : f.parts) {
            EXPECT_NE(testing::twice_area_of(ring), 0);
            Shape s{{{}}};
            for (const auto& [px, py] : ring)
              s.rings[0].push_back({static_cast<double>(px), static_cast<double>(py)});
            sum += std::copysign(overlap_m2(s, Box{{0, 0}, {4096, 4096}}),
                                 static_cast<double>(testing::twice_area_of(ring)));
          }
          const auto kind = f.attributes.contains("class") ? f.attributes.at("class") : name;
          area[kind] += sum;
          if (name == "cells") cells += sum;
        }
  });
  // Twenty-nine cells, all of them in a district; three of water and four of park; and one house.
  const double cell = cells / static_cast<double>(city.grid->size());
  EXPECT_EQ(city.grid->size(), 29U);
  EXPECT_NEAR(area["city"] / cell, 29, 0.05);
  EXPECT_NEAR(area["zones"] / cell, 29, 0.05);
  EXPECT_NEAR(area["water"] / cell, 3, 0.02);
  EXPECT_NEAR(area["park"] / cell, 4, 0.02);
  EXPECT_NEAR(area["buildings"] / cell, 0.04, 0.001);
}

TEST(Tiles, WhatClippingAndRoundingCrossIsTakenApart) {
  using mvt::Path;
  const auto areas = [](const std::vector<Path>& rings) {
    std::vector<std::int64_t> out;
    for (const Path& r : rings) out.push_back(mvt::twice_area(r));
    return out;
  };
  const Path square{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, back{square.rbegin(), square.rend()};
  EXPECT_EQ(areas(mvt::valid_rings({square})), (std::vector<std::int64_t>{200}));
  EXPECT_EQ(areas(mvt::valid_rings({back})), (std::vector<std::int64_t>{200})) << "an outer ring is turned";
  const Path hole{{2, 2}, {4, 2}, {4, 4}, {2, 4}};
  EXPECT_EQ(areas(mvt::valid_rings({square, hole})), (std::vector<std::int64_t>{200, -8}));
  // A hole that rounding moved across the border takes away what it has of the square: 2 × 2 of its 4 × 2.
  EXPECT_EQ(areas(mvt::valid_rings({square, {{8, 2}, {12, 2}, {12, 4}, {8, 4}}})),
            (std::vector<std::int64_t>{192}));
  EXPECT_TRUE(mvt::valid_rings({square, back}).empty()) << "a hole that holds all leaves nothing";
  // A bow tie becomes two triangles; a bridge there and back between two squares is no area.
  EXPECT_EQ(areas(mvt::valid_rings({{{0, 0}, {10, 10}, {10, 0}, {0, 10}}})),
            (std::vector<std::int64_t>{50, 50}));
  const Path bridge{{0, 0},   {10, 0},  {10, 5}, {20, 5}, {20, 0},  {30, 0},
                    {30, 10}, {20, 10}, {20, 5}, {10, 5}, {10, 10}, {0, 10}};
  EXPECT_EQ(areas(mvt::valid_rings({bridge})), (std::vector<std::int64_t>{200, 200}));
  // A star turns to one side only, and is not convex.
  const Path star{{0, -100}, {59, 81}, {-95, -31}, {95, -31}, {-59, 81}};
  const auto parts = mvt::valid_rings({star});
  ASSERT_FALSE(parts.empty());
  EXPECT_NE(parts[0].size(), star.size());
}

TEST(Tiles, RoadsOfTilesTogetherAreAsLongAsTheStreets) {
  const City& city = drawn();
  const Tiles tiles{city};
  double drawn_length = 0;
  each_tile(16, [&](unsigned z, unsigned x, unsigned y) {
    const DecodedTile tile = decode_tile(tiles.tile("basemap", z, x, y));
    if (!tile.contains("roads")) return;
    for (const DecodedFeature& f : tile.at("roads").features)
      for (const auto& part : f.parts)
        for (std::size_t i = 1; i < part.size(); ++i) {
          // What lies in the tile itself, without its buffer: cut by sampling, a hundredth of a step each.
          for (int k = 0; k < 100; ++k) {
            const double t = (k + 0.5) / 100;
            const double px =
                (1 - t) * static_cast<double>(part[i - 1].first) + t * static_cast<double>(part[i].first);
            const double py =
                (1 - t) * static_cast<double>(part[i - 1].second) + t * static_cast<double>(part[i].second);
            if (px < 0 || py < 0 || px >= 4096 || py >= 4096) continue;
            drawn_length += std::hypot(static_cast<double>(part[i].first - part[i - 1].first),
                                       static_cast<double>(part[i].second - part[i - 1].second)) /
                            100;
          }
        }
  });
  double length = 0;
  const OwnFrame frame{16, 0, 0};
  for (const EdgeIdx e : each(city.streets->from))
    length += distance_m(frame.at(city.streets->at[city.streets->from[e]]),
                         frame.at(city.streets->at[city.streets->to[e]]));
  EXPECT_GT(length, 1000);
  EXPECT_NEAR(drawn_length / length, 1, 0.01);
}

TEST(Tiles, AttributesSayWhatAFeatureIs) {
  const City& city = drawn();
  const Tiles tiles{city};
  std::map<std::string, std::map<std::string, std::string>> seen;
  each_tile(16, [&](unsigned z, unsigned x, unsigned y) {
    for (const std::string& set : tiles.sets())
      for (const auto& [name, layer] : decode_tile(tiles.tile(set, z, x, y))) {
        EXPECT_EQ(layer.extent, 4096U);
        for (const DecodedFeature& f : layer.features) {
          if (name == "cells") {
            EXPECT_EQ(f.attributes.at("id"), to_string(city.grid->id(idx<CellIdx>(f.id))));
          }
          if (name == "places" && set == "places") {
            EXPECT_EQ(f.attributes.at("id"), to_string(city.places->id[idx<PlaceIdx>(f.id)]));
          }
          for (const auto& [key, value] : f.attributes) seen[set + "/" + name][key] = value;
        }
      }
  });
  EXPECT_EQ(seen["basemap/buildings"],
            (std::map<std::string, std::string>{{"floors", "6"}, {"use", "residential"}, {"year", "1998"}}));
  EXPECT_EQ(seen["basemap/places"]["name"], "第一小学");
  EXPECT_EQ(seen["basemap/boundaries"]["level"], "district");
  EXPECT_EQ(seen["places/places"]["open"], "true");
  EXPECT_EQ(seen["zones/zones"]["rank"], "0");
  EXPECT_FALSE(seen["basemap/roads"]["class"].empty());
}

TEST(Tiles, SmallThingsWaitForTheZoomAtWhichTheyAreAPixel) {
  const City& city = drawn();
  const Tiles tiles{city};
  // 100 m are 1/4096 of a tile's 512 pixels or more from the zoom at which 512 · 2^z · 100 m ⁄ cos φ reaches 40,075 km.
  const double phi = OwnFrame::to_degrees().forward(city.grid->centre(CellIdx{0})).y;
  const double side = 100 / std::cos(phi / 180 * std::numbers::pi);
  const auto first = static_cast<unsigned>(std::ceil(std::log2(2 * std::numbers::pi * 6378137 / side / 512)));
  for (unsigned z = 0; z <= 16; ++z) {
    std::size_t cells = 0;
    each_tile(std::max(z, 2U), [&](unsigned zoom, unsigned x, unsigned y) {
      if (x >> zoom == 0 && y >> zoom == 0)
        cells += ids_of(decode_tile(tiles.tile("cells", zoom, x, y)), "cells").size();
    });
    bool named = false;
    each_tile(std::max(z, 2U), [&](unsigned zoom, unsigned x, unsigned y) {
      if (x >> zoom != 0 || y >> zoom != 0) return;
      const DecodedTile tile = decode_tile(tiles.tile("cells", zoom, x, y));
      if (tile.contains("cells")) named = !tile.at("cells").features[0].attributes.empty();
    });
    EXPECT_EQ(named, z >= first + 2) << z;
    if (z < first) {
      EXPECT_EQ(cells, 0U) << z;
    } else {
      EXPECT_GE(cells, city.grid->size()) << z;
    }
  }
  EXPECT_THAT(tiles.tile_json("cells", ""), HasSubstr("\"minzoom\":" + std::to_string(first)));
}

TEST(Tiles, WhatIsNotThereIsSaid) {
  const Tiles tiles{drawn()};
  const auto fault_of = [&](std::string_view set, unsigned z, unsigned x, unsigned y) {
    try {
      tiles.tile(set, z, x, y);
    } catch (const Error& e) {
      return std::string{to_word(e.fault())};
    }
    return std::string{"none"};
  };
  EXPECT_EQ(fault_of("rivers", 0, 0, 0), to_word(Fault::not_found));
  EXPECT_EQ(fault_of("cells", 3, 8, 0), to_word(Fault::bad_input));
  EXPECT_EQ(fault_of("cells", 3, 0, 8), to_word(Fault::bad_input));
  EXPECT_EQ(fault_of("cells", 23, 0, 0), to_word(Fault::bad_input));
  EXPECT_EQ(fault_of("cells", 3, 7, 7), "none");
  EXPECT_TRUE(tiles.tile("cells", 16, 0, 0).empty());
  EXPECT_THROW(tiles.tile_json("rivers", ""), Error);
  EXPECT_THROW(Tiles::style_json("pink", ""), Error);
}

TEST(Tiles, AnAddressIsReadStrictly) {
  using mvt::read_tile_address;
  EXPECT_EQ(read_tile_address("cells/3/7/0.mvt"), (mvt::TileAddress{"cells", 3, 7, 0}));
  EXPECT_EQ(read_tile_address("basemap/0/0/0.mvt"), (mvt::TileAddress{"basemap", 0, 0, 0}));
  for (const char* wrong :
       {"", "cells", "cells/3/7", "cells/3/7/0", "cells/3/7/0.pbf", "cells/3/8/0.mvt", "cells/3/0/8.mvt",
        "cells/23/0/0.mvt", "cells/-1/0/0.mvt", "cells/+3/7/0.mvt", "cells/03/7/0.mvt", "cells/3/7/0.mvt/",
        "cells/3/7/0.mvt?", "/3/7/0.mvt", "cells//7/0.mvt", "cells/3/7/ 0.mvt", "cells/4294967299/7/0.mvt",
        "cells/3/7/0.5.mvt", "a/b/3/7/0.mvt"})
    EXPECT_FALSE(read_tile_address(wrong)) << wrong;
}

TEST(Tiles, TheSameBytesFromAnyThread) {
  const Tiles tiles{drawn()}, again{drawn()};
  std::vector<std::string> one, other;
  each_tile(15, [&](unsigned z, unsigned x, unsigned y) { one.push_back(tiles.tile("basemap", z, x, y)); });
  std::thread beside{[&] {
    each_tile(15,
              [&](unsigned z, unsigned x, unsigned y) { other.push_back(again.tile("basemap", z, x, y)); });
  }};
  std::vector<std::string> meanwhile;
  each_tile(15,
            [&](unsigned z, unsigned x, unsigned y) { meanwhile.push_back(tiles.tile("basemap", z, x, y)); });
  beside.join();
  EXPECT_EQ(one, other);
  EXPECT_EQ(one, meanwhile);
}

// ---- another reader --------------------------------------------------------------------------------------------------

std::string output_of(const std::string& command) {
  std::string out;
  std::FILE* from = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> part{};
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), from)) out.append(part.data(), n);
  ::pclose(from);
  return out;
}

TEST(Tiles, GdalReadsThemAsTheyWereMeant) {
  if (std::system("command -v ogrinfo >/dev/null 2>&1") != 0) GTEST_SKIP() << "ogrinfo is not installed";
  const Tiles tiles{drawn()};
  std::string name = (std::filesystem::temp_directory_path() / "cityloop-tiles-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(name.data());
  std::size_t read = 0;
  each_tile(15, [&](unsigned z, unsigned x, unsigned y) {
    for (const std::string& set : tiles.sets()) {
      const std::string bytes = tiles.tile(set, z, x, y);
      if (bytes.empty()) continue;
      const std::string file = (folder / (set + ".mvt")).string();
      std::ofstream{file, std::ios::binary} << bytes;
      const std::string said =
          output_of("ogrinfo -ro -al -so -oo CLIP=NO -oo Z=" + std::to_string(z) +
                    " -oo X=" + std::to_string(x) + " -oo Y=" + std::to_string(y) + " " + file);
      EXPECT_THAT(said, ::testing::Not(HasSubstr("ERROR"))) << said;
      EXPECT_THAT(said, ::testing::Not(HasSubstr("Warning"))) << said;
      for (const auto& [layer, what] : decode_tile(bytes)) {
        const std::size_t at = said.find("Layer name: " + layer + "\n");
        ASSERT_NE(at, std::string::npos) << layer << said;
        EXPECT_THAT(said.substr(at, said.find("Layer name", at + 5) - at),
                    HasSubstr("Feature Count: " + std::to_string(what.features.size()) + "\n"));
        ++read;
      }
    }
  });
  EXPECT_GT(read, 8U);
  std::filesystem::remove_all(folder);
}

// ---- descriptions ----------------------------------------------------------------------------------------------------

TEST(Tiles, ADescriptionNamesEveryLayerAndField) {
  const Tiles tiles{drawn()};
  for (const std::string& set : tiles.sets()) {
    const Document d = parse_json(tiles.tile_json(set, "https://city.example", "?version=1"), set);
    EXPECT_EQ(d.at("tiles").list().at(0).string(),
              "https://city.example/tiles/" + set + "/{z}/{x}/{y}.mvt?version=1");
    std::map<std::string, std::vector<std::string>> fields;
    for (const Document& layer : d.at("vector_layers").list())
      fields[layer.at("id").string()] = layer.at("fields").keys();
    const auto bounds = d.at("bounds").list();
    for (const CellIdx c : each(drawn().grid->cells().id)) {
      const Point p = OwnFrame::to_degrees().forward(drawn().grid->centre(c));
      if (set == "places") continue;  // only as far as there are places
      EXPECT_TRUE(p.x > bounds[0].number() && p.x < bounds[2].number());
      EXPECT_TRUE(p.y > bounds[1].number() && p.y < bounds[3].number());
    }
    each_tile(16, [&](unsigned z, unsigned x, unsigned y) {
      for (const auto& [name, layer] : decode_tile(tiles.tile(set, z, x, y)))
        for (const DecodedFeature& f : layer.features)
          for (const auto& [key, value] : f.attributes)
            EXPECT_THAT(fields.at(name), ::testing::Contains(key)) << set << ' ' << name;
    });
  }
}

double luminance(const std::string& colour) {
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    const double c = std::stoi(colour.substr(static_cast<std::size_t>(1 + 2 * i), 2), nullptr, 16) / 255.0;
    sum += (i == 0   ? 0.2126
            : i == 1 ? 0.7152
                     : 0.0722) *
           (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

TEST(Tiles, StylesReferToWhatIsThere) {
  const Tiles tiles{drawn()};
  const Document described = parse_json(tiles.tile_json("basemap", ""), "basemap");
  std::map<std::string, std::vector<std::string>> fields;
  for (const Document& layer : described.at("vector_layers").list())
    fields[layer.at("id").string()] = layer.at("fields").keys();
  std::set<std::string> styles;
  for (const char* theme : {"light", "dark", "contrast"}) {
    const std::string json = Tiles::style_json(theme, "https://city.example");
    EXPECT_TRUE(styles.insert(json).second);
    EXPECT_THAT(json, ::testing::Not(HasSubstr("glyphs")));
    EXPECT_THAT(json, ::testing::Not(HasSubstr("sprite")));
    const Document style = parse_json(json, theme);
    EXPECT_EQ(style.at("version").integer(), 8);
    const auto sources = style.at("sources").keys();
    EXPECT_EQ(style.at("sources").at("basemap").at("url").string(),
              "https://city.example/tiles/basemap.json");
    std::set<std::string> ids, used;
    for (const Document& layer : style.at("layers").list()) {
      const std::string id = layer.at("id").string();
      EXPECT_TRUE(ids.insert(id).second) << id;
      if (layer.at("type").string() == "background") continue;
      EXPECT_THAT(sources, ::testing::Contains(layer.at("source").string())) << id;
      const std::string of = layer.at("source-layer").string();
      ASSERT_TRUE(fields.contains(of)) << id;
      used.insert(of);
      EXPECT_EQ(id.starts_with("road"), of == "roads") << id;
      if (const auto filter = layer.find("filter")) {
        EXPECT_THAT(fields.at(of), ::testing::Contains(filter->list().at(1).list().at(1).string())) << id;
      }
      const auto layout = layer.find("layout");
      if (const auto text = layout ? layout->find("text-field") : std::nullopt) {
        EXPECT_THAT(fields.at(of), ::testing::Contains(text->list().at(1).string())) << id;
      }
      if (layer.at("type").string() == "symbol") {
        // Legible: WCAG 2.2 asks 4.5, and 7 where more is promised.
        const double a = luminance(layer.at("paint").at("text-color").string()),
                     b = luminance(layer.at("paint").at("text-halo-color").string());
        EXPECT_GT((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05),
                  std::string{theme} == "contrast" ? 7 : 4.5);
      }
    }
    EXPECT_EQ(used.size(), fields.size()) << "a layer of the basemap that no style draws";
  }
}

TEST(Tiles, StreetsWithoutAClassAreClassedBySpeedAndUse) {
  const City& city = drawn();  // a drawing names no classes
  const Tiles tiles{city};
  std::set<std::string> classes;
  each_tile(16, [&](unsigned z, unsigned x, unsigned y) {
    const DecodedTile tile = decode_tile(tiles.tile("basemap", z, x, y));
    if (tile.contains("roads"))
      for (const DecodedFeature& f : tile.at("roads").features) classes.insert(f.attributes.at("class"));
  });
  EXPECT_EQ(classes, std::set<std::string>{"residential"});
}

}  // namespace
}  // namespace cityloop
