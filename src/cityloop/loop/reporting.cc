#include "cityloop/loop/reporting.h"

#include "cityloop/assess/grade.h"
#include "cityloop/measure/kernel.h"

namespace cityloop {
namespace {

/// What the import remarked on, read back from its row.
void add_remarks(const std::string& json, ReportModel& model) {
  if (json.empty()) return;
  const Document doc = parse_json(json, "cityloop.db");
  if (const auto counts = doc.find("counts"))
    for (const std::string& code : counts->keys())
      model.remarks[code] = static_cast<std::size_t>(counts->at(code).integer());
  std::map<std::string, bool> seen;
  if (const auto items = doc.find("items"))
    for (const Document& item : items->list()) {
      const std::string code = item.at("code").string();
      if (std::exchange(seen[code], true)) continue;
      const std::string level = item.at("level").string();
      const Document where = item.at("where");
      model.remark_samples.push_back(
          {level == "problem"   ? Diagnostic::Level::problem
           : level == "warning" ? Diagnostic::Level::warning
                                : Diagnostic::Level::note,
           code,
           item.at("text").text(),
           {where.at("file").string(), static_cast<long>(where.at("line").integer()),
            where.at("item").string()},
           {}});
    }
}

}  // namespace

Reporting::Reporting(const Overview& view, const Lens& lens, const Catalogue& catalogue, Instant made,
                     std::string version)
    : model_{.now = view.now, .lens = lens} {
  model_.imported = view.row.imported;
  model_.made = made;
  model_.version = std::move(version);
  if (view.previous) model_.previous = &*view.previous;
  model_.previous_as_of = view.previous_as_of;
  if (view.plan) model_.plan = &*view.plan;
  if (view.adopted) model_.adopted = &*view.adopted;
  model_.cases = view.cases;
  if (view.lessons) model_.lessons = &*view.lessons;
  model_.effects = &view.effects;
  if (lens.goals.scheme == Scheme::grade)
    model_.grades = &grades_.emplace(grade(view.now.city, view.now.assessed, lens.goals));
  model_.project_types = catalogue.project_types;
  for (const Kernel& k : kernels()) model_.methods[std::string{k.name}] = {k.meaning, std::string{k.formula}};
  add_remarks(view.row.diagnostics, model_);
}

}  // namespace cityloop
