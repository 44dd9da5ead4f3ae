#pragma once

#include "cityloop/decide/portfolio/solve.h"

namespace cityloop::portfolio {

enum class Why : std::uint8_t {
  forbidden,        // a person has said so
  no_year,          // there is no year in which it may start
  predecessor,      // what it waits for is not chosen, or too late
  excluded,         // a chosen work excludes it, or holds its site
  no_value,         // it is worth nothing by itself
  covered,          // chosen works already provide what it would
  floor_elsewhere,  // the money goes to another group's floor, though this would be worth more
  lacks,            // money, fiscal space, room under a ceiling or cap
  not_worth,        // it would fit, or nearly, but is worth less than what it takes costs at shadow prices
};
struct Reason {
  std::size_t proposal = 0;
  Why why = Why::lacks;
  Constraint what = {};                // that stands against it
  std::optional<std::size_t> by = {};  // the work that excludes it, covers it or is missing
  Money money = {};                    // missing
  std::int64_t units = 0;
  int year = 0;      // of start, as judged
  double gain = 0;   // what it would add to the plan
  double price = 0;  // of what it takes, at shadow prices
};
/// Why each work that is not chosen is not, by proposal.
///
/// Judged in the year in which least is missing. Where money is missing, the reason is that the work is not
/// worth its price if the shadow prices say so, and else that money is missing where it is: works are lumps.
/// cost     a few checks for each proposal and year
std::vector<Reason> passed_over(const Problem&, const Result&);
Text words(const Reason&, const Problem&, const Names& = {});

/// Two numbers between which the truth lies: re-solves have gaps.
struct Between {
  double low = 0, high = 0;
};
/// The smallest changes that would each bring a work in. Estimates follow from the shadow prices; the
/// others from re-solves with the work forced in and kept out: it comes in when its plan is worth what the
/// other is.
struct WayIn {
  std::size_t proposal = 0;
  double value_estimate = 0;  // it would have to be worth this
  double price_estimate = 1;  // or to cost this part of what it does; 0: no price is low enough
  Between value = {};         // by re-solves
  std::optional<double> price_part =
      {};                          // the largest part found at which it is in; absent: none, or not to be had
  std::optional<Money> more = {};  // the least found of more money in `fund` and `year` with which it is in
  std::size_t fund = 0;
  int year = 0;
  bool possible = true;  // false: no plan holds it, whatever it is worth or costs
  int solves = 0;
};
/// params   `solves`: at most so many re-solves, 4 or more
WayIn way_in(const Problem&, const Result&, std::size_t proposal, const Options&, int solves = 14);

/// What more money in a fund and year buys.
struct Next {
  double estimate = 0;               // by shadow prices
  Between gain = {};                 // by a re-solve
  std::vector<std::size_t> in, out;  // works that come and go
  Result result = {};
};
Next next_money(const Problem&, const Result&, std::size_t fund, int year, Money more, const Options&);

}  // namespace cityloop::portfolio
