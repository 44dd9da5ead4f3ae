#include "cityloop/app/reference.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "cityloop/app/arguments.h"
#include "cityloop/base/text.h"
#include "cityloop/loop/files.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

/// Writes the pages of one language.
class Pages {
 public:
  Pages(const Catalogue& catalogue, Lang lang) : catalogue_{catalogue}, lang_{lang} {}
  std::string commands() const;
  std::string indicators() const;
  std::string kernel_list() const;
  std::string frameworks() const;
  std::string projects() const;
  std::string contents() const;

 private:
  std::string t(const Text& words) const { return words.in(lang_); }
  /// The title, who made the page, and one sentence on how to read it.
  std::string head(const Text& title, const Text& how) const {
    return fmt::format("# {}\n\n{}\n\n{}\n\n", t(title),
                       t({"<!-- Made by `make docs`. Change the declaration, not this page. -->",
                          "<!-- 由 `make docs` 生成。请修改声明，不要修改本页。 -->"}),
                       t(how));
  }
  /// The head of a table.
  std::string columns(std::initializer_list<Text> titles) const {
    std::string first = "|", second = "|";
    for (const Text& title : titles) {
      first += " " + t(title) + " |";
      second += "---|";
    }
    return first + "\n" + second + "\n";
  }
  std::string source(const Source& s) const {
    std::string out = s.title;
    const std::string comma = t({", ", "，"});
    if (!s.clause.empty()) out += comma + s.clause;
    if (!s.edition.empty()) out += comma + s.edition;
    if (!s.verified) out += t({" *(not verified)*", "*（未核实）*"});
    return out;
  }
  const Indicator* indicator(const IndicatorKey& key) const {
    const auto at = std::find_if(catalogue_.indicators.begin(), catalogue_.indicators.end(),
                                 [&](const Indicator& i) { return i.key == key; });
    return at == catalogue_.indicators.end() ? nullptr : &*at;
  }
  std::string link(const IndicatorKey& key) const;
  std::string type_of(const ParamSpec& p) const;

  const Catalogue& catalogue_;
  Lang lang_;
};

/// A cell of a Markdown table: no line breaks, no bars.
std::string cell(std::string s) {
  std::replace(s.begin(), s.end(), '\n', ' ');
  for (std::size_t i = 0; (i = s.find('|', i)) != std::string::npos; i += 2) s.insert(i, "\\");
  return s.empty() ? "–" : s;
}
/// The anchor that a heading in backticks gets: dots fall away.
std::string anchor(std::string key) {
  std::erase(key, '.');
  return key;
}
std::string Pages::link(const IndicatorKey& key) const {
  const Indicator* i = indicator(key);
  if (i == nullptr) return "`" + key.word + "`";
  return fmt::format("[{}](indicators.md#{})", cell(t(i->name)), anchor(key.word));
}

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
       {"Indicators: what each measures, how, with a worked example", "指标：含义、算法与算例"}},
      {"kernels", {"Kernels: the formulas and their parameters", "算法：公式与参数"}},
      {"frameworks", {"Frameworks: goals, curves and standards", "评价框架：目标、曲线与标准"}},
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

std::string Pages::indicators() const {
  std::string out =
      head({"Indicators", "指标"},
           {"A worked example is a "
            "drawing: rows run from north to south, a cell is a square of the size that stands above; the "
            "expected values below it are derived by hand, as its `because` says, and are checked by every "
            "run of the tests (`cityloop draw`).",
            "算例是一幅文字图：各行由北向南，每格为一个"
            "正方形网格，边长写在图上方；其下的期望值由手工推导（见 `because`），每次测试都会核对"
            "（`cityloop draw`）。"});
  out += columns({{"indicator", "指标"}, {"name", "名称"}, {"unit", "单位"}});
  for (const Indicator& i : catalogue_.indicators)
    out += fmt::format("| [`{}`](#{}) | {} | {} |\n", i.key.word, anchor(i.key.word), cell(t(i.name)),
                       cell(i.unit.symbol));
  for (const Indicator& i : catalogue_.indicators) {
    out += fmt::format("\n## `{}`\n\n{}\n\n{}\n\n", i.key.word,
                       t(say("**{0}** (version {1}, in {2})", "**{0}**（版本 {1}，单位 {2}）", t(i.name),
                             i.version, i.unit.symbol)),
                       t(i.meaning));
    const Kernel& k = kernel(i.kernel, {.file = i.file, .item = i.key.word});
    out += fmt::format("{}\n\n```text\n{}\n```\n\n",
                       t(say("Kernel [`{0}`](kernels.md#{0}):", "算法 [`{0}`](kernels.md#{0})：", i.kernel)),
                       k.formula);
    if (!i.params.all().empty()) {
      out += columns({{"parameter", "参数"}, {"value", "取值"}});
      for (const auto& [name, unused] : i.params.all())
        out += fmt::format("| `{}` | {} |\n", name, cell(i.params.shown(name)));
      out += "\n";
    }
    if (!i.source.title.empty()) out += fmt::format("{}{}\n", t({"Source: ", "来源："}), source(i.source));
    const std::string drawing = fs::path{i.file}.replace_extension(".city").string();
    if (fs::exists(drawing)) {
      std::string text = read_text(drawing);
      while (!text.empty() && text.back() == '\n') text.pop_back();
      out += fmt::format("\n{}\n\n```text\n{}\n```\n", t({"Worked example:", "算例："}), text);
    }
  }
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
                      cell(type_of(p)), cell(t(p.meaning)), cell(p.fallback));
    out += "\n";
  }
  out.pop_back();
  return out;
}

std::string Pages::frameworks() const {
  std::string out =
      head({"Frameworks", "评价框架"},
           {"What a city wants, as data. A curve turns a value into a score from 0 to 100 through the points "
            "shown (value → score), straight between them.",
            "一座城市的目标，以数据表达。曲线把数值换算为 0 至 100 的得分：经过所列各点（数值 → "
            "得分），点间为直线。"});
  for (const Framework& f : catalogue_.frameworks) {
    out += fmt::format("## `{}`\n\n{}\n\n", f.key.word,
                       t(say("**{0}** (version {1}). Adopted by: {2}.", "**{0}**（版本 {1}）。制定者：{2}。",
                             t(f.name), f.version, t(f.adopted_by))));
    for (const Goal& g : f.goals) {
      out += fmt::format("### {}\n\n{}\n\n", t(g.name), t(say("Weight {:g}.", "权重 {:g}。", g.weight)));
      out += columns({{"indicator", "指标"},
                      {"unit", "单位"},
                      {"curve", "曲线"},
                      {"standard", "标准"},
                      {"people", "人群"},
                      {"weight", "权重"},
                      {"source", "来源"}});
      for (const Criterion& c : g.criteria) {
        const Indicator* i = indicator(c.indicator);
        std::string curve;
        for (const auto& [value, score] : c.curve.points)
          curve += fmt::format("{}{:.4g} → {:.0f}", curve.empty() ? "" : t({", ", "，"}), value, 100 * score);
        out += fmt::format("| {} | {} | {} | {} | {} | {:g} | {} |\n", link(c.indicator),
                           i == nullptr ? "–" : cell(i->unit.symbol), curve,
                           c.standard ? fmt::format("{:.4g}", *c.standard) : "–",
                           c.people.word.empty() ? t({"all", "全体"}) : cell(c.people.word), c.weight,
                           cell(source(c.source)));
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
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n", p.key.word, cell(t(p.name)),
                       cell(show_money(p.capex, lang_)), cell(show_money(p.opex_per_year, lang_)),
                       p.years_to_build, p.fund.word, cell(t(p.owner_name)), helps,
                       cell(source(p.price_source)));
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> reference_pages(const Catalogue& catalogue, Lang lang) {
  const Pages p{catalogue, lang};
  return {{"README.md", p.contents()},       {"commands.md", p.commands()},
          {"indicators.md", p.indicators()}, {"kernels.md", p.kernel_list()},
          {"frameworks.md", p.frameworks()}, {"projects.md", p.projects()}};
}

}  // namespace cityloop
