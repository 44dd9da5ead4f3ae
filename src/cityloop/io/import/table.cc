#include "cityloop/io/import/table.h"

#include <cmath>

#include "cityloop/io/import/readers.h"
#include "cityloop/io/import/xlsx.h"

namespace cityloop {
namespace {

SheetChoice sheet_of(const Document& options) {
  SheetChoice choice;
  choice.asked_in = options.where();
  if (const auto x = options.find("sheet")) choice.sheet = x->string(), choice.asked_in = x->where();
  if (const auto x = options.find("header")) {
    choice.asked_in = x->where();
    choice.header = static_cast<long>(x->integer());
    if (choice.header < 1)
      x->fail(say("`header` is the number of the row that names the columns", "`header` 应为表头所在的行号"));
  }
  return choice;
}

}  // namespace

Table::Table(const SourceSpec& spec, const std::string& path, Diagnostics& notes)
    : spec_{spec}, notes_{notes}, file_{read_text_file(path, spec.file)} {
  const bool workbook = is_archive(file_.text);
  if (workbook) file_.text = workbook_as_csv(file_.text, spec.file, sheet_of(spec.options), notes);
  else refuse_other_workbooks(file_.text, spec.file);
  char delimiter = workbook ? ',' : guess_delimiter(file_.text);
  if (const auto x = workbook ? std::nullopt : spec.options.find("delimiter")) {
    const std::string word = x->string();
    if (word == "tab" || word == "\\t" || word == "\t") delimiter = '\t';
    else if (word.size() == 1) delimiter = word[0];
    else x->fail(say("a delimiter is one character, or `tab`", "分隔符是一个字符，或 `tab`"));
  }
  rows_.emplace(file_.text, spec.file, notes, delimiter);
  columns_ = spec.options.find("columns");
}

std::optional<std::size_t> Table::column(const char* role) const {
  if (!columns_) return rows_->find(role);
  if (columns_->is_list()) {
    for (const Document& word : columns_->list())
      if (word.string() == role) return named(word);
    return std::nullopt;
  }
  const auto entry = columns_->find(role);
  if (!entry) return std::nullopt;
  if (entry->is_null()) return rows_->column(role, entry->where());
  return named(*entry);
}

std::optional<std::size_t> Table::maybe(std::initializer_list<const char*> names) {
  std::optional<std::size_t> found;
  for (const char* name : names)  // all are asked for, so that done() knows them
    if (const auto c = column(name); c && !found) found = c;
  return found;
}

std::size_t Table::must(std::initializer_list<const char*> names) {
  if (const auto found = maybe(names)) return *found;
  const Document& asked = columns_ ? *columns_ : spec_.options;
  std::string all;
  for (const std::string& h : rows_->header()) all += (all.empty() ? "" : ", ") + h;
  const char* role = *names.begin();
  asked.fail(
      say("{0} read as {1} needs a column for '{2}'", "{0} 读作 {1} 需要“{2}”列", spec_.file, spec_.as, role),
      say("write `columns: {{{0}: …}}` with one of: {1}", "请写 `columns: {{{0}: …}}`，可选：{1}", role,
          all));
}

void Table::done() const {
  if (columns_ && columns_->is_map()) columns_->done();
  spec_.options.done();
}

TablePoints::TablePoints(Table& table, const SourceSpec& spec)
    : table_{table}, x_{table.must(kEast)}, y_{table.must(kNorth)} {
  const auto crs = spec.options.find("crs");
  crs_ = crs ? crs->string() : "EPSG:4326";
  degrees_ = in_degrees(crs_);
}

bool TablePoints::read() {
  const CsvReader& rows = table_.rows();
  const auto x = to_number(rows[x_]), y = to_number(rows[y_]);
  if (!x || !y) {
    const std::size_t bad = x ? y_ : x_;
    if (is_missing(rows[bad]))
      table_.notes().problem("table.position", say("the row has no position", "该行没有坐标"),
                             rows.where(bad));
    else
      table_.notes().problem("table.number", say("'{}' is not a number", "“{}”不是数字", rows[bad]),
                             rows.where(bad));
    return false;
  }
  if (degrees_ && (std::abs(*x) > 180 || std::abs(*y) > 90)) {
    table_.notes().problem("table.coordinates",
                           say("{0}, {1} is no longitude and latitude", "{0}，{1} 不是经纬度", *x, *y),
                           rows.where(x_),
                           std::abs(*y) <= 180 && std::abs(*x) <= 90
                               ? say("longitude and latitude look exchanged: x is the longitude",
                                     "经度与纬度似乎写反了：x 应为经度")
                               : say("name the table's coordinate system with `crs:`, or exchange x and y",
                                     "请用 `crs:` 指定表的坐标系，或交换 x 与 y"));
    return false;
  }
  points_.push_back({*x, *y});
  lines_.push_back(rows.line());
  return true;
}

std::string TablePoints::words() const {
  const CsvReader& rows = table_.rows();
  return std::string{trimmed(rows[x_])} + "," + std::string{trimmed(rows[y_])};
}

void TablePoints::to_plane(const std::string& plane) { ToPlane{crs_, plane}(points_); }

std::optional<Point> TablePoints::at(std::size_t i) const {
  const Point p = points_[i];
  if (std::isfinite(p.x) && std::isfinite(p.y)) return p;
  table_.notes().problem(
      "table.coordinates",
      say("the position is outside the city's coordinate system", "坐标超出城市坐标系范围"),
      Where{table_.rows().file(), lines_[i]}, say("check `crs:` of this source", "请检查该来源的 `crs:`"));
  return std::nullopt;
}

std::optional<double> read_number(Table& table, std::size_t column, double least) {
  const CsvReader& rows = table.rows();
  const std::string_view field = rows[column];
  if (is_missing(field)) {
    table.notes().note("table.missing",
                       say("no value is given: no data, not zero", "没有数值：视为无数据，而不是零"),
                       rows.where(column));
    return std::nullopt;
  }
  const auto value = to_number(field);
  if (!value) {
    table.notes().problem("table.number", say("'{}' is not a number", "“{}”不是数字", field),
                          rows.where(column));
    return std::nullopt;
  }
  if (*value < least) {
    table.notes().problem("table.range", say("{0} is less than {1}", "{0} 小于 {1}", *value, least),
                          rows.where(column));
    return std::nullopt;
  }
  return value;
}

void read_table(Import& in) {
  Table table{in.spec, in.path, in.run.notes};
  const std::string& as = in.spec.as;
  if (as == "cells") read_cells_table(in, table);
  else if (as == "people") read_people_table(in, table);
  else if (as == "zones") read_zones_table(in, table);
  else if (as == "places") read_places_table(in, table);
  else if (as == "land") read_land_table(in, table);
  else if (as == "elevation") read_elevation_table(in, table);
  else if (as == "stress") read_stress_table(in, table);
  else if (as == "congestion") read_congestion_table(in, table);
  else if (as == "statistics") read_statistics_table(in, table);
  else if (as == "budget") read_budget_table(in, table);
  else if (as == "reports") read_reports_table(in, table);
  else if (as == "survey") read_survey_table(in, table);
  else if (as == "inspections") read_inspections_table(in, table);
  else
    in.spec.options.at("as").fail(say("a table cannot be read as {}", "表格不能读作 {}", as),
                                  say("use `reads: vector` for shapes", "图形请用 `reads: vector`"));
  if (table.rows().rows() == 0)
    table.notes().warning("table.empty", say("there is no row below the header", "表头之下没有任何可用的行"),
                          Where{in.spec.file});
}

std::optional<LngLat> locate_table(const SourceSpec& spec, const std::string& path) {
  for (const char* nowhere : {"statistics", "budget", "stress", "congestion", "survey"})
    if (spec.as == nowhere) return std::nullopt;
  Diagnostics unheard;  // the same problems are told when the table is read
  Table table{spec, path, unheard};
  if (!table.maybe(kEast) || !table.maybe(kNorth)) return std::nullopt;
  TablePoints points{table, spec};
  Box box;
  while (table.rows().next())
    if (points.read()) box.add(points.raw().back());
  if (box.empty()) return std::nullopt;
  const LngLat middle = to_lnglat(0.5 * (box.low + box.high), points.crs());
  if (!std::isfinite(middle.lng) || !std::isfinite(middle.lat)) return std::nullopt;
  return middle;
}

}  // namespace cityloop
