#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cityloop {

/// Generalised entropy of a quantity over people, for any α; one family from the mean log deviation (α = 0) over
/// Theil's T (α = 1) to half the squared coefficient of variation (α = 2). The smaller α, the more the poor count.
///
///   r = x/μ     GE(α) = mean of (r^α − 1) / (α(α − 1))     GE(0) = mean of −ln r     GE(1) = mean of r·ln r
///
/// Computed as the mean of (r^α − 1 − α(r − 1)) / (α(α − 1)), which is the same, because the mean of r is 1, and has no
/// term below zero: nothing cancels, so that perfect equality is 0 and no index comes out negative. Terms go through
/// expm1, so α may be as near to 0 or 1 as one likes.
///
/// params   value ≥ 0 (negative ones are a programmer's mistake); people ≥ 0, rows of nobody do not count
/// returns  ≥ 0; 0 with nobody or with a mean of zero; +∞ where α ≤ 0 and somebody has nothing: it is infinite, and
///          no small number put in the place of zero makes it a figure
/// cost     O(n log n), the sort that makes the order of rows never show
/// source   Shorrocks 1980; Cowell 2011, table 3.1
double generalised_entropy(std::span<const double> value, std::span<const double> people, double alpha);

/// The same in two parts that add up exactly, for any partition: between groups (everybody has the group's mean) and
/// within them. With f the share of people and v the share of the quantity of a group,
///
///   between = GE(α) of the group means      within = Σ v_g^α f_g^(1−α) GE_g(α)
///
/// params   group[i] numbers the group of row i from 0
/// returns  parts ≥ 0, for each group too; each infinite where GE(α) is: between if a group has nothing at all,
///          within if somebody in a group that has something does not
struct EntropyParts {
  double total = 0, between = 0, within = 0;
  std::vector<double> between_of, within_of;  // per group
};
EntropyParts entropy_parts(std::span<const double> value, std::span<const double> people,
                           std::span<const std::uint32_t> group, double alpha);

/// Nested partitions (districts, the streets in them, the communities in those): how much of inequality each level adds.
///
/// params   levels, coarsest first; each group of a level lies in one group of the level before (a programmer's mistake
///          otherwise)
/// returns  one part for each level (between its groups, within those of the level before) and a last one for what is
///          within the finest groups; they add up to GE(α)
std::vector<double> nested_entropy(std::span<const double> value, std::span<const double> people,
                                   std::span<const std::vector<std::uint32_t>> levels, double alpha);

/// The derivative of GE(α) by each row's value: what one unit more for each of the row's people would do.
///
///   ∂GE(α)/∂x_i = (w_i/W) (r_i^(α−1) − mean of r^α) / ((α − 1) μ)     α = 1: (w_i/W)(ln r_i − GE(1))/μ
///
/// returns  one figure a row, 0 for rows of nobody and where the index is infinite or there is nothing; −∞ at a row that
///          has nothing where 0 < α ≤ 1: the first crumb counts without limit
std::vector<double> entropy_gradient(std::span<const double> value, std::span<const double> people,
                                     double alpha);

}  // namespace cityloop
