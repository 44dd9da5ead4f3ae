#include "cityloop/decide/decide.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/city/drawing.h"
#include "cityloop/loop/cycle.h"
#include "cityloop/measure/measure.h"
#include "tests/loop/world.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

const std::string kTown = R"(
as of 2026-11-24
grid 100 m
  S . . . . . . . . . . . . . . . . . . . 4 3
  1 . . . . . . . . . . . . . . . . . . . . 2
  2 . . . . . . . . . . . . . . . . . . . . .
legend
  S primary_school capacity=300
  1-9 people ×100
)";

struct Town {
  QuietRun quiet;
  Wanted wanted;
  City city;
  Situation now;
  explicit Town(const std::string& drawing)
      : city{draw_city(drawing)}, now{look(city, wanted.lens, {}, quiet.run)} {}
  Plan plan(const Effects& e = {}) { return decide(now, wanted.lens, wanted.types, e, quiet.run); }
};

TEST(WhatIf, EqualsMeasuringTheChangedCity) {
  Town t{kTown};
  const Delta d{{AddPlace{PlaceId{77}, PlaceKindKey{"primary_school"},
                          t.city.grid->centre(drawn_cell(t.city, 20, 1)), 300, "n"}}};
  const WhatIf w = what_if(t.now, d, t.wanted.lens, t.quiet.run);
  const City changed = apply(t.city, d);
  const Measurement full = measure(changed, t.wanted.indicators, t.quiet.run);
  EXPECT_EQ(*w.measured.find(t.wanted.indicators[0].key), *full.find(t.wanted.indicators[0].key));
  const Assessment judged = assess(changed, full, t.wanted.framework, t.quiet.run);
  EXPECT_EQ(w.assessed.overall, judged.overall);
  EXPECT_DOUBLE_EQ(w.gain, gain(t.now.assessed, judged, t.wanted.framework));
  EXPECT_GT(w.gain, 0);
}

TEST(WhatIf, EmptyChangeGainsNothing) {
  Town t{kTown};
  EXPECT_DOUBLE_EQ(what_if(t.now, {}, t.wanted.lens, t.quiet.run).gain, 0);
}

TEST(WhatIf, QuotesEveryProblem) {
  Town t{kTown};
  const Delta d{{ResizePlace{PlaceId{1}, 5}, ResizePlace{PlaceId{2}, 5}}};
  try {
    (void)what_if(t.now, d, t.wanted.lens, t.quiet.run);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_GE(std::count(e.words().en.begin(), e.words().en.end(), '\n'), 2);
    EXPECT_GE(std::count(e.words().zh.begin(), e.words().zh.end(), '\n'), 2);
  }
}

TEST(Candidates, StandWhereTheFindingIsAndApart) {
  Town t{kTown};
  const auto c = candidates(t.now, t.wanted.lens, t.wanted.types, t.quiet.run);
  ASSERT_FALSE(c.empty());
  EXPECT_LE(c.size(), 3U);
  for (const Project& p : c) {
    EXPECT_GT(p.at.x, t.city.grid->centre(drawn_cell(t.city, 15, 1)).x) << "the shortfall is in the east";
    EXPECT_EQ(p.answers.size(), 1U);
    EXPECT_TRUE(p.cell);
    EXPECT_FALSE(p.name.zh.empty());
  }
  // The same city, the same candidates with the same ids.
  const auto again = candidates(t.now, t.wanted.lens, t.wanted.types, t.quiet.run);
  ASSERT_EQ(again.size(), c.size());
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_EQ(again[i].id, c[i].id);
}

TEST(Candidates, KeepToAllowedLand) {
  // Homes in the east as in kTown, and building land (r) in one column only.
  const std::string drawing = R"(
grid 100 m
  S . . . . . . . . . . . . . . . . . r . . 4 3
  1 . . . . . . . . . . . . . . . . . r . . . 2
legend
  S primary_school capacity=300
  1-9 people ×100
  r land residential
)";
  Town t{drawing};
  t.wanted.types[0].sites = {LandUseKey{"residential"}};
  const auto c = candidates(t.now, t.wanted.lens, t.wanted.types, t.quiet.run);
  ASSERT_FALSE(c.empty());
  for (const Project& p : c) EXPECT_DOUBLE_EQ(p.at.x, t.city.grid->centre(drawn_cell(t.city, 19, 1)).x);
}

// Invariant 11: a plan never exceeds a fund in a year; chosen ≤ bound; and every candidate has an answer.
TEST(Decide, NeverOverdrawsAndAlwaysExplains) {
  for (const char* budget :
       {"", "budget\n  2027 education 5000000\n",
        "budget\n  2027 education 10000000\n  2028 education 10000000\n",
        "budget\n  2027 education 90000000 40000000 45000000\n  2028 education 90000000\n"}) {
    Town t{kTown + budget};
    const Plan p = t.plan();
    for (const FundYear& f : p.money) {
      EXPECT_LE(f.chosen, f.available);
      Money spent;
      for (const Choice& c : p.chosen)
        for (const auto& [year, money] : c.spending)
          if (c.project.fund == f.fund && year == f.year) spent += money;
      EXPECT_EQ(spent, f.chosen);
    }
    EXPECT_LE(p.value, p.bound + 1e-9);
    EXPECT_EQ(p.chosen.size() + p.passed_over.size(),
              candidates(t.now, t.wanted.lens, t.wanted.types, t.quiet.run, 6).size());
    for (const PassedOver& o : p.passed_over) {
      EXPECT_FALSE(o.code.empty());
      EXPECT_FALSE(o.reason.en.empty());
      EXPECT_FALSE(o.reason.zh.empty());
    }
  }
}

TEST(Decide, SaysThatAFundIsMissingOrExhausted) {
  Town none{kTown};
  for (const PassedOver& o : none.plan().passed_over) EXPECT_EQ(o.code, "no.fund");
  Town poor{kTown + "budget\n  2027 education 5000000\n  2028 education 5000000\n"};
  const Plan p = poor.plan();
  EXPECT_TRUE(p.chosen.empty());
  ASSERT_FALSE(p.passed_over.empty());
  EXPECT_EQ(p.passed_over[0].code, "fund.exhausted");
  EXPECT_NE(p.passed_over[0].reason.en.find("20.00 million"), std::string::npos)
      << p.passed_over[0].reason.en;
  EXPECT_NE(p.passed_over[0].reason.en.find("2027–2028"), std::string::npos);
}

TEST(Decide, PaidBeyondCommittedIsGoneToo) {
  Town t{kTown + "budget\n  2025 education 90000000\n  2027 education 90000000 40000000 45000000\n"};
  const auto money = planned_money(t.city);
  ASSERT_EQ(money.size(), 1U);  // 2025 is past
  EXPECT_EQ(money[0].available, parse_money("45000000"));
}

TEST(Decide, BeliefsScaleGainAndPrice) {
  const std::string rich = kTown + "budget\n  2027 education 900000000\n  2028 education 900000000\n";
  Town t{rich};
  Effects e;
  e.cost[ProjectTypeKey{"primary_school"}] = {1.5, 0.1, 4};
  e.benefit[{ProjectTypeKey{"primary_school"}, IndicatorKey{"access.primary_school.walk"}}] = {0.5, 0.1, 4};
  const Plan plain = t.plan(), doubtful = t.plan(e);
  ASSERT_FALSE(plain.chosen.empty());
  ASSERT_FALSE(doubtful.chosen.empty());
  EXPECT_EQ(plain.chosen[0].project.id, doubtful.chosen[0].project.id);
  EXPECT_EQ(doubtful.chosen[0].cost, parse_money("3000万元"));
  EXPECT_NEAR(doubtful.chosen[0].gain, plain.chosen[0].gain / 2, 1e-9);
  const Promise& p = doubtful.chosen[0].promised.begin()->second;
  EXPECT_DOUBLE_EQ(p.change, p.predicted / 2);
}

TEST(Decide, BelievesOfADepartmentWhatItsOwnProjectsShowed) {
  Town t{kTown + "budget\n  2027 education 900000000\n  2028 education 900000000\n"};
  const ProjectTypeKey school{"primary_school"};
  const IndicatorKey walk{"access.primary_school.walk"};
  Effects others, own;  // the same outcomes, of another department and of this one
  for (Effects* e : {&others, &own}) {
    const DepartmentKey who{e == &own ? "education_bureau" : "parks"};
    e->cost[school] = {1.4, 0.1, 4};
    e->cost_by_owner[{school, who}] = {1.5, 0.15, 2};
    e->benefit[{school, walk}] = {0.6, 0.1, 4};
    e->benefit_by_owner[{school, walk, who}] = {0.4, 0.15, 2};
  }
  const Plan a = t.plan(others), b = t.plan(own);
  ASSERT_FALSE(a.chosen.empty());
  ASSERT_FALSE(b.chosen.empty());
  EXPECT_EQ(a.chosen[0].cost, parse_money("2800万元"));  // the type's
  EXPECT_EQ(b.chosen[0].cost,
            scaled(b.chosen[0].project.capex, own.cost_of(school, b.chosen[0].project.owner).mean));
  EXPECT_GT(b.chosen[0].cost, a.chosen[0].cost);
  const Promise& p = b.chosen[0].promised.at(walk);
  EXPECT_DOUBLE_EQ(p.change, p.predicted * own.benefit_of(school, walk, b.chosen[0].project.owner).mean);
  EXPECT_LT(b.chosen[0].gain, a.chosen[0].gain);
}

TEST(Decide, SameInputsSamePlan) {
  Town t{kTown + "budget\n  2027 education 90000000\n  2028 education 90000000\n"};
  EXPECT_EQ(to_json(t.plan()), to_json(t.plan()));
}

TEST(ProjectTypes, OfTheCatalogueAreAllWellFormed) {
  const std::filesystem::path root = std::filesystem::path{testing::source_dir()} / "catalogue";
  const auto text = [](const std::filesystem::path& p) {
    std::ifstream in{p};
    std::stringstream s;
    s << in.rdbuf();
    return s.str();
  };
  std::vector<Indicator> indicators;
  for (const auto& f : std::filesystem::recursive_directory_iterator(root / "indicators"))
    if (f.path().extension() == ".yaml") {
      const Document d = parse_yaml(text(f.path()), f.path().string());
      if (d.is_list())
        for (const Document& one : d.list()) indicators.push_back(parse_indicator(one));
      else indicators.push_back(parse_indicator(d));
    }
  std::size_t n = 0;
  for (const auto& f : std::filesystem::directory_iterator(root / "projects")) {
    EXPECT_NO_THROW({
      const ProjectType t = parse_project_type(parse_yaml(text(f.path()), f.path().string()), indicators);
      EXPECT_FALSE(t.price_source.verified) << "no price here has a source";
      EXPECT_EQ(t.key.word, f.path().stem().string());
    }) << f.path();
    ++n;
  }
  EXPECT_GE(n, 10U);
}

TEST(ProjectTypes, UnknownIndicatorSuggestsTheNearest) {
  std::string text = kType;
  text.replace(text.find("access.primary_school.walk"), 26, "access.primary_scool.walk");
  const Wanted w;
  try {
    (void)parse_project_type(parse_yaml(text, "p.yaml"), w.indicators);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.hint().en.find("access.primary_school.walk"), std::string::npos);
  }
}

}  // namespace
}  // namespace cityloop
