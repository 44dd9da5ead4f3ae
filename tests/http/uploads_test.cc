// Files that are dropped onto the page become a city.yaml; a person's own is left alone.

#include "cityloop/io/http/endpoints/uploads.h"

#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

#include "cityloop/loop/files.h"

namespace cityloop::http {
namespace {

namespace fs = std::filesystem;

class Uploads : public ::testing::Test {
 protected:
  Uploads() : folder_{fs::temp_directory_path() / ("cityloop-uploads-" + std::to_string(::getpid()))} {
    fs::create_directories(folder_ / "data");
  }
  ~Uploads() override { fs::remove_all(folder_); }
  wire::Upload drop(const std::string& name, const std::string& text) const {
    const fs::path arriving = folder_ / "arriving";
    write_text(arriving.string(), text);
    return keep_upload(folder_.string(), name, arriving.string());
  }
  std::string city() const { return read_text((folder_ / "city.yaml").string()); }
  fs::path folder_;
  Date today_ = parse_date("2026-12-01");
};

TEST_F(Uploads, AFileIsToldByWhatIsInIt) {
  EXPECT_EQ(drop("a.csv", "lon,lat,population\n114,32,10\n").kind, "people");
  EXPECT_EQ(drop("b.csv", "\xEF\xBB\xBF经度;纬度;类别;名称\n114;32;clinic;x\n").kind, "places");
  EXPECT_EQ(drop("c.csv", "fund,year,appropriated\nroads,2027,1\n").kind, "budget");
  EXPECT_EQ(drop("d.csv", "variable,year,value\ndoctors,2025,3\n").kind, "statistics");
  EXPECT_EQ(drop("city.osm", "<?xml version='1.0'?><osm version='0.6'></osm>").kind, "osm");
  EXPECT_EQ(drop("boundary.geojson", R"({"type":"FeatureCollection","features":[]})").kind, "boundary");
  EXPECT_EQ(drop("streets.geojson", R"({"type":"FeatureCollection","features":[]})").kind, "zones");
}

TEST_F(Uploads, WhatIsNoSourceOfACityIsRefusedAndNotKept) {
  for (const char* text : {"", "hello", "a,b\n1,2\n", "PK\x03\x04 broken", "%PDF-1.7"})
    EXPECT_THROW(drop("x.csv", text), Error) << text;
  EXPECT_TRUE(fs::is_empty(folder_ / "data"));
}

TEST_F(Uploads, ANameNeverLeadsOutOfTheFolder) {
  const wire::Upload kept = drop("../../etc/.pass wd", "<osm version='0.6'/>");
  EXPECT_EQ(kept.name, "pass_wd");
  EXPECT_TRUE(fs::exists(folder_ / "data" / "pass_wd"));
  EXPECT_THROW(drop("..", "<osm version='0.6'/>"), Error);
}

TEST_F(Uploads, ACityNeedsStreetsOrPeopleAndPlaces) {
  drop("budget.csv", "fund,year,appropriated\nroads,2027,1\n");
  EXPECT_FALSE(uploads_in(folder_.string()).ready);
  EXPECT_THROW(write_city_file(folder_.string(), {}, today_), Error);
  drop("city.osm", "<osm version='0.6'/>");
  EXPECT_TRUE(uploads_in(folder_.string()).ready);
  write_city_file(folder_.string(), {}, today_);
  EXPECT_NE(city().find("as_of: 2026-12-01"), std::string::npos);
  EXPECT_NE(city().find("data/city.osm"), std::string::npos);
  EXPECT_NE(city().find("data/budget.csv"), std::string::npos);
}

TEST_F(Uploads, WhatAPersonChangedStays) {
  drop("city.osm", "<osm version='0.6'/>");
  write_city_file(folder_.string(), {}, today_);
  const std::string made = city();
  drop("people.csv", "lon,lat,population\n114,32,10\n");
  write_city_file(folder_.string(), {}, today_);
  EXPECT_NE(city(), made) << "a file of ours takes in what was dropped since";
  const std::string changed = city() + "# mine\n";
  write_text((folder_ / "city.yaml").string(), changed);
  drop("budget.csv", "fund,year,appropriated\nroads,2027,1\n");
  write_city_file(folder_.string(), {}, today_);
  EXPECT_EQ(city(), changed);
}

}  // namespace
}  // namespace cityloop::http
