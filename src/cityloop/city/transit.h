#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/time.h"
#include "cityloop/geo/point.h"

namespace cityloop {

using FeedIdx = Id<struct FeedIdxTag, std::uint16_t>;
using StopIdx = Id<struct StopIdxTag>;
using LineIdx = Id<struct LineIdxTag>;
using PatternIdx = Id<struct PatternIdxTag>;
using TripIdx = Id<struct TripIdxTag>;
using ServiceIdx = Id<struct ServiceIdxTag>;
using HeadwayIdx = Id<struct HeadwayIdxTag>;
using TransferIdx = Id<struct TransferIdxTag>;
using PathwayIdx = Id<struct PathwayIdxTag>;

enum class Vehicle : std::uint8_t { tram, metro, rail, bus, ferry, cable, other };
inline constexpr std::array<std::string_view, 7> kVehicleWords{"tram",  "metro", "rail", "bus",
                                                               "ferry", "cable", "other"};

/// What a row of stops.txt is. Only platforms are called at; entrances lead to their parent's platforms.
enum class StopType : std::uint8_t { platform, station, entrance, node, boarding_area };
/// unknown is not no: a stop that does not say is not taken for barred.
enum class Wheelchair : std::uint8_t { unknown, yes, no };

/// What one walks along in a station; the numbers are GTFS's.
enum class PathwayMode : std::uint8_t {
  walkway = 1,
  stairs,
  moving_walkway,
  escalator,
  lift,
  fare_gate,
  exit_gate
};
inline constexpr std::int32_t kNoLevel = -0x7fffffff;

/// Bits of a call: may one get on, may one get off.
inline constexpr std::uint8_t kBoard = 1, kAlight = 2;

/// One day as the number of days since 1970-01-01, as in Reports.
constexpr std::int32_t day_number(Date d) { return static_cast<std::int32_t>(d.time_since_epoch().count()); }
constexpr Date day_of(std::int32_t n) { return Date{std::chrono::days{n}}; }

/// The timetable: who calls where and when, on which days. Several feeds stand beside each other; a reference is unique
/// within its feed only. Times are seconds after "noon minus 12 h" of the service day and may exceed 24 h.
///
/// A pattern is a line's sequence of stops with what is allowed at each. Whether trips of a pattern overtake each other
/// depends on who runs on that day, so it is the day's Timetable (simulate/travel) that splits patterns, not this layer.
struct Transit {
  Column<FeedIdx, std::string> feed_name, feed_version, feed_time_zone;

  Column<StopIdx, FeedIdx> stop_feed;
  Column<StopIdx, std::string> stop_ref, stop_name;
  Column<StopIdx, Point> stop_at;
  Column<StopIdx, StopIdx> stop_parent;  // invalid: none
  Column<StopIdx, StopType> stop_type;
  Column<StopIdx, Wheelchair> stop_wheelchair;
  Column<StopIdx, std::int32_t> stop_level;  // hundredths of a storey, 0 the ground; kNoLevel: not given
  Column<StopIdx, SourceRow> stop_source;

  Column<LineIdx, FeedIdx> line_feed;
  Column<LineIdx, std::string> line_ref, line_name, line_long_name, line_agency;
  Column<LineIdx, Vehicle> line_vehicle;
  Column<LineIdx, SourceRow> line_source;

  Column<ServiceIdx, FeedIdx> service_feed;
  Column<ServiceIdx, std::string> service_ref;
  Column<ServiceIdx, std::uint8_t> service_weekdays;            // bit 0 Monday … bit 6 Sunday
  Column<ServiceIdx, std::int32_t> service_from, service_last;  // both included; from > last: no weekly days
  Ragged<ServiceIdx, std::int32_t> service_added, service_removed;  // single days, ascending

  Column<PatternIdx, LineIdx> pattern_line;
  Ragged<PatternIdx, StopIdx> pattern_stops;
  Ragged<PatternIdx, std::uint8_t> pattern_calls;  // kBoard | kAlight, one per stop

  Column<TripIdx, PatternIdx> trip_pattern;  // ascending; within a pattern by first departure
  Column<TripIdx, std::string> trip_ref;
  Column<TripIdx, ServiceIdx> trip_service;
  Column<TripIdx, Wheelchair> trip_wheelchair;
  Ragged<TripIdx, std::int32_t> trip_arrivals, trip_departures;  // one per stop of its pattern

  // A trip with rows here does not run at its own times but every so often; its times say how long it takes.
  Column<HeadwayIdx, TripIdx> headway_trip;                                 // ascending
  Column<HeadwayIdx, std::int32_t> headway_from, headway_until, headway_s;  // first stop; half-open
  Column<HeadwayIdx, std::uint8_t> headway_exact;  // 1: exactly then; 0: at a phase nobody knows

  Column<TransferIdx, StopIdx> transfer_from, transfer_to;
  Column<TransferIdx, std::uint8_t>
      transfer_type;  // GTFS: 0 recommended, 1 timed, 2 minimum time, 3 not possible
  Column<TransferIdx, std::int32_t> transfer_s;  // minimum time; negative: not given

  // Ways within stations. Who has some is entered and left by its entrances along them, see StationWays.
  Column<PathwayIdx, StopIdx> pathway_from, pathway_to;
  Column<PathwayIdx, PathwayMode> pathway_mode;
  Column<PathwayIdx, std::uint8_t> pathway_both;  // 1: may also be gone from `to` to `from`
  Column<PathwayIdx, std::int32_t> pathway_s, pathway_mm,
      pathway_steps;  // negative: not given; steps up or down

  std::size_t stops() const { return stop_at.size(); }
  std::size_t trips() const { return trip_pattern.size(); }
  /// Whether a service runs on a day: exceptions first, then the weekly days within their period.
  bool runs(ServiceIdx, std::int32_t day) const;
  /// First and last day on which any trip runs (both included); empty if none ever does.
  std::optional<std::pair<Date, Date>> served() const;

  /// Whether anything runs on any day.
  bool empty() const { return trip_pattern.size() == 0; }

  template <class S, class V>
  static void columns(S& s, V& v) {
    v("feed_name", s.feed_name), v("feed_version", s.feed_version), v("feed_time_zone", s.feed_time_zone);
    v("stop_feed", s.stop_feed), v("stop_ref", s.stop_ref), v("stop_name", s.stop_name);
    v("stop_at", s.stop_at), v("stop_parent", s.stop_parent), v("stop_type", s.stop_type);
    v("stop_wheelchair", s.stop_wheelchair), v("stop_level", s.stop_level);
    v("stop_source", s.stop_source);
    v("line_feed", s.line_feed), v("line_ref", s.line_ref), v("line_name", s.line_name);
    v("line_long_name", s.line_long_name), v("line_agency", s.line_agency);
    v("line_vehicle", s.line_vehicle), v("line_source", s.line_source);
    v("service_feed", s.service_feed), v("service_ref", s.service_ref);
    v("service_weekdays", s.service_weekdays), v("service_from", s.service_from);
    v("service_last", s.service_last), v("service_added", s.service_added);
    v("service_removed", s.service_removed);
    v("pattern_line", s.pattern_line), v("pattern_stops", s.pattern_stops);
    v("pattern_calls", s.pattern_calls);
    v("trip_pattern", s.trip_pattern), v("trip_ref", s.trip_ref), v("trip_service", s.trip_service);
    v("trip_wheelchair", s.trip_wheelchair), v("trip_arrivals", s.trip_arrivals);
    v("trip_departures", s.trip_departures);
    v("headway_trip", s.headway_trip), v("headway_from", s.headway_from);
    v("headway_until", s.headway_until), v("headway_s", s.headway_s), v("headway_exact", s.headway_exact);
    v("transfer_from", s.transfer_from), v("transfer_to", s.transfer_to);
    v("transfer_type", s.transfer_type), v("transfer_s", s.transfer_s);
    v("pathway_from", s.pathway_from), v("pathway_to", s.pathway_to), v("pathway_mode", s.pathway_mode);
    v("pathway_both", s.pathway_both), v("pathway_s", s.pathway_s), v("pathway_mm", s.pathway_mm);
    v("pathway_steps", s.pathway_steps);
  }
};

/// The day on which most trips leave, those of headways counted; of equals the earliest. Of feeds whose calendars do not
/// overlap it is a day of the greatest. Empty if nothing ever runs.
std::optional<Date> busiest_day(const Transit&);

}  // namespace cityloop
