#include "cityloop/decide/site/lot.h"

#include <algorithm>
#include <numeric>

namespace cityloop::site {

Lot narrowed(const Lot& lot, std::span<const Decision> decisions) {
  Lot n;
  n.rule = lot.rule;
  n.count = lot.count;
  n.budget = lot.budget;
  n.constant = lot.constant;
  constexpr std::uint32_t kOpen = kUnreached - 1;
  std::vector<std::uint32_t> to(lot.site.size());
  std::vector<State> state(lot.site.size(), State::free);
  for (const Decision& d : decisions) {
    const auto at = static_cast<std::size_t>(std::lower_bound(lot.site.begin(), lot.site.end(), d.site) -
                                             lot.site.begin());
    state[at] = d.open ? State::open : State::closed;
  }
  std::size_t opened = 0;
  for (std::size_t j = 0; j < lot.site.size(); ++j) {
    to[j] = state[j] == State::open ? kOpen : kUnreached;
    if (state[j] == State::open) {
      n.constant += lot.price[j];
      n.budget -= lot.cost[j];
      ++opened;
    }
    if (state[j] != State::free) continue;
    to[j] = static_cast<std::uint32_t>(n.site.size());
    n.site.push_back(lot.site[j]);
    n.price.push_back(lot.price[j]);
    n.cost.push_back(lot.cost[j]);
  }
  // More open than the rule allows: nothing is possible. One more than there are sites says so.
  n.count = opened > lot.count ? n.site.size() + 1 : lot.count - opened;
  n.first.push_back(0);
  for (std::size_t c = 0; c < lot.client.size(); ++c) {
    std::int64_t cap = lot.cap[c];
    const std::size_t begin = n.own.size();
    for (const Reach& r : lot.of(c)) {
      if (r.cost >= cap) break;
      if (to[r.site] == kOpen) {
        cap = r.cost;
        // Free sites of the same charge may have come before it.
        while (n.own.size() > begin && n.own.back().cost >= cap) n.own.pop_back();
        break;
      }
      if (to[r.site] != kUnreached) n.own.push_back({r.cost, to[r.site]});
    }
    if (n.own.size() == begin) {
      n.constant += lot.weight[c] * cap;
      continue;
    }
    n.first.push_back(n.own.size());
    n.client.push_back(lot.client[c]);
    n.weight.push_back(lot.weight[c]);
    n.cap.push_back(cap);
  }
  n.reach = n.own;
  return n;
}

Lot whole(const Task& task) {
  Lot lot;
  lot.rule = task.problem->rule;
  lot.count = task.problem->count;
  lot.budget = task.problem->budget;
  lot.site.resize(task.sites);
  std::iota(lot.site.begin(), lot.site.end(), 0U);
  lot.price = task.price;
  lot.cost = task.cost;
  lot.client.resize(task.clients());
  std::iota(lot.client.begin(), lot.client.end(), 0U);
  lot.weight = task.problem->weight;
  lot.cap.assign(task.clients(), task.beyond);
  lot.first = task.first;
  lot.reach = task.reach;
  std::vector<Decision> decided;
  for (std::uint32_t j = 0; j < task.sites; ++j)
    if (task.state[j] != State::free) decided.push_back({j, task.state[j] == State::open});
  if (decided.empty()) return lot;
  return narrowed(lot, decided);
}

}  // namespace cityloop::site
