#pragma once

#include "cityloop/base/run.h"
#include "cityloop/decide/portfolio/solve.h"

namespace cityloop::portfolio {

/// How unsure values and costs are: relative standard deviations by proposal; one number: the same for all;
/// empty: sure.
struct Doubt {
  std::vector<double> value, cost;
};
/// The problem as one draw has it: log-normal factors of mean 1, one for the values and one for all
/// payments of each proposal; a pure function of (seed, draw).
Problem drawn(const Problem&, const Doubt&, std::uint64_t seed, std::uint64_t draw);

enum class Standing : std::uint8_t { core, borderline, out };
struct Stability {
  std::vector<double> share;       // of draws in which a proposal is chosen
  std::vector<Standing> standing;  // core: in nearly all; out: in nearly none
  /// By draw: what the best plan found is worth above the given one, of which only what still fits is kept;
  /// and at most, by the bound.
  std::vector<double> regret, most_regret;
  std::size_t infeasible = 0;  // draws without any plan; they count in no share
  std::size_t lost = 0;        // draws in which the given plan loses a work that must be, or a floor
  double worst_gap = 0;        // of the re-solves, by proved bounds
};
/// Which works are chosen whatever happens, and which only today: the problem is drawn and solved again,
/// many times.
///
/// params   `plan`: the plan that is judged; `draw(problem, number)` changes the problem of one draw,
///          purely; `sure`: core at or above this share, out at or below 1 − it
/// returns  Stability; the same bytes for any number of threads
/// cost     draws × a re-solve without branching, on all threads
/// source   core index: Liesiö, Mild & Salo 2007; regret: Savage 1951
using Draw = std::function<void(Problem&, std::uint64_t)>;
Stability stability(const Problem&, const Starts& plan, const Draw& draw, std::size_t draws, Run&,
                    const Options& = {.nodes = 0}, double sure = 0.95);
Stability stability(const Problem&, const Starts& plan, const Doubt&, std::size_t draws, Run&,
                    const Options& = {.nodes = 0}, double sure = 0.95);

}  // namespace cityloop::portfolio
