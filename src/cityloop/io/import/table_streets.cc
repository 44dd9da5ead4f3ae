// Tables that know more of a street than the map does, by the map's number of the way.

#include "cityloop/io/import/table.h"

namespace cityloop {
namespace {

constexpr auto kWay = {"way", "osm_id", "way_id"};

std::optional<std::int64_t> read_way(Table& table, std::size_t column) {
  const CsvReader& rows = table.rows();
  const auto way = to_integer(rows[column]);
  if (!way)
    table.notes().problem("table.number",
                          say("'{}' is not the number of a way", "“{}”不是道路编号", rows[column]),
                          rows.where(column));
  return way;
}

}  // namespace

void read_stress_table(Import& in, Table& table) {
  const std::size_t way = table.must(kWay), level = table.must({"stress", "lts"});
  table.done();
  while (table.rows().next()) {
    const auto w = read_way(table, way);
    const auto l = read_number(table, level, 1);
    if (!w || !l) continue;
    if (*l > 4 || *l != static_cast<int>(*l)) {
      table.notes().problem("table.range",
                            say("a level of traffic stress is 1, 2, 3 or 4", "交通压力等级应为 1、2、3 或 4"),
                            table.rows().where(level));
      continue;
    }
    in.into.way_stress(*w, static_cast<std::uint8_t>(*l));
  }
}

void read_congestion_table(Import& in, Table& table) {
  const std::size_t way = table.must(kWay), speed = table.must({"speed", "max_speed"});
  const auto type = table.maybe({"type", "speed_type"});
  table.done();
  while (table.rows().next()) {
    const auto w = read_way(table, way);
    const auto v = read_number(table, speed, 0);
    if (!w || !v) continue;
    const CsvReader& rows = table.rows();
    const std::string_view word = type ? trimmed(rows[*type]) : "scale";
    const bool share = word == "scale";
    if (!share && word != "km/h") {
      table.notes().problem("congestion.type",
                            say("'{}' is no way to give a speed", "“{}”不是速度的表示方式", word),
                            rows.where(*type),
                            say("write scale (a share of the free-flow speed) or km/h",
                                "请写 scale（自由流速度的比例）或 km/h"));
      continue;
    }
    if (!(*v > 0) || *v > (share ? 2 : 250)) {
      table.notes().problem("table.range", say("{} is no speed of traffic", "{} 不是合理的车速", *v),
                            rows.where(speed));
      continue;
    }
    Builder::Congestion c;
    if (share) c.share = *v;
    else c.kmh = *v;
    in.into.way_traffic(*w, c);
  }
}

}  // namespace cityloop
