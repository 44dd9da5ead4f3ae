#pragma once

// The use-case behind `cityloop equity`: how unequal each indicator is, for whom, and where.

#include <string>
#include <vector>

#include "cityloop/assess/equity_profile.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {

struct EquityQuestion {
  std::vector<std::string> indicators;  // empty: all criteria of the framework that speak of cells
  bool less_is_better = false;          // of indicators that the framework does not judge
  std::string income;                   // a published variable; empty: `income`, else the share of low_income
  std::string since;                    // first digits of an older snapshot; empty: no comparison
  EquityTerms terms;                    // groups and income are filled in here
};
struct EquityRow {
  Indicator indicator;
  bool less_is_better = false;
  EquityProfile profile;
  std::optional<ChangeInEquality> change;
};
struct EquityView {
  City city;
  SnapshotId snapshot;
  std::optional<IncomeRank> income;
  std::vector<EquityRow> rows;
  std::vector<IndicatorKey> left_out;  // criteria that do not speak of cells
  std::optional<Date> since;
};
/// Throws Error{not_found} for an unknown indicator, variable or snapshot, Error{bad_input} for an indicator that was asked
/// for by name and does not speak of cells.
EquityView equity_latest(Workspace&, const EquityQuestion&, Run&);

}  // namespace cityloop
