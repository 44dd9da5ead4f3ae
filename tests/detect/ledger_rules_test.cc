// What was entered, and what residents say: findings that no map of travel times shows.

#include <algorithm>

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/city/drawing.h"
#include "cityloop/detect/detect.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;

const char* kGoals = R"(
key: town
scheme: grade
name: {en: Town, zh: 城镇}
adopted_by: {en: test, zh: 测试}
valid: {from: 2026-01-01, until: 2027-01-01}
goals:
  - key: all
    name: {en: All, zh: 全部}
    criteria:
      - {indicator: gas, grades: {very_good: 0, better: lower}, bottom_line: true}
      - {indicator: pipes}
      - {indicator: sewage, grades: {very_good: 90 %, good: 70 %, fair: 50 %}, survey: sewage_content}
)";
// A and B have 100 and 300 people. Gas: one building of A open, one of B put right. Pipes: one of each open, as means allow.
const char* kTown = R"(
grid 1000 m
  A B
legend
  A    people 100
  B    people 300
as of 2026-06-30
zones community
  A B
inspections
  2026-03-01 gas A1 problem dated due=2026-09-01 severity=4 zone=A
  2026-03-01 gas B1 problem dated due=2026-06-01 done=2026-05-01 zone=B
  2026-03-01 pipes A1 problem effort severity=2 zone=A
  2026-03-01 pipes B1 problem effort severity=3 zone=B
  2026-03-01 pipes B2 problem effort zone=B
statistics
  2025 sewage 95 %
  2025 sewage_content 40 1
)";

struct Found {
  City city;
  std::vector<Indicator> indicators;
  Framework goals;
  std::vector<Finding> all;
  explicit Found(const char* town) : city{draw_city(town)} {
    indicators = {declare("gas", "1", "inspected", "check: [gas]"),
                  declare("pipes", "1", "inspected", "check: [pipes]"),
                  declare("sewage", "%", "statistic", "variable: sewage")};
    goals = parse_framework(parse_yaml(kGoals, "town.yaml"), indicators);
    QuietRun quiet;
    const Measurement m = measure(city, indicators, quiet.run);
    const Assessment a = assess(city, m, goals, quiet.run);
    all = detect(city, m, a, Lens{indicators, goals}, {}, quiet.run);
  }
  std::vector<Finding> of(FindingKind kind) const {
    std::vector<Finding> out;
    for (const Finding& f : all)
      if (f.kind == kind) out.push_back(f);
    return out;
  }
};

TEST(Defects, DatedProblemsAreOfTheirUnitTheRestIsOneMatter) {
  const Found found{kTown};
  const std::vector<Finding> f = found.of(FindingKind::defect);
  ASSERT_EQ(f.size(), 2U);
  const Finding& gas = f[0].about.word == "gas" ? f[0] : f[1];
  const Finding& pipes = f[0].about.word == "gas" ? f[1] : f[0];
  ASSERT_EQ(gas.zones.size(), 1U);  // A; what B had was put right
  EXPECT_EQ(gas.affected.base(), 100);
  EXPECT_DOUBLE_EQ(gas.severity, 0.8);
  EXPECT_EQ(gas.evidence[0].value, 1);
  EXPECT_EQ(pipes.zones.size(), 2U);
  EXPECT_EQ(pipes.affected.base(), 400);
  EXPECT_DOUBLE_EQ(pipes.severity, 0.6);
  EXPECT_EQ(pipes.evidence[0].value, 3);
  const Text t = title(gas, found.city, Lens{found.indicators, found.goals});
  EXPECT_NE(t.zh.find("未整治"), std::string::npos);
}

TEST(Disagreement, ResidentsAndComputationFarApartAreAMatter) {
  // 95 % of the sewage is collected: score 1. Residents give 40 of 100: 0.6 apart.
  const Found found{kTown};
  const std::vector<Finding> f = found.of(FindingKind::disagreement);
  ASSERT_EQ(f.size(), 1U);
  EXPECT_NEAR(f[0].severity, 0.6, 1e-12);
  EXPECT_EQ(f[0].affected.base(), 400);
  EXPECT_EQ(f[0].evidence[0].expected, 40);
  EXPECT_TRUE(f[0].zones.empty());
}

TEST(Disagreement, NearEnoughIsNone) {
  std::string town = kTown;
  town.replace(town.find("sewage_content 40"), 17, "sewage_content 75");
  EXPECT_TRUE(Found{town.c_str()}.of(FindingKind::disagreement).empty());
}

TEST(Defects, TheSameMatterKeepsItsName) {
  const Found before{kTown};
  std::string later = kTown;
  later.replace(later.find("as of 2026-06-30"), 16, "as of 2026-08-30");
  const City city = draw_city(later);
  QuietRun quiet;
  const Measurement m = measure(city, before.indicators, quiet.run);
  const Assessment a = assess(city, m, before.goals, quiet.run);
  const std::vector<Finding> now =
      detect(city, m, a, Lens{before.indicators, before.goals}, {before.all}, quiet.run);
  for (const Finding& f : before.of(FindingKind::defect))
    EXPECT_TRUE(std::any_of(now.begin(), now.end(), [&](const Finding& g) {
      return g.id == f.id && g.kind == f.kind && g.first_seen == f.first_seen && g.last_seen != f.last_seen;
    }));
}

}  // namespace
}  // namespace cityloop
