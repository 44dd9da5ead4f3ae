// Decisions, cases and what they teach: the half of the use-cases that writes to the ledger.

#include <algorithm>

#include "cityloop/act/act.h"
#include "cityloop/loop/named.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

std::vector<LedgerEntry> entries(Instant now, std::vector<CaseEvent> events) {
  std::vector<LedgerEntry> out;
  for (CaseEvent& e : events) out.push_back({now, std::move(e)});
  return out;
}

Case case_named(const Store& store, const std::string& digits) {
  const std::vector<Case> all = store.cases();
  return named(std::span<const Case>{all}, digits, {"case", "案件"}, [](const Case& c) { return c.id; },
               {"'cityloop case list' shows all", "“cityloop case list”可列出全部案件"});
}

/// The delta with the capacity that was really built, in each place that it adds or resizes.
Delta with_capacity(Delta delta, float capacity) {
  for (Change& c : delta.changes) {
    if (auto* add = std::get_if<AddPlace>(&c)) add->capacity = capacity;
    if (auto* resize = std::get_if<ResizePlace>(&c)) resize->capacity = capacity;
  }
  return delta;
}

}  // namespace

Plan plan_named(const Store& store, const std::string& digits) {
  std::vector<Plan> plans = store.plans();
  for (Plan& p : store.adopted_plans())
    if (std::none_of(plans.begin(), plans.end(), [&](const Plan& q) { return q.id == p.id; }))
      plans.insert(plans.begin(), std::move(p));
  if (plans.empty())
    throw Error{
        Fault::not_found,
        say("there is no plan yet", "尚无方案"),
        {},
        say("run 'cityloop plan' or 'cityloop turn' first", "请先运行“cityloop plan”或“cityloop turn”")};
  if (digits.empty()) return plans.back();
  return named(std::span<const Plan>{plans}, digits, {"plan", "方案"}, [](const Plan& p) { return p.id; });
}

Adopted adopt_plan(Workspace& w, std::optional<PlanId> which, const ActorKey& by, Instant now, Run& run) {
  Adopted out;
  out.plan = plan_named(*w.store, which ? to_string(*which) : "");
  for (const Plan& p : w.store->adopted_plans()) out.already = out.already || p.id == out.plan.id;
  if (const auto latest = w.store->latest(); !out.already && latest && out.plan.base != *latest)
    throw Error{
        Fault::conflict,
        say("plan {} was made for an older snapshot of the city", "方案 {} 依据的是较早的城市快照",
            to_string(out.plan.id)),
        {},
        say("run 'cityloop plan' again and adopt the new plan", "请重新运行 “cityloop plan”，再采纳新方案")};
  const std::vector<Case> before = w.store->cases();
  const std::vector<CaseEvent> events = act(out.plan, before, now, by, run);
  std::vector<LedgerEntry> all;
  if (!out.already) all.push_back({now, PlanAdopted{out.plan.id, by, to_json(out.plan)}});
  for (LedgerEntry& e : entries(now, events)) all.push_back(std::move(e));
  if (!all.empty()) w.store->append(all);
  for (const Case& c : w.store->cases())
    if (std::none_of(before.begin(), before.end(), [&](const Case& b) { return b.id == c.id; }))
      out.opened.push_back(c);
  return out;
}

std::optional<Choice> choice_of(const Store& store, const Case& c) {
  const auto* project = std::get_if<ProjectId>(&c.origin);
  if (project == nullptr) return std::nullopt;
  std::optional<Choice> found;
  for (const Plan& p : store.adopted_plans())
    if (!c.plan || p.id == *c.plan)
      for (const Choice& choice : p.chosen)
        if (choice.project.id == *project) found = choice;
  return found;
}

Case move_case(Workspace& w, const CaseMove& ask, Instant now) {
  const Case c = case_named(*w.store, ask.id);
  if (const auto why = refuses(c, ask.move, ask.role))
    throw Error{Fault::conflict,
                *why,
                {.item = to_string(c.id)},
                say("'cityloop case show {}' tells where the case stands",
                    "“cityloop case show {}”显示案件现状", to_string(c.id))};
  CaseEvent e;
  e.of = c.id;
  e.at = now;
  e.by = ask.by;
  e.role = ask.role;
  e.move = ask.move;
  e.to = ask.to;
  e.due = ask.due;
  e.spent = ask.spent;
  e.note = ask.note;
  if (ask.into) e.into = case_named(*w.store, *ask.into).id;
  if (ask.built_as_planned || ask.built_capacity) {
    const auto choice = choice_of(*w.store, c);
    if (!choice)
      throw Error{
          Fault::bad_input,
          say("case {} carries out no planned project", "案件 {} 不对应任何方案项目", to_string(c.id)),
          {},
          say("leave out --built", "请去掉 --built")};
    e.built = ask.built_capacity ? with_capacity(choice->project.change, *ask.built_capacity)
                                 : choice->project.change;
  }
  const Case after = step(c, e);  // what the move needs is said before anything is written
  w.store->append(entries(now, {e}));
  return after;
}

CaseStory case_story(const Store& store, const std::string& digits) {
  CaseStory out{case_named(store, digits), {}};
  for (const LedgerEntry& entry : store.ledger())
    if (const auto* e = std::get_if<CaseEvent>(&entry.what); e != nullptr && e->of == out.now.id)
      out.events.push_back(*e);
  return out;
}

std::vector<Case> work_all_cases(Workspace& w, double overrun, std::optional<Date> due, Instant now) {
  std::vector<CaseEvent> events;
  std::vector<Case> worked;
  const auto role_for = [](CaseState from, Move m) -> std::optional<std::string> {
    for (const Transition& t : moves())
      if (t.from == from && t.move == m && !t.roles.empty()) return t.roles.front();
    return std::nullopt;
  };
  for (Case c : w.store->cases()) {
    const auto choice = choice_of(*w.store, c);
    if (!choice || (due && c.due && *c.due >= Instant{*due + std::chrono::days{1}})) continue;
    bool moved = false;
    for (const Move m : {Move::assign, Move::accept, Move::start, Move::finish, Move::verify}) {
      const auto role = role_for(c.state, m);
      if (!role || (m == Move::assign && c.state != CaseState::open)) continue;
      CaseEvent e;
      e.of = c.id;
      e.at = now;
      e.by = ActorKey{"simulated"};
      e.role = *role;
      e.move = m;
      if (m == Move::assign)
        e.to = choice->project.owner.empty() ? DepartmentKey{"simulated"} : choice->project.owner;
      if (m == Move::finish) {
        e.spent = scaled(choice->project.capex, 1.0 + overrun);
        e.built = choice->project.change;
      }
      e.note = "simulated";
      c = step(c, e);
      events.push_back(std::move(e));
      moved = true;
    }
    if (moved) worked.push_back(c);
  }
  if (!events.empty()) w.store->append(entries(now, std::move(events)));
  return worked;
}

std::optional<Lessons> learn_latest(Workspace& w, const Situation& now, Run& run) {
  const std::vector<Indicator> wanted = w.measured();
  auto lessons = lessons_so_far(*w.store, now, Lens{wanted, w.framework()}, run);
  if (lessons) w.store->put_result(now.measured.snapshot, *lessons);
  return lessons;
}

void adopt_effects(Workspace& w, const Lessons& lessons, const ActorKey& by, Instant now) {
  if (lessons.effects == w.store->effects()) return;  // already believed
  const std::vector<LedgerEntry> one{{now, EffectsAdopted{by, lessons.effects}}};
  w.store->append(one);
}

}  // namespace cityloop
