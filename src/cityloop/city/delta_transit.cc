// Lines that are drawn, rerouted, thinned and taken out; stops that are closed.

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "cityloop/city/edits.h"

namespace cityloop {
namespace {

constexpr double kSameStop_m = 30, kMost_kmh = 500;
constexpr std::int32_t kLatest_s = 48 * 3600, kDay_s = 24 * 3600;
/// What a delta adds is called so; what bears the name and is no longer used goes with the line.
constexpr std::string_view kDrawn = "new:";
constexpr std::uint32_t kNone = TransitRows::kNone;

bool drawn(const std::string& ref, SourceRow source = {}) {
  return !source.valid() && ref.starts_with(kDrawn);
}
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }

/// Seconds of the day as people write them.
void check_period(std::int32_t every_s, std::int32_t from_s, std::int32_t until_s, const Where& at,
                  Diagnostics& d) {
  if (every_s < 1 || every_s > kDay_s)
    d.problem("change.headway", say("a headway lies between 1 s and 24 h", "发车间隔应在 1 秒至 24 小时之间"),
              at);
  if (from_s < 0 || until_s > kLatest_s || from_s >= until_s)
    d.problem("change.period",
              say("a line runs from a time until a later one, 00:00 to 48:00",
                  "线路的运营时段须由早到晚，在 00:00 至 48:00 之间"),
              at);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& w : words) all += (all.empty() ? "" : ", ") + w;
  return all;
}

/// Departures of a trip that begin within [from, until).
std::int64_t departures(const TransitRows::Trip& t, std::int32_t from, std::int32_t until) {
  if (t.headways.empty()) return t.departures.front() >= from && t.departures.front() < until ? 1 : 0;
  std::int64_t n = 0;
  for (const TransitRows::Headway& h : t.headways) {
    const std::int32_t a = std::max(h.from, from), b = std::min(h.until, until);
    if (a < b) n += (b - a + h.every_s - 1) / h.every_s;
  }
  return n;
}

/// What is left of headway rows without [from, until). Where the phase is known, it is kept.
std::vector<TransitRows::Headway> without(const std::vector<TransitRows::Headway>& rows, std::int32_t from,
                                          std::int32_t until) {
  std::vector<TransitRows::Headway> left;
  for (const TransitRows::Headway& h : rows) {
    if (h.from < from) left.push_back({h.from, std::min(h.until, from), h.every_s, h.exact});
    std::int32_t after = std::max(h.from, until);
    if (h.exact != 0 && after > h.from)
      after = h.from + (after - h.from + h.every_s - 1) / h.every_s * h.every_s;
    if (after < h.until) left.push_back({after, h.until, h.every_s, h.exact});
  }
  return left;
}

}  // namespace

TransitEdit::TransitEdit(const City& city) : city_{city}, rows_{*city.transit} {}

template <class Row>
TransitEdit::Found TransitEdit::find(const std::vector<Row>& rows, const std::string& feed,
                                     const std::string& ref) const {
  Found found;
  for (Handle i = 0; i < rows.size(); ++i) {
    if (rows[i].gone || rows[i].ref != ref) continue;
    const std::string& of = rows_.feeds[rows[i].feed].name;
    if (!feed.empty() && of != feed) continue;
    found.row = i;
    found.feeds.push_back(of);
  }
  if (found.feeds.size() > 1) found.row.reset();
  return found;
}

template <class Row>
void TransitEdit::check_found(const std::vector<Row>& rows, const std::string& feed, const std::string& ref,
                              const Text& what, const Where& at, Diagnostics& d) const {
  const Found found = find(rows, feed, ref);
  if (found.row) return;
  if (found.feeds.size() > 1) {
    d.problem("change.feed",
              say("several feeds have a {0} {2}", "多个时刻表都有{1} {2}", what.en, what.zh, ref), at,
              say("Write `feed:`, one of: {}.", "请写明 `feed:`，可选：{}。", joined(found.feeds)));
    return;
  }
  std::vector<std::string> known;
  for (const Row& r : rows)
    if (!r.gone && (feed.empty() || rows_.feeds[r.feed].name == feed)) known.push_back(r.ref);
  const std::string near = nearest_word(ref, known);
  d.problem("change.transit",
            feed.empty() ? say("no timetable has a {0} {2}", "时刻表中没有{1} {2}", what.en, what.zh, ref)
                         : say("the timetable {3} has no {0} {2}", "时刻表 {3} 中没有{1} {2}", what.en,
                               what.zh, ref, feed),
            at, near.empty() ? Text{} : say("Did you mean ‘{}’?", "是否想写“{}”？", near));
}

std::optional<TransitEdit::Handle> TransitEdit::feed_for(const AddLine& c) const {
  std::vector<Handle> all, same;
  for (Handle f = 0; f < rows_.feeds.size(); ++f) {
    if (rows_.feeds[f].gone) continue;
    if (!c.feed.empty()) {
      if (rows_.feeds[f].name == c.feed) return f;
      continue;
    }
    all.push_back(f);
    if (std::any_of(rows_.lines.begin(), rows_.lines.end(), [&](const TransitRows::Line& l) {
          return !l.gone && l.feed == f && l.vehicle == c.vehicle;
        }))
      same.push_back(f);
  }
  if (!c.feed.empty() || all.empty()) return kNone;
  if (all.size() == 1) return all.front();
  if (same.size() == 1) return same.front();
  return std::nullopt;
}

std::optional<TransitEdit::Handle> TransitEdit::stop_near(Handle feed, Vehicle vehicle, Point at) const {
  std::optional<Handle> best;
  double least = kSameStop_m;
  std::vector<std::uint8_t> near(rows_.stops.size(), 0);
  bool any = false;
  for (Handle s = 0; s < rows_.stops.size(); ++s) {
    const TransitRows::Stop& stop = rows_.stops[s];
    near[s] = !stop.gone && stop.feed == feed && stop.type == StopType::platform &&
              distance_m(stop.at, at) <= kSameStop_m;
    any = any || near[s] != 0;
  }
  if (!any) return best;
  // Only where such a vehicle calls: a bus line does not stop on the metro's platform.
  std::vector<std::uint8_t> runs(rows_.patterns.size(), 0), called(rows_.stops.size(), 0);
  for (const TransitRows::Trip& t : rows_.trips)
    if (!t.gone) runs[t.pattern] = 1;
  for (Handle p = 0; p < runs.size(); ++p)
    if (runs[p] != 0 && rows_.lines[rows_.patterns[p].line].vehicle == vehicle)
      for (const Handle s : rows_.patterns[p].stops) called[s] = 1;
  for (Handle s = 0; s < rows_.stops.size(); ++s) {
    if (near[s] == 0 || called[s] == 0) continue;
    const double d = distance_m(rows_.stops[s].at, at);
    if (d < least || !best) least = d, best = s;
  }
  return best;
}

std::vector<TransitEdit::Handle> TransitEdit::stops_for(Handle feed, Vehicle vehicle,
                                                        const std::vector<DrawnStop>& wanted) {
  std::vector<Handle> out;
  for (const DrawnStop& w : wanted) out.push_back(stop_near(feed, vehicle, w.at).value_or(kNone));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (out[i] != kNone) continue;
    const Point p = wanted[i].at;
    const std::string ref = std::string{kDrawn} +
                            to_string(PlaceId{id_of("stop", kVehicleWords[static_cast<std::size_t>(vehicle)],
                                                    std::llround(p.x * 100), std::llround(p.y * 100))});
    const Found there = find(rows_.stops, rows_.feeds[feed].name, ref);
    if (there.row) {
      out[i] = *there.row;
      continue;
    }
    out[i] = static_cast<Handle>(rows_.stops.size());
    rows_.stops.push_back({feed, ref, wanted[i].name, p});
  }
  return out;
}

std::vector<std::int32_t> TransitEdit::legs_s(const std::vector<Handle>& stops, double kmh,
                                              const std::vector<double>& minutes) const {
  std::vector<std::int32_t> legs;
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const double s = minutes.empty()
                         ? distance_m(rows_.stops[stops[i]].at, rows_.stops[stops[i + 1]].at) * 3.6 / kmh
                         : minutes[i] * 60;
    legs.push_back(std::max(1, static_cast<std::int32_t>(std::llround(std::min(s, 1e6)))));
  }
  return legs;
}

TransitEdit::Handle TransitEdit::pattern_for(Handle line, std::vector<Handle> stops) {
  std::vector<std::uint8_t> calls(stops.size(), kBoard | kAlight);
  rows_.patterns.push_back({line, std::move(stops), std::move(calls)});
  return static_cast<Handle>(rows_.patterns.size() - 1);
}

std::vector<std::int32_t> TransitEdit::days_of(Handle service) const {
  const TransitRows::Service& s = rows_.services[service];
  std::set<std::int32_t> days(s.added.begin(), s.added.end());
  for (std::int32_t day = s.from; day <= s.last; ++day) {
    const std::int32_t weekday = ((day + 3) % 7 + 7) % 7;  // day 0 was a Thursday
    if ((s.weekdays >> static_cast<unsigned>(weekday) & 1U) != 0) days.insert(day);
  }
  for (const std::int32_t day : s.removed) days.erase(day);
  return {days.begin(), days.end()};
}

std::vector<std::int32_t> TransitEdit::days_of_line(Handle line) const {
  std::set<Handle> services;
  for (const Handle t : trips_of(line)) services.insert(rows_.trips[t].service);
  std::set<std::int32_t> days;
  for (const Handle s : services)
    for (const std::int32_t day : days_of(s)) days.insert(day);
  return {days.begin(), days.end()};
}

/// Every day from the timetable's first to its last; without a timetable, the year from the city's date.
std::vector<std::int32_t> TransitEdit::every_day() const {
  std::set<Handle> services;
  for (const TransitRows::Trip& t : rows_.trips)
    if (!t.gone) services.insert(t.service);
  std::int32_t first = day_number(city_.as_of), last = first + 365;
  bool any = false;
  for (const Handle s : services) {
    const auto days = days_of(s);
    if (days.empty()) continue;
    first = any ? std::min(first, days.front()) : days.front();
    last = any ? std::max(last, days.back()) : days.back();
    any = true;
  }
  std::vector<std::int32_t> all;
  for (std::int32_t day = first; day <= last; ++day) all.push_back(day);
  return all;
}

/// The service of a feed that runs on exactly these days, the first of them; or a new one.
TransitEdit::Handle TransitEdit::service_for(Handle feed, const std::vector<std::int32_t>& days) {
  for (Handle s = 0; s < rows_.services.size(); ++s)
    if (!rows_.services[s].gone && rows_.services[s].feed == feed && days_of(s) == days) return s;
  Hasher h;
  for (const std::int32_t day : days) h.add(day);
  TransitRows::Service service;
  service.feed = feed;
  service.ref = std::string{kDrawn} + to_string(h.done()).substr(0, 16);
  if (!days.empty() && days.back() - days.front() + 1 == static_cast<std::int32_t>(days.size())) {
    service.weekdays = 0x7f;
    service.from = days.front();
    service.last = days.back();
  } else {
    service.added = days;
  }
  rows_.services.push_back(std::move(service));
  return static_cast<Handle>(rows_.services.size() - 1);
}

std::vector<TransitEdit::Handle> TransitEdit::trips_of(Handle line) const {
  std::vector<Handle> out;
  for (Handle t = 0; t < rows_.trips.size(); ++t)
    if (!rows_.trips[t].gone && rows_.patterns[rows_.trips[t].pattern].line == line) out.push_back(t);
  return out;
}

Point TransitEdit::course(Handle pattern) const {
  const auto& stops = rows_.patterns[pattern].stops;
  return rows_.stops[stops.back()].at - rows_.stops[stops.front()].at;
}

TransitEdit::Handle TransitEdit::busiest(const std::vector<Handle>& trips) const {
  std::map<Handle, std::int64_t> count;
  for (const Handle t : trips)
    count[rows_.trips[t].pattern] += departures(rows_.trips[t], -kLatest_s, kLatest_s * 2);
  Handle best = kNone;
  for (const auto& [pattern, n] : count)
    if (best == kNone || n > count[best]) best = pattern;
  return best;
}

/// The straight-line speed of a line's busiest pattern; 0: not known.
double TransitEdit::kmh_of(Handle line) const {
  const auto trips = trips_of(line);
  const Handle pattern = busiest(trips);
  for (const Handle t : trips) {
    if (rows_.trips[t].pattern != pattern) continue;
    const auto& stops = rows_.patterns[pattern].stops;
    double metres = 0;
    for (std::size_t i = 0; i + 1 < stops.size(); ++i)
      metres += distance_m(rows_.stops[stops[i]].at, rows_.stops[stops[i + 1]].at);
    const double seconds = rows_.trips[t].arrivals.back() - rows_.trips[t].departures.front();
    return seconds > 0 ? metres / seconds * 3.6 : 0;
  }
  return 0;
}

void TransitEdit::sweep() {
  std::vector<std::uint8_t> stop(rows_.stops.size(), 0), service(rows_.services.size(), 0),
      feed(rows_.feeds.size(), 0);
  for (const TransitRows::Trip& t : rows_.trips) {
    if (t.gone) continue;
    service[t.service] = 1;
    for (const Handle s : rows_.patterns[t.pattern].stops) stop[s] = 1;
  }
  for (Handle s = 0; s < stop.size(); ++s)
    if (stop[s] == 0 && drawn(rows_.stops[s].ref, rows_.stops[s].source)) rows_.stops[s].gone = true;
  for (Handle s = 0; s < service.size(); ++s)
    if (service[s] == 0 && drawn(rows_.services[s].ref)) rows_.services[s].gone = true;
  const auto mark = [&](const auto& rows) {
    for (const auto& r : rows)
      if (!r.gone) feed[r.feed] = 1;
  };
  mark(rows_.stops), mark(rows_.lines), mark(rows_.services);
  for (Handle f = 0; f < feed.size(); ++f)
    if (feed[f] == 0 && rows_.feeds[f].version == kDrawn) rows_.feeds[f].gone = true;
}

void TransitEdit::check_route(const std::string& feed, Vehicle vehicle, const std::vector<DrawnStop>& stops,
                              double kmh, const std::vector<double>& minutes, bool must_know_speed,
                              const Where& at, Diagnostics& d) const {
  if (stops.size() < 2) {
    d.problem("change.stops", say("a line needs two stops", "线路至少需要两个站点"), at);
    return;
  }
  const bool placed = std::all_of(stops.begin(), stops.end(), [](const DrawnStop& s) {
    return std::isfinite(s.at.x) && std::isfinite(s.at.y);
  });
  if (!placed || std::none_of(stops.begin(), stops.end(),
                              [&](const DrawnStop& s) { return city_.grid->find(s.at).has_value(); })) {
    d.problem("change.off-grid", say("none of the stops lies in the city", "没有任何站点位于城市之内"), at,
              say("Coordinates are metres in {}.", "坐标为 {} 下的米。", city_.grid->spec().crs));
    return;
  }
  Handle of = kNone;
  for (Handle f = 0; f < rows_.feeds.size(); ++f)
    if (!rows_.feeds[f].gone && rows_.feeds[f].name == feed) of = f;
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const auto a = of == kNone ? std::nullopt : stop_near(of, vehicle, stops[i].at);
    const auto b = of == kNone ? std::nullopt : stop_near(of, vehicle, stops[i + 1].at);
    if (stops[i].at == stops[i + 1].at || (a && a == b))
      d.problem("change.stops",
                say("stops {} and {} of the line are one and the same", "线路的第 {} 站与第 {} 站是同一站点",
                    i + 1, i + 2),
                at,
                a ? say("Both lie within {} m of the stop {}.", "两者均在站点 {1} 的 {0} 米以内。",
                        kSameStop_m, rows_.stops[*a].ref)
                  : Text{});
  }
  if (!minutes.empty() && kmh != 0)
    d.problem("change.speed", say("give kmh or minutes, not both", "kmh 与 minutes 只能给出一个"), at);
  else if (!minutes.empty() && minutes.size() + 1 != stops.size())
    d.problem("change.minutes",
              say("{} stops have {} legs, but there are {} minutes",
                  "{} 个站点有 {} 段，却给出了 {} 个分钟数", stops.size(), stops.size() - 1, minutes.size()),
              at);
  else if (std::any_of(minutes.begin(), minutes.end(),
                       [](double m) { return !(m > 0) || !(m <= kLatest_s / 60); }))
    d.problem("change.minutes", say("each leg takes some minutes", "每一段的分钟数须大于 0"), at);
  else if (minutes.empty() && (kmh != 0 || must_know_speed) && (!(kmh > 0) || !(kmh <= kMost_kmh)))
    d.problem("change.speed",
              say("how fast? A line needs kmh (up to {}) or the minutes of each leg",
                  "缺少速度：线路需要 kmh（不超过 {}）或各段的 minutes", kMost_kmh),
              at);
}

void TransitEdit::check(const AddLine& c, const Where& at, Diagnostics& d) const {
  if (c.ref.empty()) d.problem("change.line", say("a new line needs a ref", "新线路需要编号 ref"), at);
  const auto feed = feed_for(c);
  if (!feed) {
    std::vector<std::string> names;
    for (const TransitRows::Feed& f : rows_.feeds)
      if (!f.gone) names.push_back(f.name);
    d.problem("change.feed", say("which timetable does the new line belong to?", "新线路属于哪个时刻表？"),
              at, say("Write `feed:`, one of: {}.", "请写明 `feed:`，可选：{}。", joined(names)));
  }
  const std::string name = !feed || *feed == kNone ? c.feed : rows_.feeds[*feed].name;
  if (feed && *feed != kNone && find(rows_.lines, name, c.ref).row)
    d.problem(
        "change.line", say("there is a line {} already", "线路 {} 已存在", c.ref), at,
        say("Use reroute_line or set_headway to change it.", "如需更改，请用 reroute_line 或 set_headway。"));
  check_route(name, c.vehicle, c.stops, c.kmh, c.minutes, true, at, d);
  check_period(c.every_s, c.from_s, c.until_s, at, d);
}

void TransitEdit::check(const SetHeadway& c, const Where& at, Diagnostics& d) const {
  check_found(rows_.lines, c.feed, c.line, {"line", "线路"}, at, d);
  check_period(c.every_s, c.from_s, c.until_s, at, d);
  const Found line = find(rows_.lines, c.feed, c.line);
  if (line.row && trips_of(*line.row).empty())
    d.problem("change.line", say("line {} has no trips to go by", "线路 {} 没有任何班次", c.line), at);
}

void TransitEdit::check(const RerouteLine& c, const Where& at, Diagnostics& d) const {
  check_found(rows_.lines, c.feed, c.line, {"line", "线路"}, at, d);
  const Found found = find(rows_.lines, c.feed, c.line);
  if (!found.row) return;
  const TransitRows::Line& line = rows_.lines[*found.row];
  if (trips_of(*found.row).empty())
    d.problem("change.line", say("line {} has no trips to go by", "线路 {} 没有任何班次", c.line), at);
  check_route(rows_.feeds[line.feed].name, line.vehicle, c.stops, c.kmh, c.minutes, !(kmh_of(*found.row) > 0),
              at, d);
}

void TransitEdit::check(const RemoveLine& c, const Where& at, Diagnostics& d) const {
  check_found(rows_.lines, c.feed, c.line, {"line", "线路"}, at, d);
}

void TransitEdit::check(const RemoveStop& c, const Where& at, Diagnostics& d) const {
  check_found(rows_.stops, c.feed, c.stop, {"stop", "站点"}, at, d);
}

void TransitEdit::apply(const AddLine& c) {
  Handle feed = feed_for(c).value_or(kNone);
  const auto days = every_day();
  if (feed == kNone) {
    feed = static_cast<Handle>(rows_.feeds.size());
    // Marked in the version, so that it goes when the last of its lines goes.
    rows_.feeds.push_back({c.feed.empty() ? "new" : c.feed, std::string{kDrawn}, city_.about->time_zone});
  }
  const auto line = static_cast<Handle>(rows_.lines.size());
  rows_.lines.push_back({feed, c.ref, c.name});
  rows_.lines.back().vehicle = c.vehicle;
  auto stops = stops_for(feed, c.vehicle, c.stops);
  auto legs = legs_s(stops, c.kmh, c.minutes);
  const Handle service = service_for(feed, days);
  for (int direction = 0; direction < 2; ++direction) {
    TransitRows::Trip trip;
    trip.ref = fmt::format("{}{}:{}", kDrawn, c.ref, direction);
    trip.service = service;
    std::int32_t at = c.from_s;
    trip.departures.push_back(at);
    for (const std::int32_t s : legs) trip.departures.push_back(at += s);
    trip.arrivals = trip.departures;
    trip.headways = {{c.from_s, c.until_s, c.every_s, 1}};
    trip.pattern = pattern_for(line, stops);
    rows_.trips.push_back(std::move(trip));
    std::reverse(stops.begin(), stops.end());
    std::reverse(legs.begin(), legs.end());
  }
}

void TransitEdit::apply(const SetHeadway& c) {
  const Found found = find(rows_.lines, c.feed, c.line);
  if (!found.row) return;
  const auto all = trips_of(*found.row);
  if (all.empty()) return;
  const Handle service = service_for(rows_.lines[*found.row].feed, days_of_line(*found.row));
  const Point ahead = course(busiest(all));
  std::array<std::vector<Handle>, 2> ways;
  for (const Handle t : all) ways[dot(course(rows_.trips[t].pattern), ahead) < 0 ? 1 : 0].push_back(t);
  std::vector<TransitRows::Trip> fresh;
  for (std::size_t way = 0; way < 2; ++way) {
    if (ways[way].empty()) continue;
    std::vector<Handle> within;
    for (const Handle t : ways[way])
      if (departures(rows_.trips[t], c.from_s, c.until_s) > 0) within.push_back(t);
    const auto& models = within.empty() ? ways[way] : within;
    const Handle pattern = busiest(models);
    // Of its trips the one nearest to the middle of the period says how long it takes.
    const std::int32_t middle = c.from_s + (c.until_s - c.from_s) / 2;
    Handle model = kNone;
    const auto off = [&](Handle t) { return std::abs(rows_.trips[t].departures.front() - middle); };
    for (const Handle t : models)
      if (rows_.trips[t].pattern == pattern && (model == kNone || off(t) < off(model))) model = t;
    TransitRows::Trip trip = rows_.trips[model];
    const std::int32_t shift = c.from_s - trip.departures.front();
    for (auto* times : {&trip.arrivals, &trip.departures})
      for (std::int32_t& s : *times) s += shift;
    trip.ref = fmt::format("{}{}:{}:{}-{}", kDrawn, c.line, way, c.from_s, c.until_s);
    // An older one of that name may be left: where a stop was closed, it leaves later than it says.
    while (std::any_of(all.begin(), all.end(), [&](Handle t) { return rows_.trips[t].ref == trip.ref; }))
      trip.ref += "+";
    trip.service = service;
    trip.headways = {{c.from_s, c.until_s, c.every_s, 1}};
    fresh.push_back(std::move(trip));
  }
  for (const Handle t : all) {
    TransitRows::Trip& trip = rows_.trips[t];
    if (trip.headways.empty()) {
      trip.gone = departures(trip, c.from_s, c.until_s) > 0;
    } else {
      trip.headways = without(trip.headways, c.from_s, c.until_s);
      trip.gone = trip.headways.empty();
    }
  }
  for (TransitRows::Trip& t : fresh) rows_.trips.push_back(std::move(t));
  sweep();
}

void TransitEdit::apply(const RerouteLine& c) {
  const Found found = find(rows_.lines, c.feed, c.line);
  if (!found.row) return;
  const TransitRows::Line line = rows_.lines[*found.row];
  const double kmh = c.kmh > 0 ? c.kmh : kmh_of(*found.row);
  auto stops = stops_for(line.feed, line.vehicle, c.stops);
  const auto legs = legs_s(stops, kmh, c.minutes);
  const Point ahead = rows_.stops[stops.back()].at - rows_.stops[stops.front()].at;
  const auto all = trips_of(*found.row);
  std::vector<std::uint8_t> back;
  for (const Handle t : all) back.push_back(dot(course(rows_.trips[t].pattern), ahead) < 0 ? 1 : 0);
  const Handle there = pattern_for(*found.row, stops);
  std::reverse(stops.begin(), stops.end());
  const Handle home = pattern_for(*found.row, std::move(stops));
  for (std::size_t i = 0; i < all.size(); ++i) {
    TransitRows::Trip& trip = rows_.trips[all[i]];
    trip.pattern = back[i] != 0 ? home : there;
    std::vector<std::int32_t> times{trip.departures.front()};
    for (std::size_t leg = 0; leg < legs.size(); ++leg)
      times.push_back(times.back() + (back[i] != 0 ? legs[legs.size() - 1 - leg] : legs[leg]));
    trip.arrivals = trip.departures = std::move(times);
  }
  sweep();
}

void TransitEdit::apply(const RemoveLine& c) {
  const Found found = find(rows_.lines, c.feed, c.line);
  if (!found.row) return;
  for (const Handle t : trips_of(*found.row)) rows_.trips[t].gone = true;
  rows_.lines[*found.row].gone = true;
  sweep();
}

void TransitEdit::apply(const RemoveStop& c) {
  const Found found = find(rows_.stops, c.feed, c.stop);
  if (!found.row) return;
  // A station goes with its platforms and entrances.
  rows_.stops[*found.row].gone = true;
  for (bool more = true; more;) {
    more = false;
    for (TransitRows::Stop& s : rows_.stops)
      if (!s.gone && s.parent != kNone && rows_.stops[s.parent].gone) s.gone = more = true;
  }
  std::vector<std::vector<std::size_t>> kept(rows_.patterns.size());
  for (Handle p = 0; p < rows_.patterns.size(); ++p) {
    TransitRows::Pattern& pattern = rows_.patterns[p];
    for (std::size_t i = 0; i < pattern.stops.size(); ++i)
      if (!rows_.stops[pattern.stops[i]].gone) kept[p].push_back(i);
    if (kept[p].size() == pattern.stops.size()) continue;
    TransitRows::Pattern left{pattern.line, {}, {}};
    for (const std::size_t i : kept[p]) {
      left.stops.push_back(pattern.stops[i]);
      left.calls.push_back(pattern.calls[i]);
    }
    pattern = std::move(left);
  }
  for (TransitRows::Trip& t : rows_.trips) {
    const auto& keep = kept[t.pattern];
    if (t.gone || keep.size() == t.departures.size()) continue;
    if (keep.size() < 2) {
      t.gone = true;
      continue;
    }
    // Headways count from the first stop: where that is closed, from when the next one is left.
    const std::int32_t later = t.departures[keep.front()] - t.departures.front();
    for (TransitRows::Headway& h : t.headways) h.from += later, h.until += later;
    std::vector<std::int32_t> arrivals, departures;
    for (const std::size_t i : keep) {
      arrivals.push_back(t.arrivals[i]);
      departures.push_back(t.departures[i]);
    }
    t.arrivals = std::move(arrivals);
    t.departures = std::move(departures);
  }
  sweep();
}

namespace {
PlaceId stop_place_id(const PlaceKindKey& kind, Point at) {
  return PlaceId{id_of("stop of a line", kind.word, std::llround(at.x * 100), std::llround(at.y * 100))};
}
}  // namespace

std::vector<AddPlace> stop_places(const City& base, const AddLine& line, const PlaceKindKey& kind,
                                  const Delta& so_far) {
  const Places& places = *base.places;
  const auto known = places.find(kind);
  std::vector<AddPlace> out;
  if (!known) return out;
  std::vector<Point> there;
  for (const PlaceIdx p : each(places.at))
    if (places.kind[p] == *known && places.capacity[p] > 0) there.push_back(places.at[p]);
  for (const Change& c : so_far.changes)
    if (const auto* add = std::get_if<AddPlace>(&c); add != nullptr && add->kind == kind)
      there.push_back(add->at);
  for (const DrawnStop& stop : line.stops) {
    if (!base.grid->find(stop.at)) continue;  // off the city, where nobody is counted
    if (std::any_of(there.begin(), there.end(),
                    [&](Point p) { return distance_m(p, stop.at) <= kSameStop_m; }))
      continue;
    there.push_back(stop.at);
    AddPlace add;
    add.id = stop_place_id(kind, stop.at);
    add.kind = kind;
    add.at = stop.at;
    add.capacity = 1;
    add.name = stop.name;
    out.push_back(std::move(add));
  }
  return out;
}

bool is_stop_place(const AddPlace& c) { return c.id == stop_place_id(c.kind, c.at); }

}  // namespace cityloop
