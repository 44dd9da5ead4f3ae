#include "cityloop/decide/portfolio/plan_front.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

Values in_steps(const Problem& p, const std::vector<Objective>& objectives, const Starts& s) {
  Values out;
  for (const Objective& o : objectives)
    out.push_back(static_cast<std::int64_t>(std::floor(value_of(o, p, s) / o.step + 1e-6)));
  return out;
}
/// All values in steps that nothing dominates, by trying all plans.
std::set<Values> every_plan(const Problem& p, const std::vector<Objective>& objectives) {
  std::set<Values> all, out;
  Starts s(p.proposals.size(), kNotChosen);
  for (;;) {
    if (broken(p, s).empty()) all.insert(in_steps(p, objectives, s));
    std::size_t i = 0;
    while (i < s.size() && ++s[i] == p.years) s[i++] = kNotChosen;
    if (i == s.size()) break;
  }
  for (const Values& v : all)
    if (std::none_of(all.begin(), all.end(), [&](const Values& w) { return dominates(w, v); })) out.insert(v);
  return out;
}
/// Worth, the worse of two zones, and carbon.
std::vector<Objective> drawn_objectives(std::uint64_t seed, std::size_t works) {
  Random r{seed, 34};
  Objective zones{Objective::Kind::least, std::vector<std::vector<double>>(2), 0.5};
  Objective carbon{Objective::Kind::sum, std::vector<std::vector<double>>(1), 1};
  for (std::size_t i = 0; i < works; ++i) {
    for (auto& zone : zones.gains) zone.push_back(r.uniform(-0.5, 5));
    carbon.gains[0].push_back(-static_cast<double>(r.below(9)));
  }
  return {Objective{Objective::Kind::worth, {}, 0.5}, zones, carbon};
}

TEST(PlanFront, FrontsUnderEveryConstraintAreThoseOfExhaustion) {
  std::size_t points = 0, several = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Problem p = testing::small(seed, 5);
    const std::vector<Objective> all = drawn_objectives(seed, p.proposals.size());
    const std::vector<std::vector<Objective>> sets{{all[0], all[1]}, {all[0], all[2]}, {all[1], all[2]}, all};
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (i != seed % 3 && i < 3) continue;
      const PlanFront f = plan_front(p, sets[i]);
      EXPECT_TRUE(f.complete) << seed;
      std::set<Values> found;
      for (const PlanPoint& point : f.points) {
        EXPECT_TRUE(broken(p, point.start).empty()) << seed;
        EXPECT_TRUE(found.insert(in_steps(p, sets[i], point.start)).second) << seed;
      }
      EXPECT_EQ(found, every_plan(p, sets[i])) << seed << ' ' << i;
      points += found.size();
      several += found.size() > 3 ? 1U : 0U;
    }
  }
  EXPECT_GT(points, 150U);
  EXPECT_GT(several, 15U);
}
TEST(PlanFront, SaysWhereItStopped) {
  const Problem p = testing::small(3, 6);
  const auto objectives = drawn_objectives(3, 6);
  const PlanFront whole = plan_front(p, objectives);
  ASSERT_GT(whole.points.size(), 1U);
  const PlanFront one = plan_front(p, objectives, {.most = 1});
  EXPECT_FALSE(one.complete);
  EXPECT_EQ(one.points.size(), 1U);
}
TEST(PlanFront, WrongObjectivesAreRefused) {
  const Problem p = testing::small(3, 6);
  const auto refused = [&](Objective o) {
    EXPECT_THROW(plan_front(p, std::vector<Objective>{std::move(o)}), Error);
  };
  refused({Objective::Kind::sum, {}, 1});
  refused({Objective::Kind::sum, {{1, 2}}, 1});
  refused({Objective::Kind::worth, {}, 0});
  EXPECT_THROW(plan_front(p, {}), Error);
}

}  // namespace
}  // namespace cityloop::portfolio
