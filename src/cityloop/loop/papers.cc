#include "cityloop/loop/papers.h"

#include <algorithm>
#include <map>
#include <set>

#include "cityloop/base/unit_words.h"
#include "cityloop/city/last_looks.h"

namespace cityloop {
namespace {

using As = WorkbookColumn::As;

constexpr std::size_t kFew = 40;  // objects that are named in one cell

std::int32_t today(const City& city) {
  return static_cast<std::int32_t>(city.as_of.time_since_epoch().count());
}
WorkbookCell day(std::int32_t d) {
  return d == kNoDay ? WorkbookCell{} : WorkbookCell{Date{std::chrono::days{d}}};
}
WorkbookCell words(const std::string& s) { return s.empty() ? WorkbookCell{} : WorkbookCell{s}; }

// The words that a ledger may use, as the importer reads them.
const Text kSound{"sound", "无问题"}, kProblem{"problem", "有问题"};
Text name_of(Look l) { return l == Look::sound ? kSound : kProblem; }
Text name_of(Remedy r) {
  return r == Remedy::dated    ? Text{"dated", "限时解决"}
         : r == Remedy::effort ? Text{"effort", "尽力解决"}
                               : Text{};
}
Text name_of(Nature n) {
  return n == Nature::management ? Text{"management", "管理类"}
         : n == Nature::works    ? Text{"works", "工程类"}
                                 : Text{};
}
const Text kYes{"yes", "是"}, kNo{"no", "否"};

/// The columns of the form, in the headers that the importer knows.
std::vector<WorkbookColumn> ledger_columns(Lang lang) {
  const auto either = [lang](const Text& a, const Text& b) {
    return std::vector<std::string>{a.in(lang), b.in(lang)};
  };
  return {
      {As::text,
       {"check", "检查项"},
       20,
       0,
       {},
       {"what is looked for: a word of the sheet “checks”", "检查什么：取自“检查项目”表"}},
      {As::text,
       {"object", "检查对象"},
       22,
       0,
       {},
       {"the building's number, the compound or the stretch", "楼栋编号、小区或路段"}},
      {As::text,
       {"zone", "单元编码"},
       14,
       0,
       {},
       {"code of the zone that it lies in", "所在单元（分区）的编码"}},
      {As::text,
       {"level", "单元层级"},
       12,
       0,
       {},
       {"level of that zone, where codes are not unique", "单元层级，编码有重复时填写"}},
      {As::text,
       {"result", "结论"},
       10,
       0,
       either(kSound, kProblem),
       {"enter what is sound as well: where nobody looked, nothing is known",
        "无问题的也要填写：没有检查，就无从知道"}},
      {As::text, {"problem", "存在问题"}, 36},
      {As::text,
       {"severity", "问题程度"},
       9,
       0,
       {"1", "2", "3", "4", "5"},
       {"1 slight … 5 grave", "1 不严重 … 5 严重"}},
      {As::text,
       {"nature", "问题分类"},
       11,
       0,
       either(name_of(Nature::management), name_of(Nature::works)),
       {"put right by managing, or by works", "靠管理解决，或需工程解决"}},
      {As::text,
       {"limit", "整治类型"},
       11,
       0,
       either(name_of(Remedy::dated), name_of(Remedy::effort)),
       {"by a date, or as means allow", "限时解决，或尽力解决"}},
      {As::number,
       {"quantity", "数量"},
       10,
       2,
       {},
       {"how much of it is bad, in the indicator's unit; empty: one", "问题数量，按指标单位；空白按 1 计"}},
      {As::date, {"seen", "检查日期"}, 12, 0, {}, {"YYYY-MM-DD", "年-月-日"}},
      {As::date, {"due", "整治期限"}, 12},
      {As::date, {"done", "完成日期"}, 12},
      {As::text, {"responsible", "责任单位"}, 20, 0, {}, {"a unit, never a person", "填写单位，不填个人"}},
      {As::text, {"advice", "整治建议"}, 32},
      {As::text, {"photo", "照片"}, 16},
      {As::text, {"evidence", "依据"}, 20}};
}

/// What one papers' workbook is made from.
class Papers {
 public:
  Papers(const Situation& now, const Lens& lens, const GradeSheet& grades, Lang lang)
      : now_{now}, lens_{lens}, grades_{grades}, lang_{lang}, all_{*now.city.inspections},
        day_{today(now.city)} {
    std::set<InspectionIdx> open;
    for (const LastLook& look : last_looks(all_, day_))
      for (std::size_t k = look.from; k < look.until; ++k)
        if (const InspectionIdx i = idx<InspectionIdx>(k); all_.open(i, day_)) open.insert(i);
    std::uint32_t n = 0;
    for (const Goal& g : lens.goals.goals)
      for (const Criterion& c : g.criteria) {
        Entry e{n++, &g, &c, &lens.indicator(c.indicator), {}};
        if (e.indicator->kernel == "inspected")
          for (const std::string& check : e.indicator->params.words("check"))
            for (const InspectionIdx i : open)
              if (all_.checks[all_.check[i]].word == check) e.open.push_back(i);
        entries_.push_back(std::move(e));
      }
  }

  WorkbookSheet table() const {
    WorkbookSheet s{.name = {"Indicators", "指标表"},
                    .title = title({"indicator table", "指标表"}),
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.lead = {
        "Indicators are graded and not added up: there is no official total. An empty value is missing, not "
        "zero.",
        "指标分级评价，不计算总分（官方没有总分）。空白为缺少数据，而不是零。"};
    s.columns = {{As::text, {"No.", "序号"}, 6},
                 {As::text, {"Dimension", "维度"}, 18},
                 {As::text, {"Its grade", "维度等级"}, 9},
                 {As::text, {"Indicator", "指标项"}, 34},
                 {As::text, {"Unit", "单位"}, 10},
                 {As::number, {"Result", "体检结果"}, 12, 2},
                 {As::text, {"Grade", "评价"}, 9},
                 {As::text, {"By", "评价依据"}, 26},
                 {As::number, {"Content of residents", "居民满意度"}, 10, 0},
                 {As::text, {"Bottom line", "底线指标"}, 9},
                 {As::number, {"Coverage (%)", "数据覆盖率（%）"}, 10, 1},
                 {As::text, {"Definition", "指标出处"}, 40}};
    for (const Entry& e : entries_) {
      const Graded& g = grades_.criteria[e.number];
      const GradedGoal& goal = grades_.goals[lens_.goals.goal_of(idx<CriterionIdx>(e.number)).v];
      const Standing& at = standing(e);
      s.rows.push_back({std::to_string(e.number + 1), e.goal->name.in(lang_),
                        goal.grade ? words(cityloop::name_of(*goal.grade).in(lang_)) : WorkbookCell{},
                        e.indicator->name.in(lang_), unit_words(e.indicator->unit, lang_),
                        known(e) ? WorkbookCell{at.value} : WorkbookCell{},
                        g.grade ? words(cityloop::name_of(*g.grade).in(lang_)) : WorkbookCell{},
                        words(by(e, g)), g.survey ? WorkbookCell{*g.survey} : WorkbookCell{},
                        words(e.criterion->bottom_line ? kYes.in(lang_) : ""), 100 * at.coverage,
                        words(e.indicator->source.title + " " + e.indicator->source.clause)});
    }
    return s;
  }

  WorkbookSheet ledger() const {
    WorkbookSheet s{.name = {"Ledger", "台账"},
                    .title = title({"ledger", "台账"}),
                    .lead = {},
                    .columns = ledger_columns(lang_),
                    .rows = {}};
    for (WorkbookColumn& c : s.columns) c.words.clear(), c.hint = {};
    s.columns.push_back({As::text, {"zone's name", "单元名称"}, 16});
    s.columns.push_back({As::text, {"state", "整治状态"}, 10});
    const Zones& z = *now_.city.zones;
    for (const InspectionIdx i : each(all_.id)) {
      const ZoneIdx zone = all_.zone[i];
      const bool sound = all_.look[i] == Look::sound;
      s.rows.push_back(
          {all_.checks[all_.check[i]].word, words(all_.object[i]), words(zone.valid() ? z.code[zone] : ""),
           words(zone.valid() ? z.levels[z.level[zone]].word : ""), name_of(all_.look[i]).in(lang_),
           words(all_.problem[i]), words(all_.severity[i] > 0 ? std::to_string(all_.severity[i]) : ""),
           words(name_of(all_.nature[i]).in(lang_)), words(name_of(all_.remedy[i]).in(lang_)),
           all_.quantity[i], day(all_.seen[i]), day(all_.due[i]), day(all_.done[i]),
           words(all_.responsible[i]), words(all_.advice[i]), words(all_.photo[i]), words(all_.evidence[i]),
           words(zone.valid() ? z.name[zone].in(lang_) : ""), words(sound ? "" : state(i).in(lang_))});
    }
    return s;
  }

  WorkbookSheet problems() const {
    WorkbookSheet s{.name = {"Problems", "问题清单"},
                    .title = title({"list of problems", "问题清单"}),
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.lead = {"Difficulty and, for compounds, the last four columns are filled in by hand.",
              "“治理难度”及小区（社区）层级的最后四列由人工填写。"};
    const std::vector<std::string> yes_no{kYes.in(lang_), kNo.in(lang_)};
    s.columns = {{As::text, {"No.", "序号"}, 6},
                 {As::text, {"Indicator", "指标项"}, 28},
                 {As::text, {"Result", "体检结果"}, 16},
                 {As::text, {"Problem", "存在问题"}, 54},
                 {As::text, {"Severity", "问题程度"}, 9},
                 {As::text, {"Difficulty", "治理难度"}, 10},
                 {As::text, {"Kind", "问题分类"}, 10},
                 {As::text, {"Provided", "是否配建"}, 9, 0, yes_no},
                 {As::text, {"Too small", "规模不足"}, 9, 0, yes_no},
                 {As::text, {"Lacks functions", "功能不完善"}, 9, 0, yes_no},
                 {As::text, {"Other", "其他"}, 12}};
    for (const Entry& e : entries_) {
      // One row for what is the same problem, as bad and of one kind, with all objects that have it; the gravest first.
      std::map<std::tuple<int, std::string, Nature>, std::vector<InspectionIdx>> groups;
      for (const InspectionIdx i : e.open)
        groups[{-all_.severity[i], all_.problem[i], all_.nature[i]}].push_back(i);
      for (const auto& [key, rows] : groups) {
        const auto& [severity, problem, nature] = key;
        s.rows.push_back({next(s),
                          e.indicator->name.in(lang_),
                          result(e),
                          named(problem, rows),
                          words(severity < 0 ? std::to_string(-severity) : ""),
                          {},
                          words(name_of(nature).in(lang_)),
                          {},
                          {},
                          {},
                          {}});
      }
      if (groups.empty() && falls_short(e))
        s.rows.push_back(
            {next(s), e.indicator->name.in(lang_), result(e), shortfall(e), {}, {}, {}, {}, {}, {}, {}});
    }
    return s;
  }

  WorkbookSheet advice() const {
    WorkbookSheet s{.name = {"Advice", "整治建议清单"},
                    .title = title({"list of advice", "整治建议清单"}),
                    .lead = {},
                    .columns = {},
                    .rows = {}};
    s.lead = {
        "Priority, as a proposal: high where a date has passed, middle where there is a date, low where "
        "means decide.",
        "整治优先级供参考：限时解决且已逾期为“高”，其余限时解决为“中”，尽力解决为“低”。"};
    s.columns = {{As::text, {"No.", "序号"}, 6},
                 {As::text, {"Indicator concerned", "问题涉及的指标"}, 26},
                 {As::text, {"Result", "指标结果"}, 16},
                 {As::text, {"Problem", "存在问题"}, 40},
                 {As::text, {"Advice", "整治建议"}, 34},
                 {As::text, {"Where", "整治区域"}, 18},
                 {As::text,
                  {"Limit", "整治类型"},
                  12,
                  0,
                  {name_of(Remedy::dated).in(lang_), name_of(Remedy::effort).in(lang_)}},
                 {As::text, {"Responsible", "责任单位"}, 20},
                 {As::text,
                  {"Priority", "整治优先级"},
                  10,
                  0,
                  {high().in(lang_), middle().in(lang_), low().in(lang_)}},
                 {As::text,
                  {"In next year's plan", "是否纳入下一年更新计划"},
                  12,
                  0,
                  {kYes.in(lang_), kNo.in(lang_)}}};
    for (const Entry& e : entries_) {
      std::map<std::tuple<int, std::string, std::string, std::string, std::string>,
               std::vector<InspectionIdx>>
          groups;
      for (const InspectionIdx i : e.open)
        groups[{urgency(i), place(i), all_.problem[i], all_.advice[i], all_.responsible[i]}].push_back(i);
      for (const auto& [key, rows] : groups) {
        const auto& [urgent, where, problem, what, who] = key;
        const Remedy remedy = all_.remedy[rows.front()];
        s.rows.push_back({next(s),
                          e.indicator->name.in(lang_),
                          result(e),
                          named(problem, rows),
                          words(what),
                          words(where),
                          words(name_of(remedy).in(lang_)),
                          words(who),
                          words(urgent == 0   ? high().in(lang_)
                                : urgent == 1 ? middle().in(lang_)
                                : urgent == 2 ? low().in(lang_)
                                              : ""),
                          {}});
      }
      if (groups.empty() && falls_short(e))
        s.rows.push_back({next(s),
                          e.indicator->name.in(lang_),
                          result(e),
                          shortfall(e),
                          {},
                          Text{"whole city", "全市"}.in(lang_),
                          {},
                          {},
                          {},
                          {}});
    }
    return s;
  }

 private:
  struct Entry {
    std::uint32_t number;
    const Goal* goal;
    const Criterion* criterion;
    const Indicator* indicator;
    std::vector<InspectionIdx> open;  // problems that the indicator counts
  };
  static Text high() { return {"high", "高"}; }
  static Text middle() { return {"middle", "中"}; }
  static Text low() { return {"low", "低"}; }
  static std::string next(const WorkbookSheet& s) { return std::to_string(s.rows.size() + 1); }

  Text title(const Text& what) const {
    const Text& city = now_.city.about->name;
    return {city.in(Lang::en) + ", " + to_string(now_.city.as_of) + ": " + what.en,
            city.in(Lang::zh) + "城市体检" + what.zh + "（" + to_string(now_.city.as_of) + "）"};
  }
  const Standing& standing(const Entry& e) const {
    return now_.assessed.criterion(idx<CriterionIdx>(e.number)).standings.city;
  }
  bool known(const Entry& e) const { return has_value(standing(e).mark); }
  bool falls_short(const Entry& e) const {
    const auto& grade = grades_.criteria[e.number].grade;
    return grade && (*grade == Grade::fair || *grade == Grade::poor);
  }
  /// What came out, with its grade.
  std::string result(const Entry& e) const {
    std::string out = known(e) ? value_words(standing(e).value, e.indicator->unit, lang_) : "–";
    if (const auto& g = grades_.criteria[e.number].grade)
      out += Text{" (", "（"}.in(lang_) + cityloop::name_of(*g).in(lang_) + Text{")", "）"}.in(lang_);
    return out;
  }
  /// A value and what is asked for, with as many digits as tell them apart.
  Text against(double value, double asked, bool at_least, const Unit& unit) const {
    std::string is = value_words(value, unit, lang_), wanted = value_words(asked, unit, lang_);
    if (is == wanted) {
      const std::string u = unit_words(unit, lang_);
      is = show_number(value, 6) + " " + u, wanted = show_number(asked, 6) + " " + u;
    }
    return at_least ? say("{}, where at least {} is asked for", "体检结果为 {}，低于要求的 {}", is, wanted)
                    : say("{}, where at most {} is asked for", "体检结果为 {}，高于要求的 {}", is, wanted);
  }
  /// Why a computed or published indicator is in the lists.
  std::string shortfall(const Entry& e) const {
    const Graded& g = grades_.criteria[e.number];
    const auto& cuts = e.criterion->cuts;
    if (g.by == Graded::By::cuts && cuts && known(e)) {
      const auto& cut = cuts->good ? cuts->good : cuts->very_good;
      if (cut) return against(standing(e).value, *cut, cuts->higher_is_better, e.indicator->unit).in(lang_);
    }
    if (g.by == Graded::By::experts && g.grade)
      return say("experts find it {}", "专家评定为“{}”", cityloop::name_of(*g.grade).in(lang_)).in(lang_);
    return Text{"below what is asked for", "未达到评价要求"}.in(lang_);
  }
  std::string by(const Entry& e, const Graded& g) const {
    std::string out;
    if (g.by == Graded::By::experts) out = Text{"experts", "专家评定"}.in(lang_);
    if (g.by == Graded::By::cuts && e.criterion->cuts) {
      const Cuts& c = *e.criterion->cuts;
      const std::string sign = c.higher_is_better ? "≥ " : "≤ ";
      for (const auto& [cut, grade] :
           {std::pair{c.very_good, Grade::very_good}, {c.good, Grade::good}, {c.fair, Grade::fair}})
        if (cut)
          out += (out.empty() ? "" : Text{"; ", "；"}.in(lang_)) + cityloop::name_of(grade).in(lang_) + " " +
                 sign + show_number(*cut, 2);
    }
    if (g.lowered)
      out += (out.empty() ? "" : Text{"; ", "；"}.in(lang_)) +
             Text{"lowered by residents", "居民满意度低，降一级"}.in(lang_);
    return out;
  }
  /// The problem, and where it is: "rusted risers: B1, B2 (2)".
  std::string named(const std::string& problem, const std::vector<InspectionIdx>& rows) const {
    std::string out;
    for (std::size_t k = 0; k < std::min(kFew, rows.size()); ++k)
      out += (k == 0 ? "" : Text{", ", "、"}.in(lang_)) + all_.object[rows[k]];
    if (rows.size() > kFew) out += Text{" …", "等"}.in(lang_);
    out += lang_ == Lang::zh ? fmt::format("（{} 处）", rows.size()) : fmt::format(" ({})", rows.size());
    return problem.empty() ? out : problem + Text{": ", "："}.in(lang_) + out;
  }
  std::string place(InspectionIdx i) const {
    const ZoneIdx z = all_.zone[i];
    if (!z.valid()) return {};
    const Text& name = now_.city.zones->name[z];
    return name.empty() ? now_.city.zones->code[z] : name.in(lang_);
  }
  int urgency(InspectionIdx i) const {
    if (all_.remedy[i] == Remedy::dated) return all_.due[i] != kNoDay && all_.due[i] < day_ ? 0 : 1;
    return all_.remedy[i] == Remedy::effort ? 2 : 3;
  }
  Text state(InspectionIdx i) const {
    if (all_.done[i] != kNoDay && all_.done[i] <= day_) return {"put right", "已整治"};
    if (all_.due[i] != kNoDay && all_.due[i] < day_) return {"overdue", "逾期未整治"};
    return {"open", "未整治"};
  }

  const Situation& now_;
  const Lens& lens_;
  const GradeSheet& grades_;
  Lang lang_;
  const Inspections& all_;
  std::int32_t day_;
  std::vector<Entry> entries_;
};

/// A sheet of sentences: what, and how it is filled in.
WorkbookSheet explained(const std::vector<WorkbookColumn>& columns, const std::vector<Text>& rules,
                        Lang lang) {
  WorkbookSheet s{.name = {"How to fill in", "填表说明"},
                  .title = {"How to fill in", "填表说明"},
                  .lead = {},
                  .columns = {},
                  .rows = {}};
  s.columns = {{As::text, {"Column", "列"}, 18}, {As::text, {"What belongs into it", "填写内容"}, 90}};
  for (const Text& rule : rules) s.rows.push_back({Text{"Note", "说明"}.in(lang), rule.in(lang)});
  for (const WorkbookColumn& c : columns) {
    std::string text = c.hint.in(lang), choices;
    for (const std::string& w : c.words) choices += (choices.empty() ? "" : Text{", ", "、"}.in(lang)) + w;
    if (!choices.empty()) text += (text.empty() ? "" : Text{". One of: ", "。可选："}.in(lang)) + choices;
    if (!text.empty()) s.rows.push_back({c.head.in(lang), text});
  }
  return s;
}

}  // namespace

Workbook health_check_papers(const Situation& now, const Lens& lens, const GradeSheet& grades, Lang lang) {
  const Papers papers{now, lens, grades, lang};
  return {{now.city.about->name.in(Lang::en) + ": papers of the health check",
           now.city.about->name.in(Lang::zh) + "城市体检一表一台账两清单"},
          now.city.as_of,
          {papers.table(), papers.ledger(), papers.problems(), papers.advice()}};
}

Workbook inspections_form(Date as_of, std::span<const Indicator> indicators, Lang lang) {
  WorkbookSheet form{.name = {"Ledger", "台账"}, .columns = ledger_columns(lang), .rows = {}, .to_fill = 200};
  WorkbookSheet checks{
      .name = {"Checks", "检查项目"}, .title = {"What is looked for", "检查项目"}, .columns = {}, .rows = {}};
  checks.columns = {{As::text, {"Check", "检查项代码"}, 24},
                    {As::text, {"Indicator", "指标"}, 44},
                    {As::text, {"Unit of the quantity", "数量单位"}, 14},
                    {As::text, {"What counts", "判定要点"}, 70}};
  std::set<std::string> seen;
  for (const Indicator& i : indicators) {
    if (i.kernel != "inspected") continue;
    for (const std::string& check : i.params.words("check")) {
      if (!seen.insert(check).second) continue;
      checks.rows.push_back({check, i.name.in(lang), unit_words(i.unit, lang), i.meaning.in(lang)});
      form.columns.front().words.push_back(check);
    }
  }
  const std::vector<Text> rules{
      {"One row for each object, check and day. Do not merge cells, and leave the header as it is.",
       "每个检查对象、检查项、检查日期一行。请勿合并单元格，表头保持不变。"},
      {"Enter what is sound as well: where nobody looked, nothing is known.",
       "无问题的对象也要填写：没有检查，就无从知道。"},
      {"In city.yaml: {file: ledger.xlsx, reads: table, as: inspections}",
       "在 city.yaml 中写：{file: ledger.xlsx, reads: table, as: inspections}"}};
  return {{"Ledger of inspections", "体检台账"}, as_of, {form, explained(form.columns, rules, lang), checks}};
}

Workbook statistics_form(Date as_of, const Lens& lens, Lang lang) {
  WorkbookSheet form{.name = {"Figures", "统计数据"}, .columns = {}, .rows = {}};
  form.columns = {
      {As::text, {"variable", "变量"}, 40, 0, {}, {"which figure; leave it as it is", "哪个数字；请勿改动"}},
      {As::text, {"indicator", "指标名称"}, 40, 0, {}, {"only for people to read", "仅供阅读"}},
      {As::text,
       {"unit", "单位"},
       14,
       0,
       {},
       {"the unit of the value; leave it as it is", "数值的单位；请勿改动"}},
      {As::text, {"year", "年份"}, 9},
      {As::text,
       {"zone", "单元编码"},
       14,
       0,
       {},
       {"empty: the whole city; else the code of a zone", "空白为全市，否则填写分区编码"}},
      {As::text,
       {"level", "单元层级"},
       12,
       0,
       {},
       {"level of that zone, where codes are not unique", "单元层级，编码有重复时填写"}},
      {As::number,
       {"value", "数值"},
       14,
       4,
       {},
       {"leave it empty where there is none: no data is not zero", "没有数据请留空：缺失不等于零"}}};
  const std::string year = std::to_string(number(year_of(as_of)));
  std::set<std::string> seen;
  const auto ask = [&](const std::string& variable, const Text& what, const std::string& unit) {
    if (!variable.empty() && seen.insert(variable).second)
      form.rows.push_back({variable, what.in(lang), unit, year, {}, {}, {}});
  };
  for (const Goal& g : lens.goals.goals)
    for (const Criterion& c : g.criteria) {
      const Indicator& i = lens.indicator(c.indicator);
      if (i.kernel == "statistic") ask(i.params.word("variable"), i.name, i.unit.symbol);
      const Text content{": residents' content (0–100)", "：居民满意度（0–100）"},
          experts{": experts' grade (4 very good … 1 poor)", "：专家评级（4 很好 … 1 不足）"};
      ask(c.survey.word, {i.name.in(Lang::en) + content.en, i.name.in(Lang::zh) + content.zh}, "1");
      ask(c.expert.word, {i.name.in(Lang::en) + experts.en, i.name.in(Lang::zh) + experts.zh}, "1");
    }
  const std::vector<Text> rules{{"Fill in the values. Do not merge cells, and leave the header as it is.",
                                 "请填写数值。请勿合并单元格，表头保持不变。"},
                                {"In city.yaml: {file: figures.xlsx, reads: table, as: statistics}",
                                 "在 city.yaml 中写：{file: figures.xlsx, reads: table, as: statistics}"}};
  return {{"Published figures", "统计数据填报表"}, as_of, {form, explained(form.columns, rules, lang)}};
}

}  // namespace cityloop
