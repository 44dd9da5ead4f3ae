#pragma once

// Random towns with streets and a timetable, and every journey through them by a plain second opinion.

#include <optional>
#include <utility>
#include <vector>

#include "cityloop/simulate/travel/search.h"
#include "tests/simulate/transit_world.h"

namespace cityloop {

/// A grid of 200 m blocks, some of them one-way; a random timetable on it, with rules for changing between some stops.
/// Walking is at 1 m/s.
struct StreetTown {
  static constexpr int kSide = 6;
  City city;
  std::vector<Point> points;  // that are asked about
  explicit StreetTown(std::uint64_t seed, bool one_way = true) {
    Random random{seed, 11};
    Desert streets;
    streets.streets.clear();
    for (int x = 0; x < kSide; ++x)
      for (int y = 0; y < kSide; ++y) {
        if (x + 1 < kSide) streets.street(x, y, x + 1, y);
        if (y + 1 < kSide) streets.street(x, y, x, y + 1);
      }
    for (StreetDraft& s : streets.streets)
      if (one_way && random.below(4) == 0) (random.below(2) == 0 ? s.forward : s.backward) = 0;
    FeedMaker m;
    random_lines(m, random, 200.0 * (kSide - 1));
    const std::size_t stops = m.feed.stops.size();
    for (std::size_t i = 0; i < 4; ++i) {
      const auto a = static_cast<std::uint32_t>(random.below(stops)),
                 b = static_cast<std::uint32_t>(random.below(stops));
      if (a == b) continue;
      const bool never = random.below(2) == 0;
      m.feed.transfers.push_back({a, b, static_cast<std::uint8_t>(never ? 3 : 2),
                                  never ? -1 : static_cast<std::int32_t>(random.below(600))});
    }
    city = m.city(200, streets.streets);
    for (int i = 0; i < 5; ++i)
      points.push_back({random.uniform(0, 200.0 * (kSide - 1)), random.uniform(0, 200.0 * (kSide - 1))});
  }
  static TransitSettings settings(std::uint64_t seed) {
    Random random{seed, 12};
    TransitSettings s = desert_settings();
    s.from = 25'800 + static_cast<std::int32_t>(random.below(900));
    s.until = s.from + 1200;
    s.limit = Seconds{1800.0 + static_cast<double>(random.below(1200))};
    s.access = Seconds{400};
    s.egress = Seconds{300};
    s.transfer = Seconds{350};
    s.on_foot = Seconds{700};
    s.boarding.slack_s = static_cast<std::int32_t>(random.below(3) * 60);
    s.boarding.strictly = s.boarding.slack_s == 0 || random.below(2) == 0;
    s.boarding.rides = static_cast<int>(1 + random.below(4));
    return s;
  }
};

/// What can be walked in a town, in whole seconds: searched link by link, with none left out.
struct TownWalks {
  using Walk = std::pair<std::uint32_t, std::int32_t>;  // stop of the layer
  std::vector<std::vector<Walk>> between, access, egress;
  std::vector<std::vector<std::optional<std::int32_t>>> on_foot;
  TownWalks(const StreetTown& town, const TransitSettings& s) {
    QuietRun quiet;
    const Transit& t = *town.city.transit;
    const auto net = network(town.city, s.walk, quiet.run);
    std::vector<Link> stops, points;
    std::vector<std::uint8_t> called(t.stops(), 0);
    for (const StopIdx stop : t.pattern_stops.raw()) called[stop.v] = 1;
    for (const StopIdx stop : each(t.stop_at)) stops.push_back(net->link(t.stop_at[stop]));
    for (const Point p : town.points) points.push_back(net->link(p));
    Search search{*net};
    const auto seconds = [&](const Link& to, Seconds most) -> std::optional<std::int32_t> {
      const Cost c = search.cost(to);
      if (c == kNoPath || c > net->limit(most)) return std::nullopt;
      return static_cast<std::int32_t>(std::ceil(net->seconds(c) - 1e-6));
    };
    between.resize(stops.size());
    for (std::uint32_t a = 0; a < stops.size(); ++a) {
      search.run(stops[a], Heading::from_sources, net->limit(Seconds{3600}));
      for (std::uint32_t b = 0; b < stops.size(); ++b)
        if (const auto w = seconds(stops[b], s.transfer); w && a != b && called[b] != 0)
          between[a].emplace_back(b, *w);
      egress.emplace_back();
      for (std::uint32_t p = 0; p < points.size(); ++p)
        if (const auto w = seconds(points[p], s.egress)) egress[a].emplace_back(p, *w);
    }
    for (std::uint32_t p = 0; p < points.size(); ++p) {
      search.run(points[p], Heading::from_sources, net->limit(Seconds{3600}));
      access.emplace_back();
      on_foot.emplace_back();
      for (std::uint32_t b = 0; b < stops.size(); ++b)
        if (const auto w = seconds(stops[b], s.access)) access[p].emplace_back(b, *w);
      for (const Link& to : points) on_foot[p].push_back(seconds(to, s.on_foot));
    }
    for (std::size_t i = 0; i < t.transfer_from.size(); ++i) {
      const TransferIdx x = idx<TransferIdx>(i);
      auto& row = between[t.transfer_from[x].v];
      const std::uint32_t to = t.transfer_to[x].v;
      const auto w = std::find_if(row.begin(), row.end(), [&](const Walk& r) { return r.first == to; });
      if (t.transfer_type[x] == 3) {
        if (w != row.end()) row.erase(w);
      } else if (w != row.end()) {
        w->second = std::max(w->second, t.transfer_s[x]);
      } else {
        row.emplace_back(to, t.transfer_s[x]);
      }
    }
  }
};

}  // namespace cityloop
