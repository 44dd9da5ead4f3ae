#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "cityloop/app/reference_page.h"
#include "cityloop/loop/files.h"
#include "cityloop/measure/use.h"

namespace cityloop {
namespace {

/// A worked example: its text, and the indicator beside which it stands.
struct WorkedExample {
  const Indicator* beside = nullptr;
  std::string text;
};

/// What a layer is called in city.yaml's words and for people.
Text layer_name(LayerId layer) {
  switch (layer) {
    case LayerId::grid: return {"the grid of cells", "格网"};
    case LayerId::zones: return {"zones", "分区"};
    case LayerId::people: return {"people by cell", "分格网人口"};
    case LayerId::places: return {"places", "设施点"};
    case LayerId::streets: return {"streets", "街道网络"};
    case LayerId::transit: return {"the timetable", "公共交通时刻表"};
    case LayerId::fares: return {"fares", "票价"};
    case LayerId::buildings: return {"buildings", "建筑"};
    case LayerId::land: return {"land by use", "用地"};
    case LayerId::statistics: return {"published figures", "统计数据"};
    case LayerId::budget: return {"the budget", "预算"};
    case LayerId::reports: return {"reports of residents", "居民诉求"};
    case LayerId::inspections: return {"ledgers of inspections", "检查台账"};
    default: return {std::string{to_word(layer)}, std::string{to_word(layer)}};
  }
}

class IndicatorPages : private ReferencePage {
 public:
  IndicatorPages(const Catalogue& catalogue, const Mapping& mapping, Lang lang)
      : ReferencePage{catalogue, lang}, mapping_{mapping},
        guide_{lang == Lang::zh ? "../../../guide/" : "../../guide/"} {
    find_examples();
  }
  std::string index() const;
  std::string page(const Indicator& i) const;
  std::string mapping() const;

 private:
  const Kernel& kernel_of(const Indicator& i) const {
    return kernel(i.kernel, {.file = i.file, .item = i.key.word});
  }
  void find_examples();
  /// Whether it is entered, published, computed from the layers or from other indicators.
  Text origin(const Indicator& i) const;
  std::string support(const Indicator& i) const;
  std::string weighing(Weighing w) const;
  std::string direction(const Indicator& i) const;
  std::string facts(const Indicator& i) const;
  std::string formula(const Indicator& i) const;
  std::string data(const Indicator& i) const;
  std::string users(const Indicator& i) const;
  std::string elsewhere(const Indicator& i) const;
  std::string example(const Indicator& i) const;
  std::string here(const IndicatorKey& key) const { return link(key, ""); }
  std::string section(const Text& title) const { return "\n## " + t(title) + "\n\n"; }
  std::string joined(std::string all, const std::string& one) const {
    return all + (all.empty() ? "" : t({", ", "、"})) + one;
  }

  const Mapping& mapping_;
  std::string guide_;
  std::map<std::string, WorkedExample> own_;     // by the key that a drawing expects
  std::map<std::string, WorkedExample> by_use_;  // by the way of use
};

/// A drawing explains every indicator it expects; an indicator's own one comes first.
void IndicatorPages::find_examples() {
  for (const Indicator& i : catalogue_.indicators) {
    const std::string file = std::filesystem::path{i.file}.replace_extension(".city").string();
    if (!std::filesystem::exists(file)) continue;
    WorkedExample e{&i, read_text(file)};
    while (!e.text.empty() && e.text.back() == '\n') e.text.pop_back();
    own_.insert_or_assign(i.key.word, e);
    for (std::size_t at = 0; (at = e.text.find("\nexpect ", at)) != std::string::npos;) {
      at += 8;
      const std::string key = e.text.substr(at, e.text.find_first_of(" \n", at) - at);
      own_.try_emplace(key, e);
    }
  }
  for (const Indicator& i : catalogue_.indicators)
    if (const auto e = own_.find(i.key.word); e != own_.end())
      by_use_.try_emplace(way_of_use(i), WorkedExample{&i, e->second.text});
}

Text IndicatorPages::origin(const Indicator& i) const {
  if (i.kernel == "statistic") return {"published", "公布"};
  if (i.kernel == "inspected" || i.kernel == "remedied") return {"from ledgers", "台账"};
  if (i.kernel == "combine") return {"from other indicators", "由其他指标得出"};
  return {"computed", "计算"};
}

std::string IndicatorPages::weighing(Weighing w) const {
  switch (w) {
    case Weighing::people: return t({"its people", "人口"});
    case Weighing::area: return t({"its area", "面积"});
    case Weighing::count: break;
  }
  return t({"1, as every other", "个数，每个同重"});
}

std::string IndicatorPages::support(const Indicator& i) const {
  const Support s = kernel_of(i).support(i, catalogue_.indicators);
  if (s.of == Support::Of::cell) return t({"each cell", "各格网"});
  if (s.of == Support::Of::whole) return t({"the whole city", "全市"});
  return t(say("each zone of the level `{}`", "`{}` 级各分区", s.level.word));
}

std::string IndicatorPages::direction(const Indicator& i) const {
  std::string higher, lower;
  for (const Framework& f : catalogue_.frameworks)
    if (const auto c = f.find(i.key); c && f.criterion(*c).way()) {
      std::string& way = *f.criterion(*c).way() ? higher : lower;
      way = joined(std::move(way), "`" + f.key.word + "`");
    }
  std::string out;
  const auto add = [&](const Text& words, const std::string& by) {
    if (!by.empty())
      out += (out.empty() ? "" : t({"; ", "；"})) + t(words) +
             t(say(" (by the goals of {})", "（依据 {}）", by));
  };
  add({"higher is better", "越高越好"}, higher);
  add({"lower is better", "越低越好"}, lower);
  return out.empty() ? t({"neither way is declared better", "未声明优劣方向"}) : out;
}

std::string IndicatorPages::facts(const Indicator& i) const {
  std::string out = columns({{"", ""}, {"", ""}});
  const auto row = [&](const Text& what, const std::string& value) {
    out += fmt::format("| {} | {} |\n", t(what), table_cell(value));
  };
  row({"key", "代码"}, "`" + i.key.word + "`");
  row({"version", "版本"}, std::to_string(i.version));
  row({"unit", "单位"}, i.unit.symbol);
  row({"has a value for", "取值层级"}, support(i));
  if (kernel_of(i).support(i, catalogue_.indicators).of != Support::Of::whole)
    row({"a part weighs by", "汇总权重"}, weighing(i.weighing));
  row({"direction", "方向"}, direction(i));
  row({"source", "来源"}, i.source.title);
  row({"clause", "条款"}, i.source.clause);
  row({"edition", "版次"}, i.source.edition);
  const bool ours = i.source.title == "CityLoop";
  row({"provenance", "出处核实"},
      t(ours ? Text{"a definition of our own", "CityLoop 自行定义"}
        : i.source.verified
            ? Text{"the source was read", "已查阅来源"}
            : Text{"*not verified*: from memory or read in part, not compared with the published text",
                   "*未核实*：凭记忆或部分查阅，未与公布文本核对"}));
  return out;
}

std::string IndicatorPages::formula(const Indicator& i) const {
  const Kernel& k = kernel_of(i);
  std::string out = fmt::format("{}\n\n```text\n{}\n```\n",
                                t(say("Kernel [`{0}`](../kernels.md#{0}): {1}",
                                      "算法 [`{0}`](../kernels.md#{0})：{1}", i.kernel, t(k.meaning))),
                                k.formula);
  if (i.params.all().empty()) return out;
  out += "\n" + columns({{"parameter", "参数"}, {"value", "取值"}, {"meaning", "含义"}});
  for (const auto& [name, unused] : i.params.all()) {
    Text meaning;
    for (const ParamSpec& p : k.params)
      if (p.name == name) meaning = p.meaning;
    out +=
        fmt::format("| `{}` | {} | {} |\n", name, table_cell(i.params.shown(name)), table_cell(t(meaning)));
  }
  return out;
}

std::string IndicatorPages::data(const Indicator& i) const {
  // What it reads itself and what the indicators it is made of read.
  std::vector<const Indicator*> made_of{&i};
  std::string needs;
  for (std::size_t n = 0; n < made_of.size(); ++n)
    for (const IndicatorKey& key : kernel_of(*made_of[n]).needs(*made_of[n])) {
      const Indicator* need = indicator(key);
      if (need == nullptr || std::find(made_of.begin(), made_of.end(), need) != made_of.end()) continue;
      if (n == 0) needs = joined(std::move(needs), here(key));
      made_of.push_back(need);
    }
  LayerSet read;
  std::set<std::string> kinds, variables, checks;
  for (const Indicator* one : made_of) {
    read |= kernel_of(*one).reads(*one);
    for (const PlaceKindKey& k : kernel_of(*one).kinds(*one)) kinds.insert(k.word);
    if (one->kernel == "statistic")
      for (const char* name : {"variable", "per"})
        if (one->params.has(name)) variables.insert(one->params.word(name));
    if ((one->kernel == "inspected" || one->kernel == "remedied") && one->params.has("check"))
      for (const std::string& c : one->params.words("check")) checks.insert(c);
  }
  std::string out;
  const auto line = [&](const std::string& words) { out += "* " + words + "\n"; };
  const auto ticked = [&](const std::set<std::string>& words) {
    std::string all;
    for (const std::string& w : words) all = joined(std::move(all), "`" + w + "`");
    return all;
  };
  if (!needs.empty()) line(t(say("Made of: {}.", "由以下指标得出：{}。", needs)));
  const std::string import_page = guide_ + "import.md";
  if (read.test(static_cast<std::size_t>(LayerId::statistics)))
    line(
        t(say("Published figures: {0}. A table with the columns year, value, variable and unit, read `as: "
              "statistics` ([import]({1})); the city's own form of them is written by `cityloop form "
              "statistics`.",
              "统计数据：{0}。以年份、数值、变量、单位为列的表格，按 `as: statistics` 读入（[导入]({1})）；"
              "填报表由 `cityloop form statistics` 生成。",
              ticked(variables), import_page)));
  if (read.test(static_cast<std::size_t>(LayerId::inspections)))
    line(t(checks.empty()
               ? say("Ledgers of inspections of any check, read `as: inspections` ([import]({0})).",
                     "各类检查台账，按 `as: inspections` 读入（[导入]({0})）。", import_page)
               : say("Ledgers of inspections with the check {0}, read `as: inspections` ([import]({1})): a "
                     "row for each object looked at, also for those that are sound.",
                     "检查项为 {0} 的检查台账，按 `as: inspections` 读入（[导入]({1})）：每个检查对象一行，"
                     "无问题的也须登记。",
                     ticked(checks), import_page)));
  std::string computed;
  for (std::size_t l = 0; l < read.size(); ++l) {
    const auto layer = static_cast<LayerId>(l);
    if (!read.test(l) || layer == LayerId::statistics || layer == LayerId::inspections) continue;
    const bool entered_only = i.kernel == "statistic" || i.kernel == "inspected" || i.kernel == "remedied";
    if (layer == LayerId::zones && entered_only &&
        kernel_of(i).support(i, catalogue_.indicators).of == Support::Of::whole)
      continue;
    computed = joined(std::move(computed), t(layer_name(layer)));
  }
  if (!computed.empty())
    line(t(say("Layers of the city: {0} ([import]({1})).", "城市数据图层：{0}（[导入]({1})）。", computed,
               import_page)));
  if (!kinds.empty())
    line(t(say("Kinds of place: {}. A place without a capacity takes its kind's, marked estimated.",
               "设施类别：{}。未注明规模的设施取该类默认值，并标记为估计。", ticked(kinds))));
  return out;
}

std::string IndicatorPages::users(const Indicator& i) const {
  std::string out;
  for (const Framework& f : catalogue_.frameworks)
    for (const Goal& g : f.goals)
      for (const Criterion& c : g.criteria) {
        if (c.indicator != i.key) continue;
        if (out.empty())
          out = columns({{"framework", "评价框架"},
                         {"goal", "目标"},
                         {"judged by", "评判"},
                         {"source of the judgement", "评判来源"}});
        out += fmt::format("| [{}](../frameworks.md#{}) | {} | {} | {} |\n", table_cell(t(f.name)),
                           heading_anchor(f.key.word), table_cell(t(g.name)), table_cell(judged_by(f, c)),
                           table_cell(source(c.source)));
      }
  if (!out.empty()) return out;
  std::string needed_by;
  for (const Indicator& other : catalogue_.indicators)
    for (const IndicatorKey& need : kernel_of(other).needs(other))
      if (need == i.key) needed_by = joined(std::move(needed_by), here(other.key));
  if (!needed_by.empty())
    return t(say("No framework judges it itself; it is part of {}.", "没有评价框架直接采用；用于得出 {}。",
                 needed_by)) +
           "\n";
  return t({"None of the catalogue; name it in a framework of your own.",
            "目录中的评价框架均未采用；可在自己的框架中使用。"}) +
         "\n";
}

std::string IndicatorPages::elsewhere(const Indicator& i) const {
  std::string out;
  for (const FrameworkKey& key : mapping_.frameworks) {
    const Framework& f = catalogue_.framework(key.word);
    for (const Counterpart& c : counterparts(mapping_, i.key, f)) {
      if (c.match == Match::unsaid || c.indicator == i.key) continue;
      out += fmt::format("| `{}` | {} | {} | {} |\n", key.word, t(match_word(c.match)),
                         c.indicator.empty() ? "–" : here(c.indicator), table_cell(t(c.note)));
    }
  }
  if (out.empty()) return out;
  return section({"In other frameworks", "在其他评价框架中"}) +
         columns({{"framework", "评价框架"},
                  {"match", "对应"},
                  {"its indicator", "其指标"},
                  {"what differs", "差异"}}) +
         out;
}

std::string IndicatorPages::example(const Indicator& i) const {
  const auto block = [](const std::string& text) { return "\n```text\n" + text + "\n```\n"; };
  if (const auto own = own_.find(i.key.word); own != own_.end()) {
    const Text how{
        "Rows run from north to south, a cell is a square of the size that stands above; the "
        "expected values are derived by hand, as `because` says, and are checked by every run of "
        "the tests (`cityloop draw`).",
        "各行由北向南，每格为一个正方形网格，边长写在图上方；期望值由手工推导（见 `because`），"
        "每次测试都会核对（`cityloop draw`）。"};
    const std::string shared =
        own->second.beside->key == i.key
            ? ""
            : " " + t(say("The drawing is that of {}.", "本图与 {} 共用。", here(own->second.beside->key)));
    return t(how) + shared + "\n" + block(own->second.text);
  }
  const auto same = by_use_.find(way_of_use(i));
  if (same == by_use_.end()) return t({"There is no drawing yet.", "尚无算例。"}) + "\n";
  return t(say("This indicator uses its kernel in the same way as {}, whose drawing shows it; only what is "
               "counted differs.",
               "本指标与 {} 以相同方式使用同一算法，下图为后者的算例；只是计量对象不同。",
               here(same->second.beside->key))) +
         "\n" + block(same->second.text);
}

std::string IndicatorPages::page(const Indicator& i) const {
  std::string out = head(i.name, {});
  out += fmt::format("{}\n\n[{}](../indicators.md)\n\n", t(i.meaning), t({"All indicators", "全部指标"}));
  out += facts(i);
  out += section({"Formula", "算法"}) + formula(i);
  out += section({"Data needed", "所需数据"}) + data(i);
  out += section({"Frameworks that use it", "采用它的评价框架"}) + users(i);
  out += elsewhere(i);
  out += section({"Worked example", "算例"}) + example(i);
  return out;
}

std::string IndicatorPages::index() const {
  std::string out =
      head({"Indicators", "指标"},
           {"Each has a page with its definition, formula, source, the data it needs, the frameworks that "
            "use it and a worked example. *published*: a figure that somebody publishes; *from ledgers*: "
            "entered by inspectors; *computed*: from the layers of the city.",
            "每个指标有一页，说明定义、算法、来源、所需数据、采用它的评价框架与算例。“公布”为公布的统计数据；"
            "“台账”由检查人员登记；“计算”由城市数据图层得出。"});
  out += columns({{"indicator", "指标"},
                  {"name", "名称"},
                  {"unit", "单位"},
                  {"value", "取值方式"},
                  {"used by", "采用者"}});
  for (const Indicator& i : catalogue_.indicators) {
    std::string by;
    for (const Framework& f : catalogue_.frameworks)
      if (f.find(i.key)) by = joined(std::move(by), f.key.word);
    out += fmt::format("| [`{0}`](indicators/{0}.md) | {1} | {2} | {3} | {4} |\n", i.key.word,
                       table_cell(t(i.name)), table_cell(i.unit.symbol), t(origin(i)), table_cell(by));
  }
  return out;
}

std::string IndicatorPages::mapping() const {
  std::string out = head(
      {"Mapping", "对应关系"},
      {"Which indicator of one framework stands for which of another. **exact**: one definition, so the same "
       "figure. **close**: much the same is meant, and it is said what differs. **none**: somebody looked "
       "and there is nothing. A dash: nobody has said anything. From `catalogue/mapping.yaml` and "
       "from shared indicators; `cityloop goals mapping` prints the same.",
       "各评价框架指标之间的对应。**一致**：同一定义，数值相同；**近似**：含义相近，并注明差异；**无**："
       "经核对没有对应指标；破折号：尚未说明。来自 `catalogue/mapping.yaml` 与共用的指标；"
       "`cityloop goals mapping` 可显示同样内容。"});
  for (const FrameworkKey& from : mapping_.frameworks) {
    const Framework& a = catalogue_.framework(from.word);
    out += fmt::format("## `{}`\n\n**{}**\n\n", a.key.word, t(a.name));
    std::vector<Text> titles{{"indicator", "指标"}};
    for (const FrameworkKey& to : mapping_.frameworks)
      if (to != from) titles.push_back(verbatim(to.word));
    out += columns(titles);
    for (const Goal& g : a.goals)
      for (const Criterion& c : g.criteria) {
        out += fmt::format("| {} |", link(c.indicator));
        for (const FrameworkKey& to : mapping_.frameworks) {
          if (to == from) continue;
          std::string cell;
          for (const Counterpart& other :
               counterparts(mapping_, c.indicator, catalogue_.framework(to.word))) {
            if (!cell.empty()) cell += "<br>";
            cell += t(match_word(other.match));
            if (!other.indicator.empty() && other.indicator != c.indicator)
              cell += t({": ", "："}) + link(other.indicator);
            if (!other.note.empty()) cell += t({" – ", "——"}) + table_cell(t(other.note));
          }
          out += " " + cell + " |";
        }
        out += "\n";
      }
    out += "\n";
  }
  out.pop_back();
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> indicator_pages(const Catalogue& catalogue,
                                                                 const Mapping& mapping, Lang lang) {
  const IndicatorPages p{catalogue, mapping, lang};
  std::vector<std::pair<std::string, std::string>> all{{"indicators.md", p.index()},
                                                       {"mapping.md", p.mapping()}};
  for (const Indicator& i : catalogue.indicators)
    all.emplace_back("indicators/" + i.key.word + ".md", p.page(i));
  return all;
}

}  // namespace cityloop
