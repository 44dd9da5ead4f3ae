// The p-median with capacities beside exhaustive search over sites and a transport solved another way.

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "cityloop/base/error.h"
#include "cityloop/decide/site/capacitated.h"
#include "tests/decide/site_world.h"

namespace cityloop::site {
namespace {

/// The cheapest way to send whole units: unit by unit along cheapest augmenting paths over clients and sites (Bellman-Ford
/// on the residual network), slowly and from the definition.
std::int64_t by_units(const Problem& p, const std::vector<std::uint32_t>& open) {
  const std::size_t n = p.weight.size(), m = open.size(), sink = n + m, source = sink + 1;
  std::vector<std::vector<std::int64_t>> room(source + 1, std::vector<std::int64_t>(source + 1, 0));
  std::vector<std::vector<std::int64_t>> cost(source + 1, std::vector<std::int64_t>(source + 1, 0));
  std::int64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    room[source][i] = p.weight[i];
    total += p.weight[i];
    room[i][sink] = p.weight[i];
    cost[i][sink] = p.beyond;
    cost[sink][i] = -cost[i][sink];
    for (const Reach& r : p.travel->of(i)) {
      const auto at = std::find(open.begin(), open.end(), r.site);
      if (at == open.end()) continue;
      const auto s = n + static_cast<std::size_t>(at - open.begin());
      room[i][s] = p.weight[i];
      cost[i][s] = r.cost;
      cost[s][i] = -cost[i][s];
    }
  }
  for (std::size_t k = 0; k < m; ++k) room[n + k][sink] = p.capacity[open[k]];
  std::int64_t sum = 0;
  for (std::int64_t sent = 0; sent < total;) {
    std::vector<std::int64_t> d(source + 1, 1'000'000);
    std::vector<std::size_t> from(source + 1, source);
    d[source] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t a = 0; a <= source; ++a)
        for (std::size_t b = 0; b <= source; ++b)
          if (room[a][b] > 0 && d[a] < 1'000'000 && d[a] + cost[a][b] < d[b]) {
            d[b] = d[a] + cost[a][b];
            from[b] = a;
            changed = true;
          }
    }
    std::int64_t amount = total;
    for (std::size_t b = sink; b != source; b = from[b]) amount = std::min(amount, room[from[b]][b]);
    for (std::size_t b = sink; b != source; b = from[b]) {
      room[from[b]][b] -= amount;
      room[b][from[b]] += amount;
    }
    sent += amount;
    sum += amount * d[sink];
  }
  return sum;
}

Problem tight_problem(std::uint64_t seed) {
  Problem p = small_problem(seed, 10, 7);
  Random r{seed, 4};
  std::int64_t total = 0;
  for (const std::int64_t w : p.weight) total += w;
  p.count = p.existing.size() + 2;
  for (std::size_t j = 0; j < 7; ++j)
    p.capacity.push_back(total / static_cast<std::int64_t>(p.count) + 1 +
                         static_cast<std::int64_t>(r.below(20)));
  return p;
}

TEST(SiteCapacity, TheBestOfAllChoicesWithAProofThatHolds) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Problem p = tight_problem(seed);
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    each_choice(p, [&](const std::vector<std::uint32_t>& open) { best = std::min(best, by_units(p, open)); });
    QuietRun quiet;
    const Filled f = solve_capacitated(p, {}, quiet.run);
    EXPECT_EQ(f.siting.value, best) << seed;
    EXPECT_TRUE(f.siting.proven) << seed;
    const Verdict v = verify_capacitated(p, f);
    EXPECT_TRUE(v.holds) << seed << " " << v.why.en;
  }
}

TEST(SiteCapacity, APeopleTooManyOrATamperedProofIsRefused) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Problem p = tight_problem(seed);
    QuietRun quiet;
    const Filled f = solve_capacitated(p, {}, quiet.run);
    ASSERT_FALSE(f.parts.empty());
    Filled more = f;
    more.parts.front().weight += 1;
    EXPECT_FALSE(verify_capacitated(p, more).holds);
    Filled less = f;
    less.parts.pop_back();
    EXPECT_FALSE(verify_capacitated(p, less).holds);
    Filled bold = f;
    bold.siting.value -= 1;
    EXPECT_FALSE(verify_capacitated(p, bold).holds);
    bold = f;
    for (auto& v : bold.siting.proof.prices) std::fill(v.begin(), v.end(), 0);
    EXPECT_FALSE(verify_capacitated(p, bold).holds);
    // The same answer for sites that hold less than what is sent to them.
    Problem small = p;
    std::int64_t sent = 0;
    const std::uint32_t site = f.parts.front().site;
    for (const Part& part : f.parts) sent += part.site == site ? part.weight : 0;
    if (site == kUnreached) continue;
    small.capacity[site] = sent - 1;
    EXPECT_FALSE(verify_capacitated(small, f).holds);
  }
}

TEST(SiteCapacity, WithRoomEnoughItIsThePlainMedian) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Problem p = small_problem(seed, 30, 12);
    QuietRun quiet;
    const std::int64_t plain = solve(p, {}, quiet.run).value;
    p.capacity.assign(12, 1'000'000);
    EXPECT_EQ(solve_capacitated(p, {}, quiet.run).siting.value, plain) << seed;
  }
}

TEST(SiteCapacity, APlaceThatIsFullSendsTheRestToTheNext) {
  // One cell of 10 people at site 0, which holds 6; site 1 is 5 away. 6 × 0 + 4 × 5 = 20.
  Problem p;
  p.travel = std::make_shared<Travel>(Travel::dense(1, 2, std::vector<std::uint32_t>{0, 5}));
  p.weight = {10};
  p.beyond = 50;
  p.count = 2;
  p.capacity = {6, 6};
  QuietRun quiet;
  const Filled f = solve_capacitated(p, {}, quiet.run);
  EXPECT_EQ(f.siting.value, 20);
  EXPECT_EQ(f.parts, (std::vector<Part>{{0, 0, 6}, {0, 1, 4}}));
  EXPECT_EQ(f.unserved, 0);
  EXPECT_THROW(solve(p, {}, quiet.run), Error);
}

}  // namespace
}  // namespace cityloop::site
