#include <cmath>

#include "cityloop/assess/grade.h"
#include "cityloop/detect/rules/rules.h"

namespace cityloop {
namespace {

/// How far residents and computation may lie apart, on the scale of scores, before it is a matter.
constexpr double kApart = 0.3;

}  // namespace

/// Where residents say otherwise than what was computed: of the city and of every zone in which they were asked.
///
///   a finding   |content ÷ 100 − score| ≥ kApart
///   affected    the people whose standing it is;  severity = the difference
///   evidence    the value and its score × 100, against residents' content (0–100)
///
/// Neither side is taken for right: a way that is short on the map and unlit at night, or residents who never had the
/// service. What is known is that one of the two has to be looked into.
///
/// reads    the criterion's standings; city.statistics, the figure named by the criterion's `survey`, latest year
/// marks    no finding where either side has no value; few answers (estimated) halve the confidence, too few (suppressed) are
///          no value
/// errors   none
/// cost     O(criteria · zones · figures)
std::vector<Finding> find_disagreements(const City& city, const Measurement&, const Assessment& assessed,
                                        const Lens& lens, Run& run) {
  std::vector<Finding> out;
  const Framework& goals = lens.goals;
  for (std::size_t n = 0; n < goals.criteria(); ++n) {
    run.check_stop();
    const auto c = idx<CriterionIdx>(n);
    const Criterion& criterion = goals.criterion(c);
    if (criterion.survey.empty() || !criterion.judged()) continue;
    const Standings& standings = assessed.criterion(c).standings;
    const auto look = [&](ZoneIdx zone, const Standing& s) {
      const auto content = latest_figure(city, criterion.survey, zone);
      if (!content || !has_value(s.mark)) return;
      const double apart = std::abs(content->value / 100 - s.score);
      if (apart < kApart) return;
      Finding f;
      f.kind = FindingKind::disagreement;
      f.about = criterion.indicator;
      f.criterion = c;
      f.affected = Persons{s.people};
      f.severity = std::min(apart, 1.0);
      f.confidence = s.coverage * (content->mark == Mark::estimated ? 0.5 : 1.0);
      Subject where = WholeCity{};
      if (zone.valid()) {
        f.zones = {city.zones->id[zone]};
        where = city.zones->id[zone];
      }
      f.evidence.push_back({f.about, where, 100 * s.score, content->value, content->mark});
      f.id = fresh_id(f, goals.key, zone.valid() ? city.zones->id[zone].v : 0);
      out.push_back(std::move(f));
    };
    look({}, standings.city);
    for (const ZoneIdx z : each(standings.zones)) look(z, standings.zones[z]);
  }
  return out;
}

}  // namespace cityloop
