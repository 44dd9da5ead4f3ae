#pragma once

// What readers are shown: everything that was found out about the latest snapshot, immutable, swapped as a whole, so that
// reading never waits for writing.

#include <memory>
#include <optional>
#include <vector>

#include "cityloop/assess/grades.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {

/// The city under one framework.
struct ShownView {
  const Framework* framework = nullptr;  // of Shown::catalogue
  std::vector<Indicator> indicators;
  Overview overview;
  std::optional<GradeSheet> grades;  // where the framework grades
  Lens lens() const { return {indicators, *framework}; }
};

struct Shown {
  std::shared_ptr<const Catalogue> catalogue;
  CityConfig config;
  std::vector<SnapshotRow> snapshots;
  std::vector<Plan> plans;  // newest last
  std::vector<PlanId> adopted;
  std::vector<Case> cases;
  std::vector<ShownView>
      views;  // by the city's frameworks, the first one first; none: nothing was imported yet
  bool loaded() const { return !views.empty(); }
  const City& city() const { return views.front().overview.now.city; }
  const Measurement& measured() const { return views.front().overview.now.measured; }
  /// The view of a framework by its key; of the first one if the key is empty. Throws Error{not_found} naming those there are.
  const ShownView& view(const std::string& framework) const;
  /// Sixteen digits and more that change whenever anything that is shown does, and are the same after a restart.
  std::string version() const;
};

/// Looks at the latest snapshot under every framework of the city.
std::shared_ptr<const Shown> show(Workspace&, Run&);
/// The same facts with what people decided since: plans, cases.
std::shared_ptr<const Shown> show_decisions(const Shown&, Workspace&);

}  // namespace cityloop
