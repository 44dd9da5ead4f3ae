#include "cityloop/decide/portfolio/solve.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::city;
using testing::exhaustive;
using testing::million;
using testing::small;
using testing::small_lumpy;

TEST(Portfolio, RandomProblemsOfEveryKindAreSolvedAsByExhaustion) {
  int feasible = 0, infeasible = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Problem p = small(seed);
    const testing::Best best = exhaustive(p);
    const Result r = solve(p, {.gap = 0, .name_conflict = false});
    ASSERT_EQ(r.feasible, best.feasible) << seed;
    if (!best.feasible) {
      EXPECT_TRUE(r.certain) << seed;
      ++infeasible;
      continue;
    }
    ++feasible;
    EXPECT_NEAR(r.value, best.value, 1e-6) << seed;
    EXPECT_TRUE(broken(p, r.start).empty()) << seed;
    EXPECT_GE(r.proved, best.value) << seed;
    EXPECT_GE(r.trusted, best.value - 1e-6) << seed;
    const Verdict v = verify(p, r.start, r.certificate);
    EXPECT_TRUE(v.holds) << seed << ' ' << v.why_not.en;
  }
  EXPECT_GT(feasible, 100);
  EXPECT_GT(infeasible, 20);
}

TEST(Portfolio, LumpyPursesAreSolvedAsByExhaustionAndTheirProofIsNoLess) {
  int feasible = 0, closed = 0, rows = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Problem p = small_lumpy(seed);
    const testing::Best best = exhaustive(p);
    const Result r = solve(p, {.gap = 0, .name_conflict = false});
    ASSERT_EQ(r.feasible, best.feasible) << seed;
    if (!best.feasible) continue;
    ++feasible;
    EXPECT_NEAR(r.value, best.value, 1e-6) << seed;
    EXPECT_GE(r.proved, best.value) << seed;
    EXPECT_GE(r.trusted, best.value - 1e-6) << seed;
    const Verdict v = verify(p, r.start, r.certificate);
    EXPECT_TRUE(v.holds) << seed << ' ' << v.why_not.en;
    closed += r.proved <= best.value * (1 + 1e-9) ? 1 : 0;
    rows += r.certificate.lumps.empty() ? 0 : 1;
  }
  EXPECT_GT(feasible, 100);
  EXPECT_GT(closed, feasible / 4);
  EXPECT_GT(rows, 10);
}

TEST(Portfolio, YearsThatPayForOneOrTwoWorksAreProvedWithinAPercent) {
  const Problem p = testing::lumpy(300, 1);
  const Result r = solve(p, {.gap = 1e-4, .nodes = 100});
  ASSERT_TRUE(r.feasible);
  EXPECT_LE(r.proved_gap, 0.01);
  EXPECT_TRUE(verify(p, r.start, r.certificate).holds);
}

Proposal piece(double value, Money cost) { return {.value = {value}, .payments = {{0, 0, cost}}}; }

TEST(Portfolio, WhatTheSolverRoundsAwayIsCountedInFen) {
  // Together one fen above what the group may cost: less than the solver's tolerance sees. Only two of the
  // three are affordable.
  Problem p{
      .years = 1,
      .proposals = {piece(5, Money{400'000'001}), piece(4, Money{300'000'000}), piece(3, Money{300'000'000})},
      .funds = {{.budget = {Money{9'000'000'000}}}},
      .groups = {{.members = {0, 1, 2}, .ceiling = Money{1'000'000'000}}}};
  const Result r = solve(p, {.gap = 0});
  ASSERT_TRUE(r.feasible);
  EXPECT_TRUE(broken(p, r.start).empty());
  EXPECT_TRUE(r.mended);
  EXPECT_DOUBLE_EQ(r.value, 9);
  EXPECT_EQ(r.start, (Starts{0, 0, kNotChosen}));
  *p.groups[0].ceiling += Money{1};
  EXPECT_DOUBLE_EQ(solve(p, {.gap = 0}).value, 12);
  // A purse is known to the fen: nothing is to be mended.
  p.groups.clear();
  p.funds[0].budget[0] = Money{1'000'000'000};
  const Result known = solve(p, {.gap = 0});
  EXPECT_DOUBLE_EQ(known.value, 9);
  EXPECT_FALSE(known.mended);
}

TEST(Portfolio, NoPlanFoundIsNotNoPlanThereUnlessItIsProved) {
  // Three works that cost 3 million to run fit into 9 million in parts, and not whole into two years of 4.5.
  Problem p{.years = 2,
            .proposals = {piece(1, million(3)), piece(1, million(3)), piece(1, million(3))},
            .funds = {{.budget = {million(9), million(9)}}},
            .fiscal_space = {million(4.5)}};
  for (Proposal& w : p.proposals) w.mandatory = 1, w.running = {million(3), 1, 1};
  const Result hasty = solve(p, {.nodes = 0, .name_conflict = false});
  EXPECT_FALSE(hasty.feasible);
  EXPECT_FALSE(hasty.certain);
  const Result r = solve(p);
  EXPECT_FALSE(r.feasible);
  EXPECT_TRUE(r.certain);
  EXPECT_EQ(r.conflict.size(), 5U);  // both years and the three mandates
}

TEST(Portfolio, PricesOfLargeProblemsBoundSmallOnesToo) {
  int feasible = 0;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    const Problem p = small(seed);
    const testing::Best best = exhaustive(p);
    const Result r = solve(p, {.gap = 0, .nodes = 0, .large = 0, .name_conflict = false});
    if (!r.feasible) continue;
    ++feasible;
    EXPECT_TRUE(verify(p, r.start, r.certificate).holds) << seed;
    EXPECT_LE(r.value, best.value + 1e-9) << seed;
    EXPECT_GE(r.proved, best.value) << seed;
  }
  EXPECT_GT(feasible, 30);
}

TEST(Portfolio, ManyWorksArePricedWithinAThousandth) {
  const Problem p = city(12'000, 5, 3, 0.3, 3, false);
  const Result r = solve(p, {.gap = 1e-3, .large = 1000});
  ASSERT_TRUE(r.feasible);
  EXPECT_EQ(r.way, Way::prices);
  EXPECT_LE(r.proved_gap, 1.5e-3);
  EXPECT_TRUE(verify(p, r.start, r.certificate).holds);
}

TEST(Portfolio, AListThatDoesNotCloseIsStillProvedWithinTwoThousandths) {
  const Problem p = city(300, 5, 6, 0.3, 1);
  const Result r = solve(p, {.gap = 1e-3, .nodes = 100});
  ASSERT_TRUE(r.feasible);
  EXPECT_LE(r.proved_gap, 2e-3);
  EXPECT_TRUE(verify(p, r.start, r.certificate).holds);
}

TEST(Portfolio, TheSameBytesComeOutTwice) {
  const Problem p = city(40, 3, 9);
  const Result a = solve(p, {.nodes = 200}), b = solve(p, {.nodes = 200});
  EXPECT_EQ(a.start, b.start);
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.trusted, b.trusted);
  EXPECT_EQ(a.proved, b.proved);
}

TEST(Portfolio, MoreMoneyIsNeverWorthLessAndAWarmStartIsNeverMadeWorse) {
  Problem p = city(25, 3, 4);
  const Options options{.gap = 0, .nodes = 200};
  Result last = solve(p, options);
  for (int step = 0; step < 4; ++step) {
    for (Money& m : p.funds[0].budget) m += million(5);
    const Result next = solve(p, options, last.start);
    EXPECT_GE(next.value, last.value);
    EXPECT_GE(std::min(next.proved, next.trusted), last.value);
    last = next;
  }
}

TEST(Portfolio, CoverageIsSubmodularInWhatIsChosen) {
  // The best value with one work forced in adds less when another that covers the same is forced in before.
  Problem p{.years = 1,
            .proposals = {piece(0, million(1)), piece(0, million(1)), piece(0, million(1))},
            .funds = {{.budget = {million(9)}}}};
  Random r{3, 4};
  for (int k = 0; k < 12; ++k) {
    Element e{r.uniform(1, 5), {}};
    for (std::uint32_t i = 0; i < 3; ++i)
      if (r.uniform() < 0.6) e.by.push_back(i);
    p.elements.push_back(e);
  }
  const auto best = [&](std::vector<std::size_t> in) {
    Problem q = p;
    for (std::size_t i = 0; i < 3; ++i) {
      q.proposals[i].forbidden = std::find(in.begin(), in.end(), i) == in.end();
      if (!q.proposals[i].forbidden) q.proposals[i].fixed = 0;
    }
    return solve(q, {.gap = 0}).value;
  };
  for (const auto& [a, b, c] : {std::array<std::size_t, 3>{0, 1, 2}, {1, 2, 0}, {2, 0, 1}})
    EXPECT_GE(best({a, c}) - best({a}), best({a, b, c}) - best({a, b}) - 1e-9);
}

TEST(Portfolio, MoneyIsAccountedByFundAndYear) {
  Problem p{.years = 2,
            .proposals = {piece(5, million(4)), piece(4, million(3))},
            .funds = {{.budget = {million(5), million(5)}, .carries = true}},
            .fiscal_space = {million(1)}};
  p.proposals[0].mandatory = 0;
  p.proposals[1].earliest = 1;
  p.proposals[1].running = {million(0.5), 1, 2};
  const Result r = solve(p, {.gap = 0});
  ASSERT_TRUE(r.feasible);
  ASSERT_EQ(r.funds.size(), 1U);
  EXPECT_EQ(r.funds[0][0].spent, million(4));
  EXPECT_EQ(r.funds[0][0].mandatory, million(4));
  EXPECT_EQ(r.funds[0][0].carried, million(1));
  EXPECT_EQ(r.funds[0][1].spent, million(3));
  EXPECT_EQ(r.funds[0][1].mandatory, Money{});
  EXPECT_EQ(r.funds[0][1].carried, million(3));
  EXPECT_EQ(r.running[2], million(0.5));
  EXPECT_EQ(r.running[3], million(0.5));
  EXPECT_EQ(r.gap, 0);
}

}  // namespace
}  // namespace cityloop::portfolio
