#pragma once

#include "cityloop/decide/site/solve.h"

namespace cityloop::site {

/// Maximal covering: the weight farther than `radius` from every open site is least. By count or by budget, as the
/// problem says; its charge is replaced. The weight covered is the total less `value`.
/// source   Church & ReVelle 1974; covered weight is monotone and submodular
Problem max_cover(Problem, std::uint32_t radius);

/// Set covering: the fewest new sites (or the cheapest, by the problem's prices) so that every client with weight has
/// an open site within `radius`; existing sites are free. Throws Error{bad_input} naming the clients that no site
/// reaches.
///
///   minimise Σ_{j new} price_j,  written as a problem of Rule::any where leaving a client out costs more than all sites
/// source   Toregas et al. 1971
Problem set_cover(Problem, std::uint32_t radius);

/// The answer to p-center: `value` is the dearest way that a client has to its nearest open site.
struct Center {
  std::vector<std::uint32_t> open;
  std::uint32_t value = 0;
  std::uint32_t bound = 0;  // no choice is below it
  bool proven = false;
  Worth worth;
  /// Why `bound` − 1 is too near: within it no choice of `count` sites covers all clients (none needed for bound 0).
  Certificate proof;
};

/// Where to open `count` sites so that the dearest way of any client with weight above 0 is least. Clients whom no
/// candidate reaches are set aside and told in `worth`; if the others cannot all be reached, the value is `beyond`.
///
/// Halving of the range of costs; each step is a set covering problem, solved until more sites than `count` are proven
/// necessary or as few are found. Few clients are asked at first: where their sites leave others out, those farthest
/// away are asked too. What is proven of the few holds for all.
///
/// cost     about log₂(cost) × a few rounds, each a set covering problem of the clients asked so far
/// source   Minieka 1970; Elloumi, Labbé & Pochet 2004; Contardo, Iori & Kramer 2019 (few clients first)
Center center(const Problem&, const Limits&, Run&);

/// The problem that a center's proof is about: covering within `radius`. The same clients as in center().
Problem center_cover(const Problem&, std::uint32_t radius);

/// Checks a center: its sites are allowed, their dearest way is `value`, and `proof` shows that `bound` − 1 is too
/// near. Shares no code with center().
Verdict verify_center(const Problem&, const Center&);

}  // namespace cityloop::site
