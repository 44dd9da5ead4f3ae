// Short ways for many units: each against the long way that it stands for, to the last bit.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "cityloop/assess/index/doubt.h"
#include "cityloop/assess/index/tree.h"
#include "cityloop/base/random.h"
#include "tests/assess/index_drawn.h"

namespace cityloop::index {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

bool same(double a, double b) { return a == b || (missing(a) && missing(b)); }

// ---- places ----------------------------------------------------------------------------------------------------------

/// One more than the number of larger scores.
std::vector<std::uint32_t> counted(const Values& score) {
  Values there;
  for (const double v : score)
    if (!missing(v)) there.push_back(v);
  std::sort(there.begin(), there.end());
  std::vector<std::uint32_t> out;
  for (const double v : score)
    out.push_back(missing(v) ? 0U
                             : 1U + static_cast<std::uint32_t>(
                                        there.end() - std::upper_bound(there.begin(), there.end(), v)));
  return out;
}
TEST(IndexManyPlaces, AreOneMoreThanTheNumberOfBetterOnes) {
  struct Shape {
    const char* name;
    std::function<double(Random&, std::size_t)> value;
  };
  const std::vector<Shape> shapes{
      {"bell", [](Random& r, std::size_t) { return r.normal(); }},
      {"ties", [](Random& r, std::size_t) { return std::floor(10 * r.uniform()); }},
      {"gaps", [](Random& r, std::size_t i) { return i % 3 == 0 ? kMissing : r.uniform(); }},
      {"one far out", [](Random& r, std::size_t i) { return i == 7 ? 1e300 : r.normal(); }},
      {"range beyond numbers",
       [](Random& r, std::size_t i) { return i % 2 == 0 ? 1.5e308 : -1e308 * r.uniform(); }},
      {"infinite",
       [](Random& r, std::size_t i) {
         return i % 50 == 0 ? (i % 100 == 0 ? kInfinite : -kInfinite) : r.normal();
       }},
      {"neighbouring numbers",
       [](Random& r, std::size_t) { return 1 + 0x1p-52 * std::floor(5 * r.uniform()); }},
      {"smallest numbers", [](Random& r, std::size_t) { return 5e-324 * std::floor(400 * r.uniform()); }},
      {"zeros of both signs", [](Random&, std::size_t i) { return i % 2 == 0 ? 0.0 : -0.0; }},
      {"equal", [](Random&, std::size_t) { return 4.2; }},
      {"nothing", [](Random&, std::size_t) { return kMissing; }},
      {"many orders", [](Random& r, std::size_t) { return std::exp(40 * r.normal()); }}};
  PlaceScratch scratch;  // of all, so that what one leaves behind would show in the next
  for (const Shape& s : shapes)
    for (const std::size_t n : {0U, 1U, 2U, 255U, 256U, 257U, 5000U}) {
      Random random{3, n};
      Values score;
      for (std::size_t i = 0; i < n; ++i) score.push_back(s.value(random, i));
      std::vector<std::uint32_t> place(n, 99);
      places(score, scratch, place);
      EXPECT_EQ(place, counted(score)) << s.name << ", " << n;
      EXPECT_EQ(places(score), place) << s.name << ", " << n;
    }
}

// ---- treatment -------------------------------------------------------------------------------------------------------

/// The rule as it is told: look for the extreme and what lies next to it, move it, and look again.
Treatment looked_at_again(Values& x, const TreatRule& rule) {
  const auto passes = [&](const Moments& m) {
    return std::abs(m.skew) < rule.skew || m.kurtosis < rule.kurtosis;
  };
  Treatment t;
  t.before = t.after = moments(x);
  if (missing(t.before.skew)) t.verdict = Verdict::cannot_judge;
  if (missing(t.before.skew) || passes(t.before)) return t;
  const bool high = t.before.skew > 0;
  const auto further = [&](double a, double b) { return high ? a > b : a < b; };
  const Values given = x;
  while (!passes(t.after)) {
    double extreme = high ? -kInfinite : kInfinite, next = extreme;
    for (const double v : x)
      if (further(v, extreme)) extreme = v;
    for (const double v : x)
      if (v != extreme && further(v, next)) next = v;
    const auto points = static_cast<std::size_t>(std::count(x.begin(), x.end(), extreme));
    if (points > rule.winsorise || !std::isfinite(next)) break;
    std::replace(x.begin(), x.end(), extreme, next);
    t.points = points;
    t.after = moments(x);
    if (missing(t.after.skew) || (t.after.skew > 0) != high) break;
  }
  if (!missing(t.after.skew) && passes(t.after)) {
    t.verdict = Verdict::winsorised;
    return t;
  }
  x = given;
  t = {Verdict::still_skewed, t.before, t.before, 0};
  return t;
}
TEST(IndexManyPoints, AreMovedAsIfLookedForAgainAfterEachStep) {
  std::size_t moved = 0, given_up = 0;
  for (std::uint64_t k = 0; k < 400; ++k) {
    Random random{5, k};
    const std::size_t n = 3 + random.below(60);
    Values x;
    for (std::size_t i = 0; i < n; ++i) {
      double v = random.normal();
      if (random.uniform() < 0.08) v += 8 + std::floor(4 * random.uniform());  // a tail, often with ties
      if (random.uniform() < 0.1) v = kMissing;
      x.push_back(k % 2 == 0 ? v : -v);
    }
    if (k % 3 == 0)
      for (double& v : x) v = std::round(v);
    const TreatRule rule{.on = true, .skew = 0.8, .kurtosis = 0.5, .winsorise = k % 8, .log = false};
    Values y = x;
    const Treatment wanted = looked_at_again(x, rule), got = treat(y, rule);
    EXPECT_EQ(got.verdict, wanted.verdict) << k;
    EXPECT_EQ(got.points, wanted.points) << k;
    EXPECT_TRUE(same(got.after.skew, wanted.after.skew)) << k;
    EXPECT_TRUE(std::equal(x.begin(), x.end(), y.begin(), y.end(), same)) << k;
    moved += got.verdict == Verdict::winsorised ? 1U : 0U;
    given_up += got.verdict == Verdict::still_skewed ? 1U : 0U;
  }
  EXPECT_GT(moved, 50U);
  EXPECT_GT(given_up, 50U);
}

// ---- means -----------------------------------------------------------------------------------------------------------

TEST(IndexManyMeans, AreThoseOfEachUnit) {
  for (const std::size_t parts : {1U, 3U, 64U, 70U})
    for (const double gaps : {0.0, 0.001, 0.6}) {
      Random random{7, parts};
      std::vector<Values> x(parts, Values(1003)), logs;
      Values w;
      double sum = 0;
      for (Values& c : x) {
        for (double& v : c)
          v = random.uniform() < gaps ? kMissing : random.uniform() < 0.001 ? 0.0 : random.uniform(0, 9);
        sum += w.emplace_back(random.uniform());
        Values l;
        for (const double v : c) l.push_back(std::log(v));
        logs.push_back(std::move(l));
      }
      for (double& v : w) v /= sum;
      const std::vector<std::span<const double>> columns{x.begin(), x.end()};
      std::vector<std::span<const double>> known{logs.begin(), logs.end()};
      known.front() = {};  // of an aggregate among indicators
      for (const Aggregator by : {Aggregator::arithmetic, Aggregator::geometric, Aggregator::harmonic}) {
        const AggregateRule rule{.by = by, .at_least = 0.4};
        Values all(1003), with_logs(1003), some(1003, -1);
        aggregate_units(columns, w, rule, 0, 1003, all);
        aggregate_units(columns, w, rule, 0, 1003, with_logs, known);
        aggregate_units(columns, w, rule, 300, 309, some);
        for (std::size_t i = 0; i < all.size(); ++i) {
          Values one;
          for (const Values& c : x) one.push_back(c[i]);
          ASSERT_TRUE(same(all[i], aggregate(one, w, rule))) << parts << " " << gaps << " " << i;
          ASSERT_TRUE(same(with_logs[i], all[i])) << parts << " " << gaps << " " << i;
          ASSERT_TRUE(same(some[i], i >= 300 && i < 309 ? all[i] : -1.0)) << i;
        }
      }
    }
}

// ---- the chain -------------------------------------------------------------------------------------------------------

const char* kTree =
    "index: {key: all, parts: [{key: p, parts: [{column: a}, {column: b, better: lower}]}, {column: c}]}\n";

Panel many(std::size_t n) {
  Random random{11, n};
  std::vector<Values> x(3, Values(n));
  for (std::size_t i = 0; i < n; ++i) {
    x[0][i] = i % 50 == 3 ? kMissing : random.uniform(1, 5);
    x[1][i] =
        std::exp(3 * (random.uniform() + random.uniform() + random.uniform()));  // skewed beyond five points
    x[2][i] = i % 40 == 1 ? kMissing : i == 9 ? 5e3 : random.normal();
  }
  return panel({"a", "b", "c"}, x);
}
TEST(IndexManyUnits, TheAuditIsWhatDiffersBetweenTheSteps) {
  QuietRun q;
  const Built b = build(many(5000), method(std::string{kTree} + "impute: median\ntreat: standard\n"), q.run);
  ASSERT_EQ(b.treatment[1].verdict, Verdict::logged);
  ASSERT_EQ(b.treatment[2].verdict, Verdict::winsorised);
  std::size_t at = 0;
  const auto expect = [&](Audit::What what, std::size_t j, std::size_t i, double before, double after) {
    ASSERT_LT(at, b.audit.size());
    const Audit& a = b.audit[at++];
    EXPECT_EQ(a.what, what);
    EXPECT_EQ(a.indicator, j);
    EXPECT_EQ(a.unit, i);
    EXPECT_TRUE(same(a.before, before) && a.after == after) << j << " " << i;
  };
  for (std::size_t j = 0; j < 3; ++j) {
    const Values &given = *b.denominated[j], &filled = *b.imputed[j], &treated = *b.treated[j];
    for (std::size_t i = 0; i < 5000; ++i)
      if (missing(given[i])) expect(Audit::What::imputed, j, i, kMissing, filled[i]);
    for (std::size_t i = 0; i < 5000; ++i)
      if (filled[i] != treated[i])
        expect(j == 1 ? Audit::What::logged : Audit::What::winsorised, j, i, filled[i], treated[i]);
  }
  EXPECT_EQ(at, b.audit.size());
  EXPECT_EQ(at, 100U + 5000U + 125U + 1U);
}
TEST(IndexManyUnits, ScoresOfPiecesAreThoseOfTheWholeColumn) {
  QuietRun q;
  for (const char* by : {"min-max", "z", "percentile"}) {
    const Method m = method(std::string{kTree} + "impute: median\nnormalise: " + by + "\n");
    const Built b = build(many(5000), m, q.run);
    for (std::size_t j = 0; j < 3; ++j) {
      Values y(5000);
      RankScratch scratch;
      normalise(*b.treated[j], m.indicators[j].ends, b.scale[j], m.normalise, scratch, y);
      EXPECT_EQ(*b.normalised[j], y) << by;
    }
  }
}
TEST(IndexManyDraws, KeptLogarithmsGiveTheGeometricMean) {
  QuietRun q;
  for (const std::size_t n : {60U, 9000U}) {  // in one go, and in tiles
    const Panel p = many(n);
    const std::string steps = "impute: median\nnormalise: {by: min-max, to: [1, 100]}\n";
    const Redraw r{p, method(kTree + steps + "doubt: {aggregate: [arithmetic, geometric]}\n"), q.run};
    const auto place =
        r.places_at(2, [](std::size_t k, std::span<double> x) { x[0] = k == 0 ? 0.25 : 0.75; }, q.run);
    const Built arithmetic = build(p, method(kTree + steps), q.run),
                geometric = build(p, method(kTree + steps + "aggregate: geometric\n"), q.run);
    ASSERT_NE(arithmetic.place, geometric.place);
    for (std::size_t u = 0; u < n; ++u) {
      ASSERT_EQ(place[u * 2], arithmetic.place[u]) << u;
      ASSERT_EQ(place[u * 2 + 1], geometric.place[u]) << u;
    }
  }
}
TEST(IndexManyDraws, ThatShareTheirErrorsAreThoseOfEachAlone) {
  QuietRun q;
  std::string text = kTree;
  for (const char* c : {"column: a", "column: b", "column: c"})
    text.insert(text.find(c) + std::string{c}.size(), ", error: {relative: 0.2}");
  const Redraw r{
      many(60),
      method(text + "impute: median\nnormalise: {by: min-max, to: [1, 100]}\n"
                    "doubt: {impute: [median, mean], winsorise: [1, 5], aggregate: [arithmetic, geometric], "
                    "weights: {noise: 0.3}, measurement: true}\n"),
      q.run};
  ASSERT_EQ(r.factors().size(), 5U);
  // Three streams of errors, far apart from each other; one of them more often than draws go together.
  std::vector<std::array<double, 5>> points;
  Random random{13, 1};
  for (int k = 0; k < 90; ++k)
    points.push_back({random.uniform(), random.uniform(), random.uniform(), random.uniform(),
                      k % 9 == 0   ? 0.2
                      : k % 9 == 1 ? 0.5
                      : k % 9 < 4  ? 0.7
                                   : random.uniform()});
  const auto at = [&](std::size_t k, std::span<double> x) {
    std::copy(points[k].begin(), points[k].end(), x.begin());
  };
  const auto together = r.places_at(points.size(), at, q.run);
  std::vector<std::uint32_t> first;
  for (std::size_t k = 0; k < points.size(); ++k) {
    const auto alone = r.places_at(1, [&](std::size_t, std::span<double> x) { at(k, x); }, q.run);
    for (std::size_t u = 0; u < 60; ++u)
      ASSERT_EQ(together[u * points.size() + k], alone[u]) << k << " " << u;
    if (k == 0) first = alone;
    if (k == 9) {
      EXPECT_NE(alone, first) << "the same errors, but not the same draw";
    }
  }
}

}  // namespace
}  // namespace cityloop::index
