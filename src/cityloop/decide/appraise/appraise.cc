#include "cityloop/decide/appraise/appraise.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/assess/grade.h"
#include "cityloop/decide/select.h"

namespace cityloop {
namespace {

const Indicator* indicator_of(std::span<const Indicator> all, const IndicatorKey& key) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const Indicator& i) { return i.key == key; });
  return at == all.end() ? nullptr : &*at;
}

/// Yuan a year of what the rules have a price for.
double yearly_benefit(std::span<const ServiceGain> service, const Framework& f, const AppraisalRules& rules,
                      std::size_t& priced) {
  double sum = 0;
  for (const ServiceGain& g : service)
    for (const BenefitPrice& p : rules.benefits)
      if (p.of == f.criterion(g.criterion).indicator) {
        ++priced;
        sum += to_yuan(p.price) * p.times_per_year * (p.per == BenefitPrice::Per::unit ? g.amount : g.lifted);
      }
  return sum;
}

/// Means of those whose value is known both times: who only now became known has not gained.
ServiceGain gain_of(const Criterion& c, CriterionIdx at, const Standing& was, const Standing& is) {
  if (!has_value(was.mark) || !has_value(is.mark)) return {at, 0, 0};
  const double known = std::min(was.people * was.coverage, is.people * is.coverage);
  const double better = c.way().value_or(true) ? 1 : -1;
  return {at, better * (is.value - was.value) * known, c.standard ? (is.meets - was.meets) * known : 0};
}

void warn(Appraisal& a, const AppraisalRules& rules, const AppraisedType& type, std::size_t priced) {
  if (priced == 0)
    a.warnings.push_back(
        say("nothing that it gives has a price in these rules: costs, people and minutes only, and no NPV",
            "规则未给其收益定价：只列成本、人数与分钟，不给净现值"));
  if (priced > 0 && a.internal_rates.empty())
    a.warnings.push_back(say("there is no internal rate of return: the flows are never worth nothing",
                             "没有内部收益率：现金流在任何利率下都不为零"));
  if (a.internal_rates.size() > 1)
    a.warnings.push_back(say("there are {} rates at which the flows are worth nothing: go by the NPV",
                             "有 {} 个利率使现金流为零：请以净现值为准", a.internal_rates.size()));
  const bool doubtful = !rules.source.verified || (!type.source.title.empty() && !type.source.verified);
  if (doubtful)
    a.warnings.push_back(
        say("rates or factors of these rules are not verified", "规则中的利率或系数未经核实"));
}

}  // namespace

std::vector<ServiceGain> service_gains(const Assessment& before, const Assessment& after,
                                       const Framework& f) {
  std::vector<ServiceGain> out;
  for (std::size_t n = 0; n < f.criteria(); ++n) {
    const auto at = idx<CriterionIdx>(n);
    if (before.criteria[n] == after.criteria[n]) continue;
    const Standing &was = before.criterion(at).standings.city, &is = after.criterion(at).standings.city;
    const ServiceGain g = gain_of(f.criterion(at), at, was, is);
    if (g.amount != 0 || g.lifted != 0) out.push_back(g);
  }
  return out;
}

double weight_of_gains(const City& city, const Assessment& before, const Assessment& after,
                       const Framework& f, const AppraisalRules& rules) {
  if (rules.elasticity == 0) return 1;
  struct Part {
    double income = 0, people = 0, benefit = 0;
  };
  std::vector<Part> parts;
  for (const ZoneIdx z : each(city.zones->id)) {
    const auto figure = latest_figure(city, rules.income, z);
    if (!figure || !(figure->value > 0)) continue;
    Part p{figure->value, 0, 0};
    std::vector<ServiceGain> service;
    for (std::size_t n = 0; n < f.criteria(); ++n) {
      const auto at = idx<CriterionIdx>(n);
      const Standing &was = before.criterion(at).standings.zones[z],
                     &is = after.criterion(at).standings.zones[z];
      p.people = std::max(p.people, is.people);
      if (before.criteria[n] != after.criteria[n]) service.push_back(gain_of(f.criterion(at), at, was, is));
    }
    std::size_t priced = 0;
    p.benefit = std::max(0.0, yearly_benefit(service, f, rules, priced));
    parts.push_back(p);
  }
  const double benefit =
      std::accumulate(parts.begin(), parts.end(), 0.0, [](double s, const Part& p) { return s + p.benefit; });
  if (!(benefit > 0)) return 1;
  std::sort(parts.begin(), parts.end(), [](const Part& x, const Part& y) { return x.income < y.income; });
  double people = 0, half = 0, median = parts.back().income;
  for (const Part& p : parts) people += p.people;
  for (const Part& p : parts)
    if ((half += p.people) >= people / 2) {
      median = p.income;
      break;
    }
  double sum = 0;
  for (const Part& p : parts) sum += p.benefit * distributional_weight(p.income, median, rules.elasticity);
  return sum / benefit;
}

ProjectFlows flows_of(const Choice& c, Year base) {
  ProjectFlows f;
  for (const auto& [year, money] : c.spending) {
    const auto t = static_cast<std::size_t>(std::max(0, number(year) - number(base)));
    if (f.capital.size() <= t) f.capital.resize(t + 1, 0.0);
    f.capital[t] += to_yuan(money);
  }
  f.done = std::max(1, number(c.done) - number(base) + 1);
  f.running = to_yuan(c.project.opex_per_year);
  return f;
}

ProjectFlows flows_of(const Project& p) {
  ProjectFlows f;
  for (const auto& [year, money] : spread(p.capex, p.years_to_build, Year{0})) {
    (void)year;
    f.capital.push_back(to_yuan(money));
  }
  f.done = p.years_to_build;
  f.running = to_yuan(p.opex_per_year);
  return f;
}

Appraisal appraise(const ProjectTypeKey& key, const ProjectFlows& f, std::span<const ServiceGain> service,
                   const Framework& framework, std::span<const Indicator> indicators,
                   const AppraisalRules& rules, double weight) {
  const AppraisedType& type = rules.of(key);
  const int horizon = std::max({rules.horizon, f.done, static_cast<int>(f.capital.size()) - 1});
  const int last = std::min(horizon, f.done + type.life - 1);  // of service
  const auto size = static_cast<std::size_t>(horizon) + 1;
  std::size_t priced = 0;
  const double benefit = weight * yearly_benefit(service, framework, rules, priced);
  Flows capital(size, 0.0), running(size, 0.0), revenue(size, 0.0), gained(size, 0.0), carbon(size, 0.0),
      residual(size, 0.0);
  Appraisal a;
  double spent = 0;
  for (std::size_t t = 0; t < f.capital.size(); ++t)
    spent += capital[t] = f.capital[t] * rules.capital_factor * (1 + type.optimism);
  const auto carbon_price = [&](int t) {
    return to_yuan(rules.carbon_price) * std::pow(1 + rules.carbon_growth, t);
  };
  const auto built = static_cast<std::size_t>(std::max(f.done - 1, 0));
  carbon[built] += type.embodied_t * carbon_price(static_cast<int>(built));
  for (int t = f.done; t <= last; ++t) {
    const auto at = static_cast<std::size_t>(t);
    running[at] = f.running * rules.running_factor;
    revenue[at] = to_yuan(type.revenue_per_year);
    gained[at] = benefit;
    carbon[at] += type.operating_t * carbon_price(t);
  }
  const int served = std::max(0, last - f.done + 1);
  residual.back() = spent * static_cast<double>(type.life - served) / type.life;

  const auto worth = [&](const Flows& x) { return present_value(x, rules.discount); };
  a.capital = worth(capital), a.running = worth(running), a.revenue = worth(revenue);
  a.benefit = worth(gained), a.carbon = worth(carbon), a.residual = worth(residual);
  a.life_cycle_cost = a.capital + a.running - a.residual;
  for (std::size_t t = 0; t < size; ++t)
    a.flows.push_back(gained[t] + revenue[t] + residual[t] - capital[t] - running[t] - carbon[t]);
  a.net = a.benefit + a.revenue - a.life_cycle_cost - a.carbon;
  double years = 0;
  for (int t = f.done; t <= last; ++t) years += factor(rules.discount, t);
  if (years > 0) a.equivalent_annual = a.life_cycle_cost / years;
  if (a.life_cycle_cost > 0) {
    if (priced > 0) a.benefit_cost = (a.benefit + a.revenue - a.carbon) / a.life_cycle_cost;
  }
  if (priced > 0) {
    a.internal_rates = internal_rates(a.flows);
    a.modified_rate = modified_rate(a.flows, rules.finance, rules.reinvest);
    a.payback = payback(a.flows);
    a.discounted_payback = payback(a.flows, &rules.discount);
  }
  a.embodied_t = type.embodied_t;
  a.operating_t = type.operating_t;
  a.carbon_t = type.embodied_t + type.operating_t * served;
  a.service.assign(service.begin(), service.end());
  double minutes = 0;
  const Unit per_minute = parse_unit("min");
  for (const ServiceGain& g : service) {
    a.lifted += g.lifted;
    const Indicator* i = indicator_of(indicators, framework.criterion(g.criterion).indicator);
    if (i != nullptr && i->unit.dim == per_minute.dim)
      minutes += per_minute.from_base(i->unit.to_base(g.amount));
  }
  if (a.life_cycle_cost > 0) a.lifted_per_million = a.lifted / (a.life_cycle_cost / 1e6);
  if (a.equivalent_annual > 0) a.minutes_per_yuan = minutes / a.equivalent_annual;
  warn(a, rules, type, priced);
  return a;
}

}  // namespace cityloop
