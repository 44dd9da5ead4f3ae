#pragma once

#include <optional>

#include "cityloop/base/quantity.h"
#include "cityloop/base/time.h"
#include "cityloop/city/streets.h"

namespace cityloop {

/// What the minutes of a journey weigh against those of riding, see CostSearch. Plain: all alike, a travel time.
struct Weights {
  double walk = 1, wait = 1;  // both 1 to kMost
  Seconds change{0};          // for each ride after the first; 0 to kMostChange
  static constexpr double kMost = 20, kMostChange = 3600;
  bool plain() const { return walk == 1 && wait == 1 && !(change.base() > 0); }
  friend bool operator==(const Weights&, const Weights&) = default;
};

/// Public transport on top of a profile: streets lead to a stop, from stop to stop and from the last stop on. What counts
/// is one percentile of the travel times of all departures in a window: at 50, half of them are at least as fast.
struct Ride {
  std::optional<Date> date = {};                       // none: the calendar's busiest day, see busiest_day()
  std::int32_t from_s = 7 * 3600, until_s = 9 * 3600;  // departures from ≤ d < until, seconds of the date
  bool arrive =
      false;  // the window is one of arrivals at the goal, the times those since the latest departure
  double percentile = 50;
  Seconds leg{1200};  // the longest way on streets to the first stop, and from the last
  int rides = 4;      // vehicles taken at most
  std::int32_t every_s =
      0;  // one departure every so often, as other software has it; 0: all moments of the window
  Weights weights = {};
  /// What a journey may cost, in thousandths of the city's currency (exact in every currency). None: prices do not matter.
  std::optional<std::int64_t> budget = {};
  friend bool operator==(const Ride&, const Ride&) = default;
};

/// How one mode uses streets. `speed` counts for walk, wheelchair and cycle; driving takes each edge's own speed.
/// `access` is the speed off the streets, between a home or a place and the stretch it is linked to.
struct Profile {
  Mode mode = Mode::walk;
  Speed speed{
      1.25};  // walk 4.5 km/h: what the drawings assume; GB 50180's tiers imply 1.0 m/s, 1000 Cities 1.39 m/s
  Speed access{1.25};
  double snap_m = 300;            // first search radius to the nearest permitted stretch
  double snap_most_m = 1600;      // … grown to this
  std::optional<Ride> ride = {};  // with public transport where it is faster
  /// Slopes change the speed of walking and cycling, where the city knows its heights. (Of a wheelchair they do not: how
  /// fast one rolls uphill depends on who pushes.)
  bool hills = true;
  /// Cycling: the most traffic stress a rider takes, 1 to 4; where there is more the bicycle is pushed, at `push`. A
  /// street whose stress is not known is ridden. 0: everything is ridden.
  std::uint8_t stress = 0;
  Speed push{1.25};
  bool traffic = false;  // driving at the speed in traffic, where the city knows it
  friend bool operator==(const Profile&, const Profile&) = default;
};
/// Walk 1.25 m/s, wheelchair 0.9 m/s, cycle 4.17 m/s (15 km/h); drive by street, its `speed` only for other users of
/// the profile. Off the streets one walks (or rolls).
Profile default_profile(Mode);
/// What R5 v7.6 and r5r assume: walk 1.0 m/s, cycle 3.33 m/s (12 km/h) on streets of stress 2 at most, off the streets
/// 1.3 m/s, no hills, free flow. (Who may use a street stays as imported; docs/validation.md says what that does.)
Profile r5_profile(Mode);
/// Nobody is faster anywhere, so that no way within a time is longer than this as the crow flies. Metres per second.
double most_speed(const Profile&);
inline constexpr double kMostKmh = 255;  // of a car
/// The bit that a direction of a stretch must permit. Steps stop wheelchairs and cars whatever the map says: 0, nothing
/// helps.
Permit needed(const Profile&, StreetClass);

}  // namespace cityloop
