// Indicators that ride: what-ifs of lines and places equal a measurement made anew, and more service never lengthens a
// way.

#include "cityloop/simulate/travel/ride.h"

#include <mutex>

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "cityloop/simulate/travel/journey.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::measured;

City lines_city() {
  return draw_city(R"(
    grid 600 m
      1H .  1  .  1  .  1C
      .  1  .  1  .  1  .
      1  .  1C .  1  .  1
    legend
      H    hospital capacity=100
      C    clinic capacity=10
      1    people ×100
    lines
      M1 metro every=10 ride=3 1,1 3,1 5,1 7,1
      B2 bus every=15 ride=4 dwell=1 1,3 3,3 5,3 7,3 7,1
      B3 bus about=20 ride=5 1,1 1,3
  )");
}

const std::vector<Indicator>& rides() {
  static const std::vector<Indicator> list{
      declare("r.nearest", "min", "nearest", "kind: hospital, limit: 60 min, mode: transit"),
      declare("r.slow", "min", "nearest",
              "kind: [hospital, clinic], limit: 40 min, mode: transit, percentile: 90, k: 2, every: 5 min"),
      declare("r.within", "1", "within", "kind: clinic, limit: 25 min, mode: transit, decay: linear"),
      declare("r.people", "person", "within",
              "count: people, limit: 20 min, mode: transit, rides: 1, every: 10 min"),
      declare("r.share", "1/person", "catchment",
              "kind: clinic, limit: 30 min, mode: transit, every: 10 min"),
      declare("r.there", "min", "nearest",
              "kind: hospital, limit: 60 min, mode: transit, window: arrival, percentile: 75, every: 10 min"),
      declare("r.weighed", "min", "nearest",
              "kind: hospital, limit: 90 min, mode: transit, every: 10 min, walk_reluctance: 2, "
              "wait_weight: 1.5, transfer_penalty: 5 min"),
      declare("r.walk", "min", "nearest", "kind: clinic, limit: 30 min")};
  return list;
}

Point corner(const City& city, int column, int row) {
  // Cells are numbered along rows; the grid is 7 × 3 of 600 m.
  Box all;
  for (std::size_t c = 0; c < city.grid->size(); ++c) all.add(city.grid->centre(idx<CellIdx>(c)));
  return {all.low.x + 600.0 * (column - 1), all.high.y - 600.0 * (row - 1)};
}

TEST(Rides, EditsOfLinesAndPlacesEqualAMeasurementMadeAnew) {
  const City base = lines_city();
  const PlaceId hospital = base.places->id[PlaceIdx{0}];
  AddLine fresh;
  fresh.ref = "N1";
  fresh.vehicle = Vehicle::bus;
  fresh.stops = {{corner(base, 2, 2), "a"}, {corner(base, 4, 2), "b"}, {corner(base, 6, 2), "c"}};
  fresh.kmh = 20;
  fresh.every_s = 600;
  fresh.from_s = 6 * 3600;
  fresh.until_s = 22 * 3600;
  RerouteLine reroute;
  reroute.line = "B2";
  reroute.stops = {{corner(base, 1, 3)}, {corner(base, 4, 2)}, {corner(base, 7, 1)}};
  const std::vector<Delta> deltas{
      {{fresh}},
      {{SetHeadway{"", "M1", 300, 7 * 3600, 9 * 3600}}},
      {{reroute}},
      {{RemoveLine{"", "M1"}}},
      {{RemoveStop{"", "3,1"}}},
      {{AddPlace{PlaceId{77}, {"clinic"}, corner(base, 5, 2), 5}}},
      {{ResizePlace{hospital, 0}}},
      {{AddPlace{PlaceId{78}, {"hospital"}, corner(base, 6, 3), 5}, RemoveLine{"", "B3"}}},
  };
  QuietRun kept;
  const Measurement was = measure(base, rides(), kept.run);
  int moved = 0;
  for (const Delta& delta : deltas) {
    SCOPED_TRACE(describe(delta.changes.front()).en);
    ASSERT_FALSE(resolve(base, delta).has_problem()) << to_json(delta);
    const City now = apply(base, delta);
    QuietRun fresh_run;
    const Measurement anew = measure(now, rides(), fresh_run.run),
                      after = remeasure(was, base, now, delta, rides(), kept.run);
    for (const Indicator& i : rides()) {
      EXPECT_EQ(after.at(i.key), anew.at(i.key)) << i.key.word;
      moved += anew.at(i.key) == was.at(i.key) ? 0 : 1;
    }
  }
  EXPECT_GT(moved, 12);
}

TEST(Rides, ALineMoreNeverLengthensAWay) {
  const City base = lines_city();
  AddLine fresh;
  fresh.ref = "N1";
  fresh.vehicle = Vehicle::bus;
  fresh.stops = {{corner(base, 1, 3)}, {corner(base, 4, 2)}, {corner(base, 7, 1)}};
  fresh.minutes = {4, 4};
  fresh.every_s = 480;
  fresh.from_s = 6 * 3600;
  fresh.until_s = 22 * 3600;
  const City more = apply(base, Delta{{fresh}});
  const Indicator& i = rides().front();
  const Field before = measured(base, i), after = measured(more, i);
  int shorter = 0;
  for (std::size_t c = 0; c < before.size(); ++c) {
    if (!has_value(before.mark[c])) continue;
    EXPECT_LE(after.value[c], before.value[c]) << c;
    shorter += after.value[c] < before.value[c] ? 1 : 0;
  }
  EXPECT_GT(shorter, 0);
}

TEST(Rides, AShorterLimitIsAPartOfTheLonger) {
  // Limits share one search; the short one must say what it would have found alone.
  const City city = lines_city();
  const auto at = [&](const char* limit) {
    return measured(
        city, declare("x", "min", "nearest", std::string{"kind: clinic, mode: transit, limit: "} + limit));
  };
  const Field wide = at("60 min"), narrow = at("17 min");
  for (std::size_t c = 0; c < wide.size(); ++c) {
    if (wide.mark[c] == Mark::not_applicable) continue;
    if (wide.mark[c] == Mark::known && wide.value[c] <= 17) EXPECT_EQ(narrow.value[c], wide.value[c]) << c;
    else EXPECT_EQ(narrow.mark[c], Mark::beyond) << c;
  }
}

TEST(Rides, WithoutATimetableNothingIsKnown) {
  const City city = draw_city(R"(
    grid 100 m
      1 C
    legend
      C    clinic capacity=10
      1    people ×100
  )");
  const Field f = measured(city, rides()[2]);
  EXPECT_EQ(f.mark[0], Mark::no_data);
}

TEST(Rides, ADateOutsideTheTimetableIsRefused) {
  const Indicator i =
      declare("x", "min", "nearest", "kind: clinic, mode: transit, limit: 30 min, date: 2031-01-01");
  try {
    measured(lines_city(), i);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_NE(e.words().en.find("2031-01-01"), std::string::npos);
  }
}

TEST(Rides, TheLegsOfAWayTakeAsLongAsTheWay) {
  const City city = lines_city();
  QuietRun quiet;
  Profile profile = default_profile(Mode::walk);
  profile.ride = Ride{};
  profile.ride->from_s = 8 * 3600;
  profile.ride->until_s = 8 * 3600 + 1;
  profile.ride->every_s = 1;
  const auto net = network(city, profile, quiet.run);
  const std::vector<std::vector<Link>> hospital{place_links(city, *net, PlaceIdx{0})};
  const TransitReach reach{city, settings_of(city, profile, Seconds{3600}), hospital, quiet.run};
  const auto cells = cell_links(city, profile, quiet.run);
  int rode = 0;
  std::mutex one;  // origins come from several threads
  reach.from(cells->raw(), quiet.run, [&](std::size_t c, std::span<const float> seconds) {
    const std::lock_guard lock{one};
    const auto ways = reach.journeys((*cells)[idx<CellIdx>(c)], 0, 8 * 3600);
    EXPECT_EQ(seconds[0] < kBeyond, !ways.empty());
    if (ways.empty()) return;
    EXPECT_EQ(ways.back().arrives - ways.back().leaves, static_cast<int>(seconds[0])) << c;
    for (std::size_t w = 1; w < ways.size(); ++w) {
      EXPECT_GT(ways[w].rides, ways[w - 1].rides);
      EXPECT_LT(ways[w].arrives, ways[w - 1].arrives);
    }
    rode += ways.back().rides > 0 ? 1 : 0;
    const auto& last = ways.back().legs.back();
    if (!last.rides()) {
      EXPECT_EQ(describe(city, reach.timetable(), last, "the hospital").en, "walk to the hospital");
    }
  });
  EXPECT_GT(rode, 3);
}

TEST(Rides, WeightsMakeAWayDearerAndArrivalsAreAnotherWindow) {
  const City city = lines_city();
  const auto at = [&](const std::string& more) {
    return measured(city, declare("x", "min", "nearest",
                                  "kind: hospital, mode: transit, limit: 120 min, every: 1 min, " + more));
  };
  const Field time = at("percentile: 50"), twice = at("walk_reluctance: 2, wait_weight: 2"),
              there = at("window: arrival"), as_before = at("walk_reluctance: 1, transfer_penalty: 0 min");
  EXPECT_EQ(time, as_before);
  EXPECT_NE(time, there);
  int dearer = 0;
  for (std::size_t c = 0; c < time.size(); ++c) {
    if (!has_value(time.mark[c]) || !has_value(twice.mark[c])) continue;
    EXPECT_GE(twice.value[c], time.value[c]);
    EXPECT_LE(twice.value[c], 2 * time.value[c]);  // the fastest way costs at most that
    dearer += twice.value[c] > time.value[c] ? 1 : 0;
    EXPECT_TRUE(has_value(there.mark[c]));
  }
  EXPECT_GT(dearer, 5);
}

TEST(Rides, WhatIsReachedIsTheSumOfPowersOfTwo) {
  // Every cell but the first offers another power of two, so that the sum says which of them are reached. From the first,
  // where the line begins: every 10 min, a minute at least before it leaves, so half of all departures wait 6 min or
  // less and nine of ten 10 min; 3 min from stop to stop, every second cell; a cell on foot is 8 min (600 m at 1.25 m/s).
  //   cell         2   3       4            5       6             7
  //   offers       1   2       4            8       16            32
  //   at half      8   6+3=9   6+3+8=17     6+6=12  6+6+8=20      6+9=15
  //   at nine of ten   10+3=13  10+3+8=21   16      24            19
  const City city = draw_city(R"(
    grid 600 m
      1 A B C D E F
    legend
      A    clinic capacity=1
      B    clinic capacity=2
      C    clinic capacity=4
      D    clinic capacity=8
      E    clinic capacity=16
      F    clinic capacity=32
      1    people ×100
    lines
      M1 metro every=10 ride=3 1,1 3,1 5,1 7,1
  )");
  const auto reached = [&](double minutes, int percentile) {
    const Field f = measured(
        city, declare("x", "1", "within",
                      fmt::format("kind: clinic, count: capacity, mode: transit, limit: {} s, percentile: {}",
                                  minutes * 60, percentile)));
    return f.value[0];
  };
  EXPECT_EQ(reached(7.9, 50), 0);
  EXPECT_EQ(reached(8.1, 50), 1);
  EXPECT_EQ(reached(9.1, 50), 1 + 2);
  EXPECT_EQ(reached(12.1, 50), 1 + 2 + 8);
  EXPECT_EQ(reached(15.1, 50), 1 + 2 + 8 + 32);
  EXPECT_EQ(reached(16.9, 50), 1 + 2 + 8 + 32);
  EXPECT_EQ(reached(17.1, 50), 1 + 2 + 4 + 8 + 32);
  EXPECT_EQ(reached(20.1, 50), 63);
  EXPECT_EQ(reached(12.9, 90), 1);
  EXPECT_EQ(reached(13.1, 90), 1 + 2);
  EXPECT_EQ(reached(16.1, 90), 1 + 2 + 8);
  EXPECT_EQ(reached(19.1, 90), 1 + 2 + 8 + 32);
  EXPECT_EQ(reached(21.1, 90), 1 + 2 + 4 + 8 + 32);
  EXPECT_EQ(reached(23.9, 90), 1 + 2 + 4 + 8 + 32);
  EXPECT_EQ(reached(24.1, 90), 63);
}

TEST(Rides, WhatDoesNotGoTogetherIsRefused) {
  const auto refused = [](const std::string& params) {
    try {
      declare("x", "min", "nearest", "kind: hospital, limit: 30 min, " + params);
    } catch (const Error& e) {
      return e.words().en;
    }
    return std::string{};
  };
  EXPECT_EQ(refused("mode: transit, window: arrival"), "");
  EXPECT_NE(refused("mode: transit, window: arrival, wait_weight: 2").find("not of arrivals"),
            std::string::npos);
  EXPECT_NE(refused("mode: walk, walk_reluctance: 2").find("mode is not transit"), std::string::npos);
  EXPECT_NE(refused("mode: transit, walk_reluctance: 0.5"), "");
  EXPECT_NE(refused("mode: transit, transfer_penalty: 2 h"), "");
  EXPECT_NE(refused("mode: transit, window: sometimes"), "");
}

TEST(Rides, TheBusiestDayIsTheFirstOfThoseWithMostTrips) {
  const City city = lines_city();
  EXPECT_EQ(to_string(*busiest_day(*city.transit)), "2026-01-01");  // every day of the year is alike
}

}  // namespace
}  // namespace cityloop
