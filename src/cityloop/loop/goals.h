#pragma once

#include <string>
#include <vector>

#include "cityloop/loop/usecases.h"

namespace cityloop {

/// One adoption or revision of goals, as the ledger holds it.
struct GoalsRevision {
  Instant at{};
  GoalsAdopted what;
};
/// Oldest first; `framework` empty: of all.
std::vector<GoalsRevision> goals_history(const Store&, const FrameworkKey& framework);

struct GoalsAdoption {
  GoalsRevision revision;
  bool already = false;  // these very goals are in force
};
/// Puts the chosen framework in force. Throws Error{conflict} where the goals differ from those in force under the same
/// version: a revision is told by its number; Error{bad_input} where a revision gives no reason.
GoalsAdoption adopt_goals(Workspace&, const ActorKey& by, const std::string& because, Instant now);

/// What a revision alone changes: the same measurement under the goals before and after.
struct RevisionEffect {
  GoalsRevision before;
  std::optional<GoalsRevision> after;  // absent: the catalogue's own, not adopted yet
  Framework old_goals, new_goals;
  Assessment old_assessed, new_assessed;
  /// Indicators by what was done to them.
  std::vector<IndicatorKey> added, removed, reweighted, rejudged, retargeted;
};
/// Of the chosen framework: the goals in force against those before them; where the catalogue's differ from those in force,
/// these against the catalogue's. Throws Error{not_found} where there is nothing to compare.
RevisionEffect revision_effect(Workspace&, Run&);

}  // namespace cityloop
