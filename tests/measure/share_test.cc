// Shares and densities: by hand on drawn cities, and against sums taken another way.

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::measured;

const char* const kDrawing = R"(
grid 100 m
  a ag b  .
  b .  go n
legend
  a    people 100 elderly=40
  b    people 300 elderly=10
  g    land park
  o    building year=1990 floors=6 use=residential area=200
  n    building year=2015 floors=30 use=office area=500
zones street
  A A A B
  A A B B
zones district
  X X X X
  X X X X
)";

double value(const Field& f, const City& city, int col, int row) {
  return static_cast<double>(f.value[drawn_cell(city, col, row).v]);
}

TEST(Share, AZoneIsTheRatioOfItsSumsAndNotTheMeanOfRatios) {
  const City city = draw_city(kDrawing);
  const Field f = measured(
      city,
      declare("s", "%", "share", "numerator: group, group: elderly, denominator: residents, over: street"));
  // Street A holds a, a, b, b: 100 of 800 are elderly. Street B holds nobody.
  for (const ZoneIdx z : each(city.zones->id)) {
    if (city.zones->code[z] == "A") {
      EXPECT_FLOAT_EQ(f.value[z.v], 12.5F);
    } else {
      EXPECT_EQ(f.mark[z.v], Mark::not_applicable) << city.zones->code[z];  // nobody, or another level
    }
  }
}

TEST(Share, TheWholeCityIsOneRow) {
  const City city = draw_city(kDrawing);
  const Field land = measured(
      city,
      declare("s", "%", "share", "numerator: land, land_use: park, denominator: cell_area, over: city"));
  ASSERT_EQ(land.size(), 1U);
  EXPECT_FLOAT_EQ(land.value[0], 25.0F);  // two of eight cells
  const Field people =
      measured(city, declare("s", "person", "share", "numerator: residents, denominator: one, over: city"));
  EXPECT_FLOAT_EQ(people.value[0], 800.0F);
}

TEST(Share, FiltersHoldAboveTheLineAndUseOnBothSides) {
  const City city = draw_city(kDrawing);
  const auto whole = [&](const std::string& unit, const std::string& params) {
    return static_cast<double>(measured(city, declare("s", unit, "share", params + ", over: city")).value[0]);
  };
  EXPECT_EQ(whole("%", "numerator: buildings, denominator: buildings, built_before: 2000"), 50);
  EXPECT_EQ(
      whole("%",
            "numerator: buildings, denominator: buildings, built_before: 2000, building_use: residential"),
      100);
  EXPECT_EQ(whole("%", "numerator: buildings, denominator: buildings, floors_at_least: 7"), 50);
  EXPECT_EQ(whole("%", "numerator: buildings, denominator: buildings, built_since: 2016"), 0);
  EXPECT_EQ(whole("m2", "numerator: building_floor_area, denominator: one"), 200 * 6 + 500 * 30);
  EXPECT_EQ(whole("m2", "numerator: building_footprint, denominator: one"), 700);
}

TEST(Share, ARadiusSumsBothSidesOverTheNeighbourhood) {
  const City city = draw_city(kDrawing);
  const Field f =
      measured(city, declare("s", "m2/person", "share",
                             "numerator: land, land_use: park, denominator: residents, radius: 100 m"));
  // The top left cell sees itself (100 people), its eastern neighbour (100 people, a park) and its southern one (300).
  EXPECT_FLOAT_EQ(static_cast<float>(value(f, city, 1, 1)), 10000.0F / 500.0F);
}

TEST(Share, AMissingLayerIsUnknownAndNotZero) {
  const City city = draw_city("grid 100 m\n  1 .\nlegend\n  1 people ×100\n");
  for (const std::string params :
       {"numerator: buildings, denominator: one", "numerator: reports, denominator: one",
        "numerator: places, kind: library, denominator: one"}) {
    const Field f = measured(city, declare("s", "1", "share", params));
    EXPECT_EQ(f.mark[0], Mark::no_data) << params;
  }
  EXPECT_EQ(
      measured(city, declare("s", "person", "share", "numerator: group, group: martians, denominator: one"))
          .mark[0],
      Mark::no_data);
  EXPECT_EQ(measured(city, declare("s", "%", "share", "numerator: land, denominator: cell_area")).mark[0],
            Mark::no_data);
}

TEST(Share, StreetLengthIsKeptWhole) {
  const City city = draw_city(kDrawing);
  const Field f =
      measured(city, declare("s", "m", "share", "numerator: street_length, denominator: one, over: city"));
  double drawn = 0;
  for (const EdgeIdx e : each(city.streets->from))
    drawn += static_cast<double>(city.streets->length_mm[e]) / 1000;
  EXPECT_EQ(drawn, 1000);  // 2 × 3 across and 4 down, 100 m each
  EXPECT_NEAR(static_cast<double>(f.value[0]), drawn, 1e-6);
}

TEST(Statistic, ASeriesInAnotherDimensionIsAProblemAndNoData) {
  const City city =
      draw_city("grid 100 m\n  1\nlegend\n  1 people ×100\nstatistics\n  2024 gdp 100 person\n");
  QuietRun quiet;
  const std::vector<Indicator> all{declare("s", "万元", "statistic", "variable: gdp")};
  EXPECT_EQ(measure(city, all, quiet.run).at({"s"}).mark[0], Mark::no_data);
  EXPECT_EQ(quiet.notes.counts().at("statistic.unit"), 1U);
}

TEST(Statistic, ANamedYearAndAUnitOfItsOwn) {
  const City city = draw_city(
      "grid 100 m\n  1\nlegend\n  1 people ×100\nstatistics\n  2022 gdp 2 亿元\n  2023 gdp 3 亿元\n");
  const auto gdp = [&](const std::string& year) {
    return measured(city, declare("s", "万元", "statistic", "variable: gdp, year: " + year));
  };
  EXPECT_FLOAT_EQ(gdp("2022").value[0], 20000.0F);
  EXPECT_FLOAT_EQ(gdp("latest").value[0], 30000.0F);
  EXPECT_EQ(gdp("2021").mark[0], Mark::no_data);
  EXPECT_EQ(gdp("2021").support.of, Support::Of::whole);
}

}  // namespace
}  // namespace cityloop
