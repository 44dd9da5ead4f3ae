#include "cityloop/act/case.h"

#include <gtest/gtest.h>

#include "cityloop/act/act.h"
#include "cityloop/base/document.h"

namespace cityloop {
namespace {

CaseEvent event(Move m, std::string role) {
  CaseEvent e;
  e.of = CaseId{7};
  e.at = parse_instant("2027-03-01T08:00:00Z");
  e.by = ActorKey{"li"};
  e.role = std::move(role);
  e.move = m;
  return e;
}
CaseEvent opened() {
  CaseEvent e = event(Move::open, "planner");
  e.origin = ProjectId{1};
  e.title = {"a school", "小学"};
  return e;
}
CaseEvent assigned() {
  CaseEvent e = event(Move::assign, "planner");
  e.to = DepartmentKey{"education_bureau"};
  return e;
}
CaseEvent finished(Money spent = Money{100}) {
  CaseEvent e = event(Move::finish, "department");
  e.spent = spent;
  e.built = Delta{{AddPlace{PlaceId{9}, PlaceKindKey{"primary_school"}, {50, 50}, 300, "s"}}};
  return e;
}
std::vector<CaseEvent> whole_life() {
  return {opened(),
          assigned(),
          event(Move::accept, "department"),
          event(Move::start, "department"),
          finished(),
          event(Move::verify, "supervisor")};
}
Fault fault_of(const std::vector<CaseEvent>& events) {
  try {
    (void)fold(events);
  } catch (const Error& e) {
    EXPECT_FALSE(e.words().zh.empty());
    return e.fault();
  }
  ADD_FAILURE() << "nothing was refused";
  return Fault::internal;
}

TEST(Case, IsTheFoldOfItsEvents) {
  const Case c = fold(whole_life());
  EXPECT_EQ(c.state, CaseState::closed);
  EXPECT_EQ(c.owner.word, "education_bureau");
  EXPECT_EQ(c.spent, Money{100});
  ASSERT_TRUE(c.built);
  EXPECT_EQ(c.built->changes.size(), 1U);
  EXPECT_TRUE(c.finished);
}

TEST(Case, WhoDoesTheWorkCannotCloseIt) {
  auto events = whole_life();
  events.back().role = "department";
  EXPECT_EQ(fault_of(events), Fault::conflict);
}

TEST(Case, NothingHappensBeforeItIsOpened) { EXPECT_EQ(fault_of({assigned()}), Fault::conflict); }

TEST(Case, OpensOnce) { EXPECT_EQ(fault_of({opened(), opened()}), Fault::conflict); }

TEST(Case, FinishedProjectSaysWhatItCostAndWhatWasBuilt) {
  for (const bool without_cost : {true, false}) {
    auto events = whole_life();
    if (without_cost) events[4].spent.reset();
    else events[4].built.reset();
    EXPECT_EQ(fault_of(events), Fault::bad_input);
  }
}

TEST(Case, ReportNeedsNoCostToFinish) {
  auto events = whole_life();
  events[0].origin = ReportId{3};
  events[4].spent.reset();
  events[4].built.reset();
  EXPECT_EQ(fold(events).state, CaseState::closed);
}

TEST(Case, WorkThatWasSentBackCostsAgain) {
  auto events = whole_life();
  events.back() = event(Move::reopen, "supervisor");
  Case c = fold(events);
  EXPECT_EQ(c.state, CaseState::assigned);
  EXPECT_EQ(c.reopened, 1);
  EXPECT_FALSE(c.built);
  events.push_back(event(Move::start, "worker"));
  events.push_back(finished(Money{40}));
  EXPECT_EQ(fold(events).spent, Money{140});
}

TEST(Case, RefusalNamesWhatIsPossible) {
  const std::vector<CaseEvent> some{opened(), assigned()};
  const auto why = refuses(fold(some), Move::verify, "supervisor");
  ASSERT_TRUE(why);
  EXPECT_NE(why->en.find("start (department, worker)"), std::string::npos) << why->en;
}

TEST(Case, EventSurvivesJson) {
  for (const CaseEvent& e : whole_life()) {
    const std::string json = to_json(e);
    EXPECT_EQ(to_json(parse_case_event(parse_json(json, "t"))), json);
  }
  CaseEvent m = event(Move::merge, "operator");
  m.into = CaseId{8};
  m.note = "same matter";
  m.due = m.at;
  EXPECT_EQ(to_json(parse_case_event(parse_json(to_json(m), "t"))), to_json(m));
}

TEST(Case, UnknownMoveSuggestsTheNearest) {
  try {
    (void)parse_move("finsh");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.hint().en.find("finish"), std::string::npos);
  }
}

Plan one_project() {
  Plan p;
  p.id = PlanId{5};
  Choice c;
  c.project.id = ProjectId{1};
  c.project.name = {"a school", "小学"};
  c.project.owner = DepartmentKey{"education_bureau"};
  c.start = Year{2027};
  c.done = Year{2028};
  p.chosen.push_back(c);
  return p;
}

TEST(Act, AProjectWithoutAnOwnerIsForAPersonToAssign) {
  QuietRun quiet;
  Plan plan = one_project();
  plan.chosen.front().project.owner = {};
  const auto cases =
      fold_all(act(plan, {}, parse_instant("2026-12-01T09:00:00Z"), ActorKey{"wang"}, quiet.run));
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].state, CaseState::open);
}

TEST(Act, OpensAndAssignsOneCasePerProjectAndNothingTheSecondTime) {
  QuietRun quiet;
  const Instant now = parse_instant("2026-12-01");
  const auto events = act(one_project(), {}, now, ActorKey{"wang"}, quiet.run);
  ASSERT_EQ(events.size(), 2U);
  const std::vector<Case> cases = fold_all(events);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].state, CaseState::assigned);
  EXPECT_EQ(to_string(*cases[0].due), "2028-12-31T23:59:59Z");
  EXPECT_TRUE(act(one_project(), cases, now, ActorKey{"wang"}, quiet.run).empty());
}

TEST(Act, LaterPlanDoesNotOpenASecondCaseForWorkUnderWay) {
  QuietRun quiet;
  const Instant now = parse_instant("2026-12-01");
  const auto cases = fold_all(act(one_project(), {}, now, ActorKey{"wang"}, quiet.run));
  Plan later = one_project();
  later.id = PlanId{6};
  EXPECT_TRUE(act(later, cases, now, ActorKey{"wang"}, quiet.run).empty());
}

}  // namespace
}  // namespace cityloop
