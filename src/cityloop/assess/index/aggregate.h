#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/assess/index/panel.h"
#include "cityloop/base/text.h"

namespace cityloop::index {

enum class Aggregator : std::uint8_t {
  arithmetic,  // Σ wx
  geometric,   // exp Σ w ln x
  harmonic,    // 1 / Σ w/x
  power,       // (Σ w x^p)^{1/p}; p → 0 is the geometric mean
  owa,         // Σ v_i x_(i): weights by place, best first
  mpi_minus,   // M(1 − cv²): imbalance is punished
  mpi_plus,    // M(1 + cv²), where more is worse
  worst,       // mean of the k worst
  copeland,    // wins less losses against all other units
  topsis,      // D⁻/(D⁺ + D⁻)
  bod,         // benefit of the doubt: the weights that are best for each unit
};
std::string_view to_word(Aggregator);
const std::vector<std::string>& aggregator_words();
/// True where a unit's score needs no other unit.
constexpr bool by_unit(Aggregator a) { return a < Aggregator::copeland; }
/// True where values must be positive.
constexpr bool needs_positive(Aggregator a, double power) {
  return a == Aggregator::geometric || a == Aggregator::harmonic || (a == Aggregator::power && power != 1);
}

struct AggregateRule {
  Aggregator by = Aggregator::arithmetic;
  double power = 1;                 // of power
  std::vector<double> places = {};  // of owa: weights by place, best first; sum 1
  std::size_t worst = 2;            // of worst
  double share_least = 0.05;        // of bod: what each part must and may make up of the score
  double share_most = 1;
  double at_least = 0.5;  // share of the weight that must be there for a score
  friend bool operator==(const AggregateRule&, const AggregateRule&) = default;
};

/// One unit's parts to one score. Weights of what is there are taken anew to sum 1: a missing part is neither zero nor
/// a reason to be without a score, as long as `at_least` of the weight is there.
///
/// params   weight ≥ 0, sum 1; AggregateRule with by_unit(rule.by)
/// returns  the score
/// marks    missing where less than `at_least` of the weight is there. Under a geometric or harmonic mean a zero makes the
///          score 0, and a negative value none: the caller refuses those first
/// cost     O(parts); O(parts log parts) for owa and worst
/// source   OECD/JRC Handbook 2008, step 7; OWA: Yager 1988; MPI: Mazziotta & Pareto 2013; worst two: SDG dashboards
double aggregate(std::span<const double> x, std::span<const double> weight, const AggregateRule&);

/// How far an ordered weighted average is on the side of the best: Σ (n − i) v_i / (n − 1); 1 the maximum, 0 the minimum.
double orness(std::span<const double> places);

}  // namespace cityloop::index
