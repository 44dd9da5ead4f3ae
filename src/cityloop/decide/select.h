#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "cityloop/base/money.h"
#include "cityloop/base/run.h"
#include "cityloop/base/time.h"

namespace cityloop {

/// One candidate, as the selection sees it.
struct Item {
  std::size_t fund = 0;    // which purse pays
  Money cost;              // above 0
  int years = 1;           // of building: the cost is spread over them
  std::uint64_t site = 0;  // two items of one site exclude each other
};
/// What is left of one fund, by year, ascending.
struct Purse {
  std::vector<std::pair<Year, Money>> left;
  Money total() const;
};
/// What choosing one more item adds, given those chosen before, in this order. Measured, not assumed.
class Gains {
 public:
  virtual ~Gains() = default;
  virtual double of(std::span<const std::size_t> chosen, std::size_t item) = 0;
};

struct Picked {
  std::size_t item = 0;
  std::vector<std::pair<Year, Money>> spending;
  double gain = 0;  // given those before it
};
enum class Refusal : std::uint8_t { exhausted, no_gain, dominated, same_site, not_examined };
struct Refused {
  std::size_t item = 0;
  Refusal why = Refusal::exhausted;
  std::optional<std::size_t>
      by;           // same_site, dominated: the chosen item (the last chosen before it lost its gain)
  double gain = 0;  // the last that was measured
};
struct Selected {
  std::vector<Picked> chosen;
  std::vector<Refused> refused;  // every other item, by item
  std::vector<Purse> left;
  double value = 0, bound = 0;
  bool diminishing = true;
  std::size_t evaluations = 0;
};
struct SelectLimits {
  std::size_t evaluations = 1000;
  double least_gain = 1e-9;  // less is no gain
};

/// Equal parts of `cost` over `years` from `start`; odd fen in the first years. Sums to the cost exactly.
std::vector<std::pair<Year, Money>> spread(Money cost, int years, Year start);
/// The earliest payments for a cost that a purse can bear; empty if there are none.
std::optional<std::vector<std::pair<Year, Money>>> fits(const Purse&, Money cost, int years);

/// Which items to buy, so that the sum of gains is large and no purse is overdrawn in any year.
///
/// Lazy greedy by gain per yuan: an item's last measured gain bounds what it can add later if gains diminish, so it is
/// measured again only when it comes to the top. The same by gain alone; the better of the two is improved by swaps (one
/// out, one in, then filled up) until none helps or the evaluations are spent.
///
///   bound = min over steps k of  f(S_k) + Σ_funds knapsack_f(last gains)
///
/// with the fractional knapsack of all money of a fund: valid where gains diminish (submodular f), because then
/// f(O) ≤ f(S) + Σ_{o∈O} f(o|S). Where a gain was measured to grow, `diminishing` is false and the bound may not hold.
/// Items that were never measured (not_examined) are outside the bound.
///
/// cost     n what-ifs, plus a few for each chosen item; within limits.evaluations
/// source   Minoux 1978 (lazy greedy); Leskovec et al. 2007 (cost-effective lazy forward, online bound)
Selected select(std::span<const Item>, std::span<const Purse>, Gains&, const SelectLimits&, Run&);

}  // namespace cityloop
