#include "cityloop/simulate/travel/lanes.h"

#include <algorithm>
#include <cstring>

#include "cityloop/simulate/travel/wide.h"

namespace cityloop {
namespace {

/// A block of lanes as one value of the compiler's vector type. (Left to itself it unrolls these loops into single lanes.)
using Block = LaneTime __attribute__((vector_size(kLaneBlock * sizeof(LaneTime))));

}  // namespace

// Functions cannot be shared by the versions, so that what would be one is written as macros of this file's few lines.
#define LOAD(block, from) std::memcpy(&(block), from, sizeof(Block))
#define STORE(to, block) std::memcpy(to, &(block), sizeof(Block))
#define LESSER(a, b) ((a) < (b) ? (a) : (b))
#define GREATER(a, b) ((a) < (b) ? (b) : (a))

CITYLOOP_WIDE bool lanes_lower(LaneTime* to, const LaneTime* from, LaneTime add, std::size_t n) {
  const Block plus = Block{} + add, room = kNever - plus;  // min(a, room) + add saturates at kNever
  Block any{};
  for (std::size_t b = 0; b < n; b += kLaneBlock) {
    Block offered, old;
    LOAD(offered, from + b);
    LOAD(old, to + b);
    offered = LESSER(offered, room) + plus;
    const Block low = LESSER(offered, old);
    any |= low ^ old;
    STORE(to + b, low);
  }
  std::uint64_t words[sizeof(Block) / 8];
  std::memcpy(words, &any, sizeof any);
  std::uint64_t changed = 0;
  for (const std::uint64_t w : words) changed |= w;
  return changed != 0;
}

CITYLOOP_WIDE LaneTime lanes_lower_most(LaneTime* to, const LaneTime* from, LaneTime add, std::size_t n) {
  const Block plus = Block{} + add, room = kNever - plus;
  Block most{};
  for (std::size_t b = 0; b < n; b += kLaneBlock) {
    Block offered, old;
    LOAD(offered, from + b);
    LOAD(old, to + b);
    offered = LESSER(offered, room) + plus;
    const Block low = LESSER(offered, old);
    most = GREATER(most, low);
    STORE(to + b, low);
  }
  LaneTime one = 0;
  for (std::size_t l = 0; l < kLaneBlock; ++l) one = std::max<LaneTime>(one, most[l]);
  return one;
}

CITYLOOP_WIDE std::size_t lanes_below(const LaneTime* offered, const LaneTime* known, const LaneTime* foot,
                                      LaneTime since, std::size_t n, std::uint32_t* which) {
  const Block plus = Block{} + since, room = kNever - plus;
  std::size_t found = 0;
  for (std::size_t b = 0; b < n; b += kLaneBlock) {
    Block at, was, walk;
    LOAD(at, offered + b);
    LOAD(was, known + b);
    LOAD(walk, foot + b);
    walk = LESSER(walk, room) + plus;
    const Block bound = LESSER(was, walk), below = static_cast<Block>(at < bound);
    std::uint64_t words[sizeof(Block) / 8], any = 0;
    std::memcpy(words, &below, sizeof below);
    for (const std::uint64_t w : words) any |= w;
    if (any == 0) continue;
    for (std::size_t l = 0; l < kLaneBlock; ++l)
      if (below[l] != 0) which[found++] = static_cast<std::uint32_t>(b + l);
  }
  return found;
}

CITYLOOP_WIDE LaneTime lanes_travel(LaneTime* travel, const LaneTime* arrival, const LaneTime* departure,
                                    std::size_t n) {
  const Block never = Block{} + kNever;
  Block least = never;
  for (std::size_t b = 0; b < n; b += kLaneBlock) {
    Block at, since;
    LOAD(at, arrival + b);
    LOAD(since, departure + b);
    const Block took = at == never ? never : at - since;
    least = LESSER(least, took);
    STORE(travel + b, took);
  }
  LaneTime one = kNever;
  for (std::size_t l = 0; l < kLaneBlock; ++l) one = std::min<LaneTime>(one, least[l]);
  return one;
}

CITYLOOP_WIDE void lanes_sort(LaneTime* rows, std::size_t n) {
  // Batcher's merge exchange (Knuth 5.2.2 M), which sorts any number of rows.
  std::size_t top = 1;
  while (top < n) top *= 2;
  for (std::size_t p = top / 2; p > 0; p /= 2) {
    std::size_t q = top / 2, r = 0, d = p;
    while (true) {
      for (std::size_t i = 0; i + d < n; ++i) {
        if ((i & p) != r) continue;
        Block a, b;
        LOAD(a, rows + i * kLaneBlock);
        LOAD(b, rows + (i + d) * kLaneBlock);
        const Block low = LESSER(a, b), high = GREATER(a, b);
        STORE(rows + i * kLaneBlock, low);
        STORE(rows + (i + d) * kLaneBlock, high);
      }
      if (q == p) break;
      d = q - p;
      q /= 2;
      r = p;
    }
  }
}

#undef LOAD
#undef STORE
#undef LESSER
#undef GREATER

}  // namespace cityloop
