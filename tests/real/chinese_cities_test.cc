// Walking distances of 746,490 cells in 190 Chinese urban centres, and the scores that were published for those centres.

#include <cmath>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "cityloop/assess/index/aggregate.h"
#include "cityloop/assess/index/summary.h"
#include "tests/real/published.h"

namespace cityloop {
namespace {

using namespace index;
using testing::kGroups;

struct Centre {
  std::vector<double> people;
  std::vector<std::array<double, 7>> metres;  // by kGroups; missing: the group is on no map of this city
};
struct CentreScore {
  double metres = 0, people = 0;  // median of the mean; people within 1,250 m by it
};

class ChineseCities : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string folder = testing::shared_dir() + "/data/grids/";
    if (testing::shared_dir().empty() || !std::ifstream{folder + "published_city_scores.csv.gz"})
      GTEST_SKIP() << "needs the shared data (CITYLOOP_SHARED): data/grids is not here";
    if (!centres.empty()) return;
    read(folder + "china/all_china_cities_cells.csv.gz", {"POP_2015"},
         [&](const std::string& id, auto number, auto rest) {
           Centre& c = centres[id];
           c.people.push_back(number[0]);
           c.metres.push_back(rest);
         });
    read(folder + "published_city_scores.csv.gz", {"accessibility", "fifteenPopAccess"},
         [&](const std::string& id, auto number, auto) { scores[id] = {number[0], number[1]}; });
  }
  template <class Fn>
  static void read(const std::string& file, std::vector<const char*> numbers, Fn fn) {
    const std::string text = read_text_file(file, file).text;
    Diagnostics notes;
    CsvReader rows{text, file, notes};
    const std::size_t id = rows.column("ID_HDC_G0");
    std::vector<std::size_t> first, rest;
    for (const char* name : numbers) first.push_back(rows.column(name));
    for (const char* group : kGroups) rest.push_back(rows.column(group));
    while (rows.next()) {
      std::vector<double> number;
      for (const std::size_t c : first) number.push_back(to_number(rows[c]).value_or(kMissing));
      std::array<double, 7> metres{};
      for (std::size_t g = 0; g < 7; ++g) metres[g] = to_number(rows[rest[g]]).value_or(kMissing);
      fn(std::string{rows[id]}, number, metres);
    }
  }
  /// Groups that are on the map of a centre; the publication has all cells of a centre or none.
  static std::size_t known(const Centre& c) {
    return static_cast<std::size_t>(7 - std::count_if(c.metres[0].begin(), c.metres[0].end(), missing));
  }
  static double people_within(const Centre& c, const Values& metres) {
    double people = 0;
    for (std::size_t i = 0; i < metres.size(); ++i) people += metres[i] <= 1250 ? c.people[i] : 0;
    return people;
  }
  /// What is known of each cell, together.
  static Values together(const Centre& c) {
    const std::vector<double> alike(7, 1.0 / 7);
    AggregateRule rule;
    rule.at_least = 0;
    Values out;
    for (const auto& m : c.metres) out.push_back(aggregate(m, alike, rule));
    return out;
  }
  static std::map<std::string, Centre> centres;
  static std::map<std::string, CentreScore> scores;
};
std::map<std::string, Centre> ChineseCities::centres;
std::map<std::string, CentreScore> ChineseCities::scores;

TEST_F(ChineseCities, WhereEveryGroupIsMappedTheScoresAreThePublishedOnes) {
  // Published from unrounded metres, the cells in whole ones: medians within 1 m; people where a cell lies at the edge.
  std::size_t whole = 0, close = 0;
  for (const auto& [id, c] : centres) {
    if (known(c) < 7) continue;
    ++whole;
    const Values all = together(c);
    EXPECT_NEAR(median(all), scores.at(id).metres, 1) << id;
    EXPECT_NEAR(people_within(c, all), scores.at(id).people, 0.03 * scores.at(id).people) << id;
    close += std::abs(people_within(c, all) - scores.at(id).people) <= 0.01 * scores.at(id).people ? 1U : 0U;
  }
  EXPECT_EQ(whole, 129U);
  EXPECT_GE(close, 127U);
}

TEST_F(ChineseCities, WhereAGroupIsOnNoMapItIsUnknownAndNotAtTheDoor) {
  // The publication divides by seven all the same: a city of which nobody mapped the clinics has them at distance 0.
  std::size_t with_gaps = 0;
  for (const auto& [id, c] : centres) {
    const std::size_t k = known(c);
    if (k == 7) continue;
    ++with_gaps;
    const double ours = median(together(c)), theirs = scores.at(id).metres;
    EXPECT_NEAR(theirs, ours * static_cast<double>(k) / 7, 1) << id << " has " << k << " groups";
    EXPECT_GT(ours, theirs) << id;
  }
  EXPECT_EQ(with_gaps, 61U);
}

}  // namespace
}  // namespace cityloop
