#include "cityloop/decide/portfolio/robust.h"

#include <bit>
#include <map>

#include <gtest/gtest.h>

#include "cityloop/decide/portfolio/solve.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::million;

template <class Each>
void each_plan(const Problem& p, Each each) {
  Starts s(p.proposals.size(), kNotChosen);
  for (;;) {
    each(s);
    std::size_t i = 0;
    while (i < s.size() && ++s[i] == p.years) s[i++] = kNotChosen;
    if (i == s.size()) return;
  }
}
/// No set of at most `most` works that cost more than thought breaks a budget.
bool holds_whoever_is_off(const Problem& p, const std::vector<double>& over, int most, const Starts& s) {
  if (!broken(p, s).empty()) return false;
  for (unsigned set = 1; set < 1U << s.size(); ++set) {
    if (std::popcount(set) > most) continue;
    Problem dear = p;
    for (std::size_t i = 0; i < s.size(); ++i)
      if ((set >> i & 1U) != 0)
        for (Payment& pay : dear.proposals[i].payments)
          pay.amount.fen += std::llround(static_cast<double>(pay.amount.fen) * over[i]);
    for (const Broken& b : broken(dear, s))
      if (b.what.rule == Rule::fund) return false;
  }
  return true;
}

TEST(RobustPlan, ProtectionCostsWhatBertsimasAndSimSay) {
  // Values 10, 13, 7, 8, costs 4, 6, 3, 5 millions, up to 1, 2, 1, 1.5 more, of 12 millions.
  Problem p;
  p.funds = {Fund{{million(12)}}};
  const std::vector<double> value{10, 13, 7, 8}, cost{4, 6, 3, 5}, more{1, 2, 1, 1.5};
  std::vector<double> over;
  for (std::size_t i = 0; i < 4; ++i) {
    p.proposals.push_back({.value = {value[i]}, .payments = {{0, 0, million(cost[i])}}});
    over.push_back(more[i] / cost[i]);
  }
  const std::map<double, double> expected{{0, 25}, {1, 23}, {2, 20}, {4, 20}};
  for (const auto& [most_off, worth] : expected) {
    const RobustPlan r = protected_plan(p, over, most_off);
    EXPECT_TRUE(r.feasible && r.certain);
    EXPECT_DOUBLE_EQ(r.value, worth) << most_off;
  }
  EXPECT_EQ(protected_plan(p, over, 1).start, (Starts{0, 0, kNotChosen, kNotChosen}));
}
TEST(RobustPlan, ProtectedPlansAreThoseOfExhaustion) {
  std::size_t cheaper = 0, feasible = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Problem p = testing::small(seed, 5);
    Random r{seed, 35};
    std::vector<double> over;
    for (int i = 0; i < 5; ++i) over.push_back(r.uniform() < 0.2 ? 0 : r.uniform(0.05, 0.6));
    double last = kUnlimited;
    for (const int most : {0, 1, 2}) {
      double best = -kUnlimited;
      each_plan(p, [&](const Starts& s) {
        if (worth(p, s) > best && holds_whoever_is_off(p, over, most, s)) best = worth(p, s);
      });
      const RobustPlan plan = protected_plan(p, over, most);
      EXPECT_TRUE(plan.certain) << seed;
      ASSERT_EQ(plan.feasible, best > -kUnlimited) << seed << ' ' << most;
      if (!plan.feasible) continue;
      ++feasible;
      EXPECT_NEAR(plan.value, best, 1e-6) << seed << ' ' << most;
      EXPECT_TRUE(holds_whoever_is_off(p, over, most, plan.start)) << seed << ' ' << most;
      cheaper += plan.value < last - 1e-6 && most > 0 ? 1U : 0U;
      last = plan.value;
    }
  }
  EXPECT_GT(feasible, 40U);
  EXPECT_GT(cheaper, 10U);  // protection has a price somewhere
}
TEST(RobustPlan, OfPartOfAWorkThePartCounts) {
  EXPECT_EQ(worst_extra({3, 10, 5}, 0), 0);
  EXPECT_EQ(worst_extra({3, 10, 5}, 1), 10);
  EXPECT_EQ(worst_extra({3, 10, 5}, 1.5), 13);  // half of 5, and half a fen is a fen
  EXPECT_EQ(worst_extra({3, 10, 5}, 9), 18);
}
TEST(RobustPlan, PlansForScenariosAreThoseOfExhaustion) {
  std::size_t feasible = 0;
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    std::vector<Scenario> scenarios;
    Random r{seed, 36};
    for (int s = 0; s < 3; ++s) {
      Scenario one{testing::small(seed, 5), r.uniform(0, 2)};
      for (Proposal& w : one.problem.proposals) {
        const double better = r.uniform(0.3, 1.7);
        for (double& v : w.value) v *= better;
        for (Payment& pay : w.payments) pay.amount = scaled(pay.amount, r.uniform(0.8, 1.1));
      }
      for (Together& t : one.problem.together) t.value *= r.uniform(0.2, 1.5);
      scenarios.push_back(one);
    }
    std::vector<double> alone;
    double weights = 0;
    for (const Scenario& s : scenarios) {
      alone.push_back(testing::exhaustive(s.problem).value);
      weights += s.weight;
    }
    std::map<Criterion, double> best;
    const auto judged = [&](Criterion c, const Starts& plan) {
      double sum = 0, least = kUnlimited, regret = 0;
      for (std::size_t s = 0; s < scenarios.size(); ++s) {
        const double v = worth(scenarios[s].problem, plan);
        sum += v * scenarios[s].weight / weights;
        least = std::min(least, v);
        regret = std::max(regret, alone[s] - v);
      }
      return c == Criterion::expected ? sum : c == Criterion::worst_case ? least : -regret;
    };
    each_plan(scenarios[0].problem, [&](const Starts& plan) {
      for (const Scenario& s : scenarios)
        if (!broken(s.problem, plan).empty()) return;
      for (const Criterion c : {Criterion::expected, Criterion::worst_case, Criterion::regret}) {
        const auto [it, added] = best.emplace(c, judged(c, plan));
        it->second = std::max(it->second, judged(c, plan));
      }
    });
    for (const Criterion c : {Criterion::expected, Criterion::worst_case, Criterion::regret}) {
      const RobustPlan plan = scenario_plan(scenarios, c);
      EXPECT_TRUE(plan.certain) << seed;
      ASSERT_EQ(plan.feasible, best.contains(c)) << seed;
      if (!plan.feasible) continue;
      ++feasible;
      EXPECT_NEAR(plan.value, best.at(c), 1e-6) << seed << ' ' << static_cast<int>(c);
      EXPECT_NEAR(judged(c, plan.start), plan.value, 1e-9) << seed;
    }
  }
  EXPECT_GT(feasible, 30U);
}
TEST(RobustPlan, WrongQuestionsAreRefused) {
  const Problem p = testing::small(1, 5);
  EXPECT_THROW(protected_plan(p, std::vector<double>{0.1}, 1), Error);
  EXPECT_THROW(protected_plan(p, std::vector<double>(5, -0.1), 1), Error);
  EXPECT_THROW(scenario_plan({}, Criterion::regret), Error);
  EXPECT_THROW(scenario_plan(std::vector<Scenario>{{p, 0}}, Criterion::expected), Error);
  EXPECT_THROW(scenario_plan(std::vector<Scenario>{{p, 1}, {testing::small(1, 6), 1}}, Criterion::regret),
               Error);
}

}  // namespace
}  // namespace cityloop::portfolio
