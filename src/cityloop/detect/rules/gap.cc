#include <algorithm>

#include "cityloop/detect/rules/rules.h"

namespace cityloop {
namespace {

/// A group is clearly worse served if its score lies this far below the city's …
constexpr double kGap = 0.05;
/// … and is at most this share of it. Both, so that neither a small difference at the top nor noise at the bottom counts.
constexpr double kRatio = 0.90;

}  // namespace

/// Watched groups that are clearly worse served than the city, with the cells where their worse-served members live.
///
///   gap  if  S_city − S_group ≥ kGap  and  S_group ≤ kRatio · S_city
///   cells    where members live and score(value_c) < S_city
///   affected = Σ members there;  severity = Σ members · (S_city − score) / affected
///
/// reads    the criterion's standings and field, people by group
/// marks    as in shortfall: only cells with a value are named
/// errors   none; a criterion that is about one group only is nobody's gap
std::vector<Finding> find_gaps(const City& city, const Measurement& measured, const Assessment& assessed,
                               const Lens& lens, Run& run) {
  std::vector<Finding> out;
  const Framework& goals = lens.goals;
  for (std::size_t i = 0; i < goals.criteria(); ++i) {
    run.check_stop();
    const auto c = idx<CriterionIdx>(i);
    const Criterion& criterion = goals.criterion(c);
    const auto field = measured.find(criterion.indicator);
    if (!field || field->support.of != Support::Of::cell || !criterion.people.empty()) continue;
    const Standings& standings = assessed.criterion(c).standings;
    const Standing& whole = standings.city;
    for (std::size_t g = 0; g < goals.groups.size() && g < standings.groups.size(); ++g) {
      const Standing& group = standings.groups[g];
      const auto known = city.people->find(goals.groups[g]);
      if (!known || !has_value(group.mark) || !has_value(whole.mark)) continue;
      if (whole.score - group.score < kGap || group.score > kRatio * whole.score) continue;
      const Column<CellIdx, float>& people = city.people->by_group[*known];
      std::vector<CellIdx> cells;
      double members = 0, lack = 0, most = -1;
      CellIdx anchor;
      for (const CellIdx x : each(people)) {
        if (!(people[x] > 0) || !has_value(field->mark_at(x))) continue;
        const double below = whole.score - criterion.curve(field->at(x));
        if (!(below > 0)) continue;
        const double p = static_cast<double>(people[x]);
        cells.push_back(x);
        members += p;
        lack += p * below;
        if (p * below > most) {
          most = p * below;
          anchor = x;
        }
      }
      if (cells.empty()) continue;
      Finding f;
      f.kind = FindingKind::gap;
      f.about = criterion.indicator;
      f.criterion = c;
      f.group = goals.groups[g];
      for (const CellIdx x : cells) f.cells.push_back(city.grid->id(x));
      std::sort(f.cells.begin(), f.cells.end());
      f.zones = zones_of(city, cells);
      f.affected = Persons{members};
      f.severity = lack / members;
      f.confidence = group.coverage;
      f.evidence.push_back({f.about, WholeCity{}, group.value, whole.value, group.mark});
      f.id = fresh_id(f, goals.key, city.grid->id(anchor).v);
      out.push_back(std::move(f));
    }
  }
  return out;
}

}  // namespace cityloop
