// The abstract tests of OGC API – Features, Part 1 (OGC 17-069r4, annex A), each under its own id.

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/ogc_fixture.h"

namespace cityloop {
namespace {

using namespace testing;  // NOLINT: the fixture
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<std::string> collection_ids() {
  std::vector<std::string> ids;
  for (const Document& c : json_of(ask("/ogc/collections")).at("collections").list())
    ids.push_back(c.at("id").string());
  return ids;
}
Document api() { return json_of(ask("/ogc/api")); }
/// A parameter of the items of a collection as the API definition declares it; references followed.
Document declared(const Document& definition, const std::string& collection, const std::string& name) {
  for (const Document& p :
       definition.at("paths").at("/collections/" + collection + "/items").at("get").at("parameters").list()) {
    Document found = p;
    if (const auto ref = p.find("$ref"))
      found = definition.at("components")
                  .at("parameters")
                  .at(ref->string().substr(std::string{"#/components/parameters/"}.size()));
    if (found.at("name").string() == name) return found;
  }
  return {};
}

TEST(ConfCore, http) {
  EXPECT_EQ(ask("/ogc").status, 200);
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const auto refused = ask("/ogc/collections", {}, {}, ogc_features(), method);
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(field_of(refused, "allow"), "GET, HEAD");
  }
  EXPECT_EQ(ask("/ogc", {}, {}, ogc_features(), "HEAD").status, 200);
  EXPECT_EQ(ask("/elsewhere").status, 0) << "not ours: left to the others";
  EXPECT_EQ(ask("/ogcx").status, 0);
  for (const char* path : {"/ogc/nothing", "/ogc/collections/nothing", "/ogc/collections/dUmmYColLection",
                           "/ogc/collections/nothing/items", "/ogc/collections/cells/nothing",
                           "/ogc/collections/cells/items/nothing", "/ogc/collections/cells/items/a/b",
                           "/ogc//", "/ogc/collections/", "/ogc/collections/cells/items/"})
    EXPECT_EQ(ask(path).status, 404) << path;
}
TEST(ConfCore, root_op) {
  for (const char* path : {"/ogc", "/ogc/"}) EXPECT_EQ(ask(path).status, 200);
}
TEST(ConfCore, root_success) {
  const Document d = json_of(ask("/ogc"));
  for (const char* rel : {"service-desc", "conformance", "data", "self", "alternate", "service-doc"}) {
    const std::string href = link_of(d, rel);
    ASSERT_FALSE(href.empty()) << rel;
    EXPECT_EQ(follow(href).status, 200) << rel << ' ' << href;
  }
  // Addresses come from the configuration, whatever a client claims of the host.
  EXPECT_EQ(*ask("/ogc", {}, {{"host", "evil.example"}}).body, *ask("/ogc").body);
}
TEST(ConfCore, api_definition_op) {
  const auto answer = follow(link_of(json_of(ask("/ogc")), "service-desc"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(field_of(answer, "content-type"), "application/vnd.oai.openapi+json;version=3.0");
}
TEST(ConfCore, api_definition_success) {
  const Document d = api();
  EXPECT_EQ(d.at("openapi").string(), "3.0.3");
  EXPECT_EQ(d.at("servers").list().at(0).at("url").string(), std::string{kOgcBase} + "/ogc");
  for (const std::string& id : collection_ids())
    for (const std::string& path :
         {"/collections/" + id, "/collections/" + id + "/items", "/collections/" + id + "/items/{featureId}",
          "/collections/" + id + "/queryables"})
      EXPECT_THAT(d.at("paths").keys(), Contains(path));
  // Every reference leads somewhere.
  const std::string all = *ask("/ogc/api").body;
  std::size_t seen = 0;
  for (std::size_t at = all.find("\"$ref\":\"#/"); at != std::string::npos;
       at = all.find("\"$ref\":\"#/", at + 1)) {
    std::string path = all.substr(at + 10, all.find('"', at + 10) - at - 10);
    Document here = d;
    for (std::size_t slash = 0; slash != std::string::npos;) {
      slash = path.find('/');
      const std::string word = path.substr(0, slash);
      ASSERT_TRUE(here.find(word).has_value()) << word;
      here = here.at(word);
      if (slash != std::string::npos) path = path.substr(slash + 1);
    }
    ++seen;
  }
  EXPECT_GT(seen, 50U);
}
TEST(ConfCore, conformance_op) { EXPECT_EQ(ask("/ogc/conformance").status, 200); }
TEST(ConfCore, conformance_success) {
  const auto classes = json_of(ask("/ogc/conformance")).at("conformsTo").strings();
  for (const char* c : {"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/geojson",
                        "ogcapi-features-1/1.0/conf/oas30", "ogcapi-features-2/1.0/conf/crs"})
    EXPECT_THAT(classes, Contains(std::string{"http://www.opengis.net/spec/"} + c));
}
TEST(ConfCore, fc_md_op) { EXPECT_EQ(ask("/ogc/collections").status, 200); }
TEST(ConfCore, fc_md_success) {
  const Document d = json_of(ask("/ogc/collections"));
  EXPECT_FALSE(link_of(d, "self").empty());
  EXPECT_FALSE(link_of(d, "alternate").empty());
  EXPECT_EQ(collection_ids(), (std::vector<std::string>{"cells", "zones_district", "places", "streets",
                                                        "findings", "projects"}));
  for (const Document& c : d.at("collections").list()) {
    EXPECT_EQ(follow(link_of(c, "items", "application/geo+json")).status, 200);
    const auto box = c.at("extent").at("spatial").at("bbox").list().at(0).list();
    ASSERT_EQ(box.size(), 4U);
    EXPECT_LT(box[0].number(), box[2].number() + 1e-12);
    EXPECT_EQ(c.at("crs").strings(), std::vector<std::string>{"#/crs"});
  }
}
TEST(ConfCore, sfc_md_op) {
  for (const std::string& id : collection_ids()) EXPECT_EQ(ask("/ogc/collections/" + id).status, 200) << id;
}
TEST(ConfCore, sfc_md_success) {
  const Document all = json_of(ask("/ogc/collections"));
  for (const Document& c : all.at("collections").list()) {
    const Document one = json_of(ask("/ogc/collections/" + c.at("id").string()));
    for (const char* same : {"id", "title", "description", "itemType", "storageCrs"})
      EXPECT_EQ(one.at(same).string(), c.at(same).string());
    EXPECT_FALSE(link_of(one, "self").empty());
  }
}
TEST(ConfCore, fc_op) {
  for (const std::string& id : collection_ids()) {
    const auto answer = ask("/ogc/collections/" + id + "/items");
    EXPECT_EQ(answer.status, 200) << id;
    EXPECT_EQ(field_of(answer, "content-type"), "application/geo+json");
  }
}

// ---- bbox ------------------------------------------------------------------------------------------------------------

TEST(ConfCore, fc_bbox_definition) {
  const Document d = api();
  for (const std::string& id : collection_ids()) {
    const Document p = declared(d, id, "bbox");
    EXPECT_EQ(p.at("in").string(), "query");
    EXPECT_FALSE(p.at("required").boolean());
    EXPECT_EQ(p.at("style").string(), "form");
    EXPECT_FALSE(p.at("explode").boolean());
    EXPECT_EQ(p.at("schema").at("type").string(), "array");
    EXPECT_EQ(p.at("schema").at("items").at("type").string(), "number");
  }
}

/// Whether an outline, line or point has a point in common with a box, by segments and nothing else.
bool meets_box(const std::vector<std::vector<Point>>& rings, bool area, const Box& box) {
  const auto side = [](Point a, Point b, Point c) {
    const double s = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    return s < 0 ? -1 : s > 0 ? 1 : 0;
  };
  const auto in_reach = [](double x, double a, double b) {
    return x >= std::min(a, b) && x <= std::max(a, b);
  };
  const auto on = [&](Point p, Point a, Point b) {
    return side(a, b, p) == 0 && in_reach(p.x, a.x, b.x) && in_reach(p.y, a.y, b.y);
  };
  const Point corner[] = {box.low, {box.high.x, box.low.y}, box.high, {box.low.x, box.high.y}};
  for (const auto& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (box.contains(ring[i])) return true;
      if (i == 0) continue;
      for (int k = 0; k < 4; ++k) {
        const Point a = corner[k], b = corner[(k + 1) % 4], c = ring[i - 1], e = ring[i];
        if (on(a, c, e) || on(b, c, e)) return true;
        if (side(a, b, c) * side(a, b, e) < 0 && side(c, e, a) * side(c, e, b) < 0) return true;
      }
    }
  if (!area) return false;
  Shape shape;  // the box may lie within the outline as a whole
  for (auto ring : rings) {
    ring.pop_back();
    shape.rings.push_back(ring);
  }
  return contains(shape, 0.5 * (box.low + box.high));
}
std::string bbox_text(const Box& b) {
  return fmt::format("{},{},{},{}", b.low.x, b.low.y, b.high.x, b.high.y);
}

TEST(ConfCore, fc_bbox_response) {
  std::size_t some = 0, none = 0;
  for (const std::string& id : collection_ids()) {
    const std::string items = "/ogc/collections/" + id + "/items";
    const Document all = json_of(ask(items, {{"limit", "10000"}}));
    std::vector<std::pair<std::string, std::vector<std::vector<Point>>>> features;
    std::vector<Point> vertices;
    bool area = false;
    for (const Document& f : all.at("features").list()) {
      if (f.at("geometry").is_null()) continue;
      features.emplace_back(f.at("id").string(), points_of(f.at("geometry")));
      area = f.at("geometry").at("type").string().ends_with("Polygon");
      for (const auto& ring : features.back().second)
        vertices.insert(vertices.end(), ring.begin(), ring.end());
    }
    ASSERT_FALSE(vertices.empty());
    // Boxes that begin and end exactly at published coordinates: the edge belongs to the box.
    for (std::size_t k = 0; k < 60; ++k) {
      const Point a = vertices[(k * 7) % vertices.size()], b = vertices[(k * 31 + k * k) % vertices.size()];
      Box box;
      box.add(a);
      box.add(k % 4 == 0 ? a : b);
      if (k % 5 == 0) box = box.grown(0.0003);
      std::vector<std::string> expected;
      for (const auto& [fid, rings] : features)
        if (meets_box(rings, area, box)) expected.push_back(fid);
      const Document found = json_of(ask(items, {{"bbox", bbox_text(box)}, {"limit", "10000"}}));
      EXPECT_EQ(ids_of(found), expected) << id << ' ' << bbox_text(box);
      some += expected.size();
      none += features.size() - expected.size();
      // With heights, which are not looked at.
      const Document tall = json_of(ask(
          items, {{"bbox", fmt::format("{},{},-5,{},{},90", box.low.x, box.low.y, box.high.x, box.high.y)},
                  {"limit", "10000"}}));
      EXPECT_EQ(ids_of(tall), expected);
    }
    EXPECT_EQ(ids_of(json_of(ask(items, {{"bbox", "-180,-90,180,90"}}))).size(), features.size());
    const Document nowhere = json_of(ask(items, {{"bbox", "0,0,1,1"}}));
    EXPECT_EQ(nowhere.at("numberReturned").integer(), 0);
    EXPECT_EQ(nowhere.at("numberMatched").integer(), 0);
    EXPECT_TRUE(nowhere.at("features").list().empty());
    // From the city's east around the world to its west: all that is not strictly between.
    const double middle = 0.5 * (vertices[0].x + vertices.back().x);
    const std::string around = fmt::format("{},-90,{},90", middle + 1e-4, middle - 1e-4);
    const Box gap{{middle - 1e-4, -90}, {middle + 1e-4, 90}};
    std::size_t outside = 0;
    for (const auto& [fid, rings] : features) {
      bool out = false;
      for (const auto& ring : rings)
        for (const Point p : ring) out = out || p.x <= gap.low.x || p.x >= gap.high.x;
      outside += out ? 1 : 0;
    }
    EXPECT_EQ(ids_of(json_of(ask(items, {{"bbox", around}}))).size(), outside) << id;
  }
  EXPECT_GT(some, 200U);
  EXPECT_GT(none, 200U);
}

// ---- limit and paging --------------------------------------------------------------------------------------------------

TEST(ConfCore, fc_limit_definition) {
  const Document d = api();
  for (const std::string& id : collection_ids()) {
    const Document p = declared(d, id, "limit");
    EXPECT_EQ(p.at("in").string(), "query");
    EXPECT_EQ(p.at("style").string(), "form");
    EXPECT_FALSE(p.at("explode").boolean());
    EXPECT_EQ(p.at("schema").at("type").string(), "integer");
    EXPECT_EQ(p.at("schema").at("minimum").integer(), 1);
    EXPECT_EQ(p.at("schema").at("maximum").integer(), 10000);
    EXPECT_EQ(p.at("schema").at("default").integer(), 100);
  }
}
TEST(ConfCore, fc_limit_response) {
  for (const char* limit : {"1", "3", "10000", "10001", "99999999999999999999999"}) {
    const Document d = json_of(ask("/ogc/collections/cells/items", {{"limit", limit}}));
    const auto most = std::min<std::size_t>(ogc_features().find("cells")->rows,
                                            std::string{limit}.size() > 4 ? 10000 : std::stoul(limit));
    EXPECT_EQ(ids_of(d).size(), most) << limit;
    EXPECT_EQ(d.at("numberReturned").integer(), static_cast<std::int64_t>(most));
  }
}
TEST(ConfCore, fc_links) {
  // Pages neither repeat nor skip, and the last one has no `next`.
  for (const Query& query : {Query{}, Query{{"bbox", "-180,-90,180,90"}}, Query{{"filter", "area > 1"}}}) {
    Query first = query;
    first.emplace_back("limit", "5");
    http::Response page = ask("/ogc/collections/cells/items", first);
    std::vector<std::string> all;
    for (int pages = 0; pages < 20; ++pages) {
      const Document d = json_of(page);
      EXPECT_EQ(d.at("numberMatched").integer(), 23);
      EXPECT_EQ(*follow(link_of(d, "self")).body, *page.body);
      EXPECT_EQ(field_of(follow(link_of(d, "alternate")), "content-type"), "text/html; charset=utf-8");
      for (const std::string& id : ids_of(d)) all.push_back(id);
      const std::string next = link_of(d, "next");
      if (next.empty()) break;
      page = follow(next);
      ASSERT_EQ(page.status, 200) << next;
    }
    const auto expected = ids_of(json_of(ask("/ogc/collections/cells/items", {{"limit", "10000"}})));
    EXPECT_EQ(expected.size(), 23U);
    EXPECT_EQ(all, expected);
  }
}
TEST(Paging, ACursorOfAnotherSnapshotIsAConflictAndNotAnotherPage) {
  const Document first = json_of(ask("/ogc/collections/cells/items", {{"limit", "5"}}));
  ogc::FeatureSource later = ogc_source();
  City changed = *later.city;
  changed.as_of += std::chrono::days{1};
  later.city = std::make_shared<const City>(changed);
  const ogc::Features next_day{later};
  const auto refused = follow(link_of(first, "next"), next_day);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(*refused.body, HasSubstr("数据已更新"));
  // So does a result that was computed anew over the same facts.
  ogc::FeatureSource again = ogc_source();
  auto findings = std::make_shared<std::vector<Finding>>(*again.findings);
  findings->pop_back();
  again.findings = findings;
  EXPECT_EQ(follow(link_of(first, "next"), ogc::Features{again}).status, 409);
  EXPECT_EQ(follow(link_of(first, "next"), ogc::Features{ogc_source()}).status, 200)
      << "the same data, made again";
  for (const char* wrong :
       {"", "5", "x-5", "0123456789abcdef-", "0123456789abcdef--5", "0123456789abcdef-5x"})
    EXPECT_EQ(ask("/ogc/collections/cells/items", {{"cursor", wrong}}).status, 400) << wrong;
  EXPECT_TRUE(ids_of(json_of(ask("/ogc/collections/cells/items",
                                 {{"cursor", ogc_features().version() + "-4000000000"}})))
                  .empty());
}

// ---- datetime -----------------------------------------------------------------------------------------------------------

TEST(ConfCore, fc_time_definition) {
  const Document p = declared(api(), "findings", "datetime");
  EXPECT_EQ(p.at("in").string(), "query");
  EXPECT_EQ(p.at("schema").at("type").string(), "string");
}
TEST(ConfCore, fc_time_response) {
  // Findings were first seen on the tenth of January, February and March 2026.
  const auto found = [](const std::string& when) {
    return ids_of(json_of(ask("/ogc/collections/findings/items", {{"datetime", when}}))).size();
  };
  EXPECT_EQ(found("2026-02-10"), 1U);
  EXPECT_EQ(found("2026-02-10T00:00:00Z"), 1U);
  EXPECT_EQ(found("2026-02-10T23:59:59Z"), 1U);
  EXPECT_EQ(found("2026-02-10t12:00:00.125z"), 1U);
  EXPECT_EQ(found("2026-02-11T00:00:00Z"), 0U);
  EXPECT_EQ(found("2026-02-11T07:59:59+08:00"), 1U) << "still the tenth in UTC";
  EXPECT_EQ(found("2026-02-11T07:59:59 08:00"), 1U) << "a plus that was not escaped";
  EXPECT_EQ(found("2026-01-10/2026-02-10"), 2U);
  EXPECT_EQ(found("2026-01-11/2026-02-09"), 0U);
  EXPECT_EQ(found("../2026-02-10"), 2U);
  EXPECT_EQ(found("/2026-02-09T23:59:59Z"), 1U);
  EXPECT_EQ(found("2026-02-10/.."), 2U);
  EXPECT_EQ(found("2026-03-11/"), 0U);
  // Features without a time match always: cells, and a project that was passed over.
  EXPECT_EQ(ids_of(json_of(ask("/ogc/collections/cells/items", {{"datetime", "1999-01-01"}}))).size(), 23U);
  EXPECT_EQ(ids_of(json_of(ask("/ogc/collections/projects/items", {{"datetime", "1999-01-01"}}))).size(), 1U);
  EXPECT_EQ(ids_of(json_of(ask("/ogc/collections/projects/items", {{"datetime", "2028-12-31"}}))).size(), 2U);
  const auto interval = json_of(ask("/ogc/collections/findings")).at("extent").at("temporal").at("interval");
  EXPECT_EQ(interval.list()[0].strings(),
            (std::vector<std::string>{"2026-01-10T00:00:00Z", "2026-03-10T23:59:59Z"}));
}

// ---- wrong questions ----------------------------------------------------------------------------------------------------

TEST(ConfCore, query_param_invalid) {
  const std::pair<const char*, const char*> wrong[] = {
      {"limit", "0"},
      {"limit", "-1"},
      {"limit", "ten"},
      {"limit", ""},
      {"limit", "1.5"},
      {"limit", "+5"},
      {"bbox", ""},
      {"bbox", "1,2,3"},
      {"bbox", "1,2,3,4,5"},
      {"bbox", "1,2,3,4,5,6,7"},
      {"bbox", "a,b,c,d"},
      {"bbox", "1,2,3,nan"},
      {"bbox", "1,2,3,inf"},
      {"bbox", "1,2,3,4,"},
      {"bbox", "0,10,1,5"},
      {"bbox", "1 ,2,3,4"},
      {"datetime", "yesterday"},
      {"datetime", ""},
      {"datetime", "2026-13-01"},
      {"datetime", "2026-02-30"},
      {"datetime", "2026-02-10T12:00"},
      {"datetime", "2026-02-10T12:00:00"},
      {"datetime", "2026-02-10T12:00:00+8"},
      {"datetime", "../.."},
      {"datetime", "/"},
      {"datetime", "2026-03-01/2026-02-01"},
      {"datetime", "a/b"},
      {"datetime", "2026-01-01/2026-02-01/2026-03-01"},
      {"crs", "EPSG:4326"},
      {"crs", ""},
      {"crs", "http://www.opengis.net/def/crs/EPSG/0/2154"},
      {"bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/1"},
      {"filter", "area >"},
      {"filter", ""},
      {"filter-lang", "cql2-json"},
      {"filter-crs", "x"},
      {"f", "xml"}};
  for (const auto& [name, value] : wrong) {
    const auto answer = ask("/ogc/collections/cells/items", {{name, value}});
    EXPECT_EQ(answer.status, 400) << name << '=' << value;
    EXPECT_EQ(field_of(answer, "content-type"), "application/problem+json");
    const Document d = json_of(answer);
    EXPECT_FALSE(d.at("detail").at("en").string().empty());
    EXPECT_FALSE(d.at("detail").at("zh").string().empty());
    EXPECT_EQ(d.at("status").integer(), 400);
  }
  EXPECT_EQ(ask("/ogc/collections/streets/items", {{"osm_way", "x"}}).status, 400);
  EXPECT_EQ(ask("/ogc/collections/cells/items", {{"limit", "5"}, {"limit", "6"}}).status, 400)
      << "said twice";
}
TEST(ConfCore, query_param_unknown) {
  for (const char* path :
       {"/ogc", "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/cells",
        "/ogc/collections/cells/items", "/ogc/collections/cells/queryables"})
    EXPECT_EQ(ask(path, {{"unknownQueryParameter", "1"}}).status, 400) << path;
  const std::string fid = ogc_features().find("cells")->fid[0];
  EXPECT_EQ(ask("/ogc/collections/cells/items/" + fid, {{"limit", "1"}}).status, 400);
  EXPECT_THAT(*ask("/ogc/collections/cells/items", {{"limt", "1"}}).body, HasSubstr("Did you mean limit?"));
}
TEST(ConfCore, filter_param) {
  // Properties that the definition declares as parameters.
  const Document d = api();
  EXPECT_EQ(declared(d, "places", "kind").at("schema").at("type").string(), "string");
  EXPECT_EQ(declared(d, "streets", "osm_way").at("schema").at("type").string(), "integer");
  EXPECT_TRUE(declared(d, "cells", "area").is_null()) << "a number with a fraction is asked for with filter";
  const Document clinics = json_of(ask("/ogc/collections/places/items", {{"kind", "clinic"}}));
  EXPECT_EQ(clinics.at("numberMatched").integer(), 2);
  for (const Document& f : clinics.at("features").list())
    EXPECT_EQ(f.at("properties").at("kind").string(), "clinic");
  EXPECT_EQ(json_of(ask("/ogc/collections/places/items", {{"kind", "clinic"}, {"name", "第一小学"}}))
                .at("numberMatched")
                .integer(),
            0);
  EXPECT_EQ(
      json_of(ask("/ogc/collections/places/items", {{"name", "第一小学"}})).at("numberMatched").integer(), 1);
}

// ---- what an answer says ---------------------------------------------------------------------------------------------

TEST(ConfCore, fc_response) {
  for (const std::string& id : collection_ids()) {
    const Document d = json_of(ask("/ogc/collections/" + id + "/items"));
    EXPECT_EQ(d.at("type").string(), "FeatureCollection");
    std::set<std::string> ids;
    for (const Document& f : d.at("features").list()) {
      EXPECT_EQ(f.at("type").string(), "Feature");
      EXPECT_TRUE(ids.insert(f.at("id").string()).second);
      EXPECT_TRUE(f.at("properties").is_map());
      if (!f.at("geometry").is_null()) {
        EXPECT_FALSE(points_of(f.at("geometry")).empty());
      }
    }
  }
}
TEST(ConfCore, fc_rel_type) {
  for (const std::string& id : collection_ids())
    for (const Document& l : json_of(ask("/ogc/collections/" + id + "/items")).at("links").list()) {
      EXPECT_FALSE(l.at("rel").string().empty());
      EXPECT_FALSE(l.at("type").string().empty());
      EXPECT_TRUE(l.at("href").string().starts_with(kOgcBase));
    }
}
TEST(ConfCore, fc_timeStamp) {
  EXPECT_EQ(json_of(ask("/ogc/collections/cells/items")).at("timeStamp").string(), "2026-12-01T08:30:00Z");
}
TEST(ConfCore, fc_numberMatched) {
  EXPECT_EQ(json_of(ask("/ogc/collections/cells/items", {{"limit", "2"}})).at("numberMatched").integer(), 23);
}
TEST(ConfCore, fc_numberReturned) {
  EXPECT_EQ(json_of(ask("/ogc/collections/cells/items", {{"limit", "2"}})).at("numberReturned").integer(), 2);
}
TEST(ConfCore, f_op) {
  for (const std::string& id : collection_ids())
    for (const std::string& fid : ids_of(json_of(ask("/ogc/collections/" + id + "/items"))))
      EXPECT_EQ(ask("/ogc/collections/" + id + "/items/" + fid).status, 200) << id << ' ' << fid;
}
TEST(ConfCore, f_success) {
  for (const std::string& id : collection_ids())
    for (const Document& f : json_of(ask("/ogc/collections/" + id + "/items")).at("features").list()) {
      const auto answer = ask("/ogc/collections/" + id + "/items/" + f.at("id").string());
      EXPECT_EQ(field_of(answer, "content-type"), "application/geo+json");
      const Document one = json_of(answer);
      EXPECT_EQ(one.at("id").string(), f.at("id").string());
      EXPECT_EQ(one.at("properties").keys(), f.at("properties").keys());
      if (!f.at("geometry").is_null()) {
        EXPECT_EQ(points_of(one.at("geometry")), points_of(f.at("geometry")));
      }
    }
}
TEST(ConfCore, f_links) {
  const Document d = json_of(ask("/ogc/collections/cells/items/" + ogc_features().find("cells")->fid[4]));
  EXPECT_EQ(*follow(link_of(d, "self")).body,
            *ask("/ogc/collections/cells/items/" + ogc_features().find("cells")->fid[4]).body);
  EXPECT_EQ(follow(link_of(d, "alternate")).status, 200);
  EXPECT_EQ(json_of(follow(link_of(d, "collection"))).at("id").string(), "cells");
}
TEST(ConfCore, crs84) {
  // Longitude first, degrees of WGS 84, whatever plane the city is measured on.
  const City& city = ogc_features().city();
  const Transform to_degrees{city.grid->spec().crs, "EPSG:4326"};
  const auto features = json_of(ask("/ogc/collections/places/items")).at("features").list();
  ASSERT_EQ(features.size(), city.places->id.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Point p = points_of(features[i].at("geometry"))[0][0],
                q = to_degrees.forward(city.places->at[idx<PlaceIdx>(i)]);
    EXPECT_NEAR(p.x, q.x, 1e-7);
    EXPECT_NEAR(p.y, q.y, 1e-7);
  }
}

// ---- HTML --------------------------------------------------------------------------------------------------------------

TEST(ConfHtml, content) {
  const std::string fid = ogc_features().find("places")->fid[0];
  for (const std::string& path :
       {std::string{"/ogc"}, std::string{"/ogc/api"}, std::string{"/ogc/conformance"},
        std::string{"/ogc/collections"}, std::string{"/ogc/collections/places"},
        std::string{"/ogc/collections/places/items"}, "/ogc/collections/places/items/" + fid,
        std::string{"/ogc/collections/places/queryables"}})
    for (const auto& answer :
         {ask(path, {{"f", "html"}}), ask(path, {}, {{"accept", "text/html,*/*;q=0.8"}})}) {
      EXPECT_EQ(answer.status, 200) << path;
      EXPECT_EQ(field_of(answer, "content-type"), "text/html; charset=utf-8");
      EXPECT_THAT(*answer.body, ::testing::Not(HasSubstr("<script")));
      EXPECT_THAT(*answer.body, ::testing::Not(HasSubstr("style=")));
    }
  // A name that would end an attribute is text.
  EXPECT_THAT(*ask("/ogc/collections/places/items", {{"f", "html"}}).body, HasSubstr("it&#39;s"));
  EXPECT_THAT(*ask("/ogc/collections/places/items", {{"f", "html"}, {"name", "\"><b>"}}).body,
              ::testing::Not(HasSubstr("<b>")));
}
TEST(ConfHtml, definition) {
  const auto type = [](const std::string& accept) {
    return field_of(ask("/ogc", {}, {{"accept", accept}}), "content-type");
  };
  EXPECT_EQ(type(""), "application/json");
  EXPECT_EQ(type("*/*"), "application/json");
  EXPECT_EQ(type("text/html"), "text/html; charset=utf-8");
  EXPECT_EQ(type("application/json"), "application/json");
  EXPECT_EQ(type("application/json, text/html;q=0.9"), "application/json");
  EXPECT_EQ(type("application/json;q=0.5,text/html;q=0.9"), "text/html; charset=utf-8");
}

}  // namespace
}  // namespace cityloop
