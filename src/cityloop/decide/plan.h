#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/assess/framework.h"
#include "cityloop/base/hash.h"
#include "cityloop/decide/effect.h"
#include "cityloop/decide/project.h"

namespace cityloop {

class Document;

/// What a chosen project promises for one indicator, in the indicator's unit, where it is felt.
struct Promise {
  double change = 0;     // people-weighted mean change over `cells`, in the indicator's unit, as believed
  double predicted = 0;  // the same before beliefs were applied
  Persons people;        // who feel it
  std::vector<CellId> cells;  // where it is felt
};
struct Choice {
  Project project;
  Year start{};
  Year done{};
  Money cost;  // as believed (price × belief), spread over the years of building
  std::vector<std::pair<Year, Money>> spending;  // sums to `cost`
  double gain = 0;  // added people × score (all goals, weighted), as believed, given those chosen before it
  std::map<IndicatorKey, Promise> promised;
};
struct PassedOver {
  Project project;
  std::string
      code;     // stable: "fund.exhausted", "no.fund", "no.gain", "same.site", "dominated", "not.examined"
  Text reason;  // every "no" has a reason a person can read
  double gain = 0;
};
struct FundYear {
  FundKey fund;
  Year year{};
  Money available, chosen;  // available = appropriated − committed (− paid beyond committed)
};
/// What is known about a programme of several years beyond its lines.
struct PlanCertificate {
  int years = 0;
  double proved = 0,
         trusted = 0;    // nobody can do better: as published prices prove it, and as the solver claims
  bool checked = false;  // by a verifier that shares no code with the solver
  double modelled = 0,
         measured =
             0;  // gain of the chosen together: as pairs were added up, and as measured with all in place
  std::size_t pairs = 0;  // of projects whose joint effect was measured
  struct Binding {
    Text what;
    double price = 0;  // people × score for a million yuan, a work or a unit
    double left = 0;
    friend bool operator==(const Binding&, const Binding&) = default;
  };
  std::vector<Binding> binding;  // what holds the programme back, dearest first
  double bound() const { return trusted < proved ? trusted : proved; }  // the nearer of the two
  friend bool operator==(const PlanCertificate&, const PlanCertificate&) = default;
};
struct Plan {
  PlanId id;
  ContentHash base;  // the snapshot it was made for
  Date as_of = {};
  FrameworkKey framework;
  std::vector<Choice> chosen;
  std::vector<PassedOver> passed_over;
  std::vector<FundYear> money;
  std::map<GoalKey, double> expected_gain;  // change of the city's score per goal
  double score_before = 0,
         score_after = 0;  // of the whole city, re-measured with all chosen projects in place
  double value = 0;        // Σ gain of the chosen
  double bound =
      0;  // no selection of the examined candidates within the budget has more, where gains diminish
  bool diminishing =
      true;  // false: some measured gain grew after another project was chosen; the bound may not hold
  std::optional<PlanCertificate> certificate;  // of a programme by rules
};
std::string to_json(const Plan&);
Plan parse_plan(const Document&);

}  // namespace cityloop
