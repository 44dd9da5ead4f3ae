// What is: maps, goals, groups, zones, cells, findings.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cityloop/io/report/html.h"
#include "cityloop/io/report/map.h"

namespace cityloop::report {
namespace {

/// Cells in which some criterion is beyond its method's limit.
std::vector<bool> beyond_cells(const ReportModel& m) {
  std::vector<bool> out(m.now.city.grid->size());
  for (const Goal& g : m.lens.goals.goals)
    for (const Criterion& c : g.criteria)
      if (const auto f = m.now.measured.find(c.indicator); f && f->support.of == Support::Of::cell)
        for (std::size_t i = 0; i < out.size() && i < f->size(); ++i)
          out[i] = out[i] || f->mark[i] == Mark::beyond;
  return out;
}

template <class Fn>
void each_criterion(const Framework& f, Fn fn) {
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < f.goals.size(); ++g)
    for (const Criterion& c : f.goals[g].criteria) fn(idx<GoalIdx>(g), c, idx<CriterionIdx>(n++));
}

std::string join(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& p : parts) out += (out.empty() ? "" : between) + p;
  return out;
}

}  // namespace

void add_map(Html& h, const ReportModel& m) {
  const City& city = m.now.city;
  if (city.grid->size() == 0) return;
  const std::vector<bool> beyond = beyond_cells(m);
  const bool any = std::find(beyond.begin(), beyond.end(), true) != beyond.end();
  h.section(
      "map", {"Where the city stands", "得分地图"},
      {"Each cell of the grid carries the score of the people who live in it, over all goals: orange is far "
       "from the goals, blue is close to them.",
       "每个网格按其居民在全部目标上的综合得分着色：橙色离目标远，蓝色离目标近。"});
  h.raw("<figure>")
      .raw(map_svg(city, m.now.assessed.cell_score, beyond,
                   {.coarse = coarse_for(*city.grid, 60'000),
                    .title = {"Map of the city: the score of each cell over all goals",
                              "全市地图：各网格在全部目标上的综合得分"},
                    .shared = MapStyle::Shared::given},
                   h.lang()))
      .raw(map_legend(h.lang(), any));
  h.raw("</figure>\n");

  // The criteria one by one, small: which services are short in which part of town.
  struct Small {
    const Criterion* c;
    CriterionIdx ci;
  };
  std::vector<Small> small;
  each_criterion(m.lens.goals, [&](GoalIdx, const Criterion& c, CriterionIdx ci) {
    const CriterionResult& r = m.now.assessed.criterion(ci);
    if (r.scores.support.of == Support::Of::cell && r.standings.city.mark == Mark::known)
      small.push_back({&c, ci});
  });
  if (small.size() > 1) {
    std::stable_sort(small.begin(), small.end(), [&](const Small& x, const Small& y) {
      return m.now.assessed.criterion(x.ci).standings.city.score <
             m.now.assessed.criterion(y.ci).standings.city.score;
    });
    if (small.size() > 9) small.resize(9);
    h.heading({"Indicator by indicator, the weakest first", "分指标地图（得分低者在前）"});
    h.raw("<div class=maps>");
    const int coarse = coarse_for(*city.grid, 4'000);
    for (const Small& s : small) {
      const CriterionResult& r = m.now.assessed.criterion(s.ci);
      h.raw("<figure>")
          .raw(map_svg(city, r.scores, {},
                       {.streets = false,
                        .labels = false,
                        .scale = false,
                        .fine_zones = false,
                        .coarse = coarse,
                        .title = m.lens.indicator(s.c->indicator).name,
                        .shared = MapStyle::Shared::used},
                       h.lang()));
      h.raw("<figcaption>")
          .words(m.lens.indicator(s.c->indicator).name)
          .raw(fmt::format(" · <b>{}</b></figcaption></figure>", points(r.standings.city)));
    }
    h.raw("</div>\n");
  }
  h.end_section();
}

void add_goals(Html& h, const ReportModel& m) {
  const Assessment& a = m.now.assessed;
  h.section("goals", {"Goals and indicators", "目标与指标"},
            {"Values are means over residents. “Meets” is the share of residents at or above the standard; "
             "coverage is the share for whom the "
             "value is known. What is unknown lowers coverage and never counts as zero.",
             "数值为按人口加权的平均值。“达标”为达到标准的居民占比，“覆盖”为数据已知的居民占比。未知只降低覆"
             "盖率，绝不按零计算。"});
  h.raw("<p class=note><span class=bars>")
      .words(Text{"A bar is orange below 60 points; its dark line is the score that the standard is worth. ",
                  "得分低于 60 的条形为橙色，深色竖线为标准所对应的得分。"})
      .raw("</span>")
      .words(Text{"† The definition, the standard or the framework's list is cited but has not been verified "
                  "against the "
                  "published text.",
                  "† 定义、标准或框架清单已注明出处，但未与正式文本核实。"})
      .raw("</p>\n");
  h.table({{{"Goal / indicator", "目标 / 指标"}},
           {{"Value", "数值"}, true},
           {{"Standard", "标准"}, true},
           {{"Gap", "差距"}, true},
           {{"Meets", "达标"}, true},
           {{"Coverage", "覆盖"}, true},
           {{"Score", "得分"}, true},
           {{"", ""}, false, true}});
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < m.lens.goals.goals.size(); ++g) {
    const Goal& goal = m.lens.goals.goals[g];
    const Standing& gs = a.goals[g].city;
    h.row({fmt::format("{} <span class=tag>{} {}</span>", escaped(h.t(goal.name)), h.zh() ? "权重" : "weight",
                       show_number(goal.weight, 2)),
           "", "", "", "", percent(gs.coverage, h.lang()), points(gs), bar(gs)},
          "goal");
    for (const Criterion& c : goal.criteria) {
      const Standing& s = a.criterion(idx<CriterionIdx>(n++)).standings.city;
      const Indicator& i = m.lens.indicator(c.indicator);
      const bool known = s.mark == Mark::known;
      std::string gap = "–", name = escaped(h.t(i.name));
      if (known && c.standard) {
        const double d = s.value - *c.standard;
        const bool missed = c.curve.rising() ? d < 0 : d > 0;
        gap = missed ? fmt::format("<span class=miss>{}{}</span>", d > 0 ? "+" : "−",
                                   escaped(value_words(std::abs(d), i, h.lang())))
                     : "✓";
      }
      if (!c.people.empty())
        name += fmt::format(" <span class=tag>{}</span>",
                            escaped(h.t(group_name(m.now.city, m.lens.goals, c.people))));
      if (!i.source.verified || !c.source.verified) name += " <span class=miss>†</span>";
      h.row({name, known ? escaped(value_words(s.value, i, h.lang())) : "–",
             c.standard ? escaped(value_words(*c.standard, i, h.lang())) : "–", gap,
             known && c.standard ? percent(s.meets, h.lang()) : "–", percent(s.coverage, h.lang()), points(s),
             bar(s, c.standard ? std::optional<double>{c.curve(*c.standard)} : std::nullopt)});
    }
  }
  const Standing& all = a.overall.city;
  h.row(
      {h.zh() ? "全市" : "The city", "", "", "", "", percent(all.coverage, h.lang()), points(all), bar(all)},
      "total");
  h.end_table();
  h.end_section();
}

void add_groups(Html& h, const ReportModel& m) {
  const Assessment& a = m.now.assessed;
  const auto& groups = m.lens.goals.groups;
  if (groups.empty() || a.overall.groups.size() < groups.size()) return;
  h.section("groups", {"Who is served less", "不同人群的差距"},
            {"The same scores, weighted by where each group lives. A group below the city lives where "
             "services are thinner.",
             "按各人群居住分布加权的同一得分。低于全市的人群，其居住地服务较弱。"});
  if (std::none_of(a.overall.groups.begin(), a.overall.groups.end(),
                   [](const Standing& s) { return s.people > 0; })) {
    h.note({"The goals watch over groups of people, but the data of this city do not say where they live.",
            "评价框架关注若干人群，但本市数据未说明其居住地点。"});
    h.end_section();
    return;
  }
  std::vector<Html::Col> cols{{{"Goal", "目标"}}, {{"City", "全市"}, true}};
  for (const GroupKey& g : groups) cols.push_back({group_name(m.now.city, m.lens.goals, g), true});
  h.table(cols);
  const auto line = [&](const std::string& name, const Standings& s, std::string_view css) {
    std::vector<std::string> cells{escaped(name), points(s.city)};
    for (std::size_t k = 0; k < groups.size(); ++k) {
      std::string cell = k < s.groups.size() ? points(s.groups[k]) : "–";
      if (k < s.groups.size() && s.groups[k].mark == Mark::known && s.city.mark == Mark::known)
        cell += " " + change_words(100 * (s.groups[k].score - s.city.score));
      cells.push_back(std::move(cell));
    }
    h.row(cells, css);
  };
  for (std::size_t g = 0; g < a.goals.size(); ++g) line(h.t(m.lens.goals.goals[g].name), a.goals[g], "");
  line(h.zh() ? "综合" : "Overall", a.overall, "total");
  // A group that no source counts has an unknown number of people, and not none.
  const People& counted = *m.now.city.people;
  std::vector<std::string> people{h.zh() ? "人口" : "People",
                                  residents(m.now.city) > 0 ? whole(a.overall.city.people) : "–"};
  for (std::size_t k = 0; k < groups.size(); ++k)
    people.push_back(
        k < a.overall.groups.size() && counted.find(groups[k]) ? whole(a.overall.groups[k].people) : "–");
  h.row(people);
  h.end_table();
  h.end_section();
}

void add_zones(Html& h, const ReportModel& m) {
  const Zones& z = *m.now.city.zones;
  const auto& standings = m.now.assessed.overall.zones;
  if (z.levels.empty() || standings.size() < z.id.size()) return;
  // Where a framework grades and makes no score there is no order.
  if (std::none_of(standings.raw().begin(), standings.raw().end(),
                   [](const Standing& s) { return s.mark == Mark::known; }))
    return;
  h.section("zones", {"Districts and neighbourhoods", "分区排名"},
            {"Ranked by score, the weakest first.", "按得分排列，弱者在前。"});
  for (std::size_t level = z.levels.size(); level-- > 0;) {
    std::vector<ZoneIdx> order;
    for (const ZoneIdx i : each(z.id))
      if (z.level[i] == level && standings[i].mark == Mark::known) order.push_back(i);
    if (order.empty()) continue;
    std::stable_sort(order.begin(), order.end(),
                     [&](ZoneIdx x, ZoneIdx y) { return standings[x].score < standings[y].score; });
    const std::size_t all = order.size();
    const std::size_t most = level + 1 == z.levels.size() ? 15 : 10;
    if (order.size() > most) order.resize(most);
    const Text level_name =
        z.level_names[level].empty() ? verbatim(z.levels[level].word) : z.level_names[level];
    h.heading(all > most ? Text{fmt::format("{} ({} of {} shown)", level_name.en, most, all),
                                fmt::format("{}（共 {} 个，列出 {} 个）", level_name.in(Lang::zh), all, most)}
                         : level_name);
    std::vector<Html::Col> cols{{{"Name", "名称"}},
                                {{"People", "人口"}, true},
                                {{"Coverage", "覆盖"}, true},
                                {{"Score", "得分"}, true},
                                {{"", ""}, false, true}};
    if (m.lens.goals.goals.size() <= 5)
      for (const Goal& g : m.lens.goals.goals) cols.push_back({g.name, true});
    h.table(cols);
    for (const ZoneIdx i : order) {
      const Standing& s = standings[i];
      std::vector<std::string> cells{
          fmt::format("{} <span class=small>{}</span>", escaped(z.name[i].empty() ? "" : h.t(z.name[i])),
                      escaped(z.code[i])),
          residents(m.now.city) > 0 ? whole(s.people) : "–", percent(s.coverage, h.lang()), points(s),
          bar(s)};
      if (m.lens.goals.goals.size() <= 5)
        for (const Standings& g : m.now.assessed.goals) cells.push_back(points(g.zones[i]));
      h.row(cells);
    }
    h.end_table();
  }
  h.end_section();
}

void add_cells(Html& h, const ReportModel& m) {
  const City& city = m.now.city;
  const Field& score = m.now.assessed.cell_score;
  if (score.size() != city.grid->size()) return;
  struct Row {
    CellIdx cell;
    double weight = 0;
  };
  std::vector<Row> rows;
  for (const CellIdx c : each(city.grid->cells().id))
    if (has_value(score.mark_at(c)))
      rows.push_back({c, static_cast<double>(city.people->residents[c]) * (1 - score.at(c))});
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.weight > b.weight; });
  if (rows.size() > 15) rows.resize(15);
  if (rows.empty()) return;
  h.section("cells", {"The cells that weigh most", "差距最大的网格"},
            {"Ordered by people × gap, the gap being what a cell lacks to 100 points.",
             "按“人数 × 差距”排列，差距为该网格距 100 分之差。"});
  h.table({{{"Cell", "网格"}},
           {{"In", "所在分区"}},
           {{"People", "人口"}, true},
           {{"Score", "得分"}, true},
           {{"Weakest there", "最弱指标"}},
           {{"Value", "数值"}, true}});
  for (const Row& r : rows) {
    std::vector<std::string> in;
    for (std::size_t l = city.zones->levels.size(); l-- > 0 && in.size() < 2;)
      if (const ZoneIdx z = city.zones->of_cell[l][r.cell]; z.valid())
        in.push_back(city.zones->name[z].empty() ? city.zones->code[z] : h.t(city.zones->name[z]));
    double least = 2;
    std::string name = "–", value = "–";
    each_criterion(m.lens.goals, [&](GoalIdx, const Criterion& c, CriterionIdx ci) {
      const Field& s = m.now.assessed.criterion(ci).scores;
      if (s.support.of != Support::Of::cell || !has_value(s.mark_at(r.cell)) || s.at(r.cell) >= least) return;
      least = s.at(r.cell);
      const Indicator& i = m.lens.indicator(c.indicator);
      const Field& f = m.now.measured.at(c.indicator);
      name = h.t(i.name);
      value = (f.mark_at(r.cell) == Mark::beyond ? "> " : "") + value_words(f.at(r.cell), i, h.lang());
    });
    h.row({escaped(short_decimals(city.grid->label(r.cell))), escaped(join(in, h.zh() ? "，" : ", ")),
           whole(static_cast<double>(city.people->residents[r.cell])),
           fmt::format("{:.1f}", 100 * score.at(r.cell)), escaped(name), escaped(value)});
  }
  h.end_table();
  h.end_section();
}

void add_findings(Html& h, const ReportModel& m) {
  h.section(
      "findings", {"What needs attention", "发现的问题"},
      {"Ordered by people × severity. Severity is how far the score lies below that of the standard, from 0 "
       "to 1; confidence is the share of "
       "people for whom it is known.",
       "按“人数 × 严重度”排列。严重度为得分低于标准得分的程度（0 至 1）；可信度为数据已知的人口占比。"});
  if (m.now.findings.empty() && residents(m.now.city) <= 0) {
    h.note({"Nothing can be found: a finding counts people, and no source says where they live.",
            "无法发现问题：问题按受影响人口计算，而没有人口数据来源。"});
    h.end_section();
    return;
  }
  if (m.now.findings.empty()) {
    h.note({"Nothing was found: every standard is met where data exist.",
            "未发现问题：在有数据的范围内各项均已达标。"});
    h.end_section();
    return;
  }
  h.table({{{"No.", "序号"}, false, true},
           {{"What", "问题"}},
           {{"Where", "位置"}},
           {{"People", "受影响人口"}, true},
           {{"Severity", "严重度"}, true},
           {{"Found / standard", "实测 / 标准"}, true},
           {{"Since", "始于"}, false, true}},
          "tall");
  for (std::size_t k = 0; k < std::min<std::size_t>(15, m.now.findings.size()); ++k) {
    const Finding& f = m.now.findings[k];
    const Indicator& i = m.lens.indicator(f.about);
    std::string what = escaped(h.t(i.name));
    const Text group = group_name(m.now.city, m.lens.goals, f.group);
    if (f.kind == FindingKind::gap)
      what += fmt::format(" <span class=tag>{}</span>",
                          escaped(h.t(Text{"gap: " + group.en, "人群差距：" + group.zh})));
    if (f.kind == FindingKind::defect)
      what += fmt::format(" <span class=tag>{}</span>", h.zh() ? "台账" : "ledger");
    if (f.kind == FindingKind::disagreement)
      what += fmt::format(" <span class=tag>{}</span>", h.zh() ? "居民意见不一致" : "residents disagree");
    if (f.kind == FindingKind::hotspot)
      what += fmt::format(" <span class=tag>{}</span>", h.zh() ? "成片" : "cluster");
    if (f.confidence < 0.9)
      what += fmt::format(" <span class=badge>{} {}</span>", h.zh() ? "可信度" : "confidence",
                          percent(f.confidence, h.lang()));
    what += fmt::format("<br><span class=small>{}</span>", short_id(to_string(f.id)));
    std::string evidence = "–";
    for (const Evidence& e : f.evidence)
      if (e.indicator == f.about) {
        evidence =
            escaped(fmt::format("{}{} / {}", e.mark == Mark::beyond ? "> " : "",
                                value_words(e.value, i, h.lang()), value_words(e.expected, i, h.lang())));
        break;
      }
    std::string where = escaped(h.t(zone_words(m.now.city, f)));
    if (!f.cells.empty())
      where += fmt::format("<br><span class=small>{} {}</span>", whole(static_cast<double>(f.cells.size())),
                           h.zh()                ? "个网格"
                           : f.cells.size() == 1 ? "cell"
                                                 : "cells");
    h.row({std::to_string(k + 1), what, where, whole(f.affected.base()), fmt::format("{:.2f}", f.severity),
           evidence, to_string(f.first_seen)});
  }
  h.end_table();
  if (m.now.findings.size() > 15)
    h.note(say("{} further matters are listed by “cityloop detect --most {}” and in every export.",
               "另有 {} 个问题，可用“cityloop detect --most {}”查看，也包含在各种导出文件中。",
               whole(static_cast<double>(m.now.findings.size() - 15)), m.now.findings.size()));
  h.end_section();
}

}  // namespace cityloop::report
