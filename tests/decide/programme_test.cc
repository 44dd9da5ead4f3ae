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
  Programmed by(const std::string& rules, const std::vector<Pooled>& pool = {}) {
    return programme(now, wanted.lens, wanted.types, {},
                     parse_programme_rules(parse_yaml(rules, "plan.yaml")), pool, quiet.run);
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

TEST(Programme, APlanWithItsCertificateIsReadBackAsItWasWritten) {
  Planned t;
  const Programmed p = t.by("years: 3\n");
  const Plan again = parse_plan(parse_json(to_json(p.plan), "plan"));
  EXPECT_EQ(to_json(again), to_json(p.plan));
  EXPECT_EQ(again.certificate, p.plan.certificate);
}

}  // namespace
}  // namespace cityloop
