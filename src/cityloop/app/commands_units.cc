#include "cityloop/app/present.h"
#include "cityloop/io/import/unit_parts.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/units.h"

namespace cityloop {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
  return out;
}

Text words_of(const UnitEdit& e) {
  const std::string& level = e.level.word;
  if (const auto* m = std::get_if<MergeUnits>(&e.what))
    return say("{0}: {1} → {2}", "{0}：{1} 合并为 {2}", level, joined(m->codes), m->into);
  if (const auto* s = std::get_if<SplitUnit>(&e.what)) {
    std::vector<std::string> parts;
    for (const SplitUnit::Part& p : s->parts) parts.push_back(p.code);
    return say("{0}: {1} split into {2}", "{0}：{1} 拆分为 {2}", level, s->code, joined(parts));
  }
  if (const auto* r = std::get_if<ReassignUnit>(&e.what))
    return say("{0}: {1} belongs to {2}", "{0}：{1} 划归 {2}", level, r->code, r->parent);
  const auto& t = std::get<TypeUnit>(e.what);
  return t.type.empty() ? say("{0}: {1} has no type any more", "{0}：{1} 不再标注类型", level, t.code)
                        : say("{0}: {1} is {2}", "{0}：{1} 为 {2}", level, t.code, t.type);
}

int list(Session& s) {
  Workspace w = s.open(Access::read);
  const City city = w.store->city(snapshot_named(*w.store, ""));
  const Zones& zones = *city.zones;
  std::vector<std::size_t> cells(zones.id.size());
  std::vector<double> people(zones.id.size());
  for (const auto& of_cell : zones.of_cell)
    for (const CellIdx c : each(of_cell))
      if (const ZoneIdx z = of_cell[c]; z.valid()) {
        ++cells[z.v];
        people[z.v] += static_cast<double>(city.people->residents[c]);
      }
  const auto parent = [&](ZoneIdx z) { return zones.parent[z].valid() ? zones.code[zones.parent[z]] : ""; };
  const std::string& only = s.a().level;
  if (!only.empty() && !zones.find_level(ZoneLevelKey{only}))
    throw Error{
        Fault::not_found, say("the city has no level of units ‘{}’", "该市没有“{}”级单元", only), {}, {}};
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const ZoneIdx z : each(zones.id)) {
      const std::string& level = zones.levels[zones.level[z]].word;
      if (!only.empty() && level != only) continue;
      j.begin_object().field("level", level).field("code", zones.code[z]).key("name").value(zones.name[z]);
      j.field("type", zones.type[z]).field("parent", parent(z));
      j.field("cells", static_cast<std::uint64_t>(cells[z.v])).field("people", people[z.v]).end_object();
    }
    j.end_array();
    s.out(j.str() + "\n");
    return 0;
  }
  if (zones.id.size() == 0) {
    s.line({"the city has no units: import zones (`as: zones`)", "该市没有单元：请导入分区（`as: zones`）"});
    return 0;
  }
  TextTable t;
  t.column(s.t({"level", "级别"})).column(s.t({"code", "编码"})).column(s.t({"name", "名称"}));
  t.column(s.t({"type", "类型"})).column(s.t({"belongs to", "上级"}));
  t.column(s.t({"cells", "单元格"}), Align::right).column(s.t({"people", "人口"}), Align::right);
  for (const ZoneIdx z : each(zones.id)) {
    const std::string& level = zones.levels[zones.level[z]].word;
    if (!only.empty() && level != only) continue;
    const std::string above = parent(z);
    t.row({level, zones.code[z], s.t(zones.name[z]), zones.type[z].empty() ? "–" : zones.type[z],
           above.empty() ? "–" : above, std::to_string(cells[z.v]), show_number(people[z.v], 0)});
  }
  s.table(t);
  return 0;
}

int history(Session& s) {
  Workspace w = s.open(Access::read);
  const std::vector<UnitsEntry> all = units_history(*w.store);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const UnitsEntry& e : all) {
      j.begin_object().field("at", to_string(e.at)).field("by", e.by.word).field("because", e.because);
      j.field("in_force", e.edit.has_value() && e.in_force).key("edit");
      if (e.edit) j.raw(to_json(*e.edit));
      else j.value("undo");
      j.end_object();
    }
    j.end_array();
    s.out(j.str() + "\n");
    return 0;
  }
  if (all.empty()) {
    s.line({"the units are those of the files: nothing was changed", "单元与数据文件一致：尚无变更"});
    return 0;
  }
  TextTable t;
  t.column(s.t({"on", "日期"})).column(s.t({"change", "变更"})).column(s.t({"by", "经手人"}));
  t.column(s.t({"because", "理由"})).column(s.t({"in force", "生效"}));
  for (const UnitsEntry& e : all)
    t.row({to_string(e.at).substr(0, 10),
           e.edit ? s.t(words_of(*e.edit)) : s.t({"the change before was taken back", "撤销前一项变更"}),
           e.by.word, e.because,
           !e.edit      ? "–"
           : e.in_force ? s.t({"yes", "是"})
                        : s.t({"taken back", "已撤销"})});
  s.table(t);
  return 0;
}

UnitEdit asked(Session& s, const Workspace& w) {
  const std::vector<std::string>& codes = s.a().codes;
  UnitEdit e{ZoneLevelKey{s.a().level}, {}};
  if (s.a().verb == "merge") {
    const std::string name = s.a().name.empty() ? s.a().into : s.a().name;
    e.what = MergeUnits{codes, s.a().into, verbatim(name)};
  } else if (s.a().verb == "split") {
    const City city = w.store->city(snapshot_named(*w.store, ""));
    e.what =
        SplitUnit{codes.front(), read_unit_parts(read_text(s.a().parts), s.a().parts, city.grid->spec().crs)};
  } else if (s.a().verb == "reassign") {
    e.what = ReassignUnit{codes.front(), s.a().to};
  } else {
    e.what = TypeUnit{codes.front(), s.a().to == "none" ? "" : s.a().to};
  }
  return e;
}

}  // namespace

int command_units(Session& s) {
  if (s.a().verb == "list") return list(s);
  if (s.a().verb == "history") return history(s);
  Workspace w = s.open();
  const ActorKey by{s.a().by};
  std::optional<UnitEdit> edit;
  if (s.a().verb != "undo") edit = asked(s, w);
  const Imported done = edit ? change_units(w, *edit, by, s.a().because, s.now(), s.run())
                             : undo_units(w, by, s.a().because, s.now(), s.run());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("snapshot", to_string(done.snapshot)).key("edit");
    if (edit) j.raw(to_json(*edit));
    else j.value("undo");
    j.end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  s.show(done.notes);
  s.line(edit ? words_of(*edit) : Text{"the last change was taken back", "已撤销最近一项变更"});
  s.line(say("The city was imported again with it: snapshot {}", "已据此重新导入：快照 {}",
             to_string(done.snapshot)));
  return 0;
}

}  // namespace cityloop
