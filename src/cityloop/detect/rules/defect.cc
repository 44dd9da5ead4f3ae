#include <algorithm>
#include <map>

#include "cityloop/city/last_looks.h"
#include "cityloop/detect/rules/rules.h"

namespace cityloop {
namespace {

/// What stands open in one unit, of one criterion.
struct Open {
  std::size_t objects = 0;
  int worst = 0;  // severity, 1–5
  bool dated = false;
};

bool is_asked(const Indicator& i, const Inspections& all, InspectionIdx x) {
  const std::vector<std::string>& wanted = i.params.words("check");
  return std::find(wanted.begin(), wanted.end(), all.checks[all.check[x]].word) != wanted.end();
}

double people_of_zone(const City& city, ZoneIdx z) {
  double sum = 0;
  const auto& of = city.zones->of_cell[city.zones->level[z]];
  for (const CellIdx c : each(city.people->residents))
    if (of[c] == z) sum += static_cast<double>(city.people->residents[c]);
  return sum;
}

}  // namespace

/// What inspections found and nobody has put right, unit by unit: the ledger's half of the problem list.
///
///   a finding   per criterion of the kernel `inspected` and zone that the ledger names, where a dated problem (限时解决) or
///               any problem of a bottom-line criterion stands open; what is to be done as means allow (尽力解决) is one
///               finding per criterion, over all zones that have it
///   affected    the residents of the zones; severity = the worst problem's ÷ 5 (3 ÷ 5 where nobody graded it)
///   evidence    how many objects stand open, against none
///
/// Where the ledger names no zone the shortfall of the whole city tells it. These never compete for the budget of the plan:
/// no project type answers them, they have a unit that is responsible and a day.
///
/// reads    inspections, zones, people; the framework's criteria
/// marks    problems seen after the city's day, or put right by it, do not count
/// errors   none
/// cost     O(criteria · rows of the ledger)
/// source   《城市体检工作手册（试行）》2025-05: 问题清单, 限时解决 and 尽力解决
std::vector<Finding> find_defects(const City& city, const Measurement&, const Assessment&, const Lens& lens,
                                  Run& run) {
  std::vector<Finding> out;
  const Inspections& all = *city.inspections;
  const auto day = static_cast<std::int32_t>(city.as_of.time_since_epoch().count());
  const std::vector<LastLook> looks = last_looks(all, day);
  const Framework& goals = lens.goals;
  for (std::size_t n = 0; n < goals.criteria(); ++n) {
    run.check_stop();
    const auto c = idx<CriterionIdx>(n);
    const Criterion& criterion = goals.criterion(c);
    const Indicator& indicator = lens.indicator(criterion.indicator);
    if (indicator.kernel != "inspected") continue;
    std::map<ZoneIdx, Open> units;
    for (const LastLook& look : looks) {
      const InspectionIdx first = idx<InspectionIdx>(look.from);
      if (!all.zone[first].valid() || !is_asked(indicator, all, first)) continue;
      Open* unit = nullptr;
      for (std::size_t k = look.from; k < look.until; ++k) {
        const InspectionIdx x = idx<InspectionIdx>(k);
        if (!all.open(x, day)) continue;
        if (unit == nullptr) {
          unit = &units[all.zone[first]];
          ++unit->objects;
        }
        unit->worst = std::max<int>(unit->worst, all.severity[x]);
        unit->dated = unit->dated || all.remedy[x] == Remedy::dated;
      }
    }
    Finding rest;  // what is to be done as means allow
    double rest_people = 0, rest_objects = 0;
    int rest_worst = 0;
    const auto finish = [&](Finding f, double people, double objects, int worst, Subject where,
                            std::uint64_t anchor) {
      f.kind = FindingKind::defect;
      f.about = criterion.indicator;
      f.criterion = c;
      f.affected = Persons{people};
      f.severity = (worst > 0 ? worst : 3) / 5.0;
      f.confidence = 1;
      f.evidence.push_back({f.about, where, objects, 0.0, Mark::known});
      f.id = fresh_id(f, goals.key, anchor);
      out.push_back(std::move(f));
    };
    for (const auto& [zone, unit] : units) {
      const double people = people_of_zone(city, zone);
      if (!unit.dated && !criterion.bottom_line) {
        rest.zones.push_back(city.zones->id[zone]);
        rest_people += people;
        rest_objects += static_cast<double>(unit.objects);
        rest_worst = std::max(rest_worst, unit.worst);
        continue;
      }
      Finding f;
      f.zones = {city.zones->id[zone]};
      finish(std::move(f), people, static_cast<double>(unit.objects), unit.worst, city.zones->id[zone],
             city.zones->id[zone].v);
    }
    if (rest.zones.empty()) continue;
    std::sort(rest.zones.begin(), rest.zones.end());
    finish(std::move(rest), rest_people, rest_objects, rest_worst, WholeCity{}, 1);
  }
  return out;
}

}  // namespace cityloop
