#include "cityloop/city/delta.h"

#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/city/drawing.h"

namespace cityloop {
namespace {

City town() {
  return draw_city(R"(
    grid 100 m
      S . 2
      # # .
      3 . .
    legend
      S   primary_school capacity=300
      1-9 people ×100 children=10%
      #   no way through
  )");
}
Point at(const City& c, int col, int row) { return c.grid->centre(drawn_cell(c, col, row)); }

TEST(Delta, AnEmptyDeltaIsTheSameCity) {
  const City base = town();
  EXPECT_EQ(id(apply(base, {})), id(base));
}

TEST(Delta, OnlyTouchedLayersAreReplaced) {
  const City base = town();
  const Delta d{{AddPlace{PlaceId{7}, {"clinic"}, at(base, 3, 3), 5}}};
  ASSERT_FALSE(resolve(base, d).has_problem());
  const City now = apply(base, d);
  EXPECT_NE(now.places.shared(), base.places.shared());
  EXPECT_EQ(now.streets.shared(), base.streets.shared());
  EXPECT_EQ(now.people.shared(), base.people.shared());
  EXPECT_EQ(base.places->id.size(), 1U) << "the base must not change";
  ASSERT_EQ(now.places->id.size(), 2U);
  EXPECT_EQ(now.places->kinds[now.places->kind[PlaceIdx{1}]].word, "clinic");
  EXPECT_EQ(now.places->cell[PlaceIdx{1}], drawn_cell(base, 3, 3));
}

TEST(Delta, ResolveReportsEveryProblemAtOnceAndChangesNothing) {
  const City base = town();
  const Delta d{{AddPlace{PlaceId{7}, {"clinic"}, {0, 0}, -1}, ResizePlace{PlaceId{99}, 5},
                 SetLandUse{{CellId{1}}, {""}}, ScalePeople{{}, -2}, AddPath{{{0, 0}}, 0}}};
  const Diagnostics found = resolve(base, d);
  EXPECT_EQ(found.problems(), 9U);
}

TEST(Delta, AClosedPlaceIsStillThereButNotOpen) {
  const City base = town();
  const City now = apply(base, {{ResizePlace{base.places->id[PlaceIdx{0}], 0}}});
  EXPECT_EQ(now.places->id.size(), 1U);
  EXPECT_FALSE(now.places->open(PlaceIdx{0}));
}

TEST(Delta, APathSplitsTheStretchItMeets) {
  const City base = town();
  // From the middle of the top stretch between columns 1 and 2 down through the wall to the cell at column 1, row 3.
  const Point top = 0.5 * (at(base, 1, 1) + at(base, 2, 1));
  const City now = apply(base, {{AddPath{{top, at(base, 1, 3)}, permit(Mode::walk)}}});
  EXPECT_EQ(now.streets->edges(), base.streets->edges() + 2);  // the cut one became two, and the path itself
  EXPECT_EQ(now.streets->nodes(), base.streets->nodes() + 1);
  std::uint64_t before = 0, after = 0;
  for (const auto mm : base.streets->length_mm.raw()) before += mm;
  for (const auto mm : now.streets->length_mm.raw()) after += mm;
  EXPECT_NEAR(static_cast<double>(after - before), 1000 * std::hypot(50, 200), 2);
}

TEST(Delta, ScalingPeopleScalesTheirGroups) {
  const City base = town();
  const CellIdx c = drawn_cell(base, 3, 1);
  const City now = apply(base, {{ScalePeople{{base.grid->id(c)}, 1.5}}});
  EXPECT_EQ(now.people->residents[c], 300);
  EXPECT_EQ(now.people->by_group[0][c], 30);
}

TEST(Delta, TurningACellToOneUseRemovesTheOthers) {
  const City base = town();
  const CellId cell = base.grid->id(drawn_cell(base, 2, 3));
  City now = apply(base, {{SetLandUse{{cell}, {"industrial"}}}});
  now = apply(now, {{SetLandUse{{cell}, {"park"}}}});
  const CellIdx c = drawn_cell(base, 2, 3);
  EXPECT_EQ(now.land->area_m2[*now.land->find({"park"})][c], 10000);
  EXPECT_EQ(now.land->area_m2[*now.land->find({"industrial"})][c], 0);
}

TEST(Delta, SurvivesItsJson) {
  const City base = town();
  const Delta d{{AddPlace{PlaceId{7}, {"clinic"}, {500123.25, 3300000.5}, 5, "东门诊所"},
                 ResizePlace{PlaceId{99}, 12},
                 AddPath{{{1, 2}, {3.5, 4}}, static_cast<Permit>(permit(Mode::walk) | permit(Mode::cycle))},
                 SetLandUse{{CellId{1}, CellId{2}}, {"park"}}, ScalePeople{{CellId{3}}, 1.25}}};
  EXPECT_EQ(parse_delta(parse_json(to_json(d), "delta.json")), d);
}

TEST(Delta, AnUnknownChangeIsRefusedWithTheNearestWord) {
  try {
    parse_delta(parse_yaml("changes:\n  - {do: add_plaice, kind: clinic}\n", "x.yaml"));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.where().line, 2);
    EXPECT_NE(e.hint().en.find("add_place"), std::string::npos);
  }
}

TEST(Delta, SaysWhatItDoesInBothLanguages) {
  for (const Change& c : {Change{AddPlace{PlaceId{1}, {"clinic"}, {1, 2}, 3}},
                          Change{ResizePlace{PlaceId{1}, 0}}, Change{AddPath{{{0, 0}, {3, 4}}, 1}},
                          Change{SetLandUse{{CellId{1}}, {"park"}}}, Change{ScalePeople{{CellId{1}}, 2}}}) {
    EXPECT_FALSE(describe(c).en.empty());
    EXPECT_NE(describe(c).en, describe(c).zh);
  }
}

}  // namespace
}  // namespace cityloop
