#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cityloop/loop/usecases.h"

namespace cityloop {

/// One step of an explanation: what it is called, what it is, and what it rests on.
struct Because {
  Text label, value;
  std::vector<Because> children = {};
  Because& add(Text l, Text v = {}) { return children.emplace_back(Because{std::move(l), std::move(v), {}}); }
};

/// From any number down to formula, inputs, source rows and dates, and up to the findings and projects that would move it.
///
///   subject    "city"; a zone's code or name; a cell's id, name or "x,y"; the id of a place, finding, project, plan or
///              case; "outcome" (all) or "belief"
///   indicator  which number; empty: the score and all goals
///
/// Throws Error{not_found} naming what can be asked for.
Because explain(Workspace&, const std::string& subject, const std::string& indicator, Run&);

struct ExplainContext {
  Workspace& w;
  const std::vector<Indicator>& indicators;
  Lens lens;
  const Overview& view;
  Run& run;
};
/// The same for whoever has looked at the city already.
Because explain(const ExplainContext&, const std::string& subject, const std::string& indicator);

/// Building blocks, one file each half.
Because explain_value(const ExplainContext&, const Subject&, CriterionIdx);
/// Under a framework that grades: the grade of the city or a zone, and of the goal it belongs to.
void add_grade(const ExplainContext&, const Subject&, CriterionIdx, Because& out);
Because explain_score(const ExplainContext&, const Subject&);
Because explain_finding(const ExplainContext&, const Finding&);
Because explain_choice(const ExplainContext&, const Plan&, const Choice&);
Because explain_passed_over(const ExplainContext&, const PassedOver&);
Because explain_plan(const ExplainContext&, const Plan&);
Because explain_case(const ExplainContext&, const Case&);
Because explain_outcome(const ExplainContext&, const Outcome&);
Because explain_place(const ExplainContext&, PlaceIdx);
Because explain_source(const City&, SourceRow, const Text& label);
Text name_of(const ExplainContext&, const Subject&);
Text name_of_indicator(const ExplainContext&, const IndicatorKey&);

}  // namespace cityloop
