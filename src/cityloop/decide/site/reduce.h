#pragma once

#include "cityloop/decide/site/certificate.h"
#include "cityloop/decide/site/lot.h"

namespace cityloop::site {

/// What a covering lot (each client served within a radius or not, and all must be) can do without.
struct Reduction {
  std::vector<Certificate::Outdone>
      outdone;             // sites, by task index, in the order in which they may be closed
  std::vector<char> idle;  // per client of the lot: covered whenever another one is
};
/// Site a is outdone by b if b covers all that a covers and costs no more; client i is idle if each site that covers
/// some other client covers i too. Nothing where the lot is too large for it to pay.
/// cost  (sites² · clients + clients² · sites) / 64
/// source Toregas & ReVelle 1972
Reduction reduce(const Lot&);
/// The lot without its idle clients.
Lot without(const Lot&, const std::vector<char>& idle);

}  // namespace cityloop::site
