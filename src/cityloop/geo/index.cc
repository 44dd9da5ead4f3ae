#include "cityloop/geo/index.h"

namespace cityloop {
namespace {

/// Which bucket a coordinate falls into; anything outside counts to the nearest bucket.
std::size_t bucket_of(double x, double low, double bucket_m, std::size_t n) {
  const double k = std::floor((x - low) / bucket_m);
  return k <= 0 ? 0 : std::min(static_cast<std::size_t>(std::min(k, 1e15)), n - 1);
}

}  // namespace

BoxIndex::BoxIndex(const std::vector<Box>& boxes, double bucket_m) : bucket_m_{bucket_m} {
  for (const Box& b : boxes) {
    if (b.empty()) continue;
    bounds_.add(b.low);
    bounds_.add(b.high);
  }
  if (bounds_.empty()) return;
  // A stray far-away box must not ask for billions of buckets: widen until a few per box are enough.
  const double most = 4.0 * static_cast<double>(boxes.size()) + 1024;
  while ((bounds_.width() / bucket_m_ + 1) * (bounds_.height() / bucket_m_ + 1) > most) bucket_m_ *= 2;
  cols_ = static_cast<std::size_t>(bounds_.width() / bucket_m_) + 1;
  rows_ = static_cast<std::size_t>(bounds_.height() / bucket_m_) + 1;

  const auto each_bucket = [&](const Box& b, auto fn) {
    const std::size_t x0 = bucket_of(b.low.x, bounds_.low.x, bucket_m_, cols_);
    const std::size_t x1 = bucket_of(b.high.x, bounds_.low.x, bucket_m_, cols_);
    const std::size_t y0 = bucket_of(b.low.y, bounds_.low.y, bucket_m_, rows_);
    const std::size_t y1 = bucket_of(b.high.y, bounds_.low.y, bucket_m_, rows_);
    for (std::size_t y = y0; y <= y1; ++y)
      for (std::size_t x = x0; x <= x1; ++x) fn(y * cols_ + x);
  };
  begin_.assign(cols_ * rows_ + 1, 0);
  for (const Box& b : boxes)
    if (!b.empty()) each_bucket(b, [&](std::size_t k) { ++begin_[k + 1]; });
  for (std::size_t k = 1; k < begin_.size(); ++k) begin_[k] += begin_[k - 1];
  item_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t i = 0; i < boxes.size(); ++i)
    if (!boxes[i].empty())
      each_bucket(boxes[i], [&](std::size_t k) { item_[next[k]++] = static_cast<std::uint32_t>(i); });
}

BoxIndex::Buckets BoxIndex::buckets(Point p, double radius_m) const {
  return {bucket_of(p.x - radius_m, bounds_.low.x, bucket_m_, cols_),
          bucket_of(p.x + radius_m, bounds_.low.x, bucket_m_, cols_),
          bucket_of(p.y - radius_m, bounds_.low.y, bucket_m_, rows_),
          bucket_of(p.y + radius_m, bounds_.low.y, bucket_m_, rows_)};
}

void BoxIndex::collect(Point p, double radius_m, std::vector<std::uint32_t>& found) const {
  found.clear();
  each_near(p, radius_m, [&](std::uint32_t i) { found.push_back(i); });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

}  // namespace cityloop
