#pragma once

// What a yuan of a later year is worth today.

#include <cstdint>
#include <span>
#include <vector>

namespace cityloop {

/// Real rates by year: the first step holds from the base on, each further one from the year after its own. 3.5 % at first and
/// 3 % from 30 means 3.5 % in years 1 … 30 and 3 % after.
struct Discounting {
  struct Step {
    int from = 0;
    double rate = 0;
    friend bool operator==(const Step&, const Step&) = default;
  };
  enum class When : std::uint8_t { end_of_year, middle_of_year };
  std::vector<Step> steps{{0, 0.0}};  // ascending, the first from 0
  When when = When::end_of_year;

  static Discounting at(double rate) { return {{{0, rate}}, When::end_of_year}; }
  double rate(int year) const;  // of that year, 1 the first after the base
  friend bool operator==(const Discounting&, const Discounting&) = default;
};

/// What 1 paid in a year is worth in the base year.
///
///   v(t) = Π_{s=1…t} 1/(1 + r_s);   in the middle of year t: v(t − 1)/√(1 + r_t)
///
/// params   year ≥ 0; what falls in the base year counts in full, whenever in it
/// cost     O(year)
/// source   HM Treasury, The Green Book (declining real rates)
double factor(const Discounting&, int year);

/// Σ_{t=1…years} v(t): what 1 a year for so long is worth.
double annuity(const Discounting&, int years);

/// Amounts by year, the base first, in one currency at constant prices.
using Flows = std::vector<double>;

/// Σ v(t)·flow_t
double present_value(std::span<const double> flows, const Discounting&);

}  // namespace cityloop
