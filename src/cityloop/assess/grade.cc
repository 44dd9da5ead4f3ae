#include "cityloop/assess/grade.h"

#include <algorithm>

namespace cityloop {
namespace {

std::optional<double> published(const City& city, const VariableKey& variable, ZoneIdx zone) {
  const auto figure = latest_figure(city, variable, zone);
  return figure ? std::optional{figure->value} : std::nullopt;
}

/// 4 very good … 1 poor; a figure between or beyond is no grade.
std::optional<Grade> of_expert(std::optional<double> figure) {
  if (!figure) return std::nullopt;
  for (int k = 1; k <= 4; ++k)
    if (*figure == k) return static_cast<Grade>(4 - k);
  return std::nullopt;
}

Graded grade_one(const City& city, const Criterion& c, const Standing& standing, const Grading& rules,
                 ZoneIdx zone) {
  Graded g;
  if (const auto expert = of_expert(published(city, c.expert, zone))) {
    g.by = Graded::By::experts;
    g.first = expert;
  } else if (c.cuts && has_value(standing.mark)) {
    g.by = Graded::By::cuts;
    // Through float, as fields are: exactly at a cut earns the grade.
    g.first = (*c.cuts)(static_cast<double>(static_cast<float>(standing.value)));
  }
  g.survey = published(city, c.survey, zone);
  g.grade = g.first;
  if (g.first && g.survey && *g.survey < rules.survey_below && *g.first != Grade::poor) {
    g.grade = static_cast<Grade>(static_cast<int>(*g.first) + 1);
    g.lowered = true;
  }
  // Content does not mend a bottom line, and discontent alone does not break it.
  g.vetoes = rules.veto && c.bottom_line && g.first && *g.first != Grade::very_good;
  return g;
}

}  // namespace

std::optional<Figure> latest_figure(const City& city, const VariableKey& variable, ZoneIdx zone) {
  if (variable.empty()) return std::nullopt;
  const Statistics& s = *city.statistics;
  const auto at = std::lower_bound(s.variables.begin(), s.variables.end(), variable);
  if (at == s.variables.end() || *at != variable) return std::nullopt;
  const auto number = static_cast<std::uint16_t>(at - s.variables.begin());
  std::optional<Figure> found;
  int year = 0;
  for (const StatIdx x : each(s.variable))
    if (s.variable[x] == number && s.zone[x] == zone && has_value(s.mark[x]) &&
        (!found || s.year[x] > year)) {
      found = Figure{s.value[x], s.mark[x]};
      year = s.year[x];
    }
  return found;
}

GradedGoal grade_goal(std::array<std::size_t, 4> count, std::size_t ungraded, bool vetoed,
                      const Grading& rules) {
  using Rule = GradedGoal::Rule;
  GradedGoal out;
  out.count = count;
  out.ungraded = ungraded;
  const std::size_t n = count[0] + count[1] + count[2] + count[3];
  if (n == 0) return out;
  if (vetoed) {
    out.grade = GoalGrade::poor;
    out.rule = Rule::veto;
    return out;
  }
  // Shares of small counts: a hair of slack, so that 4 of 5 is 80 %.
  const auto reaches = [&](std::size_t k, double share) {
    return static_cast<double>(k) >= share * static_cast<double>(n) - 1e-9;
  };
  const std::size_t very_good = count[0], well = count[0] + count[1];
  const bool bad = count[3] > 0;
  out.rule = Rule::table;
  if (reaches(well, rules.much)) {
    if (bad) {
      out.grade = GoalGrade::good;
    } else if (reaches(very_good, rules.much)) {
      out.grade = GoalGrade::excellent;
    } else {
      out.grade = GoalGrade::good;
      out.rule = Rule::hole;
    }
  } else if (reaches(well, rules.most)) {
    out.grade = bad ? GoalGrade::fair : GoalGrade::good;
  } else if (reaches(well, rules.some)) {
    out.grade = bad ? GoalGrade::poor : GoalGrade::fair;
  } else {
    out.grade = GoalGrade::poor;
  }
  return out;
}

GradeSheet grade(const City& city, const Assessment& a, const Framework& f, ZoneIdx zone) {
  if (f.scheme != Scheme::grade)
    throw Error{Fault::bad_input,
                say("‘{}’ scores; it does not grade", "评价框架“{}”采用评分而非分级", f.key.word),
                {.file = f.file},
                say("a framework grades with `scheme: grade`", "框架中写 scheme: grade 才分级")};
  GradeSheet sheet;
  sheet.zone = zone;
  std::size_t n = 0;
  for (const Goal& goal : f.goals) {
    std::array<std::size_t, 4> count{};
    std::size_t ungraded = 0;
    bool vetoed = false;
    for (const Criterion& c : goal.criteria) {
      const Standings& s = a.criteria[n++]->standings;
      const Graded g = grade_one(city, c, zone.valid() ? s.zones[zone] : s.city, f.grading, zone);
      if (g.grade) ++count[static_cast<std::size_t>(*g.grade)];
      else ++ungraded;
      vetoed = vetoed || g.vetoes;
      sheet.criteria.push_back(g);
    }
    sheet.goals.push_back(grade_goal(count, ungraded, vetoed, f.grading));
  }
  return sheet;
}

}  // namespace cityloop
