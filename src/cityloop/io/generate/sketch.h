#pragma once

// The city as the generator draws it, before it is written: what the files are written from.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cityloop/base/text.h"
#include "cityloop/io/generate/layout.h"
#include "cityloop/io/generate/osm_draft.h"

namespace cityloop::demo {

enum class Use : std::uint8_t {
  homes,
  shops,
  offices,
  campus,
  hospital,
  park,
  factory,
  empty,
  hamlet,
  green
};

/// The land between streets, in lattice units.
struct Block {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  Quarter quarter = Quarter::rural;
  Use use = Use::empty;
  std::uint32_t superblock = 0;
  double people = 0;        // living here, on the day of the spec
  double people_first = 0;  // … and in the first year
  bool deprived = false;    // in the sector that public services reach last
  Spot hamlet = {};         // Use::hamlet: its middle
};

/// A residential building; the unit of people.csv.
struct Home {
  Point at;
  std::uint32_t block = 0;
  float weight = 1;  // of its block's people
  std::uint32_t residents = 0, children = 0, working = 0, elderly = 0, low_income = 0;
};

/// A place of public service, kept for the tables; all of them are in the OSM draft.
struct School {
  std::string code, name, name_en, kind;
  Point at;
  std::uint32_t superblock = 0;
  int capacity = 0, pupils = 0;
};
struct Stop {
  Point at;
  std::string name, name_en;
  bool metro = false;
};
/// A bus or metro line: stops in order.
struct Line {
  std::string short_name, long_name;
  bool metro = false;
  int headway_min = 12;
  std::vector<std::uint32_t> stops;
};
struct Zone {
  std::string level, code;
  Text name;
  std::string parent;
  std::vector<std::uint32_t> superblocks;
  Quarter mostly = Quarter::rural;
  double people = 0, people_first = 0;
};

struct Sketch {
  OsmDraft osm;
  std::vector<Block> blocks;
  std::vector<Home> homes;
  std::vector<School> schools;
  std::vector<Stop> stops;
  std::vector<Line> lines;
  std::vector<Zone> zones;  // districts, then streets, then communities
  std::map<std::string, std::array<std::size_t, kQuarters>> placed;  // kind → quarter → how many
  std::size_t street_nodes = 0, street_ways = 0, buildings = 0, places = 0;
};

/// The steps, in order. Each reads what the ones before it drew.
void draw_streets(const Layout&, Sketch&);  // ways of all kinds, blocks and their use, compounds and homes
void draw_water_and_land(const Layout&, Sketch&);
void settle_people(const Layout&, const DemoSpec&, Sketch&);
void place_services(const Layout&, Sketch&);
void draw_zones(Layout&, Sketch&);        // fills the superblocks' district, street and community
void plan_lines(const Layout&, Sketch&);  // bus and metro, with their stops in the OSM draft

/// Adds up the people of superblocks and zones again, after they have moved.
void count_zone_people(Layout&, Sketch&);

/// A building's outline in the OSM draft: `along` × `deep` metres, turned as the lattice is at (x, y).
void draw_building(const Layout&, Sketch&, double x, double y, double along_m, double deep_m, const OsmTags&);

/// The ring of a zone on the plane; holes and parts as further rings (counter-clockwise outside, clockwise holes).
std::vector<std::vector<Point>> zone_rings(const Layout&, const Zone&);
std::vector<Point> border_ring(const Layout&);

/// Names from short lists: "幸福小区", "Xingfu Compound".
Text compound_name(std::uint64_t number);
Text road_name(bool east_west, int line);
Text area_name(std::uint64_t number);

}  // namespace cityloop::demo
