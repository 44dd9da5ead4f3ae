#pragma once

// The only folder that knows the ring, and the only caller of both stages and store. It holds no rule about the city:
// a condition about the city that turns up here belongs to a verb.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cityloop/decide/appraise/rules.h"
#include "cityloop/decide/project.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/store/store.h"
#include "cityloop/learn/performance.h"
#include "cityloop/measure/kernel.h"

namespace cityloop {

/// What city people edit: indicators, frameworks, project types, kinds of place.
struct Catalogue {
  std::vector<Indicator> indicators;  // sorted by key
  std::vector<Framework> frameworks;
  std::vector<ProjectType> project_types;  // sorted by key
  std::vector<AppraisalRules> appraisal;   // sorted by key
  std::vector<SpendingRules> spending;     // sorted by key
  std::vector<KindRule> kinds;
  std::string folder;
  const Framework& framework(
      const std::string& key_or_file) const;  // throws Error{not_found} with the nearest key
};
/// Reads `folder`, then `over` (the workspace's own catalogue; the same key replaces). Every problem of every file at once.
Catalogue load_catalogue(const std::string& folder, const std::string& over, Diagnostics&);

/// The named indicators and those they need, sorted by key. Throws Error{not_found} with the nearest key.
std::vector<Indicator> with_needs(std::span<const Indicator> all, std::vector<std::string> keys,
                                  const Where& = {});

/// An opened city: its folder, configuration, catalogue and store.
///   city.yaml   catalogue/   cityloop.db   out/
struct Workspace {
  std::string folder;
  CityConfig config;
  Catalogue catalogue;
  std::unique_ptr<Store> store;
  std::string chosen;  // one of the catalogue's frameworks instead of the city's first
  const Framework& framework() const { return catalogue.framework(chosen.empty() ? config.framework : chosen); }
  /// Only the indicators that the framework names, and those they need.
  std::vector<Indicator> measured() const;
  /// Those of all frameworks that the city is judged by, and of the chosen one: what is measured once and kept.
  std::vector<Indicator> kept() const;
};
Workspace open_workspace(const std::string& folder, const std::string& catalogue_folder, Access,
                         Diagnostics&);

}  // namespace cityloop
