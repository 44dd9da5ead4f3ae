#pragma once

// Figures of one or two columns. Missing values are left out; pairs count where both values are there.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "cityloop/assess/index/panel.h"

namespace cityloop::index {

/// Moments of what is there.
///
///   skew = g₁·√(n(n−1))/(n−2)      kurtosis = ((n+1)(r−3)+6)(n−1)/((n−2)(n−3)),  g₁ = m₃/m₂^{3/2}, r = m₄/m₂²
///
/// returns  mean, sd with n − 1; both shapes with the small-sample corrections, the kurtosis as excess over the normal one
/// marks    sd is missing for n < 2; skew for n < 3 or equal values; kurtosis for n < 4 or equal values
/// cost     two passes
/// source   Joanes & Gill 1998 (G₁, G₂); OECD/JRC Handbook 2008, step 5
struct Moments {
  std::size_t n = 0;
  double least = kMissing, most = kMissing, mean = kMissing, sd = kMissing, skew = kMissing,
         kurtosis = kMissing;
};
Moments moments(std::span<const double>);

/// Interpolated between order statistics at 1 + (n − 1)p (Hyndman & Fan's type 7). Missing if nothing is there.
double quantile(std::span<const double>, double p);
double median(std::span<const double>);

/// Pearson's r; missing for fewer than 3 pairs or where one column does not vary.
double correlation(std::span<const double> a, std::span<const double> b);

/// Places in the order of size, 1 the smallest (of −x with `falling`); equal values share the mean of their places, or all
/// take the lowest. Missing stays missing. `order` and `out` are scratch and result; both are resized.
enum class Shared : std::uint8_t { mean, low };
void ranks(std::span<const double>, bool falling, Shared, std::vector<std::uint32_t>& order, Values& out);

/// Places for people: 1 the best (largest), equal scores the same place, and the next one is skipped ("1, 2, 2, 4").
/// 0: no score.
///
/// cost     O(n) for scores that lie about evenly between the least and the most, or in bells; O(n log n) else
std::vector<std::uint32_t> places(std::span<const double> score);
/// The same into a column that is there, as often as one likes with the same scratch.
struct PlaceScratch {
  std::vector<std::pair<double, std::uint32_t>> item;
  std::vector<std::uint32_t> end;
};
void places(std::span<const double> score, PlaceScratch&, std::span<std::uint32_t> out);

}  // namespace cityloop::index
