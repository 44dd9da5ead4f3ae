#include "cityloop/assess/grades.h"

namespace cityloop {
namespace {

constexpr std::array<std::string_view, 4> kGrades{"very_good", "good", "fair", "poor"};
constexpr std::array<std::string_view, 4> kGoalGrades{"excellent", "good", "fair", "poor"};

}  // namespace

std::string_view to_word(Grade g) { return kGrades[static_cast<std::size_t>(g)]; }
std::string_view to_word(GoalGrade g) { return kGoalGrades[static_cast<std::size_t>(g)]; }
Text name_of(Grade g) {
  static const std::array<Text, 4> names{Text{"very good", "很好"}, Text{"good", "较好"},
                                         Text{"fair", "一般"}, Text{"poor", "不足"}};
  return names[static_cast<std::size_t>(g)];
}
Text name_of(GoalGrade g) {
  static const std::array<Text, 4> names{Text{"excellent", "优"}, Text{"good", "良"}, Text{"fair", "中"},
                                         Text{"poor", "差"}};
  return names[static_cast<std::size_t>(g)];
}

Text reason_of(const Graded& g, const Criterion& c) {
  if (g.vetoes) return {"bottom line not met", "底线未达"};
  if (g.lowered) return say("lowered: residents {}", "居民评分 {}，降一级", show_number(*g.survey, 0));
  if (!g.grade && g.by == Graded::By::nobody && !c.cuts)
    return {"no published number: experts grade it", "无公布数值，由专家评定"};
  if (!g.grade) return {"no data", "无数据"};
  if (g.by == Graded::By::experts) return {"experts", "专家评定"};
  return {};
}
Text reason_of(const GradedGoal& g) {
  switch (g.rule) {
    case GradedGoal::Rule::veto: return {"vetoed by a bottom line", "底线项一票否决"};
    case GradedGoal::Rule::hole:
      return {"no row of the printed table fits: taken as good", "官方分级表未覆盖此情形，按“良”计"};
    case GradedGoal::Rule::none: return {"nothing graded", "尚无分级"};
    case GradedGoal::Rule::table: break;
  }
  return {};
}

}  // namespace cityloop
