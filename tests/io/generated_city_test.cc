// From spec to snapshot through the real importers: what the generator writes is what a city turns out to be.

#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cityloop/base/document.h"
#include "cityloop/city/layers.h"
#include "cityloop/io/generate/generate.h"
#include "cityloop/io/import/source.h"
#include "cityloop/simulate/travel/network.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

namespace fs = std::filesystem;

constexpr double kPeople = 10'000;

class GeneratedCity : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::temp_directory_path() / ("cityloop-generated-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    QuietRun quiet;
    generate_demo({.people = kPeople, .seed = 5}, folder_.string(), quiet.run);
    city_ = new City{import(notes_)};
  }
  static void TearDownTestSuite() {
    delete city_;
    city_ = nullptr;
    fs::remove_all(folder_);
  }
  static City import(Diagnostics& notes) {
    std::ifstream in{folder_ / "city.yaml"};
    std::ostringstream text;
    text << in.rdbuf();
    QuietRun quiet;
    const CityConfig config = parse_city_config(parse_yaml(text.str(), "city.yaml"));
    City city = import_city(config, folder_.string(), testing::source_dir() + "/catalogue", {}, quiet.run);
    notes.append(quiet.notes);
    return city;
  }
  static std::size_t places_of(const char* kind) {
    const auto k = city_->places->find(PlaceKindKey{kind});
    if (!k) return 0;
    std::size_t n = 0;
    for (const PlaceIdx p : each(city_->places->id)) n += city_->places->kind[p] == *k ? 1U : 0U;
    return n;
  }
  static fs::path folder_;
  static City* city_;
  static Diagnostics notes_;
};
fs::path GeneratedCity::folder_;
City* GeneratedCity::city_ = nullptr;
Diagnostics GeneratedCity::notes_;

TEST_F(GeneratedCity, IsImportedWithoutAProblem) {
  std::string first;
  for (const Diagnostic& d : notes_.items())
    if (d.level == Diagnostic::Level::problem) first = d.where.to_string() + ": " + d.text.en;
  EXPECT_FALSE(notes_.has_problem()) << first;
  EXPECT_TRUE(city_->about->generated);
}

TEST_F(GeneratedCity, HasOneCellForEveryTenPeople) {
  EXPECT_EQ(city_->grid->spec().crs, "EPSG:4547");  // CGCS2000, 3-degree zone of 114°E
  EXPECT_NEAR(static_cast<double>(city_->grid->size()), kPeople / 10, 0.03 * kPeople / 10);
}

TEST_F(GeneratedCity, KeepsEveryResidentAndEveryGroup) {
  const People& people = *city_->people;
  const auto sum = [](const Column<CellIdx, float>& c) {
    return std::accumulate(c.raw().begin(), c.raw().end(), 0.0);
  };
  // Homes lie inside the boundary; a cell belongs to the city by its centre, so a home at the edge may fall outside.
  EXPECT_NEAR(sum(people.residents), kPeople, 0.01 * kPeople);
  double ages = 0;
  for (const char* group : {"children", "working", "elderly"}) {
    const auto g = people.find(GroupKey{group});
    ASSERT_TRUE(g.has_value()) << group;
    ages += sum(people.by_group[*g]);
  }
  EXPECT_NEAR(ages, sum(people.residents), 1.0);
  EXPECT_TRUE(people.find(GroupKey{"low_income"}).has_value());
}

TEST_F(GeneratedCity, HasEveryKindOfPlaceThatTheGoalsAskFor) {
  for (const char* kind :
       {"kindergarten", "primary_school", "clinic", "pharmacy", "elder_day_care", "market", "supermarket",
        "convenience", "playground", "sports_ground", "bus_stop", "community_centre"})
    EXPECT_GT(places_of(kind), 0U) << kind;
}

TEST_F(GeneratedCity, SchoolsOfTheBureauAndOfTheMapAreOneSchoolEach) {
  std::ifstream in{folder_ / "data/schools.csv"};
  std::size_t primary = 0;
  for (std::string line; std::getline(in, line);)
    primary += line.find(",primary_school,") != std::string::npos ? 1U : 0U;
  EXPECT_EQ(places_of("primary_school"), primary);
}

TEST_F(GeneratedCity, EveryCellLiesInAZoneOfEachLevel) {
  const Zones& zones = *city_->zones;
  ASSERT_EQ(zones.levels.size(), 3U);
  for (std::size_t level = 0; level < zones.levels.size(); ++level) {
    std::size_t none = 0;
    for (const CellIdx c : each(zones.of_cell[level])) none += zones.of_cell[level][c].valid() ? 0U : 1U;
    EXPECT_LE(none, city_->grid->size() / 100) << zones.levels[level].word;
  }
  for (const ZoneIdx z : each(zones.id)) {
    const bool top = zones.levels[zones.level[z]] == ZoneLevelKey{"district"};
    EXPECT_EQ(zones.parent[z].valid(), !top) << zones.code[z];
  }
}

TEST_F(GeneratedCity, HomesCanBeReachedOnFoot) {
  const Network network{city_->streets.shared(), default_profile(Mode::walk)};
  double linked = 0, all = 0;
  for (const CellIdx c : each(city_->people->residents)) {
    const double n = static_cast<double>(city_->people->residents[c]);
    all += n;
    if (n > 0 && network.link(city_->grid->centre(c)).valid()) linked += n;
  }
  EXPECT_GT(linked, 0.99 * all);
}

TEST_F(GeneratedCity, HasBuildingsLandFiguresMoneyAndReports) {
  EXPECT_GT(city_->buildings->id.size(), 500U);
  EXPECT_TRUE(city_->land->find(LandUseKey{"residential"}).has_value());
  EXPECT_TRUE(city_->land->find(LandUseKey{"water"}).has_value());
  EXPECT_GE(city_->statistics->variables.size(), 15U);
  EXPECT_EQ(city_->budget->funds.size(), 5U);
  EXPECT_GT(city_->reports->id.size(), 100U);
}

TEST_F(GeneratedCity, ImportedTwiceIsTheSameSnapshot) {
  Diagnostics notes;
  const City again = import(notes);
  std::map<LayerId, ContentHash> first;
  each_layer(*city_, [&](LayerId id, const auto& layer) { first[id] = layer.hash(); });
  each_layer(again,
             [&](LayerId id, const auto& layer) { EXPECT_EQ(first.at(id), layer.hash()) << to_word(id); });
}

}  // namespace
}  // namespace cityloop
