#pragma once

#include <map>
#include <string>

#include "cityloop/city/builder.h"

namespace cityloop {

/// What the catalogue says of every kind of place: `places.yaml`, and after it the workspace's own `places.yaml`, whose
/// entries replace those of the same kind. A catalogue without the file has no rules.
///
///     - {kind: primary_school, name: {en: …, zh: …}, capacity: 800, merge: 100 m}
std::map<PlaceKindKey, KindRule> read_kind_rules(const std::string& catalogue, const std::string& workspace);

}  // namespace cityloop
