#include "cityloop/city/unit_edit.h"

#include <algorithm>
#include <set>

#include "cityloop/base/document.h"
#include "cityloop/base/error.h"
#include "cityloop/base/json.h"

namespace cityloop {
namespace {

[[noreturn]] void refuse_edit(const Text& what, const Text& hint) {
  throw Error{Fault::bad_input, what, {}, hint};
}

/// The units of one level by code.
class Level {
 public:
  Level(const City& city, const ZoneLevelKey& key) : zones_{*city.zones} {
    const auto level = zones_.find_level(key);
    if (!level) {
      std::string known;
      for (const ZoneLevelKey& k : zones_.levels) known += (known.empty() ? "" : ", ") + k.word;
      refuse_edit(say("the city has no level of units ‘{}’", "该市没有“{}”级单元", key.word),
                  known.empty() ? say("import zones first: `as: zones`", "请先导入分区：`as: zones`")
                                : say("it has {}", "现有：{}", known));
    }
    level_ = *level;
  }
  std::uint16_t number() const { return level_; }
  bool has(const std::string& code) const { return find(code).valid(); }
  ZoneIdx find(const std::string& code) const {
    for (const ZoneIdx z : each(zones_.id))
      if (zones_.level[z] == level_ && zones_.code[z] == code) return z;
    return {};
  }
  ZoneIdx must(const std::string& code) const {
    const ZoneIdx z = find(code);
    if (z.valid()) return z;
    std::vector<std::string> codes;
    for (const ZoneIdx i : each(zones_.id))
      if (zones_.level[i] == level_) codes.push_back(zones_.code[i]);
    const std::string near = nearest_word(code, codes);
    refuse_edit(
        say("there is no unit ‘{0}’ at level {1}", "{1} 级没有单元“{0}”", code, zones_.levels[level_].word),
        near.empty() ? say("`cityloop units list` shows all", "可用 cityloop units list 查看")
                     : say("did you mean ‘{}’?", "是否想写“{}”？", near));
  }

 private:
  const Zones& zones_;
  std::uint16_t level_ = 0;
};

void check_edit(const City&, const Level& level, const MergeUnits& m) {
  const std::set<std::string> codes{m.codes.begin(), m.codes.end()};
  if (codes.size() < 2 || codes.size() != m.codes.size())
    refuse_edit({"a merger needs two units or more, each once", "合并至少需要两个不同的单元"},
                {"name them one after the other", "请依次写出编码"});
  for (const std::string& c : m.codes) (void)level.must(c);
  if (m.into.empty() || level.has(m.into))
    refuse_edit(say("‘{}’ cannot be the new code: it is empty or taken", "“{}”不能作为新编码：为空或已被使用",
                    m.into),
                {"the whole gets a new code, so that figures of a part are not taken for its own",
                 "合并后的单元须用新编码，以免把某一部分的数据当作整体的数据"});
}

void check_edit(const City& city, const Level& level, const SplitUnit& s) {
  const ZoneIdx z = level.must(s.code);
  if (s.parts.size() < 2)
    refuse_edit({"a unit is split into two parts or more", "拆分至少需要两部分"},
                {"give each part a polygon", "请为每一部分给出多边形"});
  std::set<std::string> seen;
  for (const SplitUnit::Part& p : s.parts)
    if (p.code.empty() || level.has(p.code) || !seen.insert(p.code).second)
      refuse_edit(say("‘{}’ cannot be the code of a part: it is empty or taken",
                      "“{}”不能作为新编码：为空或已被使用", p.code),
                  {"the parts get new codes, so that figures of the whole are not taken for theirs",
                   "各部分须用新编码，以免把原单元的数据当作其数据"});
  const Grid& grid = *city.grid;
  std::vector<std::size_t> held(s.parts.size());
  std::size_t left = 0;
  for (const CellIdx c : each(city.zones->of_cell[level.number()])) {
    if (city.zones->of_cell[level.number()][c] != z) continue;
    const auto part = std::find_if(s.parts.begin(), s.parts.end(), [&](const SplitUnit::Part& p) {
      return contains(p.shape, grid.centre(c));
    });
    if (part == s.parts.end()) ++left;
    else ++held[static_cast<std::size_t>(part - s.parts.begin())];
  }
  if (left > 0)
    refuse_edit(
        say("the parts leave out {0} cells of ‘{1}’", "各部分没有覆盖“{1}”的 {0} 个单元格", left, s.code),
        {"draw them so that together they cover the unit; they may reach beyond it",
         "请使各部分合起来覆盖整个单元；可以超出其边界"});
  for (std::size_t p = 0; p < held.size(); ++p)
    if (held[p] == 0)
      refuse_edit(
          say("the part ‘{}’ holds the centre of no cell", "“{}”内没有任何单元格中心", s.parts[p].code),
          {"check its coordinates, or choose smaller cells", "请检查坐标，或减小单元格"});
}

void check_edit(const City& city, const Level& level, const ReassignUnit& r) {
  (void)level.must(r.code);
  const Zones& zones = *city.zones;
  for (const ZoneIdx z : each(zones.id))
    if (zones.level[z] > level.number() && zones.code[z] == r.parent) return;
  refuse_edit(say("there is no unit ‘{}’ at a coarser level", "更粗级别中没有单元“{}”", r.parent),
              {"a unit belongs to one of a coarser level: `cityloop units list`",
               "上级单元须属于更粗的级别：cityloop units list"});
}

void check_edit(const City&, const Level& level, const TypeUnit& t) {
  (void)level.must(t.code);
  const bool key = std::all_of(t.type.begin(), t.type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!key)
    refuse_edit(
        say("‘{}’ is not a type of area", "“{}”不是有效的片区类型", t.type),
        {"write a key such as centre, main, old_town or new_district",
         "请填写如 centre（中心区）、main（主城区）、old_town（老城待更新）、new_district（新区）的键"});
}

}  // namespace

void check_unit_edit(const City& city, const UnitEdit& edit) {
  const Level level{city, edit.level};
  std::visit([&](const auto& what) { check_edit(city, level, what); }, edit.what);
}

std::string to_json(const UnitEdit& edit) {
  JsonWriter j;
  j.begin_object().field("level", edit.level.word);
  if (const auto* m = std::get_if<MergeUnits>(&edit.what)) {
    j.field("edit", "merge").key("codes").begin_array();
    for (const std::string& c : m->codes) j.value(c);
    j.end_array().field("into", m->into);
    j.key("name").value(m->name);
  } else if (const auto* s = std::get_if<SplitUnit>(&edit.what)) {
    j.field("edit", "split").field("code", s->code).key("parts").begin_array();
    for (const SplitUnit::Part& p : s->parts) {
      j.begin_object().field("code", p.code);
      j.key("name").value(p.name);
      j.key("rings").begin_array();
      for (const auto& ring : p.shape.rings) {
        j.begin_array();
        for (const Point at : ring) j.begin_array().value(at.x).value(at.y).end_array();
        j.end_array();
      }
      j.end_array().end_object();
    }
    j.end_array();
  } else if (const auto* r = std::get_if<ReassignUnit>(&edit.what)) {
    j.field("edit", "reassign").field("code", r->code).field("parent", r->parent);
  } else {
    const auto& t = std::get<TypeUnit>(edit.what);
    j.field("edit", "type").field("code", t.code).field("type", t.type);
  }
  return j.end_object().take();
}

UnitEdit parse_unit_edit(const Document& d) {
  UnitEdit edit;
  edit.level = {d.at("level").string()};
  switch (d.at("edit").choice({"merge", "split", "reassign", "type"})) {
    case 0:
      edit.what = MergeUnits{d.at("codes").strings(), d.at("into").string(), d.at("name").text()};
      break;
    case 1: {
      SplitUnit s{d.at("code").string(), {}};
      for (const Document& p : d.at("parts").list()) {
        SplitUnit::Part part{p.at("code").string(), p.at("name").text(), {}};
        for (const Document& ring : p.at("rings").list()) {
          auto& to = part.shape.rings.emplace_back();
          for (const Document& at : ring.list()) {
            const auto xy = at.list();
            if (xy.size() != 2) at.fail({"a point is [x, y]", "点应为 [x, y]"});
            to.push_back({xy[0].number(), xy[1].number()});
          }
        }
        p.done();
        s.parts.push_back(std::move(part));
      }
      edit.what = std::move(s);
      break;
    }
    case 2: edit.what = ReassignUnit{d.at("code").string(), d.at("parent").string()}; break;
    default: edit.what = TypeUnit{d.at("code").string(), d.at("type").string()};
  }
  d.done();
  return edit;
}

}  // namespace cityloop
