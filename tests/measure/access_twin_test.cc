// Access kernels against brute force: steps over the drawing instead of searches over streets.

#include <cmath>

#include <gtest/gtest.h>

#include "tests/measure/declared.h"
#include "tests/measure/random_city.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::measured;
using testing::random_city;
using testing::RandomCity;

struct PlacedProvider {
  std::vector<int> steps;  // from the place to every cell: streets go both ways
  double capacity;
  Point at;
};

class AccessTwin : public ::testing::TestWithParam<int> {
 protected:
  RandomCity drawn_ = random_city(static_cast<std::uint64_t>(GetParam()) + 60);
  std::vector<PlacedProvider> providers(char symbol, double capacity) {
    std::vector<PlacedProvider> out;
    for (int r = 0; r < drawn_.rows; ++r)
      for (int c = 0; c < drawn_.cols; ++c)
        if (drawn_.token[drawn_.at(c, r)].find(symbol) != std::string::npos)
          out.push_back({drawn_.steps_from(c, r), capacity, drawn_.city.grid->centre(drawn_.cell(c, r))});
    return out;
  }
  double people(std::size_t at) {
    const char c = drawn_.token[at][0];
    return c == 'a' ? 100 : c == 'b' ? 37 : c == 'c' ? 211 : 0;
  }
  template <class Fn>
  void each_home(Fn fn) {
    for (int r = 0; r < drawn_.rows; ++r)
      for (int c = 0; c < drawn_.cols; ++c)
        if (people(drawn_.at(c, r)) > 0) fn(drawn_.at(c, r), drawn_.cell(c, r));
  }
};

TEST_P(AccessTwin, WithinFallsWithTheWay) {
  struct Case {
    const char* decay;
    double (*weight)(double);  // of metres, up to 600
  };
  const Case cases[] = {
      {"linear", [](double m) { return 1 - m / 600; }},
      {"exponential, half: 200 m", [](double m) { return std::pow(0.5, m / 200); }},
      {"power, exponent: 2, at: 200 m", [](double m) { return m <= 200 ? 1 : 40'000 / (m * m); }},
      {"logistic, midpoint: 300 m, spread: 90 m",
       [](double m) {
         const double k = std::acos(-1.0) / (90 * std::sqrt(3.0));
         return (1 + std::exp(-300 * k)) / (1 + std::exp((m - 300) * k));
       }},
      {"steps, steps: [100 m 1, 400 m 0.3]", [](double m) { return m <= 100   ? 1
                                                                   : m <= 400 ? 0.3
                                                                              : 0; }}};
  const auto schools = providers('S', 300);
  for (const Case& x : cases) {
    const Field f =
        measured(drawn_.city, declare("a", "1", "within",
                                      std::string{"kind: primary_school, limit: 600 m, count: capacity, "
                                                  "decay: "} +
                                          x.decay));
    each_home([&](std::size_t at, CellIdx cell) {
      double sum = 0;
      for (const PlacedProvider& s : schools)
        if (s.steps[at] >= 0 && s.steps[at] <= 6) sum += s.capacity * x.weight(100.0 * s.steps[at]);
      EXPECT_NEAR(f.at(cell), sum, 1e-6 * (1 + sum)) << x.decay;
    });
  }
}

TEST_P(AccessTwin, BalancingIsWhereTheSortedSumIsEnough) {
  const Field f = measured(
      drawn_.city, declare("a", "m", "balancing", "kind: [elder_day_care, kindergarten], limit: 700 m"));
  auto offers = providers('E', 20);
  for (const PlacedProvider& p : providers('K', 90)) offers.push_back(p);
  if (offers.empty()) return;  // the city knows no such kind: no data, as for every kernel
  each_home([&](std::size_t at, CellIdx cell) {
    double least = -1, sum = 0;
    for (int step = 0; step <= 7 && least < 0; ++step) {
      for (const PlacedProvider& p : offers) sum += p.steps[at] == step ? p.capacity : 0;
      if (sum >= people(at)) least = 100.0 * step;
    }
    EXPECT_EQ(f.mark_at(cell) == Mark::beyond, least < 0);
    EXPECT_EQ(f.at(cell), least < 0 ? 700 : least);
  });
}

TEST_P(AccessTwin, CoverageCountsWhoLivesWithinStepsOrMetres) {
  const auto parks = providers('P', 1);
  double all = 0, walked = 0, flown = 0;
  each_home([&](std::size_t at, CellIdx cell) {
    bool on_foot = false, straight = false;
    for (const PlacedProvider& p : parks) {
      on_foot = on_foot || (p.steps[at] >= 0 && p.steps[at] <= 2);
      straight = straight || distance_m(p.at, drawn_.city.grid->centre(cell)) <= 200;
    }
    all += people(at);
    walked += on_foot ? people(at) : 0;
    flown += straight ? people(at) : 0;
  });
  if (parks.empty()) return;
  const auto covered = [&](const std::string& by) {
    return static_cast<double>(
        measured(drawn_.city,
                 declare("a", "%", "coverage", "kind: park, limit: 200 m, of: residents, by: " + by))
            .value[0]);
  };
  EXPECT_NEAR(covered("network"), 100 * walked / all, 1e-5);
  EXPECT_NEAR(covered("straight"), 100 * flown / all, 1e-5);
  EXPECT_GE(flown, walked);
}

INSTANTIATE_TEST_SUITE_P(Cities, AccessTwin, ::testing::Range(1, 7));

TEST(Coverage, KindsMayReachDifferentlyFar) {
  // The clinic is 300 m west of the homes, the park 400 m east; either may be the one that is near enough.
  const City city = draw_city(R"(
grid 100 m
  C . . a . . . P
legend
  C    clinic capacity=1
  P    park capacity=1
  a    people 100
)");
  const auto covered = [&](const std::string& rest) {
    return static_cast<double>(
        measured(city,
                 declare("a", "%", "coverage", "kind: [clinic, park], limit: 400 m, of: residents, " + rest))
            .value[0]);
  };
  for (const std::string by : {"by: network", "by: straight"}) {
    EXPECT_EQ(covered(by + ", limits: ['clinic: 200 m', 'park: 400 m']"), 100);
    EXPECT_EQ(covered(by + ", limits: ['clinic: 299 m', 'park: 399 m']"), 0);
    EXPECT_EQ(covered(by + ", limits: ['clinic: 300 m', 'park: 100 m']"), 100);
    EXPECT_EQ(covered(by + ", limits: ['clinic: 200 m']"), 100);  // the park reaches as far as the limit
  }
  // A kind that the map does not know leaves the others their say.
  EXPECT_EQ(static_cast<double>(
                measured(city, declare("a", "%", "coverage",
                                       "kind: [clinic, metro_station], limit: 1000 m, of: residents, "
                                       "limits: ['clinic: 300 m', 'metro_station: 1000 m']"))
                    .value[0]),
            100);
}

TEST(Coverage, WhereNoHomesAreMappedThePeopleStandInForTheLand) {
  const char* const text =
      "grid 100 m\n  S 1 3\nlegend\n  S primary_school capacity=300\n  1-9 people ×100\n";
  const Field f =
      measured(draw_city(text), declare("a", "%", "coverage", "kind: primary_school, limit: 100 m"));
  EXPECT_EQ(f.value[0], 25);  // 100 of 400 people
  EXPECT_EQ(f.mark[0], Mark::estimated);
  // No such place is known: nobody can say.
  const Field none = measured(draw_city(text), declare("a", "%", "coverage", "kind: library, limit: 100 m"));
  EXPECT_EQ(none.mark[0], Mark::no_data);
}

TEST(Declaration, ADecayAndItsParametersBelongTogether) {
  const auto refused = [](const std::string& kernel, const std::string& unit, const std::string& params) {
    try {
      declare("a", unit, kernel, params);
    } catch (const Error& e) {
      EXPECT_FALSE(e.words().zh.empty());
      return e.fault() == Fault::bad_input;
    }
    return false;
  };
  const std::string within = "kind: clinic, limit: 600 m, ", shared = "kind: clinic, limit: 10 min, ";
  EXPECT_TRUE(refused("within", "1", within + "decay: exponential"));
  EXPECT_TRUE(refused("within", "1", within + "decay: exponential, half: 5 min"));  // metres and minutes
  EXPECT_TRUE(refused("within", "1", within + "half: 100 m"));
  EXPECT_TRUE(refused("within", "1", within + "decay: power, exponent: 2"));
  EXPECT_TRUE(refused("catchment", "1/person", shared + "method: e2sfca"));
  EXPECT_TRUE(refused("catchment", "1", shared + "method: raam"));
  EXPECT_TRUE(refused("catchment", "1", shared + "method: raam, tau: 300 m, rho: 5"));
  EXPECT_TRUE(refused("catchment", "1/person", shared + "method: spatial_availability"));
  EXPECT_TRUE(refused("catchment", "1/person", shared + "tau: 5 min"));
  EXPECT_TRUE(refused("balancing", "min", "kind: clinic, limit: 600 m"));
  EXPECT_TRUE(refused("balancing", "m", "kind: clinic, limit: 600 m, need: amount"));
  EXPECT_TRUE(refused("coverage", "m", "kind: clinic, limit: 600 m"));
  EXPECT_TRUE(refused("coverage", "%", "kind: clinic, limit: 600 m, group: elderly"));
  EXPECT_TRUE(refused("coverage", "%", "kind: clinic, limit: 600 m, limits: ['park: 300 m']"));
  EXPECT_TRUE(refused("coverage", "%", "kind: clinic, limit: 600 m, limits: ['clinic: 700 m']"));
  EXPECT_TRUE(refused("coverage", "%", "kind: clinic, limit: 600 m, limits: [clinic]"));
  EXPECT_TRUE(refused("coverage", "%", "kind: clinic, limit: 10 min, limits: ['clinic: 300 m']"));
}

}  // namespace
}  // namespace cityloop
