#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/assess/index/method.h"
#include "cityloop/assess/index/panel.h"
#include "cityloop/base/run.h"

namespace cityloop::index {

/// x/d for each unit; missing where either is, or where d is 0: a rate of nothing is unknown, not infinite.
Values denominate(std::span<const double> x, std::span<const double> by);

/// The share of the columns that a unit has a value in.
std::vector<double> availability(std::span<const Series>, Run&);

/// A value that stands in for one that is missing.
struct Imputed {
  std::uint32_t indicator = 0, unit = 0;
  double value = 0;
};
/// Fills what is missing.
///
///   mean, median              of the units that have a value
///   group-mean, group-median  of those of the unit's group; a group without any stays missing
///   regression                on the column that goes with this one best (|r|, at least 10 pairs, |r| ≥ 0.5) among those
///                             known of the unit: ȳ + r·(s_y/s_x)·(x − x̄); the mean where there is none
///
/// params   columns by indicator, labels of the units' groups (empty but for the group_ kinds)
/// returns  the columns, shared where nothing was missing; every filled value once more in `filled`
/// marks    what cannot be filled stays missing
/// cost     O(n) for each column; regression O(n·columns) for each column with a gap
/// source   OECD/JRC Handbook 2008, step 3
std::vector<Series> impute(std::span<const Series>, const ImputeRule&, std::span<const std::string> group,
                           std::vector<Imputed>& filled);

/// The same column by column, on several threads if one likes. Holds on to what it is given.
class Filling {
 public:
  Filling(std::span<const Series>, const ImputeRule&, std::span<const std::string> group);
  /// The j-th column; what was filled is added to `filled`, by unit.
  Series column(std::size_t j, std::vector<Imputed>& filled) const;

 private:
  std::vector<double> centres(std::span<const double>) const;
  std::span<const Series> x_;
  ImputeRule rule_;
  std::vector<std::uint32_t> group_;  // of each unit; empty: all are one group
  std::uint32_t groups_ = 1;
};

}  // namespace cityloop::index
