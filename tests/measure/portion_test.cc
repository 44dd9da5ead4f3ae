// For how many another indicator is good enough: by hand, and what is refused.

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;

// Three districts' worth of cells: 100 people to a cell of 1 km², 300, nobody, and one outside any district.
const City kPortionCity = draw_city(R"(
grid 1000 m
  ar br . b
legend
  a    people 100 elderly=40
  b    people 300 elderly=30
  r    land residential
zones district
  A A B B
)");

Field portion(const std::string& unit, const std::string& params,
              const std::string& operand = "numerator: residents, denominator: cell_area",
              const std::string& operand_unit = "person/km2") {
  const std::vector<Indicator> all{declare("operand", operand_unit, "share", operand),
                                   declare("p", unit, "portion", "indicator: operand, " + params)};
  check_indicators(all);
  QuietRun quiet;
  return measure(kPortionCity, all, quiet.run).at({"p"});
}
double only(const Field& f) { return static_cast<double>(f.value.at(0)); }

TEST(Portion, CountsPeopleLandAndArea) {
  // 600 of 700 live where there are 300 per km²; exactly at the bound counts.
  EXPECT_NEAR(only(portion("%", "at_least: 300")), 100.0 * 600 / 700, 1e-4);
  EXPECT_NEAR(only(portion("%", "at_least: 300.1")), 0, 1e-9);
  EXPECT_NEAR(only(portion("person", "at_least: 300, as: amount")), 600, 1e-3);
  // Both bounds: the cells of 100; written in another unit.
  EXPECT_NEAR(only(portion("%", "at_least: 1, at_most: 200")), 100.0 * 100 / 700, 1e-4);
  EXPECT_NEAR(only(portion("%", "at_most: 0.0001 person/m2")), 100.0 * 100 / 700, 1e-4);
  EXPECT_NEAR(only(portion("%", "at_least: 300, group: elderly")), 100.0 * 60 / 100, 1e-4);
  // Area: two of four cells, the empty one counts; homes stand in the first two only.
  EXPECT_NEAR(only(portion("%", "at_least: 300, of: area")), 50, 1e-4);
  EXPECT_NEAR(only(portion("km2", "at_least: 300, of: land, as: amount")), 1, 1e-6);
}

TEST(Portion, HasARowForEachZone) {
  const Field f = portion("%", "at_least: 300, over: district");
  ASSERT_EQ(f.size(), 2U);
  EXPECT_NEAR(static_cast<double>(f.value[0]), 75, 1e-4);  // 300 of 400
  EXPECT_NEAR(static_cast<double>(f.value[1]), 100, 1e-4);
}

TEST(Portion, KnowsWhatItDoesNotKnow) {
  // Elderly per resident has no value where nobody lives: the area of that cell is left out.
  const Field share =
      portion("%", "at_least: 20, of: area", "numerator: group, group: elderly, denominator: residents", "%");
  EXPECT_NEAR(only(share), 100.0 / 3, 1e-4);
  EXPECT_EQ(share.mark.at(0), Mark::known);
  // A layer that is not there, a group that nobody counts.
  EXPECT_EQ(portion("%", "at_least: 1, of: land, land_use: [industrial]").mark.at(0), Mark::no_data);
  EXPECT_EQ(portion("%", "at_least: 1, group: children").mark.at(0), Mark::no_data);
}

TEST(Portion, BeyondIsNeverWithinAnUpperBound) {
  const City city = draw_city(R"(
grid 1000 m, walking 1.25 m/s
  Ca . . . . . b
legend
  C    clinic capacity=1
  a    people 100
  b    people 300
)");
  const std::vector<Indicator> all{
      declare("walk", "min", "nearest", "kind: clinic, mode: walk, limit: 30 min"),
      declare("near", "%", "portion", "indicator: walk, at_most: 60 min"),
      declare("far", "%", "portion", "indicator: walk, at_least: 30 min")};
  check_indicators(all);
  QuietRun quiet;
  const Measurement m = measure(city, all, quiet.run);
  EXPECT_NEAR(static_cast<double>(m.at({"near"}).value[0]), 25, 1e-4);  // b is 80 minutes away: beyond 30
  EXPECT_NEAR(static_cast<double>(m.at({"far"}).value[0]), 75, 1e-4);
}

TEST(Portion, RefusesWhatCannotBe) {
  EXPECT_THROW(portion("%", "of: area"), Error);                   // no bound
  EXPECT_THROW(portion("person", "at_least: 300"), Error);         // a share has no unit
  EXPECT_THROW(portion("%", "at_least: 300, as: amount"), Error);  // people are not a share
  EXPECT_THROW(portion("%", "at_least: 30 min"), Error);           // another dimension
  EXPECT_THROW(portion("%", "at_least: 1, of: area, group: elderly"), Error);
  EXPECT_THROW(portion("%", "at_least: 1", "numerator: residents, denominator: cell_area, over: city"),
               Error);
  const std::vector<Indicator> alone{declare("p", "%", "portion", "indicator: nothing, at_least: 1")};
  EXPECT_THROW(check_indicators(alone), Error);
}

TEST(Statistic, GrowthThatCompoundsIsALogarithm) {
  // e^0.2 in two years is 10 % a year; what fell to nothing has no logarithm.
  const City city = draw_city(R"(
grid 100 m
  1
legend
  1    people ×100
statistics
  2020 grown 1000 person
  2022 grown 1221.402758 person
  2020 gone 5 person
  2021 gone 0 person
)");
  EXPECT_NEAR(
      static_cast<double>(
          testing::measured(city, declare("g", "%", "statistic", "variable: grown, change: log")).value[0]),
      10, 1e-4);
  EXPECT_EQ(testing::measured(city, declare("g", "%", "statistic", "variable: gone, change: log")).mark[0],
            Mark::no_data);
}

}  // namespace
}  // namespace cityloop
