#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cityloop {

/// One cell seen twice: its value at the baseline, how much it changed since, and how many people it stands for.
struct Seen {
  double baseline = 0, change = 0, weight = 1;
};

/// What a change did, as far as cells can tell.
struct Estimate {
  double effect = 0;                // people-weighted, in the indicator's unit
  double standard_error = 0;        // effect ± 1.96 of it is a 95 % interval
  bool compared = false;            // false: before–after only
  bool matched = false;             // comparison cells were matched on their baseline
  std::vector<std::uint32_t> used;  // positions in `comparison`, ascending
};

/// What each cell counts for in a comparison.
struct Weighting {
  std::vector<double> treated, comparison;
  bool compared = false, matched = false;
};

/// The effect on treated cells by difference in differences.
///
///   effect = Σ w_i Δ_i / Σ w_i − Σ k_j Δ_j / Σ k_j
///
/// where i are treated cells, Δ their change, w their people; j are comparison cells, and k_j the people of the treated
/// cells to which j is the nearest in baseline value (with replacement), within a caliper of 0.2 standard deviations of
/// all baselines. Where more than half of the treated people find no match (a project usually goes to the worst places,
/// and nothing may be left that is as bad), all comparison cells count by their own people: `matched` is false.
///
/// The standard error is Welch's for two samples with unequal variances and weights,
///   SE² = s_T² Σw²/(Σw)² + s_C² Σk²/(Σk)²,
/// times t_{0.975,ν}/1.96 with the Welch–Satterthwaite ν, so that few cells claim less. A single treated cell shows no
/// spread: it is taken to vary as the comparison cells do. It takes cells as independent: shocks that neighbours share
/// make it too small. Without comparison cells the effect is the mean change, `compared` is
/// false, and the standard error knows only the treated cells.
///
/// reads    nothing but its arguments
/// errors   none; precondition: `treated` is not empty and weights are positive
/// cost     O((T + C) log C)
/// source   Imbens & Rubin, Causal Inference, 2015, ch. 18 (matching); Welch 1947 (degrees of freedom)
Estimate difference_in_differences(std::span<const Seen> treated, std::span<const Seen> comparison);

/// The two halves of it: who stands for whom, by baselines; and the difference of changes under given weights, so that
/// the same cells can be compared over another time. A weight of 0 leaves a cell out.
Weighting weighting(std::span<const Seen> treated, std::span<const Seen> comparison);
Estimate difference(std::span<const Seen> treated, std::span<const Seen> comparison, const Weighting&);

/// The 97.5 % quantile of Student's t: 12.706 for 1 degree of freedom, 1.96 for many.
double student_t975(double degrees);

}  // namespace cityloop
