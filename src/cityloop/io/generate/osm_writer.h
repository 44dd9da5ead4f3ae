#pragma once

#include <string>

#include "cityloop/geo/point.h"
#include "cityloop/io/generate/osm_draft.h"

namespace cityloop::demo {

/// Writes a draft as OSM PBF. `at` are the draft's nodes in degrees, in its order. The bytes depend on the draft only.
/// Throws Error{unavailable} where the file cannot be written.
void write_osm_pbf(const OsmDraft&, std::span<const LngLat> at, const std::string& path);

}  // namespace cityloop::demo
