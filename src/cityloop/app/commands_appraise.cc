// cityloop appraise: what projects cost over their lives and what they are worth.

#include <algorithm>

#include "cityloop/app/present.h"
#include "cityloop/loop/appraise.h"

namespace cityloop {
namespace {

/// Yuan of an analysis: rounded, grouped, never to the fen.
std::string yuan(double v, Lang lang) {
  return show_money(Money{static_cast<std::int64_t>(std::llround(v)) * 100}, lang);
}
std::string rate(const std::optional<double>& r) { return r ? percent(*r, 2) : "–"; }
std::string years(const std::optional<double>& y) { return y ? fmt::format("{:.1f}", *y) : "–"; }
std::string ratio(const std::optional<double>& r) { return r ? fmt::format("{:.2f}", *r) : "–"; }
std::string rates(const std::vector<double>& all) {
  std::string out;
  for (const double r : all) out += (out.empty() ? "" : ", ") + percent(r, 2);
  return out.empty() ? "–" : out;
}
void number_field(JsonWriter& j, std::string_view key, const std::optional<double>& v) {
  j.key(key);
  if (v) j.value(*v);
  else j.null();
}
void rates_field(JsonWriter& j, const std::vector<double>& all) {
  j.key("internal_rates").begin_array();
  for (const double r : all) j.value(r);
  j.end_array();
}

void write_json(JsonWriter& j, const AppraisedProject& p, const Framework& goals) {
  const Appraisal& a = p.figures;
  j.begin_object().field("project", to_string(p.choice.project.id)).field("type", p.choice.project.type.word);
  j.field("name", p.choice.project.name);
  for (const auto& [key, v] : {std::pair{"capital", a.capital},
                               {"running", a.running},
                               {"revenue", a.revenue},
                               {"benefit", a.benefit},
                               {"carbon", a.carbon},
                               {"residual", a.residual},
                               {"life_cycle_cost", a.life_cycle_cost},
                               {"equivalent_annual_cost", a.equivalent_annual},
                               {"npv", a.net},
                               {"weight", p.weight},
                               {"embodied_t", a.embodied_t},
                               {"operating_t_per_year", a.operating_t},
                               {"carbon_t", a.carbon_t},
                               {"lifted", a.lifted},
                               {"lifted_per_million_yuan", a.lifted_per_million},
                               {"user_minutes_per_yuan", a.minutes_per_yuan}})
    j.field(key, v);
  number_field(j, "benefit_cost", a.benefit_cost);
  rates_field(j, a.internal_rates);
  number_field(j, "modified_rate", a.modified_rate);
  number_field(j, "payback_years", a.payback);
  number_field(j, "discounted_payback_years", a.discounted_payback);
  j.key("service").begin_array();
  for (const ServiceGain& g : a.service)
    j.begin_object()
        .field("indicator", goals.criterion(g.criterion).indicator.word)
        .field("amount", g.amount)
        .field("lifted", g.lifted)
        .end_object();
  j.end_array().key("flows").begin_array();
  for (const double f : a.flows) j.value(f);
  j.end_array().key("warnings").begin_array();
  for (const Text& t : a.warnings) j.value(t);
  j.end_array().end_object();
}

/// One project on a page: where every yuan of the figure comes from.
void show_one(const Session& s, const AppraisedProject& p, const Lens& lens) {
  const Appraisal& a = p.figures;
  s.head(p.choice.project.name);
  TextTable t;
  t.column(s.t({"present value of the base year", "基年现值"})).column("", Align::right);
  const auto row = [&](const Text& what, double v) { t.row({s.t(what), yuan(v, s.lang())}); };
  row({"building it", "建设"}, a.capital);
  row({"running it", "运行"}, a.running);
  row({"what it is still worth at the end", "期末余值"}, -a.residual);
  row({"life-cycle cost", "全寿命成本"}, a.life_cycle_cost);
  row({"a year of it (equivalent annual cost)", "等额年成本"}, a.equivalent_annual);
  row({"fees", "收费"}, a.revenue);
  row({"priced benefits", "已定价的收益"}, a.benefit);
  row({"carbon", "碳成本"}, a.carbon);
  if (a.benefit_cost) row({"net present value", "净现值"}, a.net);
  s.table(t);
  TextTable r;
  r.column(s.t({"figure", "指标"})).column("", Align::right);
  r.row({s.t({"benefits over costs (BCR)", "效益费用比"}), ratio(a.benefit_cost)});
  r.row({s.t({"rate of return (IRR)", "内部收益率"}), rates(a.internal_rates)});
  r.row({s.t({"modified rate (MIRR)", "修正内部收益率"}), rate(a.modified_rate)});
  r.row({s.t({"years until paid back; discounted", "回收期（年）；折现"}),
         years(a.payback) + "; " + years(a.discounted_payback)});
  r.row({s.t({"a yuan to those who gain counts", "受益者每元权重"}), fmt::format("{:.2f}", p.weight)});
  r.row({s.t({"CO₂e of building; of a year; in all", "建设、年运行、合计碳排放（吨 CO₂e）"}),
         fmt::format("{:.0f}; {:.0f}; {:.0f} t", a.embodied_t, a.operating_t, a.carbon_t)});
  s.table(r);
  TextTable g;
  g.column(s.t({"service", "服务"}))
      .column(s.t({"gain over all residents", "全体居民合计改善"}), Align::right);
  g.column(s.t({"lifted to the standard", "达标新增人数"}), Align::right);
  for (const ServiceGain& x : a.service) {
    const Indicator& i = lens.indicator(lens.goals.criterion(x.criterion).indicator);
    g.row({s.t(i.name), fmt::format("{} {}", show_number(x.amount, 0), i.unit.symbol),
           show_number(x.lifted, 0)});
  }
  if (!g.empty()) s.table(g);
}

int appraise_file(Session& s, const Catalogue& catalogue) {
  const AppraisalRules& rules = appraisal_rules(catalogue, s.a().rules);
  Discounting d = rules.discount;
  if (!s.a().rate.empty())
    d = Discounting::at(parse_quantity(s.a().rate, parse_unit("1"), {.item = "--rate"}));
  const AppraisedFlows f = appraise_flows(s.a().flows, d, rules.finance, rules.reinvest, s.run());
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("cost", f.cost).field("benefit", f.benefit).field("npv", f.present);
    number_field(j, "benefit_cost", f.benefit_cost);
    rates_field(j, f.internal_rates);
    number_field(j, "modified_rate", f.modified_rate);
    number_field(j, "payback_years", f.payback);
    number_field(j, "discounted_payback_years", f.discounted_payback);
    j.field("equivalent_annual_cost", f.equivalent_annual).end_object();
    s.out(j.str() + "\n");
    return 0;
  }
  s.head(say("{} years after the base, discounted at {}", "基年后 {} 年，折现率 {}", f.net.size() - 1,
             s.a().rate.empty() ? s.t(rules.name) : percent(d.rate(1), 2)));
  TextTable t;
  t.column(s.t({"figure", "指标"})).column("", Align::right);
  t.row({s.t({"present value of costs", "成本现值"}), yuan(f.cost, s.lang())});
  t.row({s.t({"present value of benefits", "效益现值"}), yuan(f.benefit, s.lang())});
  t.row({s.t({"net present value (NPV)", "净现值"}), yuan(f.present, s.lang())});
  t.row({s.t({"benefits over costs (BCR)", "效益费用比"}), ratio(f.benefit_cost)});
  t.row({s.t({"equivalent annual cost (EAC)", "等额年成本"}), yuan(f.equivalent_annual, s.lang())});
  t.row({s.t({"rate of return (IRR)", "内部收益率"}), rates(f.internal_rates)});
  t.row({s.t({"modified rate (MIRR)", "修正内部收益率"}), rate(f.modified_rate)});
  t.row({s.t({"years until paid back", "回收期（年）"}), years(f.payback)});
  t.row({s.t({"the same, discounted", "折现回收期（年）"}), years(f.discounted_payback)});
  s.table(t);
  if (f.internal_rates.size() > 1)
    s.line(say("there are {} rates at which the flows are worth nothing: go by the NPV",
               "有 {} 个利率使现金流为零：请以净现值为准", f.internal_rates.size()));
  if (f.internal_rates.empty())
    s.line({"there is no rate of return: the flows are worth nothing at no rate between −90 % and 1,000 %",
            "没有内部收益率：在 −90 % 至 1000 % 之间现金流均不为零"});
  return 0;
}

}  // namespace

int command_appraise(Session& s) {
  if (!s.a().flows.empty()) {
    const Catalogue catalogue = load_catalogue(find_catalogue(s.catalogue()), "", s.notes());
    s.notes().throw_if_problem();
    return appraise_file(s, catalogue);
  }
  Workspace w = s.open(Access::read);
  const AppraisedPlan x = appraise_plan(w, s.a().plan, s.a().project, s.a().rules, s.run());
  const Framework& goals = w.catalogue.framework(x.plan.framework.word);
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("plan", to_string(x.plan.id)).field("rules", x.rules.key);
    j.field("rules_version", x.rules.version).key("projects").begin_array();
    for (const AppraisedProject& p : x.projects) write_json(j, p, goals);
    s.out(j.end_array().end_object().str() + "\n");
    return 0;
  }
  if (x.projects.empty()) {
    s.line({"the plan has no projects to appraise", "计划中没有可评价的项目"});
    return 0;
  }
  const Lens lens{w.catalogue.indicators, goals};
  if (!s.a().project.empty()) {
    for (const AppraisedProject& p : x.projects) show_one(s, p, lens);
  } else {
    s.head(say("{} projects, by {}", "{} 个项目，依据：{}", x.projects.size(), s.t(x.rules.name)));
    TextTable t;
    t.column(s.t({"project", "项目"})).column(s.t({"life-cycle cost", "全寿命成本"}), Align::right);
    t.column(s.t({"a year", "等额年成本"}), Align::right).column(s.t({"lifted", "新增达标"}), Align::right);
    t.column(s.t({"per million", "每百万元"}), Align::right);
    t.column(s.t({"minutes per 1,000", "分钟/千元"}), Align::right).column("NPV", Align::right);
    t.column("BCR", Align::right).column("CO₂e t", Align::right);
    for (const AppraisedProject& p : x.projects) {
      const Appraisal& a = p.figures;
      t.row({s.t(p.choice.project.name), yuan(a.life_cycle_cost, s.lang()),
             yuan(a.equivalent_annual, s.lang()), show_number(a.lifted, 0),
             show_number(a.lifted_per_million, 1), fmt::format("{:.1f}", 1000 * a.minutes_per_yuan),
             a.benefit_cost ? yuan(a.net, s.lang()) : "–", ratio(a.benefit_cost),
             fmt::format("{:.0f}", a.carbon_t)});
    }
    s.table(t);
  }
  std::vector<Text> told;
  for (const AppraisedProject& p : x.projects)
    for (const Text& warning : p.figures.warnings)
      if (std::find(told.begin(), told.end(), warning) == told.end()) told.push_back(warning);
  for (const Text& warning : told) s.remark(warning);
  return 0;
}

}  // namespace cityloop
