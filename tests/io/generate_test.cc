#include "cityloop/io/generate/generate.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <osmium/handler.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/visitor.hpp>

#include "cityloop/base/document.h"
#include "cityloop/base/parallel.h"
#include "cityloop/geo/crs.h"
#include "cityloop/geo/shape.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path;
  explicit Folder(const std::string& name)
      : path{fs::temp_directory_path() / ("cityloop-generate-" + name + "-" + std::to_string(getpid()))} {
    fs::remove_all(path);
  }
  ~Folder() { fs::remove_all(path); }
};

std::string bytes_of(const fs::path& p) {
  std::ifstream in{p, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
std::map<std::string, std::string> all_files(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& e : fs::recursive_directory_iterator(folder))
    if (e.is_regular_file()) out[fs::relative(e.path(), folder).string()] = bytes_of(e.path());
  return out;
}
/// Rows of a table without quotes, header first.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    rows.emplace_back();
    std::istringstream fields{line};
    for (std::string f; std::getline(fields, f, ',');) rows.back().push_back(f);
    if (!line.empty() && line.back() == ',') rows.back().emplace_back();
  }
  return rows;
}
std::size_t column(const std::vector<std::vector<std::string>>& rows, const std::string& name) {
  for (std::size_t k = 0; k < rows[0].size(); ++k)
    if (rows[0][k] == name) return k;
  ADD_FAILURE() << "no column " << name;
  return 0;
}

/// One small city, made once, for all tests that only read it.
class SmallCity : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new Folder{"small"};
    QuietRun quiet;
    count_ = generate_demo({.people = 20'000, .seed = 7}, folder_->path.string(), quiet.run);
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string read(const std::string& name) { return bytes_of(folder_->path / "data" / name); }
  static Folder* folder_;
  static DemoCount count_;
};
Folder* SmallCity::folder_ = nullptr;
DemoCount SmallCity::count_;

/// All that the tests ask of an OSM file.
struct Written : osmium::handler::Handler {
  struct Way {
    std::vector<std::int64_t> nodes;
    std::map<std::string, std::string> tags;
  };
  std::map<std::int64_t, Point> node;
  std::map<std::int64_t, std::map<std::string, std::string>> node_tags;
  std::vector<Way> ways;
  std::size_t relations = 0;
  std::string generator;
  static std::map<std::string, std::string> tags_of(const osmium::OSMObject& o) {
    std::map<std::string, std::string> out;
    for (const auto& t : o.tags()) out[t.key()] = t.value();
    return out;
  }
  void node_(const osmium::Node& n) {
    node[n.id()] = {n.location().lon(), n.location().lat()};
    if (!n.tags().empty()) node_tags[n.id()] = tags_of(n);
  }
  void way(const osmium::Way& w) {
    Way out{{}, tags_of(w)};
    for (const auto& ref : w.nodes()) out.nodes.push_back(ref.ref());
    ways.push_back(std::move(out));
  }
  void relation(const osmium::Relation&) { ++relations; }
};
Written read_osm(const fs::path& file) {
  Written osm;
  osmium::io::Reader reader{osmium::io::File{file.string()}};
  osm.generator = reader.header().get("generator");
  while (const osmium::memory::Buffer buffer = reader.read())
    for (const auto& object : buffer.select<osmium::OSMObject>()) {
      if (object.type() == osmium::item_type::node) osm.node_(static_cast<const osmium::Node&>(object));
      if (object.type() == osmium::item_type::way) osm.way(static_cast<const osmium::Way&>(object));
      if (object.type() == osmium::item_type::relation)
        osm.relation(static_cast<const osmium::Relation&>(object));
    }
  reader.close();
  return osm;
}

TEST(Generate, OneSpecGivesTheSameBytesForAnyNumberOfThreads) {
  Folder a{"a"}, b{"b"};
  QuietRun quiet;
  const int before = threads();
  set_threads(1);
  generate_demo({.people = 15'000, .seed = 3}, a.path.string(), quiet.run);
  set_threads(4);
  generate_demo({.people = 15'000, .seed = 3}, b.path.string(), quiet.run);
  set_threads(before);
  const auto left = all_files(a.path), right = all_files(b.path);
  ASSERT_EQ(left.size(), right.size());
  EXPECT_EQ(left.size(), 15U);
  for (const auto& [name, bytes] : left) EXPECT_TRUE(right.at(name) == bytes) << name << " differs";
}

TEST(Generate, AnotherSeedIsAnotherCity) {
  Folder a{"s1"}, b{"s2"};
  QuietRun quiet;
  generate_demo({.people = 10'000, .seed = 1}, a.path.string(), quiet.run);
  generate_demo({.people = 10'000, .seed = 2}, b.path.string(), quiet.run);
  EXPECT_NE(bytes_of(a.path / "data/people.csv"), bytes_of(b.path / "data/people.csv"));
  EXPECT_NE(bytes_of(a.path / "data/demo.osm.pbf"), bytes_of(b.path / "data/demo.osm.pbf"));
}

TEST(Generate, PeopleAddUpToTheNumberAskedForAtEveryScale) {
  for (const double people : {10'000.0, 60'000.0, 300'000.0}) {
    Folder f{"scale"};
    QuietRun quiet;
    const DemoCount count = generate_demo({.people = people}, f.path.string(), quiet.run);
    const auto rows = rows_of(bytes_of(f.path / "data/people.csv"));
    const std::size_t all = column(rows, "residents"), young = column(rows, "children"),
                      work = column(rows, "working"), old = column(rows, "elderly"),
                      poor = column(rows, "low_income");
    double sum = 0;
    for (std::size_t k = 1; k < rows.size(); ++k) {
      const double n = std::stod(rows[k][all]);
      sum += n;
      ASSERT_EQ(n, std::stod(rows[k][young]) + std::stod(rows[k][work]) + std::stod(rows[k][old]))
          << "row " << k;
      ASSERT_LE(std::stod(rows[k][poor]), n) << "row " << k;
    }
    EXPECT_EQ(sum, people);  // running totals are rounded, so not a single person is lost
    EXPECT_EQ(count.people, static_cast<std::size_t>(people));
    // No more streets than a bench of a million people allows for: 150,000 nodes.
    EXPECT_LT(static_cast<double>(count.street_nodes), 0.15 * people + 2000);
  }
}

TEST_F(SmallCity, HasOneSquareKilometrePerThousandPeople) {
  const Document doc = parse_json(read("boundary.geojson"), "boundary");
  const auto ring = doc.at("features").list()[0].at("geometry").at("coordinates").list()[0].list()[0].list();
  const Transform plane{"EPSG:4326", "EPSG:4547"};
  Shape shape;
  shape.rings.emplace_back();
  for (std::size_t k = 0; k + 1 < ring.size(); ++k)
    shape.rings[0].push_back(plane.forward(Point{ring[k].list()[0].number(), ring[k].list()[1].number()}));
  // 20,000 people ÷ 1,000 per km² = 20 km², that is 2,000 cells of 100 m: one for every ten people.
  EXPECT_NEAR(area_m2(shape), 20e6, 0.1e6);
}

TEST_F(SmallCity, PeopleLiveInsideTheBoundary) {
  const Document doc = parse_json(read("boundary.geojson"), "boundary");
  Shape shape;
  shape.rings.emplace_back();
  const auto ring = doc.at("features").list()[0].at("geometry").at("coordinates").list()[0].list()[0].list();
  for (std::size_t k = 0; k + 1 < ring.size(); ++k)
    shape.rings[0].push_back({ring[k].list()[0].number(), ring[k].list()[1].number()});
  const auto rows = rows_of(read("people.csv"));
  const std::size_t lng = column(rows, "lng"), lat = column(rows, "lat");
  std::size_t out = 0;
  for (std::size_t k = 1; k < rows.size(); ++k)
    out += contains(shape, {std::stod(rows[k][lng]), std::stod(rows[k][lat])}) ? 0U : 1U;
  EXPECT_EQ(out, 0U);
}

TEST_F(SmallCity, ZonesAreValidAndFillTheCity) {
  const Transform plane{"EPSG:4326", "EPSG:4547"};
  std::map<std::string, double> area;
  for (const std::string level : {"district", "street", "community"}) {
    const Document doc = parse_json(read("zones_" + level + ".geojson"), level);
    std::set<std::string> codes;
    for (const Document& feature : doc.at("features").list()) {
      EXPECT_TRUE(feature.at("properties").at("generated").boolean());
      EXPECT_TRUE(codes.insert(feature.at("properties").at("code").string()).second);
      Shape shape;
      for (const Document& part : feature.at("geometry").at("coordinates").list())
        for (const Document& ring : part.list()) {
          const auto points = ring.list();
          ASSERT_GE(points.size(), 4U);
          ASSERT_EQ(points.front().list()[0].number(), points.back().list()[0].number());
          ASSERT_EQ(points.front().list()[1].number(), points.back().list()[1].number());
          shape.rings.emplace_back();
          for (std::size_t k = 0; k + 1 < points.size(); ++k)
            shape.rings.back().push_back(
                plane.forward(Point{points[k].list()[0].number(), points[k].list()[1].number()}));
        }
      const auto repaired = made_valid(shape);
      ASSERT_TRUE(repaired.has_value());
      EXPECT_NEAR(area_m2(*repaired), area_m2(shape), 1e-6 * area_m2(shape)) << level << " needs repair";
      area[level] += area_m2(shape);
    }
  }
  for (const auto& [level, sum] : area) EXPECT_NEAR(sum, 20e6, 0.01 * 20e6) << level;
}

TEST_F(SmallCity, OsmCanBeReadAgainAndSaysThatItIsGenerated) {
  const Written osm = read_osm(folder_->path / "data/demo.osm.pbf");
  EXPECT_NE(osm.generator.find("generated"), std::string::npos);
  EXPECT_GT(osm.relations, 0U);
  std::size_t buildings = 0, places = 0, parks = 0;
  for (const Written::Way& w : osm.ways) {
    for (const std::int64_t n : w.nodes) ASSERT_TRUE(osm.node.contains(n));
    for (std::size_t k = 1; k < w.nodes.size(); ++k)
      ASSERT_NE(w.nodes[k], w.nodes[k - 1]) << "a stretch of no length";
    buildings += w.tags.contains("building") ? 1U : 0U;
    parks += w.tags.contains("leisure") ? 1U : 0U;
  }
  for (const auto& [id, tags] : osm.node_tags) {
    if (!tags.contains("name")) continue;
    ++places;
    EXPECT_TRUE(tags.contains("name:en"));
  }
  EXPECT_EQ(buildings, count_.buildings);
  EXPECT_EQ(places + parks, count_.places);
}

TEST_F(SmallCity, CompoundsMeetStreetsOnlyAtGates) {
  const Written osm = read_osm(folder_->path / "data/demo.osm.pbf");
  std::map<std::int64_t, std::set<std::string>> at;  // node → classes that pass it
  const std::set<std::string> inside{"footway", "service"};
  const auto is_inside = [&](const Written::Way& w) {
    const auto h = w.tags.find("highway");
    return h != w.tags.end() && inside.contains(h->second);
  };
  std::set<std::int64_t> street, compound, gated;
  std::set<std::int64_t> park;  // parks have footways that are open to the street
  for (const Written::Way& w : osm.ways) {
    if (!w.tags.contains("highway")) continue;
    const bool gate = w.nodes.size() == 3 && osm.node_tags.contains(w.nodes[1]) &&
                      osm.node_tags.at(w.nodes[1]).contains("barrier");
    for (const std::int64_t n : w.nodes) {
      if (gate) gated.insert(n);
      else if (is_inside(w) && w.tags.at("highway") == "service") compound.insert(n);
      else if (is_inside(w) && w.nodes.size() == 2) park.insert(n);
      else if (is_inside(w)) compound.insert(n);
      else street.insert(n);
    }
  }
  EXPECT_GT(gated.size(), 10U);
  for (const std::int64_t n : compound)
    EXPECT_FALSE(!park.contains(n) && street.contains(n)) << "node " << n << " lets people through a wall";
}

TEST_F(SmallCity, EveryHomeQuarterIsJoinedToTheStreetNetwork) {
  const Written osm = read_osm(folder_->path / "data/demo.osm.pbf");
  std::map<std::int64_t, std::int64_t> root;
  const auto find = [&](std::int64_t n) {
    while (root.at(n) != n) n = root[n] = root.at(root.at(n));
    return n;
  };
  for (const Written::Way& w : osm.ways) {
    const auto h = w.tags.find("highway");
    if (h == w.tags.end() || h->second.starts_with("motorway")) continue;
    for (const std::int64_t n : w.nodes) root.try_emplace(n, n);
    for (std::size_t k = 1; k < w.nodes.size(); ++k) root[find(w.nodes[k])] = find(w.nodes[k - 1]);
  }
  std::map<std::int64_t, std::size_t> size;
  for (const auto& [n, r] : root) ++size[find(n)];
  std::size_t largest = 0;
  for (const auto& [r, n] : size) largest = std::max(largest, n);
  EXPECT_GT(static_cast<double>(largest), 0.97 * static_cast<double>(root.size()));
}

TEST_F(SmallCity, TimetableIsValidGtfs) {
  const ZipReader zip{(folder_->path / "data/gtfs.zip").string(), "gtfs.zip"};
  for (const char* name :
       {"agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt"})
    EXPECT_TRUE(zip.has(name)) << name;
  const auto ids = [&](const char* file, const char* key) {
    const auto rows = rows_of(zip.read(file));
    std::set<std::string> out;
    for (std::size_t k = 1; k < rows.size(); ++k)
      EXPECT_TRUE(out.insert(rows[k][column(rows, key)]).second) << file << " row " << k;
    return out;
  };
  const auto stops = ids("stops.txt", "stop_id"), routes = ids("routes.txt", "route_id"),
             trips = ids("trips.txt", "trip_id"), services = ids("calendar.txt", "service_id");
  for (const auto rows = rows_of(zip.read("trips.txt")); const auto& r : rows) {
    if (&r == &rows[0]) continue;
    EXPECT_TRUE(routes.contains(r[column(rows, "route_id")]));
    EXPECT_TRUE(services.contains(r[column(rows, "service_id")]));
  }
  const auto rows = rows_of(zip.read("stop_times.txt"));
  const std::size_t trip = column(rows, "trip_id"), stop = column(rows, "stop_id"),
                    arrive = column(rows, "arrival_time"), leave = column(rows, "departure_time");
  for (std::size_t k = 1; k < rows.size(); ++k) {
    ASSERT_TRUE(trips.contains(rows[k][trip]));
    ASSERT_TRUE(stops.contains(rows[k][stop]));
    ASSERT_LE(rows[k][arrive], rows[k][leave]);
    const bool same_trip = k > 1 && rows[k][trip] == rows[k - 1][trip];
    ASSERT_TRUE(!same_trip || rows[k][arrive] > rows[k - 1][leave]) << "row " << k;
  }
}

TEST_F(SmallCity, NewDistrictIsServedWorseThanTheMainUrbanArea) {
  // Statistics of the two districts in the last year: the demo is meant to have something to find.
  const auto rows = rows_of(read("statistics.csv"));
  std::map<std::string, std::map<std::string, double>> value;  // variable → zone
  for (std::size_t k = 1; k < rows.size(); ++k)
    if (rows[k][column(rows, "year")] == "2025")
      value[rows[k][column(rows, "variable")]][rows[k][column(rows, "zone")]] =
          std::stod(rows[k][column(rows, "value")]);
  const auto per_person = [&](const std::string& zone) {
    return value["doctors"][zone] / value["population"][zone];
  };
  EXPECT_LT(per_person("9904"), 0.75 * per_person("9901"));
}

TEST_F(SmallCity, EverythingSaysThatItIsGenerated) {
  EXPECT_NE(bytes_of(folder_->path / "city.yaml").find("generated: true"), std::string::npos);
  EXPECT_NE(bytes_of(folder_->path / "README.txt").find("does not exist"), std::string::npos);
  for (const char* name : {"boundary.geojson", "schools.csv", "statistics.csv", "zones_district.geojson"})
    EXPECT_NE(read(name).find("generated"), std::string::npos) << name;
}

TEST(Generate, TheSmallestTownCanPayForOneHealthStation) {
  // 6 million yuan, catalogue/projects/clinic.yaml: a plan in which nothing can be afforded shows nobody anything.
  Folder f{"poor"};
  QuietRun quiet;
  generate_demo({.people = 10'000}, f.path.string(), quiet.run);
  const auto rows = rows_of(bytes_of(f.path / "data/budget.csv"));
  double most = 0;
  for (const auto& row : rows)
    if (row[column(rows, "fund")] == "health")
      most = std::max(
          most, std::stod(row[column(rows, "appropriated")]) - std::stod(row[column(rows, "committed")]));
  EXPECT_GE(most, 600);  // 万元
}

TEST_F(SmallCity, ReportsNameNobody) {
  const auto rows = rows_of(read("reports.csv"));
  EXPECT_EQ(rows[0], (std::vector<std::string>{"id", "category", "date", "lng", "lat", "status"}));
  EXPECT_EQ(rows.size() - 1, count_.reports);
}

TEST(Generate, YearsLaterPeopleHaveMovedAndStreetsHaveNot) {
  Folder a{"now"}, b{"later"};
  QuietRun quiet;
  generate_demo({.people = 20'000, .seed = 7}, a.path.string(), quiet.run);
  generate_demo({.people = 20'000, .seed = 7, .years_later = 2}, b.path.string(), quiet.run);
  EXPECT_EQ(bytes_of(a.path / "data/demo.osm.pbf"), bytes_of(b.path / "data/demo.osm.pbf"));
  EXPECT_NE(bytes_of(a.path / "data/people.csv"), bytes_of(b.path / "data/people.csv"));
  // Published figures of past years stay as they were published.
  const auto past = [](const fs::path& f) {
    std::map<std::string, std::string> out;
    const auto rows = rows_of(bytes_of(f / "data/statistics.csv"));
    for (std::size_t k = 1; k < rows.size(); ++k)
      if (rows[k][4] <= "2025") out[rows[k][0] + "/" + rows[k][3] + "/" + rows[k][4]] = rows[k][5];
    return out;
  };
  EXPECT_EQ(past(a.path), past(b.path));
  // A report keeps its name; some that were open are closed by now, none that was closed is open again.
  std::map<std::string, std::string> was;
  const auto before = rows_of(bytes_of(a.path / "data/reports.csv")),
             after = rows_of(bytes_of(b.path / "data/reports.csv"));
  for (std::size_t k = 1; k < before.size(); ++k) was[before[k][0]] = before[k][5];
  std::size_t same = 0, closed = 0;
  for (std::size_t k = 1; k < after.size(); ++k) {
    const auto hit = was.find(after[k][0]);
    if (hit == was.end()) continue;
    ++same;
    EXPECT_FALSE(hit->second == "closed" && after[k][5] == "open");
    closed += hit->second == "open" && after[k][5] == "closed" ? 1U : 0U;
  }
  EXPECT_GT(same, 50U);
  EXPECT_GT(closed, 0U);
}

TEST(Generate, ASpecOutOfRangeIsRefusedInWords) {
  Folder f{"refused"};
  QuietRun quiet;
  for (const DemoSpec& spec : {DemoSpec{.people = 500}, DemoSpec{.people = 2e7}, DemoSpec{.cell_m = 0},
                               DemoSpec{.years_later = -1}}) {
    try {
      generate_demo(spec, f.path.string(), quiet.run);
      ADD_FAILURE() << "accepted";
    } catch (const Error& e) {
      EXPECT_EQ(e.fault(), Fault::bad_input);
      EXPECT_FALSE(e.words().zh.empty());
      EXPECT_FALSE(e.hint().en.empty());
    }
  }
}

TEST(Generate, AFolderThatCannotBeWrittenIsSaidSo) {
  QuietRun quiet;
  EXPECT_THROW(generate_demo({.people = 10'000}, "/proc/cityloop", quiet.run), Error);
}

}  // namespace
}  // namespace cityloop
