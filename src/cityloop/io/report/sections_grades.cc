// What a framework that grades has to say at a glance: no dial and no total, because officials make none.

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

std::string grade_words(const std::optional<Grade>& g, const Html& h) {
  return g ? escaped(h.t(name_of(*g))) : "–";
}
std::string goal_words(const std::optional<GoalGrade>& g, const Html& h) {
  return g ? escaped(h.t(name_of(*g))) : "–";
}

}  // namespace

void add_grades(Html& h, const ReportModel& m) {
  const GradeSheet& sheet = *m.grades;
  std::size_t graded = 0;
  for (const Graded& g : sheet.criteria) graded += g.grade ? 1U : 0U;
  h.section("glance", {"Grades", "分级结果"},
            say("{} of {} indicators are graded. What nobody publishes a number for is graded by experts, or "
                "not at all; what is "
                "not graded is not poor. Residents who are not content lower a grade by one; a bottom line "
                "that is not met "
                "makes its goal poor. There is no official total, and none is made.",
                "{1} 项指标中 {0} "
                "项已分级。没有公布数值的指标由专家评定，或不分级；未分级不等于不足。居民满意度低于标准时降一"
                "级，底线项未达"
                "则所在维度为“差”。官方没有总分，故不计算总分。",
                graded, sheet.criteria.size()));
  h.table({{{"Goal / indicator", "维度 / 指标"}},
           {{"Grade", "等级"}},
           {{"Value", "数值"}, true},
           {{"Residents", "满意度"}, true},
           {{"Why", "说明"}}});
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < m.lens.goals.goals.size(); ++g) {
    const GradedGoal& goal = sheet.goals[g];
    h.row({escaped(h.t(m.lens.goals.goals[g].name)), goal_words(goal.grade, h), "", "",
           escaped(h.t(reason_of(goal)))},
          "goal");
    for (const Criterion& c : m.lens.goals.goals[g].criteria) {
      const Graded& one = sheet.criteria[n];
      const Standing& s = m.now.assessed.criterion(idx<CriterionIdx>(n++)).standings.city;
      const Indicator& i = m.lens.indicator(c.indicator);
      const std::string grade_cell = one.grade == Grade::poor
                                         ? "<span class=miss>" + grade_words(one.grade, h) + "</span>"
                                         : grade_words(one.grade, h);
      h.row({escaped(h.t(i.name)), grade_cell,
             s.mark == Mark::known ? escaped(value_words(s.value, i, h.lang())) : "–",
             one.survey ? show_number(*one.survey, 0) : "–", escaped(h.t(reason_of(one, c)))});
    }
  }
  h.end_table();
  h.end_section();
}

}  // namespace cityloop::report
