// Changes of units, on a town of two streets in one district each.

#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/city/builder.h"
#include "cityloop/city/drawing.h"
#include "cityloop/city/unit_edit.h"

namespace cityloop {
namespace {

std::string town(const std::string& units) {
  return R"(
grid 100 m
  a a b b c c
legend
  a people 10
  b people 20
  c people 30
zones street
  A A B B C C
zones district
  X X X X Y Y
)" + (units.empty() ? "" : "units\n" + units);
}

ZoneIdx unit(const City& city, const std::string& level, const std::string& code) {
  for (const ZoneIdx z : each(city.zones->id))
    if (city.zones->levels[city.zones->level[z]].word == level && city.zones->code[z] == code) return z;
  return {};
}
/// The code of the unit that each of the six cells is in.
std::string row(const City& city, const std::string& level) {
  std::string out;
  const auto at = city.zones->find_level(ZoneLevelKey{level});
  for (int c = 0; c < 6; ++c) {
    const ZoneIdx z = city.zones->of_cell[*at][drawn_cell(city, c + 1, 1)];
    out += (out.empty() ? "" : " ") + (z.valid() ? city.zones->code[z] : ".");
  }
  return out;
}

TEST(Units, AMergedUnitHasTheCellsOfItsPartsAndWhatWasFoundInThem) {
  const City city = draw_city(town("  merge street A B AB\n") +
                              "inspections\n  2026-03-01 structure H1 problem dated zone=A\n");
  EXPECT_EQ(row(city, "street"), "AB AB AB AB C C");
  EXPECT_EQ(row(city, "district"), "X X X X Y Y");
  EXPECT_FALSE(unit(city, "street", "A").valid());
  ASSERT_EQ(city.inspections->zone.size(), 1U);
  EXPECT_EQ(city.inspections->zone[InspectionIdx{0}], unit(city, "street", "AB"));
}

TEST(Units, AFigureOfAPartIsNotThatOfTheWhole) {
  try {
    draw_city(town("  merge street A B AB\n") + "statistics\n  2025 pumps 4 1 zone=B\n");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.hint().in(Lang::en).find("became AB"), std::string::npos) << e.hint().in(Lang::en);
  }
}

TEST(Units, ASplitUnitSharesItsCellsOut) {
  const City city = draw_city(town("  split street B B1 1,1 3,1 B2 4,1 6,1\n"));
  // The parts reach beyond B, and take no cell of others.
  EXPECT_EQ(row(city, "street"), "A A B1 B2 C C");
  EXPECT_EQ(city.zones->parent[unit(city, "street", "B2")], unit(city, "district", "X"));
}

// The borders of A and B overlap: both claim the third cell, and A, who comes first, has it. When A is split, its parts have
// what A had, though their codes come after B's; when B is merged with C, what A had is not theirs.
TEST(Units, WhereBordersOverlapOnlyCellsOfTheUnitMove) {
  const auto row_of = [](std::vector<UnitEdit> edits) {
    Diagnostics notes;
    Builder b{"EPSG:32650", Date{}, notes};
    b.grid_lattice(100);
    b.boundary(Shape{{{{0, 0}, {600, 0}, {600, 100}, {0, 100}}}});
    const auto strip = [&](const char* code, double from, double to) {
      ZoneDraft z;
      z.level = {"street"};
      z.code = code;
      z.name = verbatim(code);
      z.shape = Shape{{{{from, 0}, {to, 0}, {to, 100}, {from, 100}}}};
      b.add_zone(std::move(z));
    };
    strip("A", 0, 300), strip("B", 200, 400), strip("C", 400, 600);
    b.edit_units(std::move(edits));
    QuietRun quiet;
    const City city = std::move(b).freeze(quiet.run);
    std::string out;
    for (double x = 50; x < 600; x += 100) {
      const ZoneIdx z = city.zones->of_cell[0][*city.grid->find(Point{x, 50})];
      out += (out.empty() ? "" : " ") + (z.valid() ? city.zones->code[z] : std::string{"."});
    }
    return out;
  };
  const ZoneLevelKey street{"street"};
  const Shape left{{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}}},
      all{{{{-1, -1}, {999, -1}, {999, 999}, {-1, 999}}}};
  EXPECT_EQ(row_of({}), "A A A B C C");
  EXPECT_EQ(row_of({{street, SplitUnit{"A", {{"X1", {}, left}, {"X2", {}, all}}}}}), "X1 X2 X2 B C C");
  EXPECT_EQ(row_of({{street, MergeUnits{{"B", "C"}, "9", {}}}}), "A A A 9 9 9");
}

TEST(Units, AReassignedUnitTakesItsCellsAlong) {
  const City city = draw_city(town("  reassign street B Y\n"));
  EXPECT_EQ(row(city, "street"), "A A B B C C");
  EXPECT_EQ(row(city, "district"), "X X Y Y Y Y");
  EXPECT_EQ(city.zones->parent[unit(city, "street", "B")], unit(city, "district", "Y"));
}

TEST(Units, ChangesAreMadeInTheirOrder) {
  const City city =
      draw_city(town("  merge street A B AB\n  type street AB old_town\n"
                     "  merge street AB C ABC\n  split street ABC L 1,1 1,1 R 2,1 6,1\n"));
  EXPECT_EQ(row(city, "street"), "L R R R R R");
  EXPECT_EQ(city.zones->type[unit(city, "street", "L")],
            "");  // AB had a type and C had none: the whole has none
}

TEST(Units, AChangeSurvivesItsOwnText) {
  const std::vector<UnitEdit> edits{
      {ZoneLevelKey{"street"}, MergeUnits{{"A", "B"}, "AB", Text{"both", "合并"}}},
      {ZoneLevelKey{"street"}, SplitUnit{"A",
                                         {{"A1", Text{"a", "甲"}, Shape{{{{0.1, 0}, {1.0 / 3, 0}, {1, 1}}}}},
                                          {"A2", Text{"b", "乙"}, {}}}}},
      {ZoneLevelKey{"street"}, ReassignUnit{"A", "Y"}},
      {ZoneLevelKey{"street"}, TypeUnit{"A", "old_town"}}};
  for (const UnitEdit& e : edits) EXPECT_EQ(parse_unit_edit(parse_json(to_json(e), "ledger")), e);
}

TEST(Units, WhatMakesNoSenseIsRefused) {
  const City city = draw_city(town(""));
  const ZoneLevelKey street{"street"}, village{"village"};
  const Shape left{{{{-1e4, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {-1e4, 1e4}}}},
      nowhere{{{{0, 1e5}, {1, 1e5}, {1, 2e5}}}};
  EXPECT_THROW(check_unit_edit(city, {village, TypeUnit{"A", "old_town"}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, TypeUnit{"Z", "old_town"}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, TypeUnit{"A", "Old town"}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, MergeUnits{{"A"}, "AB", {}}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, MergeUnits{{"A", "A"}, "AB", {}}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, MergeUnits{{"A", "B"}, "C", {}}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, MergeUnits{{"A", "B"}, "A", {}}}),
               Error);                                                           // whose figures would lie
  EXPECT_THROW(check_unit_edit(city, {street, ReassignUnit{"A", "B"}}), Error);  // B is no coarser
  EXPECT_THROW(check_unit_edit(city, {street, SplitUnit{"A", {{"A1", {}, left}}}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, SplitUnit{"A", {{"A1", {}, left}, {"C", {}, left}}}}), Error);
  EXPECT_THROW(check_unit_edit(city, {street, SplitUnit{"A", {{"A1", {}, left}, {"A2", {}, nowhere}}}}),
               Error);
  EXPECT_THROW(check_unit_edit(city, {street, SplitUnit{"A", {{"A1", {}, nowhere}, {"A2", {}, nowhere}}}}),
               Error);
  EXPECT_NO_THROW(check_unit_edit(city, {street, MergeUnits{{"A", "B"}, "AB", {}}}));
}

}  // namespace
}  // namespace cityloop
