// Real timetables, where the shared data is: counts against what their READMEs publish.

#include "cityloop/city/layers.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

class RealTimetable : public ImportTest {
 protected:
  void SetUp() override {
    if (testing::shared_dir().empty())
      GTEST_SKIP() << "no shared data: set CITYLOOP_SHARED to the folder that holds data/cities";
  }
  /// One cell near the feeds, and the feeds.
  City read(const std::string& lng_lat, const std::vector<std::string>& feeds) {
    write("p.csv", "x,y,count\n" + lng_lat + ",1\n");
    std::string sources = "  - {file: p.csv, reads: table, as: people}\n";
    for (std::size_t i = 0; i < feeds.size(); ++i)
      sources += fmt::format("  - {{file: {}/data/cities/{}, reads: gtfs, refs: f{}}}\n",
                             testing::shared_dir(), feeds[i], i);
    return import(sources, "crs: auto\ncell: 100 m\n");
  }
  static std::size_t runs_on(const Transit& t, Date day) {
    std::size_t n = 0;
    for (const ServiceIdx s : t.trip_service.raw()) n += t.runs(s, day_number(day)) ? 1 : 0;
    return n;
  }
};

TEST_F(RealTimetable, PortoAlegreHasTwoFeedsBesideEachOther) {
  const City city = read("-51.22,-30.03", {"porto-alegre/poa_eptc.zip", "porto-alegre/poa_trensurb.zip"});
  const Transit& t = *city.transit;
  EXPECT_EQ(t.stops(),
            3986U + 24U);  // README: 3,986 and 23 (it counts line ends, and the last line has none)
  EXPECT_EQ(t.line_ref.size(), 115U + 2U);
  EXPECT_EQ(t.trips(), 2374U + 1248U);
  EXPECT_EQ(t.trip_arrivals.raw().size(), 130'019U + 14'855U);  // README: stop_times
  // R5 v7.6 counts 2,903 trips on Monday 2019-05-13.
  EXPECT_EQ(runs_on(t, Date{std::chrono::year{2019} / 5 / 13}), 2903U);
  EXPECT_EQ(to_string(t.served()->first), "2019-03-01");
}

TEST_F(RealTimetable, LasPalmasHasItsLinesAndTrips) {
  const City city = read("-15.43,28.12", {"las-palmas/guaguas_gtfs.zip"});
  const Transit& t = *city.transit;
  EXPECT_EQ(t.stops(), 793U);
  EXPECT_EQ(t.line_ref.size(), 44U);
  EXPECT_EQ(t.trips(), 6839U);
  EXPECT_EQ(t.trip_arrivals.raw().size(), 152'558U);
}

TEST_F(RealTimetable, MilanRunsOnSingleDaysOnly) {
  const City city = read("9.19,45.46", {"milan/atm_gtfs.zip"});
  const Transit& t = *city.transit;
  EXPECT_EQ(t.stops(), 516U);
  EXPECT_EQ(t.line_ref.size(), 15U);
  EXPECT_EQ(t.trips(), 10'608U);
  EXPECT_EQ(t.trip_arrivals.raw().size(), 248'555U);
  ASSERT_TRUE(t.served().has_value());
}

}  // namespace
}  // namespace cityloop
