#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cityloop {

/// How much longer a metre takes on a slope than on the flat; slope = rise / run, negative downhill.
///
/// On foot, Tobler's hiking function, whose speed is e^(−3.5·|slope + 0.05|), fastest at −5 %:
///   t(slope) = e^(3.5·|slope + 0.05|) / e^(3.5·0.05)
/// source   Tobler 1993, Three presentations on geographical analysis and modeling (NCGIA 93-1)
double walking_time(double slope);
/// By bicycle, the speed v at which a rider's power is used up:
///   P = v·(m·g·sin a + m·g·c·cos a + ½·ρ·A·v²),  a = atan slope
/// with P = 100 W, m = 90 kg, rolling c = 0.006, drag area A = 0.6 m², ρ = 1.225 kg/m³, g = 9.81 m/s². Downhill one
/// brakes at one and a half times the speed on the flat; uphill one gets off where walking (1.25 m/s on the flat) is
/// faster. t(slope) = v(0) / v(slope), in steps of 0.1 % of slope up to ±45 %.
/// source   Martin et al. 1998 (validation of such a model); the constants are those of a relaxed rider
double cycling_time(double slope);
/// No slope makes anybody faster than this: for bounds by the straight line.
inline constexpr double kMostGainWalking = 1.2, kMostGainCycling = 1.5;

/// Time along a stretch in both directions, ‰ of that on the flat, at least 1 and at most 65,535.
struct Climb {
  std::uint16_t walk_forward = 1000, walk_backward = 1000, cycle_forward = 1000, cycle_backward = 1000;
};
/// `heights` stand at equal steps along a stretch, from one end to the other. They are smoothed first. The ends alone make
/// a straight slope: what a bridge or a tunnel is, whatever the ground does between.
Climb climb(std::span<const float> heights, double step_m);
/// The mean over 100 m around each height, and over as much as there is on both sides near the ends: a straight slope
/// and the heights of the ends stay as they are.
std::vector<double> smoothed(std::span<const float> heights, double step_m);
inline constexpr double kHeightStep_m = 10, kSmoothOver_m = 100;

}  // namespace cityloop
