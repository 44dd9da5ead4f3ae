#pragma once

#include <string>
#include <vector>

#include "cityloop/city/unit_edit.h"

namespace cityloop {

/// The parts of a unit that is split, from a GeoJSON FeatureCollection in degrees: polygons with properties `code`, `name` and
/// `name_en`. Throws Error{bad_input} with file and line.
std::vector<SplitUnit::Part> read_unit_parts(const std::string& text, const std::string& file,
                                             const std::string& crs);

}  // namespace cityloop
