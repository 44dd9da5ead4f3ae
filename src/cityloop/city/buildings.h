#pragma once

#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/geo/point.h"

namespace cityloop {

/// Buildings as columns: enough for shares by age, height and use.
struct Buildings {
  std::vector<BuildingUseKey> uses;  // sorted
  Column<BuildingIdx, std::uint64_t> id;
  Column<BuildingIdx, Point> at;
  Column<BuildingIdx, CellIdx> cell;  // invalid: off the grid
  Column<BuildingIdx, float> footprint_m2;
  Column<BuildingIdx, std::uint16_t> floors;  // 0: unknown
  Column<BuildingIdx, std::int16_t> year;     // 0: unknown
  Column<BuildingIdx, std::uint16_t> use;
  Column<BuildingIdx, SourceRow> source;

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("uses", s.uses), v("id", s.id), v("at", s.at), v("cell", s.cell), v("footprint_m2", s.footprint_m2);
    v("floors", s.floors), v("year", s.year), v("use", s.use), v("source", s.source);
  }
};

}  // namespace cityloop
