#include "cityloop/io/http/endpoints/uploads.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "cityloop/base/hash.h"
#include "cityloop/base/id.h"
#include "cityloop/io/import/zip.h"
#include "cityloop/loop/files.h"

namespace cityloop::http {
namespace {

namespace fs = std::filesystem;

/// The first line of a city.yaml that was made here, with a sum over the rest: what a person changed is never written over.
std::string made_line(const std::string& rest) {
  return "# Made from the files that were dropped onto the first page (" + to_string_hex(id_of(rest)) +
         "). Change it as you like: it is yours then.\n";
}
bool made_here(const std::string& text) {
  const std::size_t end = text.find('\n');
  return end != std::string::npos && made_line(text.substr(end + 1)) == text.substr(0, end + 1);
}

std::string first_bytes(const fs::path& file, std::size_t n) {
  std::ifstream in{file, std::ios::binary};
  std::string out(n, '\0');
  in.read(out.data(), static_cast<std::streamsize>(n));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return out;
}

/// Letters, digits, "-", "_" and "." of a name, and letters beyond ASCII; never a folder, never hidden.
std::string clean_name(const std::string& name) {
  std::string out;
  for (const char c : fs::path{name}.filename().string()) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x80 || std::isalnum(u) != 0 || c == '-' || c == '_' || c == '.') out += c;
    else out += '_';
  }
  while (!out.empty() && out.front() == '.') out.erase(0, 1);
  return out;
}

std::vector<std::string> words_of_header(std::string line) {
  if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  line = line.substr(0, line.find_first_of("\r\n"));
  const char between =
      std::count(line.begin(), line.end(), ';') > std::count(line.begin(), line.end(), ',') ? ';' : ',';
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(between, at), line.size());
    std::string word = line.substr(at, end - at);
    std::erase(word, '"');
    out.push_back(word);
    at = end + 1;
  }
  return out;
}

/// The header that stands for a role, by the words that people use for it.
std::string header_for(const std::vector<std::string>& headers,
                       std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    for (const std::string& h : headers) {
      std::string low = h;
      std::transform(low.begin(), low.end(), low.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (low == name) return h;
    }
  return {};
}

struct Told {
  std::string kind = "unknown";
  std::vector<Text> gives;
  Text problem;
  std::string source;  // the entry of city.yaml
};

std::string quoted(const std::string& s) { return json_quote(s); }

Told table_told(const fs::path& file, const std::string& name) {
  Told out;
  const auto headers = words_of_header(first_bytes(file, 8192));
  const std::string x = header_for(headers, {"lon", "lng", "longitude", "x", "经度"}),
                    y = header_for(headers, {"lat", "latitude", "y", "纬度"});
  const std::string count =
      header_for(headers, {"population", "people", "residents", "count", "人口", "常住人口"});
  const std::string start = "  - {file: " + quoted("data/" + name) + ", reads: table, as: ";
  const std::string at = "x: " + quoted(x) + ", y: " + quoted(y);
  if (const std::string fund = header_for(headers, {"fund", "资金"});
      !fund.empty() && !header_for(headers, {"year", "年份"}).empty()) {
    out.kind = "budget";
    out.gives.push_back({"budgets by fund and year", "分年度资金预算"});
    out.source = start + "budget}";
  } else if (!header_for(headers, {"value", "数值"}).empty() &&
             !header_for(headers, {"year", "年份"}).empty()) {
    out.kind = "statistics";
    out.gives.push_back({"published figures", "统计数据"});
    out.source = start + "statistics}";
  } else if (!x.empty() && !y.empty() && !count.empty()) {
    out.kind = "people";
    out.gives.push_back({"where people live", "人口分布"});
    out.source = start + "people, crs: EPSG:4326, columns: {" + at + ", count: " + quoted(count) + "}}";
  } else if (const std::string kind = header_for(headers, {"kind", "类别", "类型"});
             !x.empty() && !y.empty() && !kind.empty()) {
    out.kind = "places";
    out.gives.push_back({"places and their capacities", "设施及规模"});
    const std::string title = header_for(headers, {"name", "名称"}),
                      capacity = header_for(headers, {"capacity", "规模", "容量"});
    out.source = start + "places, crs: EPSG:4326, columns: {" + at + ", kind: " + quoted(kind) +
                 (title.empty() ? "" : ", name: " + quoted(title)) +
                 (capacity.empty() ? "" : ", capacity: " + quoted(capacity)) + "}}";
  } else {
    out.problem = {
        "its columns say neither people (lon, lat, population), places (lon, lat, kind), statistics "
        "(variable, year, value) nor "
        "a budget (fund, year, appropriated)",
        "表头既不是人口（lon、lat、population），也不是设施（lon、lat、kind）、统计（variable、year、value）"
        "或预算（fund、year、appropriated）"};
  }
  return out;
}

Told told_of(const fs::path& file, const std::string& name) {
  Told out;
  const std::string head = first_bytes(file, 4096);
  const std::string start = "  - {file: " + quoted("data/" + name) + ", reads: ";
  const auto has = [&](std::string_view words) { return head.find(words) != std::string::npos; };
  if (has("OSMHeader") || (has("<osm") && has("version="))) {
    out.kind = "osm";
    out.gives = {{"streets", "道路"}, {"places", "设施"}, {"buildings and land use", "建筑与用地"}};
    out.source = start + "osm, title: © OpenStreetMap contributors, licence: ODbL 1.0}";
  } else if (head.starts_with("PK\x03\x04")) {
    try {
      const ZipReader zip{file.string(), name};
      if (zip.has("stops.txt") && zip.has("trips.txt")) {
        out.kind = "gtfs";
        out.gives = {{"lines, stops and timetables of public transport", "公交线路、站点与时刻表"}};
        out.source = start + "gtfs}";
      } else {
        out.problem = {"a ZIP file without stops.txt and trips.txt is no timetable (GTFS)",
                       "压缩包中没有 stops.txt 和 trips.txt，不是 GTFS 时刻表"};
      }
    } catch (const Error& e) {
      out.problem = e.words();
    }
  } else if (head.starts_with("II*") || head.starts_with("MM")) {
    out.kind = "raster";
    out.gives = {{"people on a raster", "人口栅格"}};
    out.source = start + "raster, as: people}";
  } else if (has("FeatureCollection") || head.starts_with("SQLite format 3")) {
    std::string low = name;
    std::transform(low.begin(), low.end(), low.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool boundary = low.find("bound") != std::string::npos || low.find("边界") != std::string::npos ||
                          low.find("范围") != std::string::npos;
    out.kind = boundary ? "boundary" : "zones";
    if (boundary) {
      out.gives = {{"the city's boundary", "城市边界"}};
      out.source = start + "vector, as: boundary}";
    } else {
      out.gives = {{"zones with names", "分区及名称"}};
      const bool code = has("\"code\"");
      out.source =
          start + "vector, as: zones, level: district, level_name: {en: District, zh: 区}, columns: {code: " +
          std::string{code ? "code" : "name"} + ", name: name}}";
    }
  } else if (name.ends_with(".csv") || name.ends_with(".CSV")) {
    out = table_told(file, name);
  } else {
    out.problem = {
        "this is none of the formats that a city is put together from: OSM (.osm.pbf), GTFS (.zip), GeoJSON, "
        "GeoPackage, GeoTIFF, CSV",
        "不是可识别的格式：OSM（.osm.pbf）、GTFS（.zip）、GeoJSON、GeoPackage、GeoTIFF、CSV"};
  }
  return out;
}

wire::Upload upload_of(const fs::path& file) {
  const std::string name = file.filename().string();
  const Told told = told_of(file, name);
  std::error_code failed;
  wire::Upload out;
  out.name = name;
  out.bytes = static_cast<std::int64_t>(fs::file_size(file, failed));
  out.kind = told.kind;
  out.gives = told.gives;
  if (!told.problem.empty()) out.problem = told.problem;
  return out;
}

std::vector<fs::path> files_in(const std::string& folder) {
  std::vector<fs::path> out;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator{fs::path{folder} / "data", failed})
    if (entry.is_regular_file(failed)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

wire::UploadList uploads_in(const std::string& folder) {
  wire::UploadList out;
  const auto there = [&](std::initializer_list<std::string_view> kinds) {
    return std::any_of(out.uploads.begin(), out.uploads.end(), [&](const wire::Upload& u) {
      return std::find(kinds.begin(), kinds.end(), u.kind) != kinds.end();
    });
  };
  for (const fs::path& file : files_in(folder)) out.uploads.push_back(upload_of(file));
  if (!there({"osm"}))
    out.missing.push_back({{"An OpenStreetMap extract (.osm.pbf)", "OpenStreetMap 数据（.osm.pbf）"},
                           {"streets, places and buildings: without it nothing can be reached",
                            "道路、设施与建筑：没有它就无法计算可达性"},
                           {"download sites of OpenStreetMap", "OpenStreetMap 下载站点"}});
  if (!there({"people", "raster"}))
    out.missing.push_back({{"Where people live (CSV with lon, lat, population, or a raster)",
                            "人口分布（含 lon、lat、population 的 CSV，或栅格）"},
                           {"who is served and who is not; without it every cell counts the same",
                            "谁享有服务、谁没有；缺少时各网格权重相同"},
                           {"the statistics office", "统计部门"}});
  if (!there({"boundary"}))
    out.missing.push_back({{"The city's boundary (GeoJSON whose name says boundary)",
                            "城市边界（文件名含 boundary 或“边界”的 GeoJSON）"},
                           {"which cells belong to the city; without it those where people live",
                            "哪些网格属于城市；缺少时取有人居住处"},
                           {"the planning bureau", "自然资源和规划部门"}});
  if (!there({"zones"}))
    out.missing.push_back(
        {{"Districts or communities (GeoJSON with name)", "街道或社区分区（含 name 的 GeoJSON）"},
         {"names, comparisons and who is responsible", "名称、比较与责任归属"},
         {"the civil affairs bureau", "民政部门"}});
  if (!there({"gtfs"}))
    out.missing.push_back({{"A timetable (GTFS)", "公交时刻表（GTFS）"},
                           {"what public transport reaches", "公共交通可达性"},
                           {"the transit operator", "公交企业"}});
  if (!there({"budget"}))
    out.missing.push_back(
        {{"A budget (CSV with fund, year, appropriated)", "预算（含 fund、year、appropriated 的 CSV）"},
         {"what can be afforded; without it no plan is made", "能够承担什么；缺少时不能编制方案"},
         {"the finance bureau", "财政部门"}});
  out.ready = there({"osm"}) || (there({"people", "raster"}) && there({"places"}));
  return out;
}

wire::Upload keep_upload(const std::string& folder, const std::string& name, const std::string& body_file) {
  const std::string clean = clean_name(name);
  if (clean.empty())
    throw Error{
        Fault::bad_input, say("'{}' is no name for a file", "“{}”不是文件名", name), {.item = "filename"}};
  const Told told = told_of(body_file, clean);
  if (told.kind == "unknown")
    throw Error{Fault::bad_input,
                told.problem,
                {.file = clean},
                {"the guide's chapter on import says what each file looks like", "各类文件的格式见导入指南"}};
  const fs::path target = fs::path{folder} / "data" / clean;
  std::error_code failed;
  fs::create_directories(target.parent_path(), failed);
  fs::rename(body_file, target, failed);
  if (failed) {
    // Another disk: copied beside the target and renamed, so that half a file never has the name.
    failed.clear();
    const fs::path beside = target.string() + ".part";
    fs::copy_file(body_file, beside, fs::copy_options::overwrite_existing, failed);
    if (!failed) fs::rename(beside, target, failed);
  }
  if (failed)
    throw Error{Fault::unavailable,
                say("the file cannot be kept: {}", "无法保存文件：{}", failed.message()),
                {.file = clean}};
  return upload_of(target);
}

void write_city_file(const std::string& folder, const wire::ImportAsked& asked, Date today) {
  const fs::path file = fs::path{folder} / "city.yaml";
  if (fs::exists(file) && !made_here(read_text(file.string()))) return;
  if (!uploads_in(folder).ready)
    throw Error{Fault::bad_input,
                {"a city needs streets (OpenStreetMap), or people and places",
                 "至少需要道路数据（OpenStreetMap），或人口与设施数据"},
                {},
                {"drop the files onto the page first", "请先将文件拖放到页面上"}};
  const std::string name = asked.name.value_or("");
  std::string out = "name: " + quoted(name.empty() ? "My city" : name) + "\nas_of: " +
                    to_string(asked.as_of ? parse_date(*asked.as_of, {.item = "as_of"}) : today) +
                    "\ncrs: auto\ncell: 100 m\nlanguage: zh\nframework: liveable\nsources:\n";
  for (const fs::path& one : files_in(folder)) {
    const Told told = told_of(one, one.filename().string());
    if (!told.source.empty()) out += told.source + "\n";
  }
  write_text(file.string(), made_line(out) + out);
}

}  // namespace cityloop::http
