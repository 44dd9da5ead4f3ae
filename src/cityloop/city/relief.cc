#include "cityloop/city/relief.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cityloop {
namespace {

constexpr double kPower_W = 100, kMass_kg = 90, kRolling = 0.006, kDragArea_m2 = 0.6, kAir = 1.225,
                 kGravity = 9.81;
constexpr double kPush_mps = 1.25;

/// The speed at which 100 W are used up: power grows with speed wherever it is positive, so halving finds it.
double ridden_mps(double slope) {
  const double angle = std::atan(slope);
  const double force = kMass_kg * kGravity * (std::sin(angle) + kRolling * std::cos(angle));
  double low = 0, high = 60;
  for (int i = 0; i < 60; ++i) {
    const double v = (low + high) / 2;
    (v * (force + 0.5 * kAir * kDragArea_m2 * v * v) < kPower_W ? low : high) = v;
  }
  return low;
}

constexpr int kSteepest = 450;  // ‰

std::array<double, 2 * kSteepest + 1> cycling_times() {
  std::array<double, 2 * kSteepest + 1> times{};
  const double flat = ridden_mps(0);
  for (int i = -kSteepest; i <= kSteepest; ++i) {
    const double slope = i / 1000.0;
    const double v =
        std::min(std::max(ridden_mps(slope), kPush_mps / walking_time(slope)), kMostGainCycling * flat);
    times[static_cast<std::size_t>(i + kSteepest)] = flat / v;
  }
  return times;
}

}  // namespace

double walking_time(double slope) { return std::exp(3.5 * (std::abs(slope + 0.05) - 0.05)); }

double cycling_time(double slope) {
  static const auto times = cycling_times();
  const double i = std::clamp(std::round(slope * 1000), -double{kSteepest}, double{kSteepest});
  return times[static_cast<std::size_t>(static_cast<int>(i) + kSteepest)];
}

std::vector<double> smoothed(std::span<const float> heights, double step_m) {
  const std::size_t n = heights.size();
  std::vector<double> sum(n + 1, 0.0), out(n);
  for (std::size_t i = 0; i < n; ++i) sum[i + 1] = sum[i] + static_cast<double>(heights[i]);
  const auto half = static_cast<std::size_t>(std::floor(kSmoothOver_m / 2 / std::max(step_m, 1e-3) + 1e-9));
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t k = std::min({half, i, n - 1 - i});
    out[i] = (sum[i + k + 1] - sum[i - k]) / static_cast<double>(2 * k + 1);
  }
  return out;
}

Climb climb(std::span<const float> heights, double step_m) {
  Climb c;
  const std::size_t n = heights.size();
  if (n < 2 || !(step_m > 0)) return c;
  const std::vector<double> h = smoothed(heights, step_m);
  double sum[4] = {};
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double slope = (h[i + 1] - h[i]) / step_m;
    sum[0] += walking_time(slope);
    sum[1] += walking_time(-slope);
    sum[2] += cycling_time(slope);
    sum[3] += cycling_time(-slope);
  }
  const auto permille = [&](double s) {
    return static_cast<std::uint16_t>(
        std::clamp(std::round(1000 * s / static_cast<double>(n - 1)), 1.0, 65535.0));
  };
  return {permille(sum[0]), permille(sum[1]), permille(sum[2]), permille(sum[3])};
}

}  // namespace cityloop
