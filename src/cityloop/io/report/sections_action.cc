// What is proposed, done and learnt: the second part of the report.

#include <algorithm>
#include <set>

#include "cityloop/io/report/html.h"
#include "cityloop/io/report/map.h"

namespace cityloop::report {
namespace {

std::string yuan(const Html& h, Money m) { return escaped(show_money(m, h.lang())); }

std::string fund_words(const Html& h, const City& city, const FundKey& f) {
  for (std::size_t i = 0; i < city.budget->funds.size(); ++i)
    if (city.budget->funds[i] == f && i < city.budget->fund_names.size() &&
        !city.budget->fund_names[i].empty())
      return h.t(city.budget->fund_names[i]);
  return f.word;
}

std::string owner_words(const Html& h, const ReportModel& m, const Project& p) {
  for (const ProjectType& t : m.project_types)
    if (t.key == p.type && !t.owner_name.empty()) return h.t(t.owner_name);
  return p.owner.word;
}

Text indicator_words(const ReportModel& m, const IndicatorKey& k) {
  for (const Indicator& i : m.lens.indicators)
    if (i.key == k) return i.name;
  return verbatim(k.word);
}

std::string promises(const Html& h, const ReportModel& m, const Choice& c) {
  std::string out;
  for (const auto& [key, p] : c.promised) {
    const Indicator* known = nullptr;
    for (const Indicator& i : m.lens.indicators)
      if (i.key == key) known = &i;
    const std::string amount = known != nullptr ? value_words(std::abs(p.change), *known, h.lang())
                                                : show_number(std::abs(p.change), 2);
    out += fmt::format("{}{} {}{} <span class=small>({} {})</span>", out.empty() ? "" : "<br>",
                       escaped(h.t(indicator_words(m, key))), p.change < 0 ? "−" : "+", escaped(amount),
                       show_number(p.people.base(), 0), h.zh() ? "人" : "people");
  }
  return out.empty() ? "–" : out;
}

/// Per fund and year: what is there (outline) and what the plan takes of it (filled).
std::string money_bar(const FundYear& f, Money most) {
  const double scale = most.fen > 0 ? 100.0 / static_cast<double>(most.fen) : 0;
  return fmt::format(
      "<svg class=bar viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"><rect width=\"{:.1f}\" "
      "height=\"10\" fill=\"#dfe6ec\"/><rect "
      "width=\"{:.1f}\" height=\"10\" fill=\"#1f4e79\"/></svg>",
      std::max(0.0, scale * static_cast<double>(f.available.fen)),
      std::max(0.0, scale * static_cast<double>(f.chosen.fen)));
}

}  // namespace

void add_plan(Html& h, const ReportModel& m) {
  const Plan* plan = m.plan != nullptr ? m.plan : m.adopted;
  if (plan == nullptr) return;
  const City& city = m.now.city;
  const bool adopted = m.adopted != nullptr && m.adopted->id == plan->id;
  Money cost;
  for (const Choice& c : plan->chosen) cost += c.cost;
  h.section("plan", adopted ? Text{"The adopted plan", "已采纳方案"} : Text{"The proposed plan", "建议方案"},
            Text{fmt::format("{} projects for {}. The city was measured again with all of them in place: its "
                             "score goes from {:.2f} to {:.2f}.",
                             plan->chosen.size(), show_money(cost, Lang::en), 100 * plan->score_before,
                             100 * plan->score_after),
                 fmt::format("{} 个项目，共 {}。将全部项目放入城市重新测算，得分由 {:.2f} 提高到 {:.2f}。",
                             plan->chosen.size(), show_money(cost, Lang::zh), 100 * plan->score_before,
                             100 * plan->score_after)});
  if (plan->bound > 0)
    h.raw("<p>")
        .words(Text{
            fmt::format("It gains {} people × score. No selection within the same budget can gain more than "
                        "{}: the plan reaches at least {} of what is possible.",
                        show_number(plan->value, 1), show_number(plan->bound, 1),
                        percent(plan->value / plan->bound, 1)),
            fmt::format("方案增益为 {} 人×分。同一预算内任何选择都不超过 {}：方案至少达到可能最优的 {}。",
                        show_number(plan->value, 1), show_number(plan->bound, 1),
                        percent(plan->value / plan->bound, 1))})
        .raw("</p>\n");
  if (!adopted)
    h.note({"A proposal: it becomes the city's plan when somebody who may do so adopts it.",
            "本方案仅为建议，经有权者采纳后方为城市的方案。"});
  if (!plan->chosen.empty() && plan->base == m.now.measured.snapshot) {
    MapStyle style{.faint = true};
    std::set<FindingId> answered;
    for (std::size_t k = 0; k < plan->chosen.size(); ++k) {
      if (k < 60) style.pins.push_back({plan->chosen[k].project.at, std::to_string(k + 1)});
      answered.insert(plan->chosen[k].project.answers.begin(), plan->chosen[k].project.answers.end());
    }
    for (const Finding& f : m.now.findings)
      if (answered.contains(f.id))
        style.outlined.insert(style.outlined.end(), f.cells.begin(), f.cells.end());
    std::sort(style.outlined.begin(), style.outlined.end());
    style.outlined.erase(std::unique(style.outlined.begin(), style.outlined.end()), style.outlined.end());
    if (style.outlined.size() > 5000) style.outlined.clear();
    h.raw("<figure>").raw(map_svg(city, m.now.assessed.cell_score, {}, style, h.lang())).raw("<figcaption>");
    h.words(
        style.outlined.empty()
            ? Text{"Numbers: the projects in the table below.", "编号：下表中的项目。"}
            : Text{"Numbers: the projects in the table below. Brown: cells of the findings that they answer.",
                   "编号：下表中的项目。棕色：所应对问题涉及的网格。"});
    h.raw("</figcaption></figure>\n");
  }
  if (!plan->chosen.empty()) {
    h.heading({"Chosen", "选定项目"});
    h.table({{{"No.", "序号"}},
             {{"Project", "项目"}},
             {{"Years", "年份"}},
             {{"Fund", "资金"}, false, true},
             {{"Cost", "费用"}, true},
             {{"Gain", "增益"}, true},
             {{"Promises", "承诺"}, false, true}});
    for (std::size_t k = 0; k < plan->chosen.size(); ++k) {
      const Choice& c = plan->chosen[k];
      const int start = number(c.start), done = number(c.done);
      h.row({fmt::format("<span class=pin>{}</span>", k + 1),
             fmt::format("{}<br><span class=small>{} · {}</span>", escaped(h.t(project_words(c.project))),
                         escaped(owner_words(h, m, c.project)), short_id(to_string(c.project.id))),
             start == done ? std::to_string(start) : fmt::format("{}–{}", start, done),
             escaped(fund_words(h, city, c.project.fund)), yuan(h, c.cost), show_number(c.gain, 1),
             promises(h, m, c)});
    }
    h.end_table();
  } else {
    h.note({"No project was chosen.", "没有选定项目。"});
  }
  if (!plan->money.empty()) {
    h.heading({"Money by fund and year", "分资金、分年度安排"});
    h.table({{{"Fund", "资金"}},
             {{"Year", "年份"}},
             {{"Available", "可用"}, true},
             {{"Chosen", "安排"}, true},
             {{"Left", "结余"}, true},
             {{"", ""}}});
    Money most;
    for (const FundYear& f : plan->money) most = std::max(most, std::max(f.available, f.chosen));
    for (const FundYear& f : plan->money)
      h.row({escaped(fund_words(h, city, f.fund)), std::to_string(number(f.year)), yuan(h, f.available),
             yuan(h, f.chosen), yuan(h, f.available - f.chosen), money_bar(f, most)});
    h.end_table();
  }
  if (!plan->expected_gain.empty()) {
    h.heading({"What it changes, goal by goal", "各目标的预期变化"});
    h.table({{{"Goal", "目标"}}, {{"Points", "分值变化"}, true}});
    for (const auto& [key, gain] : plan->expected_gain) {
      Text name = verbatim(key.word);
      for (const Goal& g : m.lens.goals.goals)
        if (g.key == key) name = g.name;
      h.row({escaped(h.t(name)), fmt::format("{}{:.2f}", gain < 0 ? "−" : "+", std::abs(100 * gain))});
    }
    h.end_table();
  }
  if (!plan->passed_over.empty()) {
    h.heading(say("Passed over, and why ({})", "未选项目及原因（{} 个）", plan->passed_over.size()));
    h.table({{{"Project", "项目"}},
             {{"Price", "造价"}, true},
             {{"Gain", "增益"}, true, true},
             {{"Reason", "原因"}}});
    for (std::size_t k = 0; k < std::min<std::size_t>(25, plan->passed_over.size()); ++k) {
      const PassedOver& p = plan->passed_over[k];
      h.row({fmt::format("{}<br><span class=small>{}</span>", escaped(h.t(project_words(p.project))),
                         short_id(to_string(p.project.id))),
             yuan(h, p.project.capex), show_number(p.gain, 1), escaped(h.t(p.reason))});
    }
    h.end_table();
    if (plan->passed_over.size() > 25)
      h.note(say("{} more are in 'cityloop plan --json'.", "其余 {} 个见 “cityloop plan --json”。",
                 plan->passed_over.size() - 25));
  }
  h.end_section();
}

void add_cases(Html& h, const ReportModel& m) {
  if (m.cases.empty()) return;
  h.section("cases", {"Work in hand", "案件办理"},
            {"Each adopted project is a case: a sequence of recorded steps by named roles.",
             "每个采纳的项目都是一个案件：由各角色逐步办理并留痕。"});
  static const std::map<std::string_view, Text> kStates{
      {"open", {"open", "待交办"}},          {"assigned", {"assigned", "已交办"}},
      {"working", {"working", "办理中"}},    {"finished", {"finished", "待核验"}},
      {"closed", {"closed", "已结案"}},      {"merged", {"merged", "已并案"}},
      {"cancelled", {"cancelled", "已撤销"}}};
  std::map<std::string_view, std::size_t> count;
  for (const Case& c : m.cases) ++count[to_word(c.state)];
  std::string line;
  for (const auto& [state, n] : count) {
    const auto at = kStates.find(state);
    line += fmt::format("{}{} {}", line.empty() ? "" : " · ",
                        at == kStates.end() ? std::string{state} : h.t(at->second), n);
  }
  h.raw("<p>").words(line).raw("</p>\n");
  h.table({{{"Case", "案件"}},
           {{"State", "状态"}},
           {{"Owner", "部门"}, false, true},
           {{"Opened", "立案"}, false, true},
           {{"Finished", "完工"}},
           {{"Spent", "支出"}, true}});
  std::size_t shown = 0;
  for (const Case& c : m.cases) {
    if (++shown > 30) break;
    const auto at = kStates.find(to_word(c.state));
    h.row({fmt::format("{}<br><span class=small>{}</span>", escaped(h.t(c.title)), short_id(to_string(c.id))),
           escaped(at == kStates.end() ? std::string{to_word(c.state)} : h.t(at->second)),
           escaped(c.owner.word), to_string(c.opened).substr(0, 10),
           c.finished ? to_string(*c.finished).substr(0, 10) : "–",
           c.spent.fen != 0 ? yuan(h, c.spent) : "–"});
  }
  h.end_table();
  if (m.cases.size() > 30) h.note(say("{} cases in all.", "共 {} 个案件。", m.cases.size()));
  h.end_section();
}

void add_lessons(Html& h, const ReportModel& m) {
  const bool outcomes = m.lessons != nullptr && (!m.lessons->outcomes.empty() || !m.lessons->remarks.empty());
  const bool beliefs = m.effects != nullptr && (!m.effects->benefit.empty() || !m.effects->cost.empty());
  if (!outcomes && !beliefs) return;
  h.section("lessons", {"What was learnt", "学到了什么"},
            {"What finished projects promised, and what was measured afterwards against cells that they do "
             "not reach.",
             "已完工项目当初的承诺，与完工后对照不受其影响的网格所测得的变化。"});
  if (outcomes && !m.lessons->outcomes.empty()) {
    h.table({{{"Project", "项目"}},
             {{"Indicator", "指标"}},
             {{"Promised", "承诺"}, true},
             {{"Measured", "实测"}, true},
             {{"Planned cost", "计划费用"}, true, true},
             {{"Actual cost", "实际费用"}, true}});
    std::size_t shown = 0;
    for (const Outcome& o : m.lessons->outcomes) {
      if (++shown > 30) break;
      std::string measured =
          fmt::format("{} ± {}", show_number(o.measured, 2), show_number(o.standard_error, 2));
      if (!o.compared)
        measured += fmt::format(" <span class=badge>{}</span>", h.zh() ? "无对照" : "no comparison");
      h.row({escaped(h.t(o.name)), escaped(h.t(indicator_words(m, o.indicator))), show_number(o.expected, 2),
             measured, yuan(h, o.planned_cost), yuan(h, o.actual_cost)});
    }
    h.end_table();
  }
  if (m.lessons != nullptr)
    for (std::size_t k = 0; k < std::min<std::size_t>(12, m.lessons->remarks.size()); ++k)
      h.note(m.lessons->remarks[k]);
  if (beliefs) {
    h.heading({"What is believed now", "当前经验值"});
    h.note({"Measured ÷ promised. 1 means: as promised. The next plan is made with these.",
            "实测 ÷ 承诺，1 表示与承诺一致。下一方案将采用这些数值。"});
    h.table({{{"About", "对象"}},
             {{"Ratio", "倍数"}, true},
             {{"Doubt", "不确定度"}, true},
             {{"Outcomes", "结果数"}, true}});
    const auto type_words = [&](const ProjectTypeKey& k) {
      for (const ProjectType& t : m.project_types)
        if (t.key == k && !t.name.empty()) return h.t(t.name);
      return k.word;
    };
    for (const auto& [key, b] : m.effects->benefit)
      h.row({escaped(fmt::format("{} · {}", type_words(key.first), h.t(indicator_words(m, key.second)))),
             fmt::format("× {:.2f}", b.mean), fmt::format("± {:.2f}", b.standard_error),
             std::to_string(b.outcomes)});
    for (const auto& [key, b] : m.effects->cost)
      h.row({escaped(fmt::format("{} · {}", type_words(key), h.zh() ? "造价" : "cost")),
             fmt::format("× {:.2f}", b.mean), fmt::format("± {:.2f}", b.standard_error),
             std::to_string(b.outcomes)});
    h.end_table();
  }
  h.end_section();
}

}  // namespace cityloop::report
