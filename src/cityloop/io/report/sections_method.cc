// How the numbers came about: methods, gaps in the data, sources.

#include <algorithm>

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

std::string curve_words(const Criterion& c, const Indicator& i, Lang lang) {
  std::string out;
  for (const auto& [v, s] : c.curve.points)
    out +=
        fmt::format("{}{} → {}", out.empty() ? "" : " · ", value_words(v, i, lang), show_number(100 * s, 0));
  return out;
}

/// The few words that are not everybody's.
void add_terms(Html& h) {
  static const std::vector<std::pair<Text, Text>> kTerms{
      {{"Score", "得分"},
       {"0 to 100: how far a value has come on the scale that the city declared for it; 100 is the goal.",
        "0 至 100：数值在本市公布的评分标准上所达到的程度，100 分即达到目标。"}},
      {{"Standard", "标准"},
       {"The value that a law, a norm or the city demands. The gap is what is missing to it.",
        "法律、规范或本市所要求的数值；差距为距该数值之差。"}},
      {{"Coverage", "覆盖率"},
       {"The share of the people concerned for whom the value is known. What is unknown is left out, not set "
        "to zero.",
        "有数据的居民占相关居民的比例。未知者不参与计算，不按零计。"}},
      {{"Out of reach", "超出上限"},
       {"No way to a place within the limit of the method. This is known, and it is the worst value.",
        "在方法规定的上限内无法到达任何设施。这是已知的最差情形，并非缺少数据。"}},
      {{"People × score", "人 × 分"},
       {"How many people a change reaches times how much it changes their score.",
        "受影响人数乘以其得分的变化。"}},
      {{"Bound", "上界"},
       {"A calculated ceiling: no selection of projects within the same budgets can gain more.",
        "测算得出的上限：同样的预算内，任何项目组合的增益都不会超过它。"}},
      {{"Cell", "网格"},
       {"A small square of the map, the unit in which people and services are counted.",
        "地图上的小方格，是统计人口与服务的基本单元。"}}};
  h.raw("<dl class=terms>");
  for (const auto& [word, meaning] : kTerms)
    h.raw("<div><dt>").words(word).raw("</dt><dd>").words(meaning).raw("</dd></div>");
  h.raw("</dl>\n");
}

}  // namespace

void add_methods(Html& h, const ReportModel& m) {
  h.section("methods", {"How each number is made", "指标方法与出处"},
            {"A declared formula, its parameters, where the definition comes from, and how a value becomes a "
             "score.",
             "每个指标的公式、参数、定义出处，以及数值如何换算为得分。"});
  add_terms(h);
  h.raw("<div class=methods>\n");
  for (const Indicator& i : m.lens.indicators) {
    h.raw("<div class=method><h4>")
        .words(i.name)
        .raw(fmt::format(" <span class=small>{} · v{}</span></h4>", escaped(i.key.word), i.version));
    if (!i.meaning.empty()) h.raw("<p>").words(i.meaning).raw("</p>");
    if (const auto at = m.methods.find(i.kernel); at != m.methods.end()) {
      h.raw("<p>");
      if (!at->second.meaning.empty()) h.words(at->second.meaning).raw(h.zh() ? "：" : ": ");
      h.raw("<code>").words(at->second.formula).raw("</code></p>");
    }
    std::string params;
    for (const auto& [name, value] : i.params.all())
      params += fmt::format("{}{} = {}", params.empty() ? "" : "; ", name, i.params.shown(name));
    if (!params.empty())
      h.raw("<p class=small>")
          .words(Text{"Parameters: ", "参数："})
          .raw("<code>")
          .words(params)
          .raw("</code></p>");
    h.raw("<p class=small>")
        .words(Text{"Definition: ", "定义出处："})
        .raw(i.source.title.empty() ? "–" : source_words(i.source, h.lang()))
        .raw("</p>");
    if (const auto ci = m.lens.goals.find(i.key)) {
      const Criterion& c = m.lens.goals.criterion(*ci);
      const bool by_experts = curve_words(c, i, h.lang()).empty();  // no published number makes a curve
      h.raw("<p class=small>")
          .words(by_experts ? Text{"Graded by experts.", "由专家评定等级。"} : Text{"Score: ", "评分："})
          .words(curve_words(c, i, h.lang()));
      if (c.standard) {
        h.raw(" · ").words(Text{"standard ", "标准 "}).words(value_words(*c.standard, i, h.lang()));
        if (!c.source.title.empty())
          h.raw(h.zh() ? "（" : " (").raw(source_words(c.source, h.lang())).raw(h.zh() ? "）" : ")");
      }
      h.raw("</p>");
    }
    h.raw("</div>\n");
  }
  h.raw("</div>\n");
  h.note(
      {"City and zone scores are means over residents; a goal is the weighted mean of its indicators, the "
       "whole that of the goals. A project's gain is "
       "the change of score it brings, times the people who feel it, computed by measuring the changed city "
       "again.",
       "全市与分区得分为居民平均；目标得分为其指标的加权平均，综合得分为各目标的加权平均。项目增益为其带来的"
       "得分变化乘以受益人数，由对改变后的城市重新测算得出。"});
  h.end_section();
}

void add_gaps(Html& h, const ReportModel& m) {
  h.section(
      "gaps", {"What is not known", "数据缺口"},
      {"Whoever uses these figures should know where they are thin.", "使用这些数字者应当知道其薄弱之处。"});
  h.table({{{"Indicator", "指标"}},
           {{"People known", "已知人口"}, true},
           {{"Cells or zones without data", "无数据的网格或分区"}, true},
           {{"Beyond the limit", "超出上限"}, true}});
  std::uint32_t n = 0;
  std::size_t listed = 0;
  for (const Goal& g : m.lens.goals.goals)
    for (const Criterion& c : g.criteria) {
      const Standing& s = m.now.assessed.criterion(idx<CriterionIdx>(n++)).standings.city;
      const Field& f = m.now.measured.at(c.indicator);
      const auto unknown = std::count_if(f.mark.begin(), f.mark.end(),
                                         [](Mark k) { return k == Mark::no_data || k == Mark::suppressed; });
      const auto beyond = std::count(f.mark.begin(), f.mark.end(), Mark::beyond);
      if (unknown == 0 && beyond == 0 && s.coverage >= 0.9995) continue;
      ++listed;
      h.row({escaped(h.t(m.lens.indicator(c.indicator).name)), percent(s.coverage, h.lang(), 1),
             show_number(static_cast<double>(unknown), 0), show_number(static_cast<double>(beyond), 0)});
    }
  if (listed == 0)
    h.row(
        {h.zh() ? "各指标数据齐全" : "every indicator is known everywhere", percent(1, h.lang()), "0", "0"});
  h.end_table();
  if (!m.remarks.empty()) {
    h.heading({"What the import remarked on", "导入时的提示"});
    h.table({{{"Remark", "提示"}}, {{"Times", "次数"}, true}, {{"For example", "示例"}}});
    for (const auto& [code, times] : m.remarks) {
      std::string example = "–";
      for (const Diagnostic& d : m.remark_samples)
        if (d.code == code)
          example = escaped(h.t(d.text)) +
                    (d.where.to_string().empty()
                         ? ""
                         : fmt::format("<br><span class=small>{}</span>", escaped(d.where.to_string())));
      h.row({fmt::format("<code>{}</code>", escaped(code)), show_number(static_cast<double>(times), 0),
             example});
    }
    h.end_table();
  }
  const Places& places = *m.now.city.places;
  const auto guessed =
      std::count(places.capacity_mark.raw().begin(), places.capacity_mark.raw().end(), Mark::estimated);
  if (guessed > 0)
    h.note(say(
        "The capacity of {} of {} places is not in the data; the declared default of their kind is used.",
        "{1} 处设施中有 {0} 处缺少容量数据，采用该类设施的缺省值。",
        show_number(static_cast<double>(guessed), 0), show_number(static_cast<double>(places.id.size()), 0)));
  h.end_section();
}

void add_provenance(Html& h, const ReportModel& m) {
  const Provenance& p = *m.now.city.provenance;
  h.section("sources", {"Sources and licences", "数据来源与许可"});
  h.table({{{"File", "文件"}},
           {{"Title", "名称"}},
           {{"Dated", "日期"}, false, true},
           {{"Licence", "许可"}},
           {{"Content", "内容校验"}, false, true}});
  for (const FileIdx f : each(p.file))
    h.row({fmt::format("<code>{}</code>", escaped(p.file[f])), escaped(p.title[f].empty() ? "–" : p.title[f]),
           escaped(p.dated[f].empty() ? "–" : p.dated[f]), escaped(p.licence[f].empty() ? "–" : p.licence[f]),
           fmt::format("<span class=small>{}</span>", short_id(to_string(p.content[f])))});
  h.end_table();
  for (const ProjectType& t : m.project_types) {
    if (t.price_source.title.empty()) continue;
    const bool used =
        m.plan != nullptr && (std::any_of(m.plan->chosen.begin(), m.plan->chosen.end(),
                                          [&](const Choice& c) { return c.project.type == t.key; }) ||
                              std::any_of(m.plan->passed_over.begin(), m.plan->passed_over.end(),
                                          [&](const PassedOver& c) { return c.project.type == t.key; }));
    if (used)
      h.raw("<p class=note>")
          .words(Text{"Price of “" + t.name.en + "”: ", "“" + t.name.in(Lang::zh) + "”的造价："})
          .raw(source_words(t.price_source, h.lang()))
          .raw("</p>\n");
  }
  h.note(
      {"“Content” begins the fingerprint of the file's bytes: the same fingerprint, the same file. The "
       "snapshot's number on the first page names all facts together.",
       "“内容校验”为文件字节指纹的前几位：指纹相同，文件相同。首页的快照编号标识全部事实。"});
  h.end_section();
}

}  // namespace cityloop::report
