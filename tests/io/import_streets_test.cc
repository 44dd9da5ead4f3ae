// What other sources know of streets: heights, stress, congestion; and what the map says of turns.

#include <cmath>

#include "cityloop/city/layers.h"
#include "cityloop/io/import/stress.h"
#include "cityloop/io/import/to_plane.h"
#include "cityloop/simulate/travel/network.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

struct StressCase {
  const char* why;
  std::vector<Tag> tags;
  int forward, backward;
};
class StressTable : public ::testing::TestWithParam<StressCase> {};

TEST_P(StressTable, FollowsTheRules) {
  const auto permit = permissions(GetParam().tags);
  ASSERT_TRUE(permit) << GetParam().why;
  const WayStress s = traffic_stress(GetParam().tags, *permit);
  EXPECT_EQ(s.forward, GetParam().forward) << GetParam().why;
  EXPECT_EQ(s.backward, GetParam().backward) << GetParam().why;
}

INSTANTIATE_TEST_SUITE_P(
    Osm, StressTable,
    ::testing::Values(
        StressCase{"the map says it", {{"highway", "primary"}, {"lts", "2"}}, 2, 2},
        StressCase{"a number that is none is not believed", {{"highway", "primary"}, {"lts", "7"}}, 4, 4},
        StressCase{"no cars", {{"highway", "cycleway"}}, 1, 1},
        StressCase{"no cars on a large road", {{"highway", "primary"}, {"motor_vehicle", "no"}}, 1, 1},
        StressCase{"service roads are not labelled", {{"highway", "service"}}, 0, 0},
        StressCase{"residential", {{"highway", "residential"}, {"maxspeed", "80"}}, 1, 1},
        StressCase{"living street", {{"highway", "living_street"}}, 1, 1},
        StressCase{"tertiary that says nothing", {{"highway", "tertiary"}}, 3, 3},
        StressCase{"tertiary, few lanes, no speed", {{"highway", "tertiary"}, {"lanes", "2"}}, 2, 2},
        StressCase{"tertiary, many lanes, no speed", {{"highway", "tertiary"}, {"lanes", "4"}}, 3, 3},
        StressCase{"tertiary, slow", {{"highway", "tertiary"}, {"maxspeed", "40"}}, 2, 2},
        StressCase{"25 mph is slow", {{"highway", "unclassified"}, {"maxspeed", "25 mph"}}, 2, 2},
        StressCase{
            "tertiary, slow but wide", {{"highway", "tertiary"}, {"maxspeed", "40"}, {"lanes", "4"}}, 3, 3},
        StressCase{"tertiary, few lanes but fast",
                   {{"highway", "tertiary_link"}, {"maxspeed", "60"}, {"lanes", "2"}},
                   3,
                   3},
        StressCase{"tertiary with a lane", {{"highway", "tertiary"}, {"cycleway", "lane"}}, 2, 2},
        StressCase{"large", {{"highway", "secondary"}, {"maxspeed", "30"}}, 4, 4},
        StressCase{"large with a lane", {{"highway", "secondary"}, {"cycleway:both", "track"}}, 3, 3},
        StressCase{"large and slow with a lane",
                   {{"highway", "primary"}, {"cycleway", "lane"}, {"maxspeed", "40"}, {"lanes", "3"}},
                   2,
                   2},
        StressCase{"a lane on the right", {{"highway", "primary"}, {"cycleway:right", "lane"}}, 3, 4},
        StressCase{"a lane on the left", {{"highway", "primary"}, {"cycleway:left", "lane"}}, 4, 3},
        StressCase{
            "a lane against the traffic", {{"highway", "primary"}, {"cycleway", "opposite_lane"}}, 4, 3},
        StressCase{
            "a painted hint is no lane", {{"highway", "primary"}, {"cycleway", "shared_lane"}}, 4, 4}));

TEST(TurnRule, KnowsWhomARestrictionStops) {
  constexpr Permit cycle = permit(Mode::cycle), drive = permit(Mode::drive);
  const auto rule = [](std::vector<Tag> tags) { return turn_rule(tags); };
  EXPECT_EQ(rule({{"restriction", "no_left_turn"}}).stops, cycle | drive);
  EXPECT_FALSE(rule({{"restriction", "no_left_turn"}}).only);
  EXPECT_TRUE(rule({{"restriction", "only_straight_on"}}).only);
  EXPECT_EQ(rule({{"restriction", "no_left_turn"}, {"except", "psv; bicycle"}}).stops, drive);
  EXPECT_EQ(rule({{"restriction", "no_left_turn"}, {"except", "motorcar;bicycle"}}).stops, 0);
  EXPECT_EQ(rule({{"restriction:bicycle", "no_u_turn"}}).stops, cycle);
  EXPECT_EQ(rule({{"restriction:hgv", "no_left_turn"}}).stops, 0);
  EXPECT_EQ(rule({{"restriction", "give_way"}}).stops, 0);
}

class StreetSources : public ImportTest {
 protected:
  /// A cross at 15.4° W, 28.1° N: way 10 runs west-east over nodes 1-2-3, way 11 south-north over 4-2-5.
  std::string cross(const std::string& west_east, const std::string& south_north,
                    const std::string& node2 = "", const std::string& rest = "") {
    const auto node = [](int id, double x, double y, const std::string& tags) {
      return "<node id='" + std::to_string(id) + "' version='1' lon='" + std::to_string(-15.4 + x / 1000) +
             "' lat='" + std::to_string(28.1 + y / 1000) + "'>" + tags + "</node>";
    };
    return "<?xml version='1.0'?><osm version='0.6'>" + node(1, -1, 0, "") + node(2, 0, 0, node2) +
           node(3, 1, 0, "") + node(4, 0, -1, "") + node(5, 0, 1, "") + way(10, {1, 2, 3}, west_east) +
           way(11, {4, 2, 5}, south_north) + rest + "</osm>";
  }
  static std::string way(int id, const std::vector<int>& nodes, const std::string& tags) {
    std::string s = "<way id='" + std::to_string(id) + "' version='1'>";
    for (const int n : nodes) s += "<nd ref='" + std::to_string(n) + "'/>";
    return s + tags + "</way>";
  }
  static std::string tag(const char* k, const char* v) {
    return std::string{"<tag k='"} + k + "' v='" + v + "'/>";
  }
  City read(const std::string& map, const std::string& more = "",
            const std::string& head = "crs: EPSG:32628\ncell: 100 m\n") {
    write("a.osm", map);
    write("people.csv", "x,y,count\n-15.4,28.1,10\n");
    return import(
        "  - {file: a.osm, reads: osm, layers: [streets]}\n  - {file: people.csv, reads: table, as: "
        "people}\n" +
            more,
        head);
  }
  /// A raster of 10 m pixels around the cross: of the height at each x, or rising by 5 % to the east.
  void write_slope(double from_m, double to_m) {
    write_ground(from_m, to_m, [](double x) { return 100 + 0.05 * x; });
  }
  template <class Height>
  void write_ground(double from_m, double to_m, Height height) {
    Point middle{-15.4, 28.1};
    ToPlane{"EPSG:4326", "EPSG:32628"}(std::span{&middle, 1});
    const int columns = static_cast<int>((to_m - from_m) / 10), rows = 60;
    std::string s = "ncols " + std::to_string(columns) + "\nnrows " + std::to_string(rows) + "\nxllcorner " +
                    std::to_string(middle.x + from_m) + "\nyllcorner " + std::to_string(middle.y - 300) +
                    "\ncellsize 10\nNODATA_value -9999\n";
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; ++c) s += std::to_string(height(from_m + 10 * c + 5)) + " ";
      s += "\n";
    }
    write("dem.asc", s);
  }
  static EdgeIdx edge(const City& city, std::int64_t way, std::int64_t from) {
    for (const EdgeIdx e : each(city.streets->from))
      if (city.streets->way_ref[e] == way && city.streets->node_ref[city.streets->from[e]] == from) return e;
    ADD_FAILURE() << "no stretch of way " << way << " from node " << from;
    return EdgeIdx{0};
  }
  static constexpr const char* kDem = "  - {file: dem.asc, reads: raster, as: elevation, crs: EPSG:32628}\n";
};

TEST_F(StreetSources, AStreetUpFivePerCentTakesToblersTime) {
  write_slope(-400, 400);
  const City city = read(cross(tag("highway", "residential"), tag("highway", "residential")), kDem);
  const Streets& s = *city.streets;
  EXPECT_EQ(count("streets.flat"), 0U);
  // Eastwards 5 % up: e^0.175; back: e^−0.175. North and south the plane is level but for the meridian's convergence.
  EXPECT_NEAR(s.walk_forward[edge(city, 10, 1)], 1191, 2);
  EXPECT_NEAR(s.walk_backward[edge(city, 10, 1)], 839, 2);
  EXPECT_NEAR(s.walk_forward[edge(city, 11, 4)], 1000, 5);
  EXPECT_GT(s.cycle_forward[edge(city, 10, 1)], 2000);
  EXPECT_LT(s.cycle_backward[edge(city, 10, 1)], 700);
  const Network walk{city.streets.shared(), default_profile(Mode::walk)};
  Point west{-15.401, 28.1};
  ToPlane{"EPSG:4326", "EPSG:32628"}(std::span{&west, 1});
  const Link home = walk.link(west);
  const EdgeIdx e = edge(city, 10, 1);
  ASSERT_EQ(home.edge, e);
  EXPECT_NEAR(home.to_to, s.length_mm[e] * 1.191, s.length_mm[e] * 0.003);
  EXPECT_NEAR(home.from_to, s.length_mm[e] * 0.839, s.length_mm[e] * 0.003);
}

TEST_F(StreetSources, OnABridgeTheGroundBelowDoesNotCount) {
  // A ravine of 20 m half way between nodes 1 and 2, which are 98 m apart.
  write_ground(-400, 400, [](double x) { return 100 - std::max(0.0, 20 - std::abs(x + 49)); });
  const std::string road = tag("highway", "residential"), path = tag("highway", "path");
  const City ground = read(cross(road, path), kDem);
  EXPECT_GT(ground.streets->walk_forward[edge(ground, 10, 1)], 1020);
  for (const char* how : {"bridge", "tunnel"}) {
    const City level = read(cross(road + tag(how, "yes"), path), kDem);
    EXPECT_NEAR(level.streets->walk_forward[edge(level, 10, 1)], 1000, 2) << how;
  }
}

TEST_F(StreetSources, WhereNoHeightIsKnownStreetsAreFlatAndOneDiagnosticSaysHowMuch) {
  write_slope(-400, -20);  // the western half
  const City city = read(cross(tag("highway", "residential"), tag("highway", "residential")), kDem);
  EXPECT_EQ(city.streets->walk_forward[edge(city, 10, 2)], 1000);
  EXPECT_EQ(city.streets->walk_forward[edge(city, 10, 1)], 1000);  // its eastern end is not covered
  ASSERT_EQ(count("streets.flat"), 1U);
  EXPECT_NE(first("streets.flat")->text.en.find("100.0 %"), std::string::npos);
  const City without = read(cross(tag("highway", "residential"), tag("highway", "residential")));
  EXPECT_TRUE(without.streets->walk_forward.empty());
  EXPECT_EQ(count("streets.flat"), 0U);
}

TEST_F(StreetSources, WhoComesToACrossingWithoutLightsFeelsItsWorstLeg) {
  const std::string quiet = tag("highway", "residential"), loud = tag("highway", "primary");
  const City plain = read(cross(quiet, loud));
  const EdgeIdx west = edge(plain, 10, 1), east = edge(plain, 10, 2);
  EXPECT_EQ(plain.streets->stress_forward[west], 4);   // towards the crossing
  EXPECT_EQ(plain.streets->stress_backward[west], 1);  // away from it
  EXPECT_EQ(plain.streets->stress_forward[east], 1);
  EXPECT_EQ(plain.streets->stress_backward[east], 4);
  const City lit = read(cross(quiet, loud, tag("highway", "traffic_signals")));
  EXPECT_EQ(lit.streets->stress_forward[edge(lit, 10, 1)], 1);
  const City said = read(cross(quiet + tag("lts", "1"), loud));
  EXPECT_EQ(said.streets->stress_forward[edge(said, 10, 1)], 1);
}

TEST_F(StreetSources, ATableOfStressKnowsBetter) {
  write("lts.csv", "osm_id,lts\n11,2\n99,1\n10,5\nx,1\n");
  const City city = read(cross(tag("highway", "primary"), tag("highway", "primary")),
                         "  - {file: lts.csv, reads: table, as: stress}\n");
  EXPECT_EQ(city.streets->stress_forward[edge(city, 11, 4)], 2);
  EXPECT_EQ(city.streets->stress_forward[edge(city, 10, 1)], 4);
  EXPECT_EQ(count("streets.way"), 1U);   // 99
  EXPECT_EQ(count("table.range"), 1U);   // 5
  EXPECT_EQ(count("table.number"), 1U);  // x
}

TEST_F(StreetSources, TrafficSlowsDrivingOnlyWhenAsked) {
  write("slow.csv", "osm_id,max_speed,speed_type\n10,0.5,scale\n11,15,km/h\n11,9,knots\n");
  const City city =
      read(cross(tag("highway", "residential") + tag("maxspeed", "40"), tag("highway", "residential")),
           "  - {file: slow.csv, reads: table, as: congestion}\n");
  const EdgeIdx a = edge(city, 10, 1), b = edge(city, 11, 4);
  EXPECT_EQ(city.streets->traffic[a], 500);
  EXPECT_EQ(city.streets->traffic[b], 500);  // 15 of 30 km/h, the class's own
  EXPECT_EQ(count("congestion.type"), 1U);
  Profile drive = default_profile(Mode::drive);
  const auto cost = [&](EdgeIdx e) {
    const Network net{city.streets.shared(), drive};
    for (std::uint32_t n = 0; n < net.nodes(); ++n)
      for (const Arc& arc : net.out(NodeIdx{n}))
        if (arc.edge == e) return arc.cost;
    return kNoPath;
  };
  const Cost free = cost(a);
  EXPECT_NEAR(free, city.streets->length_mm[a] * 3.6 / 40, 1);
  drive.traffic = true;
  EXPECT_NEAR(cost(a), 2.0 * free, 2);
  EXPECT_NEAR(cost(b), city.streets->length_mm[b] * 3.6 / 15, 1);
}

class Turns : public StreetSources {
 protected:
  static std::string relation(int id, const std::string& from, const std::string& via, const std::string& to,
                              const std::string& tags) {
    return "<relation id='" + std::to_string(id) + "' version='1'>" + from + via + to +
           tag("type", "restriction") + tags + "</relation>";
  }
  static std::string member(const char* type, int ref, const char* role) {
    return std::string{"<member type='"} + type + "' ref='" + std::to_string(ref) + "' role='" + role + "'/>";
  }
  /// The cross with its four arms as four ways: 10 west, 11 south, 12 east, 13 north; all meet at node 2.
  std::string arms(const std::string& relations) {
    const std::string road = tag("highway", "residential");
    std::string map = cross(road, road);
    map.replace(map.find("<way id='10'"), std::string::npos, "");
    return map + way(10, {1, 2}, road) + way(11, {4, 2}, road) + way(12, {2, 3}, road) +
           way(13, {2, 5}, road) + relations + "</osm>";
  }
};

TEST_F(Turns, AForbiddenTurnIsKeptByWayAndNode) {
  const City city = read(arms(relation(1, member("way", 11, "from"), member("node", 2, "via"),
                                       member("way", 10, "to"), tag("restriction", "no_left_turn"))));
  const Streets& s = *city.streets;
  ASSERT_EQ(s.turn_via.size(), 1U);
  EXPECT_EQ(s.way_ref[s.turn_from[TurnIdx{0}]], 11);
  EXPECT_EQ(s.way_ref[s.turn_to[TurnIdx{0}]], 10);
  EXPECT_EQ(s.node_ref[s.turn_via[TurnIdx{0}]], 2);
  EXPECT_EQ(s.turn_stops[TurnIdx{0}], permit(Mode::drive) | permit(Mode::cycle));
  EXPECT_EQ(decode<Streets>(encode(s)).turn_to.size(), 1U);
}

TEST_F(Turns, TheOnlyTurnForbidsAllOthers) {
  const City city =
      read(arms(relation(1, member("way", 11, "from"), member("node", 2, "via"), member("way", 13, "to"),
                         tag("restriction", "only_straight_on") + tag("except", "bicycle"))));
  const Streets& s = *city.streets;
  ASSERT_EQ(s.turn_via.size(), 3U);  // into 10, into 12, and back into 11
  for (const TurnIdx t : each(s.turn_via)) {
    EXPECT_NE(s.way_ref[s.turn_to[t]], 13);
    EXPECT_EQ(s.turn_stops[t], permit(Mode::drive));
  }
}

TEST_F(Turns, BrokenRelationsAreToldAndTheRestIsUsed) {
  const std::string good = relation(1, member("way", 11, "from"), member("node", 2, "via"),
                                    member("way", 10, "to"), tag("restriction", "no_left_turn"));
  const std::string no_via =
      relation(2, member("way", 11, "from"), "", member("way", 10, "to"), tag("restriction", "no_left_turn"));
  const std::string no_from =
      relation(3, "", member("node", 2, "via"), member("way", 10, "to"), tag("restriction", "no_left_turn"));
  const std::string way_gone = relation(4, member("way", 77, "from"), member("node", 2, "via"),
                                        member("way", 10, "to"), tag("restriction", "no_left_turn"));
  const std::string elsewhere = relation(5, member("way", 11, "from"), member("node", 3, "via"),
                                         member("way", 10, "to"), tag("restriction", "no_left_turn"));
  const std::string over = relation(6, member("way", 11, "from"), member("way", 12, "via"),
                                    member("way", 10, "to"), tag("restriction", "no_u_turn"));
  const City city = read(arms(good + no_via + no_from + way_gone + elsewhere + over));
  EXPECT_EQ(city.streets->turn_via.size(), 1U);
  EXPECT_EQ(count("osm.turn"), 1U);
  EXPECT_NE(first("osm.turn")->text.en.find("2 turn restrictions"), std::string::npos);
  EXPECT_EQ(count("streets.turn"), 1U);
  EXPECT_NE(first("streets.turn")->text.en.find("2 turn restrictions"), std::string::npos);
  EXPECT_EQ(count("osm.turn_over_ways"), 1U);
  EXPECT_EQ(city.streets->edges(), 4U);
}

TEST_F(StreetSources, AStreetAcrossTheAntimeridianKeepsItsLength) {
  const std::string map =
      "<?xml version='1.0'?><osm version='0.6'>"
      "<node id='1' version='1' lon='179.999' lat='-16.8'/>"
      "<node id='2' version='1' lon='-179.999' lat='-16.8'/>"
      "<node id='3' version='1' lon='-179.997' lat='-16.8'/>" +
      way(10, {1, 2, 3}, tag("highway", "residential")) + "</osm>";
  write("a.osm", map);
  write("people.csv", "x,y,count\n179.999,-16.8,10\n-179.999,-16.8,10\n");
  const std::string sources =
      "  - {file: a.osm, reads: osm, layers: [streets]}\n  - {file: people.csv, reads: table, as: people}\n";
  // The map comes after the people in the order of reading, but only its middle says which zone this is.
  const City city = import(sources, "crs: EPSG:32760\ncell: 100 m\n");
  ASSERT_EQ(city.streets->edges(), 1U);
  // 4/1000° of longitude at 16.8° S: 111,320 m · cos 16.8° · 0.004 = 426 m.
  EXPECT_NEAR(city.streets->length_mm[EdgeIdx{0}] / 1000.0, 426, 2);
  write("cells.csv", "x,y\n179.999,-16.8\n");
  const City by_itself = import(
      "  - {file: a.osm, reads: osm, layers: [streets]}\n"
      "  - {file: c.geojson, reads: vector, as: boundary}\n",
      [&] {
        write("c.geojson",
              "{\"type\": \"Polygon\", \"coordinates\": [[[179.99, -16.81], [179.9999, "
              "-16.81], [179.9999, -16.79], [179.99, -16.79], [179.99, -16.81]]]}");
        return "crs: EPSG:32760\ncell: 100 m\n";
      }());
  EXPECT_EQ(by_itself.streets->edges(), 1U);
  // On a plane that tears there, the street is left out and told of, and no edge goes round the globe.
  const City torn = import(sources, "crs: EPSG:3857\ncell: 100 m\n");
  EXPECT_EQ(torn.streets->edges(), 0U);
  EXPECT_EQ(count("osm.leap"), 1U);
}

}  // namespace
}  // namespace cityloop
