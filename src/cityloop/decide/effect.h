#pragma once

#include <map>
#include <string>
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
/// decide/ reads it, learn/ returns a better one.
struct Effects {
  std::map<std::pair<ProjectTypeKey, IndicatorKey>, Belief> benefit;
  std::map<ProjectTypeKey, Belief> cost;
  Belief benefit_of(const ProjectTypeKey& t, const IndicatorKey& i) const {
    const auto it = benefit.find({t, i});
    return it == benefit.end() ? Belief{} : it->second;
  }
  Belief cost_of(const ProjectTypeKey& t) const {
    const auto it = cost.find(t);
    return it == cost.end() ? Belief{} : it->second;
  }
  friend bool operator==(const Effects&, const Effects&) = default;
};
std::string to_json(const Effects&);
Effects parse_effects(const Document&);

}  // namespace cityloop
