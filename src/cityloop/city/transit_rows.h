#pragma once

// Private to city: a timetable whose rows may be added, altered and taken out.

#include <cstdint>
#include <string>
#include <vector>

#include "cityloop/city/transit.h"

namespace cityloop {

/// The rows of a Transit, each in its place as long as the object lives, so that positions are handles. done() writes
/// what is not `gone` in the order that transit.h promises: as if the builder had been given these rows.
class TransitRows {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffU;
  struct Feed {
    std::string name, version, time_zone;
    bool gone = false;
  };
  struct Stop {
    std::uint32_t feed = 0;
    std::string ref, name;
    Point at;
    std::uint32_t parent = kNone;
    StopType type = StopType::platform;
    Wheelchair wheelchair = Wheelchair::unknown;
    SourceRow source = {};
    std::int32_t level = kNoLevel;
    bool gone = false;
  };
  struct Line {
    std::uint32_t feed = 0;
    std::string ref, name, long_name = {}, agency = {};
    Vehicle vehicle = Vehicle::bus;
    SourceRow source = {};
    bool gone = false;
  };
  struct Service {
    std::uint32_t feed = 0;
    std::string ref;
    std::uint8_t weekdays = 0;
    std::int32_t from = 1, last = 0;
    std::vector<std::int32_t> added = {}, removed = {};
    bool gone = false;
  };
  struct Pattern {
    std::uint32_t line = 0;
    std::vector<std::uint32_t> stops;
    std::vector<std::uint8_t> calls;
  };
  struct Headway {
    std::int32_t from = 0, until = 0, every_s = 0;
    std::uint8_t exact = 1;
    friend auto operator<=>(const Headway&, const Headway&) = default;
  };
  struct Trip {
    std::uint32_t pattern = 0, service = 0;
    std::string ref;
    Wheelchair wheelchair = Wheelchair::unknown;
    std::vector<std::int32_t> arrivals, departures;
    std::vector<Headway> headways = {};
    bool gone = false;
  };
  struct Transfer {
    std::uint32_t from = 0, to = 0;
    std::uint8_t type = 0;
    std::int32_t least_s = -1;
  };
  struct Pathway {
    std::uint32_t from = 0, to = 0;
    PathwayMode mode = PathwayMode::walkway;
    std::uint8_t both = 1;
    std::int32_t seconds = -1, mm = -1, steps = -1;
    friend auto operator<=>(const Pathway&, const Pathway&) = default;
  };

  explicit TransitRows(const Transit&);
  Transit done() const;

  std::vector<Feed> feeds;
  std::vector<Stop> stops;
  std::vector<Line> lines;
  std::vector<Service> services;
  std::vector<Pattern> patterns;
  std::vector<Trip> trips;
  std::vector<Transfer> transfers;
  std::vector<Pathway> pathways;
};

}  // namespace cityloop
