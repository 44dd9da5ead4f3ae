// How an official grade came about: cuts or experts, residents' content, bottom lines, and the table over them.

#include <algorithm>

#include "cityloop/assess/grade.h"
#include "cityloop/loop/explain.h"

namespace cityloop {
namespace {

Text grade_text(const std::optional<Grade>& g) { return g ? name_of(*g) : Text{"not graded", "未分级"}; }

void add_cuts(const Cuts& cuts, const Indicator& i, Because& out) {
  std::string words;
  const auto add = [&](Grade g, const std::optional<double>& at, Lang lang) {
    if (!at) return;
    words += fmt::format("{}{} {} {} {}", words.empty() ? "" : "; ", name_of(g).in(lang),
                         cuts.higher_is_better ? "≥" : "≤", show_number(*at, 4), i.unit.symbol);
  };
  Text both;
  for (const Lang lang : {Lang::en, Lang::zh}) {
    words.clear();
    add(Grade::very_good, cuts.very_good, lang);
    add(Grade::good, cuts.good, lang);
    add(Grade::fair, cuts.fair, lang);
    (lang == Lang::en ? both.en : both.zh) = words;
  }
  out.add({"cuts", "分级界值"}, both);
}

}  // namespace

void add_grade(const ExplainContext& x, const Subject& subject, CriterionIdx criterion, Because& out) {
  const City& city = x.view.now.city;
  ZoneIdx zone;
  if (const auto* z = std::get_if<ZoneId>(&subject)) {
    const auto at = city.zones->find(*z);
    if (!at) return;
    zone = *at;
  } else if (!std::holds_alternative<WholeCity>(subject)) {
    return;  // a cell has no official grade
  }
  const Framework& goals = x.lens.goals;
  const GradeSheet sheet = grade(city, x.view.now.assessed, goals, zone);
  const Criterion& c = goals.criterion(criterion);
  const Indicator& i = x.lens.indicator(c.indicator);
  const Graded& g = sheet.criteria[criterion.v];
  Because& node = out.add({"grade", "等级"}, grade_text(g.grade));
  if (g.by == Graded::By::experts) node.add({"given by experts", "专家评定"}, verbatim(c.expert.word));
  else if (c.cuts) add_cuts(*c.cuts, i, node);
  else
    node.add({"no number is published to grade by; experts may", "无公布数值可供分级，可由专家评定"},
             verbatim(c.expert.word));
  if (g.survey) {
    Because& heard = node.add({"residents' content", "居民满意度"}, verbatim(show_number(*g.survey, 1)));
    heard.add({"published as", "数据名"}, verbatim(c.survey.word));
    if (g.lowered)
      heard.add({"lowered by one grade", "降一级"},
                {fmt::format("from {}, since content is below {}", name_of(*g.first).en,
                             goals.grading.survey_below),
                 fmt::format("原为“{}”，因满意度低于 {}", name_of(*g.first).zh, goals.grading.survey_below)});
  }
  if (g.vetoes)
    node.add({"bottom line", "底线项"}, {"not met: it vetoes its goal", "未达：一票否决所在维度"});
  const GoalIdx of = goals.goal_of(criterion);
  const GradedGoal& goal = sheet.goals[of.v];
  Because& above =
      node.add(goals.goals[of.v].name, goal.grade ? name_of(*goal.grade) : Text{"not graded", "未分级"});
  above.add({"graded", "分级情况"}, say("very good {}, good {}, fair {}, poor {}, not graded {}",
                                        "很好 {}，较好 {}，一般 {}，不足 {}，未分级 {}", goal.count[0],
                                        goal.count[1], goal.count[2], goal.count[3], goal.ungraded));
  if (goal.rule == GradedGoal::Rule::hole)
    above.add({"rule", "规则"},
              {"no row of the printed table fits; taken as good", "官方分级表未覆盖此情形，按“良”计"});
  if (goal.rule == GradedGoal::Rule::veto)
    above.add({"rule", "规则"}, {"vetoed by a bottom line", "底线项一票否决"});
}

}  // namespace cityloop
