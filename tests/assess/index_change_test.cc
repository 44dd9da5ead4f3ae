// What a change of a score is made of.

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/assess/index/change.h"
#include "tests/assess/index_drawn.h"

namespace cityloop::index {
namespace {

double sum(const std::array<double, kCauses>& x) { return x[0] + x[1] + x[2] + x[3]; }

TEST(IndexChange, NothingChangedIsNothing) {
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{1, 2, 4}, {3, 1, 2}});
  const Method m = method("index: {key: all, parts: [{column: a}, {column: b}]}\n");
  const Changed c = explain_change({p, m}, {p, m}, q.run);
  for (const auto& share : c.share)
    for (const double v : share) EXPECT_EQ(v, 0);
}
TEST(IndexChange, WithFixedBoundsAndWeightsAllIsData) {
  QuietRun q;
  const Panel p = panel({"a"}, {{10, 20}}), later = panel({"a"}, {{30, 20}});
  const Method m =
      method("index: {key: all, parts: [{column: a, goalposts: [0, 100]}]}\nnormalise: goalposts\n");
  const Changed c = explain_change({p, m}, {later, m}, q.run);
  EXPECT_NEAR(c.share[0][0], 20, 1e-12);
  EXPECT_NEAR(sum(c.share[0]) - c.share[0][0], 0, 1e-12);
  EXPECT_NEAR(sum(c.share[1]), 0, 1e-12);
}
TEST(IndexChange, WeightsAndDataByHand) {
  // Fixed ends 0 … 100. Before: (20, 40) by ¾ and ¼ = 25. After: (60, 40) by ¼ and ¾ = 45. The change of 20 is shared as by
  // Bennet: data ½(¾ + ¼)·40 = 20, weights ½(20 + 60)·(−½) + ½(40 + 40)·½ = 0.
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{20}, {40}}), later = panel({"a", "b"}, {{60}, {40}});
  const auto weighed = [](const char* a, const char* b) {
    return method(
        fmt::format("index: {{key: all, parts: [{{column: a, weight: {}, goalposts: [0, 100]}}, "
                    "{{column: b, weight: {}, goalposts: [0, 100]}}]}}\nnormalise: goalposts\n",
                    a, b));
  };
  const Method m = weighed("0.75", "0.25"), after = weighed("0.25", "0.75");
  const Changed c = explain_change({p, m}, {later, after}, q.run);
  EXPECT_NEAR(c.score_before[0], 25, 1e-12);
  EXPECT_NEAR(c.score_after[0], 45, 1e-12);
  EXPECT_NEAR(c.share[0][0], 20, 1e-12);
  EXPECT_NEAR(c.share[0][1], 0, 1e-12);
}
TEST(IndexChange, AUnitThatStandsStillWhileTheBestImprovesLosesByTheBounds) {
  // min–max: 5 of 0 … 10 is 50; when the best goes to 20, 5 is 25. Nothing of it is u1's data.
  QuietRun q;
  const Panel p = panel({"a"}, {{0, 5, 10}}), later = panel({"a"}, {{0, 5, 20}});
  const Method m = method("index: {key: all, parts: [{column: a}]}\n");
  const Changed c = explain_change({p, m}, {later, m}, q.run);
  EXPECT_NEAR(c.share[1][0], 0, 1e-12);
  EXPECT_NEAR(c.share[1][2], -25, 1e-12);
  // u2 is 100 before and after: what its data win (100 → 200 within the old bounds), the bounds take.
  EXPECT_NEAR(c.share[2][0], 75, 1e-12);
  EXPECT_NEAR(c.share[2][2], -75, 1e-12);
}
TEST(IndexChange, SharesSumWhateverChanges) {
  QuietRun q;
  std::vector<Values> x(4), y(4);
  for (int i = 0; i < 40; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      const double at = i * (0.37 + 0.21 * static_cast<double>(j)), more = static_cast<double>(j);
      x[j].push_back(std::exp(std::sin(at) + more));
      y[j].push_back(i % 13 == 0 && j == 1 ? kMissing : std::exp(std::sin(at + 0.4) * 1.3 + more));
    }
  const Panel p = panel({"a", "b", "c", "d"}, x);
  Panel later = panel({"a", "b", "c", "d"}, y);
  later.unit[39] = "new";
  const Method m = method(
      "index: {key: all, parts: [{key: p, parts: [{column: a}, {column: b}]}, {key: q, parts: "
      "[{column: c}, {column: d, better: lower}]}]}\nnormalise: {by: min-max, to: [1, 100]}\n");
  const Method after = method(
      "index: {key: all, parts: [{key: p, weight: 0.7, parts: [{column: a}, {column: b}]}, {key: q, weight: "
      "0.3, parts: "
      "[{column: c}, {column: d, better: lower}]}]}\nimpute: mean\ntreat: standard\n"
      "normalise: {by: z, mean: 50, sd: 8}\naggregate: geometric\n");
  const Changed c = explain_change({p, m}, {later, after}, q.run);
  EXPECT_EQ(c.unit.size(), 39U);
  EXPECT_EQ(c.only_before, std::vector<std::string>{"u39"});
  EXPECT_EQ(c.only_after, std::vector<std::string>{"new"});
  double method_moved = 0, weights_moved = 0;
  for (std::size_t i = 0; i < c.unit.size(); ++i) {
    EXPECT_NEAR(sum(c.share[i]), c.score_after[i] - c.score_before[i], 1e-9) << c.unit[i];
    method_moved = std::max(method_moved, std::abs(c.share[i][3]));
    weights_moved = std::max(weights_moved, std::abs(c.share[i][1]));
  }
  EXPECT_GT(method_moved, 1) << "the tree stays, the means and scales do not";
  EXPECT_GT(weights_moved, 0.1);
}
TEST(IndexChange, AScreenThatLeavesSomebodyOutKeepsTheSumExact) {
  QuietRun q;
  const Panel p = panel({"a", "b"}, {{1, 2, 4, 90}, {3, 1, 2, kMissing}}),
              later = panel({"a", "b"}, {{2, 2, 4, 90}, {3, 1, 5, 7}});
  const Method m = method("index: {key: all, parts: [{column: a}, {column: b}]}\nscreen: {at_least: 0.9}\n");
  const Changed c = explain_change({p, m}, {later, m}, q.run);
  EXPECT_EQ(c.only_after, std::vector<std::string>{"u3"});
  for (std::size_t i = 0; i < c.unit.size(); ++i)
    EXPECT_NEAR(sum(c.share[i]), c.score_after[i] - c.score_before[i], 1e-9) << c.unit[i];
}

}  // namespace
}  // namespace cityloop::index
