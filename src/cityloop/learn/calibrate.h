#pragma once

#include "cityloop/decide/effect.h"

namespace cityloop {

/// A ratio that was seen (measured ÷ predicted), and how far it can be trusted.
struct SeenRatio {
  double ratio = 1, standard_error = 1;
};

/// No outcome says more than this about the next project of its type: sites differ, and the value before and after come
/// from the same model. A computed effect without spread would otherwise turn a belief into certainty.
inline constexpr double kModelNoise = 0.10;  // of the predicted change, and of a price
/// Before–after without comparison cells cannot tell the project from everything else that happened.
inline constexpr double kUncomparedNoise = 0.50;

/// The belief after one more ratio: normal prior, normal likelihood.
///
///   1/σ'² = 1/σ² + 1/s²,   μ' = σ'² (μ/σ² + r/s²)
///
/// reads    nothing but its arguments
/// errors   none; a standard error below kModelNoise is taken as kModelNoise
/// source   Gelman et al., Bayesian Data Analysis, 3rd ed., §2.5
Belief updated(const Belief& prior, SeenRatio seen);

}  // namespace cityloop
