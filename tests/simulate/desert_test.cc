// The field's closed-form tests on a synthetic desert: streets every 200 m, lines along them, and travel times whose
// distribution over departures is known. What is exact here is exact; where phases are drawn, seeded draws come within a
// minute of the distribution.
// source   Conway, Byrd, van Eggermond 2018; the cases are R5's (simulated networks), restated with our own moments

#include <functional>

#include <gtest/gtest.h>

#include "tests/simulate/transit_world.h"

namespace cityloop {
namespace {

constexpr std::array kShares{0.05, 0.25, 0.5, 0.75, 0.95};

TransitSettings two_hours() {
  TransitSettings s = desert_settings();
  s.until = 9 * 3600;
  s.draws = 400;
  return s;
}

/// Share of values of at most x, of one wait uniform on 0 … h, and of the sum of two.
double uniform(double x, double h) { return std::clamp(x / h, 0.0, 1.0); }
double triangle(double x, double h) {
  if (x <= 0) return 0;
  if (x >= 2 * h) return 1;
  return x <= h ? x * x / (2 * h * h) : 1 - (2 * h - x) * (2 * h - x) / (2 * h * h);
}
/// Where a rising function comes to a share.
double quantile(const std::function<double(double)>& share_of, double share) {
  double low = 0, high = 7200;
  for (int i = 0; i < 60; ++i) (share_of((low + high) / 2) < share ? low : high) = (low + high) / 2;
  return high;
}

TEST(Desert, ScheduledWithOneChangeIsUniform) {
  // Rows 20 and 40 and column 40, every 20 min, synchronised: a row's trips are at (20, 20) at 10 past and at (40, 20) at 20
  // past, a column's leave there at 30 past, 10 min later. A minute at least and up to 20 more, 10 + 10 + 10 min.
  Desert desert{41};
  desert.line(true, 20, 1200, true);
  desert.line(true, 40, 1200, true);
  desert.line(false, 40, 1200, true);
  const auto t = times(desert.city(), two_hours(), Desert::corner(20, 20), Desert::corner(40, 40));
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(t[i], 60 + kShares[i] * 1200 + 1800, 0.01);
}

TEST(Desert, HeadwaysWithOneChangeAreATriangle) {
  // Two lines at phases nobody knows, every 20 min: two waits, independent, each of a minute and up to 20 more.
  Desert desert{41};
  desert.line(true, 20, 1200, false);
  desert.line(false, 40, 1200, false);
  const auto t = times(desert.city(), two_hours(), Desert::corner(20, 20), Desert::corner(40, 40));
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_NEAR(t[i], 120 + 1200 + quantile([](double x) { return triangle(x, 1200); }, kShares[i]), 60);
}

TEST(Desert, OfTwoWaysWithChangesItIsTheSoonerOne) {
  // By row 20 and column 40, each every 20 min; or by column 20 and row 40, each every 10 min. The sooner of two sums: who
  // is not there by either of them in time x is the product of both being later.
  Desert desert{41};
  desert.line(true, 20, 1200, false);
  desert.line(false, 40, 1200, false);
  desert.line(false, 20, 600, false);
  desert.line(true, 40, 600, false);
  const auto t = times(desert.city(), two_hours(), Desert::corner(20, 20), Desert::corner(40, 40));
  const auto share = [](double x) { return 1 - (1 - triangle(x, 1200)) * (1 - triangle(x, 600)); };
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(t[i], 120 + 1200 + quantile(share, kShares[i]), 60);
}

TEST(Desert, OfThreeLinesOnOneTrunkTheFirstIsTaken) {
  // Three lines along row 20 and one along column 80, each every 20 min: 30 + 30 min of riding, the least of three waits and
  // one more.
  Desert desert{81};
  for (int i = 0; i < 3; ++i) desert.line(true, 20, 1200, false);
  desert.line(false, 80, 1200, false);
  const auto t = times(desert.city(), two_hours(), Desert::corner(20, 20), Desert::corner(80, 80));
  const auto share = [](double x) {
    constexpr int kParts = 1000;
    double sum = 0;  // over the second wait
    for (int i = 0; i < kParts; ++i) {
      const double later = 1 - uniform(x - 1200 * (i + 0.5) / kParts, 1200);
      sum += 1 - later * later * later;
    }
    return sum / kParts;
  };
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(t[i], 120 + 3600 + quantile(share, kShares[i]), 60);
}

TEST(Desert, WhoeverIsOvertakenIsNotTakenWhereverOneBoards) {
  // Trip A leaves the first stop at 7:10 and takes 10 min for each of the hops after stops 20 and 21; trip B leaves at 7:20
  // and takes 30 s for each, so that B is at stop 42 at 7:41 and A at 7:50. Before and behind those hops B is the one to
  // take, whoever leaves first.
  Desert desert{43};
  const std::uint32_t line = desert.maker.line();
  const auto add = [&](std::int32_t at, std::int32_t crawl) {
    std::vector<FeedDraft::Call> calls;
    for (int i = 0; i < desert.side; ++i) {
      calls.push_back({desert.stop(i, 5), at, at});
      at += i == 20 || i == 21 ? crawl : 30;
    }
    desert.maker.trip(line, calls);
  };
  add(7 * 3600 + 600, 600);
  add(7 * 3600 + 1200, 30);
  const City city = desert.city();
  const auto between = [&](int stop, std::int32_t from) {
    TransitSettings s = desert_settings();
    s.from = 7 * 3600 + from;
    s.until = s.from + 300;
    return times(city, s, Desert::corner(stop, 5), Desert::corner(42, 5));
  };
  for (std::size_t i = 0; i < 5; ++i) {
    const double left = 300 * (1 - kShares[i]);  // before that much of the window is left one has not gone
    EXPECT_NEAR(between(30, 0)[i], 2460 - left, 0.01);
    EXPECT_NEAR(between(10, 0)[i], 2460 - left, 0.01);
    EXPECT_NEAR(between(10, 780)[i], 2460 - 780 - left, 0.01);
  }
}

}  // namespace
}  // namespace cityloop
