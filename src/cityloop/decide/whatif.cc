#include <algorithm>
#include <numeric>

#include "cityloop/assess/assess.h"
#include "cityloop/decide/decide.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

/// One Error that quotes every problem: a person repairs a drawn plan in one go.
[[noreturn]] void refuse(const Diagnostics& trouble) {
  Text all =
      say(trouble.problems() == 1 ? "the change cannot be made:" : "the change cannot be made: {} problems",
          "变更无法执行，共 {} 个问题：", trouble.problems());
  for (const Diagnostic& d : trouble.items()) {
    if (d.level != Diagnostic::Level::problem) continue;
    all.en += "\n  " + d.text.en + (d.hint.empty() ? "" : ". " + d.hint.en);
    all.zh += "\n  " + d.text.zh + (d.hint.empty() ? "" : "。" + d.hint.zh);
  }
  throw Error{Fault::bad_input, std::move(all)};
}

}  // namespace

WhatIf what_if(const Situation& base, const Delta& delta, const Lens& lens, Run& run) {
  const Diagnostics trouble = resolve(base.city, delta);
  if (trouble.has_problem()) refuse(trouble);
  WhatIf w;
  w.city = apply(base.city, delta);
  w.measured = remeasure(base.measured, base.city, w.city, delta, lens.indicators, run);
  w.assessed = reassess(base.assessed, base.city, base.measured, w.city, w.measured, lens.goals, run);
  w.gain = gain(base.assessed, w.assessed, lens.goals);
  return w;
}

std::vector<double> gains(const Assessment& before, const Assessment& after, const Framework& goals) {
  double goal_weights = 0;
  for (const Goal& g : goals.goals) goal_weights += g.weight;
  std::vector<double> out;
  out.reserve(goals.criteria());
  std::uint32_t number = 0;
  for (const Goal& g : goals.goals) {
    double criterion_weights = 0;
    for (const Criterion& c : g.criteria) criterion_weights += c.weight;
    for (const Criterion& c : g.criteria) {
      const CriterionIdx i{number++};
      if (before.criteria[i.v] == after.criteria[i.v]) {  // the same result, shared
        out.push_back(0);
        continue;
      }
      const Standing& was = before.criterion(i).standings.city;
      const Standing& is = after.criterion(i).standings.city;
      const bool known = has_value(was.mark) && has_value(is.mark);
      out.push_back(known ? g.weight / goal_weights * c.weight / criterion_weights * is.people *
                                (is.score - was.score)
                          : 0);
    }
  }
  return out;
}

double gain(const Assessment& before, const Assessment& after, const Framework& goals) {
  const std::vector<double> parts = gains(before, after, goals);
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

}  // namespace cityloop
