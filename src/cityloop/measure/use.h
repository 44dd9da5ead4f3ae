#pragma once

#include "cityloop/measure/kernel.h"

namespace cityloop {

/// How an indicator uses its kernel: the kernel, its choices, which optional parameters it has, what its value belongs to;
/// without kinds, limits and names. Of two indicators that are used in one way, the worked example of one explains the other.
/// Going on foot, by bicycle and by car is one way; riding, a wheelchair and other profiles are others.
std::string way_of_use(const Indicator&);

}  // namespace cityloop
