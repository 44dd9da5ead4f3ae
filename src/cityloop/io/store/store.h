#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "cityloop/act/case.h"
#include "cityloop/decide/effect.h"
#include "cityloop/decide/plan.h"
#include "cityloop/detect/finding.h"
#include "cityloop/learn/outcome.h"

namespace cityloop {

class Document;

/// A human decision or event. The closed list of what must never be lost.
struct PlanAdopted {
  PlanId plan;
  ActorKey by;
  std::string body;
};  // body: to_json(Plan): what exactly was adopted
struct EffectsAdopted {
  ActorKey by;
  Effects effects;
};
/// Goals in force from now on, or a revision of them: signed, dated, with its reason. The very file is kept, so that the
/// series before and after it can be told apart for ever.
struct GoalsAdopted {
  FrameworkKey framework;
  std::uint32_t version = 1;
  ContentHash hash;
  ActorKey by;
  std::string because;
  std::string body;  // the YAML as adopted
};
/// A change of the units for which the city is judged, from now on.
struct UnitsChanged {
  ActorKey by;
  std::string because;
  std::string edit;  // to_json(UnitEdit); empty: the last one in force is taken back
};
/// A person has moved a project between idea, appraised, in pool and shelved.
struct ProjectMoved {
  ProjectId project;
  std::string to;  // the word of a ProjectState
  ActorKey by;
  std::string because;
};
struct LedgerEntry {
  Instant at{};
  std::variant<CaseEvent, PlanAdopted, EffectsAdopted, GoalsAdopted, UnitsChanged, ProjectMoved> what;
};
std::string to_json(const LedgerEntry&);
LedgerEntry parse_ledger_entry(const Document&);

struct SnapshotRow {
  SnapshotId id;
  Date as_of{};
  Instant imported{};
  std::string diagnostics;  // JSON
};

/// Facts, results, ledger. Facts: immutable, keyed by content. Results: may be dropped and computed again to the same
/// bytes. Ledger: append-only; the only thing that must never be lost.
class Store {
 public:
  virtual ~Store() = default;

  // facts
  virtual SnapshotId put_fact(const City&, Instant imported,
                              const Diagnostics&) = 0;     // idempotent: equal content, one row
  virtual City city(SnapshotId) const = 0;                 // throws Error{not_found}
  virtual std::vector<SnapshotRow> snapshots() const = 0;  // oldest import first
  virtual std::optional<SnapshotId> latest() const = 0;

  // results
  virtual void put_result(const Measurement&) = 0;
  virtual void put_result(const Assessment&, const std::vector<Finding>&) = 0;
  virtual void put_result(const Plan&) = 0;
  virtual void put_result(SnapshotId, const Lessons&) = 0;
  virtual std::optional<Measurement> measurement(SnapshotId) const = 0;
  virtual std::optional<Assessment> assessment(SnapshotId, const FrameworkKey&) const = 0;
  virtual std::optional<std::vector<Finding>> findings(SnapshotId, const FrameworkKey&) const = 0;
  virtual std::vector<Plan> plans() const = 0;  // newest last
  virtual std::optional<Plan> plan(PlanId) const = 0;
  virtual std::optional<std::string> lessons(SnapshotId) const = 0;  // to_json(Lessons)
  virtual void drop_results() = 0;

  // ledger
  virtual void append(std::span<const LedgerEntry>) = 0;  // all or nothing; durable when it returns
  virtual std::vector<LedgerEntry> ledger() const = 0;    // oldest first

  // derived from the ledger, one rule for every store
  std::vector<Case> cases() const;
  Effects effects() const;                   // the last adopted, or priors
  std::optional<Plan> adopted_plan() const;  // the last adopted
  std::vector<Plan> adopted_plans() const;
};

std::unique_ptr<Store> memory_store();
/// Opens or makes `file`; takes the workspace's lock. Throws Error{conflict} naming the process that holds it.
enum class Access : std::uint8_t { write, read };
std::unique_ptr<Store> sqlite_store(const std::string& file, Access = Access::write);

}  // namespace cityloop
