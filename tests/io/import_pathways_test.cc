#include <algorithm>
#include <map>

#include "cityloop/city/layers.h"
#include "cityloop/io/import/zip.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

/// A station S with an entrance E, a hall N and platforms P and Q; a line from P to a stop Z.
class ImportPathways : public ImportTest {
 protected:
  std::map<std::string, std::string> feed{
      {"agency.txt", "agency_id,agency_name,agency_url,agency_timezone\nX,Metro,http://x,Atlantic/Canary\n"},
      {"levels.txt", "level_id,level_index,level_name\nL0,0,Street\nL1,-1.5,Platforms\n"},
      {"stops.txt",
       "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,level_id\n"
       "S,Central,28.10,-15.40,1,,\nE,Door,28.1001,-15.40,2,S,L0\nN,Hall,,,3,S,L0\n"
       "P,Platform 1,28.10,-15.4001,0,S,L1\nQ,Platform 2,28.10,-15.4002,0,S,L1\nZ,Zoo,28.10,-15.43,0,,\n"},
      {"routes.txt", "route_id,agency_id,route_short_name,route_type\nR,X,1,1\n"},
      {"calendar.txt",
       "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
       "W,1,1,1,1,1,0,0,20260105,20260130\n"},
      {"trips.txt", "route_id,service_id,trip_id\nR,W,t1\nR,W,t2\n"},
      {"stop_times.txt",
       "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
       "t1,07:00:00,07:00:00,P,1\nt1,07:10:00,07:10:00,Z,2\nt2,07:00:00,07:00:00,Z,1\nt2,07:10:00,07:10:00,Q,"
       "2\n"},
      {"pathways.txt",
       "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length,stair_count\n"
       "a,E,N,1,1,12,,\nb,N,P,2,1,,20.5,-30\nc,N,Q,4,0,25,,\n"}};
  const Transit& read() {
    std::vector<ZipEntry> entries;
    for (const auto& [name, bytes] : feed) entries.push_back({name, bytes});
    write_zip(path("f.zip"), entries);
    write("p.csv", "x,y,count\n-15.4,28.1,1\n");
    city_ = import("  - {file: f.zip, reads: gtfs}\n  - {file: p.csv, reads: table, as: people}\n");
    return *city_.transit;
  }
  StopIdx stop(const std::string& ref) const {
    for (const StopIdx s : each(city_.transit->stop_ref))
      if (city_.transit->stop_ref[s] == ref) return s;
    return {};
  }
  City city_;
};

TEST_F(ImportPathways, AStationIsReadWithItsWaysAndStoreys) {
  const Transit& t = read();
  EXPECT_EQ(notes.problems(), 0U);
  EXPECT_EQ(count("gtfs.pathway_unreachable_location"), 0U);
  ASSERT_EQ(t.pathway_from.size(), 3U);
  EXPECT_EQ(t.stop_level[stop("P")], -150);
  EXPECT_EQ(t.stop_level[stop("N")], 0);
  EXPECT_EQ(t.stop_level[stop("Z")], kNoLevel);
  const auto way = [&](const char* from, const char* to) {
    for (const PathwayIdx w : each(t.pathway_from))
      if (t.pathway_from[w] == stop(from) && t.pathway_to[w] == stop(to)) return w;
    return PathwayIdx{};
  };
  const PathwayIdx a = way("E", "N"), b = way("N", "P"), c = way("N", "Q");
  ASSERT_TRUE(a.valid() && b.valid() && c.valid());
  EXPECT_EQ(t.pathway_s[a], 12);
  EXPECT_EQ(t.pathway_both[a], 1);
  EXPECT_EQ(t.pathway_mode[b], PathwayMode::stairs);
  EXPECT_EQ(t.pathway_s[b], -1);
  EXPECT_EQ(t.pathway_mm[b], 20'500);
  EXPECT_EQ(t.pathway_steps[b], 30);  // down is as many as up
  EXPECT_EQ(t.pathway_mode[c], PathwayMode::escalator);
  EXPECT_EQ(t.pathway_both[c], 0);
  // What is stored is what was read.
  const Transit again = decode<Transit>(encode(t));
  EXPECT_EQ(encode(again), encode(t));
  EXPECT_TRUE(std::ranges::equal(again.pathway_mm.raw(), t.pathway_mm.raw()));
}

TEST_F(ImportPathways, WhatIsWrongIsSaidAndTheRestIsUsed) {
  feed["pathways.txt"] +=
      "a,E,P,1,1,1,,\n"        // an id that was there
      "d,E,Nowhere,1,1,5,,\n"  // a stop that is not
      "e,E,P,,1,5,,\n"         // no mode
      "f,E,P,9,1,5,,\n"        // no such mode
      "g,E,P,5,1,-4,,\n"       // less than no time: used, as if none were given
      "h,E,S,1,1,5,,\n"        // to a station
      "i,P,P,1,1,5,,\n"        // nowhere
      "j,Q,E,7,1,5,,\n"        // in by an exit gate
      "k,Q,P,1,,5,,\n"         // one way or both?
      ",Q,P,1,1,5,,\n";        // without an id
  const Transit& t = read();
  EXPECT_EQ(count("gtfs.duplicate_key"), 1U);
  EXPECT_EQ(count("gtfs.foreign_key_violation"), 1U);
  EXPECT_EQ(count("gtfs.missing_required_field"), 3U);
  EXPECT_EQ(count("gtfs.unexpected_enum_value"), 1U);
  EXPECT_EQ(count("gtfs.number_out_of_range"), 1U);
  EXPECT_EQ(count("gtfs.pathway_to_wrong_location_type"), 1U);
  EXPECT_EQ(count("gtfs.pathway_loop"), 1U);
  EXPECT_EQ(count("gtfs.bidirectional_exit_gate"), 1U);
  ASSERT_NE(first("gtfs.number_out_of_range"), nullptr);
  EXPECT_EQ(first("gtfs.number_out_of_range")->where.line, 9);
  ASSERT_EQ(t.pathway_from.size(), 6U);  // a, b, c and g, j, k
  int lifts = 0, gates = 0;
  for (const PathwayIdx w : each(t.pathway_from)) {
    lifts += t.pathway_mode[w] == PathwayMode::lift && t.pathway_s[w] == -1 ? 1 : 0;
    gates += t.pathway_mode[w] == PathwayMode::exit_gate && t.pathway_both[w] == 0 ? 1 : 0;
  }
  EXPECT_EQ(lifts, 1);
  EXPECT_EQ(gates, 1);
}

TEST_F(ImportPathways, AColumnThatIsMissingLeavesTheStationAsItWas) {
  feed["pathways.txt"] = "pathway_id,from_stop_id,to_stop_id,is_bidirectional\na,E,N,1\n";
  EXPECT_EQ(read().pathway_from.size(), 0U);
  EXPECT_EQ(count("gtfs.missing_required_column"), 1U);
}

TEST_F(ImportPathways, APlatformOutOfReachIsSaid) {
  feed["pathways.txt"] =
      "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\na,P,E,7,0\nb,E,Q,1,1\n";
  read();
  ASSERT_EQ(count("gtfs.pathway_unreachable_location"), 1U);
  EXPECT_EQ(first("gtfs.pathway_unreachable_location")->where.item, "P");
}

TEST_F(ImportPathways, StoreysThatAreNoNumbersOrNotThereAreSaid) {
  feed["levels.txt"] += "L2,high,\nL0,3,\n,4,\n";
  feed["stops.txt"] += "Y,Yard,28.10,-15.44,0,,L9\n";
  const Transit& t = read();
  EXPECT_EQ(count("gtfs.invalid_float"), 1U);
  EXPECT_EQ(count("gtfs.duplicate_key"), 1U);
  EXPECT_EQ(count("gtfs.missing_required_field"), 1U);
  EXPECT_EQ(count("gtfs.foreign_key_violation"), 1U);
  EXPECT_EQ(t.stop_level[stop("E")], 0);
}

}  // namespace
}  // namespace cityloop
