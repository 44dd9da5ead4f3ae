// A field that was mended after an edit equals the field made anew, byte for byte: long random scripts of edits
// over random cities, for every kernel that mends, in every form.

#include <gtest/gtest.h>

#include "tests/measure/declared.h"
#include "tests/measure/random_city.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::random_city;
using testing::RandomCity;

const std::vector<Indicator>& all_forms() {
  static const std::vector<Indicator> list = [] {
    std::vector<Indicator> out;
    const auto add = [&](const std::string& unit, const std::string& kernel, const std::string& params) {
      out.push_back(declare("t." + std::to_string(out.size()), unit, kernel, params));
    };
    const std::string decays[] = {"decay: binary",
                                  "decay: steps, steps: [200 m 1, 500 m 0.4]",
                                  "decay: linear",
                                  "decay: exponential, half: 200 m",
                                  "decay: power, exponent: 1.5, at: 100 m",
                                  "decay: logistic, midpoint: 300 m, spread: 100 m",
                                  "decay: gaussian"};
    for (const std::string& d : decays)
      add("1", "within", "kind: [primary_school, clinic], limit: 600 m, count: capacity, " + d);
    add("1", "within", "kind: [primary_school, clinic], limit: 600 m");
    add("person", "within", "limit: 500 m, count: people, " + decays[1]);
    std::size_t next = 0;
    for (const std::string method : {"2sfca", "2sfca", "e2sfca", "3sfca", "3sfca", "m2sfca", "bfca", "bfca"})
      add("1/person", "catchment",
          "kind: [primary_school, clinic], group: children, limit: 600 m, method: " + method + ", " +
              decays[next++ % 7]);
    add("1", "catchment", "kind: clinic, limit: 600 m, method: spatial_availability, decay: gaussian");
    add("1", "catchment", "kind: clinic, limit: 600 m, method: raam, tau: 300 m, rho: 5");
    add("m", "nearest", "kind: primary_school, limit: 900 m");
    add("min", "nearest", "kind: [clinic, park], limit: 9 min");
    add("m", "balancing", "kind: [primary_school, clinic], limit: 900 m");
    add("m", "balancing", "kind: primary_school, limit: 900 m, group: children");
    add("s", "balancing", "kind: [park, clinic], limit: 900 s, need: amount, amount: 3, count: places");
    for (const std::string by : {"straight", "network"})
      for (const std::string over : {"cell", "district", "city"})
        for (const std::string of :
             {"of: residents, group: elderly", "of: land, land_use: [park]", "of: land"})
          add("%", "coverage",
              "kind: [clinic, park], limit: 300 m, by: " + by + ", over: " + over + ", " + of);
    for (const std::string by : {"straight", "network"})
      add("%", "coverage",
          "kind: [clinic, park], limit: 400 m, limits: ['clinic: 200 m'], of: residents, by: " + by);
    check_indicators(out);
    return out;
  }();
  return list;
}

class Edited : public ::testing::TestWithParam<int> {
 protected:
  RandomCity drawn_ = random_city(static_cast<std::uint64_t>(GetParam()) + 40);
  Random random_{static_cast<std::uint64_t>(GetParam()), 21};
  Point any_passable() {
    for (;;) {
      const int c = static_cast<int>(random_.below(static_cast<std::uint64_t>(drawn_.cols)));
      const int r = static_cast<int>(random_.below(static_cast<std::uint64_t>(drawn_.rows)));
      if (!drawn_.wall(c, r)) return drawn_.city.grid->centre(drawn_.cell(c, r));
    }
  }
  CellId any_cell() { return drawn_.city.grid->id(idx<CellIdx>(random_.below(drawn_.city.grid->size()))); }
  PlaceId any_place(const City& now) {
    return now.places->id[idx<PlaceIdx>(random_.below(now.places->id.size()))];
  }
  /// Closes or slows the stretch at the middle of any; some that are closed stay so.
  Change any_stretch(const City& now) {
    const Streets& s = *now.streets;
    const EdgeIdx e = idx<EdgeIdx>(random_.below(s.edges()));
    ChangeStretch c{0.5 * (s.at[s.from[e]] + s.at[s.to[e]])};
    if (random_.uniform() < 0.8) c.closed = random_.uniform() < 0.5 ? kAllModes : permit(Mode::walk);
    else c.drive_kmh = 20;
    return c;
  }
  Change any_change(const City& now) {
    const double dice = random_.uniform();
    const char* const kinds[] = {"primary_school", "clinic", "park"};
    if (dice < 0.3)
      return AddPlace{PlaceId{random_.next() | 1},
                      {kinds[random_.below(std::size(kinds))]},
                      any_passable(),
                      static_cast<float>(1 + random_.below(300))};
    if (dice < 0.5) return ResizePlace{any_place(now), 0};
    if (dice < 0.7) return ResizePlace{any_place(now), static_cast<float>(1 + random_.below(300))};
    if (dice < 0.85) return ScalePeople{{any_cell(), any_cell()}, random_.uniform(0.2, 2)};
    if (dice < 0.95) return any_stretch(now);
    if (dice < 0.97) return ScalePeople{{any_cell()}, 0};
    if (dice < 0.99) return SetLandUse{{any_cell()}, {"park"}};
    return AddPath{{any_passable(), any_passable()}, permit(Mode::walk)};
  }
};

TEST_P(Edited, MendedEqualsMadeAnew) {
  QuietRun kept;
  City city = drawn_.city;
  Measurement was = measure(city, all_forms(), kept.run);
  std::vector<int> mended(all_forms().size(), 0);
  int edits = 0;
  while (edits < 60) {
    Delta delta{{any_change(city)}};
    if (random_.uniform() < 0.25) delta.changes.push_back(any_change(city));
    if (resolve(city, delta).has_problem()) continue;
    SCOPED_TRACE(std::to_string(edits) + ": " + describe(delta.changes.back()).en);
    const City now = apply(city, delta);
    QuietRun fresh;
    const Measurement anew = measure(now, all_forms(), fresh.run);
    for (std::size_t n = 0; n < all_forms().size(); ++n) {
      const Indicator& i = all_forms()[n];
      Field out;
      const Ask ask{now, i, was, all_forms(), kept.run};
      const UpdateFn update = kernel(i.kernel).update;
      ASSERT_NE(update, nullptr);
      if (!update(ask, city, was.at(i.key), delta, out)) continue;
      ASSERT_EQ(out, anew.at(i.key)) << i.kernel << " " << n;
      ++mended[n];
    }
    was = anew;
    city = now;
    ++edits;
  }
  for (std::size_t n = 0; n < mended.size(); ++n) {
    const Indicator& i = all_forms()[n];
    const bool solved_anew = i.params.has("method") && i.params.word("method") == "raam";
    if (solved_anew) EXPECT_EQ(mended[n], 0);
    else EXPECT_GT(mended[n], edits / (i.kernel == "nearest" ? 3 : 2)) << i.kernel << " " << n;
  }
}

/// Many what-ifs of one city, none of which leaves a trace in what is kept of it.
TEST_P(Edited, WhatIfsOfOneCityDoNotDisturbEachOther) {
  QuietRun kept;
  const City& city = drawn_.city;
  const Measurement was = measure(city, all_forms(), kept.run);
  for (int n = 0; n < 8; ++n) {
    Delta delta{{any_change(city)}};
    if (resolve(city, delta).has_problem()) continue;
    const City now = apply(city, delta);
    QuietRun fresh;
    const Measurement after = remeasure(was, city, now, delta, all_forms(), kept.run);
    const Measurement anew = measure(now, all_forms(), fresh.run);
    for (const Indicator& i : all_forms())
      ASSERT_EQ(after.at(i.key), anew.at(i.key)) << i.kernel << describe(delta.changes[0]).en;
  }
}

INSTANTIATE_TEST_SUITE_P(Cities, Edited, ::testing::Range(1, 5));

}  // namespace
}  // namespace cityloop
