#pragma once

// What it is worth to decide a year later, knowing more.

#include "cityloop/decide/portfolio/stability.h"

namespace cityloop::portfolio {

struct Waiting {
  std::size_t proposal = 0;
  double now = 0;  // of deciding today: what it is worth above what it takes, and nothing if that is below 0
  double later = 0;  // of deciding in a year, once effect and cost are known: expected, as of today
  double gain() const { return later - now; }  // above 0: waiting pays
};
/// The option to wait, for each work that nobody has settled.
///
///   now   = max(0, v − λ)
///   later = E[max(0, v·f − λ·c)] / (1 + r)
///
/// v is what the work is worth in its best year and λ what it takes costs at the shadow prices of the programme: money that this work
/// takes is money that another would use. f and c are log-normal factors of mean 1 with the doubt of effect and cost. A year of
/// waiting is taken to teach everything, so that `later` is the most that waiting can be worth (the value of perfect information
/// less a year of discount).
///
/// params   Doubt by proposal; `discount` r a year; `draws` of each work, the same bytes for the same seed
/// returns  Waiting by proposal, without the mandatory, the fixed and the forbidden, and without what is worth nothing
/// cost     works × draws
/// source   McDonald & Siegel 1986; Dixit & Pindyck 1994, ch. 2; Howard 1966 (value of information)
std::vector<Waiting> value_of_waiting(const Problem&, const Result&, const Doubt&, double discount,
                                      std::size_t draws, std::uint64_t seed);

}  // namespace cityloop::portfolio
