#pragma once

// Scenarios: many changes at once, under a name and an id that stays, compared with the city as it is and with each other.

#include <string>
#include <vector>

#include "cityloop/decide/decide.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

/// What a city could become. The id follows from the changes alone: whoever draws the same scenario, anywhere, gets the same id.
struct Scenario {
  std::string id, name, because;
  ActorKey by;
  Instant at{};
  Delta change;
};
/// Puts a scenario into `scenarios/` of the workspace. Throws Error{bad_input} listing every problem of the changes in the latest
/// city, Error{conflict} if another one has this name. The same changes under the same name are the same scenario.
Scenario add_scenario(Workspace&, const std::string& name, const Delta&, const ActorKey& by,
                      const std::string& because, Instant now);
/// By time, then id.
std::vector<Scenario> scenarios(const Workspace&);
/// By name or the first digits of the id. Throws Error{not_found}, Error{bad_input} if several.
Scenario scenario_named(const Workspace&, const std::string&);

struct Compared {
  std::vector<Scenario> scenario;
  Situation base;
  std::vector<WhatIf> after;
};
/// Measures each on the latest city. No names: all of them.
Compared compare_scenarios(Workspace&, const std::vector<std::string>& names, Run&);

}  // namespace cityloop
