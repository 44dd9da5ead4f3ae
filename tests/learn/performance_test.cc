// Spending on one project, item by item: a clinic of 20 places for 6 million, due at the end of 2026.

#include "cityloop/learn/performance.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

SpendingRules rules() {
  return parse_spending_rules(
      parse_yaml("key: r\nname: r\nsource: {title: test}\nweights:\n  decision: {evidence: 10, target: 10}\n"
                 "  process: {execution: 15, calm: 5}\n  output: {completion: 10, quality: 5, timeliness: "
                 "10, saving: 5}\n"
                 "  benefit: {effect: 25, certainty: 5}\n",
                 "rules.yaml"));
}
Delta clinic(float capacity) {
  Delta d;
  d.changes.push_back(AddPlace{PlaceId{}, {"clinic"}, {0, 0}, capacity, {}});
  return d;
}
Choice chosen() {
  Choice c;
  c.cost = parse_money("600万元");
  c.project.change = clinic(20);
  c.project.answers = {FindingId{}};
  c.promised[{"walk"}] = Promise{-4, -4, Persons{100}, {}};
  return c;
}
Case closed() {
  Case c;
  c.state = CaseState::closed;
  c.due = parse_instant("2026-12-31T00:00:00Z");
  c.finished = parse_instant("2026-12-01T00:00:00Z");
  c.spent = parse_money("600万元");
  c.built = clinic(20);
  return c;
}
Outcome outcome(double measured, double error, bool compared = true) {
  Outcome o;
  o.promised = -4;
  o.measured = measured;
  o.standard_error = error;
  o.compared = compared;
  return o;
}
double at(const Evaluated& e, SpendingItem i) { return e.item[static_cast<std::size_t>(i)].value(); }

TEST(Spending, WhatIsDoneAsPromisedHasAHundred) {
  const std::vector<Outcome> all{outcome(-4, 1)};
  const Evaluated e = evaluate_spending(chosen(), closed(), all, rules());
  EXPECT_EQ(e.score, 100);
  EXPECT_EQ(e.grade, 3);
  EXPECT_EQ(e.known, 1);
}

TEST(Spending, ItemByItem) {
  Choice c = chosen();
  c.project.answers.clear();  // nobody found a need
  Case k = closed();
  k.spent = parse_money("750万元");                    // a quarter too much
  k.built = clinic(15);                                // three quarters of it
  k.finished = parse_instant("2027-07-01T00:00:00Z");  // 182 days late
  k.reopened = 1;
  const std::vector<Outcome> all{outcome(-1, 1), outcome(-8, 1)};  // a quarter; twice as much counts as all
  const Evaluated e = evaluate_spending(c, k, all, rules());
  EXPECT_EQ(at(e, SpendingItem::evidence), 0);
  EXPECT_EQ(at(e, SpendingItem::target), 100);
  EXPECT_NEAR(at(e, SpendingItem::execution), 80, 1e-9);
  EXPECT_EQ(at(e, SpendingItem::calm), 50);
  EXPECT_NEAR(at(e, SpendingItem::completion), 75, 1e-9);
  EXPECT_EQ(at(e, SpendingItem::quality), 50);
  EXPECT_NEAR(at(e, SpendingItem::timeliness), 100 * (1 - 182.0 / 365), 1e-9);
  EXPECT_NEAR(at(e, SpendingItem::saving), 75, 1e-9);
  EXPECT_NEAR(at(e, SpendingItem::effect), (25 + 100) / 2.0, 1e-9);
  EXPECT_EQ(at(e, SpendingItem::certainty), 50);  // −1 ± 1.96 holds 0, −8 ± 1.96 does not
  // decision 50 of 20, process (15·80 + 5·50)/20 = 72.5 of 20, output (10·75 + 5·50 + 10·50.14 + 5·75)/30 of 30,
  // benefit (25·62.5 + 5·50)/30 of 30.
  const double output = (10 * 75 + 5 * 50 + 10 * at(e, SpendingItem::timeliness) + 5 * 75) / 30;
  EXPECT_NEAR(e.score.value(), 0.2 * 50 + 0.2 * 72.5 + 0.3 * output + (25 * 62.5 + 5 * 50) / 100, 1e-9);
  EXPECT_EQ(e.grade, 1);
}

TEST(Spending, WhatIsNotKnownIsNotZero) {
  const Evaluated e = evaluate_spending(chosen(), closed(), {}, rules());
  EXPECT_FALSE(e.block[static_cast<std::size_t>(SpendingBlock::benefit)].has_value());
  EXPECT_EQ(e.score, 100);
  EXPECT_NEAR(e.known, 0.7, 1e-12);
}

TEST(Spending, ADoubtfulOutcomeIsNeitherGoodNorBad) {
  std::vector<Outcome> all{outcome(-1, 1), outcome(-8, 1)};
  all[1].pre_trend.verdict = PreTrend::Verdict::apart;
  const Evaluated e = evaluate_spending(chosen(), closed(), all, rules());
  EXPECT_NEAR(at(e, SpendingItem::effect), 25, 1e-9);
  EXPECT_EQ(at(e, SpendingItem::certainty), 0);  // −1 ± 1.96
  all.erase(all.begin());
  EXPECT_FALSE(evaluate_spending(chosen(), closed(), all, rules())
                   .item[static_cast<std::size_t>(SpendingItem::effect)]);
}

TEST(Spending, AChangeForTheWorseIsNoEffect) {
  const std::vector<Outcome> all{outcome(2, 0.1, false)};
  EXPECT_EQ(at(evaluate_spending(chosen(), closed(), all, rules()), SpendingItem::effect), 0);
}

TEST(Spending, WeightsThatDoNotSumAreRefused) {
  const auto read = [](const std::string& weights) {
    return parse_spending_rules(
        parse_yaml("key: r\nname: r\nsource: {title: t}\nweights: " + weights + "\n", "rules.yaml"));
  };
  EXPECT_THROW(read("{decision: {evidence: 50}, benefit: {effect: 40}}"), Error);
  EXPECT_THROW(read("{decision: {effect: 100}}"), Error);
  EXPECT_NO_THROW(read("{decision: {evidence: 60}, benefit: {effect: 40}}"));
}

}  // namespace
}  // namespace cityloop
