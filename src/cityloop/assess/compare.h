#pragma once

#include <vector>

#include "cityloop/assess/assessment.h"

namespace cityloop {

/// How one criterion moved between two assessments under the same framework.
struct Shift {
  CriterionIdx about;
  double score_before = 0, score_after = 0;  // of the city
  double value_before = 0, value_after = 0;
  double people_better = 0,
         people_worse = 0;                 // residents of cells whose score rose or fell (cell support only)
  double newly_met = 0, newly_missed = 0;  // residents of cells that crossed the standard
  bool known = false;                      // known on both sides
};
struct Comparison {
  std::vector<Shift> moved;  // criteria that moved, largest change of the city's score first
  double overall_before = 0, overall_after = 0;
  std::vector<double> group_change;  // of the overall score, by Framework::groups
};

/// What moved, and for how many people. Throws Error{conflict} unless both were made under one framework and over the
/// same cells.
Comparison compare(const City&, const Assessment& before, const Assessment& after, const Framework&);

}  // namespace cityloop
