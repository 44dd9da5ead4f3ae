// Walking back: from a changed belief to the rows of the files that it rests on.

#include "cityloop/loop/explain.h"

#include <functional>

#include <gtest/gtest.h>

#include "cityloop/city/drawing.h"
#include "tests/loop/world.h"

namespace cityloop {
namespace {

// The east walks 17 cells and more to the school in the west: 80 s a cell, over 20 minutes. The homes 16 and more cells
// west of the school lie beyond the indicator's reach of the east: the comparison.
constexpr const char* kCity = R"(
crs EPSG:4547
as of 2026-11-24
grid 100 m
  1 . S 2 . 2 . . . . . . . . . . . . . . . . . . . . . . 3 . 4 . 4
legend
  S    primary_school capacity=300
  1-9  people ×100
budget
  2027 education 30000000
  2028 education 30000000
)";

// One home in the east, and in the west enough of them to mix from: all beyond reach.
constexpr const char* kLonely = R"(
crs EPSG:4547
as of 2026-11-24
grid 100 m
  1 1 2 1 2 1 1 S 1 1 1 2 1 1 1 2 . . . . . . . . . . . . . . . . . . . . . . . 9
legend
  S    primary_school capacity=300
  1-9  people ×100
budget
  2027 education 30000000
  2028 education 30000000
)";

/// A workspace of the drawn city, turned once, its plan adopted and carried out, and turned again two years later.
struct Turned {
  QuietRun quiet;
  Wanted wanted;
  Workspace w;
  City city;
  Adopted adopted;

  /// `earlier`: so many years before, the city was looked at once a year and stood as it does now.
  explicit Turned(const char* drawing = kCity, int earlier = 0) : city{draw_city(drawing)} {
    w.config.framework = "test";
    w.catalogue.indicators = wanted.indicators;
    w.catalogue.frameworks = {wanted.framework};
    w.catalogue.project_types = wanted.types;
    w.store = memory_store();
    for (int y = 2026 - earlier; y <= 2026; ++y) {
      City then = city;
      then.as_of = parse_date(std::to_string(y) + "-11-24");
      w.store->put_fact(then, parse_instant("2026-11-24"), {});
    }
    const ActorKey mayor{"wang"};
    turn_once(w, parse_instant("2026-11-24T09:00:00Z"), mayor, quiet.run);
    adopted = adopt_plan(w, {}, mayor, parse_instant("2026-12-01"), quiet.run);
    Delta built;
    for (const Case& c : work_all_cases(w, 0.1, {}, parse_instant("2028-10-01")))
      built.changes.insert(built.changes.end(), c.built->changes.begin(), c.built->changes.end());
    City later = apply(city, built);
    later.as_of = parse_date("2028-12-01");
    w.store->put_fact(later, parse_instant("2028-12-01"), {});
    turn_once(w, parse_instant("2028-12-01T09:00:00Z"), mayor, quiet.run);
  }
  Because explain(const std::string& subject, const std::string& indicator = "") {
    return cityloop::explain(w, subject, indicator, quiet.run);
  }
};

/// The first step below (or at) `b` with this label; nullptr if there is none.
const Because* find(const Because& b, const std::string& label) {
  if (b.label.en == label) return &b;
  for (const Because& c : b.children)
    if (const Because* found = find(c, label)) return found;
  return nullptr;
}
std::string all_words(const Because& b) {
  std::string out = b.label.en + ": " + b.value.en + "\n";
  for (const Because& c : b.children) out += all_words(c);
  return out;
}

TEST(Explain, ABeliefLeadsBackToTheRowThatItRestsOn) {
  Turned t;
  const Because learnt = t.explain("outcome");
  // Each step lies below the one before: belief and outcome, case, project in its plan, finding, observation, formula,
  // the place that was nearest, the row of the file.
  const Because* at = &learnt;
  for (const char* step : {"outcome", "case", "project", "finding", "the same place today"}) {
    const Because* next = find(*at, step);
    ASSERT_NE(next, nullptr) << step << " does not follow below " << at->label.en << "\n"
                             << all_words(learnt);
    at = next;
  }
  const Because* outcome = find(learnt, "outcome");
  const Because* belief = find(*outcome, "belief after it");
  ASSERT_NE(belief, nullptr);
  EXPECT_NE(belief->value.en.find("from 1 outcomes"), std::string::npos) << belief->value.en;
  EXPECT_NE(find(*outcome, "cost: planned, actual")->value.en.find("22.00 million yuan"), std::string::npos);
  EXPECT_NE(find(*outcome, "method")->value.en.find("difference in differences"), std::string::npos);
  EXPECT_EQ(find(*outcome, "chosen in plan")->value.en, to_string(t.adopted.plan.id));
  const Because* finding = find(*outcome, "finding");
  EXPECT_EQ(find(*finding, "people affected")->value.en, "1,100");
  EXPECT_EQ(find(*finding, "today")->value.en, "no longer found");
  // Down to formula and file.
  const std::string words = all_words(*at);
  EXPECT_NE(words.find("k-th smallest over open places"), std::string::npos) << words;
  EXPECT_NE(words.find("limit: 60 min"), std::string::npos) << words;
  EXPECT_NE(words.find("source: drawing:"), std::string::npos) << words;
}

TEST(Explain, AnOutcomeSaysWhoseHonestyItIsAndThatNobodyLookedAtItsPast) {
  Turned t;
  const Because learnt = t.explain("outcome");
  EXPECT_NE(find(learnt, "belief in education_bureau"), nullptr) << all_words(learnt);
  EXPECT_NE(find(learnt, "moved alike before")->value.en.find("no earlier snapshot"), std::string::npos);
  EXPECT_EQ(find(learnt, "placebos"), nullptr);
}

TEST(Explain, AnOutcomeOfAMixtureTellsOfPlacebosAndOfTheYearsBefore) {
  Turned t{kLonely, 3};
  const Because learnt = t.explain("outcome");
  ASSERT_NE(find(learnt, "method"), nullptr) << all_words(learnt);
  EXPECT_NE(find(learnt, "method")->value.en.find("synthetic control: 1 treated"), std::string::npos);
  ASSERT_NE(find(learnt, "placebos"), nullptr);
  EXPECT_NE(find(learnt, "placebos")->value.en.find("15 comparison cells"), std::string::npos)
      << find(learnt, "placebos")->value.en;
  EXPECT_NE(find(learnt, "moved alike before")->value.en.find("yes: "), std::string::npos);
  EXPECT_NE(find(learnt, "moved alike before")->value.en.find("3 earlier snapshots"), std::string::npos);
}

TEST(Explain, EveryIdOfTheLoopCanBeAskedFor) {
  Turned t;
  EXPECT_EQ(t.explain(to_string(t.adopted.plan.id)).label.en, "plan");
  EXPECT_EQ(t.explain(to_string(t.adopted.plan.chosen.front().project.id)).label.en, "project");
  EXPECT_EQ(t.explain(to_string(t.adopted.opened.front().id)).label.en, "case");
  EXPECT_EQ(t.explain(to_string(t.city.places->id[PlaceIdx{0}])).label.en, "place");
  const std::string city = all_words(t.explain("city"));
  EXPECT_NE(city.find("Walk to the nearest primary school"), std::string::npos);
  const CellIdx east = idx<CellIdx>(t.city.grid->size() - 1);
  const Because value = t.explain(to_string(t.city.grid->id(east)), "access.primary_school.walk");
  EXPECT_NE(all_words(value).find("k-th smallest over open places"), std::string::npos);
}

TEST(Explain, NothingIsMissingInChinese) {
  const std::function<void(const Because&)> look = [&](const Because& b) {
    EXPECT_FALSE(b.label.zh.empty()) << b.label.en;
    EXPECT_EQ(b.value.en.empty(), b.value.zh.empty()) << b.label.en << ": " << b.value.en;
    for (const Because& c : b.children) look(c);
  };
  Turned t;
  look(t.explain("outcome"));
  look(t.explain("city"));
  look(Turned{kLonely, 3}.explain("outcome"));
}

TEST(Explain, WhatDoesNotExistIsSaidWithWhatDoes) {
  Turned t;
  try {
    t.explain("nowhere");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::not_found);
    EXPECT_NE(e.hint().en.find("plan"), std::string::npos);
  }
  try {
    t.explain("city", "access.primary_schol.walk");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.hint().en.find("access.primary_school.walk"), std::string::npos);
  }
}

}  // namespace
}  // namespace cityloop
