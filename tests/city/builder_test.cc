#include "cityloop/city/builder.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "cityloop/city/builder_parts.h"
#include "cityloop/city/layers.h"

namespace cityloop {
namespace {

const Shape kTown{{{{0, 0}, {1000, 0}, {1000, 500}, {0, 500}}}};

struct Rows {
  QuietRun quiet;
  Builder builder{"EPSG:4547", parse_date("2026-01-01"), quiet.notes};
  FileIdx a = builder.add_file({"a.csv", "A", "CC0", "2026", {}});
  FileIdx b = builder.add_file({"b.csv", "B", "CC0", "2026", {}});
  Rows() {
    builder.grid_lattice(100);
    builder.boundary(kTown);
  }
  City freeze() { return std::move(builder).freeze(quiet.run); }
  std::size_t count(const std::string& code) const {
    const auto it = quiet.notes.counts().find(code);
    return it == quiet.notes.counts().end() ? 0 : it->second;
  }
};
PlaceDraft school(std::string ref, Point at, FileIdx file, std::string name = {},
                  std::optional<float> capacity = {}) {
  PlaceDraft d;
  d.kind = {"primary_school"};
  d.ref = std::move(ref);
  d.at = at;
  d.name = std::move(name);
  d.capacity = capacity;
  d.file = file;
  return d;
}

TEST(Builder, ABoundaryBecomesTheCellsWhoseCentresLieInside) {
  Rows r;
  EXPECT_EQ(r.freeze().grid->size(), 50U);  // 1000 m × 500 m in cells of 100 m
}

TEST(Builder, ScanLinesFindTheCentresThatAPointTestFinds) {
  // A star with a hole: concave, with a ring inside.
  const Shape star{
      {{{0, 0}, {400, 900}, {900, 100}, {-100, 600}, {950, 620}}, {{300, 400}, {500, 400}, {400, 550}}}};
  auto scanned = lattice_inside(star, 50);
  std::sort(scanned.begin(), scanned.end());
  std::vector<CellId> tested;
  for (int x = -10; x < 30; ++x)
    for (int y = -10; y < 30; ++y) {
      const Point p{x * 50.0 + 25, y * 50.0 + 25};
      if (contains(star, p)) tested.push_back(Grid::lattice_id(p, 50));
    }
  std::sort(tested.begin(), tested.end());
  EXPECT_EQ(scanned, tested);
  EXPECT_FALSE(scanned.empty());
}

TEST(Builder, TheOrderOfRowsNeverShows) {
  const auto build = [](bool backwards) {
    Rows r;
    std::vector<int> order{0, 1, 2, 3, 4, 5, 6, 7};
    if (backwards) std::reverse(order.begin(), order.end());
    for (const int i : order) {
      r.builder.add_people(Point{50.0 + 100 * i, 50}, 0.1 * i + 7, {}, r.a, i);
      r.builder.add_people(Point{50, 50}, 1.0 / (i + 3), {}, r.a, 100 + i);
      r.builder.add_place(school("s" + std::to_string(i), {100.0 * i + 20, 60}, r.a));
      StreetDraft s;
      s.from_ref = i + 1, s.to_ref = i + 2, s.way_ref = 9;
      s.line = {{100.0 * i, 0}, {100.0 * i + 100, 0}};
      s.forward = s.backward = kAllModes;
      s.file = r.a;
      r.builder.add_street(s);
    }
    return id(r.freeze());
  };
  EXPECT_EQ(build(false), build(true));
}

TEST(Builder, APlaceWithoutCapacityGetsItsKindsDefaultAndSaysSo) {
  Rows r;
  r.builder.kind({{"primary_school"}, {"Primary school", "小学"}, 800, 0});
  r.builder.add_place(school("x", {50, 50}, r.a));
  const City city = r.freeze();
  EXPECT_EQ(city.places->capacity[PlaceIdx{0}], 800);
  EXPECT_EQ(city.places->capacity_mark[PlaceIdx{0}], Mark::estimated);
}

TEST(Builder, OneSchoolInTwoSourcesIsOneSchool) {
  Rows r;
  r.builder.kind({{"primary_school"}, {"Primary school", "小学"}, 800, 100});
  r.builder.add_place(school("osm:1", {50, 50}, r.a, "East"));
  r.builder.add_place(school("edu:7", {90, 50}, r.b, "East", 650.0F));
  r.builder.add_place(school("osm:2", {60, 50}, r.a, "West"));  // another name: another school
  const City city = r.freeze();
  ASSERT_EQ(city.places->id.size(), 2U);
  EXPECT_EQ(r.count("place.merged"), 1U);
  const auto kept =
      city.places->find(PlaceId{id_of("place", std::string{"primary_school"}, std::string{"edu:7"})});
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(city.places->capacity[*kept], 650);
}

TEST(Builder, APlaceOffTheGridIsKeptBecauseResidentsCrossTheBorder) {
  Rows r;
  r.builder.add_place(school("x", {5000, 5000}, r.a));
  const City city = r.freeze();
  ASSERT_EQ(city.places->id.size(), 1U);
  EXPECT_FALSE(city.places->cell[PlaceIdx{0}].valid());
  EXPECT_EQ(check(city).counts().at("place.off-grid"), 1U);
}

TEST(Builder, PeopleOutsideTheCellsAreCountedInANoteAndNotMoved) {
  Rows r;
  r.builder.add_people(Point{50, 50}, 10, {}, r.a, 1);
  r.builder.add_people(Point{-500, 50}, 90, {}, r.a, 2);
  const City city = r.freeze();
  EXPECT_EQ(r.count("people.off-grid"), 1U);
  EXPECT_EQ(city.people->residents[*city.grid->find(Point{50, 50})], 10);
}

TEST(Builder, GroupsAreNotAddedUpToATotal) {
  Rows r;
  r.builder.add_people(Point{50, 50}, 10, {"children"}, r.a, 1);
  r.builder.add_people(Point{50, 50}, 10, {"elderly"}, r.a, 1);
  const City city = r.freeze();
  EXPECT_EQ(r.count("people.no-total"), 1U);
  EXPECT_EQ(city.people->residents[*city.grid->find(Point{50, 50})], 0);
}

TEST(Builder, ACityWithoutCellsIsRefusedWithAdvice) {
  QuietRun quiet;
  Builder b{"EPSG:4547", parse_date("2026-01-01"), quiet.notes};
  b.grid_lattice(100);
  try {
    std::move(b).freeze(quiet.run);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_NE(e.hint().en.find("boundary"), std::string::npos);
    EXPECT_FALSE(e.words().zh.empty());
  }
}

TEST(Builder, AZoneFindsItsParentByWhereItLies) {
  Rows r;
  r.builder.zone_level({"community"}, {"Community", "社区"});
  r.builder.zone_level({"district"}, {"District", "区"});
  ZoneDraft west{{"district"}, "W", {}, {{{{0, 0}, {500, 0}, {500, 500}, {0, 500}}}}};
  ZoneDraft east{{"district"}, "E", {}, {{{{500, 0}, {1000, 0}, {1000, 500}, {500, 500}}}}};
  ZoneDraft small{{"community"},
                  "c1",
                  {},
                  {{{{400, 0}, {800, 0}, {800, 500}, {400, 500}}}}};  // one column west, three east
  r.builder.add_zone(west), r.builder.add_zone(east), r.builder.add_zone(small);
  const City city = r.freeze();
  const Zones& z = *city.zones;
  ASSERT_EQ(z.id.size(), 3U);
  EXPECT_EQ(z.code[z.parent[ZoneIdx{0}]], "E");
  EXPECT_EQ(z.of_cell[1][*city.grid->find(Point{50, 50})],
            ZoneIdx{2});  // codes are sorted within a level: E, W
}

TEST(Builder, AStatisticOfAnUnknownZoneIsAProblemWithItsLine) {
  Rows r;
  r.builder.add_statistic({{"doctors"}, "person", "nowhere", {}, 2025, 3, Mark::known, r.a, 17});
  r.freeze();
  ASSERT_EQ(r.count("statistic.zone"), 1U);
  const auto items = r.quiet.notes.items();
  const auto it = std::find_if(items.begin(), items.end(),
                               [](const Diagnostic& d) { return d.code == "statistic.zone"; });
  EXPECT_EQ(it->where.line, 17);
  EXPECT_EQ(it->where.file, "a.csv");
}

}  // namespace
}  // namespace cityloop
