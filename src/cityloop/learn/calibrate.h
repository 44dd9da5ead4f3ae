#pragma once

#include <array>
#include <span>

#include "cityloop/decide/effect.h"
#include "cityloop/learn/outcome.h"

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

/// A comparison whose past nobody could look at, or that was too uncertain to tell: an unknown pre-trend is not a pass.
inline constexpr double kUntestedNoise = 0.20;

/// The belief after one more ratio: normal prior, normal likelihood.
///
///   1/σ'² = 1/σ² + 1/s²,   μ' = σ'² (μ/σ² + r/s²)
///
/// reads    nothing but its arguments
/// errors   none; a standard error below kModelNoise is taken as kModelNoise
/// source   Gelman et al., Bayesian Data Analysis, 3rd ed., §2.5
Belief updated(const Belief& prior, SeenRatio seen);
/// The belief that one ratio alone makes: what an owner's first outcome says.
Belief first(SeenRatio seen);

/// How many of our promised intervals held.
struct Kept {
  double level = 0;  // what was promised: 0.50, 0.80, 0.95
  std::size_t held = 0, of = 0;
  double share = 0;          // held ÷ of; 0 of none
  double low = 0, high = 1;  // its own 95 % interval
};

/// Were our intervals honest: of the outcomes that can judge a promise, the share that lies within its interval.
///
///   |measured − promised| ≤ z √(σ_promise² + σ_measured²)
///
/// reads    outcomes with a comparison that is not doubtful and a promise with a doubt
/// returns  one row per level; the share's interval is Wilson's: with five outcomes nothing much is known, and it says so
/// errors   none
/// source   Gneiting, Balabdaoui & Raftery 2007 (calibration); Wilson 1927; Brown, Cai & DasGupta 2001
std::array<Kept, 3> kept_promises(std::span<const Outcome>);

}  // namespace cityloop
