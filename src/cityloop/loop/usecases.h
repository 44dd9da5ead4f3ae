#pragma once

// What the command line and, later, HTTP may ask for: one function each, typed values out, no text. Results are kept in
// the store by snapshot and made again when the catalogue changed.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cityloop/loop/cycle.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

// ---- facts ----------------------------------------------------------------------------------------------------------

/// Writes a folder with a commented city.yaml. Throws Error{conflict} if the folder already holds one.
void new_workspace(const std::string& folder, Lang);

struct Imported {
  City city;
  SnapshotId snapshot;
  bool fresh = false;     // this content was not in the store before
  Diagnostics notes;      // of the import, and of check(City)
  std::size_t built = 0;  // changes of finished cases that entered as facts
};
/// Reads all sources, adds what finished cases built, and stores the snapshot in one step: a failure anywhere leaves the
/// store as it was. `strict`: a problem in the data is an Error.
Imported import_facts(Workspace&, bool strict, Instant now, Run&);
/// The same with other changes of units than those that the ledger says are in force.
Imported import_facts(Workspace&, std::span<const UnitEdit>, bool strict, Instant now, Run&);

struct Checked {
  std::optional<SnapshotRow> latest;
  Diagnostics notes;         // of the frozen city and the import that made it
  std::string import_notes;  // JSON, as stored
};
Checked check_workspace(const Workspace&);

/// The snapshot asked for by the first digits of its id, or the latest. Throws Error{not_found}.
SnapshotId snapshot_named(const Store&, const std::string& digits);

// ---- verbs ----------------------------------------------------------------------------------------------------------

struct Measured {
  City city;
  Measurement measured;
};
/// `indicators` empty: those of the framework. Only those are kept in the store.
Measured measure_latest(Workspace&, Run&, std::span<const Indicator> indicators = {});
Assessment assess_latest(Workspace&, const Measured&, Run&);
/// measure, assess, detect of the latest snapshot.
Situation detect_latest(Workspace&, Run&);
/// A proposal, stored. Adopted beliefs are used.
Plan plan_latest(Workspace&, const Situation&, Run&);

/// A kind of place by its word. Throws Error{bad_input} that suggests the nearest one, or lists those of the city.
KindIdx kind_named(const City&, const std::string& word);
/// "primary_school@506000,3110000:800" or "primary_school@cell-id:800" → a place to add.
Change parse_addition(const City&, const std::string& words);
struct Tried {
  Situation before;
  WhatIf after;
  Delta change;
};
Tried try_change(Workspace&, const Delta&, Run&);
/// A Delta from a YAML or JSON file.
Delta read_delta(const std::string& file);

// ---- decisions and cases --------------------------------------------------------------------------------------------

struct Adopted {
  Plan plan;
  std::vector<Case> opened;
  bool already = false;  // this plan was adopted before
};
/// Adopts the plan (the newest without id) and opens its cases in one append.
Adopted adopt_plan(Workspace&, std::optional<PlanId>, const ActorKey& by, Instant now, Run&);
/// The newest plan, or the one named by its first digits.
Plan plan_named(const Store&, const std::string& digits);

struct CaseMove {
  std::string id;  // first digits are enough
  Move move = Move::assign;
  std::string role;
  ActorKey by;
  std::optional<DepartmentKey> to;
  std::optional<Instant> due;
  std::optional<Money> spent;
  std::optional<float> built_capacity;
  bool built_as_planned = false;
  std::optional<std::string> into;
  std::string note;
};
Case move_case(Workspace&, const CaseMove&, Instant now);
struct CaseStory {
  Case now;
  std::vector<CaseEvent> events;
};
CaseStory case_story(const Store&, const std::string& digits);
/// The project that a case carries out, from the plan that was adopted.
std::optional<Choice> choice_of(const Store&, const Case&);

/// Plays the people: every open project case (of those due by the end of a day, if one is given) goes through assign,
/// accept, start, finish and verify, built as planned, `overrun` (0.1 = 10 %) over its price. For demonstrations and
/// tests only.
std::vector<Case> work_all_cases(Workspace&, double overrun, std::optional<Date> due, Instant now);

// ---- learning -------------------------------------------------------------------------------------------------------

/// What closed cases of the adopted plan teach; nullopt where there is nothing to learn from yet.
std::optional<Lessons> learn_latest(Workspace&, const Situation& now, Run&);
/// Adopted beliefs are used by the next plan.
void adopt_effects(Workspace&, const Lessons&, const ActorKey& by, Instant now);

Turn turn_once(Workspace&, Instant now, const ActorKey& by, Run&);

// ---- what a report is made of ---------------------------------------------------------------------------------------

struct Overview {
  Situation now;
  std::optional<Assessment> previous;
  std::optional<Date> previous_as_of;
  std::optional<Plan> plan;     // the newest proposal for this snapshot
  std::optional<Plan> adopted;  // the last adopted
  std::vector<Case> cases;
  std::optional<Lessons> lessons;
  Effects effects;
  SnapshotRow row;
};
Overview overview(Workspace&, Run&);

}  // namespace cityloop
