#include "cityloop/simulate/access/access.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace cityloop {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
using Counted = std::vector<std::pair<double, double>>;  // cost, supply

/// Calls fn(origin, first pair, last pair) for each origin.
template <class Fn>
void each_origin(const CostTable& t, Fn fn) {
  for (std::size_t i = 0; i < t.origins(); ++i) fn(i, t.first[i], t.first[i + 1]);
}

/// The places that offer something, nearest first; of equal costs in the order of their numbers.
void gather(const CostTable& t, std::span<const double> supply, std::size_t i, Counted& out) {
  out.clear();
  for (auto n = t.first[i]; n < t.first[i + 1]; ++n)
    if (supply[t.to[n]] > 0) out.emplace_back(t.cost[n], supply[t.to[n]]);
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

template <class Fn>
std::vector<double> from_nearest(const CostTable& t, std::span<const double> supply, Fn fn) {
  std::vector<double> value(t.origins());
  Counted near;
  for (std::size_t i = 0; i < value.size(); ++i) {
    gather(t, supply, i, near);
    value[i] = fn(i, near);
  }
  return value;
}

double cost_of(const Counted& near, double wanted, Enough enough) {
  double sum = 0;
  for (std::size_t n = 0; n < near.size(); ++n) {
    sum += near[n].second;
    // All places at one cost are reached together; asking after each of them gives that same cost.
    if (enough == Enough::reaches ? sum >= wanted : sum > wanted) return near[n].first;
  }
  return kNever;
}

}  // namespace

CostTable cost_table(std::size_t origins, std::vector<CostPair> pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const CostPair& a, const CostPair& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  CostTable t;
  t.first.assign(origins + 1, 0);
  t.to.reserve(pairs.size());
  t.cost.reserve(pairs.size());
  for (const CostPair& p : pairs) {
    assert(p.from < origins && p.cost >= 0 && "an origin of the table, and no negative cost");
    ++t.first[p.from + 1];
    t.to.push_back(p.to);
    t.cost.push_back(p.cost);
  }
  std::partial_sum(t.first.begin(), t.first.end(), t.first.begin());
  return t;
}

std::vector<double> gravity(const CostTable& t, std::span<const double> supply, const Decay& decay) {
  std::vector<double> value(t.origins(), 0.0);
  each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
    double sum = 0;
    for (auto n = begin; n < end; ++n)
      if (const double s = supply[t.to[n]]; s > 0) sum += s * decay(t.cost[n]);
    value[i] = sum;
  });
  return value;
}

std::vector<double> cumulative_interval(const CostTable& t, std::span<const double> supply, double from,
                                        double to, double step, Summary summary) {
  std::vector<double> sums;
  return from_nearest(t, supply, [&](std::size_t, const Counted& near) {
    sums.clear();
    std::size_t n = 0;
    double sum = 0;
    const auto cutoffs = static_cast<int>(std::floor((to - from) / step + 1e-9)) + 1;
    for (int k = 0; k < cutoffs; ++k) {
      for (; n < near.size() && near[n].first <= from + k * step; ++n) sum += near[n].second;
      sums.push_back(sum);  // ascending: a later cutoff reaches no less
    }
    if (summary == Summary::mean)
      return std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(sums.size());
    const std::size_t half = sums.size() / 2;
    return sums.size() % 2 == 1 ? sums[half] : (sums[half - 1] + sums[half]) / 2;
  });
}

std::vector<double> dual_access(const CostTable& t, std::span<const double> supply, double wanted) {
  return from_nearest(
      t, supply, [&](std::size_t, const Counted& near) { return cost_of(near, wanted, Enough::reaches); });
}

std::vector<double> kth_nearest(const CostTable& t, std::span<const double> supply, std::size_t k) {
  assert(k >= 1 && "the nearest is the first");
  return from_nearest(t, supply, [&](std::size_t, const Counted& near) {
    return near.size() >= k ? near[k - 1].first : kNever;
  });
}

std::vector<double> mean_cost_to_closest(const CostTable& t, std::span<const double> supply, double wanted) {
  return from_nearest(t, supply, [&](std::size_t, const Counted& near) {
    double left = wanted, sum = 0;
    for (const auto& [cost, offers] : near) {
      const double taken = std::min(left, offers);
      sum += taken * cost;
      left -= taken;
      if (!(left > 0)) return sum / wanted;
    }
    return kNever;
  });
}

double cost_of_enough(std::vector<std::pair<double, double>>& cost_and_supply, double wanted, Enough enough) {
  std::stable_sort(cost_and_supply.begin(), cost_and_supply.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return cost_of(cost_and_supply, wanted, enough);
}

std::vector<double> balancing_cost(const CostTable& t, std::span<const double> supply,
                                   std::span<const double> demand, Enough enough) {
  return from_nearest(t, supply, [&](std::size_t i, const Counted& near) {
    return demand[i] > 0 ? cost_of(near, demand[i], enough) : 0.0;
  });
}

std::vector<double> share_of_total(const CostTable& t, std::span<const double> supply, const Decay& decay) {
  std::vector<double> value = gravity(t, supply, decay);
  const double all = std::accumulate(value.begin(), value.end(), 0.0);
  const double total = std::accumulate(supply.begin(), supply.end(), 0.0);
  for (double& v : value) v = all > 0 ? total * v / all : 0;
  return value;
}

std::vector<double> constrained_by_destination(const CostTable& t, std::span<const double> supply,
                                               std::span<const double> demand, const Decay& decay) {
  std::vector<double> wanted(supply.size(), 0.0), value(t.origins(), 0.0);
  each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
    for (auto n = begin; n < end; ++n) wanted[t.to[n]] += demand[i] * decay(t.cost[n]);
  });
  each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
    for (auto n = begin; n < end; ++n)
      if (wanted[t.to[n]] > 0) value[i] += supply[t.to[n]] * (demand[i] * decay(t.cost[n]) / wanted[t.to[n]]);
  });
  return value;
}

std::vector<double> constrained_by_origin(const CostTable& t, std::span<const double> supply,
                                          std::span<const double> demand, const Decay& decay) {
  const std::vector<double> offered = gravity(t, supply, decay);
  std::vector<double> value(supply.size(), 0.0);
  each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
    if (!(offered[i] > 0)) return;
    for (auto n = begin; n < end; ++n)
      value[t.to[n]] += demand[i] * (supply[t.to[n]] * decay(t.cost[n]) / offered[i]);
  });
  return value;
}

DoublyConstrained constrained_by_both(const CostTable& t, std::span<const double> supply,
                                      std::span<const double> demand, const Decay& decay, double tolerance,
                                      int rounds) {
  DoublyConstrained out;
  const double all = std::accumulate(demand.begin(), demand.end(), 0.0);
  const double offered = std::accumulate(supply.begin(), supply.end(), 0.0);
  if (!(all > 0) || std::abs(all - offered) > 1e-9 * all) return out;
  out.trips.resize(t.cost.size());
  each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
    for (auto n = begin; n < end; ++n) out.trips[n] = demand[i] * supply[t.to[n]] * decay(t.cost[n]);
  });
  std::vector<double> arriving(supply.size());
  while (out.rounds < rounds) {
    ++out.rounds;
    each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
      double leaving = 0;
      for (auto n = begin; n < end; ++n) leaving += out.trips[n];
      const double factor = leaving > 0 ? demand[i] / leaving : 0;
      for (auto n = begin; n < end; ++n) out.trips[n] *= factor;
    });
    std::fill(arriving.begin(), arriving.end(), 0.0);
    for (std::size_t n = 0; n < t.to.size(); ++n) arriving[t.to[n]] += out.trips[n];
    for (std::size_t n = 0; n < t.to.size(); ++n)
      out.trips[n] *= arriving[t.to[n]] > 0 ? supply[t.to[n]] / arriving[t.to[n]] : 0;
    out.error = 0;
    each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
      double leaving = 0;
      for (auto n = begin; n < end; ++n) leaving += out.trips[n];
      out.error = std::max(out.error, std::abs(leaving - demand[i]) / all);
    });
    // An opportunity that nobody reaches misses its own margin for ever.
    for (std::size_t j = 0; j < supply.size(); ++j)
      if (supply[j] > 0 && !(arriving[j] > 0)) out.error = std::max(out.error, supply[j] / all);
    if (out.error <= tolerance) {
      out.fitted = true;
      break;
    }
  }
  return out;
}

namespace {

/// One origin's people over its places, where the others' loads stand fast: every place that is used ends at one
/// level. Returns the level: the cost that all of them bear.
double fill(std::vector<std::pair<double, double>>& start_and_room, double people) {
  std::sort(start_and_room.begin(), start_and_room.end());
  double room = 0, full = 0, level = 0;  // at level λ the first k places hold Σ (λ − start)·room
  for (std::size_t k = 0; k < start_and_room.size(); ++k) {
    room += start_and_room[k].second;
    full += start_and_room[k].first * start_and_room[k].second;
    level = (people + full) / room;
    if (k + 1 == start_and_room.size() || level <= start_and_room[k + 1].first) break;
  }
  return level;
}

}  // namespace

RaamResult raam(const CostTable& t, std::span<const double> supply, std::span<const double> demand,
                double tau, double rho, double gap, int rounds) {
  assert(tau > 0 && rho > 0);
  RaamResult out;
  out.cost.assign(t.origins(), kNever);
  out.load.assign(supply.size(), 0.0);
  std::vector<double> people(t.to.size(), 0.0);
  std::vector<std::pair<double, double>> start_and_room;
  const auto crowded = [&](std::uint64_t n) {
    return t.cost[n] / tau + out.load[t.to[n]] / (rho * supply[t.to[n]]);
  };
  while (out.rounds < rounds) {
    ++out.rounds;
    each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
      if (!(demand[i] > 0)) return;
      start_and_room.clear();
      for (auto n = begin; n < end; ++n) {
        if (!(supply[t.to[n]] > 0)) continue;
        out.load[t.to[n]] -= people[n];
        start_and_room.emplace_back(crowded(n), rho * supply[t.to[n]]);
      }
      if (start_and_room.empty()) return;
      const double level = fill(start_and_room, demand[i]);
      for (auto n = begin; n < end; ++n) {
        if (!(supply[t.to[n]] > 0)) continue;
        people[n] = std::max(0.0, (level - crowded(n)) * rho * supply[t.to[n]]);
        out.load[t.to[n]] += people[n];
      }
    });
    // Loads anew from the people, so that roundings of a thousand mends do not pile up.
    std::fill(out.load.begin(), out.load.end(), 0.0);
    for (std::size_t n = 0; n < t.to.size(); ++n) out.load[t.to[n]] += people[n];
    double borne = 0, least_borne = 0;
    each_origin(t, [&](std::size_t i, std::uint64_t begin, std::uint64_t end) {
      double least = kNever;
      for (auto n = begin; n < end; ++n)
        if (supply[t.to[n]] > 0) least = std::min(least, crowded(n));
      out.cost[i] = least;
      if (least == kNever || !(demand[i] > 0)) return;
      double settled = 0;
      for (auto n = begin; n < end; ++n) {
        if (!(people[n] > 0)) continue;
        borne += people[n] * crowded(n);
        settled += people[n];
      }
      least_borne += settled * least;
    });
    out.gap = least_borne > 0 ? (borne - least_borne) / least_borne : 0;
    if (out.gap <= gap) break;
  }
  return out;
}

}  // namespace cityloop
