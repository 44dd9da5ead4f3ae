#include "cityloop/geo/meets.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/geo/crs.h"
#include "cityloop/geo/tree.h"

namespace cityloop {
namespace {

TEST(Meeting, BoundariesBelongToWhatTheyBound) {
  const Meeting with{box_geometry({{0, 0}, {10, 10}})};
  EXPECT_TRUE(with(Point{10, 10}));                        // a corner
  EXPECT_TRUE(with(LineString{{{10, -5}, {10, 15}}}));     // along a side
  EXPECT_TRUE(with(box_shape({{10, 10}, {20, 20}})));      // corner to corner
  EXPECT_TRUE(with(box_shape({{-100, -100}, {99, 99}})));  // around it
  EXPECT_FALSE(with(Point{10.000001, 10}));
  // Its box overlaps, the line itself passes the corner.
  EXPECT_FALSE(with(LineString{{{5, 16}, {16, 5}}}));
  EXPECT_FALSE(with(Shape{}));
  EXPECT_FALSE(with(LineString{}));
}

TEST(Meeting, AHoleIsOutside) {
  Shape ring = box_shape({{0, 0}, {10, 10}});
  ring.rings.push_back(box_shape({{2, 2}, {8, 8}}).rings[0]);
  EXPECT_FALSE(Meeting{ring}(Point{5, 5}));
  EXPECT_TRUE(Meeting{ring}(Point{2, 5}));
  EXPECT_FALSE(Meeting{box_geometry({{3, 3}, {7, 7}})}(ring));
}

TEST(Meeting, ABoxWithoutWidthIsALineAndOneWithoutEitherIsAPoint) {
  EXPECT_TRUE(Meeting{box_geometry({{5, 0}, {5, 9}})}(Point{5, 4}));
  EXPECT_FALSE(Meeting{box_geometry({{5, 0}, {5, 9}})}(Point{5.1, 4}));
  EXPECT_TRUE(Meeting{box_geometry({{5, 5}, {5, 5}})}(box_shape({{0, 0}, {9, 9}})));
}

TEST(Meeting, ABowTieIsRepairedAndNotRefused) {
  const Shape bow{{{{0, 0}, {10, 10}, {10, 0}, {0, 10}}}};
  EXPECT_TRUE(Meeting{bow}(Point{9, 5}));
  EXPECT_FALSE(Meeting{bow}(Point{5, 9}));
  EXPECT_TRUE(Meeting{box_geometry({{8, 4}, {9, 6}})}(bow));
}

TEST(BoxTree, FindsWhatLookingAtAllOfThemFinds) {
  for (const std::size_t n : {0UL, 1UL, 15UL, 16UL, 17UL, 300UL, 5000UL}) {
    Random r{9, n};
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < n; ++i) {
      const Point low{100 * r.uniform(), 100 * r.uniform()};
      const double side = r.uniform() < 0.1 ? 40 * r.uniform() : r.uniform();  // a few are large
      boxes.push_back(i % 50 == 7 ? Box{} : Box{low, low + Point{side, r.uniform() * side}});
    }
    const BoxTree tree{boxes};
    for (int q = 0; q < 100; ++q) {
      const Point low{110 * r.uniform() - 5, 110 * r.uniform() - 5};
      const Box box{low, low + Point{20 * r.uniform(), 5 * r.uniform()}};
      std::vector<std::uint32_t> expected;
      for (std::size_t i = 0; i < n; ++i)
        if (!boxes[i].empty() && boxes_meet(boxes[i], box)) expected.push_back(static_cast<std::uint32_t>(i));
      ASSERT_EQ(tree.search(box), expected) << n;
    }
  }
}

TEST(Crs, KnowsWhichSystemsNameTheNorthFirst) {
  for (const char* crs : {"EPSG:4326", "EPSG:4490", "EPSG:4547"}) EXPECT_TRUE(north_first(crs)) << crs;
  for (const char* crs : {"OGC:CRS84", "EPSG:3857", "EPSG:32650"}) EXPECT_FALSE(north_first(crs)) << crs;
  EXPECT_TRUE(is_geographic("EPSG:4490"));
  EXPECT_TRUE(is_geographic("OGC:CRS84"));
  EXPECT_FALSE(is_geographic("EPSG:4547"));
}

}  // namespace
}  // namespace cityloop
