#pragma once

#include <optional>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/text.h"

namespace cityloop {

/// Residents per cell, in all and by group. Groups may overlap (an old person may be poor); no group is a person.
struct People {
  Column<CellIdx, float> residents;
  std::vector<GroupKey> groups;
  std::vector<Text> group_names;
  std::vector<Column<CellIdx, float>> by_group;  // group → cell → residents

  std::optional<std::size_t> find(const GroupKey& k) const {
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (groups[i] == k) return i;
    return std::nullopt;
  }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("residents", s.residents), v("groups", s.groups), v("group_names", s.group_names),
        v("by_group", s.by_group);
  }
};

}  // namespace cityloop
