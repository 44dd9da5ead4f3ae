#include "cityloop/simulate/travel/isochrone.h"

#include <numbers>

#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

using std::numbers::pi;

/// A town of blocks: jittered corners, streets along the blocks, some missing, some one-way, some bent, a few loops.
/// Lengths are those of the lines.
StreetMaker town(std::uint64_t seed, int side = 8, double block_m = 90) {
  Random random{seed, 11};
  StreetMaker maker;
  std::vector<NodeIdx> n;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      n.push_back(maker.node(block_m * x + random.uniform(-25, 25), block_m * y + random.uniform(-25, 25)));
  const auto street = [&](int a, int b) {
    if (random.below(6) == 0) return;
    const Permit ways[] = {kAllModes, kAllModes, kAllModes, 0};
    const Point p = maker.s.at[n[a]], q = maker.s.at[n[b]];
    std::vector<Point> through;
    if (random.below(3) == 0)
      through = {p + random.uniform(0.2, 0.8) * (q - p) +
                 Point{random.uniform(-20, 20), random.uniform(-20, 20)}};
    maker.edge(n[a], n[b], ways[random.below(3)], ways[random.below(4)], StreetClass::residential, through);
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

/// A link at a place of a stretch, from first principles.
Link at_place(const Network& net, EdgeIdx e, Cost along) {
  Link l;
  l.edge = e;
  l.from = net.node(net.streets().from[e]);
  l.to = net.node(net.streets().to[e]);
  l.along = l.back = along;
  const Cost rest = net.whole_cost(e, true) - along;
  if (net.goes(e, false) || along == 0) l.to_from = along;
  if (net.goes(e, true) || along == 0) l.from_from = along;
  if (net.goes(e, true) || rest == 0) l.to_to = rest;
  if (net.goes(e, false) || rest == 0) l.from_to = rest;
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

class Towns : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Towns, testing::Range<std::uint64_t>(1, 7));

TEST_P(Towns, EveryMillimetreAgreesWithTheCostOfAPointThere) {
  const StreetMaker maker = town(GetParam(), 5);
  for (const Mode mode : {Mode::walk, Mode::drive}) {
    const Network net = maker.network(mode);
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
          const Cost whole = net.whole_cost(e, true);
          const Cost step = std::max(1U, whole / 97);
          for (Cost x = 0; there; x = std::min(whole, x + step)) {
            const Cost cost = search.cost(at_place(net, e, x));
            const std::int64_t expected = cost == kNoPath ? -1 : std::int64_t{limit} - cost;
            // The ends of a one-way street belong to the junction: other streets say what is left there.
            if (x != 0 && x != whole) ASSERT_EQ(left_at(parts, e, x), expected) << e.v << " at " << x;
            else ASSERT_LE(left_at(parts, e, x), expected);
            if (x == whole) break;
          }
        }
        // Ends are where it ends: one unit further nothing is left, or another part goes on, or the street ends.
        for (const Stretch& p : parts) {
          ASSERT_LE(p.end, net.whole_cost(p.edge, true));
          const std::int64_t rise = std::int64_t{p.left_end} - p.left_begin;
          const std::int64_t along = std::int64_t{p.end} - p.begin;
          ASSERT_TRUE(rise == along || rise == -along || (rise == 0 && along == 1));
          for (const std::int64_t x : {std::int64_t{p.begin} - 1, std::int64_t{p.end} + 1}) {
            if (x <= 0 || x >= net.whole_cost(p.edge, true)) continue;
            const Cost cost = search.cost(at_place(net, p.edge, static_cast<Cost>(x)));
            ASSERT_EQ(left_at(parts, p.edge, static_cast<Cost>(x)),
                      cost == kNoPath ? -1 : std::int64_t{limit} - cost);
          }
        }
      }
  }
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

TEST_P(Towns, APointIsInExactlyIfSomebodyCanWalkThereOffAReachedStreet) {
  // Inside: for some place q of some street, cost(q) and the walk of at most 50 m from q fit (q every 0.5 m: 0.5 m of
  // tolerance, and 0.5 m for the inner side of bends). Outside: for none. Costs are the search's, of points set by hand.
  const StreetMaker maker = town(GetParam());
  for (const Mode mode : {Mode::walk, Mode::cycle}) {
    const Network net = maker.network(mode);
    Random random{GetParam(), 13};
    std::vector<Seed> seeds{{net.link({random.uniform(100, 600), random.uniform(100, 600)}), 0}};
    seeds.push_back({net.link({random.uniform(0, 700), random.uniform(0, 700)}), net.limit(Seconds{30})});
    const Seconds limit{mode == Mode::walk ? 320.0 : 100.0};
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
      const Cost whole = net.whole_cost(e, true);
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
  const StreetMaker maker = town(GetParam(), 12);
  for (const Mode mode : {Mode::walk, Mode::cycle}) {
    const Network net = maker.network(mode);
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
