#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cityloop/learn/estimate.h"
#include "cityloop/learn/outcome.h"
#include "cityloop/learn/synthetic.h"

namespace cityloop {

/// What earlier snapshots know of the cells of one outcome: [cell][snapshot], oldest first; absent: no value there.
using CellHistory = std::vector<std::vector<std::optional<double>>>;
struct Past {
  std::vector<double> years;  // of the snapshots, counted from the baseline: negative, ascending
  CellHistory treated, comparison;
  double ahead = 1;  // years from the baseline to the outcome
};

/// A difference before the project that chance makes more seldom than this says that the cells moved apart. One in
/// twenty sound comparisons is called doubtful by it.
inline constexpr double kApart = 0.05;
/// Fewer treated cells than this are few units: their own spread says little, and a mixture is asked for.
inline constexpr std::size_t kFewCells = 8;
/// A mixture needs so many earlier snapshots, apart from the baseline.
inline constexpr std::size_t kFewestEarlier = 3;

/// Whether treated and comparison cells moved alike before.
///
///   d = (difference of the cells' trends before) · (years from the baseline to the outcome)
///
/// where a cell's trend is the least-squares slope of its values in the earlier snapshots and at the baseline, and cells
/// count as they do in the outcome: d is what going on as before would add to the effect by itself. p = 2 (1 − Φ(|d|/SE))
/// with the standard error of difference(), at least `floor`. Apart: p < kApart. Alike: not apart, and 1.96 SE is less
/// than the promise, so that a difference as large would have been seen. Anything else is unknown: a test that could see
/// nothing is no pass. A test that passes does not prove that the cells would have gone on alike.
///
/// Apart means that the effect is off by an unknown amount in an unknown direction. A wider interval would not be around
/// the right value, and a belief's update takes it to be: a doubtful outcome is shown and moves no belief.
///
/// reads    nothing but its arguments
/// params   floor: a difference that is nothing, in the indicator's unit; predicted: the promise before beliefs
/// marks    unknown: no earlier snapshot with values for half of the treated people and for two comparison cells
/// errors   none
/// cost     O((T + C) × snapshots)
/// source   Angrist & Pischke 2009, §5.2; Roth 2022 (what passing does not show); Bilinski & Hatfield 2019 (in terms of
///          the effect)
PreTrend pre_trend(std::span<const Seen> treated, std::span<const Seen> comparison, const Weighting&,
                   const Past&, double floor, double predicted);

/// A synthetic control where it is the better comparison: kFewestEarlier earlier snapshots that know every treated cell, and
/// fewer treated cells than kFewCells or no match. `used`: positions of the comparison cells that were mixed from.
struct Mixture {
  Synthetic now;
  PreTrend
      before;  // the same mixture asked about the last interval before, as if the project had opened there
  std::vector<std::uint32_t> used;
};
std::optional<Mixture> mixture(std::span<const Seen> treated, std::span<const Seen> comparison,
                               const Weighting&, const Past&, double floor, double predicted);

}  // namespace cityloop
