#pragma once

#include "cityloop/decide/site/task.h"

namespace cityloop::site {

/// So much of a client's weight goes to a site (kUnreached: is not served, and charged `beyond`).
struct Part {
  std::uint32_t client = 0, site = 0;
  std::int64_t weight = 0;
  friend auto operator<=>(const Part&, const Part&) = default;
};

/// Who goes where when sites have room for so much only, and all together are charged least.
struct Shares {
  std::int64_t value = 0;   // prices of sites included
  std::vector<Part> parts;  // by client, then site
  std::vector<std::int64_t>
      ask;  // per client: its charge and the price of room; Σ w·ask − Σ capacity·room = value
};

/// The transportation problem of a set of open sites. Each client begins at its nearest; from a site that is too full, weight
/// moves along the cheapest chain of exchanges between sites to one with room (not being served always has room), until none
/// is too full. Chains are shortest paths, so the end is an optimum; whole weights stay whole.
///
/// cost    (chains) × (clients × open + open³)
/// source  successive shortest paths: Busacker & Gowen 1961
Shares transport(const Task&, const std::vector<char>& open);

}  // namespace cityloop::site
