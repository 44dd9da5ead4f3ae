// One suite, every store. A store that is kept in a file is also closed and opened again between writing and reading.

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/base/json.h"
#include "tests/store/failing_store.h"
#include "tests/store/world.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: fixtures of this folder
using ::testing::ElementsAre;

enum class Kind { memory, sqlite, sqlite_reopened };

class EveryStore : public ::testing::TestWithParam<Kind> {
 protected:
  EveryStore() { open(); }
  Store& store() {
    if (GetParam() == Kind::sqlite_reopened) open();
    return *store_;
  }
  void open() {
    store_.reset();  // gives the lock back first
    store_ = GetParam() == Kind::memory ? memory_store() : sqlite_store(folder_ / "city.db");
  }
  SnapshotId put(const City& city, int minute = 0) { return store().put_fact(city, at(minute), {}); }

 private:
  TempFolder folder_;
  std::unique_ptr<Store> store_;
};
std::string name_of(const ::testing::TestParamInfo<Kind>& store) {
  return store.param == Kind::memory ? "memory" : store.param == Kind::sqlite ? "sqlite" : "sqlite_reopened";
}
INSTANTIATE_TEST_SUITE_P(All, EveryStore,
                         ::testing::Values(Kind::memory, Kind::sqlite, Kind::sqlite_reopened), name_of);

// ---- facts

TEST_P(EveryStore, NewStoreIsEmpty) {
  EXPECT_FALSE(store().latest());
  EXPECT_TRUE(store().snapshots().empty());
  EXPECT_TRUE(store().plans().empty());
  EXPECT_TRUE(store().ledger().empty());
  EXPECT_TRUE(store().cases().empty());
  EXPECT_FALSE(store().adopted_plan());
  EXPECT_EQ(store().effects(), Effects{});
}

TEST_P(EveryStore, CityComesBackWithEqualLayers) {
  const City city = drawn();
  const SnapshotId snapshot = put(city);
  EXPECT_EQ(snapshot, id(city));
  City back = store().city(snapshot);
  EXPECT_EQ(id(back), snapshot);
  EXPECT_EQ(back.as_of, city.as_of);
  std::vector<std::string> was, is;
  each_layer(city, [&](LayerId, const auto& layer) { was.push_back(encode(*layer)); });
  each_layer(back, [&](LayerId, const auto& layer) { is.push_back(encode(*layer)); });
  EXPECT_EQ(is, was);
}

TEST_P(EveryStore, EqualContentIsOneSnapshot) {
  put(drawn(), 1);
  put(drawn(), 2);
  const auto rows = store().snapshots();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].imported, at(1));  // the second import brought nothing
  EXPECT_EQ(rows[0].as_of, drawn().as_of);
}

TEST_P(EveryStore, LatestIsTheLastImport) {
  const SnapshotId a = put(drawn(), 1), b = put(renamed(drawn(), "B"), 2);
  EXPECT_NE(a, b);
  EXPECT_EQ(store().latest(), b);
  EXPECT_EQ(id(store().city(a)), a);
}

TEST_P(EveryStore, GoingBackToOlderFilesMakesTheirSnapshotTheLatest) {
  const SnapshotId a = put(drawn(), 1), b = put(renamed(drawn(), "B"), 2);
  EXPECT_EQ(put(drawn(), 3), a);
  EXPECT_EQ(store().latest(), a);
  const auto rows = store().snapshots();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].id, b);
  EXPECT_EQ(rows[1].id, a);
  EXPECT_EQ(rows[1].imported, at(3));
}

TEST_P(EveryStore, UnknownSnapshotIsNotFound) {
  EXPECT_EQ(fault_of([&] { (void)store().city(SnapshotId{1, 2}); }), Fault::not_found);
}

TEST_P(EveryStore, DiagnosticsOfAnImportAreKeptAsJson) {
  Diagnostics notes;
  notes.problem("place.off-grid", {"off \"the\" grid", "在格网外"}, {.file = "places.csv", .line = 17});
  for (int i = 0; i < 30; ++i) notes.note("row.skipped", {"skipped", "跳过"});
  store().put_fact(drawn(), at(0), notes);
  const auto rows = store().snapshots();
  ASSERT_EQ(rows.size(), 1U);
  const Document doc = parse_json(rows[0].diagnostics, "diagnostics");
  EXPECT_EQ(doc.at("problems").integer(), 1);
  EXPECT_EQ(doc.at("counts").at("row.skipped").integer(), 30);
  const auto items = doc.at("items").list();
  ASSERT_EQ(items.size(), 1U + Diagnostics::kKept);
  EXPECT_EQ(items[0].at("where").at("line").integer(), 17);
  EXPECT_EQ(items[0].at("text").at("zh").string(), "在格网外");
}

// ---- results

TEST_P(EveryStore, MeasurementIsExact) {
  const Measurement m = awkward_measurement(put(drawn()));
  store().put_result(m);
  const auto back = store().measurement(m.snapshot);
  ASSERT_TRUE(back);
  EXPECT_TRUE(same(*back, m));
}

TEST_P(EveryStore, MeasurementOfNothingIsNotNoMeasurement) {
  const SnapshotId s = put(drawn());
  EXPECT_FALSE(store().measurement(s));
  store().put_result(Measurement{s, {}});
  ASSERT_TRUE(store().measurement(s));
  EXPECT_TRUE(store().measurement(s)->fields.empty());
}

TEST_P(EveryStore, NewMeasurementReplacesTheOld) {
  const SnapshotId s = put(drawn());
  store().put_result(awkward_measurement(s, 1));
  Measurement fewer = awkward_measurement(s, 2);
  fewer.fields.erase(IndicatorKey{"gdp"});
  store().put_result(fewer);
  EXPECT_TRUE(same(*store().measurement(s), fewer));
}

TEST_P(EveryStore, AssessmentAndFindingsAreExact) {
  const Assessment a = awkward_assessment(put(drawn()));
  const auto findings = awkward_findings();
  store().put_result(a, findings);
  const auto back = store().assessment(a.snapshot, a.framework);
  ASSERT_TRUE(back);
  EXPECT_TRUE(same(*back, a));
  const auto found = store().findings(a.snapshot, a.framework);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) EXPECT_TRUE(same((*found)[i], findings[i])) << i;
}

TEST_P(EveryStore, FrameworksDoNotMeet) {
  const SnapshotId s = put(drawn());
  store().put_result(awkward_assessment(s, "one", 1), awkward_findings());
  store().put_result(awkward_assessment(s, "two", 2), {});
  EXPECT_TRUE(same(*store().assessment(s, FrameworkKey{"one"}), awkward_assessment(s, "one", 1)));
  EXPECT_TRUE(same(*store().assessment(s, FrameworkKey{"two"}), awkward_assessment(s, "two", 2)));
  EXPECT_EQ(store().findings(s, FrameworkKey{"two"})->size(), 0U);
  EXPECT_FALSE(store().assessment(s, FrameworkKey{"three"}));
  EXPECT_FALSE(store().findings(s, FrameworkKey{"three"}));
}

TEST_P(EveryStore, PlansAreKeptNewestLast) {
  const SnapshotId s = put(drawn());
  store().put_result(small_plan(1, s));
  store().put_result(small_plan(2, s));
  Plan again = small_plan(1, s);
  again.value = 5;
  store().put_result(again);
  const auto plans = store().plans();
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(to_json(plans[0]), to_json(small_plan(2, s)));
  EXPECT_EQ(to_json(plans[1]), to_json(again));
  EXPECT_EQ(to_json(*store().plan(PlanId{1})), to_json(again));
  EXPECT_FALSE(store().plan(PlanId{3}));
}

TEST_P(EveryStore, LessonsAreKept) {
  const SnapshotId s = put(drawn());
  Lessons lessons;
  lessons.remarks = {{"no comparison cells", "没有对照格"}};
  EXPECT_FALSE(store().lessons(s));
  store().put_result(s, lessons);
  EXPECT_EQ(store().lessons(s), to_json(lessons));
}

TEST_P(EveryStore, ResultsOfAnUnknownSnapshotAreRefused) {
  const SnapshotId nowhere{1, 2};
  EXPECT_EQ(fault_of([&] { store().put_result(Measurement{nowhere, {}}); }), Fault::not_found);
  EXPECT_EQ(fault_of([&] { store().put_result(awkward_assessment(nowhere), {}); }), Fault::not_found);
  EXPECT_EQ(fault_of([&] { store().put_result(nowhere, Lessons{}); }), Fault::not_found);
}

TEST_P(EveryStore, DroppedResultsAreGoneAndFactsAndLedgerStay) {
  const SnapshotId s = put(drawn());
  const auto put_all = [&] {
    store().put_result(awkward_measurement(s));
    store().put_result(awkward_assessment(s), awkward_findings());
    store().put_result(small_plan(1, s));
    store().put_result(s, Lessons{});
  };
  put_all();
  store().append(std::vector{opened(1)});
  store().drop_results();
  EXPECT_FALSE(store().measurement(s));
  EXPECT_FALSE(store().assessment(s, FrameworkKey{"liveable"}));
  EXPECT_TRUE(store().plans().empty());
  EXPECT_FALSE(store().lessons(s));
  EXPECT_EQ(id(store().city(s)), s);
  EXPECT_EQ(store().ledger().size(), 1U);
  put_all();  // and can be made again
  EXPECT_TRUE(same(*store().measurement(s), awkward_measurement(s)));
  EXPECT_TRUE(same(*store().assessment(s, FrameworkKey{"liveable"}), awkward_assessment(s)));
}

// ---- ledger

TEST_P(EveryStore, LedgerKeepsEveryKindInOrder) {
  const SnapshotId s = put(drawn());
  Effects effects;
  effects.benefit[{ProjectTypeKey{"school"}, IndicatorKey{"access.school.walk"}}] = {1.0 / 3, 0.1, 2};
  effects.cost[ProjectTypeKey{"school"}] = {1.1, 0.2, 2};
  const std::vector<LedgerEntry> entries{
      opened(1),
      {at(5), PlanAdopted{PlanId{9}, ActorKey{"市长"}, to_json(small_plan(9, s))}},
      {at(6), EffectsAdopted{ActorKey{"planner"}, effects}},
      {at(6), ProjectMoved{ProjectId{77}, "shelved", ActorKey{"planner"}, "no site"}},
      {at(6), UnitsChanged{ActorKey{"user"}, "one committee", R"({"level":"street"})"}},
      {at(6), GoalsAdopted{FrameworkKey{"liveable"}, 2, ContentHash{1, 2}, ActorKey{"市长"}, "年度评估",
                           "key: liveable\n"}},
      assigned(1, 7)};
  store().append(std::span{entries}.first(6));
  store().append(std::span{entries}.last(1));
  EXPECT_EQ(as_json(store().ledger()), as_json(entries));
  EXPECT_EQ(store().effects(), effects);
  ASSERT_TRUE(store().adopted_plan());
  EXPECT_EQ(to_json(*store().adopted_plan()), to_json(small_plan(9, s)));
  const auto cases = store().cases();
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].state, CaseState::assigned);
  EXPECT_EQ(cases[0].owner, DepartmentKey{"works"});
}

TEST_P(EveryStore, AdoptedPlanOutlivesDroppedResults) {
  const SnapshotId s = put(drawn());
  store().put_result(small_plan(9, s));
  store().append(
      std::vector<LedgerEntry>{{at(1), PlanAdopted{PlanId{9}, ActorKey{"a"}, to_json(small_plan(9, s))}}});
  store().drop_results();
  ASSERT_TRUE(store().adopted_plan());
  EXPECT_EQ(to_json(*store().adopted_plan()), to_json(small_plan(9, s)));
}

TEST_P(EveryStore, PlansAreAdoptedOnceEachInTheOrderOfTheirLastAdoption) {
  const auto adopt = [&](std::uint64_t plan, int minute) {
    store().append(std::vector<LedgerEntry>{
        {at(minute), PlanAdopted{PlanId{plan}, ActorKey{"a"}, to_json(small_plan(plan, {}))}}});
  };
  adopt(1, 1), adopt(2, 2), adopt(1, 3);
  std::vector<std::uint64_t> order;
  for (const Plan& p : store().adopted_plans()) order.push_back(p.id.v);
  EXPECT_THAT(order, ElementsAre(2, 1));
  EXPECT_EQ(store().adopted_plan()->id, PlanId{1});
}

TEST_P(EveryStore, IllegalMoveNeverEntersTheLedger) {
  store().append(std::vector{opened(1)});
  // A case that was never assigned cannot be started; nothing of the batch is kept.
  EXPECT_EQ(fault_of([&] { store().append(std::vector{opened(2), event(1, Move::start, "worker", 3)}); }),
            Fault::conflict);
  EXPECT_EQ(as_json(store().ledger()), as_json({opened(1)}));
  EXPECT_EQ(fault_of([&] { store().append(std::vector{opened(1)}); }), Fault::conflict);  // opened already
}

TEST_P(EveryStore, ReplayingTheLedgerElsewhereGivesTheSameState) {
  store().append(std::vector{opened(1), opened(2), assigned(1)});
  store().append(std::vector{event(1, Move::start, "worker", 4)});
  const auto copy = memory_store();
  copy->append(store().ledger());
  EXPECT_EQ(as_json(copy->ledger()), as_json(store().ledger()));
  const auto a = store().cases(), b = copy->cases();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].state, b[i].state);
}

TEST_P(EveryStore, AppendingNothingIsNothing) {
  store().append({});
  EXPECT_TRUE(store().ledger().empty());
}

// ---- faults

TEST_P(EveryStore, FailureOfAnyCallLeavesWhatWasThereAndTheNextTryWorks) {
  const City city = drawn();
  const SnapshotId s = id(city);
  for (int nth = 1; nth <= 6; ++nth) {
    SCOPED_TRACE(nth);
    TempFolder folder;
    FailingStore failing{GetParam() == Kind::memory ? memory_store() : sqlite_store(folder / "city.db"), nth};
    const auto turn = [&] {
      failing.put_fact(city, at(0), {});
      failing.put_result(awkward_measurement(s));
      failing.put_result(awkward_assessment(s), awkward_findings());
      failing.put_result(small_plan(1, s));
      if (failing.ledger().empty()) failing.append(std::vector{opened(1)});
    };
    EXPECT_EQ(fault_of(turn), Fault::unavailable);
    EXPECT_TRUE(failing.failed());
    EXPECT_EQ(fault_of(turn), std::nullopt);
    EXPECT_EQ(failing.snapshots().size(), 1U);
    EXPECT_EQ(failing.plans().size(), 1U);
    EXPECT_EQ(failing.ledger().size(), 1U);
    EXPECT_TRUE(same(*failing.measurement(s), awkward_measurement(s)));
  }
}

}  // namespace
}  // namespace cityloop
