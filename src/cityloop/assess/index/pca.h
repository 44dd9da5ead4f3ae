#pragma once

#include <vector>

#include "cityloop/assess/index/weights.h"

namespace cityloop::index {

/// What principal components say about weights.
struct Components {
  std::vector<double> eigenvalue;  // all, largest first; they sum to the number of parts
  std::size_t kept = 0;
  std::vector<double> loading;  // parts × kept, rotated; the largest of each component is positive
  std::vector<double> weight;   // sum 1
};

/// Weights from what the parts have in common: components of the correlation matrix, turned by varimax so that each part
/// loads on few of them; a part weighs what its strongest component explains of it.
///
///   R = V Λ Vᵀ    L = V √Λ (kept)    L ← varimax(L)    w_j ∝ max_f L_jf²
///
/// That is the Handbook's (L_jf²/Σ_j L_jf²) × (share of component f in the variance explained).
///
/// params   variance: keep components until they explain this share; 0: keep those with an eigenvalue above 1 (at least one)
/// returns  Components
/// marks    a part that does not vary has no correlation and weight 0
/// cost     O(n·parts² + parts³)
/// source   OECD/JRC Handbook 2008, step 6; Nicoletti, Scarpetta & Boylaud 2000; varimax: Kaiser 1958
Components principal_components(Parts, double variance = 0);

}  // namespace cityloop::index
