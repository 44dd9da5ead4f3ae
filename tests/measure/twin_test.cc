// Kernels that travel against brute-force twins: steps over the drawing instead of searches over streets.

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

struct Provider {
  std::vector<int> steps;  // from the place to every cell: streets go both ways
  double capacity;
};
std::vector<Provider> providers(const RandomCity& drawn, char symbol, double capacity) {
  std::vector<Provider> out;
  for (int r = 0; r < drawn.rows; ++r)
    for (int c = 0; c < drawn.cols; ++c)
      if (drawn.token[drawn.at(c, r)].find(symbol) != std::string::npos)
        out.push_back({drawn.steps_from(c, r), capacity});
  return out;
}
double people(char symbol) { return symbol == 'a' ? 100 : symbol == 'b' ? 37 : symbol == 'c' ? 211 : 0; }
double children(char symbol) { return symbol == 'a' ? 10 : symbol == 'b' ? 9 : symbol == 'c' ? 40 : 0; }

class Twin : public ::testing::TestWithParam<int> {
 protected:
  RandomCity drawn_ = random_city(static_cast<std::uint64_t>(GetParam()));
  template <class Fn>
  void each_cell(const Field& f, Fn fn) {
    for (int r = 0; r < drawn_.rows; ++r)
      for (int c = 0; c < drawn_.cols; ++c) {
        const CellIdx cell = drawn_.cell(c, r);
        const char symbol = drawn_.token[drawn_.at(c, r)][0];
        if (people(symbol) == 0) {
          EXPECT_EQ(f.mark_at(cell), Mark::not_applicable);
        } else {
          fn(drawn_.at(c, r), f.at(cell), f.mark_at(cell));
        }
      }
  }
};

TEST_P(Twin, NearestIsTheFewestSteps) {
  for (const int k : {1, 2}) {
    const Field f =
        measured(drawn_.city,
                 declare("a", "m", "nearest", "kind: primary_school, limit: 700 m, k: " + std::to_string(k)));
    const auto schools = providers(drawn_, 'S', 300);
    each_cell(f, [&](std::size_t at, double value, Mark mark) {
      std::vector<int> steps;
      for (const Provider& s : schools)
        if (s.steps[at] >= 0 && s.steps[at] <= 7) steps.push_back(s.steps[at]);
      std::sort(steps.begin(), steps.end());
      if (steps.size() < static_cast<std::size_t>(k)) {
        EXPECT_EQ(mark, Mark::beyond);
        EXPECT_EQ(value, 700);
      } else {
        EXPECT_EQ(mark, Mark::known);
        EXPECT_EQ(value, 100.0 * steps[static_cast<std::size_t>(k) - 1]);
      }
    });
  }
}

TEST_P(Twin, WithinCountsWhatIsInSteps) {
  const Field places =
      measured(drawn_.city, declare("a", "1", "within", "kind: [primary_school, clinic], limit: 400 m"));
  const auto schools = providers(drawn_, 'S', 300), clinics = providers(drawn_, 'C', 20);
  each_cell(places, [&](std::size_t at, double value, Mark) {
    int n = 0;
    for (const auto* list : {&schools, &clinics})
      for (const Provider& p : *list) n += p.steps[at] >= 0 && p.steps[at] <= 4 ? 1 : 0;
    EXPECT_EQ(value, n);
  });
  const Field seats = measured(
      drawn_.city, declare("a", "1", "within", "kind: primary_school, limit: 400 m, count: capacity"));
  each_cell(seats, [&](std::size_t at, double value, Mark mark) {
    double n = 0;
    for (const Provider& p : schools) n += p.steps[at] >= 0 && p.steps[at] <= 4 ? 300 : 0;
    EXPECT_EQ(value, n);
    EXPECT_EQ(mark, Mark::known);
  });
}

TEST_P(Twin, PeopleWithinAreTheSumOfTheCellsInSteps) {
  const Field f = measured(drawn_.city, declare("a", "person", "within", "limit: 300 m, count: people"));
  for (int r = 0; r < drawn_.rows; ++r)
    for (int c = 0; c < drawn_.cols; ++c) {
      if (people(drawn_.token[drawn_.at(c, r)][0]) == 0) continue;
      const std::vector<int> steps = drawn_.steps_from(c, r);
      double n = 0;
      for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i] >= 0 && steps[i] <= 3) n += people(drawn_.token[i][0]);
      EXPECT_EQ(f.at(drawn_.cell(c, r)), n);
    }
}

TEST_P(Twin, CatchmentIsTheTwoStepSum) {
  struct Case {
    const char* params;
    double (*weight)(int);
  };
  const Case cases[] = {
      {"limit: 500 m", [](int s) { return s <= 5 ? 1.0 : 0.0; }},
      {"limit: 500 m, decay: steps, steps: [200 m 1, 500 m 0.4]",
       [](int s) { return s <= 2   ? 1.0
                          : s <= 5 ? 0.4
                                   : 0.0; }},
      {"limit: 400 s, decay: gaussian",
       [](int s) {
         return s > 5 ? 0.0 : (std::exp(-0.5 * s * s / 25.0) - std::exp(-0.5)) / (1 - std::exp(-0.5));
       }},
  };
  const auto schools = providers(drawn_, 'S', 300);
  for (const Case& x : cases) {
    SCOPED_TRACE(x.params);
    const Field f =
        measured(drawn_.city, declare("a", "1/person", "catchment",
                                      std::string{"kind: primary_school, group: children, "} + x.params));
    std::vector<double> per_head;
    for (const Provider& s : schools) {
      double wanted = 0;
      for (std::size_t i = 0; i < s.steps.size(); ++i)
        if (s.steps[i] >= 0) wanted += x.weight(s.steps[i]) * children(drawn_.token[i][0]);
      per_head.push_back(wanted > 0 ? s.capacity / wanted : 0);
    }
    each_cell(f, [&](std::size_t at, double value, Mark) {
      double sum = 0;
      for (std::size_t n = 0; n < schools.size(); ++n)
        if (schools[n].steps[at] >= 0) sum += per_head[n] * x.weight(schools[n].steps[at]);
      EXPECT_NEAR(value, sum, 1e-6 * (1 + sum));
    });
  }
}

/// Luo & Wang 2003: supply is handed out once. With a limit that reaches everywhere, the people-weighted mean is supply
/// over demand.
TEST_P(Twin, CatchmentHandsOutSupplyOnce) {
  const Field f =
      measured(drawn_.city, declare("a", "1/person", "catchment", "kind: primary_school, limit: 5 km"));
  double handed = 0, supply = 0;
  for (const CellIdx c : each(drawn_.city.people->residents))
    handed += static_cast<double>(drawn_.city.people->residents[c]) * f.at(c);
  for (const Provider& s : providers(drawn_, 'S', 300)) supply += s.capacity;
  EXPECT_NEAR(handed, supply, 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Cities, Twin, ::testing::Range(1, 9));

// The three-hospital example of the catchment literature, in closed form: three towns of 100, 50 and 10 people with 15,
// 20 and 100 doctors. Everybody reaches everything, so 2SFCA gives everyone total supply over total demand; with only
// one's own hospital in reach, everyone has their own supply over their own people.
TEST(Catchment, ThreeHospitalsInClosedForm) {
  const char* const drawing = R"(
grid 1000 m
  aA . bB . cC
legend
  a people 100
  b people 50
  c people 10
  A hospital capacity=15
  B hospital capacity=20
  C hospital capacity=100
)";
  const City city = draw_city(drawing);
  const auto at = [&](const std::string& limit, int col) {
    return measured(city, declare("a", "1/person", "catchment", "kind: hospital, limit: " + limit))
        .at(drawn_cell(city, col, 1));
  };
  for (const int col : {1, 3, 5}) EXPECT_FLOAT_EQ(static_cast<float>(at("5 km", col)), 135.0F / 160.0F);
  EXPECT_FLOAT_EQ(static_cast<float>(at("1 km", 1)), 0.15F);
  EXPECT_FLOAT_EQ(static_cast<float>(at("1 km", 3)), 0.4F);
  EXPECT_FLOAT_EQ(static_cast<float>(at("1 km", 5)), 10.0F);
  // Neighbours only: A is shared by a and b, B by all, C by b and c.
  const double a = 15.0 / 150, b = 20.0 / 160, c = 100.0 / 60;
  EXPECT_FLOAT_EQ(static_cast<float>(at("2 km", 1)), static_cast<float>(a + b));
  EXPECT_FLOAT_EQ(static_cast<float>(at("2 km", 3)), static_cast<float>(a + b + c));
  EXPECT_FLOAT_EQ(static_cast<float>(at("2 km", 5)), static_cast<float>(b + c));
}

TEST(Nearest, ClosedSchoolIsNotASchool) {
  const City city =
      draw_city("grid 100 m\n  S 1 . S\nlegend\n  S primary_school capacity=300\n  1 people ×100\n");
  const Indicator i = declare("a", "m", "nearest", "kind: primary_school, limit: 1 km");
  const CellIdx home = drawn_cell(city, 2, 1);
  EXPECT_EQ(measured(city, i).at(home), 100);
  PlaceIdx west;
  for (const PlaceIdx p : each(city.places->id))
    if (city.places->cell[p] == drawn_cell(city, 1, 1)) west = p;
  const City closed = apply(city, Delta{{ResizePlace{city.places->id[west], 0}}});
  EXPECT_EQ(measured(closed, i).at(home), 200);
}

TEST(Nearest, UnknownIsNotFar) {
  const City city =
      draw_city("grid 100 m\n  S 1 . .\nlegend\n  S primary_school capacity=300\n  1 people ×100\n");
  // The city's sources know no library: nobody can say how far it is.
  EXPECT_EQ(measured(city, declare("a", "min", "nearest", "kind: library, limit: 30 min"))
                .mark_at(drawn_cell(city, 2, 1)),
            Mark::no_data);
  // They know schools, and all of them are closed: everybody is beyond.
  const City closed = apply(city, Delta{{ResizePlace{city.places->id[PlaceIdx{0}], 0}}});
  const Field f = measured(closed, declare("a", "min", "nearest", "kind: primary_school, limit: 30 min"));
  EXPECT_EQ(f.mark_at(drawn_cell(city, 2, 1)), Mark::beyond);
  EXPECT_EQ(f.at(drawn_cell(city, 2, 1)), 30);
}

TEST(Nearest, InACityWithoutPeopleEveryCellCounts) {
  const City city = draw_city("grid 100 m\n  S . .\nlegend\n  S primary_school capacity=300\n");
  const Field f = measured(city, declare("a", "m", "nearest", "kind: primary_school, limit: 1 km"));
  EXPECT_EQ(f.value, (std::vector<float>{0, 100, 200}));
}

TEST(Within, AnEstimatedCapacityMakesAnEstimate) {
  const City city = draw_city("grid 100 m\n  C 1 .\nlegend\n  C clinic\n  1 people ×100\n");
  EXPECT_EQ(measured(city, declare("a", "1", "within", "kind: clinic, limit: 300 m, count: capacity"))
                .mark_at(drawn_cell(city, 2, 1)),
            Mark::estimated);
  EXPECT_EQ(measured(city, declare("a", "1", "within", "kind: clinic, limit: 300 m"))
                .mark_at(drawn_cell(city, 2, 1)),
            Mark::known);
}

}  // namespace
}  // namespace cityloop
