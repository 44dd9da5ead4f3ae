#pragma once

#include "cityloop/assess/assessment.h"
#include "cityloop/base/run.h"

namespace cityloop {

/// value → score, cells → zones → city, weighted by people.
Assessment assess(const City&, const Measurement&, const Framework&, Run&);

/// The assessment of `now` from the one before: criteria whose field kept its pointer are taken over if people and zones
/// are the same layers. Equals assess(now, …) byte for byte.
Assessment reassess(const Assessment& was, const City& before, const Measurement& measured_before,
                    const City& now, const Measurement& measured_now, const Framework&, Run&);

/// The second cut: one Standings per Framework::elements, over the criteria that name it. A criterion weighs what it weighs
/// in the whole: its share of its goal times the goal's weight.
std::vector<Standings> by_element(const Assessment&, const Framework&);

}  // namespace cityloop
