#pragma once

#include <string_view>

#include "cityloop/city/hours.h"
#include "cityloop/io/import/source.h"

namespace cityloop {

/// Opening hours of a table's cell; what cannot be read is noted and stays unknown.
OpenHours written_hours(Import&, std::string_view written, const Where&);

}  // namespace cityloop
