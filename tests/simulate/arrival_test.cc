#include "cityloop/simulate/travel/arrival.h"

#include <set>

#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "tests/simulate/street_town.h"

namespace cityloop {
namespace {

void expect_equal(const Timetable& a, const Timetable& b) {
  ASSERT_EQ(a.stops(), b.stops());
  ASSERT_EQ(a.patterns().size(), b.patterns().size());
  EXPECT_EQ(a.trips(), b.trips());
  EXPECT_EQ(a.wanted().from, b.wanted().from);
  EXPECT_EQ(a.wanted().until, b.wanted().until);
  for (std::size_t n = 0; n < a.patterns().size(); ++n) {
    const Timetable::Pattern &p = a.patterns()[n], &q = b.patterns()[n];
    EXPECT_EQ(p.of, q.of);
    ASSERT_EQ(p.stops, q.stops);
    ASSERT_EQ(p.trips, q.trips);
    for (std::uint32_t i = 0; i < p.stops; ++i) {
      EXPECT_EQ(a.stop(p, i), b.stop(q, i));
      EXPECT_EQ(a.boards(p, i), b.boards(q, i));
      EXPECT_EQ(a.alights(p, i), b.alights(q, i));
      EXPECT_TRUE(std::ranges::equal(a.arrivals(p, i), b.arrivals(q, i)));
      EXPECT_TRUE(std::ranges::equal(a.departures(p, i), b.departures(q, i)));
    }
  }
  for (std::uint32_t s = 0; s < a.stops(); ++s) {
    EXPECT_EQ(a.city_stop(s), b.city_stop(s));
    ASSERT_EQ(a.at(s).size(), b.at(s).size());
    for (std::size_t i = 0; i < a.at(s).size(); ++i) {
      EXPECT_EQ(a.at(s)[i].pattern, b.at(s)[i].pattern);
      EXPECT_EQ(a.at(s)[i].position, b.at(s)[i].position);
    }
  }
}

TEST(Timetable, WhereOneNeedNotAlightOneNeedNotBoardInTheMirror) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random{seed, 8};
    const City city = random_feed(random);
    const Timetable table{*city.transit, {.date = kDay, .from = 25'000, .until = 30'000}};
    const Timetable mirror = table.mirrored();
    std::vector<StopLink> walks;
    for (std::uint32_t s = 0; s < table.stops(); ++s)
      if (random.below(2) == 0) walks.push_back({s, static_cast<LaneTime>(random.below(900))});
    EXPECT_EQ(useful_to_board(mirror, walks), useful_to_alight(table, walks));
    EXPECT_EQ(useful_to_alight(mirror, walks), useful_to_board(table, walks));
  }
}

TEST(Timetable, TheMirrorOfTheMirrorIsTheTimetable) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random{seed, 7};
    const City city = random_feed(random);
    const Timetable table{*city.transit, {.date = kDay, .from = 25'000, .until = 30'000}};
    const Timetable mirror = table.mirrored();
    expect_equal(table, mirror.mirrored());
    // In the mirror every call is still a call, at the other end of the pattern and with the other sign, in order.
    for (const Timetable::Pattern& p : table.patterns())
      for (std::uint32_t i = 0; i < p.stops; ++i) {
        const std::uint32_t j = p.stops - 1 - i;
        EXPECT_EQ(table.stop(p, i), mirror.stop(p, j));
        EXPECT_EQ(table.boards(p, i), mirror.alights(p, j));
        EXPECT_TRUE(std::ranges::is_sorted(mirror.departures(p, j)));
        for (std::uint32_t k = 0; k < p.trips; ++k)
          EXPECT_EQ(table.arrivals(p, i)[k], -mirror.departures(p, j)[p.trips - 1 - k]);
      }
  }
}

/// The latest departure, by trying all at which one just catches something, on the layer and not the Timetable.
struct Latest {
  const StreetTown& town;
  const TransitSettings& s;
  TownWalks walks;
  Scan scan;
  Latest(const StreetTown& t, const TransitSettings& settings)
      : town{t}, s{settings}, walks{t, settings}, scan{*t.city.transit} {}
  /// Seconds before `arrival`; nothing: not within the limit.
  std::vector<std::optional<std::int32_t>> times(std::uint32_t origin, std::int32_t arrival) const {
    const Transit& t = *town.city.transit;
    std::vector<std::optional<std::int32_t>> best = walks.on_foot[origin];
    std::set<std::int32_t> moments;
    for (const auto& [stop, seconds] : walks.access[origin])
      for (const Scan::Connection& c : scan.connections)
        if (c.from == stop) moments.insert(c.leaves - s.boarding.slack() - seconds);
    const auto limit = static_cast<std::int32_t>(s.limit.base());
    for (const std::int32_t d : moments) {
      if (d > arrival || arrival - d > limit) continue;
      std::vector<TownWalks::Walk> start;
      for (const auto& [stop, seconds] : walks.access[origin]) start.emplace_back(stop, d + seconds);
      const auto at =
          scan.run(t.stops(), t.trips(), s.boarding.rides, s.boarding.slack(), start, walks.between, arrival);
      for (std::uint32_t stop = 0; stop < t.stops(); ++stop)
        for (const auto& [target, seconds] : walks.egress[stop])
          if (at[stop] != Scan::kFar && at[stop] + seconds <= arrival &&
              (!best[target] || arrival - d < *best[target]))
            best[target] = arrival - d;
    }
    for (auto& b : best)
      if (b && *b > limit) b.reset();
    return best;
  }
};

TEST(ArrivalReach, IsTheLatestDepartureOfAllThatAreTriedOnRandomTowns) {
  std::size_t rides = 0, none = 0, foot = 0, ways = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const StreetTown town{seed};
    TransitSettings s = StreetTown::settings(seed);
    s.arrive = true;
    s.every_s = 240;
    constexpr int kMoments = 5;
    s.percentiles.clear();
    for (int i = 0; i < kMoments; ++i) s.percentiles.push_back((i + 0.5) / kMoments * 100);
    QuietRun quiet;
    const auto net = network(town.city, s.walk, quiet.run);
    std::vector<Link> origins;
    std::vector<std::vector<Link>> targets;
    for (const Point p : town.points) origins.push_back(net->link(p)), targets.push_back({origins.back()});
    const TransitReach reach{town.city, s, targets, quiet.run};
    const Latest latest{town, s};
    const std::size_t n = targets.size();
    reach.from(origins, quiet.run, [&](std::size_t o, std::span<const float> times) {
      std::vector<std::vector<float>> expected(n);
      for (int m = 0; m < kMoments; ++m) {
        const std::int32_t a = s.from + m * s.every_s;
        const auto best = latest.times(static_cast<std::uint32_t>(o), a);
        for (std::size_t t = 0; t < n; ++t) {
          expected[t].push_back(best[t] ? static_cast<float>(*best[t]) : kBeyond);
          rides += best[t] && best[t] != latest.walks.on_foot[o][t] ? 1 : 0;
          foot += best[t] && best[t] == latest.walks.on_foot[o][t] ? 1 : 0;
          none += best[t] ? 0 : 1;
          if (t == o || m % 2 == 1) continue;
          // Its ways: the last one leaves then, and all of them are there in time.
          const auto found = reach.journeys(origins[o], t, a);
          ASSERT_EQ(found.empty(), !best[t]) << seed;
          std::int32_t before = std::numeric_limits<std::int32_t>::min();
          for (const Journey& j : found) {
            ++ways;
            EXPECT_GT(j.leaves, before);
            before = j.leaves;
            EXPECT_LE(j.arrives, a);
            std::int32_t now = j.leaves;
            std::uint32_t at = RideLeg::kNone;
            for (const RideLeg& leg : j.legs) {
              EXPECT_EQ(leg.from, at);
              if (leg.rides()) {
                const Timetable& table = reach.timetable();
                const Timetable::Pattern& p = table.patterns()[leg.pattern];
                EXPECT_GE(leg.leaves, now + s.boarding.slack());
                EXPECT_EQ(table.stop(p, leg.board), leg.from);
                EXPECT_EQ(table.stop(p, leg.alight), leg.to);
                EXPECT_TRUE(table.boards(p, leg.board) && table.alights(p, leg.alight));
                EXPECT_EQ(table.departures(p, leg.board)[leg.trip], leg.leaves);
                EXPECT_EQ(table.arrivals(p, leg.alight)[leg.trip], leg.arrives);
              } else {
                EXPECT_EQ(leg.leaves, now);
              }
              now = leg.arrives;
              at = leg.to;
            }
            EXPECT_EQ(now, j.arrives);
            EXPECT_EQ(at, RideLeg::kNone);
          }
          if (best[t]) {
            EXPECT_EQ(found.back().leaves, a - *best[t]) << seed;
          }
        }
      }
      for (std::size_t t = 0; t < n; ++t) {
        std::sort(expected[t].begin(), expected[t].end());
        for (std::size_t p = 0; p < kMoments; ++p)
          ASSERT_EQ(times[p * n + t], expected[t][p]) << seed << ": " << o << " → " << t;
      }
    });
  }
  EXPECT_GT(rides, 500U);
  EXPECT_GT(foot, 500U);
  EXPECT_GT(none, 500U);
  EXPECT_GT(ways, 500U);
}

TEST(ArrivalReach, AllMomentsOfTheWindowAreWhatEverySecondSays) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 100; seed < 130; ++seed) {
    const StreetTown town{seed};
    TransitSettings s = StreetTown::settings(seed);
    s.arrive = true;
    s.percentiles = {5, 25, 50, 75, 95};
    const auto exact = times(town.city, s, town.points[0], town.points[1]);
    s.every_s = 1;
    const auto sampled = times(town.city, s, town.points[0], town.points[1]);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      // Where a share of the window has no way at all, a percentile at its edge may fall on either side.
      if ((exact[i] < kBeyond) != (sampled[i] < kBeyond)) continue;
      if (exact[i] < kBeyond) {
        EXPECT_NEAR(exact[i], sampled[i], 1.01) << seed;
      }
      compared += exact[i] < kBeyond ? 1 : 0;
    }
  }
  EXPECT_GT(compared, 30U);
}

TEST(ArrivalReach, OneLineByHand) {
  // One line of ten blocks, 30 s each: trips leave (3, 5) at 6:41:30, 7:01:30, … and reach (13, 5) five minutes later, at
  // 6:46:30, 7:06:30, … From the stop to the goal, a block on, it is 200 s: there at 7:09:50, 7:29:50 and so on. To be there
  // by 7:30:00 one takes the trip of 7:21:30 and leaves home, at the stop, a minute before: 7:20:30, 9.5 min before; by
  // 7:29:00 the one before it, at 7:00:30, 28.5 min before.
  Desert desert;
  desert.line(true, 5, 1200, true);
  const City city = desert.city();
  TransitSettings s = desert_settings();
  s.arrive = true;
  s.every_s = 60;
  s.percentiles = {50};
  s.from = 7 * 3600 + 30 * 60;
  s.until = s.from + 1;
  EXPECT_EQ(times(city, s, Desert::corner(3, 5), Desert::corner(13, 6))[0], 9.5 * 60);
  s.from -= 60;
  s.until -= 60;
  EXPECT_EQ(times(city, s, Desert::corner(3, 5), Desert::corner(13, 6))[0], 28.5 * 60);
  // Over the whole hour: the time falls from 570 + 1200 - 10 … all of a stretch of 20 min: 560 s to 1,760 s.
  s.every_s = 0;
  s.from = 7 * 3600;
  s.until = 8 * 3600;
  s.percentiles = {5, 50, 95};
  const auto t = times(city, s, Desert::corner(3, 5), Desert::corner(13, 6));
  EXPECT_NEAR(t[0], 560 + 60, 0.01);
  EXPECT_NEAR(t[1], 560 + 600, 0.01);
  EXPECT_NEAR(t[2], 560 + 1140, 0.01);
}

TEST(ArrivalReach, ManyOriginsAndThreadsAreTheSame) {
  const StreetTown town{3};
  TransitSettings s = StreetTown::settings(3);
  s.arrive = true;
  s.percentiles = {10, 50};
  const auto all = [&] {
    QuietRun quiet;
    const auto net = network(town.city, s.walk, quiet.run);
    std::vector<Link> links;
    for (double x = 0; x < 1000; x += 150)
      for (double y = 0; y < 1000; y += 150) links.push_back(net->link({x, y}));
    const std::vector<std::vector<Link>> targets{{links[3]}, {}, {links[9], links[30]}};
    std::vector<std::vector<float>> out(links.size());
    TransitReach{town.city, s, targets, quiet.run}.from(
        links, quiet.run,
        [&](std::size_t o, std::span<const float> t) { out[o].assign(t.begin(), t.end()); });
    return out;
  };
  set_threads(1);
  const auto one = all();
  set_threads(4);
  EXPECT_EQ(all(), one);
  set_threads(0);
  std::size_t reached = 0;
  for (const auto& row : one) {
    ASSERT_EQ(row.size(), 6U);
    EXPECT_EQ(row[1], kBeyond);  // a target without a street
    reached += row[0] < kBeyond ? 1 : 0;
  }
  EXPECT_GT(reached, 10U);
}

}  // namespace
}  // namespace cityloop
