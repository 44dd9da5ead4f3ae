// Streets that are closed, slowed and added: what is looked at again, and only that, equals a measurement made anew.

#include "cityloop/simulate/travel/street_edit.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/measure/declared.h"
#include "tests/measure/random_city.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::random_city;
using testing::RandomCity;

const std::vector<Indicator>& short_walks() {
  static const std::vector<Indicator> list{
      declare("s.nearest", "m", "nearest", "kind: [primary_school, clinic], limit: 300 m"),
      declare("s.second", "min", "nearest", "kind: [clinic, park], limit: 4 min, k: 2"),
      declare("s.drive", "s", "nearest", "kind: [clinic, park], limit: 40 s, mode: drive"),
      declare("s.people", "person", "within", "limit: 250 m, count: people"),
      declare("s.within", "1", "within", "kind: [primary_school, clinic], limit: 300 m, decay: linear"),
      declare("s.share", "1/person", "catchment",
              "kind: clinic, limit: 300 m, method: e2sfca, decay: gaussian"),
      declare("s.raam", "1", "catchment", "kind: clinic, limit: 300 m, method: raam, tau: 300 m, rho: 5"),
      declare("s.enough", "m", "balancing", "kind: [primary_school, clinic], limit: 300 m"),
      declare("s.covered", "%", "coverage",
              "kind: [clinic, park], limit: 300 m, by: network, of: residents")};
  return list;
}

class StreetEdits : public ::testing::TestWithParam<int> {};

TEST_P(StreetEdits, EqualAMeasurementMadeAnew) {
  const RandomCity drawn = random_city(static_cast<std::uint64_t>(GetParam()) + 80, 26, 20);
  Random random{static_cast<std::uint64_t>(GetParam()), 22};
  City city = drawn.city;
  QuietRun kept;
  Measurement was = measure(city, short_walks(), kept.run);
  int mended = 0, untouched = 0, moved = 0;
  for (int edit = 0; edit < 40; ++edit) {
    const Streets& s = *city.streets;
    const EdgeIdx e = idx<EdgeIdx>(random.below(s.edges()));
    const Point middle = 0.5 * (s.at[s.from[e]] + s.at[s.to[e]]);
    Delta delta;
    const double dice = random.uniform();
    if (dice < 0.3) {
      delta.changes = {ChangeStretch{middle, 0, kAllModes}};
    } else if (dice < 0.5) {
      delta.changes = {ChangeStretch{middle, 0, permit(Mode::walk)}};
    } else if (dice < 0.7) {
      delta.changes = {ChangeStretch{middle, 0, 0, static_cast<std::uint8_t>(5 + random.below(40))}};
    } else {
      const Point by{random.uniform(-220, 220), random.uniform(-220, 220)};
      delta.changes = {AddPath{{middle, middle + by}, kAllModes}};
    }
    if (resolve(city, delta).has_problem()) continue;
    SCOPED_TRACE(std::to_string(edit) + ": " + describe(delta.changes[0]).en);
    const City now = apply(city, delta);
    QuietRun fresh;
    const Measurement anew = measure(now, short_walks(), fresh.run),
                      after = remeasure(was, city, now, delta, short_walks(), kept.run);
    for (const Indicator& i : short_walks()) {
      ASSERT_EQ(after.at(i.key), anew.at(i.key)) << i.key.word;
      moved += anew.at(i.key) == was.at(i.key) ? 0 : 1;
      Field out;
      const UpdateFn update = kernel(i.kernel).update;
      mended += update(Ask{now, i, was, short_walks(), kept.run}, city, was.at(i.key), delta, out) ? 1 : 0;
    }
    const Profile walk = default_profile(Mode::walk);
    std::vector<KindIdx> kinds;
    for (const KindIdx k : each(now.places->kinds)) kinds.push_back(k);
    const auto found = street_edit(city, now, walk, kinds, Seconds{240}, kept.run);
    untouched += std::count(found->place.begin(), found->place.end(), 0) > 0 ? 1 : 0;
    city = now;
    was = after;
  }
  EXPECT_GT(mended, 40);     // the forms of nearest, and people
  EXPECT_GT(untouched, 20);  // catchments that were handed on
  EXPECT_GT(moved, 20);
}

INSTANTIATE_TEST_SUITE_P(Cities, StreetEdits, ::testing::Range(1, 6));

}  // namespace
}  // namespace cityloop
