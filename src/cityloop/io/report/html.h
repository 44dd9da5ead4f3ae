#pragma once

// Small pieces of HTML and SVG that the sections of the report are made of.

#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/unit_words.h"
#include "cityloop/io/report/report.h"

namespace cityloop::report {

std::string escaped(std::string_view);

/// A page in one language that grows downwards.
class Html {
 public:
  explicit Html(Lang lang, bool generated = false) : lang_{lang}, generated_{generated} {}
  Lang lang() const { return lang_; }
  bool zh() const { return lang_ == Lang::zh; }
  /// Markup, as it is.
  Html& raw(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  /// Words, escaped.
  Html& words(const Text& t) { return raw(escaped(t.in(lang_))); }
  Html& words(std::string_view s) { return raw(escaped(s)); }
  std::string t(const Text& text) const { return text.in(lang_); }

  void section(std::string_view id, const Text& title, const Text& lead = {});
  void end_section() { raw("</section>\n"); }
  void heading(const Text& title) { raw("<h3>").words(title).raw("</h3>\n"); }
  void note(const Text& t) { raw("<p class=note>").words(t).raw("</p>\n"); }

  /// Tables: table(), row() with cells that are already markup, end_table(). A table of many columns scrolls sideways
  /// on a phone. One of at most 16 rows is kept on one page, unless its rows are "tall".
  struct Col {
    Text head;
    bool number = false;
    bool narrow = false;  // as wide as its words
  };
  void table(std::vector<Col> columns, std::string_view css = "");
  void row(const std::vector<std::string>& cells, std::string_view css = "");
  void end_table();

  std::string take() { return std::move(out_); }

 private:
  Lang lang_;
  bool generated_;
  std::string out_;
  std::vector<Col> columns_;
  std::size_t table_at_ = 0, rows_ = 0;  // where the open table's classes end, and how long it is
  int sections_ = 0;
};

// Words for numbers; "–" where there is none.
std::string percent(double share, Lang, int decimals = 0);  // "12 %", "12%"
std::string whole(double);                                  // "12,345"
std::string points(const Standing&);                        // 73.2
std::string value_words(double v, const Indicator&, Lang);  // "12.3 min", "12.3 分钟"
std::string short_id(const std::string& hex);
/// "-15.42948842888" → "-15.4294": names of cells may be coordinates; four decimals of a degree are about ten metres.
std::string short_decimals(const std::string&);
std::string date_words(Date, Lang);
std::string instant_words(Instant, Lang);
std::string source_words(const Source&, Lang);  // markup: with a badge where not verified
double residents(const City&);
Text zone_words(const City&, const Finding&);
/// The zone of the coarsest level with several in which most of a finding's people live; empty where it has none.
Text main_zone(const City&, const Finding&);
Text project_words(const Project&);
Text indicator_words(const ReportModel&, const IndicatorKey&);
/// A change of an indicator with its sign and unit: "−4.2 min".
std::string change_value(double v, const ReportModel&, const IndicatorKey&, Lang);
/// What share of the best possible result a plan reaches at least; nullopt where no bound is known.
std::optional<double> reached(const Plan&);

/// Low to high: orange to blue, apart for every kind of colour vision.
struct Shade {
  const char* fill;
  double from;
};
inline constexpr int kShades = 5;
const char* shade(double score);
int shade_class(double score);

/// A score as a bar from 0 to 100 with an optional tick.
std::string bar(const Standing&, std::optional<double> tick = {});
std::string dial(const Standing&, Lang);
/// A change with its sign, coloured by whether it is better.
std::string change_words(double points);

/// `footer`: words at the foot of each printed page.
std::string style_sheet(std::string_view footer, Lang);

// The sections, in their order.
void add_cover(Html&, const ReportModel&);
void add_glance(Html&, const ReportModel&);
/// Instead of the glance, the map of scores and the goals, where the framework grades.
void add_grades(Html&, const ReportModel&);
void add_map(Html&, const ReportModel&);
void add_goals(Html&, const ReportModel&);
void add_groups(Html&, const ReportModel&);
void add_zones(Html&, const ReportModel&);
void add_cells(Html&, const ReportModel&);
void add_findings(Html&, const ReportModel&);
void add_plan(Html&, const ReportModel&);
void add_cases(Html&, const ReportModel&);
void add_lessons(Html&, const ReportModel&);
void add_methods(Html&, const ReportModel&);
void add_gaps(Html&, const ReportModel&);
void add_all_projects(Html&, const ReportModel&);
void add_provenance(Html&, const ReportModel&);

}  // namespace cityloop::report
