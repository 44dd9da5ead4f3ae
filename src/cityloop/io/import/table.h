#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/io/import/to_plane.h"

namespace cityloop {

/// A table with the roles that city.yaml gives to its columns: `columns: {x: lng, y: lat}`, or `{x, y}` and `[x, y]` where
/// role and header are the same word. Without `columns`, a header that is the word of a role has that role.
class Table {
 public:
  Table(const SourceSpec& spec, const std::string& path, Diagnostics& notes);
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  CsvReader& rows() { return *rows_; }
  const CsvReader& rows() const { return *rows_; }
  /// The column of a role, by the first of its names that is there. Throws Error{bad_input} where the role has none, or
  /// the named header is not in the table.
  std::size_t must(std::initializer_list<const char*> names);
  std::size_t must(const char* role) { return must({role}); }
  std::optional<std::size_t> maybe(std::initializer_list<const char*> names);
  std::optional<std::size_t> maybe(const char* role) { return maybe({role}); }
  /// A header named by another key of the entry.
  std::size_t named(const Document& header) const { return rows_->column(header.string(), header.where()); }
  /// Refuses roles and keys that nobody asked for.
  void done() const;
  Diagnostics& notes() { return notes_; }

 private:
  std::optional<std::size_t> column(const char* role) const;
  const SourceSpec& spec_;
  Diagnostics& notes_;
  TextFile file_;
  std::optional<CsvReader> rows_;
  std::optional<Document> columns_;
};

/// Positions of a table's rows, read one by one and moved to the plane all at once.
class TablePoints {
 public:
  TablePoints(Table& table, const SourceSpec& spec);
  /// Reads the position of the current row; refuses the row (false) with a problem where it has none.
  bool read();
  std::size_t size() const { return points_.size(); }
  /// The words of the current row's coordinates, as a name for what stands there.
  std::string words() const;
  void to_plane(const std::string& plane);
  /// Position of the i-th row that was read; refuses it (nullopt, with a problem) where it cannot lie on the plane.
  std::optional<Point> at(std::size_t i) const;
  long line(std::size_t i) const { return lines_[i]; }
  const std::string& crs() const { return crs_; }
  const std::vector<Point>& raw() const { return points_; }

 private:
  Table& table_;
  std::size_t x_, y_;
  std::string crs_;
  bool degrees_;
  std::vector<Point> points_;
  std::vector<long> lines_;
};

inline constexpr auto kEast = {"x", "lng", "lon"};  // the names of the role, for must() and maybe()
inline constexpr auto kNorth = {"y", "lat"};

/// The number in a field. Missing: nullopt and a note; not a number, or below `least`: nullopt and a problem.
std::optional<double> read_number(Table& table, std::size_t column, double least);

// One per layer, in table_people.cc, table_places.cc, table_streets.cc, table_records.cc and table_inspections.cc.
void read_cells_table(Import&, Table&);
void read_people_table(Import&, Table&);
void read_zones_table(Import&, Table&);
void read_places_table(Import&, Table&);
void read_land_table(Import&, Table&);
void read_elevation_table(Import&, Table&);
void read_stress_table(Import&, Table&);
void read_congestion_table(Import&, Table&);
void read_statistics_table(Import&, Table&);
void read_budget_table(Import&, Table&);
void read_reports_table(Import&, Table&);
void read_inspections_table(Import&, Table&);

}  // namespace cityloop
