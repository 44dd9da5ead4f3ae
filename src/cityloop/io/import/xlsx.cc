#include "cityloop/io/import/xlsx.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/xlsx_number.h"
#include "cityloop/io/import/xml.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {
namespace {

// A sheet has at most these rows and columns (ECMA-376 has no bound; every office program has this one).
constexpr long kRows = 1'048'576, kColumns = 16'384;
constexpr std::uint64_t kLargestPart = std::uint64_t{512} << 20;  // unpacked
constexpr std::size_t kLargestTable = std::size_t{256} << 20;     // as text

[[noreturn]] void not_a_workbook(const std::string& shown) {
  throw Error{Fault::bad_input, say("{} is no workbook", "{} 不是工作簿文件", shown), Where{.file = shown},
              say("open it in an office program and save it as .xlsx, or as CSV in UTF-8",
                  "请用办公软件打开，另存为 .xlsx 或 UTF-8 编码的 CSV")};
}
[[noreturn]] void too_large(const std::string& shown) {
  throw Error{
      Fault::bad_input,
      say("the sheet is larger than {} MiB as text: {}", "工作表转为文本后超过 {} MiB：{}",
          kLargestTable >> 20, shown),
      Where{.file = shown},
      say("split it into several files, or remove what is empty", "请拆分为多个文件，或删除空白内容")};
}

long number_of(std::string_view digits, long otherwise) {
  long value = 0;
  const auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return trouble == std::errc{} && end == digits.data() + digits.size() ? value : otherwise;
}

struct CellRef {
  long row = 0, column = 0;  // 1-based; 0: not said
};
/// "BC12", "$B$7"; what is no reference has zeros.
CellRef cell_ref(std::string_view s) {
  CellRef out;
  std::size_t i = 0;
  for (; i < s.size(); ++i) {
    const char c = s[i];
    if (c == '$') continue;
    if (c >= '0' && c <= '9') break;
    const int letter = c >= 'A' && c <= 'Z' ? c - 'A' + 1 : c >= 'a' && c <= 'z' ? c - 'a' + 1 : 0;
    if (letter == 0 || out.column > kColumns) return {};
    out.column = out.column * 26 + letter;
  }
  out.row = number_of(s.substr(i), 0);
  if (out.column > kColumns || out.row < 0 || out.row > kRows) return {};
  return out;
}
std::string column_letters(long column) {
  std::string out;
  for (; column > 0; column = (column - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

/// Line breaks as spaces, and `_x000D_` as the sign that it stands for.
void clean(std::string& s) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    if (c == '_' && i + 6 < s.size() && s[i + 1] == 'x' && s[i + 6] == '_') {
      unsigned code = 0;
      const auto [end, trouble] = std::from_chars(s.data() + i + 2, s.data() + i + 6, code, 16);
      if (trouble == std::errc{} && end == s.data() + i + 6 && code < 0x80) {
        c = code < 0x20 ? '\n' : static_cast<char>(code);
        i += 6;
      }
    }
    if (c == '\n' || c == '\r') {
      if (to > 0 && s[to - 1] == ' ') continue;
      c = ' ';
    }
    s[to++] = c;
  }
  s.resize(to);
}

struct Sheet {
  std::string name, relation, part;
  bool hidden = false;
};

/// xl/workbook.xml: which sheets there are.
struct WorkbookListener final : XmlListener {
  std::vector<Sheet> sheets;
  bool since_1904 = false;
  void begin(std::string_view name, const XmlAttributes& a) override {
    if (name == "workbookPr") since_1904 = a["date1904"] == "1" || a["date1904"] == "true";
    if (name != "sheet") return;
    const std::string_view state = a["state"];
    sheets.push_back(
        {std::string{a["name"]}, std::string{a["id"]}, "", state == "hidden" || state == "veryHidden"});
  }
  void end(std::string_view) override {}
};

struct Relation {
  std::string target, type;
};
/// A .rels part: what an id stands for.
struct RelationsListener final : XmlListener {
  std::map<std::string, Relation> by_id;
  void begin(std::string_view name, const XmlAttributes& a) override {
    if (name == "Relationship")
      by_id[std::string{a["Id"]}] = {std::string{a["Target"]}, std::string{a["Type"]}};
  }
  void end(std::string_view) override {}
};

/// xl/sharedStrings.xml. Signs of how to pronounce a text (rPh) are left out.
struct StringsListener final : XmlListener {
  std::vector<std::string> strings;
  bool in_text = false, in_phonetic = false;
  void begin(std::string_view name, const XmlAttributes&) override {
    if (name == "si") strings.emplace_back();
    if (name == "rPh") in_phonetic = true;
    in_text = name == "t" && !in_phonetic && !strings.empty();
  }
  void end(std::string_view name) override {
    if (name == "rPh") in_phonetic = false;
    if (name == "si" && !strings.empty()) clean(strings.back());
    in_text = false;
  }
  void text(std::string_view t) override {
    if (in_text) strings.back() += t;
  }
};

/// xl/styles.xml: how each style shows numbers.
struct StylesListener final : XmlListener {
  std::vector<NumberLook> looks;
  std::map<long, NumberLook> own;
  bool in_cells = false;
  void begin(std::string_view name, const XmlAttributes& a) override {
    if (name == "numFmt") own[number_of(a["numFmtId"], -1)] = look_of_format(a["formatCode"]);
    if (name == "cellXfs") in_cells = true;
    if (name != "xf" || !in_cells) return;
    const long id = number_of(a["numFmtId"], 0);
    const auto it = own.find(id);
    looks.push_back(it == own.end() ? builtin_look(id) : it->second);
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells = false;
  }
};

struct Merged {
  long first_row, last_row, first_column, last_column;
  std::string range;
};

/// A sheet's cells. The words of all cells lie in one string: a sheet may have millions.
struct SheetListener final : XmlListener {
  struct Cell {
    long column;
    std::size_t at, size;
    bool failed;  // a formula without a value
  };
  struct Row {
    long number;
    std::size_t first, count;
  };
  const std::vector<std::string>& strings;
  const std::vector<NumberLook>& looks;
  const bool since_1904;
  const std::string& shown;
  std::string words;
  std::vector<Cell> cells;
  std::vector<Row> rows;
  std::vector<Merged> merged;

  SheetListener(const std::vector<std::string>& s, const std::vector<NumberLook>& l, bool old,
                const std::string& file)
      : strings{s}, looks{l}, since_1904{old}, shown{file} {}

  void begin(std::string_view name, const XmlAttributes& a) override {
    taking_ = false;
    if (name == "row") {
      const long last = rows.empty() ? 0 : rows.back().number;
      long number = number_of(a["r"], last + 1);
      if (number < 1 || number > kRows) number = std::min(last + 1, kRows);
      rows.push_back({number, cells.size(), 0});
      column_ = 0;
    } else if (name == "c") {
      const long said = cell_ref(a["r"]).column;
      column_ = said > 0 ? said : std::min(column_ + 1, kColumns);
      type_ = a["t"];
      style_ = number_of(a["s"], 0);
      value_.clear();
      in_cell_ = !rows.empty();
    } else if (name == "v") {
      taking_ = in_cell_;
    } else if (name == "is") {
      in_inline_ = true;
    } else if (name == "rPh") {
      in_phonetic_ = true;
    } else if (name == "t") {
      taking_ = in_cell_ && in_inline_ && !in_phonetic_;
    } else if (name == "mergeCell") {
      const std::string_view range = a["ref"];
      const std::size_t colon = range.find(':');
      if (colon == std::string_view::npos) return;
      const CellRef from = cell_ref(range.substr(0, colon)), to = cell_ref(range.substr(colon + 1));
      if (from.row > 0 && from.column > 0 && to.row >= from.row && to.column >= from.column)
        merged.push_back({from.row, to.row, from.column, to.column, std::string{range}});
    }
  }
  void end(std::string_view name) override {
    taking_ = false;
    if (name == "is") in_inline_ = false;
    if (name == "rPh") in_phonetic_ = false;
    if (name == "c" && in_cell_) finish_cell();
  }
  void text(std::string_view t) override {
    if (taking_) value_ += t;
  }

 private:
  void finish_cell() {
    in_cell_ = false;
    bool failed = false;
    if (type_ == "s") {
      const long i = number_of(trimmed(value_), -1);
      value_ =
          i >= 0 && static_cast<std::size_t>(i) < strings.size() ? strings[static_cast<std::size_t>(i)] : "";
    } else if (type_ == "b") {
      value_ = value_ == "1" ? "TRUE" : value_ == "0" ? "FALSE" : value_;
    } else if (type_ == "e") {
      failed = true;
    } else if (type_ == "str" || type_ == "inlineStr" || type_ == "d") {
      clean(value_);
    } else {
      const auto s = static_cast<std::size_t>(std::max(style_, 0L));
      value_ = number_words(value_, s < looks.size() ? looks[s] : NumberLook{}, since_1904);
      clean(value_);
    }
    if (value_.empty()) return;
    if (words.size() + value_.size() > kLargestTable) too_large(shown);
    cells.push_back({column_, words.size(), value_.size(), failed});
    words += value_;
    ++rows.back().count;
  }

  long column_ = 0, style_ = 0;
  std::string type_, value_;
  bool in_cell_ = false, in_inline_ = false, in_phonetic_ = false, taking_ = false;
};

void put_field(std::string& out, std::string_view s) {
  if (s.find_first_of("\",\r\n") == std::string_view::npos) {
    out += s;
    return;
  }
  out += '"';
  for (const char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

/// The sheet's rows as lines.
std::string as_lines(SheetListener& sheet, const Sheet& which, const SheetChoice& choice,
                     Diagnostics& notes) {
  using Row = SheetListener::Row;
  using Cell = SheetListener::Cell;
  const auto by_number = [](const Row& a, const Row& b) { return a.number < b.number; };
  if (!std::is_sorted(sheet.rows.begin(), sheet.rows.end(), by_number))
    std::stable_sort(sheet.rows.begin(), sheet.rows.end(), by_number);
  const auto cells_of = [&](const Row& r) {
    return std::span<const Cell>{sheet.cells}.subspan(r.first, r.count);
  };
  const auto words_of = [&](const Cell& c) { return std::string_view{sheet.words}.substr(c.at, c.size); };
  const auto filled = [&](const Row& r) {
    const auto cells = cells_of(r);
    return std::count_if(cells.begin(), cells.end(),
                         [&](const Cell& c) { return !trimmed(words_of(c)).empty(); });
  };
  const std::string& shown = sheet.shown;

  long header = choice.header;
  if (header == 0) {
    for (const Row& r : sheet.rows) {
      const auto n = filled(r);
      if (n >= 2 || (n == 1 && header == 0)) header = r.number;
      if (n >= 2) break;
    }
  }
  long width = 0;
  for (const Row& r : sheet.rows)
    if (r.number == header)
      for (const Cell& c : cells_of(r))
        if (!trimmed(words_of(c)).empty()) width = std::max(width, c.column);
  if (width == 0)
    throw Error{
        Fault::bad_input,
        header == 0 ? say("the sheet '{}' of {} is empty", "{1} 的工作表“{0}”是空的", which.name, shown)
                    : say("row {} of the sheet '{}' has no headers", "工作表“{1}”的第 {0} 行没有表头", header,
                          which.name),
        header == 0 || choice.asked_in.file.empty() ? Where{.file = shown, .line = header} : choice.asked_in,
        say("choose with `sheet:` which sheet is read, and with `header:` which row names the columns",
            "请用 `sheet:` 指定工作表，用 `header:` 指定表头所在行")};

  std::vector<std::pair<long, long>> refused;  // rows of merged cells, first to last
  for (const Merged& m : sheet.merged) {
    if (m.last_row < header || m.first_column > width) continue;
    const bool in_header = m.first_row <= header;
    notes.problem(
        "table.merged",
        in_header ? say("the cells {} of the sheet '{}' are merged, in the header: its columns have no names",
                        "工作表“{1}”表头中的单元格 {0} 已合并，列名不完整", m.range, which.name)
                  : say("the cells {} of the sheet '{}' are merged: rows {} to {} are not read",
                        "工作表“{1}”的单元格 {0} 已合并：第 {2} 至 {3} 行未读取", m.range, which.name,
                        m.first_row, m.last_row),
        Where{.file = shown, .line = std::max(m.first_row, header)},
        say("unmerge them and write the value into every cell; then import again",
            "请取消合并，并在每个单元格中填写内容，然后重新导入"));
    if (m.last_row > header) refused.emplace_back(std::max(m.first_row, header + 1), m.last_row);
  }
  std::sort(refused.begin(), refused.end());

  std::string out;
  long line = 1, last_refused = 0;
  std::size_t next_refused = 0, above = 0;
  std::vector<std::string_view> fields;
  for (const Row& r : sheet.rows) {
    if (r.number < header) above += filled(r) > 0 ? 1 : 0;
    if (r.number < header || filled(r) == 0) continue;
    while (next_refused < refused.size() && refused[next_refused].first <= r.number)
      last_refused = std::max(last_refused, refused[next_refused++].second);
    if (r.number <= last_refused) continue;
    if (r.number < line) continue;  // a number that occurs twice: the first one counts
    fields.assign(static_cast<std::size_t>(width), {});
    bool any = false;
    std::string beside;
    for (const Cell& c : cells_of(r)) {
      std::string_view words = words_of(c);
      if (c.column > width) {
        if (beside.empty() && !trimmed(words).empty()) beside = column_letters(c.column);
        continue;
      }
      const auto at = static_cast<std::size_t>(c.column - 1);
      if (c.failed) {
        notes.note("table.formula",
                   say("{}: the formula has no value; read as missing", "{}：公式没有结果，视为缺失", words),
                   Where{.file = shown, .line = r.number, .item = column_letters(c.column)},
                   say("mend the formula, or leave the cell empty", "请修正公式，或将单元格留空"));
        words = {};
      }
      fields[at] = words;
      any = any || !trimmed(words).empty();
    }
    if (!beside.empty())
      notes.note("table.beside",
                 say("cells right of the last column are not read", "最后一列右侧的单元格未读取"),
                 Where{.file = shown, .line = r.number, .item = beside});
    if (!any) continue;
    out.append(static_cast<std::size_t>(r.number - line), '\n');
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) out += ',';
      put_field(out, fields[i]);
    }
    out += '\n';
    line = r.number + 1;
    if (out.size() > kLargestTable) too_large(shown);
  }
  if (above > 0)
    notes.note("table.above",
               say("the header of the sheet '{}' is row {}; what stands above it is not read",
                   "工作表“{}”的表头在第 {} 行，其上的内容未读取", which.name, header),
               Where{.file = shown, .line = header});
  return out;
}

/// Where a relation of `base` (a part) points to, as the name of a part.
std::string part_of(const std::string& base, const std::string& target) {
  if (target.starts_with('/')) return target.substr(1);
  std::string folder = base.substr(0, base.rfind('/') == std::string::npos ? 0 : base.rfind('/') + 1);
  std::string_view rest = target;
  while (rest.starts_with("../") && !folder.empty()) {
    rest.remove_prefix(3);
    folder.pop_back();
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/') + 1);
  }
  return folder + std::string{rest};
}
std::string relations_of(const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return part.substr(0, name) + "_rels/" + part.substr(name) + ".rels";
}

const Sheet& choose(const std::vector<Sheet>& sheets, const std::string& shown, const SheetChoice& choice) {
  if (choice.sheet.empty()) {
    for (const Sheet& s : sheets)
      if (!s.hidden) return s;
    return sheets.front();
  }
  for (const Sheet& s : sheets)
    if (s.name == choice.sheet) return s;
  const long n = number_of(choice.sheet, 0);
  if (n >= 1 && static_cast<std::size_t>(n) <= sheets.size()) return sheets[static_cast<std::size_t>(n - 1)];
  std::vector<std::string> names;
  std::string all;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    names.push_back(sheets[i].name);
    all += fmt::format("{}{} {}", i == 0 ? "" : ", ", i + 1, sheets[i].name);
  }
  const std::string near = nearest_word(choice.sheet, names);
  throw Error{Fault::not_found, say("{0} has no sheet '{1}'", "{0} 中没有工作表“{1}”", shown, choice.sheet),
              choice.asked_in.file.empty() ? Where{.file = shown} : choice.asked_in,
              near.empty()
                  ? say("its sheets are: {}", "它的工作表有：{}", all)
                  : say("did you mean '{}'? Its sheets are: {}", "是否指“{}”？它的工作表有：{}", near, all)};
}

class ArchiveParts final : public WorkbookParts {
 public:
  ArchiveParts(std::string_view bytes, const std::string& shown) : zip_{ZipReader::Bytes{bytes}, shown} {}
  bool has(const std::string& name) const override { return zip_.has(name); }
  std::string read(const std::string& name) const override { return zip_.read(name, kLargestPart); }

 private:
  ZipReader zip_;
};

}  // namespace

bool is_archive(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

void refuse_other_workbooks(std::string_view bytes, const std::string& shown) {
  if (bytes.starts_with("\xD0\xCF\x11\xE0"))
    throw Error{Fault::bad_input,
                say("{} is an old workbook (.xls, .et), or one with a password",
                    "{} 是旧版工作簿（.xls、.et）或加密的工作簿", shown),
                Where{.file = shown},
                say("open it in an office program and save it as .xlsx without a password",
                    "请用办公软件打开，另存为不加密的 .xlsx")};
  std::string end = shown.substr(shown.size() - std::min<std::size_t>(5, shown.size()));
  std::transform(end.begin(), end.end(), end.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (end == ".xlsx" || end == ".xlsm" || end.ends_with(".xls")) not_a_workbook(shown);
}

std::string sheet_as_csv(const WorkbookParts& parts, const std::string& shown, const SheetChoice& choice,
                         Diagnostics& notes) {
  std::string book = "xl/workbook.xml";
  const auto parse = [&](const std::string& part, XmlListener& to) {
    read_xml(parts.read(part), shown + " › " + part, to);
  };
  const auto parse_if = [&](const std::string& part, XmlListener& to) {
    if (parts.has(part)) parse(part, to);
  };
  RelationsListener package;
  parse_if("_rels/.rels", package);
  for (const auto& [id, r] : package.by_id)
    if (r.type.ends_with("/officeDocument")) book = part_of("", r.target);
  if (!parts.has(book)) not_a_workbook(shown);
  if (book.ends_with(".bin"))
    throw Error{Fault::bad_input, say("{} is a binary workbook (.xlsb)", "{} 是二进制工作簿（.xlsb）", shown),
                Where{.file = shown}, say("save it as .xlsx", "请另存为 .xlsx")};

  WorkbookListener workbook;
  parse(book, workbook);
  RelationsListener relations;
  parse_if(relations_of(book), relations);
  std::string strings_part, styles_part;
  for (const auto& [id, r] : relations.by_id) {
    if (r.type.ends_with("/sharedStrings")) strings_part = part_of(book, r.target);
    if (r.type.ends_with("/styles")) styles_part = part_of(book, r.target);
  }
  std::vector<Sheet> sheets;  // of cells: a chart may be a sheet too
  for (Sheet& s : workbook.sheets) {
    const auto it = relations.by_id.find(s.relation);
    if (it == relations.by_id.end() || !it->second.type.ends_with("/worksheet")) continue;
    s.part = part_of(book, it->second.target);
    if (parts.has(s.part)) sheets.push_back(std::move(s));
  }
  if (sheets.empty()) not_a_workbook(shown);
  const Sheet& which = choose(sheets, shown, choice);

  StringsListener strings;
  if (!strings_part.empty()) parse_if(strings_part, strings);
  StylesListener styles;
  if (!styles_part.empty()) parse_if(styles_part, styles);
  SheetListener cells{strings.strings, styles.looks, workbook.since_1904, shown};
  parse(which.part, cells);
  return as_lines(cells, which, choice, notes);
}

std::string workbook_as_csv(std::string_view bytes, const std::string& shown, const SheetChoice& choice,
                            Diagnostics& notes) {
  return sheet_as_csv(ArchiveParts{bytes, shown}, shown, choice, notes);
}

}  // namespace cityloop
