#include "cityloop/decide/portfolio/explain.h"

#include <gtest/gtest.h>

#include "cityloop/decide/portfolio/stability.h"
#include "tests/decide/portfolio/instances.h"

namespace cityloop::portfolio {
namespace {

using testing::city;
using testing::million;
using testing::small;

Proposal job(double value, double cost) { return {.value = {value}, .payments = {{0, 0, million(cost)}}}; }
Reason reason(const Problem& p, std::size_t of) {
  const Result r = solve(p, {.gap = 0});
  for (const Reason& x : passed_over(p, r))
    if (x.proposal == of) return x;
  ADD_FAILURE() << "work " << of << " is chosen";
  return {};
}

TEST(PortfolioReasons, WhatIsWorthLessThanItsMoneyElsewhereIsNotWorthIt) {
  // 12 million: A (9 for 6) and B (6 for 4) are chosen; 2 are left, at the price of D (3 for 4), 0.75 a
  // million. C (2 for 4) would have to pay 3.
  const Problem p{.years = 1,
                  .proposals = {job(9, 6), job(6, 4), job(2, 4), job(3, 4)},
                  .funds = {{.budget = {million(12)}}}};
  const Reason r = reason(p, 2);
  EXPECT_EQ(r.why, Why::not_worth);
  EXPECT_EQ(r.what.rule, Rule::fund);
  EXPECT_EQ(r.money, million(2));
  EXPECT_DOUBLE_EQ(r.gain, 2);
  EXPECT_NEAR(r.price, 3, 1e-9);
  EXPECT_EQ(reason(p, 3).why, Why::lacks);  // it is worth its price, and a lump
}

TEST(PortfolioReasons, EachKindOfNoIsNamed) {
  Problem p{.years = 1, .proposals = {job(9, 6), job(6, 4), job(2, 4)}, .funds = {{.budget = {million(10)}}}};
  p.proposals[2].forbidden = true;
  EXPECT_EQ(reason(p, 2).why, Why::forbidden);
  p.proposals[2] = job(-1, 0);
  EXPECT_EQ(reason(p, 2).why, Why::no_value);
  p.proposals[2] = job(0.5, 0);
  p.exclusions = {{0, 2}};
  Reason r = reason(p, 2);
  EXPECT_EQ(r.why, Why::excluded);
  EXPECT_EQ(r.by, std::size_t{0});
  EXPECT_EQ(words(r, p).en, "work 1 is chosen and excludes it");
  p.exclusions.clear();
  p.proposals[2] = job(0, 0);
  p.elements = {{5, {0, 2}}};
  r = reason(p, 2);
  EXPECT_EQ(r.why, Why::covered);
  EXPECT_EQ(r.by, std::size_t{0});
  p.elements.clear();
  p.proposals.push_back(job(0.5, 0));
  p.precedences = {{2, 3}};
  p.proposals[2] = job(0.1, 9);
  r = reason(p, 3);
  EXPECT_EQ(r.why, Why::predecessor);
  EXPECT_EQ(r.by, std::size_t{2});
}

TEST(PortfolioReasons, ALumpLacksMoneyThoughItIsWorthIt) {
  // Best for its money, but it needs 7 and the other two fill 10 better: 5 + 5 at 8 each against 14 alone.
  const Problem p{
      .years = 1, .proposals = {job(14, 7), job(8, 5), job(8, 5)}, .funds = {{.budget = {million(10)}}}};
  const Reason r = reason(p, 0);
  EXPECT_EQ(r.why, Why::lacks);
  EXPECT_EQ(r.money, million(7));
  EXPECT_EQ(words(r, p, {.first_year = 2027}).en, "the budget of fund 1 in 2027 lacks 7.00 million yuan");
}

TEST(PortfolioReasons, AFloorElsewhereTakesTheMoney) {
  Problem p{.years = 1, .proposals = {job(9, 4), job(8, 4), job(1, 4)}, .funds = {{.budget = {million(8)}}}};
  p.groups = {{.members = {2}, .floor = million(4)}};
  const Reason r = reason(p, 1);
  EXPECT_EQ(r.why, Why::floor_elsewhere);
  EXPECT_EQ(r.what.rule, Rule::floor);
}

TEST(PortfolioWayIn, TheSmallestChangesAreThoseByHand) {
  // 10 million buy A (9 for 6) and B (6 for 4) = 15. With C (2 for 4) in, A is the best beside it: 11. C
  // would have to be worth 2 + 4 = 6 to be in instead of B. Cheaper it is in once A, B and C fit: never
  // above price 0 of a full purse, and with 4 million more.
  const Problem p{
      .years = 1, .proposals = {job(9, 6), job(6, 4), job(2, 4)}, .funds = {{.budget = {million(10)}}}};
  const Options exact{.gap = 0};
  const Result r = solve(p, exact);
  const WayIn w = way_in(p, r, 2, exact, 30);
  EXPECT_NEAR(w.value.low, 6, 1e-6);
  EXPECT_NEAR(w.value.high, 6, 1e-6);
  ASSERT_TRUE(w.price_part.has_value());
  EXPECT_LT(*w.price_part, 0.03);
  ASSERT_TRUE(w.more.has_value());
  // With 12: A + B = 15 or A + C + … = 11: not in; with 14: 17. Found within a fiftieth.
  EXPECT_LE(*w.more, million(4.1));
  EXPECT_GE(*w.more, million(4));
}

TEST(PortfolioWayIn, TheValueThatIsNamedBringsAWorkInAndALittleLessDoesNot) {
  int asked = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Problem p = small(seed);
    const Options exact{.gap = 0, .name_conflict = false};
    const Result r = solve(p, exact);
    if (!r.feasible) continue;
    for (const Reason& x : passed_over(p, r)) {
      if (x.why == Why::forbidden || x.why == Why::no_year) continue;
      const WayIn w = way_in(p, r, x.proposal, exact, 4);
      if (!w.possible || w.value.high == 0) continue;
      Problem more = p;
      const double raise = w.value.high - x.gain;
      for (double& v : more.proposals[x.proposal].value) v += raise + 1e-4;
      EXPECT_NE(solve(more, exact).start[x.proposal], kNotChosen) << seed << ' ' << x.proposal;
      more = p;
      for (double& v : more.proposals[x.proposal].value) v += raise - 1e-3;
      EXPECT_EQ(solve(more, exact).start[x.proposal], kNotChosen) << seed << ' ' << x.proposal;
      ++asked;
      break;
    }
  }
  EXPECT_GT(asked, 10);
}

TEST(PortfolioNext, MoreMoneyBuysWhatItBuys) {
  const Problem p{
      .years = 1, .proposals = {job(9, 6), job(6, 4), job(5, 4)}, .funds = {{.budget = {million(10)}}}};
  const Result r = solve(p, {.gap = 0});
  const Next n = next_money(p, r, 0, 0, million(4), {.gap = 0});
  EXPECT_NEAR(n.gain.low, 5, 1e-6);
  EXPECT_NEAR(n.gain.high, 5, 1e-6);
  EXPECT_EQ(n.in, std::vector<std::size_t>{2});
  EXPECT_TRUE(n.out.empty());
  EXPECT_GE(n.estimate, 5 - 1e-9);  // by concavity of the relaxation, whose break item is the second or third
}

TEST(PortfolioStability, WhatIsFarAheadIsCoreAndWhatIsNearTheLineIsNot) {
  // 10 million: the first is worth ten times its money, the next two are alike, the last is worth nearly
  // nothing.
  Problem p{.years = 1,
            .proposals = {job(50, 5), job(10, 5), job(10, 5), job(0.1, 5)},
            .funds = {{.budget = {million(10)}}}};
  QuietRun quiet;
  quiet.run.seed = 5;
  const Result r = solve(p, {.gap = 0});
  const Stability s = stability(p, r.start, Doubt{.value = {0.2}, .cost = {}}, 200, quiet.run);
  EXPECT_EQ(s.standing,
            (std::vector{Standing::core, Standing::borderline, Standing::borderline, Standing::out}));
  EXPECT_DOUBLE_EQ(s.share[1] + s.share[2], 1);
  EXPECT_NEAR(s.share[1], 0.5, 0.12);  // 3.4 standard errors of 200 draws of a half
  for (std::size_t d = 0; d < s.regret.size(); ++d) EXPECT_LE(s.regret[d], s.most_regret[d]);
  EXPECT_EQ(s.lost, 0U);
}

TEST(PortfolioStability, ADrawIsAFunctionOfItsNumberWithTheMeanThatWasGiven) {
  const Problem p{.years = 1, .proposals = {job(10, 5)}, .funds = {{.budget = {million(10)}}}};
  const Doubt d{.value = {0.3}, .cost = {0.1}};
  double value = 0, cost = 0;
  for (std::uint64_t k = 0; k < 4000; ++k) {
    const Problem q = drawn(p, d, 1, k);
    value += q.proposals[0].value[0] / 4000;
    cost += to_yuan(capital(q.proposals[0])) / 4e9;
  }
  EXPECT_NEAR(value, 10, 0.15);  // standard error 0.047
  EXPECT_NEAR(cost, 5, 0.025);   // standard error 0.008
  EXPECT_EQ(drawn(p, d, 1, 7).proposals[0].value, drawn(p, d, 1, 7).proposals[0].value);
  EXPECT_NE(drawn(p, d, 1, 7).proposals[0].value, drawn(p, d, 1, 8).proposals[0].value);
}

TEST(PortfolioStability, SureProblemsHaveNoRegret) {
  const Problem p = city(40, 3, 2);
  const Options fast{.nodes = 0};
  const Result r = solve(p, fast);
  QuietRun quiet;
  const Stability s = stability(p, r.start, Doubt{}, 3, quiet.run, fast);
  for (const double x : s.regret) EXPECT_NEAR(x, 0, 1e-9);
  for (std::size_t i = 0; i < r.start.size(); ++i)
    EXPECT_DOUBLE_EQ(s.share[i], r.start[i] == kNotChosen ? 0 : 1);
}

}  // namespace
}  // namespace cityloop::portfolio
