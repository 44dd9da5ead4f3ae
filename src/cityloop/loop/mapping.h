#pragma once

#include "cityloop/assess/mapping.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

/// Reads `mapping.yaml` of the catalogue's folder, then of `over` (the workspace's own catalogue, which adds to it).
/// `load_catalogue` reads it too, so that its faults are told with those of all other declarations.
Mapping load_mapping(const Catalogue&, const std::string& over, Diagnostics&);

}  // namespace cityloop
