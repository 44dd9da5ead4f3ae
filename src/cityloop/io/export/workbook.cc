#include "cityloop/io/export/workbook.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>
#include <xlsxwriter.h>

#include "cityloop/base/error.h"
#include "cityloop/io/export/out_file.h"

namespace cityloop {
namespace {

constexpr std::size_t kMostRows = 1'048'000;
constexpr double kMostOnA4 = 200;  // digits across a page that lies: smaller than 7 points nobody reads
constexpr std::size_t kMostSymbols = 32'000;  // of one cell; the format ends at 32,767

[[noreturn]] void fail(const std::string& file, const std::string& why) {
  throw Error{Fault::unavailable,
              say("the workbook {} cannot be written: {}", "无法写入工作簿 {}：{}", file, why),
              {.file = file},
              {"check the folder and the free space, then run the same command again",
               "请检查文件夹与磁盘空间后重新运行同一命令"}};
}

/// The first `most` symbols.
std::string cut(const std::string& s, std::size_t most) {
  if (symbol_count(s) <= most) return s;
  std::size_t at = 0;
  for (std::size_t n = 0; n + 1 < most && at < s.size(); ++n) {
    ++at;
    while (at < s.size() && (static_cast<unsigned char>(s[at]) & 0xC0U) == 0x80) ++at;
  }
  return s.substr(0, at) + "…";
}

/// The words as wide as office programs draw them, in digits: a Chinese character is two.
double width_of(std::string_view s) {
  double width = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if ((c & 0xC0U) == 0x80) continue;
    width += c >= 0xE2 ? 2 : 1;
  }
  return width;
}

/// Lines that words take in a column. Chinese is broken anywhere, others between words, and bold ones are wider.
double lines_of(std::string_view words, double column) {
  return std::max(1.0, std::ceil(1.08 * width_of(words) / std::max(column - 1, 1.0)));
}

/// Columns as wide as declared; those of a table that is too wide for paper only as its words need, so that it can be
/// read when it is printed on one page's width. A form to fill in keeps its widths.
std::vector<double> widths_of(const WorkbookSheet& s, Lang lang) {
  std::vector<double> widths;
  for (const WorkbookColumn& c : s.columns) widths.push_back(c.width);
  if (s.to_fill > 0 || std::accumulate(widths.begin(), widths.end(), 0.0) <= kMostOnA4) return widths;
  for (std::size_t c = 0; c < widths.size(); ++c) {
    double need =
        std::max(6.0, 1.08 * width_of(s.columns[c].head.in(lang)) + 4);  // and the button of the filter
    for (const auto& row : s.rows) {
      if (c >= row.size() || need >= widths[c]) continue;
      if (const auto* words = std::get_if<std::string>(&row[c]))
        need = std::max(need, 1.08 * width_of(*words) + 1.5);
      else if (std::holds_alternative<Date>(row[c])) need = std::max(need, 11.5);
      else if (const auto* d = std::get_if<double>(&row[c]); d != nullptr && std::isfinite(*d))
        need = std::max(need, width_of(show_number(*d, s.columns[c].decimals)) + 2.5);
    }
    widths[c] = std::min(widths[c], need);
  }
  return widths;
}

/// Names of sheets: at most 31 symbols, none of []:*?/\ and no two the same.
std::string sheet_name(const std::string& words, std::set<std::string>& taken) {
  std::string name = words;
  for (char& c : name)
    if (std::string_view{"[]:*?/\\'"}.find(c) != std::string_view::npos) c = ' ';
  name = cut(name, 31);
  std::string unique = name;
  for (int n = 2; !taken.insert(unique).second; ++n) unique = cut(name, 27) + " " + std::to_string(n);
  return unique;
}

/// What libxlsxwriter makes belongs to its workbook, which must be closed whatever happens.
class Book {
 public:
  explicit Book(const std::string& part) : book_{workbook_new(part.c_str())} {
    if (book_ == nullptr) fail(part, "libxlsxwriter");
  }
  ~Book() {
    if (book_ != nullptr) workbook_close(book_);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;
  lxw_workbook* get() { return book_; }
  lxw_error close() { return workbook_close(std::exchange(book_, nullptr)); }

 private:
  lxw_workbook* book_;
};

struct Formats {
  lxw_format *title, *lead, *head, *text, *date;
  std::map<int, lxw_format*> number;  // by decimals

  Formats(lxw_workbook* book, Lang lang) {
    const auto make = [&] {
      lxw_format* f = workbook_add_format(book);
      format_set_font_name(f, lang == Lang::zh ? "宋体" : "Calibri");
      format_set_font_size(f, 10.5);
      format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
      return f;
    };
    const auto ruled = [&] {
      lxw_format* f = make();
      format_set_border(f, LXW_BORDER_THIN);
      format_set_border_color(f, 0xB8C2CC);
      return f;
    };
    title = make();
    format_set_bold(title), format_set_font_size(title, 16);
    format_set_align(title, LXW_ALIGN_VERTICAL_CENTER);
    if (lang == Lang::zh) format_set_align(title, LXW_ALIGN_CENTER);  // as official papers have it
    lead = make();
    format_set_text_wrap(lead), format_set_font_color(lead, 0x52606D);
    head = ruled();
    format_set_bold(head), format_set_text_wrap(head), format_set_bg_color(head, 0xE3EAF1);
    format_set_align(head, LXW_ALIGN_VERTICAL_CENTER);
    text = ruled();
    format_set_text_wrap(text);
    date = ruled();
    format_set_num_format(date, "yyyy-mm-dd"), format_set_align(date, LXW_ALIGN_LEFT);
    for (int d = 0; d <= 6; ++d) {
      number[d] = ruled();
      format_set_num_format(
          number[d], d == 0 ? "#,##0" : ("#,##0." + std::string(static_cast<std::size_t>(d), '0')).c_str());
    }
  }
};

void write_cell(lxw_worksheet* sheet, lxw_row_t r, lxw_col_t c, const WorkbookCell& cell,
                const WorkbookColumn& column, Formats& formats) {
  lxw_format* number = formats.number.at(std::clamp(column.decimals, 0, 6));
  lxw_format* own = column.as == WorkbookColumn::As::number ? number
                    : column.as == WorkbookColumn::As::date ? formats.date
                                                            : formats.text;
  if (const auto* s = std::get_if<std::string>(&cell); s != nullptr && !s->empty()) {
    worksheet_write_string(sheet, r, c, cut(*s, kMostSymbols).c_str(), formats.text);
  } else if (const auto* d = std::get_if<double>(&cell); d != nullptr && std::isfinite(*d)) {
    worksheet_write_number(sheet, r, c, *d, own);
  } else if (const auto* day = std::get_if<Date>(&cell)) {
    const std::chrono::year_month_day ymd{*day};
    lxw_datetime at{static_cast<int>(ymd.year()),
                    static_cast<int>(static_cast<unsigned>(ymd.month())),
                    static_cast<int>(static_cast<unsigned>(ymd.day())),
                    0,
                    0,
                    0};
    if (at.year < 1901) worksheet_write_string(sheet, r, c, to_string(*day).c_str(), formats.text);
    else worksheet_write_datetime(sheet, r, c, &at, formats.date);
  } else {
    worksheet_write_blank(sheet, r, c, own);
  }
}

/// Long lists to choose from stand on a hidden sheet: the format takes 255 signs within a rule.
class Lists {
 public:
  explicit Lists(lxw_workbook* book) : book_{book} {}
  /// The words as a formula that names them.
  std::string reference(const std::vector<std::string>& words) {
    if (sheet_ == nullptr) sheet_ = workbook_add_worksheet(book_, "_lists");
    if (sheet_ == nullptr) return {};
    worksheet_hide(sheet_);
    for (lxw_row_t r = 0; r < words.size(); ++r)
      worksheet_write_string(sheet_, r, column_, words[r].c_str(), nullptr);
    const auto letter = static_cast<char>('A' + column_++ % 26);
    return fmt::format("=_lists!${0}$1:${0}${1}", letter, words.size());
  }

 private:
  lxw_workbook* book_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_col_t column_ = 0;
};
/// A rule that is set when all sheets are there, so that the lists come last.
struct Rule {
  lxw_worksheet* sheet;
  const WorkbookColumn* column;
  lxw_row_t first, last;
  lxw_col_t at;
};

/// A list to choose from, and a word on what belongs into the column.
void check_entries(const Rule& r, Lang lang, Lists& lists) {
  const WorkbookColumn& column = *r.column;
  std::string hint = cut(column.hint.in(lang), 250), head = cut(column.head.in(lang), 32), formula;
  if (column.words.empty() && hint.empty()) return;
  std::vector<std::string> own =
      column.words;  // libxlsxwriter asks for what it may not write to as if it would
  std::vector<char*> words;
  std::size_t size = 0;
  for (std::string& w : own) {
    words.push_back(w.data());
    size += symbol_count(w) + 1;
  }
  words.push_back(nullptr);
  lxw_data_validation rule{};
  rule.validate = LXW_VALIDATION_TYPE_ANY;
  if (size > 250) {
    formula = lists.reference(own);
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = formula.data();
  } else if (!own.empty()) {
    rule.validate = LXW_VALIDATION_TYPE_LIST;
    rule.value_list = words.data();
  }
  if (!hint.empty()) rule.input_title = head.data(), rule.input_message = hint.data();
  worksheet_data_validation_range(r.sheet, r.first, r.at, r.last, r.at, &rule);
}

void write_sheet(lxw_workbook* book, const WorkbookSheet& s, Lang lang, Formats& formats,
                 const std::string& file, std::set<std::string>& taken, std::vector<Rule>& rules) {
  if (s.rows.size() > kMostRows || s.columns.empty())
    throw Error{Fault::bad_input,
                say("the sheet '{}' has {} rows, more than a workbook holds",
                    "工作表“{}”有 {} 行，超出工作簿上限", s.name.in(lang), s.rows.size()),
                {.file = file},
                {"export it as csv or gpkg", "请导出为 csv 或 gpkg"}};
  lxw_worksheet* sheet = workbook_add_worksheet(book, sheet_name(s.name.in(lang), taken).c_str());
  if (sheet == nullptr) fail(file, s.name.en);
  const auto last_column = static_cast<lxw_col_t>(s.columns.size() - 1);
  const std::vector<double> widths = widths_of(s, lang);
  const double total = std::accumulate(widths.begin(), widths.end(), 0.0);
  for (lxw_col_t c = 0; c <= last_column; ++c) worksheet_set_column(sheet, c, c, widths[c], nullptr);
  lxw_row_t at = 0;
  const auto across = [&](const Text& words, lxw_format* format, double line) {
    if (words.empty()) return;
    const std::string& w = words.in(lang);
    // Office programs find the height of a row by its cells, but not where cells are merged.
    worksheet_set_row(
        sheet, at, line * std::max(1.0, std::ceil(width_of(w) * line / 15 / std::max(total, 1.0))), nullptr);
    if (last_column == 0) worksheet_write_string(sheet, at, 0, w.c_str(), format);
    else worksheet_merge_range(sheet, at, 0, at, last_column, w.c_str(), format);
    ++at;
  };
  across(s.title, formats.title, 26);
  across(s.lead, formats.lead, 16);
  const lxw_row_t head = at;
  double head_lines = 1;
  for (lxw_col_t c = 0; c <= last_column; ++c) {
    const std::string& words = s.columns[c].head.in(lang);
    head_lines = std::max(head_lines, lines_of(words, widths[c]));
    worksheet_write_string(sheet, head, c, words.c_str(), formats.head);
  }
  worksheet_set_row(sheet, head, 14.5 * head_lines + 4, nullptr);
  for (const std::vector<WorkbookCell>& row : s.rows) {
    ++at;
    // Not every office program finds the height of wrapped words by itself.
    double lines = 1;
    for (std::size_t c = 0; c < row.size() && c < s.columns.size(); ++c)
      if (const auto* words = std::get_if<std::string>(&row[c]))
        lines = std::max(lines, lines_of(*words, widths[c]));
    if (lines > 1) worksheet_set_row(sheet, at, std::min(14.5 * lines, 400.0), nullptr);
    for (lxw_col_t c = 0; c <= last_column; ++c)
      write_cell(sheet, at, c, c < row.size() ? row[c] : WorkbookCell{}, s.columns[c], formats);
  }
  for (std::size_t n = 0; n < s.to_fill; ++n) {
    ++at;
    for (lxw_col_t c = 0; c <= last_column; ++c) write_cell(sheet, at, c, {}, s.columns[c], formats);
  }
  const lxw_row_t last = std::max(at, head + 1);
  for (lxw_col_t c = 0; c <= last_column; ++c)
    rules.push_back({sheet, &s.columns[c], head + 1, s.to_fill > 0 ? last + 1000 : last, c});
  if (at > head) worksheet_autofilter(sheet, head, 0, at, last_column);
  worksheet_freeze_panes(sheet, head + 1, 0);
  worksheet_repeat_rows(sheet, head, head);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, total > kMostOnA4 ? 8 : 9);  // A3, A4
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
  worksheet_set_footer(sheet, lang == Lang::zh ? "&L&A&R第 &P 页，共 &N 页" : "&L&A&RPage &P of &N");
}

}  // namespace

int decimals_for(double largest) {
  const double size = std::abs(largest);
  return !(size < 1000) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
}

void write_workbook(const Workbook& w, Lang lang, const std::string& file) {
  const std::string part = file + ".part";
  struct Part {  // is not left behind
    const std::string& name;
    ~Part() { std::remove(name.c_str()); }
  } const part_file{part};
  // libxlsxwriter opens the file when it closes the book; a folder that is not there is told here, in our words.
  std::FILE* probe = std::fopen(part.c_str(), "wb");
  if (probe == nullptr) fail(file, "fopen");
  std::fclose(probe);
  Book book{part};
  {
    lxw_doc_properties about{};
    const std::string title = w.title.in(lang);
    char company[] = "CityLoop";
    std::string words = title;
    about.title = words.data();
    about.author = company;
    about.created =
        static_cast<time_t>((w.dated.time_since_epoch().count()) * 86'400L + 1);  // 0 would mean: now
    workbook_set_properties(book.get(), &about);
  }
  Formats formats{book.get(), lang};
  std::set<std::string> taken;
  std::vector<Rule> rules;
  for (const WorkbookSheet& s : w.sheets) write_sheet(book.get(), s, lang, formats, file, taken, rules);
  Lists lists{book.get()};
  for (const Rule& r : rules) check_entries(r, lang, lists);
  if (const lxw_error e = book.close(); e != LXW_NO_ERROR) fail(file, lxw_strerror(e));
  move_into_place(part, file);
}

}  // namespace cityloop
