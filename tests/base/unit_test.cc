#include "cityloop/base/unit.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

void expect_unit(const char* text, Dim dim, double scale) {
  const Unit u = parse_unit(text);
  EXPECT_EQ(u.dim, dim) << text << " is in " << to_string(u.dim);
  EXPECT_NEAR(u.scale / scale, 1.0, 1e-12) << text;
  EXPECT_EQ(u.symbol, text);
}

TEST(Unit, ReadsTheUnitsOfACity) {
  expect_unit("1", {}, 1);
  expect_unit("%", {}, 0.01);
  expect_unit("‰", {}, 0.001);
  expect_unit("km2", {.metre = 2}, 1e6);
  expect_unit("km²", {.metre = 2}, 1e6);
  expect_unit("ha", {.metre = 2}, 1e4);
  expect_unit("min", {.second = 1}, 60);
  expect_unit("yr", {.second = 1}, 31557600);
  expect_unit("fen", {.yuan = 1}, 0.01);
  expect_unit("tce", {.joule = 1}, 29.3076e9);
  expect_unit("MWh", {.joule = 1}, 3.6e9);
}

TEST(Unit, ReadsChineseUnits) {
  expect_unit("亩", {.metre = 2}, 2000.0 / 3);
  expect_unit("万人", {.person = 1}, 1e4);
  expect_unit("亿元", {.yuan = 1}, 1e8);
  expect_unit("万元/亩", {.metre = -2, .yuan = 1}, 15);
  expect_unit("个/万人", {.person = -1}, 1e-4);
  expect_unit("平方米/人", {.metre = 2, .person = -1}, 1);
  expect_unit("吨标准煤/万元", {.yuan = -1, .joule = 1}, 29.3076e5);
}

TEST(Unit, ReadsProductsQuotientsAndExponents) {
  expect_unit("km/h", {.metre = 1, .second = -1}, 1 / 3.6);
  expect_unit("m2/person", {.metre = 2, .person = -1}, 1);
  expect_unit("tCO2e/yr", {.second = -1, .kgco2e = 1}, 1000 / 31557600.0);
  expect_unit("t CO2e/person", {.person = -1, .kgco2e = 1}, 1000);
  expect_unit("tCO₂e", {.kgco2e = 1}, 1000);
  expect_unit("person*min", {.second = 1, .person = 1}, 60);
  expect_unit("person·min", {.second = 1, .person = 1}, 60);
  expect_unit("1/1000person", {.person = -1}, 1e-3);
  expect_unit("1/1000 person", {.person = -1}, 1e-3);
  expect_unit("t/person", {.person = -1}, 1000);
  expect_unit("µg/m3", {.metre = -3}, 1e-9);
  expect_unit("m^-1", {.metre = -1}, 1);
  expect_unit("s⁻¹", {.second = -1}, 1);
  expect_unit("km^2/h^2", {.metre = 2, .second = -2}, 1e6 / 3600 / 3600);
}

TEST(Unit, SuggestsTheNearestSymbol) {
  try {
    parse_unit("kWhh", {"a.yaml", 3});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_EQ(e.words().en, "‘kWhh’ is not a known unit");
    EXPECT_EQ(e.words().zh, "未知单位“kWhh”");
    EXPECT_EQ(e.hint().en, "did you mean ‘kWh’?");
    EXPECT_EQ(e.where().to_string(), "a.yaml:3");
  }
}

TEST(Unit, RefusesWhatIsNotAUnit) {
  for (const char* bad :
       {"",   " ",  "/",  "m/",   "m m",   "m2.5",  "m^",          "m^9",      "m0",           "^2",
        "0m", "-1", "lb", "m**2", "min60", "1e400", "m2/(person)", "\xff\xfe", "1e-320/1e308", "1/0"})
    EXPECT_THROW(parse_unit(bad), Error) << bad;
  EXPECT_THROW(parse_unit(std::string(5000, 'm')), Error);
  std::string many = "m4";
  for (int i = 0; i < 40; ++i) many += "*m4";
  EXPECT_THROW(parse_unit(many), Error);
}

TEST(Unit, PrintsDimensionsThatCanBeReadAgain) {
  EXPECT_EQ(to_string(Dim{}), "1");
  EXPECT_EQ(to_string(Dim{.metre = 2, .person = -1}), "m^2/person");
  EXPECT_EQ(to_string(Dim{.person = -1}), "1/person");
  const Dim every{.metre = -2, .second = 1, .person = -1, .yuan = 3, .kgco2e = 1, .joule = -1};
  EXPECT_EQ(parse_unit(to_string(every)).dim, every);
}

TEST(Quantity, ConvertsToBaseUnits) {
  const Dim time{.second = 1};
  EXPECT_DOUBLE_EQ(parse_quantity("60 min", time), 3600);
  EXPECT_DOUBLE_EQ(parse_quantity("1.5h", time), 5400);
  EXPECT_DOUBLE_EQ(parse_quantity("-2 s", time), -2);
  EXPECT_DOUBLE_EQ(parse_quantity("5%", Dim{}), 0.05);
  EXPECT_DOUBLE_EQ(parse_quantity("3/1000person", Dim{.person = -1}), 0.003);
  EXPECT_DOUBLE_EQ(parse_quantity("8400 万元", Dim{.yuan = 1}), 8.4e7);
}

TEST(Quantity, TakesABareNumberInTheDeclaredUnit) {
  EXPECT_DOUBLE_EQ(parse_quantity("60", parse_unit("min")), 3600);
  EXPECT_DOUBLE_EQ(parse_quantity("60 s", parse_unit("min")), 60);
}

TEST(Quantity, NamesBothDimensionsWhenTheyDiffer) {
  try {
    parse_quantity("60 min", Dim{.metre = 1});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.words().en, "‘60 min’ is in s, but m is needed here");
    EXPECT_EQ(e.words().zh, "“60 min”的量纲是 s，此处需要 m");
  }
}

TEST(Quantity, RefusesWhatIsNotANumberWithAUnit) {
  for (const char* bad :
       {"", "min", "60", "inf s", "nan s", "1e999 s", "1e308 yr", "--5 s", "+-5 s", "-", ". s"})
    EXPECT_THROW(parse_quantity(bad, Dim{.second = 1}), Error) << bad;
}

}  // namespace
}  // namespace cityloop
