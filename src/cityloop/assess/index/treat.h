#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/assess/index/summary.h"

namespace cityloop::index {

struct TreatRule {
  bool on = false;
  double skew = 2,
         kurtosis = 3.5;      // a column passes if |skew| is below the one or the kurtosis below the other
  std::size_t winsorise = 5;  // points at most
  bool log = true;            // where that is not enough
  friend bool operator==(const TreatRule&, const TreatRule&) = default;
};

enum class Verdict : std::uint8_t {
  passes,        // left alone
  winsorised,    // passes now
  logged,        // winsorising was not enough: taken back, and the logarithm instead
  still_skewed,  // nothing helped; left as it was
  cannot_judge,  // fewer than 3 values, or all equal: not the same as a pass
};

/// What was done to a column, and why.
struct Treatment {
  Verdict verdict = Verdict::passes;
  Moments before, after;
  std::size_t points = 0;  // winsorised
};

/// Tames a column in place, so that a few extreme units do not set the scale for all others.
///
///   winsorise: the extreme on the side of the skew takes the next value, with all that tie with it, until the column
///              passes or more than `winsorise` points would be touched
///   log:       ln(x − min + 0.01·range); for a tail on the left −ln(max − x + 0.01·range), so that order is kept
///
/// params   TreatRule
/// returns  verdict, moments before and after, number of points
/// marks    missing values stay missing
/// cost     O(n) for each point that is tried
/// source   OECD/JRC Handbook 2008, step 5; Groeneveld & Meeden thresholds as in the JRC's practice
Treatment treat(std::span<double> x, const TreatRule&);
/// The same for a column whose moments are known.
Treatment treat(std::span<double> x, const TreatRule&, const Moments&);
/// True where a column with these moments is left alone: it passes, or cannot be judged, or nothing is to be done.
bool left_alone(const TreatRule&, const Moments&);

}  // namespace cityloop::index
