#pragma once

// A noun header of `assess`: what a city has declared it wants. Policy lives here and nowhere else.

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cityloop/assess/pace.h"
#include "cityloop/base/document.h"
#include "cityloop/base/hash.h"
#include "cityloop/base/time.h"
#include "cityloop/city/city.h"
#include "cityloop/measure/indicator.h"

namespace cityloop {

using GoalIdx = Id<struct GoalIdxTag>;

/// Value → score in [0,1]; piecewise linear, monotone, flat beyond its ends. Direction is part of the curve.
struct Curve {
  std::vector<std::pair<double, double>> points;  // value in the indicator's unit, ascending → score
  double operator()(double value) const;          // 0 where there is no curve
  bool rising() const { return points.empty() || points.back().second >= points.front().second; }
};

/// How a framework judges. The official health check grades and never adds up a score; both are taken from one measurement.
enum class Scheme : std::uint8_t { score, grade };
/// Of one indicator: 很好, 较好, 一般, 不足.
enum class Grade : std::uint8_t { very_good, good, fair, poor };
/// From which value on an indicator is very good, good or fair; what is not even fair is poor. Exactly at a cut counts.
struct Cuts {
  std::optional<double> very_good, good, fair;  // in the indicator's unit; absent: no value earns that grade
  bool higher_is_better = true;
  Grade operator()(double value) const;
};
/// How grades of indicators become the grade of a goal (a dimension of the health check), with its shares as data: the
/// handbook's table is an example that cities change.
struct Grading {
  double survey_below = 60;  // residents who are less content than this lower an indicator by one grade
  double much = 0.8, most = 0.6, some = 0.4;  // of the table in assess/grade.h
  bool veto = true;                           // a bottom-line item that is not met makes its goal poor
};

struct Criterion {
  IndicatorKey indicator;
  std::uint32_t indicator_version = 1;  // pinned: a framework never changes under a city's feet
  Curve curve;
  std::optional<double>
      standard;  // legal or declared, in the indicator's unit; missed when the score is below its score
  double weight = 1;
  Weighing weighing = Weighing::people;  // as the indicator declares
  GroupKey people;     // whose experience counts; empty, or a group the city does not count: all residents
  Source source;       // of the standard
  VariableKey survey;  // residents' content with it, 0–100, as a published figure; empty: not asked
  // Where the framework grades:
  std::optional<Cuts> cuts;  // absent: nobody published a number; experts grade it, or nobody does
  bool bottom_line = false;  // 底线型: not met, it vetoes its goal
  VariableKey
      expert;  // the experts' grade, 4 very good … 1 poor, as a published figure; goes before the cuts
  std::optional<bool> higher;  // better, as declared where neither a curve nor cuts say it
  int line = 0;
  /// Whether a value has a score at all.
  bool judged() const { return !curve.points.empty(); }
  std::vector<std::uint16_t> elements;  // places in Framework::elements
  std::vector<Target> targets;          // staged, by year; the last is the long-term goal
  bool higher_is_better() const {
    return cuts ? cuts->higher_is_better : curve.rising();
  }  // of what is judged
  /// The same where it is known: by curve or cuts, else as declared.
  std::optional<bool> way() const { return judged() ? std::optional{higher_is_better()} : higher; }
  /// Whether a value meets the standard; everything does where none is declared. Exactly at the standard meets it.
  bool met(double value) const;
};
struct Goal {
  GoalKey key;
  Text name;
  double weight = 1;
  std::vector<Criterion> criteria;
};
/// A second cut through all criteria: what they say about equity, or risk, whatever goal they belong to.
struct Element {
  GoalKey key;
  Text name;
};
struct Framework {
  FrameworkKey key;
  std::uint32_t version = 1;
  Text name;
  Text adopted_by;  // who declared these goals: goals are somebody's
  Period valid;
  Scheme scheme = Scheme::score;
  Grading grading;  // scheme = grade
  std::vector<Goal> goals;
  std::vector<Element> elements;
  std::vector<GroupKey> groups;   // whose gaps are watched
  std::vector<Text> group_names;  // as declared here; a city that counts the group may call it otherwise
  std::string file;
  ContentHash hash;

  std::size_t criteria() const;
  /// Criteria are numbered goal after goal.
  const Criterion& criterion(CriterionIdx) const;
  GoalIdx goal_of(CriterionIdx) const;
  std::optional<CriterionIdx> find(const IndicatorKey&) const;
};

/// What the city calls a group; else what the framework does.
Text group_name(const City&, const Framework&, const GroupKey&);

/// How the city is looked at: what is measured and what is wanted.
struct Lens {
  std::span<const Indicator> indicators;
  const Framework& goals;
  const Indicator& indicator(const IndicatorKey&) const;  // must exist
};

/// Reads a framework; throws Error{bad_input} with file and line: unknown keys, curves that are not monotone, weights
/// that are not positive, a standard outside the unit's dimension, an indicator or version that is not declared.
Framework parse_framework(const Document&, std::span<const Indicator>);

}  // namespace cityloop
