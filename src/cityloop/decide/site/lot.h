#pragma once

#include "cityloop/decide/site/task.h"

namespace cityloop::site {

/// What is undecided of a task on one path of the tree: free sites, and clients whom a free site could still serve
/// cheaper than `cap`, their cheapest open site (or being left out).
struct Lot {
  Rule rule = Rule::count;
  std::size_t count = 0;      // to be opened yet
  std::int64_t budget = 0;    // left
  std::int64_t constant = 0;  // what is settled: prices of open sites, clients that no free site concerns
  std::vector<std::uint32_t> site;  // its sites, in the task
  std::vector<std::int64_t> price, cost;
  std::vector<std::uint32_t> client;  // its clients, in the task
  std::vector<std::int64_t> weight, cap;
  std::vector<std::size_t> first;  // rows over its own sites, by charge, below cap
  std::span<const Reach> reach;
  std::vector<Reach> own;

  Lot() = default;
  Lot(Lot&&) = default;
  Lot& operator=(Lot&&) = default;
  std::span<const Reach> of(std::size_t c) const { return reach.subspan(first[c], first[c + 1] - first[c]); }
  /// Whether the rule can still be met.
  bool possible() const {
    if (rule == Rule::count) return count <= site.size();
    return rule == Rule::any || budget >= 0;  // prices speak against too many: no budget does
  }
};

/// The whole task, with what is decided from the start. A view of the task's ways where nothing is.
Lot whole(const Task&);
/// `lot` after some of its sites (by task index) were decided.
Lot narrowed(const Lot&, std::span<const Decision>);

}  // namespace cityloop::site
