// Timetables: everything but stop_times.txt.
// source   gtfs.org/documentation/schedule/reference; rule names: canonical GTFS schedule validator

#include "cityloop/io/import/gtfs_feed.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cityloop/io/import/to_plane.h"

namespace cityloop {
namespace {

/// The small numbers GTFS calls enumerations: empty is 0.
std::optional<long> choice(std::string_view field, long most) {
  const std::string_view t = trimmed(field);
  if (t.empty()) return 0;
  const auto v = to_integer(t);
  return v && *v >= 0 && *v <= most ? v : std::nullopt;
}

Wheelchair wheelchair(std::string_view field) {
  return static_cast<Wheelchair>(choice(field, 2).value_or(0));
}

}  // namespace

std::optional<std::int32_t> gtfs_time(std::string_view field) {
  const std::string_view t = trimmed(field);
  std::int32_t part = 0, total = 0;
  int colons = 0, digits = 0;
  for (const char c : t) {
    if (c == ':') {
      if (digits == 0 || (colons > 0 && (digits != 2 || part > 59))) return std::nullopt;
      total = total * 60 + part;
      part = digits = 0;
      if (++colons > 2) return std::nullopt;
    } else if (c >= '0' && c <= '9' && digits < 3) {
      part = part * 10 + (c - '0');
      ++digits;
    } else {
      return std::nullopt;
    }
  }
  if (colons != 2 || digits != 2 || part > 59) return std::nullopt;
  return total * 60 + part;
}

std::optional<std::int32_t> gtfs_day(std::string_view field) {
  const std::string_view t = trimmed(field);
  if (t.size() != 8) return std::nullopt;
  const auto n = to_integer(t);
  if (!n || *n < 0) return std::nullopt;
  const std::chrono::year_month_day ymd{Year{static_cast<int>(*n / 10000)},
                                        std::chrono::month{static_cast<unsigned>(*n / 100 % 100)},
                                        std::chrono::day{static_cast<unsigned>(*n % 100)}};
  if (!ymd.ok()) return std::nullopt;
  return day_number(Date{ymd});
}

std::optional<Vehicle> gtfs_vehicle(long t) {
  const auto in = [&](long from, long until) { return t >= from && t < until; };
  if (t == 0 || t == 5 || in(900, 1000)) return Vehicle::tram;
  if (t == 1 || t == 12 || in(400, 700)) return Vehicle::metro;
  if (t == 2 || in(100, 200)) return Vehicle::rail;
  if (t == 3 || t == 11 || in(200, 300) || in(700, 900)) return Vehicle::bus;
  if (t == 4 || in(1000, 1100) || t == 1200) return Vehicle::ferry;
  if (t == 6 || t == 7 || in(1300, 1500)) return Vehicle::cable;
  if (in(1100, 1200) || in(1500, 1800)) return Vehicle::other;
  return std::nullopt;
}

FeedReader::FeedReader(const ZipReader& zip, std::string shown, std::string name, std::string plane,
                       cityloop::Run& run)
    : zip_{zip}, shown_{std::move(shown)}, plane_{std::move(plane)}, run_{run}, notes_{run.notes} {
  feed.name = std::move(name);
  bool any = false;
  for (const char* table : {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"})
    any = any || zip_.has(table);
  if (!any) {
    notes_.problem("gtfs.missing_required_file",
                   say("{} is no timetable: it has no stops.txt, routes.txt, trips.txt or stop_times.txt",
                       "{} 不是时刻表：其中没有 stops.txt、routes.txt、trips.txt 和 stop_times.txt", shown_),
                   Where{shown_},
                   say("give the GTFS archive itself, with its tables at the top and not in a folder",
                       "请提供 GTFS 压缩包本身，各表应位于最上层而非子目录中"));
    return;
  }
  is_gtfs = true;
  read_agencies();
  read_levels();
  read_stops();
  run_.check_stop();
  read_lines();
  read_services();
  read_service_days();
  read_trips();
  run_.check_stop();
  read_calls();
  read_headways();
  read_transfers();
  read_pathways();
}

bool FeedReader::open(const char* table, bool required, Sheet& sheet) {
  if (!zip_.has(table)) {
    if (required)
      notes_.problem("gtfs.missing_required_file", say("the timetable has no {}", "时刻表中缺少 {}", table),
                     Where{shown_, 0, table});
    return false;
  }
  sheet.text = zip_.read(table);
  try {
    sheet.rows.emplace(sheet.text, shown(table), notes_);
  } catch (const Error& e) {
    if (required) notes_.problem("gtfs.empty_file", e.words(), e.where(), e.hint());
    return false;
  }
  return true;
}

std::optional<std::size_t> FeedReader::column(const Sheet& sheet, std::string_view name) {
  const auto at = sheet.rows->find(name);
  if (!at)
    notes_.problem("gtfs.missing_required_column",
                   say("{0} has no column {1}", "{0} 缺少“{1}”列", sheet.rows->file(), name),
                   Where{sheet.rows->file(), 1, std::string{name}});
  return at;
}

bool FeedReader::refused(const CsvReader& rows, std::size_t column, Positions& seen, std::size_t position) {
  const std::string_view ref = trimmed(rows[column]);
  if (ref.empty()) {
    notes_.problem("gtfs.missing_required_field", say("the row has no reference", "该行没有编号"),
                   rows.where(column));
    return true;
  }
  if (seen.emplace(std::string{ref}, static_cast<std::uint32_t>(position)).second) return false;
  notes_.problem("gtfs.duplicate_key",
                 say("‘{}’ stands here a second time and is left out", "“{}”重复出现，已忽略", ref),
                 rows.where(column));
  return true;
}

std::optional<std::uint32_t> FeedReader::find(const CsvReader& rows, std::size_t column, const Positions& at,
                                              const char* table) {
  const std::string_view ref = trimmed(rows[column]);
  if (const auto it = at.find(ref); it != at.end()) return it->second;
  notes_.problem("gtfs.foreign_key_violation", say("‘{0}’ is not in {1}", "“{0}”不在 {1} 中", ref, table),
                 rows.where(column));
  return std::nullopt;
}

void FeedReader::read_agencies() {
  Sheet sheet;
  if (open("agency.txt", true, sheet)) {
    CsvReader& r = *sheet.rows;
    const auto id = r.find("agency_id"), name = r.find("agency_name"), zone = r.find("agency_timezone");
    while (r.next()) {
      if (name) agencies_.emplace(id ? std::string{trimmed(r[*id])} : "", std::string{trimmed(r[*name])});
      if (!zone) continue;
      const std::string_view z = trimmed(r[*zone]);
      if (feed.time_zone.empty()) feed.time_zone = z;
      else if (feed.time_zone != z)
        notes_.warning("gtfs.inconsistent_agency_timezone",
                       say("the agencies of one feed keep different time zones; {} is used",
                           "同一时刻表的运营机构时区不一致，采用 {}", feed.time_zone),
                       r.where(*zone));
    }
  }
  Sheet info;
  if (!open("feed_info.txt", false, info)) return;
  const auto version = info.rows->find("feed_version");
  if (version && info.rows->next()) feed.version = trimmed((*info.rows)[*version]);
}

void FeedReader::read_stops() {
  Sheet sheet;
  if (!open("stops.txt", true, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto id = column(sheet, "stop_id");
  if (!id) return;
  const auto lat = column(sheet, "stop_lat"), lon = column(sheet, "stop_lon");
  const auto name = r.find("stop_name"), type = r.find("location_type"), parent = r.find("parent_station"),
             wheels = r.find("wheelchair_boarding"), level = r.find("level_id");
  struct Waiting {
    std::uint32_t stop;
    std::string parent;
    Where where;
  };
  std::vector<Waiting> waiting;
  std::vector<Point> points;
  std::vector<Where> where;
  while (r.next()) {
    if (refused(r, *id, stop_at_, feed.stops.size())) continue;
    FeedDraft::Stop stop;
    stop.ref = trimmed(r[*id]);
    if (name) stop.name = trimmed(r[*name]);
    if (type) {
      const auto t = choice(r[*type], 4);
      if (!t)
        notes_.warning("gtfs.unexpected_enum_value",
                       say("‘{}’ is not a location_type; taken for a platform",
                           "“{}”不是有效的 location_type，按站台处理", r[*type]),
                       r.where(*type));
      stop.type = static_cast<StopType>(t.value_or(0));
    }
    if (wheels) stop.wheelchair = wheelchair(r[*wheels]);
    if (level && !trimmed(r[*level]).empty())
      if (const auto l = find(r, *level, level_at_, "levels.txt")) stop.level = level_[*l];
    stop.item = r.line();
    const auto x = lon ? to_number(r[*lon]) : std::nullopt, y = lat ? to_number(r[*lat]) : std::nullopt;
    const bool placed = x && y && *x >= -180 && *x <= 180 && *y >= -90 && *y <= 90;
    has_place_.push_back(placed ? 1 : 0);
    points.push_back(placed ? Point{*x, *y} : Point{});
    where.push_back(r.where(x || !lon ? lat.value_or(*id) : *lon));
    if (parent && !trimmed(r[*parent]).empty())
      waiting.push_back({static_cast<std::uint32_t>(feed.stops.size()), std::string{trimmed(r[*parent])},
                         r.where(*parent)});
    feed.stops.push_back(std::move(stop));
  }
  ToPlane{"EPSG:4326", plane_}(points);
  for (std::size_t i = 0; i < points.size(); ++i)
    if (std::isnan(points[i].x)) has_place_[i] = 0;
  for (const Waiting& w : waiting) {
    FeedDraft::Stop& stop = feed.stops[w.stop];
    const auto it = stop_at_.find(w.parent);
    if (it == stop_at_.end()) {
      notes_.problem(
          "gtfs.foreign_key_violation",
          say("the parent station ‘{}’ is not in stops.txt", "上级车站“{}”不在 stops.txt 中", w.parent),
          w.where);
      continue;
    }
    const StopType above = feed.stops[it->second].type;
    const StopType wanted = stop.type == StopType::boarding_area ? StopType::platform : StopType::station;
    if (stop.type == StopType::station || above != wanted) {
      notes_.problem(stop.type == StopType::station ? "gtfs.station_with_parent_station"
                                                    : "gtfs.wrong_parent_location_type",
                     say("‘{}’ cannot stand above this row", "“{}”不能作为该行的上级", w.parent), w.where);
      continue;
    }
    stop.parent = it->second;
    // Nodes and boarding areas need no coordinates of their own; a platform without any is where its station is.
    if (has_place_[w.stop] == 0 && has_place_[it->second] != 0) {
      points[w.stop] = points[it->second];
      has_place_[w.stop] = 1;
    }
  }
  for (std::size_t i = 0; i < feed.stops.size(); ++i) {
    if (has_place_[i] == 0)
      notes_.problem("gtfs.stop_without_location",
                     say("the stop has no longitude and latitude", "站点没有经纬度"), where[i]);
    feed.stops[i].at = points[i];
  }
  vehicles.assign(feed.stops.size(), 0);
}

void FeedReader::read_lines() {
  Sheet sheet;
  if (!open("routes.txt", true, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto id = column(sheet, "route_id"), type = column(sheet, "route_type");
  if (!id || !type) return;
  const auto name = r.find("route_short_name"), longer = r.find("route_long_name"),
             agency = r.find("agency_id");
  while (r.next()) {
    const auto number = to_integer(r[*type]);
    const auto vehicle = number ? gtfs_vehicle(*number) : std::nullopt;
    if (!vehicle) {
      notes_.problem("gtfs.unexpected_enum_value",
                     say("‘{}’ is not a known route_type", "“{}”不是已知的 route_type", r[*type]),
                     r.where(*type));
      continue;
    }
    if (refused(r, *id, line_at_, feed.lines.size())) continue;
    FeedDraft::Line line;
    line.ref = trimmed(r[*id]);
    if (name) line.name = trimmed(r[*name]);
    if (longer) line.long_name = trimmed(r[*longer]);
    const auto by = agencies_.find(agency ? trimmed(r[*agency]) : std::string_view{});
    if (by != agencies_.end()) line.agency = by->second;
    else if (agencies_.size() == 1) line.agency = agencies_.begin()->second;
    line.vehicle = *vehicle;
    line.item = r.line();
    feed.lines.push_back(std::move(line));
  }
}

void FeedReader::read_services() {
  Sheet sheet;
  if (!zip_.has("calendar.txt") && !zip_.has("calendar_dates.txt"))
    notes_.problem("gtfs.missing_calendar_and_calendar_date_files",
                   say("the timetable does not say on which days it runs", "时刻表没有说明运营日期"),
                   Where{shown_});
  if (!open("calendar.txt", false, sheet)) return;
  CsvReader& r = *sheet.rows;
  constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                  "friday", "saturday", "sunday"};
  const auto id = column(sheet, "service_id"), from = column(sheet, "start_date"),
             last = column(sheet, "end_date");
  std::array<std::optional<std::size_t>, 7> days;
  for (std::size_t d = 0; d < 7; ++d) days[d] = column(sheet, kDays[d]);
  if (!id || !from || !last) return;
  while (r.next()) {
    FeedDraft::Service service;
    service.ref = trimmed(r[*id]);
    const auto a = gtfs_day(r[*from]), b = gtfs_day(r[*last]);
    if (!a || !b) {
      notes_.problem("gtfs.invalid_date",
                     say("‘{}’ is not a date", "“{}”不是有效日期", a ? r[*last] : r[*from]),
                     r.where(a ? *last : *from));
      continue;
    }
    if (*b < *a) {
      notes_.problem("gtfs.start_and_end_range_out_of_order",
                     say("the service ends before it begins", "服务的结束日期早于开始日期"), r.where(*last));
      continue;
    }
    if (refused(r, *id, service_at_, feed.services.size())) continue;
    for (std::size_t d = 0; d < 7; ++d)
      if (days[d] && trimmed(r[*days[d]]) == "1")
        service.weekdays = static_cast<std::uint8_t>(service.weekdays | 1U << d);
    service.from = *a;
    service.last = *b;
    feed.services.push_back(std::move(service));
  }
}

void FeedReader::read_service_days() {
  Sheet sheet;
  if (open("calendar_dates.txt", false, sheet)) {
    CsvReader& r = *sheet.rows;
    const auto id = column(sheet, "service_id"), date = column(sheet, "date"),
               kind = column(sheet, "exception_type");
    while (id && date && kind && r.next()) {
      const auto day = gtfs_day(r[*date]);
      const std::string_view what = trimmed(r[*kind]);
      if (!day) {
        notes_.problem("gtfs.invalid_date", say("‘{}’ is not a date", "“{}”不是有效日期", r[*date]),
                       r.where(*date));
        continue;
      }
      if (what != "1" && what != "2") {
        notes_.problem("gtfs.unexpected_enum_value",
                       say("‘{}’ is not an exception_type", "“{}”不是有效的 exception_type", what),
                       r.where(*kind));
        continue;
      }
      const std::string ref{trimmed(r[*id])};
      const auto [it, fresh] = service_at_.emplace(ref, static_cast<std::uint32_t>(feed.services.size()));
      if (fresh) {
        FeedDraft::Service service;  // one that runs on single days only
        service.ref = ref;
        feed.services.push_back(std::move(service));
      }
      FeedDraft::Service& s = feed.services[it->second];
      (what == "1" ? s.added : s.removed).push_back(*day);
    }
  }
  for (const FeedDraft::Service& s : feed.services)
    if (s.weekdays == 0 && s.added.empty())
      notes_.warning("gtfs.service_has_no_active_day_of_the_week",
                     say("the service ‘{}’ runs on no day", "服务“{}”没有任何运营日", s.ref),
                     Where{shown("calendar.txt"), 0, s.ref});
}

void FeedReader::read_trips() {
  Sheet sheet;
  if (!open("trips.txt", true, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto id = column(sheet, "trip_id"), route = column(sheet, "route_id"),
             service = column(sheet, "service_id");
  if (!id || !route) return;
  const auto wheels = r.find("wheelchair_accessible");
  while (r.next()) {
    const auto line = find(r, *route, line_at_, "routes.txt");
    if (!line || refused(r, *id, trip_at_, drafted_.size())) continue;
    FeedDraft::Trip trip;
    trip.ref = trimmed(r[*id]);
    trip.line = *line;
    // Without its days a trip cannot run, but its stops are places all the same.
    trip.service = service ? find(r, *service, service_at_, "calendar.txt").value_or(kNone) : kNone;
    if (wheels) trip.wheelchair = wheelchair(r[*wheels]);
    drafted_.push_back(std::move(trip));
  }
}

void FeedReader::read_headways() {
  Sheet sheet;
  if (!open("frequencies.txt", false, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto id = column(sheet, "trip_id"), from = column(sheet, "start_time"),
             until = column(sheet, "end_time"), every = column(sheet, "headway_secs");
  if (!id || !from || !until || !every) return;
  const auto exact = r.find("exact_times");
  while (r.next()) {
    const auto trip = find(r, *id, trip_at_, "trips.txt");
    if (!trip || trip_position_[*trip] == kNone) continue;
    const auto a = gtfs_time(r[*from]), b = gtfs_time(r[*until]);
    const auto s = to_integer(r[*every]);
    if (!a || !b) {
      notes_.problem("gtfs.invalid_time",
                     say("‘{}’ is not a time", "“{}”不是有效时刻", a ? r[*until] : r[*from]),
                     r.where(a ? *until : *from));
      continue;
    }
    if (!s || *s < 1 || *s > 86'400) {
      notes_.problem("gtfs.number_out_of_range",
                     say("a headway of ‘{}’ seconds cannot be", "发车间隔“{}”秒不合理", r[*every]),
                     r.where(*every));
      continue;
    }
    if (*b <= *a) {
      notes_.problem(*b == *a ? "gtfs.start_and_end_range_equal" : "gtfs.start_and_end_range_out_of_order",
                     say("the headway ends when it begins, or before", "发车间隔的结束时刻不晚于开始时刻"),
                     r.where(*until));
      continue;
    }
    FeedDraft::Headway h{trip_position_[*trip], *a, *b, static_cast<std::int32_t>(*s), false};
    if (exact) h.exact = trimmed(r[*exact]) == "1";
    const auto overlaps = [&](const FeedDraft::Headway& o) {
      return o.trip == h.trip && o.from < h.until && h.from < o.until;
    };
    if (std::any_of(feed.headways.begin(), feed.headways.end(), overlaps)) {
      notes_.problem("gtfs.overlapping_frequency",
                     say("two headways of one trip overlap; the second is left out",
                         "同一班次的两段发车间隔重叠，后者已忽略"),
                     r.where(*from));
      continue;
    }
    feed.headways.push_back(h);
  }
}

void FeedReader::read_transfers() {
  Sheet sheet;
  if (!open("transfers.txt", false, sheet)) return;
  CsvReader& r = *sheet.rows;
  const auto from = r.find("from_stop_id"), to = r.find("to_stop_id");
  if (!from || !to) return;
  const auto type = r.find("transfer_type"), least = r.find("min_transfer_time");
  std::vector<std::size_t> narrow;  // rows about certain lines or trips only
  for (const char* c : {"from_route_id", "to_route_id", "from_trip_id", "to_trip_id"})
    if (const auto at = r.find(c)) narrow.push_back(*at);
  std::size_t skipped = 0;
  while (r.next()) {
    const auto kind = type ? choice(r[*type], 5) : 0L;
    if (!kind) {
      notes_.problem("gtfs.unexpected_enum_value",
                     say("‘{}’ is not a transfer_type", "“{}”不是有效的 transfer_type", r[*type]),
                     r.where(*type));
      continue;
    }
    const bool special =
        std::any_of(narrow.begin(), narrow.end(), [&](std::size_t c) { return !trimmed(r[c]).empty(); });
    if (special || *kind > 3) {
      ++skipped;
      continue;
    }
    const auto a = find(r, *from, stop_at_, "stops.txt"), b = find(r, *to, stop_at_, "stops.txt");
    if (!a || !b) continue;
    FeedDraft::Transfer t{*a, *b, static_cast<std::uint8_t>(*kind), -1};
    if (least)
      if (const auto s = to_integer(r[*least]); s && *s >= 0 && *s <= 86'400)
        t.least_s = static_cast<std::int32_t>(*s);
    feed.transfers.push_back(t);
  }
  if (skipped > 0)
    notes_.note("gtfs.transfers_of_lines",
                say("{} transfers between certain lines or trips are not used",
                    "{} 条仅适用于特定线路或班次的换乘规则未采用", skipped),
                Where{shown("transfers.txt")});
}

}  // namespace cityloop
