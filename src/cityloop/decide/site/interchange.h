#pragma once

#include "cityloop/decide/site/task.h"

namespace cityloop::site {

/// Good choices of sites by exchanging one for another, opening one and closing one, until none helps.
///
/// For each client the nearest and second nearest open site are kept, and for each site what opening it would save,
/// what closing it would lose, and for each pair what both together save beyond that:
///
///   profit(in, out) = gain(in) − loss(out) + extra(in, out) − price(in) + price(out)
///
/// After an exchange only clients are looked at whose nearest or second nearest site changed.
///
/// cost     an exchange: (clients touched) × (ways cheaper than the second nearest) + open × sites
/// source   Whitaker 1983; Resende & Werneck 2004
class Interchange {
 public:
  explicit Interchange(const Task&);
  void start(const std::vector<char>& open);
  /// Opens sites one by one, each time the one that saves most (for a budget: most per cost), until the rule is met.
  void grow();
  /// Exchanges until none helps, at most `most` times. Returns the value.
  std::int64_t improve(std::size_t most);
  /// One exchange, whether it helps or not.
  void exchange(std::uint32_t in, std::uint32_t out) { apply({0, in, out}); }
  std::int64_t value() const { return value_; }
  const std::vector<char>& open() const { return open_; }
  /// What opening (closing) a site changes the value by, all else as it is; below 0 is better.
  std::int64_t opening(std::uint32_t site) const { return task_.price[site] - gain_[site]; }
  std::int64_t closing(std::uint32_t site) const { return loss_[site] - task_.price[site]; }
  /// What exchanging an open site for another lowers the value by.
  std::int64_t profit(std::uint32_t in, std::uint32_t out) const {
    return gain_[in] - task_.price[in] - closing(out) + extra_[slot(out) * task_.sites + in];
  }
  /// Whether the budget, if there is one, bears it (kUnreached: nothing goes in, or out).
  bool affords(std::uint32_t in, std::uint32_t out) const {
    if (task_.problem->rule != Rule::budget) return true;
    return spent_ + task_.cost[in] - (out == kUnreached ? 0 : task_.cost[out]) <= task_.problem->budget;
  }

 private:
  struct Move {
    std::int64_t profit = 0;
    std::uint32_t in = kUnreached, out = kUnreached;
  };
  void nearest(std::size_t client);
  void count(std::size_t client, std::int64_t sign);
  void apply(const Move&);
  Move best() const;
  std::size_t slot(std::uint32_t site) const { return slot_[site]; }

  const Task& task_;
  std::vector<char> open_;
  std::vector<std::uint32_t> list_;  // open sites, by slot
  std::vector<std::size_t> slot_;    // site → slot
  std::vector<std::uint32_t> near_;  // per client; kUnreached: none
  std::vector<std::int64_t> d1_, d2_;
  std::vector<std::int64_t> gain_, loss_;
  std::vector<std::int64_t> extra_;  // slot × site
  std::int64_t value_ = 0, spent_ = 0;
};

}  // namespace cityloop::site
