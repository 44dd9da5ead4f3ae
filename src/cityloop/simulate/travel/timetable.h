#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/base/run.h"
#include "cityloop/city/transit.h"

namespace cityloop {

/// What runs on one date, laid out for searching: the trips that can matter between two moments of that day, in patterns
/// whose trips never overtake each other.
///
/// Trips of the day before (24:30 is 0:30 of today) and of the day after are there as far as the moments reach. Headways
/// at known times become trips; at unknown times they become trips at a phase drawn for (seed, draw), the same for every
/// origin. A date on which nothing can run because it lies outside the timetable is refused with the period in words.
class Timetable {
 public:
  struct Wanted {
    Date date = {};
    std::int32_t from = 0, until = 0;  // seconds of the date: first departure, last arrival that can matter
    std::uint32_t vehicles = 0xffffffffU;  // a bit for each Vehicle
    bool wheelchair = false;               // leave out trips that say no
    std::uint64_t seed = 0, draw = 0;
    std::vector<std::uint8_t> still =
        {};  // by PatternIdx: those that do not run; their stops are numbered all the same
  };
  Timetable(const Transit&, const Wanted&);

  struct Pattern {
    PatternIdx of;
    std::uint32_t first_stop = 0, stops = 0;  // in stop() and calls()
    std::uint32_t first_time = 0, trips = 0;  // in the times: position × trips + trip
  };
  struct At {
    std::uint32_t pattern, position;
  };
  std::span<const Pattern> patterns() const { return patterns_; }
  /// Stops are numbered anew: only those that are called at.
  std::size_t stops() const { return city_stop_.size(); }
  StopIdx city_stop(std::uint32_t stop) const { return city_stop_[stop]; }
  std::uint32_t stop(const Pattern& p, std::uint32_t position) const {
    return stop_[p.first_stop + position];
  }
  bool boards(const Pattern& p, std::uint32_t position) const {
    return (calls_[p.first_stop + position] & kBoard) != 0;
  }
  bool alights(const Pattern& p, std::uint32_t position) const {
    return (calls_[p.first_stop + position] & kAlight) != 0;
  }
  /// Of all trips of a pattern at one position, earliest first, in seconds of the date (negative: the day before).
  std::span<const std::int32_t> arrivals(const Pattern& p, std::uint32_t position) const {
    return {arrival_.data() + p.first_time + std::size_t{position} * p.trips, p.trips};
  }
  std::span<const std::int32_t> departures(const Pattern& p, std::uint32_t position) const {
    return {departure_.data() + p.first_time + std::size_t{position} * p.trips, p.trips};
  }
  /// The longest that any trip of the pattern takes from its first stop to a position, by departures or by arrivals: summed
  /// stop by stop, hence never less than it takes.
  std::int64_t longest_departing(const Pattern& p, std::uint32_t position) const {
    return longest_departing_[p.first_stop + position];
  }
  std::int64_t longest_arriving(const Pattern& p, std::uint32_t position) const {
    return longest_arriving_[p.first_stop + position];
  }
  std::span<const At> at(std::uint32_t stop) const {
    return {at_.data() + first_at_[stop], at_.data() + first_at_[stop + 1]};
  }
  std::size_t trips() const { return trips_; }
  const Wanted& wanted() const { return wanted_; }
  /// The same day seen in a mirror: what is called at last comes first, moment t is -t, and who got on gets off. What can be
  /// reached from a stop from then on is from where one is there by then. Patterns and stops keep their numbers; position i
  /// is stops - 1 - i, trip k is trips - 1 - k. The mirror of the mirror is the timetable.
  Timetable mirrored() const;
  /// Whether any trip that runs is at a phase nobody knows, so that another draw would give another timetable.
  bool drawn() const { return drawn_; }

 private:
  struct Row;
  void add_longest(const Pattern&);
  std::uint32_t add_stop(StopIdx, std::vector<std::uint32_t>& number);
  void add_pattern(const Transit&, PatternIdx, std::vector<Row>&, std::vector<std::uint32_t>& number);
  void index_calls();
  Wanted wanted_;
  std::vector<Pattern> patterns_;
  std::vector<StopIdx> city_stop_;
  std::vector<std::uint32_t> stop_, first_at_;
  std::vector<std::uint8_t> calls_;
  std::vector<std::int32_t> arrival_, departure_;
  std::vector<std::int64_t> longest_departing_, longest_arriving_;
  std::vector<At> at_;
  std::size_t trips_ = 0;
  bool drawn_ = false;
};

}  // namespace cityloop
