// Clusters that chance does not explain: cities with one, and cities without.

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/base/parallel.h"
#include "cityloop/base/random.h"
#include "cityloop/city/drawing.h"
#include "cityloop/detect/detect.h"
#include "cityloop/measure/measure.h"
#include "tests/loop/world.h"

namespace cityloop {
namespace {

/// A town of 20 × 20 homes whose walking times are given, in minutes: the rule is asked, not the kernel.
struct Town {
  static constexpr std::size_t kSide = 20;
  QuietRun quiet;
  Wanted wanted;
  City city;
  Measurement measured;
  Assessment assessed;
  Town(const std::vector<double>& minutes, const std::string& goals)
      : wanted{goals}, city{draw_city(drawing())} {
    Field f = Field::cells(city.grid->size());
    for (const CellIdx c : each(city.grid->cells().id)) f.set(c.v, minutes[place(c)]);
    measured.snapshot = id(city);
    measured.fields[IndicatorKey{"access.primary_school.walk"}] = std::make_shared<const Field>(std::move(f));
    assessed = assess(city, measured, wanted.framework, quiet.run);
  }
  static std::string drawing() {
    std::string out = "as of 2026-01-01\ngrid 100 m\n";
    for (std::size_t y = 0; y < kSide; ++y) {
      out += " ";
      for (std::size_t x = 0; x < kSide; ++x) out += " 1";
      out += "\n";
    }
    return out + "legend\n  1-9 people ×100\n";
  }
  /// Where a cell lies in the drawing, row by row from the north-west.
  std::size_t place(CellIdx c) const {
    const Box box = city.grid->bounds();
    const Point p = city.grid->centre(c);
    const auto x = static_cast<std::size_t>((p.x - box.low.x) / 100);
    const auto y = static_cast<std::size_t>((box.high.y - p.y) / 100);
    return y * kSide + x;
  }
  std::vector<Finding> hotspots(const History& h = {}) {
    std::vector<Finding> all = detect(city, measured, assessed, wanted.lens, h, quiet.run);
    std::erase_if(all, [](const Finding& f) { return f.kind != FindingKind::hotspot; });
    return all;
  }
};
/// Times between 2 and 5.5 minutes by chance, and `minutes` in a square of `side` cells from (x, y).
std::vector<double> with_square(std::size_t x, std::size_t y, std::size_t side, double minutes) {
  Random r{12, 0};
  std::vector<double> out;
  for (std::size_t i = 0; i < Town::kSide * Town::kSide; ++i) out.push_back(r.uniform(2, 5.5));
  for (std::size_t b = y; b < y + side; ++b)
    for (std::size_t a = x; a < x + side; ++a)
      out[b * Town::kSide + a] = minutes + 0.01 * static_cast<double>(a);
  return out;
}
std::string without_standard() {
  std::string goals = kFramework;
  const std::size_t at = goals.find("standard: 15"), line = goals.rfind('\n', at);
  goals.erase(line, goals.find('\n', at) - line);
  return goals;
}

TEST(Hotspot, HomesFarBelowTheCitySideBySideAreOne) {
  Town town{with_square(3, 5, 5, 14), without_standard()};
  const auto f = town.hotspots();
  ASSERT_EQ(f.size(), 1U);
  // The inner nine have bad neighbours only, and the sixteen around them several: not one cell beyond the square.
  EXPECT_GE(f[0].cells.size(), 9U);
  EXPECT_LE(f[0].cells.size(), 25U);
  for (const CellId id : f[0].cells) {
    const std::size_t p = town.place(*town.city.grid->find(id)), x = p % Town::kSide, y = p / Town::kSide;
    EXPECT_TRUE(x >= 3 && x < 8 && y >= 5 && y < 10) << x << " " << y;
  }
  EXPECT_DOUBLE_EQ(f[0].affected.base(), 100.0 * static_cast<double>(f[0].cells.size()));
  EXPECT_NEAR(f[0].evidence[0].value, 14, 0.2);
  const Standing& whole = town.assessed.criterion(f[0].criterion).standings.city;
  EXPECT_NEAR(f[0].evidence[0].expected, whole.value, 1e-9);
  const Curve& curve = town.wanted.framework.criterion(f[0].criterion).curve;
  EXPECT_NEAR(f[0].severity, whole.score - curve(14), 0.02);
  const Text words = title(f[0], town.city, town.wanted.lens);
  EXPECT_NE(words.en.find("side by side"), std::string::npos) << words.en;
  EXPECT_NE(words.zh.find("成片"), std::string::npos) << words.zh;
}

TEST(Hotspot, ChanceAloneIsNone) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Random r{seed, 9};
    std::vector<double> minutes;
    for (std::size_t i = 0; i < Town::kSide * Town::kSide; ++i) minutes.push_back(r.uniform(0, 14));
    Town town{minutes, without_standard()};
    EXPECT_TRUE(town.hotspots().empty()) << seed;
  }
  Town flat{std::vector<double>(400, 9.0), without_standard()};
  EXPECT_TRUE(flat.hotspots().empty());
}

TEST(Hotspot, ADifferenceThatDoesNotMatterIsNone) {
  // A minute more is clear as day to the test, and worth 0.04 of a score.
  std::vector<double> minutes(400, 9.0);
  for (std::size_t y = 5; y < 10; ++y)
    for (std::size_t x = 3; x < 8; ++x) minutes[y * Town::kSide + x] = 10;
  Town town{minutes, without_standard()};
  EXPECT_TRUE(town.hotspots().empty());
}

TEST(Hotspot, ACornerIsNone) {
  // One badly served home among good ones has no like beside it. Four that touch are one in a hundred of 400; three are
  // not, whatever the test says of them.
  Town one{with_square(3, 5, 1, 14), without_standard()};
  EXPECT_TRUE(one.hotspots().empty());
  Town four{with_square(3, 5, 2, 14), without_standard()};
  EXPECT_EQ(four.hotspots().size(), 1U);
  std::vector<double> minutes = with_square(3, 5, 2, 14);
  minutes[5 * Town::kSide + 3] = 3;
  Town three{minutes, without_standard()};
  EXPECT_TRUE(three.hotspots().empty());
}

TEST(Hotspot, WhatAShortfallTellsIsNotToldTwice) {
  // 20 minutes miss the standard of 15: the same square is a shortfall, and no hotspot.
  Town missed{with_square(3, 5, 5, 20), kFramework};
  EXPECT_TRUE(missed.hotspots().empty());
  const auto all =
      detect(missed.city, missed.measured, missed.assessed, missed.wanted.lens, {}, missed.quiet.run);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, FindingKind::shortfall);
  // A cluster that meets it but for two cells: those are the shortfall's, the others the hotspot's, nobody is both's.
  std::vector<double> minutes = with_square(3, 5, 5, 14);
  minutes[7 * Town::kSide + 5] = minutes[7 * Town::kSide + 6] = 20;
  Town mixed{minutes, kFramework};
  const auto both =
      detect(mixed.city, mixed.measured, mixed.assessed, mixed.wanted.lens, {}, mixed.quiet.run);
  std::set<CellId> named;
  std::size_t cells = 0, hot = 0;
  for (const Finding& f : both) {
    named.insert(f.cells.begin(), f.cells.end());
    cells += f.cells.size();
    hot += f.kind == FindingKind::hotspot ? 1 : 0;
  }
  EXPECT_EQ(hot, 1U);
  EXPECT_EQ(named.size(), cells);
}

TEST(Hotspot, KeepsItsIdWhenItGrows) {
  Town before{with_square(3, 5, 5, 13), without_standard()},
      after{with_square(3, 5, 6, 14), without_standard()};
  const auto was = before.hotspots();
  const auto is = after.hotspots({was});
  ASSERT_EQ(was.size(), 1U);
  ASSERT_EQ(is.size(), 1U);
  EXPECT_GT(is[0].cells.size(), was[0].cells.size());
  EXPECT_EQ(is[0].id, was[0].id);
  EXPECT_NE(after.hotspots()[0].id, was[0].id);
}

TEST(Hotspot, TheSameForAnyNumberOfThreads) {
  std::vector<std::vector<CellId>> seen;
  for (const int n : {1, 2, 5}) {
    set_threads(n);
    Town town{with_square(8, 8, 6, 14), without_standard()};
    const auto f = town.hotspots();
    ASSERT_EQ(f.size(), 1U);
    seen.push_back(f[0].cells);
  }
  set_threads(0);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST(Hotspot, FewCellsSayNothing) {
  QuietRun quiet;
  const Wanted wanted{without_standard()};
  const City city = draw_city("grid 100 m\n  1 1 1 1 1 1 1 1 1 1 1 1\nlegend\n  1-9 people ×100\n");
  Field f = Field::cells(city.grid->size());
  for (std::size_t i = 0; i < f.size(); ++i) f.set(i, i < 6 ? 2 : 50);
  Measurement measured;
  measured.fields[IndicatorKey{"access.primary_school.walk"}] = std::make_shared<const Field>(std::move(f));
  const Assessment assessed = assess(city, measured, wanted.framework, quiet.run);
  for (const Finding& one : detect(city, measured, assessed, wanted.lens, {}, quiet.run))
    EXPECT_NE(one.kind, FindingKind::hotspot);
}

}  // namespace
}  // namespace cityloop
