// The manual pages and the options of `cityloop units`.

#include "cityloop/app/declare.h"
#include "cityloop/app/declared.h"

namespace cityloop {

void declare_units(Declaring& b) {
  Arguments& a = b.a;
  const Text code{"CODE", "编码"}, level{"LEVEL", "级别"}, words{"WORDS", "文字"};
  auto& u = b.command(
      b.app, "units",
      {"the units that are judged: split, merge, reassign", "评价单元：拆分、合并、划归、类型"},
      {"Compounds, communities, streets and districts as the files say them, and what was changed since: "
       "each change is "
       "dated, signed and says why, stays in the ledger, and is made again at every import. Figures that "
       "were published for a "
       "unit that is no longer there are refused, with what became of it; what a ledger found in a merged "
       "unit counts for the "
       "whole.\n\nExamples:\n  cityloop units list --level community\n"
       "  cityloop units merge --level community C12 C13 --into C12-13 --because \"one committee\"\n"
       "  cityloop units type --level street S04 --to old_town --because \"renewal plan 2026\"",
       "小区、社区、街道、区等单元以导入文件为准，其后的每项变更都注明日期、经手人与理由，保存在台账中，并在"
       "每次导入时重做。"
       "已不存在的单元的数据会被退回，并说明其去向；在被合并单元中查出的问题计入合并后的单元。\n\n"
       "示例：\n  cityloop units list --level community\n"
       "  cityloop units merge --level community C12 C13 --into C12-13 --because 社区合并\n"
       "  cityloop units type --level street S04 --to old_town --because 更新规划"});
  u.require_subcommand(1);
  const auto signed_by = [&](CLI::App& c) {
    b.opt(c, "--by", a.by, {"who decides it (default: user)", "经手人（默认 user）"}, kName);
    b.opt(c, "--because", a.because, {"why", "理由"}, words)->required();
  };
  const auto of = [&](CLI::App& c, const Text& which, bool several = false) {
    b.opt(c, "--level", a.level, {"of which level", "所属级别"}, level)->required();
    CLI::Option* codes = b.opt(c, several ? "codes" : "code", a.codes, which, code)->required();
    if (!several) codes->expected(1);
    signed_by(c);
  };
  auto& l = b.command(
      u, "list", {"all units, with their cells and people", "全部单元及其单元格与人口"},
      {"Example:\n  cityloop units list --level street", "示例：\n  cityloop units list --level street"});
  b.opt(l, "--level", a.level, {"only those of this level", "只列此级别"}, level);
  auto& m =
      b.command(u, "merge", {"several units become one", "合并单元"},
                {"The new unit gets a code of its own.\n\nExample:\n"
                 "  cityloop units merge --level community C12 C13 --into C12-13 --because \"one committee\"",
                 "合并后的单元使用新编码。\n\n示例：\n"
                 "  cityloop units merge --level community C12 C13 --into C12-13 --because 社区合并"});
  of(m, {"the units", "被合并单元的编码"}, true);
  b.opt(m, "--into", a.into, {"the new code", "新编码"}, code)->required();
  b.opt(m, "--name", a.name, {"its name (default: the code)", "新名称（默认同编码）"}, words);
  auto& s = b.command(
      u, "split", {"one unit becomes several", "拆分单元"},
      {"A cell goes to the first part that holds its centre; together the parts must cover the unit.\n\n"
       "Example:\n  cityloop units split --level community C12 --parts c12.geojson --because \"too large\"",
       "单元格归入第一个包含其中心的部分；各部分合起来须覆盖整个单元。\n\n"
       "示例：\n  cityloop units split --level community C12 --parts c12.geojson --because 规模过大"});
  of(s, {"the unit", "被拆分单元的编码"});
  b.opt(s, "--parts", a.parts,
        {"the parts: GeoJSON polygons with code, name, name_en",
         "各部分：带 code、name、name_en 的 GeoJSON 多边形"},
        {"FILE", "文件"})
      ->required();
  auto& r = b.command(u, "reassign", {"a unit belongs to another one above", "划归其他上级单元"},
                      {"With its cells, at that level and all above.\n\nExample:\n"
                       "  cityloop units reassign --level community C12 --to S04 --because \"new border\"",
                       "连同其单元格一并划归，并影响更高各级。\n\n示例：\n"
                       "  cityloop units reassign --level community C12 --to S04 --because 区划调整"});
  of(r, {"the unit", "单元编码"});
  b.opt(r, "--to", a.to, {"the unit above", "上级单元编码"}, code)->required();
  auto& t =
      b.command(u, "type", {"what kind of area a unit is", "标注片区类型"},
                {"Types can be named among the `groups` of a framework: their residents are then compared "
                 "with everybody. "
                 "none takes the type away.\n\nExample:\n"
                 "  cityloop units type --level street S04 --to old_town --because \"renewal plan\"",
                 "类型可写入评价框架的 `groups`，其居民即与全体居民比较。none 表示取消类型。\n\n示例：\n"
                 "  cityloop units type --level street S04 --to old_town --because 更新规划"});
  of(t, {"the unit", "单元编码"});
  b.opt(t, "--to", a.to,
        {"centre, main, old_town, new_district or another key",
         "centre、main、old_town、new_district 或其他键"},
        {"TYPE", "类型"})
      ->required();
  b.command(u, "history", {"who changed which unit when, and why", "历次单元变更"},
            {"Example:\n  cityloop units history", "示例：\n  cityloop units history"});
  auto& undo = b.command(u, "undo", {"takes the last change back", "撤销最近一项变更"},
                         {"Example:\n  cityloop units undo --because \"mistake\"",
                          "示例：\n  cityloop units undo --because 误操作"});
  signed_by(undo);
}

}  // namespace cityloop
