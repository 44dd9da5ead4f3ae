#include <algorithm>
#include <map>
#include <tuple>

#include "cityloop/city/builder_parts.h"

namespace cityloop {
namespace {

std::int32_t day_number(const std::optional<Date>& d) {
  return d ? static_cast<std::int32_t>(d->time_since_epoch().count()) : kNoDay;
}

/// The finest zone that a cell lies in.
ZoneIdx zone_of_cell(const Zones& z, CellIdx c) {
  for (const auto& of : z.of_cell)
    if (of[c].valid()) return of[c];
  return {};
}

}  // namespace

ZoneIdx zone_of_code(const Zones& z, const std::string& code, const ZoneLevelKey& level) {
  ZoneIdx found;
  for (const ZoneIdx i : each(z.id))
    if (z.code[i] == code && (level.empty() || z.levels[z.level[i]] == level) &&
        (!found.valid() || z.level[i] < z.level[found]))
      found = i;
  return found;
}

Inspections Builder::Parts::make_inspections(const Grid& grid, const Zones& z) {
  Inspections out;
  std::map<CheckKey, std::uint16_t> seen;
  for (const InspectionDraft& r : inspections) seen[r.check] = 0;
  std::uint16_t n = 0;
  for (auto& [key, number] : seen) {
    number = n++;
    out.checks.push_back(key);
  }
  struct Row {
    const InspectionDraft* draft;
    ZoneIdx zone;
    CellIdx cell;
  };
  std::vector<Row> rows;
  std::size_t off = 0;
  for (const InspectionDraft& r : inspections) {
    Row made{&r, {}, {}};
    if (r.at) {
      made.cell = grid.find(*r.at).value_or(CellIdx{});
      off += made.cell.valid() ? 0U : 1U;
    }
    if (!r.zone_code.empty()) {
      made.zone = zone_of_code(z, r.zone_code, r.zone_level);
      if (!made.zone.valid()) made.zone = heir_of(z, r.zone_code, r.zone_level);
      if (!made.zone.valid()) {
        notes.problem("inspection.zone",
                      say("there is no zone with code `{}`", "没有编码为“{}”的分区", r.zone_code),
                      where(r.file, r.item, r.object),
                      fate_of(r.zone_code, r.zone_level).empty()
                          ? say("write a code of the zones that were imported", "请填写已导入分区的编码")
                          : fate_of(r.zone_code, r.zone_level));
        continue;
      }
    } else if (made.cell.valid()) {
      made.zone = zone_of_cell(z, made.cell);
    }
    rows.push_back(made);
  }
  const auto object_key = [](const Row& r) { return std::tie(r.draft->check, r.zone, r.draft->object); };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    const InspectionDraft &x = *a.draft, &y = *b.draft;
    if (object_key(a) != object_key(b)) return object_key(a) < object_key(b);
    return std::tie(x.seen, y.look, x.problem, x.file, x.item) <
           std::tie(y.seen, x.look, y.problem, y.file, y.item);  // problems before sound
  });
  const Row* last = nullptr;
  std::map<std::string, int> named;  // several problems of one object on one day are numbered
  for (const Row& r : rows) {
    const InspectionDraft& d = *r.draft;
    const bool same = last != nullptr && object_key(*last) == object_key(r) && last->draft->seen == d.seen;
    if (same && last->draft->look != d.look) {
      const Where other = where(last->draft->file, last->draft->item);
      notes.problem(
          "inspection.contradiction",
          say("‘{0}’ of {1} is sound here, and has a problem in {2}, line {3}, on the same day; the problem "
              "is kept",
              "“{1}”的“{0}”此处为无问题，而 {2} 第 {3} 行同日记为有问题；保留有问题的一行", d.check.word,
              d.object, other.file, other.line),
          where(d.file, d.item, d.object),
          say("decide which is right and correct the ledger", "请核实后更正台账"));
      continue;
    }
    if (same && last->draft->problem == d.problem) {
      notes.warning("inspection.twice",
                    say("‘{0}’ of {1} is entered twice for one day; the second is left out",
                        "“{1}”的“{0}”同日重复登记，后者被忽略", d.check.word, d.object),
                    where(d.file, d.item, d.object));
      continue;
    }
    last = &r;
    std::string name = d.check.word + '\x1f' + (r.zone.valid() ? z.code[r.zone] : "") + '\x1f' + d.object +
                       '\x1f' + to_string(d.seen);
    if (const int k = named[name]++; k > 0) name += '\x1f' + std::to_string(k);
    out.id.push_back(InspectionId{id_of("inspection", name)});
    out.check.push_back(seen.at(d.check));
    out.zone.push_back(r.zone);
    out.object.push_back(d.object);
    out.cell.push_back(r.cell);
    out.look.push_back(d.look);
    out.severity.push_back(d.severity);
    out.remedy.push_back(d.remedy);
    out.nature.push_back(d.nature);
    out.quantity.push_back(d.quantity);
    out.seen.push_back(day_number(d.seen));
    out.due.push_back(day_number(d.due));
    out.done.push_back(day_number(d.done));
    out.problem.push_back(d.problem);
    out.advice.push_back(d.advice);
    out.responsible.push_back(d.responsible);
    out.photo.push_back(d.photo);
    out.evidence.push_back(d.evidence);
    out.source.push_back(row(d.file, d.item));
  }
  if (off > 0)
    notes.warning("inspection.off-grid", say("{} inspected objects lie outside the city's cells",
                                             "{} 个检查对象位于城市单元之外", off));
  return out;
}

}  // namespace cityloop
