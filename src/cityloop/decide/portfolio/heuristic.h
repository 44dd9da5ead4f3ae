#pragma once

#include "cityloop/decide/portfolio/formulate.h"

namespace cityloop::portfolio {

/// What guides a construction, by column of choice: its value after prices, and its value.
struct Guide {
  std::span<const double> reduced;
  std::span<const double> fraction = {};  // of the relaxation; empty: unknown
};
struct SwapLimits {
  std::size_t in = 1000;  // works that are tried to be brought in, in each round
  std::size_t out = 200;  // chosen works that are tried to be put out for each
  int rounds = 6;
};
/// A plan in exact money: what must be, what the relaxation takes in full, what floors need, then by value
/// over price; then swaps (one out, one in, filled up) while they help. False if something that must be is
/// not, or a floor is not reached.
///
/// cost     n log n, and swaps within their limits
bool construct(State&, const Formulation&, const Guide&, const SwapLimits& = {});
/// Starts from a plan that may no longer fit: keeps what fits, in order of worth after prices; then as above.
bool repair(State&, const Formulation&, const Guide&, const Starts& wanted, const SwapLimits& = {});
/// Nothing that must be is missing, floors are reached, shares hold.
bool complete(const State&);

}  // namespace cityloop::portfolio
