// The generated city goes through the same importers as a real one.

#include "cityloop/io/generate/generate.h"
#include "cityloop/io/import/text_file.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

class ImportDemo : public ImportTest {};

TEST_F(ImportDemo, EveryRowOfTheGeneratedCityIsRead) {
  DemoSpec spec;
  spec.people = 10'000;
  QuietRun quiet;
  const DemoCount count = generate_demo(spec, folder_, quiet.run);
  const auto config =
      parse_city_config(parse_yaml(read_text_file(path("city.yaml"), "city.yaml").text, "city.yaml"));
  const City city = import_city(config, folder_, catalogue(), {}, quiet.run);
  for (const Diagnostic& d : quiet.notes.items())
    if (d.level == Diagnostic::Level::problem)
      ADD_FAILURE() << d.code << " " << d.text.en << " " << d.where.to_string();
  double people = 0;
  for (const float n : city.people->residents.raw()) people += static_cast<double>(n);
  EXPECT_NEAR(people, static_cast<double>(count.people), 1);
  EXPECT_EQ(city.people->groups.size(), 4U);
  EXPECT_EQ(city.buildings->id.size(), count.buildings);
  EXPECT_EQ(city.zones->levels.size(), 3U);
  EXPECT_EQ(city.zones->id.size(), count.districts + count.streets + count.communities);
  EXPECT_EQ(city.reports->id.size(), count.reports);
  EXPECT_GT(city.budget->year.size(), 0U);
  EXPECT_GT(city.statistics->year.size(), 0U);
  EXPECT_TRUE(city.about->generated);
  // Schools come from OpenStreetMap and from the education bureau: they are merged, not doubled.
  EXPECT_GT(places_of(city, "primary_school"), 0U);
  EXPECT_GT(places_of(city, "bus_stop"), 0U);
}

}  // namespace
}  // namespace cityloop
