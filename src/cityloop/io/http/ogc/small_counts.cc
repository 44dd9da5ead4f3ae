#include <set>

#include "cityloop/io/http/ogc/features.h"

namespace cityloop::ogc {
namespace {

using Hidden = std::function<bool(std::size_t row)>;

bool counts_people(const std::string& unit) {
  if (unit.empty()) return false;
  try {
    return parse_unit(unit).dim.person != 0;
  } catch (const Error&) {
    return false;  // a word of the user's own
  }
}
std::optional<double> number_of(const ExportValue& v) {
  if (const auto* x = std::get_if<double>(&v)) return *x;
  if (const auto* n = std::get_if<std::int64_t>(&v)) return static_cast<double>(*n);
  return std::nullopt;
}

/// When a column is not to be read. In cells: everything about people where one to nine live, and a group of fewer than ten
/// (none included: that says something of all the others) where anybody lives. Elsewhere: a count of one to nine.
Hidden hidden_in(const City& city, const ExportLayer& layer, const ExportColumn& column) {
  const bool of_cells = layer.name == "cells" && city.people->residents.size() == layer.rows;
  const bool count = column.unit == "person";
  const bool group = of_cells && column.name.starts_with("residents_") && count;
  const People* people = city.people.operator->();
  return [=, value = column.value](std::size_t row) {
    if (of_cells) {
      const auto here = static_cast<double>(people->residents[idx<CellIdx>(row)]);
      if (here > 0 && here < kFewestPeople) return true;
      if (!group) return false;
      return here > 0 && number_of(value(row)).value_or(0) < kFewestPeople;
    }
    const double n = number_of(value(row)).value_or(0);
    return count && n > 0 && n < kFewestPeople;
  };
}

}  // namespace

ExportLayer without_small_counts(const City& city, ExportLayer layer) {
  const bool of_people =
      layer.name == "cells" || layer.name.starts_with("zones_") || layer.name == "findings";
  if (!of_people) return layer;
  std::map<std::string, Hidden> hidden;
  for (const ExportColumn& c : layer.columns)
    if (c.type == ExportColumn::Type::real &&
        (c.unit == "person" || (layer.name == "cells" && counts_people(c.unit))))
      hidden.emplace(c.name, hidden_in(city, layer, c));
  // The score of a density says the density.
  for (const ExportColumn& c : layer.columns)
    if (layer.name == "cells" && c.name.ends_with("_score"))
      if (const auto base = hidden.find(c.name.substr(0, c.name.size() - 6)); base != hidden.end())
        hidden.emplace(c.name, base->second);
  std::set<std::string> names;
  for (const ExportColumn& c : layer.columns) names.insert(c.name);
  std::vector<ExportColumn> columns;
  for (ExportColumn& c : layer.columns) {
    const bool mark = c.name.ends_with("_mark");
    const auto of = hidden.find(mark ? c.name.substr(0, c.name.size() - 5) : c.name);
    if (of == hidden.end()) {
      columns.push_back(std::move(c));
      continue;
    }
    const Hidden hide = of->second;
    const std::string name = c.name;
    const Text title = c.title;
    if (mark) {
      c.value = [hide, was = c.value](std::size_t row) -> ExportValue {
        return hide(row) ? ExportValue{std::string{to_word(Mark::suppressed)}} : was(row);
      };
      columns.push_back(std::move(c));
      continue;
    }
    c.value = [hide, was = c.value](std::size_t row) -> ExportValue {
      return hide(row) ? ExportValue{} : was(row);
    };
    columns.push_back(std::move(c));
    if (!names.contains(name + "_mark"))
      columns.push_back({ExportColumn::Type::text,
                         name + "_mark",
                         {title.en + ": mark", title.zh + "：标记"},
                         {},
                         {"suppressed: fewer than ten people", "suppressed：不足十人，不予公布"},
                         [hide](std::size_t row) -> ExportValue {
                           return std::string{to_word(hide(row) ? Mark::suppressed : Mark::known)};
                         }});
  }
  layer.columns = std::move(columns);
  return layer;
}

}  // namespace cityloop::ogc
