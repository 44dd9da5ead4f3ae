// Whole files out: reports, official papers, layers; and in: uploads, from which a city is put together.

#include "cityloop/loop/files.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "cityloop/io/export/layers.h"
#include "cityloop/io/export/workbook.h"
#include "cityloop/io/generate/generate.h"
#include "cityloop/io/http/endpoints/uploads.h"
#include "cityloop/io/http/endpoints/views.h"
#include "cityloop/io/report/sheets.h"
#include "cityloop/loop/papers.h"
#include "cityloop/loop/reporting.h"

namespace cityloop::http {
namespace {

namespace fs = std::filesystem;

/// A name for a file that is made, sent and removed.
std::string passing_file(const std::string& ending) {
  static std::atomic<std::uint64_t> number{0};
  return (fs::temp_directory_path() /
          fmt::format("cityloop-{}-{}{}", ::getpid(), number.fetch_add(1), ending))
      .string();
}

Response file_answer(const std::string& file, const std::string& type, const std::string& name) {
  Response r = answer(200, type, "");
  r.file = file;
  r.body.reset();
  return r.with("content-disposition", "attachment; filename=\"" + name + "\"");
}

/// A paper to read in the browser: its styles are in the page, and nothing else may be.
Response page_answer(const std::string& html) {
  Response r = answer(200, "text/html; charset=utf-8", html);
  return r.with("content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
                "form-action 'none'; "
                "frame-ancestors 'self'");
}

constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr const char* kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

std::string lang_word(Lang l) { return l == Lang::zh ? "zh" : "en"; }

}  // namespace

Response get_report(const Asked& a) {
  const ShownView& v = a.view();
  const Lang lang = a.lang();
  const Reporting made{v.overview, v.lens(), *a.shown().catalogue, a.office.now(),
                       a.office.settings().program_version};
  if (a.parameter("format") == "docx") {
    const std::string file = passing_file(".docx");
    report_docx(made.model(), lang, file);
    return file_answer(file, kDocx, "cityloop-report-" + lang_word(lang) + ".docx");
  }
  return page_answer(report_html(made.model(), lang));
}

Response get_papers(const Asked& a) {
  std::string framework = a.parameter("framework");
  if (framework.empty())
    for (const ShownView& v : a.shown().views)
      if (v.framework->scheme == Scheme::grade) framework = v.framework->key.word;
  const ShownView& v = a.shown().view(framework);
  if (!v.grades)
    throw Error{
        Fault::bad_input,
        say("the framework '{}' does not grade, and official papers hold grades",
            "评价框架“{}”不分级，而官方清单以分级为准", v.framework->key.word),
        {.item = "framework"},
        {"choose one that does, such as health_check_2025", "请选用分级的框架，如 health_check_2025"}};
  const Lang lang = a.lang();
  const Workbook papers = health_check_papers(v.overview.now, v.lens(), *v.grades, lang);
  if (a.parameter("format") == "html") return page_answer(report::sheets_html(papers, lang));
  const std::string file = passing_file(".xlsx");
  write_workbook(papers, lang, file);
  return file_answer(file, kXlsx, "cityloop-papers-" + lang_word(lang) + ".xlsx");
}

Response get_download(const Asked& a) {
  const ShownView& v = a.view();
  const Lang lang = a.lang();
  const Overview& o = v.overview;
  const ExportRequest request{.city = o.now.city,
                              .indicators = v.indicators,
                              .measured = &o.now.measured,
                              .assessed = &o.now.assessed,
                              .framework = v.framework,
                              .findings = o.now.findings,
                              .plan = o.plan      ? &*o.plan
                                      : o.adopted ? &*o.adopted
                                                  : nullptr,
                              .lang = lang,
                              .cases = a.who->may(accounts::Permission::case_read)
                                           ? std::span<const Case>{o.cases}
                                           : std::span<const Case>{}};
  const std::string layer = a.parameter("layer"), format = a.parameter("format");
  if (format == "xlsx") {
    const std::string file = passing_file(".xlsx");
    export_xlsx(request, file);
    return file_answer(file, kXlsx, "cityloop-" + lang_word(lang) + ".xlsx");
  }
  std::vector<ExportLayer> layers = export_layers(request);
  // As on the map: counts of so few people that they could be recognised are left out.
  for (ExportLayer& one : layers) one = ogc::without_small_counts(o.now.city, std::move(one));
  if (format == "gpkg" && layer == "city") {
    const std::string file = passing_file(".gpkg");
    write_gpkg(o.now.city, layers, lang, file);
    return file_answer(file, "application/geopackage+sqlite3", "cityloop.gpkg");
  }
  std::vector<std::string> known;
  for (const ExportLayer& one : layers) {
    known.push_back(one.name);
    if (one.name != layer) continue;
    const std::string file = passing_file("." + format);
    if (format == "csv") write_csv(o.now.city, one, file);
    else if (format == "geojson") write_geojson(o.now.city, one, file);
    else write_gpkg(o.now.city, std::span<const ExportLayer>{&one, 1}, lang, file);
    return file_answer(file,
                       format == "csv"       ? "text/csv; charset=utf-8"
                       : format == "geojson" ? "application/geo+json"
                                             : "application/geopackage+sqlite3",
                       layer + "." + format);
  }
  throw Error{Fault::not_found,
              say("there is no layer '{}'", "没有图层“{}”", layer),
              {.item = "layer"},
              say("there are: {}", "可用：{}", fmt::join(known, ", "))};
}

Response get_uploads(const Asked& a) { return json_answer(uploads_in(a.office.settings().folder)); }

Response take_upload(const Asked& a) {
  const wire::Upload taken =
      keep_upload(a.office.settings().folder, a.parameter("filename"), a.request.body_file);
  a.office.accounts().audit(accounts::act_of(*a.who, accounts::Permission::import_make, "file " + taken.name),
                            a.office.now());
  return json_answer(taken, 201);
}

Response start_import(const Asked& a) {
  const wire::ImportAsked asked = wire::read_ImportAsked(a.body());
  Office* office = &a.office;
  const std::string folder = a.office.settings().folder;
  const std::string by = a.who->name;
  const bool demo = asked.demo.value_or(false);
  const double people = static_cast<double>(asked.people.value_or(50'000));
  if (!demo) write_city_file(folder, asked, std::chrono::floor<std::chrono::days>(a.office.now()));
  a.office.accounts().audit(
      accounts::act_of(*a.who, accounts::Permission::import_make, demo ? "demo city" : "city"),
      a.office.now());
  return start_job(
      a, "import",
      [office, folder, by, demo, people](Progress& progress, std::stop_token stop) -> Jobs::Outcome {
        if (demo && !fs::exists(fs::path{folder} / "city.yaml")) {
          Diagnostics notes;
          Run run{notes, progress, office->memo(), stop};
          DemoSpec spec;
          spec.people = people;
          generate_demo(spec, folder, run);
        }
        office->forget();
        office->write(Office::Changes::facts, Office::Waits::turn, progress, stop,
                      [&](Workspace& w, Run& run) {
                        import_facts(w, false, office->now(), run);
                        return turn_once(w, office->now(), ActorKey{by}, run).plan.id;
                      });
        return {.result = "/api/v1/city"};
      });
}

}  // namespace cityloop::http
