// cityloop plan: what to fund, in which year, with a certificate; and questions to a programme.

#include <algorithm>

#include "cityloop/app/present.h"
#include "cityloop/app/present_doubt.h"
#include "cityloop/io/report/sheets.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/plan_papers.h"
#include "cityloop/loop/programme.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace {

std::string money(const Session& s, Money m) { return show_money(m, s.lang()); }

void show_stability(const Session& s, const Programmed& p, const portfolio::Stability& x, std::size_t draws) {
  s.out("\n");
  s.head(
      say("chosen in how many of {} draws of effects and prices", "效果与造价抽样 {} 次的入选频率", draws));
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.projects.size(); ++i)
    if (x.share[i] >= 0.1 || p.result.start[i] != portfolio::kNotChosen) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return x.share[a] > x.share[b]; });
  TextTable t;
  t.column(s.t({"project", "项目"}))
      .column(s.t({"in the programme", "规划"}))
      .column(s.t({"chosen", "入选"}), Align::right);
  t.column("");
  for (const std::size_t i : order) {
    const bool in = p.result.start[i] != portfolio::kNotChosen;
    t.row({s.t(p.projects[i].name), in ? std::to_string(p.result.start[i] + p.names.first_year) : "–",
           percent(x.share[i], 0),
           x.standing[i] == portfolio::Standing::core         ? s.t({"core", "核心"})
           : x.standing[i] == portfolio::Standing::borderline ? s.t({"borderline", "边缘"})
                                                              : s.t({"hardly ever", "几乎不入选"})});
  }
  s.table(t);
  std::vector<double> regret = x.regret;
  std::sort(regret.begin(), regret.end());
  if (!regret.empty())
    s.line(say("regret: in half of the draws at most {0}, in 95 % at most {1} people × score",
               "后悔值：半数情形不超过 {0}，95 % 的情形不超过 {1}（人×分）",
               show_number(regret[regret.size() / 2], 0), show_number(regret[regret.size() * 95 / 100], 0)));
}

void show_more(const Session& s, const Programmed& p, const std::vector<MoreMoney>& all) {
  s.out("\n");
  if (all.empty()) {
    s.line({"no fund holds the programme back", "没有资金对规划构成限制"});
    return;
  }
  TextTable t;
  t.column(s.t({"more money", "增加资金"}))
      .column(s.t({"year", "年份"}))
      .column(s.t({"buys (people × score)", "增益（人×分）"}), Align::right);
  t.column(s.t({"comes in", "新增项目"})).column(s.t({"goes out", "退出项目"}));
  const auto names = [&](const std::vector<std::size_t>& which) {
    std::string out;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, which.size()); ++k)
      out += (out.empty() ? "" : s.t({", ", "、"})) + s.t(p.projects[which[k]].name);
    return which.size() > 3 ? out + " …" : out;
  };
  for (const MoreMoney& m : all)
    t.row({s.t(p.names.of_fund(static_cast<std::size_t>(std::find(p.funds.begin(), p.funds.end(), m.fund) -
                                                        p.funds.begin()))) +
               " +" + money(s, m.more),
           std::to_string(m.year),
           m.next.gain.high - m.next.gain.low < 1
               ? show_number(m.next.gain.low, 0)
               : fmt::format("{} – {}", show_number(m.next.gain.low, 0), show_number(m.next.gain.high, 0)),
           names(m.next.in), names(m.next.out)});
  s.table(t);
}

void show_why(const Session& s, const Programmed& p, const WhyNot& w) {
  const Project& x = p.projects[w.proposal];
  s.head(x.name);
  s.line(say("alone it gains {0} people × score for {1}", "单独实施可增益 {0}（人×分），造价 {1}",
             show_number(p.alone[w.proposal], 0), money(s, x.capex)));
  if (!w.reason) {
    s.line(say("it is in the programme, from {} on", "已列入规划，{} 年开工",
               p.result.start[w.proposal] + p.names.first_year));
    return;
  }
  s.line(portfolio::words(*w.reason, p.problem, p.names));
  if (w.reason->why == portfolio::Why::forbidden) {
    s.line({"take it out of `forbid` in the rules, and plan again",
            "如需恢复，请从规则的 forbid 中删去后重新规划"});
    return;
  }
  if (!w.way.possible) {
    s.line({"no programme under these rules can hold it", "在现有规则下任何规划都无法容纳它"});
    return;
  }
  TextTable t;
  t.column(s.t({"it would come in", "入选条件"})).column("", Align::right);
  t.row({s.t({"if it gained (people × score)", "增益达到（人×分）"}),
         w.way.value.high - w.way.value.low < 1
             ? show_number(w.way.value.high, 0)
             : fmt::format("{} – {}", show_number(w.way.value.low, 0), show_number(w.way.value.high, 0))});
  t.row({s.t({"if it cost at most", "造价不超过"}), w.way.price_part
                                                        ? money(s, scaled(x.capex, *w.way.price_part))
                                                        : s.t({"no price is low enough", "再低也不行"})});
  t.row({s.t({"if there were more money", "增加资金"}),
         w.way.more ? fmt::format("{} {} +{}", s.t(p.names.of_fund(w.way.fund)),
                                  w.way.year + p.names.first_year, money(s, *w.way.more))
                    : "–"});
  s.table(t);
}

void write_answers(JsonWriter& j, const Programmed& p, const std::optional<WhyNot>& why,
                   const std::vector<MoreMoney>& more, const std::optional<portfolio::Stability>& stable,
                   const Asked& asked) {
  j.begin_object().key("plan").raw(to_json(p.plan));
  if (why) {
    j.key("why")
        .begin_object()
        .field("project", to_string(p.projects[why->proposal].id))
        .field("in", !why->reason.has_value());
    if (why->reason) {
      j.field("reason", portfolio::words(*why->reason, p.problem, p.names))
          .field("possible", why->way.possible);
      j.field("gain_needed_low", why->way.value.low).field("gain_needed_high", why->way.value.high);
      j.key("price_part");
      if (why->way.price_part) j.value(*why->way.price_part);
      else j.null();
      j.key("more_money");
      if (why->way.more) j.value(to_string(*why->way.more));
      else j.null();
    }
    j.end_object();
  }
  j.key("more").begin_array();
  for (const MoreMoney& m : more)
    j.begin_object()
        .field("fund", m.fund.word)
        .field("year", m.year)
        .field("amount", to_string(m.more))
        .field("gain_low", m.next.gain.low)
        .field("gain_high", m.next.gain.high)
        .end_object();
  j.end_array();
  if (stable) {
    j.key("stability").begin_array();
    for (std::size_t i = 0; i < p.projects.size(); ++i)
      j.begin_object()
          .field("project", to_string(p.projects[i].id))
          .field("share", stable->share[i])
          .end_object();
    j.end_array();
  }
  write_json(j, p, asked);
  j.end_object();
}

/// --out: the plan as a workbook, or as pages to print.
void write_papers(const Session& s, const Plan& plan, const City& city, const Lens& lens,
                  std::span<const ProjectType> types, std::vector<WorkbookSheet> besides = {}) {
  const std::string& file = s.a().out;
  if (file.empty()) return;
  Workbook papers = plan_papers(plan, city, lens, types, s.lang());
  for (WorkbookSheet& sheet : besides) papers.sheets.push_back(std::move(sheet));
  if (file.ends_with(".csv"))
    write_text(file, sheet_csv(besides.empty() ? papers.sheets.front() : papers.sheets.back(), s.lang()));
  else if (file.ends_with(".html")) write_text(file, report::sheets_html(papers, s.lang()));
  else if (file.ends_with(".xlsx")) write_workbook(papers, s.lang(), file);
  else
    throw Error{Fault::bad_input,
                say("‘{}’ is none of .xlsx, .html and .csv", "“{}”不是 .xlsx、.html 或 .csv", file),
                {.item = "--out"}};
  if (!s.a().json) s.line(say("written: {}", "已写出：{}", file));
}

int programme_of(Session& s, Workspace& w, const ProgrammeRules& rules) {
  const Programmed p = plan_programme(w, rules, s.run());
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  std::optional<WhyNot> why;
  std::vector<MoreMoney> more;
  std::optional<portfolio::Stability> stable;
  if (!s.a().why.empty()) why = why_not(p, s.a().why);
  if (!s.a().more.empty()) more = more_money(p, parse_money(s.a().more, {.item = "--more"}));
  if (s.a().stability > 0)
    stable = programme_stability(p, w.store->effects(), lens, s.a().stability, s.run());
  const Asked asked = answer(s, w, p, rules, lens);
  if (!s.a().out.empty())
    write_papers(s, p.plan, w.store->city(p.plan.base), lens, w.catalogue.project_types,
                 sheets_of(asked, p, s.lang()));
  if (s.a().json) {
    JsonWriter j{true};
    write_answers(j, p, why, more, stable, asked);
    s.out(j.str() + "\n");
    return 0;
  }
  if (why) {
    show_why(s, p, *why);
    return 0;
  }
  show_plan(s, p.plan, lens, static_cast<std::size_t>(std::max(0, s.a().most)));
  if (!s.a().more.empty()) show_more(s, p, more);
  if (stable) show_stability(s, p, *stable, s.a().stability);
  show(s, p, asked);
  return 0;
}

}  // namespace

int command_plan(Session& s) {
  Workspace w = s.open();
  std::optional<ProgrammeRules> rules = programme_rules(w, s.a().rules);
  const bool asked = s.a().plan_years > 0 || !s.a().why.empty() || !s.a().more.empty() ||
                     s.a().stability > 0 || !s.a().front.empty() || s.a().robust >= 0 ||
                     !s.a().scenarios.empty() || s.a().wait;
  if (!rules && asked) rules = with_lives(w, {});
  if (rules && s.a().plan_years > 0) rules->years = s.a().plan_years;
  if (rules) return programme_of(s, w, *rules);
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  const Situation now = detect_latest(w, s.run());
  const Plan plan = plan_latest(w, now, s.run());
  write_papers(s, plan, now.city, lens, w.catalogue.project_types);
  if (s.a().json) {
    s.out(to_json(plan) + "\n");
    return 0;
  }
  banner(s, now.city);
  show_plan(s, plan, lens, static_cast<std::size_t>(std::max(0, s.a().most)));
  remark_no_budget(s, now.city);
  return 0;
}

}  // namespace cityloop
