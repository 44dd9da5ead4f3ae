// The official papers of a health check, and the forms that ledgers and figures are entered on.

#include <filesystem>

#include "cityloop/app/session.h"
#include "cityloop/assess/grade.h"
#include "cityloop/base/json.h"
#include "cityloop/io/report/sheets.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/papers.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {
namespace fs = std::filesystem;
namespace {

void told(const Session& s, const std::string& file) {
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array().value(file).end_array();
    s.out(j.str() + "\n");
  } else {
    s.line(say("written: {}", "已写出：{}", file));
  }
}
void make_parent(const std::string& file) {
  std::error_code failed;
  if (fs::path{file}.has_parent_path()) fs::create_directories(fs::path{file}.parent_path(), failed);
}

/// By the option, else by the name of the file, else a workbook.
std::string papers_format(const Arguments& a) {
  if (a.formats.empty()) return fs::path{a.out}.extension() == ".html" ? "html" : "xlsx";
  if (a.formats.size() == 1 && (a.formats.front() == "xlsx" || a.formats.front() == "html"))
    return a.formats.front();
  throw Error{Fault::bad_input,
              say("'{}' is not a format of the papers", "没有“{}”这种格式", a.formats.back()),
              {.item = "--format"},
              {"write xlsx or html", "请写 xlsx 或 html"}};
}

}  // namespace

int command_papers(Session& s) {
  const std::string format = papers_format(s.a());
  Workspace w = s.open();
  if (w.framework().scheme != Scheme::grade)
    throw Error{Fault::bad_input,
                say("the framework '{}' does not grade, and official papers hold grades",
                    "评价框架“{}”不分级，而官方清单以分级为准", w.framework().key.word),
                {.item = "--framework"},
                {"choose one that does: --framework health_check_2025",
                 "请选用分级的框架：--framework health_check_2025"}};
  const Overview view = overview(w, s.run());
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  const GradeSheet grades = grade(view.now.city, view.now.assessed, w.framework());
  const Workbook papers = health_check_papers(view.now, lens, grades, s.lang());
  const std::string file = !s.a().out.empty()
                               ? s.a().out
                               : (fs::path{w.folder} / "out" /
                                  fmt::format("papers-{}.{}", s.lang() == Lang::zh ? "zh" : "en", format))
                                     .string();
  make_parent(file);
  if (format == "html") write_text(file, report::sheets_html(papers, s.lang()));
  else write_workbook(papers, s.lang(), file);
  told(s, file);
  return 0;
}

int command_form(Session& s) {
  const std::string what = s.a().subject.empty() ? "" : s.a().subject.front();
  if (what != "inspections" && what != "statistics")
    throw Error{Fault::bad_input,
                say("there is no form for '{}'", "没有“{}”的填报表", what),
                {},
                {"write inspections or statistics", "请写 inspections（台账）或 statistics（统计数据）"}};
  Workspace w = s.open();
  const std::vector<Indicator> wanted = w.measured();
  const Lens lens{wanted, w.framework()};
  const std::string file = !s.a().out.empty() ? s.a().out : what + ".xlsx";
  make_parent(file);
  write_workbook(what == "inspections" ? inspections_form(w.config.as_of, wanted, s.lang())
                                       : statistics_form(w.config.as_of, lens, s.lang()),
                 s.lang(), file);
  told(s, file);
  return 0;
}

}  // namespace cityloop
