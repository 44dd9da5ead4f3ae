#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cityloop/base/text.h"

namespace cityloop {

/// A value of a series at a moment, in years (2025.5 is the middle of 2025).
struct SeriesPoint {
  double year = 0, value = 0;
};
/// What is to be reached by the end of a year; several in order lead to the long-term goal.
struct Target {
  int year = 0;
  double value = 0;  // in the indicator's unit
  friend bool operator==(const Target&, const Target&) = default;
};

/// Where a series is going, against where it has to go. The five words are those of the Sustainable Development Report.
enum class Course : std::uint8_t { unknown, decreasing, stagnating, improving, on_track, met, slipping };
std::string_view to_word(Course);
Text name_of(Course);

struct Pace {
  Target target;                   // the next one
  std::optional<double> observed;  // per year, towards better > 0; absent: fewer than three points
  double observed_low = 0, observed_high = 0;  // 95 % of it
  double required = 0;                         // per year from the last point to the target, towards better
  std::optional<double> expected;              // at the target's year, as the series goes on
  std::optional<double> probability;           // that the target is met in its year
  Course course = Course::unknown;
};

/// Median of all slopes between two points, and its interval by Kendall's rank statistic; needs three points of different
/// years.
///
///   slope = median over i < j of (vⱼ − vᵢ)/(yⱼ − yᵢ);  interval: the slopes ranked (N ∓ C)/2, C = z · √(n(n−1)(2n+5)/18)
///
/// source   Theil 1950; Sen 1968
struct Slope {
  double middle = 0, low = 0, high = 0;
};
std::optional<Slope> theil_sen(std::span<const SeriesPoint>, double confidence = 0.95);

/// Where the series stands against the first target that still lies ahead of `now` (or the last one).
///
///   required     (target − last value) ÷ (target year − year of the last point)
///   course       met: the last value meets the target and the trend does not lose it by its year (slipping: it does);
///                else by observed ÷ required: ≤ 0 decreasing, < ½ stagnating, < 1 improving, ≥ 1 on_track
///   probability  of a new observation at the target's year under a straight line with normal errors (least squares):
///                P(T_{n−2} ≥ (target − ŷ)/(s·√(1 + 1/n + (x−x̄)²/Sxx))); a series without scatter gives 0 or 1
///
/// Values are compared as better where `higher_is_better` says so; a target that lies on the worse side of the last value is
/// one that is met. Nothing is said of less than three points.
/// source   Sachs et al., Sustainable Development Report, methodology: trend arrows (there from growth rates; here from
///          absolute steps, so that a value of zero has a pace too)
std::optional<Pace> pace(std::span<const SeriesPoint>, std::span<const Target>, bool higher_is_better,
                         double now);

}  // namespace cityloop
