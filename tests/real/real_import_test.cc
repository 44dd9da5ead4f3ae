// Real cities, where the shared data is: counts against what their READMEs publish.

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

class RealCity : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string shared = testing::shared_dir();
    if (shared.empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
    ::setenv("CITYLOOP_SHARED", shared.c_str(), 1);
  }
  City import(const std::string& city, const std::string& recipe = "osm.yaml") {
    const std::string folder = testing::source_dir() + "/tests/real/" + city;
    std::string text = read_text_file(folder + "/city.yaml", "city.yaml").text;
    if (const auto at = text.find("recipe: osm.yaml"); at != std::string::npos)
      text.replace(at, 16, "recipe: " + recipe);
    return import_city(parse_city_config(parse_yaml(text, "city.yaml")), folder,
                       testing::source_dir() + "/catalogue", {}, quiet.run);
  }
  double residents(const City& city) {
    double sum = 0;
    for (const float n : city.people->residents.raw()) sum += static_cast<double>(n);
    return sum;
  }
  std::size_t places_of(const City& city, const char* kind) {
    const auto k = city.places->find(PlaceKindKey{kind});
    std::size_t n = 0;
    for (const PlaceIdx p : each(city.places->id)) n += k && city.places->kind[p] == *k ? 1 : 0;
    return n;
  }
  QuietRun quiet;
};

TEST_F(RealCity, LasPalmasHasItsCellsPeopleAndAmenities) {
  const City city = import("las-palmas");
  EXPECT_EQ(quiet.notes.problems(), 0U);
  EXPECT_EQ(city.grid->size(), 5983U);             // README: 5,983 cells
  EXPECT_NEAR(residents(city), 371'312, 1);        // README: population in cells 371,312
  EXPECT_EQ(city.grid->spec().crs, "EPSG:32628");  // 15.4° W lies in UTM zone 28
  EXPECT_EQ(city.zones->id.size(), 1U);
  // 22,651 objects carry building=*; a few are parts of multipolygons or not closed.
  EXPECT_GT(city.buildings->id.size(), 22'000U);
  EXPECT_LE(city.buildings->id.size(), 22'651U);
  EXPECT_GT(city.streets->edges(), 20'000U);
  for (const char* kind :
       {"kindergarten", "primary_school", "university",   "clinic",        "hospital",   "pharmacy",
        "library",      "theatre",        "cinema",       "sports_ground", "gym",        "park",
        "playground",   "supermarket",    "convenience",  "restaurant",    "bank",       "bus_stop",
        "toilets",      "office",         "fire_station", "police",        "post_office"})
    EXPECT_GT(places_of(city, kind), 0U) << kind;
  // The bounding box of the extract: -15.543, 28.010 to -15.379, 28.196. 0.164° of longitude are 16.1 km there.
  Box box;
  for (const Point p : city.streets->at.raw()) box.add(p);
  EXPECT_NEAR(box.width(), 16'100, 1500);
}

TEST_F(RealCity, LasPalmasHasEveryAmenityOfTheSevenGroupsOnce) {
  const City city = import("las-palmas", "amenity_groups.yaml");
  // Counted independently: objects (nodes + ways + relations) with one of the group's tags in `osmium cat -f opl` of the
  // file. The README's figures (311, 449, 220, 1,271, 263, 8,923, 637) count closed ways twice, as way and as area:
  // education 126 + 2·90 + 5 there, 126 + 90 + 7 here. For the distance to the nearest one it makes no difference.
  const std::pair<const char*, std::size_t> counted[] = {
      {"education", 126 + 90 + 7},       {"health_wellbeing", 412 + 15 + 7},
      {"community_space", 57 + 113 + 1}, {"food_choices", 1188 + 41 + 1},
      {"nightlife", 234 + 14 + 1},       {"active_living", 60 + 4428 + 3 + 21},
      {"mobility", 604 + 16 + 1 + 1}};
  for (const auto& [group, number] : counted) EXPECT_EQ(places_of(city, group), number) << group;
}

TEST_F(RealCity, ImportingTwiceIsTheSameSnapshot) {
  const City first = import("las-palmas"), second = import("las-palmas");
  EXPECT_EQ(id(first), id(second));
}

TEST_F(RealCity, PortoAlegreHasItsHexagonsJobsAndStops) {
  const City city = import("porto-alegre");
  EXPECT_EQ(city.grid->size(), 1227U);  // README: 1,227 hexagons
  EXPECT_NEAR(city.grid->area_m2(CellIdx{0}), 105'332.5, 0.1);
  EXPECT_EQ(places_of(city, "bus_stop"), 3986U);  // README: 3,986 stops, and every one is called at
  EXPECT_EQ(places_of(city, "rail_station"),
            24U);  // route_type 2; README counts 23 line ends, the last line has none
  // From the table: 1,004 hexagons with jobs, 177 with schools, 117 with health care; blank is not zero and not one.
  EXPECT_EQ(places_of(city, "jobs"), 1004U);
  EXPECT_EQ(places_of(city, "primary_school"), 177U);
  EXPECT_EQ(places_of(city, "clinic"), 117U);
  EXPECT_EQ(residents(city), 812'935.0);
  EXPECT_EQ(quiet.notes.counts().at("table.missing"), 10U);  // five rows lack jobs and health care
  EXPECT_FALSE(city.land->elevation_m.empty());
  // stack.md's independent count of the same file: 20,771 vertices and 49,442 directed edges of highway ways. Ours cuts
  // the same ways at the same junctions but leaves out what nobody may use and adds nodes at barriers.
  EXPECT_NEAR(static_cast<double>(city.streets->nodes()), 20'771, 2'000);
}

TEST_F(RealCity, MilanIsAWholeStreetNetwork) {
  const City city = import("milan");
  EXPECT_GT(city.streets->edges(), 80'000U);
  EXPECT_GT(places_of(city, "metro_station"), 50U);
  EXPECT_EQ(residents(city), 0.0);
}

}  // namespace
}  // namespace cityloop
