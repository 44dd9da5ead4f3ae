#pragma once

#include "cityloop/base/run.h"
#include "cityloop/decide/site/certificate.h"

namespace cityloop::site {

enum class State : std::uint8_t { free, open, closed };

/// A problem made ready for the solvers: ways are read as charges, and those as dear as being left out are dropped.
struct Task {
  const Problem* problem = nullptr;
  std::size_t sites = 0;
  std::vector<std::size_t> first;  // rows of ways, by charge
  std::span<const Reach> reach;
  std::vector<Reach> own;  // what `reach` shows, where charges differ from costs
  std::int64_t beyond = 0;
  std::vector<State> state;         // existing: open; excluded: closed
  std::vector<std::int64_t> price;  // per site; zeros where the problem has none
  std::vector<std::int64_t> cost;   // likewise; existing sites cost nothing
  int shift = 0;                    // prices of proofs are in units of 2^−shift

  explicit Task(const Problem&);
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  std::size_t clients() const { return first.size() - 1; }
  std::span<const Reach> of(std::size_t client) const {
    return reach.subspan(first[client], first[client + 1] - first[client]);
  }
  std::int64_t weight(std::size_t client) const { return problem->weight[client]; }
  /// Σ weight × charge at the nearest open site, plus prices.
  std::int64_t value(const std::vector<char>& is_open) const;
};

}  // namespace cityloop::site
