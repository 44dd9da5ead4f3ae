// Money by need and results: the worked example, what the formula promises, and what the lab finds.

#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/decide/budget/lab.h"

namespace cityloop {
namespace {

Money yuan_of(double v) { return Money{std::llround(v * 100)}; }

TEST(Allocate, TheWorkedExample) {
  // Needs .5 .3 .2, scores 60 80 90, a pool of 100, last year 50 30 20, rails of 10 %, all by score.
  const std::vector<Share> shares{{"a", .5, 60, 0, 0, 0, yuan_of(50)},
                                  {"b", .3, 80, 0, 0, 0, yuan_of(30)},
                                  {"c", .2, 90, 0, 0, 0, yuan_of(20)}};
  const AllocationRule rule{0, 0, 1, .1, false};
  const Allocated a = allocate(yuan_of(100), shares, rule, true);
  EXPECT_EQ(a.by_formula[0], yuan_of(41.67));
  EXPECT_EQ(a.by_formula[1], yuan_of(33.33));
  EXPECT_EQ(a.by_formula[2], yuan_of(25));
  EXPECT_EQ(a.amount[0], yuan_of(45));
  EXPECT_EQ(a.amount[1], yuan_of(33));
  EXPECT_EQ(a.amount[2], yuan_of(22));
  EXPECT_EQ(a.at_rail, (std::vector<std::int8_t>{-1, 1, 1}));
}

std::vector<Share> drawn(Random& r, std::size_t n, Money pool) {
  std::vector<Share> out;
  std::int64_t left = pool.fen;
  for (std::size_t d = 0; d < n; ++d) {
    Share s{fmt::format("d{}", d),
            r.uniform(0.2, 3),
            r.uniform(30, 95),
            r.uniform(-5, 5),
            r.uniform(0.5, 6),
            r.uniform(0.5, 6),
            {}};
    s.previous = Money{d + 1 == n ? left : left / static_cast<std::int64_t>(n - d)};
    left -= s.previous.fen;
    out.push_back(s);
  }
  return out;
}

TEST(Allocate, SumsToTheFenWithinTheRails) {
  Random r{1, 0};
  for (int k = 0; k < 300; ++k) {
    const Money pool{static_cast<std::int64_t>(1'000'000 + r.below(1'000'000'007))};
    const auto shares = drawn(r, 2 + r.below(12), pool);
    const AllocationRule rule{r.uniform(), r.uniform(), r.uniform(0.1, 1), r.uniform(0.02, 0.5),
                              r.below(2) == 0};
    const Allocated a = allocate(pool, shares, rule);
    Money sum, formula;
    for (std::size_t d = 0; d < shares.size(); ++d) {
      sum += a.amount[d], formula += a.by_formula[d];
      const auto before = static_cast<double>(shares[d].previous.fen);
      EXPECT_GE(static_cast<double>(a.amount[d].fen), (1 - rule.rail) * before - 1e-6);
      EXPECT_LE(static_cast<double>(a.amount[d].fen), (1 + rule.rail) * before + 1e-6);
    }
    EXPECT_EQ(sum, pool);
    EXPECT_EQ(formula, pool);
  }
}

TEST(Allocate, NobodyLosesByABetterScoreOfItsOwn) {
  Random r{2, 0};
  for (int k = 0; k < 300; ++k) {
    const Money pool{1'000'000'000};
    auto shares = drawn(r, 6, pool);
    const AllocationRule rule{0.4, 0, 0.5, 0.5, false};
    const std::size_t d = r.below(6);
    const Money before = allocate(pool, shares, rule, true).amount[d];
    shares[d].score += r.uniform(0, 10);
    EXPECT_GE(allocate(pool, shares, rule, true).amount[d].fen, before.fen - 1);
  }
}

TEST(Allocate, DifferencesWithinTheirErrorsArePaidNothing) {
  std::vector<Share> shares{{"a", 1, 70, 0, 5, 5, {}}, {"b", 1, 72, 0, 5, 5, {}}, {"c", 1, 74, 0, 5, 5, {}}};
  const Allocated even = allocate(yuan_of(300), shares, AllocationRule{});
  for (const Money m : even.amount) EXPECT_EQ(m, yuan_of(100));
  for (Share& s : shares) s.standard_error = s.change_error = 0.1;
  EXPECT_GT(allocate(yuan_of(300), shares, AllocationRule{}).amount[2], yuan_of(100));
}

TEST(Allocate, ShrinkingByHand) {
  // Variance of (60, 80) is 200, noise 100: half of what is seen is real, so each moves half way … 200 − 100 = 100 of 100 + 100.
  const std::vector<double> score{60, 80}, error{10, 10};
  const auto s = shrunk(score, error);
  EXPECT_NEAR(s[0], 65, 1e-12);
  EXPECT_NEAR(s[1], 75, 1e-12);
}

TEST(Allocate, RailsThatCannotHoldThePoolAreRefusedWithTheirEnds) {
  const std::vector<Share> shares{{"a", 1, 60, 0, 0, 0, yuan_of(50)}, {"b", 1, 80, 0, 0, 0, yuan_of(50)}};
  try {
    allocate(yuan_of(150), shares, AllocationRule{});
    FAIL() << "150 within 90 … 110";
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::conflict);
    EXPECT_NE(e.words().en.find("110"), std::string::npos) << e.words().en;
  }
  EXPECT_THROW(allocate(yuan_of(1), std::vector<Share>{}, AllocationRule{}), Error);
  EXPECT_THROW(allocate(yuan_of(1), std::vector<Share>{{"a", 0, 1, 0, 0, 0, {}}}, AllocationRule{}), Error);
}

std::vector<Share> twelve_districts() {
  std::vector<Share> out;
  for (int d = 0; d < 12; ++d) {
    // A small district is measured less surely: its error goes with one over the root of its people.
    const double people = 1 + d;
    out.push_back({fmt::format("d{}", d), people, 70, 0, 8 / std::sqrt(people), 8 / std::sqrt(people), {}});
  }
  return out;
}

TEST(BudgetLab, AmongAlikesShrinkingPaysLessForNoiseAndABonusToTheFirstPaysTheMost) {
  QuietRun quiet;
  LabWorld world;
  world.level_sd = 2;
  world.worlds = 40;
  AllocationRule rule;
  rule.rail = 1;
  const auto r = lab(yuan_of(1e6), twelve_districts(), rule, world, quiet.run);
  ASSERT_EQ(r.size(), 3U);
  EXPECT_LT(r[0].paid_for_noise, r[1].paid_for_noise);
  EXPECT_LT(r[1].paid_for_noise, r[2].paid_for_noise);
  EXPECT_LT(r[0].padding_pays, r[1].padding_pays);
  EXPECT_LT(r[0].swing, r[2].swing);
  EXPECT_LT(r[0].small_swing, r[1].small_swing);
}

TEST(BudgetLab, PayingForChangeInvitesHoldingBackAndPayingForLevelDoesNot) {
  QuietRun quiet;
  LabWorld world;
  world.worlds = 20;
  AllocationRule change, level;
  change.by_change = 1, level.by_change = 0;
  change.rail = level.rail = 1;
  const double by_change = lab(yuan_of(1e6), twelve_districts(), change, world, quiet.run)[1].holding_pays;
  const double by_level = lab(yuan_of(1e6), twelve_districts(), level, world, quiet.run)[1].holding_pays;
  EXPECT_LT(by_level, 0);
  EXPECT_GT(by_change, by_level);
}

TEST(BudgetLab, WithoutNoiseNothingIsPaidForIt) {
  QuietRun quiet;
  LabWorld world;
  world.worlds = 5;
  auto shares = twelve_districts();
  for (Share& s : shares) s.standard_error = 0;
  for (const LabResult& r : lab(yuan_of(1e6), shares, AllocationRule{}, world, quiet.run))
    EXPECT_NEAR(r.paid_for_noise, 0, 1e-12) << to_word(r.formula);
}

}  // namespace
}  // namespace cityloop
