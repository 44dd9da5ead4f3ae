#pragma once

// One self-contained HTML file about a city: no script, no outside resource, prints on A4. It shows; it decides nothing.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cityloop/act/case.h"
#include "cityloop/assess/assessment.h"
#include "cityloop/assess/grades.h"
#include "cityloop/base/error.h"
#include "cityloop/decide/effect.h"
#include "cityloop/decide/plan.h"
#include "cityloop/detect/finding.h"
#include "cityloop/learn/outcome.h"

namespace cityloop {

/// How a kernel is described to people; the kernels themselves are not known here.
struct MethodWords {
  Text meaning;
  std::string formula;
};

/// Everything that a report shows. Pointers may be null: the section is left out.
struct ReportModel {
  const Situation& now;
  Lens lens;
  Instant imported{}, made{};
  std::string version = {};
  const Assessment* previous = nullptr;
  std::optional<Date> previous_as_of = {};
  const Plan* plan = nullptr;     // the proposal
  const Plan* adopted = nullptr;  // the last adopted
  std::span<const Case> cases = {};
  const Lessons* lessons = nullptr;
  const GradeSheet* grades = nullptr;  // of the city, where the framework grades: shown instead of scores
  const Effects* effects = nullptr;
  std::span<const ProjectType> project_types = {};
  std::map<std::string, MethodWords> methods = {};  // kernel → words
  std::map<std::string, std::size_t> remarks = {};  // of the import: code → how many
  std::vector<Diagnostic> remark_samples = {};      // one per code, for its words
};

std::string report_html(const ReportModel&, Lang);
/// What the page is called: city, kind of paper, day of the facts.
std::string report_title(const ReportModel&, Lang);
/// The same report as a .docx for office programs. Replaces `file` only when it is complete. Throws Error{unavailable}.
void report_docx(const ReportModel&, Lang, const std::string& file);

}  // namespace cityloop
