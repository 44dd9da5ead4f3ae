// What is proposed, done and learnt: the second part of the report.

#include <algorithm>
#include <cmath>
#include <numeric>

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

std::string owner_words(const Html& h, const ReportModel& m, const ProjectTypeKey& type,
                        const DepartmentKey& owner) {
  for (const ProjectType& t : m.project_types)
    if ((t.key == type || (type.word.empty() && t.owner == owner)) && !t.owner_name.empty())
      return h.t(t.owner_name);
  return owner.word;
}

std::string promises(const Html& h, const ReportModel& m, const Choice& c) {
  std::string out;
  for (const auto& [key, p] : c.promised)
    out +=
        fmt::format("{}{} {} <span class=small>({} {})</span>", out.empty() ? "" : "<br>",
                    escaped(h.t(indicator_words(m, key))), escaped(change_value(p.change, m, key, h.lang())),
                    whole(p.people.base()), h.zh() ? "人" : "people");
  return out.empty() ? "–" : out;
}

/// Per fund and year: what is there (outline) and what the plan takes of it (filled).
std::string money_bar(const FundYear& f, Money most) {
  const double scale = most.fen > 0 ? 100.0 / static_cast<double>(most.fen) : 0;
  return fmt::format(
      "<svg class=bar viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
      "width=\"{:.1f}\" "
      "height=\"10\" fill=\"#dfe6ec\"/><rect "
      "width=\"{:.1f}\" height=\"10\" fill=\"#1f4e79\"/></svg>",
      std::max(0.0, scale * static_cast<double>(f.available.fen)),
      std::max(0.0, scale * static_cast<double>(f.chosen.fen)));
}

constexpr std::size_t kShown = 15;  // of a list; the rest is in the annex or in the export

Text type_words(const ReportModel& m, const ProjectTypeKey& k) {
  for (const ProjectType& t : m.project_types)
    if (t.key == k && !t.name.empty()) return t.name;
  return verbatim(k.word);
}

std::string years_words(const Choice& c) {
  const int start = number(c.start), done = number(c.done);
  return start == done ? std::to_string(start) : fmt::format("{}–{}", start, done);
}

/// Positions of the chosen projects, the greatest gain first; their number everywhere in the report is their place here.
std::vector<std::size_t> by_gain(const Plan& plan) {
  std::vector<std::size_t> order(plan.chosen.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return plan.chosen[a].gain > plan.chosen[b].gain; });
  return order;
}

/// What of a programme's bound needs no trust, how far its parts add up, and what holds it back.
void add_certificate(Html& h, const PlanCertificate& c) {
  const std::string proved = show_number(c.proved, 1), modelled = show_number(c.modelled, 1),
                    measured = show_number(c.measured, 1);
  h.raw("<p>");
  h.words(
      Text{fmt::format(
               "That ceiling is the solver's. Without trusting it, published prices prove that nothing is "
               "worth more than {}{}. "
               "The projects by themselves and in pairs add up to {}; measured with all in place it is {}.",
               proved,
               c.checked ? ", and a second program that shares no code with the solver has checked this" : "",
               modelled, measured),
           fmt::format("该上界由求解器得出。无需信任求解器，公布的影子价格证明价值不超过 "
                       "{}{}。项目按单项与两两叠加的增益合计 {}，全部实施后实测为 {}。",
                       proved, c.checked ? "，并经与求解器不共用代码的程序核验" : "", modelled, measured)});
  h.raw("</p>\n");
  if (c.binding.empty()) return;
  h.heading({"What would more money buy?", "再增加资金能买到什么？"});
  h.raw("<ul>");
  for (std::size_t k = 0; k < std::min<std::size_t>(6, c.binding.size()); ++k) {
    const PlanCertificate::Binding& b = c.binding[k];
    h.raw("<li>");
    h.words(Text{fmt::format("{}: about {} for each further million yuan (or one more)", b.what.en,
                             show_number(b.price, 1)),
                 fmt::format("{}：每增加百万元（或一项）约可增益 {}", b.what.zh, show_number(b.price, 1))});
    h.raw("</li>");
  }
  h.raw("</ul>\n");
}

/// How good the selection is, for somebody who answers for the money.
void add_bound(Html& h, const Plan& plan) {
  h.note(
      {"The unit of gain is people × score: one person who is lifted from 0 to 100 points counts as 1, and "
       "so do "
       "ten people who are lifted by 10 points each.",
       "增益的单位为“人 × 分”：1 个人由 0 分提高到 100 分计为 1，10 个人各提高 10 分也计为 1。"});
  const std::optional<double> share = reached(plan);
  if (!share) return;
  h.heading({"Is it the best use of the money?", "资金是否用到了最好？"});
  const double most = plan.certificate ? plan.certificate->bound() : plan.bound;
  const std::string value = show_number(plan.value, 1), bound = show_number(most, 1);
  const double more = most / std::max(plan.value, 1e-9) - 1;
  h.raw("<p>");
  h.words(Text{
      fmt::format(
          "The plan gains {}. A calculated ceiling, the bound, says how much any selection of the examined "
          "projects could gain within the same budgets: at most {}. The plan therefore reaches at least {} "
          "of what is possible; whoever searched for longer could find at most {} more.",
          value, bound, percent(*share, Lang::en, 1), percent(more, Lang::en, 1)),
      fmt::format("方案增益为 {}。经测算，在同样的预算内，已考察项目的任何组合的增益都不会超过 "
                  "{}（即“上界”）。因此本方案至"
                  "少达到可能最优的 {}；即使继续寻找，至多再增加 {}。",
                  value, bound, percent(*share, Lang::zh, 1), percent(more, Lang::zh, 1))});
  h.raw("</p>\n");
  if (plan.certificate) add_certificate(h, *plan.certificate);
  if (!plan.diminishing)
    h.note(
        {"Some projects turned out to be worth more together than one by one; the ceiling is then an "
         "estimate and "
         "no guarantee.",
         "部分项目合在一起的效果大于单独效果之和，此时上界仅为估计，不作保证。"});
}

void add_plan_map(Html& h, const ReportModel& m, const Plan& plan, const std::vector<std::size_t>& order) {
  MapStyle style{.streets = true,
                 .labels = false,
                 .fine_zones = false,
                 .faint = true,
                 .coarse = coarse_for(*m.now.city.grid, 20'000),
                 .title = {"Map of the plan: where its projects stand", "方案地图：各项目的位置"},
                 .shared = MapStyle::Shared::used};
  for (std::size_t k = 0; k < std::min<std::size_t>(order.size(), 500); ++k)
    style.pins.push_back({plan.chosen[order[k]].project.at, k < kShown ? std::to_string(k + 1) : ""});
  h.raw("<figure>")
      .raw(map_svg(m.now.city, m.now.assessed.cell_score, {}, style, h.lang()))
      .raw("<figcaption>");
  h.words(order.size() <= kShown ? Text{"Numbers: the projects in the table below, over the score of today.",
                                        "编号为下表中的项目，底图为当前得分。"}
                                 : Text{"Numbers: the projects in the table below; dots: the other projects; "
                                        "over the score of today.",
                                        "编号为下表中的项目，圆点为其他项目，底图为当前得分。"});
  h.raw("</figcaption></figure>\n");
}

/// What kinds of thing the money goes into.
void add_types(Html& h, const ReportModel& m, const Plan& plan) {
  struct Kind {
    std::size_t n = 0;
    Money cost;
    double gain = 0;
  };
  std::map<ProjectTypeKey, Kind> kinds;
  for (const Choice& c : plan.chosen) {
    Kind& k = kinds[c.project.type];
    ++k.n, k.cost += c.cost, k.gain += c.gain;
  }
  std::vector<std::pair<ProjectTypeKey, Kind>> rows(kinds.begin(), kinds.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return b.second.cost < a.second.cost; });
  h.heading({"What is built", "建设内容"});
  h.table({{{"Kind of project", "项目类型"}},
           {{"Number", "数量"}, true},
           {{"Cost", "费用"}, true},
           {{"Gain", "增益"}, true}});
  Kind all;
  for (const auto& [key, k] : rows) {
    h.row({escaped(h.t(type_words(m, key))), std::to_string(k.n), yuan(h, k.cost), show_number(k.gain, 1)});
    all.n += k.n, all.cost += k.cost, all.gain += k.gain;
  }
  h.row({h.zh() ? "合计" : "All", std::to_string(all.n), yuan(h, all.cost), show_number(all.gain, 1)},
        "total");
  h.end_table();
}

void add_money(Html& h, const City& city, const Plan& plan) {
  if (plan.money.empty()) return;
  h.heading({"Money by fund and year", "分资金、分年度安排"});
  h.table({{{"Fund", "资金"}},
           {{"Year", "年份"}, false, true},
           {{"Available", "可用"}, true},
           {{"Planned", "安排"}, true},
           {{"Left", "结余"}, true},
           {{"", ""}, false, true}});
  Money most, available, chosen;
  for (const FundYear& f : plan.money) most = std::max(most, std::max(f.available, f.chosen));
  const FundKey* last = nullptr;
  for (const FundYear& f : plan.money) {
    if (f.available.fen == 0 && f.chosen.fen == 0) continue;
    const bool same = last != nullptr && *last == f.fund;
    h.row({same ? "" : escaped(fund_words(h, city, f.fund)), std::to_string(number(f.year)),
           yuan(h, f.available), yuan(h, f.chosen), yuan(h, f.available - f.chosen), money_bar(f, most)},
          same ? "" : "first");
    available += f.available, chosen += f.chosen;
    last = &f.fund;
  }
  h.row({h.zh() ? "合计" : "All", "", yuan(h, available), yuan(h, chosen), yuan(h, available - chosen), ""},
        "total");
  h.end_table();
  h.raw("<p class=note><span class=bars>")
      .words(Text{"Light: what is available; dark: what the plan takes of it. ",
                  "浅色为可用额，深色为方案安排额。"})
      .raw("</span>")
      .words(Text{"Available is what was appropriated less what is already committed.",
                  "可用额为已批预算减去已承诺支出。"})
      .raw("</p>\n");
}

void add_expected(Html& h, const ReportModel& m, const Plan& plan) {
  if (plan.expected_gain.empty()) return;
  h.heading({"What it changes, goal by goal", "各目标的预期变化"});
  h.table({{{"Goal", "目标"}}, {{"Points", "分值变化"}, true}});
  for (const auto& [key, gain] : plan.expected_gain) {
    Text name = verbatim(key.word);
    for (const Goal& g : m.lens.goals.goals)
      if (g.key == key) name = g.name;
    h.row({escaped(h.t(name)), fmt::format("{}{:.2f}", gain < 0 ? "−" : "+", std::abs(100 * gain))});
  }
  h.end_table();
}

Text reason_words(const std::string& code) {
  static const std::map<std::string, Text> kWords{
      {"fund.exhausted", {"the fund has no money left for it", "资金已用完"}},
      {"no.fund", {"no fund of the budget pays for it", "预算中无对应资金"}},
      {"no.gain", {"measured, and it helps nobody", "经测算无增益"}},
      {"same.site", {"its site is taken by a chosen project", "场址已被选定项目占用"}},
      {"dominated", {"a chosen project does the same for less", "已有更优的选定项目"}},
      {"not.examined", {"not examined: less promising than those that were", "未考察：预期不及已考察项目"}}};
  const auto at = kWords.find(code);
  return at == kWords.end() ? verbatim(code) : at->second;
}

void add_passed_over(Html& h, const Plan& plan) {
  constexpr std::size_t kFew = 10;  // their reasons are long
  if (plan.passed_over.empty()) return;
  h.heading(say("Passed over, and why ({})", "未选项目及原因（{} 个）",
                whole(static_cast<double>(plan.passed_over.size()))));
  struct Reason {
    std::size_t n = 0;
    Money price;
  };
  std::map<std::string, Reason> reasons;
  for (const PassedOver& p : plan.passed_over) ++reasons[p.code].n, reasons[p.code].price += p.project.capex;
  if (plan.passed_over.size() > kFew) {
    h.table({{{"Reason", "原因"}}, {{"Projects", "项目数"}, true}, {{"Price of all", "造价合计"}, true}});
    for (const auto& [code, r] : reasons)
      h.row({escaped(h.t(reason_words(code))), whole(static_cast<double>(r.n)), yuan(h, r.price)});
    h.end_table();
  }
  std::vector<const PassedOver*> order;
  for (const PassedOver& p : plan.passed_over) order.push_back(&p);
  std::stable_sort(order.begin(), order.end(),
                   [](const PassedOver* a, const PassedOver* b) { return a->gain > b->gain; });
  h.table({{{"Project", "项目"}}, {{"Price", "造价"}, true}, {{"Gain", "增益"}, true}, {{"Reason", "原因"}}});
  for (std::size_t k = 0; k < std::min(kFew, order.size()); ++k) {
    const PassedOver& p = *order[k];
    h.row({escaped(h.t(project_words(p.project))), yuan(h, p.project.capex), show_number(p.gain, 1),
           escaped(h.t(p.reason))});
  }
  h.end_table();
  if (order.size() > kFew)
    h.note(say("The {} with the greatest gain are shown; {} more are in “cityloop plan --json”.",
               "仅列出增益最大的 {} 个，其余 {} 个见“cityloop plan --json”。", kFew,
               whole(static_cast<double>(order.size() - kFew))));
}

}  // namespace

void add_plan(Html& h, const ReportModel& m) {
  const Plan* plan = m.plan != nullptr ? m.plan : m.adopted;
  if (plan == nullptr) return;
  const City& city = m.now.city;
  const bool adopted = m.adopted != nullptr && m.adopted->id == plan->id;
  Money cost;
  for (const Choice& c : plan->chosen) cost += c.cost;
  const std::size_t n = plan->chosen.size();
  h.section(
      "plan", adopted ? Text{"The adopted plan", "已采纳方案"} : Text{"The proposed plan", "建议方案"},
      n == 0
          ? Text{"No project was chosen.", "没有选定项目。"}
          : Text{fmt::format("{} project{} for {}. The city was measured again with all of them in place: "
                             "its score goes from {:.2f} to {:.2f}.",
                             n, n == 1 ? "" : "s", show_money(cost, Lang::en), 100 * plan->score_before,
                             100 * plan->score_after),
                 fmt::format("{} 个项目，共 {}。将全部项目放入城市重新测算，得分由 {:.2f} 提高到 {:.2f}。", n,
                             show_money(cost, Lang::zh), 100 * plan->score_before, 100 * plan->score_after)});
  if (!adopted && n > 0)
    h.note({"A proposal: it becomes the city's plan when somebody who may do so adopts it.",
            "本方案仅为建议，经有权者采纳后方为城市的方案。"});
  if (n > 0) {
    add_bound(h, *plan);
    add_types(h, m, *plan);
    add_money(h, city, *plan);
    add_expected(h, m, *plan);
    const std::vector<std::size_t> order = by_gain(*plan);
    if (plan->base == m.now.measured.snapshot && city.grid->size() > 0) add_plan_map(h, m, *plan, order);
    h.heading(n > kShown ? say("The {} projects with the greatest gain", "增益最大的 {} 个项目", kShown)
                         : Text{"Chosen", "选定项目"});
    h.table({{{"No.", "序号"}, false, true},
             {{"Project", "项目"}},
             {{"Years", "年份"}, false, true},
             {{"Fund", "资金"}},
             {{"Cost", "费用"}, true},
             {{"Gain", "增益"}, true},
             {{"Promises", "承诺"}}},
            "tall");
    for (std::size_t k = 0; k < std::min(kShown, n); ++k) {
      const Choice& c = plan->chosen[order[k]];
      h.row({fmt::format("<span class=pin>{}</span>", k + 1),
             fmt::format("{}<br><span class=small>{}</span>", escaped(h.t(project_words(c.project))),
                         escaped(owner_words(h, m, c.project.type, c.project.owner))),
             years_words(c), escaped(fund_words(h, city, c.project.fund)), yuan(h, c.cost),
             show_number(c.gain, 1), promises(h, m, c)});
    }
    h.end_table();
    if (n > kShown)
      h.raw("<p class=note><a href=\"#projects\">")
          .words(Text{"All projects are in the annex.", "全部项目见附录。"})
          .raw("</a></p>\n");
  } else {
    add_money(h, city, *plan);
  }
  add_passed_over(h, *plan);
  h.end_section();
}

void add_all_projects(Html& h, const ReportModel& m) {
  constexpr std::size_t kMost = 400;
  const Plan* plan = m.plan != nullptr ? m.plan : m.adopted;
  if (plan == nullptr || plan->chosen.size() <= kShown) return;
  const std::vector<std::size_t> order = by_gain(*plan);
  h.section(
      "projects", {"Annex: all projects of the plan", "附录：方案全部项目"},
      {"Ordered by gain; the first numbers are those of the map.", "按增益排列，前几个编号与地图一致。"});
  h.table({{{"No.", "序号"}, true},
           {{"Project", "项目"}},
           {{"Years", "年份"}, false, true},
           {{"Cost", "费用"}, true},
           {{"Gain", "增益"}, true},
           {{"Id", "编号"}, false, true}},
          "dense");
  for (std::size_t k = 0; k < std::min(kMost, order.size()); ++k) {
    const Choice& c = plan->chosen[order[k]];
    h.row({std::to_string(k + 1), escaped(h.t(project_words(c.project))), years_words(c), yuan(h, c.cost),
           show_number(c.gain, 1), short_id(to_string(c.project.id))});
  }
  h.end_table();
  if (order.size() > kMost)
    h.note(say("{} more are in “cityloop plan --json”.", "其余 {} 个见“cityloop plan --json”。",
               whole(static_cast<double>(order.size() - kMost))));
  h.end_section();
}

void add_cases(Html& h, const ReportModel& m) {
  if (m.cases.empty()) return;
  h.section("cases", {"Work in hand", "案件办理"},
            {"Each adopted project is a case: a sequence of recorded steps by named roles.",
             "每个采纳的项目都是一个案件：由各角色逐步办理并留痕。"});
  std::map<std::string_view, std::pair<Text, std::size_t>> count;
  for (const Case& c : m.cases) {
    auto& [words, n] = count[to_word(c.state)];
    words = words_of(c.state), ++n;
  }
  std::string line;
  for (const auto& [state, of] : count)
    line += fmt::format("{}{} {}", line.empty() ? "" : h.zh() ? "，" : ", ", h.t(of.first), of.second);
  Money spent;
  for (const Case& c : m.cases) spent += c.spent;
  h.raw("<p>")
      .words(Text{
          fmt::format("{} case{}: {}. Spent so far: {}.", m.cases.size(), m.cases.size() == 1 ? "" : "s",
                      line, show_money(spent, Lang::en)),
          fmt::format("共 {} 个案件：{}。已支出 {}。", m.cases.size(), line, show_money(spent, Lang::zh))})
      .raw("</p>\n");
  // What still runs is of more interest than what is done; of that, what cost most.
  std::vector<const Case*> order;
  for (const Case& c : m.cases) order.push_back(&c);
  const auto done = [](const Case& c) { return c.state >= CaseState::closed; };
  std::stable_sort(order.begin(), order.end(), [&](const Case* a, const Case* b) {
    return done(*a) != done(*b) ? done(*b) : b->spent < a->spent;
  });
  h.table({{{"Case", "案件"}},
           {{"State", "状态"}, false, true},
           {{"Owner", "承办部门"}},
           {{"Due", "期限"}, false, true},
           {{"Finished", "完工"}, false, true},
           {{"Spent", "支出"}, true}});
  const auto day = [](const std::optional<Instant>& at) { return at ? to_string(*at).substr(0, 10) : "–"; };
  for (std::size_t k = 0; k < std::min(kShown, order.size()); ++k) {
    const Case& c = *order[k];
    h.row({escaped(short_decimals(h.t(c.title))), escaped(h.t(words_of(c.state))),
           c.owner.word.empty() ? "–" : escaped(owner_words(h, m, {}, c.owner)), day(c.due), day(c.finished),
           c.spent.fen != 0 ? yuan(h, c.spent) : "–"});
  }
  h.end_table();
  if (order.size() > kShown)
    h.note(say("{} more are listed by “cityloop case list”.", "其余 {} 个可用“cityloop case list”查看。",
               order.size() - kShown));
  h.end_section();
}

namespace {

/// What the next plan believes of promises. A belief starts at × 1 ± 0.5; it is listed when it has been learnt.
void add_beliefs(Html& h, const ReportModel& m) {
  h.heading({"Changed beliefs", "更新后的经验值"});
  h.note(
      {"Measured ÷ promised. Before anything is built the city believes × 1.00 ± 0.50: as promised, perhaps. "
       "The "
       "next plan is made with the figures below.",
       "实测 ÷ 承诺。尚无经验时取 × 1.00 ± 0.50，即大致与承诺一致。下一方案将采用下列数值。"});
  struct Row {
    Text about;
    Belief belief;
  };
  std::vector<Row> rows;
  for (const auto& [key, b] : m.effects->benefit) {
    const Text type = type_words(m, key.first), what = indicator_words(m, key.second);
    rows.push_back({Text{type.en + " · " + what.en, type.in(Lang::zh) + " · " + what.in(Lang::zh)}, b});
  }
  for (const auto& [key, b] : m.effects->cost) {
    const Text type = type_words(m, key);
    rows.push_back({Text{type.en + " · cost", type.in(Lang::zh) + " · 造价"}, b});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::abs(a.belief.mean - 1) > std::abs(b.belief.mean - 1);
  });
  h.table({{{"About", "对象"}},
           {{"Now believed", "现取值"}, true},
           {{"Doubt", "不确定度"}, true},
           {{"Outcomes", "结果数"}, true}});
  for (std::size_t k = 0; k < std::min(kShown, rows.size()); ++k) {
    const Belief& b = rows[k].belief;
    h.row({escaped(h.t(rows[k].about)), fmt::format("× {:.2f}", b.mean),
           fmt::format("± {:.2f}", b.standard_error), std::to_string(b.outcomes)});
  }
  h.end_table();
  if (rows.size() > kShown)
    h.note(say("The {} that changed most are shown; {} more are listed by “cityloop learn”.",
               "仅列出变化最大的 {} 项，其余 {} 项可用“cityloop learn”查看。", kShown, rows.size() - kShown));
}

}  // namespace

void add_lessons(Html& h, const ReportModel& m) {
  const bool outcomes = m.lessons != nullptr && (!m.lessons->outcomes.empty() || !m.lessons->remarks.empty());
  const bool beliefs = m.effects != nullptr && (!m.effects->benefit.empty() || !m.effects->cost.empty());
  if (!outcomes && !beliefs) return;
  h.section("lessons", {"Promised and measured", "承诺与实测"},
            {"What finished projects promised, and what was measured afterwards: the change where they are "
             "felt, less "
             "the change in similar places that they do not reach.",
             "已完工项目当初的承诺，与完工后的实测：受益处的变化减去不受其影响的相似地点的变化。"});
  if (outcomes && !m.lessons->outcomes.empty()) {
    std::vector<const Outcome*> order;
    for (const Outcome& o : m.lessons->outcomes) order.push_back(&o);
    std::stable_sort(order.begin(), order.end(),
                     [](const Outcome* a, const Outcome* b) { return b->actual_cost < a->actual_cost; });
    h.table({{{"Project and indicator", "项目与指标"}},
             {{"Promised", "承诺"}, true},
             {{"Measured", "实测"}, true},
             {{"Planned cost", "计划费用"}, true},
             {{"Actual cost", "实际费用"}, true}},
            "tall");
    for (std::size_t k = 0; k < std::min(kShown, order.size()); ++k) {
      const Outcome& o = *order[k];
      std::string measured = escaped(change_value(o.measured, m, o.indicator, h.lang()));
      measured += o.compared
                      ? fmt::format(" <span class=small>± {}</span>", show_number(1.96 * o.standard_error, 2))
                      : fmt::format("<br><span class=badge>{}</span>", h.zh() ? "无对照" : "no comparison");
      if (o.doubtful())
        measured += fmt::format("<br><span class=badge>{}</span>", h.zh() ? "存疑" : "doubtful");
      h.row({fmt::format("{}<br><span class=small>{}</span>", escaped(short_decimals(h.t(o.name))),
                         escaped(h.t(indicator_words(m, o.indicator)))),
             escaped(change_value(o.expected, m, o.indicator, h.lang())), measured, yuan(h, o.planned_cost),
             yuan(h, o.actual_cost)});
    }
    h.end_table();
    h.note({"±: the true change lies within this distance with 95 % certainty.",
            "±：真实变化有 95% 的把握在此范围内。"});
    if (order.size() > kShown)
      h.note(say("{} more are listed by “cityloop learn”.", "其余 {} 项可用“cityloop learn”查看。",
                 order.size() - kShown));
  }
  if (m.lessons != nullptr)
    for (std::size_t k = 0; k < std::min<std::size_t>(5, m.lessons->remarks.size()); ++k)
      h.note(m.lessons->remarks[k]);
  if (beliefs) add_beliefs(h, m);
  h.end_section();
}

}  // namespace cityloop::report
