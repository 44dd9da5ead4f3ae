#include "cityloop/decide/portfolio/verify.h"

#include <gtest/gtest.h>

#include "cityloop/decide/portfolio/solve.h"
#include "cityloop/decide/portfolio/state.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::million;
using testing::small;

Proposal lot(double value, double cost, std::size_t fund = 0) {
  return {.value = {value}, .payments = {{fund, 0, million(cost)}}};
}
std::vector<Rule> rules(const Problem& p, const Starts& s) {
  std::vector<Rule> out;
  for (const Broken& b : broken(p, s)) out.push_back(b.what.rule);
  return out;
}

TEST(PortfolioCheck, OneFenTooMuchIsTooMuch) {
  Problem p{.years = 1, .proposals = {lot(1, 3), lot(1, 4)}, .funds = {{.budget = {million(7)}}}};
  EXPECT_TRUE(broken(p, {0, 0}).empty());
  p.funds[0].budget[0] -= Money{1};
  const auto b = broken(p, {0, 0});
  ASSERT_EQ(b.size(), 1U);
  EXPECT_EQ(b[0].what.rule, Rule::fund);
  EXPECT_EQ(b[0].money, Money{1});
}

TEST(PortfolioCheck, MoneyGoesOnWhereItMayAndOnlyThere) {
  // 5 a year; nothing in the first year, 8 in the second.
  Problem p{.years = 2, .proposals = {lot(1, 8)}, .funds = {{.budget = {million(5), million(5)}}}};
  EXPECT_EQ(rules(p, {1}), std::vector{Rule::fund});
  p.funds[0].carries = true;
  EXPECT_TRUE(broken(p, {1}).empty());
  EXPECT_EQ(rules(p, {0}), std::vector{Rule::fund});  // not before it is there
  p.funds[0].debt = million(3);
  EXPECT_TRUE(broken(p, {0}).empty());  // 3 owed at the end of the first year, paid back in the second
  p.funds[0].debt = million(2);
  EXPECT_EQ(rules(p, {0}), std::vector{Rule::fund});
}

TEST(PortfolioCheck, DebtIsPaidBackByTheLastYear) {
  Problem p{.years = 2,
            .proposals = {lot(1, 8)},
            .funds = {{.budget = {million(9), million(5)}, .carries = false, .debt = million(4)}}};
  EXPECT_TRUE(broken(p, {0}).empty());
  EXPECT_EQ(rules(p, {1}), std::vector{Rule::fund});  // 3 would be owed at the end
}

TEST(PortfolioCheck, RunningCostsCountAfterTheHorizon) {
  Problem p{.years = 1,
            .proposals = {lot(1, 1), lot(1, 1)},
            .funds = {{.budget = {million(9)}}},
            .fiscal_space = {million(2), million(2), million(1)}};
  p.proposals[0].running = {million(1), 1, 2};  // years 1 and 2
  p.proposals[1].running = {million(1), 1, 1};  // year 1
  EXPECT_TRUE(broken(p, {0, 0}).empty());
  p.proposals[1].running.years = 3;  // years 1 to 3: 2 in year 2
  const auto b = broken(p, {0, 0});
  ASSERT_EQ(b.size(), 1U);
  EXPECT_EQ(b[0].what, (Constraint{Rule::fiscal_space, 0, 0, 2, 2}));
}

TEST(PortfolioCheck, EveryOtherRuleIsCounted) {
  Problem p{
      .years = 3, .proposals = {lot(1, 1), lot(1, 3)}, .funds = {{.budget = {million(99)}, .carries = true}}};
  p.exclusions = {{0, 1}};
  EXPECT_EQ(rules(p, {0, 1}), std::vector{Rule::exclusion});
  p.exclusions.clear();
  p.proposals[0].site = p.proposals[1].site = 7;
  EXPECT_EQ(rules(p, {0, 1}), std::vector{Rule::site});
  p.proposals[0].site.reset();
  p.precedences = {{0, 1, 2}};
  EXPECT_TRUE(broken(p, {0, 2}).empty());
  EXPECT_EQ(rules(p, {0, 1}), std::vector{Rule::precedence});
  EXPECT_EQ(rules(p, {kNotChosen, 1}), std::vector{Rule::precedence});
  p.precedences.clear();
  p.caps = {{{5, 6}, 10}};
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::cap});
  p.caps.clear();
  p.groups = {{.members = {0}, .floor = million(2)}};
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::floor});
  p.groups = {{.members = {1}, .ceiling = million(2)}};
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::ceiling});
  p.groups = {{.members = {0}, .floor_share = 2500}};  // 1 of 4 is a quarter
  EXPECT_TRUE(broken(p, {0, 0}).empty());
  p.groups[0].floor_share = 2501;
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::floor_share});
  p.groups = {{.members = {1}, .ceiling_share = 7499}};
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::ceiling_share});
  p.groups = {{.members = {0, 1}, .least = 2}};
  EXPECT_EQ(rules(p, {0, kNotChosen}), std::vector{Rule::least});
  p.groups = {{.members = {0, 1}, .most = 1}};
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::most});
  p.groups.clear();
  p.proposals[0].mandatory = 1;
  EXPECT_EQ(rules(p, {kNotChosen, 0}), std::vector{Rule::mandatory});
  EXPECT_EQ(rules(p, {2, 0}), std::vector{Rule::start_years});
  p.proposals[0].mandatory.reset();
  p.proposals[0].forbidden = true;
  EXPECT_EQ(rules(p, {0, 0}), std::vector{Rule::start_years});
  EXPECT_FALSE(broken(p, {0}).empty());
}

TEST(PortfolioCheck, WhatCountsOnceCountsOnce) {
  Problem p{.years = 1, .proposals = {lot(1, 1), lot(2, 1)}};
  p.elements = {{10, {0, 1}}};
  p.together = {{0, 1, -0.5}};
  EXPECT_DOUBLE_EQ(worth(p, {0, kNotChosen}), 11);
  EXPECT_DOUBLE_EQ(worth(p, {0, 0}), 12.5);
  EXPECT_DOUBLE_EQ(worth(p, {kNotChosen, kNotChosen}), 0);
}

TEST(PortfolioCheck, AHandMadeCertificateIsRecomputed) {
  // Values 10 and 6 for 4 and 3 million of 5, of which works can use 4. At 2.5 a million: 2.5·4 + (10 − 10) +
  // max(0, 6 − 7.5) = 10. At 1.5: 6 + 4 + 1.5 = 11.5. Where the second costs 1, all 5 can be used.
  Problem p{.years = 1, .proposals = {lot(10, 4), lot(6, 3)}, .funds = {{.budget = {million(5)}}}};
  const Constraint money{Rule::fund, 0, 0, 0, 0};
  EXPECT_NEAR(proved_bound(p, {.prices = {{money, 2.5}}}), 10, 1e-9);
  EXPECT_GE(proved_bound(p, {.prices = {{money, 2.5}}}), 10);
  EXPECT_NEAR(proved_bound(p, {.prices = {{money, 1.5}}}), 11.5, 1e-9);
  EXPECT_TRUE(verify(p, {0, kNotChosen}, {.prices = {{money, 2.5}}, .bound = 10.1}).holds);
  EXPECT_FALSE(verify(p, {0, kNotChosen}, {.prices = {{money, 1.5}}, .bound = 11.4}).holds);
  p.proposals[1] = lot(6, 1);
  EXPECT_NEAR(proved_bound(p, {.prices = {{money, 1.5}}}), 7.5 + 4 + 4.5, 1e-9);
}

TEST(PortfolioCheck, AStartThatOverdrawsByItselfCountsForNothing) {
  Problem p{.years = 2,
            .proposals = {lot(10, 6), lot(3, 2)},
            .funds = {{.budget = {million(5), million(4)}}},
            .fiscal_space = {million(1)}};
  EXPECT_NEAR(proved_bound(p, {}), 3, 1e-9);
  p.funds[0].budget[1] = million(6);
  EXPECT_NEAR(proved_bound(p, {}), 13, 1e-9);
  p.proposals[0].running = {million(1.1), 1, 3};
  EXPECT_NEAR(proved_bound(p, {}), 3, 1e-9);
  p.proposals[0].running = {};
  p.groups = {{.members = {0}, .ceiling = million(5.9)}};
  EXPECT_NEAR(proved_bound(p, {}), 3, 1e-9);
  p.groups.clear();
  p.caps = {{{8, -2}, 6}};  // the second gives what the first lacks
  EXPECT_NEAR(proved_bound(p, {}), 13, 1e-9);
  p.caps[0].most = 5;
  EXPECT_NEAR(proved_bound(p, {}), 3, 1e-9);
  p.caps.clear();
  p.funds[0] = {.budget = {million(5), million(1)}, .carries = true};
  EXPECT_NEAR(proved_bound(p, {}), 13, 1e-9);  // 6 by the second year
  p.funds[0].budget[1] = million(0.9);
  EXPECT_NEAR(proved_bound(p, {}), 3, 1e-9);
  p.proposals[0].mandatory = 1;
  EXPECT_EQ(proved_bound(p, {}), -INFINITY);  // there is no plan
}

TEST(PortfolioCheck, PricesOfLumpsAreWeighedByWhatThePurseCanPay) {
  // Works of 3 and of 2 in a purse of 7, three each: at most 3 + 2 + 2 or 3 + 3. At prices 3 and 2 of them
  // that is 7; at 1 and 0, two; at 4 and 2, eight.
  Problem p{.years = 1, .funds = {{.budget = {million(7.5)}}}};
  for (int k = 0; k < 3; ++k) p.proposals.push_back(lot(0, 3)), p.proposals.push_back(lot(0, 2));
  const auto bound = [&](double three, double two) {
    return proved_bound(p, {.prices = {{{Rule::knapsack, 0, 0, 0, 0}, 1}},
                            .lumps = {{{million(3), three}, {million(2), two}}}});
  };
  EXPECT_NEAR(bound(3, 2), 7, 1e-9);
  EXPECT_NEAR(bound(1, 0), 2, 1e-9);
  EXPECT_NEAR(bound(4, 2), 8, 1e-9);
  EXPECT_NEAR(bound(0, 1), 3, 1e-9);
  EXPECT_THROW(bound(-1, 1), Error);
  EXPECT_THROW(bound(NAN, 1), Error);
  EXPECT_THROW(proved_bound(p, {.prices = {{{Rule::knapsack, 0, 0, 0, 0}, 1}}}), Error);
  EXPECT_THROW(proved_bound(p, {.prices = {{{Rule::knapsack, 0, 0, 0, 0}, 1}},
                                .lumps = {{{million(3), 1}, {million(3), 0}}}}),
               Error);
  EXPECT_THROW(proved_bound(p, {.prices = {{{Rule::knapsack, 1, 0, 0, 0}, 1}}, .lumps = {{}}}), Error);
}

TEST(PortfolioCheck, AnyPricesOfLumpsAreABound) {
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    Random r{seed, 9};
    const Problem p = testing::small_lumpy(seed, 5);
    const testing::Best best = testing::exhaustive(p);
    if (!best.feasible) continue;
    ++tried;
    Certificate c;
    for (std::size_t f = 0; f < 2; ++f) {
      for (int until = 0; until < 4; ++until) {
        const int from = p.funds[f].carries ? 0 : until - static_cast<int>(r.below(2)) * (until > 0 ? 1 : 0);
        c.prices.push_back({{Rule::fund, f, 0, from, until}, r.uniform() < 0.5 ? r.uniform(0, 1) : 0});
        c.prices.push_back({{Rule::knapsack, f, c.lumps.size(), from, until}, r.uniform(0, 1)});
        c.lumps.emplace_back();
        for (const double amount : {0.6, 1.2, 1.8, 2.6, 3.2, 3.8, 5.0, 5.6, 6.2, 7.6})
          if (r.uniform() < 0.7) c.lumps.back().push_back({million(amount), r.uniform(0, 4)});
      }
    }
    EXPECT_GE(proved_bound(p, c), best.value) << seed;
  }
  EXPECT_GT(tried, 50);
}

TEST(PortfolioCheck, TamperedCertificatesAreRefused) {
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Problem p = small(seed);
    const Result r = solve(p, {.gap = 0, .name_conflict = false});
    if (!r.feasible) continue;
    ++tried;
    ASSERT_TRUE(verify(p, r.start, r.certificate).holds) << seed;
    Certificate c = r.certificate;
    c.bound = std::nextafter(c.bound, -INFINITY);
    EXPECT_FALSE(verify(p, r.start, c).holds) << "a bound that is too low by one bit";
    c = r.certificate;
    c.prices.push_back({{Rule::fund, 0, 0, 0, 0}, -0.1});
    EXPECT_FALSE(verify(p, r.start, c).holds) << "a price below 0";
    c = r.certificate;
    c.prices.push_back({{Rule::fund, 9, 0, 0, 0}, 0.1});
    EXPECT_FALSE(verify(p, r.start, c).holds) << "a price of no fund";
    c = r.certificate;
    c.prices.push_back({{Rule::mandatory, 0}, 0.1});
    EXPECT_FALSE(verify(p, r.start, c).holds) << "a price of what has none";
    c = r.certificate;
    c.prices.push_back({{Rule::knapsack, 0, 99, 0, 0}, 0.1});
    EXPECT_FALSE(verify(p, r.start, c).holds) << "prices of lumps that are not there";
    c = r.certificate;
    c.cliques.push_back({0, 1, 2, 3, 4, 5});
    c.prices.push_back({{Rule::exclusion, c.cliques.size() - 1}, 0.1});
    EXPECT_FALSE(verify(p, r.start, c).holds) << "a clique of works that do not exclude each other";
    Starts s = r.start;
    for (int& y : s) y = 0;
    if (!broken(p, s).empty()) {
      EXPECT_FALSE(verify(p, s, r.certificate).holds) << "another plan";
    }
  }
  EXPECT_GT(tried, 15);
}

TEST(PortfolioCheck, AnyPricesAreABound) {
  Random r{4, 1};
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Problem p = small(seed, 5);
    const testing::Best best = testing::exhaustive(p);
    if (!best.feasible) continue;
    ++tried;
    Certificate c;
    for (std::size_t f = 0; f < 2; ++f) {
      if (p.funds[f].carries) {
        c.prices.push_back({{Rule::fund, f, 0, 0, 2}, r.uniform(0, 3)});
      } else {
        c.prices.push_back({{Rule::fund, f, 0, 1, 1}, r.uniform(0, 3)});
        c.prices.push_back({{Rule::fund, f, 0, 0, 2}, r.uniform(0, 3)});
      }
    }
    for (std::size_t k = 0; k < p.caps.size(); ++k) c.prices.push_back({{Rule::cap, k}, r.uniform(0, 0.1)});
    for (std::size_t k = 0; k < p.precedences.size(); ++k)
      c.prices.push_back({{Rule::precedence, k, 0, 1, 1}, r.uniform(0, 3)});
    for (std::size_t e = 0; e < p.elements.size(); ++e)
      c.prices.push_back({{Rule::covered, e}, r.uniform(0, 8)});
    for (std::size_t t = 0; t < p.together.size(); ++t) {
      if (p.together[t].value < 0) {
        c.prices.push_back({{Rule::overlap, t}, r.uniform(0, 3)});
      } else {
        c.prices.push_back({{Rule::synergy, t, 1}, r.uniform(0, 3)});
      }
    }
    for (std::size_t g = 0; g < p.groups.size(); ++g) {
      if (p.groups[g].floor) c.prices.push_back({{Rule::floor, g}, r.uniform(0, 2)});
      if (p.groups[g].ceiling) c.prices.push_back({{Rule::ceiling, g}, r.uniform(0, 2)});
      if (p.groups[g].floor_share) c.prices.push_back({{Rule::floor_share, g}, r.uniform(0, 2)});
      if (p.groups[g].ceiling_share) c.prices.push_back({{Rule::ceiling_share, g}, r.uniform(0, 2)});
      if (p.groups[g].least) c.prices.push_back({{Rule::least, g}, r.uniform(0, 2)});
      if (p.groups[g].most) c.prices.push_back({{Rule::most, g}, r.uniform(0, 2)});
    }
    if (!p.fiscal_space.empty()) c.prices.push_back({{Rule::fiscal_space, 0, 0, 2, 2}, r.uniform(0, 9)});
    EXPECT_GE(proved_bound(p, c), best.value) << seed;
  }
  EXPECT_GT(tried, 25);
}

TEST(PortfolioState, RefusesExactlyWhatBreaksSomething) {
  // Works are put in at random; what the state allows breaks no upper limit, what it refuses breaks one.
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    Problem p = small(seed);
    for (Group& g : p.groups)
      g.floor.reset(), g.floor_share.reset(), g.ceiling_share.reset(), g.least.reset();
    for (Proposal& w : p.proposals) w.mandatory.reset(), w.fixed.reset();
    for (Cap& c : p.caps)
      for (std::int64_t& u : c.use) u = std::max<std::int64_t>(u, 0);
    State s{std::make_shared<Links>(p)};
    Random r{seed, 3};
    for (int k = 0; k < 30; ++k) {
      const std::size_t w = r.below(p.proposals.size());
      const int y = static_cast<int>(r.below(3));
      if (s.chosen(w)) {
        if (s.removable(w)) s.remove(w);
      } else {
        Starts with = s.starts();
        with[w] = y;
        const bool fits = broken(p, with).empty();
        EXPECT_EQ(!s.refusal(w, y), fits) << seed << ' ' << k;
        if (fits) {
          EXPECT_NEAR(s.gain(w, y), worth(p, with) - worth(p, s.starts()), 1e-9);
          s.add(w, y);
        }
      }
      EXPECT_NEAR(s.value(), worth(p, s.starts()), 1e-9);
    }
  }
}

}  // namespace
}  // namespace cityloop::portfolio
