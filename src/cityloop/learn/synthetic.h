#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cityloop {

/// One unit over time: its values before, oldest first, and the one after.
struct UnitPath {
  std::vector<double> before;
  double after = 0;
  double weight = 1;
};

/// What a change did to few units, as far as a mixture of others can tell.
struct Synthetic {
  double effect = 0;
  double standard_error = 0;  // effect ± 1.96 of it is a 95 % interval
  double p = 1;               // share of units, this one among them, whose gap is at least as large
  double fit = 0;             // root mean square gap before
  std::size_t placebos = 0;
  std::vector<double> weight;  // of each comparison unit; ≥ 0, sums to 1
};

/// Fewer comparison units than this make no distribution of placebos.
inline constexpr std::size_t kFewestDonors = 10;
/// No more than this many are mixed: those that stood most like the treated, as a mixture of unlike ones interpolates over
/// what no unit has seen.
inline constexpr std::size_t kMostDonors = 60;

/// The mixture of points that is nearest to a target.
///
///   min_w ‖t − Σ w_j x_j‖² + ρ‖w‖²,   w ≥ 0,  Σ w = 1
///
/// ρ is 1e-8 of the mean ‖t − x_j‖²: it chooses among mixtures that are equally near the one that rests on most points.
/// Wolfe's algorithm: the nearest point of a hull by corrals of its corners; exact after finitely many steps.
///
/// reads    nothing but its arguments
/// returns  w, as many as points
/// errors   none; precondition: at least one point, all as long as the target
/// cost     O(J² T) and O(k³) per corner taken up, k the corners in the corral
/// source   Wolfe 1976, Finding the nearest point in a polytope, Math. Programming 11
std::vector<double> nearest_mixture(std::span<const double> target,
                                    std::span<const std::vector<double>> points);

/// The effect on few treated units by synthetic control.
///
///   effect = (y_after − ȳ) − Σ w_j (x_j,after − x̄_j)
///
/// where y is the weighted mean of the treated, ȳ and x̄_j are the means before, and w is the nearest mixture of the
/// comparison units' paths before, each about its own mean: a project goes to the worst places, and no mixture of better
/// ones stands as low, but one may have moved alike.
///
/// Placebos in space: every comparison unit in turn is taken for the treated and mixed from the others (for n treated
/// units: the mean of n that stood alike, n less where weights are unequal or units are few). p counts them; the standard
/// error is the root mean square of their gaps, times t_{0.975,ν}/1.96 with ν placebos that do not overlap. A placebo that
/// fits badly is kept: it can only widen the interval. It takes the treated to vary as the others do, and units as
/// independent: shocks that neighbours share make it too small.
///
/// reads    nothing but its arguments
/// params   kFewestDonors, kMostDonors
/// returns  absent: fewer than two values before, or fewer comparison units than kFewestDonors beyond those that a
///          placebo takes out
/// errors   none; precondition: `treated` is not empty, weights are positive, all paths are as long
/// cost     O(J (J² T + J³)) for J comparison units, at most kMostDonors
/// source   Abadie, Diamond & Hainmueller 2010 (mixture, placebos in space); Ferman & Pinto 2021 (about the mean before);
///          Arkhangelsky et al. 2021, alg. 4 (standard error of placebos)
std::optional<Synthetic> synthetic_control(std::span<const UnitPath> treated,
                                           std::span<const UnitPath> comparison);

}  // namespace cityloop
