// The abstract tests of OGC API – Features, Part 2 (OGC 18-058), each under its own id; and what is hidden of small counts.

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/ogc_fixture.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: the fixture
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEpsg = "http://www.opengis.net/def/crs/EPSG/0/";

std::vector<std::string> systems() { return json_of(ask("/ogc/collections")).at("crs").strings(); }
Document features_in(const std::string& collection, const std::string& crs) {
  return json_of(ask("/ogc/collections/" + collection + "/items", {{"crs", crs}, {"limit", "10000"}}))
      .at("features");
}

TEST(ConfCrs, crs_uri) {
  for (const std::string& uri : systems())
    EXPECT_TRUE(uri == "http://www.opengis.net/def/crs/OGC/1.3/CRS84" || uri.starts_with(kEpsg)) << uri;
}
TEST(ConfCrs, fc_md_crs_list) {
  for (const Document& c : json_of(ask("/ogc/collections")).at("collections").list()) {
    const auto crs = json_of(ask("/ogc/collections/" + c.at("id").string())).at("crs").strings();
    EXPECT_EQ(crs.at(0), "http://www.opengis.net/def/crs/OGC/1.3/CRS84") << "the default comes first";
    for (const char* code : {"4326", "4490", "3857", "4547"})
      EXPECT_THAT(crs, Contains(std::string{kEpsg} + code));
  }
}
TEST(ConfCrs, fc_md_crs_list_global) {
  for (const Document& c : json_of(ask("/ogc/collections")).at("collections").list())
    EXPECT_EQ(c.at("crs").strings(), std::vector<std::string>{"#/crs"});
  EXPECT_EQ(systems(), json_of(ask("/ogc/collections/cells")).at("crs").strings());
}
TEST(ConfCrs, fc_md_storage_crs_valid_value) {
  const Document c = json_of(ask("/ogc/collections/cells"));
  EXPECT_EQ(c.at("storageCrs").string(), std::string{kEpsg} + "4547");
  EXPECT_THAT(c.at("crs").strings(), Contains(c.at("storageCrs").string()));
}
TEST(ConfCrs, fc_crs_definition) {
  const Document p = json_of(ask("/ogc/api")).at("components").at("parameters").at("crs");
  EXPECT_EQ(p.at("name").string(), "crs");
  EXPECT_EQ(p.at("schema").at("format").string(), "uri");
  EXPECT_EQ(p.at("schema").at("enum").strings(), systems());
}
TEST(ConfCrs, fc_crs_valid_value) {
  for (const char* wrong : {"http://www.opengis.net/def/crs/EPSG/0/2154", "urn:x", "EPSG:4326"}) {
    EXPECT_EQ(ask("/ogc/collections/cells/items", {{"crs", wrong}}).status, 400);
    EXPECT_EQ(
        ask("/ogc/collections/cells/items/" + ogc_features().find("cells")->fid[0], {{"crs", wrong}}).status,
        400);
  }
}
TEST(ConfCrs, fc_crs_default_value) {
  const auto answer = ask("/ogc/collections/cells/items");
  EXPECT_EQ(field_of(answer, "content-crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
  EXPECT_EQ(json_of(answer).at("features").list().size(),
            features_in("cells", "http://www.opengis.net/def/crs/OGC/1.3/CRS84").list().size());
}
TEST(ConfCrs, fc_crs_action) {
  // The plane itself, north first as EPSG:4547 says: the corners of cells as the grid has them.
  const City& city = ogc_features().city();
  const auto cells = features_in("cells", std::string{kEpsg} + "4547").list();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Box turned;
    for (const auto& ring : points_of(cells[i].at("geometry")))
      for (const Point p : ring) turned.add({p.y, p.x});
    const Box own = bounds(city.grid->footprint(idx<CellIdx>(i)));
    EXPECT_NEAR(distance_m(turned.low, own.low) + distance_m(turned.high, own.high), 0, 0.002);
  }
  // EPSG:4326 is CRS84 with the latitude first.
  const auto lng = features_in("places", "http://www.opengis.net/def/crs/OGC/1.3/CRS84").list(),
             lat = features_in("places", std::string{kEpsg} + "4326").list();
  const auto mercator = features_in("places", std::string{kEpsg} + "3857").list();
  for (std::size_t i = 0; i < lng.size(); ++i) {
    const Point a = points_of(lng[i].at("geometry"))[0][0], b = points_of(lat[i].at("geometry"))[0][0],
                m = points_of(mercator[i].at("geometry"))[0][0];
    EXPECT_EQ(a, (Point{b.y, b.x}));
    constexpr double kPi = std::numbers::pi, kRadius = 6378137;  // EPSG:3857 by its formula
    EXPECT_NEAR(m.x, kRadius * a.x / 180 * kPi, 0.02);
    EXPECT_NEAR(m.y, kRadius * std::log(std::tan(kPi / 4 + a.y / 360 * kPi)), 0.02);
  }
}
TEST(ConfCrs, fc_bbox_crs_definition) {
  const Document p = json_of(ask("/ogc/api")).at("components").at("parameters").at("bbox-crs");
  EXPECT_EQ(p.at("schema").at("enum").strings(), systems());
}
TEST(ConfCrs, fc_bbox_crs_valid_value) {
  EXPECT_EQ(ask("/ogc/collections/cells/items", {{"bbox", "0,0,1,1"}, {"bbox-crs", "urn:x"}}).status, 400);
}
TEST(ConfCrs, fc_bbox_crs_action) {
  // The box of each feature, in each system, finds the feature and exactly those that the same geometry finds by filter.
  for (const char* collection : {"cells", "places", "streets"})
    for (const std::string& uri : systems()) {
      const auto features = features_in(collection, uri).list();
      std::size_t some = 0;
      for (std::size_t i = 0; i < features.size(); i += 3) {
        Box box;
        for (const auto& ring : points_of(features[i].at("geometry")))
          for (const Point p : ring) box.add(p);
        const std::string numbers =
            fmt::format("{:.7f},{:.7f},{:.7f},{:.7f}", box.low.x, box.low.y, box.high.x, box.high.y);
        const std::string items = std::string{"/ogc/collections/"} + collection + "/items";
        const auto found =
            ids_of(json_of(ask(items, {{"bbox", numbers}, {"bbox-crs", uri}, {"limit", "10000"}})));
        EXPECT_THAT(found, Contains(features[i].at("id").string())) << uri << ' ' << numbers;
        EXPECT_LT(found.size(), features.size()) << uri;
        const auto filtered =
            ids_of(json_of(ask(items, {{"filter", "S_INTERSECTS(geometry, BBOX(" + numbers + "))"},
                                       {"filter-crs", uri},
                                       {"limit", "10000"}})));
        EXPECT_EQ(found, filtered) << uri;
        some += found.size();
      }
      EXPECT_GT(some, 0U);
    }
  // In a system of metres a box cannot reach around the world.
  EXPECT_EQ(
      ask("/ogc/collections/cells/items", {{"bbox", "10,0,5,1"}, {"bbox-crs", std::string{kEpsg} + "3857"}})
          .status,
      400);
}
TEST(ConfCrs, ogc_crs_header) {
  const std::string fid = ogc_features().find("cells")->fid[0];
  for (const std::string& uri : systems()) {
    EXPECT_EQ(field_of(ask("/ogc/collections/cells/items", {{"crs", uri}}), "content-crs"), "<" + uri + ">");
    EXPECT_EQ(field_of(ask("/ogc/collections/cells/items/" + fid, {{"crs", uri}}), "content-crs"),
              "<" + uri + ">");
  }
}
TEST(ConfCrs, NextPagesStayInTheSystem) {
  const std::string uri = std::string{kEpsg} + "4490";
  const Document first = json_of(ask("/ogc/collections/cells/items", {{"crs", uri}, {"limit", "5"}}));
  const auto next = follow(link_of(first, "next"));
  EXPECT_EQ(field_of(next, "content-crs"), "<" + uri + ">");
  EXPECT_EQ(points_of(json_of(next).at("features").list()[0].at("geometry")),
            points_of(features_in("cells", uri).list()[5].at("geometry")));
}

// ---- small counts ---------------------------------------------------------------------------------------------------

TEST(SmallCounts, FewerThanTenPeopleAreNotPublished) {
  const City& city = ogc_features().city();
  const auto cells = json_of(ask("/ogc/collections/cells/items")).at("features").list();
  std::size_t few = 0, many = 0, nobody = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto here = static_cast<double>(city.people->residents[idx<CellIdx>(i)]);
    const Document p = cells[i].at("properties");
    const bool hidden = here > 0 && here < 10;
    for (const char* counted : {"residents", "density_population"}) {
      EXPECT_EQ(p.at(counted).is_null(), hidden) << counted << ' ' << here;
      EXPECT_EQ(p.at(std::string{counted} + "_mark").string() == "suppressed", hidden);
    }
    if (!hidden) {
      EXPECT_EQ(p.at("residents").number(), here);
      EXPECT_EQ(p.at("residents_mark").string(), "known");
    }
    (hidden ? few : here > 0 ? many : nobody) += 1;
    // What says nothing of how many they are stays.
    if (here > 0) {
      EXPECT_FALSE(p.at("access_school_walk").is_null());
    }
  }
  EXPECT_EQ(few, 2U);
  EXPECT_EQ(many, 4U);
  EXPECT_EQ(nobody, 17U);
}
TEST(SmallCounts, CannotBeFoundOutByAskingNarrowly) {
  // A hidden count is neither above nor below anything.
  const auto found = [](const std::string& filter) {
    return json_of(ask("/ogc/collections/cells/items", {{"filter", filter}})).at("numberMatched").integer();
  };
  EXPECT_EQ(found("residents > 0 AND residents < 10"), 0);
  EXPECT_EQ(found("residents = 4"), 0);
  EXPECT_EQ(found("residents IS NULL"), 2);
  EXPECT_EQ(found("density_population > 0 AND density_population < 1000"), 0);
  EXPECT_EQ(found("residents >= 10"), 4);
  EXPECT_EQ(found("residents = 0"), 17);
}
TEST(SmallCounts, OfFindingsToo) {
  const auto findings = json_of(ask("/ogc/collections/findings/items")).at("features").list();
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].at("properties").at("affected").number(), 250);
  EXPECT_TRUE(findings[2].at("properties").at("affected").is_null());
  EXPECT_EQ(findings[2].at("properties").at("affected_mark").string(), "suppressed");
  EXPECT_TRUE(findings[2].at("geometry").is_null()) << "of the whole city: no place of its own";
}
TEST(SmallCounts, OfGroupsWhereAnybodyLives) {
  auto source = ogc_source();
  City city = *source.city;
  auto people = std::make_shared<People>(*city.people);
  people->groups = {{"elderly"}};
  people->group_names = {{"Elderly", "老年人"}};
  people->by_group = {Column<CellIdx, float>(people->residents.size(), 0.0F)};
  std::vector<float> given;
  for (const CellIdx c : each(people->residents))
    if (people->residents[c] >= 100)
      given.push_back(people->by_group[0][c] = given.empty() ? 0.0F : given.size() == 1 ? 9.5F : 50.0F);
  city.people = Layer<People>{people, city.people.hash()};
  source.city = std::make_shared<const City>(city);
  source.measured = nullptr;
  const ogc::Features features{source};
  std::size_t shown = 0, hidden = 0, empty = 0;
  for (const Document& f :
       json_of(ask("/ogc/collections/cells/items", {}, {}, features)).at("features").list()) {
    const Document p = f.at("properties");
    const Document elderly = p.at("residents_elderly");
    if (elderly.is_null()) ++hidden;
    else if (elderly.number() == 50) ++shown;
    else ++empty;
    EXPECT_EQ(p.at("residents_elderly_mark").string() == "suppressed", elderly.is_null());
  }
  EXPECT_EQ(shown, 2U);   // fifty of them
  EXPECT_EQ(hidden, 4U);  // none, and nine and a half, among hundreds; two cells of four people
  EXPECT_EQ(empty, 17U);  // nobody lives there at all
}

}  // namespace
}  // namespace cityloop
