// From streets to stops and back: who can walk where, and what the lanes of a search say about every target.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/journey.h"
#include "cityloop/simulate/travel/linked.h"
#include "cityloop/simulate/travel/pool.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {
namespace {

constexpr std::size_t kOriginsPerChunk = 4;
constexpr std::uint32_t kNotServed = 0xffffffffU;

/// Whole seconds, never less than the way takes.
LaneTime whole_seconds(const Network& net, Cost cost) {
  const double s = std::ceil(net.seconds(cost) - 1e-6);
  return s >= kNever ? kNever : static_cast<LaneTime>(s);
}

/// Where a stop is linked to the streets: itself, or the entrances of its station and from there straight on.
void each_link(const Transit& t, StopIdx stop, const std::map<StopIdx, std::vector<StopIdx>>& entrances,
               const Network& net, const std::function<void(const Link&)>& fn) {
  const auto it = t.stop_parent[stop].valid() ? entrances.find(t.stop_parent[stop]) : entrances.end();
  if (it == entrances.end()) {
    if (const Link link = net.link(t.stop_at[stop]); link.valid()) fn(link);
    return;
  }
  for (const StopIdx e : it->second) {
    Link link = net.link(t.stop_at[e]);
    if (!link.valid()) continue;
    const Cost inside = static_cast<Cost>(std::llround(distance_m(t.stop_at[e], t.stop_at[stop]) * 1000));
    for (Cost* c : {&link.to_from, &link.to_to, &link.from_from, &link.from_to, &link.off})
      *c = plus(*c, inside);
    fn(link);
  }
}

}  // namespace

struct TransitReach::Parts {
  struct Draw {
    Timetable table;
    std::vector<std::uint32_t> number;  // of the timetable, by StopIdx
    Ragged<StopNumber, StopLink> transfers;
    Ragged<Id<struct TargetTag>, StopLink> egress;  // shortest first
  };
  TransitSettings settings;
  std::shared_ptr<const Network> net;
  std::vector<std::vector<Link>> target_links;
  Linked stops, targets;
  std::vector<Draw> draws;
  std::int32_t base_s = 0;
  LaneTime last = 0;
  std::vector<LaneTime> departures;  // every_s > 0

  void draw(const City&, std::uint64_t number,
            const std::vector<std::vector<std::pair<std::uint32_t, Cost>>>& near_stop,
            const std::vector<std::vector<std::pair<std::uint32_t, Cost>>>& near_target);
  std::vector<LaneTime> instants(const Draw&, std::span<const StopLink> access) const;
  struct Work;
  void one(Work&, const Link& origin, std::span<float> out) const;
  void sampled(Work&, std::size_t d, const RangeSearch&) const;
  void exact(Work&, const RangeSearch&, std::size_t d, std::span<const LaneTime> departures) const;
  void finish(Work&, std::span<float> out) const;
  std::vector<StopLink> numbered(const Draw&, const std::vector<std::pair<std::uint32_t, Cost>>&,
                                 Cost most) const;
};

/// What one thread needs.
struct TransitReach::Parts::Work {
  explicit Work(const Parts& p) : search{*p.net}, on_foot(p.target_links.size()) {
    for (const Draw& d : p.draws) ranges.emplace_back(d.table, d.transfers, p.settings.boarding, p.base_s);
  }
  Search search;
  std::vector<RangeSearch> ranges;
  std::vector<std::pair<std::uint32_t, Cost>> found;
  std::vector<LaneTime> on_foot;
  std::vector<LaneTime> travel, least, rows, columns;
  std::vector<std::vector<Piece>> pieces;
};

TransitReach::TransitReach(const City& city, const TransitSettings& settings,
                           std::span<const std::vector<Link>> targets, Run& run)
    : parts_{std::make_unique<Parts>()} {
  Parts& p = *parts_;
  p.settings = settings;
  p.net = network(city, settings.walk, run);
  p.target_links.assign(targets.begin(), targets.end());
  p.base_s = settings.from - 1;
  const double last = settings.until + settings.limit.base() - p.base_s;
  if (settings.until <= settings.from || last >= kNever)
    throw Error{Fault::internal, say("a window of departures and a limit of together 18 hours at most",
                                     "出发时间窗与时间上限合计不得超过 18 小时")};
  p.last = static_cast<LaneTime>(last);
  for (std::int32_t t = settings.from; settings.every_s > 0 && t < settings.until; t += settings.every_s)
    p.departures.push_back(static_cast<LaneTime>(t - p.base_s));

  const Transit& t = *city.transit;
  std::map<StopIdx, std::vector<StopIdx>> entrances;
  for (const StopIdx s : each(t.stop_at))
    if (t.stop_type[s] == StopType::entrance && t.stop_parent[s].valid())
      entrances[t.stop_parent[s]].push_back(s);
  std::vector<std::uint8_t> called(t.stops(), 0);
  for (const StopIdx s : t.pattern_stops.raw()) called[s.v] = 1;
  std::vector<std::vector<Link>> links(t.stops());
  for_chunks(run, t.stops(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s)
      if (called[s] != 0)
        each_link(t, idx<StopIdx>(s), entrances, *p.net, [&](const Link& l) { links[s].push_back(l); });
  });
  for (std::uint32_t s = 0; s < t.stops(); ++s)
    for (const Link& l : links[s]) p.stops.add(s, l);
  p.stops.index(*p.net);
  for (std::uint32_t i = 0; i < targets.size(); ++i)
    for (const Link& l : targets[i]) p.targets.add(i, l);
  p.targets.index(*p.net);

  using Near = std::vector<std::vector<std::pair<std::uint32_t, Cost>>>;
  Near near_stop(t.stops()), near_target(targets.size());
  Pool<Search> pool{[&] { return std::make_unique<Search>(*p.net); }};
  const auto collect = [&](std::size_t n, Near& near, Heading heading, Seconds limit, auto sources) {
    for_chunks(run, n, 16, [&](std::size_t begin, std::size_t end) {
      auto search = pool.take();
      for (std::size_t i = begin; i < end; ++i) {
        const std::span<const Link> from = sources(i);
        if (from.empty()) continue;
        search->run(from, heading, p.net->limit(limit));
        p.stops.collect(*search, near[i]);
      }
      pool.give(std::move(search));
    });
  };
  collect(t.stops(), near_stop, Heading::from_sources, settings.transfer,
          [&](std::size_t i) { return std::span<const Link>{links[i]}; });
  collect(targets.size(), near_target, Heading::to_sources, settings.egress,
          [&](std::size_t i) { return std::span<const Link>{p.target_links[i]}; });
  p.draw(city, 0, near_stop, near_target);
  if (p.draws[0].table.drawn())
    for (std::uint64_t d = 1; d < settings.draws; ++d) p.draw(city, d, near_stop, near_target);
}
TransitReach::~TransitReach() = default;
const Timetable& TransitReach::timetable() const { return parts_->draws[0].table; }
std::size_t TransitReach::transfers() const { return parts_->draws[0].transfers.raw().size(); }

std::vector<StopLink> TransitReach::Parts::numbered(const Draw& d,
                                                    const std::vector<std::pair<std::uint32_t, Cost>>& near,
                                                    Cost most) const {
  std::vector<StopLink> links;
  for (const auto& [stop, cost] : near)
    if (cost <= most && d.number[stop] != kNotServed)
      links.push_back({d.number[stop], whole_seconds(*net, cost)});
  return links;
}

void TransitReach::Parts::draw(const City& city, std::uint64_t number,
                               const std::vector<std::vector<std::pair<std::uint32_t, Cost>>>& near_stop,
                               const std::vector<std::vector<std::pair<std::uint32_t, Cost>>>& near_target) {
  const Transit& t = *city.transit;
  const std::int32_t until = settings.until + static_cast<std::int32_t>(settings.limit.base());
  draws.push_back({Timetable{t,
                             {.date = settings.date,
                              .from = settings.from,
                              .until = until,
                              .vehicles = settings.vehicles,
                              .wheelchair = settings.walk.mode == Mode::wheelchair,
                              .seed = settings.seed,
                              .draw = number}},
                   std::vector<std::uint32_t>(t.stops(), kNotServed),
                   {},
                   {}});
  Draw& d = draws.back();
  for (std::uint32_t s = 0; s < d.table.stops(); ++s) d.number[d.table.city_stop(s).v] = s;
  // What the timetable itself says of changing, by stop; a station speaks for its platforms.
  std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, std::int32_t>>>
      rules;  // negative: not possible
  std::map<StopIdx, std::vector<StopIdx>> platforms;
  for (const StopIdx s : each(t.stop_at))
    if (t.stop_type[s] == StopType::platform && t.stop_parent[s].valid())
      platforms[t.stop_parent[s]].push_back(s);
  const auto stops_of = [&](StopIdx s) {
    return t.stop_type[s] == StopType::station ? platforms[s] : std::vector<StopIdx>{s};
  };
  for (std::size_t i = 0; i < t.transfer_from.size(); ++i) {
    const TransferIdx x = idx<TransferIdx>(i);
    if (t.transfer_type[x] < 2 || (t.transfer_type[x] == 2 && t.transfer_s[x] < 0)) continue;
    for (const StopIdx a : stops_of(t.transfer_from[x]))
      for (const StopIdx b : stops_of(t.transfer_to[x]))
        if (a != b && d.number[a.v] != kNotServed && d.number[b.v] != kNotServed)
          rules[d.number[a.v]].emplace_back(d.number[b.v], t.transfer_type[x] == 3 ? -1 : t.transfer_s[x]);
  }
  const auto by_time = [](const StopLink& a, const StopLink& b) {
    return std::pair{a.seconds, a.stop} < std::pair{b.seconds, b.stop};
  };
  for (std::uint32_t s = 0; s < d.table.stops(); ++s) {
    std::vector<StopLink> walks = numbered(d, near_stop[d.table.city_stop(s).v], kNoPath - 1);
    std::erase_if(walks, [&](const StopLink& w) { return w.stop == s; });
    if (const auto it = rules.find(s); it != rules.end())
      for (const auto& [to, least] : it->second) {
        const auto w =
            std::find_if(walks.begin(), walks.end(), [&](const StopLink& x) { return x.stop == to; });
        if (least < 0) {
          if (w != walks.end()) walks.erase(w);
        } else if (w != walks.end()) {
          w->seconds = std::max(w->seconds, static_cast<LaneTime>(std::min<std::int32_t>(least, kNever)));
        } else {
          walks.push_back({to, static_cast<LaneTime>(std::min<std::int32_t>(least, kNever))});
        }
      }
    if (!settings.every_walk) walks = useful_to_board(d.table, walks);
    std::sort(walks.begin(), walks.end(), by_time);
    d.transfers.push_back(walks);
  }
  for (const auto& near : near_target) {
    std::vector<StopLink> walks = numbered(d, near, kNoPath - 1);
    if (!settings.every_walk) walks = useful_to_alight(d.table, walks);
    std::sort(walks.begin(), walks.end(), by_time);
    d.egress.push_back(walks);
  }
}

/// The moments of the window after which something can no longer be caught, and its end.
std::vector<LaneTime> TransitReach::Parts::instants(const Draw& d, std::span<const StopLink> access) const {
  std::vector<LaneTime> out;
  const std::int32_t end = settings.until - base_s;
  for (const StopLink& a : access)
    for (const Timetable::At& at : d.table.at(a.stop)) {
      const Timetable::Pattern& p = d.table.patterns()[at.pattern];
      if (!d.table.boards(p, at.position)) continue;
      for (const std::int32_t t : d.table.departures(p, at.position)) {
        const std::int32_t latest = t - base_s - settings.boarding.slack() - a.seconds;
        if (latest > 1 && latest < end) out.push_back(static_cast<LaneTime>(latest));
      }
    }
  out.push_back(static_cast<LaneTime>(end));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void TransitReach::Parts::one(Work& w, const Link& origin, std::span<float> out) const {
  if (!origin.valid()) {
    std::fill(out.begin(), out.end(), kBeyond);
    return;
  }
  const Seconds longest = std::max(settings.access, settings.on_foot);
  w.search.run(origin, Heading::from_sources, net->limit(longest));
  targets.collect(w.search, w.found);
  std::fill(w.on_foot.begin(), w.on_foot.end(), kNever);
  const Cost foot = net->limit(settings.on_foot);
  for (const auto& [target, cost] : w.found)
    if (cost <= foot) w.on_foot[target] = whole_seconds(*net, cost);
  stops.collect(w.search, w.found);
  if (settings.every_s == 0) w.pieces.assign(target_links.size(), {});
  for (std::size_t d = 0; d < draws.size(); ++d) {
    const auto access =
        useful_to_board(draws[d].table, numbered(draws[d], w.found, net->limit(settings.access)));
    if (settings.every_s > 0) {
      w.ranges[d].run(access, departures, last);
      sampled(w, d, w.ranges[d]);
    } else {
      const auto moments = instants(draws[d], access);
      w.ranges[d].run(access, moments, last);
      exact(w, w.ranges[d], d, moments);
    }
  }
  finish(w, out);
}

/// Rows of travel times, target × (draw × lane), each the best over the way on foot and all stops near the target.
void TransitReach::Parts::sampled(Work& w, std::size_t d, const RangeSearch& range) const {
  const std::size_t width = range.width(), all = width * draws.size();
  w.rows.resize(target_links.size() * all);
  w.travel.resize(draws[d].table.stops() * width);
  w.least.resize(draws[d].table.stops());
  std::vector<LaneTime> since(width, 0);
  std::copy(departures.begin(), departures.end(), since.begin());
  for (const std::uint32_t s : range.reached())
    w.least[s] = lanes_travel(w.travel.data() + s * width, range.arrivals(s).data(), since.data(), width);
  for (std::size_t t = 0; t < target_links.size(); ++t) {
    LaneTime* row = w.rows.data() + t * all + d * width;
    std::fill(row, row + departures.size(), w.on_foot[t]);
    std::fill(row + departures.size(), row + width,
              LaneTime{0});  // no departure: sorts first, and is not counted
    LaneTime most = w.on_foot[t];
    for (const StopLink& e : draws[d].egress[Id<struct TargetTag>{static_cast<std::uint32_t>(t)}]) {
      if (e.seconds >= most) break;  // shortest first: no other can help
      if (!range.is_reached(e.stop) || std::uint32_t{w.least[e.stop]} + e.seconds >= most) continue;
      most = lanes_lower_most(row, w.travel.data() + e.stop * width, e.seconds, width);
    }
  }
}

void TransitReach::Parts::exact(Work& w, const RangeSearch& range, std::size_t d,
                                std::span<const LaneTime> moments) const {
  const std::size_t width = range.width();
  std::vector<LaneTime> row(width);
  for (std::size_t t = 0; t < target_links.size(); ++t) {
    std::fill(row.begin(), row.end(), kNever);
    for (const StopLink& e : draws[d].egress[Id<struct TargetTag>{static_cast<std::uint32_t>(t)}])
      if (range.is_reached(e.stop)) lanes_lower(row.data(), range.arrivals(e.stop).data(), e.seconds, width);
    double earliest = 1;
    for (std::size_t l = 0; l < moments.size(); ++l) {
      // Moments with one arrival make one piece.
      if (l + 1 < moments.size() && row[l + 1] == row[l]) continue;
      w.pieces[t].push_back({earliest, double(moments[l]),
                             row[l] == kNever ? std::numeric_limits<double>::infinity() : double(row[l])});
      earliest = moments[l];
    }
  }
}

void TransitReach::Parts::finish(Work& w, std::span<float> out) const {
  const std::size_t n = target_links.size(), asked = settings.percentiles.size();
  const auto limit = static_cast<float>(settings.limit.base());
  const auto put = [&](std::size_t p, std::size_t t, float seconds) {
    out[p * n + t] = seconds <= limit ? seconds : kBeyond;
  };
  if (settings.every_s == 0) {
    std::vector<float> times(asked);
    for (std::size_t t = 0; t < n; ++t) {
      const double foot =
          w.on_foot[t] == kNever ? std::numeric_limits<double>::infinity() : double(w.on_foot[t]);
      moment_percentiles(w.pieces[t], foot, settings.percentiles, times);
      for (std::size_t p = 0; p < asked; ++p) put(p, t, times[p]);
    }
    return;
  }
  const std::size_t all = n == 0 ? 0 : w.rows.size() / n, lanes = departures.size() * draws.size();
  std::vector<std::size_t> element;  // of the sorted lanes; blanks are zeros and come first
  for (const double p : settings.percentiles) {
    const double rank = std::max(1.0, std::ceil(p / 100 * static_cast<double>(lanes) - 1e-9));
    element.push_back(all - lanes + static_cast<std::size_t>(rank) - 1);
  }
  w.columns.resize(all * kLaneBlock);
  for (std::size_t first = 0; first < n; first += kLaneBlock) {
    const std::size_t here = std::min(kLaneBlock, n - first);
    for (std::size_t t = 0; t < here; ++t) {
      const LaneTime* row = w.rows.data() + (first + t) * all;
      for (std::size_t l = 0; l < all; ++l) w.columns[l * kLaneBlock + t] = row[l];
    }
    lanes_sort(w.columns.data(), all);
    for (std::size_t p = 0; p < asked; ++p)
      for (std::size_t t = 0; t < here; ++t) {
        const LaneTime seconds = w.columns[element[p] * kLaneBlock + t];
        put(p, first + t, seconds == kNever ? kBeyond : static_cast<float>(seconds));
      }
  }
}

void TransitReach::from(std::span<const Link> origins, Run& run,
                        const std::function<void(std::size_t, std::span<const float>)>& fn) const {
  const Parts& p = *parts_;
  Pool<Parts::Work> pool{[&] { return std::make_unique<Parts::Work>(p); }};
  for_chunks(run, origins.size(), kOriginsPerChunk, [&](std::size_t begin, std::size_t end) {
    auto work = pool.take();
    std::vector<float> out(p.target_links.size() * p.settings.percentiles.size());
    for (std::size_t o = begin; o < end; ++o) {
      p.one(*work, origins[o], out);
      fn(o, out);
    }
    pool.give(std::move(work));
  });
}

std::vector<Journey> TransitReach::journeys(const Link& origin, std::size_t target,
                                            std::int32_t departure) const {
  if (!origin.valid()) return {};
  const Parts& p = *parts_;
  const Parts::Draw& d = p.draws.front();
  Search search{*p.net};
  search.run(origin, Heading::from_sources, p.net->limit(std::max(p.settings.access, p.settings.on_foot)));
  std::vector<std::pair<std::uint32_t, Cost>> near;
  p.stops.collect(search, near);
  const auto access = p.numbered(d, near, p.net->limit(p.settings.access));
  Cost foot = kNoPath;
  for (const Link& l : p.target_links[target]) foot = std::min(foot, search.cost(l));
  std::optional<std::int32_t> on_foot;
  if (foot <= p.net->limit(p.settings.on_foot)) on_foot = whole_seconds(*p.net, foot);
  return cityloop::journeys(d.table, d.transfers, p.settings.boarding, access,
                            d.egress[Id<struct TargetTag>{static_cast<std::uint32_t>(target)}], on_foot,
                            departure, departure + static_cast<std::int32_t>(p.settings.limit.base()));
}

const TransitSettings& TransitReach::settings() const { return parts_->settings; }
std::shared_ptr<const Network> TransitReach::net() const { return parts_->net; }
std::size_t TransitReach::draws() const { return parts_->draws.size(); }
const Timetable& TransitReach::timetable(std::size_t draw) const { return parts_->draws[draw].table; }
const Ragged<StopNumber, StopLink>& TransitReach::transfers(std::size_t draw) const {
  return parts_->draws[draw].transfers;
}
std::span<const StopLink> TransitReach::egress(std::size_t draw, std::size_t target) const {
  return parts_->draws[draw].egress[idx<Id<struct TargetTag>>(target)];
}
std::int32_t TransitReach::base_s() const { return parts_->base_s; }
LaneTime TransitReach::last() const { return parts_->last; }

void TransitReach::walks(Search& search, const Link& origin, Walks& out) const {
  const Parts& p = *parts_;
  out.access.assign(p.draws.size(), {});
  out.on_foot.assign(p.target_links.size(), kNever);
  if (!origin.valid()) return;
  search.run(origin, Heading::from_sources, p.net->limit(std::max(p.settings.access, p.settings.on_foot)));
  std::vector<std::pair<std::uint32_t, Cost>> found;
  p.targets.collect(search, found);
  const Cost foot = p.net->limit(p.settings.on_foot);
  for (const auto& [target, cost] : found)
    if (cost <= foot) out.on_foot[target] = whole_seconds(*p.net, cost);
  p.stops.collect(search, found);
  for (std::size_t d = 0; d < p.draws.size(); ++d) {
    out.access[d] = p.numbered(p.draws[d], found, p.net->limit(p.settings.access));
    if (!p.settings.every_walk) out.access[d] = useful_to_board(p.draws[d].table, out.access[d]);
  }
}

std::vector<LaneTime> TransitReach::moments(std::size_t draw, std::span<const StopLink> access) const {
  return parts_->settings.every_s > 0 ? parts_->departures : parts_->instants(parts_->draws[draw], access);
}

void moment_percentiles(std::span<const Piece> pieces, double on_foot, std::span<const double> percentiles,
                        std::span<float> times) {
  // The share of the window with a time of at most x rises by each piece from its shortest time to its longest.
  std::vector<std::pair<double, int>> turns;
  double window = 0;
  for (const Piece& p : pieces) {
    window += p.latest - p.earliest;
    if (!std::isfinite(p.arrival) || p.latest <= p.earliest) continue;
    turns.emplace_back(p.arrival - p.latest, 1);
    turns.emplace_back(p.arrival - p.earliest, -1);
  }
  std::sort(turns.begin(), turns.end());
  std::size_t next = 0;
  double x = turns.empty() ? 0 : turns.front().first, within = 0;
  int rising = 0;
  for (std::size_t i = 0; i < percentiles.size(); ++i) {
    const double wanted = percentiles[i] / 100 * window - 1e-9;
    while (within < wanted && next < turns.size()) {
      const double until = turns[next].first;
      if (within + rising * (until - x) >= wanted) break;
      within += rising * (until - x);
      x = until;
      rising += turns[next++].second;
    }
    double t = std::numeric_limits<double>::infinity();
    if (within >= wanted) t = x;
    else if (rising > 0 && next < turns.size()) t = x + (wanted - within) / rising;
    times[i] = static_cast<float>(std::min(t, on_foot));
  }
}

}  // namespace cityloop
