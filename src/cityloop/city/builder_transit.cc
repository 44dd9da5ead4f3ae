// Timetables on their way into the city: feeds beside each other, everything sorted by feed and reference.

#include <algorithm>
#include <numeric>
#include <tuple>

#include "cityloop/city/builder_parts.h"

namespace cityloop {
namespace {

/// Positions of `rows` in the order of their references, and where each row went.
template <class Row>
std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>> by_ref(const std::vector<Row>& rows) {
  std::vector<std::uint32_t> order(rows.size()), place(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return rows[a].ref < rows[b].ref; });
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  return {std::move(order), std::move(place)};
}

struct PatternKey {
  std::uint32_t line = 0;
  std::vector<std::uint32_t> stops;
  std::vector<std::uint8_t> calls;
  friend auto operator<=>(const PatternKey&, const PatternKey&) = default;
};

}  // namespace

void Builder::add_feed(FeedDraft f) { parts_->feeds.push_back(std::move(f)); }

Transit Builder::Parts::make_transit() {
  Transit out;
  std::stable_sort(feeds.begin(), feeds.end(), [&](const FeedDraft& a, const FeedDraft& b) {
    const auto hash = [&](const FeedDraft& f) {
      return f.file.valid() ? provenance.content[f.file] : ContentHash{};
    };
    return std::tuple{a.name, hash(a)} < std::tuple{b.name, hash(b)};
  });
  for (const FeedDraft& f : feeds) {
    const FeedIdx feed = out.feed_name.push_back(f.name);
    out.feed_version.push_back(f.version);
    out.feed_time_zone.push_back(f.time_zone);
    const auto first_stop = static_cast<std::uint32_t>(out.stops()),
               first_line = static_cast<std::uint32_t>(out.line_ref.size()),
               first_service = static_cast<std::uint32_t>(out.service_ref.size());

    const auto [stops, stop_at] = by_ref(f.stops);
    for (const std::uint32_t i : stops) {
      const FeedDraft::Stop& s = f.stops[i];
      out.stop_feed.push_back(feed);
      out.stop_ref.push_back(s.ref);
      out.stop_name.push_back(s.name);
      out.stop_at.push_back(s.at);
      out.stop_parent.push_back(
          s.parent < 0 ? StopIdx{} : StopIdx{first_stop + stop_at[static_cast<std::size_t>(s.parent)]});
      out.stop_type.push_back(s.type);
      out.stop_wheelchair.push_back(s.wheelchair);
      out.stop_level.push_back(s.level);
      out.stop_source.push_back(row(f.file, s.item));
    }
    const auto [lines, line_at] = by_ref(f.lines);
    for (const std::uint32_t i : lines) {
      const FeedDraft::Line& l = f.lines[i];
      out.line_feed.push_back(feed);
      out.line_ref.push_back(l.ref);
      out.line_name.push_back(l.name);
      out.line_long_name.push_back(l.long_name);
      out.line_agency.push_back(l.agency);
      out.line_vehicle.push_back(l.vehicle);
      out.line_source.push_back(row(f.file, l.item));
    }
    const auto [services, service_at] = by_ref(f.services);
    for (const std::uint32_t i : services) {
      const FeedDraft::Service& s = f.services[i];
      out.service_feed.push_back(feed);
      out.service_ref.push_back(s.ref);
      out.service_weekdays.push_back(s.weekdays);
      out.service_from.push_back(s.from);
      out.service_last.push_back(s.last);
      const auto days = [](std::vector<std::int32_t> d) {
        std::sort(d.begin(), d.end());
        d.erase(std::unique(d.begin(), d.end()), d.end());
        return d;
      };
      out.service_added.push_back(days(s.added));
      out.service_removed.push_back(days(s.removed));
    }

    std::map<PatternKey, std::vector<std::uint32_t>> patterns;
    for (std::uint32_t t = 0; t < f.trips.size(); ++t) {
      PatternKey key;
      key.line = first_line + line_at[f.trips[t].line];
      for (const FeedDraft::Call& c : f.calls_of(t)) {
        key.stops.push_back(first_stop + stop_at[c.stop]);
        key.calls.push_back(c.rules);
      }
      patterns[std::move(key)].push_back(t);
    }
    std::vector<std::uint32_t> trip_at(f.trips.size());
    for (auto& [key, trips] : patterns) {
      const PatternIdx pattern = out.pattern_line.push_back(LineIdx{key.line});
      std::vector<StopIdx> ids;
      for (const std::uint32_t s : key.stops) ids.push_back(StopIdx{s});
      out.pattern_stops.push_back(ids);
      out.pattern_calls.push_back(key.calls);
      std::sort(trips.begin(), trips.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(f.calls_of(a).front().departure, f.trips[a].ref) <
               std::tie(f.calls_of(b).front().departure, f.trips[b].ref);
      });
      for (const std::uint32_t t : trips) {
        const FeedDraft::Trip& trip = f.trips[t];
        trip_at[t] = out.trip_pattern.push_back(pattern).v;
        out.trip_ref.push_back(trip.ref);
        out.trip_service.push_back(ServiceIdx{first_service + service_at[trip.service]});
        out.trip_wheelchair.push_back(trip.wheelchair);
        std::vector<std::int32_t> arrivals, departures;
        for (const FeedDraft::Call& c : f.calls_of(t)) {
          arrivals.push_back(c.arrival);
          departures.push_back(c.departure);
        }
        out.trip_arrivals.push_back(arrivals);
        out.trip_departures.push_back(departures);
      }
    }
    std::vector<FeedDraft::Headway> headways = f.headways;
    for (FeedDraft::Headway& h : headways) h.trip = trip_at[h.trip];
    std::sort(headways.begin(), headways.end());
    for (const FeedDraft::Headway& h : headways) {
      out.headway_trip.push_back(TripIdx{h.trip});
      out.headway_from.push_back(h.from);
      out.headway_until.push_back(h.until);
      out.headway_s.push_back(h.every_s);
      out.headway_exact.push_back(h.exact ? 1 : 0);
    }
    std::vector<FeedDraft::Transfer> transfers = f.transfers;
    for (FeedDraft::Transfer& t : transfers) {
      t.from = first_stop + stop_at[t.from];
      t.to = first_stop + stop_at[t.to];
    }
    std::sort(transfers.begin(), transfers.end());
    for (const FeedDraft::Transfer& t : transfers) {
      out.transfer_from.push_back(StopIdx{t.from});
      out.transfer_to.push_back(StopIdx{t.to});
      out.transfer_type.push_back(t.type);
      out.transfer_s.push_back(t.least_s);
    }
    std::vector<FeedDraft::Pathway> pathways = f.pathways;
    for (FeedDraft::Pathway& p : pathways) {
      p.from = first_stop + stop_at[p.from];
      p.to = first_stop + stop_at[p.to];
    }
    std::sort(pathways.begin(), pathways.end());
    for (const FeedDraft::Pathway& p : pathways) {
      out.pathway_from.push_back(StopIdx{p.from});
      out.pathway_to.push_back(StopIdx{p.to});
      out.pathway_mode.push_back(p.mode);
      out.pathway_both.push_back(p.both ? 1 : 0);
      out.pathway_s.push_back(p.seconds);
      out.pathway_mm.push_back(p.mm);
      out.pathway_steps.push_back(p.steps);
    }
  }
  return out;
}

}  // namespace cityloop
