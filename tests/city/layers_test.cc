#include "cityloop/city/layers.h"

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"

namespace cityloop {
namespace {

const char* const kVillage = R"(
  grid 100 m
    S . 2 . .
    . # # # _
    p . b # 4
  legend
    S    primary_school capacity=300 name=East
    1-9  people ×100 children=20%
    #    no way through
    p    land park
    b    building floors=6 year=1998 use=apartments area=600
  zones district
    A A B B B
    A A B B _
    A A B B B
  budget
    2026 education 8400万元 1000000
  statistics
    2025 doctors 12 person zone=A
    2025 gdp ? yuan
  reports
    2026-01-03 ramp 3,1
)";

TEST(Layers, WhatIsStoredIsReadBackWithTheSameHash) {
  const City city = draw_city(kVillage);
  each_layer(city, [](LayerId which, const auto& layer) {
    using T = std::remove_cvref_t<decltype(*layer)>;
    const std::string bytes = encode(*layer);
    const auto again = freeze(decode<T>(bytes));
    EXPECT_EQ(again.hash(), layer.hash()) << to_word(which);
    EXPECT_EQ(encode(*again), bytes) << to_word(which);
  });
}

TEST(Layers, EveryTruncationIsRefusedAndNoneReadsPastTheEnd) {
  const City city = draw_city(kVillage);
  each_layer(city, [](LayerId which, const auto& layer) {
    using T = std::remove_cvref_t<decltype(*layer)>;
    const std::string bytes = encode(*layer);
    for (std::size_t n = 0; n < bytes.size(); n += 1 + n / 16)
      EXPECT_THROW(decode<T>(std::string_view{bytes}.substr(0, n)), Error)
          << to_word(which) << " cut at " << n;
    EXPECT_THROW(decode<T>(bytes + "x"), Error) << to_word(which);
  });
}

TEST(Layers, TheSnapshotIdChangesWithAnyLayerAndWithTheDate) {
  const City city = draw_city(kVillage);
  City later = city;
  later.as_of += std::chrono::days{1};
  EXPECT_NE(id(city), id(later));
  City other = city;
  Places places = *city.places;
  places.capacity[PlaceIdx{0}] = 301;
  other.places = freeze(places);
  EXPECT_NE(id(city), id(other));
  EXPECT_EQ(id(city), id(draw_city(kVillage)));
}

TEST(Layers, AMissingStatisticIsNoDataAndNotZero) {
  const City city = draw_city(kVillage);
  const Statistics& s = *city.statistics;
  ASSERT_EQ(s.variables.size(), 2U);
  for (const StatIdx i : each(s.value))
    EXPECT_EQ(s.mark[i], s.variables[s.variable[i]].word == "gdp" ? Mark::no_data : Mark::known);
}

TEST(Layers, MoneyInTheBudgetIsExact) {
  const City city = draw_city(kVillage);
  EXPECT_EQ(city.budget->appropriated_fen[BudgetIdx{0}], 8'400'000'000);
  EXPECT_EQ(city.budget->committed_fen[BudgetIdx{0}], 100'000'000);
}

TEST(Layers, EveryLayerSaysWhatItHoldsInBothLanguages) {
  const City city = draw_city(kVillage);
  each_layer(city, [&](LayerId which, const auto&) {
    EXPECT_FALSE(describe(city, which).en.empty()) << to_word(which);
    EXPECT_FALSE(describe(city, which).zh.empty()) << to_word(which);
  });
  EXPECT_NE(describe(city, LayerId::people).en.find("600 residents"), std::string::npos);
}

TEST(Layers, PeopleFarFromEveryStreetAreAWarning) {
  // The only stretch leads from x = 50 to x = 150. The last cell's centre at x = 950 is 800 m from it: 100 of 300 people.
  const City far = draw_city(R"(
grid 100 m
  1 1 # # # # # # # 1
legend
  1  people 100
  #  no way through
)");
  const Diagnostics said = check(far);
  ASSERT_EQ(said.counts().count("streets.far"), 1U);
  for (const Diagnostic& d : said.items())
    if (d.code == "streets.far") {
      EXPECT_EQ(d.text.en, "1 cells, where 100 people live, lie farther than 500 m from every street");
    }
  // 400 m are near enough: x = 550.
  const City near = draw_city(R"(
grid 100 m
  1 1 # # # 1
legend
  1  people 100
  #  no way through
)");
  EXPECT_EQ(check(near).counts().count("streets.far"), 0U);
}

}  // namespace
}  // namespace cityloop
