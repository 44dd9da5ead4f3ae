#include "cityloop/decide/portfolio/wait.h"

#include <algorithm>
#include <cmath>

#include "cityloop/base/random.h"

namespace cityloop::portfolio {
namespace {

double doubt_of(const std::vector<double>& d, std::size_t p) {
  return d.empty() ? 0 : d.size() == 1 ? d[0] : d[p];
}
/// The spread of the logarithm of a factor of mean 1 whose relative standard deviation is this.
double log_spread(double relative) { return std::sqrt(std::log1p(relative * relative)); }

}  // namespace

std::vector<Waiting> value_of_waiting(const Problem& problem, const Result& result, const Doubt& doubt,
                                      double discount, std::size_t draws, std::uint64_t seed) {
  std::vector<Waiting> out;
  for (std::size_t p = 0; p < problem.proposals.size(); ++p) {
    const Proposal& x = problem.proposals[p];
    const double v = result.worth_alone[p], price = result.price[p];
    if (x.must() || x.forbidden || !(v > 0) || draws == 0) continue;
    const double sf = log_spread(doubt_of(doubt.value, p)), sc = log_spread(doubt_of(doubt.cost, p));
    Random random{seed, p};
    double sum = 0;
    for (std::size_t d = 0; d < draws; ++d) {
      const double f = std::exp(sf * random.normal() - sf * sf / 2);
      const double c = std::exp(sc * random.normal() - sc * sc / 2);
      sum += std::max(0.0, v * f - price * c);
    }
    out.push_back({p, std::max(0.0, v - price), sum / static_cast<double>(draws) / (1 + discount)});
  }
  return out;
}

}  // namespace cityloop::portfolio
