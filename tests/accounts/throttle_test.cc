// How guessing is slowed down.

#include "cityloop/io/accounts/throttle.h"

#include <gtest/gtest.h>

namespace cityloop::accounts {
namespace {

using std::chrono::seconds;

Instant after(int s) {
  return Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}} + seconds{s};
}

TEST(Throttle, FiveTriesAreFreeThenWaitsDoubleUpToAQuarterOfAnHour) {
  Throttle t{ThrottleRule{}};
  int now = 0;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(t.wait("li", after(now)), seconds{0});
    t.count("li", after(now));
  }
  for (const int due : {60, 120, 240, 480, 900, 900}) {
    EXPECT_EQ(t.wait("li", after(now)), seconds{due});
    EXPECT_EQ(t.wait("li", after(now + due - 1)), seconds{1});
    now += due;
    EXPECT_EQ(t.wait("li", after(now)), seconds{0});
    t.count("li", after(now));
  }
  EXPECT_EQ(t.wait("wang", after(now)), seconds{0});
}

TEST(Throttle, AfterAnHourWithoutATryAllIsForgotten) {
  Throttle t{ThrottleRule{}};
  for (int i = 0; i < 9; ++i) t.count("li", after(0));
  EXPECT_GT(t.wait("li", after(0)), seconds{0});
  EXPECT_EQ(t.wait("li", after(3600)), seconds{0});
  t.count("li", after(3600));
  EXPECT_EQ(t.wait("li", after(3600)), seconds{0});  // the first of five again
}

TEST(Throttle, WhatIsForgottenOrTakenBackDoesNotCount) {
  Throttle t{ThrottleRule{}};
  for (int i = 0; i < 5; ++i) t.count("li", after(0));
  t.take_back("li");
  EXPECT_EQ(t.wait("li", after(0)), seconds{0});
  t.count("li", after(0));
  EXPECT_GT(t.wait("li", after(0)), seconds{0});
  t.forget("li");
  EXPECT_EQ(t.wait("li", after(0)), seconds{0});
  t.take_back("nobody");
}

TEST(Throttle, AMillionNamesDoNotFillTheMemoryNorFreeWhoMustWait) {
  Throttle t{ThrottleRule{}};
  for (int i = 0; i < 5; ++i) t.count("li", after(0));
  for (int i = 0; i < 200'000; ++i) t.count("name" + std::to_string(i), after(0));
  EXPECT_LE(t.size(), 65'536U);
  EXPECT_EQ(t.wait("li", after(0)), seconds{60});
}

TEST(Throttle, ANetworkOfIPv6IsOnePeer) {
  EXPECT_EQ(peer_key("2001:db8:1:2::1"), peer_key("2001:db8:1:2:ffff::9"));
  EXPECT_NE(peer_key("2001:db8:1:2::1"), peer_key("2001:db8:1:3::1"));
  EXPECT_EQ(peer_key("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(peer_key("::ffff:10.1.2.3"), "10.1.2.3");
  EXPECT_NE(peer_key("10.1.2.3"), peer_key("10.1.2.4"));
}

}  // namespace
}  // namespace cityloop::accounts
