// How stops are linked to the streets: where they stand, through entrances, or along the pathways of their station.

#include "cityloop/simulate/travel/station.h"

#include <algorithm>
#include <cmath>
#include <queue>

namespace cityloop {
namespace {

constexpr double kStep_s = 0.6, kStorey_s = 15, kLift_s = 30, kLiftStorey_s = 10;

}  // namespace

StationWays::StationWays(const Transit& t, const Network& net)
    : transit_{&t}, net_{&net}, out_(t.stops()), in_(t.stops()), walked_(t.stops(), 0) {
  for (const StopIdx s : each(t.stop_at)) {
    const StopIdx above = t.stop_parent[s];
    if (!above.valid()) continue;
    if (t.stop_type[s] == StopType::entrance) entrances_[above].push_back(s);
    if (t.stop_type[s] != StopType::boarding_area) continue;
    out_[s.v].push_back({above, 0}), in_[s.v].push_back({above, 0});
    out_[above.v].push_back({s, 0}), in_[above.v].push_back({s, 0});
  }
  // A platform that has nothing but boarding areas without pathways stands on the street like any other.
  for (const PathwayIdx w : each(t.pathway_from))
    for (const StopIdx s : {t.pathway_from[w], t.pathway_to[w]}) {
      walked_[s.v] = 1;
      if (t.stop_type[s] == StopType::boarding_area && t.stop_parent[s].valid())
        walked_[t.stop_parent[s].v] = 1;
    }
  for (std::size_t s = 0; s < t.stops(); ++s)
    if (walked_[s] == 0) out_[s].clear(), in_[s].clear();
  const bool wheels = net.profile().mode == Mode::wheelchair;
  for (const PathwayIdx w : each(t.pathway_from)) {
    const PathwayMode mode = t.pathway_mode[w];
    if (wheels && (mode == PathwayMode::stairs || mode == PathwayMode::escalator)) continue;
    const StopIdx a = t.pathway_from[w], b = t.pathway_to[w];
    const std::uint32_t ms = milliseconds(w);
    out_[a.v].push_back({b, ms}), in_[b.v].push_back({a, ms});
    if (t.pathway_both[w] != 0) out_[b.v].push_back({a, ms}), in_[a.v].push_back({b, ms});
  }
}

std::uint32_t StationWays::milliseconds(PathwayIdx w) const {
  const Transit& t = *transit_;
  const auto whole = [](double s) { return static_cast<std::uint32_t>(std::llround(s * 1000)); };
  if (t.pathway_s[w] >= 0) return whole(t.pathway_s[w]);
  const double speed = net_->profile().access.base();
  const PathwayMode mode = t.pathway_mode[w];
  const StopIdx a = t.pathway_from[w], b = t.pathway_to[w];
  if (mode != PathwayMode::lift && (t.pathway_mm[w] >= 0 || t.pathway_steps[w] >= 0))
    return whole(std::max(t.pathway_mm[w] / 1000.0 / speed, t.pathway_steps[w] * kStep_s));
  const bool known = t.stop_level[a] != kNoLevel && t.stop_level[b] != kNoLevel;
  const double storeys =
      known ? std::max(1.0, std::abs(double{t.stop_level[a] / 100.0} - t.stop_level[b] / 100.0)) : 1.0;
  if (mode == PathwayMode::stairs || mode == PathwayMode::escalator) return whole(storeys * kStorey_s);
  if (mode == PathwayMode::lift) return whole(kLift_s + storeys * kLiftStorey_s);
  return whole(distance_m(t.stop_at[a], t.stop_at[b]) / speed);
}

bool StationWays::barred(StopIdx s) const {
  if (net_->profile().mode != Mode::wheelchair) return false;
  Wheelchair says = transit_->stop_wheelchair[s];
  if (says == Wheelchair::unknown && transit_->stop_parent[s].valid())
    says = transit_->stop_wheelchair[transit_->stop_parent[s]];
  return says == Wheelchair::no;
}

/// All that is reached along pathways from (backwards: that reaches) a stop, by time.
std::vector<std::pair<StopIdx, std::uint32_t>> StationWays::reached(StopIdx from, bool backwards) const {
  std::vector<std::pair<StopIdx, std::uint32_t>> found;
  std::map<StopIdx, std::uint32_t> best{{from, 0}};
  using Waiting = std::pair<std::uint32_t, StopIdx>;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> queue;
  queue.emplace(0, from);
  while (!queue.empty()) {
    const auto [ms, at] = queue.top();
    queue.pop();
    if (ms > best[at]) continue;
    found.emplace_back(at, ms);
    for (const Way& w : (backwards ? in_ : out_)[at.v]) {
      const auto [it, fresh] = best.emplace(w.to, ms + w.ms);
      if (!fresh && it->second <= ms + w.ms) continue;
      it->second = ms + w.ms;
      queue.emplace(ms + w.ms, w.to);
    }
  }
  return found;
}

/// Not more than it is, so that whole seconds stay what they are.
Cost StationWays::cost(std::uint32_t ms) const {
  return static_cast<Cost>(ms * net_->profile().speed.base());
}

Link StationWays::after(Link link, Cost inside) const {
  for (Cost* c : {&link.to_from, &link.to_to, &link.from_from, &link.from_to, &link.off})
    *c = plus(*c, inside);
  return link;
}

void StationWays::each_link(StopIdx platform, bool arriving,
                            const std::function<void(const Link&)>& fn) const {
  const Transit& t = *transit_;
  if (barred(platform)) return;
  if (walked_[platform.v] != 0) {
    for (const auto& [stop, ms] : reached(platform, arriving))
      if (t.stop_type[stop] == StopType::entrance && !barred(stop))
        if (const Link link = net_->link(t.stop_at[stop]); link.valid()) fn(after(link, cost(ms)));
    return;
  }
  const StopIdx above = t.stop_parent[platform];
  const auto it = above.valid() ? entrances_.find(above) : entrances_.end();
  if (it == entrances_.end()) {
    if (const Link link = net_->link(t.stop_at[platform]); link.valid()) fn(link);
    return;
  }
  for (const StopIdx e : it->second) {
    const Link link = net_->link(t.stop_at[e]);
    if (!link.valid() || barred(e)) continue;
    fn(after(link, static_cast<Cost>(std::llround(distance_m(t.stop_at[e], t.stop_at[platform]) * 1000))));
  }
}

void StationWays::each_way_in(StopIdx platform, const std::function<void(const Link&)>& fn) const {
  each_link(platform, true, fn);
}
void StationWays::each_way_out(StopIdx platform, const std::function<void(const Link&)>& fn) const {
  each_link(platform, false, fn);
}

StationWays::Near StationWays::across(StopIdx platform, bool backwards, Cost most) const {
  Near near;
  if (walked_[platform.v] == 0 || barred(platform)) return near;
  for (const auto& [stop, ms] : reached(platform, backwards))
    if (stop != platform && transit_->stop_type[stop] == StopType::platform && cost(ms) <= most &&
        !barred(stop))
      near.emplace_back(stop.v, cost(ms));
  std::sort(near.begin(), near.end());
  return near;
}

}  // namespace cityloop
