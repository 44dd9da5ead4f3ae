#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/assess/index/summary.h"

namespace cityloop::index {

enum class Weighting : std::uint8_t { declared, equal, ahp, budget, entropy, critic, pca, importance };
std::string_view to_word(Weighting);
const std::vector<std::string>& weighting_words();
/// True where the data decide: such weights move when the data do, and the goal with them.
constexpr bool by_data(Weighting w) { return w >= Weighting::entropy; }

using Parts = std::span<const std::span<const double>>;  // columns of equal length

/// Weights by how unevenly each part is spread over the units.
///
///   p_ij = x_ij/Σ_i x_ij    e_j = −(1/ln n) Σ_i p_ij ln p_ij  (0·ln 0 = 0)    w_j ∝ 1 − e_j
///
/// params   columns ≥ 0; depends on where zero is, so the normalised data are taken as they are, and nothing is added
/// returns  weights, sum 1; 0 for a column that does not vary; equal ones where none does
/// marks    missing values are left out, each column with its own n
/// errors   a negative value: Error{bad_input} by the caller
/// cost     O(n·parts)
/// source   Shannon 1948; 熵权法 as in GB practice
std::vector<double> entropy_weights(Parts);

/// Weights by contrast and conflict.
///
///   C_j = σ_j Σ_k (1 − r_jk),  w_j ∝ C_j, on columns put between 0 and 1
///
/// returns  weights, sum 1; 0 for a column that does not vary
/// cost     O(n·parts²)
/// source   Diakoulaki, Mavrotas & Papayannakis 1995
std::vector<double> critic_weights(Parts);

/// What several people would each give 100 points to, and how far they disagree.
///
///   w_j ∝ mean (or median) over experts of points_j
///
/// params   rows: one for each expert, sums > 0
/// returns  weights, sum 1, and the standard deviation of each part's share over the experts
/// source   budget allocation, OECD/JRC Handbook 2008, step 6
struct Budget {
  std::vector<double> weight, deviation;
};
Budget budget_weights(std::span<const std::vector<double>> experts, bool by_median);

/// Weights under which the parts matter as declared: the squared correlation of each part with the weighted sum is
/// proportional to its importance.
///
/// params   importance > 0, sum 1
/// returns  weights ≥ 0, sum 1; the importance reached; whether it is within `kImportanceReached` of what was asked
/// cost     O(parts²) for each of at most 2,000 steps, after O(n·parts²)
/// source   Becker et al. 2017
struct Matched {
  std::vector<double> weight, reached;
  bool converged = false;
};
inline constexpr double kImportanceReached = 1e-3;
Matched importance_weights(Parts, std::span<const double> importance);

/// The importance that the parts have with these weights: squared correlations with the sum, as shares.
std::vector<double> importance_of(Parts, std::span<const double> weight);

}  // namespace cityloop::index
