#include <cmath>

#include "cityloop/app/present.h"
#include "cityloop/assess/grade.h"
#include "cityloop/base/unit_words.h"

namespace cityloop {
namespace {

std::string grade_words(const Session& s, const std::optional<Grade>& g) {
  return g ? s.t(name_of(*g)) : "–";
}
std::string goal_words(const Session& s, const GradedGoal& g) {
  return g.grade ? s.t(name_of(*g.grade)) : "–";
}

}  // namespace

void show_grades(const Session& s, const Situation& now, const Lens& lens) {
  const GradeSheet sheet = grade(now.city, now.assessed, lens.goals);
  std::size_t graded = 0;
  for (const Graded& g : sheet.criteria) graded += g.grade ? 1U : 0U;
  s.head(say("{} · {} · {}", "{} · {} · {}", s.t(now.city.about->name), to_string(now.city.as_of),
             s.t(lens.goals.name)));
  s.line(say("{} of {} indicators graded; no total is made, since there is no official one",
             "{1} 项指标中 {0} 项已分级；官方没有总分，故不计算总分", graded, sheet.criteria.size()));
  TextTable t;
  t.column(s.t({"goal / indicator", "维度 / 指标"})).column(s.t({"value", "数值"}), Align::right);
  t.column(s.t({"unit", "单位"})).column(s.t({"content", "满意度"}), Align::right);
  t.column(s.t({"grade", "等级"})).column(s.t({"why", "说明"}));
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < lens.goals.goals.size(); ++g) {
    t.row({s.t(lens.goals.goals[g].name), "", "", "", goal_words(s, sheet.goals[g]),
           s.t(reason_of(sheet.goals[g]))});
    for (const Criterion& c : lens.goals.goals[g].criteria) {
      const Graded& one = sheet.criteria[n];
      const Standing& st = now.assessed.criterion(idx<CriterionIdx>(n++)).standings.city;
      const Indicator& i = lens.indicator(c.indicator);
      t.row({"  " + s.t(i.name),
             st.mark == Mark::known ? show_number(st.value, std::abs(st.value) < 0.1 ? 4 : 2) : "–",
             unit_words(i.unit, s.lang()), one.survey ? show_number(*one.survey, 0) : "–",
             grade_words(s, one.grade), s.t(reason_of(one, c))});
    }
  }
  s.out("\n");
  s.table(t);
}

void write_grades(JsonWriter& j, const Situation& now, const Lens& lens) {
  const GradeSheet sheet = grade(now.city, now.assessed, lens.goals);
  j.begin_array();
  std::size_t n = 0;
  for (std::size_t g = 0; g < lens.goals.goals.size(); ++g) {
    const GradedGoal& goal = sheet.goals[g];
    j.begin_object().field("key", lens.goals.goals[g].key.word);
    if (goal.grade) j.field("grade", to_word(*goal.grade));
    j.field("ungraded", static_cast<std::uint64_t>(goal.ungraded));
    j.field("hole", goal.rule == GradedGoal::Rule::hole).field("vetoed", goal.rule == GradedGoal::Rule::veto);
    j.key("criteria").begin_array();
    for (const Criterion& c : lens.goals.goals[g].criteria) {
      const Graded& one = sheet.criteria[n++];
      j.begin_object().field("indicator", c.indicator.word);
      if (one.grade) j.field("grade", to_word(*one.grade));
      if (one.survey) j.field("content", *one.survey);
      j.field("lowered", one.lowered)
          .field("vetoes", one.vetoes)
          .field("experts", one.by == Graded::By::experts);
      j.end_object();
    }
    j.end_array().end_object();
  }
  j.end_array();
}

}  // namespace cityloop
