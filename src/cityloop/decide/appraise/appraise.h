#pragma once

// What a project costs over its life, what it gives to whom, and what that is worth.

#include <optional>
#include <vector>

#include "cityloop/assess/assessment.h"
#include "cityloop/decide/appraise/rules.h"
#include "cityloop/decide/appraise/worth.h"
#include "cityloop/decide/plan.h"

namespace cityloop {

/// How one criterion changes for the residents it counts.
struct ServiceGain {
  CriterionIdx criterion;
  double amount = 0;  // Σ residents × change of the value, in the indicator's unit; better is above 0
  double lifted = 0;  // residents who meet the standard now and did not, less those who no longer do
};
/// From the standings of two assessments of one framework: what is the same in both is left out.
std::vector<ServiceGain> service_gains(const Assessment& before, const Assessment& after, const Framework&);

/// What a yuan is worth to those who gain: (median income/income)^elasticity over zones that publish an income, weighted by the
/// priced benefit in each; median: of residents. 1 where the rules have no elasticity, or nothing priced falls on such a zone.
double weight_of_gains(const City&, const Assessment& before, const Assessment& after, const Framework&,
                       const AppraisalRules&);

struct Appraisal {
  // Present values in yuan of the base year, shadow prices and optimism included.
  double capital = 0, running = 0, revenue = 0, benefit = 0, carbon = 0, residual = 0;
  double life_cycle_cost = 0;          // capital + running − residual
  double equivalent_annual = 0;        // of the life-cycle cost, over the years of service
  double net = 0;                      // NPV = benefit + revenue − life-cycle cost − carbon
  std::optional<double> benefit_cost;  // (benefit + revenue − carbon)/life-cycle cost
  std::vector<double> internal_rates;  // see worth.h: only one is a rate of return
  std::optional<double> modified_rate, payback, discounted_payback;
  Flows flows;  // net, by year from the base

  double embodied_t = 0, operating_t = 0,
         carbon_t = 0;  // CO₂e: building; a year of running; over the years looked at
  std::vector<ServiceGain> service;
  double lifted = 0;  // residents, over all criteria with a standard; somebody lifted by two counts twice
  double lifted_per_million = 0;  // for each million yuan of life-cycle cost
  double minutes_per_yuan =
      0;  // user-minutes saved, each resident once, for each yuan of a year's equivalent cost
  std::vector<Text> warnings;
};

/// What is paid and when, relative to the base year.
struct ProjectFlows {
  Flows capital;       // yuan by year from the base
  int done = 1;        // the year in which it begins to serve
  double running = 0;  // yuan a year from then on
};
ProjectFlows flows_of(const Choice&, Year base);
ProjectFlows flows_of(const Project&);  // as if begun in the base year

/// Appraises one project.
///
///   NPV = Σ v(t)·(benefit_t + revenue_t − capital_t − running_t − carbon_t) + v(H)·residual
///
/// reads    its flows; what it changes (service_gains of a what-if); rules
/// params   weight: what a yuan is worth to those who gain (distributional_weight), 1 for everybody alike
/// returns  Appraisal; a benefit has a price only where the rules name one, else it is counted in people and minutes and not in
///          the NPV. The residual is what a straight line leaves of the capital at the horizon
/// marks    ratios are absent where their denominator is not above 0
/// errors   none; doubtful figures carry a warning: no or several rates of return, no priced benefit, a factor whose source was
///          not read
/// cost     O(horizon²) for the rates of return
/// source   HM Treasury, The Green Book; 《建设项目经济评价方法与参数》(third edition)
Appraisal appraise(const ProjectTypeKey&, const ProjectFlows&, std::span<const ServiceGain>, const Framework&,
                   std::span<const Indicator>, const AppraisalRules&, double weight = 1);

}  // namespace cityloop
