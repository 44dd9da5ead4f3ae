#include "cityloop/simulate/travel/transit.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/journey.h"
#include "tests/simulate/transit_world.h"

namespace cityloop {
namespace {

/// Each leg begins where and not before the one before it ends, and is allowed by the timetable or the links.
void expect_feasible(const Timetable& table, const Ragged<StopNumber, StopLink>& transfers,
                     const Boarding& boarding, const std::vector<StopLink>& access,
                     const std::vector<Journey>& ways, std::int32_t departure) {
  std::int32_t earliest = 1 << 30;
  int most = 0;
  for (const Journey& way : ways) {
    EXPECT_LT(way.arrives, earliest);  // one more ride is for an earlier arrival
    EXPECT_GT(way.rides, most);
    EXPECT_LE(way.rides, boarding.rides);
    earliest = way.arrives;
    most = way.rides;
    std::uint32_t at = RideLeg::kNone;
    std::int32_t time = departure;
    int rides = 0;
    for (const RideLeg& leg : way.legs) {
      ASSERT_EQ(leg.from, at);
      if (leg.rides()) {
        ++rides;
        const Timetable::Pattern& p = table.patterns()[leg.pattern];
        ASSERT_LT(leg.board, leg.alight);
        EXPECT_TRUE(table.boards(p, leg.board) && table.alights(p, leg.alight));
        EXPECT_EQ(table.stop(p, leg.board), leg.from);
        EXPECT_EQ(table.stop(p, leg.alight), leg.to);
        EXPECT_EQ(table.departures(p, leg.board)[leg.trip], leg.leaves);
        EXPECT_EQ(table.arrivals(p, leg.alight)[leg.trip], leg.arrives);
        EXPECT_GE(leg.leaves, time + boarding.slack());
      } else {
        EXPECT_EQ(leg.leaves, time);
        if (leg.to != RideLeg::kNone) {
          const StopLink link{leg.to, static_cast<LaneTime>(leg.arrives - leg.leaves)};
          const std::span<const StopLink> links =
              at == RideLeg::kNone ? std::span<const StopLink>{access} : transfers[StopNumber{at}];
          EXPECT_NE(std::find(links.begin(), links.end(), link), links.end());
        }
      }
      at = leg.to;
      time = leg.arrives;
    }
    EXPECT_EQ(at, RideLeg::kNone);  // the target
    EXPECT_EQ(time, way.arrives);
    EXPECT_EQ(rides, way.rides);
  }
}

TEST(RangeSearch, AgreesWithAConnectionScanForEveryDepartureOnRandomTimetables) {
  std::size_t compared = 0, reached = 0, split = 0, changed = 0, before = 0, after = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random{seed, 7};
    const City city = random_feed(random);
    const Transit& t = *city.transit;
    const std::int32_t from = 25'000, until = from + 1800, limit = 3600;
    const Timetable table{t, {.date = kDay, .from = from, .until = until + limit}};
    split += table.patterns().size() > t.pattern_line.size() ? 1 : 0;
    Boarding boarding;
    boarding.slack_s = static_cast<std::int32_t>(random.below(3) * 60);
    boarding.strictly = boarding.slack_s == 0 || random.below(2) == 0;
    boarding.rides = static_cast<int>(1 + random.below(4));
    // Walks between stops and from the origin, at 1 m/s, by number of the layer; the search gets only the useful ones.
    std::vector<std::uint32_t> number(t.stops(), 0xffffffffU);
    for (std::uint32_t s = 0; s < table.stops(); ++s) number[table.city_stop(s).v] = s;
    std::vector<std::vector<std::pair<std::uint32_t, std::int32_t>>> walks(t.stops());
    Ragged<StopNumber, StopLink> transfers;
    for (const StopIdx a : each(t.stop_at))
      for (const StopIdx b : each(t.stop_at))
        if (const double m = distance_m(t.stop_at[a], t.stop_at[b]); a != b && m <= 350)
          walks[a.v].emplace_back(b.v, static_cast<std::int32_t>(std::ceil(m)));
    for (std::uint32_t s = 0; s < table.stops(); ++s) {
      std::vector<StopLink> links;
      for (const auto& [to, seconds] : walks[table.city_stop(s).v])
        if (number[to] != 0xffffffffU) links.push_back({number[to], static_cast<LaneTime>(seconds)});
      links = useful_to_board(table, links);
      std::sort(links.begin(), links.end(), [](auto& a, auto& b) { return a.seconds < b.seconds; });
      transfers.push_back(links);
    }
    before += transfers.raw().size();
    transfers = useful_transfers(table, transfers, std::vector<std::uint8_t>(table.stops(), 0));
    after += transfers.raw().size();
    const Point home{random.uniform(0, 900), random.uniform(0, 900)};
    std::vector<std::pair<std::uint32_t, std::int32_t>> near;
    std::vector<StopLink> access;
    for (const StopIdx s : each(t.stop_at))
      if (const double m = distance_m(home, t.stop_at[s]); m <= 500) {
        near.emplace_back(s.v, static_cast<std::int32_t>(std::ceil(m)));
        if (number[s.v] != 0xffffffffU) access.push_back({number[s.v], static_cast<LaneTime>(std::ceil(m))});
      }
    access = useful_to_board(table, access);
    const std::int32_t base = from - 1;
    std::vector<LaneTime> departures;
    for (std::int32_t d = from; d < until; d += 60) departures.push_back(static_cast<LaneTime>(d - base));
    RangeSearch search{table, transfers, boarding, base};
    const auto last = static_cast<LaneTime>(until + limit - base);
    search.run({}, departures, last);  // an object is used again and again
    search.run(access, departures, last);
    const Scan scan{t};
    for (std::size_t l = 0; l < departures.size(); ++l) {
      auto start = near;
      for (auto& [s, at] : start) at += departures[l] + base;
      const auto best =
          scan.run(t.stops(), t.trips(), boarding.rides, boarding.slack(), start, walks, last + base);
      for (std::uint32_t s = 0; s < table.stops(); ++s) {
        const LaneTime at = search.arrivals(s)[l];
        const std::int32_t expected = best[table.city_stop(s).v];
        ASSERT_EQ(at == kNever ? Scan::kFar : at + base, expected) << "seed " << seed << " lane " << l;
        if (l % 7 == 0) {  // and its itineraries
          const std::vector<StopLink> there{{s, 0}};
          const auto ways =
              journeys(table, transfers, boarding, access, there, {}, departures[l] + base, last + base);
          ASSERT_EQ(ways.empty() ? Scan::kFar : ways.back().arrives, expected);
          expect_feasible(table, transfers, boarding, access, ways, departures[l] + base);
          for (const Journey& way : ways) changed += way.rides > 1 ? 1 : 0;
        }
        ++compared;
        reached += at != kNever ? 1 : 0;
      }
    }
  }
  EXPECT_GT(reached, compared / 20);
  EXPECT_GT(split, 50U);  // overtaking trips were among them
  EXPECT_GT(changed, 100U);
  EXPECT_LT(after, before);  // walks were left out
}

TEST(TransitReach, OneLineIsAUniformWaitAndTheRide) {
  // A trip every 20 min: the wait is at least the slack of 1 min and uniform over 20 min; the ride of 10 blocks 5 min.
  // At percentile p one waits 60 s + p % of 1,200 s, and arrives after another 300 s.
  Desert desert;
  desert.line(true, 5, 1200, true);
  const City city = desert.city();
  const auto t = times(city, desert_settings(), Desert::corner(3, 5), Desert::corner(13, 5));
  ASSERT_EQ(t.size(), 5U);
  const double expected[] = {420, 660, 960, 1260, 1560 - 60};
  EXPECT_NEAR(t[0], expected[0], 0.01);  // 60 + 60 + 300
  EXPECT_NEAR(t[1], expected[1], 0.01);
  EXPECT_NEAR(t[2], expected[2], 0.01);
  EXPECT_NEAR(t[3], expected[3], 0.01);
  EXPECT_NEAR(t[4], expected[4], 0.01);  // 60 + 1140 + 300
}

TEST(TransitReach, MinutesAreSampledAsR5CountsThem) {
  // The same, 60 departures on the minute, strictly more than 60 s at the stop. Trips leave (3, 5) at 5:01:30 + 20 k min,
  // so from minute m the wait is 90 + 60 k s, k = 0 … 19, each 3 times: the i-th of 60 is 390 + 60 ⌊i/3⌋ in all.
  Desert desert;
  desert.line(true, 5, 1200, true);
  TransitSettings s = desert_settings();
  s.every_s = 60;
  s.boarding.strictly = true;
  const auto t = times(desert.city(), s, Desert::corner(3, 5), Desert::corner(13, 5));
  const double p[] = {5, 25, 50, 75, 95};
  for (std::size_t i = 0; i < 5; ++i) {
    const double element = std::ceil(p[i] / 100 * 60) - 1;
    EXPECT_EQ(t[i], 390 + 60 * std::floor(element / 3)) << p[i];
  }
}

TEST(TransitReach, WalkingAllTheWayAlwaysCompetes) {
  // 5 blocks on foot are 1,000 s: whoever would wait longer walks.
  Desert desert;
  desert.line(true, 5, 1200, true);
  const auto t = times(desert.city(), desert_settings(), Desert::corner(3, 5), Desert::corner(8, 5));
  EXPECT_NEAR(t[0], 60 + 60 + 150, 0.01);
  EXPECT_NEAR(t[2], 60 + 600 + 150, 0.01);
  EXPECT_EQ(t[3], 1000);
  EXPECT_EQ(t[4], 1000);
}

TEST(TransitReach, ATransferWaitsForTheNextTrip) {
  // Row 5 and column 12, both every 20 min from 5:00: a trip reaches (12, 5) at 6:00 past a third of the hour, the column's
  // trips leave there at 2:30 past; with a minute's slack one waits from 6:00 to 22:30. From there 8 blocks, 4 min.
  // First wait uniform on 60 … 1,260 s; ride (3,5) → (12,5) 270 s; wait 990 s; ride (12,5) → (12,13) 240 s.
  Desert desert;
  desert.line(true, 5, 1200, true);
  desert.line(false, 12, 1200, true);
  const City city = desert.city();
  const auto t = times(city, desert_settings(), Desert::corner(3, 5), Desert::corner(12, 13));
  for (std::size_t i = 0; i < 5; ++i) {
    const double p[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    EXPECT_NEAR(t[i], 60 + p[i] * 1200 + 270 + 990 + 240, 0.01);
  }
  TransitSettings once = desert_settings();
  once.boarding.rides = 1;  // not with one ride, and 17 blocks are too far to walk
  EXPECT_EQ(times(city, once, Desert::corner(3, 5), Desert::corner(12, 13))[4], kBeyond);
}

TEST(TransitReach, AnOvertakenTripIsNotWaitedFor) {
  // A slow trip at 7:10 needs 20 min more than the fast one at 7:20, which arrives first and is taken.
  Desert desert;
  const std::uint32_t line = desert.maker.line();
  const auto add = [&](std::int32_t leaves, std::int32_t delay) {
    std::vector<FeedDraft::Call> calls;
    for (int i = 0; i < Desert::kSide; ++i) {
      const std::int32_t at = leaves + 30 * i + (i > 10 ? delay : 0);
      calls.push_back({desert.stop(i, 5), at, at});
    }
    desert.maker.trip(line, calls);
  };
  add(7 * 3600 + 600, 1200);
  add(7 * 3600 + 1200, 0);
  TransitSettings s = desert_settings();
  s.until = s.from + 300;
  const auto t = times(desert.city(), s, Desert::corner(0, 5), Desert::corner(20, 5));
  EXPECT_NEAR(t[2], 1200 - 150 + 600,
              0.01);  // at 7:02:30 it is 17.5 min to the fast trip, which rides 10 min
}

TEST(TransitReach, HeadwaysWithoutAPhaseAreDrawnAndKeepTheirSeed) {
  // Every 10 min at an unknown phase: whatever the phase, the wait is uniform on 60 … 660 s.
  Desert desert;
  desert.line(true, 5, 600, false);
  const City city = desert.city();
  TransitSettings s = desert_settings();
  const auto t = times(city, s, Desert::corner(3, 5), Desert::corner(13, 5));
  const double p[] = {0.05, 0.25, 0.5, 0.75, 0.95};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(t[i], 60 + p[i] * 600 + 300, 0.01);
  // Two such lines that meet: the sum of two waits, each uniform over its headway; 200 draws come near its quantiles.
  desert.line(false, 13, 600, false);
  const City two = desert.city();
  s.draws = 200;
  s.percentiles = {50};
  const auto sum = times(two, s, Desert::corner(3, 5), Desert::corner(13, 15));
  EXPECT_NEAR(sum[0], 60 + 60 + 600 + 300 + 300, 25);  // the median of the triangle on 0 … 1,200 is 600
  EXPECT_EQ(times(two, s, Desert::corner(3, 5), Desert::corner(13, 15)), sum);
  s.seed = 1;
  EXPECT_NE(times(two, s, Desert::corner(3, 5), Desert::corner(13, 15)), sum);
}

TEST(TransitReach, SamplesOfEveryMomentComeNearTheExactPercentiles) {
  Desert desert;
  desert.line(true, 5, 420, true);
  desert.line(true, 9, 540, true);
  desert.line(false, 12, 780, true);
  const City city = desert.city();
  TransitSettings s = desert_settings();
  s.until = s.from + 1800;
  s.access = Seconds{700};
  const auto exact = times(city, s, {730, 1390}, {2430, 2790});
  ASSERT_LT(exact.back(), kBeyond);
  s.every_s = 1;
  const auto sampled = times(city, s, {730, 1390}, {2430, 2790});
  for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(exact[i], sampled[i], 1.0) << i;
}

TEST(TransitReach, OneThreadEqualsMany) {
  Desert desert;
  for (int i = 1; i < 20; i += 3) desert.line(true, i, 600 + 60 * i, true), desert.line(false, i, 900, true);
  const City city = desert.city();
  for (const std::int32_t every : {0, 60}) {
    TransitSettings s = desert_settings();
    s.every_s = every;
    const auto all = [&] {
      QuietRun quiet;
      const auto net = network(city, s.walk, quiet.run);
      std::vector<Link> links;
      for (int x = 0; x < 20; x += 2)
        for (int y = 0; y < 20; y += 3) links.push_back(net->link(Desert::corner(x, y) + Point{40, 0}));
      std::vector<std::vector<Link>> targets;
      for (const Link& l : links) targets.push_back({l});
      const TransitReach reach{city, s, targets, quiet.run};
      std::vector<std::vector<float>> out(links.size());
      reach.from(links, quiet.run,
                 [&](std::size_t o, std::span<const float> t) { out[o].assign(t.begin(), t.end()); });
      return out;
    };
    set_threads(1);
    const auto one = all();
    set_threads(4);
    const auto many = all();
    set_threads(0);
    EXPECT_EQ(one, many);
    for (const auto& row : one)  // percentiles rise
      for (std::size_t i = 0; i + 1 < 5; ++i)
        for (std::size_t t = 0; t < one.size(); ++t)
          ASSERT_LE(row[i * one.size() + t], row[(i + 1) * one.size() + t]);
  }
}

TEST(Timetable, ADateOutsideIsRefusedWithThePeriod) {
  Desert desert;
  desert.line(true, 5, 1200, true);
  const City city = desert.city();
  try {
    const Timetable t{*city.transit, {.date = kDay + std::chrono::days{1}, .from = 0, .until = 3600}};
    FAIL() << "it was not refused";
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_NE(e.words().en.find("from 2026-03-02 until 2026-03-02"), std::string::npos) << e.words().en;
  }
}

TEST(Timetable, TripsAfterMidnightBelongToTheMorningAfter) {
  FeedMaker m;
  const std::uint32_t a = m.stop({0, 0}), b = m.stop({500, 0});
  m.feed.services[0].last += 1;
  const std::uint32_t line = m.line();
  m.trip(line, {{a, 24 * 3600 + 600, 24 * 3600 + 600}, {b, 24 * 3600 + 900, 24 * 3600 + 900}});
  m.trip(line, {{a, 600, 600}, {b, 900, 900}});
  const City city = m.city();
  const auto first = [&](Date day) {
    return Timetable{*city.transit, {.date = day, .from = 0, .until = 7200}}.trips();
  };
  EXPECT_EQ(first(kDay), 1U);                         // nothing ran the day before
  EXPECT_EQ(first(kDay + std::chrono::days{1}), 2U);  // last night's, and this morning's
  const Timetable evening{*city.transit, {.date = kDay, .from = 86'000, .until = 90'000}};
  EXPECT_EQ(evening.trips(), 2U);  // 24:10 of today, and 0:10 of tomorrow
}

TEST(MomentPercentiles, AreThoseOfAPiecewiseLinearFunction) {
  // T falls from 300 to 100 over the first 200 s, then from 500 to 400 over 100 s: half of the window is at most 250.
  const std::vector<Piece> pieces{{0, 200, 300}, {200, 300, 700}};
  const std::vector<double> p{1e-6, 50, 200.0 / 3, 100};
  std::vector<float> t(4);
  moment_percentiles(pieces, std::numeric_limits<double>::infinity(), p, t);
  EXPECT_NEAR(t[0], 100, 0.01);
  EXPECT_NEAR(t[1], 250, 0.01);
  EXPECT_NEAR(t[2], 300, 0.01);
  EXPECT_NEAR(t[3], 500, 0.01);
  moment_percentiles(pieces, 420, p, t);
  EXPECT_NEAR(t[3], 420, 0.01);
  const std::vector<Piece> open{{0, 200, 300}, {200, 300, std::numeric_limits<double>::infinity()}};
  moment_percentiles(open, std::numeric_limits<double>::infinity(), p, t);
  EXPECT_NEAR(t[2], 300, 0.01);
  EXPECT_EQ(t[3], kBeyond);
}

}  // namespace
}  // namespace cityloop
