#include "cityloop/geo/codec.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

std::span<const std::uint8_t> bytes(const std::string& s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}
std::string unhex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16)));
  return out;
}
const Shape kSquareWithHole{{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{3, 3}, {3, 7}, {7, 7}, {7, 3}}}};
const Shape kTwo{{{{0, 0}, {1, 0}, {1, 1}}, {{5, 5}, {6, 5}, {6, 6}}}};

TEST(Wkb, PointIsWrittenAsTheStandardSays) {
  // POINT(2 4): the example that every WKB description prints, byte order first.
  EXPECT_EQ(to_wkb(Point{2, 4}), unhex("010100000000000000000000400000000000001040"));
  const std::string big = unhex("000000000140000000000000004010000000000000");
  EXPECT_EQ(std::get<Point>(parse_wkb(bytes(big))), (Point{2, 4}));
}

TEST(Wkb, EveryKindComesBackAsItWas) {
  const LineString line{{{0, 0}, {1.5, -2.25}, {1e7, 4e6}}};
  EXPECT_EQ(std::get<LineString>(parse_wkb(bytes(to_wkb(line)))).points, line.points);
  EXPECT_EQ(std::get<Shape>(parse_wkb(bytes(to_wkb(kSquareWithHole)))), kSquareWithHole);
  EXPECT_EQ(std::get<Shape>(parse_wkb(bytes(to_wkb(kTwo)))), kTwo);
  EXPECT_EQ(to_wkb(kTwo)[1], 6);  // a multipolygon
  EXPECT_EQ(to_wkb(kSquareWithHole)[1], 3);
  EXPECT_TRUE(std::get<Shape>(parse_wkb(bytes(to_wkb(Shape{})))).empty());
}

TEST(Wkb, HeightsMeasuresAndReferenceNumbersAreReadPast) {
  // POINT ZM (1 2 3 4) in the standard form (3001), and POINT Z (1 2 3) with SRID 4326 in the extended one.
  const std::string zm = unhex("01b90b0000000000000000f03f000000000000004000000000000008400000000000001040");
  EXPECT_EQ(std::get<Point>(parse_wkb(bytes(zm))), (Point{1, 2}));
  const std::string ewkb = unhex("01010000a0e6100000000000000000f03f00000000000000400000000000000840");
  EXPECT_EQ(std::get<Point>(parse_wkb(bytes(ewkb))), (Point{1, 2}));
}

TEST(Wkb, EveryTruncationIsRefusedAndNothingIsReadPastTheEnd) {
  for (const std::string& whole : {to_wkb(Point{2, 4}), to_wkb(kSquareWithHole), to_wkb(kTwo)}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
      EXPECT_THROW(parse_wkb(cut), Error) << n;
    }
    EXPECT_THROW(parse_wkb(bytes(whole + "x")), Error);
  }
}

TEST(Wkb, RefusesWhatItCannotKeep) {
  EXPECT_THROW(parse_wkb(bytes(unhex("0107000000"
                                     "00000000"))),
               Error);  // a geometry collection
  EXPECT_THROW(parse_wkb(bytes(unhex("0102000000"
                                     "ffffffff"))),
               Error);  // four billion points in no bytes
  EXPECT_THROW(parse_wkb(bytes(unhex("0101000000"
                                     "000000000000f87f"
                                     "0000000000000000"))),
               Error);  // not a number
  EXPECT_THROW(parse_wkb(bytes(unhex("0201000000"
                                     "0000000000000000"
                                     "0000000000000000"))),
               Error);  // byte order 2
  EXPECT_THROW(parse_wkb(bytes(unhex("01a10f0000"
                                     "0000000000000000"
                                     "0000000000000000"))),
               Error);  // type 4001
  // A multipolygon in a multipolygon, over and over: refused at the first step, not followed down the stack.
  std::string nested;
  for (int i = 0; i < 10000; ++i) nested += unhex("010600000001000000");
  EXPECT_THROW(parse_wkb(bytes(nested)), Error);
  try {
    parse_wkb({}, {.file = "a.gpkg", .item = "7"});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.where().file, "a.gpkg");
    EXPECT_FALSE(e.words().zh.empty());
  }
}

TEST(Wkb, ASingleLineInACollectionIsALine) {
  const std::string one = unhex("010500000001000000") + to_wkb(LineString{{{0, 0}, {1, 1}}});
  EXPECT_EQ(std::get<LineString>(parse_wkb(bytes(one))).points.size(), 2U);
  const std::string wrong = unhex("010500000001000000") + to_wkb(Point{1, 2});
  EXPECT_THROW(parse_wkb(bytes(wrong)), Error);
}

TEST(GpkgBlob, HasTheHeaderOfClause213) {
  const std::string point = to_gpkg_blob(Point{2, 4}, 4547);
  EXPECT_EQ(point.substr(0, 4), std::string("GP\0\x01", 4));
  EXPECT_EQ(point.substr(4, 4), unhex("c3110000"));  // 4547
  EXPECT_EQ(point.substr(8), to_wkb(Point{2, 4}));
  const std::string area = to_gpkg_blob(kSquareWithHole, 4326);
  EXPECT_EQ(area[3], 3);  // little-endian, XY envelope
  double envelope[4];
  std::memcpy(envelope, area.data() + 8, sizeof envelope);
  EXPECT_EQ(envelope[0], 0);
  EXPECT_EQ(envelope[1], 10);
  EXPECT_EQ(envelope[2], 0);
  EXPECT_EQ(envelope[3], 10);
  EXPECT_EQ(area.substr(40), to_wkb(kSquareWithHole));
  EXPECT_EQ(to_gpkg_blob(Shape{}, 4326)[3], 17);  // empty, no envelope
}

TEST(GeoJson, IsShortAndTurnsRingsTheWayTheStandardAsks) {
  EXPECT_EQ(to_geojson(Point{-51.25, 30.123456789}), R"({"type":"Point","coordinates":[-51.25,30.1234568]})");
  EXPECT_EQ(to_geojson(LineString{{{0, 0}, {1, -0.00000001}}}),
            R"({"type":"LineString","coordinates":[[0,0],[1,0]]})");
  // Both rings are given clockwise; RFC 7946 wants the outer one the other way round.
  const Shape shape{{{{0, 0}, {0, 9}, {9, 9}, {9, 0}}, {{3, 3}, {3, 6}, {6, 6}, {6, 3}}}};
  EXPECT_EQ(
      to_geojson(shape),
      R"({"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[3,3],[3,6],[6,6],[6,3],[3,3]]]})");
  EXPECT_EQ(to_geojson(kTwo, 0).substr(0, 46), R"({"type":"MultiPolygon","coordinates":[[[[0,0],)");
}

}  // namespace
}  // namespace cityloop
