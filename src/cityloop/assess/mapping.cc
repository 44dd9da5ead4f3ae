#include "cityloop/assess/mapping.h"

#include <algorithm>

namespace cityloop {
namespace {

Text did_you_mean(const std::string& word, const std::vector<std::string>& known, const Text& otherwise) {
  const std::string near = nearest_word(word, known);
  return near.empty() ? otherwise : say("did you mean ‘{}’?", "是否想写“{}”？", near);
}

const Framework* framework_of(std::span<const Framework> all, const FrameworkKey& key) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const Framework& f) { return f.key == key; });
  return at == all.end() ? nullptr : &*at;
}

FrameworkKey read_framework(const Document& d, const std::string& word, std::span<const Framework> all) {
  if (framework_of(all, FrameworkKey{word}) == nullptr) {
    std::vector<std::string> known;
    for (const Framework& f : all) known.push_back(f.key.word);
    d.fail(say("the framework ‘{}’ is not declared", "评价框架“{}”未声明", word),
           did_you_mean(
               word, known,
               say("frameworks stand in catalogue/frameworks", "评价框架在 catalogue/frameworks 下声明")));
  }
  return {word};
}

class MappingReader {
 public:
  MappingReader(std::span<const Indicator> indicators, std::span<const Framework> frameworks)
      : frameworks_{frameworks} {
    for (const Indicator& i : indicators) words_.push_back(i.key.word);
  }
  Mapping read(const Document& d) {
    const Document listed = d.at("frameworks");
    for (const Document& one : listed.list())
      out_.frameworks.push_back(read_framework(one, one.string(), frameworks_));
    if (out_.frameworks.size() < 2)
      listed.fail(say("a mapping needs two frameworks", "对应关系至少需要两个评价框架"));
    if (const auto all = d.find("equivalents"))
      for (const Document& one : all->list()) add(one);
    d.done();
    return std::move(out_);
  }

 private:
  IndicatorKey key(const Document& d) const {
    const IndicatorKey k{d.string()};
    if (std::find(words_.begin(), words_.end(), k.word) == words_.end())
      d.fail(say("the indicator ‘{}’ is not declared", "指标“{}”未声明", k.word),
             did_you_mean(
                 k.word, words_,
                 say("indicators stand in catalogue/indicators", "指标在 catalogue/indicators 下声明")));
    const bool judged = std::any_of(out_.frameworks.begin(), out_.frameworks.end(), [&](const auto& f) {
      return framework_of(frameworks_, f)->find(k).has_value();
    });
    if (!judged)
      d.fail(say("none of the frameworks judges ‘{}’", "所列评价框架均未采用指标“{}”", k.word),
             say("name its framework under `frameworks`", "请将其所属框架列入 `frameworks`"));
    return k;
  }
  void add(const Document& d) {
    Equivalent e;
    e.line = static_cast<int>(d.where().line);
    e.of = key(d.at("of"));
    const Document match = d.at("match");
    e.match = static_cast<Match>(match.choice({"exact", "close", "none"}));
    if (e.match == Match::none) {
      const Document in = d.at("in");
      e.in = read_framework(in, in.string(), frameworks_);
    } else {
      e.as = key(d.at("as"));
      if (e.as == e.of)
        d.at("as").fail(say("‘{}’ is itself: that is not declared", "“{}”与自身相同，无需声明", e.of.word));
    }
    if (const auto note = d.find("note")) e.note = note->text();
    else if (e.match == Match::close)
      d.fail(say("what is only close needs a note", "近似的对应需要说明"),
             say("write what differs: note: {{en: …, zh: …}}", "请写明差异：note: {{en: …, zh: …}}"));
    d.done();
    for (const Equivalent& other : out_.equivalents) {
      const bool same =
          e.match == Match::none
              ? other.match == Match::none && other.of == e.of && other.in == e.in
              : (other.of == e.of && other.as == e.as) || (other.of == e.as && other.as == e.of);
      if (same)
        d.fail(say("this is declared twice, first in line {}", "重复声明，首次在第 {} 行", other.line));
    }
    out_.equivalents.push_back(std::move(e));
    const Equivalent& added = out_.equivalents.back();
    for (const Equivalent& none : out_.equivalents) {
      if (none.match != Match::none) continue;
      const Framework& in = *framework_of(frameworks_, none.in);
      const bool paired =
          std::any_of(out_.equivalents.begin(), out_.equivalents.end(), [&](const Equivalent& pair) {
            return pair.match != Match::none &&
                   ((pair.of == none.of && in.find(pair.as)) || (pair.as == none.of && in.find(pair.of)));
          });
      if (in.find(none.of) || paired)
        d.fail(say("‘{0}’ has a counterpart in ‘{1}’, and is said to have none",
                   "“{0}”在“{1}”中已有对应指标，却又声明为没有", none.of.word, none.in.word),
               &none == &added ? Text{} : say("see line {}", "见第 {} 行", none.line));
    }
  }

  std::span<const Framework> frameworks_;
  std::vector<std::string> words_;
  Mapping out_;
};

}  // namespace

Mapping parse_mapping(const Document& d, std::span<const Indicator> indicators,
                      std::span<const Framework> frameworks) {
  return MappingReader{indicators, frameworks}.read(d);
}

std::vector<Counterpart> counterparts(const Mapping& m, const IndicatorKey& key, const Framework& in) {
  if (in.find(key)) return {{Match::exact, key, {}}};
  std::vector<Counterpart> out;
  for (const Equivalent& e : m.equivalents) {
    if (e.match == Match::none) {
      if (e.of == key && e.in == in.key) out.push_back({Match::none, {}, e.note});
    } else if (e.of == key && in.find(e.as)) {
      out.push_back({e.match, e.as, e.note});
    } else if (e.as == key && in.find(e.of)) {
      out.push_back({e.match, e.of, e.note});
    }
  }
  if (out.empty()) out.push_back({});
  return out;
}

Text match_word(Match m) {
  switch (m) {
    case Match::exact: return {"exact", "一致"};
    case Match::close: return {"close", "近似"};
    case Match::none: return {"none", "无"};
    case Match::unsaid: break;
  }
  return {"–", "—"};
}

}  // namespace cityloop
