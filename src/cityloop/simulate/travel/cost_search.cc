// Range-RAPTOR with bags of moment and cost.

#include "cityloop/simulate/travel/cost_search.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/pool.h"

namespace cityloop {

CostSearch::CostSearch(const TransitReach::Day& day, Boarding boarding, const Weights& weights, Seconds limit)
    : day_{day}, boarding_{boarding}, walk_{std::llround(weights.walk * kUnit)},
      wait_{std::llround(weights.wait * kUnit)}, change_{std::llround(weights.change.base() * kUnit)},
      limit_{static_cast<std::int64_t>(std::floor(limit.base() * kUnit))}, stops_{day.table.stops()},
      first_(day.table.patterns().size(), kNone), is_marked_(stops_, 0), is_better_(stops_, 0),
      is_used_(stops_, 0) {
  const auto rounds = static_cast<std::size_t>(boarding.rides) + 1;
  by_vehicle_.resize(rounds * stops_);
  ready_.resize(rounds * stops_);
  std::vector<std::vector<Way>> ways(stops_);
  for (std::uint32_t t = 0; t < day.egress.size(); ++t)
    for (const StopLink& e : day.egress[Id<struct TargetTag>{t}])
      ways[e.stop].push_back({t, walk_ * e.seconds});
  for (const auto& w : ways) out_.push_back(w);
}

/// Whether the label is better than all others of as many rides at most; it then pushes out those that it beats.
bool CostSearch::put(std::vector<Bag>& bags, int round, std::uint32_t stop, std::int32_t at, std::int64_t k) {
  const auto after = [](std::int32_t moment, const Label& l) { return moment < l.at; };
  for (int r = 0; r <= round; ++r) {
    const Bag& b = bag(bags, r, stop);
    const auto next = std::upper_bound(b.begin(), b.end(), at, after);
    if (next != b.begin() && std::prev(next)->k <= k) return false;
  }
  Bag& b = bag(bags, round, stop);
  const auto begin = std::lower_bound(b.begin(), b.end(), at,
                                      [](const Label& l, std::int32_t moment) { return l.at < moment; });
  auto end = begin;
  std::int32_t until = std::numeric_limits<std::int32_t>::max();
  for (; end != b.end() && end->k >= k; ++end)
    if (end->k == k) until = std::min(until, end->fresh ? end->until : end->at);
  if (end != b.end()) until = std::min(until, end->at);
  const Label label{at, until, k, true};
  if (begin == end) {
    b.insert(begin, label);
  } else {
    *begin = label;
    b.erase(begin + 1, end);
  }
  if (is_used_[stop] == 0) {
    is_used_[stop] = 1;
    used_.push_back(stop);
  }
  return true;
}

void CostSearch::offer(int round, std::uint32_t stop, std::int32_t at, std::int64_t k) {
  if (k + wait_ * (at - departure_) > limit_ || !put(ready_, round, stop, at, k)) return;
  if (is_marked_[stop] == 0) marked_.push_back(stop);
  is_marked_[stop] = 1;
}

/// aboard_[t] + seconds is what being on trip t at a moment costs, from a departure at zero.
void CostSearch::ride(std::uint32_t pattern, std::uint32_t from, int round) {
  const Timetable& table = day_.table;
  const Timetable::Pattern& p = table.patterns()[pattern];
  aboard_.assign(p.trips, kFar);
  std::size_t low = p.trips, high = 0;
  const std::int64_t rate = wait_ - kUnit, left = wait_ * departure_;
  const std::int32_t slack = boarding_.slack();
  for (std::uint32_t i = from; i < p.stops; ++i) {
    const std::uint32_t stop = table.stop(p, i);
    if (low < high && table.alights(p, i)) {
      const auto arrives = table.arrivals(p, i);
      for (std::size_t t = low; t < high; ++t) {
        if (aboard_[t] == kFar) continue;
        if (aboard_[t] + kUnit * arrives[t] - left > limit_) {
          aboard_[t] = kFar;
          continue;
        }
        const std::int64_t k = aboard_[t] - rate * arrives[t];
        if (!put(by_vehicle_, round, stop, arrives[t], k)) continue;
        if (is_better_[stop] == 0) better_.push_back(stop);
        is_better_[stop] = 1;
      }
    }
    if (is_marked_[stop] == 0 || !table.boards(p, i)) continue;
    const auto departs = table.departures(p, i);
    for (const Label& l : bag(ready_, round - 1, stop)) {
      if (!l.fresh) continue;
      auto t = static_cast<std::size_t>(std::lower_bound(departs.begin(), departs.end(), l.at + slack) -
                                        departs.begin());
      for (; t < p.trips && departs[t] - slack < l.until; ++t) {
        const std::int64_t c = l.k + rate * departs[t] + (round > 1 ? change_ : 0);
        if (c + kUnit * departs[t] - left > limit_) break;
        aboard_[t] = std::min(aboard_[t], c);
        low = std::min(low, t);
        high = std::max(high, t + 1);
      }
    }
  }
}

void CostSearch::walk(int round) {
  for (const std::uint32_t s : marked_) {
    is_marked_[s] = 0;
    for (Label& l : bag(ready_, round - 1, s)) l.fresh = false;
  }
  marked_.clear();
  for (const std::uint32_t s : better_) {
    is_better_[s] = 0;
    std::int64_t best = kFar;
    for (Label& l : bag(by_vehicle_, round, s)) {
      if (!l.fresh) continue;
      l.fresh = false;
      best = std::min(best, l.k + wait_ * l.at);
      if (round == boarding_.rides) continue;
      offer(round, s, l.at, l.k);
      for (const StopLink& w : day_.transfers[StopNumber{s}])
        offer(round, w.stop, l.at + w.seconds, l.k + (walk_ - wait_) * w.seconds);
    }
    for (const Way& w : out_[StopNumber{s}]) least_[w.target] = std::min(least_[w.target], best + w.cost);
  }
  better_.clear();
}

void CostSearch::clear() {
  for (const std::uint32_t s : used_) {
    is_used_[s] = 0;
    for (int r = 0; r <= boarding_.rides; ++r) {
      bag(by_vehicle_, r, s).clear();
      bag(ready_, r, s).clear();
    }
  }
  used_.clear();
}

void CostSearch::run(std::span<const StopLink> access, std::span<const LaneTime> on_foot,
                     std::span<const std::int32_t> departures,
                     const std::function<void(std::size_t, std::span<const std::uint32_t>)>& fn) {
  clear();
  least_.assign(day_.egress.size(), kFar);
  costs_.resize(least_.size());
  for (std::size_t d = 0; d < departures.size(); ++d) {
    departure_ = departures[d];
    for (const StopLink& a : access) offer(0, a.stop, departure_ + a.seconds, (walk_ - wait_) * a.seconds);
    for (int round = 1; round <= boarding_.rides && !marked_.empty(); ++round) {
      queue_.clear();
      for (const std::uint32_t s : marked_)
        for (const Timetable::At& at : day_.table.at(s)) {
          if (!day_.table.boards(day_.table.patterns()[at.pattern], at.position)) continue;
          std::uint32_t& first = first_[at.pattern];
          if (first == kNone) queue_.push_back(at.pattern);
          first = std::min(first, at.position);
        }
      for (const std::uint32_t p : queue_) {
        ride(p, first_[p], round);
        first_[p] = kNone;
      }
      walk(round);
    }
    for (std::size_t t = 0; t < costs_.size(); ++t) {
      std::int64_t cost = least_[t] == kFar ? kFar : least_[t] - wait_ * departure_;
      if (on_foot[t] != kNever) cost = std::min(cost, walk_ * on_foot[t]);
      costs_[t] = cost <= limit_ ? static_cast<std::uint32_t>(cost) : kNone;
    }
    fn(d, costs_);
  }
}

void least_costs(const TransitReach& reach, const TransitSettings& s,
                 std::span<const std::vector<Link>> origins, std::size_t targets, Run& run,
                 const std::function<void(std::size_t, std::span<const float>)>& fn) {
  const std::int32_t every = s.every_s > 0 ? s.every_s : 60;
  std::vector<std::int32_t> departures;
  for (std::int32_t t = s.from; t < s.until; t += every) departures.push_back(t);
  std::reverse(departures.begin(), departures.end());
  struct Work {
    Search search;
    std::vector<CostSearch> days;
    std::vector<std::uint32_t> costs;  // target × (day × departure)
  };
  const std::size_t all = departures.size() * reach.days();
  Pool<Work> pool{[&] {
    auto w = std::make_unique<Work>(Work{reach.search(), {}, {}});
    for (std::size_t d = 0; d < reach.days(); ++d)
      w->days.emplace_back(reach.day(d), s.boarding, s.weights, s.limit);
    w->costs.resize(targets * all);
    return w;
  }};
  for_chunks(run, origins.size(), 4, [&](std::size_t begin, std::size_t end) {
    auto work = pool.take();
    std::vector<float> out(targets * s.percentiles.size());
    for (std::size_t o = begin; o < end; ++o) {
      Walks walks = reach.walks(work->search, origins[o]);
      for (std::size_t d = 0; d < reach.days(); ++d) {
        // Nearer the way a vehicle comes from is better only where walking is worse than waiting.
        const std::vector<StopLink> access = s.weights.walk >= s.weights.wait
                                                 ? useful_to_board(reach.day(d).table, walks.stops[d])
                                                 : walks.stops[d];
        work->days[d].run(access, walks.on_foot, departures,
                          [&](std::size_t lane, std::span<const std::uint32_t> costs) {
                            for (std::size_t t = 0; t < targets; ++t)
                              work->costs[t * all + d * departures.size() + lane] = costs[t];
                          });
      }
      for (std::size_t t = 0; t < targets; ++t) {
        const auto row = std::span{work->costs}.subspan(t * all, all);
        std::sort(row.begin(), row.end());
        for (std::size_t p = 0; p < s.percentiles.size(); ++p) {
          const double rank =
              std::max(1.0, std::ceil(s.percentiles[p] / 100 * static_cast<double>(all) - 1e-9));
          const std::uint32_t cost = row[static_cast<std::size_t>(rank) - 1];
          out[p * targets + t] =
              cost == CostSearch::kNone ? kBeyond : static_cast<float>(cost) / CostSearch::kUnit;
        }
      }
      fn(o, out);
    }
    pool.give(std::move(work));
  });
}

}  // namespace cityloop
