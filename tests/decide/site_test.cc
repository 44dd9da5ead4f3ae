// The siting engine beside exhaustive search, and its certificates before the verifier.

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "cityloop/base/error.h"
#include "cityloop/base/parallel.h"
#include "cityloop/decide/site/cover.h"
#include "cityloop/decide/site/solve.h"
#include "cityloop/decide/site/verify.h"
#include "tests/decide/site_world.h"

namespace cityloop::site {
namespace {

Siting solved(const Problem& p, const Limits& limits = {}) {
  QuietRun quiet;
  return solve(p, limits, quiet.run);
}
/// The least Σ weight × pay(cost), by trying all choices.
template <class Pay>
std::int64_t least(const Problem& p, Pay pay) {
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  each_choice(p, [&](const std::vector<std::uint32_t>& open) {
    std::int64_t sum = 0;
    const auto costs = nearest_costs(p, open);
    for (std::size_t i = 0; i < costs.size(); ++i) sum += p.weight[i] * pay(costs[i]);
    best = std::min(best, sum);
  });
  return best;
}
void expect_proven(const Problem& p, const Siting& s, std::int64_t best, std::uint64_t seed) {
  EXPECT_EQ(s.value, best) << seed;
  EXPECT_EQ(s.bound, best) << seed;
  EXPECT_TRUE(s.proven) << seed;
  const Verdict v = verify(p, s.open, s.value, s.proof);
  EXPECT_TRUE(v.holds) << seed << " " << v.why.en;
}
std::string refused(const Problem& p) {
  try {
    check(p);
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_FALSE(e.words().zh.empty());
    return e.words().en;
  }
  return "";
}

TEST(Site, MedianIsTheBestOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Problem p = small_problem(seed);
    expect_proven(p, solved(p), least(p, [](std::uint32_t c) { return std::int64_t{c}; }), seed);
  }
}

TEST(Site, ShortfallToAStandardIsTheLeastOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Problem p = small_problem(seed);
    p.charge = {Charge::Kind::above, 12};
    const auto pay = [](std::uint32_t c) { return c > 12 ? std::int64_t{c} - 12 : 0; };
    expect_proven(p, solved(p), least(p, pay), seed);
  }
}

TEST(Site, CoverByCountIsTheBestOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Problem p = max_cover(small_problem(seed), 14);
    expect_proven(p, solved(p), least(p, [](std::uint32_t c) { return c > 14 ? 1 : 0; }), seed);
  }
}

TEST(Site, CoverByBudgetIsTheBestOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Problem p = max_cover(small_problem(seed), 14);
    p.rule = Rule::budget;
    expect_proven(p, solved(p), least(p, [](std::uint32_t c) { return c > 14 ? 1 : 0; }), seed);
  }
}

TEST(Site, MedianByBudgetIsTheBestOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Problem p = small_problem(seed);
    p.rule = Rule::budget;
    expect_proven(p, solved(p), least(p, [](std::uint32_t c) { return std::int64_t{c}; }), seed);
  }
}

TEST(Site, SetCoverHasTheFewestNewSites) {
  std::size_t feasible = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Problem p = small_problem(seed);
    p.rule = Rule::any;
    if (seed % 2 == 0) p.price = p.cost;
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    each_choice(p, [&](const std::vector<std::uint32_t>& open) {
      const auto costs = nearest_costs(p, open);
      for (std::size_t i = 0; i < costs.size(); ++i)
        if (p.weight[i] > 0 && costs[i] > 20) return;
      std::int64_t price = 0;
      for (const std::uint32_t j : open)
        if (std::find(p.existing.begin(), p.existing.end(), j) == p.existing.end())
          price += p.price.empty() ? 1 : p.price[j];
      best = std::min(best, price);
    });
    if (best == std::numeric_limits<std::int64_t>::max()) {
      EXPECT_THROW(set_cover(p, 20), Error) << seed;
      continue;
    }
    ++feasible;
    const Problem q = set_cover(p, 20);
    expect_proven(q, solved(q), best, seed);
  }
  EXPECT_GT(feasible, 50U);
}

TEST(Site, CenterIsTheLeastOfAllChoices) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Problem p = small_problem(seed);
    // Clients whom no allowed site reaches are set aside.
    std::vector<std::uint32_t> all;
    for (std::uint32_t j = 0; j < p.travel->sites(); ++j)
      if (std::find(p.excluded.begin(), p.excluded.end(), j) == p.excluded.end()) all.push_back(j);
    const auto nearest = nearest_costs(p, all);
    std::uint32_t best = kUnreached;
    each_choice(p, [&](const std::vector<std::uint32_t>& open) {
      const auto costs = nearest_costs(p, open);
      std::uint32_t worst = 0;
      for (std::size_t i = 0; i < costs.size(); ++i)
        if (p.weight[i] > 0 && nearest[i] < p.beyond) worst = std::max(worst, costs[i]);
      best = std::min(best, worst);
    });
    QuietRun quiet;
    const Center c = center(p, {}, quiet.run);
    EXPECT_EQ(c.value, best) << seed;
    EXPECT_TRUE(c.proven) << seed;
    const Verdict v = verify_center(p, c);
    EXPECT_TRUE(v.holds) << seed << " " << v.why.en;
    if (c.value == 0) continue;
    Center bold = c;
    bold.value = bold.bound = c.value - 1;
    EXPECT_FALSE(verify_center(p, bold).holds) << seed;
    bold = c;
    bold.bound = c.value + 1;
    EXPECT_FALSE(verify_center(p, bold).holds) << seed;
  }
}

/// Few clients are asked; that all of them need no more is said here by the covering of all, solved as a whole.
TEST(Site, CenterOfFewClientsIsTheCenterOfAll) {
  std::size_t left_out = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Problem p = small_problem(seed, 120, 25);
    QuietRun quiet;
    const Center c = center(p, {}, quiet.run);
    ASSERT_TRUE(c.proven) << seed;
    EXPECT_TRUE(verify_center(p, c).holds) << seed;
    if (c.value == 0 || c.value == p.beyond) continue;
    const auto more = static_cast<std::int64_t>(p.count - p.existing.size());
    const auto whole = [&](std::uint32_t radius) {
      return solve_below(center_cover(p, radius), more + 1, more, {}, quiet.run);
    };
    EXPECT_FALSE(whole(c.value).open.empty()) << seed;
    const Siting nearer = whole(c.value - 1);
    EXPECT_TRUE(nearer.open.empty() && nearer.proven) << seed;
    // The proof leaves clients out at its root, and is none without them being said to be left out.
    ASSERT_FALSE(c.proof.steps.empty());
    left_out += c.proof.steps.front().dropped.size();
    Center broken = c;
    broken.proof.steps.front().dropped.push_back(1'000'000);
    EXPECT_FALSE(verify_center(p, broken).holds) << seed;
  }
  EXPECT_GT(left_out, 40U * 50);
}

TEST(Site, EquityWeightsMoveTheSiteToThoseWhoCountMore) {
  // Two clients, each at a site, the other 10 away; one site. Equal people: by index. Weighted people: the heavier.
  Problem p;
  p.travel = std::make_shared<Travel>(Travel::dense(2, 2, std::vector<std::uint32_t>{0, 10, 10, 0}));
  p.weight = {100, 100};
  p.beyond = 10;
  p.count = 1;
  EXPECT_EQ(solved(p).open, std::vector<std::uint32_t>{0});
  p.weight = {100, 100 * 2};
  const Siting s = solved(p);
  EXPECT_EQ(s.open, std::vector<std::uint32_t>{1});
  EXPECT_EQ(s.value, 1000);
}

TEST(Site, ACertificateThatWasTamperedWithIsRefused) {
  std::size_t splits = 0, fixes = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Problem p = small_problem(seed, 120, 40);
    p.count += 3;
    if (seed % 2 == 0) p.charge = {Charge::Kind::within, 9};
    const Siting s = solved(p);
    ASSERT_TRUE(verify(p, s.open, s.value, s.proof).holds) << seed;
    const auto holds = [&](const Certificate& c, std::int64_t value) {
      return verify(p, s.open, value, c).holds;
    };
    Certificate bold = s.proof;
    bold.bound = s.value + 1;
    EXPECT_FALSE(holds(bold, s.value));
    EXPECT_FALSE(holds(s.proof, s.value - 1));
    EXPECT_FALSE(holds(s.proof, s.value + 1));
    Certificate cut = s.proof;
    cut.steps.pop_back();
    EXPECT_FALSE(holds(cut, s.value));
    Certificate more = s.proof;
    more.steps.push_back(more.steps.back());
    EXPECT_FALSE(holds(more, s.value));
    // Prices of nothing prove nothing: L(0) = 0.
    Certificate free = s.proof;
    for (auto& v : free.prices) std::fill(v.begin(), v.end(), 0);
    EXPECT_FALSE(holds(free, s.value));
    Certificate dear = s.proof;
    for (auto& v : dear.prices)
      std::fill(v.begin(), v.end(), (std::int64_t{p.beyond} << dear.shift) + 1);  // above being left out
    EXPECT_FALSE(holds(dear, s.value));
    for (std::size_t k = 0; k < s.proof.steps.size(); ++k) {
      const auto& step = s.proof.steps[k];
      if (step.kind == Certificate::Kind::split) {
        ++splits;
        Certificate other = s.proof;
        other.steps[k].site = kUnreached;
        EXPECT_FALSE(holds(other, s.value)) << seed;
      }
      if (step.kind == Certificate::Kind::fix) {
        // An open site of the only best choice cannot be shut by any prices: the rest would then prove too much.
        ++fixes;
        Certificate other = s.proof;
        for (Decision& d : other.steps[k].decided) d.open = !d.open;
        EXPECT_FALSE(holds(other, s.value)) << seed;
      }
    }
    // An open branch instead of a closed one: the tree of a problem with a site excluded does not prove it with it.
    Problem less = p;
    for (const std::uint32_t j : s.open)
      if (std::find(p.existing.begin(), p.existing.end(), j) == p.existing.end()) {
        less.excluded.push_back(j);
        break;
      }
    if (less.excluded.size() == p.excluded.size()) continue;
    const Siting t = solved(less);
    if (t.value > s.value) {
      EXPECT_FALSE(verify(p, t.open, t.value, t.proof).holds) << seed;
    }
    EXPECT_FALSE(verify(less, s.open, s.value, s.proof).holds) << seed;
  }
  EXPECT_GT(fixes, 10U);
  EXPECT_GT(splits, 10U);
}

TEST(Site, CoveredWeightIsMonotoneAndItsGainsDiminish) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Problem p = max_cover(small_problem(seed), 16);
    Random r{seed, 9};
    const auto covered = [&](const std::vector<std::uint32_t>& open) { return -worth(p, open).value; };
    for (int n = 0; n < 30; ++n) {
      std::vector<std::uint32_t> small, large;
      for (std::uint32_t j = 0; j + 1 < p.travel->sites(); ++j) {
        const auto x = r.below(3);
        if (x == 0) small.push_back(j);
        if (x <= 1) large.push_back(j);
      }
      const auto last = static_cast<std::uint32_t>(p.travel->sites() - 1);
      auto small_more = small, large_more = large;
      small_more.push_back(last);
      large_more.push_back(last);
      EXPECT_GE(covered(large), covered(small));
      EXPECT_GE(covered(small_more) - covered(small), covered(large_more) - covered(large));
    }
  }
}

TEST(Site, MoreSitesNeverCostMore) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Problem p = small_problem(seed, 30, 12);
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    for (p.count = p.existing.size() + 1; p.count + p.excluded.size() <= 12; ++p.count) {
      const Siting s = solved(p);
      EXPECT_TRUE(s.proven);
      EXPECT_LE(s.value, before) << seed;
      before = s.value;
    }
  }
}

TEST(Site, WhereNothingIsLeftToGainTheProofIsThatNothingCostsLessThanNothing) {
  Problem p = max_cover(small_problem(2, 40, 12), 60);
  p.count = 10;
  const Siting s = solved(p);
  ASSERT_EQ(s.worth.unreached, 0);
  EXPECT_EQ(s.value, 0);
  EXPECT_TRUE(s.proven);
  EXPECT_TRUE(verify(p, s.open, s.value, s.proof).holds);
  EXPECT_FALSE(verify(p, s.open, -1, s.proof).holds);
}

TEST(Site, UnreachedClientsAreChargedBeyondAndToldApart) {
  // Client 1 has no way at all.
  Problem p;
  p.travel =
      std::make_shared<Travel>(Travel::dense(2, 2, std::vector<std::uint32_t>{3, 5, kUnreached, kUnreached}));
  p.weight = {10, 7};
  p.beyond = 20;
  p.count = 1;
  const Siting s = solved(p);
  EXPECT_EQ(s.open, std::vector<std::uint32_t>{0});
  EXPECT_EQ(s.value, 10 * 3 + 7 * 20);
  EXPECT_EQ(s.worth.unreached, 7);
  EXPECT_EQ(s.worth.unreached_clients, 1U);
  EXPECT_EQ(s.worth.worst, 3U);
  EXPECT_TRUE(s.proven);
}

TEST(Site, TheSameBytesForAnyNumberOfThreads) {
  const Problem p = small_problem(5, 400, 60);
  set_threads(1);
  const Siting one = solved(p);
  set_threads(4);
  const Siting four = solved(p);
  set_threads(0);
  EXPECT_EQ(one.open, four.open);
  EXPECT_EQ(one.proof.prices, four.proof.prices);
  EXPECT_EQ(one.iterations, four.iterations);
}

TEST(Site, WithinLimitsTheBoundStillHolds) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Problem p = small_problem(seed, 60, 20);
    const std::int64_t best = solved(p).value;
    for (const Limits& limits : {Limits{.nodes = 1}, Limits{.nodes = 3}, Limits{.gap = 0.05}}) {
      const Siting s = solved(p, limits);
      EXPECT_LE(s.bound, best) << seed;
      EXPECT_GE(s.value, best) << seed;
      EXPECT_EQ(s.proven, s.bound == s.value);
      const Verdict v = verify(p, s.open, s.value, s.proof);
      EXPECT_TRUE(v.holds) << seed << " " << v.why.en;
      if (limits.gap > 0) {
        EXPECT_LE(s.gap, limits.gap + 1e-12) << seed;
      }
    }
  }
}

TEST(Site, WhatContradictsItselfIsRefusedInWords) {
  const Problem good = small_problem(1);
  EXPECT_EQ(refused(good), "");
  Problem p = good;
  p.count = 10;
  EXPECT_EQ(refused(p), "10 sites are asked for, but only 9 may be opened");
  p = good;
  p.existing = {0, 1, 2};
  p.count = 2;
  EXPECT_EQ(refused(p), "2 sites are asked for, but 3 exist and stay open");
  p = good;
  p.weight[3] = -4;
  EXPECT_EQ(refused(p), "client 3 has weight -4: below 0");
  p = good;
  p.existing = {2};
  p.excluded = {2};
  EXPECT_NE(refused(p), "");
  p = good;
  p.beyond = 1;
  EXPECT_NE(refused(p), "");
  p = good;
  p.capacity.assign(9, 1);
  p.weight.assign(14, 10);
  p.count = 2;
  EXPECT_EQ(refused(p), "the sites can hold 2 of 140: 138 too little");
}

TEST(Site, AnInfeasibleCoverNamesTheClients) {
  std::vector<std::uint32_t> cost(8, 30);
  for (std::size_t i : {0U, 4U}) cost[i] = 5;
  Problem p;
  p.travel = std::make_shared<Travel>(Travel::dense(8, 1, cost));
  p.weight.assign(8, 1);
  p.weight[7] = 0;  // does not count
  p.beyond = 30;
  p.count = 1;
  try {
    set_cover(p, 10);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.words().en, "5 clients have no site within 10: 1, 2, 3, 5, 6");
  }
}

TEST(Site, WaysOutOfOrderAreRefused) {
  EXPECT_THROW(Travel(2, {0, 2}, {{5, 0}, {3, 1}}), Error);
  EXPECT_THROW(Travel(2, {0, 2}, {{3, 0}, {5, 0}}), Error);
  EXPECT_THROW(Travel(2, {0, 1}, {{3, 2}}), Error);
  EXPECT_THROW(Travel(2, {0, 1}, {{3, 0}, {4, 1}}), Error);
  EXPECT_NO_THROW(Travel(2, {0, 2}, {{3, 0}, {3, 1}}));
}

}  // namespace
}  // namespace cityloop::site
