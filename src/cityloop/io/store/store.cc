#include "cityloop/io/store/store.h"

#include <map>
#include <set>
#include <utility>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"
#include "cityloop/io/store/rows.h"

namespace cityloop {
namespace {

constexpr const char* kLedger = "ledger";

Plan plan_of(const PlanAdopted& adopted) {
  return parse_plan(parse_json(adopted.body, std::string{kLedger} + ": plan " + to_string(adopted.plan)));
}

}  // namespace

std::string_view kind_of(const LedgerEntry& entry) {
  constexpr std::string_view words[] = {"case_event",    "plan_adopted",  "effects_adopted",
                                        "goals_adopted", "units_changed", "project_moved"};
  return words[entry.what.index()];
}

std::string to_json(const LedgerEntry& entry) {
  JsonWriter json;
  json.begin_object().field("at", to_string(entry.at)).field("kind", kind_of(entry));
  if (const auto* event = std::get_if<CaseEvent>(&entry.what)) {
    json.key("event").raw(to_json(*event));
  } else if (const auto* plan = std::get_if<PlanAdopted>(&entry.what)) {
    json.field("plan", to_string(plan->plan)).field("by", plan->by.word);
    json.field("body", plan->body);  // quoted: the very bytes that were adopted, not another spelling of them
  } else if (const auto* goals = std::get_if<GoalsAdopted>(&entry.what)) {
    json.field("framework", goals->framework.word).field("version", goals->version);
    json.field("hash", to_string(goals->hash)).field("by", goals->by.word).field("because", goals->because);
    json.field("body", goals->body);
  } else if (const auto* units = std::get_if<UnitsChanged>(&entry.what)) {
    json.field("by", units->by.word).field("because", units->because).field("edit", units->edit);
  } else if (const auto* moved = std::get_if<ProjectMoved>(&entry.what)) {
    json.field("project", to_string(moved->project)).field("to", moved->to);
    json.field("by", moved->by.word).field("because", moved->because);
  } else {
    const auto& adopted = std::get<EffectsAdopted>(entry.what);
    json.field("by", adopted.by.word).key("effects").raw(to_json(adopted.effects));
  }
  return json.end_object().take();
}

LedgerEntry parse_ledger_entry(const Document& doc) {
  LedgerEntry entry;
  entry.at = parse_instant(doc.at("at").string(), doc.where());
  switch (doc.at("kind").choice(
      {"case_event", "plan_adopted", "effects_adopted", "goals_adopted", "units_changed", "project_moved"})) {
    case 0: entry.what = parse_case_event(doc.at("event")); break;
    case 1:
      entry.what = PlanAdopted{PlanId{parse_hex(doc.at("plan").string(), "plan")},
                               ActorKey{doc.at("by").string()}, doc.at("body").string()};
      break;
    case 3:
      entry.what = GoalsAdopted{FrameworkKey{doc.at("framework").string()},
                                static_cast<std::uint32_t>(doc.at("version").integer()),
                                parse_hash(doc.at("hash").string()),
                                ActorKey{doc.at("by").string()},
                                doc.at("because").string(),
                                doc.at("body").string()};
      break;
    case 4:
      entry.what =
          UnitsChanged{ActorKey{doc.at("by").string()}, doc.at("because").string(), doc.at("edit").string()};
      break;
    case 5:
      entry.what =
          ProjectMoved{ProjectId{parse_hex(doc.at("project").string(), "project")}, doc.at("to").string(),
                       ActorKey{doc.at("by").string()}, doc.at("because").string()};
      break;
    default: entry.what = EffectsAdopted{ActorKey{doc.at("by").string()}, parse_effects(doc.at("effects"))};
  }
  doc.done();
  return entry;
}

void refuse_illegal_moves(std::span<const LedgerEntry> entries,
                          const std::function<std::vector<CaseEvent>(CaseId)>& events_of) {
  std::map<CaseId, std::vector<CaseEvent>> touched;
  for (const LedgerEntry& entry : entries)
    if (const auto* event = std::get_if<CaseEvent>(&entry.what)) {
      const auto [at, fresh] = touched.try_emplace(event->of);
      if (fresh) at->second = events_of(event->of);
      at->second.push_back(*event);
    }
  for (const auto& [of, events] : touched) (void)fold(events);
}

std::vector<Case> Store::cases() const {
  std::vector<CaseEvent> events;
  for (LedgerEntry& entry : ledger())
    if (auto* event = std::get_if<CaseEvent>(&entry.what)) events.push_back(std::move(*event));
  return fold_all(events);
}

Effects Store::effects() const {
  Effects last;
  for (LedgerEntry& entry : ledger())
    if (auto* adopted = std::get_if<EffectsAdopted>(&entry.what)) last = std::move(adopted->effects);
  return last;
}

std::optional<Plan> Store::adopted_plan() const {
  std::optional<PlanAdopted> last;
  for (LedgerEntry& entry : ledger())
    if (auto* adopted = std::get_if<PlanAdopted>(&entry.what)) last = std::move(*adopted);
  if (!last) return std::nullopt;
  return plan_of(*last);
}

/// Oldest adoption first. A plan adopted twice is one plan, as it was adopted last.
std::vector<Plan> Store::adopted_plans() const {
  std::vector<Plan> plans;
  for (const LedgerEntry& entry : ledger())
    if (const auto* adopted = std::get_if<PlanAdopted>(&entry.what)) {
      std::erase_if(plans, [&](const Plan& p) { return p.id == adopted->plan; });
      plans.push_back(plan_of(*adopted));
    }
  return plans;
}

}  // namespace cityloop
