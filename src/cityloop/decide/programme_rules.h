#pragma once

// What a city has decided about its programme before any project is chosen: years, purses, floors, what must and what may not be.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/decide/plan.h"
#include "cityloop/decide/project.h"
#include "cityloop/decide/project_state.h"

namespace cityloop {

struct FundRule {
  bool carries = false;  // what is left goes on to the next year
  Money debt;            // the most that may be owed at the end of a year
};
/// Where money must, or may at most, go: the projects whose site lies in a zone.
struct ZoneRule {
  ZoneLevelKey level;
  std::string code;
  std::optional<Money> at_least, at_most;
  std::optional<double> least_share, most_share;  // of all capital
  long line = 0;
};
/// A project by its code (of the table of projects) or the first digits of its id.
struct Named {
  std::string project;
  std::optional<int> by;  // must begin by this year
  long line = 0;
};
struct Order {
  std::string first, then;
  int lag = 0;
  long line = 0;
};
/// The world as it might turn out: factors on what is believed.
struct ScenarioRule {
  Text name;
  double weight = 1;
  double effects = 1, costs = 1, budgets = 1;  // of all that are not named
  std::map<ProjectTypeKey, double> effect_of, cost_of;
  std::map<FundKey, double> budget_of;
  long line = 0;
};
struct ProgrammeRules {
  int years = 5;                     // in which projects may begin, from the first year with a budget on
  double discount = 0.03;            // a year: what is gained later is worth less
  double gap = 0.001;                // near enough to the best
  bool no_check_no_project = false;  // 无体检不项目: only what answers a finding
  std::map<FundKey, FundRule> funds;
  std::vector<Money>
      running;  // what running costs may come to, by year; the last holds ever after; empty: no limit
  std::optional<double> carbon_t;              // of building all that is chosen, at most
  std::map<ProjectTypeKey, double> carbon_of;  // t, by type
  std::vector<ZoneRule> zones;
  std::vector<Named> require, forbid;
  std::vector<std::vector<std::string>> exclude;
  std::vector<Order> precede;
  std::vector<ScenarioRule> scenarios;
  std::map<ProjectTypeKey, int> life;  // years of service, by type; of the catalogue
  int other_life = 30;                 // of types that are not named
  std::string projects;                // a table of projects by hand, beside the file of the rules
  std::string file;
};
/// Throws Error{bad_input} with file and line.
ProgrammeRules parse_programme_rules(const Document&);

/// A project that a person has put into the pool.
struct Pooled {
  std::string code;
  Project project;
  std::optional<int> earliest, latest, mandatory_by;  // calendar years
  std::optional<int> life;                            // years of service
  int lot = 1, lots = 1;                       // the last lot has the code of the project, and its effect
  std::string lot_of;                          // the code of the project; empty: it has no lots
  ProjectState state = ProjectState::in_pool;  // as the table says
  long line = 0;
  bool earlier_lot() const { return lot < lots; }
};
/// Where a project stands, and what was adopted.
struct Settled {
  ProjectId id;
  ProjectState state = ProjectState::in_pool;
  std::optional<Choice> choice;  // adopted or further
};

}  // namespace cityloop
