#pragma once

// One pair of functions per source format; source.cc lists them.

#include "cityloop/io/import/source.h"

namespace cityloop {

void read_table(Import&);
std::optional<LngLat> locate_table(const SourceSpec&, const std::string& path);
void read_osm(Import&);
std::optional<LngLat> locate_osm(const SourceSpec&, const std::string& path);
void read_vector(Import&);
std::optional<LngLat> locate_vector(const SourceSpec&, const std::string& path);
void read_raster(Import&);
std::optional<LngLat> locate_raster(const SourceSpec&, const std::string& path);
void read_gtfs(Import&);
std::optional<LngLat> locate_gtfs(const SourceSpec&, const std::string& path);
void read_fares(Import&);
std::optional<LngLat> locate_fares(const SourceSpec&, const std::string& path);

}  // namespace cityloop
