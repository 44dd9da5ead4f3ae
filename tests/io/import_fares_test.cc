// Prices: of timetables (GTFS fares v1 and v2) and as rule tables.

#include <map>

#include "cityloop/city/layers.h"
#include "cityloop/io/import/zip.h"
#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

class ImportFares : public ImportTest {
 protected:
  std::map<std::string, std::string> feed{
      {"agency.txt",
       "agency_id,agency_name,agency_url,agency_timezone\nX,City Bus,http://x,Atlantic/Canary\n"},
      {"stops.txt",
       "stop_id,stop_name,stop_lat,stop_lon,zone_id\nA,Alpha,28.10,-15.40,1\nB,Beta,28.10,-15.41,1\n"
       "C,Gamma,28.10,-15.43,2\n"},
      {"routes.txt",
       "route_id,agency_id,route_short_name,route_long_name,route_type\nR,X,1,One,3\nS,X,2,Two,3\n"},
      {"calendar.txt",
       "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
       "W,1,1,1,1,1,0,0,20260105,20260130\n"},
      {"trips.txt", "route_id,service_id,trip_id\nR,W,t1\nS,W,t2\n"},
      {"stop_times.txt",
       "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
       "t1,07:00:00,07:00:00,A,1\nt1,07:05:00,07:06:00,B,2\n"
       "t2,08:00:00,08:00:00,B,1\nt2,08:05:00,08:06:00,C,2\n"}};
  std::map<std::string, std::string> tables{
      {"global_settings.csv",
       "setting,value\nmax_discounted_transfers,1\ntransfer_time_allowance,60\nfare_cap,Inf\n"},
      {"fares_per_type.csv",
       "type,unlimited_transfers,allow_same_route_transfer,use_route_fare,fare\nBUS,FALSE,FALSE,FALSE,4.8\n"},
      {"fares_per_transfer.csv", "first_leg,second_leg,fare\nBUS,BUS,7.2\n"},
      {"fares_per_route.csv", "route_id,mode,route_fare,fare_type\nR,BUS,4.8,BUS\nS,BUS,4.8,BUS\n"}};

  City read(bool with_tables = false) {
    const auto pack = [&](const char* name, const auto& of) {
      std::vector<ZipEntry> entries;
      for (const auto& [n, bytes] : of) entries.push_back({n, bytes});
      write_zip(path(name), entries);
    };
    pack("f.zip", feed);
    pack("t.zip", tables);
    write("p.csv", "x,y,count\n-15.4,28.1,1\n");
    return import(std::string{"  - {file: f.zip, reads: gtfs}\n"} +
                  (with_tables ? "  - {file: t.zip, reads: fares, currency: BRL}\n" : "") +
                  "  - {file: p.csv, reads: table, as: people}\n");
  }
  void line_of(const std::string& code, long line, const std::string& file) {
    ASSERT_EQ(count(code), 1U) << code;
    EXPECT_EQ(first(code)->where.line, line) << code;
    EXPECT_EQ(first(code)->where.file, file) << code;
  }
};

TEST_F(ImportFares, ATimetableWithoutPricesHasNone) {
  const City city = read();
  EXPECT_TRUE(city.fares->empty());
  EXPECT_EQ(count("fares.line_without"), 0U);
}

TEST_F(ImportFares, TicketsAreReadExactly) {
  feed["fare_attributes.txt"] =
      "fare_id,price,currency_type,payment_method,transfers,transfer_duration\n"
      "a,1.40,EUR,0,0,\nb,2.5,EUR,0,,5400\n";
  feed["fare_rules.txt"] = "fare_id,route_id,origin_id,destination_id\na,R,1,1\nb,,1,2\n";
  const City city = read();
  const Fares& f = *city.fares;
  EXPECT_EQ(notes.problems(), 0U);
  ASSERT_EQ(f.leg_price.size(), 2U);
  EXPECT_EQ(f.money(), "EUR");
  EXPECT_EQ(f.leg_price[FareLegIdx{0}], 140);
  EXPECT_EQ(f.leg_price[FareLegIdx{1}], 250);
  EXPECT_EQ(f.system_form[FareSystemIdx{0}], FareForm::ticket);
  ASSERT_EQ(f.change_within_s.size(), 1U);  // a allows no transfer
  EXPECT_EQ(f.change_within_s[FareChangeIdx{0}], 5400);
  EXPECT_EQ(f.change_most[FareChangeIdx{0}], -1);
  EXPECT_EQ(f.area_ref.size(), 2U);
  // What was written can be read.
  EXPECT_EQ(encode(decode<Fares>(encode(f))), encode(f));
  EXPECT_NE(describe(city, LayerId::fares).en.find("2 prices in EUR"), std::string::npos)
      << describe(city, LayerId::fares).en;
}

TEST_F(ImportFares, BrokenTicketsAreNamedAndTheRestIsUsed) {
  feed["fare_attributes.txt"] =
      "fare_id,price,currency_type,payment_method,transfers\n"
      "a,1.40,EUR,0,0\na,1.50,EUR,0,0\nb,1.405,EUR,0,0\nc,-1,EUR,0,0\nd,1,Euro,0,0\ne,1,EUR,0,x\nf,2,USD,0,"
      "0\n";
  feed["fare_rules.txt"] = "fare_id,route_id,origin_id,contains_id\na,R,,\na,Q,,\nz,R,,\na,R,9,\na,,,2\n";
  const City city = read();
  const std::string at = "f.zip/fare_attributes.txt", rules = "f.zip/fare_rules.txt";
  line_of("gtfs.duplicate_key", 3, at);
  line_of("gtfs.invalid_currency_amount", 4, at);
  ASSERT_EQ(count("gtfs.number_out_of_range"), 2U);
  line_of("gtfs.invalid_currency", 6, at);
  line_of("fares.currency", 8, at);
  EXPECT_EQ(count("gtfs.foreign_key_violation"), 3U);  // the line Q, the ticket z, the zone 9
  EXPECT_EQ(first("gtfs.foreign_key_violation")->where.file, rules);
  EXPECT_EQ(count("fares.contains"), 1U);
  ASSERT_EQ(city.fares->leg_price.size(), 1U);
  EXPECT_EQ(city.fares->leg_price[FareLegIdx{0}], 140);
}

TEST_F(ImportFares, LegsAndTransfersAreReadWithTheirGroupsAreasAndHours) {
  feed["areas.txt"] = "area_id,area_name\nin,Inside\n";
  feed["stop_areas.txt"] = "area_id,stop_id\nin,A\nin,B\n";
  feed["networks.txt"] = "network_id,network_name\nbus,Bus\n";
  feed["route_networks.txt"] = "network_id,route_id\nbus,R\nbus,S\n";
  feed["timeframes.txt"] = "timeframe_group_id,start_time,end_time,service_id\npeak,07:00:00,09:00:00,W\n";
  feed["rider_categories.txt"] =
      "rider_category_id,rider_category_name,is_default_fare_category\nadult,A,1\nchild,C,0\n";
  feed["fare_products.txt"] =
      "fare_product_id,amount,currency,rider_category_id,fare_media_id\n"
      "single,2.00,EUR,adult,cash\nsingle,1.80,EUR,adult,card\nsingle,0.90,EUR,child,card\nzero,0,EUR,,\n"
      "young,1,EUR,child,\n";
  feed["fare_leg_rules.txt"] =
      "leg_group_id,network_id,from_area_id,to_area_id,from_timeframe_group_id,fare_product_id\n"
      "g,bus,in,in,,single\ng,bus,,,peak,single\ng,bus,,,,young\n";
  feed["fare_transfer_rules.txt"] =
      "from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,fare_transfer_"
      "type,"
      "fare_product_id\ng,g,1,3600,1,0,zero\n";
  const City city = read();
  const Fares& f = *city.fares;
  EXPECT_EQ(notes.problems(), 0U) << first("gtfs.foreign_key_violation");
  ASSERT_EQ(f.leg_price.size(), 2U);
  for (const std::int64_t p : f.leg_price.raw()) EXPECT_EQ(p, 180);  // an adult with a card
  EXPECT_EQ(count("fares.other_riders"), 1U);
  ASSERT_EQ(f.hours_from.size(), 1U);
  EXPECT_EQ(f.hours_from[FareHoursIdx{0}], 7 * 3600);
  EXPECT_EQ(f.in_stop.size(), 2U);
  EXPECT_EQ(f.member_line.size(), 2U);
  ASSERT_EQ(f.change_most.size(), 1U);
  EXPECT_EQ(f.change_most[FareChangeIdx{0}], 1);
  EXPECT_EQ(f.change_clock[FareChangeIdx{0}], 1);
}

TEST_F(ImportFares, BrokenTransferRulesAreNamed) {
  feed["fare_products.txt"] = "fare_product_id,amount,currency\nsingle,2.00,EUR\n";
  feed["fare_leg_rules.txt"] =
      "leg_group_id,network_id,fare_product_id\ng,,single\nh,,single\ng,nowhere,single\ng,,none\n";
  feed["fare_transfer_rules.txt"] =
      "from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,fare_transfer_"
      "type\n"
      "g,g,,,,0\ng,g,0,,,0\ng,h,1,,,0\ng,h,,60,,0\ng,h,,,1,0\ng,h,,,,7\nq,h,,,,0\n";
  read();
  const std::string at = "f.zip/fare_transfer_rules.txt";
  line_of("gtfs.fare_transfer_rule_missing_transfer_count", 2, at);
  line_of("gtfs.fare_transfer_rule_invalid_transfer_count", 3, at);
  line_of("gtfs.fare_transfer_rule_with_forbidden_transfer_count", 4, at);
  line_of("gtfs.fare_transfer_rule_duration_limit_without_type", 5, at);
  line_of("gtfs.fare_transfer_rule_duration_limit_type_without_duration_limit", 6, at);
  line_of("gtfs.unexpected_enum_value", 7, at);
  EXPECT_EQ(count("gtfs.foreign_key_violation"), 3U);
}

TEST_F(ImportFares, RuleTablesPriceTheLinesTheyName) {
  const City city = read(true);
  const Fares& f = *city.fares;
  EXPECT_EQ(notes.problems(), 0U);
  ASSERT_EQ(f.leg_price.size(), 1U);
  EXPECT_EQ(f.leg_price[FareLegIdx{0}], 480);
  ASSERT_EQ(f.change_price.size(), 1U);
  EXPECT_EQ(f.change_price[FareChangeIdx{0}], 720);
  EXPECT_EQ(f.change_within_s[FareChangeIdx{0}], 3600);
  EXPECT_EQ(f.change_other_line[FareChangeIdx{0}], 1);
  EXPECT_EQ(f.member_line.size(), 3U);  // two lines, and any other bus
}

TEST_F(ImportFares, BrokenRuleTablesAreNamed) {
  tables["global_settings.csv"] = "setting,value\nmax_discounted_transfers,1.5\nfare_cap,Inf\n";
  tables["fares_per_type.csv"] +=
      "BUS,FALSE,FALSE,FALSE,4.8\nRAIL,MAYBE,FALSE,FALSE,4.5\nTRAM,FALSE,FALSE,FALSE,4.555\n";
  tables["fares_per_route.csv"] += "Q,RAIL,4.5,RAIL\n";
  read(true);
  line_of("fares.setting", 2, "t.zip/global_settings.csv");
  line_of("fares.choice", 4, "t.zip/fares_per_type.csv");
  line_of("fares.price", 5, "t.zip/fares_per_type.csv");
  EXPECT_EQ(count("fares.type"), 2U);
  tables.erase("fares_per_type.csv");
  EXPECT_NE(error_of([&] { read(true); }).words().en.find("holds no fares_per_type.csv"), std::string::npos);
}

TEST_F(ImportFares, ASecondCurrencyIsLeftOut) {
  feed["fare_attributes.txt"] = "fare_id,price,currency_type,payment_method,transfers\na,1.40,EUR,0,0\n";
  const City city = read(true);
  EXPECT_EQ(count("fares.currency"), 1U);
  EXPECT_EQ(city.fares->money(), "BRL");
}

TEST_F(ImportFares, ALineThatNobodyPricesIsSaid) {
  tables["fares_per_route.csv"] = "route_id,mode,route_fare,fare_type\nR,RAIL,4.8,BUS\n";
  read(true);
  ASSERT_EQ(count("fares.line_without"), 1U);
  EXPECT_NE(first("fares.line_without")->text.en.find("1 lines"), std::string::npos);
}

TEST(Price, IsExactInEveryCurrency) {
  EXPECT_EQ(parse_price("4.80", 2), 480);
  EXPECT_EQ(parse_price("4.8", 2), 480);
  EXPECT_EQ(parse_price("5", 2), 500);
  EXPECT_EQ(parse_price("0.1", 3), 100);
  EXPECT_EQ(parse_price("150", 0), 150);
  EXPECT_EQ(parse_price("4.805", 2), std::nullopt);
  EXPECT_EQ(parse_price("4.800", 2), 480);
  EXPECT_EQ(parse_price("150.5", 0), std::nullopt);
  for (const char* bad : {"", ".", "-", "1,5", "1e3", "1.2.3", "nan", "99999999999999"})
    EXPECT_EQ(parse_price(bad, 2), std::nullopt) << bad;
  EXPECT_EQ(show_price(480, 2), "4.80");
  EXPECT_EQ(show_price(-5, 2), "-0.05");
  EXPECT_EQ(show_price(150, 0), "150");
  EXPECT_EQ(currency_digits("JPY"), 0);
  EXPECT_EQ(currency_digits("KWD"), 3);
  EXPECT_EQ(currency_digits("CNY"), 2);
}

}  // namespace
}  // namespace cityloop
