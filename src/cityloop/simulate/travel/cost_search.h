#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "cityloop/simulate/travel/transit.h"

namespace cityloop {

/// The least generalised cost from one origin to every target, for many departures: of all ways, the one whose equivalent
/// seconds are fewest, whether or not it is there first.
///
/// formula  cost = walk · seconds on foot + wait · seconds at stops before a vehicle leaves (the slack too) + seconds on
///          board + change · (rides - 1); all the way on foot: walk · seconds. Weights are taken to the thousandth.
/// limit    of the cost. As no weight is below 1, the clock stays within it too
///
/// Rounds count rides. Each stop has a bag of labels none of which is better in both its moment and its cost: but cost is
/// compared as if everybody waited for the later one, k = cost - wait · moment, for who comes early pays for waiting.
/// One who boards takes any trip until the next label boards for less, and not only the first: a slow trip can cost less
/// than a fast one and a longer wait after it. Departures come latest first and keep the bags: k does not depend on when
/// one left, and only what an earlier one can catch besides is looked at. Exact.
///
/// cost     O(labels × positions after them), about the trips that can be taken, not those times the departures
/// source   Delling, Pajor, Werneck 2012 (McRAPTOR, rRAPTOR); bags with waiting as in Dibbelt et al. 2018
class CostSearch {
 public:
  static constexpr std::int64_t kUnit = 1000;  // of cost: thousandths of an equivalent second
  static constexpr std::uint32_t kNone = 0xffffffffU;
  /// The day must outlive it. One object per thread.
  CostSearch(const TransitReach::Day&, Boarding, const Weights&, Seconds limit);
  /// `departures`: seconds of the date, descending. Calls fn(position of the departure, least costs by target), kNone
  /// over the limit; the costs are overwritten.
  void run(std::span<const StopLink> access, std::span<const LaneTime> on_foot,
           std::span<const std::int32_t> departures,
           const std::function<void(std::size_t, std::span<const std::uint32_t>)>& fn);

 private:
  static constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() / 4;
  struct Label {
    std::int32_t at;     // the moment
    std::int32_t until;  // whoever is ready from then on boards for no more with another label
    std::int64_t k;
    bool fresh;
  };
  using Bag = std::vector<Label>;  // ascending in `at`, descending in `k`
  Bag& bag(std::vector<Bag>& bags, int round, std::uint32_t stop) {
    return bags[static_cast<std::size_t>(round) * stops_ + stop];
  }
  bool put(std::vector<Bag>&, int round, std::uint32_t stop, std::int32_t at, std::int64_t k);
  void offer(int round, std::uint32_t stop, std::int32_t at, std::int64_t k);
  void ride(std::uint32_t pattern, std::uint32_t from, int round);
  void walk(int round);
  void clear();

  TransitReach::Day day_;
  Boarding boarding_;
  std::int64_t walk_, wait_, change_, limit_;
  std::size_t stops_;
  std::int32_t departure_ = 0;
  std::vector<Bag> by_vehicle_, ready_;  // round × stop
  struct Way {
    std::uint32_t target;
    std::int64_t cost;
  };
  Ragged<StopNumber, Way> out_;  // from each stop
  std::vector<std::int64_t> aboard_, least_;
  std::vector<std::uint32_t> marked_, better_, queue_, first_;
  std::vector<std::uint8_t> is_marked_, is_better_, is_used_;
  std::vector<std::uint32_t> used_;  // stops with labels
  std::vector<std::uint32_t> costs_;
};

/// What TransitReach answers where its weights are not plain: percentiles of the least cost over the departures.
void least_costs(const TransitReach&, const TransitSettings&, std::span<const std::vector<Link>> origins,
                 std::size_t targets, Run&,
                 const std::function<void(std::size_t, std::span<const float>)>& fn);

}  // namespace cityloop
