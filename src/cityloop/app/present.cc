#include "cityloop/app/present.h"

#include <algorithm>
#include <numeric>

#include "cityloop/assess/assess.h"
#include "cityloop/detect/detect.h"
#include "cityloop/learn/calibrate.h"

namespace cityloop {
namespace {

std::string yuan(const Session& s, Money m) { return show_money(m, s.lang()); }

/// Where no source brings people, every cell weighs the same, and a weight is a number of cells and not of people.
bool inhabited(const City& city) {
  const auto& residents = city.people->residents.raw();
  return std::any_of(residents.begin(), residents.end(), [](float n) { return n > 0; });
}
std::string people_words(const Standing& s, bool known) { return known ? show_number(s.people, 0) : "–"; }

}  // namespace

std::string percent(double share, int decimals) { return show_number(100 * share, decimals) + " %"; }
std::string score_words(const Standing& s) {
  return s.mark == Mark::known ? show_number(100 * s.score, 1) : "–";
}

void show_assessment(const Session& s, const Situation& now, const Lens& lens, std::size_t zones) {
  const Assessment& a = now.assessed;
  s.head(say("{} · {} · score {}", "{} · {} · 得分 {}", s.t(now.city.about->name), to_string(now.city.as_of),
             score_words(a.overall.city)));
  const bool lived_in = inhabited(now.city);
  if (lived_in)
    s.line(say("{} people · coverage {} · {}", "{} 人 · 覆盖率 {} · {}",
               show_number(a.overall.city.people, 0), percent(a.overall.city.coverage),
               s.t(lens.goals.name)));
  else
    s.line(say("no source says where people live: each of {} cells counts the same · coverage {} · {}",
               "没有人口数据来源：{} 个格网权重相同 · 覆盖率 {} · {}", show_number(a.overall.city.people, 0),
               percent(a.overall.city.coverage), s.t(lens.goals.name)));
  TextTable t;
  t.column(s.t({"goal / indicator", "目标 / 指标"}))
      .column(s.t({"value", "数值"}), Align::right)
      .column(s.t({"unit", "单位"}));
  t.column(s.t({"standard", "标准"}), Align::right).column(s.t({"meets", "达标"}), Align::right);
  t.column(s.t({"coverage", "覆盖率"}), Align::right).column(s.t({"score", "得分"}), Align::right);
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < lens.goals.goals.size(); ++g) {
    const Goal& goal = lens.goals.goals[g];
    t.row(
        {s.t(goal.name), "", "", "", "", percent(a.goals[g].city.coverage, 0), score_words(a.goals[g].city)});
    for (const Criterion& c : goal.criteria) {
      const Standing& st = a.criterion(idx<CriterionIdx>(n++)).standings.city;
      const Indicator& i = lens.indicator(c.indicator);
      const bool known = st.mark == Mark::known;
      t.row({"  " + s.t(i.name), known ? show_number(st.value, 2) : "–", i.unit.symbol,
             c.standard ? show_number(*c.standard, 2) : "–", known && c.standard ? percent(st.meets, 0) : "–",
             percent(st.coverage, 0), score_words(st)});
    }
  }
  s.out("\n");
  s.table(t);
  const City& city = now.city;
  if (!lens.goals.elements.empty()) {
    TextTable elements;
    elements.column(s.t({"element", "要素"}))
        .column(s.t({"coverage", "覆盖率"}), Align::right)
        .column(s.t({"score", "得分"}), Align::right);
    const std::vector<Standings> standings = by_element(a, lens.goals);
    for (std::size_t e = 0; e < standings.size(); ++e)
      elements.row({s.t(lens.goals.elements[e].name), percent(standings[e].city.coverage, 0),
                    score_words(standings[e].city)});
    s.out("\n");
    s.table(elements);
  }
  if (!lens.goals.groups.empty()) {
    TextTable groups;
    groups.column(s.t({"group", "人群"}))
        .column(s.t({"people", "人口"}), Align::right)
        .column(s.t({"score", "得分"}), Align::right);
    for (std::size_t k = 0; k < lens.goals.groups.size() && k < a.overall.groups.size(); ++k) {
      groups.row({s.t(group_name(city, lens.goals, lens.goals.groups[k])),
                  people_words(a.overall.groups[k], city.people->find(lens.goals.groups[k]).has_value()),
                  score_words(a.overall.groups[k])});
    }
    s.out("\n");
    s.table(groups);
  }
  if (zones == 0 || city.zones->id.empty()) return;
  std::vector<ZoneIdx> order;
  for (const ZoneIdx z : each(city.zones->id))
    if (a.overall.zones.size() > z.v && a.overall.zones[z].mark == Mark::known) order.push_back(z);
  std::stable_sort(order.begin(), order.end(),
                   [&](ZoneIdx x, ZoneIdx y) { return a.overall.zones[x].score < a.overall.zones[y].score; });
  TextTable z;
  z.column(s.t({"zone, worst first", "分区（差者在前）"}))
      .column(s.t({"level", "级别"}))
      .column(s.t({"code", "代码"}));
  z.column(s.t({"people", "人口"}), Align::right)
      .column(s.t({"coverage", "覆盖率"}), Align::right)
      .column(s.t({"score", "得分"}), Align::right);
  for (std::size_t k = 0; k < std::min(zones, order.size()); ++k) {
    const Standing& st = a.overall.zones[order[k]];
    z.row({s.t(city.zones->name[order[k]]), s.t(city.zones->level_names[city.zones->level[order[k]]]),
           city.zones->code[order[k]], people_words(st, lived_in), percent(st.coverage, 0), score_words(st)});
  }
  s.out("\n");
  s.table(z);
}

void show_findings(const Session& s, const Situation& now, const Lens& lens, std::size_t most) {
  if (now.findings.empty() && !inhabited(now.city)) {
    s.line({"nothing can be found: a finding counts people, and no source says where they live (as: people)",
            "无法发现问题：问题按受影响人口计算，而没有人口数据来源（as: people）"});
    return;
  }
  if (now.findings.empty()) {
    s.line(
        {"nothing found: every standard is met, or nothing is known", "没有发现问题：各项达标，或数据未知"});
    return;
  }
  TextTable t;
  t.column(s.t({"finding", "编号"}))
      .column(s.t({"what", "问题"}))
      .column(s.t({"people", "受影响人口"}), Align::right);
  t.column(s.t({"severity", "严重度"}), Align::right)
      .column(s.t({"confidence", "可信度"}), Align::right)
      .column(s.t({"since", "始于"}))
      .column(s.t({"where", "位置"}));
  for (std::size_t k = 0; k < std::min(most, now.findings.size()); ++k) {
    const Finding& f = now.findings[k];
    std::string what = s.t(lens.indicator(f.about).name);
    if (f.kind == FindingKind::gap) what += " · " + f.group.word;
    if (f.kind == FindingKind::hotspot) what += s.t({" · cluster", " · 成片"});
    if (f.kind == FindingKind::defect) what += s.t({" · ledger", " · 台账"});
    if (f.kind == FindingKind::disagreement) what += s.t({" · residents disagree", " · 居民意见不一致"});
    t.row({to_string(f.id), what, show_number(f.affected.base(), 0), show_number(f.severity, 2),
           percent(f.confidence, 0), to_string(f.first_seen), s.t(place_words(now.city, f))});
  }
  s.table(t);
  if (now.findings.size() > most)
    s.line(say("… and {} more (--most)", "…… 另有 {} 条（--most）", now.findings.size() - most));
}

namespace {

/// What is known about a programme beyond its lines: two bounds, of which one needs no trust.
void show_certificate(const Session& s, const Plan& p, const PlanCertificate& c) {
  const double claimed = c.bound();
  s.line(
      say("a programme of {0} years, worth {1} people × score; the solver found that nothing is worth more "
          "than {2} ({3})",
          "{0} 年规划，价值 {1}（人×分）；求解器得出的上界为 {2}（{3}）", c.years, show_number(p.value, 0),
          show_number(claimed, 0), claimed > 0 ? percent(p.value / claimed) : "–"));
  s.line(c.checked ? say("without trusting it: published prices prove that nothing is worth more than {}, "
                         "and a second program checked that",
                         "无需信任求解器：公布的影子价格证明价值不超过 {}，并经独立程序核验",
                         show_number(c.proved, 0))
                   : say("its proof could not be checked", "其证明未能核验"));
  s.line(say(
      "gains of the chosen add up to {0}; measured with all in place {1} ({2} pairs were measured together)",
      "入选项目增益按单项与两两叠加合计 {0}，全部实施后实测 {1}（实测 {2} 对项目的共同效果）",
      show_number(c.modelled, 0), show_number(c.measured, 0), c.pairs));
  if (c.binding.empty()) return;
  TextTable t;
  t.column(s.t({"what holds it back", "约束"}))
      .column(s.t({"a million more, or one more, is worth", "每增百万元（或一项）可增益"}), Align::right);
  for (std::size_t k = 0; k < std::min<std::size_t>(8, c.binding.size()); ++k)
    t.row({s.t(c.binding[k].what), show_number(c.binding[k].price, 1)});
  s.out("\n");
  s.table(t);
}

}  // namespace

void show_plan(const Session& s, const Plan& p, const Lens& lens, std::size_t most) {
  s.head(say("Plan {} · {} projects · score {} → {}", "方案 {} · {} 个项目 · 得分 {} → {}", to_string(p.id),
             p.chosen.size(), show_number(100 * p.score_before, 2), show_number(100 * p.score_after, 2)));
  if (p.bound > 0 && !p.certificate)
    s.line(say("value {} of at most {} people × score: {}", "价值 {}，上界 {}（人×分）：{}",
               show_number(p.value, 0), show_number(p.bound, 0), percent(p.value / p.bound)));
  if (p.certificate) show_certificate(s, p, *p.certificate);
  if (!p.chosen.empty()) {
    TextTable t;
    t.column(s.t({"project", "编号"}))
        .column(s.t({"what", "内容"}))
        .column(s.t({"years", "年份"}))
        .column(s.t({"fund", "资金"}));
    t.column(s.t({"cost", "费用"}), Align::right)
        .column(s.t({"gain", "增益"}), Align::right)
        .column(s.t({"owner", "负责"}));
    for (std::size_t k = 0; k < std::min(most, p.chosen.size()); ++k) {
      const Choice& c = p.chosen[k];
      t.row({to_string(c.project.id), s.t(c.project.name),
             fmt::format("{}–{}", number(c.start), number(c.done)), c.project.fund.word, yuan(s, c.cost),
             show_number(c.gain, 0), c.project.owner.word});
    }
    s.out("\n");
    s.table(t);
  }
  if (!p.money.empty()) {
    TextTable t;
    t.column(s.t({"fund", "资金"}))
        .column(s.t({"year", "年份"}))
        .column(s.t({"available", "可用"}), Align::right);
    t.column(s.t({"chosen", "安排"}), Align::right);
    for (const FundYear& f : p.money)
      t.row({f.fund.word, std::to_string(number(f.year)), yuan(s, f.available), yuan(s, f.chosen)});
    s.out("\n");
    s.table(t);
  }
  if (!p.passed_over.empty()) {
    TextTable t;
    t.column(s.t({"passed over", "未选"}))
        .column(s.t({"cost", "费用"}), Align::right)
        .column(s.t({"gain", "增益"}), Align::right);
    t.column(s.t({"why", "原因"}));
    for (std::size_t k = 0; k < std::min(most, p.passed_over.size()); ++k) {
      const PassedOver& o = p.passed_over[k];
      t.row({s.t(o.project.name), yuan(s, o.project.capex), show_number(o.gain, 0), s.t(o.reason)});
    }
    s.out("\n");
    s.table(t);
    if (p.passed_over.size() > most)
      s.line(say("… and {} more (--most)", "…… 另有 {} 项（--most）", p.passed_over.size() - most));
  }
  (void)lens;
}

namespace {

/// Beliefs about types, and below each what is believed of its owners.
void show_beliefs(const Session& s, const Effects& e) {
  TextTable b;
  b.column(s.t({"belief about", "经验值"}))
      .column(s.t({"department", "部门"}))
      .column(s.t({"ratio", "倍数"}), Align::right)
      .column("±", Align::right)
      .column(s.t({"outcomes", "结果数"}), Align::right);
  const auto row = [&](std::string about, const std::string& owner, const Belief& belief) {
    b.row({std::move(about), owner, "×" + show_number(belief.mean, 2), show_number(belief.standard_error, 2),
           std::to_string(belief.outcomes)});
  };
  const std::string all = s.t({"all", "全部"}), cost = s.t({"cost", "费用"});
  for (const auto& [key, belief] : e.benefit) {
    const std::string about = fmt::format("{} · {}", key.first.word, key.second.word);
    row(about, all, belief);
    for (const auto& [owned, own] : e.benefit_by_owner) {
      const auto& [type, indicator, owner] = owned;
      if (type == key.first && indicator == key.second)
        row(about, owner.word, e.benefit_of(type, indicator, owner));
    }
  }
  for (const auto& [type, belief] : e.cost) {
    const std::string about = fmt::format("{} · {}", type.word, cost);
    row(about, all, belief);
    for (const auto& [owned, own] : e.cost_by_owner)
      if (owned.first == type) row(about, owned.second.word, e.cost_of(type, owned.second));
  }
  if (b.empty()) return;
  s.out("\n");
  s.table(b);
}

void show_kept(const Session& s, const std::vector<Outcome>& outcomes) {
  const auto kept = kept_promises(outcomes);
  if (kept.front().of == 0) {
    s.line({"Our promised intervals cannot be judged yet: no outcome has a sound comparison.",
            "承诺区间尚无法检验：还没有对照可靠的结果。"});
    return;
  }
  s.out("\n");
  TextTable t;
  t.column(s.t({"promised interval", "承诺区间"}), Align::right)
      .column(s.t({"held", "兑现"}), Align::right)
      .column(s.t({"share", "比例"}), Align::right)
      .column(s.t({"95 % interval", "95 % 区间"}), Align::right);
  for (const Kept& k : kept)
    t.row({show_number(100 * k.level, 0) + " %", fmt::format("{} / {}", k.held, k.of),
           show_number(100 * k.share, 0) + " %",
           fmt::format("{} – {} %", show_number(100 * k.low, 0), show_number(100 * k.high, 0))});
  s.table(t);
}

}  // namespace

void show_lessons(const Session& s, const Lessons& l, const Lens& lens) {
  TextTable t;
  t.column(s.t({"project", "项目"}))
      .column(s.t({"indicator", "指标"}))
      .column(s.t({"promised", "承诺"}), Align::right)
      .column("±", Align::right);
  t.column(s.t({"measured", "实测"}), Align::right)
      .column("±", Align::right)
      .column(s.t({"compared by", "对照方法"}))
      .column(s.t({"before", "此前走势"}));
  t.column(s.t({"planned", "计划费用"}), Align::right).column(s.t({"actual", "实际费用"}), Align::right);
  for (const Outcome& o : l.outcomes) {
    std::string name = o.indicator.word;
    for (const Indicator& i : lens.indicators)
      if (i.key == o.indicator) name = s.t(i.name);
    t.row({s.t(o.name), name, show_number(o.promised, 2), show_number(o.promised_error, 2),
           show_number(o.measured, 2), show_number(o.standard_error, 2), s.t(words_of(o.by)),
           s.t(words_of(o.pre_trend.verdict)), yuan(s, o.planned_cost), yuan(s, o.actual_cost)});
  }
  if (!t.empty()) {
    s.table(t);
    show_kept(s, l.outcomes);
  }
  show_beliefs(s, l.effects);
  for (const Text& r : l.remarks) s.line(r);
}

void show_cases(const Session& s, const std::vector<Case>& cases) {
  if (cases.empty()) {
    s.line({"no cases", "没有案件"});
    return;
  }
  TextTable t;
  t.column(s.t({"case", "编号"}))
      .column(s.t({"state", "状态"}))
      .column(s.t({"title", "事项"}))
      .column(s.t({"owner", "部门"}));
  t.column(s.t({"due", "期限"})).column(s.t({"spent", "支出"}), Align::right);
  for (const Case& c : cases)
    t.row({to_string(c.id), s.t(words_of(c.state)), s.t(c.title), c.owner.word,
           c.due ? to_string(*c.due).substr(0, 10) : "–", c.spent.fen != 0 ? yuan(s, c.spent) : "–"});
  s.table(t);
}

void write_json(JsonWriter& j, const Standing& s) {
  j.begin_object();
  if (s.mark == Mark::known) j.field("score", s.score).field("value", s.value).field("meets", s.meets);
  j.field("people", s.people).field("coverage", s.coverage).field("mark", to_word(s.mark)).end_object();
}

void write_json(JsonWriter& j, const Finding& f) {
  j.begin_object().field("id", to_string(f.id)).field("kind", to_word(f.kind)).field("about", f.about.word);
  if (!f.group.empty()) j.field("group", f.group.word);
  j.field("affected", f.affected.base()).field("severity", f.severity).field("confidence", f.confidence);
  j.field("first_seen", to_string(f.first_seen)).field("last_seen", to_string(f.last_seen));
  j.key("cells").begin_array();
  for (const CellId c : f.cells) j.value(to_string(c));
  j.end_array().key("zones").begin_array();
  for (const ZoneId z : f.zones) j.value(to_string(z));
  j.end_array().key("evidence").begin_array();
  for (const Evidence& e : f.evidence)
    j.begin_object()
        .field("indicator", e.indicator.word)
        .field("value", e.value)
        .field("expected", e.expected)
        .field("mark", to_word(e.mark))
        .end_object();
  j.end_array().end_object();
}

void write_json(JsonWriter& j, const Case& c) {
  j.begin_object()
      .field("id", to_string(c.id))
      .field("state", to_word(c.state))
      .field("title", c.title)
      .field("owner", c.owner.word);
  if (c.plan) j.field("plan", to_string(*c.plan));
  if (const auto* p = std::get_if<ProjectId>(&c.origin)) j.field("project", to_string(*p));
  if (c.due) j.field("due", to_string(*c.due));
  j.field("opened", to_string(c.opened)).field("spent", to_string(c.spent));
  if (c.built) j.key("built").raw(to_json(*c.built));
  j.end_object();
}

void write_json(JsonWriter& j, const Situation& now, const Lens& lens, bool with_zones) {
  const Assessment& a = now.assessed;
  j.begin_object().field("city", now.city.about->name).field("generated", now.city.about->generated);
  j.field("as_of", to_string(now.city.as_of))
      .field("snapshot", to_string(now.measured.snapshot))
      .field("framework", a.framework.word);
  j.key("overall");
  write_json(j, a.overall.city);
  j.key("groups").begin_object();
  for (std::size_t k = 0; k < lens.goals.groups.size() && k < a.overall.groups.size(); ++k) {
    j.key(lens.goals.groups[k].word);
    write_json(j, a.overall.groups[k]);
  }
  j.end_object().key("goals").begin_array();
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < lens.goals.goals.size(); ++g) {
    const Goal& goal = lens.goals.goals[g];
    j.begin_object()
        .field("key", goal.key.word)
        .field("name", goal.name)
        .field("weight", goal.weight)
        .key("standing");
    write_json(j, a.goals[g].city);
    j.key("criteria").begin_array();
    for (const Criterion& c : goal.criteria) {
      const Indicator& i = lens.indicator(c.indicator);
      j.begin_object()
          .field("indicator", c.indicator.word)
          .field("name", i.name)
          .field("unit", i.unit.symbol);
      if (c.standard) j.field("standard", *c.standard);
      j.key("standing");
      write_json(j, a.criterion(idx<CriterionIdx>(n++)).standings.city);
      j.end_object();
    }
    j.end_array().end_object();
  }
  j.end_array();
  if (!lens.goals.elements.empty()) {
    const std::vector<Standings> standings = by_element(a, lens.goals);
    j.key("elements").begin_object();
    for (std::size_t e = 0; e < standings.size(); ++e) {
      j.key(lens.goals.elements[e].key.word);
      write_json(j, standings[e].city);
    }
    j.end_object();
  }
  if (lens.goals.scheme == Scheme::grade) {
    j.key("grades");
    write_grades(j, now, lens);
  }
  if (with_zones) {
    const Zones& z = *now.city.zones;
    j.key("zones").begin_array();
    for (const ZoneIdx i : each(z.id)) {
      if (i.v >= a.overall.zones.size()) break;
      j.begin_object()
          .field("id", to_string(z.id[i]))
          .field("level", z.levels[z.level[i]].word)
          .field("code", z.code[i])
          .field("name", z.name[i]);
      j.key("standing");
      write_json(j, a.overall.zones[i]);
      j.end_object();
    }
    j.end_array();
  }
  j.key("findings").begin_array();
  for (const Finding& f : now.findings) write_json(j, f);
  j.end_array().end_object();
}

void remark_no_budget(const Session& s, const City& city) {
  if (city.budget->fund.empty())
    s.line({"no plan can spend anything: no source brings a budget (as: budget)",
            "方案没有可用资金：没有预算数据来源（as: budget）"});
}

void banner(const Session& s, const City& city) {
  if (city.about->generated && !s.a().json)
    s.remark({"This city is generated; it does not exist.", "本城市为生成的示例，并不存在。"});
}

}  // namespace cityloop
