#include "cityloop/geo/shape.h"

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/geo/index.h"

namespace cityloop {
namespace {

std::vector<Point> square(double x, double y, double side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
}
std::vector<Point> reversed(std::vector<Point> ring) {
  std::reverse(ring.begin(), ring.end());
  return ring;
}

TEST(Shape, AreaTakesHolesAwayWhicheverWayRoundTheRingsGo) {
  // 10 × 10 with a hole of 4 × 4 and an island of 2 × 2 in the hole: 100 − 16 + 4.
  for (const bool turn_hole : {false, true})
    for (const bool turn_outer : {false, true}) {
      const auto outer = square(0, 0, 10), hole = square(3, 3, 4), island = square(4, 4, 2);
      const Shape shape{{turn_hole ? reversed(hole) : hole, island, turn_outer ? reversed(outer) : outer}};
      EXPECT_DOUBLE_EQ(area_m2(shape), 88);
    }
}

TEST(Shape, AreaOfAPolygonFarFromTheOriginKeepsItsDigits) {
  // Projected coordinates have seven digits before the point; a plain shoelace loses half a square metre there.
  const Shape shape{{square(38'500'000.1, 4'412'345.7, 0.5)}};
  EXPECT_NEAR(area_m2(shape), 0.25, 1e-7);
}

TEST(Shape, RingsThatTouchAreStillNested) {
  // The hole touches the outer ring's left side in two of its corners.
  const Shape shape{{square(0, 0, 10), square(0, 2, 4)}};
  EXPECT_DOUBLE_EQ(area_m2(shape), 84);
  const auto parts = polygons_of(shape);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0], (std::vector<std::size_t>{0, 1}));
}

TEST(Shape, NeighboursShareNoPointAndLeaveNoneOut) {
  // Left and bottom edges belong to a shape, right and top edges to its neighbour.
  const Shape left{{square(0, 0, 1)}}, right{{square(1, 0, 1)}}, above{{square(0, 1, 1)}};
  EXPECT_TRUE(contains(left, {0, 0}));
  EXPECT_TRUE(contains(left, {0.5, 0}));
  EXPECT_TRUE(contains(left, {0, 0.5}));
  EXPECT_FALSE(contains(left, {1, 0.5}));
  EXPECT_TRUE(contains(right, {1, 0.5}));
  EXPECT_FALSE(contains(left, {0.5, 1}));
  EXPECT_TRUE(contains(above, {0.5, 1}));
  // A slanted edge, walked in opposite directions by the two shapes: every point belongs to exactly one.
  const Shape below{{{{0, 0}, {7, 0}, {7, 3}}}}, over{{{{0, 0}, {7, 3}, {0, 3}}}};
  Random random{1, 0};
  for (int i = 0; i < 1000; ++i) {
    const double x = random.uniform(0.01, 6.99), y = i % 2 == 0 ? x * 3 / 7 : random.uniform(0.01, 2.99);
    EXPECT_NE(contains(below, {x, y}), contains(over, {x, y})) << x << ' ' << y;
  }
}

TEST(Shape, OverlapWithABoxIsExact) {
  const Shape triangle{{{{0, 0}, {4, 0}, {0, 4}}}};
  EXPECT_DOUBLE_EQ(overlap_m2(triangle, Box{{0, 0}, {2, 2}}), 4);
  EXPECT_DOUBLE_EQ(overlap_m2(triangle, Box{{1, 1}, {5, 5}}), 2);  // corner triangle with legs of 2
  EXPECT_DOUBLE_EQ(overlap_m2(triangle, Box{{3, 3}, {5, 5}}), 0);
  // A U whose two arms enter the box from above: 2 × (1 × 1).
  const Shape u{{{{0, 0}, {3, 0}, {3, 4}, {2, 4}, {2, 1}, {1, 1}, {1, 4}, {0, 4}}}};
  EXPECT_DOUBLE_EQ(overlap_m2(u, Box{{-1, 3}, {9, 9}}), 2);
  const Shape ring{{square(0, 0, 10), square(3, 3, 4)}};
  EXPECT_DOUBLE_EQ(overlap_m2(ring, Box{{0, 0}, {5, 5}}), 25 - 4);
}

TEST(Shape, OverlapOfShapesAgreesWithTheBoxClip) {
  const Shape ring{{square(0, 0, 10), square(3, 3, 4)}};
  EXPECT_NEAR(overlap_m2(ring, Shape{{square(0, 0, 5)}}), 21, 1e-9);
  EXPECT_EQ(overlap_m2(ring, Shape{{square(20, 0, 5)}}), 0);
  // A bow tie cannot be intersected as it is; it is repaired first: two triangles of 25 m² each, one half in the box.
  const Shape tie{{{{0, 0}, {10, 10}, {10, 0}, {0, 10}}}};
  EXPECT_NEAR(overlap_m2(tie, Shape{{square(0, 0, 5)}}), 12.5, 1e-9);
}

TEST(Shape, RepairKeepsWhatIsValidAndSplitsABowTie) {
  const Shape good{{square(0, 0, 10), square(3, 3, 4)}};
  EXPECT_EQ(made_valid(good), good);
  const auto mended = made_valid(Shape{{{{0, 0}, {10, 10}, {10, 0}, {0, 10}}}});
  ASSERT_TRUE(mended);
  EXPECT_EQ(mended->rings.size(), 2U);
  EXPECT_NEAR(area_m2(*mended), 50, 1e-9);
  EXPECT_FALSE(made_valid(Shape{}));
  EXPECT_FALSE(made_valid(Shape{{{{0, 0}, {1, 1}}}}));
  EXPECT_FALSE(made_valid(Shape{{{{0, 0}, {1, 1}, {2, 2}}}}));
  EXPECT_FALSE(made_valid(Shape{{{{0, 0}, {1, 0}, {0, std::nan("")}}}}));
}

TEST(Shape, PointInsideIsInsideWhereTheCentroidIsNot) {
  const Shape u{{{{0, 0}, {30, 0}, {30, 40}, {29, 40}, {29, 1}, {1, 1}, {1, 40}, {0, 40}}}};
  EXPECT_FALSE(contains(u, centroid(u)));
  EXPECT_TRUE(contains(u, point_inside(u)));
  EXPECT_EQ(point_inside(Shape{{{{5, 6}, {7, 8}}}}), (Point{5, 6}));
  EXPECT_EQ(point_inside(Shape{}), Point{});
}

TEST(Shape, CentroidWeighsHolesNegatively) {
  // 10 × 10 (centre 5) minus the left half 5 × 10 leaves the right half, whose centre is 7.5.
  const Shape half{{square(0, 0, 10), {{0, 0}, {5, 0}, {5, 10}, {0, 10}}}};
  EXPECT_NEAR(centroid(half).x, 7.5, 1e-9);
  EXPECT_NEAR(centroid(half).y, 5, 1e-9);
}

TEST(Shape, BoundaryPointsAreNoFurtherApartThanTheStep) {
  const auto points = along_boundary(Shape{{square(0, 0, 10)}}, 3);
  EXPECT_EQ(points.size(), 16U);  // 10 m in steps of at most 3 m: four a side
  for (std::size_t i = 0; i < points.size(); ++i)
    EXPECT_DOUBLE_EQ(distance_m(points[i], points[(i + 1) % points.size()]), 2.5);
}

TEST(Shape, MergedShapesCountSharedGroundOnceAndKeepHoles) {
  // Two 10 × 10 squares that share 5 × 10, one apart, one with a hole of 4 × 4 that another fills by half, one empty.
  const Shape shapes[] = {Shape{{square(0, 0, 10)}},  Shape{{square(5, 0, 10)}},
                          Shape{{square(50, 0, 10)}}, Shape{{square(100, 0, 10), square(103, 3, 4)}},
                          Shape{{square(99, 3, 6)}},  Shape{}};
  const Shape all = merged(shapes);
  EXPECT_NEAR(area_m2(all), 150 + 100 + (100 - 16 + 2 * 4 + 1 * 6), 1e-9);
  EXPECT_EQ(polygons_of(all).size(), 3U);
  EXPECT_EQ(all.rings.size(), 4U);
  EXPECT_TRUE(merged({}).empty());
  EXPECT_EQ(made_valid(all), all);
}

TEST(Shape, AroundALineThereIsARectangleAndTwoHalfDiscs) {
  const std::vector<std::vector<Point>> lines{{{0, 0}, {100, 0}}, {{50, 0}, {50, 10}}, {{300, 0}}, {}};
  const Shape around = buffered(lines, 20, 16);
  // The second line sticks out of the first's surroundings by a cap over y = 20: the part of its disc and its sides above.
  const double pi = std::acos(-1.0), disc = 64 / 2 * std::sin(2 * pi / 64) * 400;
  const double above =
      400 * std::acos(0.5) - 10 * std::sqrt(400 - 100.0);  // of the disc round (50, 10), over y = 20
  EXPECT_NEAR(area_m2(around), 2 * 20 * 100 + disc + disc + above, 1);
  EXPECT_EQ(around.rings.size(), 2U);
  EXPECT_TRUE(buffered(lines, 0, 16).empty());
  EXPECT_TRUE(buffered({}, 20, 16).empty());
}

TEST(Shape, ACapsuleIsTheHullOfItsDiscs) {
  Random random{5, 0};
  for (int i = 0; i < 200; ++i) {
    const Point a{random.uniform(-50, 50), random.uniform(-50, 50)};
    const Point b{random.uniform(-50, 50), random.uniform(-50, 50)};
    const double ra = random.uniform(0, 40), rb = i % 5 == 0 ? ra : i % 7 == 0 ? 0 : random.uniform(0, 40);
    const Shape hull{{capsule(a, ra, b, rb, 32)}};
    EXPECT_GT(signed_area_m2(hull.rings[0]), 0);
    const double slack = 40 * (1 - std::cos(std::acos(-1.0) / 128));
    for (int k = 0; k < 50; ++k) {
      // In the hull exactly if in a disc between the two: the largest of radius − distance along the way.
      const Point p{random.uniform(-100, 100), random.uniform(-100, 100)};
      double deepest = -1e9;
      for (double f = 0; f <= 1; f += 1.0 / 4096)
        deepest = std::max(deepest, ra + f * (rb - ra) - distance_m(p, a + f * (b - a)));
      if (std::abs(deepest - slack / 2) > slack / 2 + 0.01) {
        EXPECT_EQ(contains(hull, p), deepest > 0);
      }
    }
  }
  EXPECT_EQ(capsule({3, 4}, 0, {3, 4}, 5, 8).size(), 32U);
}

TEST(Shape, ProjectionStopsAtTheEnds) {
  EXPECT_DOUBLE_EQ(project({3, 5}, {0, 0}, {10, 0}), 0.3);
  EXPECT_DOUBLE_EQ(project({-3, 5}, {0, 0}, {10, 0}), 0);
  EXPECT_DOUBLE_EQ(project({13, 5}, {0, 0}, {10, 0}), 1);
  EXPECT_DOUBLE_EQ(project({13, 5}, {2, 2}, {2, 2}), 0);
}

TEST(BoxIndex, NearFindsEveryBoxThatASlowLookFinds) {
  Random random{7, 0};
  std::vector<Box> boxes(300);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (i % 17 == 0) continue;  // some are empty and must never be found
    const Point p{random.uniform(-500, 500), random.uniform(-500, 500)};
    boxes[i].add(p);
    boxes[i].add(p + Point{random.uniform(0, 90), random.uniform(0, 90)});
  }
  const BoxIndex index{boxes, 50};
  for (int k = 0; k < 200; ++k) {
    const Point p{random.uniform(-900, 900), random.uniform(-900, 900)};
    const double radius = random.uniform(0, 200);
    std::vector<std::uint32_t> found;
    index.collect(p, radius, found);
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
    EXPECT_EQ(std::adjacent_find(found.begin(), found.end()), found.end());
    for (std::uint32_t i = 0; i < boxes.size(); ++i) {
      const bool must = !boxes[i].empty() && boxes[i].grown(radius).contains(p);
      const bool is = std::binary_search(found.begin(), found.end(), i);
      EXPECT_TRUE(is || !must);
      EXPECT_FALSE(is && boxes[i].empty());
    }
  }
  std::vector<std::uint32_t> none;
  BoxIndex{}.collect({0, 0}, 100, none);
  EXPECT_TRUE(none.empty());
}

TEST(BoxIndex, OneStrayBoxFarAwayDoesNotAskForBillionsOfBuckets) {
  std::vector<Box> boxes(2);
  boxes[0].add({0, 0});
  boxes[1].add({1e12, 1e12});
  std::vector<std::uint32_t> found;
  BoxIndex{boxes, 1}.collect({1e12, 1e12}, 5, found);
  EXPECT_EQ(found, (std::vector<std::uint32_t>{1}));
}

}  // namespace
}  // namespace cityloop
