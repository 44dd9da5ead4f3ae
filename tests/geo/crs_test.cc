#include "cityloop/geo/crs.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityloop {
namespace {

/// Metres between two positions a short way apart, well enough for tolerances.
double metres(LngLat a, LngLat b) {
  constexpr double degree = 111'195;
  return std::hypot((a.lng - b.lng) * degree * std::cos(a.lat * 0.017453292519943295),
                    (a.lat - b.lat) * degree);
}

TEST(Transform, GivesThePublishedUtmPositionOfTheCnTower) {
  // 43°38′33.24″N 79°23′13.7″W is 17N 630084 E 4833438 N in the usual textbook example.
  const Transform utm{"EPSG:4326", "EPSG:32617"};
  const Point p = utm.forward(Point{-(79 + 23 / 60.0 + 13.7 / 3600), 43 + 38 / 60.0 + 33.24 / 3600});
  EXPECT_NEAR(p.x, 630084, 1);
  EXPECT_NEAR(p.y, 4833438, 1);
}

TEST(Transform, GaussKruegerOnItsMeridianIsTheMeridianArc) {
  // EPSG:4547 has 114°E as its middle, scale 1 and 500 km false easting; from the equator to 30°N the GRS 80 meridian
  // is 3 320 113.398 m long. Its axes are north, east in the registry: we always give east, north.
  const Transform plane{"EPSG:4326", "EPSG:4547"};
  const Point p = plane.forward(Point{114, 30});
  EXPECT_NEAR(p.x, 500'000, 0.001);
  EXPECT_NEAR(p.y, 3'320'113.398, 0.001);
}

TEST(Transform, ThereAndBackIsTheSamePlace) {
  struct Case {
    const char* plane;
    double lng, lat;
  };
  for (const auto& [plane, lng, lat] :
       {Case{"EPSG:32628", -16.6, 13.5}, Case{"EPSG:4547", 114.3, 30.6}, Case{"EPSG:32722", -51.2, -30.03}}) {
    const Transform transform{"EPSG:4326", plane};
    std::vector<Point> points{{lng, lat}, {lng + 0.2, lat - 0.1}};
    EXPECT_EQ(transform.forward(points), 0U);
    EXPECT_GT(points[0].x, 100'000);
    EXPECT_EQ(transform.inverse(points), 0U);
    EXPECT_NEAR(points[0].x, lng, 1e-9);
    EXPECT_NEAR(points[1].y, lat - 0.1, 1e-9);
  }
}

TEST(Transform, CountsAndMarksWhatCannotBeTransformed) {
  const Transform utm{"EPSG:4326", "EPSG:32650"};
  std::vector<Point> points{{117, 39}, {117, 139}, {std::nan(""), 3}};
  EXPECT_EQ(utm.forward(points), 2U);
  EXPECT_TRUE(std::isfinite(points[0].x));
  EXPECT_TRUE(std::isnan(points[1].x) && std::isnan(points[1].y));
  EXPECT_TRUE(std::isnan(points[2].y));
  EXPECT_EQ(utm.forward(std::span<Point>{}), 0U);
}

TEST(Transform, NamesTheSystemThatIsUnknown) {
  try {
    Transform{"EPSG:4326", "EPSG:999999"};
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_THAT(e.words().en, testing::HasSubstr("EPSG:999999"));
    EXPECT_THAT(e.words().zh, testing::HasSubstr("EPSG:999999"));
  }
  EXPECT_THROW(Transform("nonsense", "EPSG:4326"), Error);
}

TEST(Transform, UnderstandsTheOffsetSystemsOfMapServices) {
  const Transform from_gcj{"GCJ-02", "EPSG:4326"};
  const LngLat at{116.377817, 39.911954}, shifted = gcj02_from_wgs84(at);
  const Point back = from_gcj.forward(Point{shifted.lng, shifted.lat});
  EXPECT_LT(metres({back.x, back.y}, at), 0.01);
  const Transform plane{"bd09", "EPSG:4547"}, plain{"EPSG:4326", "EPSG:4547"};
  const LngLat bd = bd09_from_gcj02(shifted);
  EXPECT_LT(distance_m(plane.forward(Point{bd.lng, bd.lat}), plain.forward(Point{at.lng, at.lat})), 1.0);
}

TEST(AutoCrs, TakesTheNearestMeridianInChinaAndUtmElsewhere) {
  EXPECT_EQ(auto_crs({114.3, 30.6}), "EPSG:4547");    // Wuhan, 114°E
  EXPECT_EQ(auto_crs({121.47, 31.23}), "EPSG:4549");  // Shanghai, 120°E
  EXPECT_EQ(auto_crs({75.9, 39.5}), "EPSG:4534");     // Kashgar, 75°E
  EXPECT_EQ(auto_crs({134.3, 48.4}), "EPSG:4554");    // Fuyuan, 135°E
  EXPECT_EQ(auto_crs({-51.2, -30.0}), "EPSG:32722");  // Porto Alegre
  EXPECT_EQ(auto_crs({-16.6, 13.5}), "EPSG:32628");   // Banjul
  EXPECT_EQ(auto_crs({180, 0}), "EPSG:32660");
  for (const char* crs : {"EPSG:4534", "EPSG:4547", "EPSG:4554", "EPSG:32722"})
    EXPECT_NO_THROW(require_metric(crs));
}

TEST(RequireMetric, RefusesDegreesFeetAndNonsense) {
  EXPECT_THROW(require_metric("EPSG:4326"), Error);
  EXPECT_THROW(require_metric("EPSG:2263"), Error);  // New York Long Island, US survey feet
  EXPECT_THROW(require_metric("no such thing"), Error);
  EXPECT_NO_THROW(require_metric("EPSG:5972"));  // compound: UTM 32N + height
}

TEST(Gcj02, AgreesWithPublishedPairs) {
  // Control pairs that circulate with the open implementations of the offset (WGS 84 → GCJ-02).
  const std::pair<LngLat, LngLat> pairs[] = {
      {{121.5272106, 31.1774276}, {121.531541859215, 31.17530398364597}},
      {{113.912316, 22.543847}, {113.9171764808363, 22.540796131694766}},
      {{116.377817, 39.911954}, {116.38404722455657, 39.91334545536069}},
  };
  for (const auto& [wgs, gcj] : pairs) {
    EXPECT_LT(metres(gcj02_from_wgs84(wgs), gcj), 0.01);
    EXPECT_GT(metres(wgs, gcj), 100);  // the offset is hundreds of metres: it must never be forgotten
  }
}

TEST(Gcj02, ThereAndBackIsCloserThanAHand) {
  for (double lng = 74; lng < 135; lng += 3.7)
    for (double lat = 4; lat < 53; lat += 2.9) {
      EXPECT_LT(metres(wgs84_from_gcj02(gcj02_from_wgs84({lng, lat})), {lng, lat}), 0.001);
      // BD-09 has a published inverse that is itself only good to about half a metre.
      EXPECT_LT(metres(gcj02_from_bd09(bd09_from_gcj02({lng, lat})), {lng, lat}), 1.0);
    }
}

TEST(Gcj02, LeavesTheRestOfTheWorldAlone) {
  const LngLat paris{2.35, 48.85};
  EXPECT_TRUE(outside_china(paris));
  EXPECT_EQ(gcj02_from_wgs84(paris), paris);
  EXPECT_EQ(wgs84_from_gcj02(paris), paris);
  EXPECT_TRUE(outside_china({std::nan(""), 30}));
}

}  // namespace
}  // namespace cityloop
