#include "cityloop/io/report/sheets.h"

#include <algorithm>

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

constexpr std::size_t kMany = 12;  // columns

std::string words_of(const WorkbookCell& cell, const WorkbookColumn& column) {
  if (const auto* s = std::get_if<std::string>(&cell)) return escaped(*s);
  if (const auto* d = std::get_if<double>(&cell)) return show_number(*d, column.decimals);
  if (const auto* day = std::get_if<Date>(&cell)) return to_string(*day);
  return {};
}

}  // namespace

std::string sheets_html(const Workbook& w, Lang lang) {
  Html h{lang};
  h.raw("<main>\n<header class=cover><h1>").words(w.title).raw("</h1></header>\n");
  for (std::size_t n = 0; n < w.sheets.size(); ++n) {
    const WorkbookSheet& s = w.sheets[n];
    h.section(fmt::format("sheet{}", n + 1), s.title.empty() ? s.name : s.title);
    if (!s.lead.empty()) h.note(s.lead);
    std::vector<Html::Col> columns;
    // A ledger has many columns that few rows use: what no row uses is left out of the page, and that is said.
    std::vector<std::size_t> shown;
    Text left_out;
    for (std::size_t c = 0; c < s.columns.size(); ++c) {
      const bool used = std::any_of(s.rows.begin(), s.rows.end(), [&](const auto& row) {
        return c < row.size() && !words_of(row[c], s.columns[c]).empty();
      });
      if (used || s.columns.size() <= kMany) {
        shown.push_back(c);
        continue;
      }
      left_out.en += (left_out.en.empty() ? "" : ", ") + s.columns[c].head.en;
      left_out.zh += (left_out.zh.empty() ? "" : "、") + s.columns[c].head.zh;
    }
    if (!left_out.empty())
      h.note({"Columns without an entry are left out: " + left_out.en + ".",
              "未填写的列从略：" + left_out.zh + "。"});
    // Columns of one word take no more room than that.
    for (const std::size_t c : shown)
      columns.push_back({s.columns[c].head, s.columns[c].as == WorkbookColumn::As::number,
                         s.columns[c].as == WorkbookColumn::As::date || s.columns[c].width < 13});
    h.table(columns, s.columns.size() > kMany ? "tall wide" : "tall");
    for (const auto& row : s.rows) {
      std::vector<std::string> cells;
      for (const std::size_t c : shown) cells.push_back(c < row.size() ? words_of(row[c], s.columns[c]) : "");
      h.row(cells);
    }
    h.end_table();
    h.end_section();
  }
  h.raw("</main>\n");
  const std::string title = escaped(w.title.in(lang));
  // Wide tables: the page lies across, every sheet begins one, and cells have their lines.
  return fmt::format(
             "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
             "content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{}@page{{size:A4 "
             "landscape}}main{{max-width:1500px}}td,th{{border:1px solid var(--line)}}"
             "@media screen and (max-width:700px){{.wide table{{min-width:1080px}}}}"
             "th.n{{white-space:normal}}h2{{display:block}}h2 .no{{margin-right:12px}}@media "
             "print{{.wide table{{font-size:6.6pt}}.wide td,.wide th{{padding:1.4pt "
             "2.4pt}}section+section{{break-before:page;padding-top:0}}table{{font-size:7.6pt}}}}</style>\n</"
             "head>\n<body>\n",
             lang == Lang::zh ? "zh-CN" : "en", title, style_sheet(w.title.in(lang), lang)) +
         h.take() + "</body>\n</html>\n";
}

}  // namespace cityloop::report
