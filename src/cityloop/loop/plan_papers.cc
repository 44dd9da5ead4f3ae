#include "cityloop/loop/plan_papers.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "cityloop/base/unit_words.h"

namespace cityloop {
namespace {

using As = WorkbookColumn::As;

WorkbookColumn text_column(Text head, double width) { return {As::text, std::move(head), width, 0, {}, {}}; }
WorkbookColumn number_column(Text head, int decimals = 2, double width = 14) {
  return {As::number, std::move(head), width, decimals, {}, {}};
}
double wan(Money m) { return to_yuan(m) / 1e4; }

Text fund_name(const City& city, const FundKey& fund) {
  for (std::size_t i = 0; i < city.budget->funds.size(); ++i)
    if (city.budget->funds[i] == fund && !city.budget->fund_names[i].empty())
      return city.budget->fund_names[i];
  return verbatim(fund.word);
}

/// "Walk to the nearest clinic −6.2 min for 2,546 residents", one after the other.
std::string promised_words(const Choice& c, const Lens& lens, Lang lang) {
  std::string out;
  for (const auto& [key, p] : c.promised) {
    const Indicator& i = lens.indicator(key);
    const std::string change = (p.change < 0 ? "−" : "+") + value_words(std::abs(p.change), i.unit, lang);
    const std::string one = say("{0} {1} for {2} residents", "{0} {1}，惠及 {2} 人", i.name.in(lang), change,
                                show_number(p.people.base(), 0))
                                .in(lang);
    out += (out.empty() ? "" : lang == Lang::zh ? "；" : "; ") + one;
  }
  return out;
}

Text department_name(std::span<const ProjectType> types, const DepartmentKey& owner) {
  for (const ProjectType& t : types)
    if (t.owner == owner) return t.owner_name;
  return verbatim(owner.word);
}

WorkbookSheet programme_sheet(const Plan& plan, const City& city, const Lens& lens,
                              std::span<const ProjectType> types, Lang lang) {
  std::set<int> years;
  for (const Choice& c : plan.chosen)
    for (const auto& [year, money] : c.spending) years.insert(number(year));
  WorkbookSheet s;
  s.name = {"programme", "项目清单"};
  s.title = plan.certificate ? say("Programme of {} years", "{} 年项目规划", plan.certificate->years)
                             : Text{"Plan", "项目方案"};
  s.lead =
      say("Plan {0}, made for {1}. Money in ten thousand yuan; gain in people × score, measured, each after "
          "those above it.",
          "方案 {0}，依据 {1} 的数据。金额单位：万元；增益单位：人×分，逐项实测。", to_string(plan.id),
          to_string(plan.as_of));
  s.columns = {text_column({"project", "编号"}, 18),  text_column({"what", "项目名称"}, 34),
               text_column({"fund", "资金来源"}, 14), text_column({"department", "责任部门"}, 20),
               text_column({"begins", "开工年"}, 8),  text_column({"done", "完工年"}, 8),
               number_column({"price", "总投资"}),    number_column({"running a year", "年运行费"})};
  for (const int y : years) s.columns.push_back(number_column(verbatim(std::to_string(y))));
  s.columns.push_back(number_column({"gain", "增益"}, 1, 10));
  s.columns.push_back(text_column({"promised", "预期效果"}, 60));
  for (const Choice& c : plan.chosen) {
    std::vector<WorkbookCell> row{to_string(c.project.id),
                                  c.project.name.in(lang),
                                  fund_name(city, c.project.fund).in(lang),
                                  department_name(types, c.project.owner).in(lang),
                                  std::to_string(number(c.start)),
                                  std::to_string(number(c.done)),
                                  wan(c.cost),
                                  wan(c.project.opex_per_year)};
    for (const int y : years) {
      Money paid;
      for (const auto& [year, money] : c.spending)
        if (number(year) == y) paid += money;
      row.push_back(paid.fen == 0 ? WorkbookCell{} : WorkbookCell{wan(paid)});
    }
    row.emplace_back(c.gain);
    row.emplace_back(promised_words(c, lens, lang));
    s.rows.push_back(std::move(row));
  }
  return s;
}

WorkbookSheet money_sheet(const Plan& plan, const City& city, Lang lang) {
  WorkbookSheet s;
  s.name = {"money", "资金安排"};
  s.title = {"Money by fund and year", "分资金、分年度安排"};
  s.lead = {"Ten thousand yuan. Available: appropriated less what is committed or paid.",
            "单位：万元。可用：预算减已承诺或已支付。"};
  s.columns = {text_column({"fund", "资金"}, 20), text_column({"year", "年度"}, 8),
               number_column({"available", "可用"}), number_column({"chosen", "安排"}),
               number_column({"left", "结余"})};
  for (const FundYear& f : plan.money)
    s.rows.push_back({fund_name(city, f.fund).in(lang), std::to_string(number(f.year)), wan(f.available),
                      wan(f.chosen), wan(f.available - f.chosen)});
  return s;
}

WorkbookSheet passed_sheet(const Plan& plan, const City& city, Lang lang) {
  WorkbookSheet s;
  s.name = {"passed over", "未选项目"};
  s.title = {"What was passed over, and why", "未选项目及原因"};
  s.columns = {text_column({"project", "编号"}, 18),   text_column({"what", "项目名称"}, 34),
               text_column({"fund", "资金来源"}, 14),  number_column({"price", "总投资"}),
               number_column({"gain", "增益"}, 1, 10), text_column({"why", "原因"}, 70)};
  for (const PassedOver& o : plan.passed_over)
    s.rows.push_back({to_string(o.project.id), o.project.name.in(lang),
                      fund_name(city, o.project.fund).in(lang), wan(o.project.capex), o.gain,
                      o.reason.in(lang)});
  return s;
}

WorkbookSheet certificate_sheet(const Plan& plan, Lang lang) {
  const PlanCertificate& c = *plan.certificate;
  WorkbookSheet s;
  s.name = {"certificate", "证明"};
  s.title = {"How good the programme is, and what holds it back", "规划的优劣与约束"};
  s.columns = {text_column({"what", "内容"}, 70), number_column({"people × score", "人×分"}, 1, 18)};
  const auto row = [&](const Text& what, double v) { s.rows.push_back({what.in(lang), v}); };
  row({"value of the programme, discounted", "规划价值（已折现）"}, plan.value);
  row({"the solver found nothing worth more than", "求解器得出的上界"}, c.bound());
  row(c.checked ? Text{"proven by published prices, checked by a second program: nothing is worth more than",
                       "影子价格证明并经独立程序核验的上界"}
                : Text{"proven bound, not checked", "上界（未核验）"},
      c.proved);
  row({"gain of the chosen, added up from single projects and pairs", "单项与两两叠加的增益"}, c.modelled);
  row({"gain of the chosen, measured with all in place", "全部实施后实测的增益"}, c.measured);
  for (const PlanCertificate::Binding& b : c.binding)
    row({"a million yuan (or one) more in: " + b.what.en, "每增百万元（或一项）：" + b.what.zh}, b.price);
  return s;
}

}  // namespace

Workbook plan_papers(const Plan& plan, const City& city, const Lens& lens, std::span<const ProjectType> types,
                     Lang lang) {
  Workbook w;
  w.title = say("Plan {}", "项目方案 {}", to_string(plan.id));
  w.dated = plan.as_of;
  w.sheets = {programme_sheet(plan, city, lens, types, lang), money_sheet(plan, city, lang),
              passed_sheet(plan, city, lang)};
  if (plan.certificate) w.sheets.push_back(certificate_sheet(plan, lang));
  return w;
}

}  // namespace cityloop
