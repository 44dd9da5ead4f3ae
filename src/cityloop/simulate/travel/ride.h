#pragma once

// Public transport behind the same functions as streets.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "cityloop/base/hash.h"
#include "cityloop/simulate/travel/search.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

/// What a profile with a ride asks of the timetable. The date, if the profile names none, is the calendar's busiest day.
TransitSettings settings_of(const City&, const Profile&, Seconds limit);

/// Travel times of a ride, within a budget if there is one (in thousandths of the currency, as Ride has it).
class RideTimes {
 public:
  /// Throws as TransitReach and FareReach.
  RideTimes(const City&, const TransitSettings&, std::optional<std::int64_t> budget,
            std::span<const std::vector<Link>> targets, Run&);
  ~RideTimes();
  /// As TransitReach::from().
  void from(std::span<const Link> origins, Run&,
            const std::function<void(std::size_t, std::span<const float>)>& fn) const;

 private:
  std::unique_ptr<const class TransitReach> reach_;
  std::unique_ptr<const class FareReach> fares_;
  std::int64_t budget_ = 0;
};

/// Calls fn(number of the origin, seconds to each target) once for each origin, on any thread; kBeyond over the limit.
void each_ride(const City&, const Profile&, std::span<const Link> origins, std::span<const Link> targets,
               Seconds limit, Run&, const std::function<void(std::size_t, std::span<const float>)>& fn);

/// The cost of a ride is that of a way on streets that takes as long, so that Network::seconds() gives its duration back.
Cost ride_cost(const Profile&, float seconds);

void add_ride(Hasher&, const Ride&);
/// From every cell to its k nearest of some places.
NearestPlaces nearest_by_ride(const City&, const Profile&, std::span<const PlaceIdx> places, Seconds limit,
                              std::size_t k, Run&);
/// Who reaches the places with these links; those without links keep what `out` has for them. `ways` names everything that
/// the answer depends on but the timetable and the places: what is remembered under it is mended after edits of lines.
void catchments_by_ride(const City&, const Profile&, std::span<const std::vector<Link>> places, Seconds limit,
                        ContentHash ways, std::span<std::shared_ptr<const Catchment>> out, Run&);

}  // namespace cityloop
