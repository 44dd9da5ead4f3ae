// The published ASEM index, every step of it: 51 countries, 49 indicators. Steps are compared with the tables of the
// publication; figures without a table are those of docs/validation.md, computed once with the peer that published them.

#include "tests/real/asem.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "cityloop/assess/index/bod.h"
#include "cityloop/assess/index/build.h"
#include "cityloop/assess/index/check.h"
#include "cityloop/assess/index/coupling.h"
#include "cityloop/assess/index/doubt.h"
#include "cityloop/assess/index/outrank.h"
#include "cityloop/loop/index.h"

namespace cityloop {
namespace {

using namespace index;
using testing::asem_folder;
using testing::asem_method;
using testing::kAsemSteps;

/// A published table: unit → column → value.
std::map<std::string, std::map<std::string, double>> published(const std::string& name) {
  const std::string file = asem_folder() + "/" + name;
  const std::string text = read_text_file(file, file).text;
  QuietRun quiet;
  CsvReader csv{text, file, quiet.notes};
  std::map<std::string, std::map<std::string, double>> out;
  const std::size_t code = csv.column("uCode");
  while (csv.next())
    for (std::size_t c = 0; c < csv.header().size(); ++c)
      if (const auto v = to_number(csv[c])) out[std::string{csv[code]}][csv.header()[c]] = *v;
  return out;
}

class Asem : public ::testing::Test {
 protected:
  void SetUp() override {
    if (asem_folder().empty())
      GTEST_SKIP() << "needs the shared data (CITYLOOP_SHARED): indices/asem is not here";
  }
  Built made(const std::string& steps) {
    method = parse_method(parse_yaml(asem_method(steps), "asem.yaml"));
    panel = read_index_table(asem_folder() + "/asem_indicator_data.csv", method, quiet.run);
    return build(panel, method, quiet.run);
  }
  std::size_t unit(const Built& b, const std::string& code) const {
    return static_cast<std::size_t>(std::find(b.unit.begin(), b.unit.end(), code) - b.unit.begin());
  }
  double score(const Built& b, const std::string& node, const std::string& code) const {
    return (*b.score[*method.find(node)])[unit(b, code)];
  }
  /// The unit at a place.
  std::string at_place(const Built& b, std::uint32_t place) const {
    for (std::size_t i = 0; i < b.unit.size(); ++i)
      if (b.place[i] == place) return b.unit[i];
    return {};
  }
  void expect_table(const Built& b, const std::vector<Series>& step, const std::string& file) {
    const auto table = published(file);
    ASSERT_EQ(table.size(), b.unit.size());
    std::size_t compared = 0;
    for (std::size_t j = 0; j < method.indicators.size(); ++j)
      for (std::size_t i = 0; i < b.unit.size(); ++i) {
        const auto& row = table.at(b.unit[i]);
        const auto at = row.find(method.indicators[j].column);
        const double v = (*step[j])[i];
        ASSERT_EQ(missing(v), at == row.end())
            << file << " " << b.unit[i] << " " << method.indicators[j].column;
        if (missing(v)) continue;
        EXPECT_NEAR(v, at->second, 1e-9 * std::max(1.0, std::abs(at->second)))
            << file << " " << b.unit[i] << " " << method.indicators[j].column;
        ++compared;
      }
    EXPECT_GT(compared, 2000U);
  }
  QuietRun quiet;
  Method method;
  Panel panel;
};

std::string with(const std::string& key, const std::string& line) {
  std::string out;
  std::istringstream in{kAsemSteps};
  for (std::string l; std::getline(in, l);) out += (l.starts_with(key + ":") ? line : l) + "\n";
  return out;
}

TEST_F(Asem, EveryStepIsThePublishedOne) {
  const Built b = made(kAsemSteps);
  EXPECT_EQ(b.unit.size(), 51U);
  expect_table(b, b.denominated, "asem_denominated.csv");
  expect_table(b, b.imputed, "asem_imputed.csv");
  expect_table(b, b.treated, "asem_treated.csv");
  expect_table(b, b.normalised, "asem_normalised.csv");
  const auto scores = published("asem_aggregated_scores.csv");
  std::size_t compared = 0;
  for (std::size_t n = 0; n < method.nodes.size(); ++n)
    for (std::size_t i = 0; i < b.unit.size(); ++i, ++compared)
      EXPECT_NEAR((*b.score[n])[i], scores.at(b.unit[i]).at(method.nodes[n].key), 1e-9)
          << b.unit[i] << " " << method.nodes[n].key;
  EXPECT_EQ(compared, 51U * (49 + 8 + 2 + 1));
}

TEST_F(Asem, RanksAndScoresAreThePublishedOnes) {
  const Built b = made(kAsemSteps);
  struct Row {
    const char* unit;
    double index, conn, sust, physical, environ;
  };
  for (const Row& r : {Row{"CHE", 68.38372424, 62.78796172, 73.97948676, 63.40916791, 77.21188326},
                       Row{"NLD", 64.81951617, 61.93987236, 67.69915998, 64.86706800, 58.73487739},
                       Row{"DNK", 64.80407996, 57.09748957, 72.51067035, 50.52293029, 69.83387089},
                       Row{"NOR", 64.46777585, 57.43550532, 71.50004638, 58.18400479, 70.90352883},
                       Row{"BEL", 63.53951989, 63.99016423, 63.08887556, 71.97165902, 53.00859158},
                       Row{"CHN", 37.76854753, 28.23959833, 47.29749674, 33.66844651, 43.86632835},
                       Row{"RUS", 35.65554451, 29.98584567, 41.32524335, 22.93299394, 36.85043937}}) {
    EXPECT_NEAR(score(b, "Index", r.unit), r.index, 5e-9) << r.unit;
    EXPECT_NEAR(score(b, "Conn", r.unit), r.conn, 5e-9) << r.unit;
    EXPECT_NEAR(score(b, "Sust", r.unit), r.sust, 5e-9) << r.unit;
    EXPECT_NEAR(score(b, "Physical", r.unit), r.physical, 5e-9) << r.unit;
    EXPECT_NEAR(score(b, "Environ", r.unit), r.environ, 5e-9) << r.unit;
  }
  EXPECT_EQ(at_place(b, 1), "CHE");
  EXPECT_EQ(at_place(b, 2), "NLD");
  EXPECT_EQ(at_place(b, 3), "DNK");
  EXPECT_EQ(at_place(b, 4), "NOR");
  EXPECT_EQ(at_place(b, 5), "BEL");
  EXPECT_EQ(at_place(b, 51), "RUS");
}

TEST_F(Asem, FifteenIndicatorsAreWinsorised) {
  const Built b = made(kAsemSteps);
  const std::map<std::string, std::size_t> points{
      {"Flights", 1}, {"Bord", 3},      {"Gas", 3},    {"Services", 4}, {"FDI", 2},
      {"ForPort", 3}, {"CostImpEx", 1}, {"Tariff", 3}, {"StMob", 2},    {"CultServ", 3},
      {"Forest", 2},  {"Poverty", 3},   {"NGOs", 3},   {"FemLab", 1},   {"PubDebt", 1}};
  for (std::size_t j = 0; j < method.indicators.size(); ++j) {
    const auto at = points.find(method.indicators[j].column);
    const Treatment& t = b.treatment[j];
    EXPECT_EQ(t.verdict, at == points.end() ? Verdict::passes : Verdict::winsorised)
        << method.indicators[j].column;
    EXPECT_EQ(t.points, at == points.end() ? 0U : at->second) << method.indicators[j].column;
    std::size_t rows = 0;
    for (const Audit& a : b.audit) rows += a.indicator == j && a.what == Audit::What::winsorised ? 1U : 0U;
    EXPECT_EQ(rows, t.points) << "an audit row for each point of " << method.indicators[j].column;
    if (method.indicators[j].column == "Flights") {
      EXPECT_NEAR(t.before.skew, 2.243556, 5e-7);
      EXPECT_NEAR(t.after.skew, 1.753812, 5e-7);
      EXPECT_NEAR(t.before.kurtosis, 6.298202, 5e-7);
      EXPECT_NEAR(t.after.kurtosis, 3.246922, 5e-7);
    }
    if (method.indicators[j].column == "ForPort") {
      EXPECT_NEAR(t.before.skew, 6.927766, 5e-7);
      EXPECT_NEAR(t.before.kurtosis, 48.815215, 5e-7);
      EXPECT_NEAR(t.after.skew, 1.359452, 5e-7);
      EXPECT_NEAR(t.after.kurtosis, 0.901108, 5e-7);
    }
  }
}

TEST_F(Asem, OtherNormalisersGiveTheirPublishedScores) {
  const std::pair<const char*, double> cases[] = {
      {"normalise: z", 0.651509104954},
      {"normalise: {by: rank, ties: low}", 35.4925},
      {"normalise: {by: percentile, ties: low}", 0.68985},
      {"normalise: {by: distance-to-max, to: [0, 1]}", 0.683837242383}};
  for (const auto& [line, wanted] : cases) {
    const Built b = made(with("normalise", line));
    EXPECT_NEAR(score(b, "Index", "CHE"), wanted, 5e-5 * std::max(1.0, wanted / 100)) << line;
    EXPECT_EQ(at_place(b, 1), "CHE") << line;
  }
}

TEST_F(Asem, OtherMeansGiveTheirPublishedScores) {
  const std::string to_hundred = with("normalise", "normalise: {by: min-max, to: [1, 100]}");
  std::string steps = to_hundred;
  steps.replace(steps.find("aggregate: arithmetic"), 21, "aggregate: geometric");
  Built b = made(steps);
  EXPECT_EQ(at_place(b, 1), "CHE");
  EXPECT_NEAR(score(b, "Index", "CHE"), 58.0063143826, 5e-10);
  EXPECT_EQ(at_place(b, 2), "DNK");
  EXPECT_NEAR(score(b, "Index", "DNK"), 56.9238417172, 5e-10);
  steps.replace(steps.find("aggregate: geometric"), 20, "aggregate: harmonic");
  b = made(steps);
  EXPECT_EQ(at_place(b, 1), "BEL");
  EXPECT_NEAR(score(b, "Index", "BEL"), 44.2383886904, 5e-10);
  EXPECT_EQ(at_place(b, 3), "LTU");
}

// ---- the eight pillars ----------------------------------------------------------------------------------------------

const char* const kPillars[] = {"Physical", "ConEcFin", "Political", "Instit",
                                "P2P",      "Environ",  "Social",    "SusEcFin"};

class AsemPillars : public Asem {
 protected:
  void SetUp() override {
    Asem::SetUp();
    if (IsSkipped()) return;
    built = made(kAsemSteps);
    for (const char* p : kPillars) parts.emplace_back(*built.score[*method.find(p)]);
  }
  double of(const Values& v, const char* code) const { return v[unit(built, code)]; }
  Built built;
  std::vector<std::span<const double>> parts;
  const std::vector<double> equal = std::vector<double>(8, 1.0 / 8);
};

TEST_F(AsemPillars, WeightsByEntropyAndByContrastAreTheComputedOnes) {
  const double entropy[] = {.1149667, .2702256, .1164312, .0355950, .3007649, .0453286, .0979673, .0187207};
  const double critic[] = {.0930623, .1221868, .1276907, .0899742, .1159339, .1850543, .1175440, .1485538};
  const auto e = entropy_weights(parts), c = critic_weights(parts);
  for (std::size_t j = 0; j < 8; ++j) {
    EXPECT_NEAR(e[j], entropy[j], 5.1e-8) << kPillars[j];
    EXPECT_NEAR(c[j], critic[j], 5.1e-8) << kPillars[j];
  }
}

TEST_F(AsemPillars, NearnessToTheBest) {
  const Values t = topsis(parts, equal);
  EXPECT_NEAR(of(t, "LUX"), .7396365066, 5.1e-11);
  EXPECT_NEAR(of(t, "SGP"), .6990429697, 5.1e-11);
  EXPECT_NEAR(of(t, "MLT"), .6944437739, 5.1e-11);
  EXPECT_EQ(std::count_if(t.begin(), t.end(), [&](double v) { return v > of(t, "MLT"); }), 2);
}

TEST_F(AsemPillars, WithoutLimitsTwentyUnitsLookPerfectAndWithThemNine) {
  const auto perfect = [](const Values& v) {
    return std::count_if(v.begin(), v.end(), [](double s) { return s > 1 - 1e-7; });
  };
  const Values free = benefit_of_the_doubt(parts, 0, 1).score;
  EXPECT_EQ(perfect(free), 20);
  EXPECT_NEAR(of(free, "RUS"), .80478181, 5.1e-9);
  EXPECT_NEAR(of(free, "NZL"), .82848104, 5.1e-9);
  EXPECT_NEAR(of(free, "CHN"), .92599009, 5.1e-9);
  EXPECT_NEAR(of(free, "JPN"), .8945163, 5.1e-8);
  const Values bound = benefit_of_the_doubt(parts, 0.05, 1).score;
  EXPECT_EQ(perfect(bound), 9);
  EXPECT_NEAR(of(bound, "CHN"), .24394083, 5.1e-9);
  EXPECT_NEAR(of(bound, "IDN"), .37884422, 5.1e-9);
  EXPECT_NEAR(of(bound, "JPN"), .442343, 5.1e-7);
}

TEST_F(AsemPillars, HarmonyOfTheTwoHalves) {
  const double u[] = {score(built, "Conn", "CHE") / 100, score(built, "Sust", "CHE") / 100};
  const double half[] = {0.5, 0.5};
  const Coupling c = coupling(u, half);
  EXPECT_NEAR(c.c, .996646395, 5.1e-10);
  EXPECT_NEAR(c.t, .683837242, 5.1e-10);
  EXPECT_NEAR(c.d, .825556735, 5.1e-10);
  EXPECT_NEAR(c.c_corrected, .868179929, 5.1e-10);
  EXPECT_NEAR(c.d_corrected, .770515262, 5.1e-10);
}

TEST_F(AsemPillars, WinsLessLossesOverAllIndicators) {
  std::vector<std::span<const double>> all;
  for (const Series& s : built.normalised) all.emplace_back(*s);
  const std::vector<double> alike(49, 1.0 / 49);
  const Values c = copeland(all, alike);
  for (const auto& [code, wins] : {std::pair{"CHE", 50}, {"DNK", 46}, {"NOR", 43}, {"LUX", 42}, {"IND", -48}})
    EXPECT_EQ(of(c, code), wins) << code;
  // The peer has 44 for the Netherlands. They and Norway are level, 24½ of 49; with weights of 1/49 a rounding makes that a
  // defeat of the one and no victory of the other. Level is level.
  std::size_t halves = 0;
  for (const auto& x : all) {
    const double nl = x[unit(built, "NLD")], no = x[unit(built, "NOR")];
    halves += nl > no ? 2U : nl == no ? 1U : 0U;
  }
  EXPECT_EQ(halves, 49U);
  EXPECT_EQ(of(c, "NLD"), 45);
  EXPECT_NEAR(outranks(all, alike, unit(built, "CHE"), unit(built, "NLD")), .571428571, 5.1e-10);
  EXPECT_NEAR(outranks(all, alike, unit(built, "CHE"), unit(built, "DNK")), .540816327, 5.1e-10);
}

TEST_F(AsemPillars, TheCheckOfTheMethodFindsThePublishedFigures) {
  const Examined k = check(method, built, quiet.run);
  EXPECT_NEAR(correlation(*built.score[*method.find("Conn")], *built.score[*method.find("Sust")]),
              .601458468365, 5.1e-13);
  const auto p2p = std::find_if(k.consistency.begin(), k.consistency.end(),
                                [&](const Consistency& c) { return c.node == *method.find("P2P"); });
  ASSERT_NE(p2p, k.consistency.end());
  EXPECT_NEAR(p2p->alpha, .850168418553, 5.1e-13);
  for (const auto& [pillar, shift] : {std::pair{"Social", 3.960784},
                                      {"Environ", 3.098039},
                                      {"Political", 2.901961},
                                      {"ConEcFin", 2.627451},
                                      {"SusEcFin", 2.627451},
                                      {"P2P", 1.686275},
                                      {"Physical", 1.529412},
                                      {"Instit", 1.176471}}) {
    const auto w = std::find_if(k.without.begin(), k.without.end(),
                                [&](const Without& x) { return x.node == *method.find(pillar); });
    ASSERT_NE(w, k.without.end()) << pillar;
    EXPECT_NEAR(w->mean_shift, shift, 5.1e-7) << pillar;
  }
}

// The four choices of the published example: how many points may be winsorised, which of two scales, weights of the two
// upper levels ± 25 %, and which of two means. Published, from 1,000 plain random points: .754, .294, .180, .054. Ours agree in
// their order and in the first and third; docs/validation.md has the other two.
TEST_F(Asem, WhatMovesTheRanksComesInThePublishedOrder) {
  const std::string doubted = std::string{kAsemSteps} +
                              "doubt:\n  winsorise: [1, 2, 3, 4, 5]\n"
                              "  normalise: [{by: min-max, to: [1, 100]}, {by: z, mean: 10, sd: 2}]\n"
                              "  aggregate: [arithmetic, geometric]\n"
                              "  weights: {noise: 0.25, levels: [2, 3]}\n";
  made(doubted);
  const Redraw redraw{panel, method, quiet.run};
  const RankSensitivity s = rank_sensitivity(redraw, 2048, 100, 0, quiet.run);
  const auto total = [&](Factor f) {
    const auto at = std::find(s.factor.begin(), s.factor.end(), f);
    return s.mean_shift.total[static_cast<std::size_t>(at - s.factor.begin())];
  };
  ASSERT_EQ(s.factor.size(), 4U);
  EXPECT_GT(total(Factor::aggregate).low, total(Factor::normalise).high);
  EXPECT_GT(total(Factor::normalise).value, total(Factor::weights).value);
  EXPECT_GT(total(Factor::weights).low, total(Factor::winsorise).high);
  EXPECT_GT(total(Factor::aggregate).high, .69);
  EXPECT_LT(total(Factor::aggregate).low, .81);
  EXPECT_GT(total(Factor::weights).high, .17);
  EXPECT_LT(total(Factor::weights).low, .20);
}

}  // namespace
}  // namespace cityloop
