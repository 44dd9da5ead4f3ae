#include "cityloop/act/clock/calendar.h"

#include <algorithm>

#include "cityloop/base/document.h"

namespace cityloop {
namespace {

LocalDay local_day(Date d) { return LocalDay{d.time_since_epoch()}; }
std::string day_words(LocalDay d) { return to_string(Date{d.time_since_epoch()}); }

bool holds(const std::vector<LocalDay>& days, LocalDay d) {
  return std::binary_search(days.begin(), days.end(), d);
}

/// 0 for Monday.
unsigned week_day(LocalDay d) { return std::chrono::weekday{d}.iso_encoding() - 1; }

/// The working spans of one day of a week.
std::vector<WorkSpan> of_week_day(const OpenHours& hours, unsigned day) {
  std::vector<WorkSpan> out;
  const unsigned begin = day * kDayMinutes, end = begin + kDayMinutes;
  for (std::size_t i = 0; i + 1 < hours.size(); i += 2) {
    const unsigned from = std::max<unsigned>(hours[i], begin), until = std::min<unsigned>(hours[i + 1], end);
    if (from < until)
      out.push_back({static_cast<std::uint16_t>(from - begin), static_cast<std::uint16_t>(until - begin)});
  }
  return out;
}

/// A season that begins after it ends goes on over New Year.
bool within(const WorkSeason& s, LocalDay d) {
  const std::chrono::year_month_day ymd{d};
  const std::chrono::month_day md{ymd.month(), ymd.day()};
  return s.from <= s.until ? s.from <= md && md <= s.until : s.from <= md || md <= s.until;
}

const OpenHours& hours_on(const WorkCalendar& c, LocalDay d) {
  const auto season =
      std::find_if(c.seasons.begin(), c.seasons.end(), [&](const WorkSeason& s) { return within(s, d); });
  return season == c.seasons.end() ? c.hours : season->hours;
}

OpenHours read_work_hours(const Document& d) {
  const auto hours = read_hours(d.string());
  if (!hours)
    d.fail(say("'{}' are not the hours of a week", "“{}”不是一周的工作时间", d.string()),
           say("write, for example, Mo-Fr 08:00-12:00,14:00-18:00",
               "例如写成 Mo-Fr 08:00-12:00,14:00-18:00 或 周一至周五 8:00-12:00,14:00-18:00"));
  if (hours->size() < 2 || (*hours)[0] == (*hours)[1])
    d.fail(say("a calendar needs working hours", "日历须有工作时间"));
  return *hours;
}

/// "06-01".
std::chrono::month_day read_month_day(const Document& d) {
  // A leap year, so that 29 February can be named.
  try {
    const std::chrono::year_month_day ymd{parse_date("2024-" + d.string())};
    return {ymd.month(), ymd.day()};
  } catch (const Error&) {
    d.fail(say("'{}' is not a day of the year", "“{}”不是一年中的日期", d.string()),
           say("write month-day, such as 06-01", "请写成“月-日”，例如 06-01"));
  }
}

std::vector<LocalDay> read_days(const Document& list) {
  std::vector<LocalDay> out;
  for (const Document& one : list.list()) {
    LocalDay from, until;
    if (one.is_map()) {
      from = local_day(one.at("from").date());
      until = local_day(one.at("until").date());
      one.done();
      if (until < from || until - from > std::chrono::days{366})
        one.fail(
            say("'until' must lie after 'from', and within a year of it", "until 须在 from 之后一年以内"));
    } else {
      from = until = local_day(one.date());
    }
    for (LocalDay d = from; d <= until; d += std::chrono::days{1}) out.push_back(d);
  }
  return out;
}

void sort_days(std::vector<LocalDay>& days) {
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

void check_days(const WorkCalendar& c, const Document& doc) {
  for (const auto* days : {&c.off, &c.work})
    for (const LocalDay d : *days)
      if (d < c.from || d >= c.until)
        doc.fail(say("{} lies outside the years that the calendar covers", "{} 不在日历覆盖的年份内",
                     day_words(d)));
  for (const LocalDay d : c.work) {
    if (holds(c.off, d))
      doc.fail(
          say("{} cannot be both a day off and a working day", "{} 不能既是休息日又是工作日", day_words(d)));
    if (!of_week_day(hours_on(c, d), week_day(d)).empty())
      doc.fail(say("{} is a working day anyway: it cannot be made up",
                   "{} 本来就是工作日，不能作为调休上班日", day_words(d)),
               say("take it out, or correct the date", "请删除该日或更正日期"));
  }
}

}  // namespace

std::vector<WorkSpan> work_spans(const WorkCalendar& c, LocalDay day) {
  if (holds(c.off, day)) return {};
  const OpenHours& hours = hours_on(c, day);
  if (!holds(c.work, day)) return of_week_day(hours, week_day(day));
  for (unsigned d = 0; d < 7; ++d)
    if (std::vector<WorkSpan> spans = of_week_day(hours, d); !spans.empty()) return spans;
  return {};
}

bool works(const WorkCalendar& c, LocalDay day) {
  if (holds(c.off, day)) return false;
  return holds(c.work, day) || !of_week_day(hours_on(c, day), week_day(day)).empty();
}

WorkCalendar parse_calendar(const Document& doc, std::span<const WorkCalendar> known) {
  WorkCalendar c;
  if (const auto like = doc.find("like")) {
    const std::string key = like->string();
    const auto other =
        std::find_if(known.begin(), known.end(), [&](const WorkCalendar& k) { return k.key == key; });
    if (other == known.end()) {
      std::vector<std::string> keys;
      for (const WorkCalendar& k : known) keys.push_back(k.key);
      const std::string close = nearest_word(key, keys);
      like->fail(say("there is no calendar '{}' before this one", "此前没有名为“{}”的日历", key),
                 close.empty() ? Text{} : say("did you mean '{}'?", "是否想写“{}”？", close));
    }
    c = *other;
    c.seasons.clear();
  }
  c.key = doc.at("key").string();
  c.name = doc.at("name").text();
  c.version = doc.at("version").string();
  if (const auto s = doc.find("source")) c.source = parse_source(*s);
  const bool own_days = !doc.find("like").has_value();
  const auto years = own_days ? std::optional{doc.at("covers")} : doc.find("covers");
  if (years) {
    const std::vector<Document> ends = years->list();
    if (ends.size() != 2) years->fail(say("write the first and the last day", "请写出首日与末日两个日期"));
    c.from = local_day(ends[0].date());
    c.until = local_day(ends[1].date()) + std::chrono::days{1};
    if (c.until <= c.from) years->fail(say("the last day comes before the first", "末日早于首日"));
  }
  c.hours = read_work_hours(doc.at("hours"));
  if (const auto seasons = doc.find("seasons"))
    for (const Document& s : seasons->list()) {
      c.seasons.push_back(
          {read_month_day(s.at("from")), read_month_day(s.at("until")), read_work_hours(s.at("hours"))});
      s.done();
    }
  if (const auto counts = doc.find("days"))
    c.counts = static_cast<DayCount>(counts->choice({"to_close_of_business", "from_the_minute"}));
  if (const auto off = doc.find("off"))
    for (const LocalDay d : read_days(*off)) c.off.push_back(d);
  if (const auto work = doc.find("work"))
    for (const LocalDay d : read_days(*work)) c.work.push_back(d);
  sort_days(c.off);
  sort_days(c.work);
  doc.done();
  if (!own_days) {  // with other hours, a make-up day may be a working day anyway
    std::erase_if(c.work, [&](LocalDay d) { return !of_week_day(hours_on(c, d), week_day(d)).empty(); });
  }
  check_days(c, doc);
  return c;
}

}  // namespace cityloop
