#include "cityloop/decide/portfolio/tradeoff.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/decide/portfolio/robust.h"
#include "cityloop/decide/portfolio/wait.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::million;

template <class Each>
void every_plan(const Problem& p, Each each) {
  Starts s(p.proposals.size(), kNotChosen);
  for (;;) {
    if (broken(p, s).empty()) each(s);
    std::size_t i = 0;
    while (i < s.size() && ++s[i] == p.years) s[i++] = kNotChosen;
    if (i == s.size()) return;
  }
}
Objective money_of(const Problem& p) {
  std::vector<double> less;
  for (const Proposal& x : p.proposals) less.push_back(-to_yuan(capital(x)) / 1e6);
  return {.kind = Objective::Kind::sum, .gains = {less}, .step = 0.01};
}
Objective worst_of_two(const Problem& p) {
  std::vector<double> west(p.proposals.size(), 0), east(p.proposals.size(), 0);
  for (std::size_t i = 0; i < p.proposals.size(); ++i)
    (i % 2 == 0 ? west : east)[i] = 1 + static_cast<double>(i);
  return {.kind = Objective::Kind::least, .gains = {west, east}, .step = 0.01, .base = {2, 5}};
}

TEST(TradeFront, EveryPlanIsMatchedOrBeatenByAPointOfTheExactFront) {
  std::size_t points = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Problem p = testing::small(seed, 5);
    const Result best = solve(p, {.gap = 0});
    if (!best.feasible) continue;
    for (const Objective& o : {money_of(p), worst_of_two(p)}) {
      const TradeFront f = trade_front(p, best, std::vector{o}, 0.01);
      ASSERT_TRUE(f.exact) << seed;
      points += f.points.size();
      every_plan(p, [&](const Starts& s) {
        const double v = worth(p, s), w = value_of(o, p, s);
        EXPECT_TRUE(std::any_of(f.points.begin(), f.points.end(), [&](const TradePoint& t) {
          return t.values[0] >= v - 0.0101 && t.values[1] >= w - 0.0101;
        })) << seed;
      });
    }
  }
  EXPECT_GT(points, 30U);
}
TEST(TradeFront, WhatALevelAllowsIsNeverAboveItsBound) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Problem p = testing::small(seed, 5);
    const Result best = solve(p, {.gap = 0});
    if (!best.feasible) continue;
    for (const Objective& o : {money_of(p), worst_of_two(p)}) {
      const TradeFront f = trade_front(p, best, std::vector{o}, 0.01, {.levels = 6, .grid = true});
      ASSERT_FALSE(f.exact);
      ASSERT_FALSE(f.points.empty());
      for (const TradePoint& t : f.points) {
        EXPECT_TRUE(broken(p, t.start).empty());
        EXPECT_DOUBLE_EQ(t.values[0], worth(p, t.start));
        EXPECT_LE(t.values[0], t.bound + 1e-6);
        every_plan(p, [&](const Starts& s) {
          if (value_of(o, p, s) < t.values[1]) return;
          EXPECT_LE(worth(p, s), t.bound + 1e-6) << seed;
        });
      }
    }
  }
}
TEST(TradeFront, TheWorstOffBeginWhereTheyAre) {
  // West has 2 and may get 4, east has 5 and may get 4: money for one only. The worst-off is lifted by the first, to 5.
  Problem p;
  p.funds = {Fund{{million(10)}}};
  p.proposals = {{.value = {7}, .payments = {{0, 0, million(10)}}},
                 {.value = {9}, .payments = {{0, 0, million(10)}}}};
  const Objective o{.kind = Objective::Kind::least, .gains = {{4, 0}, {0, 4}}, .step = 0.01, .base = {2, 5}};
  const TradeFront f = trade_front(p, solve(p, {.gap = 0}), std::vector{o}, 0.01);
  ASSERT_EQ(f.points.size(), 2U);
  EXPECT_EQ(f.points[0].values, (std::vector<double>{9, 2}));
  EXPECT_EQ(f.points[1].values, (std::vector<double>{7, 5}));
}

TEST(RobustPlan, EffectsAreProtectedAsExhaustionSays) {
  std::size_t other = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Problem p = testing::small(seed, 5);
    Random r{seed, 51};
    std::vector<double> none(5, 0), missing;
    for (int i = 0; i < 5; ++i) missing.push_back(r.uniform(0.1, 1));
    for (const int most : {1, 2}) {
      double best = -kUnlimited;
      every_plan(p, [&](const Starts& s) {
        best = std::max(best, worth(p, s) - worst_shortfall(p, s, missing, most));
      });
      const RobustPlan plan = protected_plan(p, none, most, 10'000, missing);
      ASSERT_EQ(plan.feasible, best > -kUnlimited) << seed;
      if (!plan.feasible) continue;
      EXPECT_NEAR(plan.assured, best, 1e-6) << seed << ' ' << most;
      other += plan.start != protected_plan(p, none, 0).start ? 1U : 0U;
    }
  }
  EXPECT_GT(other, 3U) << "protection changes a plan somewhere";
}

TEST(Waiting, IsWorthWhatMargrabesFormulaSays) {
  // E[max(0, v f − λ c)] of two log-normal factors is the price of an option to exchange one for the other.
  const auto normal = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  Problem p;
  p.funds = {Fund{{million(10)}}};
  p.proposals = {{.value = {10}, .payments = {{0, 0, million(5)}}},
                 {.value = {10}, .payments = {{0, 0, million(5)}}}};
  Result r;
  r.worth_alone = {10, 10};
  r.price = {8, 14};
  const double sf = 0.5, sc = 0.2;
  const std::vector<Waiting> w = value_of_waiting(p, r, {{sf}, {sc}}, 0.03, 400'000, 7);
  ASSERT_EQ(w.size(), 2U);
  for (const Waiting& one : w) {
    const double v = 10, k = r.price[one.proposal];
    const double s = std::sqrt(std::log1p(sf * sf) + std::log1p(sc * sc));
    const double d = std::log(v / k) / s + s / 2;
    EXPECT_NEAR(one.later, (v * normal(d) - k * normal(d - s)) / 1.03, 0.03);
    EXPECT_DOUBLE_EQ(one.now, std::max(0.0, v - k));
  }
  EXPECT_GT(w[1].gain(), 0) << "what does not pay today may pay once it is known";
}
TEST(Waiting, OfWhatIsCertainIsALossOfAYear) {
  Problem p;
  p.funds = {Fund{{million(10)}}};
  p.proposals = {{.value = {10}, .payments = {{0, 0, million(5)}}},
                 {.value = {10}, .payments = {{0, 0, million(5)}}, .mandatory = 0}};
  Result r;
  r.worth_alone = {10, 10};
  r.price = {4, 4};
  const std::vector<Waiting> w = value_of_waiting(p, r, {}, 0.03, 100, 1);
  ASSERT_EQ(w.size(), 1U) << "what must be is not asked";
  EXPECT_NEAR(w[0].gain(), 6 / 1.03 - 6, 1e-12);
}

}  // namespace
}  // namespace cityloop::portfolio
