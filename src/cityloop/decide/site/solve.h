#pragma once

#include "cityloop/base/run.h"
#include "cityloop/decide/site/certificate.h"

namespace cityloop::site {

struct Limits {
  std::size_t nodes = 20'000;              // of the tree
  std::size_t numbers = 50'000'000;        // kept in the certificate (8 bytes each)
  std::uint64_t ways = 2'000'000'000'000;  // looked at while prices are raised, all in all
  double gap = 0;  // good enough: an answer proven to be no further from the best than this
};

/// Where to open sites (problem.h), with proof (certificate.h). No capacities: see capacitated.h.
///
/// Exchange (interchange.h) gives a good choice, prices (ascent.h) a bound and which sites it already decides; the
/// rest is settled by branch and bound on the site most in doubt. Very large problems are first looked at through a
/// sample of clients (sample.h), which only guides the search. Within its limits the answer is optimal and `proven`;
/// else value, bound and gap say how good it is at least.
///
/// params   Limits, by counted work and not by the clock: the same bytes on any machine and any number of threads
/// errors   those of check()
/// cost     about 10² to 10³ passes over the ways cheaper than the prices, fewer as sites are decided
/// source   Cornuéjols, Fisher & Nemhauser 1977; Beasley 1985; Resende & Werneck 2004
Siting solve(const Problem&, const Limits&, Run&);

/// The same below a known value: only choices that cost less than `cutoff` are looked for, and the first is taken
/// that costs at most `enough`. `open` is empty where there is none (bound ≥ cutoff is then proven, or not, as
/// `proven` says).
Siting solve_below(const Problem&, std::int64_t cutoff, std::int64_t enough, const Limits&, Run&);

}  // namespace cityloop::site
