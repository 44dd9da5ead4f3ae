#pragma once

#include <functional>

#include "cityloop/decide/decide.h"
#include "cityloop/io/store/store.h"
#include "cityloop/learn/learn.h"

namespace cityloop {

/// measure → assess → detect of one city.
Situation look(const City&, const Lens&, const History&, Run&);

/// The findings of the snapshot before this one, under the same goals: what the new findings may continue. Asked for by
/// snapshot, so that turning twice on one snapshot gives the same bytes.
History history_before(const Store&, SnapshotId now, const FrameworkKey&);

/// What the closed cases of all adopted plans teach, from the beliefs before the first of them: learning twice teaches
/// nothing new. nullopt where no adopted plan has closed cases and an earlier snapshot to compare with.
std::optional<Lessons> lessons_so_far(const Store&, const Situation& now, const Lens&, Run&);

struct Turn {
  Situation now;
  std::optional<Lessons>
      lessons;  // where an adopted plan has closed cases and an earlier snapshot to compare with
  Plan plan;    // a proposal: people adopt it, or not
};
/// The ring, in one function: look, learn from the adopted plan if there is one, decide with what was learnt, store.
/// Stops at a proposal: act() needs an adopted plan; learn() needs cases that finished and a later snapshot.
/// `kept`: what is measured and stored where that is more than the lens needs; other goals judge it too. `decider`: instead of
/// decide(), for a city that plans by rules of its own.
using Decider = std::function<Plan(const Situation&, const Effects&)>;
Turn turn(Store&, const Lens&, std::span<const ProjectType>, Instant now, const ActorKey& by, Run&,
          std::span<const Indicator> kept = {}, const Decider& decider = {});

}  // namespace cityloop
