// Properties of measuring and judging that must hold for every city: the numbers are those of the list of invariants in
// the project's architecture.

#include <cmath>

#include <gtest/gtest.h>

#include "cityloop/assess/assess.h"
#include "cityloop/base/parallel.h"
#include "tests/measure/declared.h"
#include "tests/measure/random_city.h"

namespace cityloop {
namespace {

using testing::catalogue_framework;
using testing::catalogue_indicators;
using testing::random_city;
using testing::RandomCity;

bool same(const Assessment& a, const Assessment& b) {
  if (a.snapshot != b.snapshot || a.framework_hash != b.framework_hash ||
      a.criteria.size() != b.criteria.size())
    return false;
  for (std::size_t n = 0; n < a.criteria.size(); ++n)
    if (!(*a.criteria[n] == *b.criteria[n])) return false;
  return a.goals == b.goals && a.overall == b.overall && a.cell_score == b.cell_score && a.as_of == b.as_of;
}
::testing::AssertionResult equal(const Measurement& a, const Measurement& b) {
  if (a.snapshot != b.snapshot) return ::testing::AssertionFailure() << "another snapshot";
  if (a.fields.size() != b.fields.size()) return ::testing::AssertionFailure() << "other fields";
  for (const auto& [key, field] : a.fields)
    if (!(*field == b.at(key))) return ::testing::AssertionFailure() << key.word << " differs";
  return ::testing::AssertionSuccess();
}

class EveryCity : public ::testing::TestWithParam<int> {
 protected:
  RandomCity drawn_ = random_city(static_cast<std::uint64_t>(GetParam()) + 100);
  const City& city_ = drawn_.city;
  Framework goals_ = catalogue_framework("demo");
  QuietRun quiet_;
  Random random_{static_cast<std::uint64_t>(GetParam()), 9};
  Measurement measure_(const City& c) {
    QuietRun fresh;  // nothing remembered from another city
    return measure(c, catalogue_indicators(), fresh.run);
  }
  CellIdx any_cell() { return idx<CellIdx>(random_.below(city_.grid->size())); }
  Point any_passable() {
    for (;;) {
      const int c = static_cast<int>(random_.below(static_cast<std::uint64_t>(drawn_.cols)));
      const int r = static_cast<int>(random_.below(static_cast<std::uint64_t>(drawn_.rows)));
      if (!drawn_.wall(c, r)) return city_.grid->centre(drawn_.cell(c, r));
    }
  }
  Change any_change(int kind) {
    switch (kind) {
      case 0: {
        const char* const kinds[] = {"primary_school", "clinic", "park", "bus_stop", "market", "library"};
        return AddPlace{
            PlaceId{random_.next() | 1}, {kinds[random_.below(std::size(kinds))]}, any_passable(), 250};
      }
      case 1: {
        const auto p = idx<PlaceIdx>(random_.below(city_.places->id.size()));
        return ResizePlace{city_.places->id[p], random_.uniform() < 0.5 ? 0.0F : 77.0F};
      }
      case 2: return AddPath{{any_passable(), any_passable()}, permit(Mode::walk)};
      case 3: return SetLandUse{{city_.grid->id(any_cell()), city_.grid->id(any_cell())}, {"park"}};
      default:
        return ScalePeople{{city_.grid->id(any_cell()), city_.grid->id(any_cell())}, random_.uniform(0, 2)};
    }
  }
};

TEST_P(EveryCity, Invariant1AnEmptyDeltaGivesTheSameBytes) {
  const Measurement was = measure_(city_);
  const City now = apply(city_, Delta{});
  EXPECT_TRUE(equal(was, measure_(now)));
  const Measurement again = remeasure(was, city_, now, Delta{}, catalogue_indicators(), quiet_.run);
  EXPECT_EQ(again.fields, was.fields);  // pointer by pointer
}

TEST_P(EveryCity, Invariant2IncrementalEqualsFull) {
  const Measurement was = measure(city_, catalogue_indicators(), quiet_.run);
  const Assessment judged = assess(city_, was, goals_, quiet_.run);
  for (int kind = 0; kind < 10; ++kind) {
    Delta delta{{any_change(kind % 5)}};
    if (kind >= 5) delta.changes.push_back(any_change(static_cast<int>(random_.below(5))));
    if (resolve(city_, delta).has_problem()) continue;
    SCOPED_TRACE(describe(delta.changes[0]).en);
    const City now = apply(city_, delta);
    const Measurement incremental = remeasure(was, city_, now, delta, catalogue_indicators(), quiet_.run);
    const Measurement full = measure_(now);
    EXPECT_TRUE(equal(incremental, full));
    for (const auto& [key, field] : full.fields)  // what did not change keeps its pointer
      if (*field == was.at(key)) {
        EXPECT_EQ(incremental.find(key), was.find(key)) << key.word;
      }
    QuietRun fresh;
    EXPECT_TRUE(same(reassess(judged, city_, was, now, incremental, goals_, quiet_.run),
                     assess(now, full, goals_, fresh.run)));
  }
}

TEST_P(EveryCity, Invariant3OneThreadEqualsMany) {
  set_threads(1);
  const Measurement one = measure_(city_);
  const Assessment judged = assess(city_, one, goals_, quiet_.run);
  set_threads(2);
  const Measurement two = measure_(city_);
  EXPECT_TRUE(equal(one, two));
  EXPECT_TRUE(same(judged, assess(city_, two, goals_, quiet_.run)));
  set_threads(0);
}

/// Every nearest time and distance of the catalogue.
std::vector<IndicatorKey> nearest_keys() {
  std::vector<IndicatorKey> keys;
  for (const Indicator& i : catalogue_indicators())
    if (i.kernel == "nearest") keys.push_back(i.key);
  return keys;
}
void expect_none_longer(const Measurement& before, const Measurement& after) {
  for (const IndicatorKey& key : nearest_keys()) {
    const Field &b = before.at(key), &a = after.at(key);
    for (std::size_t c = 0; c < b.size(); ++c)
      if (has_value(b.mark[c])) {
        ASSERT_TRUE(has_value(a.mark[c])) << key.word;
        EXPECT_LE(a.value[c], b.value[c]) << key.word;
      }
  }
}

TEST_P(EveryCity, Invariant5AddingAPlaceNeverLengthensAndClosingNeverShortens) {
  const Measurement was = measure_(city_);
  for (const char* kind : {"primary_school", "bus_stop", "park"}) {
    expect_none_longer(was,
                       measure_(apply(city_, Delta{{AddPlace{PlaceId{5}, {kind}, any_passable(), 10}}})));
    const auto p = idx<PlaceIdx>(random_.below(city_.places->id.size()));
    expect_none_longer(measure_(apply(city_, Delta{{ResizePlace{city_.places->id[p], 0}}})), was);
  }
}

TEST_P(EveryCity, Invariant6AddingAPathNeverLengthensAWalk) {
  const Measurement was = measure_(city_);
  for (int n = 0; n < 3; ++n) {
    const Delta delta{{AddPath{{any_passable(), any_passable()}, kAllModes}}};
    if (resolve(city_, delta).has_problem()) continue;
    expect_none_longer(was, measure_(apply(city_, delta)));
  }
}

TEST_P(EveryCity, Invariant7AZoneLiesBetweenItsCellsAndPartsAddUp) {
  const Assessment a = assess(city_, measure_(city_), goals_, quiet_.run);
  const Zones& zones = *city_.zones;
  const auto district = *zones.find_level({"district"});  // the districts cover the city
  for (std::size_t n = 0; n < a.criteria.size(); ++n) {
    const CriterionResult& r = *a.criteria[n];
    if (r.scores.support.of != Support::Of::cell || !has_value(r.standings.city.mark)) continue;
    for (const ZoneIdx z : each(zones.id)) {
      const Standing& s = r.standings.zones[z];
      if (!has_value(s.mark)) continue;
      double low = 2, high = -1;
      for (std::size_t c = 0; c < r.scores.size(); ++c)
        if (zones.of_cell[zones.level[z]][idx<CellIdx>(c)] == z && has_value(r.scores.mark[c])) {
          low = std::min(low, static_cast<double>(r.scores.value[c]));
          high = std::max(high, static_cast<double>(r.scores.value[c]));
        }
      EXPECT_GE(s.score, low - 1e-6);
      EXPECT_LE(s.score, high + 1e-6);
    }
    double known = 0, sum = 0, people = 0;
    for (const ZoneIdx z : each(zones.id)) {
      if (zones.level[z] != district) continue;
      const Standing& s = r.standings.zones[z];
      // What a part weighs is declared: the people who are judged, or the land that is.
      double weight = s.people * s.coverage;
      if (goals_.criterion(idx<CriterionIdx>(n)).weighing == Weighing::area) {
        weight = 0;
        for (const CellIdx c : each(zones.of_cell[district]))
          if (zones.of_cell[district][c] == z && has_value(r.scores.mark[c.v]))
            weight += city_.grid->area_m2(c);
      }
      people += s.people;
      known += weight;
      sum += weight * s.score;
    }
    EXPECT_NEAR(people, r.standings.city.people, 1e-6);
    EXPECT_NEAR(sum / known, r.standings.city.score, 1e-9);
  }
}

TEST_P(EveryCity, Invariant9ScoresStayInRangeAndFollowTheCurve) {
  const Measurement m = measure_(city_);
  const Assessment a = assess(city_, m, goals_, quiet_.run);
  for (std::size_t n = 0; n < a.criteria.size(); ++n) {
    const Criterion& c = goals_.criterion(idx<CriterionIdx>(n));
    const Field &values = m.at(c.indicator), &scores = a.criteria[n]->scores;
    ASSERT_EQ(values.size(), scores.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_GE(scores.value[i], 0.0F);
      EXPECT_LE(scores.value[i], 1.0F);
      EXPECT_EQ(scores.mark[i], values.mark[i]);
      const std::size_t j = random_.below(values.size());
      if (!has_value(values.mark[i]) || !has_value(values.mark[j]) || values.value[i] > values.value[j])
        continue;
      if (c.curve.rising()) EXPECT_LE(scores.value[i], scores.value[j]);
      else EXPECT_GE(scores.value[i], scores.value[j]);
    }
  }
  for (std::size_t i = 0; i < a.cell_score.size(); ++i) {
    EXPECT_GE(a.cell_score.value[i], 0.0F);
    EXPECT_LE(a.cell_score.value[i], 1.0F);
  }
}

TEST_P(EveryCity, Invariant10LessDataLowersCoverageAndChangesNoKnownScore) {
  const Measurement all = measure_(city_);
  Measurement less = all;
  const IndicatorKey lost{"access.clinic.walk"};
  Field blank = all.at(lost);
  for (std::size_t c = 0; c < blank.size(); c += 2)
    if (has_value(blank.mark[c])) blank.set_absent(c, Mark::no_data);
  less.fields[lost] = std::make_shared<const Field>(blank);
  const Assessment a = assess(city_, all, goals_, quiet_.run), b = assess(city_, less, goals_, quiet_.run);
  for (std::size_t n = 0; n < a.criteria.size(); ++n) {
    const CriterionResult &x = *a.criteria[n], &y = *b.criteria[n];
    if (!(goals_.criterion(idx<CriterionIdx>(n)).indicator == lost)) {
      EXPECT_EQ(x, y);
      continue;
    }
    EXPECT_LT(y.standings.city.coverage, x.standings.city.coverage);
    EXPECT_EQ(y.standings.city.people, x.standings.city.people);
    for (std::size_t c = 1; c < x.scores.size(); c += 2) EXPECT_EQ(x.scores.value[c], y.scores.value[c]);
  }
  EXPECT_LT(b.overall.city.coverage, a.overall.city.coverage);
}

TEST_P(EveryCity, Invariant16ACellExactlyAtTheStandardMeetsIt) {
  // Each value that was measured is made the standard in turn: whoever stands there meets it.
  const Measurement m = measure_(city_);
  Criterion c = goals_.criterion(*goals_.find({"access.transit.walk"}));
  const Field& f = m.at(c.indicator);
  for (std::size_t i = 0; i < f.size(); ++i)
    if (has_value(f.mark[i])) {
      c.standard = static_cast<double>(f.value[i]);
      EXPECT_TRUE(c.met(static_cast<double>(f.value[i])));
    }
}

TEST_P(EveryCity, Invariant18CuttingAHomeOffNeverRaisesAnAverage) {
  // All streets at one home are taken away: it is beyond everything, and stays in the average.
  const Assessment a = assess(city_, measure_(city_), goals_, quiet_.run);
  City cut = city_;
  Streets s = *city_.streets;
  const Point home = city_.grid->centre(drawn_.cell(0, 0));
  for (const EdgeIdx e : each(s.from))
    if (distance_m(s.at[s.from[e]], home) < 1 || distance_m(s.at[s.to[e]], home) < 1)
      s.forward[e] = s.backward[e] = 0;
  cut.streets = Layer<Streets>{std::make_shared<const Streets>(s), ContentHash{1, 2}};
  const Assessment b = assess(cut, measure_(cut), goals_, quiet_.run);
  for (std::size_t n = 0; n < a.criteria.size(); ++n) {
    const std::string& word = goals_.criterion(idx<CriterionIdx>(n)).indicator.word;
    if (!word.starts_with("access.")) continue;
    EXPECT_LE(b.criteria[n]->standings.city.score, a.criteria[n]->standings.city.score + 1e-12) << word;
    EXPECT_EQ(b.criteria[n]->standings.city.coverage, a.criteria[n]->standings.city.coverage) << word;
  }
}

INSTANTIATE_TEST_SUITE_P(Random, EveryCity, ::testing::Range(1, 6));

}  // namespace
}  // namespace cityloop
