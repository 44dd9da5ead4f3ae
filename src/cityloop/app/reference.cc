#include "cityloop/app/reference.h"

#include "cityloop/app/arguments.h"
#include "cityloop/app/reference_page.h"

namespace cityloop {
namespace {

/// Writes the pages of one language.
class Pages : private ReferencePage {
 public:
  using ReferencePage::ReferencePage;
  std::string commands() const;
  std::string kernel_list() const;
  std::string frameworks() const;
  std::string projects() const;
  std::string contents() const;

 private:
  std::string type_of(const ParamSpec& p) const;
};

std::string Pages::type_of(const ParamSpec& p) const {
  std::string out;
  switch (p.type) {
    case ParamSpec::Type::number: out = t({"number", "数字"}); break;
    case ParamSpec::Type::quantity: out = t({"quantity with unit", "带单位的数值"}); break;
    case ParamSpec::Type::word: out = t({"word", "词"}); break;
    case ParamSpec::Type::words: out = t({"words", "词列表"}); break;
    case ParamSpec::Type::choice: out = t({"one of", "选项"}); break;
    case ParamSpec::Type::expression: out = t({"expression", "算式"}); break;
  }
  if (!p.choices.empty()) out += fmt::format("{}{}", t({": ", "："}), fmt::join(p.choices, ", "));
  return out;
}

std::string Pages::contents() const {
  std::string out = head(
      {"Reference", "参考"},
      {"Every page here is made from the program's own declarations.", "以下各页均由程序自身的声明生成。"});
  const std::vector<std::pair<const char*, Text>> pages{
      {"commands", {"Commands: the manual page of each", "命令：逐条使用说明"}},
      {"indicators",
       {"Indicators: what each measures, how, from what, with a worked example",
        "指标：含义、算法、所需数据与算例"}},
      {"kernels", {"Kernels: the formulas and their parameters", "算法：公式与参数"}},
      {"frameworks", {"Frameworks: goals, curves and standards", "评价框架：目标、曲线与标准"}},
      {"mapping",
       {"Mapping: which indicator of one framework stands for which of another",
        "对应关系：各评价框架指标之间的对应"}},
      {"projects", {"Project types: what can be funded, at what price", "项目类型：可投资什么，造价多少"}}};
  for (const auto& [file, words] : pages) out += fmt::format("* [{}]({}.md)\n", t(words), file);
  return out;
}

std::string Pages::commands() const {
  std::string out = head({"Commands", "命令"},
                         {"What `--help` prints, for every command.", "各命令 `--help` 所显示的内容。"});
  for (const ManualPage& page : manual_pages(lang_))
    out += fmt::format("## {}\n\n```text\n{}```\n\n", page.path, page.text);
  out.pop_back();
  return out;
}

std::string Pages::kernel_list() const {
  std::string out = head({"Kernels", "算法"},
                         {"An indicator is a kernel with parameters.", "一个指标就是一种算法加一组参数。"});
  for (const Kernel& k : kernels()) {
    out += fmt::format("## {}\n\n{}\n\n```text\n{}\n```\n\n", k.name, t(k.meaning), k.formula);
    out += columns({{"parameter", "参数"}, {"type", "类型"}, {"meaning", "含义"}, {"default", "默认值"}});
    for (const ParamSpec& p : k.params)
      out +=
          fmt::format("| `{}`{} | {} | {} | {} |\n", p.name, p.required ? t({" (required)", "（必填）"}) : "",
                      table_cell(type_of(p)), table_cell(t(p.meaning)), table_cell(p.fallback));
    out += "\n";
  }
  out.pop_back();
  return out;
}

std::string Pages::frameworks() const {
  std::string out =
      head({"Frameworks", "评价框架"},
           {"What a city wants, as data. A curve turns a value into a score from 0 to 100 through the points "
            "shown (value → score), straight between them. Where a framework grades, a value earns the first "
            "grade "
            "whose bound it keeps.",
            "一座城市的目标，以数据表达。曲线把数值换算为 0 至 100 的得分：经过所列各点（数值 → "
            "得分），点间为直线。分级评价的框架按所列界限评定等级。"});
  // Who reads Chinese only finds here what there is; the guide's chapter is in English.
  out += columns({{"framework", "评价框架"},
                  {"name", "名称"},
                  {"goals", "目标（维度）数"},
                  {"indicators", "指标数"},
                  {"judges by", "评价方式"},
                  {"sources verified", "来源已核实"},
                  {"adopted by", "制定者"}});
  for (const Framework& f : catalogue_.frameworks) {
    std::size_t criteria = 0, verified = 0;
    for (const Goal& g : f.goals)
      for (const Criterion& c : g.criteria) {
        ++criteria;
        const Indicator* i = indicator(c.indicator);
        verified +=
            c.source.verified && (i == nullptr || i->source.verified) ? 1 : 0;  // as the report marks them
      }
    out +=
        fmt::format("| [`{0}`](#{0}) | {1} | {2} | {3} | {4} | {5} | {6} |\n", f.key.word,
                    table_cell(t(f.name)), f.goals.size(), criteria,
                    t(f.scheme == Scheme::grade ? Text{"grades", "分级"} : Text{"scores", "评分"}),
                    t(say("{} of {}", "{1} 项中 {0} 项", verified, criteria)), table_cell(t(f.adopted_by)));
  }
  out += "\n";
  for (const Framework& f : catalogue_.frameworks) {
    out += fmt::format("## `{}`\n\n{}\n\n", f.key.word,
                       t(say("**{0}** (version {1}). Adopted by: {2}.", "**{0}**（版本 {1}）。制定者：{2}。",
                             t(f.name), f.version, t(f.adopted_by))));
    const bool grades = f.scheme == Scheme::grade;
    for (const Goal& g : f.goals) {
      out += fmt::format("### {}\n\n", t(g.name));
      if (!grades) out += t(say("Weight {:g}.", "权重 {:g}。", g.weight)) + "\n\n";
      std::vector<Text> titles{{"indicator", "指标"}, {"unit", "单位"}};
      if (grades) titles.emplace_back("grades", "分级");
      else {
        titles.emplace_back("curve", "曲线");
        titles.emplace_back("standard", "标准");
        titles.emplace_back("people", "人群");
        titles.emplace_back("weight", "权重");
      }
      titles.emplace_back("source", "来源");
      out += columns(titles);
      for (const Criterion& c : g.criteria) {
        const Indicator* i = indicator(c.indicator);
        out += fmt::format("| {} | {} | {} |", link(c.indicator),
                           i == nullptr ? "–" : table_cell(i->unit.symbol), judged_by(f, c));
        if (!grades)
          out +=
              fmt::format(" {} | {} | {:g} |", c.standard ? fmt::format("{:.4g}", *c.standard) : "–",
                          c.people.word.empty() ? t({"all", "全体"}) : table_cell(c.people.word), c.weight);
        out += fmt::format(" {} |\n", table_cell(source(c.source)));
      }
      out += "\n";
    }
  }
  out.pop_back();
  return out;
}

std::string Pages::projects() const {
  std::string out = head(
      {"Project types", "项目类型"},
      {"What can be proposed and funded. Prices are defaults for each city to replace: copy a file of "
       "`catalogue/projects` into `catalogue/projects` of the workspace and change it.",
       "可提出并投资的项目。造价为默认值，请各城市自行替换：把 `catalogue/projects` 中的文件复制到工作区的 "
       "`catalogue/projects` 并修改。"});
  out += columns({{"type", "类型"},
                  {"name", "名称"},
                  {"price", "造价"},
                  {"per year", "年运行费"},
                  {"years", "建设年数"},
                  {"fund", "资金"},
                  {"owner", "责任部门"},
                  {"helps", "改善的指标"},
                  {"source of the price", "造价来源"}});
  for (const ProjectType& p : catalogue_.project_types) {
    std::string helps;
    for (const IndicatorKey& k : p.helps) helps += (helps.empty() ? "" : t({", ", "、"})) + link(k);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n", p.key.word,
                       table_cell(t(p.name)), table_cell(show_money(p.capex, lang_)),
                       table_cell(show_money(p.opex_per_year, lang_)), p.years_to_build, p.fund.word,
                       table_cell(t(p.owner_name)), helps, table_cell(source(p.price_source)));
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> reference_pages(const Catalogue& catalogue,
                                                                 const Mapping& mapping, Lang lang) {
  const Pages p{catalogue, lang};
  std::vector<std::pair<std::string, std::string>> all{{"README.md", p.contents()},
                                                       {"commands.md", p.commands()},
                                                       {"kernels.md", p.kernel_list()},
                                                       {"frameworks.md", p.frameworks()},
                                                       {"projects.md", p.projects()}};
  for (auto& page : indicator_pages(catalogue, mapping, lang)) all.push_back(std::move(page));
  return all;
}

}  // namespace cityloop
