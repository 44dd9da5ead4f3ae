// Changes of the units for which a city is judged, applied to the zones that the files say.

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "cityloop/city/builder_parts.h"
#include "cityloop/city/unit_edit.h"

namespace cityloop {
namespace {

using Drafts = std::vector<ZoneDraft>;

Drafts::iterator draft_of(Drafts& zones, const ZoneLevelKey& level, const std::string& code) {
  return std::find_if(zones.begin(), zones.end(),
                      [&](const ZoneDraft& d) { return d.level == level && d.code == code; });
}

/// False: the files no longer have what the change is about.
bool apply(Drafts& zones, const Grid&, const ZoneLevelKey& level, const MergeUnits& m) {
  ZoneDraft whole;
  whole.level = level;
  whole.code = m.into;
  whole.name = m.name;
  std::vector<Shape> shapes;
  std::set<std::string> parents, types;
  for (const std::string& code : m.codes) {
    const auto d = draft_of(zones, level, code);
    if (d == zones.end()) return false;
    if (shapes.empty() && whole.cells.empty()) whole.file = d->file, whole.item = d->item;
    if (!d->shape.empty()) shapes.push_back(d->shape);
    whole.cells.insert(whole.cells.end(), d->cells.begin(), d->cells.end());
    parents.insert(d->parent_code);
    types.insert(d->type);
  }
  whole.shape = merged(shapes);
  if (parents.size() == 1) whole.parent_code = *parents.begin();
  if (types.size() == 1) whole.type = *types.begin();
  const std::set<std::string> gone{m.codes.begin(), m.codes.end()};
  std::erase_if(zones, [&](const ZoneDraft& d) { return d.level == level && gone.contains(d.code); });
  zones.push_back(std::move(whole));
  return true;
}

bool apply(Drafts& zones, const Grid& grid, const ZoneLevelKey& level, const SplitUnit& s) {
  const auto whole = draft_of(zones, level, s.code);
  if (whole == zones.end()) return false;
  Drafts parts;
  for (const SplitUnit::Part& p : s.parts) {
    ZoneDraft d;
    d.level = level;
    d.code = p.code;
    d.name = p.name;
    d.type = whole->type;
    d.parent_code = whole->parent_code;
    d.file = whole->file, d.item = whole->item;
    parts.push_back(std::move(d));
  }
  for (const CellId cell : whole->cells)
    for (std::size_t p = 0; p < parts.size(); ++p)
      if (contains(s.parts[p].shape, grid.centre(*grid.find(cell)))) {
        parts[p].cells.push_back(cell);
        break;
      }
  zones.erase(whole);
  zones.insert(zones.end(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
  return true;
}

bool apply(Drafts& zones, const Grid&, const ZoneLevelKey& level, const ReassignUnit& r) {
  const auto d = draft_of(zones, level, r.code);
  if (d == zones.end()) return false;
  d->parent_code = r.parent;
  return true;
}

bool apply(Drafts& zones, const Grid&, const ZoneLevelKey& level, const TypeUnit& t) {
  const auto d = draft_of(zones, level, t.code);
  if (d == zones.end()) return false;
  d->type = t.type;
  return true;
}

}  // namespace

void Builder::edit_units(std::vector<UnitEdit> edits) { parts_->unit_edits = std::move(edits); }

std::vector<CellIdx> Builder::Parts::cells_in(const ZoneDraft& d, const Grid& grid) const {
  std::vector<CellIdx> out;
  for (const CellId id : d.cells)
    if (const auto c = grid.find(id)) out.push_back(*c);
  if (d.shape.empty() || settled.contains(d.level)) return out;
  if (grid.spec().lattice) {
    for (const CellId id : lattice_inside(d.shape, grid.spec().cell_m))
      if (const auto c = grid.find(id)) out.push_back(*c);
    return out;
  }
  const Box box = bounds(d.shape);
  const Point middle = 0.5 * (box.low + box.high);
  for (const CellIdx c : grid.within(middle, distance_m(middle, box.high)))
    if (contains(d.shape, grid.centre(c))) out.push_back(c);
  return out;
}

void Builder::Parts::settle(const ZoneLevelKey& level, const Grid& grid) {
  if (settled.contains(level)) return;
  std::vector<ZoneDraft*> order;
  for (ZoneDraft& d : zones)
    if (d.level == level) order.push_back(&d);
  std::sort(order.begin(), order.end(), [](const ZoneDraft* a, const ZoneDraft* b) {
    return std::tie(a->code, a->item) < std::tie(b->code, b->item);
  });
  std::vector<std::uint8_t> taken(grid.size(), 0);
  for (std::size_t n = 0; n < order.size(); ++n) {
    const bool twice = n > 0 && order[n]->code == order[n - 1]->code;  // is left out by make_zones()
    std::vector<CellId> own;
    for (const CellIdx c : twice ? std::vector<CellIdx>{} : cells_in(*order[n], grid))
      if (std::exchange(taken[c.v], std::uint8_t{1}) == 0) own.push_back(grid.cells().id[c]);
    order[n]->cells = std::move(own);
  }
  settled.insert(level);
}

void Builder::Parts::edit_zones(const Grid& grid) {
  for (const UnitEdit& e : unit_edits) {
    settle(e.level, grid);
    const bool done = std::visit([&](const auto& what) { return apply(zones, grid, e.level, what); }, e.what);
    if (!done) {
      notes.problem(
          "unit.gone",
          say("a change of units at level {} cannot be made again: the files no longer have its units",
              "{} 级单元的一项变更无法重做：数据文件中已没有相应单元", e.level.word),
          {},
          say("`cityloop units history` shows it; `cityloop units undo` takes the last one back",
              "可用 cityloop units history 查看，用 cityloop units undo 撤销最近一项"));
      continue;
    }
    if (const auto* m = std::get_if<MergeUnits>(&e.what))
      for (const std::string& c : m->codes) became[{e.level, c}] = {m->into};
    if (const auto* s = std::get_if<SplitUnit>(&e.what)) {
      auto& to = became[{e.level, s->code}];
      for (const SplitUnit::Part& p : s->parts) to.push_back(p.code);
    }
  }
}

/// A unit that was given to another takes its cells with it, at that level and at all above.
void Builder::Parts::reassign(Zones& z) {
  for (const UnitEdit& e : unit_edits) {
    const auto* r = std::get_if<ReassignUnit>(&e.what);
    const auto level = z.find_level(e.level);
    if (r == nullptr || !level) continue;
    for (const ZoneIdx unit : each(z.id)) {
      if (z.level[unit] != *level || z.code[unit] != r->code) continue;
      for (ZoneIdx up = z.parent[unit]; up.valid(); up = z.parent[up])
        for (const CellIdx c : each(z.of_cell[*level]))
          if (z.of_cell[*level][c] == unit) z.of_cell[z.level[up]][c] = up;
    }
  }
}

ZoneIdx Builder::Parts::heir_of(const Zones& z, std::string code, ZoneLevelKey level) const {
  for (std::size_t step = 0; step <= became.size(); ++step) {
    if (const ZoneIdx found = zone_of_code(z, code, level); found.valid()) return found;
    const auto next = std::find_if(became.begin(), became.end(), [&](const auto& b) {
      return b.first.second == code && (level.empty() || b.first.first == level) && b.second.size() == 1;
    });
    if (next == became.end()) return {};
    level = next->first.first;
    code = next->second.front();
  }
  return {};
}

Text Builder::Parts::fate_of(const std::string& code, const ZoneLevelKey& level) const {
  std::string heirs;
  for (const auto& [unit, those] : became)
    if (unit.second == code && (level.empty() || unit.first == level))
      for (const std::string& c : those) heirs += (heirs.empty() ? "" : ", ") + c;
  if (heirs.empty()) return {};
  return say("it became {} by a change of units: give the figures of those",
             "该单元已变更为 {}：请给出新单元的数据", heirs);
}

}  // namespace cityloop
