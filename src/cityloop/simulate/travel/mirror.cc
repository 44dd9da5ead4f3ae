// A day's timetable with time and direction turned round.

#include <algorithm>

#include "cityloop/simulate/travel/timetable.h"

namespace cityloop {
namespace {

std::uint8_t swapped(std::uint8_t call) {
  return static_cast<std::uint8_t>(((call & kBoard) != 0 ? kAlight : 0) |
                                   ((call & kAlight) != 0 ? kBoard : 0));
}

}  // namespace

Timetable Timetable::mirrored() const {
  Timetable m = *this;
  m.wanted_.from = -wanted_.until;
  m.wanted_.until = -wanted_.from;
  for (const Pattern& p : patterns_) {
    const auto stops = m.stop_.begin() + p.first_stop;
    std::reverse(stops, stops + p.stops);
    const auto calls = m.calls_.begin() + p.first_stop;
    std::reverse(calls, calls + p.stops);
    std::transform(calls, calls + p.stops, calls, swapped);
    // Position by position and trip by trip: the block of times read backwards.
    const std::size_t times = std::size_t{p.stops} * p.trips;
    for (std::size_t i = 0; i < times; ++i) {
      m.arrival_[p.first_time + i] = -departure_[p.first_time + times - 1 - i];
      m.departure_[p.first_time + i] = -arrival_[p.first_time + times - 1 - i];
    }
  }
  m.longest_departing_.clear();
  m.longest_arriving_.clear();
  for (const Pattern& p : m.patterns_) m.add_longest(p);
  m.index_calls();
  return m;
}

}  // namespace cityloop
