#pragma once

#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/geo/point.h"

namespace cityloop {

using ReportIdx = Id<struct ReportIdxTag>;

/// Residents' reports as facts: what, where, when. Never who.
struct Reports {
  std::vector<CategoryKey> categories;  // sorted
  Column<ReportIdx, ReportId> id;
  Column<ReportIdx, std::uint16_t> category;
  Column<ReportIdx, Point> at;
  Column<ReportIdx, CellIdx> cell;      // invalid: off the grid
  Column<ReportIdx, std::int32_t> day;  // days since 1970-01-01
  Column<ReportIdx, std::uint8_t> closed;
  Column<ReportIdx, SourceRow> source;

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("categories", s.categories), v("id", s.id), v("category", s.category), v("at", s.at), v("cell", s.cell);
    v("day", s.day), v("closed", s.closed), v("source", s.source);
  }
};

}  // namespace cityloop
