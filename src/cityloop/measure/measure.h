#pragma once

#include <span>

#include "cityloop/measure/kernel.h"

namespace cityloop {

/// Every declared indicator of a city.
Measurement measure(const City&, std::span<const Indicator>, Run&);

/// The measurement of `now` = apply(before, delta), from the one of `before`: recomputes the indicators that read what
/// the delta touches and nothing else. Equals measure(now, …) byte for byte, which is a standing property test; fields
/// that did not change keep their pointer.
Measurement remeasure(const Measurement& was, const City& before, const City& now, const Delta&,
                      std::span<const Indicator>, Run&);

/// Whether a delta could change an indicator at all, itself or through what it is made of: it touches a layer that is
/// read, or, of the places, a kind that is.
bool may_feel(const Indicator&, std::span<const Indicator> all, const City& before, const Delta&);

}  // namespace cityloop
