// What is told about each site, beside evaluating the changed set from the definition.

#include <algorithm>

#include <gtest/gtest.h>

#include "cityloop/decide/site/explain.h"
#include "cityloop/decide/site/solve.h"
#include "tests/decide/site_world.h"

namespace cityloop::site {
namespace {

std::vector<std::uint32_t> changed(std::vector<std::uint32_t> open, std::uint32_t in, std::uint32_t out) {
  std::erase(open, out);
  if (in != kUnreached) open.push_back(in);
  return open;
}

TEST(SiteExplain, LossGainAndExchangeAreWhatEvaluatingAnewGives) {
  std::size_t exchanges = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Problem p = small_problem(seed, 25, 9);
    if (seed % 5 == 1) p.charge = {Charge::Kind::within, 14};
    if (seed % 5 == 2) p.charge = {Charge::Kind::above, 8};
    QuietRun quiet;
    const Siting s = solve(p, {}, quiet.run);
    const Explained e = explain(p, s.open);
    ASSERT_EQ(e.open.size(), s.open.size());
    std::int64_t weight = e.unreached;
    for (const Served& site : e.open) {
      weight += site.weight;
      EXPECT_EQ(site.lost, worth(p, changed(s.open, kUnreached, site.site)).value - s.value) << seed;
      if (site.instead == kUnreached) continue;
      EXPECT_EQ(site.difference, worth(p, changed(s.open, site.instead, site.site)).value - s.value) << seed;
      EXPECT_GE(site.difference, 0) << seed;  // the optimum is no worse than any exchange
      for (const Passed& other : e.ranking)
        EXPECT_LE(site.difference, worth(p, changed(s.open, other.site, site.site)).value - s.value) << seed;
    }
    std::int64_t all = 0;
    for (const std::int64_t w : p.weight) all += w;
    EXPECT_EQ(weight, all) << seed;
    EXPECT_EQ(e.ranking.size(), 9 - s.open.size() - p.excluded.size()) << seed;
    for (std::size_t k = 0; k < e.ranking.size(); ++k) {
      const Passed& site = e.ranking[k];
      EXPECT_EQ(site.gain, s.value - worth(p, changed(s.open, site.site, kUnreached)).value) << seed;
      EXPECT_GE(e.ranking[k > 0 ? k - 1 : 0].gain, site.gain) << seed;
      if (site.instead_of == kUnreached) continue;
      ++exchanges;
      EXPECT_EQ(site.difference, worth(p, changed(s.open, site.site, site.instead_of)).value - s.value)
          << seed;
    }
  }
  EXPECT_GT(exchanges, 100U);
}

TEST(SiteExplain, ClientsPeopleMeanAndWorstAreToldByHand) {
  // Two open sites; clients of 10, 30 and 5 people are 4, 8 and 2 away from their nearest; a fourth of 7 reaches none.
  constexpr std::uint32_t kNo = kUnreached;
  Problem p;
  p.travel = std::make_shared<Travel>(
      Travel::dense(4, 3, std::vector<std::uint32_t>{4, 9, kNo, 8, 20, 1, kNo, 2, kNo, kNo, kNo, 5}));
  p.weight = {10, 30, 5, 7};
  p.beyond = 30;
  p.count = 2;
  const Explained e = explain(p, std::vector<std::uint32_t>{0, 1});
  ASSERT_EQ(e.open.size(), 2U);
  EXPECT_EQ(e.open[0].clients, 2U);
  EXPECT_EQ(e.open[0].weight, 40);
  EXPECT_DOUBLE_EQ(e.open[0].mean, (10 * 4 + 30 * 8) / 40.0);
  EXPECT_EQ(e.open[0].worst, 8U);
  EXPECT_EQ(e.open[0].lost, 10 * (9 - 4) + 30 * (20 - 8));
  EXPECT_EQ(e.open[1].lost, 5 * (30 - 2));
  EXPECT_EQ(e.unreached, 7);
  EXPECT_EQ(e.unreached_clients, 1U);
  ASSERT_EQ(e.ranking.size(), 1U);
  EXPECT_EQ(e.ranking[0].gain, 30 * (8 - 1) + 7 * (30 - 5));
  // For site 1: 5 people lose 28 each; for site 0: 10 people lose 5 each, and 30 still have 1.
  EXPECT_EQ(e.ranking[0].instead_of, 0U);
  EXPECT_EQ(e.ranking[0].difference, 10 * 5 - 30 * 7 - 7 * 25);
}

}  // namespace
}  // namespace cityloop::site
