#include "cityloop/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <numeric>
#include <vector>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#ifdef __SANITIZE_THREAD__
#include <thread>
#endif

namespace cityloop {
namespace {

/// Calls body(0) … body(chunks - 1), each once, on several threads.
template <class Body>
void spread(std::size_t chunks, const Body& body) {
#ifdef __SANITIZE_THREAD__
  // oneTBB is built without the thread sanitizer, so each of its hand-overs looks like a race and hides the real ones.
  // Threads of our own are seen through: only the loop differs, not what runs in it.
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> workers;
  const auto work = [&] {
    for (std::size_t c = next++; c < chunks; c = next++) body(c);
  };
  const std::size_t others = std::min(chunks, static_cast<std::size_t>(threads())) - 1;
  for (std::size_t k = 0; k < others; ++k) workers.emplace_back(work);
  work();
#else
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>{0, chunks, 1},
      [&](const tbb::blocked_range<std::size_t>& some) {
        for (std::size_t c = some.begin(); c != some.end(); ++c) body(c);
      },
      tbb::simple_partitioner{});
#endif
}

}  // namespace

void for_chunks(Run& run, std::size_t n, std::size_t grain,
                const std::function<void(std::size_t, std::size_t)>& fn) {
  if (n == 0) return;
  const std::size_t step = std::max<std::size_t>(grain, 1);
  const std::size_t chunks = (n - 1) / step + 1;
  // Of several failures the one with the lowest index is rethrown, so that the message too is the same for any number
  // of threads: after a failure only the chunks before it still run.
  std::atomic<std::size_t> failed{chunks};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  spread(chunks, [&](std::size_t c) {
    if (c > failed.load()) return;
    try {
      run.check_stop();
      const std::size_t begin = c * step;
      fn(begin, begin + std::min(step, n - begin));
    } catch (...) {
      const std::lock_guard lock{failure_mutex};
      if (c < failed.load()) {
        failed.store(c);
        failure = std::current_exception();
      }
    }
  });
  if (failure) std::rethrow_exception(failure);
}

double ordered_sum(Run& run, std::size_t n, const std::function<double(std::size_t, std::size_t)>& part) {
  std::vector<double> parts(n == 0 ? 0 : (n - 1) / kChunk + 1);
  for_chunks(run, n, kChunk,
             [&](std::size_t begin, std::size_t end) { parts[begin / kChunk] = part(begin, end); });
  return std::accumulate(parts.begin(), parts.end(), 0.0);
}

void set_threads(int n) {
  static std::unique_ptr<tbb::global_control> limit;
  limit.reset();  // limits do not replace each other: the smallest one alive holds
  if (n > 0)
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(n));
}

int threads() {
  return static_cast<int>(tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism));
}

}  // namespace cityloop
