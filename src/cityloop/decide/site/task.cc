#include "cityloop/decide/site/task.h"

#include <algorithm>
#include <numeric>

namespace cityloop::site {
namespace {

std::uint32_t as_charge(const Charge& charge, std::uint32_t c) {
  switch (charge.kind) {
    case Charge::Kind::travel: return c;
    case Charge::Kind::above: return c > charge.limit ? c - charge.limit : 0;
    case Charge::Kind::within: return c > charge.limit ? 1 : 0;
  }
  return c;
}

}  // namespace

Task::Task(const Problem& p)
    : problem{&p}, sites{p.travel->sites()}, beyond{as_charge(p.charge, p.beyond)}, state(sites, State::free),
      price{p.price}, cost{p.cost} {
  price.resize(sites, 0);
  cost.resize(sites, 0);
  for (const std::uint32_t j : p.existing) state[j] = State::open, cost[j] = 0;
  for (const std::uint32_t j : p.excluded) state[j] = State::closed;
  const Travel& t = *p.travel;
  if (p.charge.kind == Charge::Kind::travel) {
    first.assign(t.first().begin(), t.first().end());
    reach = t.reach();
  } else {
    first.push_back(0);
    for (std::size_t i = 0; i < t.clients(); ++i) {
      const std::size_t begin = own.size();
      for (const Reach& r : t.of(i)) {
        const std::uint32_t c = as_charge(p.charge, r.cost);
        if (c >= beyond) break;
        own.push_back({c, r.site});
      }
      // Ways of different cost may be charged the same: by site among those.
      std::sort(own.begin() + static_cast<std::ptrdiff_t>(begin), own.end());
      first.push_back(own.size());
    }
    reach = own;
  }
  const std::int64_t total = std::accumulate(p.weight.begin(), p.weight.end(), std::int64_t{0});
  const std::int64_t most =
      std::accumulate(price.begin(), price.end(), total * std::max<std::int64_t>(beyond, 1));
  // Finer than 2⁻²⁰ of a unit would not be seen; every sum must stay below 2⁶⁰.
  while (shift < 20 && (most << (shift + 1)) < (std::int64_t{1} << 60)) ++shift;
}

std::int64_t Task::value(const std::vector<char>& is_open) const {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < sites; ++j)
    if (is_open[j] != 0) sum += price[j];
  for (std::size_t i = 0; i < clients(); ++i) {
    const auto row = of(i);
    const auto at =
        std::find_if(row.begin(), row.end(), [&](const Reach& r) { return is_open[r.site] != 0; });
    sum += weight(i) * (at == row.end() ? beyond : at->cost);
  }
  return sum;
}

}  // namespace cityloop::site
