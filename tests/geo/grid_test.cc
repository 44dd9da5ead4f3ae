#include "cityloop/geo/grid.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

Grid three_by_two() {
  std::vector<CellId> ids;
  for (int c = 0; c < 3; ++c)
    for (int r = 0; r < 2; ++r) ids.push_back(Grid::lattice_id({c * 100.0 + 50, r * 100.0 + 50}, 100));
  return Grid::lattice("EPSG:4547", 100, ids);
}

TEST(Grid, ALatticeCellKeepsItsIdWhenTheExtentGrows) {
  const Grid small = Grid::lattice("EPSG:4547", 100, {Grid::lattice_id({250, 150}, 100)});
  const CellId id = small.id(CellIdx{0});
  EXPECT_TRUE(three_by_two().find(id).has_value());
  EXPECT_EQ(Grid::lattice_centre(id, 100), (Point{250, 150}));
}

TEST(Grid, NegativeCoordinatesAreCellsLikeOthers) {
  const CellId id = Grid::lattice_id({-1, -1}, 100);
  EXPECT_EQ(Grid::lattice_centre(id, 100), (Point{-50, -50}));
  EXPECT_NE(id, Grid::lattice_id({1, 1}, 100));
}

TEST(Grid, APointOnAnEdgeBelongsToTheCellEastAndNorthOfIt) {
  const Grid g = three_by_two();
  EXPECT_EQ(g.find(Point{100, 100}), g.find(Point{150, 150}));
  EXPECT_FALSE(g.find(Point{300, 50}).has_value());
}

TEST(Grid, NeighboursShareAnEdge) {
  const Grid g = three_by_two();
  const auto corner = g.neighbours(*g.find(Point{50, 50}));
  ASSERT_EQ(corner.size(), 2U);
  EXPECT_EQ(g.neighbours(*g.find(Point{150, 50})).size(), 3U);
}

TEST(Grid, WithinFindsWhatAPlainScanFinds) {
  const Grid g = three_by_two();
  for (const double radius : {0.0, 60.0, 100.0, 142.0, 1000.0}) {
    std::vector<CellIdx> plain;
    for (const CellIdx c : each(g.cells().id))
      if (distance_m(g.centre(c), {120, 80}) <= radius) plain.push_back(c);
    EXPECT_EQ(g.within({120, 80}, radius), plain) << radius;
  }
}

TEST(Grid, OwnHexagonsHoldTheirCentresAndHaveTheirArea) {
  GridCells cells;
  for (int i = 0; i < 3; ++i) {
    cells.id.push_back(CellId{static_cast<std::uint64_t>(i) + 1});
    cells.centre.push_back({i * 350.0, 0});
    cells.area_m2.push_back(105332.5F);
    cells.name.push_back("hex" + std::to_string(i));
    cells.ring.push_back({});
  }
  const Grid g{{"EPSG:31982", std::sqrt(105332.5), false, CellShape::hexagon}, cells};
  EXPECT_NEAR(area_m2(g.footprint(CellIdx{1})), 105332.5, 1);
  EXPECT_EQ(g.find(Point{360, 10}), CellIdx{1});
  EXPECT_EQ(g.label(CellIdx{2}), "hex2");
  EXPECT_FALSE(g.find(Point{5000, 5000}).has_value());
}

TEST(Grid, RasterisingSharesTheWholeAreaOut) {
  const Grid g = three_by_two();
  const Shape square{{{{50, 50}, {250, 50}, {250, 150}, {50, 150}}}};  // 200 m × 100 m over six cells
  double total = 0;
  for (const auto& [cell, m2] : rasterise(g, square)) total += m2;
  EXPECT_NEAR(total, 20000, 1e-6);
  // The lower left cell holds the quarter from (50,50) to (100,100).
  EXPECT_NEAR(rasterise(g, square)[0].second, 2500, 1e-6);
}

}  // namespace
}  // namespace cityloop
