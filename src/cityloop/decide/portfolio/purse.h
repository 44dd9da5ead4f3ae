#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace cityloop::portfolio {

/// A row of a fund as what it is: lumps in a purse.
struct Purse {
  struct Lump {
    std::int64_t amount = 0;  // fen, > 0
    std::uint32_t count = 0;  // works that may pay it
    std::uint32_t last = 0;   // of them, while they are counted
  };
  std::size_t row = 0;
  std::int64_t limit = 0;  // fen
  std::vector<Lump> lumps = {};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> of = {};  // column, lump
};

/// The largest sum of lumps that the purse can pay; the limit where that takes too much work.
std::int64_t reach(const Purse&);

/// Prices of lumps at which nothing that the purse can pay is worth more than 1, and `taken` (how many of
/// each lump, in parts) is worth more; none where there are none. Exact separation from the hull of a bounded
/// knapsack: a master programme of prices, and a dynamic programme that finds what is worth too much.
///
/// params   `work`: sums that may still be looked at; counted down, and nothing is found once it is 0
/// cost     a few dozen dynamic programmes over non-dominated sums
/// source   Boyd 1994 (Fenchel cutting planes); Nemhauser & Ullmann 1969 (non-dominated sums)
std::optional<std::vector<double>> separate(const Purse&, std::span<const double> taken, std::size_t& work);

}  // namespace cityloop::portfolio
