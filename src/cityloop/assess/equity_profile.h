#pragma once

#include <optional>
#include <vector>

#include "cityloop/assess/distribution.h"
#include "cityloop/assess/framework.h"
#include "cityloop/assess/pattern/local.h"
#include "cityloop/assess/pattern/moran.h"
#include "cityloop/base/run.h"
#include "cityloop/measure/field.h"

namespace cityloop {

/// By what people are ranked where it is asked whether the rich or the poor have more.
struct IncomeRank {
  Text name;
  std::vector<double> of_cell;  // by cell; more is richer
  std::vector<char> known;
};
/// A published variable of zones, the latest year of the finest level that has it; cells of zones without it are not
/// known. nullopt if no zone has it.
std::optional<IncomeRank> income_of_zones(const City&, const VariableKey&);
/// Where no income is published: cells with a smaller share of people of a group (low income) count as richer. nullopt
/// if the city does not count the group.
std::optional<IncomeRank> income_by_share(const City&, const GroupKey& poor);

struct EquityTerms {
  bool less_is_better = false;
  double worst_share = 0.2;  // whose mean is told
  double aversion = 0.5;     // of Atkinson's index
  std::vector<GroupKey> groups = {};
  LocalTest test{.permutations = 9999, .seed = 0, .enough = 10, .screen = 1};
  double false_rate = 0.05;  // of cells called a cluster
  const IncomeRank* income = nullptr;
};

/// Theil's T between the zones of a level, and within them.
struct EquityOfLevel {
  std::uint16_t level = 0;
  double between = 0, within = 0;
};
/// A group against everybody else. between: of Theil's T, what would be left if all members had their mean, and all
/// others theirs.
struct EquityOfGroup {
  GroupKey group;
  double people = 0, mean = 0, others_mean = 0, between = 0;
};

/// One indicator over the people of a city: how unequal, for whom, and where. Every figure counts people; the pattern
/// counts cells.
///
/// marks    cells with a value only; beyond counts as its limit. Others lower coverage
struct EquityProfile {
  double people = 0, coverage = 0;  // with a value; of those asked
  bool negative = false;            // some value is: ratios to the mean mean nothing, and stay 0
  double mean = 0, equivalent = 0, worst_mean = 0;
  double gini = 0, gini_error = 0;  // gini_signed where some value is negative
  double theil = 0, log_deviation = 0, atkinson = 0, palma = 0, p90_p10 = 0;
  std::vector<EquityOfLevel> levels;
  std::vector<EquityOfGroup> groups;    // those that the city counts
  std::optional<double> concentration;  // by income; > 0: the rich have more
  Lorenz lorenz;
  Autocorrelation pattern;  // of all cells, rows of the weights adding up to 1
  std::size_t high = 0, low = 0, outliers = 0;
  // cell by cell, of cells with people and a value
  std::vector<CellIdx> cell;
  std::vector<double> value, weight;
  LocalPattern local;
  std::vector<double> mended;
  std::vector<Spot> spot;
};

/// reads    people (in a city without people every cell counts as one), zones, grid
/// params   a field of cells (a programmer's mistake otherwise)
/// errors   none
/// cost     O(cells log cells) and that of local_pattern()
EquityProfile equity_profile(const City&, const Field&, const EquityTerms&, Run&);

/// What happened to the people of now between two measurements of one indicator: cells that both cities have, by id.
/// nullopt where no cell has a value in both, or a value is negative.
std::optional<ChangeInEquality> equity_change(const City& before, const Field& was, const City& now,
                                              const Field& is);

}  // namespace cityloop
