#include "cityloop/detect/detect.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "cityloop/base/hash.h"
#include "cityloop/base/unit_words.h"
#include "cityloop/detect/rules/rules.h"

namespace cityloop {
namespace {

/// Two findings of consecutive snapshots are the same matter if they share at least this much of the smaller one.
constexpr double kSame = 0.3;

constexpr std::array<Rule, 5> kRules{Rule{"shortfall", find_shortfalls}, Rule{"gap", find_gaps},
                                     Rule{"hotspot", find_hotspots}, Rule{"defect", find_defects},
                                     Rule{"disagreement", find_disagreements}};

/// How much two findings are the same: what they share, of all they name, and of the smaller one.
struct Likeness {
  double jaccard = 0, overlap = 0;
};
template <class T>
Likeness likeness_of(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.empty() && b.empty()) return {1, 1};
  if (a.empty() || b.empty()) return {};
  std::vector<T> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const auto shared = static_cast<double>(both.size());
  const auto all = static_cast<double>(a.size() + b.size()) - shared;
  return {shared / all, shared / static_cast<double>(std::min(a.size(), b.size()))};
}
Likeness likeness(const Finding& a, const Finding& b) {
  if (a.kind != b.kind || a.about != b.about || a.group != b.group) return {};
  if (a.cells.empty() != b.cells.empty()) return {};
  return a.cells.empty() ? likeness_of(a.zones, b.zones) : likeness_of(a.cells, b.cells);
}

struct Match {
  Likeness like;
  std::size_t now, before;
};

/// Gives findings the id and the first day of the matter they continue; each matter goes on in its likest finding only.
void keep_ids(std::vector<Finding>& now, const std::vector<Finding>& before) {
  std::vector<Match> matches;
  for (std::size_t i = 0; i < now.size(); ++i)
    for (std::size_t j = 0; j < before.size(); ++j)
      if (const Likeness l = likeness(now[i], before[j]); l.overlap >= kSame) matches.push_back({l, i, j});
  std::sort(matches.begin(), matches.end(), [&](const Match& x, const Match& y) {
    if (x.like.jaccard != y.like.jaccard) return x.like.jaccard > y.like.jaccard;
    if (x.like.overlap != y.like.overlap) return x.like.overlap > y.like.overlap;
    return std::pair{before[x.before].id, now[x.now].id} < std::pair{before[y.before].id, now[y.now].id};
  });
  std::vector<char> named(now.size(), 0), used(before.size(), 0);
  std::set<FindingId> taken;
  for (const Finding& f : before) taken.insert(f.id);
  for (const Match& m : matches) {
    if (named[m.now] != 0 || used[m.before] != 0) continue;
    named[m.now] = used[m.before] = 1;
    now[m.now].id = before[m.before].id;
    now[m.now].first_seen = before[m.before].first_seen;
  }
  // A new matter never takes the name of an old one, even of one that is gone.
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (named[i] != 0) continue;
    for (std::uint32_t again = 1; !taken.insert(now[i].id).second; ++again)
      now[i].id = FindingId{id_of("finding again", now[i].id.v, again)};
  }
}

std::string unit_suffix(const Unit& u) {
  return u.symbol == "1" ? "" : (u.symbol == "%" ? "%" : " " + u.symbol);
}

Text place_of(const Finding& f, const City& city) {
  if (f.zones.size() == 1)
    if (const auto z = city.zones->find(f.zones.front())) {
      const Text& name = city.zones->name[*z];
      return name.empty() ? verbatim(city.zones->code[*z]) : Text{name.in(Lang::en), name.in(Lang::zh)};
    }
  if (f.cells.empty() || f.zones.size() > 1)
    return f.zones.size() > 1 ? say("{} districts", "{} 个片区", f.zones.size())
                              : (city.about->name.empty() ? say("the city", "全市") : city.about->name);
  const auto cell = f.evidence.size() > 1 ? std::get_if<CellId>(&f.evidence[1].subject) : nullptr;
  const auto at = city.grid->find(cell != nullptr ? *cell : f.cells.front());
  return at ? say("the area around {}", "{} 一带", city.grid->label(*at)) : say("the city", "全市");
}

Text group_of(const Finding& f, const City& city, const Lens& lens) {
  const GroupKey& key = f.kind == FindingKind::gap ? f.group : lens.goals.criterion(f.criterion).people;
  if (key.empty()) return say("people", "人");
  if (const auto g = city.people->find(key)) {
    const Text& name = city.people->group_names[*g];
    if (!name.empty()) return Text{name.in(Lang::en), name.in(Lang::zh)};
  }
  return verbatim(key.word);
}

}  // namespace

std::string_view to_word(FindingKind k) {
  constexpr std::array<std::string_view, 5> words{"shortfall", "gap", "hotspot", "defect", "disagreement"};
  return words[static_cast<std::size_t>(k)];
}

std::span<const Rule> rules() { return kRules; }

FindingId fresh_id(const Finding& f, const FrameworkKey& framework, std::uint64_t anchor) {
  return FindingId{id_of("finding", to_word(f.kind), framework.word, f.about.word, f.group.word, anchor)};
}

std::vector<ZoneId> zones_of(const City& city, const std::vector<CellIdx>& cells) {
  std::vector<ZoneId> out;
  if (city.zones->levels.empty()) return out;
  std::set<ZoneIdx> seen;
  for (const CellIdx c : cells)
    if (const ZoneIdx z = city.zones->of_cell.back()[c]; z.valid()) seen.insert(z);
  for (const ZoneIdx z : seen) out.push_back(city.zones->id[z]);
  std::sort(out.begin(), out.end());
  return out;
}

const Column<CellIdx, float>* people_of(const City& city, const GroupKey& group) {
  if (group.empty()) return &city.people->residents;
  const auto g = city.people->find(group);
  return g ? &city.people->by_group[*g] : nullptr;
}

double known_share(const City& city, const Field& field, const Column<CellIdx, float>& people,
                   const std::vector<ZoneId>& zones) {
  std::vector<char> wanted(city.zones->id.size(), zones.empty() ? 1 : 0);
  for (const ZoneId z : zones)
    if (const auto i = city.zones->find(z)) wanted[i->v] = 1;
  double known = 0, all = 0;
  for (const CellIdx c : each(people)) {
    if (field.mark_at(c) == Mark::not_applicable) continue;
    if (!zones.empty()) {
      const ZoneIdx z = city.zones->of_cell.back()[c];
      if (!z.valid() || wanted[z.v] == 0) continue;
    }
    all += static_cast<double>(people[c]);
    if (has_value(field.mark_at(c))) known += static_cast<double>(people[c]);
  }
  return all > 0 ? known / all : 0;
}

std::vector<Finding> detect(const City& city, const Measurement& measured, const Assessment& assessed,
                            const Lens& lens, const History& history, Run& run) {
  std::vector<Finding> found;
  for (const Rule& rule : rules()) {
    run.check_stop();
    std::vector<Finding> some = rule.find(city, measured, assessed, lens, run);
    std::move(some.begin(), some.end(), std::back_inserter(found));
  }
  for (Finding& f : found) f.first_seen = f.last_seen = city.as_of;
  keep_ids(found, history.findings);
  std::sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
    return a.weight() != b.weight() ? a.weight() > b.weight() : a.id < b.id;
  });
  return found;
}

Text place_words(const City& city, const Finding& f) {
  Text out;
  for (const ZoneId z : f.zones)
    if (const auto i = city.zones->find(z)) {
      const Text& name = city.zones->name[*i];
      out.en += (out.en.empty() ? "" : ", ") + name.in(Lang::en);
      out.zh += (out.zh.empty() ? "" : "、") + name.in(Lang::zh);
    }
  if (out.empty() && !f.cells.empty())
    if (const auto c = city.grid->find(f.cells.front())) out = verbatim(city.grid->label(*c));
  if (out.empty()) out = {"whole city", "全市"};
  return out;
}

Text title(const Finding& f, const City& city, const Lens& lens) {
  const Indicator& indicator = lens.indicator(f.about);
  const Text who = group_of(f, city, lens), where = place_of(f, city);
  const std::string unit = unit_suffix(indicator.unit);
  const Evidence& e = f.evidence.front();
  const std::string many = show_number(f.affected.base(), 0);
  const bool falling = !lens.goals.criterion(f.criterion).curve.rising();
  const auto in_words = [&](double v) -> Text {
    return {value_words(v, indicator.unit, Lang::en), value_words(v, indicator.unit, Lang::zh)};
  };
  const Text value = in_words(e.value), expected = in_words(e.expected);
  const std::string at_least_en = e.mark == Mark::beyond ? (falling ? "more than " : "less than ") : "";
  const std::string at_least_zh = e.mark == Mark::beyond ? (falling ? "超过 " : "不足 ") : "";
  if (f.kind == FindingKind::gap)
    return {fmt::format("{}: {} of {} are worse served than the city: {}{} on average, {} for everyone",
                        indicator.name.en, many, who.en, at_least_en, value.en, expected.en),
            fmt::format("{}:{} 名{}的水平低于全市：平均{}{}，全市 {}", indicator.name.zh, many, who.zh,
                        at_least_zh, value.zh, expected.zh)};
  if (f.kind == FindingKind::defect)
    return {fmt::format("{}: {}{} open in {}", indicator.name.en, value.en, unit.empty() ? " problems" : "",
                        where.en),
            fmt::format("{}：{}尚有 {} 未整治", indicator.name.zh, where.zh, value.zh)};
  if (f.kind == FindingKind::disagreement)
    return {fmt::format("{}: residents in {} give {} of 100, the computed score is {}", indicator.name.en,
                        where.en, show_number(e.expected, 0), show_number(e.value, 0)),
            fmt::format("{}：{}居民满意度 {}，测算得分 {}，两者不一致", indicator.name.zh, where.zh,
                        show_number(e.expected, 0), show_number(e.value, 0))};
  if (f.kind == FindingKind::hotspot)
    return {fmt::format(
                "{}: {} {} in {} live side by side worse served than the city, more than chance explains: "
                "{}{} on average, {} for everyone",
                indicator.name.en, many, who.en, where.en, at_least_en, value.en, expected.en),
            fmt::format("{}：{}有 {} {}成片低于全市水平，并非偶然：平均{}{}，全市 {}", indicator.name.zh,
                        where.zh, many, who.zh == "人" ? "人" : "名" + who.zh, at_least_zh, value.zh,
                        expected.zh)};
  return {
      fmt::format("{} {} in {} are {} the standard of {} for \"{}\": {}{} on average", many, who.en, where.en,
                  falling ? "above" : "below", expected.en, indicator.name.en, at_least_en, value.en),
      fmt::format("{}有 {} {}{}“{}”标准（{}）：平均{}{}", where.zh, many,
                  who.zh == "人" ? "人" : "名" + who.zh, falling ? "超出" : "未达到", indicator.name.zh,
                  expected.zh, at_least_zh, value.zh)};
}

}  // namespace cityloop
