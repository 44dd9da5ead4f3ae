#include <map>

#include "cityloop/city/layers.h"
#include "cityloop/io/import/zip.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

/// A small sound feed: a bus line A–B–C twice a day, and after each test's change still mostly usable.
class ImportGtfs : public ImportTest {
 protected:
  std::map<std::string, std::string> feed{
      {"agency.txt",
       "agency_id,agency_name,agency_url,agency_timezone\nX,City Bus,http://x,Atlantic/Canary\n"},
      {"stops.txt",
       "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,28.10,-15.40\nB,Beta,28.10,-15.41\nC,Gamma,28.10,-15."
       "43\n"},
      {"routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type\nR,X,1,One,3\n"},
      {"calendar.txt",
       "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
       "W,1,1,1,1,1,0,0,20260105,20260130\n"},
      {"trips.txt", "route_id,service_id,trip_id\nR,W,t1\nR,W,t2\n"},
      {"stop_times.txt",
       "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
       "t1,07:00:00,07:00:00,A,1\nt1,07:05:00,07:06:00,B,2\nt1,07:10:00,07:10:00,C,3\n"
       "t2,25:00:00,25:00:00,A,1\nt2,25:05:00,25:06:00,B,2\nt2,25:10:00,25:10:00,C,3\n"}};
  City read(const std::string& sources = "  - {file: f.zip, reads: gtfs}\n") {
    std::vector<ZipEntry> entries;
    for (const auto& [name, bytes] : feed) entries.push_back({name, bytes});
    write_zip(path("f.zip"), entries);
    write("p.csv", "x,y,count\n-15.4,28.1,1\n");
    return import(sources + "  - {file: p.csv, reads: table, as: people}\n");
  }
  void add(const std::string& table, const std::string& rows) { feed[table] += rows; }
};

TEST_F(ImportGtfs, ATimetableIsReadWithItsDaysLinesAndTimes) {
  add("calendar_dates.txt", "service_id,date,exception_type\nW,20260106,2\nW,20260131,1\n");
  const City city = read();
  const Transit& t = *city.transit;
  EXPECT_EQ(notes.problems(), 0U);
  ASSERT_EQ(t.trips(), 2U);
  EXPECT_EQ(t.pattern_line.size(), 1U);
  EXPECT_EQ(t.line_agency[LineIdx{0}], "City Bus");
  EXPECT_EQ(t.line_vehicle[LineIdx{0}], Vehicle::bus);
  EXPECT_EQ(t.feed_time_zone[FeedIdx{0}], "Atlantic/Canary");
  EXPECT_EQ(t.trip_departures[TripIdx{1}][1], 25 * 3600 + 360);  // past midnight
  const auto day = [](int d) { return day_number(Date{std::chrono::year{2026} / 1 / d}); };
  EXPECT_TRUE(t.runs(ServiceIdx{0}, day(5)));    // a Monday
  EXPECT_FALSE(t.runs(ServiceIdx{0}, day(6)));   // taken out
  EXPECT_FALSE(t.runs(ServiceIdx{0}, day(10)));  // a Saturday
  EXPECT_TRUE(t.runs(ServiceIdx{0}, day(31)));   // a Saturday put in
  EXPECT_EQ(to_string(t.served()->first), "2026-01-05");
  EXPECT_EQ(to_string(t.served()->second), "2026-01-31");
  EXPECT_NE(describe(city, LayerId::transit).en.find("1 lines, 2 trips, 3 stops, service from 2026-01-05"),
            std::string::npos);
  EXPECT_EQ(places_of(city, "bus_stop"), 3U);
}

TEST_F(ImportGtfs, TheOrderOfRowsAndFeedsChangesNothing) {
  add("stops.txt", "D,Delta,28.11,-15.4\n");
  const City one = read();
  feed["stops.txt"] =
      "stop_name,stop_id,stop_lon,stop_lat\nDelta,D,-15.4,28.11\nGamma,C,-15.43,28.10\nAlpha,A,-15.40,28.10\n"
      "Beta,B,-15.41,28.10\n";
  feed["stop_times.txt"] =
      "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
      "t2,25:10:00,25:10:00,C,30\nt1,07:05:00,07:06:00,B,2\nt2,25:00:00,25:00:00,A,10\nt1,07:00:00,07:00:00,"
      "A,1\n"
      "t2,25:05:00,25:06:00,B,20\nt1,07:10:00,07:10:00,C,3\n";
  const City other = read();
  // Where a row stood is part of what is known of a stop; everything else is equal.
  Transit a = *one.transit, b = *other.transit;
  a.stop_source = b.stop_source = {};
  a.line_source = b.line_source = {};
  EXPECT_EQ(encode(a), encode(b));
}

TEST_F(ImportGtfs, TwoFeedsStandBesideEachOther) {
  read();
  std::filesystem::copy(path("f.zip"), path("g.zip"));
  const City city =
      read("  - {file: f.zip, reads: gtfs, refs: north}\n  - {file: g.zip, reads: gtfs, refs: south}\n");
  EXPECT_EQ(city.transit->feed_name.size(), 2U);
  EXPECT_EQ(city.transit->stops(), 6U);
  EXPECT_EQ(city.transit->trips(), 4U);
  EXPECT_EQ(count("gtfs.duplicate_key"), 0U);
}

TEST_F(ImportGtfs, TimesBetweenTimedStopsAreFilledInByDistance) {
  feed["stop_times.txt"] =
      "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
      "t1,07:00:00,07:00:00,A,1\nt1,,,B,2\nt1,07:15:00,07:15:00,C,3\n";
  const City city = read();
  ASSERT_EQ(city.transit->trips(), 1U);
  // A–B is a third of the way from A to C: 7:05, give or take the rounding of the plane.
  EXPECT_NEAR(city.transit->trip_arrivals[TripIdx{0}][1], 7 * 3600 + 300, 2);
  EXPECT_EQ(count("gtfs.times_interpolated"), 1U);
  EXPECT_EQ(count("gtfs.unused_trip"), 1U);
}

TEST_F(ImportGtfs, HeadwaysTransfersAndStationsAreKept) {
  feed["stops.txt"] =
      "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
      "A,Alpha,28.10,-15.40,0,S,1\nB,Beta,28.10,-15.41,0,,2\nC,Gamma,,,0,S,\nS,Station,28.10,-15.43,1,,\n"
      "E,Door,28.101,-15.43,2,S,\n";
  add("frequencies.txt",
      "trip_id,start_time,end_time,headway_secs,exact_times\nt1,06:00:00,09:00:00,600,0\nt1,10:00:00,12:00:"
      "00,900,1\n"
      "t1,08:00:00,10:30:00,300,0\nt1,12:00:00,13:00:00,0,0\nt1,15:00:00,14:00:00,60,0\n");
  add("transfers.txt",
      "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,240\nB,Q,0,\nA,C,3,\n");
  const City city = read();
  const Transit& t = *city.transit;
  ASSERT_EQ(t.headway_trip.size(), 2U);
  EXPECT_EQ(t.headway_exact[HeadwayIdx{1}], 1);
  EXPECT_EQ(count("gtfs.overlapping_frequency"), 1U);
  EXPECT_EQ(count("gtfs.number_out_of_range"), 1U);
  EXPECT_EQ(count("gtfs.start_and_end_range_out_of_order"), 1U);
  ASSERT_EQ(t.transfer_from.size(), 2U);
  EXPECT_EQ(t.transfer_s[TransferIdx{0}], 240);
  EXPECT_EQ(count("gtfs.foreign_key_violation"), 1U);
  EXPECT_EQ(count("gtfs.stop_without_location"), 0U);  // C is where its station is
  EXPECT_EQ(t.stop_wheelchair[StopIdx{1}], Wheelchair::no);
  EXPECT_EQ(t.stop_parent[StopIdx{0}], StopIdx{4});
}

TEST_F(ImportGtfs, ALoopMayCallTwiceAtOneStop) {
  feed["stop_times.txt"] =
      "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
      "t1,07:00:00,07:00:00,A,1\nt1,07:05:00,07:06:00,B,2\nt1,07:10:00,07:10:00,A,3\n";
  const City city = read();
  const auto stops = city.transit->pattern_stops[PatternIdx{0}];
  EXPECT_EQ(stops[0], stops[2]);
}

struct Broken {
  const char* what;
  const char* table;
  const char* rows;  // added to the table; with a leading '!' they replace it
  const char* code;
  std::size_t trips;
};
class BrokenGtfs : public ImportGtfs, public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenGtfs, IsSaidByTheRuleItBreaksAndTheRestIsUsed) {
  const Broken& b = GetParam();
  if (b.rows[0] == '!') feed[b.table] = b.rows + 1;
  else if (b.rows[0] == '-') feed.erase(b.table);
  else add(b.table, b.rows);
  const City city = read();
  EXPECT_GE(count(b.code), 1U);
  const Diagnostic* said = first(b.code);
  ASSERT_NE(said, nullptr);
  EXPECT_FALSE(said->text.zh.empty());
  EXPECT_EQ(said->where.file.substr(0, 5), "f.zip");
  EXPECT_EQ(city.transit->trips(), b.trips);
}

#define HEAD "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
#define GOOD "t2,08:00:00,08:00:00,A,1\nt2,08:05:00,08:05:00,C,2\n"
INSTANTIATE_TEST_SUITE_P(
    Rules, BrokenGtfs,
    ::testing::Values(
        Broken{"twice", "stops.txt", "A,Again,28.1,-15.4\n", "gtfs.duplicate_key", 2},
        Broken{"two trips of one name", "trips.txt", "R,W,t1\n", "gtfs.duplicate_key", 2},
        Broken{"two lines of one name", "routes.txt", "R,X,2,Two,3\n", "gtfs.duplicate_key", 2},
        Broken{"no such line", "trips.txt", "Q,W,t3\n", "gtfs.foreign_key_violation", 2},
        Broken{"no such service", "trips.txt", "!route_id,service_id,trip_id\nR,Q,t1\nR,W,t2\n",
               "gtfs.foreign_key_violation", 1},
        Broken{"no such trip", "stop_times.txt", "t9,07:00:00,07:00:00,A,1\n", "gtfs.foreign_key_violation",
               2},
        Broken{"no such stop", "stop_times.txt", "t1,07:20:00,07:20:00,Q,4\n", "gtfs.foreign_key_violation",
               2},
        Broken{"nowhere", "stops.txt", "D,Delta,,\n", "gtfs.stop_without_location", 2},
        Broken{"off the Earth", "stops.txt", "D,Delta,91,0\n", "gtfs.stop_without_location", 2},
        Broken{"arrives before it left", "stop_times.txt",
               "!" HEAD "t1,07:10:00,07:10:00,A,1\nt1,07:05:00,07:20:00,C,2\n" GOOD,
               "gtfs.stop_time_with_arrival_before_previous_departure_time", 1},
        Broken{"departs before it arrives", "stop_times.txt",
               "!" HEAD "t1,07:10:00,07:00:00,A,1\nt1,07:15:00,07:20:00,C,2\n" GOOD,
               "gtfs.stop_time_with_departure_before_arrival_time", 1},
        Broken{"no time at an end", "stop_times.txt",
               "!" HEAD "t1,,,A,1\nt1,07:05:00,07:05:00,B,2\nt1,07:15:00,07:20:00,C,3\n" GOOD,
               "gtfs.missing_trip_edge", 2},
        Broken{"only one stop", "stop_times.txt", "!" HEAD "t1,07:05:00,07:05:00,B,2\n" GOOD,
               "gtfs.unusable_trip", 1},
        Broken{"one of two times", "stop_times.txt",
               "!" HEAD "t1,07:05:00,,A,1\nt1,07:15:00,07:20:00,C,3\n" GOOD,
               "gtfs.stop_time_with_only_arrival_or_departure_time", 2},
        Broken{"a time that is none", "stop_times.txt",
               "!" HEAD "t1,07:05,7h,A,1\nt1,07:15:00,07:20:00,C,3\n" GOOD, "gtfs.invalid_time", 1},
        Broken{"a sequence twice", "stop_times.txt", "t1,07:20:00,07:20:00,B,3\n", "gtfs.duplicate_key", 2},
        Broken{"a day that is none", "calendar.txt", "V,1,1,1,1,1,1,1,20260230,20260301\n",
               "gtfs.invalid_date", 2},
        Broken{"ends before it begins", "calendar.txt", "V,1,1,1,1,1,1,1,20260301,20260201\n",
               "gtfs.start_and_end_range_out_of_order", 2},
        Broken{"never runs", "calendar.txt", "V,0,0,0,0,0,0,0,20260301,20260401\n",
               "gtfs.service_has_no_active_day_of_the_week", 2},
        Broken{"an unknown vehicle", "routes.txt", "Q,X,2,Two,99\n", "gtfs.unexpected_enum_value", 2},
        Broken{"no calendar at all", "calendar.txt", "-", "gtfs.missing_calendar_and_calendar_date_files", 0},
        Broken{"no trips", "trips.txt", "-", "gtfs.missing_required_file", 0},
        Broken{"no stops", "stops.txt", "-", "gtfs.missing_required_file", 0},
        Broken{"no stop ids", "stops.txt", "!stop_name\nAlpha\n", "gtfs.missing_required_column", 0},
        Broken{"an empty table", "trips.txt", "!", "gtfs.empty_file", 0},
        Broken{"a parent that is none", "stops.txt",
               "!stop_id,stop_lat,stop_lon,parent_station\nA,28.1,-15.4,Q\nB,28.1,-15.41,\nC,28.1,-15.43,\n",
               "gtfs.foreign_key_violation", 2},
        Broken{"a parent that is no station", "stops.txt",
               "!stop_id,stop_lat,stop_lon,parent_station\nA,28.1,-15.4,B\nB,28.1,-15.41,\nC,28.1,-15.43,\n",
               "gtfs.wrong_parent_location_type", 2}));

TEST_F(ImportGtfs, AZipThatIsNoTimetableIsSaidAndTheRestOfTheCityIsRead) {
  feed = {{"photo.txt", "hello"}};
  const City city = read();
  EXPECT_EQ(count("gtfs.missing_required_file"), 1U);
  EXPECT_EQ(city.transit->stops(), 0U);
  EXPECT_EQ(city.grid->size(), 1U);
}

TEST_F(ImportGtfs, LayersChooseBetweenStopsAndTimes) {
  const City places = read("  - {file: f.zip, reads: gtfs, layers: [places]}\n");
  EXPECT_EQ(places.transit->trips(), 0U);
  EXPECT_EQ(places_of(places, "bus_stop"), 3U);
  const City transit = read("  - {file: f.zip, reads: gtfs, layers: [transit]}\n");
  EXPECT_EQ(transit.transit->trips(), 2U);
  EXPECT_EQ(places_of(transit, "bus_stop"), 0U);
}

}  // namespace
}  // namespace cityloop
