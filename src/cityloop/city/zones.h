#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/text.h"
#include "cityloop/geo/shape.h"

namespace cityloop {

/// Areas with a name, at several levels (building block, community 社区, street 街道, district 区 …). A cell belongs to at
/// most one zone of each level, by its centre.
struct Zones {
  std::vector<ZoneLevelKey> levels;  // finest first
  std::vector<Text> level_names;
  Column<ZoneIdx, ZoneId> id;  // stable: made from level and code
  Column<ZoneIdx, std::uint16_t> level;
  Column<ZoneIdx, std::string> code;  // the user's own code
  Column<ZoneIdx, Text> name;
  Column<ZoneIdx, std::string> type;  // old_town, new_district, …; empty: none
  Column<ZoneIdx, ZoneIdx> parent;    // of a coarser level; invalid: none
  Column<ZoneIdx, Shape> shape;       // may be empty (zones given by cells)
  Column<ZoneIdx, SourceRow> source;
  std::vector<Column<CellIdx, ZoneIdx>> of_cell;  // by level; invalid: in no zone

  std::optional<std::uint16_t> find_level(const ZoneLevelKey& k) const {
    for (std::size_t i = 0; i < levels.size(); ++i)
      if (levels[i] == k) return static_cast<std::uint16_t>(i);
    return std::nullopt;
  }
  std::optional<ZoneIdx> find(ZoneId z) const {
    for (const ZoneIdx i : each(id))
      if (id[i] == z) return i;
    return std::nullopt;
  }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("levels", s.levels), v("level_names", s.level_names), v("id", s.id), v("level", s.level),
        v("code", s.code);
    v("name", s.name), v("type", s.type), v("parent", s.parent), v("shape", s.shape), v("source", s.source),
        v("of_cell", s.of_cell);
  }
};

}  // namespace cityloop
