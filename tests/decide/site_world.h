#pragma once

#include <functional>

#include "cityloop/base/random.h"
#include "cityloop/base/run.h"
#include "cityloop/decide/site/problem.h"

namespace cityloop::site {

/// A small random problem: points on a square, ways of the city-block kind within a limit, weights with some zeros,
/// perhaps an existing and an excluded site.
inline Problem small_problem(std::uint64_t seed, std::size_t clients = 14, std::size_t sites = 9) {
  Random r{seed, 3};
  std::vector<std::int64_t> x, y;
  for (std::size_t k = 0; k < clients + sites; ++k) {
    x.push_back(static_cast<std::int64_t>(r.below(40)));
    y.push_back(static_cast<std::int64_t>(r.below(40)));
  }
  const std::int64_t limit = 25 + static_cast<std::int64_t>(r.below(40));
  std::vector<std::uint32_t> cost;
  for (std::size_t i = 0; i < clients; ++i)
    for (std::size_t j = clients; j < clients + sites; ++j) {
      const std::int64_t c = std::abs(x[i] - x[j]) + std::abs(y[i] - y[j]);
      cost.push_back(c <= limit ? static_cast<std::uint32_t>(c) : kUnreached);
    }
  Problem p;
  p.travel = std::make_shared<Travel>(Travel::dense(clients, sites, cost));
  for (std::size_t i = 0; i < clients; ++i)
    p.weight.push_back(r.below(6) == 0 ? 0 : 1 + static_cast<std::int64_t>(r.below(20)));
  p.beyond = static_cast<std::uint32_t>(limit + 10);
  if (seed % 3 == 0) p.existing = {static_cast<std::uint32_t>(r.below(4))};
  if (seed % 4 == 0)
    p.excluded = {4 + static_cast<std::uint32_t>(r.below(static_cast<std::uint64_t>(sites) - 4))};
  p.count = p.existing.size() + 1 + r.below(3);
  for (std::size_t j = 0; j < sites; ++j) p.cost.push_back(1 + static_cast<std::int64_t>(r.below(9)));
  p.budget = 5 + static_cast<std::int64_t>(r.below(15));
  return p;
}

/// Calls `each` with every set of sites that the problem allows.
inline void each_choice(const Problem& p,
                        const std::function<void(const std::vector<std::uint32_t>&)>& each) {
  const std::size_t sites = p.travel->sites();
  for (std::uint32_t mask = 0; mask < (1U << sites); ++mask) {
    std::vector<std::uint32_t> open;
    std::int64_t spent = 0;
    bool allowed = true;
    for (std::uint32_t j = 0; j < sites; ++j) {
      const bool is = ((mask >> j) & 1U) != 0;
      const bool exists = std::find(p.existing.begin(), p.existing.end(), j) != p.existing.end();
      if (is) open.push_back(j);
      if (is && !exists && p.rule == Rule::budget) spent += p.cost[j];
      allowed = allowed && (is || !exists) &&
                !(is && std::find(p.excluded.begin(), p.excluded.end(), j) != p.excluded.end());
    }
    if (!allowed || (p.rule == Rule::count && open.size() != p.count) ||
        (p.rule == Rule::budget && spent > p.budget))
      continue;
    each(open);
  }
}

/// The travel cost of each client with weight to its nearest open site, straight from the definition.
inline std::vector<std::uint32_t> nearest_costs(const Problem& p, const std::vector<std::uint32_t>& open) {
  std::vector<std::uint32_t> out(p.weight.size(), p.beyond);
  for (std::size_t i = 0; i < out.size(); ++i)
    for (const Reach& r : p.travel->of(i))
      if (std::find(open.begin(), open.end(), r.site) != open.end()) out[i] = std::min(out[i], r.cost);
  return out;
}

}  // namespace cityloop::site
