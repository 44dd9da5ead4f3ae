#pragma once

#include "cityloop/decide/site/problem.h"

namespace cityloop::site {

/// An open site: whom it serves, and what it is for.
struct Served {
  std::uint32_t site = 0;
  std::size_t clients = 0;  // with weight above 0, that have it nearest (of several as near: the first)
  std::int64_t weight = 0;
  double mean = 0;  // Σ weight × cost / Σ weight; 0 where it serves nobody
  std::uint32_t worst = 0;
  std::int64_t lost = 0;               // what the value grows by if it is left out and nothing replaces it
  std::uint32_t instead = kUnreached;  // the candidate that would replace it best (none: kUnreached)
  std::int64_t difference = 0;         // and what the value then changes by
};
/// A site that is not open.
struct Passed {
  std::uint32_t site = 0;
  std::int64_t gain = 0;  // what the value falls by if it is opened besides
  std::uint32_t instead_of =
      kUnreached;               // the open site that it would replace at least cost (none: kUnreached)
  std::int64_t difference = 0;  // what the value changes by if it is forced in for that one
};
struct Explained {
  std::vector<Served> open;     // by site
  std::vector<Passed> ranking;  // every site that may be opened, by gain, then by site
  std::int64_t unreached = 0;   // weight that no open site reaches
  std::size_t unreached_clients = 0;
};

/// What each open site does, what every other would add, and what it costs to have one's will. One pass over the ways
/// cheaper than the second nearest open site gives all of it (interchange.h): gains and differences are exact for one change
/// of the open sites as they are, and not for several together. Existing sites are not replaced; under a budget only
/// exchanges that it bears are meant.
///
/// returns  values in units of the problem's objective; costs as travelled, whatever is charged
Explained explain(const Problem&, std::span<const std::uint32_t> open);

}  // namespace cityloop::site
