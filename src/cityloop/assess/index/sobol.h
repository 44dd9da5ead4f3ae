#pragma once

// Which choice moves the result how much: points that fill space evenly, and variance shares from them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "cityloop/base/run.h"

namespace cityloop::index {

/// The first n points of Sobol's sequence in d dimensions, scrambled after Owen: each bit is flipped by chance that depends on
/// the bits above it, so that the points stay as even as they were, are uniform, and another seed gives other points.
///
/// params   n a power of two (else the evenness suffers); 1 ≤ d ≤ 3667
/// returns  n × d numbers in (0, 1), row by row; the same for any number of threads
/// cost     O(n·d)
/// source   Sobol 1967, direction numbers of Joe & Kuo 2008 (Boost.Random); Owen 1995
std::vector<double> scrambled_sobol(std::size_t n, std::size_t d, std::uint64_t seed);

/// Saltelli's design: two independent samples A and B, and for each factor A with that one column of B: n(d + 2) points.
struct Design {
  std::size_t n = 0, d = 0;
  std::vector<double> a, b;  // n × d each
  std::size_t runs() const { return n * (d + 2); }
  /// The r-th point: A, then B, then A with column 0 of B, and so on.
  void point(std::size_t run, std::span<double> out) const;
};
Design saltelli(std::size_t n, std::size_t d, std::uint64_t seed);

struct Estimate {
  double value = 0, low = 0, high = 0;  // and its 95 % interval
};
/// How much of the variance of a result each factor makes.
struct Sensitivity {
  double variance = 0;
  std::vector<Estimate> first;  // alone
  std::vector<Estimate> total;  // with all that it does together with others
};

/// Variance shares from the results at a design's points.
///
///   S_i = E[f_B (f_ABi − f_A)]/V      S_Ti = E[(f_A − f_ABi)²]/2V
///
/// f is taken about its mean first, which changes nothing in expectation and much in scatter.
///
/// params   result(run): at the run-th point; `bootstrap` times rows are drawn anew, all columns together
/// returns  estimates with percentile intervals; intervals are the values themselves without bootstrap
/// marks    all 0 where the result does not vary
/// cost     O(n·d·(1 + bootstrap))
/// source   Saltelli et al. 2010; Jansen 1999
Sensitivity sensitivity(const Design&, const std::function<double(std::size_t run)>& result,
                        std::size_t bootstrap, std::uint64_t seed);

}  // namespace cityloop::index
