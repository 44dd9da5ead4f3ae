#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "cityloop/city/city.h"

namespace cityloop {

/// What one holds between two rides: nothing, or a ticket that makes the next ride cheaper.
using FareState = std::uint16_t;
inline constexpr FareState kHoldsNothing = 0;
/// A price that nobody states: only who does not ask what it costs pays it. Sums of it stay it.
inline constexpr std::int64_t kNoPrice = std::int64_t{1} << 50;

/// One way of paying for a ride.
struct FareStep {
  enum class Clock : std::uint8_t { keep, boards, alights };  // when the time that a ticket holds begins
  std::int64_t pay = 0;
  FareState next = kHoldsNothing;
  std::int32_t within_s = -1;  // only so long after the clock began; negative: whenever
  bool by_arrival = false;     // … when getting off; else when getting on
  bool other_line = false;     // only on another line than the one before
  bool fresh = true;           // open to who holds nothing
  Clock clock = Clock::keep;
};

/// The fares of a city on one day, read together: a finite automaton whose events are rides.
///
/// A ride is seen as its class of line, its classes of stop (which sets of lines and stops the rules know them by) and
/// the spans of the day in which it begins and ends. For each ride there are ways of paying; the traveller takes what
/// is best in the end, and may always start anew, except under a ticket (GTFS v1) whose last zone is not reached yet.
///
///   table   pay the line's own price; or, within the allowance after the boarding at which a full price was paid, what
///           the pair of types costs less the price of the type before, so many times
///   ticket  buy a ticket whose rule admits line and first zone; ride on with it while transfers and time are left; a
///           run of rides must end in a zone of the rule
///   leg     pay the leg; or after a leg of a group: kind 0 the transfer alone, 1 transfer and leg, 2 the transfer
///           instead of the leg before. The time limit runs from the leg that began the run of transfers (types 0 and
///           1: its departure) or from each last arrival (types 2 and 3)
///
/// A ticket holds for rides one after the other within its system: who rides with another system in between loses it.
///
/// reads    city.fares, city.transit [lines, stops, services]
/// source   gtfs.org reference (fares v1, v2); Conway and Stewart 2019 (dominance under fares)
class FareRules {
 public:
  FareRules(const City&, Date);
  bool empty() const { return systems_.empty(); }
  std::uint16_t line_class(LineIdx l) const { return class_of_[l.v]; }
  std::uint16_t zone(StopIdx s) const { return zone_of_[s.v]; }
  std::size_t classes() const { return class_nets_.size(); }
  std::size_t zones() const { return zone_areas_.size(); }
  /// Whether a ride of this class can be paid for knowing where it begins only.
  bool at_boarding(std::uint16_t cls) const {
    return system_of_[cls] == kNone || !systems_[system_of_[cls]].late;
  }
  /// Whether a ticket for such a line holds for a time.
  bool clocked(std::uint16_t cls) const {
    return system_of_[cls] != kNone && systems_[system_of_[cls]].clocked;
  }
  /// Whether prices depend on stops, so that walking on may pay.
  bool by_stop() const { return by_stop_; }
  /// Prices change with the time of day: the spans begin at these seconds.
  bool timed() const { return slices_.size() > 1; }
  std::uint16_t slice(std::int32_t second_of_date) const;
  std::size_t slices() const { return slices_.size(); }
  std::int64_t cap() const { return cap_; }
  std::int64_t dearest() const { return dearest_; }

 private:
  friend class FareMachine;
  static constexpr std::uint16_t kNone = 0xffff;
  struct Leg {
    std::uint32_t group = 0;
    FareNetIdx net;
    FareAreaIdx from, to;
    std::uint32_t boards = kNoGroup, alights = kNoGroup;
    std::int64_t price = 0;
    std::int32_t rank = 0;
  };
  struct Change {
    std::uint32_t from, to;
    std::uint8_t kind, clock;
    std::int64_t price;
    std::int32_t most, within_s;
    bool other_line;
  };
  struct System {
    FareForm form = FareForm::leg;
    bool ranked = false, late = false, clocked = false;
    std::vector<Leg> legs;
    std::vector<Change> changes;
    std::vector<std::uint8_t> named_net, named_from, named_to;  // by number: some row names it
    std::vector<std::uint32_t> named_change_from, named_change_to;
  };
  bool in_hours(std::uint16_t system, std::uint32_t group, std::uint16_t slice) const;
  std::vector<System> systems_;
  std::vector<std::uint16_t> class_of_, zone_of_, system_of_;  // of lines, stops, classes
  std::vector<std::vector<FareNetIdx>> class_nets_;
  std::vector<std::vector<FareAreaIdx>> zone_areas_;
  std::vector<std::int32_t> slices_;  // their first seconds
  std::map<std::pair<std::uint16_t, std::uint32_t>, std::vector<std::uint8_t>>
      hours_;  // group → open by slice
  bool by_stop_ = false;
  std::int64_t cap_ = -1, dearest_ = 0;
};

/// The automaton itself, made as far as it is walked. One object per thread; the rules must outlive it.
class FareMachine {
 public:
  explicit FareMachine(const FareRules&);
  struct RideFacts {
    std::uint16_t cls = 0, on = 0, off = 0;  // classes of line and stops; `off` is 0 where it does not matter
    std::uint16_t on_slice = 0, off_slice = 0;
  };
  std::span<const FareStep> steps(FareState, const RideFacts&);
  /// A ticket whose last zone is not reached: with it one may ride on and not arrive.
  bool open(FareState s) const { return keys_[s].open; }
  /// Whether it matters when the clock began, and on which line one came.
  bool has_clock(FareState s) const { return keys_[s].clock != 0; }
  bool clock_from_arrival(FareState s) const { return keys_[s].clock == 2; }
  bool has_line(FareState s) const { return keys_[s].line; }
  /// How much more who holds `mine` (closed) may have to pay than who holds `other`, for any so many rides: at most this.
  /// `clock`: mine began no earlier; `line`: both came on the same line.
  std::int64_t behind(FareState mine, FareState other, int rides, bool clock, bool line);
  /// An upper bound (≥ 0) of what so many rides to come can give back.
  std::int64_t refund(FareState s, int rides);
  std::size_t states() const { return keys_.size(); }
  const FareRules& rules() const { return *rules_; }

 private:
  struct Key {
    std::uint16_t system = FareRules::kNone, used = 0, origin = 0;
    std::uint32_t group = 0;
    std::int64_t price = 0;  // of the ride before, where a transfer replaces it
    std::uint8_t clock = 0;  // 0 does not matter, 1 from boarding, 2 from alighting
    bool open = false, line = false;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  FareState state(const Key&);
  void make(FareState, const RideFacts&, std::vector<FareStep>&);
  std::vector<FareRules::Leg> legs(std::uint16_t system, const RideFacts&) const;
  void make_tickets(const Key&, const RideFacts&, std::uint16_t system, std::vector<FareStep>&);
  /// The states after a ride of a group: one for each way of telling the time that matters from there on.
  void after(FareStep, std::uint16_t system, std::uint32_t group, std::int64_t price, std::uint16_t used,
             std::uint8_t clock_before, std::vector<FareStep>&);
  bool follows(const FareRules::System&, const FareRules::Change&, std::uint32_t group) const;
  template <class Fn>
  bool each_ride(Fn fn) const;
  const FareRules* rules_;
  std::vector<Key> keys_;
  std::map<Key, FareState> at_;
  std::unordered_map<std::uint64_t, std::vector<FareStep>> made_;
  std::map<std::pair<FareState, int>, std::int64_t> refunds_;
  static constexpr std::size_t kFew = 48, kRides = 9;
  std::vector<std::int64_t>
      behind_;  // of the first states: mine, other, rides, clock, line; negative: not known yet
  std::unordered_map<std::uint64_t, std::int64_t> behind_more_;
};

}  // namespace cityloop
