#include "cityloop/learn/learn.h"

#include <gtest/gtest.h>

#include "cityloop/act/act.h"
#include "cityloop/city/drawing.h"
#include "cityloop/learn/calibrate.h"
#include "cityloop/loop/cycle.h"
#include "tests/loop/world.h"

namespace cityloop {
namespace {

/// A town whose plan was adopted, and whose every project was closed at its price.
struct Done {
  QuietRun quiet;
  Wanted wanted;
  City city;
  Situation before;
  Plan plan;
  std::vector<Case> cases;
  Delta built;
  explicit Done(const std::string& drawing)
      : city{draw_city(drawing)}, before{look(city, wanted.lens, {}, quiet.run)},
        plan{decide(before, wanted.lens, wanted.types, {}, quiet.run)} {
    std::vector<CaseEvent> events = act(plan, {}, parse_instant("2026-12-01"), ActorKey{"wang"}, quiet.run);
    for (const Case& c : fold_all(events)) {
      const auto push = [&](Move m, std::string role) -> CaseEvent& {
        CaseEvent e;
        e.of = c.id;
        e.at = parse_instant("2028-06-01");
        e.by = ActorKey{"chen"};
        e.role = std::move(role);
        e.move = m;
        events.push_back(e);
        return events.back();
      };
      push(Move::start, "department");
      for (const Choice& x : plan.chosen)
        if (std::get<ProjectId>(c.origin) == x.project.id) {
          CaseEvent& finish = push(Move::finish, "department");
          finish.spent = x.project.capex;
          finish.built = x.project.change;
          built.changes.insert(built.changes.end(), x.project.change.changes.begin(),
                               x.project.change.changes.end());
        }
      push(Move::verify, "supervisor");
    }
    cases = fold_all(events);
  }
  Lessons lessons(const Delta& really) {
    City later = apply(city, really);
    later.as_of = parse_date("2028-12-01");
    return learn(plan, cases, before, look(later, wanted.lens, {}, quiet.run), wanted.lens, {}, quiet.run);
  }
};

const std::string kMoney = "budget\n  2027 education 20000000\n  2028 education 20000000\n";
// The indicator's reach is 1,500 m, 15 cells: homes in the west are beyond it, those in the middle within.
const std::string kLong =
    "as of 2026-11-24\ngrid 100 m\n"
    "  1 S 2 . 2 . 1 . . . . . . . . . . . 1 . . . . . . . . . . . . 4 3\n"
    "legend\n  S primary_school capacity=300\n  1-9 people ×100\n" +
    kMoney;
const std::string kShort =
    "as of 2026-11-24\ngrid 100 m\n"
    "  S . . . . . . . . . . . 4 3\n"
    "legend\n  S primary_school capacity=300\n  1-9 people ×100\n" +
    kMoney;

// Invariant 17: comparison cells lie beyond reach of the change; with none, the outcome says so and claims less.
TEST(Learn, ComparesOnlyWithCellsBeyondReachOfEveryChange) {
  Done d{kLong};
  const Lessons l = d.lessons(d.built);
  ASSERT_FALSE(l.outcomes.empty());
  for (const Outcome& o : l.outcomes) {
    EXPECT_TRUE(o.compared);
    EXPECT_FALSE(o.compared_with.empty());
    for (const CellId c : o.compared_with)
      for (const Choice& x : d.plan.chosen)
        EXPECT_GT(distance_m(d.city.grid->centre(*d.city.grid->find(c)), x.project.at), 1500.0);
  }
}

TEST(Learn, WithoutComparisonCellsItSaysSoAndClaimsLess) {
  Done d{kShort};
  const Lessons l = d.lessons(d.built);
  ASSERT_FALSE(l.outcomes.empty());
  const Outcome& o = l.outcomes.front();
  EXPECT_FALSE(o.compared);
  EXPECT_TRUE(o.compared_with.empty());
  EXPECT_GE(o.standard_error, kUncomparedNoise * std::abs(o.expected));
  EXPECT_TRUE(std::any_of(l.remarks.begin(), l.remarks.end(),
                          [](const Text& t) { return t.en.find("before–after only") != std::string::npos; }));
}

TEST(Learn, WhatAnIndicatorCannotFeelDisturbsNoComparison) {
  // Together with the school the department opens parks at every home: no walk to a school changes by that.
  Done d{kLong};
  const Lessons alone = d.lessons(d.built);
  for (Case& c : d.cases)
    for (const CellIdx cell : each(d.city.grid->cells().id))
      if (c.built)
        c.built->changes.push_back(
            AddPlace{PlaceId{1000 + cell.v}, {"park"}, d.city.grid->centre(cell), 1, "park"});
  Delta really = d.built;
  for (const CellIdx cell : each(d.city.grid->cells().id))
    really.changes.push_back(
        AddPlace{PlaceId{1000 + cell.v}, {"park"}, d.city.grid->centre(cell), 1, "park"});
  const Lessons l = d.lessons(really);
  ASSERT_EQ(l.outcomes.size(), alone.outcomes.size());
  for (std::size_t i = 0; i < l.outcomes.size(); ++i) {
    EXPECT_TRUE(l.outcomes[i].compared);
    EXPECT_EQ(l.outcomes[i].compared_with, alone.outcomes[i].compared_with);
  }
}

TEST(Learn, WhatIsNotInTheSnapshotIsNotJudged) {
  // Built, says the case; but the new snapshot does not know it. That is missing data, not a school that helps nobody.
  Done d{kLong};
  const Lessons l = d.lessons({});
  EXPECT_TRUE(l.outcomes.empty());
  EXPECT_EQ(l.effects, Effects{});
  EXPECT_FALSE(l.remarks.empty());
}

TEST(Learn, SmallerHelpThanPromisedLowersTheBelief) {
  // Twice what the model predicted is promised: what is measured is half of it.
  Done d{kLong};
  for (Choice& c : d.plan.chosen)
    for (auto& [key, p] : c.promised) p.predicted *= 2;
  const Lessons l = d.lessons(d.built);
  ASSERT_FALSE(l.outcomes.empty());
  const Outcome& o = l.outcomes.front();
  EXPECT_NEAR(o.measured / o.expected, 0.5, 1e-9);
  const Belief b = l.effects.benefit_of(o.type, o.indicator);
  EXPECT_LT(b.mean, 0.65);
  EXPECT_GT(b.mean, 0.5);  // the prior still counts
}

TEST(Learn, SameSnapshotTeachesNothing) {
  Done d{kLong};
  const Lessons l = learn(d.plan, d.cases, d.before, d.before, d.wanted.lens, {}, d.quiet.run);
  EXPECT_TRUE(l.outcomes.empty());
  EXPECT_EQ(l.remarks.size(), 1U);
}

TEST(Learn, JsonHoldsWhatWasLearnt) {
  Done d{kLong};
  const Lessons l = d.lessons(d.built);
  const Document doc = parse_json(to_json(l), "lessons");
  EXPECT_EQ(doc.at("outcomes").list().size(), l.outcomes.size());
  EXPECT_EQ(parse_effects(doc.at("effects")), l.effects);
}

}  // namespace
}  // namespace cityloop
