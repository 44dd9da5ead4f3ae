#pragma once

#include "cityloop/decide/site/problem.h"

namespace cityloop::site {

/// A problem in small: clients whose nearest candidate is the same (of several in a row of the list, so that there
/// are at most about `groups` groups) stand together, for one of them, the one at the middle of their weight, with
/// the weight of all. A guide to the whole, and no bound on it.
struct Sample {
  Problem problem;
  std::vector<std::uint32_t> group;  // per client of the whole: its client in the sample
};
Sample sampled(const Problem&, std::size_t groups);

}  // namespace cityloop::site
