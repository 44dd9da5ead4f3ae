#include "cityloop/geo/tree.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cityloop {
namespace {

Point middle(const Box& b) { return 0.5 * (b.low + b.high); }

/// Orders `at` into vertical slices of about equal count, each from south to north, so that consecutive runs of `fan_out`
/// are compact. Ties by position: the same tree everywhere.
void tile_order(std::vector<std::uint32_t>& at, const std::vector<Box>& box, std::size_t fan_out) {
  const std::size_t groups = (at.size() + fan_out - 1) / fan_out;
  const auto slices = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(groups))));
  const std::size_t per_slice = slices == 0 ? 1 : (groups + slices - 1) / slices * fan_out;
  const auto by = [&](double Point::* axis) {
    return [&box, axis](std::uint32_t a, std::uint32_t b) {
      const double x = middle(box[a]).*axis, y = middle(box[b]).*axis;
      return x != y ? x < y : a < b;
    };
  };
  std::sort(at.begin(), at.end(), by(&Point::x));
  for (std::size_t i = 0; i < at.size(); i += per_slice)
    std::sort(at.begin() + static_cast<std::ptrdiff_t>(i),
              at.begin() + static_cast<std::ptrdiff_t>(std::min(i + per_slice, at.size())), by(&Point::y));
}

}  // namespace

BoxTree::BoxTree(std::span<const Box> boxes) {
  for (std::size_t i = 0; i < boxes.size(); ++i)
    if (!boxes[i].empty()) item_.push_back(static_cast<std::uint32_t>(i));
  if (item_.empty()) return;
  tile_order(item_, {boxes.begin(), boxes.end()}, kFanOut);
  item_box_.reserve(item_.size());
  for (const std::uint32_t i : item_) item_box_.push_back(boxes[i]);

  const auto pack = [&](std::size_t begin, std::size_t end, auto box_of) {
    for (std::size_t i = begin; i < end; i += kFanOut) {
      Node node{{}, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(std::min(kFanOut, end - i))};
      for (std::size_t k = i; k < i + node.count; ++k) {
        node.box.add(box_of(k).low);
        node.box.add(box_of(k).high);
      }
      nodes_.push_back(node);
    }
  };
  pack(0, item_.size(), [&](std::size_t k) { return item_box_[k]; });
  leaves_ = nodes_.size();
  // The leaves lie side by side in the order of the tiles; so do the runs of them.
  for (std::size_t begin = 0, end = leaves_; end - begin > 1; begin = end, end = nodes_.size())
    pack(begin, end, [&](std::size_t k) { return nodes_[k].box; });
}

std::vector<std::uint32_t> BoxTree::search(const Box& box) const {
  std::vector<std::uint32_t> found;
  if (nodes_.empty() || box.empty()) return found;
  std::vector<std::size_t> open{nodes_.size() - 1};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    const Node& node = nodes_[at];
    if (!boxes_meet(node.box, box)) continue;
    for (std::size_t k = node.first; k < node.first + node.count; ++k) {
      if (at >= leaves_) open.push_back(k);
      else if (boxes_meet(item_box_[k], box)) found.push_back(item_[k]);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace cityloop
