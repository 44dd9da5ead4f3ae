// How unequal, for whom, and where: the command `equity`.

#include <cmath>

#include "cityloop/app/present.h"
#include "cityloop/loop/equity.h"
#include "cityloop/loop/files.h"

namespace cityloop {
namespace {

std::string figure(double x, int decimals = 3) {
  return std::isfinite(x) ? show_number(x, decimals) : std::string{"∞"};
}
/// A p-value as people read it; the test cannot tell smaller ones apart.
std::string chance(double p) { return p < 0.0001 ? "<0.0001" : show_number(p, 4); }

void show_inequality(const Session& s, const EquityView& v, double worst) {
  TextTable t;
  t.column(s.t({"indicator", "指标"})).column(s.t({"unit", "单位"}));
  t.column(s.t({"people", "人口"}), Align::right).column(s.t({"mean", "均值"}), Align::right);
  t.column(s.t({"equal", "等值"}), Align::right)
      .column(s.t(say("worst {} %", "最差 {} %", show_number(100 * worst, 0))), Align::right);
  t.column(s.t({"Gini", "基尼"}), Align::right)
      .column("±", Align::right)
      .column(s.t({"Theil", "泰尔"}), Align::right)
      .column(s.t({"Atkinson", "阿特金森"}), Align::right)
      .column("Palma", Align::right)
      .column(s.t({"by income", "按收入"}), Align::right);
  for (const EquityRow& r : v.rows) {
    const EquityProfile& e = r.profile;
    if (!(e.people > 0)) {
      t.row(
          {s.t(r.indicator.name), r.indicator.unit.symbol, "0", "–", "–", "–", "–", "–", "–", "–", "–", "–"});
      continue;
    }
    const auto ratio = [&](double x, int decimals = 3) {
      return e.negative ? std::string{"–"} : figure(x, decimals);
    };
    t.row({s.t(r.indicator.name), r.indicator.unit.symbol, show_number(e.people, 0), show_number(e.mean, 2),
           show_number(e.equivalent, 2), ratio(e.worst_mean, 2), figure(e.gini), ratio(e.gini_error),
           ratio(e.theil), ratio(e.atkinson), ratio(e.palma, 2),
           e.concentration ? figure(*e.concentration) : std::string{"–"}});
  }
  s.table(t);
}

/// Shares of Theil's T that lie between zones and between groups.
void show_between(const Session& s, const EquityView& v, const Framework& goals) {
  const Zones& zones = *v.city.zones;
  std::vector<GroupKey> groups;
  for (const GroupKey& g : goals.groups)
    if (v.city.people->find(g)) groups.push_back(g);
  if (zones.levels.empty() && groups.empty()) return;
  TextTable t;
  t.column(s.t({"of Theil, between", "泰尔指数中属于"}));
  for (std::size_t level = zones.levels.size(); level-- > 0;)
    t.column(s.t(say("{}", "{}之间", zones.level_names[level].in(s.lang()))), Align::right);
  for (const GroupKey& g : groups) t.column(s.t(group_name(v.city, goals, g)), Align::right);
  for (const GroupKey& g : groups)
    t.column(s.t({"mean: ", "均值："}) + s.t(group_name(v.city, goals, g)), Align::right);
  for (const EquityRow& r : v.rows) {
    const EquityProfile& e = r.profile;
    if (!(e.people > 0)) continue;
    std::vector<std::string> row{s.t(r.indicator.name)};
    const auto share = [&](double x) { return e.theil > 0 ? percent(x / e.theil) : std::string{"–"}; };
    for (std::size_t k = 0; k < zones.levels.size(); ++k)
      row.push_back(k < e.levels.size() ? share(e.levels[k].between) : "–");
    for (const EquityOfGroup& g : e.groups) row.push_back(share(g.between));
    for (const EquityOfGroup& g : e.groups) row.push_back(g.people > 0 ? show_number(g.mean, 2) : "–");
    t.row(std::move(row));
  }
  s.out("\n");
  s.table(t);
}

void show_pattern(const Session& s, const EquityView& v) {
  TextTable t;
  t.column(s.t({"pattern over cells", "空间格局"})).column("Moran I", Align::right).column("z", Align::right);
  t.column("p", Align::right)
      .column(s.t({"high clusters", "高值成片"}), Align::right)
      .column(s.t({"low clusters", "低值成片"}), Align::right);
  t.column(s.t({"outliers", "孤点"}), Align::right)
      .column(s.t({"islands", "孤岛"}), Align::right)
      .column(s.t({"cells", "网格"}), Align::right);
  for (const EquityRow& r : v.rows) {
    const EquityProfile& e = r.profile;
    if (!(e.people > 0)) continue;
    const auto count = [](std::size_t n) { return show_number(static_cast<double>(n), 0); };
    t.row({s.t(r.indicator.name), show_number(e.pattern.value, 3), show_number(e.pattern.z_random, 1),
           chance(e.pattern.p_random), count(e.high), count(e.low), count(e.outliers), count(e.local.islands),
           count(e.cell.size())});
  }
  s.out("\n");
  s.table(t);
}

void show_change(const Session& s, const EquityView& v) {
  if (!v.since) return;
  TextTable t;
  t.column(s.t(say("since {}", "自 {} 以来", to_string(*v.since))));
  t.column(s.t({"up for", "数值上升人口"}), Align::right)
      .column(s.t({"down for", "数值下降人口"}), Align::right)
      .column(s.t({"mean before", "均值（前）"}), Align::right)
      .column(s.t({"mean now", "均值（今）"}), Align::right);
  t.column(s.t({"Gini before", "基尼（前）"}), Align::right)
      .column(s.t({"Gini now", "基尼（今）"}), Align::right)
      .column(s.t({"levelling", "拉平"}), Align::right)
      .column(s.t({"reranking", "换位"}), Align::right);
  for (const EquityRow& r : v.rows) {
    if (!r.change) continue;
    const ChangeInEquality& c = *r.change;
    t.row({s.t(r.indicator.name), show_number(c.better, 0), show_number(c.worse, 0),
           show_number(c.mean_before, 2), show_number(c.mean_after, 2), figure(c.gini_before),
           figure(c.gini_after), figure(c.levelling), figure(c.reranking)});
  }
  s.out("\n");
  if (t.empty()) s.line({"no cell can be compared with the older snapshot", "没有可与旧快照比较的网格"});
  else s.table(t);
}

void write_json(JsonWriter& j, const EquityView& v) {
  const auto number = [&](std::string_view key, double x) {
    j.key(key);
    if (std::isfinite(x)) j.value(x);
    else j.null();
  };
  j.begin_object().field("snapshot", to_string(v.snapshot));
  if (v.income) j.field("income", v.income->name);
  if (v.since) j.field("since", to_string(*v.since));
  j.key("indicators").begin_array();
  for (const EquityRow& r : v.rows) {
    const EquityProfile& e = r.profile;
    j.begin_object().field("key", r.indicator.key.word).field("name", r.indicator.name);
    j.field("unit", r.indicator.unit.symbol).field("less_is_better", r.less_is_better);
    j.field("people", e.people).field("coverage", e.coverage);
    if (!(e.people > 0)) {
      j.end_object();
      continue;
    }
    number("mean", e.mean), number("equal_equivalent", e.equivalent), number("gini", e.gini);
    if (!e.negative) {
      number("worst_mean", e.worst_mean), number("gini_error", e.gini_error), number("theil", e.theil);
      number("log_deviation", e.log_deviation), number("atkinson", e.atkinson), number("palma", e.palma);
      number("p90_p10", e.p90_p10);
      if (e.concentration) number("concentration", *e.concentration);
    }
    j.key("levels").begin_array();
    for (const EquityOfLevel& l : e.levels)
      j.begin_object()
          .field("level", v.city.zones->levels[l.level].word)
          .field("between", l.between)
          .field("within", l.within)
          .end_object();
    j.end_array().key("groups").begin_array();
    for (const EquityOfGroup& g : e.groups)
      j.begin_object()
          .field("group", g.group.word)
          .field("people", g.people)
          .field("mean", g.mean)
          .field("others_mean", g.others_mean)
          .field("between", g.between)
          .end_object();
    j.end_array().key("pattern").begin_object();
    j.field("cells", static_cast<std::uint64_t>(e.cell.size()));
    j.field("islands", static_cast<std::uint64_t>(e.local.islands));
    number("moran", e.pattern.value), number("z", e.pattern.z_random), number("p", e.pattern.p_random);
    j.field("high", static_cast<std::uint64_t>(e.high)).field("low", static_cast<std::uint64_t>(e.low));
    j.field("outliers", static_cast<std::uint64_t>(e.outliers)).end_object();
    if (r.change) {
      const ChangeInEquality& c = *r.change;
      j.key("change").begin_object();
      number("up", c.better), number("down", c.worse), number("same", c.same);
      number("mean_before", c.mean_before), number("mean_after", c.mean_after);
      number("gini_before", c.gini_before), number("gini_after", c.gini_after);
      number("levelling", c.levelling), number("reranking", c.reranking);
      number("gini_of_change", c.gini_of_change);
      j.end_object();
    }
    j.end_object();
  }
  j.end_array().end_object();
}

/// A hundred and one points of each curve: enough to draw it, whatever the city's size.
std::string lorenz_csv(const EquityView& v) {
  std::string out = "indicator,people,share,generalised\n";
  for (const EquityRow& r : v.rows) {
    if (r.profile.lorenz.people.size() < 2) continue;
    for (int k = 0; k <= 100; ++k)
      out += fmt::format("{},{},{},{}\n", r.indicator.key.word, k / 100.0, r.profile.lorenz.at(k / 100.0),
                         r.profile.lorenz.generalised(k / 100.0));
  }
  return out;
}
std::string cells_csv(const EquityView& v) {
  std::string out = "indicator,cell,x,y,people,value,moran,g,g_star,p,p_fdr,spot\n";
  for (const EquityRow& r : v.rows)
    for (std::size_t i = 0; i < r.profile.cell.size(); ++i) {
      const EquityProfile& e = r.profile;
      const Point at = v.city.grid->centre(e.cell[i]);
      out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", r.indicator.key.word,
                         to_string(v.city.grid->id(e.cell[i])), at.x, at.y, e.weight[i], e.value[i],
                         e.local.moran[i], e.local.g[i], e.local.g_star[i], e.local.p[i], e.mended[i],
                         to_word(e.spot[i]));
    }
  return out;
}

}  // namespace

int command_equity(Session& s) {
  const Arguments& a = s.a();
  const auto refuse = [](const char* option, Text what) {
    throw Error{Fault::bad_input, std::move(what), {.item = option}, {}};
  };
  if (!(a.worst_percent > 0) || a.worst_percent > 100)
    refuse("--worst",
           {"the worst-served are more than 0 % and at most 100 % of the people", "应大于 0 %，至多 100 %"});
  if (!(a.aversion > 0))
    refuse("--aversion", {"an aversion to inequality is more than 0", "不平等厌恶系数应大于 0"});
  if (a.permutations < 99)
    refuse("--permutations", {"fewer than 99 permutations tell nothing", "至少需要 99 次置换"});
  Workspace w = s.open();
  EquityQuestion q;
  q.indicators = a.indicators;
  q.less_is_better = a.less_is_better;
  q.income = a.income;
  q.since = a.since;
  q.terms.worst_share = a.worst_percent / 100;
  q.terms.aversion = a.aversion;
  q.terms.test.permutations = static_cast<std::size_t>(a.permutations);
  const EquityView v = equity_latest(w, q, s.run());
  std::vector<std::string> written;
  if (!a.lorenz.empty()) write_text(a.lorenz, lorenz_csv(v)), written.push_back(a.lorenz);
  if (!a.out.empty()) write_text(a.out, cells_csv(v)), written.push_back(a.out);
  if (a.json) {
    JsonWriter j{true};
    write_json(j, v);
    s.out(j.str() + "\n");
    return 0;
  }
  if (v.city.about->generated)
    s.remark({"This city is generated; it does not exist.", "本城市为生成的示例，并不存在。"});
  if (v.rows.empty()) {
    s.line({"no indicator has values for cells: nothing can be compared between people",
            "没有逐网格的指标，无法在居民之间比较"});
    return 0;
  }
  show_inequality(s, v, q.terms.worst_share);
  show_between(s, v, w.framework());
  show_pattern(s, v);
  show_change(s, v);
  if (v.income) s.remark(say("Income: {}.", "收入依据：{}。", v.income->name.in(s.lang())));
  if (!v.left_out.empty()) {
    std::string names;
    for (const IndicatorKey& k : v.left_out) names += (names.empty() ? "" : ", ") + k.word;
    s.remark(
        say("Left out, because they have no value for each cell: {}.", "无逐网格数值，未列入：{}。", names));
  }
  for (const std::string& file : written) s.line(say("written: {}", "已写出：{}", file));
  return 0;
}

}  // namespace cityloop
