#pragma once

// What may be asked of travel itself, without an indicator: times between many points, and how many places lie within
// reach. Typed values out; who prints or writes them is another matter.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cityloop/measure/indicator.h"
#include "cityloop/simulate/travel/fare_search.h"
#include "cityloop/simulate/travel/isochrone.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

/// Points that are asked about, each with its name and its links to the streets (a place may have several entrances).
struct TravelPoints {
  std::vector<std::string> name;
  std::vector<Point> at;
  std::vector<std::vector<Link>> links;  // empty row: no street within reach
  std::size_t size() const { return name.size(); }
};

/// How people travel. `profile.ride`, if set, is by public transport.
struct TravelAsk {
  Profile profile;
  Seconds limit{3600};
  std::vector<double> percentiles{50};  // of a ride; ascending
  std::optional<std::uint16_t> open_at =
      {};  // of access: only places that are open at this minute of the week
  /// How many times there are for each pair.
  std::size_t times() const { return profile.ride ? percentiles.size() : 1; }
};

/// Reads what each word names: `cells`; `places:KIND[,KIND…]` (open ones); a file `….csv` with columns id, and lon and lat
/// (WGS 84) or x and y (the city's plane); or one position `lon,lat` or `x,y`. Throws Error{bad_input} that says which
/// words there are; rows of a file that cannot be read are problems in `run.notes`.
TravelPoints points_named(const City&, std::span<const std::string> words, const Profile&, Run&);

/// Calls row(from, seconds) for each origin in order: time by time (percentile-major), one value for each target; kBeyond
/// over the limit or where there is no way. Memory holds a block of rows, whatever the number of origins. Equal bytes for
/// any number of threads.
/// Throws Error{bad_input} for a ride in a city without a timetable, or on a day that lies outside it.
void travel_rows(const City&, const TravelAsk&, const TravelPoints& from, const TravelPoints& to, Run&,
                 const std::function<void(std::size_t, std::span<const float>)>& row);

/// Calls row(from, fronts) for each origin in order: for each target what journeys cost and how long they take, cheapest
/// first, each dearer one faster (FareReach::front), at the first percentile asked for. Throws as travel_rows(), and
/// Error{bad_input} for a city without fares.
void travel_fronts(
    const City&, const TravelAsk&, const TravelPoints& from, const TravelPoints& to, Run&,
    const std::function<void(std::size_t, const std::vector<std::vector<FareReach::Offer>>&)>& row);

/// What can be reached from a point (the best of its entrances) within each limit, as areas; the limits ascend. A ride
/// leaves at exactly `profile.ride->from_s`; of a window of arrivals it is from where one is there by then. Throws as travel_rows().
std::vector<Shape> isochrones_from(const City&, const TravelAsk&, const TravelPoints& from, std::size_t which,
                                   std::span<const Seconds> limits, const IsochroneSettings&, Run&);

/// Indicators made up for one question: for each kind how many open places lie within each limit, and the time to the
/// nearest one.
std::vector<Indicator> access_indicators(const City&, const TravelAsk&, std::string_view mode,
                                         std::span<const std::string> kinds, std::span<const Seconds> limits);

}  // namespace cityloop
