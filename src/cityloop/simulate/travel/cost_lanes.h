#pragma once

#include <array>

#include "cityloop/simulate/travel/network.h"

namespace cityloop {

/// What searches that go on side by side take for "no way": half of the range, so that a sum of two costs cannot overflow. A
/// path of this cost or more (2,147 km, or 596 hours) does not exist.
inline constexpr Cost kFar = 0x7fffffffU;

/// Costs of as many searches as a vector register holds, one in each lane.
inline constexpr std::size_t kCostLanes = 8;
using CostLanes = std::array<Cost, kCostLanes>;
inline constexpr CostLanes kAllFar = [] {
  CostLanes far{};
  far.fill(kFar);
  return far;
}();

}  // namespace cityloop
