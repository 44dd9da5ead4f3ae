#include "cityloop/city/transit_rows.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace cityloop {
namespace {

/// Positions of the rows that stay, by feed and reference, and where each row goes (kNone: nowhere).
template <class Row>
std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>> by_ref(
    const std::vector<Row>& rows, const std::vector<std::uint32_t>& feed_at) {
  std::vector<std::uint32_t> order, place(rows.size(), TransitRows::kNone);
  for (std::uint32_t i = 0; i < rows.size(); ++i)
    if (!rows[i].gone && feed_at[rows[i].feed] != TransitRows::kNone) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(feed_at[rows[a].feed], rows[a].ref) < std::tie(feed_at[rows[b].feed], rows[b].ref);
  });
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  return {std::move(order), std::move(place)};
}

template <class I, class T>
std::vector<T> row_of(const Ragged<I, T>& r, I i) {
  const auto row = r[i];
  return {row.begin(), row.end()};
}

}  // namespace

TransitRows::TransitRows(const Transit& t) {
  for (const FeedIdx f : each(t.feed_name))
    feeds.push_back({t.feed_name[f], t.feed_version[f], t.feed_time_zone[f]});
  for (const StopIdx s : each(t.stop_ref))
    stops.push_back({t.stop_feed[s].v, t.stop_ref[s], t.stop_name[s], t.stop_at[s],
                     t.stop_parent[s].valid() ? t.stop_parent[s].v : kNone, t.stop_type[s],
                     t.stop_wheelchair[s], t.stop_source[s], t.stop_level[s]});
  for (const LineIdx l : each(t.line_ref))
    lines.push_back({t.line_feed[l].v, t.line_ref[l], t.line_name[l], t.line_long_name[l], t.line_agency[l],
                     t.line_vehicle[l], t.line_source[l]});
  for (const ServiceIdx s : each(t.service_ref))
    services.push_back({t.service_feed[s].v, t.service_ref[s], t.service_weekdays[s], t.service_from[s],
                        t.service_last[s], row_of(t.service_added, s), row_of(t.service_removed, s)});
  for (const PatternIdx p : each(t.pattern_line)) {
    Pattern pattern{t.pattern_line[p].v, {}, row_of(t.pattern_calls, p)};
    for (const StopIdx s : t.pattern_stops[p]) pattern.stops.push_back(s.v);
    patterns.push_back(std::move(pattern));
  }
  for (const TripIdx r : each(t.trip_ref))
    trips.push_back({t.trip_pattern[r].v, t.trip_service[r].v, t.trip_ref[r], t.trip_wheelchair[r],
                     row_of(t.trip_arrivals, r), row_of(t.trip_departures, r)});
  for (const HeadwayIdx h : each(t.headway_trip))
    trips[t.headway_trip[h].v].headways.push_back(
        {t.headway_from[h], t.headway_until[h], t.headway_s[h], t.headway_exact[h]});
  for (const TransferIdx x : each(t.transfer_from))
    transfers.push_back({t.transfer_from[x].v, t.transfer_to[x].v, t.transfer_type[x], t.transfer_s[x]});
  for (const PathwayIdx w : each(t.pathway_from))
    pathways.push_back({t.pathway_from[w].v, t.pathway_to[w].v, t.pathway_mode[w], t.pathway_both[w],
                        t.pathway_s[w], t.pathway_mm[w], t.pathway_steps[w]});
}

Transit TransitRows::done() const {
  Transit out;
  std::vector<std::uint32_t> feed_order, feed_at(feeds.size(), kNone);
  for (std::uint32_t i = 0; i < feeds.size(); ++i)
    if (!feeds[i].gone) feed_order.push_back(i);
  std::stable_sort(feed_order.begin(), feed_order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return feeds[a].name < feeds[b].name; });
  for (const std::uint32_t i : feed_order) {
    feed_at[i] = out.feed_name.push_back(feeds[i].name).v;
    out.feed_version.push_back(feeds[i].version);
    out.feed_time_zone.push_back(feeds[i].time_zone);
  }
  const auto feed = [&](std::uint32_t f) { return idx<FeedIdx>(feed_at[f]); };

  const auto [stop_order, stop_at] = by_ref(stops, feed_at);
  for (const std::uint32_t i : stop_order) {
    const Stop& s = stops[i];
    out.stop_feed.push_back(feed(s.feed));
    out.stop_ref.push_back(s.ref);
    out.stop_name.push_back(s.name);
    out.stop_at.push_back(s.at);
    const std::uint32_t parent = s.parent == kNone ? kNone : stop_at[s.parent];
    out.stop_parent.push_back(parent == kNone ? StopIdx{} : StopIdx{parent});
    out.stop_type.push_back(s.type);
    out.stop_wheelchair.push_back(s.wheelchair);
    out.stop_level.push_back(s.level);
    out.stop_source.push_back(s.source);
  }
  const auto [line_order, line_at] = by_ref(lines, feed_at);
  for (const std::uint32_t i : line_order) {
    const Line& l = lines[i];
    out.line_feed.push_back(feed(l.feed));
    out.line_ref.push_back(l.ref);
    out.line_name.push_back(l.name);
    out.line_long_name.push_back(l.long_name);
    out.line_agency.push_back(l.agency);
    out.line_vehicle.push_back(l.vehicle);
    out.line_source.push_back(l.source);
  }
  const auto [service_order, service_at] = by_ref(services, feed_at);
  for (const std::uint32_t i : service_order) {
    const Service& s = services[i];
    out.service_feed.push_back(feed(s.feed));
    out.service_ref.push_back(s.ref);
    out.service_weekdays.push_back(s.weekdays);
    out.service_from.push_back(s.from);
    out.service_last.push_back(s.last);
    out.service_added.push_back(s.added);
    out.service_removed.push_back(s.removed);
  }

  // Patterns by line, stops and calls; two that have become alike are one.
  std::vector<Pattern> keys;
  for (const Pattern& p : patterns) {
    Pattern key{line_at[p.line], {}, p.calls};
    for (const std::uint32_t s : p.stops) key.stops.push_back(stop_at[s]);
    keys.push_back(std::move(key));
  }
  std::vector<std::vector<std::uint32_t>> trips_of(patterns.size());
  for (std::uint32_t t = 0; t < trips.size(); ++t)
    if (!trips[t].gone) trips_of[trips[t].pattern].push_back(t);
  std::vector<std::uint32_t> order;
  for (std::uint32_t p = 0; p < patterns.size(); ++p)
    if (!trips_of[p].empty()) order.push_back(p);
  const auto key_of = [&](std::uint32_t p) { return std::tie(keys[p].line, keys[p].stops, keys[p].calls); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return key_of(a) < key_of(b); });
  for (std::size_t i = 0; i < order.size();) {
    const Pattern& key = keys[order[i]];
    std::vector<std::uint32_t> members;
    std::size_t j = i;
    for (; j < order.size() && key_of(order[j]) == key_of(order[i]); ++j)
      members.insert(members.end(), trips_of[order[j]].begin(), trips_of[order[j]].end());
    i = j;
    const PatternIdx pattern = out.pattern_line.push_back(LineIdx{key.line});
    std::vector<StopIdx> ids;
    for (const std::uint32_t s : key.stops) ids.push_back(StopIdx{s});
    out.pattern_stops.push_back(ids);
    out.pattern_calls.push_back(key.calls);
    std::stable_sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tie(trips[a].departures.front(), trips[a].ref) <
             std::tie(trips[b].departures.front(), trips[b].ref);
    });
    for (const std::uint32_t t : members) {
      const Trip& trip = trips[t];
      const TripIdx at = out.trip_pattern.push_back(pattern);
      out.trip_ref.push_back(trip.ref);
      out.trip_service.push_back(ServiceIdx{service_at[trip.service]});
      out.trip_wheelchair.push_back(trip.wheelchair);
      out.trip_arrivals.push_back(trip.arrivals);
      out.trip_departures.push_back(trip.departures);
      std::vector<Headway> rows = trip.headways;
      std::sort(rows.begin(), rows.end());
      for (const Headway& h : rows) {
        out.headway_trip.push_back(at);
        out.headway_from.push_back(h.from);
        out.headway_until.push_back(h.until);
        out.headway_s.push_back(h.every_s);
        out.headway_exact.push_back(h.exact);
      }
    }
  }
  std::vector<Transfer> kept;
  for (const Transfer& x : transfers)
    if (stop_at[x.from] != kNone && stop_at[x.to] != kNone)
      kept.push_back({stop_at[x.from], stop_at[x.to], x.type, x.least_s});
  std::sort(kept.begin(), kept.end(), [](const Transfer& a, const Transfer& b) {
    return std::tie(a.from, a.to, a.type, a.least_s) < std::tie(b.from, b.to, b.type, b.least_s);
  });
  for (const Transfer& x : kept) {
    out.transfer_from.push_back(StopIdx{x.from});
    out.transfer_to.push_back(StopIdx{x.to});
    out.transfer_type.push_back(x.type);
    out.transfer_s.push_back(x.least_s);
  }
  std::vector<Pathway> ways;
  for (Pathway w : pathways) {
    w.from = stop_at[w.from];
    w.to = stop_at[w.to];
    if (w.from != kNone && w.to != kNone) ways.push_back(w);
  }
  std::sort(ways.begin(), ways.end());
  for (const Pathway& w : ways) {
    out.pathway_from.push_back(StopIdx{w.from});
    out.pathway_to.push_back(StopIdx{w.to});
    out.pathway_mode.push_back(w.mode);
    out.pathway_both.push_back(w.both);
    out.pathway_s.push_back(w.seconds);
    out.pathway_mm.push_back(w.mm);
    out.pathway_steps.push_back(w.steps);
  }
  return out;
}

}  // namespace cityloop
