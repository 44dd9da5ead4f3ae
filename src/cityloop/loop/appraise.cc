#include "cityloop/loop/appraise.h"

#include <algorithm>
#include <map>

#include "cityloop/assess/assess.h"
#include "cityloop/decide/decide.h"
#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/loop/usecases.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

bool is_meant(const Choice& c, const std::string& project) {
  return project.empty() || to_string(c.project.id).starts_with(project) ||
         c.project.type.word.starts_with(project);
}

}  // namespace

const AppraisalRules& appraisal_rules(const Catalogue& catalogue, const std::string& key) {
  const std::string wanted = key.empty() ? "social" : key;
  std::vector<std::string> known;
  for (const AppraisalRules& r : catalogue.appraisal) {
    if (r.key == wanted) return r;
    known.push_back(r.key);
  }
  const std::string near = nearest_word(wanted, known);
  throw Error{Fault::not_found,
              say("there are no rules of appraisal ‘{}’ in the catalogue", "目录中没有评价规则“{}”", wanted),
              {.file = catalogue.folder, .item = "appraisal"},
              near.empty() ? say("known: {}", "已有：{}", fmt::join(known, ", "))
                           : say("did you mean ‘{}’?", "是否想写“{}”？", near)};
}

AppraisedPlan appraise_plan(Workspace& w, const std::string& plan_digits, const std::string& project,
                            const std::string& rules, Run& run) {
  AppraisedPlan out{plan_named(*w.store, plan_digits), appraisal_rules(w.catalogue, rules), {}};
  std::vector<const Choice*> meant;
  for (const Choice& c : out.plan.chosen)
    if (is_meant(c, project)) meant.push_back(&c);
  if (meant.empty() && !project.empty())
    throw Error{Fault::not_found,
                say("the plan has no project ‘{}’", "计划中没有项目“{}”", project),
                {},
                say("leave --project out to see them all", "省略 --project 可查看全部项目")};
  const Framework& goals = w.catalogue.framework(out.plan.framework.word);
  std::vector<std::string> keys;
  for (const Goal& g : goals.goals)
    for (const Criterion& c : g.criteria) keys.push_back(c.indicator.word);
  const std::vector<Indicator> indicators = with_needs(w.catalogue.indicators, std::move(keys));
  const Lens lens{indicators, goals};
  Situation base;
  base.city = w.store->city(out.plan.base);
  base.measured = measure(base.city, indicators, run);
  base.assessed = assess(base.city, base.measured, goals, run);
  run.progress.begin("appraise", meant.size());
  for (const Choice* c : meant) {
    run.check_stop();
    const WhatIf after = what_if(base, c->project.change, lens, run);
    const std::vector<ServiceGain> service = service_gains(base.assessed, after.assessed, goals);
    const double weight = weight_of_gains(base.city, base.assessed, after.assessed, goals, out.rules);
    out.projects.push_back({*c,
                            appraise(c->project.type, flows_of(*c, year_of(base.city.as_of)), service, goals,
                                     indicators, out.rules, weight),
                            weight});
    run.progress.advance(1);
  }
  return out;
}

AppraisedFlows appraise_flows(const std::string& file, const Discounting& d, double finance, double reinvest,
                              Run& run) {
  const std::string text = read_text_file(file, file).text;
  CsvReader csv{text, file, run.notes, guess_delimiter(text)};
  const std::size_t year_at = csv.column("year");
  const auto cost_at = csv.find("cost"), benefit_at = csv.find("benefit");
  if (!cost_at && !benefit_at) csv.column("cost");  // says that it is not there
  struct Row {
    double cost = 0, benefit = 0;
    long line = 0;
  };
  std::map<int, Row> rows;
  while (csv.next()) {
    const auto year = to_number(csv[year_at]);
    if (!year || *year != static_cast<int>(*year) || *year < 0 || *year > 9999)
      throw Error{Fault::bad_input, say("‘{}’ is not a year", "“{}”不是年份", std::string{csv[year_at]}),
                  csv.where(year_at),
                  say("write 0, 1, 2 … from the base year, or calendar years",
                      "请写自基年起的 0、1、2……，或公历年份")};
    Row r{0, 0, csv.line()};
    const auto amount = [&](const std::optional<std::size_t>& at) {
      if (!at || is_missing(csv[*at])) return 0.0;
      return to_yuan(parse_money(csv[*at], csv.where(*at)));
    };
    r.cost = amount(cost_at);
    r.benefit = amount(benefit_at);
    if (r.cost < 0)
      throw Error{Fault::bad_input, say("a cost cannot be negative", "成本不能为负"), csv.where(*cost_at),
                  say("write what comes in under ‘benefit’", "收入请写在 benefit 列")};
    const auto [was, fresh] = rows.emplace(static_cast<int>(*year), r);
    if (!fresh)
      throw Error{Fault::bad_input,
                  say("the year {} is there twice, first in line {}", "年份 {} 重复，首次在第 {} 行",
                      was->first, was->second.line),
                  csv.where(year_at)};
  }
  if (rows.empty())
    throw Error{Fault::bad_input, say("the table has no rows", "表中没有数据行"), {.file = file}};
  // Years below 200 count from the base; calendar years have the first as their base.
  const int base = rows.begin()->first >= 200 ? rows.begin()->first : 0;
  if (rows.rbegin()->first - base > 200)
    throw Error{
        Fault::bad_input,
        say("from {} to {} are more than 200 years", "{} 年至 {} 年超过 200 年", base, rows.rbegin()->first),
        {.file = file},
        say("write all years as calendar years, or all from the base year",
            "年份请统一写公历，或统一自基年起")};
  AppraisedFlows out;
  const auto size = static_cast<std::size_t>(rows.rbegin()->first - base) + 1;
  out.costs.resize(size), out.benefits.resize(size), out.net.resize(size);
  for (const auto& [year, r] : rows) {
    const auto t = static_cast<std::size_t>(year - base);
    out.costs[t] = r.cost, out.benefits[t] = r.benefit, out.net[t] = r.benefit - r.cost;
  }
  out.cost = present_value(out.costs, d);
  out.benefit = present_value(out.benefits, d);
  out.present = out.benefit - out.cost;
  if (out.cost > 0) out.benefit_cost = out.benefit / out.cost;
  out.internal_rates = internal_rates(out.net);
  out.modified_rate = modified_rate(out.net, finance, reinvest);
  out.payback = payback(out.net);
  out.discounted_payback = payback(out.net, &d);
  if (size > 1) out.equivalent_annual = equivalent_annual(out.cost, d, static_cast<int>(size) - 1);
  return out;
}

}  // namespace cityloop
