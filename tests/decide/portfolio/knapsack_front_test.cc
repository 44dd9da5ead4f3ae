#include "cityloop/decide/portfolio/knapsack_front.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "cityloop/base/error.h"
#include "cityloop/base/random.h"

namespace cityloop::portfolio {
namespace {

Knapsack drawn_knapsack(std::uint64_t seed, std::size_t objectives, std::size_t rows, std::int64_t least) {
  Random r{seed, 33};
  Knapsack k;
  const std::size_t n = 11;
  const auto draw = [&](std::int64_t from) { return from + static_cast<std::int64_t>(r.below(12)); };
  k.objectives.resize(objectives);
  k.weights.resize(rows);
  for (auto& c : k.objectives)
    for (std::size_t j = 0; j < n; ++j) c.push_back(draw(least));
  for (auto& a : k.weights) {
    for (std::size_t j = 0; j < n; ++j) a.push_back(draw(least));
    k.capacity.push_back(20 + static_cast<std::int64_t>(r.below(20)));
  }
  return k;
}
bool fits_knapsack(const Knapsack& k, const std::vector<std::uint8_t>& x) {
  for (std::size_t i = 0; i < k.weights.size(); ++i) {
    std::int64_t sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) sum += x[j] * k.weights[i][j];
    if (sum > k.capacity[i]) return false;
  }
  return true;
}
Values values_of(const Knapsack& k, const std::vector<std::uint8_t>& x) {
  Values v(k.objectives.size(), 0);
  for (std::size_t i = 0; i < v.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) v[i] += x[j] * k.objectives[i][j];
  return v;
}
/// All values that nothing dominates, by trying all sets.
std::vector<Values> by_exhaustion(const Knapsack& k) {
  std::set<Values, std::greater<>> all;
  for (std::size_t mask = 0; mask < std::size_t{1} << k.items(); ++mask) {
    std::vector<std::uint8_t> x;
    for (std::size_t j = 0; j < k.items(); ++j) x.push_back(static_cast<std::uint8_t>(mask >> j & 1U));
    if (fits_knapsack(k, x)) all.insert(values_of(k, x));
  }
  std::vector<Values> out;
  for (const Values& v : all)
    if (std::none_of(all.begin(), all.end(), [&](const Values& w) { return dominates(w, v); }))
      out.push_back(v);
  return out;
}
std::vector<Values> values_in_order(const KnapsackFront& f) {
  std::vector<Values> out;
  for (const KnapsackPoint& p : f.points) out.push_back(p.values);
  return out;
}

TEST(KnapsackFront, RandomFrontsOfOneToFourObjectivesAreThoseOfExhaustion) {
  std::size_t points = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (std::size_t objectives = 1; objectives <= 4; ++objectives)
      for (std::size_t rows = 1; rows <= 3; ++rows) {
        const Knapsack k = drawn_knapsack(seed, objectives, rows, 1);
        const KnapsackFront f = knapsack_front(k);
        EXPECT_TRUE(f.complete);
        EXPECT_EQ(values_in_order(f), by_exhaustion(k)) << seed << ' ' << objectives << ' ' << rows;
        for (const KnapsackPoint& p : f.points) {
          EXPECT_TRUE(fits_knapsack(k, p.x));
          EXPECT_EQ(values_of(k, p.x), p.values);
        }
        points += f.points.size();
      }
  EXPECT_GT(points, 500U);
}
TEST(KnapsackFront, NumbersMayBeBelowNothing) {
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (std::size_t objectives = 2; objectives <= 3; ++objectives) {
      Knapsack k = drawn_knapsack(seed, objectives, 2, -5);
      k.capacity[0] = static_cast<std::int64_t>(seed) - 4;  // something must give before anything is taken
      EXPECT_EQ(values_in_order(knapsack_front(k)), by_exhaustion(k)) << seed << ' ' << objectives;
    }
}
TEST(KnapsackFront, NothingFitsGivesNoPoint) {
  Knapsack k{{{3, 4}, {5, 1}}, {{1, 2}}, {-1}};
  const KnapsackFront f = knapsack_front(k);
  EXPECT_TRUE(f.points.empty());
  EXPECT_TRUE(f.complete);
}
TEST(KnapsackFront, SearchThatIsStoppedSaysSo) {
  const Knapsack k = drawn_knapsack(1, 3, 2, 1);
  const KnapsackFront f = knapsack_front(k, 12);
  EXPECT_FALSE(f.complete);
  for (const KnapsackPoint& p : f.points) EXPECT_TRUE(fits_knapsack(k, p.x));
}
TEST(KnapsackFront, WrongNumbersAreRefused) {
  EXPECT_THROW(knapsack_front({}), Error);
  EXPECT_THROW(knapsack_front({{{1, 2}}, {{1}}, {3}}), Error);
  EXPECT_THROW(knapsack_front({{{1, 2}}, {{1, 1}}, {}}), Error);
  EXPECT_THROW(knapsack_front({{{std::int64_t{1} << 41, 2}}, {{1, 1}}, {1}}), Error);
}
TEST(Zones, PartsWithinOthersAreDropped) {
  // Points that share a component: the parts of a zone with equal corners in it are the same zone or lie in
  // one another.
  Zones zones{{0, 0, 0}};
  zones.found(Values{3, 2, 2});
  zones.found(Values{2, 3, 2});
  zones.found(Values{2, 2, 3});
  std::set<Values> corners;
  while (const auto c = zones.next()) {
    EXPECT_TRUE(corners.insert(*c).second);
    zones.close();
  }
  // What none of the three is as good as has more than 3 of something, or more than 2 of two things.
  EXPECT_EQ(corners, (std::set<Values>{{3, 0, 0}, {0, 3, 0}, {0, 0, 3}, {2, 2, 0}, {2, 0, 2}, {0, 2, 2}}));
}

std::vector<std::vector<std::int64_t>> whole_numbers(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::vector<std::vector<std::int64_t>> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells{line};
    std::string cell;
    std::getline(cells, cell, ',');
    out.emplace_back();
    while (std::getline(cells, cell, ','))
      if (!cell.empty()) out.back().push_back(static_cast<std::int64_t>(std::floor(std::stod(cell))));
  }
  return out;
}
class PublishedFront : public ::testing::TestWithParam<std::pair<const char*, std::size_t>> {};

TEST_P(PublishedFront, IsFoundWhole) {
  const char* shared = std::getenv("CITYLOOP_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "CITYLOOP_SHARED is not set";
  const auto folder =
      std::filesystem::path{shared} / "data/portfolio/multiobjective-knapsack" / GetParam().first;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  Knapsack k;
  k.objectives = whole_numbers(folder / "c.csv");
  k.weights = whole_numbers(folder / "a.csv");
  for (const auto& row : whole_numbers(folder / "b.csv"))
    k.capacity.push_back(row[0]);  // halves cannot be used
  const KnapsackFront f = knapsack_front(k);
  EXPECT_TRUE(f.complete);
  EXPECT_EQ(f.points.size(), GetParam().second);
  std::vector<Values> published = whole_numbers(folder / "pareto_sols.csv");
  std::sort(published.begin(), published.end(), std::greater<>{});
  EXPECT_EQ(values_in_order(f), published);
  // Ends of the pay-off table: nothing has more of an objective than its row says.
  const std::vector<Values> best = whole_numbers(folder / "payoff_table.csv");
  for (std::size_t i = 0; i < best.size(); ++i) {
    const auto top = std::max_element(f.points.begin(), f.points.end(), [&](const auto& a, const auto& b) {
      return a.values[i] < b.values[i];
    });
    EXPECT_EQ(top->values[i], best[i][i]);
  }
}
INSTANTIATE_TEST_SUITE_P(KnapsackFront, PublishedFront,
                         ::testing::Values(std::pair{"2kp50", std::size_t{35}},
                                           std::pair{"2kp100", std::size_t{121}},
                                           std::pair{"3kp40", std::size_t{389}}),
                         [](const auto& each) { return std::string{each.param.first}; });

}  // namespace
}  // namespace cityloop::portfolio
