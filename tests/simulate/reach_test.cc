#include <gtest/gtest.h>

#include "cityloop/base/parallel.h"
#include "cityloop/city/delta.h"
#include "cityloop/city/drawing.h"
#include "tests/simulate/travel_world.h"

namespace cityloop {
namespace {

const Profile kWalk = default_profile(Mode::walk);

KindIdx kind(const City& city, const char* word) {
  for (const KindIdx k : each(city.places->kinds))
    if (city.places->kinds[k].word == word) return k;
  return {};
}
/// Metres from each cell to its nearest place of a kind; −1 where there is none within an hour.
std::vector<double> nearest_m(const City& city, const char* word, const Profile& profile = kWalk,
                              Seconds limit = hour) {
  QuietRun quiet;
  const KindIdx kinds[] = {kind(city, word)};
  const NearestPlaces found = nearest_places(city, profile, kinds, limit, 1, quiet.run);
  std::vector<double> metres;
  for (const Cost c : found.cost) metres.push_back(c == kNoPath ? -1 : c / 1000.0);
  return metres;
}

/// A town of 14 × 14 blocks with walls, two kinds of place, and some streets one-way for cycles.
City random_town(std::uint64_t seed) {
  Random random{seed, 0};
  std::string map = "grid 100 m\n";
  for (int y = 0; y < 14; ++y) {
    map += " ";
    for (int x = 0; x < 14; ++x) {
      const std::uint64_t r = random.below(20);
      map += r < 4 ? " #" : (r < 6 ? " S" : (r < 8 ? " c" : " 3"));
    }
    map += "\n";
  }
  map +=
      "legend\n  # no way through\n  S primary_school capacity=300\n  c clinic capacity=5\n  1-9 people "
      "×100\n";
  City city = draw_city(map);
  Streets streets = *city.streets;
  for (const EdgeIdx e : each(streets.from))
    if (random.below(3) == 0) streets.backward[e] = permit(Mode::walk);
  city.streets = freeze(std::move(streets));
  return city;
}

TEST(Nearest, WalksRoundAWall) {
  const City city = draw_city(R"(
    grid 100 m
      S # 1
      . # 1
      . . 1
    legend
      S primary_school capacity=300
      1-9 people ×100
      # no way through
  )");
  const auto m = nearest_m(city, "primary_school");
  EXPECT_EQ(m[drawn_cell(city, 1, 1).v], 0);
  EXPECT_EQ(m[drawn_cell(city, 3, 3).v], 400);  // two west, two north
  EXPECT_EQ(m[drawn_cell(city, 3, 1).v], 600);  // 200 m as the crow flies, six blocks on foot
}

TEST(Nearest, AClosedSchoolIsNotASchool) {
  const City city = draw_city(R"(
    grid 100 m
      C 1 1 1 S
    legend
      C primary_school capacity=0
      S primary_school capacity=300
      1-9 people ×100
  )");
  EXPECT_EQ(nearest_m(city, "primary_school")[drawn_cell(city, 1, 1).v], 400);
}

TEST(Nearest, TheOtherBankIsOutOfReachAndStillHasStreets) {
  const City city = draw_city(R"(
    grid 100 m
      S # 1
      1 # 1
    legend
      S primary_school capacity=300
      1-9 people ×100
      # no way through
  )");
  QuietRun quiet;
  const auto links = cell_links(city, kWalk, quiet.run);
  EXPECT_TRUE((*links)[drawn_cell(city, 3, 1)].valid());
  EXPECT_EQ(nearest_m(city, "primary_school")[drawn_cell(city, 3, 1).v], -1);
  EXPECT_EQ(nearest_m(city, "primary_school")[drawn_cell(city, 1, 2).v], 100);
}

TEST(Nearest, WithoutStreetsNoCellIsLinked) {
  const City city = draw_city("grid 100 m\n  S\nlegend\n  S primary_school capacity=300\n");
  QuietRun quiet;
  EXPECT_EQ(city.streets->edges(), 0U);
  EXPECT_FALSE((*cell_links(city, kWalk, quiet.run))[CellIdx{0}].valid());
  EXPECT_EQ(nearest_m(city, "primary_school")[0], -1);
}

TEST(Nearest, StepsAreAShortCutForWalkersOnly) {
  const City city = draw_city(R"(
    grid 100 m
      1 s S
      . # .
      . . .
    legend
      S primary_school capacity=300
      1-9 people ×100
      s steps
      # no way through
  )");
  EXPECT_EQ(nearest_m(city, "primary_school")[drawn_cell(city, 1, 1).v], 200);
  // The chair goes down two blocks, along two, up two.
  EXPECT_EQ(nearest_m(city, "primary_school", default_profile(Mode::wheelchair))[drawn_cell(city, 1, 1).v],
            600);
}

TEST(Nearest, TheLimitItselfCounts) {
  const City city = draw_city("grid 100 m\n  S . . . 1\nlegend\n  S clinic capacity=1\n  1-9 people ×1\n");
  // 400 m at 1.25 m/s is 320 s.
  EXPECT_EQ(nearest_m(city, "clinic", kWalk, Seconds{320})[4], 400);
  EXPECT_EQ(nearest_m(city, "clinic", kWalk, Seconds{319.9})[4], -1);
}

TEST(Nearest, TheSecondNearestIsAnotherPlaceAndTiesGoToTheLowerIndex) {
  const City city = draw_city("grid 100 m\n  S . 1 . S S\nlegend\n  S clinic capacity=1\n  1-9 people ×1\n");
  QuietRun quiet;
  const KindIdx kinds[] = {kind(city, "clinic")};
  const NearestPlaces found = nearest_places(city, kWalk, kinds, hour, 4, quiet.run);
  const std::size_t home = drawn_cell(city, 3, 1).v * 4;
  EXPECT_EQ(found.cost[home], 200'000U);
  EXPECT_EQ(found.cost[home + 1], 200'000U);
  EXPECT_EQ(found.cost[home + 2], 300'000U);
  EXPECT_EQ(found.cost[home + 3], kNoPath);  // there are only three
  EXPECT_LT(found.place[home], found.place[home + 1]);
  EXPECT_FALSE(found.place[home + 3].valid());
}

TEST(Nearest, ALargePlaceIsEnteredWhereItsGatesAre) {
  City city = draw_city("grid 100 m\n  1 . . . . P\nlegend\n  P park capacity=1\n  1-9 people ×1\n");
  Places places = *city.places;
  const Point gate = city.grid->centre(drawn_cell(city, 3, 1)),
              back = city.grid->centre(drawn_cell(city, 6, 1));
  Ragged<PlaceIdx, Point> entrances;
  entrances.push_back(std::vector<Point>{back, gate});
  places.entrances = entrances;
  city.places = freeze(std::move(places));
  EXPECT_EQ(nearest_m(city, "park")[drawn_cell(city, 1, 1).v], 200);
  EXPECT_EQ(nearest_m(city, "park")[drawn_cell(city, 6, 1).v], 0);
  QuietRun quiet;
  const PlaceIdx park[] = {PlaceIdx{0}};
  const auto reached = catchments(city, kWalk, park, Seconds{80}, quiet.run);  // 100 m round each gate
  EXPECT_EQ(reached[0]->cell.size(), 5U);                                      // cells 2, 3, 4 and 5, 6
}

class Town : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Town, testing::Range<std::uint64_t>(1, 6));

TEST_P(Town, EverySideGivesTheSameWalkingCircle) {
  const City city = random_town(GetParam());
  const KindIdx kinds[] = {kind(city, "clinic"), kind(city, "primary_school")};
  for (const Mode mode : {Mode::walk, Mode::cycle, Mode::drive}) {
    QuietRun quiet;
    const Profile profile = default_profile(mode);
    const auto net = network(city, profile, quiet.run);
    const auto links = cell_links(city, profile, quiet.run);
    for (const Seconds limit : {Seconds{30}, Seconds{400}, hour}) {
      const auto by_places = places_within(city, profile, kinds, limit, quiet.run, Side::places);
      const auto by_cells = places_within(city, profile, kinds, limit, quiet.run, Side::cells);
      ASSERT_EQ(by_places.size(), city.grid->size());
      EXPECT_EQ(by_places, by_cells);
      EXPECT_EQ(by_places, places_within(city, profile, kinds, limit, quiet.run));
      // The nearest of the circle is the nearest place; and each cost is that of a search of its own.
      const NearestPlaces nearest = nearest_places(city, profile, kinds, limit, 1, quiet.run);
      Search search{*net};
      for (std::size_t c = 0; c < city.grid->size(); ++c) {
        PlaceCost best;
        for (const PlaceCost& p : by_places[idx<CellIdx>(c)])
          if (p.cost < best.cost) best = p;
        EXPECT_EQ(nearest.cost[c], best.cost);
        EXPECT_EQ(nearest.place[c], best.place);
        search.run((*links)[idx<CellIdx>(c)], Heading::from_sources, net->limit(limit));
        std::vector<PlaceCost> slow;
        for (const PlaceIdx p : each(city.places->id)) {
          const Cost cost = search.cost(place_links(city, *net, p).at(0));
          if (cost != kNoPath) slow.push_back({p, cost});
        }
        const auto row = by_cells[idx<CellIdx>(c)];
        EXPECT_TRUE(std::equal(row.begin(), row.end(), slow.begin(), slow.end()));
      }
    }
  }
}

TEST_P(Town, OneThreadGivesTheBytesOfTwo) {
  const City city = random_town(GetParam());
  const KindIdx kinds[] = {kind(city, "clinic")};
  const auto all = [&](int n) {
    set_threads(n);
    QuietRun quiet;
    const NearestPlaces nearest = nearest_places(city, kWalk, kinds, hour, 3, quiet.run);
    return std::tuple{nearest.cost, nearest.place,
                      places_within(city, kWalk, kinds, Seconds{500}, quiet.run, Side::places),
                      places_within(city, kWalk, kinds, Seconds{500}, quiet.run, Side::cells)};
  };
  const auto one = all(1), two = all(2);
  set_threads(0);
  EXPECT_EQ(one, two);
}

TEST_P(Town, AddingAPlaceNeverLengthensANearestTimeAndClosingOneNeverShortensIt) {
  const City city = random_town(GetParam());
  Random random{GetParam(), 1};
  const auto before = nearest_m(city, "clinic");
  const auto far = [](double m) { return m < 0 ? 1e300 : m; };
  for (int i = 0; i < 5; ++i) {
    const CellIdx at = idx<CellIdx>(random.below(city.grid->size()));
    const AddPlace add{PlaceId{77}, PlaceKindKey{"clinic"}, city.grid->centre(at) + Point{17, -23}, 4};
    const auto after = nearest_m(apply(city, Delta{{add}}), "clinic");
    bool shorter = false;
    for (std::size_t c = 0; c < before.size(); ++c) {
      EXPECT_LE(far(after[c]), far(before[c]));
      shorter |= far(after[c]) < far(before[c]);
    }
    const PlaceIdx closed = idx<PlaceIdx>(random.below(city.places->id.size()));
    const auto fewer = nearest_m(apply(city, Delta{{ResizePlace{city.places->id[closed], 0}}}), "clinic");
    for (std::size_t c = 0; c < before.size(); ++c) EXPECT_GE(far(fewer[c]), far(before[c]));
  }
}

TEST_P(Town, AddingAPathNeverLengthensAWalk) {
  // Holds wherever homes stay linked to the stretch they were linked to, as here, where they stand on it. (A home that
  // a new path passes closer by than its old street is linked to the path; that is a change of address, not of streets.)
  City city = random_town(GetParam());
  Places places = *city.places;  // one clinic stays open, so that walks are long and a path can help
  bool first = true;
  for (const PlaceIdx p : each(places.id)) {
    if (!first || places.kind[p] != kind(city, "clinic")) places.capacity[p] = 0;
    else first = false;
  }
  city.places = freeze(std::move(places));
  const auto before = nearest_m(city, "clinic");
  const auto far = [](double m) { return m < 0 ? 1e300 : m; };
  Random random{GetParam(), 2};
  std::vector<CellIdx> on_street;
  QuietRun quiet;
  const auto links = cell_links(city, kWalk, quiet.run);
  for (const CellIdx c : each(*links))
    if ((*links)[c].off_m == 0) on_street.push_back(c);
  bool shorter = false;
  for (int i = 0; i < 8; ++i) {
    const Point a = city.grid->centre(on_street[random.below(on_street.size())]);
    const Point b = city.grid->centre(on_street[random.below(on_street.size())]);
    if (a == b) continue;
    const auto after = nearest_m(apply(city, Delta{{AddPath{{a, b}, permit(Mode::walk)}}}), "clinic");
    for (const CellIdx c : on_street) {
      EXPECT_LE(far(after[c.v]), far(before[c.v]) + 0.002)
          << i;  // splitting a stretch may round a millimetre up
      shorter |= far(after[c.v]) < far(before[c.v]);
    }
  }
  EXPECT_TRUE(shorter);
}

TEST_P(Town, ClosingAStreetNeverShortensAWalk) {
  const City city = random_town(GetParam());
  QuietRun quiet;
  const Network open{city.streets.shared(), kWalk};
  Random random{GetParam(), 3};
  Streets fewer = *city.streets;
  for (const EdgeIdx e : each(fewer.from))
    if (random.below(10) == 0) fewer.forward[e] = fewer.backward[e] = 0;
  const Network closed{std::make_shared<const Streets>(fewer), kWalk};
  Search a{open}, b{closed};
  for (std::uint32_t s = 0; s < 30; ++s) {
    Link at_open, at_closed;
    at_open.edge = at_closed.edge = EdgeIdx{0};
    at_open.from = at_open.to = open.node(NodeIdx{s});
    at_closed.from = at_closed.to = closed.node(NodeIdx{s});
    if (!at_open.from.valid() || !at_closed.from.valid()) continue;
    at_open.to_from = at_closed.to_from = 0;
    a.run(at_open, Heading::from_sources, 100'000'000);
    b.run(at_closed, Heading::from_sources, 100'000'000);
    for (std::uint32_t t = 0; t < fewer.nodes(); ++t) {
      if (!closed.usable(NodeIdx{t})) continue;
      EXPECT_GE(b.cost(closed.node(NodeIdx{t})), a.cost(open.node(NodeIdx{t})));
    }
  }
}

TEST(Catchments, ArePickedUpFromTheMemoAndStayTheSame) {
  const City city = random_town(3);
  QuietRun quiet, fresh;
  std::vector<PlaceIdx> some{PlaceIdx{0}, PlaceIdx{3}};
  const auto first = catchments(city, kWalk, some, Seconds{400}, quiet.run);
  const auto again = catchments(city, kWalk, some, Seconds{400}, quiet.run);
  EXPECT_EQ(first[0], again[0]);  // the same object
  const auto anew = catchments(city, kWalk, some, Seconds{400}, fresh.run);
  EXPECT_EQ(first[1]->cell, anew[1]->cell);
  EXPECT_EQ(first[1]->cost, anew[1]->cost);
  EXPECT_NE(catchments(city, kWalk, some, Seconds{500}, quiet.run)[0], first[0]);
}

}  // namespace
}  // namespace cityloop
