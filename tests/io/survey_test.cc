// What residents say, from a sample: weights by stratum, and zones with few answers pulled towards the whole.

#include "cityloop/io/import/survey.h"

#include <cmath>

#include "cityloop/base/random.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

using Answers = std::vector<SurveyAnswer>;

TEST(Survey, AnswersOfAStratumThatWasAskedTooOftenWeighLess) {
  // Three of four answers come from the old, who are one in four: the mean is that of the two strata's means,
  // ¾·80 + ¼·40 = 70, and not (80 + 3·40)/4 = 50.
  const Answers a{{"", "young", 80}, {"", "old", 40}, {"", "old", 40}, {"", "old", 40}};
  EXPECT_DOUBLE_EQ(estimate_survey(a, {{"young", 0.75}, {"old", 0.25}})[0].mean, 70);
  EXPECT_DOUBLE_EQ(estimate_survey(a, {})[0].mean, 50);
}

TEST(Survey, ByHand) {
  // Zones A (60, 80) and B (20, 40): means 70 and 30, pooled variance (200 + 200)/2 = 200, v = 100 each, ȳ = 50.
  // τ²: Σ (ȳ_z − 50)²/(100 + τ²) = 800/(100 + τ²) = 1 → τ² = 700. λ = 700/800 = 7/8: A = 50 + 7/8·20 = 67.5.
  const auto e = estimate_survey({{"A", "", 60}, {"A", "", 80}, {"B", "", 20}, {"B", "", 40}}, {});
  ASSERT_EQ(e.size(), 3U);
  EXPECT_NEAR(e[1].own, 0.875, 1e-9);
  EXPECT_NEAR(e[1].mean, 67.5, 1e-7);
  EXPECT_NEAR(e[2].mean, 32.5, 1e-7);
  EXPECT_EQ(e[1].raw, 70);
  EXPECT_NEAR(e[0].standard_error, std::sqrt(50), 1e-12);
}

TEST(Survey, WhereZonesDifferByChanceOnlyAllSayTheSame) {
  const auto e = estimate_survey({{"A", "", 40}, {"A", "", 62}, {"B", "", 42}, {"B", "", 60}}, {});
  EXPECT_EQ(e[1].mean, e[0].mean);
  EXPECT_EQ(e[1].own, 0);
}

TEST(Survey, ShrinkingBringsZonesNearerToTheTruth) {
  // 200 towns of 30 zones with 3 to 40 answers: the squared error of the published means is well below that of the raw ones.
  Random r{1, 3};
  double raw = 0, published = 0;
  for (int town = 0; town < 200; ++town) {
    Answers a;
    std::map<std::string, double> truth;
    for (int z = 0; z < 30; ++z) {
      const std::string code = "Z" + std::to_string(z);
      truth[code] = 60 + 6 * r.normal();
      const auto n = 3 + r.below(38);
      for (std::uint64_t k = 0; k < n; ++k) a.push_back({code, "", truth[code] + 20 * r.normal()});
    }
    for (const SurveyEstimate& e : estimate_survey(a, {}))
      if (!e.zone.empty()) {
        raw += std::pow(e.raw - truth[e.zone], 2);
        published += std::pow(e.mean - truth[e.zone], 2);
      }
  }
  EXPECT_LT(published, 0.6 * raw);
}

class ImportSurvey : public ImportTest {};

TEST_F(ImportSurvey, BecomesFiguresOfTheCityAndItsZonesAndForgetsWhoAnswered) {
  write("people.csv", "x,y,count\n500050,3500050,10\n");
  write("zones.csv", "x,y,code,name\n500050,3500050,A,Alpha\n");
  std::string rows = "item,score,zone,stratum\n";
  for (int k = 0; k < 8; ++k) rows += "parks," + std::to_string(k % 2 == 0 ? 4 : 5) + ",A,young\n";
  rows += "parks,9,A,old\nparks,,A,old\nbuses,1,A,old\n";
  write("survey.csv", rows);
  const City city = import(
      "  - {file: people.csv, reads: table, as: people, crs: EPSG:32628}\n"
      "  - {file: zones.csv, reads: table, as: zones, level: community, cell: 100 m, crs: EPSG:32628}\n"
      "  - {file: survey.csv, reads: table, as: survey, year: 2025, scale: [1, 5], strata: {young: 0.5, old: "
      "0.5}}\n");
  EXPECT_EQ(count("survey.score"), 1U);       // 9 is not on the scale
  EXPECT_EQ(count("survey.suppressed"), 1U);  // one answer about buses
  const Statistics& s = *city.statistics;
  ASSERT_EQ(s.variables.size(), 2U);
  for (const StatIdx x : each(s.variable)) {
    const bool parks = s.variables[s.variable[x]].word == "parks";
    if (parks && !s.zone[x].valid()) {
      EXPECT_DOUBLE_EQ(s.value[x], 87.5);
    }  // 4 and 5 of 1–5: 75 and 100
    if (!parks && s.zone[x].valid()) {
      EXPECT_EQ(s.mark[x], Mark::suppressed);
    }
    EXPECT_EQ(s.year[x], 2025);
  }
}

TEST_F(ImportSurvey, SharesThatDoNotSumAreRefused) {
  write("people.csv", "x,y,count\n500050,3500050,10\n");
  write("survey.csv", "item,score\nparks,4\n");
  const Error e = error_of([&] {
    import(
        "  - {file: people.csv, reads: table, as: people, crs: EPSG:32628}\n"
        "  - {file: survey.csv, reads: table, as: survey, year: 2025, strata: {young: 0.5, old: 0.3}}\n");
  });
  EXPECT_NE(e.words().en.find("0.8"), std::string::npos);
  EXPECT_FALSE(e.hint().empty());
}

}  // namespace
}  // namespace cityloop
