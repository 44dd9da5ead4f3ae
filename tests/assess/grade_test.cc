// The official scheme: grades, not scores. The table is checked row by row, with the hole that it has.

#include "cityloop/assess/grade.h"

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;
using Rule = GradedGoal::Rule;

GradedGoal of(std::size_t very_good, std::size_t good, std::size_t fair, std::size_t poor) {
  return grade_goal({very_good, good, fair, poor}, 0, false, Grading{});
}

TEST(GradeGoal, TheTableRowByRow) {
  EXPECT_EQ(of(4, 0, 1, 0).grade, GoalGrade::excellent);  // v = 80 %, nothing poor
  EXPECT_EQ(of(4, 0, 0, 1).grade, GoalGrade::good);       // p = 80 % with one poor
  EXPECT_EQ(of(1, 2, 2, 0).grade, GoalGrade::good);       // p = 60 %, nothing poor
  EXPECT_EQ(of(1, 2, 1, 1).grade, GoalGrade::fair);       // p = 60 % with one poor
  EXPECT_EQ(of(1, 1, 3, 0).grade, GoalGrade::fair);       // p = 40 %, nothing poor
  EXPECT_EQ(of(1, 1, 2, 1).grade, GoalGrade::poor);       // p = 40 % with one poor
  EXPECT_EQ(of(1, 0, 4, 0).grade, GoalGrade::poor);       // p = 20 %
  for (const GradedGoal& g : {of(4, 0, 1, 0), of(1, 2, 2, 0), of(1, 0, 4, 0)}) EXPECT_EQ(g.rule, Rule::table);
}

TEST(GradeGoal, TheHoleIsGoodAndSaidToBeOne) {
  const GradedGoal g = of(2, 3, 0, 0);  // p = 100 %, v = 40 %, nothing poor: no row of the printed table
  EXPECT_EQ(g.grade, GoalGrade::good);
  EXPECT_EQ(g.rule, Rule::hole);
}

TEST(GradeGoal, EveryMixtureHasExactlyOneGradeAndBetterIsNeverWorse) {
  // All mixtures of 12 indicators; lifting one indicator by a grade never lowers the goal.
  for (std::size_t a = 0; a <= 12; ++a)
    for (std::size_t b = 0; a + b <= 12; ++b)
      for (std::size_t c = 0; a + b + c <= 12; ++c) {
        const std::size_t d = 12 - a - b - c;
        const auto grade = of(a, b, c, d).grade;
        ASSERT_TRUE(grade.has_value());
        if (b > 0) {
          EXPECT_LE(*of(a + 1, b - 1, c, d).grade, *grade);
        }
        if (c > 0) {
          EXPECT_LE(*of(a, b + 1, c - 1, d).grade, *grade);
        }
        if (d > 0) {
          EXPECT_LE(*of(a, b, c + 1, d - 1).grade, *grade);
        }
      }
}

TEST(GradeGoal, NothingGradedIsNotPoor) {
  const GradedGoal g = grade_goal({0, 0, 0, 0}, 3, false, Grading{});
  EXPECT_FALSE(g.grade.has_value());
  EXPECT_EQ(g.ungraded, 3U);
}

TEST(Cuts, ExactlyAtACutEarnsIt) {
  const Cuts up{95, 90, 85, true}, down{0, 2, 5, false};
  EXPECT_EQ(up(95), Grade::very_good);
  EXPECT_EQ(up(94.9), Grade::good);
  EXPECT_EQ(up(85), Grade::fair);
  EXPECT_EQ(up(84), Grade::poor);
  EXPECT_EQ(down(0), Grade::very_good);
  EXPECT_EQ(down(2), Grade::good);
  EXPECT_EQ(down(6), Grade::poor);
}

// A town with one building that has a gas problem, sewage 72 %, green buildings 100 %, and residents discontent (55) with
// their sewers; nobody published a number for bridges, and experts found them good (3).
const char* kTown = R"(
grid 1000 m
  A
legend
  A    people 100
as of 2026-06-30
zones district
  A
inspections
  2026-03-01 gas A1 problem dated due=2026-06-01 zone=A
statistics
  2025 sewage 72 %
  2025 green 100 %
  2025 sewage_content 55 1
  2025 bridges 3 座
  2025 bridges_expert 3 1
  2024 bridges_expert 1 1
)";
const char* kFramework = R"(
key: town
scheme: grade
name: {en: Town, zh: 城镇}
adopted_by: {en: test, zh: 测试}
valid: {from: 2026-01-01, until: 2027-01-01}
goals:
  - key: safe
    name: {en: Safe, zh: 安全}
    criteria:
      - {indicator: gas, grades: {very_good: 0, better: lower}, bottom_line: true}
  - key: green
    name: {en: Green, zh: 绿色}
    criteria:
      - {indicator: sewage, grades: {very_good: 90 %, good: 70 %, fair: 50 %}, survey: sewage_content}
      - {indicator: green, grades: {very_good: 100 %, good: 80 %}}
  - key: sound
    name: {en: Sound, zh: 牢固}
    criteria:
      - {indicator: bridges, expert: bridges_expert}
      - {indicator: unknown, grades: {good: 50 %, better: higher}}
)";
std::vector<Indicator> town_indicators() {
  return {declare("gas", "1", "inspected", "check: [gas]"),
          declare("sewage", "%", "statistic", "variable: sewage"),
          declare("green", "%", "statistic", "variable: green"),
          declare("bridges", "座", "statistic", "variable: bridges"),
          declare("unknown", "%", "statistic", "variable: nowhere")};
}

TEST(Grade, OneTown) {
  const City city = draw_city(kTown);
  const std::vector<Indicator> all = town_indicators();
  const Framework f = parse_framework(parse_yaml(kFramework, "town.yaml"), all);
  QuietRun quiet;
  const Assessment a = assess(city, measure(city, all, quiet.run), f, quiet.run);
  const GradeSheet sheet = grade(city, a, f);
  ASSERT_EQ(sheet.criteria.size(), 5U);
  EXPECT_EQ(sheet.criteria[0].grade, Grade::poor);  // one building where none may be
  EXPECT_TRUE(sheet.criteria[0].vetoes);
  EXPECT_EQ(sheet.goals[0].grade, GoalGrade::poor);
  EXPECT_EQ(sheet.goals[0].rule, Rule::veto);
  EXPECT_EQ(sheet.criteria[1].first, Grade::good);  // 72 % ≥ 70 %
  EXPECT_EQ(sheet.criteria[1].grade, Grade::fair);  // 55 < 60: one grade down
  EXPECT_TRUE(sheet.criteria[1].lowered);
  EXPECT_EQ(sheet.criteria[2].grade, Grade::very_good);
  EXPECT_EQ(sheet.goals[1].grade, GoalGrade::fair);  // p = 1 of 2, nothing poor: 40 % ≤ p < 60 %
  EXPECT_EQ(sheet.criteria[3].grade, Grade::good);   // the latest opinion of the experts
  EXPECT_EQ(sheet.criteria[3].by, Graded::By::experts);
  EXPECT_FALSE(sheet.criteria[4].grade.has_value());  // no data is no grade
  EXPECT_EQ(sheet.goals[2].ungraded, 1U);
  EXPECT_EQ(sheet.goals[2].grade, GoalGrade::good);  // p = 100 %, v = 0: the hole
  EXPECT_EQ(sheet.goals[2].rule, Rule::hole);
  // What has no number to be judged by weighs nothing in the side view of scores; it is measured all the same.
  EXPECT_EQ(a.criteria[3]->standings.city.value, 3.0);
  EXPECT_EQ(a.goals[2].city.mark, Mark::no_data);
  // A zone for which nothing was published has no grade.
  EXPECT_FALSE(grade(city, a, f, idx<ZoneIdx>(0)).goals[1].grade.has_value());
}

// What Yichang published for 2025. Its grades of single indicators are not known to us, so what can be held is: every figure has
// its indicator, in the published unit, and the cuts say of it what a reader of the standard would.
TEST(Grade, YichangsFiguresOf2025MeetTheCutsOfTheCatalogue) {
  const Framework f = testing::catalogue_framework("health_check_2025");
  struct Row {
    const char* indicator;
    const char* unit;
    double published;
    std::optional<Grade> grade;  // none: the handbook has no number
  };
  for (const Row& r :
       {Row{"hc2025.35.street_density", "km/km2", 8.68, Grade::good},  // at least 8
        Row{"hc2025.32.greenway", "%", 80.72, Grade::good},            // at least 70
        Row{"hc2025.33.football", "%", 26.34, std::nullopt},
        Row{"hc2025.34.culture_area", "m2/person", 0.31, Grade::very_good},
        Row{"hc2025.30.sewage_collection", "%", 81.06, Grade::good},
        Row{"hc2025.53.fire_station", "%", 20.59, Grade::poor},  // the line is 75
        Row{"hc2025.54.shelter", "m2/person", 3.36, Grade::very_good},
        Row{"hc2025.57.fire_warning", "%", 11.6, Grade::poor},
        Row{"hc2025.22.middle_school", "%", 100 * 15.80 / 28.16, Grade::poor},  // 56.10, of 75
        Row{"hc2025.25.park", "%", 91, Grade::very_good},
        Row{"hc2025.01.structure", "栋", 42, Grade::poor},  // there may be none
        Row{"hc2025.02.gas", "栋", 6, Grade::poor}, Row{"hc2025.03.stairwell", "栋", 242, Grade::poor},
        Row{"hc2025.04.envelope", "栋", 454, Grade::poor}, Row{"hc2025.60.remedied", "%", 61, Grade::poor}}) {
    const auto at = f.find({r.indicator});
    ASSERT_TRUE(at) << r.indicator;
    const Criterion& c = f.criterion(*at);
    for (const Indicator& i : testing::catalogue_indicators())
      if (i.key == c.indicator) {
        EXPECT_EQ(i.unit.symbol, r.unit) << r.indicator;
      }
    EXPECT_EQ(c.cuts ? std::optional{(*c.cuts)(r.published)} : std::nullopt, r.grade) << r.indicator;
  }
}

TEST(Grade, FrameworksThatCannotBeGradedByAreRefused) {
  const std::vector<Indicator> all = town_indicators();
  const auto refused = [&](const std::string& from, const std::string& to) {
    std::string words = kFramework;
    words.replace(words.find(from), from.size(), to);
    try {
      parse_framework(parse_yaml(words, "town.yaml"), all);
    } catch (const Error& e) {
      return e.where().line;
    }
    return 0L;
  };
  EXPECT_EQ(refused("good: 70 %, fair: 50 %", "good: 95 %, fair: 50 %"), 15);  // better asks for less
  EXPECT_EQ(refused("{very_good: 0, better: lower}", "{very_good: 0}"), 11);   // which way?
  EXPECT_EQ(refused("expert: bridges_expert", "standard: 0 座"), 20);  // a standard with nothing to grade by
  EXPECT_EQ(refused("scheme: grade", "scheme: marks"), 3);
}

}  // namespace
}  // namespace cityloop
