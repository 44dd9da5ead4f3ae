#include "cityloop/base/random.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace cityloop {
namespace {

TEST(Random, IsThePublishedPhilox) {
  // Known answer of Philox4x32-10 for counter 0 and key 0: 6627e8d5 e169c58d bc57ac4c 9b00dbd8 (Random123, kat_vectors).
  EXPECT_EQ((Random{0, 0}.at(0)), 0xe169c58d6627e8d5U);
}

TEST(Random, TheNthNextIsAtN) {
  Random r{42, 7};
  for (std::uint64_t n = 0; n < 100; ++n) EXPECT_EQ(r.next(), (Random{42, 7}.at(n)));
}

TEST(Random, SeedsAndStreamsDiffer) {
  EXPECT_NE((Random{1, 0}.at(0)), (Random{2, 0}.at(0)));
  EXPECT_NE((Random{1, 0}.at(0)), (Random{1, 1}.at(0)));
  EXPECT_NE((Random{1, 0}.at(0)), (Random{1, std::uint64_t{1} << 32U}.at(0)));
  EXPECT_NE((Random{1, 0}.at(0)), (Random{1, 0}.at(std::uint64_t{1} << 32U)));
}

TEST(Random, UniformFillsTheUnitInterval) {
  Random r{1, 2};
  double sum = 0, squares = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = r.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    squares += u * u;
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, 0.5, 0.005);
  EXPECT_NEAR(squares / kDraws - mean * mean, 1.0 / 12, 0.002);
}

TEST(Random, NormalHasMeanZeroAndDeviationOne) {
  Random r{3, 4};
  double sum = 0, squares = 0;
  int beyond_two = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double z = r.normal();
    ASSERT_TRUE(std::isfinite(z));
    sum += z;
    squares += z * z;
    if (std::abs(z) > 1.959964) ++beyond_two;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.015);
  EXPECT_NEAR(squares / kDraws, 1, 0.02);
  EXPECT_NEAR(beyond_two / static_cast<double>(kDraws), 0.05, 0.003);
}

TEST(Random, BelowFavoursNobody) {
  Random r{5, 6};
  std::array<int, 7> seen{};
  for (int i = 0; i < 70'000; ++i) ++seen.at(r.below(7));
  double chi2 = 0;
  for (const int n : seen) chi2 += (n - 10'000.0) * (n - 10'000.0) / 10'000.0;
  EXPECT_LT(chi2, 22.46);  // 6 degrees of freedom, one in a thousand
}

TEST(Random, BelowFavoursNobodyWhereRejectionIsCommon) {
  Random r{7, 8};
  constexpr std::uint64_t kHuge = 3ULL << 62U;  // a plain product would give one third twice as often
  int low = 0;
  for (int i = 0; i < 30'000; ++i)
    if (r.below(kHuge) < kHuge / 3) ++low;
  EXPECT_NEAR(low, 10'000, 330);
  EXPECT_EQ(r.below(1), 0U);
}

}  // namespace
}  // namespace cityloop
