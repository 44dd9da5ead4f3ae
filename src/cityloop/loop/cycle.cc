#include "cityloop/loop/cycle.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "cityloop/assess/assess.h"
#include "cityloop/detect/detect.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

struct Adoption {
  Plan plan;
  Effects prior;  // what was believed when it was adopted
};

/// Adopted plans in the order of adoption. Lessons are drawn from the beliefs before the first of them that can teach
/// something, never from beliefs that hold these lessons already: learning twice teaches nothing new.
std::vector<Adoption> adoptions(const Store& store) {
  std::vector<Adoption> out;
  const std::vector<Plan> plans = store.adopted_plans();
  Effects believed;
  for (const LedgerEntry& entry : store.ledger()) {
    if (const auto* effects = std::get_if<EffectsAdopted>(&entry.what)) believed = effects->effects;
    if (const auto* adopted = std::get_if<PlanAdopted>(&entry.what)) {
      const auto plan =
          std::find_if(plans.begin(), plans.end(), [&](const Plan& p) { return p.id == adopted->plan; });
      const bool known =
          std::any_of(out.begin(), out.end(), [&](const Adoption& a) { return a.plan.id == adopted->plan; });
      if (plan != plans.end() && !known) out.push_back({*plan, believed});
    }
  }
  return out;
}

bool has_closed(const Plan& plan, const std::vector<Case>& cases) {
  return std::any_of(cases.begin(), cases.end(),
                     [&](const Case& c) { return c.plan == plan.id && c.state == CaseState::closed; });
}

/// So many snapshots before the plan's are looked at: each is measured anew, and older ones say little about now.
constexpr std::size_t kMostEarlier = 8;

/// Snapshots whose facts are older than the plan's, oldest first; of several imports of one day the last.
std::vector<SnapshotId> earlier_than(const Store& store, Date base) {
  std::map<Date, SnapshotId> by_day;
  for (const SnapshotRow& row : store.snapshots())
    if (row.as_of < base) by_day.insert_or_assign(row.as_of, row.id);
  std::vector<SnapshotId> out;
  for (const auto& [day, snapshot] : by_day) out.push_back(snapshot);
  if (out.size() > kMostEarlier) out.erase(out.begin(), out.end() - kMostEarlier);
  return out;
}

/// Only what is measured and where: an earlier city is not judged.
Situation measured_only(const Store& store, SnapshotId snapshot, const Lens& lens, Run& run) {
  Situation s;
  s.city = store.city(snapshot);
  s.measured = measure(s.city, lens.indicators, run);
  return s;
}

}  // namespace

History history_before(const Store& store, SnapshotId now, const FrameworkKey& framework) {
  History history;
  for (const SnapshotRow& row : store.snapshots()) {
    if (row.id == now) break;
    if (auto found = store.findings(row.id, framework)) history.findings = std::move(*found);
  }
  return history;
}

std::optional<Lessons> lessons_so_far(const Store& store, const Situation& now, const Lens& lens, Run& run) {
  const std::vector<Case> cases = store.cases();
  std::optional<Lessons> all;
  for (const Adoption& a : adoptions(store)) {
    if (!has_closed(a.plan, cases) || a.plan.base == id(now.city)) continue;
    run.check_stop();
    Situation before;
    try {
      before.city = store.city(a.plan.base);
    } catch (const Error& e) {
      if (e.fault() != Fault::not_found) throw;
      if (!all) all.emplace().effects = a.prior;
      all->remarks.push_back(say("the snapshot that plan {} was made for is gone: nothing is learnt from it",
                                 "计划 {} 所依据的快照已不存在，无法学习", to_string(a.plan.id)));
      continue;
    }
    before.measured = measure(before.city, lens.indicators, run);
    std::vector<Situation> earlier;
    for (const SnapshotId snapshot : earlier_than(store, before.city.as_of))
      earlier.push_back(measured_only(store, snapshot, lens, run));
    Lessons some =
        learn(a.plan, cases, before, now, lens, all ? all->effects : a.prior, run, {earlier, &a.prior});
    if (!all) {
      all = std::move(some);
      continue;
    }
    std::move(some.outcomes.begin(), some.outcomes.end(), std::back_inserter(all->outcomes));
    std::move(some.remarks.begin(), some.remarks.end(), std::back_inserter(all->remarks));
    all->effects = std::move(some.effects);
  }
  return all;
}

Situation look(const City& city, const Lens& lens, const History& history, Run& run) {
  Situation s;
  s.city = city;
  s.measured = measure(city, lens.indicators, run);
  s.assessed = assess(city, s.measured, lens.goals, run);
  s.findings = detect(city, s.measured, s.assessed, lens, history, run);
  return s;
}

Turn turn(Store& store, const Lens& lens, std::span<const ProjectType> types, Instant now, const ActorKey& by,
          Run& run, std::span<const Indicator> kept, const Decider& decider) {
  const auto latest = store.latest();
  if (!latest)
    throw Error{Fault::not_found,
                say("there is no snapshot yet", "还没有任何快照"),
                {},
                say("import the city first: cityloop import", "请先导入城市数据：cityloop import")};
  Turn t;
  const Lens all{kept.empty() ? lens.indicators : kept, lens.goals};
  t.now = look(store.city(*latest), all, history_before(store, *latest, lens.goals.key), run);
  store.put_result(t.now.measured);
  store.put_result(t.now.assessed, t.now.findings);

  t.lessons = lessons_so_far(store, t.now, lens, run);
  Effects believed = store.effects();
  if (t.lessons) {
    store.put_result(*latest, *t.lessons);
    if (!t.lessons->outcomes.empty() && t.lessons->effects != believed) {
      const LedgerEntry learnt{now, EffectsAdopted{by, t.lessons->effects}};
      store.append(std::span{&learnt, 1});
      believed = t.lessons->effects;
    }
  }

  t.plan = decider ? decider(t.now, believed) : decide(t.now, lens, types, believed, run);
  store.put_result(t.plan);
  return t;
}

}  // namespace cityloop
