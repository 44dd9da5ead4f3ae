#include "cityloop/base/money.h"

#include <limits>

#include <gtest/gtest.h>

namespace cityloop {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(Money, ReadsYuanAndItsMultiplesExactly) {
  EXPECT_EQ(parse_money("84,000,000.00").fen, 8'400'000'000);
  EXPECT_EQ(parse_money("8400万").fen, 8'400'000'000);
  EXPECT_EQ(parse_money("8400 万元").fen, 8'400'000'000);
  EXPECT_EQ(parse_money("1.2亿元").fen, 12'000'000'000);
  EXPECT_EQ(parse_money("-3.5 yuan").fen, -350);
  EXPECT_EQ(parse_money("¥12").fen, 1200);
  EXPECT_EQ(parse_money("￥ 12 元").fen, 1200);
  EXPECT_EQ(parse_money("0.07").fen, 7);
  EXPECT_EQ(parse_money("1.000001万").fen, 1'000'001);
  EXPECT_EQ(parse_money("0.10000000000000000000000000").fen, 10);
  EXPECT_EQ(parse_money("92233720368547758.07").fen, kMost);
}

TEST(Money, RefusesAThirdDecimal) {
  EXPECT_THROW(parse_money("1.005"), Error);
  EXPECT_THROW(parse_money("1.0000001万"), Error);
  EXPECT_THROW(parse_money("0.00000000000000000000001"), Error);
}

TEST(Money, RefusesAmbiguousGroupsAndOtherWords) {
  for (const char* bad :
       {"",   "-",   "元",         "1,5", "1,50", "1,2345", "12,34,567", ",100", "1,",       "1.",
        ".5", "1 2", "12 dollars", "1e6", "0x10", "1.2.3",  "万",        "¥",    "1,000,00", "1000,000"})
    EXPECT_THROW(parse_money(bad), Error) << bad;
}

TEST(Money, RefusesWhatCannotBeHeldExactly) {
  EXPECT_THROW(parse_money("92233720368547758.08"), Error);
  EXPECT_THROW(parse_money("999999999999亿元"), Error);
  EXPECT_THROW(parse_money(std::string(400, '9')), Error);
  EXPECT_THROW((Money{kMost} + Money{1}), Error);
  EXPECT_THROW((Money{-kMost} - Money{2}), Error);
  EXPECT_THROW((3 * Money{kMost / 2}), Error);
  EXPECT_THROW(scaled(Money{kMost}, 2.0), Error);
  EXPECT_THROW(scaled(Money{1}, std::numeric_limits<double>::quiet_NaN()), Error);
}

TEST(Money, AddsTenthsWithoutDrift) {
  Money total;
  for (int i = 0; i < 10; ++i) total += parse_money("0.10");
  EXPECT_EQ(total, parse_money("1"));
  total -= parse_money("1.00");
  EXPECT_EQ(total, Money{});
}

TEST(Money, ScalesRoundingHalfAwayFromZero) {
  EXPECT_EQ(scaled(Money{5}, 0.5).fen, 3);
  EXPECT_EQ(scaled(Money{-5}, 0.5).fen, -3);
  EXPECT_EQ(scaled(Money{1000}, 1.1).fen, 1100);
}

TEST(Money, WritesWhatItReads) {
  EXPECT_EQ(to_string(parse_money("84,000,000")), "84000000.00");
  EXPECT_EQ(to_string(Money{-7}), "-0.07");
  EXPECT_EQ(parse_money(to_string(Money{-kMost})).fen, -kMost);
}

TEST(Money, IsShownInTheWordsOfTheReader) {
  const Money m = parse_money("8400万元");
  EXPECT_EQ(show_money(m, Lang::en), "84.00 million yuan");
  EXPECT_EQ(show_money(m, Lang::zh), "8,400.00 万元");
  EXPECT_EQ(show_money(Money{-123'456}, Lang::en), "-1,234.56 yuan");
  EXPECT_EQ(show_money(parse_money("1.2亿元"), Lang::zh), "1.20 亿元");
  EXPECT_EQ(show_money(Money{}, Lang::zh), "0.00 元");
  EXPECT_EQ(parse_money(show_money(m, Lang::en)), m);
  EXPECT_EQ(parse_money(show_money(m, Lang::zh)), m);
}

}  // namespace
}  // namespace cityloop
