#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/fare_rules.h"
#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

inline constexpr std::int64_t kAnyPrice = std::numeric_limits<std::int64_t>::max() / 4;

/// What it costs to be where when, for many departures: rounds of rides as in RangeSearch, over bags of labels.
///
/// A label is an arrival with what was paid, what is held, since when, on which line one came and how many rides it took.
/// One label makes another useless if it is no later, no dearer and holds the same for no shorter; or if it is cheaper by
/// at least what the other's ticket can still save. Where a ticket's clock starts on boarding (or prices change with the
/// hour) later vehicles are taken too: who leaves later may still change at the lower price. Departures are searched from
/// the last to the first, and labels stay: who leaves earlier can wait.
///
/// cost     O(rides × calls × labels on board); bench/fare_bench.cc has it beside the plain search
/// source   Conway and Stewart 2019; Delling, Pajor, Werneck 2012 (McRAPTOR, rRAPTOR)
class FareSearch {
 public:
  /// All must outlive it. `transfers` as for RangeSearch.
  FareSearch(const Timetable&, const Transit&, const Ragged<StopNumber, StopLink>& transfers, Boarding,
             std::int32_t base_s, const FareRules&);
  /// An arrival by vehicle, in seconds after base_s, and the price of the whole way; several for one stop, and some that
  /// later ones beat. They hold for the departure searched and all before it.
  using Reached = std::function<void(std::uint32_t stop, std::int32_t at, std::int64_t paid)>;
  /// `departures` ascending, in seconds after base_s; after each of them, from the last on, calls departed(its number).
  /// Nothing is looked for that arrives after `last` or costs more than `most`.
  void run(std::span<const StopLink> access, std::span<const LaneTime> departures, LaneTime last,
           std::int64_t most, const Reached& reached, const std::function<void(std::size_t)>& departed);

 private:
  struct Label {
    std::int64_t paid = 0;
    std::int32_t at = 0, clock = 0;  // clock: seconds after base_s; the greatest where it does not matter
    std::int32_t covered =
        std::numeric_limits<std::int32_t>::max();  // who waits: vehicles from then on were boarded
                                                   // by somebody who came later for as little
    std::uint32_t line = 0;                        // 0 where it does not matter
    FareState state = kHoldsNothing;
    std::uint8_t rides = 0;
    bool waiting = false;  // not yet boarded from
  };
  /// Somebody on a vehicle: either with the way of paying chosen on boarding, or with what was held until then.
  struct Aboard {
    Label label;  // at: the trip
    std::int32_t boarded = 0;
    std::uint16_t on = 0, on_slice = 0;
  };
  using Bag = std::vector<Label>;
  enum class Beats : std::uint8_t { no, other_line, yes };
  Beats beats(const Label& a, const Label& b, int rides_to_pay);
  bool put(Bag&, const Label&);
  void put(std::vector<Aboard>&, const Aboard&, int rides_to_pay);
  void ride(std::uint32_t pattern, std::uint32_t from, int rides);
  void board(std::uint32_t pattern, std::uint32_t position, const Label&);
  void alight(std::uint32_t pattern, std::uint32_t position, const Aboard&);
  void arrive(std::uint32_t stop, Label);
  void wait(std::uint32_t stop, const Label&);
  bool affords(const Label&);
  Label paying(const Label& before, const FareStep&, std::int64_t price) const;

  const Timetable* table_;
  const Ragged<StopNumber, StopLink>* transfers_;
  Boarding boarding_;
  std::int32_t base_s_;
  FareMachine machine_;
  std::vector<std::uint16_t> class_, zone_;  // of patterns, of stops
  std::vector<std::uint32_t> line_;          // of patterns, from 1
  std::int32_t last_ = 0;
  std::int64_t most_ = kAnyPrice;
  std::vector<Bag> arrived_, ready_;
  std::vector<Aboard> aboard_;
  std::vector<std::uint32_t> touched_, marked_, next_, first_, queue_;
  std::vector<std::uint8_t> is_touched_, is_marked_;
  const Reached* reached_ = nullptr;
};

/// Travel times within budgets, and what shorter times cost: TransitReach with prices.
///
/// Walks, slack, rides, window, draws and percentiles are those of TransitReach; with any price allowed the times are the
/// same to the last bit. A budget of nothing leaves the way on foot.
class FareReach {
 public:
  /// Throws as TransitReach, and Error{bad_input} for a city without fares.
  FareReach(const City&, TransitSettings, std::span<const std::vector<Link>> targets, Run&);
  ~FareReach();
  /// Calls fn(origin, times) once per origin, on any thread: budget by budget (minor units, ascending; kAnyPrice: any),
  /// percentile-major within each, seconds, kBeyond over the limit.
  void from(std::span<const Link> origins, std::span<const std::int64_t> budgets, Run&,
            const std::function<void(std::size_t, std::span<const float>)>& fn) const;
  struct Offer {
    std::int64_t paid = 0;  // what a journey may cost; kNoPrice: the price is not known
    float seconds = 0;      // the percentile of travel times within it
    friend bool operator==(const Offer&, const Offer&) = default;
  };
  /// For each target the front of price and time, cheapest first: each offer costs more and is faster. On foot costs
  /// nothing. Nothing is offered that costs more than `most`.
  std::vector<std::vector<Offer>> front(const Link& origin, double percentile,
                                        std::int64_t most = kAnyPrice) const;
  const TransitReach& reach() const;
  const FareRules& rules() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// What a way with these legs costs at least, in minor units; nothing if a ride has no known price.
std::optional<std::int64_t> least_fare(const FareRules&, const Transit&, const Timetable&,
                                       std::span<const struct RideLeg>);

/// Throws Error{bad_input} for a city without fares.
void need_fares(const City&);

/// A budget in thousandths of the currency (see Ride) as whole minor units, rounded down.
std::int64_t minor_units(std::int64_t thousandths, std::uint8_t digits);

}  // namespace cityloop
