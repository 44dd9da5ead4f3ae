#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "cityloop/city/city.h"
#include "cityloop/simulate/travel/lanes.h"
#include "cityloop/simulate/travel/search.h"
#include "cityloop/simulate/travel/timetable.h"

namespace cityloop {

using StopNumber = Id<struct StopNumberTag>;

/// A walk between a point and a stop of a Timetable.
struct StopLink {
  std::uint32_t stop = 0;
  LaneTime seconds = 0;
  friend auto operator<=>(const StopLink&, const StopLink&) = default;
};

/// How people board, the same for everybody.
struct Boarding {
  std::int32_t slack_s = 60;  // a trip that leaves within this after one has come to the stop is missed …
  bool strictly = false;      // … and also one that leaves exactly then (as R5 has it)
  int rides = 4;              // vehicles taken at most
  std::int32_t slack() const { return slack_s + (strictly ? 1 : 0); }
};

/// Earliest arrivals at all stops for many departures at once: range-RAPTOR whose departures are lanes beside each other.
///
/// Rounds count rides. In each, a pattern is ridden from its first stop that got better: on board are, for each trip, the
/// lanes up to the last departure from which it can be caught. One who leaves later arrives no earlier, so these are
/// runs of lanes, and a trip moves their ends instead of looking at each lane. Labels of the round before are what is
/// boarded from; arrivals by vehicle and after a walk are kept apart, so that nobody walks, waits and walks again.
/// Trips of a pattern never overtake, hence the result is exact. One object per thread; the timetable must outlive it.
class RangeSearch {
 public:
  /// `transfers`: walks from each stop to others, shortest first.
  RangeSearch(const Timetable&, const Ragged<Id<struct StopNumberTag>, StopLink>& transfers, Boarding,
              std::int32_t base_s);
  /// `departures` ascending, in seconds after base_s, each at least 1. Arrivals after `last` are not looked for.
  /// `after(n)` is called after n rides: arrivals() are then those with at most n.
  void run(std::span<const StopLink> access, std::span<const LaneTime> departures, LaneTime last,
           const std::function<void(int)>& after = {});
  /// By vehicle, one lane per departure (and kNever up to the next multiple of kLaneBlock); only for stops in reached().
  std::span<const LaneTime> arrivals(std::uint32_t stop) const {
    return {by_vehicle_.data() + stop * width_, width_};
  }
  std::span<const std::uint32_t> reached() const { return reached_; }
  bool is_reached(std::uint32_t stop) const { return is_reached_[stop] != 0; }
  /// Of each pattern, whether it brought anybody anywhere sooner. Without the others the search is the same.
  std::span<const std::uint8_t> rode() const { return rode_; }
  std::size_t width() const { return width_; }

 private:
  void ride(std::uint32_t pattern, std::uint32_t from);
  void walk(bool transfers);
  void fetch(const std::vector<LaneTime>& rows, std::uint32_t stop) const;
  const Timetable* table_;
  const Ragged<Id<struct StopNumberTag>, StopLink>* transfers_;
  Boarding boarding_;
  std::vector<LaneTime> arrival_, departure_;  // the timetable's, after base_s; 0: too early to be caught
  std::size_t lanes_ = 0, width_ = 0;
  LaneTime last_ = 0;
  std::vector<LaneTime> by_vehicle_, at_stop_;  // stop × width
  std::vector<std::uint8_t> is_reached_, is_marked_, is_better_, rode_;
  std::vector<std::uint32_t> reached_, marked_, better_, queue_, first_;
  std::vector<std::uint16_t> aboard_;
};

/// Of several walks to (from) stops, those that no other makes useless, whatever the limits: one is useless for a pattern
/// if an earlier stop of it is nearer by at least the time the vehicle takes between them (boarding), or a later stop
/// is nearer to the goal by as much (alighting). The answer of a search is the same with and without them.
std::vector<StopLink> useful_to_board(const Timetable&, std::span<const StopLink>);
std::vector<StopLink> useful_to_alight(const Timetable&, std::span<const StopLink>);
/// Of all walks between stops those that staying aboard does not make useless, whatever the trip: one from stop i of a
/// pattern to a stop of another is useless to those who come on it if a later stop k leads to the same or an earlier stop
/// of the other for less, all in all:
///
/// formula  ride(i → k) + walk' + ride'(j' → j) ≤ walk, with the longest of any trip for each ride and j' ≤ j
/// A walk stays if it is of use to the riders of one pattern; all walks from stops that are marked in `always` stay.
/// The answer of a search is the same with and without the others.
///
/// cost     O(calls × walks from a stop × calls at a stop)
/// source   transfer reduction of trip-based routing (Witt 2015), by pattern instead of by trip
Ragged<StopNumber, StopLink> useful_transfers(const Timetable&, const Ragged<StopNumber, StopLink>& walks,
                                              std::span<const std::uint8_t> always);

/// Public transport between points: walk, ride, walk; or walk all the way.
struct TransitSettings {
  Date date = {};
  std::int32_t from = 7 * 3600, until = 9 * 3600;  // departures, seconds of the date: from ≤ d < until
  /// The window is one of arrivals at the target, and a time the one since the latest departure that makes it.
  bool arrive = false;
  /// Everything seen in a mirror, see Timetable::mirrored(): for ArrivalReach, whose moments are negative.
  bool mirrored = false;
  Profile walk = default_profile(Mode::walk);
  Seconds limit{7200};    // of the whole way
  Seconds access{1200};   // longest walk to the first stop
  Seconds egress{1200};   // … from the last stop
  Seconds transfer{800};  // … between two rides
  Seconds on_foot{7200};  // … all the way
  Boarding boarding = {};
  /// Every `every_s` seconds from `from` on one departure. 0: all moments of the window, exactly.
  std::int32_t every_s = 0;
  std::vector<double> percentiles{50};  // ascending, in (0, 100]
  /// Not plain: not times but the least equivalent seconds, see CostSearch, of a departure every `every_s` or 60 s. Not
  /// with `arrive`.
  Weights weights = {};
  std::uint32_t vehicles = 0xffffffffU;
  std::vector<std::uint8_t> still = {};  // by PatternIdx: those that do not run
  std::uint64_t seed = 0;
  std::uint32_t draws = 10;  // timetables drawn where headways have no known phase; 1 is enough elsewhere
  /// Keep also the walks that are useless to everybody who looks at the clock only: where a price depends on the stop,
  /// it may pay to walk on to the next zone.
  bool every_walk = false;
};
inline constexpr float kBeyond = std::numeric_limits<float>::infinity();

/// The stops a point can walk to, shortest first, and the targets.
struct Walks {
  std::vector<std::vector<StopLink>> stops;  // by drawn timetable
  std::vector<LaneTime> on_foot;             // to each target; kNever: too far
};

/// Everything that does not depend on the origins. Percentile p of the travel times over the window: of n departures the
/// ⌈p/100·n⌉-th smallest; of all moments the least t so that p percent of the window has a time of at most t.
class TransitReach {
 public:
  /// Throws Error{bad_input} for a date outside the timetable, Error{internal} for a window and limit beyond 18 hours.
  /// A target may have several links (the entrances of a place).
  TransitReach(const City&, const TransitSettings&, std::span<const std::vector<Link>> targets, Run&);
  ~TransitReach();
  /// Calls fn(origin, times) once per origin, on any thread: percentile-major, seconds, kBeyond over the limit.
  void from(std::span<const Link> origins, Run&,
            const std::function<void(std::size_t, std::span<const float>)>& fn) const;
  /// The same for origins with several links: at each moment one leaves by the best of them.
  void from(std::span<const std::vector<Link>> origins, Run&,
            const std::function<void(std::size_t, std::span<const float>)>& fn) const;
  /// The same with what the times are made of. Precondition: gives_rows().
  void rows(std::span<const std::vector<Link>> origins, Run&,
            const std::function<void(std::size_t, std::span<const float>, struct RideRow&&)>& fn) const;
  /// Whether an answer can be kept and mended: plain times of departures, nothing drawn.
  bool gives_rows() const;
  /// The timetable's number of each stop of the layer, of the first draw; kNotServed: none.
  std::span<const std::uint32_t> numbers() const;
  static constexpr std::uint32_t kNotServed = 0xffffffffU;
  /// From a target to the stops of patterns that stand still, those that no other makes useless among them.
  std::span<const StopLink> still_walks(std::size_t target) const;
  /// The ways from an origin to one target, leaving at a moment of the date (in seconds, within the window), that no other
  /// beats in arrival and rides: what a travel time is made of. Of headways at unknown times, the first draw's. Of a window
  /// of arrivals, the ways that are there by that moment and that no other beats in departure and rides.
  std::vector<struct Journey> journeys(const Link& origin, std::size_t target, std::int32_t moment) const;
  const Timetable& timetable() const;  // of the first draw
  std::size_t transfers() const;       // kept of the first draw

  /// What a search of another kind needs of one drawn timetable. The reach must outlive it.
  struct Day {
    const Timetable& table;
    const Ragged<StopNumber, StopLink>& transfers;
    const Ragged<Id<struct TargetTag>, StopLink>& egress;  // by target, shortest first
  };
  std::size_t days() const;
  Day day(std::size_t draw) const;
  Search search() const;  // on its streets
  Walks walks(Search&, std::span<const Link> origin) const;
  /// From a stop to a point that need not be one of the targets.
  std::vector<StopLink> last_walks(std::size_t draw, std::span<const Link> goal) const;
  /// All the way on foot; kNever: too far.
  LaneTime on_foot(std::span<const Link> origin, std::span<const Link> goal) const;
  const TransitSettings& settings() const;
  /// The moments of the window after which something can no longer be caught (or those of every_s), after base_s().
  std::vector<LaneTime> moments(std::size_t draw, std::span<const StopLink> access) const;
  std::int32_t base_s() const;
  LaneTime last() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<class ArrivalReach> arrival_;
};

/// Percentiles of min(on_foot, wait + ride) over all moments of (from, until]: lane i's arrival holds for departures after
/// the lane before it and up to its own. `times` gets one value per percentile.
struct Piece {
  double earliest, latest, arrival;  // of departures; an infinite arrival is none
};
void moment_percentiles(std::span<const Piece> pieces, double on_foot, std::span<const double> percentiles,
                        std::span<float> times);

}  // namespace cityloop
