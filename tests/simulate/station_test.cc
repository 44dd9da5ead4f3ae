#include "cityloop/simulate/travel/station.h"

#include <gtest/gtest.h>

#include "tests/simulate/street_town.h"

namespace cityloop {
namespace {

constexpr std::int32_t kSeven = 7 * 3600;

/// A street of 2 km from west to east, and at its middle a station whose platforms lie some way off it.
///
///   entrance E (1000 m) ⇄ gate 10 s ⇄ hall N;  N ⇄ stairs 40 s ⇄ P1;  N ⇄ lift 90 s ⇄ P1;  N → escalator 30 s → P2;
///   P2 → exit gate 20 s → entrance X (1200 m);  P1 ⇄ walkway 25 s ⇄ P2
struct StationTown {
  FeedMaker maker;
  std::vector<StreetDraft> streets;
  std::uint32_t station, e, x, hall, p1, p2, home, goal;
  StationTown() {
    for (int i = 0; i < 10; ++i) {
      StreetDraft s;
      s.from_ref = i + 1;
      s.to_ref = i + 2;
      s.line = {{i * 200.0, 0}, {(i + 1) * 200.0, 0}};
      s.forward = s.backward = kAllModes;
      streets.push_back(s);
    }
    station = maker.stop({1000, 40}, StopType::station);
    e = maker.stop({1000, 0}, StopType::entrance, station);
    x = maker.stop({1200, 0}, StopType::entrance, station);
    hall = maker.stop({1000, 20}, StopType::node, station);
    p1 = maker.stop({1000, 50}, StopType::platform, station);
    p2 = maker.stop({1000, 60}, StopType::platform, station);
    home = maker.stop({0, 0});
    goal = maker.stop({2000, 0});
    way(e, hall, PathwayMode::fare_gate, true, 10);
    way(hall, p1, PathwayMode::stairs, true, 40);
    way(hall, p1, PathwayMode::lift, true, 90);
    way(hall, p2, PathwayMode::escalator, false, 30);
    way(p2, x, PathwayMode::exit_gate, false, 20);
    way(p1, p2, PathwayMode::walkway, true, 25);
  }
  void way(std::uint32_t from, std::uint32_t to, PathwayMode mode, bool both, std::int32_t seconds,
           std::int32_t mm = -1, std::int32_t steps = -1) {
    maker.feed.pathways.push_back({from, to, mode, both, seconds, mm, steps});
  }
  void trip(std::uint32_t from, std::int32_t leaves, std::uint32_t to, std::int32_t arrives) {
    maker.trip(maker.line(), {{from, leaves, leaves}, {to, arrives, arrives}});
  }
  City city() const { return maker.city(200, streets); }
};

/// Seconds from one point to another, leaving then; walking at 1 m/s and boarding a minute after coming.
float leaving(const City& city, Point from, Point to, std::int32_t at, Mode mode = Mode::walk,
              TransitSettings s = desert_settings()) {
  s.walk.mode = mode;
  s.from = at;
  s.until = at + 1;
  s.every_s = 1;
  s.percentiles = {50};
  s.on_foot = Seconds{300};
  return times(city, s, from, to)[0];
}

constexpr Point kE{1000, 0}, kX{1200, 0}, kHome{0, 0}, kGoal{2000, 0};

TEST(StationWays, OneComesToAPlatformAlongThePathways) {
  StationTown town;
  town.trip(town.p1, kSeven + 600, town.goal, kSeven + 900);
  town.trip(town.p2, kSeven + 1800, town.goal, kSeven + 2100);
  const City city = town.city();
  // Gate 10 s and stairs 40 s and a minute: whoever leaves the entrance at 7:08:10 has the trip of 7:10. A second later it is
  // the one from P2, by gate and escalator.
  EXPECT_EQ(leaving(city, kE, kGoal, kSeven + 490), 410);
  EXPECT_EQ(leaving(city, kE, kGoal, kSeven + 491), 2100 - 491);
  // From the other entrance, which is a way out only, one walks 200 m along the street first.
  EXPECT_EQ(leaving(city, kX, kGoal, kSeven + 290), 610);
  EXPECT_EQ(leaving(city, kX, kGoal, kSeven + 291), 2100 - 291);
  // On wheels there are the lift, 90 s, and from P1 the walkway to P2, but not stairs and escalator.
  EXPECT_EQ(leaving(city, kE, kGoal, kSeven + 440, Mode::wheelchair), 460);
  EXPECT_EQ(leaving(city, kE, kGoal, kSeven + 441, Mode::wheelchair), 2100 - 441);
  EXPECT_EQ(leaving(city, kE, kGoal, kSeven + 1800 - 60 - 125, Mode::wheelchair), 300 + 60 + 125);
  EXPECT_EQ(leaving(city, kE, kGoal, kSeven + 1800 - 60 - 124, Mode::wheelchair), kBeyond);
}

TEST(StationWays, OneLeavesAPlatformAlongThePathways) {
  StationTown town;
  town.trip(town.home, kSeven + 600, town.p2, kSeven + 900);
  const City city = town.city();
  EXPECT_EQ(leaving(city, kHome, kX, kSeven), 920);            // the exit gate
  EXPECT_EQ(leaving(city, kHome, kE, kSeven), 900 + 25 + 50);  // by P1; the escalator runs the other way
  EXPECT_EQ(leaving(city, kHome, kE, kSeven, Mode::wheelchair), 900 + 25 + 100);
  // To be there by works the same the other way round.
  TransitSettings s = desert_settings();
  s.arrive = true;
  s.on_foot = Seconds{300};
  s.every_s = 1;
  s.percentiles = {50};
  s.from = kSeven + 975;
  s.until = s.from + 1;
  EXPECT_EQ(times(city, s, kHome, kE)[0], 375 + 60);
  s.from -= 1;
  s.until -= 1;
  EXPECT_EQ(times(city, s, kHome, kE)[0], kBeyond);
}

TEST(StationWays, OneChangesAlongThePathwaysAndNoFasterThanTheTimetableSays) {
  StationTown town;
  town.trip(town.home, kSeven + 600, town.p1, kSeven + 900);
  town.trip(town.p2, kSeven + 900 + 25 + 60, town.goal, kSeven + 1200);
  EXPECT_EQ(leaving(town.city(), kHome, kGoal, kSeven), 1200);
  StationTown late = town;
  late.maker.feed.transfers.push_back({late.p1, late.p2, 2, 26});  // the larger holds
  EXPECT_EQ(leaving(late.city(), kHome, kGoal, kSeven), kBeyond);
  StationTown soon = town;
  soon.maker.feed.transfers.push_back({soon.p1, soon.p2, 2, 24});
  EXPECT_EQ(leaving(soon.city(), kHome, kGoal, kSeven), 1200);
  StationTown never = town;
  never.maker.feed.transfers.push_back({never.p1, never.p2, 3, -1});
  EXPECT_EQ(leaving(never.city(), kHome, kGoal, kSeven), kBeyond);
  StationTown station = town;
  station.maker.feed.transfers.push_back({station.station, station.station, 2, 26});
  EXPECT_EQ(leaving(station.city(), kHome, kGoal, kSeven), kBeyond);
}

TEST(StationWays, WithoutPathwaysEntrancesAreJoinedStraightOn) {
  StationTown town;
  town.maker.feed.pathways.clear();
  town.trip(town.p1, kSeven + 600, town.goal, kSeven + 900);
  // 50 m from E to P1 at 1 m/s, and the platform's own place is not on the street.
  EXPECT_EQ(leaving(town.city(), kE, kGoal, kSeven + 490), 410);
  EXPECT_EQ(leaving(town.city(), kE, kGoal, kSeven + 491), kBeyond);
}

TEST(StationWays, APlatformNoPathwayTouchesStandsAsBefore) {
  StationTown town;
  const std::uint32_t p3 = town.maker.stop({1000, 30}, StopType::platform, town.station);
  town.trip(p3, kSeven + 600, town.goal, kSeven + 900);
  EXPECT_EQ(leaving(town.city(), kE, kGoal, kSeven + 600 - 60 - 30), 390);
  EXPECT_EQ(leaving(town.city(), kE, kGoal, kSeven + 600 - 60 - 29), kBeyond);
}

TEST(StationWays, BoardingAreasBelongToTheirPlatform) {
  StationTown town;
  town.maker.feed.pathways.clear();
  const std::uint32_t area = town.maker.stop({1000, 55}, StopType::boarding_area, town.p1);
  town.way(town.e, area, PathwayMode::walkway, true, 70);
  town.trip(town.p1, kSeven + 600, town.goal, kSeven + 900);
  EXPECT_EQ(leaving(town.city(), kE, kGoal, kSeven + 600 - 60 - 70), 430);
  EXPECT_EQ(leaving(town.city(), kE, kGoal, kSeven + 600 - 60 - 69), kBeyond);
}

TEST(StationWays, WhatIsBarredToWheelsIsNotUsedAndWhatSaysNothingIs) {
  StationTown town;
  town.trip(town.p1, kSeven + 600, town.goal, kSeven + 900);
  const auto on_wheels = [&](std::uint32_t stop, Wheelchair says) {
    StationTown other = town;
    other.maker.feed.stops[stop].wheelchair = says;
    return leaving(other.city(), kE, kGoal, kSeven + 400, Mode::wheelchair);
  };
  EXPECT_EQ(on_wheels(town.p1, Wheelchair::unknown), 500);
  EXPECT_EQ(on_wheels(town.p1, Wheelchair::no), kBeyond);
  EXPECT_EQ(on_wheels(town.e, Wheelchair::no), kBeyond);  // the only way in
  EXPECT_EQ(on_wheels(town.x, Wheelchair::no), 500);
  EXPECT_EQ(on_wheels(town.station, Wheelchair::no), kBeyond);  // whose platforms say nothing
  StationTown walks = town;
  walks.maker.feed.stops[town.p1].wheelchair = Wheelchair::no;
  EXPECT_EQ(leaving(walks.city(), kE, kGoal, kSeven + 400), 500);
}

TEST(StationWays, WhatTakesHowLongWhereTheFeedDoesNotSay) {
  // The latest departure from E for a trip at 7:30 from P1 tells how long the one way between them takes.
  const auto seconds = [](PathwayMode mode, std::int32_t s, std::int32_t mm, std::int32_t steps,
                          std::int32_t level = kNoLevel) {
    StationTown town;
    town.maker.feed.pathways.clear();
    town.way(town.e, town.p1, mode, true, s, mm, steps);
    town.maker.feed.stops[town.e].level = level == kNoLevel ? kNoLevel : 0;
    town.maker.feed.stops[town.p1].level = level;
    town.trip(town.p1, kSeven + 1800, town.goal, kSeven + 1801);
    TransitSettings all = desert_settings();
    all.arrive = true;
    all.on_foot = Seconds{300};
    all.every_s = 1;
    all.percentiles = {50};
    all.from = kSeven + 1801;
    all.until = all.from + 1;
    return times(town.city(), all, kE, kGoal)[0] - 61;
  };
  using enum PathwayMode;
  EXPECT_EQ(seconds(walkway, 33, 90'000, 10), 33);  // what it says goes before all else
  EXPECT_EQ(seconds(walkway, -1, 90'000, -1), 90);  // at 1 m/s
  EXPECT_EQ(seconds(stairs, -1, -1, 50), 30);       // 0.6 s a step
  EXPECT_EQ(seconds(stairs, -1, 20'000, 50), 30);   // the longer
  EXPECT_EQ(seconds(stairs, -1, 40'000, 50), 40);
  EXPECT_EQ(seconds(stairs, -1, -1, -1), 15);           // a storey
  EXPECT_EQ(seconds(escalator, -1, -1, -1, -250), 38);  // 2½ storeys down: 37.5 s
  EXPECT_EQ(seconds(lift, -1, -1, -1, -300), 60);       // 30 s and 3 × 10 s
  EXPECT_EQ(seconds(lift, -1, 5'000, -1), 40);          // how deep the cabin is does not matter
  EXPECT_EQ(seconds(fare_gate, -1, -1, -1), 50);        // straight on: 50 m
}

}  // namespace
}  // namespace cityloop
