// GeoJSON and CSV: the layers of layers.h as text.

#include <cmath>

#include "cityloop/base/json.h"
#include "cityloop/geo/crs.h"
#include "cityloop/io/export/layers.h"
#include "cityloop/io/export/out_file.h"

namespace cityloop {
namespace {

Geometry in_wgs84(const Transform& to, Geometry g) {
  if (auto* p = std::get_if<Point>(&g)) *p = to.forward(*p);
  if (auto* line = std::get_if<LineString>(&g)) to.forward(line->points);
  if (auto* shape = std::get_if<Shape>(&g))
    for (auto& ring : shape->rings) to.forward(ring);
  return g;
}

/// A point that stands for the geometry: itself, the middle of a line's points, or inside a shape.
Point label_point(const Geometry& g) {
  if (const auto* p = std::get_if<Point>(&g)) return *p;
  if (const auto* line = std::get_if<LineString>(&g)) return line->points[line->points.size() / 2];
  const Shape& shape = std::get<Shape>(g);
  return shape.empty() ? Point{std::nan(""), std::nan("")} : point_inside(shape);
}

std::string value_in_csv(const ExportValue& v) {
  if (const auto* i = std::get_if<std::int64_t>(&v)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&v))
    return fmt::format("{}", *d);  // shortest that reads back the same
  if (const auto* s = std::get_if<std::string>(&v)) return in_csv(*s);
  return {};
}

constexpr std::string_view kBom = "\xef\xbb\xbf";  // or spreadsheets take Chinese for something else

void write_readme(const ExportRequest& q, const std::vector<ExportLayer>& layers, const std::string& folder) {
  OutFile file{folder + "/README.md"};
  const Text& name = q.city.about->name;
  file.write(fmt::format("# {} / {}\n\nas of / 数据日期: {}\n\n", name.in(Lang::en), name.in(Lang::zh),
                         to_string(q.city.as_of)));
  if (q.city.about->generated)
    file.write("**This city is generated; it does not exist. / 本城市为生成数据，并不存在。**\n\n");
  for (const ExportLayer& layer : layers)
    file.write(fmt::format("* `{}.csv`: {} ({} rows) / {}：{}（{} 行）\n", layer.name, layer.meaning.en,
                           layer.rows, layer.title.zh, layer.meaning.zh, layer.rows));
  file.write(
      "\nColumns and units: `columns.csv`. Marks: `marks.csv`. Text is UTF-8; `lng` and `lat` are WGS 84 "
      "degrees; "
      "an empty field is a missing value, and the column `…_mark` beside it says why.\n\n"
      "列与单位见 `columns.csv`，标记见 `marks.csv`。文本为 UTF-8 编码；`lng`、`lat` 为 WGS 84 经纬度；"
      "空白表示缺失，旁边的 `…_mark` 列说明原因。\n");
  file.finish();
}

}  // namespace

std::string in_csv(const std::string& s) {
  if (s.find_first_of("\",\r\n") == std::string::npos) return s;
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + '"';
}

void export_geojson(const ExportRequest& q, const std::string& folder) {
  make_folder(folder);
  for (const ExportLayer& layer : export_layers(q))
    if (layer.kind != ExportLayer::Kind::table)
      write_geojson(q.city, layer, folder + "/" + layer.name + ".geojson");
}

void write_geojson(const City& city, const ExportLayer& layer, const std::string& name) {
  OutFile file{name};
  const Transform to{city.grid->spec().crs, "EPSG:4326"};
  JsonWriter head;
  head.begin_object().field("name", layer.name).field("title", layer.title).field("meaning", layer.meaning);
  head.field("as_of", to_string(city.as_of)).key("columns").begin_object();
  for (const ExportColumn& c : layer.columns) {
    head.key(c.name).begin_object().field("title", c.title).field("unit", c.unit).field("meaning", c.meaning);
    head.end_object();
  }
  head.end_object().key("marks").begin_object();
  for (std::size_t m = 0; m <= static_cast<std::size_t>(Mark::suppressed); ++m)
    head.field(to_word(static_cast<Mark>(m)), meaning_of(static_cast<Mark>(m)));
  head.end_object().end_object();
  // RFC 7946, section 6.1: foreign members are allowed and may be ignored.
  file.write("{\"type\":\"FeatureCollection\",\"about\":" + head.take() + ",\"features\":[");
  for (std::size_t r = 0; r < layer.rows; ++r) {
    const Geometry g = in_wgs84(to, layer.shape(r));
    const auto* shape = std::get_if<Shape>(&g);
    JsonWriter row;
    row.begin_object()
        .field("type", "Feature")
        .field("id", static_cast<std::uint64_t>(r) + 1)
        .key("geometry");
    if (shape != nullptr && shape->empty()) row.null();
    else row.raw(to_geojson(g));
    row.key("properties").begin_object();
    for (const ExportColumn& c : layer.columns) {
      row.key(c.name);
      const ExportValue v = c.value(r);
      if (const auto* i = std::get_if<std::int64_t>(&v)) row.value(*i);
      else if (const auto* d = std::get_if<double>(&v)) row.value(*d);
      else if (const auto* s = std::get_if<std::string>(&v)) row.value(*s);
      else row.null();
    }
    row.end_object().end_object();
    file.write((r == 0 ? "\n" : ",\n") + row.take());
  }
  file.write("\n]}\n");
  file.finish();
}

std::string csv_text(const ExportLayer& layer) {
  std::string text;
  for (const ExportColumn& c : layer.columns) text += (text.empty() ? "" : ",") + c.name;
  text += "\n";
  for (std::size_t r = 0; r < layer.rows; ++r)
    for (std::size_t c = 0; c < layer.columns.size(); ++c)
      text += value_in_csv(layer.columns[c].value(r)) + (c + 1 < layer.columns.size() ? "," : "\n");
  return text;
}

void write_csv(const City& city, const ExportLayer& layer, const std::string& name) {
  const Transform to{city.grid->spec().crs, "EPSG:4326"};
  const bool spatial = layer.kind != ExportLayer::Kind::table;
  OutFile file{name};
  std::string line{kBom};
  const auto cell = [&line, first = true](const std::string& s) mutable {
    if (!first) line += ',';
    first = false;
    line += s;
  };
  {
    auto head = cell;
    for (const ExportColumn& c : layer.columns) head(c.name);
    if (spatial) head("lng"), head("lat");
  }
  file.write(line + "\r\n");
  for (std::size_t r = 0; r < layer.rows; ++r) {
    line.clear();
    auto next = cell;
    for (const ExportColumn& c : layer.columns) next(value_in_csv(c.value(r)));
    if (spatial) {
      const Point p = to.forward(label_point(layer.shape(r)));
      next(std::isfinite(p.x) ? fmt::format("{:.8f}", p.x) : "");
      next(std::isfinite(p.y) ? fmt::format("{:.8f}", p.y) : "");
    }
    file.write(line + "\r\n");
  }
  file.finish();
}

void export_csv(const ExportRequest& q, const std::string& folder) {
  make_folder(folder);
  const auto layers = export_layers(q);
  OutFile columns{folder + "/columns.csv"};
  columns.write(std::string{kBom} + "layer,column,unit,title_en,title_zh,meaning_en,meaning_zh\r\n");
  for (const ExportLayer& layer : layers) {
    write_csv(q.city, layer, folder + "/" + layer.name + ".csv");
    for (const ExportColumn& c : layer.columns)
      columns.write(layer.name + ',' + c.name + ',' + in_csv(c.unit) + ',' + in_csv(c.title.en) + ',' +
                    in_csv(c.title.zh) + ',' + in_csv(c.meaning.en) + ',' + in_csv(c.meaning.zh) + "\r\n");
  }
  columns.finish();
  write_readme(q, layers, folder);
}

}  // namespace cityloop
