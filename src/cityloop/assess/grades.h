#pragma once

// A noun header of `assess`: grades, where officials grade instead of scoring.

#include <array>
#include <optional>
#include <string_view>
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

}  // namespace cityloop
