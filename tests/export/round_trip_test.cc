// Invariant 15: what is exported and imported again is the same city.

#include <fstream>

#include <gtest/gtest.h>

#include "cityloop/base/run.h"
#include "cityloop/io/export/export.h"
#include "cityloop/io/import/source.h"
#include "tests/paths.h"
#include "tests/store/world.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: fixtures of tests/store

constexpr const char* kTown = R"(grid 100 m
  S  . 2 . C
  .  # # # .
  3  . K # 4
legend
  S    primary_school capacity=300 name=第一小学
  C    clinic capacity=12 name=Old,"town"
  K    people 250 children=40
  1-9  people ×100
  #    no way through
zones district
  A A A B B
  A A A B B
  A A A B B
)";

City import_again(const std::string& folder, const std::string& sources, Diagnostics& notes) {
  const std::string yaml =
      "name: again\nas_of: 2026-11-24\ncrs: EPSG:4547\ncell: 100 m\nsources:\n" + sources;
  NoProgress progress;
  Memo memo;
  Run run{notes, progress, memo};
  return import_city(parse_city_config(parse_yaml(yaml, "city.yaml")), folder,
                     testing::source_dir() + "/catalogue", {}, run);
}

void expect_same_facts(const City& was, const City& is) {
  // Cells with nobody in them are not made again from people alone; every cell that is there is the same.
  double people = 0, again = 0;
  for (const CellIdx c : each(was.grid->cells().id)) {
    const auto there = is.grid->find(was.grid->id(c));
    const double n = static_cast<double>(was.people->residents[c]);
    people += n;
    if (n > 0) {
      ASSERT_TRUE(there) << was.grid->label(c);
      EXPECT_EQ(is.people->residents[*there], was.people->residents[c]);
    }
  }
  for (const float n : is.people->residents.raw()) again += static_cast<double>(n);
  EXPECT_EQ(again, people);

  ASSERT_EQ(is.places->id.size(), was.places->id.size());
  for (const PlaceIdx p : each(was.places->id)) {
    std::optional<PlaceIdx> same;
    for (const PlaceIdx q : each(is.places->id))
      if (is.places->name[q] == was.places->name[p]) same = q;
    ASSERT_TRUE(same) << was.places->name[p];
    EXPECT_EQ(is.places->kinds[is.places->kind[*same]], was.places->kinds[was.places->kind[p]]);
    EXPECT_EQ(is.places->capacity[*same], was.places->capacity[p]);
    EXPECT_LT(distance_m(is.places->at[*same], was.places->at[p]), 0.02);
  }
}

TEST(RoundTrip, CsvGivesTheSamePeopleAndPlaces) {
  TempFolder folder;
  const City was = draw_city(kTown);
  export_csv({was}, folder / "out");
  Diagnostics notes;
  const City is =
      import_again(folder / "out",
                   "  - {file: cells.csv, reads: table, as: people, groups: {children: residents_children}}\n"
                   "  - {file: places.csv, reads: table, as: places}\n",
                   notes);
  EXPECT_EQ(notes.problems(), 0U);
  expect_same_facts(was, is);
  const auto children = is.people->find(GroupKey{"children"});
  ASSERT_TRUE(children);
  float sum = 0;
  for (const float n : is.people->by_group[*children].raw()) sum += n;
  EXPECT_EQ(sum, 40);
}

#ifdef CITYLOOP_GDAL
TEST(RoundTrip, GeoPackageAndGeojsonGiveTheSameZonesAndPlaces) {
  TempFolder folder;
  const City was = draw_city(kTown);
  export_csv({was}, folder / "out");
  export_geojson({was}, folder / "out");
  export_gpkg({was}, folder / "out/city.gpkg");
  Diagnostics notes;
  const City is =
      import_again(folder / "out",
                   "  - {file: cells.csv, reads: table, as: people}\n"
                   "  - {file: places.geojson, reads: vector, as: places}\n"
                   "  - {file: city.gpkg, reads: vector, layer: zones_district, as: zones, level: district, "
                   "columns: {code, name}}\n",
                   notes);
  EXPECT_EQ(notes.problems(), 0U);
  expect_same_facts(was, is);
  ASSERT_EQ(is.zones->id.size(), 2U);
  for (const CellIdx c : each(is.grid->cells().id)) {
    const auto before = was.grid->find(is.grid->id(c));
    ASSERT_TRUE(before);
    const ZoneIdx a = was.zones->of_cell[0][*before], b = is.zones->of_cell[0][c];
    ASSERT_TRUE(b.valid());
    EXPECT_EQ(is.zones->code[b], was.zones->code[a]);
  }
}
#endif

}  // namespace
}  // namespace cityloop
