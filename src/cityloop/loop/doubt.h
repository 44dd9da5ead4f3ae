#pragma once

// What becomes of a programme when costs, effects or budgets turn out otherwise, and what it costs to be safe.

#include <vector>

#include "cityloop/decide/portfolio/robust.h"
#include "cityloop/decide/portfolio/stability.h"
#include "cityloop/decide/portfolio/wait.h"
#include "cityloop/loop/programme.h"

namespace cityloop {

/// How unsure effect and price of each project are, as believed of its type and owner.
portfolio::Doubt doubt_of(const Programmed&, const Effects&, const Lens&);

/// Beyond this many standard errors lies one chance in ten: what the bad end of a cost or an effect means here.
inline constexpr double kBadEnd = 1.2816;

struct Protection {
  double most_off = 0;
  portfolio::RobustPlan plan;
  double plain_value = 0, plain_assured = 0;  // the programme as it is, and what is left of it at worst
  double bound = 0;                           // nothing that is protected is worth more: nothing at all is
  std::vector<std::pair<FundKey, Money>>
      plain_lacks;                   // what the programme as it is lacks at worst, by fund, in the worst year
  std::vector<std::size_t> in, out;  // of the protected plan against the programme
  bool narrowed = false;             // only the most promising were looked at
  /// What protection costs: value as believed that is given up.
  double price() const { return plain_value - plan.value; }
};
/// The programme that holds whichever `most_off` projects turn out at the bad end of both cost and effect.
/// Throws Error{conflict} where none does.
Protection protect(const Programmed&, const Effects&, const Lens&, double most_off);

struct ScenarioOutcome {
  Text name;
  double weight = 1;
  double best = 0, bound = 0;  // found, and what nothing exceeds
  double plain = 0;            // of the programme as it is, what still fits
  std::size_t dropped = 0;     // projects of it that no longer fit
  double chosen = 0;           // of the plan by the criterion
};
struct Scenarios {
  portfolio::Criterion criterion = portfolio::Criterion::expected;
  portfolio::RobustPlan plan;
  std::vector<ScenarioOutcome> outcomes;
  std::vector<std::size_t> in, out;  // of it against the programme
  bool narrowed = false;
};
/// The plan that fits in every scenario of the rules and is best by the criterion, beside the programme as it is. Throws
/// Error{bad_input} where the rules have no scenarios or name what there is not, Error{conflict} with the scenario in which
/// nothing fits.
Scenarios scenarios_of(const Programmed&, const ProgrammeRules&, portfolio::Criterion);

/// What deciding a year later could gain, most first; only projects whose effect or price is unsure by a fifth or more.
std::vector<portfolio::Waiting> waiting(const Programmed&, const ProgrammeRules&, const Effects&, const Lens&,
                                        Run&);

}  // namespace cityloop
