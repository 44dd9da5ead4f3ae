#include "cityloop/decide/portfolio/front.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop::portfolio {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;

struct TwoValued {
  Milp milp;
  std::vector<std::int64_t> first, second;
};
TwoValued random_knapsack(std::uint64_t seed) {
  Random r{seed, 31};
  TwoValued k;
  const std::size_t row = k.milp.row(-kUnlimited, 25);
  for (std::size_t j = 0; j < 10; ++j) {
    k.milp.column({});
    k.milp.entry(row, j, static_cast<double>(1 + r.below(10)));
    k.first.push_back(static_cast<std::int64_t>(r.below(20)) - 2);
    k.second.push_back(static_cast<std::int64_t>(r.below(20)) - 2);
  }
  return k;
}
/// All points that nothing beats, by trying all sets.
std::vector<Pair> exhaustive(const TwoValued& k) {
  std::map<std::int64_t, std::int64_t, std::greater<>> best;
  for (std::size_t mask = 0; mask < 1024; ++mask) {
    double weight = 0;
    Pair v{0, 0};
    for (const Milp::Entry& e : k.milp.entries) {
      if ((mask >> e.column & 1U) == 0) continue;
      weight += e.coefficient;
      v.first += k.first[e.column];
      v.second += k.second[e.column];
    }
    if (weight > 25) continue;
    const auto [it, added] = best.emplace(v.first, v.second);
    it->second = std::max(it->second, v.second);
  }
  std::vector<Pair> out;
  for (const auto& [a, b] : best)
    if (out.empty() || b > out.back().second) out.emplace_back(a, b);
  return out;
}
std::vector<Pair> points_of(const Front& f) {
  std::vector<Pair> out;
  for (const FrontPoint& p : f.points) out.emplace_back(p.first, p.second);
  return out;
}

TEST(PortfolioFront, RandomFrontsAreThoseOfExhaustion) {
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    const TwoValued k = random_knapsack(seed);
    const Front f = front(k.milp, k.first, k.second);
    EXPECT_TRUE(f.complete);
    EXPECT_EQ(points_of(f), exhaustive(k)) << seed;
  }
}

TEST(PortfolioFront, ProtectionCostsWhatBertsimasAndSimSay) {
  // c = (10, 13, 7, 8), w = (4, 6, 3, 5) ± (1, 2, 1, 1.5), at most 12.
  const std::vector<double> c{10, 13, 7, 8}, w{4, 6, 3, 5}, d{1, 2, 1, 1.5};
  const std::map<double, double> expected{{0, 25}, {1, 23}, {2, 20}, {4, 20}};
  for (const auto& [most_off, value] : expected) {
    Milp m;
    const std::size_t row = m.row(-kUnlimited, 12);
    for (std::size_t j = 0; j < 4; ++j) {
      m.column({.low = 0, .high = 1, .objective = c[j], .integer = true});
      m.entry(row, j, w[j]);
    }
    protect(m, row, d, most_off);
    const MilpSolution s = solve(m, {.gap = 0});
    EXPECT_DOUBLE_EQ(s.value, value) << most_off;
    if (most_off == 1) {
      EXPECT_EQ((std::vector<double>(s.x.begin(), s.x.begin() + 4)), (std::vector<double>{1, 1, 0, 0}));
    }
  }
}

/// A table of numbers without its first row and column.
std::vector<std::vector<double>> table(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::vector<std::vector<double>> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells{line};
    std::string cell;
    std::getline(cells, cell, ',');
    out.emplace_back();
    while (std::getline(cells, cell, ',')) out.back().push_back(std::stod(cell));
  }
  return out;
}

TEST(PortfolioFront, TheFrontOf2kp50HasItsThirtyFivePoints) {
  const char* shared = std::getenv("CITYLOOP_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "CITYLOOP_SHARED is not set";
  const auto folder = std::filesystem::path{shared} / "data/portfolio/multiobjective-knapsack/2kp50";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  const auto a = table(folder / "a.csv"), b = table(folder / "b.csv"), c = table(folder / "c.csv");
  TwoValued k;
  for (std::size_t j = 0; j < c[0].size(); ++j) {
    k.milp.column({});
    k.first.push_back(std::llround(c[0][j]));
    k.second.push_back(std::llround(c[1][j]));
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t row = k.milp.row(-kUnlimited, b[i][0]);
    for (std::size_t j = 0; j < a[i].size(); ++j) k.milp.entry(row, j, a[i][j]);
  }
  const Front f = front(k.milp, k.first, k.second);
  EXPECT_TRUE(f.complete);
  std::vector<Pair> published;
  for (const auto& p : table(folder / "pareto_sols.csv"))
    published.emplace_back(std::llround(p[0]), std::llround(p[1]));
  EXPECT_EQ(published.size(), 35U);
  EXPECT_EQ(points_of(f), published);
  EXPECT_EQ(points_of(f).front(), (Pair{2103, 1529}));
  EXPECT_EQ(points_of(f).back(), (Pair{1547, 2020}));
}

}  // namespace
}  // namespace cityloop::portfolio
