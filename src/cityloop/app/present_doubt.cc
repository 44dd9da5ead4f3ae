#include "cityloop/app/present_doubt.h"

#include <algorithm>

#include "cityloop/app/present.h"
#include "cityloop/io/export/layers.h"

namespace cityloop {
namespace {

constexpr std::size_t kMostShown = 20;

portfolio::Criterion criterion_of(const std::string& word) {
  const std::vector<std::string> known{"expected", "worst", "regret"};
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i] == word) return static_cast<portfolio::Criterion>(i);
  const std::string near = nearest_word(word, known);
  throw Error{Fault::bad_input,
              say("‘{}’ is not a rule of choice between scenarios", "“{}”不是情景选择准则", word),
              {.item = "--scenarios"},
              near.empty() ? say("write expected, worst or regret", "请写 expected、worst 或 regret")
                           : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}
Text words_of(portfolio::Criterion c) {
  switch (c) {
    case portfolio::Criterion::expected: return {"best on average, by weight", "加权期望最优"};
    case portfolio::Criterion::worst_case: return {"best in the worst scenario", "最坏情景最优"};
    case portfolio::Criterion::regret: break;
  }
  return {"least regret at most", "最大后悔值最小"};
}

void show_front(const Session& s, const Programmed& p, const TradeOffs& t) {
  s.out("\n");
  Text against;
  for (const SecondAim& a : t.aims) {
    against.en += (against.en.empty() ? "" : ", ") + a.name.en;
    against.zh += (against.zh.empty() ? "" : "、") + a.name.zh;
  }
  s.head(say("value against {0}: {2} plans", "价值与{1}的权衡：{2} 个方案", against.en, against.zh,
             t.front.points.size()));
  s.line(t.front.exact
             ? Text{"exact: every plan under these rules is matched or beaten by one of them",
                    "精确前沿：现有规则下任何方案都不优于下列各点"}
             : say("levels: at each, no plan is worth more than ‘at most’; the widest gap is {}",
                   "分档求解：各档任何方案的价值都不超过“上界”，最大差距 {}", percent(t.front.worst_gap())));
  TextTable table;
  table.column(s.t({"people × score", "人×分"}), Align::right);
  if (!t.front.exact) table.column(s.t({"at most", "上界"}), Align::right);
  for (const SecondAim& a : t.aims)
    table.column(s.t(say("{0}, {1}", "{2}（{3}）", a.name.en, a.unit.en, a.name.zh, a.unit.zh)),
                 Align::right);
  table.column(s.t({"against the line above", "与上一行相比"}));
  for (std::size_t i = 0; i < t.front.points.size(); ++i) {
    const portfolio::TradePoint& point = t.front.points[i];
    std::vector<std::string> row{show_number(point.values[0], 0)};
    if (!t.front.exact) row.push_back(show_number(point.bound, 0));
    for (std::size_t k = 0; k < t.aims.size(); ++k)
      row.push_back(show_number(t.aims[k].sign * point.values[k + 1] + 0.0, t.aims[k].decimals));
    row.push_back(s.t(words_of(t.from_before[i], p, 2)));
    table.row(std::move(row));
  }
  s.table(table);
}

std::string names_of(const Session& s, const Programmed& p, const std::vector<std::size_t>& which) {
  if (which.empty()) return s.t({"none", "无"});
  std::string out;
  for (std::size_t k = 0; k < std::min<std::size_t>(4, which.size()); ++k)
    out += (out.empty() ? "" : s.t({", ", "、"})) + s.t(p.projects[which[k]].name);
  return which.size() <= 4 ? out
                           : out + s.t(say(" and {} more", " 等 {1} 项", which.size() - 4, which.size()));
}
void show_changes(const Session& s, const Programmed& p, const std::vector<std::size_t>& in,
                  const std::vector<std::size_t>& out) {
  s.line(say("comes in: {}", "增加：{}", names_of(s, p, in)));
  s.line(say("goes out: {}", "减少：{}", names_of(s, p, out)));
}
void remark_narrowed(const Session& s, bool narrowed, bool certain) {
  if (narrowed)
    s.line({"only the programme's projects and the most promising others were looked at",
            "仅考虑规划内项目与最有希望的其他项目"});
  if (!certain)
    s.line({"the search ended at its limit: the best plan found", "搜索已达上限：所列为已找到的最好方案"});
}

void show_protection(const Session& s, const Programmed& p, const Protection& x) {
  s.out("\n");
  s.head(say(
      "held though any {0} of its projects may lie at the bad end of cost and effect (one chance in ten)",
      "可承受任意 {0} 个项目的造价与效果同时处于不利端（十分之一概率）", fmt::format("{:g}", x.most_off)));
  TextTable t;
  t.column("")
      .column(s.t({"as believed", "按现有认识"}), Align::right)
      .column(s.t({"at worst", "最坏时"}), Align::right);
  t.column(s.t({"money at worst", "最坏时的资金"}));
  std::string lacks;
  for (const auto& [fund, money] : x.plain_lacks) {
    const auto f =
        static_cast<std::size_t>(std::find(p.funds.begin(), p.funds.end(), fund) - p.funds.begin());
    lacks += (lacks.empty() ? "" : s.t({", ", "、"})) + s.t(p.names.of_fund(f)) + " " +
             show_money(money, s.lang());
  }
  t.row({s.t({"the programme", "现规划"}), show_number(x.plain_value, 0), show_number(x.plain_assured, 0),
         lacks.empty() ? s.t({"enough in every year", "逐年足够"}) : s.t(say("lacks: {}", "缺：{}", lacks))});
  t.row({s.t({"the protected one", "防护后的规划"}), show_number(x.plan.value, 0),
         show_number(x.plan.assured, 0), s.t({"enough in every year", "逐年足够"})});
  s.table(t);
  s.line(say(
      "protection costs {0} people × score ({1} of the programme's value); nothing at all is worth "
      "more than {2}",
      "防护的代价为 {0}（人×分），占现规划价值的 {1}；任何规划的价值都不超过 {2}", show_number(x.price(), 0),
      x.plain_value > 0 ? percent(x.price() / x.plain_value) : "–", show_number(x.bound, 0)));
  show_changes(s, p, x.in, x.out);
  remark_narrowed(s, x.narrowed, x.plan.certain);
}

void show_scenarios(const Session& s, const Programmed& p, const Scenarios& x) {
  s.out("\n");
  const Text by = words_of(x.criterion);
  s.head(say("a plan that fits every scenario: {0}", "适应全部情景的方案：{1}", by.en, by.zh));
  TextTable t;
  t.column(s.t({"scenario", "情景"})).column(s.t({"weight", "权重"}), Align::right);
  t.column(s.t({"best there", "该情景最优"}), Align::right)
      .column(s.t({"this plan", "本方案"}), Align::right)
      .column(s.t({"its regret", "后悔值"}), Align::right);
  t.column(s.t({"the programme", "现规划"}), Align::right)
      .column(s.t({"its regret", "后悔值"}), Align::right)
      .column(s.t({"of it no longer fits", "不再可行的项目"}), Align::right);
  for (const ScenarioOutcome& o : x.outcomes)
    t.row({s.t(o.name), fmt::format("{:g}", o.weight), show_number(o.best, 0), show_number(o.chosen, 0),
           show_number(std::max(0.0, o.best - o.chosen), 0), show_number(o.plain, 0),
           show_number(std::max(0.0, o.best - o.plain), 0), std::to_string(o.dropped)});
  s.table(t);
  double own = 0, plain = 0;
  for (const ScenarioOutcome& o : x.outcomes)
    own = std::max(own, o.best - o.chosen), plain = std::max(plain, o.best - o.plain);
  if (plain < own)
    s.line(say(
        "the programme as it is, with what no longer fits taken out when it comes to that, regrets {0} at "
        "most: it need not fit everywhere from the start",
        "现规划若届时再剔除不可行项目，最大后悔值为 {0}：不必一开始就适应全部情景", show_number(plain, 0)));
  show_changes(s, p, x.in, x.out);
  remark_narrowed(s, x.narrowed, x.plan.certain);
}

void show_waiting(const Session& s, const Programmed& p, const std::vector<portfolio::Waiting>& all) {
  s.out("\n");
  s.head({"decide now, or a year later when more is known", "现在决策，还是了解更多后再决策"});
  if (all.empty()) {
    s.line({"no project is unsure enough for that to matter", "没有项目的不确定程度大到值得等待"});
    return;
  }
  TextTable t;
  t.column(s.t({"project", "项目"})).column(s.t({"in the programme", "规划"}));
  t.column(s.t({"now", "现在"}), Align::right)
      .column(s.t({"in a year, at most", "一年后（至多）"}), Align::right)
      .column(s.t({"waiting gains", "等待的收益"}), Align::right);
  t.column("");
  std::size_t shown = 0;
  for (const portfolio::Waiting& w : all) {
    const bool in = p.result.start[w.proposal] != portfolio::kNotChosen;
    if (!in && !(w.gain() > 0.5)) continue;
    if (shown++ >= kMostShown) continue;
    t.row({s.t(p.projects[w.proposal].name),
           in ? std::to_string(p.result.start[w.proposal] + p.names.first_year) : "–", show_number(w.now, 0),
           show_number(w.later, 0), show_number(w.gain(), 0),
           w.gain() > 0 ? s.t({"waiting may pay", "可考虑等待"}) : s.t({"build now", "宜现在实施"})});
  }
  s.table(t);
  s.line(
      {"people × score above what the money is worth elsewhere; a year is taken to teach everything, so "
       "that waiting is worth this at most",
       "单位：人×分，已扣除资金用于他处的价值；假定一年可消除全部不确定性，因此为等待价值的上限"});
}

}  // namespace

Asked answer(Session& s, const Workspace& w, const Programmed& p, const ProgrammeRules& rules,
             const Lens& lens) {
  Asked out;
  const Arguments& a = s.a();
  if (!a.front.empty()) out.front = trade_offs(w, p, rules, a.front, a.level, a.points);
  const Effects effects = w.store->effects();
  if (a.robust >= 0) out.protection = protect(p, effects, lens, a.robust);
  if (!a.scenarios.empty()) out.scenarios = scenarios_of(p, rules, criterion_of(a.scenarios));
  if (a.wait) out.waiting = waiting(p, rules, effects, lens, s.run());
  return out;
}

void show(const Session& s, const Programmed& p, const Asked& asked) {
  if (asked.front) show_front(s, p, *asked.front);
  if (asked.protection) show_protection(s, p, *asked.protection);
  if (asked.scenarios) show_scenarios(s, p, *asked.scenarios);
  if (asked.waiting) show_waiting(s, p, *asked.waiting);
}

void write_json(JsonWriter& j, const Programmed& p, const Asked& asked) {
  const auto ids = [&](const char* key, const std::vector<std::size_t>& which) {
    j.key(key).begin_array();
    for (const std::size_t i : which) j.value(to_string(p.projects[i].id));
    j.end_array();
  };
  if (asked.front) {
    const TradeOffs& t = *asked.front;
    j.key("front").begin_object().field("exact", t.front.exact).field("gap", t.front.worst_gap());
    j.key("aims").begin_array();
    for (const SecondAim& a : t.aims)
      j.begin_object().field("key", a.key).field("name", a.name).field("unit", a.unit).end_object();
    j.end_array().key("points").begin_array();
    for (std::size_t i = 0; i < t.front.points.size(); ++i) {
      const portfolio::TradePoint& point = t.front.points[i];
      j.begin_object().field("value", point.values[0]).field("bound", point.bound);
      for (std::size_t k = 0; k < t.aims.size(); ++k)
        j.field(t.aims[k].key, t.aims[k].sign * point.values[k + 1] + 0.0);
      ids("in", t.from_before[i].in);
      ids("out", t.from_before[i].out);
      ids("moved", t.from_before[i].moved);
      std::vector<std::size_t> chosen;
      for (std::size_t q = 0; q < point.start.size(); ++q)
        if (point.start[q] != portfolio::kNotChosen) chosen.push_back(q);
      ids("projects", chosen);
      j.end_object();
    }
    j.end_array().end_object();
  }
  if (asked.protection) {
    const Protection& x = *asked.protection;
    j.key("robust").begin_object().field("most_off", x.most_off).field("certain", x.plan.certain);
    j.field("value", x.plan.value).field("assured", x.plan.assured).field("plain_value", x.plain_value);
    j.field("plain_assured", x.plain_assured).field("price", x.price()).field("bound", x.bound);
    j.key("plain_lacks").begin_array();
    for (const auto& [fund, money] : x.plain_lacks)
      j.begin_object().field("fund", fund.word).field("amount", to_string(money)).end_object();
    j.end_array();
    ids("in", x.in);
    ids("out", x.out);
    j.end_object();
  }
  if (asked.scenarios) {
    const Scenarios& x = *asked.scenarios;
    constexpr std::string_view words[] = {"expected", "worst", "regret"};
    j.key("scenarios").begin_object().field("by", words[static_cast<std::size_t>(x.criterion)]);
    j.field("certain", x.plan.certain).key("outcomes").begin_array();
    for (const ScenarioOutcome& o : x.outcomes)
      j.begin_object()
          .field("name", o.name)
          .field("weight", o.weight)
          .field("best", o.best)
          .field("bound", o.bound)
          .field("chosen", o.chosen)
          .field("programme", o.plain)
          .field("dropped", static_cast<std::uint64_t>(o.dropped))
          .end_object();
    j.end_array();
    ids("in", x.in);
    ids("out", x.out);
    j.end_object();
  }
  if (asked.waiting) {
    j.key("waiting").begin_array();
    for (const portfolio::Waiting& w : *asked.waiting)
      j.begin_object()
          .field("project", to_string(p.projects[w.proposal].id))
          .field("now", w.now)
          .field("later", w.later)
          .end_object();
    j.end_array();
  }
}

std::vector<WorkbookSheet> sheets_of(const Asked& asked, const Programmed& p, Lang lang) {
  std::vector<WorkbookSheet> out;
  if (asked.front) out.push_back(front_sheet(*asked.front, p, lang));
  return out;
}

std::string sheet_csv(const WorkbookSheet& sheet, Lang lang) {
  std::string out;
  for (std::size_t c = 0; c < sheet.columns.size(); ++c)
    out += (c == 0 ? "" : ",") + in_csv(sheet.columns[c].head.in(lang));
  out += "\n";
  for (const auto& row : sheet.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out += ",";
      if (const auto* words = std::get_if<std::string>(&row[c])) out += in_csv(*words);
      if (const auto* number = std::get_if<double>(&row[c])) out += fmt::format("{}", *number + 0.0);
      if (const auto* day = std::get_if<Date>(&row[c])) out += to_string(*day);
    }
    out += "\n";
  }
  return out;
}

}  // namespace cityloop
