// Huilongguan, Beijing: a community before and after a published plan of its land use. The scores that were published
// with it are reproduced by our own indicators, and the same indicators along the plan's streets stand beside them: the
// figures of docs/validation.md. With CITYLOOP_BLESS set, prints its table.

#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/city/builder.h"
#include "cityloop/geo/shape.h"
#include "cityloop/io/import/text_file.h"
#include "tests/measure/declared.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

/// The types of the published files.
enum Type : int {
  kRoad = 2,
  kResidential = 4,
  kBusiness = 5,
  kOffice = 6,
  kLargeGreen = 7,
  kSmallGreen = 8,
  kSchool = 9,
  kLargeHospital = 10,
  kSmallHospital = 11,
  kRecreation = 12
};
struct Service {
  const char* kind;
  const char* published;  // its name among the published scores
};
constexpr std::array<Service, 5> kServices{{{"shop", "shopping"},
                                            {"office", "working"},
                                            {"school", "education"},
                                            {"clinic", "medical_care"},
                                            {"recreation", "entertainment"}}};
const char* service_of(int type) {
  switch (type) {
    case kBusiness: return "shop";
    case kOffice: return "office";
    case kSchool: return "school";
    case kLargeHospital:
    case kSmallHospital: return "clinic";
    case kRecreation: return "recreation";
    case kLargeGreen:
    case kSmallGreen: return "green";
    default: return nullptr;
  }
}

std::string huilongguan(const std::string& file) {
  return testing::shared_dir() + "/data/cities/beijing-huilongguan-plan/" + file;
}
Document huilongguan_json(const std::string& file) {
  return parse_json(read_text_file(huilongguan(file), file).text, file);
}

struct Feature {
  int type = 0;
  std::vector<Point> line;  // of a road
  Shape shape;              // of everything else
};
std::vector<Point> points_of_list(const Document& list) {
  std::vector<Point> out;
  for (const Document& p : list.list()) out.push_back({p.list()[0].number(), p.list()[1].number()});
  return out;
}
/// What the plan lets stand: features that are marked as not existing were divided into others.
std::vector<Feature> features_of(const std::string& file) {
  std::vector<Feature> out;
  for (const Document& f : huilongguan_json(file).at("features").list()) {
    const Document about = f.at("properties"), drawn = f.at("geometry");
    if (!about.at("existence").boolean()) continue;
    Feature feature;
    feature.type = static_cast<int>(about.at("type").integer());
    const std::string form = drawn.at("type").string();
    if (form == "LineString") feature.line = points_of_list(drawn.at("coordinates"));
    if (form == "Polygon")
      for (const Document& ring : drawn.at("coordinates").list()) {
        std::vector<Point> points = points_of_list(ring);
        if (points.size() > 1 && points.front() == points.back()) points.pop_back();
        feature.shape.rings.push_back(std::move(points));
      }
    out.push_back(std::move(feature));
  }
  return out;
}

/// Who lives where: the publication counts each residential block once, by its middle; we count homes, which are as many
/// as the land they stand on, in squares of 20 m.
enum class Homes : std::uint8_t { blocks, squares };

City plan_city(const std::string& file, Homes homes) {
  const std::vector<Feature> features = features_of(file);
  Diagnostics notes;
  QuietRun quiet;
  Builder b{"EPSG:4547", parse_date("2023-09-11"), notes};
  for (const char* kind : {"shop", "office", "school", "clinic", "recreation", "green"})
    b.kind({PlaceKindKey{kind}, {kind, kind}, 1, 0});
  std::map<std::pair<double, double>, std::int64_t> junction;
  const auto ref = [&](Point p) {
    return junction.emplace(std::pair{p.x, p.y}, static_cast<std::int64_t>(junction.size()) + 1)
        .first->second;
  };
  std::vector<Builder::CellDraft> blocks;
  if (homes == Homes::squares) b.grid_lattice(20);
  for (std::size_t n = 0; n < features.size(); ++n) {
    const Feature& f = features[n];
    const auto item = static_cast<std::int64_t>(n);
    if (f.type == kRoad) {
      StreetDraft street;
      street.from_ref = ref(f.line.front());
      street.to_ref = ref(f.line.back());
      street.line = f.line;
      street.forward = street.backward = kAllModes;
      street.street_class = StreetClass::residential;
      street.way_ref = item;
      b.add_street(std::move(street));
    }
    if (f.type == kResidential && homes == Homes::blocks)
      blocks.push_back({fmt::format("block {}", n), centroid(f.shape), area_m2(f.shape), f.shape});
    if (f.type == kResidential && homes == Homes::squares) {
      const Box box = bounds(f.shape);
      for (double x = std::floor(box.low.x / 20) * 20; x < box.high.x; x += 20)
        for (double y = std::floor(box.low.y / 20) * 20; y < box.high.y; y += 20) {
          const double m2 = overlap_m2(f.shape, Box{{x, y}, {x + 20, y + 20}});
          if (m2 > 0) b.add_people(Point{x + 10, y + 10}, m2, {}, {}, item);
        }
    }
    if (const char* kind = service_of(f.type)) {
      PlaceDraft place{PlaceKindKey{kind}, fmt::format("plan:{}", n), centroid(f.shape)};
      place.capacity = static_cast<float>(area_m2(f.shape));
      // A park is entered from anywhere along its border.
      if (std::string_view{kind} == "green") place.entrances = along_boundary(f.shape, 5);
      b.add_place(std::move(place));
    }
  }
  if (homes == Homes::blocks) {
    const std::vector<Builder::CellDraft> named = blocks;
    b.grid_own(CellShape::polygon, std::move(blocks));
    for (const auto& block : named) b.add_people(block.name, 1, {}, {}, 0);
  }
  return std::move(b).freeze(quiet.run);
}

std::string coverage_key(const char* kind, int limit_m) {
  return fmt::format("plan.{}.within_{}", kind, limit_m);
}
/// Coverage by each service, and the life circle: their mean. Percent.
std::map<std::string, double> covered(const City& city, const char* by) {
  std::vector<Indicator> all;
  for (const int limit : {300, 500, 1000}) {
    std::string sum;
    for (const Service& s : kServices) {
      const std::string key = coverage_key(s.kind, limit);
      all.push_back(
          testing::declare(key, "%", "coverage",
                           fmt::format("kind: {}, by: {}, of: residents, limit: {} m", s.kind, by, limit)));
      sum += (sum.empty() ? "\"" : " + \"") + key + "\"";
    }
    all.push_back(testing::declare(coverage_key("circle", limit), "%", "combine",
                                   fmt::format("expression: '({}) / 5'", sum)));
  }
  check_indicators(all);
  QuietRun quiet;
  const Measurement m = measure(city, all, quiet.run);
  std::map<std::string, double> out;
  for (const Indicator& i : all) {
    const Field& f = m.at(i.key);
    EXPECT_EQ(f.size(), 1u);
    EXPECT_EQ(f.mark[0], Mark::known) << to_word(f.mark[0]) << " " << out.size();
    out[i.key.word] = static_cast<double>(f.value[0]);
  }
  return out;
}
double green_cover(const City& city) {
  const Field f = testing::measured(
      city,
      testing::declare("plan.green", "%", "coverage",
                       "kind: green, by: straight, of: residents, limit: 300 m, sizes: [\"2000: 300 m\"]"));
  EXPECT_EQ(f.mark[0], Mark::known);
  return static_cast<double>(f.value[0]);
}

class Huilongguan : public ::testing::Test {
 protected:
  void SetUp() override {
    if (testing::shared_dir().empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
  }
};

TEST_F(Huilongguan, PublishedScoresOfThePlanAreThoseOfOurIndicators) {
  const Document published = huilongguan_json("reference_scores.json");
  const City city = plan_city("drl_final_plan.geojson", Homes::blocks);
  ASSERT_EQ(city.grid->size(), static_cast<std::size_t>(published.at("n_residential").integer()));
  const auto ours = covered(city, "straight");
  EXPECT_NEAR(ours.at(coverage_key("circle", 300)), 100 * published.at("life_circle_5min_300m").number(),
              1e-4);
  EXPECT_NEAR(ours.at(coverage_key("circle", 500)), 100 * published.at("life_circle_10min_500m").number(),
              1e-4);
  EXPECT_NEAR(ours.at(coverage_key("circle", 1000)), 100 * published.at("life_circle_15min_1000m").number(),
              1e-4);
  for (const Service& s : kServices)
    EXPECT_NEAR(ours.at(coverage_key(s.kind, 500)),
                100 * published.at("service_share_of_residential_within_500m").at(s.published).number(), 1e-4)
        << s.kind;
}

TEST_F(Huilongguan, HomesNearGreenAreThePublishedShareOfTheResidentialLand) {
  const Document published = huilongguan_json("reference_scores.json");
  const City city = plan_city("drl_final_plan.geojson", Homes::squares);
  double land = 0;
  for (const CellIdx c : each(city.people->residents)) land += static_cast<double>(city.people->residents[c]);
  EXPECT_NEAR(land, published.at("residential_area_m2").number(), 30);
  // A square on the rim counts as a whole: exact buffers are met to what the squares leave.
  EXPECT_NEAR(green_cover(city), 100 * published.at("green_cover_share_of_residential_area_300m").number(),
              0.3);
}

TEST_F(Huilongguan, TheStreetsKeepLessThanTheStraightLinePromises) {
  const City city = plan_city("drl_final_plan.geojson", Homes::squares);
  const auto straight = covered(city, "straight"), walked = covered(city, "network");
  for (const auto& [key, value] : walked) EXPECT_LE(value, straight.at(key)) << key;
  if (std::getenv("CITYLOOP_BLESS") != nullptr) {
    const auto blocks = covered(plan_city("drl_final_plan.geojson", Homes::blocks), "straight");
    for (const char* kind : {"shop", "office", "school", "clinic", "recreation", "circle"}) {
      std::string row = fmt::format("| {} |", kind);
      for (const auto* from : {&blocks, &straight, &walked})
        for (const int limit : {300, 500, 1000})
          row += fmt::format(" {:.1f} |", from->at(coverage_key(kind, limit)));
      fmt::print("{}\n", row);
    }
    fmt::print("green {:.2f}, before {:.2f}\n", green_cover(city),
               green_cover(plan_city("initial_plan.geojson", Homes::squares)));
  }
}

// The published plan starts from a park and bare land. Where no map shows a single school, nothing is known of schools:
// that is not the same as nobody living near one.
TEST_F(Huilongguan, BeforeThePlanTheOneParkIsCountedAndServicesAreNotKnown) {
  const City before = plan_city("initial_plan.geojson", Homes::squares);
  const City after = plan_city("drl_final_plan.geojson", Homes::squares);
  EXPECT_GT(green_cover(before), 0);
  EXPECT_LT(green_cover(before), green_cover(after));
  const Indicator schools = testing::declare("plan.school", "%", "coverage",
                                             "kind: school, by: network, of: residents, limit: 500 m");
  EXPECT_EQ(testing::measured(before, schools).mark[0], Mark::no_data);
}

}  // namespace
}  // namespace cityloop
