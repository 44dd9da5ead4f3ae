#include "cityloop/decide/select.h"

#include <set>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

/// Coverage: item i covers some weighted elements; an element counts once. Monotone and submodular by construction.
class Coverage final : public Gains {
 public:
  std::vector<double> weight;
  std::vector<std::vector<int>> covers;
  double of(std::span<const std::size_t> chosen, std::size_t item) override {
    std::set<int> have;
    for (const std::size_t c : chosen) have.insert(covers[c].begin(), covers[c].end());
    double sum = 0;
    for (const int e : covers[item])
      if (have.insert(e).second) sum += weight[static_cast<std::size_t>(e)];
    return sum;
  }
};

Purse purse(std::vector<std::int64_t> yuan) {
  Purse p;
  int year = 2027;
  for (const std::int64_t y : yuan) p.left.emplace_back(Year{year++}, Money{y * 100});
  return p;
}

struct Instance {
  Coverage gains;
  std::vector<Item> items;
  std::vector<Purse> purses;
};
Instance instance(std::uint64_t seed) {
  Random r{seed, 1};
  Instance in;
  for (int e = 0; e < 20; ++e) in.gains.weight.push_back(r.uniform(1, 10));
  for (std::size_t i = 0; i < 10; ++i) {
    std::vector<int> c;
    for (int e = 0; e < 20; ++e)
      if (r.uniform() < 0.25) c.push_back(e);
    in.gains.covers.push_back(c);
    in.items.push_back({i % 2, Money{static_cast<std::int64_t>(r.below(900) + 100) * 100},
                        1 + static_cast<int>(r.below(2)), r.below(8)});
  }
  in.purses = {purse({600, 500, 400}), purse({700, 300, 300})};
  return in;
}

/// The best value of any subset that can be paid in some order and holds no site twice. Exhaustive: 2^10 subsets, each
/// with the payments that fits() finds in item order – every payment the selection could make is covered by trying all
/// start years.
bool payable(const Instance& in, const std::vector<std::size_t>& set, std::size_t k,
             std::vector<Purse>& left) {
  if (k == set.size()) return true;
  const Item& item = in.items[set[k]];
  for (const auto& [start, money] : std::vector{left[item.fund].left}) {
    std::vector<Purse> next = left;
    bool ok = true;
    for (const auto& [year, part] : spread(item.cost, item.years, start)) {
      bool paid = false;
      for (auto& [y, m] : next[item.fund].left)
        if (y == year && m >= part) m -= part, paid = true;
      ok = ok && paid;
    }
    if (ok && payable(in, set, k + 1, next)) return true;
  }
  return false;
}
double optimum(Instance& in) {
  double best = 0;
  for (std::size_t mask = 0; mask < (std::size_t{1} << in.items.size()); ++mask) {
    std::vector<std::size_t> set;
    std::set<std::uint64_t> sites;
    bool distinct = true;
    for (std::size_t i = 0; i < in.items.size(); ++i)
      if ((mask >> i & 1) != 0) {
        set.push_back(i);
        distinct = distinct && sites.insert(in.items[i].site).second;
      }
    if (!distinct) continue;
    double value = 0;
    for (std::size_t k = 0; k < set.size(); ++k) value += in.gains.of(std::span{set}.first(k), set[k]);
    if (value <= best) continue;
    std::vector<Purse> left = in.purses;
    if (payable(in, set, 0, left)) best = value;
  }
  return best;
}

TEST(Select, ChosenIsAtMostTheOptimumAndTheOptimumAtMostTheBound) {
  double worst = 1, sum = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Instance in = instance(seed);
    QuietRun quiet;
    const Selected s = select(in.items, in.purses, in.gains, {}, quiet.run);
    const double best = optimum(in);
    EXPECT_LE(s.value, best + 1e-9) << seed;
    EXPECT_LE(best, s.bound + 1e-9) << seed;
    EXPECT_TRUE(s.diminishing) << seed;
    EXPECT_EQ(s.chosen.size() + s.refused.size(), in.items.size());
    worst = std::min(worst, s.value / best);
    sum += s.value / best;
  }
  // Greedy with swaps, on forty coverages of ten items whose payments compete year by year.
  EXPECT_GT(worst, 0.7);
  EXPECT_GT(sum / 40, 0.95);
}

TEST(Select, NoPurseIsOverdrawnInAnyYear) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Instance in = instance(seed);
    QuietRun quiet;
    const Selected s = select(in.items, in.purses, in.gains, {}, quiet.run);
    std::vector<Purse> left = in.purses;
    for (const Picked& p : s.chosen) {
      Money sum;
      for (const auto& [year, money] : p.spending) {
        sum += money;
        for (auto& [y, m] : left[in.items[p.item].fund].left)
          if (y == year) m -= money;
      }
      EXPECT_EQ(sum, in.items[p.item].cost);
    }
    for (std::size_t f = 0; f < left.size(); ++f)
      for (std::size_t y = 0; y < left[f].left.size(); ++y) {
        EXPECT_GE(left[f].left[y].second.fen, 0);
        EXPECT_EQ(left[f].left[y].second, s.left[f].left[y].second);
      }
  }
}

TEST(Select, MoreMoneyNeverLowersTheOptimumNorTheBoundBelowIt) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Instance in = instance(seed);
    const double before = optimum(in);
    for (auto& [year, money] : in.purses[0].left) money += Money{30000};
    const double after = optimum(in);
    EXPECT_GE(after, before);
    QuietRun quiet;
    EXPECT_GE(select(in.items, in.purses, in.gains, {}, quiet.run).bound + 1e-9, after);
  }
}

TEST(Select, SpendingSumsToTheCostWithOddFenFirst) {
  const auto s = spread(Money{100}, 3, Year{2027});
  ASSERT_EQ(s.size(), 3U);
  EXPECT_EQ(s[0], (std::pair{Year{2027}, Money{34}}));
  EXPECT_EQ(s[1].second, Money{33});
  EXPECT_EQ(s[2], (std::pair{Year{2029}, Money{33}}));
}

TEST(Select, GrowingGainsAreSaid) {
  /// Two halves of a bridge: each alone is worth 1, both 10.
  class Bridge final : public Gains {
   public:
    double of(std::span<const std::size_t> chosen, std::size_t) override { return chosen.empty() ? 1 : 9; }
  } gains;
  const std::vector<Item> items{{0, Money{100}, 1, 1}, {0, Money{100}, 1, 2}};
  const std::vector<Purse> purses{purse({10})};
  QuietRun quiet;
  const Selected s = select(items, purses, gains, {}, quiet.run);
  EXPECT_FALSE(s.diminishing);
  EXPECT_DOUBLE_EQ(s.value, 10);
  EXPECT_GE(s.bound, s.value);
}

TEST(Select, EveryRefusalHasItsReason) {
  Coverage gains;
  gains.weight = {10, 5, 4};
  gains.covers = {{0}, {0}, {1}, {}, {2}};
  // 0 and 1 do the same on different sites; 2 stands on 0's site; 3 does nothing; 4 costs more than there is.
  const std::vector<Item> items{{0, Money{1000}, 1, 1},
                                {0, Money{1100}, 1, 2},
                                {0, Money{1000}, 1, 1},
                                {0, Money{100}, 1, 4},
                                {0, Money{900000}, 1, 5}};
  const std::vector<Purse> purses{purse({50})};
  QuietRun quiet;
  const Selected s = select(items, purses, gains, {}, quiet.run);
  ASSERT_EQ(s.chosen.size(), 1U);
  ASSERT_EQ(s.refused.size(), 4U);
  EXPECT_EQ(s.refused[0].why, Refusal::dominated);
  EXPECT_EQ(s.refused[1].why, Refusal::same_site);
  EXPECT_EQ(s.refused[2].why, Refusal::no_gain);
  EXPECT_EQ(s.refused[3].why, Refusal::exhausted);
}

}  // namespace
}  // namespace cityloop
