#include "cityloop/base/parallel.h"

#include <atomic>
#include <bit>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "cityloop/base/random.h"

namespace cityloop {
namespace {

class Parallel : public testing::Test {
 protected:
  ~Parallel() override { set_threads(0); }
  QuietRun quiet;
};

double noisy_sum(Run& run) {
  return ordered_sum(run, 50'123, [](std::size_t begin, std::size_t end) {
    double s = 0;
    for (std::size_t i = begin; i < end; ++i) s += 1.0 / static_cast<double>(Random{1, 1}.at(i) + 1);
    return s;
  });
}

TEST_F(Parallel, GivesTheSameBytesForAnyNumberOfThreads) {
  set_threads(1);
  EXPECT_EQ(threads(), 1);
  const auto one = std::bit_cast<std::uint64_t>(noisy_sum(quiet.run));
  for (const int n : {2, 4}) {
    set_threads(n);
    EXPECT_EQ(threads(), n);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(noisy_sum(quiet.run)), one);
  }
}

TEST_F(Parallel, VisitsEveryIndexOnceInChunksOfTheGrain) {
  set_threads(2);
  std::vector<int> seen(1001);
  for_chunks(quiet.run, seen.size(), 100, [&](std::size_t begin, std::size_t end) {
    EXPECT_EQ(begin % 100, 0U);
    EXPECT_EQ(end, std::min<std::size_t>(begin + 100, 1001));
    for (std::size_t i = begin; i < end; ++i) ++seen[i];
  });
  EXPECT_EQ(seen, std::vector<int>(1001, 1));
}

TEST_F(Parallel, NothingToDoIsDone) {
  for_chunks(quiet.run, 0, 10, [](std::size_t, std::size_t) { FAIL(); });
  EXPECT_EQ(ordered_sum(quiet.run, 0, [](std::size_t, std::size_t) { return 1.0; }), 0.0);
}

TEST_F(Parallel, RethrowsTheFirstFailureInOrder) {
  for (const int n : {1, 4}) {
    set_threads(n);
    try {
      for_chunks(quiet.run, 1000, 1, [](std::size_t i, std::size_t) {
        if (i >= 500) throw std::out_of_range{std::to_string(i)};
      });
      FAIL();
    } catch (const std::out_of_range& e) {
      EXPECT_STREQ(e.what(), "500");
    }
  }
}

TEST_F(Parallel, StopsWhenAsked) {
  std::stop_source source;
  quiet.run.stop = source.get_token();
  std::atomic<int> ran{0};
  try {
    for_chunks(quiet.run, 1'000'000, 1, [&](std::size_t, std::size_t) {
      if (++ran == 10) source.request_stop();
    });
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::stopped);
  }
  EXPECT_LT(ran.load(), 1000);
}

TEST(Memo, MakesAValueOnce) {
  Memo memo;
  int made = 0;
  const auto make = [&] { return ++made; };
  EXPECT_EQ(*memo.get<int>(ContentHash{1, 2}, make), 1);
  EXPECT_EQ(*memo.get<int>(ContentHash{1, 2}, make), 1);
  EXPECT_EQ(*memo.get<int>(ContentHash{1, 3}, make), 2);
  memo.clear();
  EXPECT_EQ(*memo.get<int>(ContentHash{1, 2}, make), 3);
}

TEST(Memo, ForgetsRatherThanGrowsForEver) {
  Memo memo{3};
  std::weak_ptr<const int> first = memo.get<int>(ContentHash{0, 0}, [] { return 1; });
  for (std::uint64_t i = 1; i < 3; ++i) memo.get<int>(ContentHash{0, i}, [] { return 1; });
  EXPECT_FALSE(first.expired());
  memo.get<int>(ContentHash{0, 3}, [] { return 1; });
  EXPECT_TRUE(first.expired());
}

}  // namespace
}  // namespace cityloop
