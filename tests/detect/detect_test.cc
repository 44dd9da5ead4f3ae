#include "cityloop/detect/detect.h"

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/city/drawing.h"
#include "cityloop/measure/measure.h"
#include "tests/loop/world.h"

namespace cityloop {
namespace {

struct Seen {
  QuietRun quiet;
  Wanted wanted;
  City city;
  Measurement measured;
  Assessment assessed;
  explicit Seen(const std::string& drawing, const std::string& goals = kFramework)
      : wanted{goals}, city{draw_city(drawing)}, measured{measure(city, wanted.indicators, quiet.run)},
        assessed{assess(city, measured, wanted.framework, quiet.run)} {}
  std::vector<Finding> findings(const History& h = {}) {
    return detect(city, measured, assessed, wanted.lens, h, quiet.run);
  }
};
const std::string kLegend =
    "legend\n  S primary_school capacity=300\n  1-9 people ×100\n  # no way through\n";

// A cell takes 80 s. The standard is 15 min = 11.25 cells: 11 cells meet it, 12 cells do not.

TEST(Shortfall, IsWhereThePathIsLongerThanTheStandard) {
  Seen s{"grid 100 m\n  S . . . . . . . . . . 1 2\n" + kLegend};
  const auto f = s.findings();
  ASSERT_EQ(f.size(), 1U);
  EXPECT_DOUBLE_EQ(f[0].affected.base(), 200);
  // 16 min: score 0.6 − 0.6 · 1/15 = 0.56, which is 0.04 below the standard's 0.6.
  EXPECT_NEAR(f[0].severity, 0.04, 1e-6);
  EXPECT_DOUBLE_EQ(f[0].confidence, 1);
  EXPECT_NEAR(f[0].evidence[0].value, 16, 1e-6);
  EXPECT_DOUBLE_EQ(f[0].evidence[0].expected, 15);
}

TEST(Shortfall, CellExactlyAtTheStandardMeetsIt) {
  // Invariant 16: 9 cells of 80 s are 12 min; the standard is 12 min.
  std::string goals = kFramework;
  goals.replace(goals.find("standard: 15"), 12, "standard: 12");
  Seen s{"grid 100 m\n  S . . . . . . . . 5\n" + kLegend, goals};
  EXPECT_TRUE(s.findings().empty());
}

TEST(Shortfall, NoPathIsTheWorstAndNotMissing) {
  Seen s{"grid 100 m\n  S 1 # 4\n  . . # .\n" + kLegend};
  const auto f = s.findings();
  ASSERT_EQ(f.size(), 1U);
  EXPECT_DOUBLE_EQ(f[0].affected.base(), 400);
  EXPECT_EQ(f[0].evidence[0].mark, Mark::beyond);
  EXPECT_NE(title(f[0], s.city, s.wanted.lens).en.find("more than 60 min"), std::string::npos)
      << title(f[0], s.city, s.wanted.lens).en;
}

TEST(Shortfall, ThreeEmptyCellsDoNotPartAMatterButFourDo) {
  // People who live where no school can be reached, and others who have one: the clusters stay small parts of the city.
  const std::string home = "  1 1 1 1 1 1 1 1 1 1 1 S 1 1 1\n  # # # # # # # # # # # # # # #\n";
  Seen near{"grid 100 m\n" + home + "  2 . . . 3 # # # # # # # # # #\n" + kLegend};
  ASSERT_EQ(near.findings().size(), 1U);
  EXPECT_DOUBLE_EQ(near.findings()[0].affected.base(), 500);
  Seen far{"grid 100 m\n" + home + "  2 . . . . 3 # # # # # # # # #\n" + kLegend};
  EXPECT_EQ(far.findings().size(), 2U);
}

TEST(Shortfall, LargeMatterIsToldApartByZone) {
  Seen s{"grid 100 m\n  S . # 1 2 3 4\n" + kLegend + "zones district\n  A A A A A B B\n"};
  // Nobody reaches the school: everything is below the standard, one matter a district, the larger first.
  const auto f = s.findings();
  ASSERT_EQ(f.size(), 2U);
  EXPECT_DOUBLE_EQ(f[0].affected.base(), 700);
  EXPECT_DOUBLE_EQ(f[1].affected.base(), 300);
  EXPECT_EQ(f[0].zones.size(), 1U);
}

TEST(Detect, MatterKeepsItsIdAndFirstDayWhenItGrows) {
  const std::string home = "  1 1 1 1 1 1 1 1 1 1 1 S 1 1 1\n  # # # # # # # # # # # # # # #\n";
  Seen before{"as of 2026-01-01\ngrid 100 m\n" + home + "  1 2 # # # # # # # # # # # # #\n" + kLegend};
  // The worst cell, which names a new matter, is another one a year later.
  Seen after{"as of 2027-01-01\ngrid 100 m\n" + home + "  1 2 9 # # # # # # # # # # # #\n" + kLegend};
  const auto was = before.findings();
  const auto is = after.findings({was});
  ASSERT_EQ(is.size(), 1U);
  EXPECT_EQ(is[0].id, was[0].id);
  EXPECT_EQ(to_string(is[0].first_seen), "2026-01-01");
  EXPECT_EQ(to_string(is[0].last_seen), "2027-01-01");
  EXPECT_NE(after.findings()[0].id, was[0].id);  // without history it would have a new name
}

TEST(Gap, IsAGroupThatIsClearlyWorseServed) {
  std::string goals = kFramework;
  goals += "groups: [elderly]\n";
  // 900 people live at the school; 100 old people live 12 cells away, 16 min: score 0.56 against the city's 0.956.
  Seen s{
      "grid 100 m\n  S9 . . . . . . . . . . . E\nlegend\n  S primary_school capacity=300\n  1-9 people ×100\n"
      "  E people 100 elderly=100\n",
      goals};
  const auto f = s.findings();
  const auto gap =
      std::find_if(f.begin(), f.end(), [](const Finding& x) { return x.kind == FindingKind::gap; });
  ASSERT_NE(gap, f.end());
  EXPECT_EQ(gap->group.word, "elderly");
  EXPECT_DOUBLE_EQ(gap->affected.base(), 100);
  EXPECT_NEAR(gap->severity, 0.956 - 0.56, 1e-6);
}

}  // namespace
}  // namespace cityloop
