// A programme of several years on a drawn town: 21 columns, one school in the west, people in the east.

#include "cityloop/decide/programme.h"

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/city/drawing.h"
#include "cityloop/loop/cycle.h"
#include "tests/loop/world.h"

namespace cityloop {
namespace {

const std::string kThreeYears = R"(
as of 2026-11-24
grid 100 m
  S . . . . . . . . . . . . . . . . . . . 4 3
  1 . . . . . . . . . . . . . . . . . . . . 2
  2 . . . . . . . . . . . . . . . . . . . . .
legend
  S primary_school capacity=300
  1-9 people ×100
budget
  2027 education 50000000
  2028 education 50000000
  2029 education 50000000
)";

struct Planned {
  QuietRun quiet;
  Wanted wanted;
  City city;
  Situation now;
  explicit Planned(const std::string& drawing = kThreeYears)
      : city{draw_city(drawing)}, now{look(city, wanted.lens, {}, quiet.run)} {}
  Programmed by(const std::string& rules, const std::vector<Pooled>& pool = {},
                const std::vector<Settled>& settled = {}) {
    return programme(now, wanted.lens, wanted.types, {},
                     parse_programme_rules(parse_yaml(rules, "plan.yaml")), pool, quiet.run, settled);
  }
  Pooled works(const std::string& code, double yuan) const {
    Pooled p;
    p.code = code;
    p.project.id = ProjectId{id_of("works", code)};
    p.project.name = verbatim(code);
    p.project.capex = Money{static_cast<std::int64_t>(yuan * 100)};
    p.project.fund = {"education"};
    p.project.at = city.grid->centre(drawn_cell(city, 1, 1));
    p.project.cell = city.grid->id(drawn_cell(city, 1, 1));
    return p;
  }
};
const Choice* line_of(const Programmed& p, const std::string& name) {
  for (const Choice& c : p.plan.chosen)
    if (c.project.name.en == name) return &c;
  return nullptr;
}
const PassedOver* passed(const Programmed& p, const std::string& name) {
  for (const PassedOver& o : p.plan.passed_over)
    if (o.project.name.en == name) return &o;
  return nullptr;
}
std::string programme_refusal(Planned& t, const std::string& rules, const std::vector<Pooled>& pool = {}) {
  try {
    t.by(rules, pool);
  } catch (const Error& e) {
    EXPECT_NE(e.words().en, e.words().zh);
    return e.words().en + " | " + e.hint().en;
  }
  ADD_FAILURE() << "nothing was refused: " << rules;
  return {};
}

TEST(Programme, IsWorthWhatWasMeasuredAndItsProofIsChecked) {
  Planned t;
  const Programmed p = t.by("years: 3\n");
  ASSERT_FALSE(p.plan.chosen.empty());
  ASSERT_TRUE(p.plan.certificate.has_value());
  EXPECT_TRUE(p.verdict.holds) << p.verdict.why_not.en;
  EXPECT_LE(p.plan.value, p.plan.certificate->proved + 1e-9);
  EXPECT_LE(p.plan.value, p.plan.certificate->trusted + 1e-9);
  // What all of it does together is what a fresh look at the changed city finds.
  Delta all;
  for (const Choice& c : p.plan.chosen)
    all.changes.insert(all.changes.end(), c.project.change.changes.begin(), c.project.change.changes.end());
  const WhatIf w = what_if(t.now, all, t.wanted.lens, t.quiet.run);
  EXPECT_DOUBLE_EQ(p.plan.score_after, w.assessed.overall.city.score);
  EXPECT_NEAR(p.measured, w.gain, 1e-6);
}

TEST(Programme, NeverOverdrawsAYear) {
  Planned t;
  for (const char* rules : {"years: 3\n", "years: 1\n", "years: 3\nfunds: {education: {carries: true}}\n",
                            "years: 3\nfunds: {education: {debt: 2000万元}}\n"}) {
    const Programmed p = t.by(rules);
    EXPECT_TRUE(portfolio::broken(p.problem, p.result.start).empty()) << rules;
    Money available, chosen;
    for (const FundYear& f : p.plan.money) available += f.available, chosen += f.chosen;
    EXPECT_LE(chosen, available) << rules;
  }
}

TEST(Programme, TheFirstYearIsTheFirstWithABudget) {
  Planned t;
  const Programmed p = t.by("years: 2\n");
  EXPECT_EQ(p.names.first_year, 2027);
  for (const Choice& c : p.plan.chosen) {
    EXPECT_GE(number(c.start), 2027);
    EXPECT_LE(number(c.start), 2028);
  }
}

TEST(Programme, MoneyOfLaterYearsFinishesWhatBeganWithin) {
  // A school takes two years; it begins in the one year of the programme, and the second is paid from the budget after it.
  Planned t;
  const Programmed p = t.by("years: 1\n");
  ASSERT_FALSE(p.plan.chosen.empty());
  EXPECT_EQ(number(p.plan.chosen.front().start), 2027);
  EXPECT_EQ(number(p.plan.chosen.front().done), 2028);
  EXPECT_TRUE(portfolio::broken(p.problem, p.result.start).empty());
}

TEST(Programme, WhatMustBeIsFundedFirstThoughItGainsNothing) {
  Planned t;
  Pooled roof = t.works("roof", 45e6);
  roof.mandatory_by = 2027;
  const Programmed p = t.by("years: 1\n", {roof});
  ASSERT_NE(line_of(p, "roof"), nullptr);
  EXPECT_EQ(number(line_of(p, "roof")->start), 2027);
  EXPECT_EQ(p.plan.chosen.size(), 1U) << "nothing is left of that year for a school";
}

TEST(Programme, APersonMayRequireAndForbid) {
  Planned t;
  const Programmed free = t.by("years: 3\n");
  ASSERT_FALSE(free.plan.chosen.empty());
  const std::string id = to_string(free.plan.chosen.front().project.id);
  const Programmed without = t.by("years: 3\nforbid: [" + id + "]\n");
  for (const Choice& c : without.plan.chosen) EXPECT_NE(to_string(c.project.id), id);
  const PassedOver* o = passed(without, free.plan.chosen.front().project.name.en);
  ASSERT_NE(o, nullptr);
  EXPECT_EQ(o->code, "forbidden");
  EXPECT_LE(without.plan.value, free.plan.value + 1e-9);
  Pooled statue = t.works("statue", 10e6);
  const Programmed with = t.by("years: 3\nrequire: [{project: statue, by: 2028}]\n", {statue});
  ASSERT_NE(line_of(with, "statue"), nullptr);
  EXPECT_LE(number(line_of(with, "statue")->start), 2028);
}

TEST(Programme, NoHealthCheckNoProject) {
  Planned t;
  const Programmed p = t.by("years: 3\nno_check_no_project: true\n", {t.works("statue", 1e6)});
  ASSERT_NE(passed(p, "statue"), nullptr);
  EXPECT_EQ(passed(p, "statue")->code, "no.finding");
  Pooled roof = t.works("roof", 1e6);
  roof.mandatory_by = 2028;  // what safety asks for needs no finding of ours
  EXPECT_NE(line_of(t.by("years: 3\nno_check_no_project: true\n", {roof}), "roof"), nullptr);
}

TEST(Programme, OneAfterTheOther) {
  Planned t;
  Pooled dig = t.works("dig", 1e6), build = t.works("build", 1e6);
  build.mandatory_by = 2029;
  build.project.at = dig.project.at;
  const Programmed p = t.by("years: 3\nprecede: [{first: dig, then: build, lag: 2}]\n", {dig, build});
  ASSERT_NE(line_of(p, "dig"), nullptr) << "it is worth nothing, and build needs it";
  EXPECT_GE(number(line_of(p, "build")->start), number(line_of(p, "dig")->start) + 2);
}

TEST(Programme, WhatCannotHoldTogetherIsNamed) {
  Planned t;
  Pooled a = t.works("roof", 40e6), b = t.works("boiler", 40e6);
  a.mandatory_by = b.mandatory_by = 2027;
  const std::string words = programme_refusal(t, "years: 3\n", {a, b});
  EXPECT_NE(words.find("roof"), std::string::npos) << words;
  EXPECT_NE(words.find("boiler"), std::string::npos) << words;
  EXPECT_NE(words.find("2027"), std::string::npos) << words;
  EXPECT_EQ(words.find("2028"), std::string::npos) << words;
  const std::string cycle =
      programme_refusal(t, "years: 3\nprecede: [{first: roof, then: boiler}, {first: boiler, then: roof}]\n",
                        {t.works("roof", 1e6), t.works("boiler", 1e6)});
  EXPECT_NE(cycle.find("roof"), std::string::npos) << cycle;
  EXPECT_NE(programme_refusal(t, "years: 3\nfunds: {eduction: {carries: true}}\n")
                .find("did you mean ‘education’?"),
            std::string::npos);
  EXPECT_NE(programme_refusal(t, "years: 3\nforbid: [statue]\n").find("statue"), std::string::npos);
  EXPECT_NE(programme_refusal(t, "year: 3\n").find("years"), std::string::npos);
}

TEST(Programme, PairsThatServeTheSamePeopleAreMeasuredTogether) {
  // Two schools beside each other in the east: the second gains next to nothing, and both are not bought.
  Planned t;
  const Programmed p = t.by("years: 3\n");
  double sum = 0;
  for (const Choice& c : p.plan.chosen) sum += c.gain;
  EXPECT_NEAR(sum, p.measured, 1e-9);
  EXPECT_NEAR(p.modelled, p.measured, 0.02 * p.measured + 1) << "pairs stand for what is shared";
}

TEST(Programme, WhatIsAdoptedIsHeldInItsYearsAndWithItsMoney) {
  Planned t;
  const Programmed first = t.by("years: 3\n");
  ASSERT_FALSE(first.plan.chosen.empty());
  Choice adopted = first.plan.chosen.front();
  // As it was agreed, a year later than anybody would begin, and dearer.
  adopted.start = Year{2028}, adopted.done = Year{2029};
  adopted.spending = {{Year{2028}, Money{3'100'000'000}}, {Year{2029}, Money{3'400'000'000}}};
  adopted.cost = Money{6'500'000'000};
  for (const ProjectState state : {ProjectState::adopted, ProjectState::under_way}) {
    const Programmed p = t.by("years: 3\n", {}, {{adopted.project.id, state, adopted}});
    const Choice* line = line_of(p, adopted.project.name.en);
    ASSERT_NE(line, nullptr);
    EXPECT_EQ(number(line->start), 2028);
    EXPECT_EQ(line->cost, adopted.cost);
    EXPECT_EQ(line->spending, adopted.spending);
    Money paid;
    for (const FundYear& f : p.plan.money)
      if (number(f.year) == 2028) paid = f.chosen;
    EXPECT_GE(paid.fen, 3'100'000'000);
    std::size_t times = 0;
    for (const Choice& c : p.plan.chosen) times += c.project.id == adopted.project.id ? 1U : 0U;
    EXPECT_EQ(times, 1U);
    EXPECT_TRUE(p.verdict.holds);
  }
}

TEST(Programme, WhatWasPaidBeforeItBeginsIsNotPaidAgain) {
  Planned t;
  Choice adopted = t.by("years: 3\n").plan.chosen.front();
  adopted.start = Year{2026}, adopted.done = Year{2027};
  adopted.spending = {{Year{2026}, Money{3'000'000'000}}, {Year{2027}, Money{3'500'000'000}}};
  const Programmed p = t.by("years: 3\n", {}, {{adopted.project.id, ProjectState::under_way, adopted}});
  std::size_t own = p.projects.size();
  for (std::size_t i = 0; i < p.projects.size(); ++i)
    if (p.projects[i].id == adopted.project.id) own = i;
  ASSERT_LT(own, p.projects.size());
  EXPECT_EQ(portfolio::capital(p.problem.proposals[own]).fen, 3'500'000'000) << "of 2027 alone";
  EXPECT_EQ(p.result.start[own], 0);
}

TEST(Programme, OnlyWhatIsInThePoolIsPlanned) {
  Planned t;
  Pooled idea = t.works("idea", 1e6), built = t.works("built", 1e6), shelved = t.works("shelved", 1e6);
  for (Pooled* p : {&idea, &built, &shelved}) p->mandatory_by = 2029;
  idea.state = ProjectState::idea;
  const Programmed p =
      t.by("years: 3\n", {idea, built, shelved},
           {{built.project.id, ProjectState::done, {}}, {shelved.project.id, ProjectState::shelved, {}}});
  for (const char* name : {"idea", "built", "shelved"}) EXPECT_EQ(line_of(p, name), nullptr) << name;
  ASSERT_NE(passed(p, "idea"), nullptr);
  EXPECT_EQ(passed(p, "idea")->code, "not.in_pool");
  EXPECT_EQ(passed(p, "built")->code, "done");
  EXPECT_EQ(passed(p, "shelved")->code, "not.in_pool");
}

TEST(Programme, LotsFollowEachOtherAndAreOneLine) {
  Planned t;
  Pooled dig = t.works("bridge#1", 20e6), build = t.works("bridge", 10e6);
  dig.project.years_to_build = 2;
  dig.lot = 1, dig.lots = build.lots = build.lot = 2;
  dig.lot_of = build.lot_of = "bridge";
  build.mandatory_by = 2029;
  const Programmed p = t.by("years: 3\n", {dig, build});
  const Choice* line = line_of(p, "bridge");
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line_of(p, "bridge#1"), nullptr) << "one line in the papers";
  EXPECT_EQ(passed(p, "bridge#1"), nullptr);
  EXPECT_EQ(number(line->start), 2027);
  EXPECT_EQ(number(line->done), 2029) << "two years, and then one";
  EXPECT_EQ(line->cost.fen, 3'000'000'000);
  EXPECT_EQ(line->project.capex.fen, 3'000'000'000);
  Money sum;
  for (const auto& [year, money] : line->spending) sum += money;
  EXPECT_EQ(sum, line->cost);
  EXPECT_EQ(line->spending.size(), 3U);
  EXPECT_TRUE(p.verdict.holds);
}

TEST(Programme, RunningCostsLastAsLongAsTheTypeLives) {
  Planned t;
  Pooled hall = t.works("hall", 1e6), own = t.works("own", 1e6);
  hall.project.type = {"sports_hall"};
  own.life = 7;
  ProgrammeRules rules = parse_programme_rules(parse_yaml("years: 3\n", "plan.yaml"));
  rules.life[{"sports_hall"}] = 20;
  rules.other_life = 40;
  const std::vector<Pooled> pool{hall, own, t.works("other", 1e6)};
  const Programmed p = programme(t.now, t.wanted.lens, t.wanted.types, {}, rules, pool, t.quiet.run);
  EXPECT_EQ(p.problem.proposals[0].running.years, 20);
  EXPECT_EQ(p.problem.proposals[1].running.years, 7);
  EXPECT_EQ(p.problem.proposals[2].running.years, 40);
}

TEST(ProjectState, OnlyWhatAPersonMayDecideIsMovedByHand) {
  using S = ProjectState;
  EXPECT_FALSE(refuses_state(S::idea, S::appraised).has_value());
  EXPECT_FALSE(refuses_state(S::appraised, S::in_pool).has_value());
  EXPECT_FALSE(refuses_state(S::in_pool, S::shelved).has_value());
  EXPECT_TRUE(refuses_state(S::idea, S::in_pool).has_value()) << "it is appraised first";
  for (const S to : {S::adopted, S::under_way, S::done, S::evaluated})
    EXPECT_TRUE(refuses_state(S::in_pool, to).has_value()) << to_word(to);
  for (const S from : {S::adopted, S::under_way, S::done, S::evaluated}) {
    EXPECT_TRUE(refuses_state(from, S::idea).has_value());
    EXPECT_TRUE(states_after(from).empty());
  }
  for (const S s :
       {S::idea, S::appraised, S::in_pool, S::shelved, S::adopted, S::under_way, S::done, S::evaluated})
    EXPECT_EQ(parse_project_state(to_word(s)), s);
}

TEST(Programme, APlanWithItsCertificateIsReadBackAsItWasWritten) {
  Planned t;
  const Programmed p = t.by("years: 3\n");
  const Plan again = parse_plan(parse_json(to_json(p.plan), "plan"));
  EXPECT_EQ(to_json(again), to_json(p.plan));
  EXPECT_EQ(again.certificate, p.plan.certificate);
}

}  // namespace
}  // namespace cityloop
