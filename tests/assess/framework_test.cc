// Frameworks: what a city may declare, and how it is refused.

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;

const std::vector<Indicator> kAsked{
    declare("walk", "min", "nearest", "kind: school, limit: 60 min"),
    declare("green", "%", "share", "numerator: land, denominator: cell_area")};

Framework read(const std::string& criteria, const std::string& more = "") {
  return parse_framework(
      parse_yaml("key: f\nname: {en: f, zh: 框架}\nadopted_by: {en: council, zh: 人大}\n"
                 "valid: {from: 2026-01-01, until: 2031-01-01}\ngroups: [children, {key: nurses, name: {en: "
                 "Nurses, zh: 护士}}]\n" +
                     more + "goals:\n  - key: g\n    name: {en: g, zh: 目标}\n    criteria:\n" + criteria,
                 "test.yaml"),
      kAsked);
}
std::string refusal(const std::string& criteria, const std::string& more = "") {
  try {
    read(criteria, more);
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_GT(e.where().line, 0) << e.words().en;
    EXPECT_NE(e.words().en, e.words().zh);
    return e.words().en + " | " + e.hint().en;
  }
  ADD_FAILURE() << "nothing was refused: " << criteria;
  return {};
}

TEST(Framework, ReadsCurvesInAnyUnitOfTheDimension) {
  const Framework f = read(
      "      - {indicator: walk, version: 1, curve: [[5 min, 1], [900 s, 0.6], [0.5 h, 0]], standard: 15 "
      "min}\n");
  const Criterion& c = f.goals[0].criteria[0];
  EXPECT_EQ(c.curve(5), 1);
  EXPECT_EQ(c.curve(15), 0.6);
  EXPECT_EQ(c.curve(30), 0);
  EXPECT_DOUBLE_EQ(c.curve(10), 0.8);  // half way between 1 and 0.6
  EXPECT_EQ(c.curve(0), 1);            // flat beyond its ends
  EXPECT_EQ(c.curve(99), 0);
  EXPECT_FALSE(c.curve.rising());
  EXPECT_EQ(*c.standard, 15);
  EXPECT_EQ(f.criteria(), 1U);
  EXPECT_EQ(f.find({"walk"}), CriterionIdx{0});
  EXPECT_EQ(f.find({"green"}), std::nullopt);
}

TEST(Framework, AGroupIsCalledAsTheCityCallsItElseAsDeclared) {
  const Framework f = read("      - {indicator: green, curve: [[0, 0], [30, 1]]}\n");
  City city = draw_city("grid 100 m\n  5\nlegend\n  5 people ×1\n");
  EXPECT_EQ(group_name(city, f, {"children"}), verbatim("children"));
  EXPECT_EQ(group_name(city, f, {"nurses"}), (Text{"Nurses", "护士"}));
  People people = *city.people;
  people.groups = {{"nurses"}};
  people.group_names = {{"Nursing staff", "护理人员"}};
  city.people = Layer<People>{std::make_shared<const People>(people), {}};
  EXPECT_EQ(group_name(city, f, {"nurses"}), (Text{"Nursing staff", "护理人员"}));
}

TEST(Framework, ABareNumberIsInTheIndicatorsUnit) {
  const Framework f = read("      - {indicator: green, curve: [[0, 0], [30, 1]], standard: 15}\n");
  EXPECT_TRUE(f.goals[0].criteria[0].curve.rising());
  EXPECT_DOUBLE_EQ(f.goals[0].criteria[0].curve(15), 0.5);
}

TEST(Framework, ACellExactlyAtTheStandardMeetsIt) {
  // 0.1 is no float: what is stored for 0.1 % is not what YAML says, and yet it meets the standard.
  const Framework f = read("      - {indicator: green, curve: [[0, 0], [1, 1]], standard: 0.1}\n");
  const Criterion& c = f.goals[0].criteria[0];
  EXPECT_TRUE(c.met(static_cast<double>(0.1F)));
  EXPECT_FALSE(c.met(static_cast<double>(std::nextafter(0.1F, 0.0F))));
}

TEST(Framework, WhichWayIsBetterIsSaidWhereNothingElseSaysIt) {
  const auto of = [](const std::string& criterion) {
    return read("      - " + criterion, "scheme: grade\n").goals[0].criteria[0];
  };
  EXPECT_EQ(of("{indicator: walk}\n").way(), std::nullopt);
  EXPECT_EQ(of("{indicator: walk, better: lower}\n").way(), false);
  EXPECT_EQ(of("{indicator: green, better: higher}\n").way(), true);
  EXPECT_FALSE(of("{indicator: green, better: higher}\n").judged());
  EXPECT_EQ(of("{indicator: walk, grades: {good: 10, fair: 20}}\n").way(), false);
  EXPECT_EQ(read("      - {indicator: green, curve: [[0, 0], [30, 1]]}\n").goals[0].criteria[0].way(), true);
  const std::string twice =
      refusal("      - {indicator: walk, grades: {good: 10, fair: 20}, better: lower}\n", "scheme: grade\n");
  EXPECT_NE(twice.find("say already which way"), std::string::npos) << twice;
  const std::string curve = refusal("      - {indicator: green, curve: [[0, 0], [30, 1]], better: higher}\n");
  EXPECT_NE(curve.find("better"), std::string::npos) << curve;
  const std::string word = refusal("      - {indicator: walk, better: less}\n", "scheme: grade\n");
  EXPECT_NE(word.find("lower"), std::string::npos) << word;
}

TEST(Framework, RefusesWhatCannotBeMeant) {
  const std::string good = "curve: [[5 min, 1], [30 min, 0]]";
  EXPECT_NE(refusal("      - {indicator: wlak, " + good + "}\n").find("walk"), std::string::npos);
  EXPECT_NE(refusal("      - {indicator: walk, version: 2, " + good + "}\n").find("version"),
            std::string::npos);
  refusal("      - {indicator: walk, curve: [[5 min, 1], [10 min, 0.2], [30 min, 0.5]]}\n");
  refusal("      - {indicator: walk, curve: [[5 min, 1], [30 min, 1]]}\n");
  refusal("      - {indicator: walk, curve: [[5 min, 1]]}\n");
  refusal("      - {indicator: walk, curve: [[5 min, 1.2], [30 min, 0]]}\n");
  refusal("      - {indicator: walk, curve: [[5 m, 1], [30 m, 0]]}\n");
  refusal("      - {indicator: walk, " + good + ", standard: 500 m}\n");
  refusal("      - {indicator: walk, " + good + ", weight: 0}\n");
  EXPECT_NE(refusal("      - {indicator: walk, " + good + ", standrad: 5 min}\n").find("standard"),
            std::string::npos);
  refusal("      - {indicator: walk, " + good + "}\n      - {indicator: walk, " + good + "}\n");
}

}  // namespace
}  // namespace cityloop
