#include "cityloop/app/reference.h"

#include <fmt/format.h>

#include "cityloop/base/text.h"

namespace cityloop {
namespace {

constexpr const char* kHead =
    "<!-- Made by `cityloop reference`. Change the declaration, not this page. -->\n\n";

/// A cell of a Markdown table: no line breaks, no bars.
std::string cell(std::string s) {
  for (char& c : s)
    if (c == '\n') c = ' ';
  for (std::size_t i = 0; (i = s.find('|', i)) != std::string::npos; i += 2) s.insert(i, "\\");
  return s.empty() ? "–" : s;
}
std::string both(const Text& t) { return t.en == t.zh ? cell(t.en) : cell(t.en) + " · " + cell(t.zh); }

std::string source_of(const Source& s) {
  if (s.title.empty()) return "–";
  std::string out = s.title;
  if (!s.clause.empty()) out += ", " + s.clause;
  if (!s.edition.empty()) out += ", " + s.edition;
  if (!s.verified) out += " *(not verified · 未核实)*";
  return cell(out);
}

std::string params_of(const Indicator& i) {
  std::string out;
  for (const auto& [name, value] : i.params.all())
    out += fmt::format("{}{} = {}", out.empty() ? "" : "; ", name, i.params.shown(name));
  return cell(out);
}

const char* type_word(ParamSpec::Type t) {
  switch (t) {
    case ParamSpec::Type::number: return "number · 数字";
    case ParamSpec::Type::quantity: return "quantity · 带单位数值";
    case ParamSpec::Type::word: return "word · 词";
    case ParamSpec::Type::words: return "words · 词列表";
    case ParamSpec::Type::choice: return "choice · 选项";
    case ParamSpec::Type::expression: return "expression · 算式";
  }
  return "";
}

}  // namespace

std::string reference_indicators(const Catalogue& catalogue) {
  std::string out = fmt::format("# Indicators · 指标\n\n{}", kHead);
  out +=
      "Parameters with a dimension are in base units (m, s, person, yuan). A drawing beside the declaration, "
      "where there "
      "is one, is its worked example and its test.\n\n";
  for (const Indicator& i : catalogue.indicators) {
    out += fmt::format("## `{}`\n\n**{}** (version {})\n\n{}\n\n", i.key.word, both(i.name), i.version,
                       both(i.meaning));
    out += "| unit · 单位 | kernel · 内核 | parameters · 参数 | source · 来源 |\n|---|---|---|---|\n";
    out += fmt::format("| {} | [`{}`](kernels.md#{}) | {} | {} |\n\n", cell(i.unit.symbol), i.kernel,
                       i.kernel, params_of(i), source_of(i.source));
  }
  return out;
}

std::string reference_kernels() {
  std::string out = fmt::format("# Kernels · 内核\n\n{}", kHead);
  for (const Kernel& k : kernels()) {
    out += fmt::format("## {}\n\n{}\n\n```\n{}\n```\n\n", k.name, both(k.meaning), k.formula);
    out += "| parameter · 参数 | type · 类型 | meaning · 含义 | default · 默认 |\n|---|---|---|---|\n";
    for (const ParamSpec& p : k.params) {
      std::string type = type_word(p.type);
      if (!p.choices.empty()) type += fmt::format(": {}", fmt::join(p.choices, ", "));
      out += fmt::format("| `{}`{} | {} | {} | {} |\n", p.name, p.required ? " *required · 必填*" : "",
                         cell(type), both(p.meaning), cell(p.fallback));
    }
    out += "\n";
  }
  return out;
}

std::string reference_frameworks(const Catalogue& catalogue) {
  std::string out = fmt::format("# Frameworks · 评价框架\n\n{}", kHead);
  for (const Framework& f : catalogue.frameworks) {
    out += fmt::format("## `{}`\n\n**{}** (version {}) – {}\n\n", f.key.word, both(f.name), f.version,
                       both(f.adopted_by));
    out +=
        "| goal · 目标 | weight · 权重 | indicator · 指标 | standard · 标准 | people · 人群 | weight · 权重 "
        "| source · 来源 "
        "|\n|---|---|---|---|---|---|---|\n";
    for (const Goal& g : f.goals)
      for (const Criterion& c : g.criteria)
        out += fmt::format("| {} | {:g} | `{}` | {} | {} | {:g} | {} |\n", both(g.name), g.weight,
                           c.indicator.word, c.standard ? fmt::format("{:g}", *c.standard) : "–",
                           cell(c.people.word), c.weight, source_of(c.source));
    out += "\n";
  }
  return out;
}

std::string reference_projects(const Catalogue& catalogue) {
  std::string out = fmt::format("# Project types · 项目类型\n\n{}", kHead);
  out +=
      "| type · 类型 | name · 名称 | price · 造价 | per year · 年运行费 | years · 建设年数 | fund · 资金 | "
      "owner · 责任部门 | "
      "helps · 改善 | price source · 造价来源 |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const ProjectType& t : catalogue.project_types) {
    std::string helps;
    for (const IndicatorKey& k : t.helps) helps += fmt::format("{}`{}`", helps.empty() ? "" : " ", k.word);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n", t.key.word, both(t.name),
                       cell(show_money(t.capex, Lang::en)), cell(show_money(t.opex_per_year, Lang::en)),
                       t.years_to_build, t.fund.word, both(t.owner_name), helps, source_of(t.price_source));
  }
  return out;
}

}  // namespace cityloop
