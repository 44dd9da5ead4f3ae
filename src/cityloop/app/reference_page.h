#pragma once

// What all pages of the reference are written with.

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cityloop/loop/mapping.h"

namespace cityloop {

/// A cell of a Markdown table: no line breaks, no bars.
inline std::string table_cell(std::string s) {
  std::replace(s.begin(), s.end(), '\n', ' ');
  for (std::size_t i = 0; (i = s.find('|', i)) != std::string::npos; i += 2) s.insert(i, "\\");
  return s.empty() ? "–" : s;
}
/// The anchor that a heading in backticks gets: dots fall away.
inline std::string heading_anchor(std::string key) {
  std::erase(key, '.');
  return key;
}

/// Words and links in one language.
class ReferencePage {
 public:
  ReferencePage(const Catalogue& catalogue, Lang lang) : catalogue_{catalogue}, lang_{lang} {}

 protected:
  std::string t(const Text& words) const { return words.in(lang_); }
  /// The title, who made the page, and one sentence on how to read it.
  std::string head(const Text& title, const Text& how) const {
    std::string out = fmt::format("# {}\n\n{}\n\n", t(title),
                                  t({"<!-- Made by `make docs`. Change the declaration, not this page. -->",
                                     "<!-- 由 `make docs` 生成。请修改声明，不要修改本页。 -->"}));
    if (!how.empty()) out += t(how) + "\n\n";
    return out;
  }
  /// The head of a table.
  std::string columns(std::initializer_list<Text> titles) const { return columns(std::vector<Text>(titles)); }
  std::string columns(const std::vector<Text>& titles) const {
    std::string heads = "|", rule = "|";
    for (const Text& title : titles) {
      heads += " " + t(title) + " |";
      rule += "---|";
    }
    return heads + "\n" + rule + "\n";
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
  /// A link to an indicator's page by its name. `to`: where these pages lie, seen from this one.
  std::string link(const IndicatorKey& key, const std::string& to = "indicators/") const {
    const Indicator* i = indicator(key);
    if (i == nullptr) return "`" + key.word + "`";
    return fmt::format("[{}]({}{}.md)", table_cell(t(i->name)), to, key.word);
  }
  /// What a criterion asks for: its cuts, or that nobody published any; or the points of its curve.
  std::string judged_by(const Framework& f, const Criterion& c) const {
    std::string out;
    const auto add = [&](const std::string& s) { out += (out.empty() ? "" : t({", ", "，"})) + s; };
    if (f.scheme == Scheme::score) {
      for (const auto& [value, score] : c.curve.points)
        add(fmt::format("{:.4g} → {:.0f}", value, 100 * score));
      return out;
    }
    if (!c.cuts) return t({"no published cut; experts, or ungraded", "无公布分级值；由专家评级，否则不评级"});
    const auto cut = [&](const std::optional<double>& at, const Text& word) {
      if (at) add(fmt::format("{} {} {:.4g}", t(word), c.cuts->higher_is_better ? "≥" : "≤", *at));
    };
    cut(c.cuts->very_good, {"very good", "很好"});
    cut(c.cuts->good, {"good", "较好"});
    cut(c.cuts->fair, {"fair", "一般"});
    return out;
  }

  const Catalogue& catalogue_;
  Lang lang_;
};

/// The pages of the indicators (index, one for each) and of the mapping, as (file name, Markdown).
std::vector<std::pair<std::string, std::string>> indicator_pages(const Catalogue&, const Mapping&, Lang);

}  // namespace cityloop
