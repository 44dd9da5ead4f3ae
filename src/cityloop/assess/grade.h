#pragma once

#include "cityloop/assess/grades.h"

namespace cityloop {

/// The grade of a goal from its indicators' grades.
///
///   p = share of very good and good, v = share of very good, bad = any poor
///   优  v ≥ much and no bad
///   良  p ≥ much and bad;  or most ≤ p < much and no bad
///   中  most ≤ p < much and bad;  or some ≤ p < most and no bad
///   差  some ≤ p < most and bad;  or p < some
///
/// The printed table has a hole: p ≥ much, no bad, v < much matches nothing. It is graded 良, and Rule::hole says so.
/// source   《城市体检工作手册（试行）》2025-05, table 3, with 80 %, 60 % and 40 %
GradedGoal grade_goal(std::array<std::size_t, 4> count, std::size_t ungraded, bool vetoed, const Grading&);

/// The latest published figure of a variable for a zone, or (invalid) the whole city; nothing stands in for a zone without one.
struct Figure {
  double value = 0;
  Mark mark = Mark::known;
};
std::optional<Figure> latest_figure(const City&, const VariableKey&, ZoneIdx);

/// Grades the city, or one zone, from what an assessment holds of it. Under Scheme::grade only.
///
///   an indicator   by the experts' published grade, else by the cuts; if residents' content is below Grading::survey_below,
///                  one grade lower, never below poor
///   a bottom line  not met (not very good, or any grade but the best without cuts) vetoes its goal
///
/// reads    city.statistics (the experts' grades and the survey, latest year), the assessment's standings
/// marks    what has no value, or no number to grade by and no expert, has no grade: it is counted as ungraded, never as poor
/// source   《城市体检工作手册（试行）》2025-05; no weighted total is made, since there is no official one
GradeSheet grade(const City&, const Assessment&, const Framework&, ZoneIdx = {});

}  // namespace cityloop
