#include <charconv>
#include <cstdio>
#include <optional>

#include "cityloop/geo/crs.h"
#include "cityloop/io/export/layers.h"
#include "cityloop/io/export/out_file.h"
#include "cityloop/io/export/rtree.h"
#include "cityloop/io/store/sqlite.h"

namespace cityloop {
namespace {

using sqlite::Blob;
using sqlite::Database;
using sqlite::Statement;

// OGC 12-128r17, GeoPackage 1.3: the tables that every file must have, and those of the extensions used here
// (F.3 R-tree spatial indexes, F.9 schema).
constexpr const char* kFrame = R"sql(
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema',
   'read-write');
)sql";

/// The coordinate system of the file: the city's own where it is an EPSG code, else WGS 84.
class Plane {
 public:
  explicit Plane(const std::string& crs) {
    constexpr std::string_view epsg = "EPSG:";
    int code = 0;
    if (crs.starts_with(epsg) &&
        std::from_chars(crs.data() + epsg.size(), crs.data() + crs.size(), code).ec == std::errc{})
      srs_ = code;
    else to_wgs84_.emplace(crs, "EPSG:4326");
  }
  std::int32_t srs() const { return srs_; }
  Geometry operator()(Geometry g) const {
    if (!to_wgs84_) return g;
    if (auto* p = std::get_if<Point>(&g)) *p = to_wgs84_->forward(*p);
    if (auto* line = std::get_if<LineString>(&g)) to_wgs84_->forward(line->points);
    if (auto* shape = std::get_if<Shape>(&g))
      for (auto& ring : shape->rings) to_wgs84_->forward(ring);
    return g;
  }

 private:
  std::int32_t srs_ = 4326;
  std::optional<Transform> to_wgs84_;
};

void add_srs(Database& db, int code) {
  const std::string name = "EPSG:" + std::to_string(code);
  Statement{db, "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, NULL)"}.run(
      name, code, code, crs_wkt(name));
}

/// A polygon alone as a collection of one: a column of multipolygons holds nothing else.
std::string blob_of(const Geometry& g, std::int32_t srs) {
  std::string blob = to_gpkg_blob(g, srs);
  constexpr std::size_t head = 8 + 32;  // with envelope
  if (std::holds_alternative<Shape>(g) && blob.size() > head + 4 && blob[head + 1] == 3)
    blob.insert(head, std::string{"\x01\x06\0\0\0\x01\0\0\0", 9});
  return blob;
}

/// The triggers that keep the index true when a person edits the layer in a desktop GIS (F.3).
std::string index_triggers(const std::string& t) {
  const std::string r = "\"rtree_" + t + "_geom\"", on = " ON \"" + t + "\" ",
                    name = "CREATE TRIGGER \"rtree_" + t + "_geom_";
  const std::string there = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))",
                    gone = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
  const std::string put =
      "INSERT OR REPLACE INTO " + r +
      " VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); ";
  const std::string drop = "DELETE FROM " + r + " WHERE id = OLD.fid; ";
  return name + "insert\" AFTER INSERT" + on + "WHEN " + there + " BEGIN " + put + "END;" + name +
         "update1\" AFTER UPDATE OF geom" + on + "WHEN OLD.fid = NEW.fid AND " + there + " BEGIN " + put +
         "END;" + name + "update2\" AFTER UPDATE OF geom" + on + "WHEN OLD.fid = NEW.fid AND " + gone +
         " BEGIN " + drop + "END;" + name + "update3\" AFTER UPDATE" + on + "WHEN OLD.fid != NEW.fid AND " +
         there + " BEGIN " + drop + put + "END;" + name + "update4\" AFTER UPDATE" + on +
         "WHEN OLD.fid != NEW.fid AND " + gone + " BEGIN DELETE FROM " + r +
         " WHERE id IN (OLD.fid, NEW.fid); END;" + name + "delete\" AFTER DELETE" + on +
         "WHEN OLD.geom NOTNULL BEGIN " + drop + "END;";
}

std::string both(const Text& t) {
  if (t.en == t.zh || t.zh.empty()) return t.en;
  return t.en.empty() ? t.zh : t.en + " / " + t.zh;
}

void describe_columns(Database& db, const ExportLayer& layer, Lang lang) {
  Statement row{
      db,
      "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?,?,?,?,?)"};
  for (const ExportColumn& c : layer.columns) {
    const std::string unit = c.unit.empty() || c.unit == "1" ? "" : " [" + c.unit + "]";
    const std::string title = c.title.in(lang) + unit;
    std::string meaning = both(c.title) + unit;
    if (!c.meaning.empty()) meaning += ": " + both(c.meaning);
    row.run(layer.name, c.name, c.name, title, meaning);
  }
}

void bind_value(Statement& to, int at, const ExportValue& v) {
  if (const auto* i = std::get_if<std::int64_t>(&v)) to.bind(at, *i);
  else if (const auto* d = std::get_if<double>(&v)) to.bind(at, *d);
  else if (const auto* s = std::get_if<std::string>(&v)) to.bind(at, *s);
  else to.bind(at, nullptr);
}

void write_layer(Database& db, const ExportLayer& layer, const Plane& plane, const std::string& changed,
                 Lang lang) {
  constexpr const char* types[] = {"", "POINT", "LINESTRING", "MULTIPOLYGON"};
  constexpr const char* sql_types[] = {"INTEGER", "DOUBLE", "TEXT"};
  const bool spatial = layer.kind != ExportLayer::Kind::table;
  const std::string type = types[static_cast<std::size_t>(layer.kind)];
  // Names of tables and columns come from layers.cc, which keeps them to [a-z0-9_]; values are always bound.
  std::string create = "CREATE TABLE \"" + layer.name + "\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL";
  std::string insert = "INSERT INTO \"" + layer.name + "\" VALUES (?";
  if (spatial) create += ", geom " + type, insert += ", ?";
  for (const ExportColumn& c : layer.columns) {
    create += ", \"" + c.name + "\" " + sql_types[static_cast<std::size_t>(c.type)];
    insert += ", ?";
  }
  db.run(create + ")");

  Statement into{db, insert + ")"};
  std::vector<RtreeEntry> index;
  std::vector<ExportValue> values(layer.columns.size());
  Box all;
  for (std::size_t r = 0; r < layer.rows; ++r) {
    into.reset();
    const auto fid = static_cast<std::int64_t>(r) + 1;
    int at = 0;
    into.bind(++at, fid);
    std::string blob;
    if (spatial) {
      const Geometry g = plane(layer.shape(r));
      const Box box = geometry_bounds(g);
      ++at;
      if (box.empty()) into.bind(at, nullptr);
      else {
        blob = blob_of(g, plane.srs());
        into.bind(at, Blob{blob});
        index.push_back({fid, box});
        all.add(box.low), all.add(box.high);
      }
    }
    for (std::size_t c = 0; c < values.size(); ++c) {
      values[c] = layer.columns[c].value(r);
      bind_value(into, ++at, values[c]);
    }
    while (into.next()) continue;
  }
  into.reset();

  Statement contents{db, "INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)"};
  const std::string title = both(layer.title), meaning = both(layer.meaning);
  contents.ask(layer.name, spatial ? "features" : "attributes", title, meaning, changed);
  if (all.empty())
    for (int at = 6; at <= 9; ++at) contents.bind(at, nullptr);
  else
    contents.bind(6, all.low.x), contents.bind(7, all.low.y), contents.bind(8, all.high.x),
        contents.bind(9, all.high.y);
  if (spatial) contents.bind(10, plane.srs());
  else contents.bind(10, nullptr);
  while (contents.next()) continue;
  contents.reset();
  describe_columns(db, layer, lang);
  if (!spatial) return;
  Statement{db, "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)"}.run(layer.name, type,
                                                                                        plane.srs());
  Statement{db,
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
            "'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')"}
      .run(layer.name);
  pack_rtree(db, "rtree_" + layer.name + "_geom", std::move(index));
  db.run(index_triggers(layer.name));
}

/// `columns`: what every column means, for programs that do not read gpkg_data_columns.
ExportLayer columns_layer(std::span<const ExportLayer> layers) {
  struct At {
    const ExportLayer* layer;
    const ExportColumn* column;
  };
  std::vector<At> all;
  for (const ExportLayer& layer : layers)
    for (const ExportColumn& column : layer.columns) all.push_back({&layer, &column});
  ExportLayer out{ExportLayer::Kind::table,
                  "columns",
                  {"Columns", "列说明"},
                  {"what every column of every layer means", "各图层每一列的含义"},
                  all.size(),
                  {},
                  {}};
  const auto add = [&](const char* name, Text title, auto of) {
    out.columns.push_back(
        {ExportColumn::Type::text, name, std::move(title), {}, {}, [all, of](std::size_t r) -> ExportValue {
           std::string s = of(all[r]);
           return s.empty() ? ExportValue{} : ExportValue{std::move(s)};
         }});
  };
  add("layer", {"layer", "图层"}, [](const At& a) { return a.layer->name; });
  add("column_name", {"column", "列"}, [](const At& a) { return a.column->name; });
  add("unit", {"unit", "单位"}, [](const At& a) { return a.column->unit; });
  add("title_en", {"title", "英文名称"}, [](const At& a) { return a.column->title.en; });
  add("title_zh", {"title in Chinese", "中文名称"}, [](const At& a) { return a.column->title.zh; });
  add("meaning_en", {"meaning", "英文含义"}, [](const At& a) { return a.column->meaning.en; });
  add("meaning_zh", {"meaning in Chinese", "中文含义"}, [](const At& a) { return a.column->meaning.zh; });
  return out;
}

}  // namespace

void export_gpkg(const ExportRequest& q, const std::string& file) {
  write_gpkg(q.city, export_layers(q), q.lang, file);
}

void write_gpkg(const City& city, std::span<const ExportLayer> layers, Lang lang, const std::string& file) {
  const std::string part = file + ".part";
  std::remove(part.c_str());
  try {
    Database db{part, sqlite::Open::make};
    db.allow_shadow_tables();
    // The file counts only when it is complete and renamed, so that no journal is needed on the way.
    db.run("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    db.run("PRAGMA application_id = 1196444487; PRAGMA user_version = 10301");  // "GPKG", 1.3.1
    sqlite::Transaction all{db};
    db.run(kFrame);
    const Plane plane{city.grid->spec().crs};
    add_srs(db, 4326);
    add_srs(db, plane.srs());
    const std::string changed = to_string(city.as_of) + "T00:00:00.000Z";  // equal content, equal bytes
    for (const ExportLayer& layer : layers) write_layer(db, layer, plane, changed, lang);
    write_layer(db, columns_layer(layers), plane, changed, lang);
    all.commit();
  } catch (...) {
    std::remove(part.c_str());
    throw;
  }
  move_into_place(part, file);
}

}  // namespace cityloop
