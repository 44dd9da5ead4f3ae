// Edits of lines in a real city: what is mended equals a full search, to the byte, with slopes that make ways differ by
// direction.

#include <cstdlib>

#include <gtest/gtest.h>

#include "cityloop/city/delta.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/text_file.h"
#include "cityloop/simulate/travel/ride_book.h"
#include "tests/paths.h"

namespace cityloop {
namespace {

TEST(RealLines, WhatIsMendedEqualsAFullSearchInPortoAlegre) {
  if (testing::shared_dir().empty())
    GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
  ::setenv("CITYLOOP_SHARED", testing::shared_dir().c_str(), 1);
  const std::string folder = testing::source_dir() + "/tests/real/porto-alegre";
  QuietRun quiet;
  const City city = import_city(
      parse_city_config(parse_yaml(read_text_file(folder + "/city.yaml", "city.yaml").text, "city.yaml")),
      folder, testing::source_dir() + "/catalogue", {}, quiet.run);
  TransitSettings s;
  s.date = Date{std::chrono::year{2019} / 5 / 13};
  s.from = 14 * 3600;
  s.until = s.from + 1800;
  s.limit = Seconds{3600};
  s.access = s.egress = s.transfer = Seconds{900};
  s.on_foot = s.limit;
  s.boarding.rides = 3;
  s.percentiles = {25, 50};
  const auto cells = cell_links(city, s.walk, quiet.run);
  std::vector<std::vector<Link>> origins, targets;
  for (std::size_t c = 0; c < cells->size(); ++c) {
    const Link& l = (*cells)[idx<CellIdx>(c)];
    const auto links = l.valid() ? std::vector<Link>{l} : std::vector<Link>{};
    if (c % 13 == 0) origins.push_back(links);
    if (c % 7 == 0) targets.push_back(links);
  }
  AddLine line;
  line.ref = "NOVA";
  line.feed = city.transit->feed_name[FeedIdx{0}];
  line.vehicle = Vehicle::bus;
  line.every_s = 480;
  line.from_s = 6 * 3600;
  line.until_s = 22 * 3600;
  line.kmh = 20;
  for (std::size_t c = 100; c < 1200; c += 100)
    line.stops.push_back({city.grid->centre(idx<CellIdx>(c)), fmt::format("NOVA {}", c)});
  SetHeadway denser{line.feed, "375", 300, 13 * 3600, 16 * 3600};
  const std::size_t width = targets.size() * s.percentiles.size();
  for (const std::int32_t every : {0, 60}) {
    s.every_s = every;
    RideBook book;
    const auto all = [&](const auto& ask) {
      std::vector<float> times(origins.size() * width);
      ask([&](std::size_t o, std::span<const float> t) {
        std::copy(t.begin(), t.end(), times.begin() + static_cast<std::ptrdiff_t>(o * width));
      });
      return times;
    };
    const auto was =
        all([&](const RideBook::Fn& fn) { book.times(city, s, origins, targets, quiet.run, fn); });
    for (const Delta& delta : {Delta{{line}}, Delta{{denser}}, Delta{{RemoveLine{line.feed, "375"}}}}) {
      const City now = apply(city, delta);
      const auto got =
          all([&](const RideBook::Fn& fn) { book.times(now, s, origins, targets, quiet.run, fn); });
      const auto full = all([&](const RideBook::Fn& fn) {
        TransitReach{now, s, targets, quiet.run}.from(origins, quiet.run, fn);
      });
      EXPECT_EQ(got, full);
      EXPECT_NE(got, was);
    }
    EXPECT_EQ(book.mends(), 3U);
  }
}

}  // namespace
}  // namespace cityloop
