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

namespace {

/// Covering asked of a few clients, and of more where its answers leave some out: what the few cannot have, all cannot,
/// and a choice that serves all as well as the few is one for all. Clients once asked stay.
class FewFirst {
 public:
  FewFirst(const Problem& problem, const Limits& limits, Run& run)
      : all_{center_cover(problem, problem.travel->most())}, limits_{limits}, run_{run},
        may_{allowed_sites(all_)}, more_{static_cast<std::int64_t>(problem.count - problem.existing.size())},
        asked_(all_.weight.size(), 0), nearest_(all_.weight.size(), kUnreached) {
    columns_.resize(may_.size());
    for (std::uint32_t i = 0; i < asked_.size(); ++i)
      if (all_.weight[i] > 0)
        for (const Reach& r : all_.travel->of(i))
          if (may_[r.site] != 0) columns_[r.site].push_back({r.cost, i});
    for (std::vector<Reach>& column : columns_) std::sort(column.begin(), column.end());
  }

  /// At most `count` sites within `radius` of all, or none, with a proof or without one where the limits were reached.
  Siting within(std::uint32_t radius) {
    if (few_.empty()) look(all_.existing), ask(radius);
    while (true) {
      Siting s = solve_below(of_the_few(radius), more_ + 1, more_, limits(), run_);
      if (s.open.empty()) {
        s.proof = for_all(std::move(s.proof));
        return s;
      }
      look(s.open);
      fill_up(s.open, radius);
      if (!ask(radius)) return s;
    }
  }

 private:
  static constexpr std::size_t kMany = 8;  // once so great a part is asked, asking all at once costs less

  /// The certificate will hold a price for each client, asked or not.
  Limits limits() const {
    Limits l = limits_;
    l.numbers = limits_.numbers / std::max<std::size_t>(asked_.size(), 1) * few_.size();
    return l;
  }
  Problem of_the_few(std::uint32_t radius) const {
    std::vector<std::size_t> first{0};
    std::vector<Reach> reach;
    Problem p = all_;
    p.weight.clear();
    for (const std::uint32_t i : few_) {
      for (const Reach& r : all_.travel->of(i)) {
        if (r.cost > radius) break;
        reach.push_back(r);
      }
      first.push_back(reach.size());
      p.weight.push_back(all_.weight[i]);
    }
    p.travel = std::make_shared<Travel>(may_.size(), std::move(first), std::move(reach));
    p.charge.limit = radius;
    return p;
  }
  /// The others are left out of account at the root and asked no price.
  Certificate for_all(Certificate few) const {
    Certificate::Step others{.kind = Certificate::Kind::outdone};
    for (std::uint32_t i = 0; i < asked_.size(); ++i)
      if (asked_[i] == 0 && all_.weight[i] > 0) others.dropped.push_back(i);
    for (std::vector<std::int64_t>& v : few.prices) {
      std::vector<std::int64_t> all(asked_.size(), 0);
      for (std::size_t c = 0; c < few_.size(); ++c) all[few_[c]] = v[c];
      v = std::move(all);
    }
    for (Certificate::Step& step : few.steps)
      for (std::uint32_t& i : step.dropped) i = few_[i];
    few.steps.insert(few.steps.begin(), std::move(others));
    return few;
  }
  void look(const std::vector<std::uint32_t>& open) {
    std::fill(nearest_.begin(), nearest_.end(), kUnreached);
    for (const std::uint32_t j : open) opened(j);
  }
  void opened(std::uint32_t site) {
    for (const Reach& r : columns_[site]) nearest_[r.site] = std::min(nearest_[r.site], r.cost);
  }
  bool left_out(std::uint32_t client, std::uint32_t radius) const {
    return all_.weight[client] > 0 && nearest_[client] > radius;
  }
  /// The sites that the few do not need serve whom they can.
  void fill_up(std::vector<std::uint32_t>& open, std::uint32_t radius) {
    while (open.size() < all_.existing.size() + static_cast<std::size_t>(more_)) {
      std::size_t most = 0;
      std::uint32_t best = kUnreached;
      for (std::uint32_t j = 0; j < columns_.size(); ++j) {
        std::size_t n = 0;
        for (const Reach& r : columns_[j]) {
          if (r.cost > radius) break;
          n += left_out(r.site, radius) ? 1U : 0U;
        }
        if (n > most) most = n, best = j;
      }
      if (most == 0) break;
      opened(best);
      open.push_back(best);
    }
    std::sort(open.begin(), open.end());
  }
  /// Asks those farthest from being served, of whom no two can have the same site. False if nobody is left out.
  bool ask(std::uint32_t radius) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < asked_.size(); ++i)
      if (left_out(i, radius)) out.push_back(i);
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return nearest_[a] > nearest_[b]; });
    std::vector<char> near(may_.size(), 0);
    for (const std::uint32_t i : out) {
      const auto row = all_.travel->of(i);
      const auto end = std::find_if(row.begin(), row.end(), [&](const Reach& r) { return r.cost > radius; });
      if (std::any_of(row.begin(), end, [&](const Reach& r) { return near[r.site] != 0; })) continue;
      for (auto r = row.begin(); r != end; ++r) near[r->site] = may_[r->site];
      asked_[i] = 1;
    }
    few_.clear();
    for (std::uint32_t i = 0; i < asked_.size(); ++i)
      if (asked_[i] != 0) few_.push_back(i);
    if (few_.size() * kMany >= asked_.size() && !out.empty()) {
      few_.clear();
      for (std::uint32_t i = 0; i < asked_.size(); ++i)
        if (all_.weight[i] > 0) asked_[i] = 1, few_.push_back(i);
    }
    return !out.empty();
  }

  Problem all_;
  const Limits& limits_;
  Run& run_;
  std::vector<char> may_;
  std::int64_t more_;
  std::vector<char> asked_;
  std::vector<std::uint32_t> few_;           // those asked
  std::vector<std::uint32_t> nearest_;       // per client: the way to the nearest site of the last choice
  std::vector<std::vector<Reach>> columns_;  // per site, the nearest first: `site` is the client
};

}  // namespace

Center center(const Problem& problem, const Limits& limits, Run& run) {
  check(problem);
  FewFirst covers{problem, limits, run};
  Center c;
  // Of the ways to reach all, the dearest; and the radii below `low` are proven too near.
  std::uint32_t low = 0, high = problem.travel->most(), proven_low = 0;
  const auto take = [&](const Siting& s) {
    c.open = s.open;
    c.worth = worth(problem, c.open);
    high = c.worth.worst;
  };
  const Siting all = covers.within(high);
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
    const Siting s = covers.within(middle);
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
