#include <cmath>

#include "cityloop/city/layers.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

// UTM 28N runs in metres, so that tables with `crs: EPSG:32628` can be written by hand.
constexpr const char* kPlane = ", crs: EPSG:32628";

class ImportCity : public ImportTest {
 protected:
  ImportCity() { write("people.csv", "x,y,count\n450050,3110050,10\n450150,3110050,20\n"); }
  static std::string people() {
    return std::string{"  - {file: people.csv, reads: table, as: people"} + kPlane + "}\n";
  }
  double residents(const City& city) {
    double n = 0;
    for (const float r : city.people->residents.raw()) n += static_cast<double>(r);
    return n;
  }
};

TEST_F(ImportCity, PeopleMakeTheCellsWhereNoBoundaryIsGiven) {
  const City city = import(people());
  EXPECT_EQ(city.grid->size(), 2U);
  EXPECT_EQ(residents(city), 30);
}

TEST_F(ImportCity, TheSameFilesAreTheSameSnapshot) { EXPECT_EQ(id(import(people())), id(import(people()))); }

TEST_F(ImportCity, AnotherByteIsAnotherSnapshot) {
  const City before = import(people());
  write("people.csv", "x,y,count\n450050,3110050,10\n450150,3110050,21\n");
  EXPECT_NE(id(before), id(import(people())));
}

TEST_F(ImportCity, TheOrderOfRowsAndSourcesDoesNotMatter) {
  write("schools.csv", "x,y,name,capacity,ref\n450050,3110050,One,300,1\n450150,3110050,Two,400,2\n");
  const std::string schools =
      std::string{"  - {file: schools.csv, reads: table, as: places, kind: primary_school"} + kPlane + "}\n";
  const City a = import(people() + schools);
  write("schools.csv", "x,y,name,capacity,ref\n450150,3110050,Two,400,2\n450050,3110050,One,300,1\n");
  write("people.csv", "x,y,count\n450150,3110050,20\n450050,3110050,10\n");
  const City b = import(schools + people());
  // The rows' numbers differ, hence the provenance; every fact is the same.
  EXPECT_EQ(a.people.hash(), b.people.hash());
  EXPECT_EQ(a.grid.hash(), b.grid.hash());
  EXPECT_EQ(a.places->id, b.places->id);
  EXPECT_EQ(a.places->capacity, b.places->capacity);
  EXPECT_EQ(a.places->name, b.places->name);
}

TEST_F(ImportCity, AMissingValueIsNoDataAndNeverZero) {
  write("people.csv", "x,y,count\n450050,3110050,10\n450150,3110050,\n450250,3110050,NA\n");
  const City city = import(people());
  EXPECT_EQ(city.grid->size(), 1U);  // nobody is known to live at the other two
  EXPECT_EQ(count("table.missing"), 2U);
  EXPECT_EQ(notes.problems(), 0U);
}

TEST_F(ImportCity, ABrokenRowIsNamedByFileAndLineAndTheRestIsRead) {
  write("people.csv",
        "x,y,count\n450050,3110050,10\n450150,3110050,many\n450150,3110050\n450150,abc,5\n450150,3110050,-"
        "4\n450150,3110050,20\n");
  const City city = import(people());
  EXPECT_EQ(residents(city), 30);
  EXPECT_EQ(notes.problems(), 4U);
  ASSERT_NE(first("table.number"), nullptr);
  EXPECT_EQ(first("table.number")->where.file, "people.csv");
  EXPECT_EQ(first("table.number")->where.line, 3);
  EXPECT_EQ(first("table.row")->where.line, 4);
  EXPECT_EQ(first("table.range")->where.line, 6);
}

TEST_F(ImportCity, DegreesThatAreMetresAreNoticed) {
  const Error e =
      error_of([&] { import("  - {file: people.csv, reads: table, as: people}\n"); });  // EPSG:4326 is taken
  EXPECT_EQ(e.fault(), Fault::bad_input);  // no row is left, hence no cell
  ASSERT_NE(first("table.coordinates"), nullptr);
  EXPECT_FALSE(first("table.coordinates")->hint.en.empty());
}

TEST_F(ImportCity, AutoChoosesThePlaneFromTheFirstSourceWithAPosition) {
  write("people.csv", "x,y,count\n116.40,39.90,10\n");
  const City beijing =
      import("  - {file: people.csv, reads: table, as: people}\n", "crs: auto\ncell: 100 m\n");
  EXPECT_EQ(beijing.grid->spec().crs,
            "EPSG:4548");  // CGCS2000 3-degree Gauss–Krüger, central meridian 117° E
  write("people.csv", "x,y,count\n-15.4,28.1,10\n");
  const City canary =
      import("  - {file: people.csv, reads: table, as: people}\n", "crs: auto\ncell: 100 m\n");
  EXPECT_EQ(canary.grid->spec().crs, "EPSG:32628");
}

TEST_F(ImportCity, ColumnsMayHaveOtherNamesAndWideGroups) {
  write("p.csv", "east;north;all;age_0_14;age_65\n450050;3110050;100;20;15\n");
  const City city = import(
      std::string{"  - {file: p.csv, reads: table, as: people, columns: {x: east, y: north, count: all}, "
                  "groups: {children: age_0_14, elderly: {column: age_65, name: {en: Old, zh: 老人}}}"} +
      kPlane + "}\n");
  const auto children = city.people->find(GroupKey{"children"});
  ASSERT_TRUE(children);
  EXPECT_EQ(city.people->by_group[*children][CellIdx{0}], 20);
  const auto elderly = city.people->find(GroupKey{"elderly"});
  ASSERT_TRUE(elderly);
  EXPECT_EQ(city.people->group_names[*elderly].zh, "老人");
}

TEST_F(ImportCity, AColumnThatIsNotThereSuggestsTheNearest) {
  const Error e = error_of([&] {
    import(std::string{"  - {file: people.csv, reads: table, as: people, columns: {x, y, count: cuont}"} +
           kPlane + "}\n");
  });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_EQ(e.where().file, "city.yaml");
  EXPECT_GT(e.where().line, 0);
  EXPECT_NE(e.hint().en.find("'count'"), std::string::npos);
}

TEST_F(ImportCity, AnUnknownKeySuggestsTheNearest) {
  const Error top = error_of([&] { import(people(), "crs: EPSG:32628\ncel: 100 m\n"); });
  EXPECT_NE((top.hint().en + top.words().en).find("cell"), std::string::npos);
  const Error inner = error_of(
      [&] { import("  - {file: people.csv, reads: table, as: people, colums: {x, y}, crs: EPSG:32628}\n"); });
  EXPECT_NE((inner.hint().en + inner.words().en).find("columns"), std::string::npos);
  const Error word = error_of([&] { import("  - {file: people.csv, reads: tabel, as: people}\n"); });
  EXPECT_NE((word.hint().en + word.words().en).find("table"), std::string::npos);
}

TEST_F(ImportCity, AUnitOfTheWrongDimensionIsRefused) {
  EXPECT_EQ(error_of([&] { import(people(), "crs: EPSG:32628\ncell: 100 min\n"); }).fault(),
            Fault::bad_input);
  write("b.csv", "fund,year,appropriated\nroads,2026,12\n");
  const Error e =
      error_of([&] { import(people() + "  - {file: b.csv, reads: table, as: budget, unit: km}\n"); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_EQ(e.where().file, "city.yaml");
}

TEST_F(ImportCity, ACityOfNothingIsRefused) {
  write("people.csv", "x,y,count\n");
  EXPECT_EQ(error_of([&] { import(people()); }).fault(), Fault::bad_input);
  EXPECT_EQ(error_of([&] { import(""); }).fault(), Fault::bad_input);
  EXPECT_EQ(error_of([&] { import("  - {file: nothing.csv, reads: table, as: people}\n"); }).fault(),
            Fault::not_found);
}

TEST_F(ImportCity, OwnCellsKeepTheirNamesAndACellMayHaveNobody) {
  write("cells.csv", "id,x,y\na,450000,3110000\nb,450100,3110000\nb,450200,3110000\n");
  write("p.csv", "id,n\na,7\n");
  const City city =
      import(std::string{"  - {file: cells.csv, reads: table, as: cells, columns: {name: id, x, y}, shape: "
                         "square, size: 100 m"} +
                 kPlane + "}\n  - {file: p.csv, reads: table, as: people, columns: {cell: id, count: n}}\n",
             "crs: EPSG:32628\ncell: own\n");
  ASSERT_EQ(city.grid->size(), 2U);
  EXPECT_EQ(count("cell.twice"), 1U);
  EXPECT_EQ(residents(city), 7);
  EXPECT_EQ(city.grid->area_m2(CellIdx{0}), 10'000);
}

TEST_F(ImportCity, APlaceOffTheGridIsKept) {
  write("s.csv", "x,y,name,capacity,ref\n459000,3110050,Far,300,1\n");
  const City city =
      import(people() + "  - {file: s.csv, reads: table, as: places, kind: primary_school" + kPlane + "}\n");
  ASSERT_EQ(city.places->id.size(), 1U);
  EXPECT_FALSE(city.places->cell[PlaceIdx{0}].valid());
}

TEST_F(ImportCity, ZonesInAnotherCoordinateSystemLandWhereTheyBelong) {
#ifndef CITYLOOP_GDAL
  GTEST_SKIP() << "built without GDAL";
#endif
  // The two cells lie at 450 km E, 3,110 km N of UTM 28N, which is 15.5° W (50 km west of the meridian 15° W) and 28.1° N.
  write("zones.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"CODE":"A","NAME":"West"},"geometry":{"type":"Polygon","coordinates":[[[-15.6,28.0],[-15.4,28.0],[-15.4,28.2],[-15.6,28.2],[-15.6,28.0]]]}}]})");
  const City city = import(people() +
                           "  - {file: zones.geojson, reads: vector, as: zones, level: street, columns: "
                           "{code: CODE, name: NAME}}\n");
  ASSERT_EQ(city.zones->id.size(), 1U);
  EXPECT_EQ(city.zones->of_cell[0][CellIdx{0}], ZoneIdx{0});
  EXPECT_EQ(city.zones->name[ZoneIdx{0}].en, "West");
  // 0.2° × 0.2° there: 19.65 km × 22.17 km; UTM's scale 50 km off its meridian is 0.99963, squared 0.99926.
  EXPECT_NEAR(area_m2(city.zones->shape[ZoneIdx{0}]) / (19'650.0 * 22'170.0), 1, 0.003);
}

TEST_F(ImportCity, ABoundaryMakesTheLattice) {
#ifndef CITYLOOP_GDAL
  GTEST_SKIP() << "built without GDAL";
#endif
  write(
      "b.geojson",
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32628"}},"features":[
    {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[450000,3110000],[450500,3110000],[450500,3110300],[450000,3110300],[450000,3110000]]]}}]})");
  const City city = import("  - {file: b.geojson, reads: vector, as: boundary}\n" + people());
  EXPECT_EQ(city.grid->size(), 15U);  // 5 × 3 cells of 100 m
}

TEST_F(ImportCity, ABrokenVectorFileIsRefused) {
#ifndef CITYLOOP_GDAL
  GTEST_SKIP() << "built without GDAL";
#endif
  write("z.geojson", R"({"type":"FeatureCollection","features":[{"type":"Fea)");
  const Error e = error_of(
      [&] { import(people() + "  - {file: z.geojson, reads: vector, as: zones, level: street}\n"); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_EQ(e.where().file, "z.geojson");
}

TEST_F(ImportCity, PeopleByZoneAreRefusedWithoutWeightsAndSharedWithThem) {
  write("z.csv", "zone,count\nA,90\n");
  const Error e = error_of([&] { import(people() + "  - {file: z.csv, reads: table, as: people}\n"); });
  EXPECT_NE(e.hint().en.find("weights"), std::string::npos);
  write("w.csv", "zone,x,y,weight\nA,450050,3110050,1\nA,450150,3110050,2\n");
  const City city =
      import("  - {file: z.csv, reads: table, as: people, weights: {file: w.csv, crs: EPSG:32628}}\n");
  // 90 people in shares of 1 and 2: 30 and 60.
  EXPECT_EQ(city.people->residents[*city.grid->find(Point{450050, 3110050})], 30);
  EXPECT_EQ(city.people->residents[*city.grid->find(Point{450150, 3110050})], 60);
}

TEST_F(ImportCity, StatisticsKeepMissingValuesAsNoData) {
  write("s.csv",
        "variable,unit,zone,year,value\ndoctors,person,,2024,120\ndoctors,person,,2025,\ndoctors,furlong,,"
        "2023,1\ndoctors,person,,soon,1\n");
  const City city = import(people() + "  - {file: s.csv, reads: table, as: statistics}\n");
  const Statistics& s = *city.statistics;
  ASSERT_EQ(s.year.size(), 2U);
  EXPECT_EQ(s.mark[StatIdx{0}], Mark::known);
  EXPECT_EQ(s.mark[StatIdx{1}], Mark::no_data);
  EXPECT_EQ(count("statistic.unit"), 1U);
  EXPECT_EQ(count("table.year"), 1U);
}

TEST_F(ImportCity, BudgetsAreExact) {
  write("b.csv",
        "fund,year,appropriated,committed,paid\nroads,2026,8400.01,\"1,200\",0\nroads,2027,much,0,0\n");
  const City city = import(people() + "  - {file: b.csv, reads: table, as: budget, unit: 万元}\n");
  ASSERT_EQ(city.budget->year.size(), 1U);
  EXPECT_EQ(city.budget->appropriated_fen[BudgetIdx{0}], 8'400'010'000);  // 84,000,100.00 yuan
  EXPECT_EQ(city.budget->committed_fen[BudgetIdx{0}], 1'200'000'000);
  EXPECT_EQ(count("budget.amount"), 1U);
}

TEST_F(ImportCity, ReportsWithoutANameOfTheirOwnAreToldApart) {
  write("r.csv",
        "category,x,y,date,closed\nramp,450050,3110050,2026-01-02,yes\nramp,450050,3110050,2026-01-02,\nramp,"
        "450050,3110050,lately,no\n");
  const City city = import(people() + "  - {file: r.csv, reads: table, as: reports" + kPlane + "}\n");
  EXPECT_EQ(city.reports->id.size(), 2U);
  EXPECT_EQ(city.reports->closed[ReportIdx{0}] + city.reports->closed[ReportIdx{1}], 1);
  EXPECT_EQ(count("table.date"), 1U);
}

TEST_F(ImportCity, WhatCasesBuiltEntersFromTheLedgerOnce) {
  Delta built;
  built.changes.push_back(
      AddPlace{PlaceId{42}, PlaceKindKey{"primary_school"}, {450050, 3110050}, 500, "New"});
  const City city = import(people(), "crs: EPSG:32628\ncell: 100 m\n", std::span{&built, 1});
  ASSERT_EQ(city.places->id.size(), 1U);
  EXPECT_EQ(city.places->id[PlaceIdx{0}], PlaceId{42});
  const SourceRow row = city.places->source[PlaceIdx{0}];
  ASSERT_TRUE(row.valid());
  EXPECT_EQ(city.provenance->file[city.provenance->of[row]], "ledger");

  // Next year the education bureau lists the school, 20 m away: it is not there twice, and closing it still works.
  write("s.csv", "x,y,name,capacity,ref\n450070,3110050,New school,510,9\n");
  const std::string schools =
      std::string{"  - {file: s.csv, reads: table, as: places, kind: primary_school"} + kPlane + "}\n";
  const City later = import(people() + schools, "crs: EPSG:32628\ncell: 100 m\n", std::span{&built, 1});
  ASSERT_EQ(later.places->id.size(), 1U);
  EXPECT_EQ(later.places->capacity[PlaceIdx{0}], 510);
  EXPECT_EQ(count("ledger.known"), 1U);
  built.changes.push_back(ResizePlace{PlaceId{42}, 0});
  const City closed = import(people() + schools, "crs: EPSG:32628\ncell: 100 m\n", std::span{&built, 1});
  EXPECT_FALSE(closed.places->open(PlaceIdx{0}));
}

TEST_F(ImportCity, AFolderMayComeFromTheEnvironment) {
  ::setenv("CITYLOOP_TEST_FOLDER", folder_.c_str(), 1);
  const City city = import(
      "  - {file: \"${CITYLOOP_TEST_FOLDER}/people.csv\", reads: table, as: people, crs: EPSG:32628}\n");
  EXPECT_EQ(city.provenance->file[FileIdx{0}], "${CITYLOOP_TEST_FOLDER}/people.csv");
  const Error e =
      error_of([&] { import("  - {file: \"${NO_SUCH_NAME_HERE}/p.csv\", reads: table, as: people}\n"); });
  EXPECT_EQ(e.fault(), Fault::not_found);
}

}  // namespace
}  // namespace cityloop
