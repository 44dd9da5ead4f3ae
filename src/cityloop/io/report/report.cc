#include "cityloop/io/report/report.h"

#include "cityloop/io/report/html.h"
#include "cityloop/io/report/map.h"

namespace cityloop {

std::string report_title(const ReportModel& m, Lang lang) {
  return fmt::format("{} · {} · {}", m.now.city.about->name.in(lang),
                     lang == Lang::zh ? "城市体检报告" : "City health check", to_string(m.now.city.as_of));
}

std::string report_html(const ReportModel& m, Lang lang) {
  using namespace report;
  const std::string title = report_title(m, lang);
  const std::string made = lang == Lang::zh ? " · 程序生成的城市" : " · generated city";
  Html body{lang, m.now.city.about->generated};
  body.raw(map_patterns()).raw("<main>\n");
  add_cover(body, m);
  if (m.grades != nullptr) {
    add_grades(body, m);
  } else {
    add_glance(body, m);
    add_map(body, m);
    add_goals(body, m);
  }
  add_groups(body, m);
  add_zones(body, m);
  add_cells(body, m);
  add_findings(body, m);
  add_plan(body, m);
  add_cases(body, m);
  add_lessons(body, m);
  add_methods(body, m);
  add_gaps(body, m);
  add_provenance(body, m);
  add_all_projects(body, m);
  body.raw("<footer>")
      .words(Text{fmt::format("Made by CityLoop {} from snapshot {}, imported {}.", m.version,
                              to_string(m.now.measured.snapshot), instant_words(m.imported, Lang::en)),
                  fmt::format("由 CityLoop {} 根据快照 {} 生成，导入于 {}。", m.version,
                              to_string(m.now.measured.snapshot), instant_words(m.imported, Lang::zh))});
  if (m.now.city.about->generated) body.words(Text{" The city is generated.", "本城市为程序生成。"});
  body.raw("</footer>\n</main>\n");
  std::string page = body.take();

  // The contents: read off the sections that were written, so that none is named that is not there.
  std::string contents = fmt::format("<nav aria-label=\"{}\">", lang == Lang::zh ? "目录" : "Contents");
  for (std::size_t at = 0; (at = page.find("<section id=\"", at)) != std::string::npos; ++at) {
    const std::size_t id = at + 13, id_end = page.find('"', id), no = page.find("</span>", id_end),
                      end = page.find('<', no + 7);
    contents += fmt::format("<a href=\"#{}\">{}</a>", page.substr(id, id_end - id),
                            page.substr(no + 7, end - no - 7));
  }
  contents += "</nav>";
  if (const std::size_t at = page.find("<!--contents-->"); at != std::string::npos)
    page.replace(at, 15, contents);

  return fmt::format(
             "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
             "content=\"width=device-width, "
             "initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
             lang == Lang::zh ? "zh-CN" : "en", escaped(title),
             style_sheet(title + (m.now.city.about->generated ? made : ""), lang)) +
         page + "</body>\n</html>\n";
}

}  // namespace cityloop
