#pragma once

// Performance-linked budgets: sharing a pool, trying a formula out, and evaluating what was spent.

#include <string>
#include <vector>

#include "cityloop/decide/budget/lab.h"
#include "cityloop/learn/performance.h"
#include "cityloop/loop/workspace.h"

namespace cityloop {

struct BudgetTable {
  std::vector<Share> shares;
  std::vector<std::string> name;
};
/// A CSV with code, need, score and, if known, name, change, error, change_error, previous. Throws Error{bad_input} with file and line.
BudgetTable read_budget_table(const std::string& file, Run&);
/// {by_need, by_change, power, rail, shrink}; every key may be left out. Throws Error{bad_input} with file and line.
AllocationRule read_allocation_rule(const std::string& file);

struct SpendingEvaluated {
  SpendingRules rules;
  std::vector<Evaluated> projects;  // in the order in which their cases were opened
};
/// All finished project cases of adopted plans. Throws Error{not_found} for rules the catalogue has not.
SpendingEvaluated evaluate_all_spending(Workspace&, const std::string& rules, Run&);

}  // namespace cityloop
