// From streets to stops and back: who can walk where, and what the lanes of a search say about every target.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/arrival.h"
#include "cityloop/simulate/travel/cost_search.h"
#include "cityloop/simulate/travel/journey.h"
#include "cityloop/simulate/travel/linked.h"
#include "cityloop/simulate/travel/pool.h"
#include "cityloop/simulate/travel/ride_row.h"
#include "cityloop/simulate/travel/station.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {
namespace {

constexpr std::size_t kRidersPerChunk = 4;
constexpr std::uint32_t kNotServed = TransitReach::kNotServed;

/// Whole seconds, never less than the way takes.
LaneTime whole_seconds(const Network& net, Cost cost) {
  const double s = std::ceil(net.seconds(cost) - 1e-6);
  return s >= kNever ? kNever : static_cast<LaneTime>(s);
}

bool by_time(const StopLink& a, const StopLink& b) {
  return std::pair{a.seconds, a.stop} < std::pair{b.seconds, b.stop};
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
  Linked stops, leaving, targets;  // stops as they are come to, and as they are left
  std::vector<Draw> draws;
  std::int32_t base_s = 0;
  LaneTime last = 0;
  std::vector<LaneTime> departures;  // every_s > 0
  Ragged<Id<struct TargetTag>, StopLink> still_walks;

  void draw(const City&, std::uint64_t number,
            const std::vector<std::vector<std::pair<std::uint32_t, Cost>>>& near_stop,
            const std::vector<std::vector<std::pair<std::uint32_t, Cost>>>& near_target);
  std::vector<LaneTime> instants(const Draw&, std::span<const StopLink> access) const;
  struct Work;
  void one(Work&, std::span<const Link> origin, std::span<float> out, RideRow* row = nullptr) const;
  Heading there() const { return settings.mirrored ? Heading::to_sources : Heading::from_sources; }
  Heading back() const { return settings.mirrored ? Heading::from_sources : Heading::to_sources; }
  void note(Work&, const RangeSearch&, std::span<const LaneTime> moments, RideRow&) const;
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
  std::vector<RideRow::Step> steps;
  std::vector<std::uint32_t> at;  // of the steps by moment
};

TransitReach::TransitReach(const City& city, const TransitSettings& settings,
                           std::span<const std::vector<Link>> targets, Run& run)
    : parts_{std::make_unique<Parts>()} {
  if (settings.arrive) {
    arrival_ = std::make_unique<ArrivalReach>(city, settings, targets, run);
    return;
  }
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
  const StationWays stations{t, *p.net};
  std::vector<std::uint8_t> called(t.stops(), 0);
  for (const StopIdx s : t.pattern_stops.raw()) called[s.v] = 1;
  std::vector<std::vector<Link>> in(t.stops()), out(t.stops());
  for_chunks(run, t.stops(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      if (called[s] == 0) continue;
      stations.each_way_in(idx<StopIdx>(s), [&](const Link& l) { in[s].push_back(l); });
      stations.each_way_out(idx<StopIdx>(s), [&](const Link& l) { out[s].push_back(l); });
    }
  });
  if (settings.mirrored) std::swap(in, out);
  for (std::uint32_t s = 0; s < t.stops(); ++s) {
    for (const Link& l : in[s]) p.stops.add(s, l);
    for (const Link& l : out[s]) p.leaving.add(s, l);
  }
  p.stops.index(*p.net);
  p.leaving.index(*p.net);
  for (std::uint32_t i = 0; i < targets.size(); ++i)
    for (const Link& l : targets[i]) p.targets.add(i, l);
  p.targets.index(*p.net);

  using Near = std::vector<std::vector<std::pair<std::uint32_t, Cost>>>;
  Near near_stop(t.stops()), near_target(targets.size());
  Pool<Search> pool{[&] { return std::make_unique<Search>(*p.net); }};
  const auto collect = [&](std::size_t n, Near& near, const Linked& there, Heading heading, Seconds limit,
                           auto sources) {
    for_chunks(run, n, 16, [&](std::size_t begin, std::size_t end) {
      auto search = pool.take();
      for (std::size_t i = begin; i < end; ++i) {
        const std::span<const Link> from = sources(i);
        if (from.empty()) continue;
        search->run(from, heading, p.net->limit(limit));
        there.collect(*search, near[i]);
      }
      pool.give(std::move(search));
    });
  };
  collect(t.stops(), near_stop, p.stops, p.there(), settings.transfer,
          [&](std::size_t i) { return std::span<const Link>{out[i]}; });
  for (std::uint32_t s = 0; s < t.stops(); ++s) {
    if (called[s] == 0) continue;
    const auto across = stations.across(StopIdx{s}, settings.mirrored, p.net->limit(settings.transfer));
    if (across.empty()) continue;
    near_stop[s].insert(near_stop[s].end(), across.begin(), across.end());
    Linked::cheapest_of_each(near_stop[s]);
  }
  collect(targets.size(), near_target, p.leaving, p.back(), settings.egress,
          [&](std::size_t i) { return std::span<const Link>{p.target_links[i]}; });
  p.draw(city, 0, near_stop, near_target);
  if (p.draws[0].table.drawn())
    for (std::uint64_t d = 1; d < settings.draws; ++d) p.draw(city, d, near_stop, near_target);
  if (settings.still.empty()) return;
  std::vector<std::uint8_t> stands(t.stops(), 0);
  for (const PatternIdx pattern : each(t.pattern_line))
    if (settings.still[pattern.v] != 0)
      for (const StopIdx s : t.pattern_stops[pattern]) stands[s.v] = 1;
  for (const auto& near : near_target) {
    std::vector<StopLink> walks;
    for (const auto& [stop, cost] : near)
      if (stands[stop] != 0 && p.draws[0].number[stop] != kNotServed)
        walks.push_back({p.draws[0].number[stop], whole_seconds(*p.net, cost)});
    p.still_walks.push_back(walks);
  }
}
TransitReach::~TransitReach() = default;
const Timetable& TransitReach::timetable() const {
  return arrival_ ? arrival_->timetable() : parts_->draws[0].table;
}
std::size_t TransitReach::transfers() const {
  return arrival_ ? arrival_->mirror().transfers() : parts_->draws[0].transfers.raw().size();
}
std::size_t TransitReach::days() const { return parts_->draws.size(); }
TransitReach::Day TransitReach::day(std::size_t draw) const {
  const Parts::Draw& d = parts_->draws[draw];
  return {d.table, d.transfers, d.egress};
}

Search TransitReach::search() const { return Search{*parts_->net}; }

Walks TransitReach::walks(Search& search, std::span<const Link> origin) const {
  const Parts& p = *parts_;
  Walks out;
  out.on_foot.assign(p.target_links.size(), kNever);
  out.stops.resize(p.draws.size());
  if (origin.empty()) return out;
  search.run(origin, p.there(), p.net->limit(std::max(p.settings.access, p.settings.on_foot)));
  std::vector<std::pair<std::uint32_t, Cost>> near;
  p.targets.collect(search, near);
  const Cost foot = p.net->limit(p.settings.on_foot);
  for (const auto& [target, cost] : near)
    if (cost <= foot) out.on_foot[target] = whole_seconds(*p.net, cost);
  p.stops.collect(search, near);
  for (std::size_t d = 0; d < p.draws.size(); ++d) {
    out.stops[d] = p.numbered(p.draws[d], near, p.net->limit(p.settings.access));
    std::sort(out.stops[d].begin(), out.stops[d].end(), by_time);
  }
  return out;
}

std::vector<StopLink> TransitReach::last_walks(std::size_t draw, std::span<const Link> goal) const {
  const Parts& p = *parts_;
  if (goal.empty()) return {};
  Search search{*p.net};
  search.run(goal, p.back(), p.net->limit(p.settings.egress));
  std::vector<std::pair<std::uint32_t, Cost>> near;
  p.leaving.collect(search, near);
  auto walks = p.numbered(p.draws[draw], near, kNoPath - 1);
  std::sort(walks.begin(), walks.end(), by_time);
  return walks;
}

LaneTime TransitReach::on_foot(std::span<const Link> origin, std::span<const Link> goal) const {
  const Parts& p = *parts_;
  if (origin.empty()) return kNever;
  Search search{*p.net};
  search.run(origin, p.there(), p.net->limit(p.settings.on_foot));
  Cost best = kNoPath;
  for (const Link& l : goal) best = std::min(best, search.cost(l));
  return best == kNoPath ? kNever : whole_seconds(*p.net, best);
}

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
  Timetable table{t,
                  {.date = settings.date,
                   .from = settings.mirrored ? -until : settings.from,
                   .until = settings.mirrored ? -settings.from : until,
                   .vehicles = settings.vehicles,
                   .wheelchair = settings.walk.mode == Mode::wheelchair,
                   .seed = settings.seed,
                   .draw = number,
                   .still = settings.still}};
  if (settings.mirrored) table = table.mirrored();
  draws.push_back({std::move(table), std::vector<std::uint32_t>(t.stops(), kNotServed), {}, {}});
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
    for (const StopIdx a : stops_of((settings.mirrored ? t.transfer_to : t.transfer_from)[x]))
      for (const StopIdx b : stops_of((settings.mirrored ? t.transfer_from : t.transfer_to)[x]))
        if (a != b && d.number[a.v] != kNotServed && d.number[b.v] != kNotServed)
          rules[d.number[a.v]].emplace_back(d.number[b.v], t.transfer_type[x] == 3 ? -1 : t.transfer_s[x]);
  }
  // What is quicker is also cheaper where walking weighs no less than waiting, and prices do not depend on the stop.
  const bool useful = !settings.every_walk && settings.weights.walk >= settings.weights.wait;
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
    if (useful) walks = useful_to_board(d.table, walks);
    std::sort(walks.begin(), walks.end(), by_time);
    d.transfers.push_back(walks);
  }
  if (useful) {
    // Who comes to a stop with a pattern that stands still is not asked here.
    std::vector<std::uint8_t> always(d.table.stops(), 0);
    for (std::size_t p = 0; p < settings.still.size(); ++p)
      if (settings.still[p] != 0)
        for (const StopIdx s : t.pattern_stops[idx<PatternIdx>(p)])
          if (d.number[s.v] != kNotServed) always[d.number[s.v]] = 1;
    d.transfers = useful_transfers(d.table, d.transfers, always);
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

void TransitReach::Parts::one(Work& w, std::span<const Link> origin, std::span<float> out,
                              RideRow* row) const {
  if (origin.empty()) {
    std::fill(out.begin(), out.end(), kBeyond);
    return;
  }
  const Seconds longest = std::max(settings.access, settings.on_foot);
  w.search.run(origin, there(), net->limit(longest));
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
      if (row != nullptr) note(w, w.ranges[d], departures, *row);
    } else {
      const auto moments = instants(draws[d], access);
      w.ranges[d].run(access, moments, last);
      exact(w, w.ranges[d], d, moments);
      if (row != nullptr) note(w, w.ranges[d], moments, *row);
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

/// What a row's times are made of: of each target the steps that are of use, by moment from the last to the first.
void TransitReach::Parts::note(Work& w, const RangeSearch& range, std::span<const LaneTime> moments,
                               RideRow& row) const {
  row.on_foot = w.on_foot;
  const auto over = static_cast<std::uint32_t>(settings.limit.base()) + 1;
  w.steps.clear();
  w.at.assign(std::size_t{last} + 2, 0);
  const auto add = [&](std::size_t t, LaneTime latest, std::uint32_t arrival, std::uint32_t& best) {
    if (arrival >= best || arrival - latest >= std::min<std::uint32_t>(w.on_foot[t], over)) return;
    best = arrival;
    w.steps.push_back({{latest, static_cast<LaneTime>(arrival)}, static_cast<std::uint32_t>(t)});
    ++w.at[latest];
  };
  for (std::size_t t = 0; t < target_links.size(); ++t) {
    std::uint32_t best = kNever;
    if (settings.every_s > 0) {
      const LaneTime* travel = w.rows.data() + t * range.width();
      for (std::size_t l = moments.size(); l-- > 0;)
        if (travel[l] != kNever) add(t, moments[l], std::uint32_t{moments[l]} + travel[l], best);
    } else {
      for (std::size_t i = w.pieces[t].size(); i-- > 0;) {
        const Piece& p = w.pieces[t][i];
        if (std::isfinite(p.arrival))
          add(t, static_cast<LaneTime>(p.latest), static_cast<std::uint32_t>(p.arrival), best);
      }
    }
  }
  // Counted into place, the latest first.
  std::uint32_t sum = 0;
  for (std::size_t m = w.at.size(); m-- > 0;) sum += std::exchange(w.at[m], sum);
  row.steps.resize(w.steps.size());
  for (const RideRow::Step& s : w.steps) row.steps[w.at[s.at.latest]++] = s;
  std::size_t patterns = 0;
  for (const Timetable::Pattern& p : draws[0].table.patterns())
    patterns = std::max<std::size_t>(patterns, p.of.v + 1);
  row.patterns.assign(patterns / 64 + 1, 0);
  for (std::size_t p = 0; p < range.rode().size(); ++p)
    if (range.rode()[p] != 0) {
      const std::uint32_t of = draws[0].table.patterns()[p].of.v;
      row.patterns[of / 64] |= std::uint64_t{1} << (of % 64);
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
  std::vector<std::vector<Link>> links;
  links.reserve(origins.size());
  for (const Link& l : origins) links.push_back(l.valid() ? std::vector<Link>{l} : std::vector<Link>{});
  from(links, run, fn);
}

void TransitReach::from(std::span<const std::vector<Link>> origins, Run& run,
                        const std::function<void(std::size_t, std::span<const float>)>& fn) const {
  if (arrival_) return arrival_->from(origins, run, fn);
  const Parts& p = *parts_;
  if (!p.settings.weights.plain())
    return least_costs(*this, p.settings, origins, p.target_links.size(), run, fn);
  Pool<Parts::Work> pool{[&] { return std::make_unique<Parts::Work>(p); }};
  for_chunks(run, origins.size(), kRidersPerChunk, [&](std::size_t begin, std::size_t end) {
    auto work = pool.take();
    std::vector<float> out(p.target_links.size() * p.settings.percentiles.size());
    for (std::size_t o = begin; o < end; ++o) {
      p.one(*work, origins[o], out);
      fn(o, out);
    }
    pool.give(std::move(work));
  });
}

void TransitReach::rows(std::span<const std::vector<Link>> origins, Run& run,
                        const std::function<void(std::size_t, std::span<const float>, RideRow&&)>& fn) const {
  const Parts& p = *parts_;
  Pool<Parts::Work> pool{[&] { return std::make_unique<Parts::Work>(p); }};
  for_chunks(run, origins.size(), kRidersPerChunk, [&](std::size_t begin, std::size_t end) {
    auto work = pool.take();
    std::vector<float> out(p.target_links.size() * p.settings.percentiles.size());
    for (std::size_t o = begin; o < end; ++o) {
      RideRow row;
      p.one(*work, origins[o], out, &row);
      fn(o, out, std::move(row));
    }
    pool.give(std::move(work));
  });
}
bool TransitReach::gives_rows() const {
  return !arrival_ && parts_->settings.weights.plain() && parts_->draws.size() == 1;
}
std::span<const std::uint32_t> TransitReach::numbers() const { return parts_->draws[0].number; }
std::span<const StopLink> TransitReach::still_walks(std::size_t target) const {
  return parts_->still_walks[Id<struct TargetTag>{static_cast<std::uint32_t>(target)}];
}

std::vector<Journey> TransitReach::journeys(const Link& origin, std::size_t target,
                                            std::int32_t moment) const {
  if (!origin.valid()) return {};
  if (arrival_) return arrival_->journeys(origin, target, moment);
  const Parts& p = *parts_;
  Search on_streets = search();
  const Walks walk = walks(on_streets, {&origin, 1});
  std::optional<std::int32_t> on_foot;
  if (walk.on_foot[target] != kNever) on_foot = walk.on_foot[target];
  const Parts::Draw& d = p.draws.front();
  return cityloop::journeys(d.table, d.transfers, p.settings.boarding, walk.stops[0],
                            d.egress[Id<struct TargetTag>{static_cast<std::uint32_t>(target)}], on_foot,
                            moment, moment + static_cast<std::int32_t>(p.settings.limit.base()));
}

const TransitSettings& TransitReach::settings() const { return parts_->settings; }
std::int32_t TransitReach::base_s() const { return parts_->base_s; }
LaneTime TransitReach::last() const { return parts_->last; }

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
