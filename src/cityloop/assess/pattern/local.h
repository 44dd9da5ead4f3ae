#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cityloop/assess/pattern/neighbours.h"
#include "cityloop/base/run.h"

namespace cityloop {

/// How a site's neighbours are compared with what chance would put there.
struct LocalTest {
  std::size_t permutations = 999;  // the smallest p is 2/(permutations + 1)
  std::uint64_t seed = 0;
  /// Besag & Clifford 1991: stop once both tails hold so many draws, and take 2·enough/drawn for p. Whoever is clearly
  /// not unusual is told so after a few dozen draws; p stays a valid p. 0: always draw all.
  std::size_t enough = 0;
  /// Sites whose closed-form |z| is below this are not drawn for; they get the normal p of z, which is large. Sites near
  /// any threshold of interest are drawn for. 0: draw for all.
  double screen = 0;
};

/// Who lies among whom, site by site, given the site's own value: the neighbours' sum Lᵢ = Σⱼ wᵢⱼxⱼ against what it
/// would be if the other n − 1 values were dealt out anew.
///
///   Iᵢ  = (n − 1) zᵢ Σⱼ wᵢⱼzⱼ / Σ z²                        local Moran: > 0 among its like
///   Gᵢ  = (Lᵢ − Wᵢx̄₍ᵢ₎) / (s₍ᵢ₎ √((N·S₁ᵢ − Wᵢ²)/(N − 1)))      Getis–Ord without the site: N = n − 1, S₁ᵢ = Σⱼ wᵢⱼ²
///   Gᵢ* = the same with the site among its own neighbours (wᵢᵢ the row's mean weight, 1 where weights are 1) and N = n
///
/// Given xᵢ, all three are straight lines in Lᵢ, so that one test serves them: Gᵢ is the closed-form z of Lᵢ under
/// conditional randomisation, and p comes from drawing kᵢ of the other sites without replacement. p = 2·min(tail), each
/// tail with the draw that was observed: (number at least, or at most, as large + 1)/(permutations + 1), at most 1.
///
/// Draws come from a counter-based stream of the site (SplitMix64 over a key of Random{seed, site}), so they do not
/// depend on threads. On maps of 20,000 sites and more a draw is a window of kᵢ places in one of several shuffles of all
/// values, drawn again if it holds the site: also kᵢ sites without replacement, and one place in memory instead of kᵢ.
/// For each permutation there are twenty windows that do not overlap. Values are drawn as whole multiples of 2⁻³⁰ of
/// their range: equal sums are equal whatever the order of their terms. (With unequal weights in a row sums are rounded
/// as usual.)
///
/// marks    none: the caller chooses the sites. Islands have I = G = 0, p = 1 and are counted
/// returns  zeros and p = 1 where all values are equal or fewer than four sites have neighbours
/// source   Anselin 1995; Getis & Ord 1992, Ord & Getis 1995; Besag & Clifford 1991
/// cost     O(sites · permutations · degree), less by the share that stops early
struct LocalPattern {
  std::size_t islands = 0;
  std::vector<double> moran;         // Iᵢ
  std::vector<double> g, g_star;     // z-values
  std::vector<double> p;             // two-sided
  std::vector<std::uint32_t> drawn;  // permutations made for the site
};
LocalPattern local_pattern(std::span<const double> value, const Neighbours&, const LocalTest&, Run&);

/// p-values mended for looking at many sites at once: reject those whose mended p is at most q, and of the rejected a
/// share of at most q is expected to be chance. Benjamini & Hochberg 1995 hold where tests are independent or
/// positively dependent, as neighbours are; Benjamini & Yekutieli 2001 under any dependence, at the price of Σ 1/i.
enum class Dependence : std::uint8_t { positive, any };
std::vector<double> false_discovery(std::span<const double> p, Dependence = Dependence::positive);

/// What a site is, at a rate of false discoveries.
enum class Spot : std::uint8_t { none, high, low, high_among_low, low_among_high, island };
std::string_view to_word(Spot);
/// high and low are clusters (Iᵢ > 0), the others outliers. mended: from false_discovery.
std::vector<Spot> spots(std::span<const double> value, const Neighbours&, const LocalPattern&,
                        std::span<const double> mended, double rate);

}  // namespace cityloop
