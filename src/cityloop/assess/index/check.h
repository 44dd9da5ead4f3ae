#pragma once

// What a methodology does without saying so: the same thing counted twice, a part that matters more than its weight, a
// topic that does not hang together, a result that stands on one pillar.

#include <cstddef>
#include <vector>

#include "cityloop/assess/index/build.h"

namespace cityloop::index {

/// Two indicators, by their places in the method, and how they go together (normalised: more is better in both).
struct Related {
  std::size_t a = 0, b = 0;
  double r = kMissing;
};
inline constexpr double kTwins = 0.95;    // above: much the same is counted twice
inline constexpr double kOpposed = -0.4;  // below, within one topic: what one gains the other loses

/// A part of an aggregate: what it was given, and what it has.
struct Weighs {
  std::size_t node = 0;   // the part
  double weight = 0;      // among its siblings, sum 1
  double importance = 0;  // its squared correlation with the aggregate, as a share of its siblings' sum
};

struct Consistency {
  std::size_t node = 0;  // an aggregate
  std::size_t indicators = 0;
  double alpha = kMissing;  // of all indicators below it
};

/// The index without one part of it.
struct Without {
  std::size_t node = 0;
  double mean_shift = kMissing;    // mean |place without − place| over the units that have both
  std::size_t most = 0;            // the unit that moves most
  std::uint32_t from = 0, to = 0;  // its place with and without
  std::size_t lost = 0;            // units that have no place without it
};

struct Examined {
  std::vector<Related> twins;    // strongest first
  std::vector<Related> opposed;  // strongest first
  std::vector<Weighs> weighs;    // aggregate by aggregate, of those with two parts or more
  std::vector<Consistency> consistency;
  std::vector<Without> without;  // what moves the ranks most comes first
};

/// Cronbach's α of columns: how far they say the same.
///
///   α = k/(k − 1) · Σ_{i≠j} cov_ij / Σ_ij cov_ij
///
/// returns  at most 1; below 0 where the columns pull against each other
/// marks    over the units that have all columns; missing for fewer than two columns or three units, or where the sum does not vary
/// cost     O(units·columns²)
/// source   Cronbach 1951; OECD/JRC Handbook 2008, step 4
double cronbach_alpha(Parts);

/// Looks a made index through.
///
/// reads    normalised columns, scores and weights of Built, which must be of this Method
/// returns  Examined. Without: the weights of what remains are shared out anew among siblings, scores above are made anew; the
///          steps before (filling gaps, treating, normalising) do not depend on other indicators and stay
/// marks    a part cannot be left out where it is all that the index has, or where weights go by place (owa): it is not listed
/// cost     O(units·indicators²) for the pairs, and one pass up the tree for each part
/// source   OECD/JRC Handbook 2008, steps 4, 7 and 9; importance: Becker et al. 2017
Examined check(const Method&, const Built&, Run&);

}  // namespace cityloop::index
