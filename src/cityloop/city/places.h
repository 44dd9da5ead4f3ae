#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/text.h"
#include "cityloop/geo/point.h"

namespace cityloop {

/// Schools, clinics, parks, shops … A kind is a word of the catalogue, not an enumerator, because every city has its own
/// list (docs/decisions/0005). Places outside the grid are kept: residents walk across the border.
struct Places {
  Column<KindIdx, PlaceKindKey> kinds;  // sorted by word; a what-if appends
  Column<KindIdx, Text> kind_names;
  Column<PlaceIdx, PlaceId> id;  // stable between snapshots
  Column<PlaceIdx, KindIdx> kind;
  Column<PlaceIdx, Point> at;
  Column<PlaceIdx, CellIdx> cell;        // invalid: off the grid
  Column<PlaceIdx, float> capacity;      // seats, beds, posts, jobs, m²: as the kind says; 0: closed
  Column<PlaceIdx, Mark> capacity_mark;  // estimated: the kind's declared default
  Column<PlaceIdx, std::string> name;
  Ragged<PlaceIdx, std::uint16_t> hours;  // see OpenHours; empty: not known
  Ragged<PlaceIdx, Point> entrances;      // where a large place is entered; empty: at `at`
  Column<PlaceIdx, SourceRow> source;

  std::optional<KindIdx> find(const PlaceKindKey& k) const {
    for (const KindIdx i : each(kinds))
      if (kinds[i] == k) return i;
    return std::nullopt;
  }
  std::optional<PlaceIdx> find(PlaceId p) const {
    for (const PlaceIdx i : each(id))
      if (id[i] == p) return i;
    return std::nullopt;
  }
  bool open(PlaceIdx p) const { return capacity[p] > 0; }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("kinds", s.kinds), v("kind_names", s.kind_names), v("id", s.id), v("kind", s.kind), v("at", s.at);
    v("cell", s.cell), v("capacity", s.capacity), v("capacity_mark", s.capacity_mark), v("name", s.name);
    v("hours", s.hours), v("entrances", s.entrances), v("source", s.source);
  }
};

}  // namespace cityloop
