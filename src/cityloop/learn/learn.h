#pragma once

#include <span>

#include "cityloop/act/case.h"
#include "cityloop/base/run.h"
#include "cityloop/decide/plan.h"
#include "cityloop/detect/finding.h"
#include "cityloop/learn/outcome.h"

namespace cityloop {

/// What is known from before the plan.
struct Background {
  std::span<const Situation> earlier;  // measured; older than `before`, oldest first
  const Effects* believed = nullptr;   // when the plan was adopted; absent: the prior
};

/// Closed project cases of the plan, measured before and now, against comparison cells that no project of the plan
/// reaches. Earlier snapshots say whether those moved alike before, and let few cells be compared with a mixture.
Lessons learn(const Plan&, std::span<const Case>, const Situation& before, const Situation& now, const Lens&,
              const Effects& prior, Run&, const Background& = {});

}  // namespace cityloop
