#pragma once

#include <optional>
#include <vector>

#include "cityloop/base/column.h"

namespace cityloop {

/// What the ground of each cell is used for, in m², and how high it lies.
struct Land {
  std::vector<LandUseKey> uses;                 // sorted
  std::vector<Column<CellIdx, float>> area_m2;  // use → cell → m²
  Column<CellIdx, float> elevation_m;           // empty: no elevation was imported
  Column<CellIdx, Mark> elevation_mark;

  std::optional<std::size_t> find(const LandUseKey& k) const {
    for (std::size_t i = 0; i < uses.size(); ++i)
      if (uses[i] == k) return i;
    return std::nullopt;
  }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("uses", s.uses), v("area_m2", s.area_m2), v("elevation_m", s.elevation_m),
        v("elevation_mark", s.elevation_mark);
  }
};

}  // namespace cityloop
