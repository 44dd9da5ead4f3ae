// The first page: whose report this is, what it says in five sentences, and the goals in one table.

#include <algorithm>
#include <cmath>
#include <set>

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

double area_km2(const City& city) {
  double sum = 0;
  for (const float a : city.grid->cells().area_m2.raw()) sum += static_cast<double>(a);
  return sum / 1e6;
}

std::string bold(const std::string& s) { return "<b>" + escaped(s) + "</b>"; }
/// A name within a sentence: bold, and in Chinese also in quotation marks.
std::string named(const Text& t, Lang lang) {
  return lang == Lang::zh ? "“<b>" + escaped(t.in(lang)) + "</b>”" : bold(t.in(lang));
}

void add_score(Html& h, const ReportModel& m) {
  const Assessment& a = m.now.assessed;
  const Standing& all = a.overall.city;
  const bool zh = h.zh();
  if (all.mark != Mark::known) {
    h.raw("<li>")
        .words(Text{"The city has no score: nothing that its goals ask for could be measured.",
                    "全市暂无得分：各项目标所需数据均无法测算。"})
        .raw("</li>\n");
    return;
  }
  h.raw("<li>");
  const std::string score = bold(points(all));
  h.raw(zh ? fmt::format("对照本市采纳的目标，全市得 {} 分（满分 100 分）", score)
           : fmt::format("Against the goals that it has adopted, the city scores {} of 100", score));
  if (m.previous != nullptr && m.previous->overall.city.mark == Mark::known) {
    const double change = 100 * (all.score - m.previous->overall.city.score);
    const std::string since = m.previous_as_of ? date_words(*m.previous_as_of, h.lang()) : "";
    if (std::abs(change) < 0.05) {
      h.raw(zh ? fmt::format("，与{}持平", since.empty() ? "上次" : " " + since + "相比")
               : fmt::format(", as on {}", since.empty() ? "the last occasion" : since));
    } else if (zh) {
      h.raw(fmt::format("，较{}{} {:.1f} 分", since.empty() ? "上次" : " " + since,
                        change > 0 ? "提高" : "下降", std::abs(change)));
    } else {
      h.raw(fmt::format(", {} {:.1f} since {}", change > 0 ? "up" : "down", std::abs(change),
                        since.empty() ? "last time" : since));
    }
  }
  h.raw(zh ? "。" : ".");
  std::optional<std::size_t> worst, best;
  for (std::size_t g = 0; g < a.goals.size(); ++g) {
    const Standing& s = a.goals[g].city;
    if (s.mark != Mark::known) continue;
    if (!worst || s.score < a.goals[*worst].city.score) worst = g;
    if (!best || s.score > a.goals[*best].city.score) best = g;
  }
  if (worst != best) {
    const auto goal = [&](std::size_t g) { return named(m.lens.goals.goals[g].name, h.lang()); };
    h.raw(zh ? fmt::format("表现最好的是{}（{} 分），最弱的是{}（{} 分）。", goal(*best),
                           points(a.goals[*best].city), goal(*worst), points(a.goals[*worst].city))
             : fmt::format(" It does best on {} ({}) and worst on {} ({}).", goal(*best),
                           points(a.goals[*best].city), goal(*worst), points(a.goals[*worst].city)));
  }
  h.raw("</li>\n");
}

/// The three heaviest shortfalls about different things; gaps between groups repeat the same people.
void add_shortfalls(Html& h, const ReportModel& m) {
  const bool zh = h.zh();
  if (m.now.findings.empty()) {
    h.raw("<li>")
        .words(residents(m.now.city) <= 0
                   ? Text{"Nobody's need can be found: no source says where people live.",
                          "没有人口数据来源，无法发现哪里的居民有需要。"}
               : m.now.assessed.overall.city.mark == Mark::known
                   ? Text{"Every standard is met where data exist.", "在有数据的范围内，各项标准均已达到。"}
                   : Text{"Without data nothing could be found.", "没有数据，无从发现问题。"})
        .raw("</li>\n");
    return;
  }
  std::set<IndicatorKey> seen;
  for (const Finding& f : m.now.findings) {
    if (f.kind != FindingKind::shortfall || seen.size() == 3 || !seen.insert(f.about).second) continue;
    const Indicator& i = m.lens.indicator(f.about);
    const Text zone = main_zone(m.now.city, f);
    const std::string people = bold(whole(f.affected.base()));
    std::string against;
    for (const Evidence& e : f.evidence)
      if (e.indicator == f.about) {
        const std::string past = e.mark == Mark::beyond ? zh ? "超过 " : "more than " : "";
        against = escaped(h.t(say(" ({}{}; the standard is {})", "（{}{}，标准 {}）", past,
                                  value_words(e.value, i, h.lang()), value_words(e.expected, i, h.lang()))));
        break;
      }
    const std::string where = zone.empty() ? "" : escaped(zone.in(h.lang()));
    h.raw("<li>");
    if (zh)
      h.raw(fmt::format("{} 名居民未达到{}的标准{}{}。", people, named(i.name, h.lang()), against,
                        where.empty() ? "" : "，其中以" + where + "最多"));
    else
      h.raw(fmt::format("{} people live below the standard for {}{}{}.", people, named(i.name, h.lang()),
                        against, where.empty() ? "" : ", most of them in " + where));
    h.raw("</li>\n");
  }
}

void add_promise(Html& h, const ReportModel& m) {
  const Plan* plan = m.plan != nullptr ? m.plan : m.adopted;
  if (plan == nullptr) return;
  const bool zh = h.zh(), adopted = m.adopted != nullptr && m.adopted->id == plan->id;
  Money cost;
  for (const Choice& c : plan->chosen) cost += c.cost;
  h.raw("<li>");
  if (plan->chosen.empty()) {
    h.words(plan->money.empty()
                ? Text{"No project is proposed: there is no budget for the years ahead.",
                       "没有建议项目：尚无未来年度的预算。"}
                : Text{"No project could be proposed within the budget.", "在现有预算内没有可建议的项目。"});
  } else {
    const std::string n = bold(whole(static_cast<double>(plan->chosen.size()))),
                      money = bold(show_money(cost, h.lang()));
    if (zh)
      h.raw(fmt::format("{}含 {} 个项目，共需 {}，可使得分由 {:.1f} 提高到 <b>{:.1f}</b>。",
                        adopted ? "已采纳方案" : "建议方案", n, money, 100 * plan->score_before,
                        100 * plan->score_after));
    else
      h.raw(fmt::format(
          "The {} plan of {} project{} costs {} and raises the score from {:.1f} to <b>{:.1f}</b>.",
          adopted ? "adopted" : "proposed", n, plan->chosen.size() == 1 ? "" : "s", money,
          100 * plan->score_before, 100 * plan->score_after));
    if (const auto share = reached(*plan); share && plan->diminishing)
      h.words(zh ? fmt::format("用同样的资金，已考察项目的任何其他组合至多再好 {}。",
                               percent(1 / std::max(*share, 1e-9) - 1, h.lang(), 1))
                 : fmt::format(" No other choice of the examined projects for the same money could do more "
                               "than {} better.",
                               percent(1 / std::max(*share, 1e-9) - 1, h.lang(), 1)));
  }
  h.raw("</li>\n");
}

/// How well finished projects kept their word.
void add_kept(Html& h, const ReportModel& m) {
  if (m.lessons == nullptr) return;
  std::size_t compared = 0, kept = 0;
  for (const Outcome& o : m.lessons->outcomes) {
    if (!o.compared || o.doubtful() || o.expected == 0) continue;
    ++compared;
    kept += (o.measured + (o.expected > 0 ? 1 : -1) * 1.96 * o.standard_error) / o.expected >= 1 ? 1 : 0;
  }
  if (compared == 0) return;
  h.raw("<li>");
  if (h.zh())
    h.raw(fmt::format("已完工项目的 <b>{}</b> 项效果已经实测，其中 <b>{}</b> 项在测量误差范围内兑现了承诺。",
                      compared, kept));
  else
    h.raw(fmt::format(
        "<b>{}</b> effects of finished projects have been measured; <b>{}</b> of them came up to what "
        "was promised, within the error of measuring.",
        compared, kept));
  h.raw("</li>\n");
}

void add_tiles(Html& h, const ReportModel& m) {
  const City& city = m.now.city;
  const Standing& all = m.now.assessed.overall.city;
  const auto tile = [&](const std::string& value, const Text& name) {
    h.raw("<div class=tile><b>").raw(value).raw("</b><span class=small>").words(name).raw("</span></div>");
  };
  h.raw("<div class=tiles>");
  tile(whole(residents(city)), {"residents", "居民（人）"});
  const double area = area_km2(city);
  tile(show_number(area, area < 10 ? 1 : 0), {"km² looked at", "平方千米（评价范围）"});
  std::size_t open = 0;
  for (const PlaceIdx p : each(city.places->id)) open += city.places->open(p) ? 1 : 0;
  tile(whole(static_cast<double>(open)), {"places of service", "处服务设施"});
  tile(whole(static_cast<double>(m.now.findings.size())),
       {"matters that need attention", "个需要关注的问题"});
  tile(all.mark == Mark::known ? percent(all.coverage, h.lang()) : "–",
       residents(city) > 0 ? Text{"coverage: residents for whom data exist", "覆盖率：有数据的居民占比"}
                           : Text{"coverage: cells for which data exist", "覆盖率：有数据的网格占比"});
  if (m.previous != nullptr && m.previous->overall.city.mark == Mark::known && all.mark == Mark::known)
    tile(change_words(100 * (all.score - m.previous->overall.city.score)),
         m.previous_as_of ? Text{"points since " + date_words(*m.previous_as_of, Lang::en),
                                 "分，较 " + date_words(*m.previous_as_of, Lang::zh)}
                          : Text{"points since last time", "分，较上次"});
  else tile("–", {"first check: nothing to compare", "首次体检，无可比较"});
  h.raw("</div>\n");
}

}  // namespace

void add_cover(Html& h, const ReportModel& m) {
  const City& city = m.now.city;
  h.raw("<header class=cover><p class=kind>")
      .words(Text{"City health check", "城市体检报告"})
      .raw("</p><h1>")
      .words(city.about->name)
      .raw("</h1><dl>");
  const auto fact = [&](const Text& name, const std::string& value) {
    h.raw("<div><dt>").words(name).raw("</dt><dd>").words(value).raw("</dd></div>");
  };
  fact({"Facts as of", "数据日期"}, date_words(city.as_of, h.lang()));
  fact({"Report made", "报告生成"}, instant_words(m.made, h.lang()));
  fact({"Goals", "评价框架"}, fmt::format("{} · v{}", h.t(m.lens.goals.name), m.lens.goals.version));
  fact({"Goals adopted by", "目标采纳者"}, m.lens.goals.adopted_by.empty()
                                               ? h.t(Text{"nobody is named", "未写明"})
                                               : h.t(m.lens.goals.adopted_by));
  fact({"Snapshot", "快照编号"}, short_id(to_string(m.now.measured.snapshot)));
  h.raw("</dl>");
  if (city.about->generated)
    h.raw("<p class=banner>")
        .words(Text{"This city is generated for demonstration. It does not exist; no figure here describes a "
                    "real place.",
                    "本城市由程序生成，仅供演示，并不存在；报告中的数字不描述任何真实地点。"})
        .raw("</p>");
  else if (!city.about->note.empty()) h.raw("<p class=note>").words(city.about->note).raw("</p>");
  h.raw("<!--contents--></header>\n");
}

void add_glance(Html& h, const ReportModel& m) {
  const Assessment& a = m.now.assessed;
  h.section("glance", {"The city at a glance", "总览"});
  h.raw("<div class=glance><div>").raw(dial(a.overall.city, h.lang())).raw("</div><ul class=brief>\n");
  add_score(h, m);
  add_shortfalls(h, m);
  add_promise(h, m);
  add_kept(h, m);
  h.raw("</ul></div>\n");
  add_tiles(h, m);
  if (a.goals.empty()) {
    h.end_section();
    return;
  }
  const bool compare = m.previous != nullptr && m.previous->goals.size() == a.goals.size();
  std::vector<Html::Col> cols{
      {{"Goal", "目标"}}, {{"Score", "得分"}, true}, {{"0 to 100", "0 至 100"}, false, true}};
  if (compare) cols.push_back({{"Before", "此前"}, true}), cols.push_back({{"Change", "变化"}, true});
  h.table(cols, "goals-now");
  const auto line = [&](const Text& name, const Standing& now, const Standing* was, std::string_view css) {
    std::vector<std::string> cells{escaped(h.t(name)), points(now), bar(now)};
    if (was != nullptr) {
      cells.push_back(points(*was));
      cells.push_back(was->mark == Mark::known && now.mark == Mark::known
                          ? change_words(100 * (now.score - was->score))
                          : "–");
    }
    h.row(cells, css);
  };
  for (std::size_t g = 0; g < a.goals.size(); ++g)
    line(m.lens.goals.goals[g].name, a.goals[g].city, compare ? &m.previous->goals[g].city : nullptr, "");
  line({"The city", "全市"}, a.overall.city, compare ? &m.previous->overall.city : nullptr, "total");
  h.end_table();
  h.end_section();
}

}  // namespace cityloop::report
