// The whole ring on a drawn city: finding → project → plan → adoption → cases → snapshot → outcome → belief → no finding.
#include <gtest/gtest.h>

#include "cityloop/act/act.h"
#include "cityloop/base/document.h"
#include "cityloop/city/drawing.h"
#include "cityloop/detect/detect.h"
#include "cityloop/loop/cycle.h"
#include "cityloop/measure/kernel.h"
#include "tests/loop/world.h"

namespace cityloop {
namespace {

// Two villages on one road, 100 m cells, walking 1.25 m/s: 80 s a cell. The west has a school; the east, 1,100 people,
// walks 18 cells and more: over 20 minutes. A second settlement far west (3,000 m and more from anything built in the
// east) stays as it is: the comparison.
constexpr const char* kRing = R"(
crs EPSG:4547
as of 2026-11-24
grid 100 m
  2 . S 2 . 2 . . . . . . . . . . . . . . . . . . . . . . 3 . 4 . 4
legend
  S    primary_school capacity=300
  1-9  people ×100
zones district
  A A A A A A A A A A A A A A B B B B B B B B B B B B B B B B B B B
budget
  2026 education 1000000
  2027 education 30000000
  2028 education 30000000
)";

struct Ring {
  QuietRun quiet;
  City city = draw_city(kRing);
  Wanted wanted;
  const Lens& lens = wanted.lens;
  const std::vector<ProjectType>& types = wanted.types;
  std::unique_ptr<Store> store = memory_store();
  ActorKey by{"wang"};

  Turn turned(std::string_view when) { return turn(*store, lens, types, parse_instant(when), by, quiet.run); }
  void append(std::vector<CaseEvent> events) {
    std::vector<LedgerEntry> entries;
    for (CaseEvent& e : events) entries.push_back({e.at, std::move(e)});
    store->append(entries);
  }
};

CaseEvent move(const Case& c, Move m, std::string role, std::string_view when) {
  CaseEvent e;
  e.of = c.id;
  e.at = parse_instant(when);
  e.by = ActorKey{"chen"};
  e.role = std::move(role);
  e.move = m;
  return e;
}

TEST(Ring, FindingBecomesProjectPlanCaseOutcomeAndChangedBelief) {
  Ring ring;
  ring.store->put_fact(ring.city, parse_instant("2026-11-24"), {});

  // measure, assess, detect: 1,100 people in the east, one matter although nobody lives between their homes.
  const Turn first = ring.turned("2026-11-24T09:00:00Z");
  ASSERT_EQ(first.now.findings.size(), 1U);
  const Finding& finding = first.now.findings.front();
  EXPECT_DOUBLE_EQ(finding.affected.base(), 1100);
  EXPECT_EQ(finding.cells.size(), 3U);
  EXPECT_EQ(finding.first_seen, parse_date("2026-11-24"));
  EXPECT_NE(title(finding, ring.city, ring.lens).en.find("1,100 people"), std::string::npos)
      << title(finding, ring.city, ring.lens).en;
  EXPECT_FALSE(first.lessons);

  // decide: 60 million are left in 2027–2028 and a school costs 20 million over two years.
  const Plan& plan = first.plan;
  ASSERT_FALSE(plan.chosen.empty());
  EXPECT_LE(plan.value, plan.bound + 1e-9);
  EXPECT_GT(plan.score_after, plan.score_before);
  const Choice& choice = plan.chosen.front();
  EXPECT_EQ(choice.project.answers, std::vector<FindingId>{finding.id});
  EXPECT_EQ(choice.cost, parse_money("2000万元"));
  EXPECT_EQ(choice.start, Year{2027});  // 2026 has 1 million: not half of 20
  ASSERT_TRUE(choice.promised.contains(finding.about));
  EXPECT_DOUBLE_EQ(choice.promised.at(finding.about).people.base(), 1100);
  EXPECT_EQ(ring.store->plans().size(), 1U);

  // adopt and act, twice.
  const LedgerEntry adopted{parse_instant("2026-12-01"), PlanAdopted{plan.id, ring.by, to_json(plan)}};
  ring.store->append(std::span{&adopted, 1});
  ring.append(act(*ring.store->adopted_plan(), ring.store->cases(), parse_instant("2026-12-01"), ring.by,
                  ring.quiet.run));
  ASSERT_EQ(ring.store->cases().size(), plan.chosen.size());
  EXPECT_TRUE(act(*ring.store->adopted_plan(), ring.store->cases(), parse_instant("2026-12-02"), ring.by,
                  ring.quiet.run)
                  .empty());

  // work: built as planned, 10 % over the price.
  Delta built;
  for (const Case& c : ring.store->cases()) {
    const auto& project = std::get<ProjectId>(c.origin);
    for (const Choice& x : plan.chosen)
      if (x.project.id == project) {
        CaseEvent finish = move(c, Move::finish, "department", "2028-10-01");
        finish.spent = scaled(x.project.capex, 1.1);
        finish.built = x.project.change;
        built.changes.insert(built.changes.end(), x.project.change.changes.begin(),
                             x.project.change.changes.end());
        ring.append({move(c, Move::accept, "department", "2027-01-05"),
                     move(c, Move::start, "department", "2027-03-01"), finish,
                     move(c, Move::verify, "supervisor", "2028-11-01")});
      }
  }
  for (const Case& c : ring.store->cases()) EXPECT_EQ(c.state, CaseState::closed);

  // Nothing can be learnt before the city is looked at again.
  EXPECT_FALSE(ring.turned("2028-11-02").lessons);

  // a new snapshot, with what was built.
  City later = apply(ring.city, built);
  later.as_of = parse_date("2028-12-01");
  ring.store->put_fact(later, parse_instant("2028-12-01"), {});
  const Turn second = ring.turned("2028-12-01T09:00:00Z");

  // learn: as promised, 10 % dearer; the finding is gone.
  EXPECT_TRUE(second.now.findings.empty());
  ASSERT_TRUE(second.lessons);
  ASSERT_EQ(second.lessons->outcomes.size(), plan.chosen.size());
  const Outcome& o = second.lessons->outcomes.front();
  EXPECT_TRUE(o.compared);
  EXPECT_NEAR(o.measured, o.expected, 1e-9);
  EXPECT_LT(o.measured, -10);  // from beyond 20 minutes to a few
  for (const CellId c : o.compared_with) EXPECT_FALSE(std::count(o.treated.begin(), o.treated.end(), c));
  EXPECT_EQ(o.actual_cost, parse_money("2200万元"));
  // Cost: prior 1 ± 0.5, seen 1.1 ± 0.1: (4 + 110) / 104.
  const Belief cost = second.lessons->effects.cost_of(ProjectTypeKey{"primary_school"});
  EXPECT_NEAR(cost.mean, 114.0 / 104.0, 1e-12);
  EXPECT_LT(second.lessons->effects.benefit_of(o.type, o.indicator).standard_error, 0.2);  // from 0.5
  EXPECT_EQ(ring.store->effects(), second.lessons->effects);

  // A third turn of the same snapshot learns the same and no more.
  const Turn third = ring.turned("2028-12-02");
  EXPECT_EQ(third.lessons->effects, second.lessons->effects);
  EXPECT_EQ(to_json(third.plan), to_json(second.plan));
}

TEST(Ring, PlanSurvivesJson) {
  Ring ring;
  ring.store->put_fact(ring.city, parse_instant("2026-11-24"), {});
  const std::string json = to_json(ring.turned("2026-11-24").plan);
  EXPECT_EQ(to_json(parse_plan(parse_json(json, "plan"))), json);
}

TEST(Ring, EmptyStoreSaysWhatToDo) {
  Ring ring;
  try {
    (void)ring.turned("2026-11-24");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::not_found);
    EXPECT_NE(e.hint().en.find("import"), std::string::npos);
  }
}

}  // namespace
}  // namespace cityloop
