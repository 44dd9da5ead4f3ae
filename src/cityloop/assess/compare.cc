#include "cityloop/assess/compare.h"

#include <algorithm>
#include <cmath>

namespace cityloop {

Comparison compare(const City& city, const Assessment& before, const Assessment& after,
                   const Framework& framework) {
  if (before.framework_hash != after.framework_hash || before.framework_hash != framework.hash)
    throw Error{Fault::conflict,
                say("assessments under different goals cannot be compared", "目标不同的评估无法比较"),
                {},
                say("assess both again under one framework", "请在同一评价框架下重新评估")};
  if (before.cell_score.size() != after.cell_score.size() || after.cell_score.size() != city.grid->size())
    throw Error{Fault::conflict, say("assessments over different cells cannot be compared cell by cell",
                                     "格网不同的评估无法逐格比较")};
  Comparison out;
  out.overall_before = before.overall.city.score;
  out.overall_after = after.overall.city.score;
  for (std::size_t g = 0; g < after.overall.groups.size() && g < before.overall.groups.size(); ++g)
    out.group_change.push_back(after.overall.groups[g].score - before.overall.groups[g].score);
  const auto residents = city.people->residents.raw();
  for (std::size_t n = 0; n < after.criteria.size(); ++n) {
    if (before.criteria[n] == after.criteria[n]) continue;
    const CriterionResult &b = *before.criteria[n], &a = *after.criteria[n];
    if (b == a) continue;
    const Criterion& criterion = framework.criterion(idx<CriterionIdx>(n));
    Shift s{.about = idx<CriterionIdx>(n)};
    s.known = has_value(b.standings.city.mark) && has_value(a.standings.city.mark);
    s.score_before = b.standings.city.score;
    s.score_after = a.standings.city.score;
    s.value_before = b.standings.city.value;
    s.value_after = a.standings.city.value;
    const auto enough = static_cast<float>(criterion.standard ? criterion.curve(*criterion.standard) : 0.0);
    if (a.scores.support.of == Support::Of::cell && b.scores.support == a.scores.support &&
        !residents.empty())
      for (std::size_t c = 0; c < a.scores.size(); ++c) {
        if (!has_value(a.scores.mark[c]) || !has_value(b.scores.mark[c])) continue;
        const double w = static_cast<double>(residents[c]);
        const float was = b.scores.value[c], is = a.scores.value[c];
        if (is > was) s.people_better += w;
        if (is < was) s.people_worse += w;
        if (is >= enough && was < enough) s.newly_met += w;
        if (is < enough && was >= enough) s.newly_missed += w;
      }
    out.moved.push_back(s);
  }
  std::stable_sort(out.moved.begin(), out.moved.end(), [](const Shift& x, const Shift& y) {
    return std::abs(x.score_after - x.score_before) > std::abs(y.score_after - y.score_before);
  });
  return out;
}

}  // namespace cityloop
