#include "cityloop/decide/portfolio/solve.h"

#include <gtest/gtest.h>

#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::city;
using testing::exhaustive;
using testing::million;
using testing::small;

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

}  // namespace
}  // namespace cityloop::portfolio
