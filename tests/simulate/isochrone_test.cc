#include "cityloop/simulate/travel/isochrone.h"

#include <array>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

using std::numbers::pi;

/// A town of blocks: jittered corners, streets along the blocks, some missing, some one-way, some bent, a few loops.
/// Lengths are those of the lines. What is drawn has a name, since compilers differ in the order of arguments.
StreetMaker town(std::uint64_t seed, int side = 8, double block_m = 90) {
  Random random{seed, 11};
  StreetMaker maker;
  std::vector<NodeIdx> n;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const double up = random.uniform(-25, 25), right = random.uniform(-25, 25);
      n.push_back(maker.node(block_m * x + right, block_m * y + up));
    }
  const auto street = [&](int a, int b) {
    if (random.below(6) == 0) return;
    const Permit ways[] = {kAllModes, kAllModes, kAllModes, 0};
    const Point p = maker.s.at[n[a]], q = maker.s.at[n[b]];
    std::vector<Point> through;
    if (random.below(3) == 0) {
      const double share = random.uniform(0.2, 0.8);
      const Point aside{random.uniform(-20, 20), random.uniform(-20, 20)};
      through = {p + share * (q - p) + aside};
    }
    const Permit back = ways[random.below(4)], forth = ways[random.below(3)];
    maker.edge(n[a], n[b], forth, back, StreetClass::residential, through);
    if (random.below(12) == 0)
      maker.edge(n[a], n[a], kAllModes, 0, StreetClass::path, {p + Point{30, 5}, p + Point{5, 30}});
  };
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      if (x + 1 < side) street(y * side + x, y * side + x + 1);
      if (y + 1 < side) street(y * side + x, (y + 1) * side + x);
    }
  return maker;
}

/// Places on a stretch: as many as it costs one way, or the other where that is more.
Cost places(const Network& net, EdgeIdx e) {
  const bool up = net.goes(e, true), down = net.goes(e, false);
  return up && down ? std::max(net.whole_cost(e, true), net.whole_cost(e, false)) : net.whole_cost(e, up);
}
/// A link at a place of a stretch, from first principles.
Link at_place(const Network& net, EdgeIdx e, Cost place) {
  Link l;
  l.edge = e;
  l.from = net.node(net.streets().from[e]);
  l.to = net.node(net.streets().to[e]);
  const bool up = net.goes(e, true), down = net.goes(e, false);
  const Cost there = net.whole_cost(e, up), back = net.whole_cost(e, !down), all = places(net, e);
  l.along = static_cast<Cost>(std::llround(1.0L * there * place / all));
  l.back = static_cast<Cost>(std::llround(1.0L * back * place / all));
  if (down || place == 0) l.to_from = l.back;
  if (up || place == 0) l.from_from = l.along;
  if (up || place == all) l.to_to = there - l.along;
  if (down || place == all) l.from_to = back - l.back;
  return l;
}
/// What the parts of an edge say is left at a place; −1: not reached.
std::int64_t left_at(std::span<const Stretch> parts, EdgeIdx e, Cost x) {
  std::int64_t best = -1;
  for (const Stretch& p : parts) {
    if (p.edge != e || x < p.begin || x > p.end) continue;
    const std::int64_t rise = std::int64_t{p.left_end} - p.left_begin, over = std::int64_t{p.end} - p.begin;
    best = std::max(best, p.left_begin + (over == 0 ? 0 : rise * (std::int64_t{x} - p.begin) / over));
  }
  return best;
}

TEST(Stretches, ReachOnOneStreetIsCutToTheMillimetre) {
  StreetMaker maker;
  const EdgeIdx e = maker.edge(maker.node(0, 0), maker.node(100, 0));
  const Network net = maker.network();
  const Seed seed[] = {{net.link({40, 10}), 0}};
  // 10 m off the street, then 25 m either way.
  EXPECT_EQ(reached_stretches(net, seed, Heading::from_sources, 35'000),
            (std::vector<Stretch>{{e, 15'000, 40'000, 0, 25'000}, {e, 40'000, 65'000, 25'000, 0}}));
  EXPECT_EQ(reached_stretches(net, seed, Heading::from_sources, 10'000),
            (std::vector<Stretch>{{e, 40'000, 40'000, 0, 0}}));
  EXPECT_TRUE(reached_stretches(net, seed, Heading::from_sources, 9'999).empty());
  const Seed late[] = {{net.link({40, 10}), 25'000}};
  EXPECT_EQ(reached_stretches(net, late, Heading::to_sources, 35'000),
            (std::vector<Stretch>{{e, 40'000, 40'000, 0, 0}}));
}

TEST(Stretches, AOneWayStreetIsReachedFromBehindUpToTheSeedAndOnwardsFromIt) {
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0);
  const EdgeIdx e = maker.edge(a, b, kAllModes, 0);
  const Network net = maker.network();
  const Seed seeds[] = {{at_place(net, e, 0), 0}, {at_place(net, e, 60'000), 5'000}};
  EXPECT_EQ(reached_stretches(net, seeds, Heading::from_sources, 70'000),
            (std::vector<Stretch>{{e, 0, 60'000, 70'000, 10'000}, {e, 60'000, 100'000, 65'000, 25'000}}));
  // Who can reach a seed stands before it.
  EXPECT_EQ(reached_stretches(net, seeds, Heading::to_sources, 20'000),
            (std::vector<Stretch>{{e, 0, 0, 20'000, 20'000}, {e, 45'000, 60'000, 0, 15'000}}));
}

TEST(Stretches, TwoWaysMeetInTheMiddleOfAMillimetre) {
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), b = maker.node(100, 0);
  const EdgeIdx e = maker.edge(a, b);
  const Network net = maker.network();
  const Seed seeds[] = {{at_place(net, e, 0), 0}, {at_place(net, e, 100'000), 1}};
  EXPECT_EQ(reached_stretches(net, seeds, Heading::from_sources, 60'000),
            (std::vector<Stretch>{{e, 0, 50'000, 60'000, 10'000},
                                  {e, 50'000, 50'001, 10'000, 10'000},
                                  {e, 50'001, 100'000, 10'000, 59'999}}));
}

/// One straight slope of 5 %. By Tobler it takes e^(3.5 · 0.10) / e^(3.5 · 0.05) = 1.191 times as long as the flat to go up
/// it, and e^0 / e^(3.5 · 0.05) = 0.839 times as long to come down.
void rise(StreetMaker& maker, bool to_the_end) {
  Streets& s = maker.s;
  s.walk_forward.push_back(to_the_end ? 1191 : 839);
  s.walk_backward.push_back(to_the_end ? 839 : 1191);
  s.cycle_forward.push_back(1000), s.cycle_backward.push_back(1000);
}

TEST(Stretches, FromTheTopOfAHillOneGetsFurtherThanUpToItInTheSameTime) {
  // 100 m up, 100 m down. In a minute one walks 75 m on the flat: 75 / 0.839 = 89.39 m down, 75 / 1.191 = 62.97 m up. A
  // place is a cost uphill: 119.1 of them to a hundred metres of slope are metres of flat.
  StreetMaker maker;
  const NodeIdx a = maker.node(0, 0), top = maker.node(100, 0), b = maker.node(200, 0);
  const EdgeIdx up = maker.edge(a, top), down = maker.edge(top, b);
  rise(maker, true);
  rise(maker, false);
  const Network net = maker.network();
  const Seed seed[] = {{net.link({100, 0}), 0}};
  EXPECT_EQ(reached_stretches(net, seed, Heading::from_sources, 75'000),
            (std::vector<Stretch>{{up, 12'634, 119'100, 0, 75'000}, {down, 0, 106'466, 75'000, 0}}));
  EXPECT_NEAR(100 - 12'634 / 1191.0, 89.39, 0.005);
  EXPECT_NEAR(net.line(down, 0, 106'466).back().x, 189.39, 0.005);
  EXPECT_EQ(reached_stretches(net, seed, Heading::to_sources, 75'000),
            (std::vector<Stretch>{{up, 44'100, 119'100, 0, 75'000}, {down, 0, 75'000, 75'000, 0}}));
  EXPECT_NEAR(net.line(down, 0, 75'000).back().x, 162.97, 0.005);
  // From its foot and its top at once: who climbs meets who comes down after 83.9 of 203 parts of the way.
  const Seed both[] = {{net.link({0, 0}), 0}, {net.link({100, 0}), 0}};
  const auto parts = reached_stretches(net, both, Heading::from_sources, 60'000);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_NEAR(net.line(up, 0, parts[0].end).back().x, 100 * 83.9 / 203, 0.002);
  EXPECT_EQ(parts[0].left_begin, 60'000U);
  EXPECT_NEAR(parts[0].left_end, 60'000 - 119'100 * 83.9 / 203, 1);
  EXPECT_EQ(parts[1].left_end, 60'000U);
}

TEST(Stretches, WhereOneMayGoBothWaysASourceInTheMiddleGoesUpSlowerThanDown) {
  StreetMaker maker;
  const EdgeIdx e = maker.edge(maker.node(0, 0), maker.node(100, 0));
  rise(maker, true);
  const Network net = maker.network();
  const Seed seed[] = {{net.link({50, 10}), 0}};  // 10 m on the flat, then 20 m up or 20 m down
  const Cost limit = 10'000 + 23'820;
  const auto parts = reached_stretches(net, seed, Heading::from_sources, limit);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[1], (Stretch{e, 59'550, 83'370, 23'820, 0}));  // 70 m
  EXPECT_NEAR(parts[0].begin, (50 - 23.82 / 0.839) * 1191, 1);
  EXPECT_EQ(parts[0].left_end, 23'820U);
}

class Towns : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Towns, testing::Range<std::uint64_t>(1, 7));

TEST_P(Towns, EveryMillimetreAgreesWithTheCostOfAPointThere) {
  const StreetMaker maker = town(GetParam(), 5), hills = on_hills(maker, GetParam());
  for (const Network& net :
       {maker.network(), maker.network(Mode::drive), hills.network(), hills.network(calm_rider())}) {
    // Where a pace costs less than one, what is said between two ends is rounded.
    const std::int64_t rounded = net.streets().walk_forward.empty() ? 0 : 1;
    const auto agree = [&](std::int64_t said, std::int64_t expected) {
      return said < 0 || expected < 0 ? said == expected : std::abs(said - expected) <= rounded;
    };
    Random random{GetParam(), 12};
    std::vector<Seed> seeds;
    for (int i = 0; i < 4; ++i)
      seeds.push_back({net.link({random.uniform(0, 360), random.uniform(0, 360)}),
                       static_cast<Cost>(random.below(30'000))});
    std::vector<Link> links;
    for (const Seed& s : seeds) links.push_back(after(s));
    Search search{net};
    for (const Heading heading : {Heading::from_sources, Heading::to_sources})
      for (const Cost limit : {5'000U, 40'000U, 120'000U, 3'000'000U}) {
        search.run(links, heading, limit);
        const auto parts = reached_stretches(net, search, limit);
        for (const EdgeIdx e : each(maker.s.from)) {
          const bool there = net.usable(maker.s.from[e]) && (net.goes(e, true) || net.goes(e, false));
          const Cost whole = places(net, e);
          const Cost step = std::max(1U, whole / 97);
          for (Cost x = 0; there; x = std::min(whole, x + step)) {
            const Cost cost = search.cost(at_place(net, e, x));
            const std::int64_t expected = cost == kNoPath ? -1 : std::int64_t{limit} - cost;
            // The ends of a one-way street belong to the junction: other streets say what is left there.
            const std::int64_t said = left_at(parts, e, x);
            if (x != 0 && x != whole) ASSERT_PRED2(agree, said, expected) << e.v << " at " << x;
            else ASSERT_LE(said, expected);
            if (x == whole) break;
          }
        }
        // Ends are where it ends: one unit further nothing is left, or another part goes on, or the street ends.
        for (const Stretch& p : parts) {
          ASSERT_LE(p.end, places(net, p.edge));
          const std::int64_t rise = std::int64_t{p.left_end} - p.left_begin;
          const std::int64_t along = std::int64_t{p.end} - p.begin;
          if (rounded == 0) ASSERT_TRUE(rise == along || rise == -along || (rise == 0 && along == 1));
          else ASSERT_LE(std::abs(rise), along);
          for (const std::int64_t x : {std::int64_t{p.begin} - 1, std::int64_t{p.begin}, std::int64_t{p.end},
                                       std::int64_t{p.end} + 1}) {
            if (x <= 0 || x >= places(net, p.edge)) continue;
            const Cost cost = search.cost(at_place(net, p.edge, static_cast<Cost>(x)));
            ASSERT_PRED2(agree, left_at(parts, p.edge, static_cast<Cost>(x)),
                         cost == kNoPath ? -1 : std::int64_t{limit} - cost);
          }
        }
      }
  }
}

TEST_P(Towns, OnHillsATwinInRealNumbersSeesTheSameReach) {
  // Straight from the columns, with nothing rounded: between all junctions by Floyd and Warshall, then the least over both
  // ends of a stretch and along it. Whole numbers are off by a half for each stretch on the way at most.
  const StreetMaker maker = on_hills(town(GetParam(), 5), GetParam());
  const Streets& s = maker.s;
  const Network net = maker.network(calm_rider());
  const Permit mine = permit(Mode::cycle);
  constexpr double far = 1e15;
  const auto whole = [&](EdgeIdx e, bool forward) {
    if (((forward ? s.forward : s.backward)[e] & mine) == 0) return far;
    const bool pushed = (forward ? s.stress_forward : s.stress_backward)[e] > 2;
    const auto& time = pushed    ? forward ? s.walk_forward : s.walk_backward
                       : forward ? s.cycle_forward
                                 : s.cycle_backward;
    return s.length_mm[e] * (time[e] / 1000.0) * (pushed ? 15 / 3.6 / 1.25 : 1);
  };
  const std::size_t n = s.nodes();
  std::vector<std::vector<double>> d(n, std::vector<double>(n, far));
  for (std::size_t i = 0; i < n; ++i) d[i][i] = 0;
  for (const EdgeIdx e : each(s.from)) {
    auto &up = d[s.from[e].v][s.to[e].v], &down = d[s.to[e].v][s.from[e].v];
    up = std::min(up, whole(e, true)), down = std::min(down, whole(e, false));
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);

  struct Spot {
    EdgeIdx e;
    double share;
  };
  const auto between = [&](Spot a, Spot b) {
    const std::array<std::pair<NodeIdx, double>, 2> leave{
        {{s.from[a.e], a.share * whole(a.e, false)}, {s.to[a.e], (1 - a.share) * whole(a.e, true)}}},
        come{{{s.from[b.e], b.share * whole(b.e, true)}, {s.to[b.e], (1 - b.share) * whole(b.e, false)}}};
    double best = a.e != b.e           ? far
                  : a.share <= b.share ? (b.share - a.share) * whole(a.e, true)
                                       : (a.share - b.share) * whole(a.e, false);
    for (const auto& [from, first] : leave)
      for (const auto& [to, last] : come) best = std::min(best, first + d[from.v][to.v] + last);
    return best;
  };
  Random random{GetParam(), 14};
  std::vector<Seed> seeds;
  std::vector<std::pair<Spot, double>> twins;
  for (int i = 0; i < 3; ++i) {
    seeds.push_back({net.link({random.uniform(0, 360), random.uniform(0, 360)}),
                     static_cast<Cost>(random.below(30'000))});
    const Link& l = seeds.back().link;
    twins.push_back({{l.edge, l.fraction}, l.off_m / 1.25 * (15 / 3.6) * 1000 + seeds.back().spent});
  }
  constexpr double tolerance = 20;
  int in = 0, out = 0;
  for (const Heading heading : {Heading::from_sources, Heading::to_sources})
    for (const Cost limit : {90'000U, 250'000U, 600'000U}) {
      const auto parts = reached_stretches(net, seeds, heading, limit);
      for (const EdgeIdx e : each(s.from)) {
        if (!net.usable(s.from[e]) || (!net.goes(e, true) && !net.goes(e, false))) continue;
        for (int i = 1; i < 40; ++i) {
          const auto place = static_cast<Cost>(i / 40.0 * places(net, e));
          const Spot here{e, 1.0 * place / places(net, e)};
          double cost = far;
          for (const auto& [spot, spent] : twins)
            cost = std::min(
                cost, spent + (heading == Heading::from_sources ? between(spot, here) : between(here, spot)));
          const std::int64_t left = left_at(parts, e, place);
          if (left >= 0) {
            ASSERT_NEAR(static_cast<double>(limit) - static_cast<double>(left), cost, tolerance);
            ++in;
          } else {
            ASSERT_GT(cost, limit - tolerance);
            ++out;
          }
        }
      }
    }
  EXPECT_GT(in, 1000);
  EXPECT_GT(out, 300);
}

TEST(Isochrone, OfAStraightStreetIsACapsule) {
  // 400 m reach with 50 m to spare at 350: full width there; beyond it walking off the street is as fast as along it, so
  // that the disc at 350 m holds everything further. From the middle of a 2 km street: 2 · 50 · 700 + π · 50².
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(2000, 0));
  const Network net = maker.network();
  const Seed seed[] = {{net.link({1000, 0}), 0}};
  QuietRun quiet;
  const Seconds limits[] = {Seconds{400 / 1.25}};
  const auto shapes = isochrones(net, seed, Heading::from_sources, limits, {}, quiet.run);
  const double exact = 2 * 50 * 700 + pi * 2500;
  EXPECT_LT(area_m2(shapes[0]), exact);
  EXPECT_GT(area_m2(shapes[0]), exact - pi * 2500 * 0.0065);  // 32 chords: sin(2π/32)/(2π/32) of the disc
  EXPECT_NEAR(bounds(shapes[0]).high.x, 1400, 0.3);
  EXPECT_NEAR(bounds(shapes[0]).high.y, 50, 1e-9);
}

TEST(Isochrone, OfACrossCountsTheMiddleOnce) {
  // Four arms of 300 m that end: capsules of 600 m, crossing in a square of 100 × 100.
  StreetMaker maker;
  const NodeIdx c = maker.node(0, 0);
  for (const Point p : {Point{300, 0}, Point{-300, 0}, Point{0, 300}, Point{0, -300}})
    maker.edge(c, maker.node(p.x, p.y));
  const Network net = maker.network();
  const Seed seed[] = {{net.link({0, 0}), 0}};
  QuietRun quiet;
  const Seconds limits[] = {Seconds{900}};
  const double exact = 2 * (2 * 50 * 600 + pi * 2500) - 100 * 100;
  for (const unsigned segments : {8U, 32U}) {
    const auto shapes = isochrones(net, seed, Heading::to_sources, limits, {50, segments}, quiet.run);
    ASSERT_EQ(shapes[0].rings.size(), 1U);
    const double angle = 2 * pi / (4 * segments);
    EXPECT_LT(area_m2(shapes[0]), exact + 1e-6);
    EXPECT_NEAR(area_m2(shapes[0]), exact - 2 * pi * 2500 * (1 - std::sin(angle) / angle), 1);
  }
}

TEST(Isochrone, OnABicycleTheEndsTaper) {
  // 4.17 m/s along, 1.25 m/s off: over the last 50 · 4.17 / 1.25 m of the reach the radius falls from 50 m to 0. The hull
  // of the last disc and the tip: tangents touch where cos t = 50 / length, and the two triangles and the sector are
  // 50 · length · sin t and (π − t) · 50².
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(4000, 0));
  const Network net = maker.network(Mode::cycle);
  const Seed seed[] = {{net.link({2000, 0}), 0}};
  const double speed = net.profile().speed.base(), taper = 50 * speed / net.profile().access.base();
  const double reach = speed * 300, t = std::acos(50 / taper);
  QuietRun quiet;
  const Seconds limits[] = {Seconds{300}};
  const auto shapes = isochrones(net, seed, Heading::from_sources, limits, {50, 64}, quiet.run);
  // Each half: a rectangle from the middle to where the taper begins, a half disc less … the tip past the disc's centre.
  const double half = 100 * (reach - taper) + 50 * taper * std::sin(t) + 2500 * (pi / 2 - t);
  EXPECT_NEAR(area_m2(shapes[0]), 2 * half, 5);
  EXPECT_NEAR(bounds(shapes[0]).high.x, 2000 + reach, 0.01);
}

TEST(Isochrone, DownASlopeTheEndTapersAndUphillItDoesNot) {
  // 5 % from one end of 4 km to the other; ten minutes from the middle are 750 m on the flat. Uphill one has 50 m left at
  // 700 / 1.191 m, and the full disc there holds the rest. Downhill the radius falls from 50 m to 0 over the last
  // 50 / 0.839 m of 750 / 0.839, as on the bicycle above.
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(4000, 0));
  rise(maker, true);
  const Network net = maker.network();
  const Seed seed[] = {{net.link({2000, 0}), 0}};
  QuietRun quiet;
  const Seconds limits[] = {Seconds{600}};
  const auto there = isochrones(net, seed, Heading::from_sources, limits, {50, 64}, quiet.run);
  const double taper = 50 / 0.839, t = std::acos(50 / taper), climb = 700 / 1.191, reach = 750 / 0.839;
  const double uphill = 100 * climb + pi * 2500 / 2;
  const double downhill = 100 * (reach - taper) + 50 * taper * std::sin(t) + 2500 * (pi / 2 - t);
  EXPECT_NEAR(area_m2(there[0]), uphill + downhill, 5);
  EXPECT_NEAR(bounds(there[0]).high.x, 2000 + climb + 50, 0.01);
  EXPECT_NEAR(bounds(there[0]).low.x, 2000 - reach, 0.01);
  // Those who get to the middle in time are its mirror image.
  const auto from = isochrones(net, seed, Heading::to_sources, limits, {50, 64}, quiet.run);
  EXPECT_NEAR(area_m2(from[0]), area_m2(there[0]), 0.1);
  EXPECT_NEAR(bounds(from[0]).high.x, 2000 + reach, 0.01);
}

TEST_P(Towns, APointIsInExactlyIfSomebodyCanWalkThereOffAReachedStreet) {
  // Inside: for some place q of some street, cost(q) and the walk of at most 50 m from q fit (q every 0.5 m: 0.5 m of
  // tolerance, and 0.5 m for the inner side of bends). Outside: for none. Costs are the search's, of points set by hand.
  const StreetMaker maker = town(GetParam()), hills = on_hills(maker, GetParam());
  for (const Network& net :
       {maker.network(), maker.network(Mode::cycle), hills.network(), hills.network(calm_rider())}) {
    const bool slow = net.profile().mode == Mode::walk, hilly = !net.streets().walk_forward.empty();
    Random random{GetParam(), 13};
    std::vector<Seed> seeds{{net.link({random.uniform(100, 600), random.uniform(100, 600)}), 0}};
    seeds.push_back({net.link({random.uniform(0, 700), random.uniform(0, 700)}), net.limit(Seconds{30})});
    const Seconds limit{slow ? hilly ? 600.0 : 320.0 : hilly ? 200.0 : 100.0};
    std::vector<Link> links;
    for (const Seed& s : seeds) links.push_back(after(s));
    Search search{net};
    const Heading heading = GetParam() % 2 == 0 ? Heading::from_sources : Heading::to_sources;
    search.run(links, heading, net.limit(limit));
    struct Disc {
      Point at;
      double radius;
    };
    std::vector<Disc> discs;
    for (const EdgeIdx e : each(maker.s.from)) {
      if (!net.usable(maker.s.from[e])) continue;
      const Cost whole = places(net, e);
      for (Cost x = 0;; x = std::min(whole, x + 500)) {
        if (const Cost c = search.cost(at_place(net, e, x)); c != kNoPath)
          discs.push_back({net.line(e, x, x).front(),
                           std::min(50.0, net.seconds(net.limit(limit) - c) * net.profile().access.base())});
        if (x == whole) break;
      }
    }
    QuietRun quiet;
    const Seconds limits[] = {limit};
    const Shape shape = isochrones(net, seeds, heading, limits, {}, quiet.run)[0];
    int in = 0, out = 0;
    for (int i = 0; i < 2000; ++i) {
      const Point p{random.uniform(-100, 800), random.uniform(-100, 800)};
      double deepest = -1e9;  // how far inside the nearest disc
      for (const Disc& d : discs) deepest = std::max(deepest, d.radius - distance_m(p, d.at));
      if (contains(shape, p)) {
        EXPECT_GT(deepest, -1.0) << p.x << ' ' << p.y;
        ++in;
      } else {
        EXPECT_LT(deepest, 0.75) << p.x << ' ' << p.y;
        ++out;
        // … and so the nearest street says: too far, or nobody comes there in time.
        const Link l = net.link(p);
        if (l.valid() && l.off_m < 49.2 && search.cost(l) != kNoPath) {
          const double spare_m = net.seconds(net.limit(limit) - search.cost(l)) * net.profile().access.base();
          EXPECT_LT(spare_m, 1);
        }
      }
    }
    EXPECT_GT(in, 50);
    EXPECT_GT(out, 50);
  }
}

TEST_P(Towns, LargerLimitsHoldSmallerOnesAndThreadsChangeNothing) {
  const StreetMaker maker = town(GetParam(), 12), hills = on_hills(maker, GetParam());
  for (const Network& net :
       {maker.network(), maker.network(Mode::cycle), hills.network(), hills.network(calm_rider())}) {
    const Seed seeds[] = {{net.link({600, 600}), 0}, {net.link({100, 900}), 20'000}};
    const Seconds limits[] = {Seconds{300}, Seconds{120}, Seconds{60}, Seconds{0}};
    QuietRun quiet;
    set_threads(1);
    const auto shapes = isochrones(net, seeds, Heading::from_sources, limits, {}, quiet.run);
    set_threads(4);
    EXPECT_EQ(isochrones(net, seeds, Heading::from_sources, limits, {}, quiet.run), shapes);
    for (std::size_t i = 0; i + 1 < 3; ++i) {
      EXPECT_GT(area_m2(shapes[i]), area_m2(shapes[i + 1]));
      EXPECT_NEAR(overlap_m2(shapes[i], shapes[i + 1]), area_m2(shapes[i + 1]), 1e-3);
    }
    // Several limits together are each limit alone, but for a hair where arcs lie otherwise.
    for (std::size_t i = 0; i < 3; ++i) {
      const Shape alone = isochrones(net, seeds, Heading::from_sources, {&limits[i], 1}, {}, quiet.run)[0];
      EXPECT_NEAR(area_m2(alone), area_m2(shapes[i]), 1e-3 * area_m2(alone));
    }
  }
  set_threads(0);
}

TEST(Isochrone, OfNothingIsNothing) {
  StreetMaker maker;
  maker.edge(maker.node(0, 0), maker.node(100, 0));
  const Network net = maker.network();
  QuietRun quiet;
  const Seconds limits[] = {Seconds{5}, Seconds{60}};
  const Seed nowhere[] = {{Link{}, 0}}, late[] = {{net.link({50, 0}), net.limit(Seconds{30})}};
  for (const Shape& s : isochrones(net, nowhere, Heading::from_sources, limits, {}, quiet.run))
    EXPECT_TRUE(s.empty());
  const auto shapes = isochrones(net, late, Heading::from_sources, limits, {}, quiet.run);
  EXPECT_TRUE(shapes[0].empty());
  EXPECT_FALSE(shapes[1].empty());
  EXPECT_TRUE(isochrones(net, late, Heading::from_sources, {}, {}, quiet.run).empty());
}

}  // namespace
}  // namespace cityloop
