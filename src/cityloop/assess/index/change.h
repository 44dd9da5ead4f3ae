#pragma once

// Why a score changed: what is due to the data, and what to those who count.

#include <array>
#include <string>
#include <vector>

#include "cityloop/assess/index/build.h"

namespace cityloop::index {

/// The four things that may differ between two editions of an index.
enum class Cause : std::uint8_t { data, weights, bounds, method };
inline constexpr std::size_t kCauses = 4;
Text words_of(Cause);
std::string_view to_word(Cause);

struct Edition {
  const Panel& panel;
  const Method& method;
};

struct Changed {
  Built before, after;
  std::vector<std::string> unit;  // in both editions, in the order of the later one
  std::vector<std::string> only_before, only_after;
  std::vector<double> score_before, score_after;
  std::vector<std::uint32_t> place_before, place_after;  // among all units of each edition
  std::vector<std::array<double, kCauses>> share;        // of the change of the score; they sum to it
};

/// Shares a change of scores out over data, weights, bounds and method.
///
///   φ_k = Σ_{S ∌ k} |S|!(3 − |S|)!/4! · (v(S ∪ {k}) − v(S))
///
/// v(S) is the score made with the later edition's part of everything in S and the earlier one's of the rest. Data: the table.
/// Weights: as they came out, whatever made them. Bounds: what normalising takes from the treated table, and declared goalposts
/// and targets. Method: everything else, from the tree of the index to how it is put together. Every order of replacing one
/// after another counts the same, so nobody's share depends on who is named first.
///
/// returns  Changed; the four shares of a unit sum to its change to rounding (≤ 1e-9)
/// marks    shares are missing where the score is in one of the sixteen mixtures: an indicator that only one edition has leaves
///          too little weight
/// errors   those of build(), of either edition
/// cost     18 builds
/// source   Shapley 1953; Shorrocks 2013
Changed explain_change(const Edition& before, const Edition& after, Run&);

}  // namespace cityloop::index
