#pragma once

#include <cstddef>
#include <cstdint>

namespace cityloop {

/// Sixteen-bit seconds side by side, one lane for each departure; kNever: not reached. Loops over lanes are written so
/// that the compiler makes vector instructions of them, of whatever width the processor has; whole numbers, so the same
/// bytes on each. `n` is a multiple of kLaneBlock.
using LaneTime = std::uint16_t;
inline constexpr LaneTime kNever = 0xffff;
inline constexpr std::size_t kLaneBlock = 16;

/// to = min(to, from + add), kNever staying kNever; true if any lane fell.
bool lanes_lower(LaneTime* to, const LaneTime* from, LaneTime add, std::size_t n);
/// The same without asking; returns the largest lane afterwards.
LaneTime lanes_lower_most(LaneTime* to, const LaneTime* from, LaneTime add, std::size_t n);
/// Which lanes of `offered` are below both `known` and `foot` + since: their numbers, ascending, and how many they are.
std::size_t lanes_below(const LaneTime* offered, const LaneTime* known, const LaneTime* foot, LaneTime since,
                        std::size_t n, std::uint32_t* which);
/// travel = arrival − departure, kNever staying kNever; returns the smallest.
LaneTime lanes_travel(LaneTime* travel, const LaneTime* arrival, const LaneTime* departure, std::size_t n);
/// Sorts kLaneBlock columns of n rows each beside each other (row-major), ascending downward: one network for all.
void lanes_sort(LaneTime* rows, std::size_t n);

}  // namespace cityloop
