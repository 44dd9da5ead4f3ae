#include "cityloop/simulate/travel/search.h"

#include <set>

#include <gtest/gtest.h>

#include "cityloop/simulate/travel/lane_search.h"
#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

TEST(MinHeap, GivesBackWhatItTookInOrder) {
  Random random{2, 0};
  MinHeap<std::uint64_t> heap;
  std::vector<std::uint64_t> all;
  for (int i = 0; i < 1000; ++i) {
    all.push_back(random.below(200));
    heap.push(all.back());
    if (i % 3 == 2) {  // taken while it grows, too
      const auto least = std::min_element(all.begin(), all.end());
      ASSERT_EQ(heap.pop(), *least);
      all.erase(least);
    }
  }
  std::sort(all.begin(), all.end());
  for (const std::uint64_t x : all) ASSERT_EQ(heap.pop(), x);
  EXPECT_TRUE(heap.empty());
}

TEST(Search, TwoPointsOnOneStretchDoNotWalkToItsEnds) {
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  const Network network = maker.network();
  const Link a = network.link({40, 10}), b = network.link({55, 5});
  Search search{network};
  search.run(a, Heading::from_sources, 1'000'000);
  EXPECT_EQ(search.cost(b), 30'000U);            // 10 off, 15 along, 5 off
  search.run(a, Heading::from_sources, 30'000);  // both ends are out of reach; the neighbour is not
  EXPECT_TRUE(search.reached().empty());
  EXPECT_EQ(search.cost(b), 30'000U);  // a cost equal to the limit counts
  search.run(a, Heading::from_sources, 29'999);
  EXPECT_EQ(search.cost(b), kNoPath);
}

TEST(Search, AgainstAOneWayStreetOneRidesRound) {
  // A ring of 4 × 100 m, one way round. From 20 m to 60 m on one side it is 40 m; back it is the rest of the ring.
  StreetMaker maker;
  const NodeIdx n[] = {maker.node(0, 0), maker.node(100, 0), maker.node(100, 100), maker.node(0, 100)};
  for (std::size_t i = 0; i < 4; ++i) maker.edge(n[i], n[(i + 1) % 4], kAllModes, permit(Mode::walk));
  const Network ride = maker.network(Mode::cycle);
  const Link a = ride.link({20, 0}), b = ride.link({60, 0});
  Search search{ride};
  search.run(a, Heading::from_sources, 1'000'000);
  EXPECT_EQ(search.cost(b), 40'000U);
  search.run(a, Heading::to_sources, 1'000'000);
  EXPECT_EQ(search.cost(b), 360'000U);
  search.run(b, Heading::from_sources, 1'000'000);
  EXPECT_EQ(search.cost(a), 360'000U);
}

TEST(Search, AShorterWayRoundBeatsALongStretch) {
  // A stretch that winds for 1 km between nodes 100 m apart: from near one end to near the other, the short street wins.
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0);
  maker.edge(a, b);
  maker.edge(a, b, kAllModes, kAllModes, StreetClass::path, {{0, 450}, {100, 450}});
  const Network network = maker.network();
  Search search{network};
  search.run(network.link({-1, 60}), Heading::from_sources, 2'000'000);
  EXPECT_EQ(search.cost(network.link({101, 70})), 1'000U + 60'000 + 100'000 + 70'000 + 1'000);
}

class Twin : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Twin, testing::Range<std::uint64_t>(1, 9));

TEST_P(Twin, SearchAgreesWithFloydAndWarshall) {
  const StreetMaker maker = random_streets(GetParam(), 70, 130);
  const auto d = all_distances(maker.s, Mode::walk);
  const Network network = maker.network();
  Search search{network};
  Random random{GetParam(), 7};
  for (int i = 0; i < 20; ++i) {
    const NodeIdx street = idx<NodeIdx>(random.below(maker.s.nodes()));
    if (!network.usable(street)) continue;
    Link at;  // a point that stands at a node, by hand
    at.edge = EdgeIdx{0};
    at.from = at.to = network.node(street);
    at.to_from = at.from_from = 0;
    const Cost limit = static_cast<Cost>(random.below(200'000));
    for (const Heading heading : {Heading::from_sources, Heading::to_sources}) {
      const auto reached = search.run(at, heading, limit);
      std::size_t within = 0;
      for (std::uint32_t t = 0; t < maker.s.nodes(); ++t) {
        const std::uint64_t cost = heading == Heading::from_sources ? d[street.v][t] : d[t][street.v];
        if (!network.usable(NodeIdx{t})) continue;
        within += cost <= limit ? 1U : 0U;
        EXPECT_EQ(search.cost(network.node(NodeIdx{t})), cost <= limit ? cost : kNoPath);
      }
      EXPECT_EQ(reached.size(), within);
      std::set<NodeIdx> once;
      for (const Reached& r : reached) {
        EXPECT_TRUE(once.insert(r.node).second);
        EXPECT_EQ(r.cost, search.cost(r.node));
      }
    }
  }
}

TEST_P(Twin, EightCirclesAtOnceAreEightCircles) {
  const StreetMaker maker = random_streets(GetParam(), 90, 160);
  const Network network = maker.network();
  Random random{GetParam(), 9};
  const auto anywhere = [&] { return network.link({random.uniform(-500, 2500), random.uniform(0, 2000)}); };
  Linked things;
  for (std::uint32_t i = 0; i < 60; ++i) things.add(i % 50, anywhere());  // some have two entrances
  things.index(network);
  std::vector<std::vector<Link>> sources(21);
  for (std::size_t i = 0; i < sources.size(); ++i)
    for (std::size_t k = 0; k < i % 4; ++k) sources[i].push_back(anywhere());  // some are linked nowhere
  const std::vector<std::span<const Link>> links(sources.begin(), sources.end());
  LaneSearch lanes{network};
  Search search{network};
  LaneSearch::Found expected;
  for (const Heading heading : {Heading::from_sources, Heading::to_sources})
    for (const Cost limit : {0U, 30'000U, 200'000U, 2'000'000U})
      for (std::size_t first = 0; first < links.size(); first += 5) {
        const std::size_t n = std::min<std::size_t>(kCostLanes, links.size() - first);
        std::array<LaneSearch::Found, kCostLanes> found;
        lanes.run(std::span{links}.subspan(first, n), heading, limit);
        lanes.collect(things, {found.data(), n});
        for (std::size_t l = 0; l < n; ++l) {
          search.run(links[first + l], heading, limit);
          things.collect(search, expected);
          EXPECT_EQ(found[l], expected) << "source " << first + l << " limit " << limit;
        }
      }
  const std::vector<std::uint32_t> order = by_neighbourhood(links);
  EXPECT_EQ(order.size(), static_cast<std::size_t>(std::count_if(links.begin(), links.end(),
                                                                 [](const auto& s) { return !s.empty(); })));
}

TEST_P(Twin, NearestSourcesAgreeWithASortedListOfAllOfThem) {
  const StreetMaker maker = random_streets(GetParam(), 70, 130);
  const Network network = maker.network();
  Random random{GetParam(), 8};
  std::vector<Link> sources, homes;
  std::vector<std::uint32_t> number;
  for (std::uint32_t i = 0; i < 12; ++i) {
    sources.push_back(network.link({random.uniform(0, 2000), random.uniform(0, 2000)}));
    number.push_back(i % 9);  // three of them have two entrances
  }
  for (int i = 0; i < 60; ++i)
    homes.push_back(network.link({random.uniform(0, 2000), random.uniform(0, 2000)}));
  homes.push_back(sources[4]);
  Search search{network};
  std::vector<NearestSource> found;
  for (const Heading heading : {Heading::from_sources, Heading::to_sources})
    for (std::size_t k = 1; k <= 4; ++k)
      for (const Cost limit : {60'000U, 300'000U, 2'000'000U}) {
        const NearestLabels labels = nearest_labels(network, sources, heading, limit, k, number);
        std::vector<std::vector<NearestSource>> expected(homes.size());
        for (std::size_t i = 0; i < sources.size(); ++i) {  // one search for each source: the slow way
          search.run(sources[i], heading, limit);
          for (std::size_t h = 0; h < homes.size(); ++h)
            if (const Cost c = search.cost(homes[h]); c != kNoPath) expected[h].push_back({c, number[i]});
        }
        for (std::size_t h = 0; h < homes.size(); ++h) {
          std::sort(expected[h].begin(), expected[h].end());
          std::vector<NearestSource> distinct;
          for (const NearestSource& s : expected[h])
            if (distinct.size() < k &&
                std::none_of(distinct.begin(), distinct.end(),
                             [&](const NearestSource& x) { return x.source == s.source; }))
              distinct.push_back(s);
          nearest_sources(labels, homes[h], found);
          EXPECT_EQ(found, distinct) << "k " << k << " limit " << limit << " home " << h;
        }
      }
}

TEST(Search, LabelsOfTheRunBeforeAreForgotten) {
  const StreetMaker maker = random_streets(1, 70, 200);
  const Network network = maker.network();
  Search used{network}, fresh{network};
  Random random{1, 3};
  for (int i = 0; i < 50; ++i)
    used.run(network.link({random.uniform(0, 2000), 100}), Heading::from_sources, 500'000);
  const Link home = network.link({700, 700});
  const auto a = used.run(home, Heading::to_sources, 90'000);
  const auto b = fresh.run(home, Heading::to_sources, 90'000);
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
}

TEST(Search, AnInvalidLinkReachesNothing) {
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  const Network network = maker.network();
  Search search{network};
  EXPECT_TRUE(search.run(Link{}, Heading::from_sources, 1'000'000).empty());
  EXPECT_EQ(search.cost(Link{}), kNoPath);
  EXPECT_EQ(search.cost(network.link({50, 0})), kNoPath);
  const Link none[] = {Link{}};
  const NearestLabels labels = nearest_labels(network, none, Heading::to_sources, 1'000'000, 2);
  std::vector<NearestSource> found;
  nearest_sources(labels, network.link({50, 0}), found);
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace cityloop
