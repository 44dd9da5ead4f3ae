// Archives, gzip, timetables, rasters and recipes.

#include <cmath>
#include <zlib.h>

#include "cityloop/io/import/osm_features.h"
#include "cityloop/io/import/recipe.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/io/import/to_plane.h"
#include "cityloop/io/import/zip.h"
#include "tests/io/import_fixture.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

class ImportFormats : public ImportTest {
 protected:
  void write_gz(const std::string& name, const std::string& bytes) {
    gzFile f = gzopen(path(name).c_str(), "wb");
    gzwrite(f, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(f);
  }
};

TEST_F(ImportFormats, GzipIsUnpackedAndABrokenOneRefused) {
  std::string text = "x,y\n";
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919 % 100'003) + ",1\n";
  write_gz("a.csv.gz", text);
  EXPECT_EQ(read_text_file(path("a.csv.gz"), "a.csv.gz").text, text);
  std::string packed;
  {
    std::ifstream in{path("a.csv.gz"), std::ios::binary};
    std::ostringstream all;
    all << in.rdbuf();
    packed = all.str();
  }
  write("two.gz", packed + packed);  // gzip files may be joined
  EXPECT_EQ(read_text_file(path("two.gz"), "two.gz").text, text + text);
  for (const std::size_t kept : {std::size_t{2}, std::size_t{11}, packed.size() / 2, packed.size() - 1}) {
    write("cut.gz", packed.substr(0, kept));
    const Error e = error_of([&] { read_text_file(path("cut.gz"), "cut.gz"); });
    EXPECT_EQ(e.fault(), Fault::bad_input) << kept;
  }
  EXPECT_EQ(error_of([&] { read_text_file(path("a.csv.gz"), "a", 1000); }).fault(),
            Fault::bad_input);  // a bomb is stopped
}

TEST_F(ImportFormats, TheHashOfAFileIsThatOfItsBytes) {
  write("a", "bytes");
  EXPECT_EQ(hash_file(path("a"), "a"), read_text_file(path("a"), "a").content);
  write("b", "bytes");
  EXPECT_EQ(hash_file(path("a"), "a"), hash_file(path("b"), "b"));
  EXPECT_EQ(error_of([&] { hash_file(path("none"), "none"); }).fault(), Fault::not_found);
}

TEST_F(ImportFormats, TheSameEntriesAreTheSameArchive) {
  const std::vector<ZipEntry> entries{{"stops.txt", "stop_id\n1\n"}, {"站.txt", std::string(5000, 'x')}};
  write_zip(path("a.zip"), entries);
  ::setenv("TZ", "Asia/Shanghai", 1);
  write_zip(path("b.zip"), entries);
  ::unsetenv("TZ");
  EXPECT_EQ(hash_file(path("a.zip"), "a"), hash_file(path("b.zip"), "b"));
  const ZipReader zip{path("a.zip"), "a.zip"};
  EXPECT_EQ(zip.names(), (std::vector<std::string>{"stops.txt", "站.txt"}));
  EXPECT_EQ(zip.read("站.txt"), std::string(5000, 'x'));
  EXPECT_EQ(error_of([&] { zip.read("none"); }).fault(), Fault::not_found);
  EXPECT_EQ(error_of([&] { zip.read("站.txt", 100); }).fault(), Fault::bad_input);
  write("bad.zip", "PK\x03\x04 and then nothing");
  EXPECT_EQ(error_of([&] { ZipReader{path("bad.zip"), "bad.zip"}; }).fault(), Fault::bad_input);
}

TEST_F(ImportFormats, StopsArePlacesOfTheKindOfTheRoutesThatCall) {
  const std::vector<ZipEntry> feed{
      {"routes.txt", "route_id,route_type\nB,3\nM,1\n"},
      {"trips.txt", "route_id,service_id,trip_id\nB,s,b1\nM,s,m1\n"},
      {"stop_times.txt", "trip_id,stop_id,stop_sequence\nb1,1,1\nb1,2,2\nm1,P1,1\nm1,P2,2\nm1,2,3\n"},
      // S is a station with two platforms and an entrance; 3 is called at by nobody.
      {"stops.txt",
       "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n1,One,28.1,-15.4,,\n2,Two,28.1,-15."
       "41,0,\n3,Three,28.1,-15.42,0,\n"
       "S,Station,28.11,-15.4,1,\nP1,a,28.11,-15.4,0,S\nP2,b,28.11,-15.4,0,S\nE,in,28.111,-15.4,2,S\n"}};
  write_zip(path("f.zip"), feed);
  write("p.csv", "x,y,count\n-15.4,28.1,1\n");
  const City city = import("  - {file: f.zip, reads: gtfs}\n  - {file: p.csv, reads: table, as: people}\n");
  EXPECT_EQ(places_of(city, "bus_stop"), 2U);
  EXPECT_EQ(places_of(city, "metro_station"), 2U);  // the station, and stop 2, where a metro calls too
  EXPECT_EQ(count("gtfs.stop_without_stop_time"), 1U);
  for (const PlaceIdx p : each(city.places->id))
    if (city.places->name[p] == "Station") {
      EXPECT_EQ(city.places->entrances[p].size(), 1U);
    }
}

TEST_F(ImportFormats, ARasterGivesPeopleAndHeights) {
#ifndef CITYLOOP_GDAL
  GTEST_SKIP() << "built without GDAL";
#endif
  // An ESRI grid: 2 × 2 pixels of 100 m, the lower left corner at 450,000 E, 3,110,000 N.
  const std::string head =
      "ncols 2\nnrows 2\nxllcorner 450000\nyllcorner 3110000\ncellsize 100\nNODATA_value -9999\n";
  write("p.asc", head + "1 2\n-9999 4\n");
  write("h.asc", head + "10 20\n30 40\n");
  const City city = import(
      "  - {file: p.asc, reads: raster, as: people, crs: EPSG:32628}\n  - {file: h.asc, reads: raster, as: "
      "elevation, crs: EPSG:32628}\n");
  ASSERT_EQ(city.grid->size(), 3U);  // no data is not a cell with nobody
  const auto north_west = city.grid->find(Point{450050, 3110150}),
             south_east = city.grid->find(Point{450150, 3110050});
  ASSERT_TRUE(north_west && south_east);
  EXPECT_EQ(city.people->residents[*north_west], 1);
  EXPECT_EQ(city.people->residents[*south_east], 4);
  EXPECT_EQ(city.land->elevation_m[*north_west], 10);
  EXPECT_EQ(city.land->elevation_m[*south_east], 40);
  write("cut.tif", "II*");
  EXPECT_EQ(error_of([&] { import("  - {file: cut.tif, reads: raster, as: people}\n"); }).fault(),
            Fault::bad_input);
}

TEST_F(ImportFormats, OffsetCoordinatesAreBroughtBack) {
  // Tian'anmen in GCJ-02; the offset there is some 500 m, which a wrong treatment would leave.
  const LngLat wgs{116.3912, 39.9066}, gcj = gcj02_from_wgs84(wgs);
  Point a{wgs.lng, wgs.lat}, b{gcj.lng, gcj.lat};
  EXPECT_GT(std::hypot(a.x - b.x, a.y - b.y) * 100'000, 300);
  ToPlane{"EPSG:4326", "EPSG:4548"}(std::span{&a, 1});
  ToPlane{"GCJ-02", "EPSG:4548"}(std::span{&b, 1});
  EXPECT_NEAR(distance_m(a, b), 0, 0.2);
}

TEST(Recipe, ValuesListsAndAlternativesAreUnderstood) {
  const Recipe r = parse_recipe(
      parse_yaml("places:\n"
                 "  - {kind: a, when: {amenity: [school, college], level: \"1\"}}\n"
                 "  - {kind: b, when: [{leisure: park}, {name: \"~Park\"}], unless: {access: private}}\n"
                 "  - {kind: c, when: {office: \"*\"}}\n",
                 "r.yaml"));
  std::vector<const TagRule*> rules;
  for (const auto& p : r.places) rules.push_back(&p.when);
  const RuleIndex index{rules};
  using Hits = std::vector<std::uint32_t>;
  const auto hits = [&](std::vector<Tag> tags) {
    Hits found;
    index.match(tags, found);
    return found;
  };
  EXPECT_EQ(hits({{"amenity", "school"}}), Hits{});
  EXPECT_EQ(hits({{"amenity", "school"}, {"level", "1"}}), Hits{0});
  EXPECT_EQ(hits({{"amenity", "library;college"}, {"level", "2; 1"}}), Hits{0});  // several values in one tag
  EXPECT_EQ(hits({{"name", "Central Park"}}), Hits{1});
  EXPECT_EQ(hits({{"name", "Central Park"}, {"access", "private"}}), Hits{});
  EXPECT_EQ(hits({{"leisure", "park"}, {"name", "Park"}, {"office", "company"}}), (Hits{1, 2}));
  EXPECT_THROW(parse_recipe(parse_yaml("places:\n  - {kind: a, when: {}}\n", "r.yaml")), Error);
}

TEST(Recipe, YearsAndAmountsAreReadOnlyWhereTheyAreClear) {
  EXPECT_EQ(read_year_tag("1987"), 1987);
  EXPECT_EQ(read_year_tag("1987-05-01"), 1987);
  EXPECT_EQ(read_year_tag("C19"), 0);
  EXPECT_EQ(read_year_tag("1960s"), 0);
  EXPECT_EQ(read_amount("120"), 120);
  EXPECT_LT(read_amount("ca. 120"), 0);
}

TEST(Recipe, TheRecipesOfTheCatalogueAreReadable) {
  for (const char* name : {"osm.yaml", "amenity_groups.yaml"}) {
    const std::string path = testing::source_dir() + "/catalogue/recipes/" + name;
    const Recipe r = parse_recipe(parse_yaml(read_text_file(path, name).text, name));
    EXPECT_GE(r.places.size(), 7U) << name;
  }
}

}  // namespace
}  // namespace cityloop
