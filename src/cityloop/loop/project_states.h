#pragma once

// Where every project stands, from an idea to its evaluation: what the table says, what people decided, and what followed from it.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cityloop/decide/programme_rules.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

/// One step of a project: a person's decision, or what followed from a plan or a case.
struct ProjectStep {
  Instant at{};
  ProjectState to = ProjectState::in_pool;
  ActorKey by;
  std::string because;  // of a person's; else which plan or case
};
struct ProjectStory {
  ProjectId id;
  std::string code;  // of the table; empty: found by the health check
  Text name;
  ProjectState state = ProjectState::in_pool;
  std::vector<ProjectStep> steps;  // oldest first
  std::optional<Choice> choice;    // adopted or further
};
/// Projects of the table, of the newest plan, and of the ledger, in this order; lots are one project. A project is evaluated once
/// the latest snapshot has an outcome of it.
std::vector<ProjectStory> project_stories(const Workspace&, std::span<const Pooled>);
/// What a programme has to know of them.
std::vector<Settled> settled_projects(const Workspace&, std::span<const Pooled>);

/// The project with this code, or whose id begins so. Throws Error{not_found}, Error{bad_input} if several.
const ProjectStory& project_named(std::span<const ProjectStory>, const std::string&);
/// Moves a project by hand, dated and signed, in the ledger. Throws Error{conflict} where the move is not one that a person may make,
/// Error{bad_input} without a reason.
ProjectStory move_project(Workspace&, std::span<const Pooled>, const std::string& project, ProjectState to,
                          const ActorKey& by, const std::string& because, Instant now);

}  // namespace cityloop
