#include "cityloop/decide/site/cover.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "cityloop/base/error.h"

namespace cityloop::site {
namespace {

/// Which sites may serve: all that are not excluded.
std::vector<char> allowed_sites(const Problem& p) {
  std::vector<char> may(p.travel->sites(), 1);
  for (const std::uint32_t j : p.excluded) may[j] = 0;
  return may;
}

bool within_reach(const Problem& p, const std::vector<char>& may, std::size_t client, std::uint32_t radius) {
  const auto row = p.travel->of(client);
  return std::any_of(row.begin(), row.end(),
                     [&](const Reach& r) { return r.cost <= radius && may[r.site] != 0; });
}

/// The covering problem of some clients: leaving one out costs more than all sites together.
Problem covering(Problem p, std::uint32_t radius) {
  p.charge = {Charge::Kind::within, radius};
  p.beyond = kUnreached;
  p.rule = Rule::any;
  p.capacity.clear();
  if (p.price.empty()) p.price.assign(p.travel->sites(), 1);
  for (const std::uint32_t j : p.existing) p.price[j] = 0;
  const std::int64_t all = std::accumulate(p.price.begin(), p.price.end(), std::int64_t{1});
  for (std::int64_t& w : p.weight) w = w > 0 ? all : 0;
  return p;
}

}  // namespace

Problem max_cover(Problem p, std::uint32_t radius) {
  p.charge = {Charge::Kind::within, radius};
  p.beyond = kUnreached;  // never covered, whatever the radius
  return p;
}

Problem set_cover(Problem p, std::uint32_t radius) {
  p.rule = Rule::any;
  check(p);
  const std::vector<char> may = allowed_sites(p);
  std::size_t missed = 0;
  std::string first;
  for (std::size_t i = 0; i < p.weight.size(); ++i) {
    if (p.weight[i] == 0 || within_reach(p, may, i, radius)) continue;
    if (missed++ < 5) first += (first.empty() ? "" : ", ") + std::to_string(i);
  }
  if (missed > 0)
    throw Error{Fault::bad_input,
                say("{} clients have no site within {}: {}{}", "{}个需求点在{}以内没有候选设施点：{}{}",
                    missed, radius, first, missed > 5 ? ", …" : ""),
                Where{.item = "radius"},
                say("widen the radius, offer more candidates, or leave these clients out",
                    "请扩大半径、增加候选点，或略去这些需求点")};
  return covering(std::move(p), radius);
}

Problem center_cover(const Problem& problem, std::uint32_t radius) {
  Problem p = problem;
  const std::vector<char> may = allowed_sites(p);
  for (std::size_t i = 0; i < p.weight.size(); ++i)
    if (!within_reach(p, may, i, kUnreached)) p.weight[i] = 0;
  p.price.clear();
  return covering(std::move(p), radius);
}

Center center(const Problem& problem, const Limits& limits, Run& run) {
  check(problem);
  const auto more = static_cast<std::int64_t>(problem.count - problem.existing.size());
  Center c;
  const auto within = [&](std::uint32_t radius) {
    return solve_below(center_cover(problem, radius), more + 1, more, limits, run);
  };
  // Of the ways to reach all, the dearest; and the radii below `low` are proven too near.
  std::uint32_t low = 0, high = problem.travel->most(), proven_low = 0;
  const auto take = [&](const Siting& s) {
    c.open = s.open;
    c.worth = worth(problem, c.open);
    high = c.worth.worst;
  };
  const Siting all = within(high);
  if (all.open.empty()) {
    // Not all can be reached: as few people as possible are left out.
    Problem fewest = max_cover(problem, problem.travel->most());
    fewest.price.clear();
    c.open = solve(fewest, limits, run).open;
    c.value = problem.beyond;
    c.worth = worth(problem, c.open);
    if (all.proven) c.proof = all.proof;
    c.bound = all.proven ? problem.beyond : 0;
    c.proven = all.proven;
    return c;
  }
  take(all);
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const Siting s = within(middle);
    if (!s.open.empty()) {
      take(s);
      continue;
    }
    low = middle + 1;
    // What was not proven below is overtaken by a proof above.
    if (!s.proven) continue;
    proven_low = low;
    c.proof = s.proof;
  }
  // Fewer sites may do: any others fill up the count, and none makes a way dearer.
  std::vector<char> taken(problem.travel->sites(), 0);
  for (const std::uint32_t j : c.open) taken[j] = 1;
  for (const std::uint32_t j : problem.excluded) taken[j] = 1;
  for (std::uint32_t j = 0; j < taken.size() && c.open.size() < problem.count; ++j)
    if (taken[j] == 0) c.open.push_back(j);
  std::sort(c.open.begin(), c.open.end());
  c.worth = worth(problem, c.open);
  c.value = c.worth.worst;
  c.bound = std::min(proven_low, c.value);
  c.proven = c.bound == c.value;
  return c;
}

}  // namespace cityloop::site
