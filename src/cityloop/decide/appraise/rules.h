#pragma once

// How a city appraises: its rates, prices and factors, each with a source. Policy, so data and not code.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/document.h"
#include "cityloop/base/money.h"
#include "cityloop/base/time.h"
#include "cityloop/decide/appraise/discount.h"
#include "cityloop/decide/project.h"

namespace cityloop {

/// What a better service is worth in money, where a city has decided to say so. Without, it is counted in people and minutes only.
struct BenefitPrice {
  IndicatorKey of;
  enum class Per : std::uint8_t {
    unit,
    lifted
  } per = Per::unit;  // of the indicator for one resident, or one resident lifted
  Money price;        // each time
  double times_per_year = 1;
  Source source;
};
/// What is particular to a type of project.
struct AppraisedType {
  int life = 30;           // years of service
  double optimism = 0;     // how much more it will cost than was said: 0.2 is 20 %
  Money revenue_per_year;  // fees
  double embodied_t = 0;   // CO₂e of building it
  double operating_t = 0;  // CO₂e of a year of running it; below 0: it saves
  Source source;
};
struct AppraisalRules {
  std::string key;
  std::uint32_t version = 1;
  Text name;
  Source source;
  Discounting discount;
  int horizon = 30;                               // years after the base that are looked at
  double finance = 0, reinvest = 0;               // of the modified rate of return
  double capital_factor = 1, running_factor = 1;  // shadow prices over market prices (影子价格换算系数)
  Money carbon_price;                             // of a tonne in the base year
  double carbon_growth = 0;                       // a year
  double elasticity = 0;  // of the worth of a yuan in income; 0: everybody's yuan counts the same
  VariableKey income;     // published by zone; needed where elasticity is not 0
  AppraisedType other;    // of types that are not named
  std::map<ProjectTypeKey, AppraisedType> types;
  std::vector<BenefitPrice> benefits;
  std::string file;

  const AppraisedType& of(const ProjectTypeKey& t) const {
    const auto at = types.find(t);
    return at == types.end() ? other : at->second;
  }
};
/// Throws Error{bad_input} with file and line: rates that are no rates, an indicator or type that is not declared, a price for
/// lifting residents above a standard that nobody declared is found later, by the framework.
AppraisalRules parse_appraisal_rules(const Document&, std::span<const Indicator>,
                                     std::span<const ProjectType>);

}  // namespace cityloop
