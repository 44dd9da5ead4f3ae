#include <algorithm>
#include <array>

#include "cityloop/io/import/table.h"

namespace cityloop {
namespace {

/// What a ledger may say, in the words of either language.
struct Said {
  std::string_view word;
  int means;
};
constexpr std::array kLooks{Said{"problem", 1}, Said{"有问题", 1}, Said{"有", 1},    Said{"不合格", 1},
                            Said{"不达标", 1},  Said{"yes", 1},    Said{"sound", 0}, Said{"无问题", 0},
                            Said{"无", 0},      Said{"合格", 0},   Said{"达标", 0},  Said{"no", 0}};
constexpr std::array kRemedies{Said{"dated", 1},  Said{"限时解决", 1}, Said{"限时", 1},
                               Said{"effort", 2}, Said{"尽力解决", 2}, Said{"尽力", 2}};
constexpr std::array kNatures{Said{"management", 1}, Said{"管理类", 1}, Said{"管理", 1},
                              Said{"works", 2},      Said{"工程类", 2}, Said{"工程", 2}};

/// One row's field, role by role. A field that cannot be read refuses the row, so that nothing is half entered.
class Entry {
 public:
  Entry(Table& table) : table_{table} {}

  bool ok() const { return ok_; }
  std::string words(std::optional<std::size_t> column) const {
    if (!column || is_missing(table_.rows()[*column])) return {};
    return std::string{trimmed(table_.rows()[*column])};
  }
  template <std::size_t N>
  int one_of(std::optional<std::size_t> column, const std::array<Said, N>& all, int unsaid) {
    const std::string w = words(column);
    if (w.empty()) return unsaid;
    for (const Said& s : all)
      if (s.word == w) return s.means;
    std::string choices;
    for (const Said& s : all) choices += (choices.empty() ? "" : ", ") + std::string{s.word};
    refuse("inspection.word", say("‘{}’ is not a word for this column", "“{}”不是该列可用的词", w), *column,
           say("one of: {}", "可用：{}", choices));
    return unsaid;
  }
  std::optional<Date> date(std::optional<std::size_t> column) {
    const std::string w = words(column);
    if (w.empty()) return std::nullopt;
    try {
      return parse_date(w);
    } catch (const Error& e) {
      refuse("table.date", e.words(), *column, e.hint());
      return std::nullopt;
    }
  }
  std::optional<double> number(std::optional<std::size_t> column, double least, double most) {
    const std::string w = words(column);
    if (w.empty()) return std::nullopt;
    const auto v = to_number(w);
    if (v && *v >= least && *v <= most) return v;
    refuse("table.number",
           v ? say("{0} is not between {1} and {2}", "{0} 不在 {1} 与 {2} 之间", *v, least, most)
             : say("'{}' is not a number", "“{}”不是数字", w),
           *column);
    return std::nullopt;
  }
  void refuse(const char* code, const Text& what, std::size_t column, const Text& hint = {}) {
    ok_ = false;
    table_.notes().problem(code, what, table_.rows().where(column), hint);
  }

 private:
  Table& table_;
  bool ok_ = true;
};

}  // namespace

void read_inspections_table(Import& in, Table& table) {
  // A ledger is written in the language of who keeps it: both templates' headers are roles.
  const std::size_t check = table.must({"check", "检查项"}), object = table.must({"object", "检查对象"}),
                    look = table.must({"result", "结论"}), seen = table.must({"seen", "检查日期"});
  const auto zone = table.maybe({"zone", "单元编码"}), level = table.maybe({"level", "单元层级"}),
             problem = table.maybe({"problem", "存在问题"}), severity = table.maybe({"severity", "问题程度"}),
             remedy = table.maybe({"limit", "整治类型"}), nature = table.maybe({"nature", "问题分类"}),
             quantity = table.maybe({"quantity", "数量"}), due = table.maybe({"due", "整治期限"}),
             done = table.maybe({"done", "完成日期"}), responsible = table.maybe({"responsible", "责任单位"}),
             advice = table.maybe({"advice", "整治建议"}), photo = table.maybe({"photo", "照片"}),
             evidence = table.maybe({"evidence", "依据"});
  std::optional<TablePoints> points;
  if (table.maybe(kEast) && table.maybe(kNorth)) points.emplace(table, in.spec);
  else in.spec.options.find("crs");
  const std::string one_level = in.spec.options.find("level") ? in.spec.options.at("level").string() : "";
  table.done();
  std::vector<InspectionDraft> drafts;
  std::vector<std::ptrdiff_t> placed;  // draft → its point, or −1
  while (table.rows().next()) {
    Entry e{table};
    InspectionDraft d;
    d.check = CheckKey{e.words(check)};
    if (d.check.word.empty())
      e.refuse("inspection.check", say("the row does not say what was checked", "该行没有写检查项"), check);
    d.object = e.words(object);
    if (d.object.empty())
      e.refuse("inspection.object",
               say("the row does not say which object was looked at", "该行没有写检查对象"), object,
               say("write the building's number, the compound or the stretch", "请填写楼栋编号、小区或路段"));
    if (e.words(look).empty())
      e.refuse("inspection.result",
               say("the row does not say what was found: it is neither sound nor a problem",
                   "该行没有写结论：既非无问题，也非有问题"),
               look, say("write ‘sound’ or ‘problem’", "请填写“无问题”或“有问题”"));
    d.look = e.one_of(look, kLooks, 1) == 1 ? Look::problem : Look::sound;
    if (const auto day = e.date(seen)) d.seen = *day;
    else if (e.words(seen).empty())
      e.refuse("inspection.date", say("the row does not say when somebody looked", "该行没有写检查日期"),
               seen);
    d.zone_code = e.words(zone);
    d.zone_level = ZoneLevelKey{level ? e.words(level) : one_level};
    d.problem = e.words(problem);
    if (const auto grade = e.number(severity, 1, 5)) {
      d.severity = static_cast<std::uint8_t>(*grade);
      if (static_cast<double>(d.severity) != *grade)
        e.refuse("inspection.severity",
                 say("a severity is a whole number from 1 to 5", "问题程度应为 1 至 5 的整数"), *severity);
    }
    d.remedy = static_cast<Remedy>(e.one_of(remedy, kRemedies, 0));
    d.nature = static_cast<Nature>(e.one_of(nature, kNatures, 0));
    d.quantity = e.number(quantity, 0, 1e12).value_or(1);
    d.due = e.date(due);
    d.done = e.date(done);
    if (d.done && *d.done < d.seen)
      e.refuse("inspection.order",
               say("it was put right on {0}, before it was seen on {1}", "完成日期 {0} 早于检查日期 {1}",
                   to_string(*d.done), to_string(d.seen)),
               *done);
    if (d.look == Look::sound && (d.severity > 0 || d.due || d.done))
      e.refuse("inspection.sound",
               say("the row says that nothing is wrong, and yet gives a severity or a date of repair",
                   "该行结论为无问题，却填写了问题程度或整治日期"),
               look, say("correct the result, or empty the other fields", "请更正结论，或清空其他字段"));
    if (d.remedy == Remedy::dated && d.look == Look::problem && !d.due)
      table.notes().warning(
          "inspection.no-date",
          say("it is to be put right by a date, and none is given", "整治类型为限时解决，但没有整治期限"),
          table.rows().where(*remedy));
    d.advice = e.words(advice);
    d.responsible = e.words(responsible);
    d.photo = e.words(photo);
    d.evidence = e.words(evidence);
    if (!e.ok()) continue;
    placed.push_back(-1);
    if (points) {
      // A position is welcome, not needed: most ledgers name a building and a unit.
      const bool given =
          !is_missing(table.rows()[*table.maybe(kEast)]) || !is_missing(table.rows()[*table.maybe(kNorth)]);
      if (given && points->read()) placed.back() = static_cast<std::ptrdiff_t>(points->size()) - 1;
    }
    d.file = in.file;
    d.item = table.rows().line();
    drafts.push_back(std::move(d));
  }
  if (points) points->to_plane(in.into.crs());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (placed[i] >= 0) drafts[i].at = points->at(static_cast<std::size_t>(placed[i]));
    in.into.add_inspection(std::move(drafts[i]));
  }
}

}  // namespace cityloop
