#pragma once

#include <array>
#include <optional>
#include <vector>

#include "cityloop/assess/assessment.h"

namespace cityloop {

/// Of a goal (a dimension of the health check): 优, 良, 中, 差.
enum class GoalGrade : std::uint8_t { excellent, good, fair, poor };
std::string_view to_word(Grade);
std::string_view to_word(GoalGrade);
Text name_of(Grade);      // "very good", 很好
Text name_of(GoalGrade);  // "excellent", 优

/// One indicator's grade in one place, and how it came about.
struct Graded {
  enum class By : std::uint8_t { nobody, cuts, experts } by = By::nobody;
  std::optional<Grade> first;    // before residents were heard
  std::optional<Grade> grade;    // as published; absent: no data, or no number to grade by
  std::optional<double> survey;  // residents' content, 0–100
  bool lowered = false;          // residents are less content than the framework asks: one grade down
  bool vetoes = false;           // a bottom-line item that is not met
  friend bool operator==(const Graded&, const Graded&) = default;
};

/// A goal's grade, with the line of the table that gave it.
struct GradedGoal {
  enum class Rule : std::uint8_t { none, table, hole, veto } rule = Rule::none;
  std::optional<GoalGrade> grade;         // absent: nothing in it is graded
  std::array<std::size_t, 4> count = {};  // indicators by Grade
  std::size_t ungraded = 0;
  friend bool operator==(const GradedGoal&, const GradedGoal&) = default;
};
struct GradeSheet {
  ZoneIdx zone;                   // invalid: the whole city
  std::vector<Graded> criteria;   // by CriterionIdx
  std::vector<GradedGoal> goals;  // by GoalIdx
  friend bool operator==(const GradeSheet&, const GradeSheet&) = default;
};

/// Why a grade is what it is, in a few words; empty where the cuts, or the table, alone say it.
Text reason_of(const Graded&, const Criterion&);
Text reason_of(const GradedGoal&);

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
