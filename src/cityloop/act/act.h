#pragma once

#include "cityloop/act/case.h"
#include "cityloop/base/run.h"
#include "cityloop/decide/plan.h"

namespace cityloop {

/// An adopted plan → the events that open and assign a case for each chosen project that has none; the case of a
/// project without an owner stays open, for a person to assign. Calling it twice
/// opens nothing new.
std::vector<CaseEvent> act(const Plan& adopted, std::span<const Case>, Instant now, const ActorKey& by, Run&);

}  // namespace cityloop
