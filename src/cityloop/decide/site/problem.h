#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace cityloop::site {

/// From one client to one site: what the way costs, in whole units of the caller's (tenths of a minute, metres).
struct Reach {
  std::uint32_t cost = 0;
  std::uint32_t site = 0;
  friend auto operator<=>(const Reach&, const Reach&) = default;
};
inline constexpr std::uint32_t kUnreached = std::numeric_limits<std::uint32_t>::max();

/// Whom each client can reach, the cheapest first. A pair that is absent is out of reach: not unknown, not free.
class Travel {
 public:
  Travel() = default;
  /// Row i is reach[first[i] .. first[i+1]), by cost, then site; a site once a row. Throws Error{bad_input} otherwise.
  Travel(std::size_t sites, std::vector<std::size_t> first, std::vector<Reach> reach);
  /// From a matrix, row by row (clients × sites); kUnreached is absent. Rows are sorted here.
  static Travel dense(std::size_t clients, std::size_t sites, std::span<const std::uint32_t> cost);
  std::size_t clients() const { return first_.size() - 1; }
  std::size_t sites() const { return sites_; }
  std::size_t pairs() const { return reach_.size(); }
  std::span<const Reach> of(std::size_t client) const {
    return std::span{reach_}.subspan(first_[client], first_[client + 1] - first_[client]);
  }
  std::span<const std::size_t> first() const { return first_; }
  std::span<const Reach> reach() const { return reach_; }
  std::uint32_t most() const { return most_; }  // the dearest way

 private:
  std::size_t sites_ = 0;
  std::vector<std::size_t> first_{0};
  std::vector<Reach> reach_;
  std::uint32_t most_ = 0;
};

/// What a client is charged for a way of cost c.
struct Charge {
  enum class Kind : std::uint8_t {
    travel,  // c
    above,   // max(0, c − limit): the shortfall to a declared standard
    within,  // 0 if c ≤ limit, else 1: not covered
  } kind = Kind::travel;
  std::uint32_t limit = 0;
  friend bool operator==(const Charge&, const Charge&) = default;
};

/// How many sites may be open.
enum class Rule : std::uint8_t {
  count,   // exactly `count`, existing ones among them
  budget,  // any number whose costs sum to at most `budget`; existing ones cost nothing
  any,     // any number: `price` speaks against too many
};

/// Where to open sites so that clients are charged least:
///
///   minimise  Σ_i weight_i · min(beyond', min_{j open} charge(c_ij)) + Σ_{j open} price_j
///
/// with beyond' = charge(beyond), which a client pays that no open site reaches. All numbers are whole, so that sums
/// and proofs are exact: give people with decimals, or equity weights, in thousandths.
struct Problem {
  std::shared_ptr<const Travel> travel;
  std::vector<std::int64_t> weight;  // per client, ≥ 0: people, or people × equity weight
  std::uint32_t beyond = 0;          // at least as dear as any way
  Charge charge = {};
  Rule rule = Rule::count;
  std::size_t count = 0;
  std::int64_t budget = 0;
  std::vector<std::int64_t> cost = {};       // per site, against the budget: 0 … 2³¹ − 1
  std::vector<std::int64_t> price = {};      // per site, part of what is minimised, ≥ 0; empty: none
  std::vector<std::int64_t> capacity = {};   // per site, in units of weight, ≥ 0; empty: no limit
  std::vector<std::uint32_t> existing = {};  // stay open
  std::vector<std::uint32_t> excluded = {};  // may not open
};

/// Throws Error{bad_input} in words if the problem contradicts itself: a negative weight, more sites than candidates,
/// fewer than exist, a site both existing and excluded, `beyond` cheaper than a way, capacities that cannot hold the
/// demand.
void check(const Problem&);

/// What a set of open sites costs, and who is left out.
struct Worth {
  std::int64_t value = 0;
  std::int64_t unreached = 0;         // weight of clients that no open site reaches (charged `beyond`)
  std::size_t unreached_clients = 0;  // those with weight above 0
  std::uint32_t worst = 0;  // the dearest way to a nearest open site, of clients with weight that are reached
};
/// Each client at its nearest open site (capacities are not looked at; see capacitated.h).
Worth worth(const Problem&, std::span<const std::uint32_t> open);

}  // namespace cityloop::site
