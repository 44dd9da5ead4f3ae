// How drafts become layers: each function sorts by stable names first, so that the order of rows never shows.

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "cityloop/base/parallel.h"
#include "cityloop/city/builder_parts.h"

namespace cityloop {
namespace {

/// The position of each distinct key in sorted order.
template <class K>
std::vector<K> sorted_keys(const std::map<K, std::uint16_t>& seen) {
  std::vector<K> keys;
  for (const auto& [k, unused] : seen) keys.push_back(k);
  return keys;
}
template <class K>
void number(std::map<K, std::uint16_t>& seen) {
  std::uint16_t n = 0;
  for (auto& [k, i] : seen) i = n++;
}

}  // namespace

Zones Builder::Parts::make_zones(const Grid& grid) {
  Zones z;
  for (const ZoneDraft& d : zones) {  // levels nobody named come after the named ones
    const bool named =
        std::any_of(levels.begin(), levels.end(), [&](const auto& l) { return l.first == d.level; });
    if (!named) levels.emplace_back(d.level, verbatim(d.level.word));
  }
  edit_zones(grid);
  for (auto& [key, name] : levels) {
    z.levels.push_back(key);
    z.level_names.push_back(name.empty() ? verbatim(key.word) : name);
  }
  const auto level_of = [&](const ZoneLevelKey& k) { return *z.find_level(k); };
  std::sort(zones.begin(), zones.end(), [&](const ZoneDraft& a, const ZoneDraft& b) {
    const std::uint16_t x = level_of(a.level), y = level_of(b.level);
    return std::tie(x, a.code, a.item) < std::tie(y, b.code, b.item);
  });
  z.of_cell.assign(z.levels.size(), Column<CellIdx, ZoneIdx>{grid.size()});
  std::vector<std::string> parent_codes;
  std::vector<const ZoneDraft*> kept;
  for (const ZoneDraft& d : zones) {
    const std::uint16_t level = level_of(d.level);
    if (!kept.empty() && kept.back()->level == d.level && kept.back()->code == d.code) {
      notes.problem("zone.twice",
                    say("zone `{}` of level {} appears twice; the second is left out",
                        "{1} 级分区“{0}”出现两次，后者被忽略", d.code, d.level.word),
                    where(d.file, d.item, d.code));
      continue;
    }
    kept.push_back(&d);
    z.id.push_back(ZoneId{id_of("zone", d.level.word, d.code)});
    z.level.push_back(level);
    z.code.push_back(d.code);
    z.name.push_back(d.name.empty() ? verbatim(d.code) : d.name);
    z.type.push_back(d.type);
    z.shape.push_back(d.shape);
    z.source.push_back(row(d.file, d.item));
    z.parent.push_back(ZoneIdx{});
    const ZoneIdx me = idx<ZoneIdx>(z.id.size() - 1);
    auto& of_cell = z.of_cell[level];
    const auto claim = [&](CellIdx c) {
      if (!of_cell[c].valid()) of_cell[c] = me;
    };
    for (const CellIdx c : cells_in(d, grid)) claim(c);
  }
  // A parent is named by code, or is the coarser zone that holds most of the zone's cells (ties: the lower index).
  for (const ZoneIdx i : each(z.id)) {
    const ZoneDraft& d = *kept[i.v];
    if (!d.parent_code.empty()) {
      for (const ZoneIdx j : each(z.id))
        if (z.level[j] > z.level[i] && z.code[j] == d.parent_code) z.parent[i] = j;
      if (!z.parent[i].valid())
        notes.problem("zone.parent",
                      say("zone `{}` names a parent `{}` that is in no coarser level",
                          "分区“{}”的上级“{}”在更粗级别中不存在", d.code, d.parent_code),
                      where(d.file, d.item, d.code));
    }
  }
  for (std::size_t level = 0; level + 1 < z.levels.size(); ++level) {
    std::map<std::pair<ZoneIdx, ZoneIdx>, std::size_t> shared;
    for (const CellIdx c : each(z.of_cell[level]))
      if (z.of_cell[level][c].valid() && z.of_cell[level + 1][c].valid())
        ++shared[{z.of_cell[level][c], z.of_cell[level + 1][c]}];
    std::map<ZoneIdx, std::size_t> most;
    for (const auto& [pair, cells_shared] : shared) {
      if (!kept[pair.first.v]->parent_code.empty() || cells_shared <= most[pair.first]) continue;
      most[pair.first] = cells_shared;
      z.parent[pair.first] = pair.second;
    }
  }
  reassign(z);
  std::vector<std::size_t> held(z.id.size());
  for (const auto& level : z.of_cell)
    for (const ZoneIdx owner : level.raw())
      if (owner.valid()) ++held[owner.v];
  for (const ZoneIdx i : each(z.id))
    if (held[i.v] == 0)
      notes.warning("zone.empty",
                    say("zone `{}` holds the centre of no cell", "分区“{}”内没有任何单元中心", z.code[i]),
                    where(kept[i.v]->file, kept[i.v]->item, z.code[i]),
                    say("Check its coordinate system (`crs:`) or choose smaller cells.",
                        "请检查其坐标系（`crs:`），或减小单元。"));
  return z;
}

People Builder::Parts::make_people(const Grid& grid) {
  People out;
  out.residents.resize(grid.size());
  std::map<GroupKey, std::uint16_t> seen;
  std::unordered_map<std::string, CellIdx> by_name;
  if (own_cells)
    for (const CellIdx c : each(grid.cells().id)) by_name.emplace(grid.cells().name[c], c);
  struct Row {
    CellIdx cell;
    std::uint16_t group;
    FileIdx file;
    std::int64_t item;
    double count;
    bool operator<(const Row& o) const {
      return std::tie(cell, group, file, item, count) < std::tie(o.cell, o.group, o.file, o.item, o.count);
    }
  };
  for (const PeopleRow& p : people)
    if (!p.group.empty()) seen[p.group] = 0;
  number(seen);
  constexpr std::uint16_t kAll = 0xffff;
  std::vector<Row> rows;
  rows.reserve(people.size());
  double outside = 0, inside = 0;
  for (const PeopleRow& p : people) {
    std::optional<CellIdx> cell;
    if (p.cell_name.empty()) {
      cell = grid.find(p.at);
    } else if (const auto it = by_name.find(p.cell_name); it != by_name.end()) {
      cell = it->second;
    } else {
      notes.problem("people.cell", say("there is no cell called `{}`", "没有名为“{}”的单元", p.cell_name),
                    where(p.file, p.item));
      continue;
    }
    if (p.group.empty()) (cell ? inside : outside) += p.count;
    if (cell) rows.push_back({*cell, p.group.empty() ? kAll : seen.at(p.group), p.file, p.item, p.count});
  }
  if (outside > 0.5)
    notes.warning("people.off-grid",
                  say("{} people live outside the city's cells and are not counted (of {})",
                      "有 {} 人位于城市单元之外，未计入（共 {}）", show_number(outside, 0),
                      show_number(outside + inside, 0)));
  if (inside <= 0 && !seen.empty() && !people.empty())
    notes.problem("people.no-total",
                  say("there are people by group but no total: groups may overlap, so they are not added up",
                      "只有分组人口而没有总人口：群体可能重叠，不能相加"),
                  {}, say("Name the column of the total (`count:`).", "请指定总人口列（`count:`）。"));
  std::sort(rows.begin(), rows.end());
  out.by_group.assign(seen.size(), Column<CellIdx, float>{grid.size()});
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t j = i;
    double total = 0;
    for (; j < rows.size() && rows[j].cell == rows[i].cell && rows[j].group == rows[i].group; ++j)
      total += rows[j].count;
    auto& column = rows[i].group == kAll ? out.residents : out.by_group[rows[i].group];
    column[rows[i].cell] = static_cast<float>(total);
    i = j;
  }
  out.groups = sorted_keys(seen);
  for (const GroupKey& g : out.groups)
    out.group_names.push_back(groups.contains(g) ? groups.at(g) : verbatim(g.word));
  return out;
}

void Builder::Parts::merge_twins(std::vector<PlaceDraft>& drafts_of_kind) {
  const auto rule = kinds.find(drafts_of_kind.front().kind);
  const double radius = rule == kinds.end() ? 0 : rule->second.merge_within_m;
  if (radius <= 0 || drafts_of_kind.size() < 2) return;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>> bucket;
  const auto key = [&](Point p) {
    return std::pair{static_cast<std::int64_t>(std::floor(p.x / radius)),
                     static_cast<std::int64_t>(std::floor(p.y / radius))};
  };
  std::vector<bool> gone(drafts_of_kind.size(), false);
  for (std::size_t i = 0; i < drafts_of_kind.size(); ++i) {
    PlaceDraft& me = drafts_of_kind[i];
    const auto [bx, by] = key(me.at);
    for (std::int64_t x = bx - 1; x <= bx + 1 && !gone[i]; ++x) {
      for (std::int64_t y = by - 1; y <= by + 1 && !gone[i]; ++y) {
        const auto near = bucket.find({x, y});
        if (near == bucket.end()) continue;
        for (const std::size_t j : near->second) {
          PlaceDraft& other = drafts_of_kind[j];
          const bool same_name = me.name.empty() || other.name.empty() || me.name == other.name;
          if (gone[j] || other.file == me.file || !same_name || distance_m(me.at, other.at) > radius)
            continue;
          // The row that knows its capacity is kept; the other one fills its gaps.
          if (!other.capacity && me.capacity) std::swap(me, other);
          if (other.name.empty()) other.name = me.name;
          if (other.entrances.empty()) other.entrances = me.entrances;
          if (other.hours.empty()) other.hours = me.hours;
          notes.note("place.merged",
                     say("{} `{}` is in two sources and was merged", "{}“{}”在两个来源中出现，已合并",
                         me.kind.word, other.name),
                     where(me.file, me.item, me.ref));
          gone[i] = true;
          break;
        }
      }
    }
    if (!gone[i]) bucket[{bx, by}].push_back(i);
  }
  std::size_t w = 0;
  for (std::size_t i = 0; i < drafts_of_kind.size(); ++i)
    if (!gone[i]) {
      if (w != i) drafts_of_kind[w] = std::move(drafts_of_kind[i]);
      ++w;
    }
  drafts_of_kind.resize(w);
}

Places Builder::Parts::make_places(const Grid& grid) {
  Places out;
  std::sort(places.begin(), places.end(), [](const PlaceDraft& a, const PlaceDraft& b) {
    return std::tie(a.kind, a.ref, a.file, a.item) < std::tie(b.kind, b.ref, b.file, b.item);
  });
  for (std::size_t i = 0; i < places.size();) {
    std::size_t j = i;
    while (j < places.size() && places[j].kind == places[i].kind) ++j;
    std::vector<PlaceDraft> same(std::make_move_iterator(places.begin() + static_cast<std::ptrdiff_t>(i)),
                                 std::make_move_iterator(places.begin() + static_cast<std::ptrdiff_t>(j)));
    i = j;
    merge_twins(same);
    const PlaceKindKey kind = same.front().kind;
    const auto rule = kinds.find(kind);
    if (rule == kinds.end())
      notes.note("place.kind", say("`{}` is not a kind of the catalogue; it is kept under its own word",
                                   "目录中没有“{}”这类设施；按其原词保留", kind.word));
    out.kinds.push_back(kind);
    out.kind_names.push_back(rule == kinds.end() ? verbatim(kind.word) : rule->second.name);
    const KindIdx k = idx<KindIdx>(out.kinds.size() - 1);
    const PlaceDraft* last = nullptr;
    for (const PlaceDraft& d : same) {
      if (last != nullptr && last->ref == d.ref) {
        notes.problem("place.twice",
                      say("{} `{}` appears twice; the second is left out", "{}“{}”出现两次，后者被忽略",
                          kind.word, d.ref),
                      where(d.file, d.item, d.ref));
        continue;
      }
      last = &d;
      out.id.push_back(PlaceId{id_of("place", kind.word, d.ref)});
      out.kind.push_back(k);
      out.at.push_back(d.at);
      out.cell.push_back(grid.find(d.at).value_or(CellIdx{}));
      out.capacity.push_back(d.capacity            ? *d.capacity
                             : rule == kinds.end() ? 1.0F
                                                   : rule->second.default_capacity);
      out.capacity_mark.push_back(d.capacity ? Mark::known : Mark::estimated);
      out.name.push_back(d.name);
      out.hours.push_back(d.hours);
      out.entrances.push_back(d.entrances);
      out.source.push_back(row(d.file, d.item));
    }
  }
  return out;
}

Buildings Builder::Parts::make_buildings(const Grid& grid) {
  Buildings out;
  std::map<BuildingUseKey, std::uint16_t> seen;
  for (const BuildingDraft& b : buildings) seen[b.use] = 0;
  number(seen);
  std::sort(buildings.begin(), buildings.end(), [](const BuildingDraft& a, const BuildingDraft& b) {
    return std::tie(a.id, a.at, a.footprint_m2) < std::tie(b.id, b.at, b.footprint_m2);
  });
  for (const BuildingDraft& b : buildings) {
    out.id.push_back(b.id);
    out.at.push_back(b.at);
    out.cell.push_back(grid.find(b.at).value_or(CellIdx{}));
    out.footprint_m2.push_back(static_cast<float>(b.footprint_m2));
    out.floors.push_back(b.floors);
    out.year.push_back(b.year);
    out.use.push_back(seen.at(b.use));
    out.source.push_back(file_row(b.file));
  }
  out.uses = sorted_keys(seen);
  return out;
}

Land Builder::Parts::make_land(const Grid& grid, Run& run) {
  Land out;
  std::map<LandUseKey, std::uint16_t> seen;
  for (const LandRow& l : land) seen[l.use] = 0;
  number(seen);
  out.uses = sorted_keys(seen);
  out.area_m2.assign(seen.size(), Column<CellIdx, float>{grid.size()});
  std::sort(land.begin(), land.end(), [](const LandRow& a, const LandRow& b) {
    return std::tie(a.use, a.file, a.item, a.at, a.area_m2) <
           std::tie(b.use, b.file, b.item, b.at, b.area_m2);
  });
  std::vector<std::vector<std::pair<CellIdx, double>>> shares(land.size());
  for_chunks(run, land.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (!land[i].shape.empty()) shares[i] = rasterise(grid, land[i].shape);
      else if (const auto c = grid.find(land[i].at)) shares[i] = {{*c, land[i].area_m2}};
    }
  });
  for (std::size_t i = 0; i < land.size();) {
    std::vector<double> sum(grid.size());
    std::size_t j = i;
    for (; j < land.size() && land[j].use == land[i].use; ++j)
      for (const auto& [cell, m2] : shares[j]) sum[cell.v] += m2;
    auto& column = out.area_m2[seen.at(land[i].use)];
    // Polygons of one use may overlap in the source; a cell cannot hold more of a use than its own area.
    for (const CellIdx c : each(column)) column[c] = static_cast<float>(std::min(sum[c.v], grid.area_m2(c)));
    i = j;
  }
  if (elevation.empty()) return out;
  std::sort(elevation.begin(), elevation.end());
  std::vector<double> sum(grid.size());
  std::vector<std::uint32_t> n(grid.size());
  for (const auto& [at, metres] : elevation)
    if (const auto c = grid.find(at)) {
      sum[c->v] += metres;
      ++n[c->v];
    }
  out.elevation_m.resize(grid.size());
  out.elevation_mark.resize(grid.size(), Mark::no_data);
  for (const CellIdx c : each(out.elevation_m))
    if (n[c.v] > 0) {
      out.elevation_m[c] = static_cast<float>(sum[c.v] / n[c.v]);
      out.elevation_mark[c] = Mark::known;
    }
  return out;
}

Statistics Builder::Parts::make_statistics(const Zones& z) {
  Statistics out;
  std::map<VariableKey, std::uint16_t> seen;
  std::map<VariableKey, std::string> unit;
  for (const StatisticDraft& s : statistics) seen[s.variable] = 0;
  number(seen);
  struct Row {
    std::uint16_t variable;
    ZoneIdx zone;
    int year;
    const StatisticDraft* draft;
  };
  std::vector<Row> rows;
  for (const StatisticDraft& s : statistics) {
    const auto at = where(s.file, s.item, s.variable.word);
    const auto [held, fresh] = unit.emplace(s.variable, s.unit);
    if (!fresh && held->second != s.unit) {
      notes.problem("statistic.unit",
                    say("`{}` is given in `{}` here and in `{}` elsewhere", "“{}”此处单位为“{}”，别处为“{}”",
                        s.variable.word, s.unit, held->second),
                    at);
      continue;
    }
    ZoneIdx zone;
    if (!s.zone_code.empty()) {
      zone = zone_of_code(z, s.zone_code, s.zone_level);
      if (!zone.valid()) {
        notes.problem("statistic.zone",
                      say("there is no zone with code `{}`", "没有编码为“{}”的分区", s.zone_code), at,
                      fate_of(s.zone_code, s.zone_level));
        continue;
      }
    }
    rows.push_back({seen.at(s.variable), zone, s.year, &s});
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.variable, a.zone, a.year, a.draft->file, a.draft->item) <
           std::tie(b.variable, b.zone, b.year, b.draft->file, b.draft->item);
  });
  const Row* last = nullptr;
  for (const Row& r : rows) {
    if (last != nullptr && last->variable == r.variable && last->zone == r.zone && last->year == r.year) {
      notes.problem("statistic.twice",
                    say("`{}` of {} is given twice; the second is left out",
                        "{1} 年的“{0}”重复给出，后者被忽略", r.draft->variable.word, r.year),
                    where(r.draft->file, r.draft->item));
      continue;
    }
    last = &r;
    out.variable.push_back(r.variable);
    out.zone.push_back(r.zone);
    out.year.push_back(static_cast<std::int16_t>(r.year));
    out.value.push_back(r.draft->value);
    out.mark.push_back(r.draft->mark);
    out.source.push_back(row(r.draft->file, r.draft->item));
  }
  out.variables = sorted_keys(seen);
  for (const VariableKey& v : out.variables) out.units.push_back(unit.at(v));
  return out;
}

Budget Builder::Parts::make_budget() {
  Budget out;
  std::map<FundKey, std::uint16_t> seen;
  std::map<FundKey, Text> names;
  for (const BudgetDraft& b : budget) {
    seen[b.fund] = 0;
    if (!b.fund_name.empty()) names.emplace(b.fund, b.fund_name);
  }
  number(seen);
  std::sort(budget.begin(), budget.end(), [](const BudgetDraft& a, const BudgetDraft& b) {
    return std::tie(a.fund, a.year, a.file, a.item) < std::tie(b.fund, b.year, b.file, b.item);
  });
  // Every line of the document is a row; what a fund has in a year is their sum, taken when it is asked for.
  for (const BudgetDraft& b : budget) {
    out.fund.push_back(seen.at(b.fund));
    out.year.push_back(static_cast<std::int16_t>(b.year));
    out.appropriated_fen.push_back(b.appropriated_fen);
    out.committed_fen.push_back(b.committed_fen);
    out.paid_fen.push_back(b.paid_fen);
    out.source.push_back(row(b.file, b.item));
  }
  out.funds = sorted_keys(seen);
  for (const FundKey& f : out.funds)
    out.fund_names.push_back(names.contains(f) ? names.at(f) : verbatim(f.word));
  return out;
}

Reports Builder::Parts::make_reports(const Grid& grid) {
  Reports out;
  std::map<CategoryKey, std::uint16_t> seen;
  for (const ReportDraft& r : reports) seen[r.category] = 0;
  number(seen);
  std::sort(reports.begin(), reports.end(), [](const ReportDraft& a, const ReportDraft& b) {
    return std::tie(a.ref, a.file, a.item) < std::tie(b.ref, b.file, b.item);
  });
  const ReportDraft* last = nullptr;
  std::size_t off = 0;
  for (const ReportDraft& r : reports) {
    if (last != nullptr && last->ref == r.ref) {
      notes.problem(
          "report.twice",
          say("report `{}` appears twice; the second is left out", "诉求“{}”出现两次，后者被忽略", r.ref),
          where(r.file, r.item));
      continue;
    }
    last = &r;
    const auto cell = grid.find(r.at);
    off += cell ? 0U : 1U;
    out.id.push_back(ReportId{id_of("report", r.ref)});
    out.category.push_back(seen.at(r.category));
    out.at.push_back(r.at);
    out.cell.push_back(cell.value_or(CellIdx{}));
    out.day.push_back(static_cast<std::int32_t>(r.day.time_since_epoch().count()));
    out.closed.push_back(r.closed ? 1 : 0);
    out.source.push_back(row(r.file, r.item));
  }
  if (off > 0)
    notes.warning("report.off-grid",
                  say("{} reports lie outside the city's cells", "{} 件诉求位于城市单元之外", off));
  out.categories = sorted_keys(seen);
  return out;
}

}  // namespace cityloop
