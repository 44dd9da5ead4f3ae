#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace cityloop {

/// Whether a cost that equals a threshold still lies within it: R `accessibility` and GB 50180 say yes, R5 says no.
enum class Edge : std::uint8_t { counts, does_not };

/// How the weights of a list of steps are read. The two published conventions differ in which side of a threshold
/// its weight stands on.
enum class StepRule : std::uint8_t {
  up_to,  // (threshold, weight): the weight of the first threshold ≥ cost; 0 beyond the last (Luo & Qi 2009; PySAL)
  from_on,  // the weight of the largest threshold ≤ cost; 1 before the first, the last one for ever (R `accessibility`)
};

/// How much an opportunity counts at a cost ≥ 0: 1 at the door (all but the R5 linear form), never rising.
///
///   binary       1
///   steps        as StepRule says
///   linear       max(0, 1 − c/T)
///   power        min(1, (c/scale)^−b)               (R clips at 1; scale: the unit that b was estimated for)
///   exponential  e^(−r·c)                           (half-life h: r = ln 2 / h)
///   logistic     (1 + e^(−m·k)) / (1 + e^((c−m)·k)), k = π / (s·√3): mean m and standard deviation s, scaled to 1
///   at 0 gaussian     e^(−½(c/σ)²)
///   bell         (e^(−½(c/T)²) − e^(−½)) / (1 − e^(−½)): 1 at the door and 0 at T (Dai 2010)
///
/// and 0 beyond the limit in every form.
///
/// source   Hansen 1959 (power); Ingram 1971 (gaussian); Dai 2010 (bell); the logistic of R5 and R `accessibility`
struct Decay {
  enum class Of : std::uint8_t { binary, steps, linear, power, exponential, logistic, gaussian, bell };
  Of of = Of::binary;
  double
      a = 0,
      b = 0;  // linear, bell: T; power: exponent; exponential: rate; logistic: mean, deviation; gaussian: σ
  double scale = 1;  // power
  double limit = std::numeric_limits<double>::infinity();
  Edge edge = Edge::counts;
  StepRule rule = StepRule::up_to;
  std::vector<std::pair<double, double>> steps = {};  // threshold ascending, weight
  /// Costs this small a part above a threshold still equal it: a sum of whole millimetres that was divided by a
  /// speed may miss its step by one rounding.
  double slack = 0;

  double operator()(double cost) const;
  /// The weights of many costs at one time.
  void weigh(std::span<const double> costs, std::span<double> weights) const;

  static Decay binary(double limit, Edge edge = Edge::counts);
  static Decay stepped(std::vector<std::pair<double, double>> steps, StepRule rule);
  static Decay linear(double zero_at);
  static Decay power(double exponent);
  static Decay exponential(double rate);
  static Decay half_life(double cost);
  static Decay logistic(double mean, double deviation);
  static Decay gaussian(double sigma);
  static Decay bell(double zero_at);
  Decay until(double last) const;  // the same, and 0 beyond
};

}  // namespace cityloop
