#pragma once

#include <memory>
#include <utility>

#include "cityloop/io/store/store.h"

namespace cityloop::testing {

/// A store whose n-th call (from 1) fails as a full disk would, and every other call goes through.
class FailingStore final : public Store {
 public:
  FailingStore(std::unique_ptr<Store> real, int nth) : real_{std::move(real)}, left_{nth} {}
  bool failed() const { return left_ < 0; }

  SnapshotId put_fact(const City& c, Instant t, const Diagnostics& d) override {
    return count(), real_->put_fact(c, t, d);
  }
  City city(SnapshotId s) const override { return count(), real_->city(s); }
  std::vector<SnapshotRow> snapshots() const override { return count(), real_->snapshots(); }
  std::optional<SnapshotId> latest() const override { return count(), real_->latest(); }
  void put_result(const Measurement& m) override { count(), real_->put_result(m); }
  void put_result(const Assessment& a, const std::vector<Finding>& f) override {
    count(), real_->put_result(a, f);
  }
  void put_result(const Plan& p) override { count(), real_->put_result(p); }
  void put_result(SnapshotId s, const Lessons& l) override { count(), real_->put_result(s, l); }
  std::optional<Measurement> measurement(SnapshotId s) const override {
    return count(), real_->measurement(s);
  }
  std::optional<Assessment> assessment(SnapshotId s, const FrameworkKey& f) const override {
    return count(), real_->assessment(s, f);
  }
  std::optional<std::vector<Finding>> findings(SnapshotId s, const FrameworkKey& f) const override {
    return count(), real_->findings(s, f);
  }
  std::vector<Plan> plans() const override { return count(), real_->plans(); }
  std::optional<Plan> plan(PlanId p) const override { return count(), real_->plan(p); }
  std::optional<std::string> lessons(SnapshotId s) const override { return count(), real_->lessons(s); }
  void drop_results() override { count(), real_->drop_results(); }
  void append(std::span<const LedgerEntry> e) override { count(), real_->append(e); }
  std::vector<LedgerEntry> ledger() const override { return count(), real_->ledger(); }

 private:
  void count() const {
    if (left_ < 0 || --left_ > 0) return;
    left_ = -1;
    throw Error{Fault::unavailable, verbatim("the disk is full (on purpose)")};
  }
  std::unique_ptr<Store> real_;
  mutable int left_;
};

}  // namespace cityloop::testing
