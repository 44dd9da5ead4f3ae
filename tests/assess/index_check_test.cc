// What a methodology does without saying so, on tables small enough to count by hand.

#include <gtest/gtest.h>

#include "cityloop/assess/index/check.h"
#include "tests/assess/index_drawn.h"

namespace cityloop::index {
namespace {

struct Looked {
  Method m;
  Built b;
  Examined c;
};
Looked looked(const Panel& p, const std::string& text) {
  QuietRun quiet;
  Looked out{method(text), {}, {}};
  out.b = build(p, out.m, quiet.run);
  out.c = check(out.m, out.b, quiet.run);
  return out;
}
std::string column(const Looked& x, std::size_t j) { return x.m.indicators[j].column; }
const Without* without(const Looked& x, const std::string& key) {
  for (const Without& w : x.c.without)
    if (x.m.nodes[w.node].key == key) return &w;
  return nullptr;
}

TEST(IndexCheck, TheSameThingTwiceAndTwoThatPullApartAreNamed) {
  // b is a in other units; c falls as a rises, and less of it is worse.
  const Panel p = panel({"a", "b", "c"}, {{1, 2, 3, 4}, {10, 20, 30, 41}, {9, 7, 8, 1}});
  const Looked x =
      looked(p, "normalise: min-max\nindex: {key: all, parts: [{column: a}, {column: b}, {column: c}]}\n");
  ASSERT_EQ(x.c.twins.size(), 1U);
  EXPECT_EQ(column(x, x.c.twins[0].a) + column(x, x.c.twins[0].b), "ab");
  ASSERT_EQ(x.c.opposed.size(), 2U);
  for (const Related& r : x.c.opposed) EXPECT_EQ(column(x, r.b), "c");
}

TEST(IndexCheck, WhatPullsApartInDifferentTopicsIsNoFault) {
  const Panel p = panel({"a", "c"}, {{1, 2, 3, 4}, {9, 7, 8, 1}});
  const Looked x =
      looked(p,
             "normalise: min-max\nindex: {key: all, parts: [{key: one, parts: [{column: a}]}, {key: two, "
             "parts: [{column: c}]}]}\n");
  EXPECT_TRUE(x.c.opposed.empty());
}

TEST(IndexCheck, TurnedTheRightWayTwoOppositesAreTheSame) {
  const Panel p = panel({"jobs", "unemployed"}, {{1, 2, 3, 4}, {4, 3, 2, 1}});
  const Looked x = looked(p,
                          "normalise: min-max\nindex: {key: all, parts: [{column: jobs}, {column: "
                          "unemployed, better: lower}]}\n");
  ASSERT_EQ(x.c.twins.size(), 1U);
  EXPECT_NEAR(x.c.twins[0].r, 1, 1e-12);
}

TEST(IndexCheck, AlphaByHand) {
  // Columns (1,2,3) and (1,3,2): variances 1 and 1, covariance ½; α = 2 · (2 · ½)/(1 + 1 + 2 · ½) = 2/3.
  const std::vector<double> a{1, 2, 3}, b{1, 3, 2}, gap{1, kMissing, 2};
  const std::vector<std::span<const double>> ab{a, b}, aa{a, a}, one{a}, few{a, gap};
  EXPECT_NEAR(cronbach_alpha(ab), 2.0 / 3, 1e-12);
  EXPECT_NEAR(cronbach_alpha(aa), 1, 1e-12);
  EXPECT_TRUE(missing(cronbach_alpha(one)));
  EXPECT_TRUE(missing(cronbach_alpha(few))) << "two units are whole: that is not a sample";
}

TEST(IndexCheck, APartThatHardlyVariesMattersLessThanItsWeight) {
  // Goalposts keep b between 0.50 and 0.53: with half the weight it decides next to nothing.
  const Panel p = panel({"a", "b"}, {{0, 100, 20, 70, 40}, {53, 50, 51, 52, 50}});
  const Looked x =
      looked(p,
             "normalise: goalposts\nindex: {key: all, parts: [{column: a, goalposts: [0, 100]}, {column: "
             "b, goalposts: [0, 100]}]}\n");
  ASSERT_EQ(x.c.weighs.size(), 2U);
  EXPECT_EQ(x.c.weighs[0].weight, 0.5);
  EXPECT_GT(x.c.weighs[0].importance, x.c.weighs[1].importance);
  EXPECT_NEAR(x.c.weighs[0].importance + x.c.weighs[1].importance, 1, 1e-12);
}

TEST(IndexCheck, WithoutAPartTheOthersTakeItsWeightAndPlacesAreCountedAnew) {
  // Scores: u0 (0·2 + 100·1)/3 = 33, u1 (100·2 + 0)/3 = 67, u2 50 → places 3, 1, 2. Without a they are b's: 1, 3, 2.
  const Panel p = panel({"a", "b"}, {{0, 100, 50}, {100, 0, 50}});
  const Looked x =
      looked(p,
             "normalise: min-max\nweights: {by: declared, rescale: true}\nindex: {key: all, parts: "
             "[{column: a, weight: 2}, {column: b, weight: 1}]}\n");
  const Without* a = without(x, "a");
  ASSERT_NE(a, nullptr);
  EXPECT_NEAR(a->mean_shift, 4.0 / 3, 1e-12);
  EXPECT_EQ(a->most, 0U);
  EXPECT_EQ(a->from, 3U);
  EXPECT_EQ(a->to, 1U);
  EXPECT_EQ(without(x, "b")->mean_shift, 0) << "a alone orders them as both do";
  EXPECT_EQ(x.m.nodes[x.c.without.front().node].key, "a") << "what moves most comes first";
}

TEST(IndexCheck, AnAggregateOfOnePartGoesWithIt) {
  const Panel p = panel({"a", "b", "c"}, {{0, 100, 50}, {100, 0, 50}, {10, 90, 30}});
  const Looked x =
      looked(p,
             "normalise: min-max\nindex: {key: all, parts: [{key: one, parts: [{column: a}]}, {key: two, "
             "parts: [{column: b}, {column: c}]}]}\n");
  ASSERT_NE(without(x, "a"), nullptr);
  EXPECT_EQ(without(x, "a")->mean_shift, without(x, "one")->mean_shift);
}

TEST(IndexCheck, AUnitThatHasNothingElseHasNoPlaceWithoutIt) {
  const Panel p = panel({"a", "b"}, {{0, 100, 50, 70}, {100, 0, 50, kMissing}});
  const Looked x = looked(p, "normalise: min-max\nindex: {key: all, parts: [{column: a}, {column: b}]}\n");
  EXPECT_EQ(without(x, "a")->lost, 1U);
  EXPECT_EQ(without(x, "b")->lost, 0U);
}

TEST(IndexCheck, WhatIsAllTheIndexHasOrGoesByPlaceIsNotLeftOut) {
  const Panel p = panel({"a", "b"}, {{0, 100, 50}, {100, 0, 50}});
  EXPECT_TRUE(looked(p, "normalise: min-max\nindex: {key: all, parts: [{column: a}]}\n").c.without.empty());
  EXPECT_TRUE(
      looked(
          p,
          "normalise: min-max\naggregate: {by: owa, places: [0.3, 0.7]}\nindex: {key: all, parts: [{column: "
          "a}, {column: b}]}\n")
          .c.without.empty());
}

}  // namespace
}  // namespace cityloop::index
