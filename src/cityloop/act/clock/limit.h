#pragma once

// Time limits of cases and tasks: a pure function of a beginning, a limit, a calendar and pauses. What was promised is this function
// with the calendar of the day of the promise; what is recomputed is the same function with today's.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cityloop/act/clock/calendar.h"

namespace cityloop {

/// 紧急工作时: the clock on the wall, day and night. 工作时: only while work is done. 工作日: days on which work is done.
/// 自然日 and 紧急工作日: all days.
enum class TimeKind : std::uint8_t { urgent_hours, working_hours, working_days, natural_days };
Text words_of(TimeKind);

struct Limit {
  TimeKind kind = TimeKind::working_days;
  std::int64_t seconds = 0;  // of counted time; a day is 86,400 of them
  friend bool operator==(const Limit&, const Limit&) = default;
};
/// "2 urgent hours", "4 working hours", "2.5 working days", "7 days", "2紧急工作时", "4 工作时", "5工作日", "2紧急工作日", "7 自然日".
/// Throws Error{bad_input} with what can be written. to_string() is read back; words_of() is for people.
Limit parse_limit(std::string_view, const Where& = {});
std::string to_string(const Limit&);
Text words_of(const Limit&);

/// The clock stands still: a case in the problem ledger (挂账), a wait for the requester. Without an end it still does.
struct Pause {
  Instant from;
  std::optional<Instant> until;
};

struct Deadline {
  std::optional<Instant> at;  // nothing while a pause has no end
  bool known = true;          // false: it lies beyond the years whose days off the calendar knows
  friend bool operator==(const Deadline&, const Deadline&) = default;
};

/// When a limit ends.
///
///   the first t with  |{s in [start, t): s counts}| = limit
///
/// Urgent hours: every second counts. Working hours: those in which work is done. Working days: all of a day on which work is done, by
/// the clock on the wall. Natural days: all. What lies in a pause does not count. Where days count to the close of business, counting
/// begins at the midnight after the start, and the deadline is when business closes on the day on which the count is full (midnight on
/// a day without business). A limit in natural days that ends on a day off ends there: they run through holidays by their name.
///
/// reads    calendar, zone
/// params   start; limit; pauses in any order, which may overlap
/// returns  Deadline
/// errors   Error{bad_input}: a limit that is not above 0 or longer than 50 years; a calendar that works so little that it does not end within 400 years
/// cost     O(days + pauses log pauses)
/// source   03-digital-urban-management.md §3 (kinds); Civil Code of China, articles 201 and 203 (days)
Deadline deadline(Instant start, const Limit&, const WorkCalendar&, const ZoneTime&,
                  std::span<const Pause> pauses = {});

/// How many seconds of a kind count in [from, until), without pauses. 0 where `until` comes first.
///
/// cost     O(days + pauses log pauses)
std::int64_t counted_seconds(Instant from, Instant until, TimeKind, const WorkCalendar&, const ZoneTime&,
                             std::span<const Pause> pauses = {});

/// How much of the time between start and deadline is used up at a moment, in counted time: 0 at the start, 1 at the deadline, more
/// after it.
double share_used(Instant start, Instant due, Instant now, TimeKind, const WorkCalendar&, const ZoneTime&,
                  std::span<const Pause> pauses = {});

/// Below 50 %, from 50 %, from 80 %, from the deadline on.
enum class TimeLamp : std::uint8_t { green, yellow, orange, red };
TimeLamp lamp_of(double share_used);
Text words_of(TimeLamp);

}  // namespace cityloop
