#include "cityloop/decide/portfolio/milp.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop::portfolio {
namespace {

/// c = (10, 13, 7, 8), w = (4, 6, 3, 5), at most 12: the best is {1, 3, 4} with 25.
Milp small_knapsack() {
  Milp m;
  const double c[] = {10, 13, 7, 8}, w[] = {4, 6, 3, 5};
  const std::size_t row = m.row(-kUnlimited, 12);
  for (int j = 0; j < 4; ++j) {
    const std::size_t x = m.column({.low = 0, .high = 1, .objective = c[j], .integer = true});
    m.entry(row, x, w[j]);
  }
  return m;
}
Milp random_programme(std::uint64_t seed) {
  Random r{seed, 11};
  Milp m;
  const std::size_t n = 10, rows = 3;
  for (std::size_t j = 0; j < n; ++j)
    m.column({.low = 0, .high = 1, .objective = r.uniform(-1, 5), .integer = true});
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t row = i == 2 ? m.row(1, 3) : m.row(-kUnlimited, r.uniform(4, 12));
    for (std::size_t j = 0; j < n; ++j)
      if (r.uniform() < 0.8) m.entry(row, j, i == 2 ? 1 : r.uniform(0.5, 4));
  }
  return m;
}
double exhaustive(const Milp& m) {
  double best = -kUnlimited;
  for (std::size_t mask = 0; mask < (std::size_t{1} << m.columns.size()); ++mask) {
    std::vector<double> sum(m.rows.size());
    double value = 0;
    for (const Milp::Entry& e : m.entries)
      if ((mask >> e.column & 1U) != 0) sum[e.row] += e.coefficient;
    for (std::size_t j = 0; j < m.columns.size(); ++j)
      if ((mask >> j & 1U) != 0) value += m.columns[j].objective;
    bool ok = true;
    for (std::size_t i = 0; i < m.rows.size(); ++i)
      ok = ok && sum[i] >= m.rows[i].low && sum[i] <= m.rows[i].high;
    if (ok) best = std::max(best, value);
  }
  return best;
}

TEST(Milp, TheKnapsackOfTheTextbookIsWorth25) {
  const MilpSolution s = solve(small_knapsack(), {.gap = 0});
  ASSERT_EQ(s.outcome, Outcome::optimal);
  EXPECT_DOUBLE_EQ(s.value, 25);
  EXPECT_EQ(s.x, (std::vector<double>{1, 0, 1, 1}));
  EXPECT_NEAR(s.bound, 25, 1e-6);
}

TEST(Milp, RandomProgrammesAreSolvedAsByExhaustion) {
  int infeasible = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Milp m = random_programme(seed);
    const double best = exhaustive(m);
    const MilpSolution s = solve(m, {.gap = 0});
    if (std::isinf(best)) {
      EXPECT_EQ(s.outcome, Outcome::infeasible);
      ++infeasible;
      continue;
    }
    ASSERT_EQ(s.outcome, Outcome::optimal) << seed;
    EXPECT_NEAR(s.value, best, 1e-6) << seed;
    EXPECT_GE(s.bound, best - 1e-6) << seed;
  }
  EXPECT_LT(infeasible, 30);
}

TEST(Milp, TheSameBytesComeOutTwice) {
  const Milp m = random_programme(7);
  const MilpSolution a = solve(m, {.gap = 0}), b = solve(m, {.gap = 0});
  EXPECT_EQ(a.x, b.x);
  EXPECT_EQ(a.bound, b.bound);
  EXPECT_EQ(a.nodes, b.nodes);
}

TEST(Milp, AWarmStartIsNeverMadeWorseAndAFalseOneIsIgnored) {
  const Milp m = small_knapsack();
  const std::vector<double> best{1, 0, 1, 1}, overdrawn{1, 1, 1, 1};
  EXPECT_DOUBLE_EQ(solve(m, {.gap = 0.5, .nodes = 0}, best).value, 25);
  EXPECT_DOUBLE_EQ(solve(m, {.gap = 0}, overdrawn).value, 25);
}

TEST(Milp, WhatCannotBeIsInfeasible) {
  Milp m = small_knapsack();
  const std::size_t row = m.row(15, kUnlimited);
  for (std::size_t j = 0; j < 4; ++j) m.entry(row, j, m.entries[j].coefficient);
  EXPECT_EQ(solve(m, {}).outcome, Outcome::infeasible);
  Relaxation lp{m};
  EXPECT_EQ(lp.solve(), Outcome::infeasible);
  EXPECT_FALSE(lp.ray().empty());
}

TEST(Milp, DualsPriceTheKnapsackAtItsBreakItem) {
  // By value per weight: 10/4, 7/3, 13/6, 8/5. Items 1 and 3 weigh 7, so 5/6 of item 2 is taken: the price
  // is 13/6.
  Relaxation lp{small_knapsack()};
  ASSERT_EQ(lp.solve(), Outcome::optimal);
  EXPECT_NEAR(lp.value(), 10 + 7 + 13 * 5.0 / 6, 1e-9);
  EXPECT_NEAR(lp.duals()[0], 13.0 / 6, 1e-9);
  EXPECT_NEAR(lp.reduced()[0], 10 - 4 * 13.0 / 6, 1e-9);
  EXPECT_NEAR(lp.reduced()[1], 0, 1e-9);
  // Room for 14: item 2 in full, and one fifth of item 4.
  lp.row_bounds(0, -kUnlimited, 14);
  ASSERT_EQ(lp.solve(), Outcome::optimal);
  EXPECT_NEAR(lp.value(), 30 + 8.0 / 5, 1e-9);
  EXPECT_NEAR(lp.duals()[0], 8.0 / 5, 1e-9);
  // Dearer: item 2 weighs 9 and is out in favour of item 4.
  lp.coefficient(0, 1, 9);
  ASSERT_EQ(lp.solve(), Outcome::optimal);
  EXPECT_NEAR(lp.value(), 10 + 7 + 8 + 13 * 2.0 / 9, 1e-9);
  lp.bounds(1, 0, 0);
  lp.objective(0, 20);
  ASSERT_EQ(lp.solve(), Outcome::optimal);
  EXPECT_NEAR(lp.value(), 35, 1e-9);
}

}  // namespace
}  // namespace cityloop::portfolio
