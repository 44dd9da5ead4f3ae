#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cityloop/io/import/recipe.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/stress.h"

namespace cityloop {

/// What osm.cc found, before it is on the plane: coordinates are one long buffer of longitudes and latitudes, so that the
/// projection runs once over all of them.
struct OsmFeatures {
  struct Feature {    // an object that a recipe rule matched
    char type = 'n';  // n, w, r
    std::int64_t id = 0;
    std::uint32_t first_ring = 0, rings = 0;  // one ring of one point: a node; an open way: its line
    bool open = false;
    std::vector<std::uint32_t> places;      // rules
    std::vector<float> capacity;            // of each place; < 0: not said
    std::int32_t land = -1, building = -1;  // rules
    std::uint16_t floors = 0;
    std::int16_t year = 0;
    std::string name;
    std::vector<std::uint16_t> hours;      // see OpenHours
    std::vector<std::uint32_t> entrances;  // positions in `points`
  };
  struct Stretch {
    std::int64_t way = 0, from = 0, to = 0;
    std::uint64_t begin = 0, end = 0;  // of `points`
    WayPermit permit;
    WayStress stress;
    bool from_signals = false, to_signals = false;
    bool gate = false;  // a passage through a barrier: no length
  };
  std::vector<Point> points;
  std::vector<std::uint64_t> ring_begin{0};  // ring → its points
  std::vector<Feature> features;
  std::vector<Stretch> stretches;
};

/// Moves everything to the plane and gives it to the builder.
void add_features(OsmFeatures&&, const Recipe&, Import&);

/// Numbers as people write them into tags: "120", "ca. 120" (none), "1,200" (none), "3.5".
float read_amount(std::string_view);
/// The year of start_date=* and its like: "1987", "1987-05", "C19" (none). 0: not said.
std::int16_t read_year_tag(std::string_view);

}  // namespace cityloop
