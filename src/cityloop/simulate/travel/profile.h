#pragma once

#include <optional>

#include "cityloop/base/quantity.h"
#include "cityloop/base/time.h"
#include "cityloop/city/streets.h"

namespace cityloop {

/// Public transport on top of a profile: streets lead to a stop, from stop to stop and from the last stop on. What counts
/// is one percentile of the travel times of all departures in a window: at 50, half of them are at least as fast.
struct Ride {
  std::optional<Date> date = {};                       // none: the calendar's busiest day, see busiest_day()
  std::int32_t from_s = 7 * 3600, until_s = 9 * 3600;  // departures from ≤ d < until, seconds of the date
  double percentile = 50;
  Seconds leg{1200};  // the longest way on streets to the first stop, and from the last
  int rides = 4;      // vehicles taken at most
  std::int32_t every_s =
      0;  // one departure every so often, as other software has it; 0: all moments of the window
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
  friend bool operator==(const Profile&, const Profile&) = default;
};
/// Walk 1.25 m/s, wheelchair 0.9 m/s, cycle 4.17 m/s (15 km/h); drive by street, its `speed` only for other users of
/// the profile. Off the streets one walks (or rolls).
Profile default_profile(Mode);
/// The bit that a direction of a stretch must permit. Steps stop wheelchairs and cars whatever the map says: 0, nothing
/// helps.
Permit needed(const Profile&, StreetClass);
/// Speed of a car where the map gives none: near the middle of the design speeds of CJJ 37 (expressway 60–100, arterial
/// 40–60, secondary 30–50, branch 20–40 km/h); an assumption, not a measurement.
double free_flow_kmh(StreetClass);

}  // namespace cityloop
