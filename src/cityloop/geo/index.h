#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "cityloop/geo/point.h"

namespace cityloop {

/// A static index of boxes in buckets of a fixed side: built once by counting sort, read by many threads.
/// Boxes are put into every bucket they touch; `near()` may name an item twice to a caller who does not care, so callers
/// that count must remember what they saw.
class BoxIndex {
 public:
  BoxIndex() = default;
  BoxIndex(const std::vector<Box>& boxes, double bucket_m);
  /// Calls fn(item) for each item whose box may lie within `radius_m` of `p`; every item once, in ascending order.
  template <class Fn>
  void near(Point p, double radius_m, Fn fn) const {
    std::vector<std::uint32_t> found;
    collect(p, radius_m, found);
    for (const std::uint32_t i : found) fn(i);
  }
  /// The same in no order, and an item as often as it stands in a bucket: for callers who only look for the best.
  template <class Fn>
  void each_near(Point p, double radius_m, Fn fn) const {
    if (begin_.empty() || !bounds_.grown(radius_m).contains(p)) return;
    const auto [x0, x1, y0, y1] = buckets(p, radius_m);
    for (std::size_t y = y0; y <= y1; ++y)
      for (std::size_t k = begin_[y * cols_ + x0]; k < begin_[y * cols_ + x1 + 1]; ++k) fn(item_[k]);
  }
  /// The candidates of near(), sorted and unique, into a buffer the caller keeps.
  void collect(Point p, double radius_m, std::vector<std::uint32_t>& found) const;

 private:
  struct Buckets {
    std::size_t x0, x1, y0, y1;
  };
  Buckets buckets(Point p, double radius_m) const;
  Box bounds_;
  double bucket_m_ = 1;
  std::size_t cols_ = 0, rows_ = 0;
  std::vector<std::uint32_t> begin_, item_;
};

}  // namespace cityloop
