#pragma once

#include "cityloop/decide/site/solve.h"
#include "cityloop/decide/site/transport.h"

namespace cityloop::site {

/// Sites with room for so much weight, and who goes to which.
struct Filled {
  Siting siting;
  std::vector<Part> parts;    // each client's weight, wholly
  std::int64_t unserved = 0;  // weight that no site in reach has room for, charged `beyond`
};

/// The p-median with capacities: clients go to sites in parts (the people of a cell need not all go to one school), so that
/// no site takes more than it has room for and all together are charged least.
///
/// The sum of parts for given sites is a transportation problem, solved exactly. Sites are chosen by branch and bound as in
/// solve(), with what a site saves at prices v limited to its room: it takes the weight that saves most.
///
/// params  the problem's rule is `count`
/// errors  those of check(); capacities that cannot hold the demand, and by how much
/// cost    made for some hundred clients and sites: a pass sorts the ways of each site
Filled solve_capacitated(const Problem&, const Limits&, Run&);

/// Checks parts, capacities, value and the certificate; shares no code with solve_capacitated().
Verdict verify_capacitated(const Problem&, const Filled&);

}  // namespace cityloop::site
