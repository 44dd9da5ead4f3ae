#include "cityloop/simulate/travel/cch.h"

#include <numeric>

#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "cityloop/simulate/travel/dissection.h"
#include "cityloop/simulate/travel/matrix.h"
#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

/// A network of `side` × `side` corners 100 m apart.
StreetMaker lattice(std::size_t side) {
  StreetMaker maker;
  for (std::size_t i = 0; i < side * side; ++i)
    maker.node(100.0 * static_cast<double>(i % side), 100.0 * static_cast<double>(i / side));
  for (std::size_t i = 0; i < side * side; ++i) {
    if (i % side + 1 < side) maker.edge(idx<NodeIdx>(i), idx<NodeIdx>(i + 1));
    if (i + side < side * side) maker.edge(idx<NodeIdx>(i), idx<NodeIdx>(i + side));
  }
  return maker;
}

std::vector<Link> random_links(const Network& network, Random& random, std::size_t n) {
  std::vector<Link> links;
  for (std::size_t i = 0; i < n; ++i)
    links.push_back(network.link({random.uniform(-50, 2050), random.uniform(-50, 2050)}));
  links.push_back({});  // a point that is nowhere
  if (!links.front().valid()) return links;
  links.push_back(links.front());   // the same point twice
  Link on_the_way = links.front();  // a neighbour on the same stretch
  if (on_the_way.to_to != kNoPath && on_the_way.from_to != kNoPath && on_the_way.to_to > on_the_way.off) {
    on_the_way.along += 1;
    on_the_way.back += 1;
    on_the_way.to_to -= 1;
    on_the_way.from_to -= 1;
    on_the_way.to_from = plus(on_the_way.to_from, 1);
    on_the_way.from_from = plus(on_the_way.from_from, 1);
    links.push_back(on_the_way);
  }
  return links;
}

/// All costs between the nodes of a network by Floyd and Warshall, for any costs of its arcs.
std::vector<std::vector<std::uint64_t>> all_costs(const Network& network, std::span<const Cost> cost) {
  constexpr std::uint64_t far = std::uint64_t{1} << 40;
  const std::size_t n = network.nodes();
  std::vector<std::vector<std::uint64_t>> d(n, std::vector<std::uint64_t>(n, far));
  std::size_t arc = 0;
  for (std::uint32_t v = 0; v < n; ++v) {
    d[v][v] = 0;
    for (const Arc& a : network.out(NodeIdx{v})) {
      if (cost[arc] != kNoPath) d[v][a.head.v] = std::min<std::uint64_t>(d[v][a.head.v], cost[arc]);
      ++arc;
    }
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
  return d;
}

Link at_node(std::uint32_t n, std::uint32_t stretch) {
  Link link;
  link.edge = EdgeIdx{stretch};  // not the same stretch for two points that are asked about
  link.from = link.to = NodeIdx{n};
  link.to_from = link.from_from = 0;
  return link;
}

TEST(Dissection, ALatticeIsCutInHalvesByItsShortSides) {
  // A strip of 40 × 10 corners cannot be cut with fewer than 10, one in each row, each at most one column beside the
  // next. A quarter of all on either side are kept apart (the cut may take from them).
  Neighbours near;
  near.first = {0};
  std::vector<Point> at;
  for (std::uint32_t i = 0; i < 400; ++i) {
    const std::uint32_t x = i % 40, y = i / 40;
    at.push_back({100.0 * x, 100.0 * y});
    if (y > 0) near.head.push_back(i - 40);
    if (x > 0) near.head.push_back(i - 1);
    if (x < 39) near.head.push_back(i + 1);
    if (y < 9) near.head.push_back(i + 40);
    near.first.push_back(static_cast<std::uint32_t>(near.head.size()));
  }
  QuietRun quiet;
  const std::vector<std::uint32_t> order = dissection_order(near, at, quiet.run);
  std::vector<std::uint32_t> column(10, 1000);
  for (auto n = order.end() - 10; n != order.end(); ++n) column[*n / 40] = *n % 40;
  std::uint32_t left = 0;
  for (std::size_t y = 0; y < 10; ++y) {
    ASSERT_LT(column[y], 40U);  // every row is cut
    left += column[y];
    if (y > 0) {
      EXPECT_LE(std::max(column[y], column[y - 1]) - std::min(column[y], column[y - 1]), 1U);
    }
  }
  EXPECT_GE(left, 90U);  // a quarter, less the cut itself
  EXPECT_LE(left, 300U);
  std::vector<std::uint32_t> sorted = order, all(400);
  std::iota(all.begin(), all.end(), 0U);
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, all);
}

/// Whether two nodes are joined by a path that does not touch a set.
bool joined_around(const Neighbours& near, std::uint32_t from, std::uint32_t to,
                   const std::vector<bool>& gone) {
  std::vector<bool> seen(near.nodes(), false);
  std::vector<std::uint32_t> todo{from};
  seen[from] = true;
  while (!todo.empty()) {
    const std::uint32_t v = todo.back();
    todo.pop_back();
    if (v == to) return true;
    for (const std::uint32_t w : near.of(v))
      if (!seen[w] && !gone[w]) seen[w] = true, todo.push_back(w);
  }
  return false;
}

class Hierarchy : public ::testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Hierarchy, ::testing::Range<std::uint64_t>(1, 6));

TEST_P(Hierarchy, JoinsExactlyThoseWhomLowerNodesJoin) {
  // The definition: v and w > v have an arc if and only if a path joins them through nodes below v.
  const StreetMaker maker = random_streets(GetParam(), 120, 150 + 20 * GetParam());
  const Network network = maker.network();
  QuietRun quiet;
  const Cch cch{network, quiet.run};
  const auto n = static_cast<std::uint32_t>(network.nodes());
  ASSERT_EQ(cch.nodes(), n);
  std::vector<std::uint32_t> node(n, 0xffffffffU);
  for (std::uint32_t i = 0; i < n; ++i) node[cch.rank(NodeIdx{i})] = i;
  for (const std::uint32_t i : node) ASSERT_LT(i, n);  // a permutation
  Neighbours near;
  near.first = {0};
  for (std::uint32_t v = 0; v < n; ++v) {
    for (const Arc& a : network.out(NodeIdx{node[v]})) near.head.push_back(cch.rank(a.head));
    for (const Arc& a : network.in(NodeIdx{node[v]})) near.head.push_back(cch.rank(a.head));
    near.first.push_back(static_cast<std::uint32_t>(near.head.size()));
  }
  std::size_t arcs = 0;
  for (std::uint32_t v = 0; v < n; ++v) {
    const auto row = cch.up(v);
    EXPECT_TRUE(std::is_sorted(row.begin(), row.end()));
    EXPECT_EQ(cch.parent(v), row.empty() ? Cch::kRoot : row.front());
    for (std::uint32_t w = v + 1; w < n; ++w) {
      std::vector<bool> gone(n, true);
      for (std::uint32_t u = 0; u <= v; ++u) gone[u] = false;
      gone[w] = false;
      const bool joined = joined_around(near, v, w, gone);
      EXPECT_EQ(joined, std::binary_search(row.begin(), row.end(), w)) << v << " " << w;
      arcs += joined ? 1 : 0;
    }
  }
  EXPECT_EQ(cch.arcs(), arcs);
}

TEST_P(Hierarchy, OnePairIsWhatASearchFinds) {
  for (const Mode mode : {Mode::walk, Mode::cycle, Mode::drive}) {
    const StreetMaker maker = random_streets(GetParam(), 300, 420);
    const Network network = maker.network(mode);
    QuietRun quiet;
    const Cch cch{network, quiet.run};
    const CchCosts costs{cch, arc_costs(network), quiet.run};
    CchQuery query{costs};
    Search search{network};
    Random random{GetParam(), 40};
    const std::vector<Link> links = random_links(network, random, 40);
    for (const Link& from : links) {
      search.run(from, Heading::from_sources, kFar - 1);
      for (const Link& to : links) ASSERT_EQ(query.cost(from, to), search.cost(to));
    }
  }
}

TEST_P(Hierarchy, TheMatrixIsWhatSearchesFind) {
  for (const Mode mode : {Mode::walk, Mode::drive}) {
    const StreetMaker maker = random_streets(GetParam() + 100, 300, 420);
    const Network network = maker.network(mode);
    QuietRun quiet;
    const Cch cch{network, quiet.run};
    const CchCosts costs{cch, arc_costs(network), quiet.run};
    Search search{network};
    Random random{GetParam(), 41};
    std::vector<Link> from = random_links(network, random, 45);
    const std::vector<Link> to = random_links(network, random, 30);
    from.insert(from.end(), to.begin(), to.end());  // from everywhere to oneself, too
    for (Cost limit : {0U, 70'000U, 150'000U, kFar - 1, kNoPath}) {
      for (int exact = 0; exact < 2; ++exact) {
        const CostMatrix table = travel_matrix(costs, from, to, limit, quiet.run);
        ASSERT_EQ(table.columns, to.size());
        for (std::size_t i = 0; i < from.size(); ++i) {
          search.run(from[i], Heading::from_sources, limit);
          for (std::size_t t = 0; t < to.size(); ++t) ASSERT_EQ(table.row(i)[t], search.cost(to[t]));
        }
        // Again with a limit that is exactly somebody's cost: it counts as reached.
        if (const Cost c = table.row(3)[5]; c != kNoPath) limit = c;
      }
    }
  }
}

TEST_P(Hierarchy, OtherCostsAndClosuresNeedNoNewOrder) {
  const StreetMaker maker = random_streets(GetParam(), 110, 260);
  const Network network = maker.network();
  QuietRun quiet;
  const Cch cch{network, quiet.run};
  Random random{GetParam(), 42};
  for (int round = 0; round < 3; ++round) {
    std::vector<Cost> cost(network.arcs());
    for (Cost& c : cost)
      c = random.below(6) == 0 ? kNoPath : static_cast<Cost>(random.below(30));  // 0 is allowed
    const CchCosts costs{cch, cost, quiet.run};
    CchQuery query{costs};
    const auto d = all_costs(network, cost);
    for (std::uint32_t a = 0; a < network.nodes(); ++a)
      for (std::uint32_t b = 0; b < network.nodes(); ++b)
        ASSERT_EQ(query.cost(at_node(a, 0), at_node(b, 1)), d[a][b] < kFar ? d[a][b] : kNoPath);
  }
}

TEST_P(Hierarchy, ChangingSomeCostsIsCustomisingAgain) {
  const StreetMaker maker = random_streets(GetParam(), 250, 500);
  const Network network = maker.network(GetParam() % 2 == 0 ? Mode::walk : Mode::drive);
  QuietRun quiet;
  const Cch cch{network, quiet.run};
  std::vector<Cost> cost = arc_costs(network);
  CchCosts kept{cch, cost, quiet.run};
  Random random{GetParam(), 43};
  std::size_t looked_at = 0;
  for (int edit = 0; edit < 150; ++edit) {
    std::vector<CchCosts::Change> changes;
    for (std::uint64_t i = 0, n = 1 + random.below(edit % 10 == 0 ? 40 : 3); i < n; ++i) {
      const auto arc = static_cast<std::uint32_t>(random.below(network.arcs()));
      const Cost choices[] = {kNoPath, cost[arc] / 2 + 1, plus(cost[arc], cost[arc]),
                              static_cast<Cost>(1000 * (1 + random.below(40))), network.all_out()[arc].cost};
      changes.push_back({arc, choices[random.below(5)]});
      cost[arc] = changes.back().cost;
    }
    looked_at += kept.change(changes);
    const CchCosts fresh{cch, cost, quiet.run};
    ASSERT_TRUE(std::equal(kept.all().begin(), kept.all().end(), fresh.all().begin(), fresh.all().end()))
        << "edit " << edit;
  }
  EXPECT_LT(looked_at, 150 * cch.arcs() / 4);  // or else it would be no use
  EXPECT_EQ(kept.change({}), 0U);
}

TEST(HierarchyOfALattice, IsFlatAndSmall) {
  // Nested dissection of an n × n lattice: the height is O(n), here within 4 n; the arcs O(n² log n), below 8 n² log₂ n
  // (George 1973 gives 31/4 n² log₂ n for cuts through the middle).
  for (const std::size_t side : {20U, 50U, 80U}) {
    const StreetMaker maker = lattice(side);
    const Network network = maker.network();
    QuietRun quiet;
    const Cch cch{network, quiet.run};
    EXPECT_LT(cch.height(), 4 * side);
    EXPECT_LT(static_cast<double>(cch.arcs()),
              7.75 * static_cast<double>(side * side) * std::log2(static_cast<double>(side)));
  }
}

TEST(HierarchyOfALattice, IsTheSameForAnyNumberOfThreads) {
  const StreetMaker maker = lattice(70);
  const Network network = maker.network();
  Random random{5, 5};
  std::vector<Link> links;
  for (int i = 0; i < 100; ++i)
    links.push_back(network.link({random.uniform(0, 6900), random.uniform(0, 6900)}));
  std::vector<std::vector<std::uint32_t>> ranks;
  std::vector<std::vector<CchCosts::Pair>> pairs;
  std::vector<std::vector<Cost>> tables;
  for (const int threads : {1, 2, 5}) {
    set_threads(threads);
    QuietRun quiet;
    const Cch cch{network, quiet.run};
    const CchCosts costs{cch, arc_costs(network), quiet.run};
    ranks.emplace_back();
    for (std::uint32_t n = 0; n < network.nodes(); ++n) ranks.back().push_back(cch.rank(NodeIdx{n}));
    pairs.emplace_back(costs.all().begin(), costs.all().end());
    tables.push_back(travel_matrix(costs, links, links, 3'000'000, quiet.run).cost);
  }
  set_threads(0);
  for (std::size_t i = 1; i < ranks.size(); ++i) {
    EXPECT_EQ(ranks[i], ranks[0]);
    EXPECT_EQ(pairs[i], pairs[0]);
    EXPECT_EQ(tables[i], tables[0]);
  }
}

TEST(HierarchyOfNothing, AnswersNothing) {
  const Network network = StreetMaker{}.network();
  QuietRun quiet;
  const Cch cch{network, quiet.run};
  const CchCosts costs{cch, arc_costs(network), quiet.run};
  EXPECT_EQ(cch.height(), 0U);
  const Link nowhere[] = {Link{}, Link{}};
  EXPECT_EQ(CchQuery{costs}.cost(nowhere[0], nowhere[1]), kNoPath);
  EXPECT_EQ(travel_matrix(costs, nowhere, nowhere, kFar, quiet.run).cost, (std::vector<Cost>(4, kNoPath)));
  EXPECT_TRUE(travel_matrix(costs, {}, nowhere, kFar, quiet.run).cost.empty());
}

TEST(HierarchyOfOnePath, LoopsAndParallelStretchesDoNoHarm) {
  // From a to b in 100 m or, by a bent path, in 141 m; at b a loop. The bent path is the only one open backwards.
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0);
  maker.edge(a, b, kAllModes, 0);
  maker.edge(a, b, kAllModes, kAllModes, StreetClass::path, {{50, 50}});
  maker.edge(b, b, kAllModes, kAllModes, StreetClass::residential, {{100, 100}, {150, 50}});
  const Network network = maker.network();
  QuietRun quiet;
  const Cch cch{network, quiet.run};
  EXPECT_EQ(cch.arcs(), 1U);
  const CchCosts costs{cch, arc_costs(network), quiet.run};
  CchQuery query{costs};
  const Link home = network.link({100, 90});  // on the loop, 90 m from b
  ASSERT_EQ(home.edge, EdgeIdx{2});
  EXPECT_EQ(query.cost(home, at_node(network.node(a).v, 7)), 90'000U + 141'421);
  EXPECT_EQ(query.cost(at_node(network.node(a).v, 7), home), 100'000U + 90'000);
  EXPECT_EQ(query.cost(home, home), 0U);
}

}  // namespace
}  // namespace cityloop
