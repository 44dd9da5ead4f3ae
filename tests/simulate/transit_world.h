#pragma once

// Worlds for the tests of public transport: timetables put together by hand or at random, a plain second opinion on
// them, and the synthetic desert of the field's closed-form tests.

#include <algorithm>
#include <cmath>

#include "cityloop/base/random.h"
#include "cityloop/city/builder.h"
#include "cityloop/city/layers.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

inline constexpr Date kDay = Date{std::chrono::year{2026} / 3 / 2};  // a Monday

/// A timetable put together by hand; every trip runs on kDay unless told otherwise.
struct FeedMaker {
  FeedDraft feed;
  FeedMaker() {
    feed.name = "t";
    feed.services.push_back({"daily", 0x7f, day_number(kDay), day_number(kDay)});
  }
  std::uint32_t stop(Point at, StopType type = StopType::platform, std::int64_t parent = -1) {
    feed.stops.push_back({fmt::format("s{:05}", feed.stops.size()), "", at, parent, type});
    return static_cast<std::uint32_t>(feed.stops.size() - 1);
  }
  std::uint32_t line() {
    feed.lines.push_back({fmt::format("l{:05}", feed.lines.size()), "", "", ""});
    return static_cast<std::uint32_t>(feed.lines.size() - 1);
  }
  std::uint32_t trip(std::uint32_t line, const std::vector<FeedDraft::Call>& calls) {
    FeedDraft::Trip t{fmt::format("t{:05}", feed.trips.size()), line, 0};
    t.first_call = feed.calls.size();
    t.calls = calls.size();
    feed.calls.insert(feed.calls.end(), calls.begin(), calls.end());
    feed.trips.push_back(t);
    return static_cast<std::uint32_t>(feed.trips.size() - 1);
  }
  City city(double side_m = 1000, const std::vector<StreetDraft>& streets = {}) const {
    Diagnostics notes;
    Builder b{"EPSG:32650", kDay, notes};
    b.grid_lattice(side_m);
    b.add_cell({side_m / 2, side_m / 2});
    for (const StreetDraft& s : streets) b.add_street(s);
    b.add_feed(feed);
    QuietRun quiet;
    return std::move(b).freeze(quiet.run);
  }
};

/// Lines of random stops, trips at random times (some overtake), some calls only to board or only to alight.
inline void random_lines(FeedMaker& m, Random& random, double side_m) {
  const std::size_t stops = 6 + random.below(10);
  for (std::size_t i = 0; i < stops; ++i) m.stop({random.uniform(0, side_m), random.uniform(0, side_m)});
  for (std::size_t l = 0; l < 3 + random.below(4); ++l) {
    const std::uint32_t line = m.line();
    std::vector<std::uint32_t> way;
    for (std::size_t i = 0; i < 2 + random.below(5); ++i)
      way.push_back(static_cast<std::uint32_t>(random.below(stops)));  // a stop may come twice
    std::vector<std::uint8_t> rules;
    for (std::size_t i = 0; i < way.size(); ++i)
      rules.push_back(random.below(6) == 0 ? (random.below(2) == 0 ? kBoard : kAlight) : kBoard | kAlight);
    for (std::size_t t = 0; t < 1 + random.below(8); ++t) {
      std::vector<FeedDraft::Call> calls;
      auto at = static_cast<std::int32_t>(25'000 + random.below(3600));
      for (std::size_t i = 0; i < way.size(); ++i) {
        const auto leaves = at + static_cast<std::int32_t>(random.below(3) * 30);
        calls.push_back({way[i], at, leaves, rules[i]});
        at = leaves + static_cast<std::int32_t>(random.below(400));
      }
      m.trip(line, calls);
    }
  }
}
inline City random_feed(Random& random) {
  FeedMaker m;
  random_lines(m, random, 900);
  return m.city();
}

/// The second opinion: one departure at a time, connections in the order in which they leave, rides as layers. Reads the
/// layer and not the Timetable, so that the splitting of patterns is under test too.
struct Scan {
  struct Connection {
    std::uint32_t trip, position, from, to;
    std::int32_t leaves, arrives;
    bool boards, alights;
  };
  std::vector<Connection> connections;
  explicit Scan(const Transit& t) {
    for (const TripIdx trip : each(t.trip_pattern)) {
      const auto stops = t.pattern_stops[t.trip_pattern[trip]];
      const auto rules = t.pattern_calls[t.trip_pattern[trip]];
      for (std::uint32_t i = 0; i + 1 < stops.size(); ++i)
        connections.push_back({trip.v, i, stops[i].v, stops[i + 1].v, t.trip_departures[trip][i],
                               t.trip_arrivals[trip][i + 1], (rules[i] & kBoard) != 0,
                               (rules[i + 1] & kAlight) != 0});
    }
    std::sort(connections.begin(), connections.end(), [](const Connection& a, const Connection& b) {
      return std::tuple{a.leaves, a.trip, a.position} < std::tuple{b.leaves, b.trip, b.position};
    });
  }
  static constexpr std::int32_t kFar = 1 << 29;
  /// Earliest arrival by vehicle at each stop of the layer.
  std::vector<std::int32_t> run(std::size_t stops, std::size_t trips, int rides, std::int32_t slack,
                                const std::vector<std::pair<std::uint32_t, std::int32_t>>& start,
                                const std::vector<std::vector<std::pair<std::uint32_t, std::int32_t>>>& walks,
                                std::int32_t last) const {
    const auto layers = static_cast<std::size_t>(rides);
    std::vector<std::vector<std::int32_t>> ready(layers + 1, std::vector<std::int32_t>(stops, kFar));
    std::vector<std::vector<std::uint8_t>> aboard(layers + 1, std::vector<std::uint8_t>(trips, 0));
    std::vector<std::int32_t> best(stops, kFar);
    for (const auto& [s, at] : start) ready[0][s] = std::min(ready[0][s], at);
    for (const Connection& c : connections)
      for (std::size_t r = 1; r <= layers; ++r) {
        if (c.boards && ready[r - 1][c.from] + slack <= c.leaves) aboard[r][c.trip] = 1;
        if (aboard[r][c.trip] == 0 || !c.alights || c.arrives > last) continue;
        best[c.to] = std::min(best[c.to], c.arrives);
        ready[r][c.to] = std::min(ready[r][c.to], c.arrives);
        for (const auto& [to, s] : walks[c.to]) ready[r][to] = std::min(ready[r][to], c.arrives + s);
      }
    return best;
  }
};

/// Streets on a grid of 200 m blocks, and lines along them, as in the closed-form tests of the field: a ride takes 30 s a
/// block without stopping, a walk at 1 m/s 200 s.
struct Desert {
  static constexpr int kSide = 21;
  int side;
  FeedMaker maker;
  std::vector<StreetDraft> streets;
  std::vector<std::uint32_t> stop_at;
  explicit Desert(int corners = kSide)
      : side{corners}, stop_at(static_cast<std::size_t>(corners * corners), 0xffffffffU) {
    for (int x = 0; x < side; ++x)
      for (int y = 0; y < side; ++y) {
        if (x + 1 < side) street(x, y, x + 1, y);
        if (y + 1 < side) street(x, y, x, y + 1);
      }
  }
  static Point corner(int x, int y) { return {x * 200.0, y * 200.0}; }
  void street(int x, int y, int x2, int y2) {
    StreetDraft s;
    s.from_ref = x * 100 + y + 1;
    s.to_ref = x2 * 100 + y2 + 1;
    s.line = {corner(x, y), corner(x2, y2)};
    s.forward = s.backward = kAllModes;
    streets.push_back(s);
  }
  std::uint32_t stop(int x, int y) {
    std::uint32_t& s = stop_at[static_cast<std::size_t>(x * side + y)];
    if (s == 0xffffffffU) s = maker.stop(corner(x, y));
    return s;
  }
  /// Trips of one direction along a row (or column) every `headway_s` from 5:00, or by headway alone.
  void line(bool row, int at, std::int32_t headway_s, bool scheduled, std::int32_t until = 12 * 3600) {
    const std::uint32_t l = maker.line();
    for (std::int32_t t = 5 * 3600; t < until; t += headway_s) {
      std::vector<FeedDraft::Call> calls;
      for (int i = 0; i < side; ++i)
        calls.push_back({row ? stop(i, at) : stop(at, i), t + 30 * i, t + 30 * i});
      const std::uint32_t trip = maker.trip(l, calls);
      if (scheduled) continue;
      maker.feed.headways.push_back({trip, 5 * 3600, until, headway_s, false});
      break;
    }
  }
  City city() const { return maker.city(200, streets); }
};

inline TransitSettings desert_settings() {
  TransitSettings s;
  s.date = kDay;
  s.from = 7 * 3600;
  s.until = 8 * 3600;
  s.walk.speed = s.walk.access = Speed{1};
  s.boarding.slack_s = 60;
  s.percentiles = {5, 25, 50, 75, 95};
  s.access = s.egress = s.transfer = Seconds{300};
  s.on_foot = Seconds{1200};
  return s;
}

inline std::vector<float> times(const City& city, const TransitSettings& s, Point from, Point to) {
  QuietRun quiet;
  const auto net = network(city, s.walk, quiet.run);
  const Link a = net->link(from), b = net->link(to);
  const std::vector<std::vector<Link>> targets{{b}};
  const TransitReach reach{city, s, targets, quiet.run};
  std::vector<float> out;
  reach.from({&a, 1}, quiet.run,
             [&](std::size_t, std::span<const float> t) { out.assign(t.begin(), t.end()); });
  return out;
}

}  // namespace cityloop
