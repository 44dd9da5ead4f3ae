// Indicators that ask for a moment of the week: places that are closed then do not count.

#include "cityloop/measure/opening.h"

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "cityloop/city/hours.h"
#include "cityloop/city/layers.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::measured;

/// A row of five cells of 500 m: a clinic at either end that keeps hours, and one in the middle that does not say.
City row(const std::string& left, const std::string& right, bool middle) {
  City city = draw_city(std::string{"grid 500 m\n  1C 1 "} + (middle ? "1C" : "1") +
                        " 1 1C\nlegend\n  1 people ×100\n  C clinic capacity=10\n");
  Places places = *city.places;
  places.hours = {};
  for (const PlaceIdx p : each(places.id)) {
    const std::size_t cell = places.cell[p].v;
    places.hours.push_back(cell == 0 ? *read_hours(left) : cell == 4 ? *read_hours(right) : OpenHours{});
  }
  city.places = freeze(std::move(places));
  return city;
}
Field nearest(const City& city, const std::string& more) {
  return measured(city, declare("n", "min", "nearest", "kind: clinic, limit: 60 min" + more));
}

TEST(Opening, TheNearestIsTheNearestThatIsOpen) {
  const City city = row("Mo-Fr 08:00-18:00", "24/7", false);
  // 500 m at 1.25 m/s are 400 s from cell to cell.
  constexpr double kStep = 400.0 / 60;
  const Field day = nearest(city, ", open_at: 'Mo 10:00'"), night = nearest(city, ", open_at: 'Mo 20:00'");
  for (std::size_t c = 0; c < 5; ++c) {
    EXPECT_NEAR(day.value[c], kStep * static_cast<double>(std::min(c, 4 - c)), 1e-4) << c;
    EXPECT_NEAR(night.value[c], kStep * static_cast<double>(4 - c), 1e-4) << c;
  }
  EXPECT_EQ(nearest(city, ""), day);
}

TEST(Opening, UnknownHoursCountAsTheIndicatorSays) {
  const City city = row("off", "off", true);
  EXPECT_EQ(nearest(city, ", open_at: 'Su 03:00'").value[2], 0);
  const Field none = nearest(city, ", open_at: 'Su 03:00', unknown_hours: closed");
  for (std::size_t c = 0; c < 5; ++c) EXPECT_EQ(none.mark[c], Mark::beyond);
}

TEST(Opening, EveryKernelThatCountsPlacesAsks) {
  const City city = row("Mo 08:00-12:00", "Mo 14:00-18:00", false);
  const std::string at = ", open_at: 'Mo 13:00'", kind = "kind: clinic, limit: 60 min";
  const Field within = measured(city, declare("w", "1", "within", kind + at));
  const Field share = measured(city, declare("c", "1/person", "catchment", kind + at));
  const Field covered = measured(
      city, declare("v", "%", "coverage", "kind: clinic, limit: 500 m, by: straight, of: residents, over: cell" + at));
  for (std::size_t c = 0; c < 5; ++c) {
    EXPECT_EQ(within.value[c], 0) << c;
    EXPECT_EQ(share.value[c], 0) << c;
    EXPECT_EQ(covered.value[c], 0) << c;
  }
}

TEST(Opening, EditsOfPlacesEqualAMeasurementMadeAnew) {
  const City base = row("Mo-Fr 08:00-18:00", "24/7", true);
  const std::vector<Indicator> list{
      declare("n", "min", "nearest", "kind: clinic, limit: 60 min, open_at: 'Mo 20:00'"),
      declare("w", "1", "within", "kind: clinic, limit: 30 min, open_at: 'Mo 20:00', unknown_hours: closed"),
      declare("c", "1/person", "catchment", "kind: clinic, limit: 30 min, open_at: 'Mo 20:00'")};
  QuietRun quiet;
  const Measurement was = measure(base, list, quiet.run);
  for (const PlaceIdx p : each(base.places->id))
    for (const float capacity : {0.0F, 25.0F}) {
      const Delta delta{{ResizePlace{base.places->id[p], capacity}}};
      const City now = apply(base, delta);
      const Measurement got = remeasure(was, base, now, delta, list, quiet.run);
      QuietRun fresh;
      const Measurement full = measure(now, list, fresh.run);
      for (const Indicator& i : list) EXPECT_EQ(*got.find(i.key), *full.find(i.key)) << i.key.word;
    }
  // A new place does not say when it is open.
  const Delta delta{{AddPlace{PlaceId{5}, {"clinic"}, base.grid->centre(CellIdx{1}), 5}}};
  const City now = apply(base, delta);
  QuietRun fresh;
  const Measurement got = remeasure(was, base, now, delta, list, quiet.run),
                    full = measure(now, list, fresh.run);
  for (const Indicator& i : list) EXPECT_EQ(*got.find(i.key), *full.find(i.key)) << i.key.word;
}

TEST(Opening, AMomentThatIsNoneIsRefusedWithItsLine) {
  try {
    declare("n", "min", "nearest", "kind: clinic, limit: 60 min, open_at: tomorrow");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.words().en.find("tomorrow"), std::string::npos);
  }
}

}  // namespace
}  // namespace cityloop
