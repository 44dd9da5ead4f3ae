#pragma once

#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/city/city.h"
#include "cityloop/measure/kernel.h"

namespace cityloop {

/// Parameters `open_at` and `unknown_hours`, for kernels that count places.
std::vector<ParamSpec> opening_params();
/// Refuses a moment that is none, with the line it stands on.
void check_opening(const Indicator&);

/// The city as the indicator asks about it: with `open_at`, places that are closed at that moment of the week are closed,
/// as places without capacity are. Those whose hours are not known count as open, or with `unknown_hours: closed` as
/// closed. Without `open_at`: the city itself. Memoised.
City at_its_hour(const City&, const Indicator&, Run&);

}  // namespace cityloop
