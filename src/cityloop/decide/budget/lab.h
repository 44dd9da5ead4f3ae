#pragma once

// Before a formula is adopted: twenty years of it, with the noise, the tricks and the habits that it will meet.

#include <string>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/decide/budget/allocate.h"

namespace cityloop {

/// The formulas that are compared. best_takes_bonus is the usual one: equal parts by need, and the rest to the first of the ranking.
enum class Formula : std::uint8_t { declared, unshrunk, best_takes_bonus };
Text words_of(Formula);
std::string_view to_word(Formula);

struct LabWorld {
  std::size_t years = 20, worlds = 200;
  double level_sd = 10;  // how much districts really differ, in points of the score
  double yearly_sd = 2;  // how much each really moves in a year, whatever it does
  double effort = 1;     // points that one more share of the pool than by need buys in a year
  double padding = 3;    // points that a district can add to what it reports
  double held_back = 3;  // points that a district can leave for next year
};
struct LabResult {
  Formula formula = Formula::declared;
  double paid_for_noise =
      0;  // share of the pool that would go elsewhere if scores were known without error, a year
  double padding_pays = 0;  // what a district wins by padding in the last year, as a share of its money
  double holding_pays = 0;  // what it wins over two years by holding improvement back in the first (ratchet)
  double swing = 0;         // mean |change of an allocation| from year to year, as a share of it
  double small_swing = 0;   // the same of the smallest third by need
  double reaches = 0;       // correlation of money above need with what was really achieved
};

/// Simulates a formula in many worlds.
///
///   true level: s_{t+1} = s_t + N(0, yearly_sd²) + effort·(A_d/n_d − 1);   reported: s + N(0, e_d²)
///
/// reads    needs and errors of the shares as they are; their scores as the mean to start from
/// params   pool; rule; world; run.seed
/// returns  one result for each formula; the same for any number of threads
/// cost     worlds × years × 4 allocations
/// source   incentives: Holmström 1979; ratchet: Weitzman 1980; noise and small units: Wainer 2007 (the most dangerous equation)
std::vector<LabResult> lab(Money pool, std::span<const Share>, const AllocationRule&, const LabWorld&, Run&);

}  // namespace cityloop
