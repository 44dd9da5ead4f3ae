#pragma once

// A noun header of `learn`: what was promised against what happened.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/money.h"
#include "cityloop/base/time.h"
#include "cityloop/city/city.h"
#include "cityloop/decide/effect.h"

namespace cityloop {

/// What an outcome was compared with.
enum class EffectBy : std::uint8_t {
  before_after,  // with nothing: the change is the whole city's as much as the project's
  difference,    // with cells beyond reach (difference in differences)
  synthetic      // with the mixture of such cells that had moved alike (synthetic control)
};

/// Whether treated and comparison cells moved alike before the project.
struct PreTrend {
  enum class Verdict : std::uint8_t {
    unknown,  // no earlier snapshot, or too uncertain to see a difference as large as the promise: not a pass
    alike,
    apart  // the outcome is doubtful
  } verdict = Verdict::unknown;
  std::size_t snapshots = 0;  // earlier ones that were looked at
  double difference = 0;      // what it would add to `measured` by itself if it went on
  double standard_error = 0;
  double p = 1;  // of a difference as large by chance
};

/// Comparison cells taken for the treated ones, each in turn.
struct Placebos {
  std::size_t count = 0;
  double p = 1;    // share of all, the treated among them, whose gap is at least as large
  double fit = 0;  // root mean square gap of the treated before, in the indicator's unit
};

struct Outcome {
  ProjectId project;
  ProjectTypeKey type;
  DepartmentKey owner;
  Text name;
  IndicatorKey indicator;
  Date before{}, after{};
  double expected =
      0;  // predicted people-weighted change over the treated cells, before beliefs: what they judge
  double promised = 0;        // the same as believed when the plan was adopted
  double promised_error = 0;  // the doubt of that belief: promised ± 1.96 of it was the promise
  double measured = 0;
  double standard_error = 0;  // so that measured ± 1.96 of it is a 95 % interval, also for few cells
  EffectBy by = EffectBy::before_after;
  bool compared = false;  // false: no comparison cells beyond reach; before–after only, which claims less
  PreTrend pre_trend;
  std::optional<Placebos> placebos;  // of a synthetic control
  /// The cells moved apart already before. Says nothing of the project: moves no belief of its benefit.
  bool doubtful() const { return pre_trend.verdict == PreTrend::Verdict::apart; }
  std::vector<CellId> treated, compared_with;
  Money price, planned_cost, actual_cost;  // price: before beliefs; planned: as adopted
};
struct Lessons {
  std::vector<Outcome> outcomes;
  Effects effects;            // beliefs after the outcomes
  std::vector<Text> remarks;  // what could not be learnt and why
};
std::string_view to_word(EffectBy);
std::string_view to_word(PreTrend::Verdict);
Text words_of(EffectBy);
Text words_of(PreTrend::Verdict);
std::string to_json(const Lessons&);

}  // namespace cityloop
