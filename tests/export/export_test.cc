#include "cityloop/io/export/export.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/geo/crs.h"
#include "cityloop/io/export/layers.h"
#include "cityloop/io/export/rtree.h"
#include "cityloop/io/import/xlsx.h"
#include "cityloop/io/store/sqlite.h"
#include "tests/store/small_disk.h"
#include "tests/store/world.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: fixtures of tests/store
using sqlite::Database;
using sqlite::Open;
using ::testing::HasSubstr;

constexpr const char* kCity = R"(grid 100 m
  S . 2 . .
  . # # # .
  3 . . # 4
legend
  S    primary_school capacity=300 name=第一小学
  1-9  people ×100
  #    no way through
zones district
  A A A B B
  A A A B B
  A A A B B
)";

/// A drawn city with everything that can be exported about it.
struct World {
  City city = draw_city(kCity);
  std::vector<Indicator> indicators;
  Measurement measured;
  Framework framework;
  Assessment assessed;
  std::vector<Finding> findings;
  Plan plan;

  World() {
    const std::size_t n = city.grid->size();
    Indicator walk;
    walk.key = {"access.school.walk"};
    walk.name = {"Walk to the nearest primary school", "步行至最近小学"};
    walk.meaning = {"Minutes on foot, \"door to door\"", "步行分钟数"};
    walk.unit = parse_unit("min");
    indicators = {walk};
    auto field = std::make_shared<Field>(Field::cells(n, Mark::not_applicable));
    field->set(0, 0.0);
    field->set(2, 2.7);
    field->set(4, 60, Mark::beyond);
    measured.snapshot = id(city);
    measured.fields[walk.key] = field;
    Criterion criterion;
    criterion.indicator = walk.key;
    criterion.curve.points = {{0, 1}, {60, 0}};
    framework.key = {"liveable"};
    framework.goals = {{GoalKey{"learning"}, {"Learning", "学习"}, 1, {criterion}}};
    const Standing good{0.75, 2.7, 0.5, 500, 1, Mark::known}, unknown{0, 0, 0, 400, 0, Mark::no_data};
    Standings standings;
    standings.city = good;
    standings.zones.push_back(good), standings.zones.push_back(unknown);
    auto result = std::make_shared<CriterionResult>();
    result->scores = Field::cells(n);
    result->scores.set(2, 0.955);
    result->standings = standings;
    assessed.snapshot = measured.snapshot;
    assessed.framework = framework.key;
    assessed.criteria = {result};
    assessed.goals = {standings};
    assessed.overall = standings;
    assessed.cell_score = result->scores;
    Finding f;
    f.id = FindingId{7};
    f.about = walk.key;
    f.cells = {city.grid->id(drawn_cell(city, 3, 1)), city.grid->id(drawn_cell(city, 4, 1))};
    f.affected = Persons{200};
    f.evidence = {{walk.key, WholeCity{}, 2.7, 1, Mark::known}};
    findings = {f};
    Project p;
    p.id = ProjectId{1};
    p.name = {"New school, \"north\"", "新建小学"};
    p.type = {"primary_school"};
    p.at = city.grid->centre(CellIdx{3});
    p.capex = Money{123'456'789'01};
    plan.chosen = {{p, Year{2027}, Year{2028}, Money{100}, {}, 12.5, {}}};
    plan.passed_over = {{p, "fund.exhausted", {"the fund is exhausted", "资金已用尽"}, 3}};
  }
  ExportRequest request() const {
    return {city, indicators, &measured, &assessed, &framework, findings, &plan, Lang::en};
  }
};

std::string text_of(const std::string& file) {
  std::ifstream in{file};
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}
bool have(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}
std::string output_of(const std::string& command) {
  std::string out;
  std::FILE* from = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> part{};
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), from)) out.append(part.data(), n);
  ::pclose(from);
  return out;
}

// ---- R-tree

std::vector<RtreeEntry> random_boxes(std::size_t n, std::uint64_t seed) {
  Random random{seed, 4};
  std::vector<RtreeEntry> boxes;
  for (std::size_t i = 0; i < n; ++i) {
    RtreeEntry e{static_cast<std::int64_t>(i) + 1, {}};
    const Point p{random.uniform(4e5, 4.5e5),
                  random.uniform(3e6, 3.1e6)};  // floats are half a metre apart there
    e.box.add(p);
    e.box.add(p + Point{random.uniform(0, 200), random.uniform(0, 200)});
    boxes.push_back(e);
  }
  return boxes;
}

class PackedRtree : public ::testing::TestWithParam<std::size_t> {};
// One node holds 51 boxes: below, at and above the sizes where a level is added.
INSTANTIATE_TEST_SUITE_P(Sizes, PackedRtree, ::testing::Values(0, 1, 51, 52, 500, 2601, 2602, 20000));

TEST_P(PackedRtree, IsWholeAndFindsWhatBruteForceFinds) {
  Database db{"", Open::memory};
  db.allow_shadow_tables();
  const auto boxes = random_boxes(GetParam(), GetParam());
  pack_rtree(db, "r", boxes);
  sqlite::Statement check{db, "SELECT rtreecheck('r')"};
  ASSERT_TRUE(check.next());
  EXPECT_EQ(check.text(0), "ok");
  sqlite::Statement find{db, "SELECT id FROM r WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"};
  Random random{GetParam(), 5};
  for (int q = 0; q < 20; ++q) {
    const Point low{random.uniform(4e5, 4.5e5), random.uniform(3e6, 3.1e6)};
    const Point high = low + Point{random.uniform(0, 10000), random.uniform(0, 20000)};
    std::set<std::int64_t> found, surely;
    find.ask(low.x, high.x, low.y, high.y);
    while (find.next()) found.insert(find.integer(0));
    std::size_t nearly = 0;  // boxes that rounding outwards (at most 0.25 m, here 1 m) may add
    for (const RtreeEntry& e : boxes) {
      const Box& b = e.box;
      const auto meets = [&](double m) {
        return b.high.x + m >= low.x && b.low.x - m <= high.x && b.high.y + m >= low.y &&
               b.low.y - m <= high.y;
      };
      if (meets(0)) surely.insert(e.id);
      else if (meets(1)) ++nearly;
    }
    for (const std::int64_t id : surely) EXPECT_TRUE(found.contains(id));
    EXPECT_LE(found.size(), surely.size() + nearly);
  }
}

TEST(PackedRtree, TakesFurtherInsertsAndDeletes) {
  Database db{"", Open::memory};
  db.allow_shadow_tables();
  pack_rtree(db, "r", random_boxes(3000, 1));
  db.run("DELETE FROM r WHERE id % 3 = 0");
  db.run("INSERT INTO r VALUES (9999, 0, 1, 0, 1)");
  sqlite::Statement check{db, "SELECT rtreecheck('r')"};
  ASSERT_TRUE(check.next());
  EXPECT_EQ(check.text(0), "ok");
  EXPECT_EQ(db.number("SELECT count(*) FROM r"), 2001);
}

// ---- outlines

TEST(Outline, SharedSidesVanish) {
  // Three cells in an L around nothing: six corners, area three cells.
  const City city = draw_city("grid 100 m\n  . .\n  . _\n");
  std::vector<CellId> ids;
  for (const CellIdx c : each(city.grid->cells().id)) ids.push_back(city.grid->id(c));
  const Shape shape = outline(*city.grid, ids);
  ASSERT_EQ(shape.rings.size(), 1U);
  EXPECT_LE(shape.rings[0].size(), 7U);  // the first corner may lie on a straight side
  EXPECT_DOUBLE_EQ(area_m2(shape), 3e4);
}

TEST(Outline, HoleAndTouchingCornersKeepTheArea) {
  // A ring of eight cells around a hole, and one more that touches a corner.
  const City city = draw_city("grid 100 m\n  . . . _\n  . _ . _\n  . . . _\n  _ _ _ .\n");
  std::vector<CellId> ids;
  for (const CellIdx c : each(city.grid->cells().id)) ids.push_back(city.grid->id(c));
  const Shape shape = outline(*city.grid, ids);
  EXPECT_EQ(shape.rings.size(), 3U);
  EXPECT_DOUBLE_EQ(area_m2(shape), 9e4);
  for (const CellIdx c : each(city.grid->cells().id)) EXPECT_TRUE(contains(shape, city.grid->centre(c)));
}

// ---- GeoPackage

TEST(Gpkg, TablesHoldTheCityAndMissingValuesAreNull) {
  TempFolder folder;
  const World world;
  export_gpkg(world.request(), folder / "city.gpkg");
  Database db{folder / "city.gpkg", Open::read};
  EXPECT_EQ(db.number("PRAGMA application_id"), 1196444487);
  EXPECT_EQ(db.number("PRAGMA user_version"), 10301);
  EXPECT_EQ(db.number("SELECT count(*) FROM cells"), 15);
  EXPECT_EQ(db.number("SELECT count(*) FROM places"), 1);
  EXPECT_EQ(db.number("SELECT count(*) FROM streets"),
            static_cast<std::int64_t>(world.city.streets->edges()));
  EXPECT_EQ(db.number("SELECT count(*) FROM zones_district"), 2);
  EXPECT_EQ(db.number("SELECT count(*) FROM findings"), 1);
  EXPECT_EQ(db.number("SELECT count(*) FROM projects"), 2);
  EXPECT_EQ(db.number("SELECT count(*) FROM marks"), 6);
  EXPECT_EQ(db.number("SELECT sum(residents) FROM cells"), 900);
  // A home with a school in the cell has 0 minutes; where nobody lives there is no value, and the mark says so.
  EXPECT_EQ(db.number("SELECT count(*) FROM cells WHERE access_school_walk = 0"), 1);
  EXPECT_EQ(db.number("SELECT count(*) FROM cells WHERE access_school_walk IS NULL"), 12);
  EXPECT_EQ(db.number("SELECT count(*) FROM cells WHERE access_school_walk_mark = 'not_applicable'"), 12);
  EXPECT_EQ(
      db.number(
          "SELECT count(*) FROM cells WHERE access_school_walk = 60 AND access_school_walk_mark = 'beyond'"),
      1);
  EXPECT_EQ(db.number("SELECT count(*) FROM zones_district WHERE overall_score = 0.75 AND people = 500"), 1);
  EXPECT_EQ(
      db.number("SELECT count(*) FROM zones_district WHERE overall_score IS NULL AND overall_coverage = 0"),
      1);
  EXPECT_EQ(db.number("SELECT count(*) FROM places WHERE name = '第一小学' AND capacity = 300 AND kind = "
                      "'primary_school'"),
            1);
  EXPECT_EQ(
      db.number("SELECT count(*) FROM projects WHERE status = 'passed_over' AND reason LIKE '%exhausted' "
                "AND cost = '123456789.01'"),
      1);
}

TEST(Gpkg, EveryColumnIsExplainedInBothLanguages) {
  TempFolder folder;
  const World world;
  export_gpkg(world.request(), folder / "city.gpkg");
  Database db{folder / "city.gpkg", Open::read};
  // Own columns, without fid and geom, of every table that gpkg_contents lists.
  const std::int64_t columns = db.number(
      "SELECT count(*) FROM gpkg_contents c, pragma_table_info(c.table_name) p WHERE p.name NOT IN ('fid', "
      "'geom')");
  EXPECT_EQ(db.number("SELECT count(*) FROM gpkg_data_columns WHERE title <> ''"), columns);
  EXPECT_EQ(db.number("SELECT count(*) FROM columns WHERE title_en IS NULL OR title_zh IS NULL"), 0);
  EXPECT_EQ(
      db.number("SELECT count(*) FROM columns WHERE layer = 'cells' AND column_name = 'access_school_walk' "
                "AND unit = 'min' AND title_zh = '步行至最近小学'"),
      1);
  sqlite::Statement title{db, "SELECT title FROM gpkg_data_columns WHERE column_name = 'access_school_walk'"};
  ASSERT_TRUE(title.next());
  EXPECT_EQ(title.text(0), "Walk to the nearest primary school [min]");
}

TEST(Gpkg, SameCityGivesTheSameBytes) {
  TempFolder folder;
  const World world;
  export_gpkg(world.request(), folder / "a.gpkg");
  export_gpkg(world.request(), folder / "b.gpkg");
  export_gpkg(world.request(), folder / "b.gpkg");  // and replaces
  EXPECT_EQ(text_of(folder / "a.gpkg"), text_of(folder / "b.gpkg"));
}

TEST(Gpkg, CityWithNothingButAGridIsExported) {
  TempFolder folder;
  const City city = draw_city("grid 100 m\n  .\n");
  export_gpkg({city}, folder / "city.gpkg");
  Database db{folder / "city.gpkg", Open::read};
  EXPECT_EQ(db.number("SELECT count(*) FROM cells"), 1);
}

TEST(Gpkg, FullDiskKeepsTheOldFile) {
  TempFolder folder;
  const World world;
  export_gpkg(world.request(), folder / "city.gpkg");
  const std::string before = text_of(folder / "city.gpkg");
  SmallDisk disk;
  disk.allow_writes(5);
  EXPECT_EQ(fault_of([&] { export_gpkg(world.request(), folder / "city.gpkg"); }), Fault::unavailable);
  EXPECT_EQ(text_of(folder / "city.gpkg"), before);
  EXPECT_FALSE(std::filesystem::exists(folder / "city.gpkg.part"));
}

TEST(Gpkg, FolderThatIsNotThereIsAClearError) {
  TempFolder folder;
  EXPECT_EQ(fault_of([&] { export_gpkg(World{}.request(), folder / "none/city.gpkg"); }), Fault::unavailable);
}

TEST(Gpkg, GdalReadsEveryLayer) {
  if (!have("ogrinfo")) GTEST_SKIP() << "ogrinfo (gdal-bin) is not installed";
  TempFolder folder;
  const World world;
  export_gpkg(world.request(), folder / "city.gpkg");
  const std::string all = output_of("ogrinfo -ro -so -al " + (folder / "city.gpkg"));
  EXPECT_THAT(all, ::testing::Not(HasSubstr("ERROR")));
  EXPECT_THAT(all, ::testing::Not(HasSubstr("Warning")));
  EXPECT_THAT(all, HasSubstr("Layer name: cells"));
  EXPECT_THAT(all, HasSubstr("Feature Count: 15"));
  EXPECT_THAT(all, HasSubstr("ID[\"EPSG\",4547]"));
  EXPECT_THAT(all, HasSubstr("Geometry: Multi Polygon"));
  // The extent as ogrinfo prints it: x, then y.
  const Box b = world.city.grid->bounds().grown(0);
  Box cells;
  for (const CellIdx c : each(world.city.grid->cells().id)) {
    const Box f = bounds(world.city.grid->footprint(c));
    cells.add(f.low), cells.add(f.high);
  }
  EXPECT_THAT(all, HasSubstr(fmt::format("Extent: ({:.6f}, {:.6f}) - ({:.6f}, {:.6f})", cells.low.x,
                                         cells.low.y, cells.high.x, cells.high.y)));
  EXPECT_FALSE(b.empty());
  // Inside the north-western cell only.
  const Point p = world.city.grid->centre(drawn_cell(world.city, 1, 1));
  const std::string one =
      output_of(fmt::format("ogrinfo -ro -so -spat {} {} {} {} ", p.x - 10, p.y - 10, p.x + 10, p.y + 10) +
                (folder / "city.gpkg") + " cells");
  EXPECT_THAT(one, HasSubstr("Feature Count: 1\n"));
}

// ---- GeoJSON and CSV

TEST(Geojson, PlacesComeOutInWgs84WithTheirProperties) {
  TempFolder folder;
  const World world;
  export_geojson(world.request(), folder / "out");
  const Document doc = parse_json(text_of(folder / "out/places.geojson"), "places");
  const auto features = doc.at("features").list();
  ASSERT_EQ(features.size(), 1U);
  EXPECT_EQ(features[0].at("properties").at("name").string(), "第一小学");
  const auto at = features[0].at("geometry").at("coordinates").list();
  const Point back =
      Transform{"EPSG:4326", world.city.grid->spec().crs}.forward({at[0].number(), at[1].number()});
  EXPECT_LT(distance_m(back, world.city.places->at[PlaceIdx{0}]), 0.02);  // seven decimals are a centimetre
  EXPECT_EQ(doc.at("about").at("columns").at("capacity").at("title").at("zh").string(), "容量");
  const Document cells = parse_json(text_of(folder / "out/cells.geojson"), "cells");
  EXPECT_EQ(cells.at("features").list().size(), 15U);
  EXPECT_TRUE(cells.at("features").list()[1].at("properties").at("access_school_walk").is_null());
}

TEST(Csv, TablesQuoteAndExplainThemselves) {
  TempFolder folder;
  const World world;
  export_csv(world.request(), folder / "out");
  const std::string projects = text_of(folder / "out/projects.csv");
  EXPECT_TRUE(projects.starts_with("\xef\xbb\xbfid,name,"));
  EXPECT_THAT(projects, HasSubstr("\"New school, \"\"north\"\"\""));
  EXPECT_THAT(text_of(folder / "out/columns.csv"),
              HasSubstr("cells,access_school_walk,min,Walk to the nearest"));
  EXPECT_THAT(text_of(folder / "out/columns.csv"), HasSubstr("\"Minutes on foot, \"\"door to door\"\"\""));
  EXPECT_THAT(text_of(folder / "out/marks.csv"), HasSubstr("beyond,"));
  EXPECT_THAT(text_of(folder / "out/README.md"), HasSubstr("`cells.csv`"));
  const std::string cells = text_of(folder / "out/cells.csv");
  EXPECT_EQ(std::count(cells.begin(), cells.end(), '\n'), 16);
  EXPECT_THAT(cells, HasSubstr("60,beyond"));
  EXPECT_THAT(cells, HasSubstr(",,not_applicable"));
}

// ---- the office's workbook, read back by the importer

TEST(Xlsx, SheetsSayInWordsWhatWasFound) {
  World world;
  Case c;
  c.id = CaseId{3};
  c.title = {"Build it", "建设"};
  c.state = CaseState::working;
  c.owner = {"education"};
  c.opened = parse_instant("2026-02-01");
  c.spent = Money{50'000'00};
  const std::vector<Case> cases{c};
  ExportRequest request = world.request();
  request.cases = cases;
  const auto sheet = [&](Lang lang, const std::string& name) {
    TempFolder folder;
    request.lang = lang;
    export_xlsx(request, folder / "city.xlsx");
    Diagnostics notes;
    return workbook_as_csv(text_of(folder / "city.xlsx"), "city.xlsx", {.sheet = name}, notes);
  };
  EXPECT_EQ(sheet(Lang::en, "Indicators"),
            "\nGoal,Indicator,Unit,Value,Standard,Meets (%),Coverage (%),Score,Definition\n"
            "Learning,Walk to the nearest primary school,min,2.7,,,100,75,\n");
  // The zone without data has no score, which is no zero.
  EXPECT_THAT(sheet(Lang::zh, "分区"), HasSubstr(",500,100,75,75\n"));
  EXPECT_THAT(sheet(Lang::zh, "分区"), HasSubstr(",400,0,,\n"));
  EXPECT_THAT(sheet(Lang::zh, "发现的问题"), HasSubstr("1,步行至最近小学,未达标,,"));
  EXPECT_THAT(sheet(Lang::zh, "发现的问题"), HasSubstr(",200,0,2.7,1,分钟,"));
  EXPECT_THAT(sheet(Lang::en, "Projects"),
              HasSubstr("chosen,\"New school, \"\"north\"\"\",,0.0001,2027,2028,12.5,,"));
  EXPECT_THAT(sheet(Lang::en, "Projects"),
              HasSubstr("passed over,\"New school, \"\"north\"\"\",,12345.678901,,,3,the fund is exhausted,"));
  EXPECT_THAT(sheet(Lang::zh, "案件"), HasSubstr("建设,处置中,education,2026-02-01,,,5,0,"));
}

TEST(Xlsx, CityWithNothingButAGridHasOneSheet) {
  const City city = draw_city("grid 100 m\n  . .\n");
  TempFolder folder;
  export_xlsx({city}, folder / "city.xlsx");
  Diagnostics notes;
  EXPECT_THROW(workbook_as_csv(text_of(folder / "city.xlsx"), "city.xlsx", {.sheet = "2"}, notes), Error);
}

TEST(Csv, FolderThatCannotBeMadeIsAClearError) {
  TempFolder folder;
  std::ofstream{folder / "file"} << "x";
  EXPECT_EQ(fault_of([&] { export_csv(World{}.request(), folder / "file/out"); }), Fault::unavailable);
}

}  // namespace
}  // namespace cityloop
