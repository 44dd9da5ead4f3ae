// What a framework that grades has to say at a glance: no dial and no total, because officials make none.

#include <algorithm>
#include <array>

#include "cityloop/city/last_looks.h"
#include "cityloop/io/report/html.h"
#include "cityloop/io/report/map.h"

namespace cityloop::report {
namespace {

std::string grade_words(const std::optional<Grade>& g, const Html& h) {
  return g ? escaped(h.t(name_of(*g))) : "–";
}
std::string goal_words(const std::optional<GoalGrade>& g, const Html& h) {
  return g ? escaped(h.t(name_of(*g))) : "–";
}

constexpr std::array<const char*, 5> kGradeFill{"#3a7fb5", "#9cc9e0", "#f1a340", "#b35806", "url(#unknown)"};

/// How many indicators have each grade, the best first; the last are those that have none.
using Counts = std::array<std::size_t, 5>;

std::string grade_bar(const Counts& counts) {
  std::size_t all = 0;
  for (const std::size_t n : counts) all += n;
  std::string out =
      "<svg class=bar viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  double x = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    const double width = 100.0 * static_cast<double>(counts[k]) / static_cast<double>(all);
    out += fmt::format("<rect x=\"{:.2f}\" width=\"{:.2f}\" height=\"10\" fill=\"{}\"/>", x, width,
                       kGradeFill[k]);
    x += width;
  }
  return out + "</svg>";
}

void add_grade_counts(Html& h, const ReportModel& m) {
  h.table({{{"Goal", "维度"}},
           {{"Grade", "维度等级"}, false, true},
           {name_of(Grade::very_good), true},
           {name_of(Grade::good), true},
           {name_of(Grade::fair), true},
           {name_of(Grade::poor), true},
           {{"Not graded", "未分级"}, true},
           {{"", ""}, false, true}},
          "dense");
  const auto line = [&](const Text& name, const std::string& grade, const Counts& counts,
                        std::string_view css) {
    std::vector<std::string> cells{escaped(h.t(name)), grade};
    for (const std::size_t n : counts) cells.push_back(n == 0 ? "–" : std::to_string(n));
    cells.push_back(grade_bar(counts));
    h.row(cells, css);
  };
  Counts city{};
  std::size_t n = 0;
  for (std::size_t g = 0; g < m.lens.goals.goals.size(); ++g) {
    Counts counts{};
    for (std::size_t k = 0; k < m.lens.goals.goals[g].criteria.size(); ++k) {
      const auto& grade = m.grades->criteria[n++].grade;
      ++counts[!grade                       ? 4
               : *grade == Grade::very_good ? 0
               : *grade == Grade::good      ? 1
               : *grade == Grade::fair      ? 2
                                            : 3];
    }
    for (std::size_t k = 0; k < counts.size(); ++k) city[k] += counts[k];
    line(m.lens.goals.goals[g].name, goal_words(m.grades->goals[g].grade, h), counts, "");
  }
  line({"All indicators", "全部指标"}, "", city, "total");
  h.end_table();
}

/// Where the ledgers found what is not put right yet; where nobody looked, nothing is known.
void add_ledger_map(Html& h, const ReportModel& m) {
  const City& city = m.now.city;
  const Inspections& all = *city.inspections;
  const Zones& zones = *city.zones;
  if (all.id.empty() || zones.levels.empty() || city.grid->size() == 0) return;
  const auto day = static_cast<std::int32_t>(city.as_of.time_since_epoch().count());
  std::vector<std::size_t> open(zones.id.size());
  std::vector<bool> looked(zones.id.size());
  bool any = false;
  for (const LastLook& look : last_looks(all, day)) {
    const ZoneIdx z = all.zone[idx<InspectionIdx>(look.from)];
    if (!z.valid()) continue;
    any = looked[z.v] = true;
    for (std::size_t k = look.from; k < look.until; ++k)
      if (all.open(idx<InspectionIdx>(k), day)) {
        ++open[z.v];
        break;  // several problems of one object are one object
      }
  }
  if (!any) return;
  // A cell is coloured as the smallest of its units that somebody looked into.
  Field field = Field::cells(city.grid->size(), Mark::no_data);
  const bool counted = residents(city) > 0;
  for (const CellIdx c : each(city.grid->cells().id)) {
    if (counted && city.people->residents[c] <= 0) {
      field.set_absent(c.v, Mark::not_applicable);
      continue;
    }
    for (std::size_t level = 0; level < zones.levels.size(); ++level)
      if (const ZoneIdx z = zones.of_cell[level][c]; z.valid() && looked[z.v]) {
        field.set(c.v, open[z.v] == 0 ? 0.9 : open[z.v] == 1 ? 0.5 : open[z.v] == 2 ? 0.3 : 0.1);
        break;
      }
  }
  h.heading({"Where the ledgers have open problems", "台账中未整治问题的分布"});
  h.raw("<figure>")
      .raw(map_svg(city, field, {},
                   {.coarse = coarse_for(*city.grid, 60'000),
                    .title = {"Map of the city: open problems of the ledgers in each unit",
                              "全市地图：各单元台账中未整治的问题"}},
                   h.lang()))
      .raw("<div class=legend>");
  const auto item = [&](const std::string& fill, const Text& words) {
    h.raw(
        fmt::format("<span><svg aria-hidden=\"true\" viewBox=\"0 0 22 13\"><rect width=\"22\" height=\"13\" "
                    "fill=\"{}\"/></svg>{}</span>",
                    fill, escaped(h.t(words))));
  };
  item(shade(0.1), {"three objects or more with an open problem", "3 处及以上未整治"});
  item(shade(0.3), {"two", "2 处"});
  item(shade(0.5), {"one", "1 处"});
  item(shade(0.9), {"looked into, none open", "已检查，无未整治问题"});
  item("url(#unknown)", {"nobody looked", "未检查"});
  item("#eef1f4", {"nobody lives here", "无人居住"});
  h.raw("</div></figure>\n");
}

}  // namespace

void add_grades(Html& h, const ReportModel& m) {
  const GradeSheet& sheet = *m.grades;
  std::size_t graded = 0;
  for (const Graded& g : sheet.criteria) graded += g.grade ? 1U : 0U;
  h.section("glance", {"Grades", "分级结果"},
            say("{} of {} indicators are graded. What nobody publishes a number for is graded by experts, or "
                "not at all; what is "
                "not graded is not poor. Residents who are not content lower a grade by one; a bottom line "
                "that is not met "
                "makes its goal poor. There is no official total, and none is made.",
                "{1} 项指标中 {0} "
                "项已分级。没有公布数值的指标由专家评定，或不分级；未分级不等于不足。居民满意度低于标准时降一"
                "级，底线项未达"
                "则所在维度为“差”。官方没有总分，故不计算总分。",
                graded, sheet.criteria.size()));
  add_grade_counts(h, m);
  h.heading({"Indicator by indicator", "逐项指标"});
  h.table({{{"Goal / indicator", "维度 / 指标"}},
           {{"Grade", "等级"}, false, true},
           {{"Value", "数值"}, true},
           {{"Residents", "满意度"}, true},
           {{"Why", "说明"}}},
          "many grades");
  std::uint32_t n = 0;
  for (std::size_t g = 0; g < m.lens.goals.goals.size(); ++g) {
    const GradedGoal& goal = sheet.goals[g];
    h.row({escaped(h.t(m.lens.goals.goals[g].name)), goal_words(goal.grade, h), "", "",
           escaped(h.t(reason_of(goal)))},
          "goal");
    for (const Criterion& c : m.lens.goals.goals[g].criteria) {
      const Graded& one = sheet.criteria[n];
      const Standing& s = m.now.assessed.criterion(idx<CriterionIdx>(n++)).standings.city;
      const Indicator& i = m.lens.indicator(c.indicator);
      const std::string grade_cell = one.grade == Grade::poor
                                         ? "<span class=miss>" + grade_words(one.grade, h) + "</span>"
                                         : grade_words(one.grade, h);
      h.row({escaped(h.t(i.name)), grade_cell,
             s.mark == Mark::known ? escaped(value_words(s.value, i, h.lang())) : "–",
             one.survey ? show_number(*one.survey, 0) : "–", escaped(h.t(reason_of(one, c)))});
    }
  }
  h.end_table();
  add_ledger_map(h, m);
  h.end_section();
}

}  // namespace cityloop::report
