#pragma once

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
/// Atkinson's index for aversion ε > 0: 1 − EDE/μ. With ε ≥ 1 a single zero makes it 1.
double atkinson(std::span<const double> value, std::span<const double> people, double aversion);
/// Hoover: the share that would have to move; ½ Σ w|x − μ| / (Wμ).
double hoover(std::span<const double> value, std::span<const double> people);
/// Palma: what the top tenth has ÷ what the lowest four tenths have, with fractions of persons at the cuts. Infinite if
/// the lowest have nothing and the top has something.
double palma(std::span<const double> value, std::span<const double> people);

/// The worst-served: mean of `value` over the `share` of people who stand worst, and how much worse than the mean of all.
struct WorstServed {
  double mean = 0;     // of the worst-served share of people
  double overall = 0;  // of all
};
WorstServed worst_served(std::span<const double> value, std::span<const double> people, double share,
                         bool low_is_worse);

}  // namespace cityloop
