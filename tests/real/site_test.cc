// OR-Library p-median instances and the San Francisco stores: published optima, proven, and the proofs verified.

#include <array>
#include <cmath>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "cityloop/decide/site/cover.h"
#include "cityloop/decide/site/solve.h"
#include "cityloop/decide/site/verify.h"
#include "cityloop/io/import/text_file.h"
#include "tests/paths.h"

namespace cityloop::site {
namespace {

std::string sites_text(const std::string& file) {
  return read_text_file(testing::shared_dir() + "/data/facility-location/" + file, file).text;
}

class Published : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::shared_dir().empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/facility-location";
  }
};

/// Vertices, edges, p; then edges, of which the last of several between the same vertices counts. Ways are shortest
/// paths.
Problem pmed(int number) {
  std::istringstream in{sites_text("or-library-pmed/pmed" + std::to_string(number) + ".txt.gz")};
  std::size_t n = 0, edges = 0, p = 0;
  in >> n >> edges >> p;
  constexpr std::uint32_t kFar = 1'000'000;
  std::vector<std::uint32_t> d(n * n, kFar);
  for (std::size_t e = 0; e < edges; ++e) {
    std::size_t a = 0, b = 0;
    std::uint32_t c = 0;
    in >> a >> b >> c;
    d[(a - 1) * n + b - 1] = d[(b - 1) * n + a - 1] = c;
  }
  for (std::size_t k = 0; k < n; ++k) d[k * n + k] = 0;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) d[i * n + j] = std::min(d[i * n + j], d[i * n + k] + d[k * n + j]);
  Problem q;
  q.travel = std::make_shared<Travel>(Travel::dense(n, n, d));
  q.weight.assign(n, 1);
  q.beyond = q.travel->most();
  q.count = p;
  return q;
}

class OrLibrary : public Published {};

TEST_F(OrLibrary, AllMediansArePublishedOptimaWithProofsThatHold) {
  constexpr std::array<std::int64_t, 20> kOptima{5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255,
                                                 7696, 6634, 4374, 2968, 1729, 8162, 6999, 4809, 2845, 1789};
  for (int k = 1; k <= 20; ++k) {
    const Problem p = pmed(k);
    QuietRun quiet;
    const Siting s = solve(p, {}, quiet.run);
    EXPECT_EQ(s.value, kOptima[static_cast<std::size_t>(k - 1)]) << k;
    EXPECT_TRUE(s.proven) << k;
    const Verdict v = verify(p, s.open, s.value, s.proof);
    EXPECT_TRUE(v.holds) << k << " " << v.why.en;
    Certificate bold = s.proof;
    bold.bound = s.value;
    EXPECT_FALSE(verify(p, s.open, s.value - 1, bold).holds) << k;
  }
}

TEST_F(OrLibrary, AllCentersArePublishedOptimaWithProofsThatHold) {
  constexpr std::array<std::uint32_t, 20> kOptima{127, 98, 93, 74, 48, 84, 64, 55, 37, 20,
                                                  59,  51, 36, 26, 18, 47, 39, 28, 18, 13};
  for (int k = 1; k <= 20; ++k) {
    const Problem p = pmed(k);
    QuietRun quiet;
    const Center c = center(p, {}, quiet.run);
    EXPECT_EQ(c.value, kOptima[static_cast<std::size_t>(k - 1)]) << k;
    EXPECT_TRUE(c.proven) << k;
    const Verdict v = verify_center(p, c);
    EXPECT_TRUE(v.holds) << k << " " << v.why.en;
  }
}

/// 205 tracts, 16 stores; ways in tenths of a millimetre, so that rounding them to whole numbers is not seen.
Problem san_francisco() {
  std::istringstream in{
      sites_text("san-francisco-stores/SF_network_distance_candidateStore_16_censusTract_205_new.csv")};
  std::string line, cell;
  std::getline(in, line);
  std::map<std::string, std::uint32_t> store;
  std::map<std::string, std::size_t> tract;
  struct Row {
    std::size_t tract;
    std::uint32_t store, cost;
  };
  std::vector<Row> rows;
  Problem p;
  while (std::getline(in, line)) {
    std::istringstream fields{line};
    std::array<std::string, 4> f;
    for (std::string& x : f) std::getline(fields, x, ',');
    const auto s = store.try_emplace(f[1], static_cast<std::uint32_t>(store.size())).first->second;
    const auto [t, fresh] = tract.try_emplace(f[2], tract.size());
    if (fresh) p.weight.push_back(std::stoll(f[3]));
    rows.push_back({t->second, s, static_cast<std::uint32_t>(std::llround(std::stod(f[0]) * 1e4))});
  }
  std::vector<std::uint32_t> cost(tract.size() * store.size(), kUnreached);
  for (const Row& r : rows) cost[r.tract * store.size() + r.store] = r.cost;
  p.travel = std::make_shared<Travel>(Travel::dense(tract.size(), store.size(), cost));
  p.beyond = p.travel->most();
  p.count = 4;
  return p;
}

class SanFrancisco : public Published {};

TEST_F(SanFrancisco, StoresAreWhereSpoptPutsThem) {
  const Problem p = san_francisco();
  ASSERT_EQ(p.weight.size(), 205U);
  ASSERT_EQ(p.travel->sites(), 16U);
  std::int64_t people = 0;
  for (const std::int64_t w : p.weight) people += w;
  QuietRun quiet;
  // p-median, p = 4: 2,848,268,129.7145 person-metres, 2,982.1269 m each.
  const Siting median = solve(p, {}, quiet.run);
  EXPECT_NEAR(static_cast<double>(median.value) / 1e4, 2'848'268'129.7145, 50);
  EXPECT_NEAR(static_cast<double>(median.value) / 1e4 / static_cast<double>(people), 2982.1269, 1e-4);
  EXPECT_TRUE(median.proven);
  EXPECT_TRUE(verify(p, median.open, median.value, median.proof).holds);
  // p-center: 7,403.0638 m.
  const Center middle = center(p, {}, quiet.run);
  EXPECT_NEAR(middle.value / 1e4, 7403.0638, 1e-4);
  EXPECT_TRUE(middle.proven);
  EXPECT_TRUE(verify_center(p, middle).holds);
  // Within 5 km: four stores cover 875,247 people; covering all tracts that can be takes eight.
  const std::uint32_t radius = 5000 * 10'000;
  const Problem cover = max_cover(p, radius);
  const Siting four = solve(cover, {}, quiet.run);
  EXPECT_EQ(people - four.value, 875'247);
  EXPECT_TRUE(four.proven);
  EXPECT_TRUE(verify(cover, four.open, four.value, four.proof).holds);
  Problem reached = p;
  for (std::size_t i = 0; i < p.weight.size(); ++i)
    if (p.travel->of(i).front().cost > radius) reached.weight[i] = 0;
  const Problem all = set_cover(reached, radius);
  const Siting eight = solve(all, {}, quiet.run);
  EXPECT_EQ(eight.value, 8);
  EXPECT_TRUE(eight.proven);
  EXPECT_TRUE(verify(all, eight.open, eight.value, eight.proof).holds);
}

}  // namespace
}  // namespace cityloop::site
