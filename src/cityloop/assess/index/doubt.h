#pragma once

// How sure the ranks are: the index made many times, with what might as well have been chosen and with values as uncertain as
// they are.

#include <cstdint>
#include <string>
#include <vector>

#include "cityloop/assess/index/build.h"
#include "cityloop/assess/index/sobol.h"

namespace cityloop::index {

/// What is varied, in the order of the design's columns.
enum class Factor : std::uint8_t { impute, winsorise, normalise, aggregate, weights, measurement, leave_out };
Text words_of(Factor);
std::string_view to_word(Factor);

/// Makes the ranks of an index again and again. Everything that does not change between draws is made once.
///
/// A draw is a point in the unit cube, one coordinate for each factor. Of a list of alternatives the coordinate picks one; for
/// weights and measurement it names a stream of random numbers, so that equal coordinates give equal ranks.
///
///   weights       each declared (or made) weight times 1 + noise·U(−1, 1), siblings to sum 1 again
///   measurement   each value plus its standard error times a normal number; a value that was filled in varies by the
///                 spread of the values that it was filled from
///   leave_out     none, or one of the indicators, its weight shared by its siblings
///
/// Weights that the method makes from data are held as they first came out, and noise is laid over them.
class Redraw {
 public:
  /// Throws Error{bad_input} where the method names nothing to vary (`doubt:`), or alternatives do not go together.
  Redraw(const Panel&, const Method&, Run&);
  ~Redraw();
  Redraw(const Redraw&) = delete;
  Redraw& operator=(const Redraw&) = delete;

  const Built& built() const;  // as declared
  const std::vector<Factor>& factors() const;
  std::size_t units() const { return built().unit.size(); }

  /// Places (1 the best, ties share one, 0 without a score) of every unit at every point; unit by unit: [unit·points + point].
  /// `point(k, out)` writes the k-th point. The same for any number of threads.
  std::vector<std::uint32_t> places_at(std::size_t points,
                                       const std::function<void(std::size_t, std::span<double>)>& point,
                                       Run&) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> p_;
};

struct UnitDoubt {
  double mean = kMissing;                       // of the places
  std::uint32_t low = 0, median = 0, high = 0;  // 5 %, 50 %, 95 %
  double top = 0;                               // P(place ≤ top)
  std::vector<double> in_class;                 // P(class): equal parts of the units, best first
  double scored = 0;                            // share of the draws in which it has a place
};
struct Doubt {
  std::size_t draws = 0, top = 0;
  std::vector<UnitDoubt> unit;
  std::vector<std::uint32_t> place;  // of every draw, [unit·draws + draw]
  double mean_shift = 0;             // mean |place − declared place| over units and draws

  /// P(a is ahead of b), ties half, over the draws in which both have a place.
  double beats(std::size_t a, std::size_t b) const;
};

/// Uncertainty from everything that the method's `doubt:` names, together.
///
/// params   draws ≥ 1; top; classes ≥ 1; seed (run.seed)
/// returns  Doubt; places of draws take 4 bytes for each unit and draw
/// errors   Error{bad_input} beyond 2 GiB of places
/// cost     draws × (units·indicators + ranking)
/// source   OECD/JRC Handbook 2008, step 7; Saisana, Saltelli & Tarantola 2005
Doubt doubt(const Redraw&, std::size_t draws, std::size_t top, std::size_t classes, Run&);

/// Which factor moves the ranks: variance shares of every unit's place, and of the mean shift.
struct RankSensitivity {
  std::vector<Factor> factor;
  std::size_t runs = 0;
  Sensitivity mean_shift;
  std::vector<Sensitivity> unit;
};
/// params   points: a power of two; bootstrap for the mean shift and `bootstrap_units` for each unit
/// cost     points·(factors + 2) redraws
RankSensitivity rank_sensitivity(const Redraw&, std::size_t points, std::size_t bootstrap,
                                 std::size_t bootstrap_units, Run&);

}  // namespace cityloop::index
