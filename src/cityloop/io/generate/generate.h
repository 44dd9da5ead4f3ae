#pragma once

// A city that does not exist, in the formats that real cities come in. Enters: a size and a seed. Leaves: a folder that
// `cityloop import` reads exactly as it reads a real one. It must never write a layer by a way of its own: the demo is
// worth something only because it runs the same importers.

#include <cstdint>
#include <string>

#include "cityloop/base/run.h"
#include "cityloop/base/text.h"
#include "cityloop/base/time.h"

namespace cityloop {

/// What to generate. The same spec gives the same bytes on any machine and for any number of threads.
struct DemoSpec {
  double people = 200'000;  // 10 thousand to 10 million
  std::uint64_t seed = 1;
  double cell_m = 100;  // written to city.yaml; the city itself does not depend on it
  int years_later = 0;  // the same city so many years on: people have moved, series have grown
  Text name = {"Yunjiang (generated)", "云江市（生成）"};
};

/// What was written, for a sentence to the user and for tests.
struct DemoCount {
  std::size_t people = 0, area_km2 = 0, buildings = 0, places = 0, street_nodes = 0, street_ways = 0;
  std::size_t districts = 0, streets = 0, communities = 0, stops = 0, trips = 0, reports = 0, inspections = 0;
};

/// Writes a plausible Chinese-style city into `folder`:
///
///   city.yaml                    which file becomes which layer; generated: true
///   data/demo.osm.pbf            streets, places, buildings, land, river, boundary relations
///   data/gtfs.zip                bus (and from half a million people metro) timetable
///   data/people.csv              residents by building: children, working age, elderly, low income
///   data/boundary.geojson        the municipality
///   data/zones_*.geojson         districts 区, streets 街道, communities 社区
///   data/schools.csv             the education bureau's list with places and pupils
///   data/statistics.csv          five years, by district and for the whole city
///   data/health_check.csv        what departments, experts and residents say for the health check
///   data/inspections.csv         its ledgers: what was looked at, what is wrong, until when it is to be put right
///   data/budget.csv              funds by year, in 万元
///   data/reports.csv             residents' reports: what, where, when, open or closed; never who
///   README.txt                   says that all of it is invented
///
/// The shape: a river; ring and radial roads; an old town of small blocks; the main urban area of gated compounds; a new
/// district across the river with wide blocks and few facilities; industry at the edge; villages to the boundary. The
/// municipality has 1 km² per 1,000 people, so that a 100 m grid has one cell for every ten people.
///
/// errors   bad_input for a spec out of range; unavailable when a file cannot be written
/// cost     about linear in people
DemoCount generate_demo(const DemoSpec&, const std::string& folder, Run&);

/// The day the files of a spec describe: 2025-12-31 and whole years later.
Date demo_date(const DemoSpec&);

}  // namespace cityloop
