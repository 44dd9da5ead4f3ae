#pragma once

#include "cityloop/act/case.h"
#include "cityloop/base/run.h"
#include "cityloop/decide/plan.h"
#include "cityloop/detect/finding.h"
#include "cityloop/learn/outcome.h"

namespace cityloop {

/// Closed project cases of the plan, measured before and now, against comparison cells that no project of the plan reaches.
Lessons learn(const Plan&, std::span<const Case>, const Situation& before, const Situation& now, const Lens&,
              const Effects& prior, Run&);

}  // namespace cityloop
