// Rides after edits of lines: what is mended equals what is searched in full, to the byte.

#include "cityloop/simulate/travel/ride_book.h"

#include <gtest/gtest.h>

#include "cityloop/base/random.h"
#include "cityloop/city/delta.h"
#include "cityloop/city/drawing.h"
#include "cityloop/simulate/travel/line_edit.h"
#include "cityloop/simulate/travel/ride.h"

namespace cityloop {
namespace {

constexpr int kColumns = 9, kRows = 6;
constexpr double kSide_m = 500;

City drawn(Random& random) {
  std::string text = "grid 500 m\n";
  for (int r = 0; r < kRows; ++r) {
    text += " ";
    for (int c = 0; c < kColumns; ++c) text += random.below(5) == 0 && c > 0 ? " ." : " 1";
    text += "\n";
  }
  text += "legend\n  1 people ×100\nlines\n";
  const char* const vehicles[] = {"bus", "metro", "tram"};
  for (int l = 0; l < 4; ++l) {
    text += fmt::format("  L{} {} every={} ride={}", l, vehicles[random.below(3)], 6 + random.below(20),
                        2 + random.below(4));
    int c = 1 + static_cast<int>(random.below(kColumns)), r = 1 + static_cast<int>(random.below(kRows));
    for (std::size_t i = 0; i < 3 + random.below(4); ++i) {
      text += fmt::format(" {},{}", c, r);
      const int was_c = c, was_r = r;
      while (c == was_c && r == was_r) {
        c = 1 + static_cast<int>(random.below(kColumns));
        r = 1 + static_cast<int>(random.below(kRows));
      }
    }
    text += "\n";
  }
  return draw_city(text);
}

Point somewhere(const City& city, Random& random) {
  Box all;
  for (std::size_t c = 0; c < city.grid->size(); ++c) all.add(city.grid->centre(idx<CellIdx>(c)));
  return {random.uniform(all.low.x, all.high.x), random.uniform(all.low.y, all.high.y)};
}
std::vector<DrawnStop> route(const City& city, Random& random, std::size_t stops) {
  std::vector<DrawnStop> out;
  for (std::size_t i = 0; i < stops; ++i) out.push_back({somewhere(city, random), fmt::format("n{}", i)});
  return out;
}
std::string some_line(const City& city, Random& random) {
  return city.transit->line_ref[idx<LineIdx>(random.below(city.transit->line_ref.size()))];
}

Change random_change(const City& city, Random& random, int number) {
  switch (random.below(7)) {
    case 0: {
      SetHeadway c;
      c.line = some_line(city, random);
      c.every_s = static_cast<std::int32_t>(180 + random.below(1200));
      c.from_s = 7 * 3600;
      c.until_s = 9 * 3600;
      return c;
    }
    case 1: {
      RerouteLine c;
      c.line = some_line(city, random);
      c.stops = route(city, random, 2 + random.below(4));
      c.kmh = 18;
      return c;
    }
    case 2: return RemoveLine{"", some_line(city, random)};
    case 3: {
      const Transit& t = *city.transit;
      return RemoveStop{"", t.stop_ref[t.pattern_stops.raw()[random.below(t.pattern_stops.raw().size())]]};
    }
    default: {
      AddLine c;
      c.ref = fmt::format("N{}", number);
      c.vehicle = random.below(2) == 0 ? Vehicle::bus : Vehicle::metro;
      c.stops = route(city, random, 2 + random.below(6));
      c.kmh = 15 + random.uniform() * 20;
      c.every_s = static_cast<std::int32_t>(120 + random.below(1200));
      c.from_s = 6 * 3600;
      c.until_s = 22 * 3600;
      return c;
    }
  }
}

std::vector<std::vector<Link>> links_of(const City& city, const Network& net, Random& random, std::size_t n) {
  std::vector<std::vector<Link>> out(n);
  for (auto& links : out)
    for (std::size_t i = 0; i < random.below(3); ++i)  // some nowhere, some with two entrances
      if (const Link l = net.link(somewhere(city, random)); l.valid()) links.push_back(l);
  return out;
}

std::vector<float> all_of(std::size_t origins, std::size_t width, const auto& ask) {
  std::vector<float> out(origins * width, -1);
  ask([&](std::size_t o, std::span<const float> times) {
    std::copy(times.begin(), times.end(), out.begin() + static_cast<std::ptrdiff_t>(o * width));
  });
  return out;
}

TEST(RideBook, AfterAnyEditOfLinesEqualsAFullSearch) {
  std::size_t mended = 0, changed = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Random random{seed, 4};
    const City base = drawn(random);
    QuietRun quiet;
    TransitSettings s;
    s.date = *busiest_day(*base.transit);
    s.from = 8 * 3600;
    s.until = s.from + 1800;
    s.limit = Seconds{900.0 + 300.0 * static_cast<double>(random.below(8))};
    s.access = s.egress = Seconds{300.0 + 200.0 * static_cast<double>(random.below(4))};
    s.transfer = Seconds{400};
    s.on_foot = s.limit;
    s.boarding.rides = 1 + static_cast<int>(random.below(4));
    s.boarding.strictly = random.below(2) == 0;
    s.every_s = seed % 2 == 0 ? 0 : 60;
    s.percentiles = {10, 50, 95};
    const auto net = network(base, s.walk, quiet.run);
    const auto origins = links_of(base, *net, random, 40), targets = links_of(base, *net, random, 37);
    const std::size_t width = targets.size() * s.percentiles.size();
    RideBook book;
    const auto was = all_of(origins.size(), width, [&](const RideBook::Fn& fn) {
      book.times(base, s, origins, targets, quiet.run, fn);
    });
    City now = base;
    Delta delta;
    for (int n = 0; n < 4; ++n) {
      // Edits stand beside each other and after each other.
      const Delta one{{random_change(now, random, n)}};
      now = apply(now, one);
      if (now.transit->trips() == 0) break;
      const auto full = all_of(origins.size(), width, [&](const RideBook::Fn& fn) {
        TransitReach{now, s, targets, quiet.run}.from(origins, quiet.run, fn);
      });
      const auto got = all_of(origins.size(), width, [&](const RideBook::Fn& fn) {
        book.times(now, s, origins, targets, quiet.run, fn);
      });
      ASSERT_EQ(got, full) << "seed " << seed << " edit " << n;
      changed += full != was ? 1 : 0;
    }
    mended += book.mends();
  }
  // The book does mend, and there is something to mend.
  EXPECT_GT(mended, 300U);
  EXPECT_GT(changed, 300U);
}

TEST(LineEdit, TellsWhatIsFreshAndWhatIsGone) {
  const City base = draw_city(R"(
    grid 500 m
      1 1 1 1 1
      1 1 1 1 1
    legend
      1 people ×100
    lines
      A bus every=10 ride=3 1,1 3,1 5,1
      B bus every=10 ride=3 1,2 3,2
  )");
  const auto count = [](const std::vector<std::uint8_t>& of) { return std::count(of.begin(), of.end(), 1); };
  const auto edit = [&](Change c) {
    return line_edit(*base.transit, *apply(base, Delta{{std::move(c)}}).transit);
  };
  // Each line is two patterns, there and back.
  const auto same = line_edit(*base.transit, *base.transit);
  ASSERT_TRUE(same);
  EXPECT_EQ(count(same->fresh) + count(same->gone), 0);
  const auto removed = edit(RemoveLine{"", "A"});
  ASSERT_TRUE(removed);
  EXPECT_EQ(count(removed->gone), 2);
  EXPECT_EQ(count(removed->fresh), 0);
  const auto thinned = edit(SetHeadway{"", "B", 1200, 6 * 3600, 10 * 3600});
  ASSERT_TRUE(thinned);
  EXPECT_EQ(count(thinned->gone), 2);
  EXPECT_EQ(count(thinned->fresh), 2);
  EXPECT_EQ(thinned->fresh_stops, 4U);
}

}  // namespace
}  // namespace cityloop
