#include "cityloop/act/clock/limit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cityloop {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t kHour = 3600, kDay = 86'400;
/// Without an end a clock would search for ever.
constexpr std::int64_t kLongest = 50 * 366 * kDay;

struct TimeKindWords {
  TimeKind kind;
  std::int64_t each;
  std::string_view words;  // in lower case, without spaces
};
/// Longest first where one ends with another.
constexpr std::array<TimeKindWords, 20> kTimeKindWords{{
    {TimeKind::urgent_hours, kHour, "紧急工作时"},    {TimeKind::urgent_hours, kHour, "紧急小时"},
    {TimeKind::natural_days, kDay, "紧急工作日"},     {TimeKind::natural_days, kDay, "自然日"},
    {TimeKind::natural_days, kDay, "日历日"},         {TimeKind::working_hours, kHour, "工作小时"},
    {TimeKind::working_hours, kHour, "工作时"},       {TimeKind::working_days, kDay, "工作日"},
    {TimeKind::urgent_hours, kHour, "小时"},          {TimeKind::natural_days, kDay, "天"},
    {TimeKind::urgent_hours, kHour, "urgenthours"},   {TimeKind::urgent_hours, kHour, "urgenthour"},
    {TimeKind::working_hours, kHour, "workinghours"}, {TimeKind::working_hours, kHour, "workinghour"},
    {TimeKind::working_days, kDay, "workingdays"},    {TimeKind::working_days, kDay, "workingday"},
    {TimeKind::natural_days, kDay, "days"},           {TimeKind::natural_days, kDay, "day"},
    {TimeKind::urgent_hours, kHour, "hours"},         {TimeKind::urgent_hours, kHour, "hour"},
}};

bool in_days(TimeKind k) { return k == TimeKind::working_days || k == TimeKind::natural_days; }

/// One axis for counting: moments for hours, the clock on the wall for days, both in seconds since 1970.
struct Axis {
  TimeKind kind;
  const WorkCalendar& calendar;
  const ZoneTime& zone;
  std::int64_t on(Instant t) const {
    return in_days(kind) ? local_time(zone, t).time_since_epoch().count() : t.time_since_epoch().count();
  }
  Instant back(std::int64_t at) const {
    return in_days(kind) ? instant_of(zone, LocalTime{seconds{at}}) : Instant{seconds{at}};
  }
  std::int64_t of(LocalDay day, std::int64_t second) const {
    const LocalTime shown = LocalTime{day} + seconds{second};
    return in_days(kind) ? shown.time_since_epoch().count()
                         : instant_of(zone, shown).time_since_epoch().count();
  }
  LocalDay day_of(std::int64_t at) const {
    const LocalTime shown = in_days(kind) ? LocalTime{seconds{at}} : local_time(zone, Instant{seconds{at}});
    return std::chrono::floor<days>(shown);
  }
};

struct CountedStretch {
  std::int64_t from, until;
};

/// Pauses on an axis, ascending and apart. One without an end goes on for ever.
std::vector<CountedStretch> pauses_on(const Axis& axis, std::span<const Pause> pauses) {
  std::vector<CountedStretch> all;
  for (const Pause& p : pauses) {
    const CountedStretch s{axis.on(p.from), p.until ? axis.on(*p.until) : INT64_MAX};
    if (s.from < s.until) all.push_back(s);
  }
  std::sort(all.begin(), all.end(),
            [](const CountedStretch& a, const CountedStretch& b) { return a.from < b.from; });
  std::vector<CountedStretch> apart;
  for (const CountedStretch& s : all) {
    if (!apart.empty() && s.from <= apart.back().until)
      apart.back().until = std::max(apart.back().until, s.until);
    else apart.push_back(s);
  }
  return apart;
}

/// The stretches of a day that count, before pauses.
std::vector<CountedStretch> counting_on(const Axis& axis, LocalDay day) {
  std::vector<CountedStretch> out;
  if (axis.kind == TimeKind::working_hours) {
    for (const WorkSpan& s : work_spans(axis.calendar, day))
      out.push_back({axis.of(day, s.from * 60), axis.of(day, s.until * 60)});
  } else if (axis.kind != TimeKind::working_days || works(axis.calendar, day)) {
    out.push_back({axis.of(day, 0), axis.of(day + days{1}, 0)});
  }
  return out;
}

/// Calls fn(from, until) for each stretch in [from, until) that counts, ascending, until fn says stop (true).
template <class Fn>
void each_counted(const Axis& axis, std::int64_t from, std::int64_t until,
                  std::span<const CountedStretch> pauses, Fn fn) {
  auto pause = pauses.begin();
  for (LocalDay day = axis.day_of(from);; day += days{1}) {
    if (axis.of(day, 0) >= until) return;
    for (CountedStretch s : counting_on(axis, day)) {
      s = {std::max(s.from, from), std::min(s.until, until)};
      while (s.from < s.until) {
        while (pause != pauses.end() && pause->until <= s.from) ++pause;
        if (pause == pauses.end() || pause->from >= s.until) {
          if (fn(s.from, s.until)) return;
          break;
        }
        if (pause->from > s.from && fn(s.from, pause->from)) return;
        s.from = std::min(s.until, pause->until);
      }
    }
    if (pause != pauses.end() && pause->until == INT64_MAX && axis.of(day + days{1}, 0) >= pause->from)
      return;
  }
}

/// When business closes on the day that ends at, or holds, a point of the axis.
std::int64_t close_of_business(const Axis& axis, std::int64_t full) {
  const LocalDay day = axis.day_of(full - 1);
  const std::vector<WorkSpan> spans = work_spans(axis.calendar, day);
  return axis.of(day, spans.empty() ? kDay : spans.back().until * 60);
}

}  // namespace

Text words_of(TimeKind k) {
  switch (k) {
    case TimeKind::urgent_hours: return say("urgent hours", "紧急工作时");
    case TimeKind::working_hours: return say("working hours", "工作时");
    case TimeKind::working_days: return say("working days", "工作日");
    case TimeKind::natural_days: return say("days", "自然日");
  }
  return {};
}

Limit parse_limit(std::string_view text, const Where& where) {
  std::string plain;
  for (const char c : text)
    if (c != ' ' && c != '_' && c != '\t')
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  double amount = 0;
  const auto [end, failed] = std::from_chars(plain.data(), plain.data() + plain.size(), amount);
  const std::string_view unit{end, static_cast<std::size_t>(plain.data() + plain.size() - end)};
  const auto kind = std::find_if(kTimeKindWords.begin(), kTimeKindWords.end(),
                                 [&](const TimeKindWords& w) { return w.words == unit; });
  if (failed != std::errc{} || kind == kTimeKindWords.end() || !std::isfinite(amount))
    throw Error{Fault::bad_input, say("'{}' is not a time limit", "“{}”不是时限", text), where,
                say("write a number and urgent hours, working hours, working days or days",
                    "请写数字与单位：紧急工作时、工作时、工作日、自然日，例如 4工作时")};
  const double whole = std::round(amount * static_cast<double>(kind->each));
  if (!(whole >= 1) || whole > static_cast<double>(kLongest))
    throw Error{Fault::bad_input,
                say("a time limit must be above 0 and below 50 years, not '{}'",
                    "时限须大于 0 且不超过 50 年，不能是“{}”", text),
                where};
  return {kind->kind, static_cast<std::int64_t>(whole)};
}

namespace {
std::string amount_of(const Limit& l) {
  return fmt::format("{:g}",
                     static_cast<double>(l.seconds) / static_cast<double>(in_days(l.kind) ? kDay : kHour));
}
}  // namespace

std::string to_string(const Limit& l) { return amount_of(l) + " " + words_of(l.kind).en; }
Text words_of(const Limit& l) {
  const std::string n = amount_of(l);
  Text kind = words_of(l.kind);
  if (n == "1") kind.en.pop_back();
  return {n + " " + kind.en, n + " 个" + kind.zh};
}

Deadline deadline(Instant start, const Limit& limit, const WorkCalendar& calendar, const ZoneTime& zone,
                  std::span<const Pause> pauses) {
  if (limit.seconds < 1 || limit.seconds > kLongest)
    throw Error{Fault::bad_input,
                say("a time limit must be above 0 and below 50 years", "时限须大于 0 且不超过 50 年")};
  const Axis axis{limit.kind, calendar, zone};
  const std::vector<CountedStretch> stands = pauses_on(axis, pauses);
  const bool to_close = in_days(limit.kind) && calendar.counts == DayCount::to_close_of_business;
  std::int64_t from = axis.on(start);
  if (to_close) from = axis.of(axis.day_of(from) + days{1}, 0);
  std::int64_t left = limit.seconds;
  std::optional<std::int64_t> full;
  // Fifty years of eight-hour days in five of seven are 210 years; a calendar that works less than half of that is refused.
  each_counted(axis, from, from + 8 * kLongest, stands, [&](std::int64_t a, std::int64_t b) {
    if (b - a < left) {
      left -= b - a;
      return false;
    }
    full = a + left;
    return true;
  });
  if (!full) {
    if (!stands.empty() && stands.back().until == INT64_MAX) return {std::nullopt, true};
    throw Error{Fault::bad_input,
                say("on the calendar '{}' this limit does not end within 400 years",
                    "在日历“{}”上，此时限 400 年内不会届满", calendar.key),
                {.item = calendar.key}};
  }
  const std::int64_t at = to_close ? close_of_business(axis, *full) : *full;
  // Natural days ask the calendar as well where they end with business: a day off ends at midnight.
  const bool asks = to_close || limit.kind == TimeKind::working_hours || limit.kind == TimeKind::working_days;
  const bool known =
      !asks || (axis.day_of(axis.on(start)) >= calendar.from && axis.day_of(at - 1) < calendar.until);
  return {axis.back(at), known};
}

std::int64_t counted_seconds(Instant from, Instant until, TimeKind kind, const WorkCalendar& calendar,
                             const ZoneTime& zone, std::span<const Pause> pauses) {
  const Axis axis{kind, calendar, zone};
  const std::vector<CountedStretch> stands = pauses_on(axis, pauses);
  std::int64_t sum = 0;
  each_counted(axis, axis.on(from), axis.on(until), stands, [&](std::int64_t a, std::int64_t b) {
    sum += b - a;
    return false;
  });
  return sum;
}

double share_used(Instant start, Instant due, Instant now, TimeKind kind, const WorkCalendar& calendar,
                  const ZoneTime& zone, std::span<const Pause> pauses) {
  if (now <= start) return 0;
  if (now == due) return 1;
  const auto all = static_cast<double>(counted_seconds(start, due, kind, calendar, zone, pauses));
  const auto used = static_cast<double>(counted_seconds(start, now, kind, calendar, zone, pauses));
  // A deadline on a day of rest, counted to the close of business, may leave nothing to count after it.
  if (now > due) return all > 0 ? std::max(used / all, 1.0) : 1;
  return all > 0 ? used / all : 0;
}

TimeLamp lamp_of(double used) {
  return used >= 1     ? TimeLamp::red
         : used >= 0.8 ? TimeLamp::orange
         : used >= 0.5 ? TimeLamp::yellow
                       : TimeLamp::green;
}
Text words_of(TimeLamp l) {
  switch (l) {
    case TimeLamp::green: return say("in time", "正常");
    case TimeLamp::yellow: return say("half of the time is used", "已用过半");
    case TimeLamp::orange: return say("will be late", "即将超期");
    case TimeLamp::red: return say("late", "已超期");
  }
  return {};
}

}  // namespace cityloop
