#include "cityloop/decide/portfolio/conflict.h"

#include <gtest/gtest.h>

#include "cityloop/decide/portfolio/solve.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::million;
using testing::small;

Proposal must(double cost, int by = 0) {
  return {.value = {1}, .payments = {{0, 0, million(cost)}}, .mandatory = by};
}
std::vector<Rule> rules_of(const Conflict& c) {
  std::vector<Rule> out;
  for (const Constraint& x : c.constraints) out.push_back(x.rule);
  return out;
}

TEST(PortfolioConflict, AFeasibleProblemHasNone) {
  const Problem p{.years = 1, .proposals = {must(3)}, .funds = {{.budget = {million(3)}}}};
  EXPECT_TRUE(conflict(p).constraints.empty());
}

TEST(PortfolioConflict, MandatesAboveTheBudgetAreNamedWithItAndNothingElse) {
  Problem p{.years = 1, .proposals = {must(3), must(2), must(1)}, .funds = {{.budget = {million(4.5)}}}};
  p.groups = {{.members = {0, 1, 2}, .ceiling = million(50), .least = 1}};
  // 3 + 2 is too much for 4.5; the work for 1 is not needed for that.
  const Conflict c = conflict(p);
  EXPECT_EQ(c.constraints,
            (std::vector<Constraint>{{Rule::fund, 0}, {Rule::mandatory, 0}, {Rule::mandatory, 1}}));
  EXPECT_TRUE(c.certain);
  const Result r = solve(p);
  EXPECT_FALSE(r.feasible);
  EXPECT_EQ(r.conflict, c.constraints);
  const Text t = words(r.conflict[0], p, {.first_year = 2027});
  EXPECT_EQ(t.en, "the budget of fund 1 in 2027");
  EXPECT_EQ(t.zh, "第 1 号资金2027 年预算");
}

TEST(PortfolioConflict, AMandateThatOverdrawsByItselfIsNamedWithTheFund) {
  Problem p{.years = 2, .proposals = {must(3, 1), must(1)}, .funds = {{.budget = {million(9), million(2)}}}};
  p.proposals[0].earliest = 1;
  const Result r = solve(p);
  EXPECT_FALSE(r.feasible);
  EXPECT_TRUE(r.certain);
  EXPECT_EQ(r.conflict, (std::vector<Constraint>{{Rule::fund, 0, 0, 1, 1}, {Rule::mandatory, 0}}));
  p.proposals[0].mandatory.reset();
  p.proposals[0].fixed = 1;
  EXPECT_EQ(solve(p, {.large = 0}).conflict,
            (std::vector<Constraint>{{Rule::fund, 0, 0, 1, 1}, {Rule::fixed, 0}}));
}

TEST(PortfolioConflict, TwoMandatesOnOneSite) {
  Problem p{.years = 2, .proposals = {must(1), must(1, 1)}, .funds = {{.budget = {million(9)}}}};
  p.proposals[0].site = p.proposals[1].site = 4;
  EXPECT_EQ(conflict(p).constraints,
            (std::vector<Constraint>{{Rule::site, 0, 1}, {Rule::mandatory, 0}, {Rule::mandatory, 1}}));
}

TEST(PortfolioConflict, AFloorThatNobodyCanReach) {
  Problem p{.years = 1, .proposals = {must(1), must(1)}, .funds = {{.budget = {million(9)}}}};
  p.groups = {{.members = {0}, .floor = million(2)}};
  EXPECT_EQ(rules_of(conflict(p)), std::vector{Rule::floor});
}

TEST(PortfolioConflict, MandatoryAndRuledOut) {
  Problem p{.years = 1, .proposals = {must(1)}, .funds = {{.budget = {million(9)}}}};
  p.proposals[0].forbidden = true;
  EXPECT_EQ(rules_of(conflict(p)), (std::vector{Rule::mandatory, Rule::start_years}));
  EXPECT_FALSE(solve(p).feasible);
}

TEST(PortfolioConflict, AWaitThatEndsAfterTheDeadline) {
  Problem p{
      .years = 3, .proposals = {must(1, 2), must(1, 1)}, .funds = {{.budget = {million(9), million(9)}}}};
  p.proposals[0].earliest = 1;
  p.precedences = {{0, 1, 1}};
  EXPECT_EQ(rules_of(conflict(p)), (std::vector{Rule::precedence, Rule::mandatory}));
}

/// The constraint taken out of the problem.
Problem without(Problem p, const Constraint& c) {
  constexpr Money kPlenty{std::int64_t{1} << 50U};
  switch (c.rule) {
    case Rule::fund:
      if (p.funds[c.a].carries || p.funds[c.a].debt.fen > 0) {
        p.funds[c.a].budget[0] = kPlenty;
        p.funds[c.a].carries = true;
      } else {
        p.funds[c.a].budget.resize(
            std::max(p.funds[c.a].budget.size(), static_cast<std::size_t>(c.from) + 1));
        p.funds[c.a].budget[static_cast<std::size_t>(c.from)] = kPlenty;
      }
      break;
    case Rule::fiscal_space:
      while (p.fiscal_space.size() < 12) p.fiscal_space.push_back(p.fiscal_space.back());
      p.fiscal_space[static_cast<std::size_t>(c.from)] = kPlenty;
      break;
    case Rule::floor: p.groups[c.a].floor.reset(); break;
    case Rule::ceiling: p.groups[c.a].ceiling.reset(); break;
    case Rule::floor_share: p.groups[c.a].floor_share.reset(); break;
    case Rule::ceiling_share: p.groups[c.a].ceiling_share.reset(); break;
    case Rule::least: p.groups[c.a].least.reset(); break;
    case Rule::most: p.groups[c.a].most.reset(); break;
    case Rule::cap: p.caps[c.a].most = 1'000'000; break;
    case Rule::exclusion: std::erase(p.exclusions, std::pair{c.a, c.b}); break;
    case Rule::precedence:
      p.precedences.erase(p.precedences.begin() + static_cast<std::ptrdiff_t>(c.a));
      break;
    case Rule::mandatory: p.proposals[c.a].mandatory.reset(); break;
    case Rule::fixed: p.proposals[c.a].fixed.reset(); break;
    case Rule::start_years: p.proposals[c.a].forbidden = false; break;
    default: break;
  }
  return p;
}

/// All constraints that without() can take out; later ones of a kind first, since it erases by number.
std::vector<Constraint> all_of(const Problem& p) {
  std::vector<Constraint> out;
  for (std::size_t k = p.precedences.size(); k-- > 0;) out.push_back({Rule::precedence, k});
  for (std::size_t f = 0; f < p.funds.size(); ++f) {
    const bool whole = p.funds[f].carries || p.funds[f].debt.fen > 0;
    for (int y = 0; y < (whole ? 1 : last_year(p)); ++y)
      out.push_back({Rule::fund, f, 0, y, whole ? static_cast<int>(p.funds[f].budget.size()) - 1 : y});
  }
  if (!p.fiscal_space.empty())
    for (int y = 0; y < last_year(p); ++y) out.push_back({Rule::fiscal_space, 0, 0, y, y});
  for (std::size_t g = 0; g < p.groups.size(); ++g)
    for (const Rule r :
         {Rule::floor, Rule::ceiling, Rule::floor_share, Rule::ceiling_share, Rule::least, Rule::most})
      out.push_back({r, g});
  for (std::size_t k = 0; k < p.caps.size(); ++k) out.push_back({Rule::cap, k});
  for (const auto& [a, b] : p.exclusions) out.push_back({Rule::exclusion, a, b});
  for (std::size_t i = 0; i < p.proposals.size(); ++i)
    for (const Rule r : {Rule::mandatory, Rule::fixed, Rule::start_years}) out.push_back({r, i});
  return out;
}
bool possible(const Problem& p, const std::vector<Constraint>& kept) {
  Problem q = p;
  for (const Constraint& c : all_of(p))
    if (std::find(kept.begin(), kept.end(), c) == kept.end()) q = without(q, c);
  return testing::exhaustive(q).feasible;
}

TEST(PortfolioConflict, RandomConflictsContradictAndNoMemberCanBeSpared) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    Problem p = small(seed, 5);
    for (Proposal& w : p.proposals) {
      if (w.forbidden && w.must()) w.forbidden = false;
      w.site.reset();
    }
    if (testing::exhaustive(p).feasible) continue;
    const Conflict c = conflict(p);
    ASSERT_FALSE(c.constraints.empty()) << seed;
    EXPECT_TRUE(c.certain);
    EXPECT_FALSE(possible(p, c.constraints)) << seed;
    for (std::size_t k = 0; k < c.constraints.size(); ++k) {
      std::vector<Constraint> fewer = c.constraints;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
      EXPECT_TRUE(possible(p, fewer)) << seed << " spares no. " << k;
    }
    ++found;
  }
  EXPECT_GT(found, 20);
}

TEST(PortfolioConflict, WhatIsWrongInItselfIsRefusedWithItsName) {
  Problem p{.years = 1, .proposals = {must(1), must(1), must(1)}, .funds = {{.budget = {million(9)}}}};
  const auto message = [](const Problem& q) {
    try {
      validate(q, {.proposal = [](std::size_t i) {
                 return verbatim(std::string(1, static_cast<char>('A' + i)));
               }});
    } catch (const Error& e) {
      return e.words();
    }
    return Text{};
  };
  EXPECT_TRUE(message(p).empty());
  p.precedences = {{0, 1}, {1, 2}, {2, 0}};
  EXPECT_EQ(message(p).en, "works wait for each other in a circle: A → B → C → A");
  EXPECT_EQ(message(p).zh, "项目先后关系成环：A → B → C → A");
  p.precedences.clear();
  p.proposals[1].payments[0].amount = Money{-1};
  EXPECT_EQ(message(p).en, "B has an amount below 0");
  p.proposals[1].payments[0] = {3, 0, Money{1}};
  EXPECT_EQ(message(p).en, "there is no fund 4");
  p.proposals[1].payments[0].fund = 0;
  p.proposals[2].value = {NAN};
  EXPECT_EQ(message(p).zh, "C的效益不是数字");
}

}  // namespace
}  // namespace cityloop::portfolio
