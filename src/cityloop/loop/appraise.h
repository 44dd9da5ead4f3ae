#pragma once

// Appraisals of what a plan has chosen, and of flows from a file.

#include <string>
#include <vector>

#include "cityloop/decide/appraise/appraise.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

/// The rules named, or the first of the catalogue that a workspace would use: `social`. Throws Error{not_found} with the nearest key.
const AppraisalRules& appraisal_rules(const Catalogue&, const std::string& key);

struct AppraisedProject {
  Choice choice;
  Appraisal figures;
  double weight = 1;  // of a yuan to those who gain
};
struct AppraisedPlan {
  Plan plan;
  AppraisalRules rules;
  std::vector<AppraisedProject> projects;  // in the order of the plan
};
/// Each project by itself, in the city that the plan was made for: what it changes is measured, not taken from the plan.
/// `project`: only the one whose id or type begins so. Throws Error{not_found}.
AppraisedPlan appraise_plan(Workspace&, const std::string& plan_digits, const std::string& project,
                            const std::string& rules, Run&);

struct AppraisedFlows {
  Flows costs, benefits, net;
  double cost = 0, benefit = 0, present = 0;
  std::optional<double> benefit_cost;
  std::vector<double> internal_rates;
  std::optional<double> modified_rate, payback, discounted_payback;
  double equivalent_annual = 0;  // of the costs
};
/// A CSV with the columns year, cost, benefit (one of the two may lack): years from the base, or calendar years of which the first is
/// the base. Throws Error{bad_input} with file and line: a year twice, no year, a negative cost.
AppraisedFlows appraise_flows(const std::string& file, const Discounting&, double finance, double reinvest,
                              Run&);

}  // namespace cityloop
