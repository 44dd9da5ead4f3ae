#include "cityloop/decide/programme_rules.h"

namespace cityloop {
namespace {

double share_of(const Document& d) {
  const double v = d.quantity(parse_unit("1"));
  if (!(v >= 0 && v <= 1))
    d.fail(say("a share lies between 0 and 1", "比例应在 0 与 1 之间"), say("write 30 %", "写作 30 %"));
  return v;
}
Money amount_of(const Document& d) {
  const Money m = d.money();
  if (m.fen < 0) d.fail(say("an amount of money is not negative here", "此处金额不能为负"));
  return m;
}
/// "500万元" is an amount, "30 %" a share.
void amount_or_share(const Document& d, std::optional<Money>& amount, std::optional<double>& share) {
  const std::string words = d.string();
  if (words.find('%') != std::string::npos) share = share_of(d);
  else amount = amount_of(d);
}
int year_of(const Document& d) {
  const std::int64_t y = d.integer();
  if (y < 1900 || y > 2200) d.fail(say("{} is not a year", "{} 不是年份", y));
  return static_cast<int>(y);
}
double factor_of(const Document& d) {
  const double v = d.quantity(parse_unit("1"));
  if (!(v >= 0 && v <= 10))
    d.fail(say("a factor lies between 0 and 10", "系数应在 0 与 10 之间"),
           say("write 80 % or 0.8", "写作 80 % 或 0.8"));
  return v;
}
/// One factor for all, or one for each that is named.
template <class Key>
void factors_of(const Document& d, double& all, std::map<Key, double>& each) {
  if (!d.is_map()) {
    all = factor_of(d);
    return;
  }
  for (const std::string& word : d.keys()) each[{word}] = factor_of(d.at(word));
}
ScenarioRule scenario_of(const Document& d) {
  ScenarioRule s;
  s.line = static_cast<long>(d.where().line);
  s.name = d.at("name").text();
  if (const auto x = d.find("weight")) {
    s.weight = x->number();
    if (!(s.weight >= 0)) x->fail(say("a weight is not negative", "权重不能为负"));
  }
  if (const auto x = d.find("effects")) factors_of(*x, s.effects, s.effect_of);
  if (const auto x = d.find("costs")) factors_of(*x, s.costs, s.cost_of);
  if (const auto x = d.find("budgets")) factors_of(*x, s.budgets, s.budget_of);
  d.done();
  return s;
}
std::vector<Named> named(const Document& d) {
  std::vector<Named> out;
  for (const Document& one : d.list()) {
    Named n{{}, {}, static_cast<long>(one.where().line)};
    if (one.is_map()) {
      n.project = one.at("project").string();
      if (const auto by = one.find("by")) n.by = year_of(*by);
      one.done();
    } else {
      n.project = one.string();
    }
    out.push_back(std::move(n));
  }
  return out;
}

}  // namespace

ProgrammeRules parse_programme_rules(const Document& d) {
  ProgrammeRules r;
  r.file = d.where().file;
  if (const auto x = d.find("years")) {
    if (x->integer() < 1 || x->integer() > 30)
      x->fail(say("a programme has 1 to 30 years", "规划期应为 1 至 30 年"));
    r.years = static_cast<int>(x->integer());
  }
  if (const auto x = d.find("discount")) r.discount = share_of(*x);
  if (const auto x = d.find("gap")) r.gap = share_of(*x);
  if (const auto x = d.find("no_check_no_project")) r.no_check_no_project = x->boolean();
  if (const auto all = d.find("funds"))
    for (const std::string& word : all->keys()) {
      const Document f = all->at(word);
      FundRule rule;
      if (const auto x = f.find("carries")) rule.carries = x->boolean();
      if (const auto x = f.find("debt")) rule.debt = amount_of(*x);
      f.done();
      r.funds[{word}] = rule;
    }
  if (const auto x = d.find("running"))
    for (const Document& year : x->list()) r.running.push_back(amount_of(year));
  if (const auto c = d.find("carbon")) {
    static const Unit tonne = parse_unit("t");
    if (const auto most = c->find("at_most")) r.carbon_t = most->quantity(tonne) / tonne.scale;
    const Document by_type = c->at("by_type");
    for (const std::string& word : by_type.keys())
      r.carbon_of[{word}] = by_type.at(word).quantity(tonne) / tonne.scale;
    c->done();
  }
  if (const auto all = d.find("zones"))
    for (const Document& z : all->list()) {
      ZoneRule rule;
      rule.line = static_cast<long>(z.where().line);
      rule.level = {z.at("level").string()};
      rule.code = z.at("code").string();
      if (const auto x = z.find("at_least")) amount_or_share(*x, rule.at_least, rule.least_share);
      if (const auto x = z.find("at_most")) amount_or_share(*x, rule.at_most, rule.most_share);
      z.done();
      r.zones.push_back(std::move(rule));
    }
  if (const auto x = d.find("require")) r.require = named(*x);
  if (const auto x = d.find("forbid")) r.forbid = named(*x);
  if (const auto x = d.find("exclude"))
    for (const Document& one : x->list()) r.exclude.push_back(one.strings());
  if (const auto x = d.find("precede"))
    for (const Document& one : x->list()) {
      Order o{one.at("first").string(), one.at("then").string(), 0, static_cast<long>(one.where().line)};
      if (const auto lag = one.find("lag")) o.lag = static_cast<int>(lag->integer());
      one.done();
      r.precede.push_back(std::move(o));
    }
  if (const auto x = d.find("scenarios"))
    for (const Document& one : x->list()) r.scenarios.push_back(scenario_of(one));
  if (const auto x = d.find("projects")) r.projects = x->string();
  d.done();
  return r;
}

}  // namespace cityloop
