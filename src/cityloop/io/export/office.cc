// The workbook for the office: what a person wants to read, sort and print, in words and not in keys. Whoever wants every
// cell, street and mark takes GeoPackage or CSV.

#include <algorithm>

#include "cityloop/base/unit_words.h"
#include "cityloop/io/export/export.h"
#include "cityloop/io/export/workbook.h"

namespace cityloop {
namespace {

using As = WorkbookColumn::As;

WorkbookCell points(const Standing& s) {
  return has_value(s.mark) ? WorkbookCell{100 * s.score} : WorkbookCell{};
}
WorkbookCell percent(double share) { return 100 * share; }
WorkbookCell day(const std::optional<Instant>& at) {
  return at ? WorkbookCell{std::chrono::floor<std::chrono::days>(*at)} : WorkbookCell{};
}
WorkbookCell money(Money m) { return static_cast<double>(m.fen) / 1e6; }  // 10,000 yuan

/// One office workbook of one city; holds what its sheets look up.
class Office {
 public:
  explicit Office(const ExportRequest& q) : q_{q}, lang_{q.lang} {}

  WorkbookSheet about() const {
    WorkbookSheet s{
        .name = {"About", "说明"}, .title = q_.city.about->name, .lead = {}, .columns = {}, .rows = {}};
    if (q_.city.about->generated)
      s.lead = {"This city is generated for demonstration. It does not exist.",
                "本城市由程序生成，仅供演示，并不存在。"};
    s.columns = {{As::text, {"Item", "项目"}, 28}, {As::text, {"Content", "内容"}, 90}};
    const auto line = [&](const Text& item, const std::string& content) {
      s.rows.push_back({item.in(lang_), content});
    };
    line({"Facts as of", "数据日期"}, to_string(q_.city.as_of));
    if (q_.framework != nullptr)
      line({"Goals", "评价框架"},
           fmt::format("{} · v{}", q_.framework->name.in(lang_), q_.framework->version));
    if (q_.measured != nullptr) line({"Snapshot", "快照编号"}, to_string(q_.measured->snapshot));
    line({"Score", "得分"},
         Text{"0 to 100; 100 is the goal. Means over residents.", "0 至 100，100 分即达到目标；为居民平均。"}
             .in(lang_));
    line({"Coverage", "覆盖率"},
         Text{"Share of the people concerned for whom the value is known. An empty cell is a missing value, "
              "not zero.",
              "有数据的居民占相关居民的比例。空白表示缺失，而不是零。"}
             .in(lang_));
    const Provenance& p = *q_.city.provenance;
    for (const FileIdx f : each(p.file)) {
      std::string words = p.file[f];
      for (const std::string& more : {p.title[f], p.dated[f], p.licence[f]})
        if (!more.empty()) words += " · " + more;
      line({"Source", "数据来源"}, words);
    }
    return s;
  }

  WorkbookSheet indicators() const {
    WorkbookSheet s{.name = {"Indicators", "指标"},
                    .title = {"Goals and indicators", "目标与指标"},
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.columns = {{As::text, {"Goal", "目标"}, 18},
                 {As::text, {"Indicator", "指标"}, 36},
                 {As::text, {"Unit", "单位"}, 14},
                 {As::number, {"Value", "数值"}, 12, 2},
                 {As::number, {"Standard", "标准"}, 12, 2},
                 {As::number, {"Meets (%)", "达标居民（%）"}, 12, 1},
                 {As::number, {"Coverage (%)", "覆盖率（%）"}, 12, 1},
                 {As::number, {"Score", "得分"}, 10, 1},
                 {As::text, {"Definition", "定义出处"}, 40}};
    std::uint32_t n = 0;
    for (const Goal& g : q_.framework->goals)
      for (const Criterion& c : g.criteria) {
        const Standing& at = q_.assessed->criterion(idx<CriterionIdx>(n++)).standings.city;
        const Indicator* i = indicator(c.indicator);
        const bool known = has_value(at.mark);
        s.rows.push_back({g.name.in(lang_), name_of(c.indicator),
                          i == nullptr ? "" : unit_words(i->unit, lang_),
                          known ? WorkbookCell{at.value} : WorkbookCell{},
                          c.standard ? WorkbookCell{*c.standard} : WorkbookCell{},
                          known && c.standard ? percent(at.meets) : WorkbookCell{}, percent(at.coverage),
                          points(at), i == nullptr ? std::string{} : source_of(*i)});
      }
    return s;
  }

  WorkbookSheet zones() const {
    WorkbookSheet s{.name = {"Zones", "分区"},
                    .title = {"Zones and their scores", "各分区得分"},
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.columns = {{As::text, {"Level", "层级"}, 14},
                 {As::text, {"Code", "代码"}, 16},
                 {As::text, {"Name", "名称"}, 24},
                 {As::number, {"People", "人口"}, 12},
                 {As::number, {"Coverage (%)", "覆盖率（%）"}, 11, 1},
                 {As::number, {"Score", "得分"}, 9, 1}};
    for (const Goal& g : q_.framework->goals) s.columns.push_back({As::number, g.name, 11, 1});
    const Zones& z = *q_.city.zones;
    for (std::size_t level = z.levels.size(); level-- > 0;)
      for (const ZoneIdx i : each(z.id)) {
        if (z.level[i] != level) continue;
        const Standing& all = q_.assessed->overall.zones[i];
        std::vector<WorkbookCell> row{
            z.level_names[level].empty() ? z.levels[level].word : z.level_names[level].in(lang_),
            z.code[i],
            z.name[i].in(lang_),
            all.people,
            percent(all.coverage),
            points(all)};
        for (const Standings& g : q_.assessed->goals)
          row.push_back(g.zones.size() == z.id.size() ? points(g.zones[i]) : WorkbookCell{});
        s.rows.push_back(std::move(row));
      }
    return s;
  }

  WorkbookSheet findings() const {
    WorkbookSheet s{.name = {"Findings", "发现的问题"},
                    .title = {"What needs attention", "发现的问题"},
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.lead = {"Ordered by people × severity.", "按“人数 × 严重度”排列。"};
    s.columns = {
        {As::number, {"No.", "序号"}, 6},           {As::text, {"Indicator", "指标"}, 34},
        {As::text, {"Kind", "类别"}, 12},           {As::text, {"Group", "人群"}, 16},
        {As::text, {"Where", "位置"}, 34},          {As::number, {"People affected", "受影响人口"}, 12},
        {As::number, {"Severity", "严重度"}, 9, 2}, {As::number, {"Found", "实测"}, 11, 2},
        {As::number, {"Standard", "标准"}, 11, 2},  {As::text, {"Unit", "单位"}, 12},
        {As::date, {"First seen", "首次发现"}, 12}, {As::text, {"Id", "编号"}, 20}};
    for (std::size_t k = 0; k < q_.findings.size(); ++k) {
      const Finding& f = q_.findings[k];
      const Indicator* i = indicator(f.about);
      std::vector<WorkbookCell> row{
          static_cast<double>(k + 1),
          name_of(f.about),
          (f.kind == FindingKind::gap ? Text{"gap between groups", "人群差距"} : Text{"shortfall", "未达标"})
              .in(lang_),
          group_of(f.group),
          where(f),
          f.affected.base(),
          f.severity};
      const auto e = std::find_if(f.evidence.begin(), f.evidence.end(),
                                  [&](const Evidence& x) { return x.indicator == f.about; });
      row.push_back(e == f.evidence.end() ? WorkbookCell{} : WorkbookCell{e->value});
      row.push_back(e == f.evidence.end() ? WorkbookCell{} : WorkbookCell{e->expected});
      row.push_back(i == nullptr ? "" : unit_words(i->unit, lang_));
      row.push_back(f.first_seen);
      row.push_back(to_string(f.id));
      s.rows.push_back(std::move(row));
    }
    return s;
  }

  WorkbookSheet projects() const {
    WorkbookSheet s{.name = {"Projects", "项目"},
                    .title = {"Projects of the plan", "方案项目"},
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.columns = {{As::text, {"Status", "状态"}, 10},
                 {As::text, {"Project", "项目"}, 40},
                 {As::text, {"Fund", "资金"}, 18},
                 {As::number, {"Cost (10,000 yuan)", "费用（万元）"}, 14, 1},
                 {As::number, {"Start", "开工年份"}, 9},
                 {As::number, {"Done", "完工年份"}, 9},
                 {As::number, {"Gain (people × score)", "增益（人 × 分）"}, 12, 1},
                 {As::text, {"Why passed over", "未选原因"}, 40},
                 {As::text, {"Id", "编号"}, 20}};
    const Plan& plan = *q_.plan;
    const auto year = [](Year y) { return static_cast<double>(number(y)); };
    for (const Choice& c : plan.chosen)
      s.rows.push_back({Text{"chosen", "选定"}.in(lang_),
                        project_name(c.project),
                        fund(c.project.fund),
                        money(c.cost),
                        year(c.start),
                        year(c.done),
                        c.gain,
                        {},
                        to_string(c.project.id)});
    for (const PassedOver& p : plan.passed_over)
      s.rows.push_back({Text{"passed over", "未选"}.in(lang_),
                        project_name(p.project),
                        fund(p.project.fund),
                        money(p.project.capex),
                        {},
                        {},
                        p.gain,
                        p.reason.in(lang_),
                        to_string(p.project.id)});
    for (std::size_t c : {4U, 5U}) s.columns[c].as = As::text;  // a year has no thousands
    for (auto& row : s.rows)
      for (std::size_t c : {4U, 5U})
        if (const auto* y = std::get_if<double>(&row[c])) row[c] = fmt::format("{:.0f}", *y);
    return s;
  }

  WorkbookSheet cases() const {
    WorkbookSheet s{.name = {"Cases", "案件"},
                    .title = {"Work in hand", "案件办理"},
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.columns = {{As::text, {"Case", "案件"}, 40},
                 {As::text, {"State", "状态"}, 12},
                 {As::text, {"Department", "承办部门"}, 18},
                 {As::date, {"Opened", "立案"}, 12},
                 {As::date, {"Due", "期限"}, 12},
                 {As::date, {"Finished", "完工"}, 12},
                 {As::number, {"Spent (10,000 yuan)", "支出（万元）"}, 14, 1},
                 {As::number, {"Reopened", "返工次数"}, 9},
                 {As::text, {"Id", "编号"}, 20}};
    for (const Case& c : q_.cases)
      s.rows.push_back({c.title.in(lang_), words_of(c.state).in(lang_), c.owner.word, day(c.opened),
                        day(c.due), day(c.finished), money(c.spent), static_cast<double>(c.reopened),
                        to_string(c.id)});
    return s;
  }

 private:
  const Indicator* indicator(const IndicatorKey& key) const {
    const auto it = std::find_if(q_.indicators.begin(), q_.indicators.end(),
                                 [&](const Indicator& i) { return i.key == key; });
    return it == q_.indicators.end() ? nullptr : &*it;
  }
  std::string name_of(const IndicatorKey& key) const {
    const Indicator* i = indicator(key);
    return i == nullptr || i->name.empty() ? key.word : i->name.in(lang_);
  }
  std::string source_of(const Indicator& i) const {
    std::string out = i.source.title;
    if (!i.source.clause.empty()) out += " " + i.source.clause;
    if (!out.empty() && !i.source.verified) out += Text{" (not verified)", "（未核实）"}.in(lang_);
    return out;
  }
  std::string group_of(const GroupKey& key) const {
    if (key.word.empty() || q_.framework == nullptr) return key.word;
    return group_name(q_.city, *q_.framework, key).in(lang_);
  }
  std::string where(const Finding& f) const {
    constexpr std::size_t kFew = 8;
    std::string out;
    std::size_t n = 0;
    for (const ZoneId id : f.zones) {
      const auto z = q_.city.zones->find(id);
      if (!z) continue;
      if (++n > kFew) {
        out += Text{", …", "等"}.in(lang_);
        break;
      }
      const Text& name = q_.city.zones->name[*z];
      out += (out.empty()         ? ""
              : lang_ == Lang::zh ? "、"
                                  : ", ") +
             (name.empty() ? q_.city.zones->code[*z] : name.in(lang_));
    }
    if (out.empty() && !f.cells.empty())
      if (const auto c = q_.city.grid->find(f.cells.front())) out = q_.city.grid->label(*c);
    return out.empty() ? Text{"whole city", "全市"}.in(lang_) : out;
  }
  std::string project_name(const Project& p) const { return p.name.empty() ? p.type.word : p.name.in(lang_); }
  std::string fund(const FundKey& key) const {
    const Budget& b = *q_.city.budget;
    for (std::size_t i = 0; i < b.funds.size() && i < b.fund_names.size(); ++i)
      if (b.funds[i] == key && !b.fund_names[i].empty()) return b.fund_names[i].in(lang_);
    return key.word;
  }

  const ExportRequest& q_;
  Lang lang_;
};

}  // namespace

void export_xlsx(const ExportRequest& q, const std::string& file) {
  const Office office{q};
  Workbook w{q.city.about->name, q.city.as_of, {}};
  w.sheets.push_back(office.about());
  if (q.assessed != nullptr && q.framework != nullptr) {
    w.sheets.push_back(office.indicators());
    if (!q.city.zones->levels.empty() && q.assessed->overall.zones.size() == q.city.zones->id.size())
      w.sheets.push_back(office.zones());
  }
  if (!q.findings.empty()) w.sheets.push_back(office.findings());
  if (q.plan != nullptr) w.sheets.push_back(office.projects());
  if (!q.cases.empty()) w.sheets.push_back(office.cases());
  write_workbook(w, q.lang, file);
}

}  // namespace cityloop
