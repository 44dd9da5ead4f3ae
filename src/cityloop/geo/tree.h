#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cityloop/geo/point.h"

namespace cityloop {

/// A static tree of boxes, packed full by Sort-Tile-Recursive (Leutenegger, Lopez and Edgington 1997), for boxes of very
/// different sizes: a search costs what it finds and a logarithm. Built once, read by many threads.
class BoxTree {
 public:
  BoxTree() = default;
  /// Empty boxes are never found.
  explicit BoxTree(std::span<const Box> boxes);
  /// Items whose box has a point in common with `box`, boundaries included, in ascending order.
  std::vector<std::uint32_t> search(const Box& box) const;
  Box bounds() const { return nodes_.empty() ? Box{} : nodes_.back().box; }

 private:
  static constexpr std::size_t kFanOut = 16;
  struct Node {
    Box box;
    std::uint32_t first = 0, count = 0;  // of nodes one level down, or of items
  };
  std::vector<Node> nodes_;          // leaves first, the root last
  std::size_t leaves_ = 0;           // how many of them are leaves
  std::vector<std::uint32_t> item_;  // in the order of the leaves
  std::vector<Box> item_box_;
};

inline bool boxes_meet(const Box& a, const Box& b) {
  return a.low.x <= b.high.x && b.low.x <= a.high.x && a.low.y <= b.high.y && b.low.y <= a.high.y;
}

}  // namespace cityloop
