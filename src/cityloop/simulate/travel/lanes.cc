#include "cityloop/simulate/travel/lanes.h"

#include <algorithm>

// A version for processors with 256-bit integers beside the plain one; the sanitizers cannot look inside the choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define CITYLOOP_WIDE __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define CITYLOOP_WIDE
#endif

namespace cityloop {
namespace {

// min(a, kNever − add) + add saturates at kNever without looking at a carry.
inline LaneTime plus_time(LaneTime a, LaneTime add) {
  const auto room = static_cast<LaneTime>(kNever - add);
  return static_cast<LaneTime>((a < room ? a : room) + add);
}

}  // namespace

CITYLOOP_WIDE bool lanes_lower(LaneTime* to, const LaneTime* from, LaneTime add, std::size_t n) {
  LaneTime any = 0;
  for (std::size_t b = 0; b < n; b += kLaneBlock)
    for (std::size_t i = b; i < b + kLaneBlock; ++i) {
      const LaneTime offered = plus_time(from[i], add), old = to[i];
      const LaneTime low = offered < old ? offered : old;
      any = static_cast<LaneTime>(any | (low ^ old));
      to[i] = low;
    }
  return any != 0;
}

CITYLOOP_WIDE LaneTime lanes_lower_most(LaneTime* to, const LaneTime* from, LaneTime add, std::size_t n) {
  LaneTime most = 0;
  for (std::size_t b = 0; b < n; b += kLaneBlock)
    for (std::size_t i = b; i < b + kLaneBlock; ++i) {
      const LaneTime offered = plus_time(from[i], add), old = to[i];
      const LaneTime low = offered < old ? offered : old;
      to[i] = low;
      most = low > most ? low : most;
    }
  return most;
}

CITYLOOP_WIDE LaneTime lanes_travel(LaneTime* travel, const LaneTime* arrival, const LaneTime* departure,
                                    std::size_t n) {
  LaneTime least = kNever;
  for (std::size_t b = 0; b < n; b += kLaneBlock)
    for (std::size_t i = b; i < b + kLaneBlock; ++i) {
      const LaneTime t = arrival[i] == kNever ? kNever : static_cast<LaneTime>(arrival[i] - departure[i]);
      travel[i] = t;
      least = t < least ? t : least;
    }
  return least;
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
        LaneTime* a = rows + i * kLaneBlock;
        LaneTime* b = a + d * kLaneBlock;
        LaneTime low[kLaneBlock], high[kLaneBlock];
        for (std::size_t l = 0; l < kLaneBlock; ++l) low[l] = a[l] < b[l] ? a[l] : b[l];
        for (std::size_t l = 0; l < kLaneBlock; ++l) high[l] = a[l] < b[l] ? b[l] : a[l];
        for (std::size_t l = 0; l < kLaneBlock; ++l) a[l] = low[l];
        for (std::size_t l = 0; l < kLaneBlock; ++l) b[l] = high[l];
      }
      if (q == p) break;
      d = q - p;
      q /= 2;
      r = p;
    }
  }
}

}  // namespace cityloop
