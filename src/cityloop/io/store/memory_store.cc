#include <map>
#include <utility>

#include "cityloop/io/store/rows.h"
#include "cityloop/io/store/store.h"

namespace cityloop {
namespace {

/// Facts, results and ledger in memory: for tests and for what is thrown away.
class MemoryStore final : public Store {
 public:
  SnapshotId put_fact(const City& city, Instant imported, const Diagnostics& notes) override {
    const SnapshotId snapshot = id(city);
    if (!rows_.empty() && rows_.back().id == snapshot) return snapshot;
    std::erase_if(rows_, [&](const SnapshotRow& row) { return row.id == snapshot; });
    rows_.push_back({snapshot, city.as_of, imported, to_json(notes)});
    cities_.insert_or_assign(snapshot, city);
    return snapshot;
  }
  City city(SnapshotId snapshot) const override {
    const auto at = cities_.find(snapshot);
    if (at == cities_.end()) fail_unknown_snapshot(snapshot);
    return at->second;
  }
  std::vector<SnapshotRow> snapshots() const override { return rows_; }
  std::optional<SnapshotId> latest() const override {
    if (rows_.empty()) return std::nullopt;
    return rows_.back().id;
  }

  void put_result(const Measurement& measured) override {
    known(measured.snapshot);
    measurements_.insert_or_assign(measured.snapshot, measured);
  }
  void put_result(const Assessment& assessed, const std::vector<Finding>& findings) override {
    known(assessed.snapshot);
    assessments_.insert_or_assign({assessed.snapshot, assessed.framework}, Judged{assessed, findings});
  }
  void put_result(const Plan& plan) override {
    std::erase_if(plans_, [&](const Plan& p) { return p.id == plan.id; });
    plans_.push_back(plan);
  }
  void put_result(SnapshotId snapshot, const Lessons& lessons) override {
    known(snapshot);
    lessons_.insert_or_assign(snapshot, to_json(lessons));
  }
  std::optional<Measurement> measurement(SnapshotId snapshot) const override {
    return found(measurements_, snapshot);
  }
  std::optional<Assessment> assessment(SnapshotId snapshot, const FrameworkKey& framework) const override {
    const auto at = assessments_.find({snapshot, framework});
    if (at == assessments_.end()) return std::nullopt;
    return at->second.assessed;
  }
  std::optional<std::vector<Finding>> findings(SnapshotId snapshot,
                                               const FrameworkKey& framework) const override {
    const auto at = assessments_.find({snapshot, framework});
    if (at == assessments_.end()) return std::nullopt;
    return at->second.findings;
  }
  std::vector<Plan> plans() const override { return plans_; }
  std::optional<Plan> plan(PlanId plan) const override {
    for (const Plan& p : plans_)
      if (p.id == plan) return p;
    return std::nullopt;
  }
  std::optional<std::string> lessons(SnapshotId snapshot) const override { return found(lessons_, snapshot); }
  void drop_results() override {
    measurements_.clear();
    assessments_.clear();
    plans_.clear();
    lessons_.clear();
  }

  void append(std::span<const LedgerEntry> entries) override {
    refuse_illegal_moves(entries, [&](CaseId of) {
      std::vector<CaseEvent> events;
      for (const LedgerEntry& entry : ledger_)
        if (const auto* event = std::get_if<CaseEvent>(&entry.what))
          if (event->of == of) events.push_back(*event);
      return events;
    });
    ledger_.insert(ledger_.end(), entries.begin(), entries.end());
  }
  std::vector<LedgerEntry> ledger() const override { return ledger_; }

 private:
  struct Judged {
    Assessment assessed;
    std::vector<Finding> findings;
  };
  void known(SnapshotId snapshot) const {
    if (!cities_.contains(snapshot)) fail_unknown_snapshot(snapshot);
  }
  template <class K, class V>
  static std::optional<V> found(const std::map<K, V>& in, const K& key) {
    const auto at = in.find(key);
    if (at == in.end()) return std::nullopt;
    return at->second;
  }

  std::vector<SnapshotRow> rows_;
  std::map<SnapshotId, City> cities_;
  std::map<SnapshotId, Measurement> measurements_;
  std::map<std::pair<SnapshotId, FrameworkKey>, Judged> assessments_;
  std::vector<Plan> plans_;
  std::map<SnapshotId, std::string> lessons_;
  std::vector<LedgerEntry> ledger_;
};

}  // namespace

std::unique_ptr<Store> memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace cityloop
