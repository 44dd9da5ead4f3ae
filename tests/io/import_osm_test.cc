#include <algorithm>
#include <cmath>

#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

class Osm : public ImportTest {
 protected:
  static constexpr const char* kSource = "  - {file: a.osm, reads: osm}\n";
  /// Nodes 1 … n at the given longitudes and latitudes (in 1/1000 degree from 15.4° W, 28.1° N), then `rest`.
  std::string xml(const std::vector<std::pair<double, double>>& nodes, const std::string& rest) {
    std::string s = "<?xml version='1.0'?><osm version='0.6'>";
    for (std::size_t i = 0; i < nodes.size(); ++i)
      s += "<node id='" + std::to_string(i + 1) + "' version='1' lon='" +
           std::to_string(-15.4 + nodes[i].first / 1000) + "' lat='" +
           std::to_string(28.1 + nodes[i].second / 1000) + "'/>";
    return s + rest + "</osm>";
  }
  static std::string way(int id, const std::vector<int>& nodes, const std::string& tags) {
    std::string s = "<way id='" + std::to_string(id) + "' version='1'>";
    for (const int n : nodes) s += "<nd ref='" + std::to_string(n) + "'/>";
    return s + tags + "</way>";
  }
  static std::string tag(const char* k, const char* v) {
    return std::string{"<tag k='"} + k + "' v='" + v + "'/>";
  }
  City import_osm(const std::string& text) {
    write("a.osm", text);
    write("people.csv", "x,y,count\n-15.4,28.1,10\n-15.399,28.101,5\n");
    return import(std::string{kSource} + "  - {file: people.csv, reads: table, as: people}\n");
  }
};

TEST_F(Osm, StreetsAreCutWhereTheyMeetAndNowhereElse) {
  // A cross: way 10 runs 1-2-3 (2 is the junction), way 11 runs 4-2-5-6 (5 is only a bend).
  const City city = import_osm(xml(
      {{-1, 0}, {0, 0}, {1, 0}, {0, -1}, {0, 1}, {0, 2}},
      way(10, {1, 2, 3}, tag("highway", "residential")) + way(11, {4, 2, 5, 6}, tag("highway", "footway"))));
  const Streets& s = *city.streets;
  EXPECT_EQ(s.edges(), 4U);  // 1-2, 2-3, 4-2, 2-6
  EXPECT_EQ(s.nodes(), 5U);  // 5 is no node
  std::size_t bends = 0;
  double metres = 0;
  for (const EdgeIdx e : each(s.from)) bends += s.bends[e].size(), metres += s.length_mm[e] / 1000.0;
  EXPECT_EQ(bends, 1U);
  // 2/1000° of longitude at 28.1° N are 196.5 m, 3/1000° of latitude 332.5 m (WGS 84), on the plane within its 0.04 %.
  EXPECT_NEAR(metres, 196.5 + 332.5, 1.0);
}

TEST_F(Osm, ALoopWithoutJunctionBecomesTwoStretches) {
  const City city = import_osm(
      xml({{0, 0}, {1, 0}, {1, 1}, {0, 1}}, way(10, {1, 2, 3, 4, 1}, tag("highway", "residential"))));
  EXPECT_EQ(city.streets->edges(), 2U);
  for (const EdgeIdx e : each(city.streets->from)) EXPECT_NE(city.streets->from[e], city.streets->to[e]);
}

TEST_F(Osm, ABollardLetsWalkersPassAndStopsCars) {
  const City city = import_osm(xml({{-1, 0}, {1, 0}}, "<node id='9' version='1' lon='-15.4' lat='28.1'>" +
                                                          tag("barrier", "bollard") + "</node>" +
                                                          way(10, {1, 9, 2}, tag("highway", "residential"))));
  const Streets& s = *city.streets;
  // Left half, passage, right half: the bollard's passages are the only edges that cars may not use.
  std::size_t no_cars = 0;
  for (const EdgeIdx e : each(s.from)) {
    EXPECT_NE(s.forward[e] & permit(Mode::walk), 0);
    if ((s.forward[e] & permit(Mode::drive)) == 0) {
      ++no_cars;
      EXPECT_LE(s.length_mm[e], 1U);
    }
  }
  EXPECT_EQ(s.edges(), 4U);
  EXPECT_EQ(no_cars, 2U);
}

TEST_F(Osm, PlacesComeFromNodesWaysAndRelations) {
  const std::string ring = way(
      20, {1, 2, 3, 4, 1},
      tag("amenity", "school") + tag("isced:level", "1") + tag("capacity", "360") + tag("name", "Escuela"));
  const std::string outer = way(21, {1, 2, 3, 4, 1}, "");
  const std::string relation = "<relation id='30' version='1'><member type='way' ref='21' role='outer'/>" +
                               tag("type", "multipolygon") + tag("leisure", "park") + "</relation>";
  const std::string node = "<node id='9' version='1' lon='-15.4' lat='28.1'>" + tag("amenity", "library") +
                           tag("shop", "supermarket") + "</node>";
  const City city = import_osm(xml({{0, 0}, {2, 0}, {2, 2}, {0, 2}}, node + ring + outer + relation));
  EXPECT_EQ(places_of(city, "library"), 1U);
  EXPECT_EQ(places_of(city, "supermarket"), 1U);  // an object that matches two rules is two places
  ASSERT_EQ(places_of(city, "primary_school"), 1U);
  EXPECT_EQ(places_of(city, "middle_school"), 0U);
  ASSERT_EQ(places_of(city, "park"), 1U);
  for (const PlaceIdx p : each(city.places->id)) {
    const std::string& kind = city.places->kinds[city.places->kind[p]].word;
    if (kind == "primary_school") {
      EXPECT_EQ(city.places->capacity[p], 360);
      EXPECT_EQ(city.places->capacity_mark[p], Mark::known);
      EXPECT_EQ(city.places->name[p], "Escuela");
    }
    if (kind == "park") {
      // 196.5 m × 221.7 m; the edge of 836 m is entered at least every 100 m.
      EXPECT_NEAR(city.places->capacity[p], 196.5 * 221.7, 100);
      EXPECT_GE(city.places->entrances[p].size(), 8U);
    }
  }
}

TEST_F(Osm, BuildingsKnowFloorsYearAndUse) {
  const City city = import_osm(
      xml({{0, 0}, {0.5, 0}, {0.5, 0.5}, {0, 0.5}},
          way(20, {1, 2, 3, 4, 1},
              tag("building", "apartments") + tag("building:levels", "6") + tag("start_date", "1987-05"))));
  const Buildings& b = *city.buildings;
  ASSERT_EQ(b.id.size(), 1U);
  EXPECT_EQ(b.floors[BuildingIdx{0}], 6);
  EXPECT_EQ(b.year[BuildingIdx{0}], 1987);
  EXPECT_EQ(b.uses[b.use[BuildingIdx{0}]].word, "residential");
  EXPECT_NEAR(b.footprint_m2[BuildingIdx{0}], 49.1 * 55.4, 10);
}

TEST_F(Osm, ATruncatedFileIsRefusedWithItsName) {
  write("a.osm", xml({{0, 0}}, "").substr(0, 60));
  const Error e = error_of([&] { import(kSource); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_EQ(e.where().file, "a.osm");
  EXPECT_FALSE(e.hint().en.empty());
  EXPECT_FALSE(e.words().zh.empty());
}

TEST_F(Osm, ATruncatedPbfIsRefused) {
  // The first block of a PBF file: its length (13 bytes follow) and then nothing of what it announces.
  write("a.osm.pbf", std::string{"\0\0\0\x0d\x0a\x09OSMHea", 12});
  const Error e = error_of([&] { import("  - {file: a.osm.pbf, reads: osm}\n"); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_EQ(e.where().file, "a.osm.pbf");
}

TEST_F(Osm, NodesOutsideTheExtractCutTheWay) {
  const City city = import_osm(xml({{0, 0}, {1, 0}}, way(10, {1, 2, 77}, tag("highway", "residential"))));
  EXPECT_EQ(city.streets->edges(), 1U);
  EXPECT_EQ(count("osm.node"), 1U);
}

TEST_F(Osm, AWordOfTheRecipeThatDoesNotExistIsRefused) {
  write("mine.yaml", "places:\n  - {kind: school, wen: {amenity: school}}\n");
  write("a.osm", xml({{0, 0}}, ""));
  const Error e = error_of([&] { import("  - {file: a.osm, reads: osm, recipe: mine.yaml}\n"); });
  EXPECT_EQ(e.where().file, "mine.yaml");
}

}  // namespace
}  // namespace cityloop
