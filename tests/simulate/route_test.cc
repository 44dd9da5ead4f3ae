#include "cityloop/simulate/travel/route.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

TEST(Route, OnOneStretchItIsOnePart) {
  StreetMaker maker;
  const EdgeIdx e = maker.edge(maker.node(0, 0), maker.node(100, 0), kAllModes, kAllModes,
                               StreetClass::residential, {{50, 0}});
  const Network net = maker.network();
  const auto there = route(net, net.link({40, 10}), net.link({62.5, 5}));
  ASSERT_TRUE(there);
  EXPECT_EQ(there->off_start, 10'000U);
  EXPECT_EQ(there->legs, (std::vector<Leg>{{e, 40'000, 62'500}}));
  EXPECT_TRUE(there->legs[0].forward());
  EXPECT_EQ(there->off_end, 5'000U);
  EXPECT_EQ(there->total, 37'500U);
  EXPECT_EQ(there->line, (std::vector<Point>{{40, 0}, {50, 0}, {62.5, 0}}));
  const auto back = route(net, net.link({62.5, 5}), net.link({40, 10}));
  EXPECT_EQ(back->legs, (std::vector<Leg>{{e, 62'500, 40'000}}));
  EXPECT_EQ(back->line, (std::vector<Point>{{62.5, 0}, {50, 0}, {40, 0}}));
  // Across the street from each other: no leg, but a place.
  const auto across = route(net, net.link({40, 10}), net.link({40, -7}));
  EXPECT_TRUE(across->legs.empty());
  EXPECT_EQ(across->total, 17'000U);
  EXPECT_EQ(across->line, (std::vector<Point>{{40, 0}}));
  EXPECT_FALSE(route(net, net.link({40, 10}), net.link({62.5, 5}), 37'499));
  EXPECT_FALSE(route(net, net.link({40, 10}), Link{}));
  EXPECT_FALSE(route(net, Link{}, net.link({62.5, 5})));
}

TEST(Route, AgainstAOneWayStreetLeadsRoundTheBlock) {
  StreetMaker maker;
  const NodeIdx n[] = {maker.node(0, 0), maker.node(100, 0), maker.node(100, 100), maker.node(0, 100)};
  EdgeIdx e[4];
  for (std::size_t i = 0; i < 4; ++i) e[i] = maker.edge(n[i], n[(i + 1) % 4], kAllModes, permit(Mode::walk));
  const Network net = maker.network(Mode::cycle);
  const auto round = route(net, net.link({60, 0}), net.link({20, 0}));
  ASSERT_TRUE(round);
  EXPECT_EQ(round->legs, (std::vector<Leg>{{e[0], 60'000, 100'000},
                                           {e[1], 0, 100'000},
                                           {e[2], 0, 100'000},
                                           {e[3], 0, 100'000},
                                           {e[0], 0, 20'000}}));
  EXPECT_EQ(round->total, 360'000U);
  EXPECT_EQ(round->line, (std::vector<Point>{{60, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}, {20, 0}}));
}

TEST(Route, OfEqualWaysTheLastStepWithTheLowerEdgeWins) {
  // From corner to corner of a square, either way round 200 m; then twice the same stretch side by side.
  for (const bool turned : {false, true}) {
    StreetMaker maker;
    const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0), c = maker.node(100, 100),
                  d = maker.node(0, 100);
    const NodeIdx home = maker.node(-50, 0), school = maker.node(150, 100);
    const EdgeIdx first = maker.edge(home, a), last = maker.edge(c, school);
    const NodeIdx one = turned ? d : b, other = turned ? b : d;
    const EdgeIdx to_one = maker.edge(a, one), on = maker.edge(c, one);
    maker.edge(a, other);
    maker.edge(other, c);
    maker.edge(one, a);
    const Network net = maker.network();
    const auto way = route(net, net.link({-30, 0}), net.link({130, 100}));
    ASSERT_TRUE(way);
    EXPECT_EQ(way->legs,
              (std::vector<Leg>{
                  {first, 20'000, 50'000}, {to_one, 0, 100'000}, {on, 100'000, 0}, {last, 0, 30'000}}));
  }
}

TEST(Route, ToTheNearestOfSeveralSaysWhichOne) {
  StreetMaker maker;
  const EdgeIdx e = maker.edge(maker.node(0, 0), maker.node(1000, 0));
  const Network net = maker.network();
  const Link schools[] = {Link{}, net.link({100, 0}), net.link({700, 20})};
  Search search{net};
  search.run(schools, Heading::to_sources, 2'000'000);
  const auto way = route(net, search, net.link({500, 5}));
  ASSERT_TRUE(way);
  EXPECT_EQ(way->source, 2U);
  EXPECT_EQ(way->off_start, 5'000U);
  EXPECT_EQ(way->off_end, 20'000U);
  EXPECT_EQ(way->legs, (std::vector<Leg>{{e, 500'000, 700'000}}));
}

TEST(Route, OverAHillOrRoundItIsAnotherWayThereThanBack) {
  // A street of 100 m that slopes by 5 %: 0.839 times as long as on the flat down, 1.191 times up. Round it, 110 m, flat.
  StreetMaker maker;
  const NodeIdx top = maker.node(0, 0), foot = maker.node(100, 0);
  const EdgeIdx steep = maker.edge(top, foot);
  const EdgeIdx round = maker.edge(top, foot, kAllModes, kAllModes, StreetClass::path, {{0, 5}, {100, 5}});
  maker.s.walk_forward = Column<EdgeIdx, std::uint16_t>{std::vector<std::uint16_t>{839, 1000}};
  maker.s.walk_backward = Column<EdgeIdx, std::uint16_t>{std::vector<std::uint16_t>{1191, 1000}};
  const Network net = maker.network();
  const auto down = route(net, net.link({0, 0}), net.link({100, 0}));
  ASSERT_TRUE(down);
  EXPECT_EQ(down->legs, (std::vector<Leg>{{steep, 0, 119'100, 83'900}}));
  EXPECT_EQ(down->total, 83'900U);
  const auto up = route(net, net.link({90, 0}), net.link({0, 0}));
  ASSERT_TRUE(up);  // 10 m down and round, or 90 m up: 8'390 + 110'000 or 107'190
  EXPECT_EQ(up->legs, (std::vector<Leg>{{steep, 107'190, 0, 107'190}}));
  const auto back = route(net, net.link({99, 0}), net.link({0, 0}));
  ASSERT_TRUE(back);  // 839 + 110'000 or 117'909
  EXPECT_EQ(back->legs, (std::vector<Leg>{{steep, 117'909, 119'100, 839}, {round, 110'000, 0}}));
  EXPECT_EQ(back->total, 110'839U);
  EXPECT_EQ(back->line, (std::vector<Point>{{99, 0}, {100, 0}, {100, 5}, {0, 5}, {0, 0}}));
}

class Routes : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Routes, testing::Range<std::uint64_t>(1, 9));

TEST_P(Routes, OnRandomStreetsPiecesJoinAndAddUpToTheCostOfTheSearch) {
  const StreetMaker maker = random_streets(GetParam(), 70, 160), hills = on_hills(maker, GetParam());
  for (const Network& net :
       {maker.network(), maker.network(Mode::drive), hills.network(), hills.network(calm_rider())}) {
    Random random{GetParam(), 21};
    const auto anywhere = [&] { return net.link({random.uniform(-200, 2200), random.uniform(-200, 2200)}); };
    Search search{net};
    int found = 0;
    for (int i = 0; i < 60; ++i) {
      std::vector<Link> sources;
      for (int k = 0; k <= i % 3; ++k) sources.push_back(anywhere());
      const Link other = i % 10 == 0 ? sources[0] : anywhere();
      const Cost limit = i % 4 == 0 ? 250'000 : 3'000'000;
      for (const Heading heading : {Heading::from_sources, Heading::to_sources}) {
        search.run(sources, heading, limit);
        const Cost cost = search.cost(other);
        const auto way = route(net, search, other);
        ASSERT_EQ(way.has_value(), cost != kNoPath);
        if (!way) continue;
        ++found;
        const bool out = heading == Heading::from_sources;
        const Link& first = out ? sources[way->source] : other;
        const Link& last = out ? other : sources[way->source];
        EXPECT_EQ(way->total, cost);
        EXPECT_EQ(way->off_start, first.off);
        EXPECT_EQ(way->off_end, last.off);
        std::uint64_t sum = std::uint64_t{way->off_start} + way->off_end;
        for (const Leg& l : way->legs) {
          sum += l.cost();
          EXPECT_NE(l.begin, l.end);
          const Cost all = net.paces(l.edge).count();
          EXPECT_LE(std::max(l.begin, l.end), all);
          EXPECT_TRUE(net.goes(l.edge, l.forward()));
          // A leg costs its share of the stretch, the way it is gone.
          const double gone = std::abs(static_cast<double>(l.end) - l.begin) / all;
          EXPECT_NEAR(l.cost(), gone * net.whole_cost(l.edge, l.forward()), 1);
        }
        EXPECT_EQ(sum, cost);
        EXPECT_EQ(way->line.front(), net.line(first.edge, first.place(), first.place()).front());
        EXPECT_EQ(way->line.back(), net.line(last.edge, last.place(), last.place()).front());
        for (std::size_t k = 0; k + 1 < way->legs.size();
             ++k) {  // where one leg ends, a node, the next begins
          const Leg &a = way->legs[k], &b = way->legs[k + 1];
          EXPECT_EQ(a.end, a.forward() ? net.paces(a.edge).count() : 0U);
          EXPECT_EQ(b.begin, b.forward() ? 0U : net.paces(b.edge).count());
          const Streets& s = net.streets();
          EXPECT_EQ(a.forward() ? s.to[a.edge] : s.from[a.edge], b.forward() ? s.from[b.edge] : s.to[b.edge]);
        }
        if (!way->legs.empty()) {
          EXPECT_EQ(way->legs.front().edge == first.edge ||
                        way->legs.front().begin % net.paces(way->legs.front().edge).count() == 0,
                    true);
          EXPECT_EQ(way->legs.back().edge == last.edge ||
                        way->legs.back().end % net.paces(way->legs.back().edge).count() == 0,
                    true);
        }
      }
    }
    EXPECT_GT(found, 30);
  }
}

}  // namespace
}  // namespace cityloop
