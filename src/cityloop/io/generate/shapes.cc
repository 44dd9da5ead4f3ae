#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cityloop/base/json.h"
#include "cityloop/io/generate/tables.h"

namespace cityloop::demo {
namespace {

double twice_area(const std::vector<Point>& ring) {
  double sum = 0;
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const Point a = ring[k], b = ring[(k + 1) % ring.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}
bool encloses(const std::vector<Point>& ring, Point p) {
  bool in = false;
  for (std::size_t k = 0, m = ring.size() - 1; k < ring.size(); m = k++)
    if ((ring[k].y > p.y) != (ring[m].y > p.y) &&
        p.x < (ring[m].x - ring[k].x) * (p.y - ring[k].y) / (ring[m].y - ring[k].y) + ring[k].x)
      in = !in;
  return in;
}

/// Rings as a GeoJSON MultiPolygon: outer rings counter-clockwise with the holes that lie in them (RFC 7946).
void write_geometry(JsonWriter& out, const std::vector<std::vector<Point>>& rings, const Globe& globe) {
  const auto write_ring = [&](const std::vector<Point>& ring) {
    std::vector<LngLat> at = globe(ring);
    at.push_back(at.front());
    std::string text = "[";
    for (std::size_t k = 0; k < at.size(); ++k)
      text += fmt::format("{}[{:.7f},{:.7f}]", k ? "," : "", at[k].lng, at[k].lat);
    out.raw(text + "]");
  };
  out.begin_object().field("type", "MultiPolygon").key("coordinates").begin_array();
  for (const auto& outer : rings) {
    if (twice_area(outer) <= 0) continue;
    out.begin_array();
    write_ring(outer);
    for (const auto& hole : rings)
      if (twice_area(hole) < 0 && encloses(outer, 0.5 * (hole[0] + hole[1]))) write_ring(hole);
    out.end_array();
  }
  out.end_array().end_object();
}

template <class Properties>
void write_feature(JsonWriter& out, const std::vector<std::vector<Point>>& rings, const Globe& globe,
                   Properties properties) {
  out.begin_object().field("type", "Feature").key("properties").begin_object();
  properties();
  out.field("generated", true).end_object().key("geometry");
  write_geometry(out, rings, globe);
  out.end_object();
}
void open_collection(JsonWriter& out, std::string_view name) {
  out.begin_object().field("type", "FeatureCollection").field("name", name);
  out.field("note", "generated: this city does not exist").key("features").begin_array();
}

}  // namespace

std::string boundary_geojson(const Layout& l, const DemoSpec& spec, const Globe& globe) {
  JsonWriter out;
  open_collection(out, "boundary");
  write_feature(out, {border_ring(l)}, globe,
                [&] { out.field("code", "99").field("name", spec.name.zh).field("name_en", spec.name.en); });
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string zones_geojson(const Layout& l, const Sketch& s, const Globe& globe, std::string_view level) {
  JsonWriter out;
  open_collection(out, level);
  for (const Zone& z : s.zones) {
    if (z.level != level) continue;
    write_feature(out, zone_rings(l, z), globe, [&] {
      out.field("code", z.code)
          .field("name", z.name.zh)
          .field("name_en", z.name.en)
          .field("parent", z.parent);
    });
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::vector<ZipEntry> timetable(const DemoSpec& spec, const Sketch& s, const Globe& globe,
                                std::size_t& trips) {
  std::vector<Point> at;
  for (const Stop& x : s.stops) at.push_back(x.at);
  const std::vector<LngLat> where = globe(std::move(at));
  const int year = number(year_of(demo_date(spec)));
  std::string agency =
      "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
      "1,Yunjiang Transit (generated),https://example.org/generated,Asia/Shanghai,zh\n";
  std::string feed = fmt::format(
      "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
      "CityLoop demo generator: this city does not "
      "exist,https://example.org/generated,zh,{0}0101,{0}1231,{1}\n",
      year, spec.seed);
  std::string calendar = fmt::format(
      "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
      "weekday,1,1,1,1,1,0,0,{0}0101,{0}1231\nweekend,0,0,0,0,0,1,1,{0}0101,{0}1231\n",
      year);
  std::string stops = "stop_id,stop_name,stop_lat,stop_lon\n",
              routes = "route_id,agency_id,route_short_name,route_long_name,route_type\n";
  // A bus ride is one ticket; with the metro's one may change trains as long as one likes.
  const std::string fares =
      "fare_id,price,currency_type,payment_method,transfers\nbus,2.00,CNY,0,0\nmetro,4.00,CNY,1,\n";
  std::string fare_rules = "fare_id,route_id\n";
  std::string trip_rows = "route_id,service_id,trip_id,direction_id\n";
  fmt::memory_buffer times;
  fmt::format_to(std::back_inserter(times), "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n");
  for (std::size_t k = 0; k < s.stops.size(); ++k)
    stops += fmt::format("S{},{},{:.7f},{:.7f}\n", k + 1, s.stops[k].name, where[k].lat, where[k].lng);
  const auto clock = [](int seconds) {
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  };
  trips = 0;
  for (std::size_t n = 0; n < s.lines.size(); ++n) {
    const Line& line = s.lines[n];
    routes += fmt::format("L{},1,{},{},{}\n", n + 1, line.short_name, line.long_name, line.metro ? 1 : 3);
    fare_rules += fmt::format("{},L{}\n", line.metro ? "metro" : "bus", n + 1);
    for (const bool weekend : {false, true})
      for (int direction = 0; direction < 2; ++direction)
        for (int start = 6 * 3600; start < 22 * 3600;) {
          const int hour = start / 3600;
          const bool rush = !weekend && ((hour >= 7 && hour < 9) || (hour >= 17 && hour < 19));
          const std::string id = fmt::format("L{}{}{}-{:05}", n + 1, weekend ? "w" : "d", direction, start);
          trip_rows += fmt::format("L{},{},{},{}\n", n + 1, weekend ? "weekend" : "weekday", id, direction);
          ++trips;
          int t = start;
          for (std::size_t k = 0; k < line.stops.size(); ++k) {
            const std::size_t here = direction == 0 ? k : line.stops.size() - 1 - k;
            if (k > 0) {
              const std::size_t before = direction == 0 ? here - 1 : here + 1;
              const double far = distance_m(s.stops[line.stops[here]].at, s.stops[line.stops[before]].at);
              // Metro 12 m/s between stations, bus 6 m/s (4.5 in the rush hour), and half a minute at each stop.
              t += static_cast<int>(std::lround(far / (line.metro ? 12.0 : rush ? 4.5 : 6.0))) + 30;
            }
            fmt::format_to(std::back_inserter(times), "{},{},{},S{},{}\n", id, clock(t), clock(t + 20),
                           line.stops[here] + 1, k + 1);
          }
          start += 60 * (rush      ? std::max(3, line.headway_min * 2 / 3)
                         : weekend ? line.headway_min * 5 / 4
                                   : line.headway_min);
        }
  }
  return {
      {"agency.txt", agency},         {"feed_info.txt", feed},  {"calendar.txt", calendar},
      {"stops.txt", stops},           {"routes.txt", routes},   {"fare_attributes.txt", fares},
      {"fare_rules.txt", fare_rules}, {"trips.txt", trip_rows}, {"stop_times.txt", fmt::to_string(times)}};
}

}  // namespace cityloop::demo
