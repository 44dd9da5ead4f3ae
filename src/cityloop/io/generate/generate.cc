#include "cityloop/io/generate/generate.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "cityloop/base/json.h"
#include "cityloop/io/generate/osm_writer.h"
#include "cityloop/io/generate/sketch.h"
#include "cityloop/io/generate/tables.h"

namespace cityloop {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out)
    throw Error{Fault::unavailable,
                say("{} cannot be written", "无法写入 {}", path.string()),
                {.file = path.string()},
                say("is the disk full, or the folder read-only?", "请检查磁盘是否已满、文件夹是否只读")};
}

void check_spec(const DemoSpec& spec) {
  if (!(spec.people >= 10'000 && spec.people <= 10'000'000))
    throw Error{Fault::bad_input,
                say("a demo city of {} people cannot be made", "无法生成 {} 人的演示城市",
                    show_number(spec.people, 0)),
                {},
                say("choose between 10,000 and 10,000,000 people", "人口请选 1 万至 1000 万")};
  if (!(spec.cell_m >= 20 && spec.cell_m <= 2'000))
    throw Error{Fault::bad_input,
                say("cells of {} m do not suit a city", "{} m 的单元不适合城市", spec.cell_m),
                {},
                say("choose between 20 m and 2,000 m", "请选 20 至 2000 m")};
  if (spec.years_later < 0 || spec.years_later > 20)
    throw Error{
        Fault::bad_input,
        say("the demo city is not known {} years later", "演示城市没有 {} 年后的样子", spec.years_later),
        {},
        say("choose 0 to 20 years", "请选 0 至 20 年")};
}

std::string city_yaml(const DemoSpec& spec) {
  std::string y = fmt::format(
      "# A city that does not exist. Made by: cityloop new --demo --people {} --seed {}{}\n"
      "# Every file below is in the format that real cities come in; replace them one by one with your own.\n"
      "name: {{en: {}, zh: {}}}\n"
      "generated: true\n"
      "note:\n"
      "  en: \"This city is generated: no street, person or figure in it is real.\"\n"
      "  zh: \"本城市由程序生成：其中的道路、人口和数字均非真实。\"\n"
      "as_of: {}\n"
      "crs: auto\n"
      "cell: {} m\n"
      "time_zone: Asia/Shanghai\n"
      "frameworks: [demo, ten_points, health_check_2025]\n"
      "language: zh\n"
      "sources:\n",
      static_cast<long>(spec.people), spec.seed,
      spec.years_later > 0 ? fmt::format(" --years-later {}", spec.years_later) : "",
      json_quote(spec.name.en), json_quote(spec.name.zh), to_string(demo_date(spec)), spec.cell_m);
  const auto entry = [&](std::string_view file, std::string_view how, std::string_view title) {
    y += fmt::format(
        "  - file: data/{}\n    {}\n    title: {}\n    licence: generated, CC0\n    dated: \"{}\"\n", file,
        how, title, to_string(demo_date(spec)));
  };
  const std::string zone =
      "reads: vector\n    as: zones\n    level: {}\n    level_name: {{en: {}, zh: {}}}\n"
      "    columns: {{code: code, name: name, name_en: name_en, parent: parent}}";
  entry("boundary.geojson", "reads: vector\n    as: boundary", "Municipal boundary (generated)");
  entry("zones_community.geojson", fmt::format(fmt::runtime(zone), "community", "Community", "社区"),
        "Communities (generated)");
  entry("zones_street.geojson", fmt::format(fmt::runtime(zone), "street", "Subdistrict", "街道"),
        "Subdistricts (generated)");
  entry("zones_district.geojson", fmt::format(fmt::runtime(zone), "district", "District", "区"),
        "Districts (generated)");
  entry("demo.osm.pbf", "reads: osm", "Streets, places, buildings and land (generated)");
  entry("people.csv",
        "reads: table\n    as: people\n    columns: {x: lng, y: lat, count: residents}\n    groups:\n"
        "      children: {column: children, name: {en: Children under 15, zh: 0至14岁儿童}}\n"
        "      working: {column: working, name: {en: Aged 15 to 64, zh: 15至64岁}}\n"
        "      elderly: {column: elderly, name: {en: Aged 65 and over, zh: 65岁及以上老人}}\n"
        "      low_income: {column: low_income, name: {en: Low income, zh: 低收入者}}",
        "Residents by building (generated)");
  entry("schools.csv",
        "reads: table\n    as: places\n    refs: edu\n"
        "    columns: {x: lng, y: lat, ref: code, kind: kind, name: name, capacity: places}",
        "The education bureau's schools (generated)");
  entry("statistics.csv",
        "reads: table\n    as: statistics\n"
        "    columns: {variable: variable, unit: unit, level: level, zone: zone, year: year, value: value}",
        "Statistical yearbook (generated)");
  entry("health_check.csv",
        "reads: table\n    as: statistics\n"
        "    columns: {variable: variable, unit: unit, level: level, zone: zone, year: year, value: value}",
        "Figures of departments, experts and residents for the health check and the ten points (generated)");
  entry("inspections.csv", "reads: table\n    as: inspections\n    level: community",
        "Ledgers of the health check (generated)");
  entry("budget.csv",
        "reads: table\n    as: budget\n    unit: 万元\n"
        "    columns: {fund: fund, name: name_zh, name_en: name_en, year: year, appropriated: appropriated, "
        "committed: committed, paid: paid}",
        "Budget of the plan years (generated)");
  entry("reports.csv",
        "reads: table\n    as: reports\n"
        "    columns: {x: lng, y: lat, ref: id, category: category, date: date, closed: status}",
        "Residents' reports (generated)");
  entry("gtfs.zip", "reads: gtfs", "Bus and metro timetable (generated)");
  return y;
}

constexpr std::string_view kReadme =
    "This city does not exist. Every file in this folder is generated by CityLoop (cityloop new --demo) and "
    "is free to use\n"
    "(CC0). Streets, names, people, schools, figures, money and reports are invented; likeness to a real "
    "city is chance.\n\n"
    "本城市并不存在。此文件夹中的所有文件均由 CityLoop 生成（cityloop new --demo），可自由使用（CC0）。\n"
    "道路、地名、人口、学校、数字、资金和居民诉求均为虚构；如与真实城市相似，纯属巧合。\n";

}  // namespace

Date demo_date(const DemoSpec& spec) {
  return std::chrono::sys_days{std::chrono::year{2025 + spec.years_later} / 12 / 31};
}

DemoCount generate_demo(const DemoSpec& spec, const std::string& folder, Run& run) {
  using namespace demo;
  check_spec(spec);
  run.progress.begin("generate", 10);
  const auto step = [&] {
    run.progress.advance(1);
    run.check_stop();
  };
  Layout layout{spec};
  Sketch sketch;
  draw_streets(layout, sketch), step();
  draw_water_and_land(layout, sketch), step();
  // Services and zones were planned for the people of the first year; what moves later is only the people.
  DemoSpec at_first = spec;
  at_first.years_later = 0;
  settle_people(layout, at_first, sketch), step();
  place_services(layout, sketch);
  plan_lines(layout, sketch);
  draw_zones(layout, sketch), step();
  if (spec.years_later > 0) {
    settle_people(layout, spec, sketch);
    count_zone_people(layout, sketch);
  }
  step();

  const std::filesystem::path home{folder};
  std::error_code failed;
  std::filesystem::create_directories(home / "data", failed);
  if (failed)
    throw Error{Fault::unavailable,
                say("the folder {} cannot be made: {}", "无法创建文件夹 {}：{}", folder, failed.message()),
                {.file = folder}};
  const Globe globe;
  DemoCount count;
  const auto data = [&](const char* name) { return (home / "data" / name).string(); };
  write_osm_pbf(sketch.osm, globe(sketch.osm.nodes()), data("demo.osm.pbf")), step();
  write_zip(data("gtfs.zip"), timetable(spec, sketch, globe, count.trips)), step();
  write_file(data("people.csv"), people_csv(sketch, globe)), step();
  write_file(data("boundary.geojson"), boundary_geojson(layout, spec, globe));
  for (const std::string level : {"district", "street", "community"})
    write_file(home / "data" / ("zones_" + level + ".geojson"), zones_geojson(layout, sketch, globe, level));
  step();
  double people = 0;
  for (const Home& h : sketch.homes) people += h.residents;
  write_file(data("schools.csv"), schools_csv(layout, sketch, globe));
  write_file(data("statistics.csv"), statistics_csv(layout, spec, sketch));
  write_file(data("budget.csv"), budget_csv(spec, spec.people));
  write_file(data("health_check.csv"), health_figures_csv(layout, spec));
  write_file(data("inspections.csv"), inspections_csv(layout, spec, sketch, count.inspections));
  write_file(data("reports.csv"), reports_csv(layout, spec, sketch, globe, count.reports));
  write_file(home / "README.txt", std::string{kReadme});
  write_file(home / "city.yaml", city_yaml(spec)), step();

  count.people = static_cast<std::size_t>(people);
  count.area_km2 = static_cast<std::size_t>(std::lround(spec.people / 1000));
  count.buildings = sketch.buildings, count.places = sketch.places;
  count.street_nodes = sketch.street_nodes, count.street_ways = sketch.street_ways;
  for (const Zone& z : sketch.zones)
    ++(z.level == "district" ? count.districts : z.level == "street" ? count.streets : count.communities);
  count.stops = sketch.stops.size();
  return count;
}

}  // namespace cityloop
