#include "cityloop/learn/learn.h"

#include <gtest/gtest.h>

#include "cityloop/act/act.h"
#include "cityloop/city/drawing.h"
#include "cityloop/learn/calibrate.h"
#include "cityloop/learn/synthetic.h"
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
  /// `past`: what the city was like in the years before, oldest first; the last is a year before the plan.
  Lessons lessons(const Delta& really, const std::vector<City>& past = {}) {
    City later = apply(city, really);
    later.as_of = parse_date("2028-12-01");
    std::vector<Situation> earlier;
    for (std::size_t i = 0; i < past.size(); ++i) {
      City then = past[i];
      then.as_of = parse_date(std::to_string(2026 - (past.size() - i)) + "-11-24");
      earlier.push_back(look(then, wanted.lens, {}, quiet.run));
    }
    return learn(plan, cases, before, look(later, wanted.lens, {}, quiet.run), wanted.lens, {}, quiet.run,
                 {earlier, nullptr});
  }
};

const std::string kMoney = "budget\n  2027 education 20000000\n  2028 education 20000000\n";
// The indicator's reach is 1,500 m, 15 cells: homes in the west are beyond it, those in the middle within.
const std::string kLong =
    "as of 2026-11-24\ngrid 100 m\n"
    "  1 S 2 . 2 . 1 . . . . . . . . . . . 1 . . . . . . . . . . . . 4 3\n"
    "legend\n  S primary_school capacity=300\n  1-9 people ×100\n" +
    kMoney;
// One treated cell far in the east, so that its spread is taken from the others, of which none moves by itself.
const std::string kLone =
    "as of 2026-11-24\ngrid 100 m\n"
    "  1 S 2 . 2 . 1 . . . . . . . . . . . . . . . . . . . . . . . . 9\n"
    "legend\n  S primary_school capacity=300\n  1-9 people ×100\n" +
    kMoney;
// The same with homes enough in the west to mix from.
const std::string kWide =
    "as of 2026-11-24\ngrid 100 m\n"
    "  1 1 2 1 2 1 1 S 1 1 1 2 1 1 1 2 . . . . . . . . . . . . . . . . . . . . . . . 9\n"
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

TEST(Learn, WithoutEarlierSnapshotsThePreTrendIsUnknownAndTheOutcomeClaimsLess) {
  Done d{kLone};
  const Lessons blind = d.lessons(d.built), tested = d.lessons(d.built, {d.city});
  ASSERT_EQ(blind.outcomes.size(), tested.outcomes.size());
  ASSERT_FALSE(blind.outcomes.empty());
  const Outcome &b = blind.outcomes.front(), &t = tested.outcomes.front();
  EXPECT_EQ(b.pre_trend.verdict, PreTrend::Verdict::unknown);
  EXPECT_EQ(t.pre_trend.verdict, PreTrend::Verdict::alike);  // nobody moved in the year before
  EXPECT_EQ(t.pre_trend.snapshots, 1U);
  EXPECT_DOUBLE_EQ(b.measured, t.measured);
  EXPECT_NEAR(b.standard_error, kUntestedNoise * std::abs(b.expected), 1e-9);
  EXPECT_NEAR(t.standard_error, kModelNoise * std::abs(t.expected), 1e-9);
  EXPECT_GT(blind.effects.benefit_of(b.type, b.indicator).standard_error,
            tested.effects.benefit_of(t.type, t.indicator).standard_error);
}

TEST(Learn, ADoubtfulOutcomeIsShownAndMovesNoBeliefOfItsBenefit) {
  // A year before the plan there was a school in the east, and it was closed: here the walk had just become longer, as it
  // had nowhere else.
  Done d{kLone};
  City then = apply(d.city, d.built);
  const Lessons l = d.lessons(d.built, {then});
  ASSERT_FALSE(l.outcomes.empty());
  for (const Outcome& o : l.outcomes) {
    EXPECT_TRUE(o.doubtful());
    EXPECT_GT(o.pre_trend.difference, 0);  // minutes more
    EXPECT_LT(o.pre_trend.p, 0.05);
  }
  EXPECT_TRUE(l.effects.benefit.empty());
  EXPECT_TRUE(l.effects.benefit_by_owner.empty());
  EXPECT_FALSE(l.effects.cost.empty());  // the bill was paid all the same
  EXPECT_TRUE(std::any_of(l.remarks.begin(), l.remarks.end(),
                          [](const Text& t) { return t.en.find("doubtful") != std::string::npos; }));
}

TEST(Learn, FewCellsWithAPastAreComparedWithAMixture) {
  Done d{kWide};
  ASSERT_FALSE(d.plan.chosen.empty());
  const Lessons with = d.lessons(d.built, {d.city, d.city, d.city});
  ASSERT_FALSE(with.outcomes.empty());
  const Outcome& o = with.outcomes.front();
  EXPECT_EQ(o.by, EffectBy::synthetic);
  EXPECT_TRUE(o.compared);
  ASSERT_TRUE(o.placebos);
  EXPECT_GE(o.placebos->count, kFewestDonors);
  // Nobody else moved: the gap is the largest of all.
  EXPECT_DOUBLE_EQ(o.placebos->p, 1.0 / (1.0 + static_cast<double>(o.placebos->count)));
  EXPECT_NEAR(o.measured, o.expected, 1e-4);  // fields are of float
  EXPECT_EQ(o.pre_trend.verdict, PreTrend::Verdict::alike);
  EXPECT_EQ(d.lessons(d.built, {d.city, d.city}).outcomes.front().by, EffectBy::difference);
}

TEST(Learn, WhatADepartmentShowedIsKeptBesideTheType) {
  Done d{kLong};
  for (Choice& c : d.plan.chosen)
    for (auto& [key, p] : c.promised) p.predicted *= 2;
  const Lessons l = d.lessons(d.built);
  ASSERT_FALSE(l.outcomes.empty());
  const Outcome& o = l.outcomes.front();
  EXPECT_EQ(o.owner, DepartmentKey{"education_bureau"});
  EXPECT_NEAR(l.effects.benefit_by_owner.at({o.type, o.indicator, o.owner}).mean, 0.5, 1e-9);
  EXPECT_NEAR(l.effects.cost_by_owner.at({o.type, o.owner}).mean, 1, 1e-12);
  // It is the only one: others are the prior, 1 ± 0.5, and it differs from them by ± 0.2 and its own outcomes.
  const Belief own = l.effects.benefit_by_owner.at({o.type, o.indicator, o.owner});
  const double before = 1 / 0.29, mine = 1 / (own.standard_error * own.standard_error);
  EXPECT_NEAR(l.effects.benefit_of(o.type, o.indicator, o.owner).mean,
              (before + mine * own.mean) / (before + mine), 1e-9);
}

TEST(Learn, APromiseIsAsDoubtfulAsTheBeliefWhenItWasMade) {
  Done d{kLong};
  const Lessons l = d.lessons(d.built);
  ASSERT_FALSE(l.outcomes.empty());
  for (const Outcome& o : l.outcomes)  // 1 ± √(0.25 + 0.04) of what was predicted
    EXPECT_NEAR(o.promised_error, std::abs(o.expected) * std::sqrt(0.29), 1e-12);
  const auto kept = kept_promises(l.outcomes);
  EXPECT_EQ(kept[2].of, l.outcomes.size());
  EXPECT_EQ(kept[2].held, l.outcomes.size());
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
