#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cityloop/io/import/csv.h"
#include "cityloop/io/import/source.h"
#include "cityloop/io/import/zip.h"

namespace cityloop {

/// One GTFS archive as a FeedDraft. What is wrong with it becomes diagnostics whose codes are the names of the rules of
/// the canonical GTFS validator (`gtfs.foreign_key_violation` …); what is right is used all the same.
class FeedReader {
 public:
  /// `shown` is the archive's name in diagnostics, `name` the feed's in the city, `plane` the city's coordinate system.
  FeedReader(const ZipReader& zip, std::string shown, std::string name, std::string plane,
             cityloop::Run& run);
  FeedDraft feed;
  std::vector<std::uint32_t>
      vehicles;  // per stop: a bit for each Vehicle that calls, whether its trip is usable or not
  bool placed(std::size_t stop) const { return has_place_[stop] != 0; }  // it has coordinates
  bool is_gtfs = false;  // false: not a timetable at all; nothing was read

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  using Positions = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
  /// The text of one table and its reader.
  struct Sheet {
    std::string text;
    std::optional<CsvReader> rows;
  };

  bool open(const char* table, bool required, Sheet&);
  /// The column, or a problem `gtfs.missing_required_column`.
  std::optional<std::size_t> column(const Sheet&, std::string_view name);
  std::string shown(const char* table) const { return shown_ + "/" + table; }
  /// True (and a problem) if the reference is empty or was seen before; else its position is noted.
  bool refused(const CsvReader&, std::size_t column, Positions&, std::size_t position);
  std::optional<std::uint32_t> find(const CsvReader&, std::size_t column, const Positions&,
                                    const char* table);

  void read_agencies();
  void read_stops();
  void read_lines();
  void read_services();
  void read_service_days();
  void read_trips();
  void read_calls();  // gtfs_times.cc
  struct RawCall;
  void take_trip(std::uint32_t trip, std::span<RawCall> calls);
  void read_headways();
  void read_transfers();
  void read_levels();    // gtfs_pathways.cc
  void read_pathways();  // gtfs_pathways.cc
  void look_for_platforms_out_of_reach();

  const ZipReader& zip_;
  std::string shown_, plane_;
  cityloop::Run& run_;
  Diagnostics& notes_;
  Positions stop_at_, line_at_, service_at_, trip_at_, level_at_;
  std::vector<std::int32_t> level_;  // hundredths of a storey
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> agencies_;
  std::vector<FeedDraft::Trip> drafted_;      // trips.txt; those with two good calls move to the feed
  std::vector<std::uint32_t> trip_position_;  // of drafted_ in the feed; kNone: unusable
  std::vector<std::uint8_t> has_place_;
  std::size_t interpolated_ = 0;
  static constexpr std::uint32_t kNone = 0xffffffffU;
};

/// "7:05:00", "25:10:30" as seconds; nothing for anything else.
std::optional<std::int32_t> gtfs_time(std::string_view);
/// "20190513" as a day number.
std::optional<std::int32_t> gtfs_day(std::string_view);
/// The vehicle of a route_type, basic or extended (Hierarchical Vehicle Types).
std::optional<Vehicle> gtfs_vehicle(long route_type);

}  // namespace cityloop
