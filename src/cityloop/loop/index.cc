#include "cityloop/loop/index.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include "cityloop/io/export/layers.h"
#include "cityloop/io/export/out_file.h"
#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/loop/files.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;
using namespace index;

/// Shortest words that read back as the same number; nothing where there is none.
std::string in_cell(double v) { return missing(v) ? std::string{} : fmt::format("{}", v); }

/// A CSV file written row by row.
class Sheet {
 public:
  Sheet(const std::string& folder, const std::string& name, std::vector<std::string>& made)
      : file_{(fs::path{folder} / name).string()} {
    made.push_back((fs::path{folder} / name).string());
  }
  template <class... Cells>
  void row(const Cells&... cells) {
    std::string line;
    ((line += (line.empty() ? "" : ",") + cell(cells)), ...);
    file_.write(line + "\n");
  }
  void write(const std::string& text) { file_.write(text); }
  void done() { file_.finish(); }

 private:
  static std::string cell(double v) { return in_cell(v); }
  static std::string cell(std::size_t v) { return fmt::format("{}", v); }
  static std::string cell(std::uint32_t v) { return fmt::format("{}", v); }
  static std::string cell(std::string_view s) { return in_csv(std::string{s}); }
  OutFile file_;
};

/// Units down, columns across.
void write_table(const std::string& folder, const std::string& name, const std::vector<std::string>& unit,
                 const std::vector<std::string>& heads, const std::vector<const Values*>& columns,
                 std::vector<std::string>& made) {
  Sheet sheet{folder, name, made};
  std::string line = "unit";
  for (const std::string& h : heads) line += "," + in_csv(h);
  sheet.write(line + "\n");
  for (std::size_t i = 0; i < unit.size(); ++i) {
    line = in_csv(unit[i]);
    for (const Values* c : columns) line += "," + in_cell((*c)[i]);
    sheet.write(line + "\n");
  }
  sheet.done();
}

std::string_view to_word(Verdict v) {
  switch (v) {
    case Verdict::passes: return "passes";
    case Verdict::winsorised: return "winsorised";
    case Verdict::logged: return "logged";
    case Verdict::still_skewed: return "still-skewed";
    case Verdict::cannot_judge: return "cannot-judge";
  }
  return "";
}

}  // namespace

Method read_index_method(const std::string& file) { return parse_method(parse_yaml(read_text(file), file)); }

Panel read_index_table(const std::string& file, const Method& m, Run& run) {
  if (!fs::exists(file))
    throw Error{Fault::not_found,
                say("there is no table {}", "没有数据表 {}", file),
                {},
                say("check the name after --data, --before or --after",
                    "请核对 --data、--before 或 --after 之后的文件名")};
  const std::string text = read_text_file(file, file).text;
  CsvReader csv{text, file, run.notes, guess_delimiter(text)};
  Panel p;
  p.file = file;
  const Where asked{m.file};
  const std::size_t code = csv.column(m.unit_column, asked);
  const auto name = m.name_column.empty() ? std::nullopt : std::optional{csv.column(m.name_column, asked)};
  p.header = m.number_columns();
  std::vector<std::size_t> at, labels_at;
  for (const std::string& h : p.header) at.push_back(csv.column(h, asked));
  for (const std::string& h : m.label_columns()) {
    labels_at.push_back(csv.column(h, asked));
    p.labels.push_back({h, {}});
  }
  std::vector<Values> columns(p.header.size());
  std::map<std::string, long, std::less<>> first;
  while (csv.next()) {
    const std::string unit{trimmed(csv[code])};
    if (unit.empty())
      throw Error{Fault::bad_input,
                  say("this row has no code in ‘{}’", "本行在“{}”列没有代码", m.unit_column), csv.where(code),
                  say("give each unit a code of its own", "请为每个对象填写代码")};
    if (const auto [was, fresh] = first.emplace(unit, csv.line()); !fresh)
      throw Error{Fault::bad_input,
                  say("the unit ‘{}’ is in the table twice, first in line {}",
                      "对象“{}”在表中出现两次，首次在第 {} 行", unit, was->second),
                  csv.where(code),
                  say("keep one row for each unit; for several years make one table for each",
                      "每个对象只保留一行；多个年份请分别成表")};
    p.unit.push_back(unit);
    if (name) p.name.emplace_back(trimmed(csv[*name]));
    for (std::size_t c = 0; c < at.size(); ++c) {
      const std::string_view field = csv[at[c]];
      if (is_missing(field)) {
        columns[c].push_back(kMissing);
        continue;
      }
      const auto v = to_number(field);
      if (!v)
        throw Error{
            Fault::bad_input,
            say("‘{}’ in column ‘{}’ of unit ‘{}’ is not a number", "对象“{2}”的“{1}”列中的“{0}”不是数字",
                std::string{field}, p.header[c], unit),
            csv.where(at[c]),
            say("write a plain number with a decimal point, or leave the field empty if it is unknown",
                "请写不带千分位、以小数点分隔的数字；未知则留空")};
      columns[c].push_back(*v);
    }
    for (std::size_t l = 0; l < labels_at.size(); ++l) {
      const std::string_view field = trimmed(csv[labels_at[l]]);
      p.labels[l].label.emplace_back(is_missing(field) ? std::string_view{} : field);
    }
  }
  if (p.unit.empty())
    throw Error{Fault::bad_input, say("the table has no rows", "表中没有数据行"), {.file = file}};
  for (Values& v : columns) p.column.push_back(series_of(std::move(v)));
  return p;
}

IndexBuilt build_index(const std::string& data_file, const std::string& method_file, Run& run) {
  IndexBuilt out;
  out.method = read_index_method(method_file);
  out.panel = read_index_table(data_file, out.method, run);
  out.built = build(out.panel, out.method, run);
  return out;
}

IndexDoubted doubt_index(const std::string& data_file, const std::string& method_file, std::size_t draws,
                         std::size_t top, std::size_t points, Run& run) {
  IndexDoubted out;
  out.method = read_index_method(method_file);
  out.panel = read_index_table(data_file, out.method, run);
  const Redraw redraw{out.panel, out.method, run};
  out.built = redraw.built();
  out.doubt = doubt(redraw, draws, top, kRankClasses, run);
  if (points > 0) out.sensitivity = rank_sensitivity(redraw, points, 200, 0, run);
  return out;
}

IndexChecked check_index(const std::string& data_file, const std::string& method_file, Run& run) {
  IndexChecked out{build_index(data_file, method_file, run), {}};
  out.checked = check(out.method, out.built, run);
  return out;
}

Changed change_index(const std::string& data_before, const std::string& method_before,
                     const std::string& data_after, const std::string& method_after, Run& run) {
  const Method earlier = read_index_method(method_before);
  const Method later = method_after.empty() ? earlier : read_index_method(method_after);
  const Panel before = read_index_table(data_before, earlier, run),
              after = read_index_table(data_after, later, run);
  return explain_change({before, earlier}, {after, later}, run);
}

std::vector<std::string> write_index(const IndexBuilt& x, const std::string& folder) {
  const Method& m = x.method;
  const Built& b = x.built;
  make_folder(folder);
  std::vector<std::string> made, leaves, heads;
  for (const IndicatorRule& i : m.indicators) leaves.push_back(i.column);
  std::vector<const Values*> scores;
  for (std::size_t n = 0; n < m.nodes.size(); ++n) {
    if (m.nodes[n].leaf()) continue;
    heads.push_back(m.nodes[n].key);
    scores.push_back(b.score[n].get());
  }
  {
    Sheet sheet{folder, "scores.csv", made};
    std::string line = "unit,name,rank";
    for (const std::string& h : heads) line += "," + in_csv(h);
    sheet.write(line + "\n");
    std::vector<std::size_t> order(b.unit.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
      return b.place[i] - 1U < b.place[j] - 1U;  // 0, without a score, goes last
    });
    for (const std::size_t i : order) {
      line = in_csv(b.unit[i]) + "," + in_csv(x.panel.shown(b.row[i])) + "," +
             (b.place[i] == 0 ? std::string{} : fmt::format("{}", b.place[i]));
      for (const Values* s : scores) line += "," + in_cell((*s)[i]);
      sheet.write(line + "\n");
    }
    sheet.done();
  }
  const auto step = [&](const char* name, const std::vector<Series>& columns) {
    std::vector<const Values*> raw;
    for (const Series& c : columns) raw.push_back(c.get());
    write_table(folder, name, b.unit, leaves, raw, made);
  };
  step("given.csv", b.given);
  step("denominated.csv", b.denominated);
  step("imputed.csv", b.imputed);
  step("treated.csv", b.treated);
  step("normalised.csv", b.normalised);
  {
    Sheet sheet{folder, "audit.csv", made};
    sheet.row("unit", "indicator", "what", "before", "after");
    for (const Audit& a : b.audit)
      sheet.row(b.unit[a.unit], leaves[a.indicator], index::to_word(a.what), a.before, a.after);
    sheet.done();
  }
  {
    Sheet sheet{folder, "treatment.csv", made};
    sheet.row("indicator", "verdict", "points", "values", "skew", "kurtosis", "skew_after", "kurtosis_after");
    for (std::size_t j = 0; j < leaves.size(); ++j) {
      const Treatment& t = b.treatment[j];
      sheet.row(leaves[j], to_word(t.verdict), t.points, t.before.n, t.before.skew, t.before.kurtosis,
                t.after.skew, t.after.kurtosis);
    }
    sheet.done();
  }
  {
    // Turned so that more is better: for an indicator of which less is better, ends are negative.
    Sheet sheet{folder, "scale.csv", made};
    sheet.row("indicator", "least", "most", "mean", "sd", "low_tail", "high_tail", "reference", "worst",
              "best");
    for (std::size_t j = 0; j < leaves.size(); ++j) {
      const Scale& s = b.scale[j];
      sheet.row(leaves[j], s.least, s.most, s.mean, s.sd, s.low_tail, s.high_tail, s.reference, s.worst,
                s.best);
    }
    sheet.done();
  }
  {
    Sheet sheet{folder, "weights.csv", made};
    sheet.row("of", "part", "weight");
    for (std::size_t n = 0; n < m.nodes.size(); ++n)
      for (std::size_t p = 0; p < m.nodes[n].parts.size(); ++p)
        sheet.row(m.nodes[n].key, m.nodes[m.nodes[n].parts[p]].key, b.weight[n][p]);
    sheet.done();
  }
  if (!b.left_out.empty()) {
    Sheet sheet{folder, "left_out.csv", made};
    sheet.row("unit", "share_of_indicators");
    for (const Built::LeftOut& l : b.left_out) sheet.row(x.panel.unit[l.row], l.share);
    sheet.done();
  }
  if (!b.coupling.empty()) {
    Sheet sheet{folder, "coupling.csv", made};
    sheet.row("unit", "c", "t", "d", "grade", "c_corrected", "d_corrected", "grade_corrected");
    for (std::size_t i = 0; i < b.unit.size(); ++i) {
      const Coupling& c = b.coupling[i];
      const auto grade = [](double d) {
        return missing(d) ? std::string{} : coupling_grade_words(coupling_grade(d)).zh;
      };
      sheet.row(b.unit[i], c.c, c.t, c.d, grade(c.d), c.c_corrected, c.d_corrected, grade(c.d_corrected));
    }
    sheet.done();
  }
  return made;
}

}  // namespace cityloop
