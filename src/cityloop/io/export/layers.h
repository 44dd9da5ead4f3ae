#pragma once

// What an export contains, said once for every format: tables of described columns, read row by row.

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "cityloop/geo/codec.h"
#include "cityloop/io/export/export.h"

namespace cityloop {

/// A missing value is nothing, never a number; its mark says why.
using ExportValue = std::variant<std::monostate, std::int64_t, double, std::string>;
struct ExportColumn {
  enum class Type : std::uint8_t { integer, real, text } type = Type::text;
  std::string name;  // [a-z0-9_]
  Text title;
  std::string unit = {};
  Text meaning = {};
  std::function<ExportValue(std::size_t row)> value;
};
struct ExportLayer {
  enum class Kind : std::uint8_t { table, point, line, polygon } kind = Kind::table;
  std::string name;  // [a-z0-9_]
  Text title, meaning;
  std::size_t rows = 0;
  std::vector<ExportColumn> columns;
  std::function<Geometry(std::size_t row)> shape = {};  // on the city's plane; absent for tables
};

/// cells, zones_<level>, places, streets, findings, projects, marks. The request must outlive them.
std::vector<ExportLayer> export_layers(const ExportRequest&);
/// Any layers as one file, in the way of export_gpkg(), export_geojson() and export_csv(): replaces `file` only when it is
/// complete. A GeoJSON or CSV file holds one layer.
void write_gpkg(const City&, std::span<const ExportLayer>, Lang, const std::string& file);
void write_geojson(const City&, const ExportLayer&, const std::string& file);
void write_csv(const City&, const ExportLayer&, const std::string& file);
/// A table without geometry as text, for standard output.
std::string csv_text(const ExportLayer&);
/// A field of a table with commas, by RFC 4180.
std::string in_csv(const std::string&);

/// The meaning of each mark.
Text meaning_of(Mark);
/// One outline around cells: exact on a lattice (shared sides vanish), made valid by GEOS otherwise.
Shape outline(const Grid&, std::span<const CellId> cells);

}  // namespace cityloop
