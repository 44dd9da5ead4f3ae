// What was entered on site: open problems and remedies, on drawings small enough to count by eye.

#include <gtest/gtest.h>

#include "cityloop/city/builder.h"
#include "cityloop/city/drawing.h"
#include "tests/measure/declared.h"

namespace cityloop {
namespace {

using testing::declare;
using testing::measured;

// Two communities A and B in one district D. On 30 June:
//   A  building A1: gas problem, open. A2: gas problem, put right in May. A3: sound. A4: a problem in March, sound in May.
//   B  building B1: only its structure was looked at, in two problems on one day, of 2 and 3 m².
std::string ledger(const std::string& more = {}) {
  return R"(
grid 1000 m
  A A B
legend
  A    people 100
  B    people 200
as of 2026-06-30
zones community
  A A B
zones district
  D D D
inspections
  2026-03-01 gas A1 problem dated due=2026-06-01 zone=A severity=4
  2026-03-01 gas A2 problem dated due=2026-06-01 done=2026-05-20 zone=A
  2026-03-01 gas A3 sound zone=A
  2026-03-01 gas A4 problem effort due=2026-12-31 zone=A
  2026-05-01 gas A4 sound zone=A
  2026-04-01 structure B1 problem effort quantity=2 problem=crack zone=B
  2026-04-01 structure B1 problem effort quantity=3 problem=spall zone=B
  2026-09-01 gas A3 problem dated due=2026-10-01 zone=A
)" + more;
}
Field over(const City& city, const std::string& level, const std::string& check,
           const std::string& more = {}) {
  return measured(city, declare("x", "1", "inspected", "check: [" + check + "], over: " + level + more));
}
ZoneIdx zone(const City& city, const std::string& code) {
  for (const ZoneIdx z : each(city.zones->id))
    if (city.zones->code[z] == code) return z;
  return {};
}

TEST(Inspected, CountsObjectsWhoseLastLookLeftAProblemOpen) {
  const City city = draw_city(ledger());
  const Field f = over(city, "community", "gas");
  EXPECT_EQ(f.mark[zone(city, "A").v], Mark::known);
  EXPECT_EQ(f.value[zone(city, "A").v],
            1.0F);  // A1; A2 is done, A3 sound (September has not come), A4 found sound since
}

TEST(Inspected, WhereNobodyLookedNothingIsKnown) {
  const City city = draw_city(ledger());
  const Field f = over(city, "community", "gas");
  EXPECT_EQ(f.mark[zone(city, "B").v], Mark::no_data);
  EXPECT_EQ(f.mark[zone(city, "D").v], Mark::not_applicable);  // not a community
  EXPECT_EQ(over(city, "city", "lifts").mark[0], Mark::no_data);
}

TEST(Inspected, ATotalOfWhichAPartWasNotLookedIntoIsAnEstimate) {
  const City city = draw_city(ledger());
  const Field some = over(city, "city", "gas"), all = over(city, "city", "gas, structure");
  EXPECT_EQ(some.value[0], 1.0F);
  EXPECT_EQ(some.mark[0], Mark::estimated);
  EXPECT_EQ(all.value[0], 2.0F);
  EXPECT_EQ(all.mark[0], Mark::known);
}

TEST(Inspected, SeveralProblemsOfOneDayAreOneObjectAndAllItsQuantity) {
  const City city = draw_city(ledger());
  const ZoneIdx b = zone(city, "B");
  EXPECT_EQ(over(city, "community", "structure").value[b.v], 1.0F);
  EXPECT_EQ(over(city, "community", "structure", ", count: quantity").value[b.v], 5.0F);
  EXPECT_EQ(over(city, "district", "structure").value[zone(city, "D").v], 1.0F);
}

TEST(Inspected, ByLimit) {
  const City city = draw_city(ledger());
  EXPECT_EQ(over(city, "city", "gas, structure", ", limit: dated").value[0], 1.0F);
  EXPECT_EQ(over(city, "city", "gas, structure", ", limit: effort").value[0], 1.0F);
}

TEST(Remedied, DoneOfWhatWasDue) {
  const City city = draw_city(ledger());
  // Due by 30 June: A1 (not done) and A2 (done). A4's date and A3's lie ahead.
  const Field f = measured(city, declare("x", "%", "remedied", "over: community"));
  EXPECT_EQ(f.value[zone(city, "A").v], 50.0F);
  EXPECT_EQ(f.mark[zone(city, "B").v], Mark::not_applicable);  // looked at, nothing due
}

TEST(Remedied, LateCountsUnlessItFails) {
  const City city =
      draw_city(ledger("  2026-03-01 lifts A1 problem dated due=2026-04-01 done=2026-06-01 zone=A\n"));
  EXPECT_EQ(measured(city, declare("x", "%", "remedied", "check: [lifts]")).value[0], 100.0F);
  EXPECT_EQ(measured(city, declare("x", "%", "remedied", "check: [lifts], late: fails")).value[0], 0.0F);
}

TEST(Remedied, ALaterLookThatFindsItSoundPutsItRight) {
  const City city = draw_city(ledger(
      "  2026-02-01 lifts A1 problem dated due=2026-04-01 zone=A\n  2026-05-01 lifts A1 sound zone=A\n"
      "  2026-02-01 lifts A2 problem dated due=2026-04-01 zone=A\n  2026-09-01 lifts A2 sound zone=A\n"));
  // A1 was sound in May, after its date; of A2 that is not known before September.
  EXPECT_EQ(measured(city, declare("x", "%", "remedied", "check: [lifts]")).value[0], 50.0F);
  EXPECT_EQ(measured(city, declare("x", "%", "remedied", "check: [lifts], late: fails")).value[0], 0.0F);
}

TEST(Ledger, ContradictionsAndTwinsAreTold) {
  Diagnostics notes;
  Builder b{"EPSG:4547", parse_date("2026-06-30"), notes};
  b.grid_lattice(100);
  b.add_cell({50, 50});
  const auto add = [&](Look look, const char* problem, int line) {
    InspectionDraft d;
    d.check = {"gas"};
    d.object = "A1";
    d.look = look;
    d.seen = parse_date("2026-03-01");
    d.problem = problem;
    d.item = line;
    b.add_inspection(std::move(d));
  };
  add(Look::sound, "", 2);
  add(Look::problem, "rust", 3);
  add(Look::problem, "rust", 4);
  QuietRun quiet;
  const City city = std::move(b).freeze(quiet.run);
  ASSERT_EQ(city.inspections->id.size(),
            1U);  // the problem is kept: a doubt about safety is not settled by dropping it
  EXPECT_EQ(city.inspections->look.raw()[0], Look::problem);
  EXPECT_TRUE(notes.counts().contains("inspection.contradiction"));
  EXPECT_TRUE(notes.counts().contains("inspection.twice"));
}

}  // namespace
}  // namespace cityloop
