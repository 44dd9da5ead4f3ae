#pragma once

// A noun header of `assess`: what a city has declared it wants. Policy lives here and nowhere else.

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

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
  double operator()(double value) const;
  bool rising() const { return points.back().second >= points.front().second; }
};

struct Criterion {
  IndicatorKey indicator;
  std::uint32_t indicator_version = 1;  // pinned: a framework never changes under a city's feet
  Curve curve;
  std::optional<double>
      standard;  // legal or declared, in the indicator's unit; missed when the score is below its score
  double weight = 1;
  GroupKey people;  // whose experience counts; empty, or a group the city does not count: all residents
  Source source;    // of the standard
  int line = 0;
  /// Whether a value meets the standard; everything does where none is declared. Exactly at the standard meets it.
  bool met(double value) const;
};
struct Goal {
  GoalKey key;
  Text name;
  double weight = 1;
  std::vector<Criterion> criteria;
};
struct Framework {
  FrameworkKey key;
  std::uint32_t version = 1;
  Text name;
  Text adopted_by;  // who declared these goals: goals are somebody's
  Period valid;
  std::vector<Goal> goals;
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
