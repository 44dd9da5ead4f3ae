#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace cityloop {

/// A queue for searches whose costs only grow: entries lie in buckets by cost, and only the bucket that is being emptied
/// is kept in order. An entry holds a cost in its upper half; entries come out ascending, the lower half included, exactly
/// as from a heap. Nothing may be pushed that is less than what was popped last.
/// source   Dial 1969 (buckets); the ring is as long as the longest step, what lies beyond waits in a heap
class BucketQueue {
 public:
  /// `usual` and `most`: the mean and the largest difference between an entry and those pushed when it is popped.
  BucketQueue(std::uint32_t usual, std::uint32_t most) {
    // An eighth of the usual step, so that few entries share a bucket; and no more than 4096 buckets.
    shift_ = static_cast<unsigned>(std::bit_width(usual / 8));
    while ((most >> shift_) > 4000) ++shift_;
    ring_.resize(std::bit_ceil((most >> shift_) + 2));
    mask_ = static_cast<std::uint32_t>(ring_.size() - 1);
  }
  bool empty() const { return open_.empty() && in_ring_ == 0 && later_.empty(); }
  void push(std::uint64_t entry) {
    const auto bucket = static_cast<std::uint32_t>(entry >> 32 >> shift_);
    if (bucket <= now_) {
      open_.push_back(entry);  // descending: the least is at the end
      std::size_t i = open_.size() - 1;
      for (; i > 0 && open_[i - 1] < entry; --i) open_[i] = open_[i - 1];
      open_[i] = entry;
    } else if (bucket - now_ <= mask_) {
      ring_[bucket & mask_].push_back(entry);
      ++in_ring_;
    } else {
      later_.push_back(entry);
      std::push_heap(later_.begin(), later_.end(), std::greater<>{});
    }
  }
  std::uint64_t pop() {
    while (open_.empty()) advance();
    const std::uint64_t entry = open_.back();
    open_.pop_back();
    if (open_.empty() && in_ring_ == 0 && later_.empty()) now_ = 0;  // ready for the next search
    return entry;
  }

 private:
  void advance() {
    now_ = in_ring_ > 0 ? now_ + 1 : static_cast<std::uint32_t>(later_.front() >> 32 >> shift_);
    std::vector<std::uint64_t>& bucket = ring_[now_ & mask_];
    in_ring_ -= bucket.size();
    open_.swap(bucket);
    while (!later_.empty() && later_.front() >> 32 >> shift_ <= now_) {
      open_.push_back(later_.front());
      std::pop_heap(later_.begin(), later_.end(), std::greater<>{});
      later_.pop_back();
    }
    std::sort(open_.begin(), open_.end(), std::greater<>{});
  }

  unsigned shift_ = 0;
  std::uint32_t mask_ = 0, now_ = 0;
  std::size_t in_ring_ = 0;
  std::vector<std::uint64_t> open_;  // the bucket `now_`, descending
  std::vector<std::vector<std::uint64_t>> ring_;
  std::vector<std::uint64_t> later_;  // min-heap of what is more than a ring away
};

}  // namespace cityloop
