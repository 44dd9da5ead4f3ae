#pragma once

// A noun header of `act`: the days and hours on which a time limit runs, as versioned data.

#include <span>
#include <string>
#include <vector>

#include "cityloop/base/zone_time.h"
#include "cityloop/city/hours.h"
#include "cityloop/measure/indicator.h"

namespace cityloop {

class Document;

/// How a limit in days is counted. In Chinese law (Civil Code, articles 201 and 203) the day on which it begins is not counted, and the
/// last day ends when business does. Others count from the minute.
enum class DayCount : std::uint8_t { to_close_of_business, from_the_minute };

/// Part of a year in which other hours are worked; may go on over New Year.
struct WorkSeason {
  std::chrono::month_day from, until;  // both included
  OpenHours hours;
};

/// When work is done. A make-up day (调休) is worked like the first working day of the week.
struct WorkCalendar {
  std::string key, version;
  Text name;
  Source source;
  LocalDay from, until;  // days off are known from the first to before the second
  DayCount counts = DayCount::to_close_of_business;
  OpenHours hours;  // of a week: its days with any are the working days
  std::vector<WorkSeason> seasons;
  std::vector<LocalDay> off, work;  // ascending: free days in the week, working days on week-ends
};

/// Minutes of a day on which work is done; a night's later part belongs to the next day. Empty on a day off.
struct WorkSpan {
  std::uint16_t from, until;
  friend bool operator==(const WorkSpan&, const WorkSpan&) = default;
};
std::vector<WorkSpan> work_spans(const WorkCalendar&, LocalDay);
bool works(const WorkCalendar&, LocalDay);

/// Strict. Days are single dates or {from, until}, both included; `like` names a calendar of the same list whose days off are taken over,
/// as for a unit that works other hours.
///
/// errors   Error{bad_input}: dates outside what the calendar covers, a day both off and worked, a make-up day that is a working day
///          anyway, a day off that is one anyway is not an error; hours that a week cannot hold; no working hour at all
WorkCalendar parse_calendar(const Document&, std::span<const WorkCalendar> known);

}  // namespace cityloop
