// Slopes, pushed bicycles and forbidden turns, against plain second opinions.

#include <map>
#include <queue>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "cityloop/simulate/travel/lane_search.h"
#include "cityloop/simulate/travel/linked.h"
#include "cityloop/simulate/travel/matrix.h"
#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

void forbid(Streets& s, EdgeIdx from, NodeIdx via, EdgeIdx to, Permit stops = permit(Mode::drive)) {
  s.turn_from.push_back(from);
  s.turn_via.push_back(via);
  s.turn_to.push_back(to);
  s.turn_stops.push_back(stops);
}

/// Slopes at random: time ‰ of the flat, different there and back.
void make_hilly(Streets& s, Random& random) {
  for (std::size_t e = 0; e < s.edges(); ++e) {
    s.walk_forward.push_back(static_cast<std::uint16_t>(800 + random.below(900)));
    s.walk_backward.push_back(static_cast<std::uint16_t>(800 + random.below(900)));
    s.cycle_forward.push_back(static_cast<std::uint16_t>(650 + random.below(3000)));
    s.cycle_backward.push_back(static_cast<std::uint16_t>(650 + random.below(3000)));
  }
}

TEST(Slopes, CostGoesByDirectionOnTheStretchAndBetweenTwoPointsOnIt) {
  // 100 m, uphill 1.2 and downhill 0.9 times the time of the flat.
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  maker.s.walk_forward.push_back(1200);
  maker.s.walk_backward.push_back(900);
  const Network net = maker.network();
  const Link low = net.link({20, 0}), high = net.link({70, 0});
  EXPECT_EQ(low.to_to, 96'000U);      // 80 m · 1.2
  EXPECT_EQ(low.to_from, 18'000U);    // 20 m · 0.9
  EXPECT_EQ(low.from_from, 24'000U);  // 20 m · 1.2
  EXPECT_EQ(low.from_to, 72'000U);    // 80 m · 0.9
  EXPECT_EQ(along_stretch(low, high), 60'000U);
  EXPECT_EQ(along_stretch(high, low), 45'000U);
  Profile level = default_profile(Mode::walk);
  level.hills = false;
  EXPECT_EQ(maker.network(level).link({20, 0}).to_to, 80'000U);
  EXPECT_EQ(maker.network(Mode::wheelchair).link({20, 0}).to_to, 80'000U);
}

TEST(Slopes, SearchesAgreeWithFloydAndWarshallOnHills) {
  StreetMaker maker = random_streets(11, 80, 220);
  Random random{12, 0};
  make_hilly(maker.s, random);
  const Network net = maker.network();
  constexpr std::uint64_t far = std::uint64_t{1} << 40;
  const Streets& s = maker.s;
  std::vector<std::vector<std::uint64_t>> d(s.nodes(), std::vector<std::uint64_t>(s.nodes(), far));
  for (std::size_t i = 0; i < s.nodes(); ++i) d[i][i] = 0;
  const auto offer = [&](NodeIdx a, NodeIdx b, std::uint32_t mm, std::uint16_t permille) {
    d[a.v][b.v] = std::min<std::uint64_t>(d[a.v][b.v], std::uint64_t{mm} * permille / 1000);  // whole metres
  };
  for (const EdgeIdx e : each(s.from)) {
    if ((s.forward[e] & permit(Mode::walk)) != 0)
      offer(s.from[e], s.to[e], s.length_mm[e], s.walk_forward[e]);
    if ((s.backward[e] & permit(Mode::walk)) != 0)
      offer(s.to[e], s.from[e], s.length_mm[e], s.walk_backward[e]);
  }
  for (std::size_t k = 0; k < s.nodes(); ++k)
    for (std::size_t i = 0; i < s.nodes(); ++i)
      for (std::size_t j = 0; j < s.nodes(); ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
  Search search{net};
  std::size_t reached = 0;
  for (std::uint32_t a = 0; a < net.nodes(); ++a) {
    Link at;
    at.edge = EdgeIdx{0};
    at.from = at.to = NodeIdx{a};
    at.to_from = at.from_from = 0;
    for (const Heading heading : {Heading::from_sources, Heading::to_sources}) {
      search.run(at, heading, 1'000'000'000);
      for (std::uint32_t b = 0; b < net.nodes(); ++b) {
        const std::uint32_t i = net.street_node(NodeIdx{a}).v, j = net.street_node(NodeIdx{b}).v;
        const std::uint64_t want = heading == Heading::from_sources ? d[i][j] : d[j][i];
        const Cost got = search.cost(NodeIdx{b});
        EXPECT_EQ(got == kNoPath ? far : got, std::min(want, far));
        reached += got != kNoPath ? 1 : 0;
      }
    }
  }
  EXPECT_GT(reached, net.nodes() * 20);
}

TEST(Stress, WhereThereIsTooMuchTheBicycleIsPushed) {
  // 100 m of stress 3 one way and 1 the other; 4.17 m/s ridden, 1.25 m/s pushed: 3 1/3 times as long.
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  maker.s.stress_forward.push_back(3);
  maker.s.stress_backward.push_back(1);
  Profile p = default_profile(Mode::cycle);
  const auto costs = [&] {
    const Link l = maker.network(p).link({0, 0});
    return std::pair{l.to_to, l.from_to};
  };
  EXPECT_EQ(costs(), std::pair(100'000U, 100'000U));
  p.stress = 2;
  EXPECT_EQ(costs(), std::pair(333'333U, 100'000U));
  p.stress = 3;
  EXPECT_EQ(costs(), std::pair(100'000U, 100'000U));
  maker.s.stress_forward[EdgeIdx{0}] = 0;  // not known
  p.stress = 1;
  EXPECT_EQ(costs(), std::pair(100'000U, 100'000U));
  // Pushed uphill one walks uphill.
  maker.s.stress_forward[EdgeIdx{0}] = 4;
  for (auto* c :
       {&maker.s.walk_forward, &maker.s.walk_backward, &maker.s.cycle_forward, &maker.s.cycle_backward})
    c->push_back(1000);
  maker.s.walk_forward[EdgeIdx{0}] = 1500;
  maker.s.cycle_forward[EdgeIdx{0}] = 4000;
  EXPECT_EQ(costs(), std::pair(500'000U, 100'000U));
}

TEST(Profiles, NobodyIsFasterThanTheBoundForStraightLines) {
  for (const Mode m : {Mode::walk, Mode::wheelchair, Mode::cycle, Mode::drive})
    for (const Profile& p : {default_profile(m), r5_profile(m)}) {
      EXPECT_GE(most_speed(p), p.speed.base());
      EXPECT_GE(most_speed(p), p.access.base());
    }
  EXPECT_NEAR(most_speed(default_profile(Mode::walk)), 1.5, 1e-12);
  EXPECT_EQ(r5_profile(Mode::walk).speed.base(), 1.0);
  EXPECT_EQ(r5_profile(Mode::cycle).stress, 2);
}

TEST(Turn, ALeftTurnThatIsForbiddenIsDrivenAround) {
  // From the south one may not turn left (west); the way round is by the north arm's end, where one turns back.
  StreetMaker maker;
  const NodeIdx middle = maker.node(0, 0);
  const EdgeIdx south = maker.edge(maker.node(0, -100), middle),
                west = maker.edge(maker.node(-100, 0), middle), north = maker.edge(maker.node(0, 40), middle);
  for (const EdgeIdx e : {south, west, north}) {
    maker.s.drive_kmh.rows().resize(maker.s.edges(), 0);
    maker.s.drive_kmh[e] = 36;
  }
  forbid(maker.s, south, middle, west);
  const Network net = maker.network(Mode::drive);
  const Link home = net.link({0, -50}), work = net.link({-50, 0});
  Search search{net};
  search.run(home, Heading::from_sources, kNoPath - 1);
  EXPECT_EQ(search.cost(work), 5'000U + 2 * 4'000U + 5'000U);
  search.run(work, Heading::to_sources, kNoPath - 1);
  EXPECT_EQ(search.cost(home), 18'000U);
  search.run(work, Heading::from_sources, kNoPath - 1);  // the other way it is allowed
  EXPECT_EQ(search.cost(home), 10'000U);
  EXPECT_EQ(maker.network(Mode::walk).nodes(), 4U);  // walkers do not care
  for (std::uint32_t n = 0; n < net.nodes(); ++n) EXPECT_TRUE(net.street_node(NodeIdx{n}).valid());
}

/// Costs from one point to all others by a search over stretches, straight from the columns.
class EdgeBased {
 public:
  EdgeBased(const Streets& s, Mode mode) : s_{s}, mode_{mode} {
    for (const TurnIdx t : each(s.turn_via))
      if ((s.turn_stops[t] & permit(mode)) != 0) no_.insert({s.turn_from[t], s.turn_via[t], s.turn_to[t]});
  }
  /// Settles everything that can be reached from a point.
  void run(const Link& from) {
    from_ = from;
    best_.clear();
    if (!from.valid()) return;
    std::priority_queue<std::pair<std::uint64_t, State>, std::vector<std::pair<std::uint64_t, State>>,
                        std::greater<>>
        queue;
    const auto offer = [&](State at, std::uint64_t c) {
      if (const auto it = best_.find(at); it != best_.end() && it->second <= c) return;
      best_[at] = c;
      queue.push({c, at});
    };
    const EdgeIdx a = from.edge;
    if (from.to_to != kNoPath) offer({a.v, true, goes(a, true)}, from.to_to);
    if (from.to_from != kNoPath) offer({a.v, false, goes(a, false)}, from.to_from);
    while (!queue.empty()) {
      const auto [c, state] = queue.top();
      queue.pop();
      if (best_.at(state) != c) continue;
      for (const EdgeIdx f : each(s_.from))
        for (const bool along : {true, false}) {
          if ((along ? s_.from[f] : s_.to[f]) != where(state) || !goes(f, along) || !may(state, f, along))
            continue;
          if (s_.from[f] != s_.to[f]) offer({f.v, along, true}, c + s_.length_mm[f] / 10);  // at 36 km/h
        }
    }
  }
  /// From there to another point.
  Cost cost(const Link& to) const {
    if (!from_.valid() || !to.valid()) return kNoPath;
    std::uint64_t found = along_stretch(from_, to);
    for (const auto& [state, c] : best_) {
      if (s_.from[to.edge] == where(state) && to.from_from != kNoPath && may(state, to.edge, true))
        found = std::min(found, c + to.from_from);
      if (s_.to[to.edge] == where(state) && to.from_to != kNoPath && may(state, to.edge, false))
        found = std::min(found, c + to.from_to);
    }
    return found >= kNoPath ? kNoPath : static_cast<Cost>(found);
  }

 private:
  /// Stretch, the direction one has come along it, and whether one has: who stood at its end has not.
  using State = std::tuple<std::uint32_t, bool, bool>;
  NodeIdx where(const State& s) const {
    const EdgeIdx e{std::get<0>(s)};
    return std::get<1>(s) ? s_.to[e] : s_.from[e];
  }
  bool may(const State& s, EdgeIdx next, bool along) const {
    const EdgeIdx e{std::get<0>(s)};
    if (!std::get<2>(s) || !goes(next, along)) return true;
    if (s_.from[e] == s_.to[e] || s_.from[next] == s_.to[next]) return true;
    return !no_.contains({e, where(s), next});
  }
  bool goes(EdgeIdx e, bool forward) const {
    return ((forward ? s_.forward : s_.backward)[e] & permit(mode_)) != 0;
  }
  const Streets& s_;
  Mode mode_;
  std::set<std::tuple<EdgeIdx, NodeIdx, EdgeIdx>> no_;
  Link from_;
  std::map<State, std::uint64_t> best_;
};

class TurnTwin : public ::testing::TestWithParam<int> {};

TEST_P(TurnTwin, EverySearchAgreesWithAPlainOneOverStretches) {
  Random random{static_cast<std::uint64_t>(GetParam()), 7};
  StreetMaker maker = random_streets(static_cast<std::uint64_t>(GetParam()) + 100, 30, 75);
  Streets& s = maker.s;
  for (const EdgeIdx e : each(s.from)) s.drive_kmh[e] = 36;
  std::vector<std::vector<EdgeIdx>> meet(s.nodes());
  for (const EdgeIdx e : each(s.from))
    for (const NodeIdx n : {s.from[e], s.to[e]}) meet[n.v].push_back(e);
  for (std::uint32_t n = 0; n < s.nodes(); ++n)
    for (const EdgeIdx a : meet[n])
      for (const EdgeIdx b : meet[n])
        if (s.from[a] != s.to[a] && s.from[b] != s.to[b] && random.below(4) == 0)
          forbid(s, a, NodeIdx{n}, b, random.below(5) == 0 ? permit(Mode::cycle) : permit(Mode::drive));
  const Network net = maker.network(Mode::drive);
  ASSERT_GT(net.nodes(), s.nodes());
  EdgeBased plain{s, Mode::drive};
  std::vector<Link> links;
  for (int i = 0; i < 24; ++i) links.push_back(net.link({random.uniform(0, 2000), random.uniform(0, 2000)}));
  for (std::uint32_t n = 0; n < 6; ++n) links.push_back(net.link(s.at[NodeIdx{n}]));  // at the very ends
  QuietRun quiet;
  const Cch cch{net, quiet.run};
  const CchCosts costs{cch, arc_costs(net), quiet.run};
  CchQuery query{costs};
  const CostMatrix table = travel_matrix(costs, links, links, kFar - 1, quiet.run);
  Linked linked;
  for (std::uint32_t i = 0; i < links.size(); ++i) linked.add(i, links[i]);
  linked.index(net);
  Search search{net};
  LaneSearch lanes{net};
  const NearestLabels nearest = nearest_labels(net, links, Heading::to_sources, kFar - 1, links.size());
  std::vector<NearestSource> sources;
  std::vector<std::pair<std::uint32_t, Cost>> found;
  std::size_t reached = 0, longer = 0;
  Streets without = s;
  without.turn_from = without.turn_to = {};
  without.turn_via = {};
  without.turn_stops = {};
  EdgeBased free{without, Mode::drive};
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    nearest_sources(nearest, links[i], sources);
    std::vector<Cost> to_source(links.size(), kNoPath);
    for (const NearestSource& n : sources) to_source[n.source] = n.cost;
    search.run(links[i], Heading::from_sources, kFar - 1);
    linked.collect(search, found);
    std::vector<Cost> collected(links.size(), kNoPath);
    for (const auto& [item, cost] : found) collected[item] = cost;
    const std::span<const Link> one{&links[i], 1};
    lanes.run(std::span{&one, 1}, Heading::from_sources, kFar - 1);
    std::vector<LaneSearch::Found> lane(1);
    lanes.collect(linked, lane);
    std::vector<Cost> by_lane(links.size(), kNoPath);
    for (const auto& [item, cost] : lane[0]) by_lane[item] = cost;
    plain.run(links[i]);
    free.run(links[i]);
    for (std::uint32_t j = 0; j < links.size(); ++j) {
      const Cost want = plain.cost(links[j]);
      EXPECT_EQ(search.cost(links[j]), want) << i << " to " << j;
      EXPECT_EQ(collected[j], want);
      EXPECT_EQ(by_lane[j], want);
      EXPECT_EQ(query.cost(links[i], links[j]), want);
      EXPECT_EQ(table.row(i)[j], want);
      EXPECT_EQ(to_source[j], want);
      reached += want != kNoPath ? 1 : 0;
      longer += want > free.cost(links[j]) ? 1 : 0;
    }
  }
  EXPECT_GT(reached, links.size() * 3);
  EXPECT_GT(longer, links.size());  // the restrictions bite
}
INSTANTIATE_TEST_SUITE_P(Random, TurnTwin, ::testing::Range(0, 6));

}  // namespace
}  // namespace cityloop
