// What must hold of access in every city, whatever its shape.

#include <gtest/gtest.h>

#include "tests/measure/declared.h"
#include "tests/measure/random_city.h"

namespace cityloop {
namespace {

using testing::catalogue_indicators;
using testing::declare;
using testing::measured;
using testing::random_city;
using testing::RandomCity;

class AccessOf : public ::testing::TestWithParam<int> {
 protected:
  RandomCity drawn_ = random_city(static_cast<std::uint64_t>(GetParam()) + 300);
  const City& city_ = drawn_.city;
  double supply(const char* kind) const {
    double sum = 0;
    for (const PlaceIdx p : each(city_.places->id))
      if (city_.places->kinds[city_.places->kind[p]].word == kind)
        sum += static_cast<double>(city_.places->capacity[p]);
    return sum;
  }
  double people(CellIdx c) const { return static_cast<double>(city_.people->residents[c]); }
  Point any_passable(Random& random) const {
    for (;;) {
      const int c = static_cast<int>(random.below(static_cast<std::uint64_t>(drawn_.cols)));
      const int r = static_cast<int>(random.below(static_cast<std::uint64_t>(drawn_.rows)));
      if (!drawn_.wall(c, r)) return city_.grid->centre(drawn_.cell(c, r));
    }
  }
};

TEST_P(AccessOf, SupplyIsHandedOutOnceWhenEverybodyReachesAPlace) {
  double demand = 0;
  for (const CellIdx c : each(city_.people->residents)) demand += people(c);
  for (const std::string how :
       {"method: 2sfca", "method: e2sfca, decay: linear", "method: 3sfca, decay: gaussian"}) {
    const Field f =
        measured(city_, declare("a", "1/person", "catchment", "kind: primary_school, limit: 5 km, " + how));
    double mean = 0;
    for (const CellIdx c : each(city_.people->residents)) mean += people(c) * f.at(c) / demand;
    EXPECT_NEAR(mean, supply("primary_school") / demand, 1e-6 * mean) << how;
  }
}

TEST_P(AccessOf, SpatialAvailabilitySumsToAllThereIs) {
  const Field f = measured(city_, declare("a", "1", "catchment",
                                          "kind: primary_school, limit: 5 km, method: spatial_availability, "
                                          "decay: exponential, half: 300 m"));
  double sum = 0;
  for (const CellIdx c : each(city_.people->residents)) sum += f.at(c);
  EXPECT_NEAR(sum, supply("primary_school"), 1e-6 * sum);
}

TEST_P(AccessOf, AddingAPlaceNeverLowersWhatIsReachedNorWhatIsCovered) {
  Random random{static_cast<std::uint64_t>(GetParam()), 8};
  std::vector<Indicator> forms;
  for (const std::string decay : {"binary", "linear", "gaussian", "exponential, half: 200 m",
                                  "power, exponent: 2, at: 100 m", "logistic, midpoint: 300 m, spread: 80 m"})
    forms.push_back(declare("w." + decay.substr(0, 3), "1", "within",
                            "kind: [clinic, park], limit: 600 m, count: capacity, decay: " + decay));
  for (const std::string by : {"straight", "network"})
    forms.push_back(declare("c." + by, "%", "coverage",
                            "kind: [clinic, park], limit: 300 m, of: residents, over: district, by: " + by));
  for (int n = 0; n < 5; ++n) {
    const City now = apply(
        city_, Delta{{AddPlace{PlaceId{7}, {n % 2 == 0 ? "clinic" : "park"}, any_passable(random), 40}}});
    for (const Indicator& i : forms) {
      const Field was = measured(city_, i), is = measured(now, i);
      for (std::size_t c = 0; c < was.size(); ++c)
        if (has_value(was.mark[c])) {
          EXPECT_GE(is.value[c], was.value[c]) << i.key.word;
        }
      // What is enough is reached no later.
      const Indicator enough = declare("b", "m", "balancing", "kind: [clinic, park], limit: 1 km");
      const Field later = measured(city_, enough), sooner = measured(now, enough);
      for (std::size_t c = 0; c < later.size(); ++c)
        if (has_value(later.mark[c])) {
          EXPECT_LE(sooner.value[c], later.value[c]);
        }
    }
  }
}

TEST_P(AccessOf, TheCrowFliesAtLeastAsFarAsTheStreetsLead) {
  QuietRun quiet;
  const Measurement m = measure(city_, catalogue_indicators(), quiet.run);
  int gaps = 0;
  for (const auto& [key, field] : m.fields)
    if (key.word.starts_with("circle") && key.word.ends_with(".gap")) {
      ++gaps;
      if (has_value(field->mark[0])) {
        EXPECT_GE(field->value[0], 0) << key.word;
      }
    }
  EXPECT_EQ(gaps, 11);
}

INSTANTIATE_TEST_SUITE_P(Random, AccessOf, ::testing::Range(1, 6));

}  // namespace
}  // namespace cityloop
