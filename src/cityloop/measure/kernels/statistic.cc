#include <charconv>
#include <cmath>
#include <map>

#include "cityloop/measure/kernels/list.h"

namespace cityloop {
namespace {

Support support_published(const Indicator& i) {
  const std::string& over = i.params.word("over");
  if (over == "city") return {Support::Of::whole, {}};
  return {Support::Of::zone, ZoneLevelKey{over}};
}
std::optional<int> year_of_param(const Indicator& i) {
  const std::string& w = i.params.word("year");
  if (w == "latest") return std::nullopt;
  int y = 0;
  const auto [end, fault] = std::from_chars(w.data(), w.data() + w.size(), y);
  if (fault != std::errc{} || end != w.data() + w.size() || y < 1000 || y > 3000)
    throw Error{Fault::bad_input, say("‘{}’ is not a year", "“{}”不是年份", w), where_of(i),
                say("write a year or ‘latest’", "请写年份或 latest")};
  return y;
}

struct Entry {
  double value = 0;  // base units
  Mark mark = Mark::known;
};
using Series = std::map<int, Entry>;  // by year

/// The series of one variable by row of the field; empty where nothing was published.
struct Published {
  bool known = false;
  Unit unit;
  std::vector<Series> rows;
};
Published published(const Ask& ask, const std::string& variable, const Support& support) {
  const Statistics& s = *ask.city.statistics;
  Published out;
  out.rows.resize(support.of == Support::Of::whole ? 1 : ask.city.zones->id.size());
  std::size_t v = 0;
  while (v < s.variables.size() && s.variables[v].word != variable) ++v;
  if (v == s.variables.size()) return out;
  out.known = true;
  out.unit = parse_unit(s.units[v], where_of(ask.indicator));
  for (const StatIdx x : each(s.variable)) {
    if (s.variable[x] != v || s.zone[x].valid() != (support.of == Support::Of::zone)) continue;
    const std::size_t row = s.zone[x].valid() ? s.zone[x].v : 0;
    out.rows[row][s.year[x]] = {out.unit.to_base(s.value[x]), s.mark[x]};
  }
  return out;
}

/// The published value of a year, or of that year per the other variable's of the same year.
std::optional<Entry> value_in(const Series& above, const Series* below, int year) {
  const auto a = above.find(year);
  if (a == above.end() || !has_value(a->second.mark)) return std::nullopt;
  Entry e = a->second;
  if (below == nullptr) return e;
  const auto b = below->find(year);
  if (b == below->end() || !has_value(b->second.mark) || b->second.value == 0) return std::nullopt;
  e.value /= b->second.value;
  if (b->second.mark == Mark::estimated) e.mark = Mark::estimated;
  return e;
}

/// A published series as an indicator: the figure itself, per another series, or its yearly change.
///
///   value[x] = V(x, y)  |  V(x, y) ÷ W(x, y)                 y = the named year, or the latest that has all it needs
///   change: yearly      (v(y) − v(y₀)) ÷ |v(y₀)| ÷ (y − y₀)  y₀ = the year before y that was published last
///   change: log         ln(v(y) ÷ v(y₀)) ÷ (y − y₀)          for growth that compounds; no_data unless both are positive
///
/// reads    city.statistics, city.zones
/// params   variable; per; year = latest | a year; over = city | a level of zones; change = none|yearly|log
/// returns  Field [whole, or zones of a level], in the declared unit, whatever unit it was published in
/// marks    as published (known, estimated, suppressed); no_data where it was not published. Zones are never summed up
///          to a city that did not publish: absence is data
/// errors   none; a series published in another dimension gives no_data and the problem `statistic.unit`
/// cost     O(rows of the series)
/// source   the series' own; see Provenance
Field measure_statistic(const Ask& ask) {
  const Indicator& i = ask.indicator;
  const City& city = ask.city;
  const Support support = support_published(i);
  const Published above = published(ask, i.params.word("variable"), support);
  const bool has_per = i.params.has("per");
  const Published below = has_per ? published(ask, i.params.word("per"), support) : Published{};
  Field f{support,
          std::vector<float>(above.rows.size(), 0.0F),
          std::vector<Mark>(above.rows.size(), Mark::no_data),
          {}};
  std::vector<std::uint8_t> asked(f.size(), 1);
  if (support.of == Support::Of::zone) {
    const auto level = city.zones->find_level(support.level);
    for (const ZoneIdx z : each(city.zones->id))
      if (!level || city.zones->level[z] != *level) asked[z.v] = 0;
    if (level)
      for (std::size_t z = 0; z < f.size(); ++z)
        if (!asked[z]) f.mark[z] = Mark::not_applicable;
  }
  if (!above.known || (has_per && !below.known)) return f;
  const std::string& change = i.params.word("change");
  const bool yearly = change != "none";
  const Dim dim = yearly ? kNoDim : (has_per ? above.unit.dim / below.unit.dim : above.unit.dim);
  if (dim != i.unit.dim) {
    ask.run.notes.problem(
        "statistic.unit",
        say("‘{0}’ is declared in {1}, but its series is published in {2}",
            "指标“{0}”的单位为 {1}，而所发布数据的单位为 {2}", i.key.word, i.unit.symbol,
            has_per ? above.unit.symbol + "/" + below.unit.symbol : above.unit.symbol),
        where_of(i),
        say("give the series ‘{0}’ a unit like {1} in the table that it comes from, or declare "
            "the indicator in {2}",
            "请在数据表中把“{0}”的单位改为 {1} 一类的单位，或将指标单位声明为 {2}", i.params.word("variable"),
            i.unit.symbol, above.unit.symbol));
    return f;
  }
  const std::optional<int> wanted = year_of_param(i);
  for (std::size_t row = 0; row < f.size(); ++row) {
    if (!asked[row]) continue;
    const Series& a = above.rows[row];
    const Series* b = has_per ? &below.rows[row] : nullptr;
    std::optional<Entry> now, then;
    int year = 0, before = 0;
    for (auto it = a.rbegin(); it != a.rend() && !(now && (then || !yearly)); ++it) {
      if (!now && wanted && it->first != *wanted) continue;
      const auto e = value_in(a, b, it->first);
      if (!e) continue;
      if (!now) now = e, year = it->first;
      else then = e, before = it->first;
    }
    if (!now) {
      const auto last = wanted ? a.find(*wanted) : (a.empty() ? a.end() : std::prev(a.end()));
      if (last != a.end() && last->second.mark == Mark::suppressed) f.mark[row] = Mark::suppressed;
      continue;
    }
    Mark mark = now->mark;
    double value = now->value;
    if (yearly) {
      if (!then || then->value == 0) continue;
      if (change == "log") {
        if (!(now->value > 0) || !(then->value > 0)) continue;
        value = std::log(now->value / then->value) / (year - before);
      } else {
        value = (now->value - then->value) / std::abs(then->value) / (year - before);
      }
      if (then->mark == Mark::estimated) mark = Mark::estimated;
    }
    f.set(row, i.unit.from_base(value), mark);
  }
  return f;
}

void check_statistic(const Indicator& i, std::span<const Indicator>) {
  year_of_param(i);
  if (i.params.word("change") != "none" && i.unit.dim != kNoDim)
    refuse_unit(i, {"a change per year, such as %", "年变化率，如 %"});
  if (i.params.word("over") == "cell")
    throw Error{Fault::bad_input,
                say("a published figure belongs to a zone or the city, never to a cell",
                    "公布数据属于分区或全市，不属于格网"),
                where_of(i)};
}

}  // namespace

const Kernel& statistic_kernel() {
  using Type = ParamSpec::Type;
  static const Kernel kernel = [] {
    Kernel k{};
    k.name = "statistic";
    k.meaning = {"A published series: the figure itself, per another, or its yearly change.",
                 "公布的统计数据：原值、与另一数据之比，或年变化率。"};
    k.formula =
        "value[x] = V(x, y) | V ÷ W | (v(y) − v(y₀)) ÷ |v(y₀)| ÷ (y − y₀) | ln(v(y) ÷ v(y₀)) ÷ (y − y₀)";
    k.params = {
        needed(Type::word, "variable", {"Which series.", "统计变量。"}),
        param(Type::word, "per", {"Divided by this series of the same year.", "除以同年的该变量。"}),
        param(Type::word, "year", {"A year, or latest.", "年份，或 latest（最近）。"}, "latest"),
        param(Type::word, "over", {"city, or a level of zones.", "city（全市）或分区层级。"}, "city"),
        choice_param("change",
                     {"Its change per year instead of itself: yearly is relative to the value before, log is "
                      "the logarithm of the ratio.",
                      "是否取年变化率：yearly 为相对前值的变化率，log 为比值的对数。"},
                     {"none", "yearly", "log"}, "none"),
    };
    k.check = check_statistic;
    k.reads = [](const Indicator&) { return layers(LayerId::statistics, LayerId::zones); };
    k.kinds = [](const Indicator&) { return std::vector<PlaceKindKey>{}; };
    k.needs = needs_nothing;
    k.support = [](const Indicator& i, std::span<const Indicator>) { return support_published(i); };
    k.measure = measure_statistic;
    return k;
  }();
  return kernel;
}

}  // namespace cityloop
