#pragma once

#include <cstdint>
#include <span>

#include "cityloop/assess/index/panel.h"
#include "cityloop/base/text.h"

namespace cityloop::index {

/// Coupling coordination (耦合协调度) of several subsystems, as usually printed and corrected.
///
///   C = n·(ΠU)^{1/n} / ΣU        T = Σ α_i U_i        D = √(C·T)
///   corrected C = √{[1 − Σ_{i>j}|U_i − U_j| / (n(n−1)/2)] · [Π U_i/max U]^{1/(n−1)}}
///
/// The usual C stays above 0.94 for an imbalance of 2 to 1, so that nearly everything is “coordinated”; the corrected one
/// uses the whole of [0, 1]. Both are given. Wrong variants in print lose the n, or take another exponent.
///
/// params   u in [0, 1]; weight α ≥ 0 with sum 1
/// returns  C, D and their corrected twins in [0, 1]; T. A subsystem at 0 makes C and D 0: after min–max that is the worst
///          unit by construction, and no finding
/// marks    missing where a subsystem is missing or outside [0, 1]
/// cost     O(n²)
/// source   Wang Shujia et al. 2021, Journal of Natural Resources 36(3):793
struct Coupling {
  double c = kMissing, t = kMissing, d = kMissing;
  double c_corrected = kMissing, d_corrected = kMissing;
};
Coupling coupling(std::span<const double> u, std::span<const double> weight);

/// The usual ten grades of D, from 0 (极度失调) to 9 (优质协调); each holds its lower end, the last both.
int coupling_grade(double d);
Text coupling_grade_words(int grade);

}  // namespace cityloop::index
