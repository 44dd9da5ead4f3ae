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

}  // namespace cityloop
