// The upper half of an explanation: belief → outcome → case → plan → project → finding → evidence.

#include "cityloop/loop/explain.h"

#include <algorithm>
#include <charconv>

namespace cityloop {
namespace {

std::optional<Point> parse_point(const std::string& s) {
  const std::size_t comma = s.find(',');
  if (comma == std::string::npos) return std::nullopt;
  Point p;
  const auto a = std::from_chars(s.data(), s.data() + comma, p.x);
  const auto b = std::from_chars(s.data() + comma + 1, s.data() + s.size(), p.y);
  if (a.ec != std::errc{} || b.ec != std::errc{} || b.ptr != s.data() + s.size()) return std::nullopt;
  return p;
}

std::optional<Subject> subject_named(const City& city, const std::string& s) {
  if (s.empty() || s == "city") return Subject{WholeCity{}};
  if (const auto p = parse_point(s)) {
    if (const auto c = city.grid->find(*p)) return Subject{city.grid->id(*c)};
    return std::nullopt;
  }
  for (const ZoneIdx z : each(city.zones->id))
    if (city.zones->code[z] == s || city.zones->name[z].en == s || city.zones->name[z].zh == s)
      return Subject{city.zones->id[z]};
  for (const CellIdx c : each(city.grid->cells().id))
    if (to_string(city.grid->id(c)) == s || city.grid->label(c) == s) return Subject{city.grid->id(c)};
  return std::nullopt;
}

bool begins(const std::string& id, const std::string& digits) {
  return digits.size() >= 4 && id.compare(0, digits.size(), digits) == 0;
}

const Text kObservation{"observation, its most populous cell", "观测：人口最多的网格"};

Text money(Money m) { return {show_money(m, Lang::en), show_money(m, Lang::zh)}; }

const Finding* finding_of(const ExplainContext& x, FindingId f) {
  for (const Finding& one : x.view.now.findings)
    if (one.id == f) return &one;
  return nullptr;
}

/// A finding that is answered by now stands in the results of an earlier snapshot.
std::optional<Finding> earlier_finding(const ExplainContext& x, FindingId f) {
  for (const SnapshotRow& row : x.w.store->snapshots())
    if (const auto all = x.w.store->findings(row.id, x.lens.goals.key))
      for (const Finding& one : *all)
        if (one.id == f) return one;
  return std::nullopt;
}

Text method_of(const Outcome& o) {
  switch (o.by) {
    case EffectBy::before_after:
      return {"before and after only: no comparison cell lies out of reach",
              "仅前后比较：没有不受影响的对照网格"};
    case EffectBy::difference:
      return say("difference in differences: {} treated cells against {} comparison cells out of reach",
                 "双重差分：{} 个受益网格，对照 {} 个不受影响的网格", o.treated.size(),
                 o.compared_with.size());
    default:
      return say(
          "synthetic control: {} treated cells against a mixture of {} comparison cells out of reach "
          "that had moved alike",
          "合成控制：{} 个受益网格，对照由 {} 个此前走势一致且不受影响的网格合成", o.treated.size(),
          o.compared_with.size());
  }
}

/// What the years before say of the comparison.
Text past_of_outcome(const Outcome& o) {
  const PreTrend& t = o.pre_trend;
  if (!o.compared) return {"unknown: nothing to compare with", "未知：没有对照"};
  if (t.snapshots == 0)
    return {"unknown: no earlier snapshot, which is no pass", "未知：没有更早的快照，不视为通过"};
  const std::string d = show_number(t.difference, 3), e = show_number(t.standard_error, 3),
                    p = show_number(t.p, 3);
  switch (t.verdict) {
    case PreTrend::Verdict::alike:
      return say("yes: going on as before adds {} ± {} (p = {}, {} earlier snapshots)",
                 "是：按此前走势延续将带来 {} ± {}（p = {}，{} 个更早快照）", d, e, p, t.snapshots);
    case PreTrend::Verdict::apart:
      return say(
          "no: going on as before adds {} ± {} (p = {}, {} earlier snapshots); the outcome is doubtful "
          "and moves no belief",
          "否：按此前走势延续将带来 {} ± {}（p = {}，{} 个更早快照）；结果存疑，不更新经验值", d, e, p,
          t.snapshots);
    default:
      return say("unknown: {} ± {} (p = {}, {} earlier snapshots) is too uncertain to tell, which is no pass",
                 "未知：{} ± {}（p = {}，{} 个更早快照）不确定性过大，无法判断，不视为通过", d, e, p,
                 t.snapshots);
  }
}

void add_answers(const ExplainContext& x, const Project& p, Because& into) {
  for (const FindingId f : p.answers) {
    if (const Finding* now = finding_of(x, f)) into.children.push_back(explain_finding(x, *now));
    else if (const auto then = earlier_finding(x, f)) {
      into.children.push_back(explain_finding(x, *then));
      // Its observation is made of the latest measurement: what became of it.
      for (Because& b : into.children.back().children)
        if (b.label == kObservation) b.label = {"the same place today", "该处现状"};
      into.children.back().add({"today", "现状"}, {"no longer found", "已不再出现"});
    } else into.add({"answers finding", "应对发现"}, verbatim(to_string(f)));
  }
}

}  // namespace

Because explain_finding(const ExplainContext& x, const Finding& f) {
  Because out{{"finding", "发现"},
              Text{fmt::format("{} · {}", to_string(f.id), name_of_indicator(x, f.about).en),
                   fmt::format("{} · {}", to_string(f.id), name_of_indicator(x, f.about).in(Lang::zh))},
              {}};
  if (f.kind == FindingKind::hotspot)
    out.add({"found as", "判定方式"},
            {"a cluster of badly served homes that chance does not explain (local Moran's I low among low, "
             "at most "
             "5 % false discoveries)",
             "成片的低水平居住地，不能用偶然解释（局部莫兰指数“低—低”，错误发现率不超过 5 %）"});
  out.add({"people affected", "受影响人口"}, verbatim(show_number(f.affected.base(), 0)));
  out.add({"severity", "严重度"}, verbatim(show_number(f.severity, 3)));
  out.add({"cells", "网格数"}, verbatim(std::to_string(f.cells.size())));
  out.add({"seen", "出现时间"},
          verbatim(fmt::format("{} … {}", to_string(f.first_seen), to_string(f.last_seen))));
  for (const ZoneId z : f.zones) out.add({"in", "位于"}, name_of(x, Subject{z}));
  for (const Evidence& e : f.evidence) {
    Because& b = out.add({"evidence", "证据"},
                         Text{fmt::format("{}: {} against {}", name_of_indicator(x, e.indicator).en,
                                          show_number(e.value, 2), show_number(e.expected, 2)),
                              fmt::format("{}：{}，应为 {}", name_of_indicator(x, e.indicator).in(Lang::zh),
                                          show_number(e.value, 2), show_number(e.expected, 2))});
    b.add({"about", "对象"}, name_of(x, e.subject));
  }
  if (f.criterion.valid() && f.criterion.v < x.view.now.assessed.criteria.size() && !f.cells.empty()) {
    const City& city = x.view.now.city;
    CellId most = f.cells.front();
    float people = -1;
    for (const CellId c : f.cells)
      if (const auto i = city.grid->find(c); i && city.people->residents[*i] > people) {
        people = city.people->residents[*i];
        most = c;
      }
    Because& obs = out.add(kObservation);
    obs.children.push_back(explain_value(x, Subject{most}, f.criterion));
    obs.children.back().children.pop_back();  // without the way up again
  }
  return out;
}

Because explain_choice(const ExplainContext& x, const Plan& plan, const Choice& c) {
  Because out{{"project", "项目"},
              Text{fmt::format("{} · {}", to_string(c.project.id), c.project.name.en),
                   fmt::format("{} · {}", to_string(c.project.id), c.project.name.in(Lang::zh))},
              {}};
  out.add({"chosen in plan", "所在方案"}, verbatim(to_string(plan.id)));
  out.add({"years", "年份"}, verbatim(fmt::format("{} – {}", number(c.start), number(c.done))));
  Because& cost = out.add({"cost as believed", "预计费用"}, money(c.cost));
  cost.add({"price", "单价"}, money(c.project.capex));
  const Belief b = x.view.effects.cost_of(c.project.type, c.project.owner);
  cost.add({"belief in the price", "对造价的经验修正"},
           say("×{} ± {} from {} outcomes", "×{} ± {}，基于 {} 个结果", show_number(b.mean, 2),
               show_number(b.standard_error, 2), b.outcomes));
  for (const ProjectType& t : x.w.catalogue.project_types)
    if (t.key == c.project.type)
      cost.add({"price source", "造价来源"},
               t.price_source.verified ? verbatim(t.price_source.title)
                                       : say("{} (not verified)", "{}（未核实）", t.price_source.title));
  out.add({"gain (people × score)", "增益（人×分）"}, verbatim(show_number(c.gain, 1)));
  for (const Change& change : c.project.change.changes) out.add({"changes", "改变"}, describe(change));
  for (const auto& [key, p] : c.promised)
    out.add({"promises", "承诺"},
            Text{fmt::format("{}: {} for {} people", name_of_indicator(x, key).en, show_number(p.change, 2),
                             show_number(p.people.base(), 0)),
                 fmt::format("{}：{}，惠及 {} 人", name_of_indicator(x, key).in(Lang::zh),
                             show_number(p.change, 2), show_number(p.people.base(), 0))});
  add_answers(x, c.project, out);
  return out;
}

Because explain_passed_over(const ExplainContext& x, const PassedOver& p) {
  Because out{{"project, passed over", "未选项目"},
              Text{fmt::format("{} · {}", to_string(p.project.id), p.project.name.en),
                   fmt::format("{} · {}", to_string(p.project.id), p.project.name.in(Lang::zh))},
              {}};
  Because& why = out.add({"why not", "未选原因"}, p.reason);
  why.add({"code", "代码"}, verbatim(p.code));
  out.add({"price", "造价"}, money(p.project.capex));
  out.add({"gain it would bring", "可带来的增益"}, verbatim(show_number(p.gain, 1)));
  add_answers(x, p.project, out);
  return out;
}

Because explain_plan(const ExplainContext& x, const Plan& plan) {
  Because out{{"plan", "方案"}, verbatim(to_string(plan.id)), {}};
  out.add({"made for snapshot", "依据快照"},
          verbatim(fmt::format("{} · {}", to_string(plan.base), to_string(plan.as_of))));
  out.add({"score", "得分"}, verbatim(fmt::format("{} → {}", show_number(100 * plan.score_before, 2),
                                                  show_number(100 * plan.score_after, 2))));
  Because& v = out.add({"value ÷ bound", "价值 ÷ 上界"},
                       verbatim(plan.bound > 0 ? show_number(100 * plan.value / plan.bound, 1) + " %" : "–"));
  v.add({"value (people × score)", "价值（人×分）"}, verbatim(show_number(plan.value, 1)));
  v.add({"bound", "上界"}, verbatim(show_number(plan.bound, 1)));
  for (const FundYear& f : plan.money)
    out.add(verbatim(fmt::format("{} {}", f.fund.word, number(f.year))),
            Text{fmt::format("{} of {}", show_money(f.chosen, Lang::en), show_money(f.available, Lang::en)),
                 fmt::format("{} / {}", show_money(f.chosen, Lang::zh), show_money(f.available, Lang::zh))});
  for (const Choice& c : plan.chosen) out.children.push_back(explain_choice(x, plan, c));
  for (const PassedOver& p : plan.passed_over)
    out.add({"passed over", "未选"},
            Text{fmt::format("{} {}: {}", to_string(p.project.id), p.project.name.en, p.reason.en),
                 fmt::format("{} {}：{}", to_string(p.project.id), p.project.name.in(Lang::zh),
                             p.reason.in(Lang::zh))});
  return out;
}

Because explain_case(const ExplainContext& x, const Case& c) {
  Because out{{"case", "案件"},
              Text{fmt::format("{} · {}", to_string(c.id), c.title.en),
                   fmt::format("{} · {}", to_string(c.id), c.title.in(Lang::zh))},
              {}};
  out.add({"state", "状态"}, verbatim(std::string{to_word(c.state)}));
  if (c.spent.fen != 0) out.add({"spent", "已支出"}, money(c.spent));
  if (c.built)
    for (const Change& change : c.built->changes) out.add({"built", "建成"}, describe(change));
  for (const CaseEvent& e : case_story(*x.w.store, to_string(c.id)).events)
    out.add(verbatim(to_string(e.at)), verbatim(fmt::format("{} · {} ({}){}{}", to_word(e.move), e.by.word,
                                                            e.role, e.note.empty() ? "" : " · ", e.note)));
  for (const Plan& p : x.w.store->adopted_plans())
    for (const Choice& choice : p.chosen)
      if (const auto* project = std::get_if<ProjectId>(&c.origin);
          project != nullptr && *project == choice.project.id && (!c.plan || *c.plan == p.id))
        out.children.push_back(explain_choice(x, p, choice));
  return out;
}

Because explain_outcome(const ExplainContext& x, const Outcome& o) {
  Because out{
      {"outcome", "成效"},
      Text{fmt::format("{} · {}", o.name.en, name_of_indicator(x, o.indicator).en),
           fmt::format("{} · {}", o.name.in(Lang::zh), name_of_indicator(x, o.indicator).in(Lang::zh))},
      {}};
  Because& promised =
      out.add({"promised", "承诺"},
              verbatim(fmt::format("{} ± {}", show_number(o.promised, 3), show_number(o.promised_error, 3))));
  promised.add({"as the model predicted", "模型预测"}, verbatim(show_number(o.expected, 3)));
  Because& m =
      out.add({"measured", "实测"},
              verbatim(fmt::format("{} ± {}", show_number(o.measured, 3), show_number(o.standard_error, 3))));
  m.add({"method", "方法"}, method_of(o));
  if (o.placebos)
    m.add({"placebos", "安慰剂检验"},
          say("{} comparison cells taken for the treated in turn: p = {} of a gap as large; fit before ± {}",
              "依次将 {} 组对照网格视为受益网格：出现同样大差距的概率 p = {}；此前拟合误差 ± {}",
              o.placebos->count, show_number(o.placebos->p, 3), show_number(o.placebos->fit, 3)));
  m.add({"moved alike before", "此前走势是否一致"}, past_of_outcome(o));
  m.add({"between", "期间"}, verbatim(fmt::format("{} … {}", to_string(o.before), to_string(o.after))));
  out.add(
      {"cost: planned, actual", "费用：计划、实际"},
      Text{fmt::format("{}, {}", show_money(o.planned_cost, Lang::en), show_money(o.actual_cost, Lang::en)),
           fmt::format("{}，{}", show_money(o.planned_cost, Lang::zh), show_money(o.actual_cost, Lang::zh))});
  const auto believed = [&](Text label, const Belief& b) {
    out.add(std::move(label), say("×{} ± {} from {} outcomes", "×{} ± {}，基于 {} 个结果",
                                  show_number(b.mean, 2), show_number(b.standard_error, 2), b.outcomes));
  };
  believed({"belief after it", "更新后的经验值"}, x.view.effects.benefit_of(o.type, o.indicator));
  if (!o.owner.empty())
    believed(Text{fmt::format("belief in {}", o.owner.word), fmt::format("对 {} 的经验值", o.owner.word)},
             x.view.effects.benefit_of(o.type, o.indicator, o.owner));
  for (const Case& c : x.view.cases)
    if (const auto* p = std::get_if<ProjectId>(&c.origin); p != nullptr && *p == o.project)
      out.children.push_back(explain_case(x, c));
  return out;
}

Because explain_place(const ExplainContext& x, PlaceIdx p) {
  const Places& places = *x.view.now.city.places;
  Because out{
      {"place", "设施"}, verbatim(places.name[p].empty() ? to_string(places.id[p]) : places.name[p]), {}};
  out.add({"id", "编号"}, verbatim(to_string(places.id[p])));
  out.add({"kind", "类型"}, places.kind_names[places.kind[p]]);
  out.add({"capacity", "容量"}, places.capacity_mark[p] == Mark::estimated
                                    ? say("{} (the kind's default)", "{}（该类缺省值）",
                                          show_number(static_cast<double>(places.capacity[p]), 0))
                                    : verbatim(show_number(static_cast<double>(places.capacity[p]), 0)));
  out.add({"at", "位置"}, verbatim(fmt::format("{:.0f}, {:.0f}", places.at[p].x, places.at[p].y)));
  out.children.push_back(explain_source(x.view.now.city, places.source[p], {"source", "来源"}));
  return out;
}

Because explain(Workspace& w, const std::string& asked, const std::string& indicator, Run& run) {
  const Overview view = overview(w, run);
  const std::vector<Indicator> wanted = w.measured();
  return explain({w, wanted, Lens{wanted, w.framework()}, view, run}, asked, indicator);
}

Because explain(const ExplainContext& x, const std::string& asked, const std::string& indicator) {
  const Workspace& w = x.w;
  const Overview& view = x.view;
  const City& city = view.now.city;

  if (const auto subject = subject_named(city, asked)) {
    if (indicator.empty()) return explain_score(x, *subject);
    if (const auto c = x.lens.goals.find(IndicatorKey{indicator})) return explain_value(x, *subject, *c);
    std::vector<std::string> known;
    for (const Goal& g : x.lens.goals.goals)
      for (const Criterion& c : g.criteria) known.push_back(c.indicator.word);
    const std::string close = nearest_word(indicator, known);
    throw Error{Fault::not_found,
                say("the framework does not judge '{}'", "评价框架中没有指标“{}”", indicator),
                {},
                close.empty() ? Text{} : say("did you mean '{}'?", "是否想写“{}”？", close)};
  }
  if (asked == "outcome" || asked == "outcomes" || asked == "belief") {
    Because out{{"what was learnt", "学到了什么"}, {}, {}};
    if (!view.lessons || view.lessons->outcomes.empty())
      out.value = {"nothing yet: no adopted plan has closed cases and a later snapshot",
                   "暂无：还没有“已采纳、已完工且有后续快照”的方案"};
    else
      for (const Outcome& o : view.lessons->outcomes) out.children.push_back(explain_outcome(x, o));
    return out;
  }
  for (const Finding& f : view.now.findings)
    if (begins(to_string(f.id), asked)) return explain_finding(x, f);
  for (const Case& c : view.cases)
    if (begins(to_string(c.id), asked)) return explain_case(x, c);
  std::vector<Plan> plans = w.store->plans();
  for (Plan& p : w.store->adopted_plans()) plans.push_back(std::move(p));
  for (const Plan& p : plans)
    if (begins(to_string(p.id), asked)) return explain_plan(x, p);
  for (auto p = plans.rbegin(); p != plans.rend(); ++p) {
    for (const Choice& c : p->chosen)
      if (begins(to_string(c.project.id), asked)) return explain_choice(x, *p, c);
    for (const PassedOver& o : p->passed_over)
      if (begins(to_string(o.project.id), asked)) return explain_passed_over(x, o);
  }
  for (const PlaceIdx p : each(city.places->id))
    if (begins(to_string(city.places->id[p]), asked)) return explain_place(x, p);
  throw Error{Fault::not_found,
              say("nothing here is called '{}'", "没有叫“{}”的对象", asked),
              {},
              {"ask for: city; a zone's code or name; a cell's id or x,y; the id of a place, finding, "
               "project, plan or case; outcome",
               "可查询：city；分区代码或名称；网格编号或 x,y；设施、发现、项目、方案、案件的编号；outcome"}};
}

}  // namespace cityloop
