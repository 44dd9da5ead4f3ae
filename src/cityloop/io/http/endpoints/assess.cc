#include "cityloop/base/unit_words.h"
#include "cityloop/io/http/endpoints/views.h"
#include "cityloop/loop/explain.h"

namespace cityloop::http {
namespace {

wire::Because because_of(const Because& b) {
  wire::Because out{b.label, b.value, {}};
  for (const Because& c : b.children) out.children.push_back(because_of(c));
  return out;
}

std::vector<wire::GroupValue> groups_of(const City& city, const Framework& f, const Standings& s) {
  std::vector<wire::GroupValue> out;
  for (std::size_t g = 0; g < s.groups.size() && g < f.groups.size(); ++g) {
    const bool known = has_value(s.groups[g].mark);
    out.push_back({f.groups[g].word, group_name(city, f, f.groups[g]), number_if(known, s.groups[g].value),
                   score_of(s.groups[g]), number_if(known, s.groups[g].meets)});
  }
  return out;
}

}  // namespace

Response get_assessment(const Asked& a) {
  const ShownView& v = a.view();
  const City& city = v.overview.now.city;
  const Assessment& now = v.overview.now.assessed;
  const Assessment* before = v.overview.previous ? &*v.overview.previous : nullptr;
  wire::AssessmentView out;
  out.snapshot = to_string(a.shown().measured().snapshot);
  out.as_of = to_string(city.as_of);
  out.framework = framework_of(*v.framework);
  out.overall = standing_of(now.overall.city);
  if (before) {
    out.before = score_of(before->overall.city);
    if (v.overview.previous_as_of) out.before_as_of = to_string(*v.overview.previous_as_of);
  }
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < v.framework->goals.size(); ++g) {
    const Goal& goal = v.framework->goals[g];
    wire::GoalView view;
    view.key = goal.key.word;
    view.name = goal.name;
    view.weight = goal.weight;
    view.standing = standing_of(now.goals[g].city);
    if (before && g < before->goals.size()) view.before = score_of(before->goals[g].city);
    if (v.grades) {
      const GradedGoal& graded = v.grades->goals[g];
      if (graded.grade) {
        view.grade = to_word(*graded.grade);
        view.grade_words = name_of(*graded.grade);
      }
      if (const Text why = reason_of(graded); !why.empty()) view.why = why;
    }
    for (const Criterion& c : goal.criteria) {
      const CriterionIdx ci = idx<CriterionIdx>(n++);
      const Indicator& i = v.lens().indicator(c.indicator);
      const Standings& s = now.criterion(ci).standings;
      wire::CriterionView one;
      one.indicator = i.key.word;
      one.version = i.version;
      one.name = i.name;
      one.unit = unit_words(i.unit, Lang::en);
      one.weight = c.weight;
      one.standard = c.standard;
      one.higher_is_better = c.way();
      one.standing = standing_of(s.city);
      if (!c.judged()) one.standing.score.reset();
      if (before && ci.v < before->criteria.size()) {
        const Standing& then = before->criterion(ci).standings.city;
        if (c.judged()) one.before = score_of(then);
        one.before_value = number_if(has_value(then.mark), then.value);
      }
      if (v.grades) {
        const Graded& graded = v.grades->criteria[ci.v];
        if (graded.grade) {
          one.grade = to_word(*graded.grade);
          one.grade_words = name_of(*graded.grade);
        }
        if (const Text why = reason_of(graded, c); !why.empty()) one.why = why;
      }
      one.groups = groups_of(city, *v.framework, s);
      one.source = citation_of(c.source.title.empty() ? i.source : c.source);
      view.criteria.push_back(std::move(one));
    }
    out.goals.push_back(std::move(view));
  }
  out.groups = groups_of(city, *v.framework, now.overall);
  for (const ZoneIdx z : each(city.zones->id)) {
    const Standing& there = now.overall.zones[z];
    out.zones.push_back({city.zones->code[z], city.zones->name[z],
                         city.zones->levels[city.zones->level[z]].word, there.people, there.coverage,
                         std::nullopt, score_of(there), number_if(has_value(there.mark), there.meets)});
  }
  return json_answer(out);
}

Response get_assessment_cells(const Asked& a) {
  const ShownView& v = a.view();
  const City& city = v.overview.now.city;
  const std::string key = a.parameter("indicator");
  const Field* f = &v.overview.now.assessed.cell_score;
  if (!key.empty()) {
    const auto c = v.framework->find(IndicatorKey{key});
    if (!c)
      throw Error{Fault::not_found,
                  say("the framework does not judge '{}'", "评价体系中没有指标“{}”", key),
                  {.item = "indicator"}};
    f = &v.overview.now.assessed.criterion(*c).scores;
  }
  const auto [value, mark] = on_cells(city, *f);
  Packed out{to_string(a.shown().measured().snapshot), value.size()};
  out.column("value", std::span<const float>{value}).column("mark", std::span<const std::uint8_t>{mark});
  return packed_answer(out);
}

Response get_explanation(const Asked& a) {
  const ShownView& v = a.view();
  return a.office.read([&](Workspace& w, Run& run) {
    const ExplainContext x{w, v.indicators, v.lens(), v.overview, run};
    return json_answer(because_of(explain(x, a.parameter("subject"), a.parameter("indicator"))));
  });
}

}  // namespace cityloop::http
