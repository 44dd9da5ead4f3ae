// Timetables: their stops as places. (The timetable itself comes with the travel engine.)
// source   gtfs.org/documentation/schedule/reference: stops.txt, routes.txt, trips.txt, stop_times.txt

#include <map>
#include <unordered_map>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/to_plane.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {
namespace {

/// The kind of stop of a route_type, basic or extended (Hierarchical Vehicle Types); null: none of ours.
const char* stop_kind(long route_type) {
  if (route_type == 0 || route_type == 5 || (route_type >= 900 && route_type < 1000)) return "tram_stop";
  if (route_type == 1 || route_type == 12 || (route_type >= 400 && route_type < 500) ||
      (route_type >= 500 && route_type < 700))
    return "metro_station";
  if (route_type == 2 || (route_type >= 100 && route_type < 200)) return "rail_station";
  if (route_type == 3 || route_type == 11 || (route_type >= 200 && route_type < 300) ||
      (route_type >= 700 && route_type < 900))
    return "bus_stop";
  if (route_type == 4 || (route_type >= 1000 && route_type < 1100) || route_type == 1200)
    return "ferry_terminal";
  return nullptr;
}

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
template <class T>
using ByName = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

struct Stop {
  std::string id, name, parent;
  long type = 0;  // 0 platform, 1 station, 2 entrance
  long line = 0;
  unsigned kinds = 0;  // bits of kKinds
};
constexpr std::array<std::string_view, 5> kKinds{"tram_stop", "metro_station", "rail_station", "bus_stop",
                                                 "ferry_terminal"};

/// Which kinds of route call at each stop.
ByName<unsigned> calls(const ZipReader& zip, const std::string& shown, Diagnostics& notes) {
  ByName<unsigned> of_route, of_trip, of_stop;
  const std::string routes = zip.read("routes.txt");
  CsvReader r{routes, shown + "/routes.txt", notes};
  const std::size_t route_id = r.column("route_id"), route_type = r.column("route_type");
  while (r.next()) {
    const auto type = to_integer(r[route_type]);
    const char* kind = type ? stop_kind(*type) : nullptr;
    if (kind == nullptr) {
      notes.problem("gtfs.route",
                    say("'{}' is not a known route_type", "“{}”不是已知的 route_type", r[route_type]),
                    r.where(route_type));
      continue;
    }
    for (unsigned k = 0; k < kKinds.size(); ++k)
      if (kKinds[k] == kind) of_route[std::string{r[route_id]}] |= 1U << k;
  }
  const std::string trips = zip.read("trips.txt");
  CsvReader t{trips, shown + "/trips.txt", notes};
  const std::size_t trip_id = t.column("trip_id"), trip_route = t.column("route_id");
  while (t.next())
    if (const auto it = of_route.find(t[trip_route]); it != of_route.end())
      of_trip[std::string{t[trip_id]}] |= it->second;
  const std::string times = zip.read("stop_times.txt");
  CsvReader s{times, shown + "/stop_times.txt", notes};
  const std::size_t of = s.column("trip_id"), at = s.column("stop_id");
  std::string_view last;
  unsigned kinds = 0;
  std::string last_owned;
  while (s.next()) {
    if (s[of] != last) {
      const auto it = of_trip.find(s[of]);
      kinds = it == of_trip.end() ? 0 : it->second;
      last_owned = s[of];
      last = last_owned;
    }
    if (const auto it = of_stop.find(s[at]); it != of_stop.end()) it->second |= kinds;
    else of_stop.emplace(std::string{s[at]}, kinds);
  }
  return of_stop;
}

}  // namespace

void read_gtfs(Import& in) {
  in.spec.options.find("layers");
  const std::string owner = in.spec.options.find("refs") ? in.spec.options.at("refs").string() : "gtfs";
  in.spec.options.done();
  Diagnostics& notes = in.run.notes;
  const ZipReader zip{in.path, in.spec.file};
  const ByName<unsigned> called = calls(zip, in.spec.file, notes);
  const std::string text = zip.read("stops.txt");
  CsvReader rows{text, in.spec.file + "/stops.txt", notes};
  const std::size_t id = rows.column("stop_id"), lat = rows.column("stop_lat"), lon = rows.column("stop_lon");
  const auto name = rows.find("stop_name"), type = rows.find("location_type"),
             parent = rows.find("parent_station");
  std::vector<Stop> stops;
  std::vector<Point> points;
  while (rows.next()) {
    const auto x = to_number(rows[lon]), y = to_number(rows[lat]);
    if (!x || !y || *x < -180 || *x > 180 || *y < -90 || *y > 90) {
      notes.problem("table.coordinates", say("the stop has no longitude and latitude", "站点没有经纬度"),
                    rows.where(x ? lat : lon));
      continue;
    }
    Stop stop;
    stop.id = rows[id];
    if (name) stop.name = trimmed(rows[*name]);
    if (type) stop.type = to_integer(rows[*type]).value_or(0);
    if (parent) stop.parent = trimmed(rows[*parent]);
    stop.line = rows.line();
    if (const auto it = called.find(stop.id); it != called.end()) stop.kinds = it->second;
    stops.push_back(std::move(stop));
    points.push_back({*x, *y});
  }
  ToPlane{"EPSG:4326", in.into.crs()}(points);

  // A station stands for its platforms, and is entered where its entrances are.
  ByName<std::size_t> stations;
  for (std::size_t i = 0; i < stops.size(); ++i)
    if (stops[i].type == 1) stations.emplace(stops[i].id, i);
  std::map<std::size_t, std::vector<Point>> entrances;
  std::size_t silent = 0;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    const auto it = stops[i].parent.empty() ? stations.end() : stations.find(stops[i].parent);
    if (it == stations.end()) continue;
    if (stops[i].type == 2) entrances[it->second].push_back(points[i]);
    if (stops[i].type != 0) continue;
    stops[it->second].kinds |= stops[i].kinds;
    stops[i].kinds = 0;
    stops[i].type = 4;  // spoken for by its station
  }
  for (std::size_t i = 0; i < stops.size(); ++i) {
    if (stops[i].type > 1) continue;
    if (stops[i].kinds == 0) ++silent;
    for (unsigned k = 0; k < kKinds.size(); ++k) {
      if ((stops[i].kinds >> k & 1U) == 0) continue;
      PlaceDraft draft;
      draft.kind = PlaceKindKey{std::string{kKinds[k]}};
      draft.ref = owner + ":" + stops[i].id;
      draft.at = points[i];
      draft.name = stops[i].name;
      if (const auto it = entrances.find(i); it != entrances.end()) draft.entrances = it->second;
      draft.file = in.file;
      draft.item = stops[i].line;
      in.into.add_place(std::move(draft));
    }
  }
  if (silent > 0)
    notes.note("gtfs.silent",
               say("no trip calls at {} stops; they were left out", "{} 个站点没有班次，已忽略", silent),
               Where{in.spec.file + "/stops.txt"});
}

std::optional<LngLat> locate_gtfs(const SourceSpec& spec, const std::string& path) {
  Diagnostics unheard;
  const ZipReader zip{path, spec.file};
  const std::string text = zip.read("stops.txt");
  CsvReader rows{text, spec.file + "/stops.txt", unheard};
  const std::size_t lat = rows.column("stop_lat"), lon = rows.column("stop_lon");
  Box box;
  while (rows.next()) {
    const auto x = to_number(rows[lon]), y = to_number(rows[lat]);
    if (x && y) box.add({*x, *y});
  }
  if (box.empty()) return std::nullopt;
  return LngLat{(box.low.x + box.high.x) / 2, (box.low.y + box.high.y) / 2};
}

}  // namespace cityloop
