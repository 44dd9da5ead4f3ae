#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cityloop/assess/assessment.h"

namespace cityloop {

/// How differently two parts of the people stand. `worse` and `better` are places in the list that was given.
struct Gap {
  std::size_t worse = 0, better = 0;
  double difference = 0;  // better − worse, in scores
  double ratio = 1;       // better ÷ worse; infinite if the worse stands at zero
  bool known = false;     // at least two parts are known
};
/// The widest gap between standings that are known (groups of one criterion, zones of one level).
Gap widest_gap(std::span<const Standing>);

/// Inequality of a quantity over people: `value[i]` is what each of `people[i]` persons has. People who are not there
/// (weight 0) do not count; negative weights and values are a programmer's mistake. All are exact under replication and
/// independent of the order of rows. With nobody, or with a mean of zero, inequality is 0.
///
/// Gini: Σᵢ wᵢxᵢ(2Fᵢ − wᵢ/W − 1) / (Wμ), x ascending, Fᵢ the share of people up to and with i. No small-sample factor.
double gini(std::span<const double> value, std::span<const double> people);
/// Theil's T, GE(1): mean of (x/μ)·ln(x/μ), with 0·ln 0 = 0.
double theil(std::span<const double> value, std::span<const double> people);
/// Theil's T in two parts that add up: between the groups (everybody has the group's mean) and within them (what
/// each group adds). `group[i]` numbers the group of row i from 0.
///
///   between = Σ_g (w_g/W)(μ_g/μ) ln(μ_g/μ)      within = Σ_g (w_g/W)(μ_g/μ) T_g
struct TheilParts {
  double between = 0, within = 0;
  std::vector<double> between_of, within_of;  // per group; a group's share between may be negative
};
TheilParts theil_parts(std::span<const double> value, std::span<const double> people,
                       std::span<const std::uint32_t> group);
/// Concentration of a quantity by another one (income): 2 · mean of (rank − ½)(x − μ) / μ, with the rank of a
/// person the share of people who have less income plus half of those who have the same. Positive: the rich have
/// more. Ties::shared lets rows of equal income share one rank, so that the order of rows never shows;
/// Ties::in_order ranks them as they are given, as R `accessibility` does.
/// source   Kakwani, Wagstaff & van Doorslaer 1997
enum class Ties : std::uint8_t { shared, in_order };
double concentration(std::span<const double> value, std::span<const double> people,
                     std::span<const double> income, Ties = Ties::shared);
/// The same for a quantity with a floor and a ceiling, so that it does not matter whether what is there or what is
/// missing is counted: × 4μ/(most − least). R `accessibility` takes the least and the most observed.
/// source   Erreygers 2009
double concentration_corrected(std::span<const double> value, std::span<const double> people,
                               std::span<const double> income, double least, double most,
                               Ties = Ties::shared);
/// Poverty in a quantity, FGT: mean of ((line − x)/line)^k over all people, those at or above the line counting 0.
/// k = 0 the share of the poor, 1 how deep, 2 how severe. Needs a line > 0.
/// source   Foster, Greer & Thorbecke 1984
double fgt(std::span<const double> value, std::span<const double> people, double line, int k);
/// Palma by income: mean of what the richest tenth has ÷ mean of what the poorest four tenths have. Cut::persons
/// splits the rows at the cuts and shares out ties; Cut::rows takes whole rows as R `accessibility` does: income
/// strictly above the weighted 90 % quantile, income up to and with the 40 % quantile (Harrell's: interpolated at
/// 1 + (W − 1)p).
enum class Cut : std::uint8_t { persons, rows };
double palma_by(std::span<const double> value, std::span<const double> people, std::span<const double> income,
                Cut = Cut::persons);
/// Atkinson's index for aversion ε > 0: 1 − EDE/μ. With ε ≥ 1 a single zero makes it 1.
double atkinson(std::span<const double> value, std::span<const double> people, double aversion);
/// Hoover: the share that would have to move; ½ Σ w|x − μ| / (Wμ).
double hoover(std::span<const double> value, std::span<const double> people);
/// Palma: what the top tenth has ÷ what the lowest four tenths have, with fractions of persons at the cuts.
/// Infinite if the lowest have nothing and the top has something.
double palma(std::span<const double> value, std::span<const double> people);

/// The worst-served: mean of `value` over the `share` of people who stand worst, and how much worse than the mean
/// of all.
struct WorstServed {
  double mean = 0;     // of the worst-served share of people
  double overall = 0;  // of all
};
WorstServed worst_served(std::span<const double> value, std::span<const double> people, double share,
                         bool low_is_worse);

}  // namespace cityloop
