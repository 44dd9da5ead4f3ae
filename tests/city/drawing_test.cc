#include "cityloop/city/drawing.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

TEST(Drawing, RowsRunFromNorthToSouth) {
  const City city = draw_city(R"(
    grid 100 m
      1 .
      . 2
    legend
      1-9 people ×10
  )");
  EXPECT_EQ(city.people->residents[drawn_cell(city, 1, 1)], 10);
  EXPECT_EQ(city.people->residents[drawn_cell(city, 2, 2)], 20);
  EXPECT_GT(city.grid->centre(drawn_cell(city, 1, 1)).y, city.grid->centre(drawn_cell(city, 2, 2)).y);
}

TEST(Drawing, ATokenHoldsSeveralThings) {
  const City city = draw_city(R"(
    grid 100 m
      S2 _
    legend
      S clinic capacity=4
      2 people 200 elderly=50
  )");
  EXPECT_EQ(city.grid->size(), 1U);
  EXPECT_EQ(city.places->kinds[KindIdx{0}].word, "clinic");
  EXPECT_EQ(city.people->by_group[0][CellIdx{0}], 50);
}

TEST(Drawing, StreetsJoinNeighboursAndStopAtWalls) {
  const City city = draw_city(R"(
    grid 100 m
      . . #
      . s .
    legend
      # no way through
      s steps
  )");
  // Of the seven pairs of neighbours, two touch the wall.
  ASSERT_EQ(city.streets->edges(), 5U);
  std::size_t steps = 0;
  for (const EdgeIdx e : each(city.streets->from)) {
    EXPECT_EQ(city.streets->length_mm[e], 100'000U);
    steps += city.streets->forward[e] == permit(Mode::walk) ? 1U : 0U;
  }
  EXPECT_EQ(steps, 3U);
}

TEST(Drawing, AnExpectationWithoutABecauseIsRefused) {
  const std::string map = "grid 100 m\n  1\nlegend\n  1-9 people ×1\nexpect x [min]\n  2.5\n";
  EXPECT_THROW(parse_drawing(map), Error);
  const Drawing d = parse_drawing(map + "because\n  It is drawn so.\n");
  ASSERT_EQ(d.expectations.size(), 1U);
  EXPECT_EQ(d.expectations[0].unit, "min");
  EXPECT_EQ(d.expectations[0].cells[0].value, 2.5);
  EXPECT_EQ(d.expectations[0].cells[0].decimals, 1);
}

TEST(Drawing, MarksAreDrawnAndReadTheSame) {
  const Drawing d = parse_drawing(R"(
    grid 100 m
      . . . . .
    legend
      1-9 people ×1
    expect x [min]
      - ? >60 ~2.0 *
    because
      Marks only.
  )");
  const auto& cells = d.expectations[0].cells;
  EXPECT_EQ(cells[0].mark, Mark::not_applicable);
  EXPECT_EQ(cells[1].mark, Mark::no_data);
  EXPECT_EQ(cells[2].mark, Mark::beyond);
  EXPECT_EQ(cells[2].value, 60);
  EXPECT_EQ(cells[3].mark, Mark::estimated);
  EXPECT_FALSE(cells[4].mark.has_value());
  const std::vector<float> value{0, 0, 60, 2, 5};
  const std::vector<Mark> mark{Mark::not_applicable, Mark::no_data, Mark::beyond, Mark::estimated,
                               Mark::known};
  EXPECT_EQ(draw_field(d.city, value, mark, 0), "  -    ?  >60   ~2    5\n");
}

TEST(Drawing, LinesRunThereAndBack) {
  const City city = draw_city(R"(
    grid 500 m
      . . .
    lines
      M1 metro every=30 first=06:00 last=07:00 ride=2 dwell=1 1,1 2,1 3,1
      B2 bus oneway about=10 first=06:00 last=08:00 ride=3 1,1 3,1
  )");
  const Transit& t = *city.transit;
  EXPECT_EQ(t.stops(), 3U);  // both lines call at the same cells
  ASSERT_EQ(t.trips(), 7U);  // three each way, and one whose times nobody knows
  for (const TripIdx trip : each(t.trip_pattern)) {
    const auto arrivals = t.trip_arrivals[trip], departures = t.trip_departures[trip];
    if (arrivals.size() != 3) continue;
    EXPECT_EQ(arrivals[1] - departures[0], 120);
    EXPECT_EQ(departures[1] - arrivals[1], 60);
    EXPECT_EQ(arrivals[2] - departures[0], 300);
    EXPECT_EQ(departures[0] % 1800, 0);
  }
  ASSERT_EQ(t.headway_trip.size(), 1U);
  EXPECT_EQ(t.headway_s[HeadwayIdx{0}], 600);
  EXPECT_EQ(t.headway_exact[HeadwayIdx{0}], 0);
}

TEST(Drawing, MistakesNameTheLineAndSuggestTheWord) {
  const auto line_of = [](const std::string& text) {
    try {
      parse_drawing(text);
    } catch (const Error& e) {
      return std::pair{e.where().line, e.hint().en};
    }
    return std::pair{0L, std::string{"no error"}};
  };
  EXPECT_EQ(line_of("grid 100 m\n  . .\n  .\n").first, 3);
  EXPECT_EQ(line_of("grid 100 m\n  Q\nlegend\n  1-9 people ×1\n").first, 2);
  EXPECT_EQ(line_of("grid 100 s\n  .\n").first, 1);
  const std::string lines = "grid 100 m\n  . .\nlines\n  ";
  EXPECT_EQ(line_of(lines + "M1 metro 1,1 2,1\n").second, "no error");
  EXPECT_EQ(line_of(lines + "M1 metro 1,1 5,1\n").first, 4);  // no such cell
  EXPECT_EQ(line_of(lines + "M1 metro evry=5 1,1 2,1\n").first, 4);
  EXPECT_EQ(line_of(lines + "M1 metro first=6 1,1 2,1\n").first, 4);
  EXPECT_NE(line_of(lines + "M1 metr 1,1 2,1\n").second.find("metro"), std::string::npos);
  EXPECT_EQ(line_of(lines + "M1 metro every=0.05 1,1 2,1\n").first, 4);  // a departure every three seconds
  const auto [line, hint] = line_of("grid 100 m\n  .\nlegnd\n  1-9 people ×1\n");
  EXPECT_EQ(line, 3);
  EXPECT_NE(hint.find("legend"), std::string::npos);
}

}  // namespace
}  // namespace cityloop
