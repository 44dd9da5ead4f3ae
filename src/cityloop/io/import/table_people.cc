#include <cmath>
#include <map>
#include <set>

#include "cityloop/io/import/table.h"

namespace cityloop {
namespace {

Text name_of(const Document& entry, const std::string& word) {
  if (entry.is_map())
    if (const auto name = entry.find("name")) return name->text();
  return verbatim(word);
}

/// Which columns hold how many people of which group; the first may be residents in all (no group).
struct Counts {
  std::vector<std::size_t> column;
  std::vector<GroupKey> group;
};

Counts read_counts(Import& in, Table& table) {
  Counts counts;
  if (const auto all = table.maybe({"count", "residents"})) {
    counts.column.push_back(*all);
    counts.group.push_back({});
  }
  if (const auto groups = in.spec.options.find("groups"))
    for (const std::string& word : groups->keys()) {
      const Document entry = groups->at(word);
      counts.column.push_back(table.named(entry.is_map() ? entry.at("column") : entry));
      counts.group.push_back(GroupKey{word});
      in.into.group(counts.group.back(), name_of(entry, word));
      if (entry.is_map()) entry.done();
    }
  if (counts.column.empty()) table.must("count");  // throws, with the table's headers
  return counts;
}

/// Where the people of a zone live: points with shares, from a table of its own.
using Weights = std::map<std::string, std::vector<std::pair<Point, double>>, std::less<>>;

Weights read_weights(Import& in, const Document& entry) {
  SourceSpec spec;
  spec.file = entry.at("file").string();
  spec.reads = "table";
  spec.as = "weights";
  spec.options = entry;
  Table table{spec, resolve_file(spec.file, in.workspace, entry.where()), in.run.notes};
  TablePoints points{table, spec};
  const std::size_t zone = table.must("zone"), weight = table.must("weight");
  table.done();
  std::vector<std::pair<std::string, double>> rows;
  while (table.rows().next()) {
    const auto w = read_number(table, weight, 0);
    if (w && points.read()) rows.emplace_back(trimmed(table.rows()[zone]), *w);
  }
  points.to_plane(in.into.crs());
  Weights weights;
  std::map<std::string, double> sums;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (const auto at = points.at(i); at && rows[i].second > 0) {
      weights[rows[i].first].emplace_back(*at, rows[i].second);
      sums[rows[i].first] += rows[i].second;
    }
  for (auto& [code, shares] : weights)
    for (auto& share : shares) share.second /= sums[code];
  return weights;
}

void read_people_of_zones(Import& in, Table& table, const Counts& counts, std::size_t zone) {
  const auto entry = in.spec.options.find("weights");
  if (!entry)
    in.spec.options.fail(
        say("{} gives people by zone; spreading them over cells needs weights",
            "{} 按分区给出人口；分摊到单元需要权重", in.spec.file),
        say("add `weights: {{file: …, columns: {{zone, x, y, weight}}}}`, for example floor area by building",
            "请添加 `weights: {{file: …, columns: {{zone, x, y, weight}}}}`，例如各建筑的建筑面积"));
  const Weights weights = read_weights(in, *entry);
  table.done();
  while (table.rows().next()) {
    const std::string_view code = trimmed(table.rows()[zone]);
    const auto shares = weights.find(code);
    if (shares == weights.end()) {
      in.run.notes.problem("people.zone", say("no weights are given for zone '{}'", "分区“{}”没有权重", code),
                           table.rows().where(zone));
      continue;
    }
    for (std::size_t k = 0; k < counts.column.size(); ++k)
      if (const auto n = read_number(table, counts.column[k], 0))
        for (const auto& [at, share] : shares->second)
          in.into.add_people(at, *n * share, counts.group[k], in.file, table.rows().line());
  }
}

}  // namespace

void read_cells_table(Import& in, Table& table) {
  static const std::vector<std::string> shapes{"square", "hexagon"};
  const Document& options = in.spec.options;
  const CellShape shape = options.at("shape").choice(shapes) == 0 ? CellShape::square : CellShape::hexagon;
  double area = 0;
  if (const auto size = options.find("size")) {
    const double side = size->quantity(Unit{Dim{.metre = 1}, 1.0, "m"});
    area = shape == CellShape::square ? side * side : 1.5 * std::sqrt(3.0) * side * side;
  } else if (const auto given = options.find("area")) {
    area = given->quantity(Unit{Dim{.metre = 2}, 1.0, "m2"});
  } else {
    options.fail(
        say("cells need a `size` (the side) or an `area`", "单元需要 `size`（边长）或 `area`（面积）"));
  }
  if (!(area > 0)) options.fail(say("cells must be larger than nothing", "单元面积必须大于零"));
  TablePoints points{table, in.spec};
  const auto name = table.maybe("name");
  table.done();
  std::vector<Builder::CellDraft> cells;
  while (table.rows().next()) {
    if (!points.read()) continue;
    std::string word = name ? std::string{trimmed(table.rows()[*name])} : points.words();
    cells.push_back({std::move(word), {}, area});
  }
  points.to_plane(in.into.crs());

  std::set<std::string_view> seen;
  std::vector<Builder::CellDraft> good;
  good.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto at = points.at(i);
    if (!at) continue;
    if (!seen.insert(cells[i].name).second) {
      in.run.notes.problem("cell.twice",
                           say("a cell '{}' stands above already", "单元“{}”前面已有", cells[i].name),
                           Where{in.spec.file, points.line(i)});
      continue;
    }
    good.push_back({cells[i].name, *at, area});
  }
  in.into.grid_own(shape, std::move(good));
}

void read_people_table(Import& in, Table& table) {
  const Counts counts = read_counts(in, table);
  if (const auto cell = table.maybe("cell")) {
    table.done();
    while (table.rows().next())
      for (std::size_t k = 0; k < counts.column.size(); ++k)
        if (const auto n = read_number(table, counts.column[k], 0))
          in.into.add_people(std::string{trimmed(table.rows()[*cell])}, *n, counts.group[k], in.file,
                             table.rows().line());
    return;
  }
  if (const auto zone = table.maybe("zone")) return read_people_of_zones(in, table, counts, *zone);
  TablePoints points{table, in.spec};
  table.done();
  const std::size_t width = counts.column.size();
  std::vector<double> values;
  while (table.rows().next()) {
    if (!points.read()) continue;
    for (std::size_t k = 0; k < width; ++k)
      values.push_back(read_number(table, counts.column[k], 0).value_or(-1));
  }
  points.to_plane(in.into.crs());
  for (std::size_t i = 0; i < points.size(); ++i)
    if (const auto at = points.at(i))
      for (std::size_t k = 0; k < width; ++k)
        if (const double n = values[i * width + k]; n >= 0)
          in.into.add_people(*at, n, counts.group[k], in.file, points.line(i));
}

void read_zones_table(Import& in, Table& table) {
  const Document& options = in.spec.options;
  const ZoneLevelKey level{options.at("level").string()};
  const auto level_name = options.find("level_name");
  in.into.zone_level(level, level_name ? level_name->text() : verbatim(level.word));
  const std::size_t code = table.must("code");
  const auto name = table.maybe("name"), name_en = table.maybe("name_en"), parent = table.maybe("parent"),
             type = table.maybe("type"), cell = table.maybe("cell");
  struct Row {
    std::string code, name, name_en, parent, type, cell;
    long line;
  };
  std::vector<Row> rows;
  std::optional<TablePoints> points;
  double cell_m = 0;
  if (!cell) {
    points.emplace(table, in.spec);
    cell_m =
        options.at("cell").quantity(Unit{Dim{.metre = 1}, 1.0, "m"});  // the lattice that the rows lie on
  }
  table.done();
  const auto text = [&](const std::optional<std::size_t>& c) {
    return c ? std::string{trimmed(table.rows()[*c])} : std::string{};
  };
  while (table.rows().next()) {
    if (points && !points->read()) continue;
    rows.push_back({std::string{trimmed(table.rows()[code])}, text(name), text(name_en), text(parent),
                    text(type), text(cell), table.rows().line()});
  }
  if (points) points->to_plane(in.into.crs());
  std::map<std::string, ZoneDraft> zones;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& r = rows[i];
    CellId id;
    if (points) {
      const auto at = points->at(i);
      if (!at) continue;
      id = Grid::lattice_id(*at, cell_m);
    } else {
      id = CellId{id_of("cell", r.cell)};
    }
    ZoneDraft& zone = zones[r.code];
    const std::string shown = r.name.empty() ? r.code : r.name;
    const Text both{r.name_en.empty() ? shown : r.name_en, shown};
    if (zone.cells.empty() || both < zone.name) zone.name = both;
    if (zone.cells.empty() || r.line < zone.item) zone.item = r.line;
    if (zone.parent_code.empty() || (!r.parent.empty() && r.parent < zone.parent_code))
      zone.parent_code = r.parent;
    if (zone.type.empty()) zone.type = r.type;
    zone.level = level;
    zone.code = r.code;
    zone.file = in.file;
    zone.cells.push_back(id);
  }
  for (auto& [word, zone] : zones) in.into.add_zone(std::move(zone));
}

}  // namespace cityloop
