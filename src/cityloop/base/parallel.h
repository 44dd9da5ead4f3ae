#pragma once

#include <cstddef>
#include <functional>

#include "cityloop/base/run.h"

namespace cityloop {

/// oneTBB behind two functions; the same bytes for any number of threads.
/// Rules for `fn`: write only to your own indices; no locks; nothing that depends on the order of chunks.

/// Calls fn(begin, end) over [0, n) in fixed chunks of `grain`, on any thread; checks run.stop before each chunk.
/// An exception in any chunk is rethrown here.
void for_chunks(Run& run, std::size_t n, std::size_t grain,
                const std::function<void(std::size_t, std::size_t)>& fn);

/// Sum of part(begin, end) over fixed chunks, added in index order: bit-equal for any number of threads.
double ordered_sum(Run& run, std::size_t n, const std::function<double(std::size_t, std::size_t)>& part);

/// Sets how many threads the process may use (0: as many as there are cores). Called once, in app/ and tests.
void set_threads(int n);
int threads();

inline constexpr std::size_t kChunk = 1024;

}  // namespace cityloop
