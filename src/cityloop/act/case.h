#pragma once

// A noun header of `act`: a case is the fold of its events. There is no "update case".

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "cityloop/base/money.h"
#include "cityloop/base/time.h"
#include "cityloop/city/delta.h"

namespace cityloop {

class Document;

enum class Move : std::uint8_t { open, assign, accept, start, finish, verify, reopen, merge, cancel };
enum class CaseState : std::uint8_t { open, assigned, working, finished, closed, merged, cancelled };
std::string_view to_word(Move);
std::string_view to_word(CaseState);
Text words_of(CaseState);  // for people
Move parse_move(std::string_view);

using Origin = std::variant<FindingId, ProjectId, ReportId>;

/// One thing that happened. Appended to the ledger, never changed.
struct CaseEvent {
  CaseId of;
  Instant at{};
  ActorKey by;
  std::string role;  // in which the actor did it: "planner", "department", "supervisor", …
  Move move = Move::open;
  std::optional<Origin> origin;  // on open
  Text title;                    // on open
  std::optional<CellId> cell;    // on open: where
  std::optional<PlanId> plan;    // on open, for projects
  std::optional<DepartmentKey> to;
  std::optional<Instant> due;
  std::optional<Money> spent;  // on finish: binds cost to a budget line
  std::optional<Delta> built;  // on finish: what was really built; becomes a fact of the next snapshot
  std::optional<CaseId> into;  // on merge
  std::string note;
};
struct Case {
  CaseId id;
  CaseState state = CaseState::open;
  Origin origin;
  Text title;
  std::optional<CellId> cell;
  std::optional<PlanId> plan;
  DepartmentKey owner;
  std::optional<Instant> due;
  Instant opened{}, last{};
  std::optional<Instant> finished;
  Money spent;
  std::optional<Delta> built;
  int reopened = 0;
};

/// The whole life-cycle is one table: from state, by move, by role, to state. The first row opens a case; its `from` says
/// nothing. Besides being legal, `open` carries an origin and a title, `assign` the department, `merge` the other case, and
/// `finish` of a project what was spent and what was built (an empty delta if nothing was).
struct Transition {  // a row of the table
  CaseState from;
  Move move;
  CaseState to;
  std::vector<std::string> roles;
};
std::span<const Transition> moves();
/// Empty if the move is legal for this role; else why not.
std::optional<Text> refuses(const Case&, Move, std::string_view role);
inline bool may(const Case& c, Move m, std::string_view role) { return !refuses(c, m, role).has_value(); }

/// Throws Error{conflict} for an illegal move, Error{bad_input} for an event that lacks what its move needs.
Case fold(std::span<const CaseEvent>);
/// Cases by id from a whole ledger, in order of opening.
std::vector<Case> fold_all(std::span<const CaseEvent>);
/// The fold with one more event; throws as fold() does.
Case step(const std::optional<Case>&, const CaseEvent&);

std::string to_json(const CaseEvent&);
CaseEvent parse_case_event(const Document&);

}  // namespace cityloop
