#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "cityloop/base/id.h"

namespace cityloop {

class Document;

/// What we believe about promises: measured ÷ predicted, with doubt. A prior of 1 ± 0.5 stands for "as promised, perhaps".
struct Belief {
  double mean = 1, standard_error = 0.5;
  int outcomes = 0;
  friend bool operator==(const Belief&, const Belief&) = default;
};
/// How far departments differ in what they make of one type of project: the standard deviation of their ratios around the
/// ratio of the type. A judgement and not an estimate: a city has too few departments per type to measure it.
inline constexpr double kOwnerSpread = 0.20;

/// What is believed about one owner's projects of a type: its own outcomes, shrunk towards those of all others.
///
///   others:  1/σ₋² = 1/σ² − 1/s²,   μ₋ = (μ/σ² − m/s²) σ₋²        (the type's belief without this owner's outcomes)
///   owner:   1/σ'² = 1/(σ₋² + τ²) + 1/s²,   μ' = σ'² (μ₋/(σ₋² + τ²) + m/s²)
///
/// reads    nothing but its arguments
/// params   type: μ ± σ, the belief about the type, which holds this owner's outcomes too; own: m ± s, what this owner's
///          outcomes say alone, or nullptr; τ is kOwnerSpread
/// returns  the owner's belief; `outcomes` are its own. Without any its mean is the type's, with τ more doubt
/// errors   none; where a type's belief cannot hold the owner's outcomes (it doubts more than they do), the others are
///          taken to have said nothing: 1 ± 0.5
/// source   Gelman et al., Bayesian Data Analysis, 3rd ed., §5.4 (normal hierarchical model, known between-group spread)
Belief shrunk(const Belief& type, const Belief* own);

/// decide/ reads it, learn/ returns a better one. Beliefs by type hold all outcomes; those by owner are what the owner's
/// outcomes say alone, so that nothing counts twice where both are put together.
struct Effects {
  std::map<std::pair<ProjectTypeKey, IndicatorKey>, Belief> benefit;
  std::map<ProjectTypeKey, Belief> cost;
  std::map<std::tuple<ProjectTypeKey, IndicatorKey, DepartmentKey>, Belief> benefit_by_owner;
  std::map<std::pair<ProjectTypeKey, DepartmentKey>, Belief> cost_by_owner;
  Belief benefit_of(const ProjectTypeKey& t, const IndicatorKey& i) const {
    const auto it = benefit.find({t, i});
    return it == benefit.end() ? Belief{} : it->second;
  }
  Belief benefit_of(const ProjectTypeKey& t, const IndicatorKey& i, const DepartmentKey& owner) const {
    const auto it = benefit_by_owner.find({t, i, owner});
    return shrunk(benefit_of(t, i), it == benefit_by_owner.end() ? nullptr : &it->second);
  }
  Belief cost_of(const ProjectTypeKey& t) const {
    const auto it = cost.find(t);
    return it == cost.end() ? Belief{} : it->second;
  }
  Belief cost_of(const ProjectTypeKey& t, const DepartmentKey& owner) const {
    const auto it = cost_by_owner.find({t, owner});
    return shrunk(cost_of(t), it == cost_by_owner.end() ? nullptr : &it->second);
  }
  friend bool operator==(const Effects&, const Effects&) = default;
};
/// Lists by owner are written where there are any, and may be missing where they are read: ledgers older than they are
/// stay readable.
std::string to_json(const Effects&);
Effects parse_effects(const Document&);

}  // namespace cityloop
