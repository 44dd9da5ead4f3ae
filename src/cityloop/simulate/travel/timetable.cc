#include "cityloop/simulate/travel/timetable.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "cityloop/base/hash.h"
#include "cityloop/base/random.h"

namespace cityloop {
namespace {

constexpr std::int32_t kDay_s = 86'400;
constexpr std::uint32_t kNoStop = 0xffffffffU;

[[noreturn]] void refuse_date(Date date, const std::optional<std::pair<Date, Date>>& served) {
  if (!served)
    throw Error{Fault::bad_input,
                say("the timetable runs on no day at all", "时刻表没有任何运营日期"),
                {},
                say("import a timetable with its calendar", "请导入带有运营日历的时刻表")};
  throw Error{
      Fault::bad_input,
      say("the timetable does not reach {}: it runs from {} until {}", "时刻表不含 {}：其运营日期为 {} 至 {}",
          to_string(date), to_string(served->first), to_string(served->second)),
      {},
      say("choose a date within that period, or import a newer timetable",
          "请选择该时段内的日期，或导入更新的时刻表")};
}

}  // namespace

/// One trip of the day: its times are the layer's, moved by `shift`.
struct Timetable::Row {
  TripIdx trip;
  std::int32_t shift = 0;
};

Timetable::Timetable(const Transit& t, const Wanted& wanted) : wanted_{wanted} {
  const auto served = t.served();
  if (!served || wanted.date < served->first || wanted.date > served->second)
    refuse_date(wanted.date, served);
  const std::int32_t today = day_number(wanted.date);
  std::vector<std::uint32_t> number(t.stops(), kNoStop);
  std::vector<Row> rows;
  HeadwayIdx headway{0};
  for (std::size_t i = 0; i < t.trips();) {
    const PatternIdx pattern = t.trip_pattern[idx<TripIdx>(i)];
    rows.clear();
    const bool rides =
        (wanted.vehicles >> static_cast<unsigned>(t.line_vehicle[t.pattern_line[pattern]]) & 1U) != 0;
    for (; i < t.trips() && t.trip_pattern[idx<TripIdx>(i)] == pattern; ++i) {
      const TripIdx trip = idx<TripIdx>(i);
      HeadwayIdx end = headway;
      while (end.v < t.headway_trip.size() && t.headway_trip[end] <= trip) ++end.v;
      const HeadwayIdx begin = std::exchange(headway, end);
      if (!rides || (wanted.wheelchair && t.trip_wheelchair[trip] == Wheelchair::no)) continue;
      const std::int32_t first = t.trip_departures[trip].front(), last = t.trip_arrivals[trip].back();
      const auto add = [&](std::int32_t shift) {
        if (last + shift >= wanted.from && first + shift <= wanted.until) rows.push_back({trip, shift});
      };
      for (std::int32_t day = -1; day <= 1; ++day) {
        if (!t.runs(t.trip_service[trip], today + day)) continue;
        if (begin == end) add(day * kDay_s);
        for (HeadwayIdx h = begin; h < end; ++h.v) {
          std::int32_t phase = 0;
          if (t.headway_exact[h] == 0) {
            Hasher name;
            name.add(t.trip_ref[trip]).add(t.headway_from[h]).add(wanted.draw).add(day);
            Random random{wanted.seed, name.done().lo};
            phase = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(t.headway_s[h])));
            drawn_ = true;
          }
          for (std::int32_t s = t.headway_from[h] + phase; s < t.headway_until[h]; s += t.headway_s[h])
            add(day * kDay_s + s - first);
        }
      }
    }
    if (rows.empty()) continue;
    if (pattern.v < wanted.still.size() && wanted.still[pattern.v] != 0)
      for (const StopIdx s : t.pattern_stops[pattern]) add_stop(s, number);
    else add_pattern(t, pattern, rows, number);
  }
  index_calls();
}

void Timetable::index_calls() {
  first_at_.assign(stops() + 1, 0);
  for (const std::uint32_t s : stop_) ++first_at_[s + 1];
  for (std::size_t s = 0; s < stops(); ++s) first_at_[s + 1] += first_at_[s];
  at_.resize(stop_.size());
  std::vector<std::uint32_t> next(first_at_.begin(), first_at_.end() - 1);
  for (std::uint32_t p = 0; p < patterns_.size(); ++p)
    for (std::uint32_t i = 0; i < patterns_[p].stops; ++i) at_[next[stop(patterns_[p], i)]++] = {p, i};
}

std::uint32_t Timetable::add_stop(StopIdx s, std::vector<std::uint32_t>& number) {
  if (number[s.v] == kNoStop) {
    number[s.v] = static_cast<std::uint32_t>(city_stop_.size());
    city_stop_.push_back(s);
  }
  return number[s.v];
}

/// Puts each trip into the first part in which it stays behind the trip before it at every stop.
void Timetable::add_pattern(const Transit& t, PatternIdx pattern, std::vector<Row>& rows,
                            std::vector<std::uint32_t>& number) {
  const auto stops = t.pattern_stops[pattern];
  const auto departs = [&](const Row& r, std::size_t i) { return t.trip_departures[r.trip][i] + r.shift; };
  const auto arrives = [&](const Row& r, std::size_t i) { return t.trip_arrivals[r.trip][i] + r.shift; };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    return std::tuple{departs(a, 0), arrives(a, stops.size() - 1), a.trip, a.shift} <
           std::tuple{departs(b, 0), arrives(b, stops.size() - 1), b.trip, b.shift};
  });
  std::vector<std::vector<Row>> parts;
  for (const Row& r : rows) {
    const auto follows = [&](const std::vector<Row>& part) {
      for (std::size_t i = 0; i < stops.size(); ++i)
        if (departs(r, i) < departs(part.back(), i) || arrives(r, i) < arrives(part.back(), i)) return false;
      return true;
    };
    const auto part = std::find_if(parts.begin(), parts.end(), follows);
    if (part != parts.end()) part->push_back(r);
    else parts.push_back({r});
  }
  for (const std::vector<Row>& part : parts) {
    Pattern p;
    p.of = pattern;
    p.first_stop = static_cast<std::uint32_t>(stop_.size());
    p.stops = static_cast<std::uint32_t>(stops.size());
    p.first_time = static_cast<std::uint32_t>(arrival_.size());
    p.trips = static_cast<std::uint32_t>(part.size());
    for (std::size_t i = 0; i < stops.size(); ++i) {
      stop_.push_back(add_stop(stops[i], number));
      calls_.push_back(t.pattern_calls[pattern][i]);
      for (const Row& r : part) {
        arrival_.push_back(arrives(r, i));
        departure_.push_back(departs(r, i));
      }
    }
    trips_ += part.size();
    patterns_.push_back(p);
    add_longest(p);
  }
}

void Timetable::add_longest(const Pattern& p) {
  const auto sum = [&](auto times, std::vector<std::int64_t>& out) {
    std::int64_t whole = 0;
    for (std::uint32_t i = 0; i < p.stops; ++i) {
      if (i > 0) {
        const auto a = times(i - 1), b = times(i);
        std::int64_t most = 0;
        for (std::size_t t = 0; t < a.size(); ++t) most = std::max<std::int64_t>(most, b[t] - a[t]);
        whole += most;
      }
      out.push_back(whole);
    }
  };
  sum([&](std::uint32_t i) { return departures(p, i); }, longest_departing_);
  sum([&](std::uint32_t i) { return arrivals(p, i); }, longest_arriving_);
}

}  // namespace cityloop
