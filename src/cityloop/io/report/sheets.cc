#include "cityloop/io/report/sheets.h"

#include "cityloop/io/report/html.h"

namespace cityloop::report {
namespace {

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
    for (const WorkbookColumn& c : s.columns)
      columns.push_back({c.head, c.as == WorkbookColumn::As::number, c.as == WorkbookColumn::As::date});
    h.table(columns, "tall");
    for (const auto& row : s.rows) {
      std::vector<std::string> cells;
      for (std::size_t c = 0; c < s.columns.size(); ++c)
        cells.push_back(c < row.size() ? words_of(row[c], s.columns[c]) : "");
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
             "landscape}}main{{max-width:1500px}}td,th{{border:1px solid var(--line)}}@media "
             "print{{section+section{{break-before:page;padding-top:0}}table{{font-size:7.6pt}}}}</style>\n</"
             "head>\n<body>\n",
             lang == Lang::zh ? "zh-CN" : "en", title, style_sheet(w.title.in(lang), lang)) +
         h.take() + "</body>\n</html>\n";
}

}  // namespace cityloop::report
