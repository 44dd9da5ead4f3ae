#pragma once

#include <vector>

#include "cityloop/loop/usecases.h"

namespace cityloop {

/// How one criterion of the city has gone, and where it has to go.
struct Trend {
  CriterionIdx about;
  std::vector<SeriesPoint> series;  // in the order of time
  std::vector<Target> targets;
  std::optional<Pace> pace;  // absent: no target, or no value
};
/// Every criterion that has a target or at least two values. A published figure has all the years it was published for;
/// any other indicator the snapshots that were assessed by this framework.
std::vector<Trend> trends(Workspace&, const Situation& now, Run&);

}  // namespace cityloop
