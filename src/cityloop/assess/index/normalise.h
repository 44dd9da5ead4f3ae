#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/assess/index/summary.h"

namespace cityloop::index {

enum class Normaliser : std::uint8_t {
  none,                   // the values as they are, turned so that more is better
  min_max,                // (x − min)/(max − min)
  z,                      // (x − mean)/sd
  rank,                   // place among the units, 1 the worst
  borda,                  // how many units it leaves behind: rank − 1
  percentile,             // share of the others that it leaves behind, ties half
  distance_to_max,        // 1 − (max − x)/(max − min)
  distance_to_reference,  // 1 − (ref − x)/(ref − min), of one unit or the declared target
  goalposts,              // between declared ends, clipped
  target,  // between the 2.5th percentile and the declared target (else the mean of the best five), clipped
};
std::string_view to_word(Normaliser);
const std::vector<std::string>& normaliser_words();  // in the order of the enumerators
/// True where a value's result depends on the order of the units alone.
constexpr bool by_order(Normaliser n) {
  return n == Normaliser::rank || n == Normaliser::borda || n == Normaliser::percentile;
}

struct NormaliseRule {
  Normaliser by = Normaliser::min_max;
  double low = 0, high = 100;  // of min_max, goalposts, target and the distances
  double mean = 0, sd = 1;     // of z
  std::string reference = {};  // of distance_to_reference: a unit; empty: the declared target
  Shared ties = Shared::mean;  // of rank, borda, percentile
  friend bool operator==(const NormaliseRule&, const NormaliseRule&) = default;
};

/// What an indicator declares about its own scale, in its unit as it stands after treatment.
struct Ends {
  bool higher_is_better = true;
  std::optional<double> target = {};
  std::optional<double> worst = {}, best = {};  // goalposts
};

/// All that the affine normalisers take from a column, so that the bounds of one year can be held for another. Turned so
/// that more is better.
struct Scale {
  double least = kMissing, most = kMissing, mean = kMissing, sd = kMissing;
  double low_tail = kMissing, high_tail = kMissing;  // of target
  double reference = kMissing;
  double worst = kMissing, best = kMissing;  // goalposts
};

/// The scale of a column from its moments. `reference_row`: where the reference unit stands, if there is one. What needs
/// sorting is taken only for the rule that asks for it.
Scale scale_of(std::span<const double> x, const Ends&, const NormaliseRule&,
               std::optional<std::size_t> reference_row, const Moments&);

struct RankScratch {
  std::vector<std::uint32_t> order;
  Values ranks;
};
/// Puts a column on the common scale; more is better afterwards.
///
///   y = f(d·x),  d = +1 or −1 by the indicator's direction; never 1/x, which would bend the scale
///
/// returns  one value for each unit; missing where x is
/// marks    all missing where the column does not vary (least = most, sd = 0): a scale that nobody could be placed on;
///          percentile of a single unit
/// cost     O(n); O(n log n) for the three that go by order
/// source   OECD/JRC Handbook 2008, step 6; target: Sustainable Development Report; goalposts: Human Development Report
void normalise(std::span<const double> x, const Ends&, const Scale&, const NormaliseRule&, RankScratch&,
               std::span<double> out);

/// False where the column cannot be normalised because all its values are equal, or its ends are.
bool can_normalise(const Scale&, const NormaliseRule&);

}  // namespace cityloop::index
