#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "cityloop/app/present.h"
#include "cityloop/app/reference.h"
#include "cityloop/assess/grade.h"
#include "cityloop/city/drawing.h"
#include "cityloop/io/export/export.h"
#include "cityloop/io/report/report.h"
#include "cityloop/loop/explain.h"
#include "cityloop/loop/files.h"
#include "cityloop/loop/reporting.h"
#include "cityloop/measure/measure.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

void tree(const Session& s, const Because& b, const std::string& indent, bool last, bool root,
          std::string& out) {
  const std::string value = s.t(b.value);
  out += indent;
  if (!root) out += last ? "└─ " : "├─ ";
  out += bold(s.t(b.label), s.colour() && root) +
         (value.empty() ? "" : (s.lang() == Lang::zh ? "：" : ": ") + value) + "\n";
  const std::string below = root ? "" : indent + (last ? "   " : "│  ");
  for (std::size_t i = 0; i < b.children.size(); ++i)
    tree(s, b.children[i], below, i + 1 == b.children.size(), false, out);
}

void write_json(JsonWriter& j, const Because& b) {
  j.begin_object().field("label", b.label).field("value", b.value);
  if (!b.children.empty()) {
    j.key("children").begin_array();
    for (const Because& c : b.children) write_json(j, c);
    j.end_array();
  }
  j.end_object();
}

/// True if a value agrees with what is written under a drawing, to its decimals.
bool agrees(const Expectation::Cell& want, float value, Mark mark) {
  if (want.mark && *want.mark != mark) return false;
  if (!want.value) return true;
  if (!has_value(mark)) return false;
  return std::abs(static_cast<double>(value) - *want.value) <= 0.5 * std::pow(10.0, -want.decimals) + 1e-9;
}

/// By the option, else by the name of the file.
std::string report_format(const Arguments& a) {
  if (a.formats.empty()) return fs::path{a.out}.extension() == ".docx" ? "docx" : "html";
  for (const std::string& f : a.formats)
    if ((f != "html" && f != "docx") || a.formats.size() > 1)
      throw Error{Fault::bad_input,
                  a.formats.size() > 1 ? Text{"a report has one format", "一份报告只有一种格式"}
                                       : say("'{}' is not a format of the report", "没有“{}”这种报告格式", f),
                  {.item = "--format"},
                  {"write html or docx", "请写 html 或 docx"}};
  return a.formats.front();
}

/// What is drawn into each cell: its own value, its zone's, the city's.
Field on_cells(const City& city, const Field& f) {
  if (f.support.of == Support::Of::cell) return f;
  Field out = Field::cells(city.grid->size(), Mark::not_applicable);
  const auto level =
      f.support.of == Support::Of::zone ? city.zones->find_level(f.support.level) : std::nullopt;
  for (std::size_t c = 0; c < out.size(); ++c) {
    std::size_t row = 0;
    if (f.support.of == Support::Of::zone) {
      if (!level) continue;
      const ZoneIdx z = city.zones->of_cell[*level][idx<CellIdx>(c)];
      if (!z.valid()) continue;
      row = z.v;
    }
    out.value[c] = f.value[row];
    out.mark[c] = f.mark[row];
  }
  return out;
}

}  // namespace

int command_report(Session& s) {
  const std::string format = report_format(s.a());
  Workspace w = s.open();
  const Overview view = overview(w, s.run());
  const std::vector<Indicator> wanted = w.measured();
  const Reporting made{view, {wanted, w.framework()}, w.catalogue, s.now(), CITYLOOP_VERSION};
  const ReportModel& model = made.model();
  const std::string file = !s.a().out.empty()
                               ? s.a().out
                               : (fs::path{w.folder} / "out" /
                                  (fmt::format("report-{}.{}", s.lang() == Lang::zh ? "zh" : "en", format)))
                                     .string();
  std::uint64_t bytes = 0;
  if (format == "docx") {
    std::error_code failed;
    if (fs::path{file}.has_parent_path()) fs::create_directories(fs::path{file}.parent_path(), failed);
    report_docx(model, s.lang(), file);
    bytes = fs::file_size(file, failed);
  } else {
    const std::string html = report_html(model, s.lang());
    write_text(file, html);
    bytes = html.size();
  }
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_object().field("file", file).field("bytes", bytes).end_object();
    s.out(j.str() + "\n");
  } else {
    s.line(say("The report is {} ({} KiB).", "报告已写入 {}（{} KiB）。", file, bytes / 1024));
  }
  return 0;
}

int command_export(Session& s) {
  std::vector<std::string> formats = s.a().formats;
  if (formats.empty()) formats = {"gpkg"};
  static const std::vector<std::string> known{"gpkg", "geojson", "csv", "xlsx"};
  for (const std::string& f : formats)
    if (std::find(known.begin(), known.end(), f) == known.end())
      throw Error{Fault::bad_input,
                  say("'{}' is not a format of export", "没有“{}”这种导出格式", f),
                  {.item = "--format"},
                  {"write gpkg, geojson, csv or xlsx", "请写 gpkg、geojson、csv 或 xlsx"}};
  Workspace w = s.open();
  const Overview view = overview(w, s.run());
  const std::vector<Indicator> wanted = w.measured();
  ExportRequest request{.city = view.now.city};
  request.indicators = wanted;
  request.measured = &view.now.measured;
  request.assessed = &view.now.assessed;
  request.framework = &w.framework();
  request.findings = view.now.findings;
  request.cases = view.cases;
  request.plan = view.plan ? &*view.plan : view.adopted ? &*view.adopted : nullptr;
  request.lang = s.lang();
  const fs::path folder = s.a().out.empty() ? fs::path{w.folder} / "out" : fs::path{s.a().out};
  std::error_code failed;
  fs::create_directories(folder, failed);
  std::vector<std::string> made;
  for (const std::string& f : formats) {
    made.push_back((folder / (f == "gpkg" || f == "xlsx" ? "city." + f : f)).string());
    if (f == "gpkg") export_gpkg(request, made.back());
    if (f == "geojson") export_geojson(request, made.back());
    if (f == "csv") export_csv(request, made.back());
    if (f == "xlsx") export_xlsx(request, made.back());
  }
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const std::string& m : made) j.value(m);
    j.end_array();
    s.out(j.str() + "\n");
  } else {
    for (const std::string& m : made) s.line(say("written: {}", "已写出：{}", m));
  }
  return 0;
}

int command_reference(Session& s) {
  Diagnostics notes;
  const Catalogue catalogue = load_catalogue(find_catalogue(s.a().catalogue), "", notes);
  const Mapping mapping = load_mapping(catalogue, "", notes);
  notes.throw_if_problem();
  const fs::path folder = s.a().out.empty() ? fs::path{"docs/reference"} : fs::path{s.a().out};
  std::vector<std::string> made;
  for (const Lang lang : {Lang::en, Lang::zh})
    for (const auto& [name, text] : reference_pages(catalogue, mapping, lang)) {
      made.push_back((lang == Lang::en ? folder / name : folder / "zh" / name).string());
      write_text(made.back(), text);
    }
  if (s.a().json) {
    JsonWriter j{true};
    j.begin_array();
    for (const std::string& m : made) j.value(m);
    j.end_array();
    s.out(j.str() + "\n");
  } else {
    // One line for the hundreds of pages of indicators.
    std::map<std::string, std::size_t> below;
    for (const std::string& m : made) {
      const fs::path parent = fs::path{m}.parent_path();
      if (parent.filename() == "indicators") ++below[parent.string()];
      else s.line(say("written: {}", "已写出：{}", m));
    }
    for (const auto& [where, n] : below)
      s.line(say("written: {0}: {1} pages", "已写出：{0}：{1} 页", where, n));
  }
  return 0;
}

int command_explain(Session& s) {
  Workspace w = s.open();
  std::string subject;
  for (const std::string& word : s.a().subject) {
    // "zone A", "finding 3f2a": the first word says of what kind, which the rest already tells.
    static const std::vector<std::string> kinds{"zone",    "cell", "place", "finding",
                                                "project", "plan", "case"};
    if (subject.empty() && s.a().subject.size() > 1 &&
        std::find(kinds.begin(), kinds.end(), word) != kinds.end())
      continue;
    subject += (subject.empty() ? "" : " ") + word;
  }
  const Because b = explain(w, subject, s.a().indicator, s.run());
  if (s.a().json) {
    JsonWriter j{true};
    write_json(j, b);
    s.out(j.str() + "\n");
    return 0;
  }
  std::string text;
  tree(s, b, "", true, true, text);
  s.out(text);
  return 0;
}

int command_draw(Session& s) {
  Diagnostics notes;
  const Catalogue catalogue = load_catalogue(find_catalogue(s.a().catalogue), "", notes);
  bool all_agree = true;
  JsonWriter j{true};
  j.begin_array();
  for (const std::string& file : s.a().files) {
    const Drawing drawing = parse_drawing(read_text(file), file);
    std::vector<Indicator> indicators = catalogue.indicators;
    // A drawing may stand beside one declaration that is not in the catalogue yet.
    const fs::path beside = fs::path{file}.replace_extension(".yaml");
    if (fs::exists(beside)) {
      Indicator own = parse_indicator(parse_yaml(read_text(beside.string()), beside.string()));
      std::erase_if(indicators, [&](const Indicator& i) { return i.key == own.key; });
      indicators.push_back(std::move(own));
    }
    for (const Expectation& e : drawing.expectations) {
      const std::vector<Indicator> needed =
          with_needs(indicators, {e.indicator}, {.file = file, .line = e.line});
      const Measurement m = measure(drawing.city, needed, s.run());
      const Field f = on_cells(drawing.city, m.at(IndicatorKey{e.indicator}));
      std::size_t differ = 0;
      int decimals = 0;
      for (std::size_t i = 0; i < e.cells.size(); ++i) {
        decimals = std::max(decimals, e.cells[i].decimals);
        if (!agrees(e.cells[i], f.value[i], f.mark[i])) ++differ;
      }
      all_agree = all_agree && differ == 0;
      if (s.a().json) {
        j.begin_object()
            .field("file", file)
            .field("indicator", e.indicator)
            .field("differ", static_cast<std::uint64_t>(differ))
            .end_object();
      } else {
        s.head(verbatim(fmt::format("{} [{}]", e.indicator, e.unit)));
        s.out(draw_field(drawing.city, f.value, f.mark, decimals));
        if (differ == 0) s.line({"as expected", "与期望一致"});
        else
          s.line(say("{} cells differ from what is written at line {}", "{} 个网格与第 {} 行的期望不符",
                     differ, e.line));
      }
    }
    if (!s.a().json && !drawing.because.empty()) s.out(dim(drawing.because, s.colour()) + "\n");
  }
  j.end_array();
  if (s.a().json) s.out(j.str() + "\n");
  return all_agree ? 0 : exit_code(Fault::bad_input);
}

}  // namespace cityloop
