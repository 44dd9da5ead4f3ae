#pragma once

// A noun header of `learn`: what was promised against what happened.

#include <string>
#include <vector>

#include "cityloop/base/money.h"
#include "cityloop/base/time.h"
#include "cityloop/city/city.h"
#include "cityloop/decide/effect.h"

namespace cityloop {

struct Outcome {
  ProjectId project;
  ProjectTypeKey type;
  Text name;
  IndicatorKey indicator;
  Date before{}, after{};
  double expected =
      0;  // predicted people-weighted change over the treated cells, before beliefs: what they judge
  double promised = 0;        // the same as believed when the plan was adopted
  double measured = 0;        // difference in differences
  double standard_error = 0;  // so that measured ± 1.96 of it is a 95 % interval, also for few cells
  bool compared =
      false;  // false: no comparison cells beyond reach; measured is before–after only and claims less
  std::vector<CellId> treated, compared_with;
  Money price, planned_cost, actual_cost;  // price: before beliefs; planned: as adopted
};
struct Lessons {
  std::vector<Outcome> outcomes;
  Effects effects;            // beliefs after the outcomes
  std::vector<Text> remarks;  // what could not be learnt and why
};
std::string to_json(const Lessons&);

}  // namespace cityloop
