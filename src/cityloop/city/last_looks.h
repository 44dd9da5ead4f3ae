#pragma once

#include <vector>

#include "cityloop/city/inspections.h"

namespace cityloop {

/// Rows [from, until) of the ledgers: what was seen of one object, for one check, on the last day on or before `day` on
/// which somebody looked. That day decides what is open: an object that was looked at again is as it was seen last.
struct LastLook {
  std::size_t from = 0, until = 0;
};
/// In the order of the layer, which is sorted by check, zone, object and day. Objects that nobody has looked at by `day`
/// have none.
std::vector<LastLook> last_looks(const Inspections&, std::int32_t day);

}  // namespace cityloop
