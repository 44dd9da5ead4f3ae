#include "cityloop/simulate/travel/network.h"

#include <gtest/gtest.h>

#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

TEST(Link, SplitsTheStretchAndNotTheNode) {
  // One street of 100 m; the point stands 30 m off, 25 m along. To the ends: 30 + 25 and 30 + 75.
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  const Link link = maker.network().link({25, 30});
  ASSERT_TRUE(link.valid());
  EXPECT_DOUBLE_EQ(link.fraction, 0.25);
  EXPECT_DOUBLE_EQ(link.off_m, 30);
  EXPECT_EQ(link.to_from, 55'000U);
  EXPECT_EQ(link.to_to, 105'000U);
  EXPECT_EQ(link.from_from, 55'000U);
  EXPECT_EQ(link.from_to, 105'000U);
}

TEST(Link, FollowsTheBendsOfAStretch) {
  // The street goes round three sides of a square; the straight line between its ends is never a street.
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0), kAllModes, kAllModes, StreetClass::residential,
             {{0, 100}, {100, 100}});
  const Link link = maker.network().link({50, 90});
  EXPECT_DOUBLE_EQ(link.off_m, 10);
  EXPECT_DOUBLE_EQ(link.fraction, 0.5);  // 100 + 50 of 300 m
  EXPECT_EQ(link.to_from, 160'000U);
}

TEST(Link, KnowsOneWayStreets) {
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0), kAllModes, permit(Mode::walk));
  const Link ride = maker.network(Mode::cycle).link({40, 0});
  EXPECT_EQ(ride.to_from, kNoPath);
  EXPECT_EQ(ride.to_to, 60'000U);
  EXPECT_EQ(ride.from_from, 40'000U);
  EXPECT_EQ(ride.from_to, kNoPath);
  // At the very end one has arrived, whichever way the street goes.
  EXPECT_EQ(maker.network(Mode::cycle).link({0, 0}).to_from, 0U);
  EXPECT_EQ(maker.network(Mode::walk).link({40, 0}).to_from, 40'000U);
}

TEST(Link, OffTheStreetOneWalksEvenWithACar) {
  // 125 m off at 1.25 m/s is 100 s; 1000 m along at 36 km/h is 100 s. In milliseconds.
  StreetMaker maker;
  const EdgeIdx e = maker.edge(maker.node(0, 0), maker.node(1000, 0));
  maker.s.drive_kmh[e] = 36;
  const Network network = maker.network(Mode::drive);
  const Link link = network.link({0, 125});
  EXPECT_EQ(link.to_from, 100'000U);
  EXPECT_EQ(link.to_to, 200'000U);
  EXPECT_DOUBLE_EQ(network.seconds(link.to_to), 200);
  EXPECT_EQ(network.limit(Seconds{200}), 200'000U);
}

TEST(Link, LooksFurtherUntil1600Metres) {
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  const Network network = maker.network();
  EXPECT_EQ(network.link({50, 400}).to_from, 450'000U);
  EXPECT_TRUE(network.link({50, 1600}).valid());
  EXPECT_FALSE(network.link({50, 1600.5}).valid());
  EXPECT_FALSE(StreetMaker{}.network().link({0, 0}).valid());
}

TEST(Link, TakesTheNearestOfAllStretchesLikeASlowLook) {
  const StreetMaker maker = random_streets(5, 80, 150);
  const Streets& s = maker.s;
  const Network network = maker.network();
  Random random{9, 1};
  for (int i = 0; i < 300; ++i) {
    const Point p{random.uniform(-300, 2300), random.uniform(-300, 2300)};
    double best = 1e300;
    for (const EdgeIdx e : each(s.from)) {
      if (((s.forward[e] | s.backward[e]) & permit(Mode::walk)) == 0 || !network.usable(s.from[e])) continue;
      const Point a = s.at[s.from[e]], b = s.at[s.to[e]];
      best = std::min(best, distance_m(p, a + project(p, a, b) * (b - a)));
    }
    EXPECT_NEAR(network.link(p).off_m, best, 1e-9);
  }
}

TEST(Network, StepsRefuseWheelchairsWhateverTheMapSays) {
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0);
  maker.edge(a, b, kAllModes, kAllModes, StreetClass::steps);
  EXPECT_EQ(maker.network(Mode::walk).nodes(), 2U);
  EXPECT_EQ(maker.network(Mode::wheelchair).nodes(), 0U);
  EXPECT_EQ(maker.network(Mode::drive).nodes(), 0U);
}

TEST(Network, ParallelAndLoopStretchesDoNoHarm) {
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0);
  maker.edge(a, b);
  maker.edge(a, b, kAllModes, kAllModes, StreetClass::path, {{50, 50}});
  maker.edge(b, b, kAllModes, kAllModes, StreetClass::residential, {{100, 100}, {150, 50}});
  const Network network = maker.network();
  EXPECT_EQ(network.arcs(), 4U);
  Search search{network};
  const Link home = network.link({100, 90});  // on the loop, 90 m from b one way
  ASSERT_EQ(home.edge, EdgeIdx{2});
  search.run(home, Heading::from_sources, 1'000'000);
  EXPECT_EQ(search.cost(network.node(b)), 90'000U);
  EXPECT_EQ(search.cost(network.node(a)), 190'000U);
}

StreetMaker lattice(std::size_t side, double x0, double step = 100) {
  StreetMaker maker;
  std::vector<NodeIdx> n;
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x)
      n.push_back(maker.node(x0 + step * static_cast<double>(x), step * static_cast<double>(y)));
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      if (x + 1 < side) maker.edge(n[y * side + x], n[y * side + x + 1]);
      if (y + 1 < side) maker.edge(n[y * side + x], n[(y + 1) * side + x]);
    }
  return maker;
}

TEST(Network, CutsOffFragmentsOfACityAndReportsTheirLength) {
  StreetMaker city = lattice(30, 0);  // 900 nodes: an island is anything below 40
  city.edge(city.node(5000, 0), city.node(5070, 0));
  const Network network = city.network();
  EXPECT_EQ(network.nodes(), 900U);
  EXPECT_DOUBLE_EQ(network.pruned_m(), 70);
  EXPECT_FALSE(network.link({5010, 0}).valid());  // 2.1 km from the rest
}

TEST(Network, BothBanksOfADrawnRiverStay) {
  StreetMaker town = lattice(6, 0);  // 36 nodes, and a village of four on the other bank
  const NodeIdx a = town.node(800, 0), b = town.node(800, 100), c = town.node(900, 0),
                d = town.node(900, 100);
  town.edge(a, b);
  town.edge(a, c);
  town.edge(b, d);
  town.edge(c, d);
  EXPECT_EQ(town.network().nodes(), 40U);
  EXPECT_EQ(town.network().pruned_m(), 0);
}

TEST(Network, ClosingABridgeCutsAVillageOffAndDoesNotMoveIt) {
  StreetMaker city = lattice(30, 0);
  const NodeIdx a = city.node(3100, 0), b = city.node(3100, 100);
  city.edge(a, b);
  const EdgeIdx bridge = city.edge(a, NodeIdx{29});
  EXPECT_EQ(city.network().nodes(), 902U);
  city.s.forward[bridge] = city.s.backward[bridge] = 0;
  const Network closed = city.network();
  EXPECT_EQ(closed.nodes(), 902U);
  const Link home = closed.link({3100, 50});
  EXPECT_DOUBLE_EQ(home.off_m, 0);
  Search search{closed};
  EXPECT_EQ(search.run(home, Heading::from_sources, 10'000'000).size(), 2U);
}

TEST(Network, NodesKeepTheirNamesThroughTheReordering) {
  const StreetMaker maker = random_streets(3, 120, 260);
  const Network network = maker.network();
  for (std::uint32_t n = 0; n < network.nodes(); ++n) {
    EXPECT_EQ(network.node(network.street_node(NodeIdx{n})), NodeIdx{n});
    for (const Arc& arc : network.out(NodeIdx{n})) {
      const NodeIdx tail = network.street_node(NodeIdx{n}), head = network.street_node(arc.head);
      const bool forward = maker.s.from[arc.edge] == tail && maker.s.to[arc.edge] == head &&
                           (maker.s.forward[arc.edge] & permit(Mode::walk)) != 0;
      const bool backward = maker.s.to[arc.edge] == tail && maker.s.from[arc.edge] == head &&
                            (maker.s.backward[arc.edge] & permit(Mode::walk)) != 0;
      EXPECT_TRUE(forward || backward);
      EXPECT_EQ(arc.cost, maker.s.length_mm[arc.edge]);
    }
  }
}

TEST(Network, LimitsAreExactForRoundSpeeds) {
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(1, 0));
  EXPECT_EQ(maker.network(Mode::walk).limit(15 * minute), 1'125'000U);
  EXPECT_EQ(maker.network(Mode::wheelchair).limit(Seconds{600}), 540'000U);
  EXPECT_EQ(maker.network(Mode::walk).limit(Seconds{1e12}), 0x7fffffffU);
  EXPECT_EQ(maker.network(Mode::walk).limit(Seconds{-1}), 0U);
  EXPECT_DOUBLE_EQ(maker.network(Mode::walk).seconds(100'000), 80);
}

}  // namespace
}  // namespace cityloop
