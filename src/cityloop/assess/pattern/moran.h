#pragma once

#include <span>
#include <vector>

#include "cityloop/assess/pattern/neighbours.h"

namespace cityloop {

/// Whether like lies beside like over the whole map. Islands are no sites here: they are left out of n, of the mean and
/// of the weights, and their number is told.
///
///   I = (n/S₀) Σᵢⱼ wᵢⱼ zᵢzⱼ / Σ z²      z = x − x̄      E(I) = −1/(n − 1)
///   normal      V = (n²S₁ − nS₂ + 3S₀²) / ((n² − 1)S₀²) − E²
///   randomised  V = (n((n² − 3n + 3)S₁ − nS₂ + 3S₀²) − b₂((n² − n)S₁ − 2nS₂ + 6S₀²))
///                   / ((n − 1)(n − 2)(n − 3)S₀²) − E²
///   S₀ = Σ w, S₁ = ½ Σ (wᵢⱼ + wⱼᵢ)², S₂ = Σ (wᵢ. + w.ᵢ)², b₂ = n Σ z⁴ / (Σ z²)²
///
/// marks    none: the caller chooses the sites
/// returns  zeros and p = 1 with fewer than four sites or where all values are equal
/// source   Moran 1950; Cliff & Ord 1981
/// cost     O(pairs log degree)
struct Autocorrelation {
  std::size_t sites = 0, islands = 0;
  double value = 0, expected = 0;
  double variance_normal = 0, variance_random = 0;
  double z_normal = 0, z_random = 0;  // (value − expected)/√variance
  double p_normal = 1, p_random = 1;  // two-sided
};
Autocorrelation moran(std::span<const double> value, const Neighbours&);

/// Geary's C, which looks at differences: ((n − 1)/2S₀) Σ w(xᵢ − xⱼ)² / Σ z², 1 where there is no pattern, below 1 where
/// like lies beside like. Variances after Cliff & Ord 1981, (1.33) and (1.34). z > 0 means C > 1.
/// source   Geary 1954
Autocorrelation geary(std::span<const double> value, const Neighbours&);

/// Rates made comparable: in small populations rates swing by chance, and swings look like clusters. Each rate's distance
/// from the overall one, in its own standard deviation; feed it to moran() or local_moran().
///
///   b = Σe/Σp    s² = Σ p(r − b)²/Σp    a = s² − b/(Σp/n)    z = (r − b)/√(a + b/p), √(b/p) where that is negative
///
/// params   population > 0 for every site
/// source   Assunção & Reis 1999
std::vector<double> empirical_bayes_rates(std::span<const double> events, std::span<const double> population);

/// How much of Gini is between sites that are near each other, and how much between all others; near + far is Gini.
/// Values are counted once a site (no weights but near or not).
///
///   near = Σ over ordered pairs that are neighbours |xᵢ − xⱼ| / (2n²μ)
///
/// source   Rey & Smith 2013
struct NearAndFar {
  double near = 0, far = 0;
};
NearAndFar gini_near_and_far(std::span<const double> value, const Neighbours&);

/// p of a standard normal z, both tails.
double two_sided(double z);

}  // namespace cityloop
