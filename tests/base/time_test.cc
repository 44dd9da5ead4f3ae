#include "cityloop/base/time.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

TEST(Time, ReadsAndWritesDates) {
  EXPECT_EQ(to_string(parse_date("2026-11-24")), "2026-11-24");
  EXPECT_EQ(to_string(parse_date(" 2024-02-29\r")), "2024-02-29");
  EXPECT_EQ(number(year_of(parse_date("2026-12-31"))), 2026);
}

TEST(Time, RefusesDaysThatAreNot) {
  for (const char* bad : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-2", "26-11-24", "2026/11/24",
                          "2026-11-24x", "+026-11-24"})
    EXPECT_THROW(parse_date(bad), Error) << bad;
}

TEST(Time, ReadsInstantsInAnyZone) {
  const Instant eight = parse_instant("2026-11-24T08:00:00Z");
  EXPECT_EQ(to_string(eight), "2026-11-24T08:00:00Z");
  for (const char* same : {"2026-11-24 08:00", "2026-11-24T08:00", "2026-11-24T08:00:00.999Z",
                           "2026-11-24T16:00:00+08:00", "2026-11-24T16:00+0800", "2026-11-24T02:30-05:30"})
    EXPECT_EQ(parse_instant(same), eight) << same;
  EXPECT_EQ(to_string(parse_instant("2026-11-24")), "2026-11-24T00:00:00Z");
  EXPECT_EQ(to_string(parse_instant("1969-12-31T23:59:59Z")), "1969-12-31T23:59:59Z");
}

TEST(Time, RefusesMomentsThatAreNot) {
  for (const char* bad :
       {"", "2026-11-24T", "2026-11-24T24:00", "2026-11-24T08:60", "2026-11-24T08:00:60Z", "2026-11-24T08",
        "2026-11-24T08:00:00.Z", "2026-11-24T08:00ZZ", "2026-11-24T08:00+15:00", "08:00"})
    EXPECT_THROW(parse_instant(bad), Error) << bad;
}

TEST(Time, AFixedClockStandsStill) {
  const FixedClock clock{parse_instant("2026-11-24")};
  EXPECT_EQ(clock.now(), clock.now());
  EXPECT_GT(SystemClock{}.now(), parse_instant("2020-01-01"));
}

}  // namespace
}  // namespace cityloop
