#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>

#include "cityloop/base/money.h"
#include "cityloop/io/import/table.h"

namespace cityloop {
namespace {

/// A year of a row; a problem and nullopt where it is none.
std::optional<int> read_year(Table& table, std::size_t column) {
  const auto year = to_integer(table.rows()[column]);
  if (year && *year >= 1800 && *year <= 2200) return static_cast<int>(*year);
  table.notes().problem("table.year", say("'{}' is not a year", "“{}”不是年份", table.rows()[column]),
                        table.rows().where(column));
  return std::nullopt;
}

void note_error(Diagnostics& notes, const char* code, const Error& e, const Where& where) {
  notes.problem(code, e.words(), where, e.hint());
}

}  // namespace

void read_statistics_table(Import& in, Table& table) {
  const Document& options = in.spec.options;
  const auto fixed = [&](const char* key) {
    return options.find(key) ? options.at(key).string() : std::string{};
  };
  const std::string one_variable = fixed("variable"), one_unit = fixed("unit");
  const ZoneLevelKey one_level{fixed("level")};
  std::optional<std::size_t> variable;
  if (one_variable.empty()) variable = table.must({"variable", "变量"});
  std::optional<std::size_t> unit;
  if (one_unit.empty()) unit = table.must({"unit", "单位"});
  const auto zone = table.maybe({"zone", "单元编码"});
  const auto level = one_level.empty() ? table.maybe({"level", "单元层级"}) : std::nullopt;
  const std::size_t year = table.must({"year", "年份"}), value = table.must({"value", "数值"});
  if (!one_unit.empty()) parse_unit(one_unit, options.at("unit").where());
  table.done();
  std::map<std::string, bool, std::less<>> units;  // unit → whether it can be read
  while (table.rows().next()) {
    const CsvReader& row = table.rows();
    StatisticDraft draft;
    draft.variable = VariableKey{variable ? std::string{trimmed(row[*variable])} : one_variable};
    draft.unit = unit ? std::string{trimmed(row[*unit])} : one_unit;
    if (is_missing(draft.variable.word)) {
      in.run.notes.problem("statistic.variable", say("the row names no variable", "该行没有变量名"),
                           row.where(*variable));
      continue;
    }
    auto known = units.find(draft.unit);
    if (known == units.end()) {
      known = units.emplace(draft.unit, true).first;
      try {
        parse_unit(draft.unit);
      } catch (const Error&) {
        known->second = false;
      }
    }
    if (!known->second) {
      in.run.notes.problem("statistic.unit", say("'{}' is not a unit", "“{}”不是单位", draft.unit),
                           row.where(unit.value_or(0)),
                           {"write one that can be converted, such as %, km2, 亿元 or 1/万人",
                            "请写可换算的单位，如 %、km2、亿元、1/万人"});
      continue;
    }
    const auto y = read_year(table, year);
    if (!y) continue;
    draft.year = *y;
    if (zone && !is_missing(row[*zone])) draft.zone_code = std::string{trimmed(row[*zone])};
    draft.zone_level = one_level;
    if (level && !is_missing(row[*level])) draft.zone_level = ZoneLevelKey{std::string{trimmed(row[*level])}};
    const bool missing = is_missing(row[value]);
    const auto v = read_number(table, value, -1e300);
    if (!v && !missing) continue;
    draft.value = v.value_or(0);
    draft.mark = missing ? Mark::no_data : Mark::known;
    draft.file = in.file;
    draft.item = row.line();
    in.into.add_statistic(std::move(draft));
  }
}

void read_budget_table(Import& in, Table& table) {
  const Document& options = in.spec.options;
  std::string unit = "yuan";
  if (const auto x = options.find("unit")) {
    unit = x->string();
    if (const Unit u = parse_unit(unit, x->where()); u.dim != Dim{.yuan = 1})
      x->fail(say("'{0}' is a unit of {1}, and a budget is money", "“{0}”的量纲是 {1}，而预算是金额", unit,
                  to_string(u.dim)),
              say("write yuan, 万元 or 亿元", "请写 元、万元 或 亿元"));
  }
  const std::size_t fund = table.must("fund"), year = table.must("year"),
                    appropriated = table.must("appropriated");
  const auto name = table.maybe("name"), name_en = table.maybe("name_en"),
             committed = table.maybe("committed"), paid = table.maybe("paid");
  table.done();
  while (table.rows().next()) {
    const CsvReader& row = table.rows();
    const auto y = read_year(table, year);
    if (!y) continue;
    BudgetDraft draft;
    draft.fund = FundKey{std::string{trimmed(row[fund])}};
    if (is_missing(draft.fund.word)) {
      in.run.notes.problem("budget.fund", say("the row names no fund", "该行没有资金名称"), row.where(fund));
      continue;
    }
    if (name && !is_missing(row[*name])) draft.fund_name = verbatim(std::string{trimmed(row[*name])});
    if (name_en && !is_missing(row[*name_en])) draft.fund_name.en = std::string{trimmed(row[*name_en])};
    draft.year = *y;
    const auto amount = [&](std::size_t column, bool may_miss, std::int64_t& fen) {
      const std::string_view field = trimmed(row[column]);
      if (is_missing(field)) {
        if (may_miss)
          in.run.notes.note("table.missing",
                            say("no amount is given: nothing is counted", "没有金额：不计入"),
                            row.where(column));
        else
          in.run.notes.problem("budget.amount", say("the row gives no amount", "该行没有金额"),
                               row.where(column));
        return may_miss;
      }
      try {
        const bool bare = std::none_of(field.begin(), field.end(),
                                       [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
        fen = parse_money(bare ? std::string{field} + " " + unit : std::string{field}, row.where(column)).fen;
        return true;
      } catch (const Error& e) {
        note_error(in.run.notes, "budget.amount", e, row.where(column));
        return false;
      }
    };
    if (!amount(appropriated, false, draft.appropriated_fen)) continue;
    if (committed && !amount(*committed, true, draft.committed_fen)) continue;
    if (paid && !amount(*paid, true, draft.paid_fen)) continue;
    draft.file = in.file;
    draft.item = row.line();
    in.into.add_budget(std::move(draft));
  }
}

void read_reports_table(Import& in, Table& table) {
  TablePoints points{table, in.spec};
  const auto ref = table.maybe("ref"), closed = table.maybe({"closed", "status"});
  const std::size_t category = table.must("category"), date = table.must("date");
  table.done();
  std::vector<ReportDraft> drafts;
  std::vector<std::size_t> nameless;  // without a name of their own in the file
  while (table.rows().next()) {
    const CsvReader& row = table.rows();
    ReportDraft draft;
    draft.category = CategoryKey{std::string{trimmed(row[category])}};
    if (is_missing(draft.category.word)) {
      in.run.notes.problem("report.category", say("the row names no category", "该行没有类别"),
                           row.where(category));
      continue;
    }
    try {
      const std::string_view when = trimmed(row[date]);
      draft.day =
          when.size() == 10 ? parse_date(when) : std::chrono::floor<std::chrono::days>(parse_instant(when));
    } catch (const Error& e) {
      note_error(in.run.notes, "table.date", e, row.where(date));
      continue;
    }
    if (closed) {
      const std::string_view word = trimmed(row[*closed]);
      // A date of closing says as much as a yes.
      draft.closed = !is_missing(word) && word != "0" && word != "no" && word != "false" && word != "open" &&
                     word != "否" && word != "No" && word != "False" && word != "FALSE" && word != "Open";
    }
    if (!points.read()) continue;
    if (ref && !is_missing(row[*ref])) {
      draft.ref = std::string{trimmed(row[*ref])};
    } else {
      draft.ref = draft.category.word + "," + points.words() + "," + to_string(draft.day);
      nameless.push_back(drafts.size());
    }
    draft.file = in.file;
    draft.item = row.line();
    drafts.push_back(std::move(draft));
  }
  // Rows that say the same are numbered, the closed ones first, so that the order of rows does not matter.
  std::sort(nameless.begin(), nameless.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple{drafts[a].ref, !drafts[a].closed, a} < std::tuple{drafts[b].ref, !drafts[b].closed, b};
  });
  std::string last;
  for (int n = 1; const std::size_t i : nameless) {
    n = drafts[i].ref == last ? n + 1 : 1;
    last = drafts[i].ref;
    if (n > 1) drafts[i].ref += "#" + std::to_string(n);
  }
  points.to_plane(in.into.crs());
  for (std::size_t i = 0; i < drafts.size(); ++i)
    if (const auto at = points.at(i)) {
      drafts[i].at = *at;
      in.into.add_report(std::move(drafts[i]));
    }
}

}  // namespace cityloop
