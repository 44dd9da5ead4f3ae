#include "cityloop/act/act.h"

#include <algorithm>
#include <chrono>

#include "cityloop/base/hash.h"

namespace cityloop {
namespace {

/// The last second of a year: projects are due when the year they are promised for ends.
Instant end_of(Year y) {
  return Instant{Date{(y + std::chrono::years{1}) / std::chrono::January / 1}} - std::chrono::seconds{1};
}

/// A project has its case if the plan already opened one, or if a case of an earlier plan still stands for it.
bool has_case(std::span<const Case> cases, CaseId id, ProjectId project) {
  return std::any_of(cases.begin(), cases.end(), [&](const Case& c) {
    if (c.id == id) return true;
    const auto* p = std::get_if<ProjectId>(&c.origin);
    return p != nullptr && *p == project && c.state != CaseState::cancelled && c.state != CaseState::merged;
  });
}

}  // namespace

std::vector<CaseEvent> act(const Plan& adopted, std::span<const Case> cases, Instant now, const ActorKey& by,
                           Run& run) {
  std::vector<CaseEvent> events;
  for (const Choice& choice : adopted.chosen) {
    run.check_stop();
    const Project& p = choice.project;
    const CaseId id{id_of("case", adopted.id.v, p.id.v)};
    if (has_case(cases, id, p.id)) continue;
    CaseEvent open;
    open.of = id;
    open.at = now;
    open.by = by;
    open.role = "planner";
    open.move = Move::open;
    open.origin = p.id;
    open.title = p.name;
    open.cell = p.cell;
    open.plan = adopted.id;
    open.due = end_of(choice.done);
    events.push_back(std::move(open));
    if (p.owner.empty()) continue;  // nobody is named: a person assigns it
    CaseEvent assign;
    assign.of = id;
    assign.at = now;
    assign.by = by;
    assign.role = "planner";
    assign.move = Move::assign;
    assign.to = p.owner;
    events.push_back(std::move(assign));
  }
  return events;
}

}  // namespace cityloop
