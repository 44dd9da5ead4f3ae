// The papers of a health check, by hand: a drawn ledger, three indicators, what each sheet must say.

#include "cityloop/loop/papers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/city/drawing.h"
#include "cityloop/measure/kernel.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

using ::testing::ElementsAre;

constexpr const char* kGas = R"(
key: gas
name: {en: Gas hazards, zh: 燃气隐患}
meaning: {en: buildings, zh: 楼栋}
unit: 栋
kernel: inspected
params: {check: gas}
source: {title: Handbook, clause: "2"}
)";
constexpr const char* kWalls = R"(
key: walls
name: {en: Wall hazards, zh: 围护隐患}
meaning: {en: buildings, zh: 楼栋}
unit: 栋
kernel: inspected
params: {check: walls}
source: {title: Handbook, clause: "4"}
)";
constexpr const char* kSewage = R"(
key: sewage
name: {en: Sewage collected, zh: 污水收集率}
meaning: {en: share, zh: 比例}
unit: "%"
kernel: statistic
params: {variable: sewage}
source: {title: Handbook, clause: "30"}
)";
constexpr const char* kFramework = R"(
key: check
name: {en: Check, zh: 体检}
adopted_by: {en: nobody, zh: 无}
valid: {from: 2026-01-01, until: 2031-01-01}
scheme: grade
goals:
  - key: homes
    name: {en: Homes, zh: 住房}
    criteria:
      - {indicator: gas, version: 1, grades: {very_good: 0 栋, better: lower}, bottom_line: true}
      - {indicator: walls, version: 1}
  - key: town
    name: {en: Town, zh: 城区}
    criteria:
      - {indicator: sewage, version: 1, grades: {very_good: 85 %, good: 70 %, fair: 60 %}, survey: content, expert: judged}
)";
// On 30 June: B1 and B2 are open (B2 was put right once, and was seen again); B3 was put right; B4 was sound in March, and
// what is seen in August has not come. The wall of B1 may wait; its date is in the future.
constexpr const char* kInspected = R"(grid 1000 m
  1 2
legend
  1-9  people ×100
zones district
  A B
as of 2026-06-30
inspections
  2026-03-01 gas B1 problem dated zone=A due=2026-05-01 severity=5 problem=rust
  2026-03-01 gas B2 problem dated zone=B due=2026-06-01 done=2026-05-20 severity=5 problem=rust
  2026-06-01 gas B2 problem dated zone=B due=2026-12-01 severity=5 problem=rust
  2026-03-01 gas B3 problem dated zone=A due=2026-06-01 done=2026-05-20 problem=rust
  2026-03-01 gas B4 sound zone=A
  2026-08-01 gas B4 problem dated zone=A due=2026-12-01 problem=rust
  2026-03-01 walls B1 problem effort zone=A severity=2 problem=cracks
statistics
  2025 sewage 64 %
)";

struct Check {
  std::vector<Indicator> indicators;
  Framework framework;
  Situation now;
  Check()
      : indicators{parse_indicator(parse_yaml(kGas, "g.yaml")), parse_indicator(parse_yaml(kWalls, "w.yaml")),
                   parse_indicator(parse_yaml(kSewage, "s.yaml"))},
        framework{parse_framework(parse_yaml(kFramework, "f.yaml"), indicators)} {
    Diagnostics notes;
    NoProgress progress;
    Memo memo;
    Run run{notes, progress, memo};
    now.city = draw_city(kInspected);
    now.measured = measure(now.city, indicators, run);
    now.assessed = assess(now.city, now.measured, framework, run);
  }
  Workbook papers(Lang lang) const {
    return health_check_papers(now, {indicators, framework}, grade(now.city, now.assessed, framework), lang);
  }
};

std::string words_of(const WorkbookCell& c) {
  if (const auto* s = std::get_if<std::string>(&c)) return *s;
  if (const auto* d = std::get_if<double>(&c)) return fmt::format("{}", *d);
  if (const auto* day = std::get_if<Date>(&c)) return to_string(*day);
  return "";
}
std::vector<std::string> row(const WorkbookSheet& s, std::size_t n) {
  std::vector<std::string> out;
  for (const WorkbookCell& c : s.rows.at(n)) out.push_back(words_of(c));
  return out;
}
std::vector<std::string> heads(const WorkbookSheet& s) {
  std::vector<std::string> out;
  for (const WorkbookColumn& c : s.columns) out.push_back(c.head.zh);
  return out;
}

TEST(Papers, TheListsHaveTheColumnsOfTheHandbook) {
  const Workbook w = Check{}.papers(Lang::zh);
  ASSERT_EQ(w.sheets.size(), 4U);
  EXPECT_THAT(heads(w.sheets[2]),
              ElementsAre("序号", "指标项", "体检结果", "存在问题", "问题程度", "治理难度", "问题分类",
                          "是否配建", "规模不足", "功能不完善", "其他"));
  EXPECT_THAT(heads(w.sheets[3]),
              ElementsAre("序号", "问题涉及的指标", "指标结果", "存在问题", "整治建议", "整治区域",
                          "整治类型", "责任单位", "整治优先级", "是否纳入下一年更新计划"));
}

TEST(Papers, TheTableHasGradesAndTheBottomLineMakesItsDimensionPoor) {
  const WorkbookSheet s = Check{}.papers(Lang::zh).sheets[0];
  ASSERT_EQ(s.rows.size(), 3U);
  // Two buildings are open where none may be: poor, and with it the dimension.
  EXPECT_THAT(row(s, 0), ElementsAre("1", "住房", "差", "燃气隐患", "栋", "2", "不足", "很好 ≤ 0", "", "是",
                                     "100", "Handbook 2"));
  EXPECT_EQ(row(s, 1)[5], "1");
  EXPECT_EQ(row(s, 1)[6], "");  // nobody publishes a number: not graded, which is not poor
  EXPECT_EQ(row(s, 2)[5], "64");
  EXPECT_EQ(row(s, 2)[6], "一般");  // from 60 on, below 70
  EXPECT_EQ(row(s, 2)[7], "很好 ≥ 85；较好 ≥ 70；一般 ≥ 60");
}

TEST(Papers, TheLedgerHasEveryLookInTheHeadersOfTheForm) {
  const Check check;
  const WorkbookSheet s = check.papers(Lang::zh).sheets[1];
  const WorkbookSheet form = inspections_form(check.now.city.as_of, check.indicators, Lang::zh).sheets[0];
  ASSERT_EQ(s.rows.size(), 7U);
  for (std::size_t c = 0; c < form.columns.size(); ++c) EXPECT_EQ(s.columns[c].head, form.columns[c].head);
  std::size_t overdue = 0, done = 0, sound = 0;
  for (std::size_t r = 0; r < s.rows.size(); ++r) {
    overdue += row(s, r).back() == "逾期未整治" ? 1 : 0;
    done += row(s, r).back() == "已整治" ? 1 : 0;
    sound += row(s, r)[4] == "无问题" ? 1 : 0;
  }
  EXPECT_EQ(overdue, 1U);  // B1
  EXPECT_EQ(done, 2U);     // B3, and B2 the first time
  EXPECT_EQ(sound, 1U);    // B4
}

TEST(Papers, TheProblemsAreWhatIsOpenByTheLastLookGroupedByWhatTheyAre) {
  const WorkbookSheet s = Check{}.papers(Lang::zh).sheets[2];
  ASSERT_EQ(s.rows.size(), 3U);
  EXPECT_THAT(row(s, 0), ElementsAre("1", "燃气隐患", "2 栋（不足）", "rust：B1、B2（2 处）", "5", "", "", "",
                                     "", "", ""));
  EXPECT_THAT(row(s, 1),
              ElementsAre("2", "围护隐患", "1 栋", "cracks：B1（1 处）", "2", "", "", "", "", "", ""));
  EXPECT_EQ(row(s, 2)[3], "体检结果为 64 %，低于要求的 70 %");
}

TEST(Papers, TheAdviceIsUrgentWhereADateHasPassed) {
  const WorkbookSheet s = Check{}.papers(Lang::zh).sheets[3];
  ASSERT_EQ(s.rows.size(), 4U);
  EXPECT_THAT(row(s, 0), ElementsAre("1", "燃气隐患", "2 栋（不足）", "rust：B1（1 处）", "", "A", "限时解决",
                                     "", "高", ""));
  EXPECT_THAT(row(s, 1), ElementsAre("2", "燃气隐患", "2 栋（不足）", "rust：B2（1 处）", "", "B", "限时解决",
                                     "", "中", ""));
  EXPECT_THAT(row(s, 2),
              ElementsAre("3", "围护隐患", "1 栋", "cracks：B1（1 处）", "", "A", "尽力解决", "", "低", ""));
  EXPECT_EQ(row(s, 3)[5], "全市");
}

TEST(Papers, TheFormsOfferTheChecksAndAskForEveryPublishedFigureOnce) {
  const Check check;
  const Workbook ledger = inspections_form(check.now.city.as_of, check.indicators, Lang::en);
  EXPECT_THAT(ledger.sheets[0].columns[0].words, ElementsAre("gas", "walls"));
  EXPECT_THAT(ledger.sheets[0].columns[4].words, ElementsAre("sound", "problem"));
  const WorkbookSheet figures =
      statistics_form(check.now.city.as_of, {check.indicators, check.framework}, Lang::en).sheets[0];
  ASSERT_EQ(figures.rows.size(), 3U);
  EXPECT_THAT(row(figures, 0), ElementsAre("sewage", "Sewage collected", "%", "2026", "", "", ""));
  EXPECT_EQ(row(figures, 1)[0], "content");
  EXPECT_EQ(row(figures, 2)[0], "judged");
}

}  // namespace
}  // namespace cityloop
