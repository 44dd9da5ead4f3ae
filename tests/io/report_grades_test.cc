// The report of a framework that grades: how many indicators have which grade, and where the ledgers have open problems.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "cityloop/io/report/page_tree.h"
#include "cityloop/io/report/report.h"

namespace cityloop {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// A has three objects with an open problem (one of them two), B one that was put right, C one open, and nobody looked
// into D.
constexpr const char* kLedgers = R"(grid 1000 m
  1 2 3 4
legend
  1-9  people ×100
zones district
  A B C D
as of 2026-06-30
inspections
  2026-03-01 gas A1 problem zone=A problem=rust
  2026-03-01 gas A1 problem zone=A problem=cracks
  2026-03-01 gas A2 problem zone=A problem=rust
  2026-03-01 gas A3 problem zone=A problem=rust
  2026-03-01 gas B1 problem zone=B done=2026-05-20 problem=rust
  2026-03-01 gas C1 problem zone=C problem=rust
)";

struct Grades {
  std::vector<Indicator> indicators;
  Framework framework;
  Situation now;
  GradeSheet sheet;

  explicit Grades(const std::string& drawing) {
    now.city = draw_city(drawing);
    framework.key = {"check"};
    framework.name = {"Check", "体检"};
    framework.scheme = Scheme::grade;
    const std::vector<std::vector<std::optional<Grade>>> goals{{Grade::very_good, Grade::poor, std::nullopt},
                                                               {Grade::fair}};
    const Column<ZoneIdx, Standing> nowhere(now.city.zones->id.size(), Standing{});
    for (std::size_t g = 0; g < goals.size(); ++g) {
      Goal goal;
      goal.key = {"g" + std::to_string(g)};
      goal.name = {g == 0 ? "Homes" : "Town", g == 0 ? "住房" : "城区"};
      for (const auto& grade : goals[g]) {
        Indicator i;
        i.key = {"i" + std::to_string(indicators.size())};
        i.name = {"Indicator", "指标"};
        i.kernel = "statistic";
        Criterion c;
        c.indicator = i.key;
        indicators.push_back(i);
        goal.criteria.push_back(c);
        now.measured.fields[i.key] =
            std::make_shared<const Field>(Field{{Support::Of::whole, {}}, {0.0F}, {Mark::no_data}, {}});
        sheet.criteria.emplace_back();
        sheet.criteria.back().grade = grade;
        now.assessed.criteria.push_back(
            std::make_shared<const CriterionResult>(CriterionResult{{}, {Standing{}, nowhere, {}}}));
      }
      framework.goals.push_back(goal);
      sheet.goals.emplace_back();
      if (g == 0) sheet.goals.back().grade = GoalGrade::good;
    }
    now.assessed.goals.assign(goals.size(), {Standing{}, nowhere, {}});
    now.assessed.overall = {Standing{}, nowhere, {}};
  }
  std::string page(Lang lang) const {
    ReportModel m{.now = now, .lens = {indicators, framework}};
    m.grades = &sheet;
    return report_html(m, lang);
  }
};

std::vector<std::string> cells(const report::Element& row) {
  std::vector<std::string> out;
  for (const report::Element& c : row.children)
    if (c.is("td")) out.push_back(c.all_words());
  return out;
}

TEST(GradeReport, CountsTheGradesOfEachGoalAndOfAllAndDrawsThem) {
  const report::Element page = report::page_tree(Grades{kLedgers}.page(Lang::en));
  const report::Element* body = page.find("tbody");  // the first table is that of the counts
  ASSERT_NE(body, nullptr);
  std::vector<const report::Element*> rows;
  for (const report::Element& r : body->children)
    if (r.is("tr")) rows.push_back(&r);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(cells(*rows[0]), ElementsAre("Homes", "good", "1", "–", "–", "1", "1", ""));
  EXPECT_THAT(cells(*rows[1]), ElementsAre("Town", "–", "–", "–", "1", "–", "–", ""));
  EXPECT_THAT(cells(*rows[2]), ElementsAre("All indicators", "", "1", "–", "1", "1", "1", ""));
  // Three thirds, the last one hatched because it is not known.
  const report::Element* bar = rows[0]->find("svg", "bar");
  ASSERT_NE(bar, nullptr);
  ASSERT_EQ(bar->children.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(bar->children[k].attribute("width"), "33.33");
  EXPECT_EQ(bar->children[2].attribute("x"), "66.67");
  EXPECT_EQ(bar->children[2].attribute("fill"), "url(#unknown)");
}

TEST(GradeReport, TheMapShowsOpenProblemsByUnitAndWhereNobodyLooked) {
  const report::Element page = report::page_tree(Grades{kLedgers}.page(Lang::en));
  const report::Element* map = page.find("svg", "map");
  ASSERT_NE(map, nullptr);
  std::vector<std::string> fills;
  for (const report::Element& e : map->children)
    if (e.is("path") && !e.attribute("fill").empty() && e.attribute("fill") != "none")
      fills.emplace_back(e.attribute("fill"));
  // D is unknown, A has three objects, C one, B none; no unit has two.
  EXPECT_THAT(fills, ::testing::UnorderedElementsAre("url(#unknown)", "#b35806", "#fde3b8", "#3a7fb5"));
  EXPECT_THAT(Grades{kLedgers}.page(Lang::zh), HasSubstr("台账中未整治问题的分布"));
}

TEST(GradeReport, WithoutLedgersThereIsNoMapAndWithoutScoresNoOrderOfUnits) {
  const std::string page =
      Grades{"grid 1000 m\n  1 2\nlegend\n  1-9  people ×100\nzones district\n  A B\n"}.page(Lang::en);
  EXPECT_THAT(page, Not(HasSubstr("Where the ledgers have open problems")));
  EXPECT_THAT(page, Not(HasSubstr("id=\"zones\"")));
  EXPECT_THAT(page, HasSubstr("Graded by experts."));
}

}  // namespace
}  // namespace cityloop
