#include <array>
#include <fstream>
#include <iterator>
#include <random>

#include <gtest/gtest.h>

#include "cityloop/act/clock/limit.h"
#include "cityloop/base/document.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::vector<WorkCalendar> calendars_of(const std::string& yaml) {
  std::vector<WorkCalendar> out;
  for (const Document& d : parse_yaml(yaml, "calendars.yaml").list()) out.push_back(parse_calendar(d, out));
  return out;
}
WorkCalendar china() {
  std::ifstream file{testing::source_dir() + "/catalogue/calendars/china.yaml"};
  return calendars_of({std::istreambuf_iterator<char>{file}, {}}).front();
}
ZoneTime east(int hours) {
  ZoneTime z;
  z.ahead = std::chrono::hours{hours};
  return z;
}
/// As in most of North America: clocks go forward on 10 March 2024 at 2:00 and back on 3 November 2024 at 2:00.
ZoneTime with_summer_time() {
  ZoneTime z = east(-5);
  z.changes = {{parse_instant("2024-03-10T07:00:00Z"), std::chrono::hours{-4}},
               {parse_instant("2024-11-03T06:00:00Z"), std::chrono::hours{-5}}};
  return z;
}

// What the notices of 2024 to 2026 say, written down once more and apart from the catalogue.
constexpr std::array<std::pair<std::string_view, int>, 20> kFree{
    {{"2024-01-01", 1}, {"2024-02-10", 8}, {"2024-04-04", 3}, {"2024-05-01", 5}, {"2024-06-10", 1},
     {"2024-09-15", 3}, {"2024-10-01", 7}, {"2025-01-01", 1}, {"2025-01-28", 8}, {"2025-04-04", 3},
     {"2025-05-01", 5}, {"2025-05-31", 3}, {"2025-10-01", 8}, {"2026-01-01", 3}, {"2026-02-15", 9},
     {"2026-04-04", 3}, {"2026-05-01", 5}, {"2026-06-19", 3}, {"2026-09-25", 3}, {"2026-10-01", 7}}};
constexpr std::array<std::string_view, 19> kMadeUp{
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
    "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
    "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"};

/// Counts minutes on the wall, one by one, from 1 January 2024, a Monday. Knows nothing of spans, days or calendars of the program.
struct MinuteCounter {
  std::vector<bool> work_day;
  MinuteCounter() {
    for (int d = 0; d < 3 * 366; ++d) work_day.push_back(d % 7 < 5);
    for (const auto& [first, n] : kFree)
      for (int i = 0; i < n; ++i) work_day[day_number(first) + static_cast<std::size_t>(i)] = false;
    for (const std::string_view d : kMadeUp) work_day[day_number(d)] = true;
  }
  static std::size_t day_number(std::string_view d) {
    return static_cast<std::size_t>((parse_date(d) - parse_date("2024-01-01")).count());
  }
  bool counts(TimeKind kind, long minute) const {
    const auto day = static_cast<std::size_t>(minute / 1440);
    const long m = minute % 1440;
    switch (kind) {
      case TimeKind::urgent_hours:
      case TimeKind::natural_days: return true;
      case TimeKind::working_days: return work_day[day];
      case TimeKind::working_hours: return work_day[day] && ((m >= 480 && m < 720) || (m >= 840 && m < 1080));
    }
    return false;
  }
  /// The minute before which `need` minutes have counted.
  long end(TimeKind kind, long from, long need, const std::vector<std::pair<long, long>>& pauses) const {
    for (long m = from;; ++m) {
      if (need == 0) return m;
      bool stands = false;
      for (const auto& [a, b] : pauses) stands = stands || (a <= m && m < b);
      if (!stands && counts(kind, m)) --need;
    }
  }
  long close_of_business(long full) const {
    const long day = (full - 1) / 1440;
    return day * 1440 + (work_day[static_cast<std::size_t>(day)] ? 1080 : 1440);
  }
};

TEST(WorkCalendar, KnowsTheDaysOfTheNotices) {
  const WorkCalendar c = china();
  const MinuteCounter twin;
  int working = 0;
  for (int d = 0; d < 366 + 365 + 365; ++d) {
    const LocalDay day{LocalDay{parse_date("2024-01-01").time_since_epoch()} + std::chrono::days{d}};
    ASSERT_EQ(works(c, day), twin.work_day[static_cast<std::size_t>(d)]) << d;
    working += works(c, day) ? 1 : 0;
  }
  // 2024 and 2025 are published with 251 and 248 working days; 2026, counted from its notice, has 248 (261 week days − 20 free + 7).
  EXPECT_EQ(working, 251 + 248 + 248);
}

TEST(WorkCalendar, AMakeUpDayIsWorkedLikeAMonday) {
  const WorkCalendar c = china();
  const LocalDay sunday{parse_date("2024-02-04").time_since_epoch()};
  EXPECT_EQ(work_spans(c, sunday), (std::vector<WorkSpan>{{480, 720}, {840, 1080}}));
}

TEST(Deadline, EqualsTheMinuteCounterOverThreeYears) {
  const WorkCalendar civil = china();
  WorkCalendar exact = civil;
  exact.counts = DayCount::from_the_minute;
  const ZoneTime zone = east(8);
  const MinuteCounter twin;
  const Instant first = parse_instant("2024-01-01T00:00:00+08:00");
  std::mt19937 dice{7};  // the same everywhere
  const auto roll = [&](int n) { return static_cast<long>(dice() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 3000; ++i) {
    const auto kind = static_cast<TimeKind>(roll(4));
    const bool days = kind == TimeKind::working_days || kind == TimeKind::natural_days;
    const long amount =
        days ? (1 + roll(20)) * (roll(4) == 0 ? 720 : 1440) : (1 + roll(60)) * (roll(4) == 0 ? 30 : 60);
    const long start = roll(1000 * 1440);
    std::vector<std::pair<long, long>> pauses;
    std::vector<Pause> given;
    for (long n = roll(4); n > 0; --n) {
      const long a = start - 1440 + roll(12 * 1440), b = a + roll(6 * 1440);
      pauses.emplace_back(a, b);
      given.push_back({first + minutes{a}, first + minutes{b}});
    }
    for (const auto& [c, name] :
         {std::pair{&std::as_const(civil), "civil"}, std::pair{&std::as_const(exact), "exact"}}) {
      const bool to_close = days && c->counts == DayCount::to_close_of_business;
      long expected = twin.end(kind, to_close ? (start / 1440 + 1) * 1440 : start, amount, pauses);
      if (to_close) expected = twin.close_of_business(expected);
      const Deadline got = deadline(first + minutes{start}, {kind, amount * 60}, *c, zone, given);
      ASSERT_TRUE(got.at && got.known);
      ASSERT_EQ((*got.at - first) / minutes{1}, expected)
          << i << " " << name << " " << words_of(Limit{kind, amount * 60}).en << " from minute " << start;
    }
  }
}

TEST(Deadline, CountedSecondsEqualTheMinuteCounter) {
  const WorkCalendar c = china();
  const MinuteCounter twin;
  const Instant first = parse_instant("2024-01-01T00:00:00+08:00");
  std::mt19937 dice{11};
  for (int i = 0; i < 400; ++i) {
    const auto kind = static_cast<TimeKind>(dice() % 4);
    const long from = dice() % (1000 * 1440), until = from + dice() % (30 * 1440);
    const long pause = from + dice() % (30 * 1440);
    long expected = 0;
    for (long m = from; m < until; ++m)
      if (twin.counts(kind, m) && !(pause <= m && m < pause + 700)) ++expected;
    const Pause p{first + minutes{pause}, first + minutes{pause + 700}};
    ASSERT_EQ(
        counted_seconds(first + minutes{from}, first + minutes{until}, kind, c, east(8), std::span{&p, 1}),
        expected * 60);
  }
}

// Friday 30 January 2026, 17:30: half an hour is left of the day; 14 February is worked for the holiday from the 15th to the 23rd.
TEST(Deadline, AreWhatAPersonWouldCount) {
  const WorkCalendar c = china();
  const ZoneTime zone = east(8);
  const auto at = [&](const char* start, const char* limit) {
    const Deadline d = deadline(parse_instant(std::string{start} + "+08:00"), parse_limit(limit), c, zone);
    return to_string(*d.at + std::chrono::hours{8});
  };
  EXPECT_EQ(at("2026-01-30T17:30", "2紧急工作时"), "2026-01-30T19:30:00Z");
  EXPECT_EQ(at("2026-01-30T17:30", "4工作时"), "2026-02-02T11:30:00Z");  // 0.5 h on Friday, 3.5 h on Monday
  EXPECT_EQ(at("2026-01-30T17:30", "1工作日"), "2026-02-02T18:00:00Z");
  EXPECT_EQ(at("2026-02-13T09:00", "5工作日"), "2026-02-27T18:00:00Z");      // 14, 24, 25, 26, 27
  EXPECT_EQ(at("2026-02-13T09:00", "2紧急工作日"), "2026-02-16T00:00:00Z");  // the 14th and the 15th
  EXPECT_EQ(at("2026-02-14T17:59", "2 working hours"), "2026-02-24T09:59:00Z");
}

TEST(Deadline, BeyondTheKnownYearsIsMarked) {
  const WorkCalendar c = china();
  const Instant late = parse_instant("2026-12-29T09:00+08:00");
  EXPECT_TRUE(deadline(late, parse_limit("2 working days"), c, east(8)).known);
  EXPECT_FALSE(deadline(late, parse_limit("5 working days"), c, east(8)).known);
  // The last of the ten ends at 18:00, or at midnight if it is a day off: that is not known either.
  EXPECT_FALSE(deadline(late, parse_limit("10 days"), c, east(8)).known);
  WorkCalendar exact = c;
  exact.counts = DayCount::from_the_minute;
  EXPECT_TRUE(deadline(late, parse_limit("10 days"), exact, east(8)).known);
  EXPECT_TRUE(deadline(late, parse_limit("500 urgent hours"), c, east(8)).known);
}

TEST(Deadline, StandsStillWhileAPauseHasNoEnd) {
  const WorkCalendar c = china();
  const Instant start = parse_instant("2026-03-02T09:00+08:00");
  const Pause open{start + std::chrono::hours{2}, std::nullopt};
  EXPECT_EQ(deadline(start, parse_limit("4 working hours"), c, east(8), std::span{&open, 1}).at,
            std::nullopt);
  // Full before the pause began.
  EXPECT_EQ(deadline(start, parse_limit("2 working hours"), c, east(8), std::span{&open, 1}).at,
            start + std::chrono::hours{2});
}

TEST(Deadline, WhenClocksChangeHoursAreHoursAndDaysAreDays) {
  WorkCalendar c = china();
  c.counts = DayCount::from_the_minute;
  const ZoneTime zone = with_summer_time();
  const Instant evening = instant_of(zone, local_time(zone, parse_instant("2024-03-09T23:00:00Z")));
  EXPECT_EQ(evening, parse_instant("2024-03-09T23:00:00Z"));  // 18:00 on the wall
  EXPECT_EQ(deadline(evening, parse_limit("24 urgent hours"), c, zone).at, evening + std::chrono::hours{24});
  // 18:00 to 18:00 on the wall are 23 hours when clocks go forward, 25 when they go back.
  EXPECT_EQ(deadline(evening, parse_limit("1 day"), c, zone).at, evening + std::chrono::hours{23});
  const Instant autumn = parse_instant("2024-11-02T22:00:00Z");
  EXPECT_EQ(deadline(autumn, parse_limit("1 day"), c, zone).at, autumn + std::chrono::hours{25});
}

TEST(ZoneTime, ATimeThatClocksSkipOrShowTwiceHasOneMoment) {
  const ZoneTime zone = with_summer_time();
  const LocalTime skipped{parse_instant("2024-03-10T02:30:00Z").time_since_epoch()};
  EXPECT_EQ(instant_of(zone, skipped), parse_instant("2024-03-10T07:30:00Z"));  // 3:30 in summer time
  const LocalTime twice{parse_instant("2024-11-03T01:30:00Z").time_since_epoch()};
  EXPECT_EQ(instant_of(zone, twice), parse_instant("2024-11-03T05:30:00Z"));  // the first, in summer time
  for (Instant t = parse_instant("2024-01-01"); t < parse_instant("2025-01-01");
       t += std::chrono::minutes{97}) {
    const Instant back = instant_of(zone, local_time(zone, t));
    if (back != t) {
      ASSERT_EQ(t - back, std::chrono::hours{1}) << to_string(t);  // the second time around
    }
  }
}

TEST(Lamps, TurnAtHalfAtFourFifthsAndAtTheDeadline) {
  const WorkCalendar c = china();
  const ZoneTime zone = east(8);
  const Instant start = parse_instant("2026-03-02T08:00+08:00");  // a Monday
  const Limit limit = parse_limit("10 working hours");
  const Instant due = *deadline(start, limit, c, zone).at;
  EXPECT_EQ(due, parse_instant("2026-03-03T10:00+08:00"));
  const auto lamp = [&](const char* now) {
    return lamp_of(share_used(start, due, parse_instant(std::string{now} + "+08:00"), limit.kind, c, zone));
  };
  EXPECT_EQ(lamp("2026-03-02T14:59"), TimeLamp::green);
  EXPECT_EQ(lamp("2026-03-02T15:00"), TimeLamp::yellow);  // 4 h before noon and 1 h after
  EXPECT_EQ(lamp("2026-03-02T18:00"), TimeLamp::orange);  // 8 h
  EXPECT_EQ(lamp("2026-03-03T07:00"), TimeLamp::orange);  // a night counts nothing
  EXPECT_EQ(lamp("2026-03-03T10:00"), TimeLamp::red);
  EXPECT_EQ(lamp("2026-03-03T12:30"), TimeLamp::red);
}

TEST(Limit, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parse_limit("2紧急工作时"), (Limit{TimeKind::urgent_hours, 7200}));
  EXPECT_EQ(parse_limit("4工作时"), (Limit{TimeKind::working_hours, 14400}));
  EXPECT_EQ(parse_limit("15 工作日"), (Limit{TimeKind::working_days, 15 * 86400}));
  EXPECT_EQ(parse_limit("2紧急工作日"), (Limit{TimeKind::natural_days, 2 * 86400}));
  EXPECT_EQ(parse_limit("2.5 working days"), (Limit{TimeKind::working_days, 216000}));
  EXPECT_EQ(parse_limit("24 hours"), (Limit{TimeKind::urgent_hours, 86400}));
  for (const char* text : {"2 urgent hours", "4 working hours", "2.5 working days", "7 days"})
    EXPECT_EQ(to_string(parse_limit(to_string(parse_limit(text)))), to_string(parse_limit(text)));
  EXPECT_EQ(words_of(parse_limit("1 working day")).en, "1 working day");
  EXPECT_EQ(words_of(parse_limit("1 working day")).zh, "1 个工作日");
  for (const char* bad :
       {"", "4", "soon", "0 days", "-1 days", "1e99 days", "nan days", "4 fortnights", "9工作"})
    EXPECT_THROW(parse_limit(bad), Error) << bad;
}

TEST(WorkCalendar, RefusesWhatCannotBeMeant) {
  const std::string good =
      "- {key: a, name: A, version: '1', covers: [2026-01-01, 2026-12-31], hours: 'Mo-Fr 08:00-17:00'";
  EXPECT_NO_THROW(calendars_of(good + "}"));
  EXPECT_NO_THROW(calendars_of(good + ", off: [{from: 2026-05-01, until: 2026-05-03}], work: [2026-05-09]}"));
  for (const char* bad :
       {", off: [2027-01-01]}", ", work: [2026-05-11]}", ", off: [2026-05-09], work: [2026-05-09]}",
        ", off: [{from: 2026-05-03, until: 2026-05-01}]}", ", days: sometimes}", ", like: b}"})
    EXPECT_THROW(calendars_of(good + bad), Error) << bad;
  EXPECT_THROW(
      calendars_of(
          "- {key: a, name: A, version: '1', covers: [2026-12-31, 2026-01-01], hours: 'Mo-Fr 08:00-17:00'}"),
      Error);
  EXPECT_THROW(
      calendars_of("- {key: a, name: A, version: '1', covers: [2026-01-01, 2026-12-31], hours: 'off'}"),
      Error);
}

TEST(WorkCalendar, AUnitWithOtherHoursKeepsTheDaysOff) {
  const auto both = calendars_of(
      "- {key: a, name: A, version: '1', covers: [2026-01-01, 2026-12-31], hours: 'Mo-Fr 08:00-17:00', off: "
      "[2026-05-01], work: [2026-05-09]}\n"
      "- {key: b, like: a, name: B, version: '1', hours: 'Mo-Su 05:00-22:00', seasons: [{from: 12-01, until: "
      "02-28, hours: 'Mo-Su 06:00-21:00'}]}");
  const auto day = [](const char* d) { return LocalDay{parse_date(d).time_since_epoch()}; };
  EXPECT_FALSE(works(both[1], day("2026-05-01")));
  EXPECT_EQ(work_spans(both[1], day("2026-05-09")), (std::vector<WorkSpan>{{300, 1320}}));
  EXPECT_EQ(work_spans(both[1], day("2026-12-31")), (std::vector<WorkSpan>{{360, 1260}}));
  EXPECT_EQ(work_spans(both[1], day("2026-01-31")), (std::vector<WorkSpan>{{360, 1260}}));
  EXPECT_EQ(work_spans(both[1], day("2026-03-01")), (std::vector<WorkSpan>{{300, 1320}}));
}

}  // namespace
}  // namespace cityloop
