// From values to standings, by hand.

#include "cityloop/assess/assess.h"

#include <gtest/gtest.h>

#include "cityloop/assess/compare.h"
#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;

const char* const kDrawing = R"(
grid 100 m
  S a b . a c
legend
  S primary_school capacity=300
  a people 100 children=10
  b people 300 children=0
  c people 100 children=50
zones street
  A A A B B B
zones district
  X X X X X X
statistics
  2024 doctors 500 person zone=X
  2024 population 100000 person zone=X
  2024 gdp 100 万元
)";
// Metres to the school: a 100, b 200, a 400, c 500.
const std::vector<Indicator> kIndicators{
    declare("school", "m", "nearest", "kind: primary_school, limit: 400 m"),
    declare("doctors", "1/1000", "statistic", "variable: doctors, per: population, over: district"),
    declare("gdp", "万元", "statistic", "variable: gdp"),
    declare("library", "m", "nearest", "kind: library, limit: 400 m")};

Framework framework(const std::string& criteria) {
  return parse_framework(
      parse_yaml("key: f\nname: {en: f, zh: 框架}\nadopted_by: {en: council, zh: 人大}\n"
                 "valid: {from: 2026-01-01, until: 2031-01-01}\ngroups: [children, martians]\ngoals:\n"
                 "  - key: g\n    name: {en: g, zh: 目标}\n    criteria:\n" +
                     criteria,
                 "test.yaml"),
      kIndicators);
}
const std::string kSchool = "      - {indicator: school, curve: [[0 m, 1], [400 m, 0]], standard: 200 m}\n";
const std::string kDoctors = "      - {indicator: doctors, curve: [[0, 0], [10, 1]], weight: 3}\n";
const std::string kGdp = "      - {indicator: gdp, curve: [[0, 0], [400, 1]]}\n";
const std::string kLibrary = "      - {indicator: library, curve: [[0 m, 1], [400 m, 0]]}\n";

struct Assessed {
  City city = draw_city(kDrawing);
  QuietRun quiet;
  Measurement measured = measure(city, kIndicators, quiet.run);
  Framework goals;
  Assessment a;
  explicit Assessed(const std::string& criteria)
      : goals{framework(criteria)}, a{assess(city, measured, goals, quiet.run)} {}
  ZoneIdx zone(const std::string& code) const {
    for (const ZoneIdx z : each(city.zones->id))
      if (city.zones->code[z] == code) return z;
    return {};
  }
};

TEST(Assess, ScoresAreWeightedByPeople) {
  const Assessed x{kSchool};
  const Standings& s = x.a.criterion(CriterionIdx{0}).standings;
  // Scores 0.75 (100 people), 0.5 (300), 0 (100), and 0 (100, beyond 400 m and judged as 400 m).
  EXPECT_DOUBLE_EQ(s.city.score, (75 + 150) / 600.0);
  EXPECT_DOUBLE_EQ(s.city.value, (100 * 100 + 300 * 200 + 100 * 400 + 100 * 400) / 600.0);
  EXPECT_DOUBLE_EQ(s.city.meets, 400 / 600.0);  // the 300 stand exactly at the standard
  EXPECT_EQ(s.city.people, 600);
  EXPECT_EQ(s.city.coverage, 1);
  EXPECT_DOUBLE_EQ(s.zones[x.zone("A")].score, 225 / 400.0);
  EXPECT_EQ(s.zones[x.zone("B")].score, 0);
  EXPECT_EQ(s.zones[x.zone("X")], s.city);  // the same people
}

TEST(Assess, GroupsHaveTheirOwnWeights) {
  const Assessed x{kSchool};
  const auto& groups = x.a.criterion(CriterionIdx{0}).standings.groups;
  EXPECT_DOUBLE_EQ(groups[0].score, 10 * 0.75 / 70);  // children: 10 at 100 m, 10 at 400 m, 50 beyond
  EXPECT_EQ(groups[1].mark, Mark::no_data);           // the city does not count martians
}

TEST(Assess, ACriterionMayBelongToAGroup) {
  Assessed x{"      - {indicator: school, curve: [[0 m, 1], [400 m, 0]], people: children}\n"};
  EXPECT_DOUBLE_EQ(x.a.criterion(CriterionIdx{0}).standings.city.score, 10 * 0.75 / 70);
  EXPECT_EQ(x.a.criterion(CriterionIdx{0}).standings.city.people, 70);
  Assessed y{"      - {indicator: school, curve: [[0 m, 1], [400 m, 0]], people: martians}\n"};
  EXPECT_EQ(y.a.criterion(CriterionIdx{0}).standings.city.people, 600);  // all residents instead, and a note
  EXPECT_EQ(y.quiet.notes.counts().at("assess.group"), 1U);
}

TEST(Assess, AFigureOfAZoneFeedsItsLevelAndCoarserOnes) {
  const Assessed x{kDoctors};
  const Standings& s = x.a.criterion(CriterionIdx{0}).standings;
  EXPECT_EQ(s.zones[x.zone("X")].score, 0.5);  // 5 per 1,000
  EXPECT_EQ(s.zones[x.zone("X")].people, 600);
  EXPECT_EQ(s.zones[x.zone("A")].mark, Mark::not_applicable);  // a street has no figure of its own
  EXPECT_EQ(s.city.score, 0.5);
  EXPECT_EQ(s.groups[0].score, 0.5);
}

TEST(Assess, AFigureOfTheCitySaysNothingAboutItsParts) {
  const Assessed x{kGdp};
  const Standings& s = x.a.criterion(CriterionIdx{0}).standings;
  EXPECT_EQ(s.city.score, 0.25);
  EXPECT_EQ(s.zones[x.zone("X")].mark, Mark::not_applicable);
  EXPECT_EQ(s.groups[0].mark, Mark::not_applicable);
  EXPECT_EQ(x.a.cell_score.mark[0], Mark::not_applicable);
}

TEST(Assess, UnknownLowersTheCoverageAndNotTheScore) {
  const Assessed x{kSchool + kLibrary};
  const Standing& library = x.a.criterion(CriterionIdx{1}).standings.city;
  EXPECT_EQ(library.mark, Mark::no_data);
  EXPECT_EQ(library.coverage, 0);
  EXPECT_EQ(library.people, 600);
  EXPECT_DOUBLE_EQ(x.a.goals[0].city.score, 225 / 600.0);
  EXPECT_DOUBLE_EQ(x.a.goals[0].city.coverage, 0.5);
}

TEST(Assess, AGoalIsTheWeightedMeanOfItsCriteria) {
  const Assessed x{kSchool + kDoctors};
  EXPECT_DOUBLE_EQ(x.a.goals[0].city.score, (1 * 225 / 600.0 + 3 * 0.5) / 4);
  EXPECT_EQ(x.a.overall.city.score, x.a.goals[0].city.score);
  EXPECT_DOUBLE_EQ(x.a.goals[0].zones[x.zone("A")].score, 225 / 400.0);  // only the school speaks of streets
  const CellIdx home = drawn_cell(x.city, 2, 1);
  EXPECT_FLOAT_EQ(x.a.cell_score.value[home.v], 0.75F);
  EXPECT_EQ(x.a.cell_score.mark_at(drawn_cell(x.city, 1, 1)),
            Mark::not_applicable);  // nobody lives at the school
}

// Street A is four cells with 100 people and has the figure 1; street B two cells with 300 people, and 3.
TEST(Assess, TheIndicatorDeclaresWhatAPartWeighs) {
  const City city = draw_city(R"(
grid 100 m
  a . . . b .
legend
  a people 100 children=10
  b people 300 children=0
zones street
  A A A A B B
statistics
  2024 pumps 1 m zone=A
  2024 pumps 3 m zone=B
)");
  const auto value = [&](Weighing weighing) {
    std::vector<Indicator> asked{declare("pumps", "m", "statistic", "variable: pumps, over: street")};
    asked[0].weighing = weighing;
    const Framework f = parse_framework(
        parse_yaml("key: f\nname: {en: f, zh: 框架}\nadopted_by: {en: council, zh: 人大}\n"
                   "valid: {from: 2026-01-01, until: 2031-01-01}\ngroups: [children]\ngoals:\n"
                   "  - {key: g, name: {en: g, zh: 目标}, criteria: [{indicator: pumps, curve: [[0 m, 0], [4 "
                   "m, 1]]}]}\n",
                   "test.yaml"),
        asked);
    QuietRun quiet;
    const Assessment a = assess(city, measure(city, asked, quiet.run), f, quiet.run);
    const Standings& s = a.criterion(CriterionIdx{0}).standings;
    EXPECT_EQ(s.city.people, 400);    // who lives there is told whatever weighs
    EXPECT_EQ(s.groups[0].value, 1);  // groups are people
    EXPECT_EQ(s.city.coverage, 1);
    return s.city.value;
  };
  EXPECT_DOUBLE_EQ(value(Weighing::people), (100 * 1 + 300 * 3) / 400.0);
  EXPECT_DOUBLE_EQ(value(Weighing::area), (4 * 1 + 2 * 3) / 6.0);
  EXPECT_DOUBLE_EQ(value(Weighing::count), (1 + 3) / 2.0);
}

// Those who live in an old town are a group like any other, once the framework names it.
TEST(Assess, ATypeOfAreaIsAGroup) {
  const City city = draw_city(std::string{kDrawing} + "units\n  type street B martians\n");
  QuietRun quiet;
  const Framework f = framework(kSchool);
  const Assessment a = assess(city, measure(city, kIndicators, quiet.run), f, quiet.run);
  const auto& groups = a.criterion(CriterionIdx{0}).standings.groups;
  EXPECT_DOUBLE_EQ(groups[0].score, 10 * 0.75 / 70);  // children, as before
  EXPECT_EQ(groups[1].people, 200);                   // street B
  EXPECT_EQ(groups[1].score, 0);
  EXPECT_EQ(groups[1].mark, Mark::known);
}

TEST(Assess, InACityWithoutPeopleEveryCellCountsAsOne) {
  const City city = draw_city("grid 100 m\n  S . .\nlegend\n  S primary_school capacity=300\n");
  QuietRun quiet;
  const Framework f = framework(kSchool);
  const Assessment a = assess(city, measure(city, kIndicators, quiet.run), f, quiet.run);
  EXPECT_DOUBLE_EQ(a.overall.city.score, (1 + 0.75 + 0.5) / 3);
}

TEST(Compare, SaysWhoIsBetterOff) {
  Assessed x{kSchool + kDoctors};
  const Delta delta{
      {AddPlace{PlaceId{7}, {"primary_school"}, x.city.grid->centre(drawn_cell(x.city, 6, 1)), 200}}};
  const City now = apply(x.city, delta);
  const Measurement measured = remeasure(x.measured, x.city, now, delta, kIndicators, x.quiet.run);
  const Assessment after = reassess(x.a, x.city, x.measured, now, measured, x.goals, x.quiet.run);
  const Comparison c = compare(now, x.a, after, x.goals);
  ASSERT_EQ(c.moved.size(), 1U);
  EXPECT_EQ(c.moved[0].about, CriterionIdx{0});
  EXPECT_EQ(c.moved[0].people_better, 200);  // the a in the east, now 100 m away, and c, now at its door
  EXPECT_EQ(c.moved[0].people_worse, 0);
  EXPECT_EQ(c.moved[0].newly_met, 200);
  EXPECT_GT(c.overall_after, c.overall_before);
  EXPECT_THROW(compare(now, x.a, after, framework(kSchool)), Error);
}

}  // namespace
}  // namespace cityloop
