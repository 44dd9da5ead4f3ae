// Opening hours: examples of the specification worked by hand, what is refused, and that writing reads back.

#include "cityloop/city/hours.h"

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

constexpr std::uint16_t at(int day, int hour, int minute = 0) {
  return static_cast<std::uint16_t>(day * kDayMinutes + hour * 60 + minute);
}
OpenHours days(int first, int last, std::initializer_list<std::pair<int, int>> hours) {
  OpenHours out;
  for (int d = first; d <= last; ++d)
    for (const auto& [from, until] : hours) {
      out.push_back(at(d, from));
      out.push_back(at(d, until));
    }
  return out;
}

TEST(Hours, WeekdaysAndTimes) {
  EXPECT_EQ(read_hours("Mo-Fr 08:00-18:00"), days(0, 4, {{8, 18}}));
  EXPECT_EQ(read_hours("Mo-Fr 8:00-12:00,13:00-18:00"), days(0, 4, {{8, 12}, {13, 18}}));
  EXPECT_EQ(read_hours("08:00-18:00"), days(0, 6, {{8, 18}}));
  EXPECT_EQ(read_hours("Mo,Tu 08:00-18:00"), days(0, 1, {{8, 18}}));
  EXPECT_EQ(read_hours("24/7"), (OpenHours{0, kWeekMinutes}));
  EXPECT_EQ(read_hours("Mo-Su 00:00-24:00"), (OpenHours{0, kWeekMinutes}));
  EXPECT_EQ(read_hours("Su"), (OpenHours{at(6, 0), at(6, 24)}));
}

TEST(Hours, LaterRulesReplaceAndCommasAdd) {
  // The specification: "Mo-Fr 08:00-18:00; We 09:00-12:00" closes Wednesday's afternoon.
  OpenHours shorter{at(0, 8),  at(0, 18), at(1, 8),  at(1, 18), at(2, 9),
                    at(2, 12), at(3, 8),  at(3, 18), at(4, 8),  at(4, 18)};
  EXPECT_EQ(read_hours("Mo-Fr 08:00-18:00; We 09:00-12:00"), shorter);
  EXPECT_EQ(read_hours("Mo-Tu 08:00-12:00, Tu 14:00-16:00"),
            (OpenHours{at(0, 8), at(0, 12), at(1, 8), at(1, 12), at(1, 14), at(1, 16)}));
  EXPECT_EQ(read_hours("Mo-Tu 08:00-12:00; Tu off; PH off"), (OpenHours{at(0, 8), at(0, 12)}));
  EXPECT_EQ(read_hours("Mo-Tu,PH 08:00-12:00"), days(0, 1, {{8, 12}}));
}

TEST(Hours, NightsGoOnIntoTheNextDay) {
  EXPECT_EQ(read_hours("Fr 22:00-04:00"), (OpenHours{at(4, 22), at(5, 4)}));
  EXPECT_EQ(read_hours("Fr 22:00-28:00"), (OpenHours{at(4, 22), at(5, 4)}));
  // Into Monday: the week begins anew.
  EXPECT_EQ(read_hours("Su 22:00-02:00"), (OpenHours{0, 120, at(6, 22), kWeekMinutes}));
  EXPECT_EQ(read_hours("Sa-Mo 10:00-12:00"),
            (OpenHours{at(0, 10), at(0, 12), at(5, 10), at(5, 12), at(6, 10), at(6, 12)}));
}

TEST(Hours, InChinese) {
  EXPECT_EQ(read_hours("周一至周五 8:00-17:30"), read_hours("Mo-Fr 08:00-17:30"));
  EXPECT_EQ(read_hours("星期一至星期五 8：00～12：00，14：00～17：30；周六 休息"),
            read_hours("Mo-Fr 08:00-12:00,14:00-17:30; Sa off"));
  EXPECT_EQ(read_hours("每天 全天"), read_hours("24/7"));
  EXPECT_EQ(read_hours("每日8:00至20:00"), read_hours("08:00-20:00"));
}

TEST(Hours, ClosedForEverIsNotUnknown) {
  EXPECT_EQ(read_hours("off"), (OpenHours{0, 0}));
  EXPECT_FALSE(is_open(OpenHours{0, 0}, 0));
  EXPECT_EQ(hours_text(OpenHours{0, 0}), "off");
  EXPECT_EQ(hours_text(OpenHours{}), "");
}

TEST(Hours, WhatAWeekCannotHoldIsNotKnown) {
  for (const char* text : {"", " ", "PH off", "\"by appointment\"", "Jan-Mar Mo-Fr 08:00-18:00",
                           "sunrise-sunset", "Mo-Fr 18:00+", "Mo[1] 10:00-12:00", "Mo-Fr 08:00",
                           "Mo-Fr 25:70-26:00", "Mo-Xy 08:00-10:00", "week 1-20 Mo 10:00-12:00",
                           "Mo 08:00-18:00 || \"on call\"", "Mo-", "08:00-18:00;;", "Mo 08:00-60:00"})
    EXPECT_EQ(read_hours(text), std::nullopt) << text;
}

TEST(Hours, AreOpenFromTheFirstMinuteAndNotAtTheLast) {
  const OpenHours h = *read_hours("Tu 08:00-18:00");
  EXPECT_FALSE(is_open(h, at(1, 7, 59)));
  EXPECT_TRUE(is_open(h, at(1, 8)));
  EXPECT_TRUE(is_open(h, at(1, 17, 59)));
  EXPECT_FALSE(is_open(h, at(1, 18)));
}

TEST(Hours, MomentsOfTheWeek) {
  EXPECT_EQ(read_week_minute("Tue 19:00"), at(1, 19));
  EXPECT_EQ(read_week_minute("Tu 19:00"), at(1, 19));
  EXPECT_EQ(read_week_minute("Tuesday 19:00"), at(1, 19));
  EXPECT_EQ(read_week_minute("周日 9：05"), at(6, 9, 5));
  for (const char* text : {"", "19:00", "Tue", "Tue 24:00", "Tue 19", "Tue 19:00 sharp", "Xue 19:00"})
    EXPECT_EQ(read_week_minute(text), std::nullopt) << text;
}

TEST(Hours, WritingReadsBack) {
  Random random{5, 1};
  for (int n = 0; n < 500; ++n) {
    // Any spans of quarters of an hour.
    OpenHours hours;
    auto m = static_cast<std::uint32_t>(random.below(1200));
    while (true) {
      const auto from = m - m % 15, until = from + 15 + 15 * static_cast<std::uint32_t>(random.below(80));
      if (until > kWeekMinutes) break;
      hours.push_back(static_cast<std::uint16_t>(from));
      hours.push_back(static_cast<std::uint16_t>(until));
      m = until + 15 + static_cast<std::uint32_t>(random.below(1500));
    }
    if (hours.empty()) continue;
    EXPECT_EQ(read_hours(hours_text(hours)), hours) << hours_text(hours);
  }
  for (const char* text : {"Mo-Fr 08:00-18:00; Sa 09:00-13:00", "24/7", "Fr-Sa 22:00-04:00", "off"})
    EXPECT_EQ(hours_text(*read_hours(text)), text);
}

}  // namespace
}  // namespace cityloop
