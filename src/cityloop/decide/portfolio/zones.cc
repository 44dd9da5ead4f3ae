#include "cityloop/decide/portfolio/zones.h"

#include <algorithm>
#include <utility>

namespace cityloop::portfolio {
namespace {

bool everywhere_above(std::span<const std::int64_t> point, std::span<const std::int64_t> corner) {
  for (std::size_t k = 0; k < point.size(); ++k)
    if (point[k] <= corner[k]) return false;
  return true;
}
/// The zone of `a` holds that of `b`.
bool zone_holds(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  for (std::size_t k = 0; k < a.size(); ++k)
    if (a[k] > b[k]) return false;
  return true;
}

}  // namespace

bool dominates(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  bool better = false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] < b[k]) return false;
    better = better || a[k] > b[k];
  }
  return better;
}

Zones::Zones(Values least) { open_.push_back(std::move(least)); }

std::optional<Values> Zones::next() {
  if (open_.empty()) return std::nullopt;
  return open_.back();
}

void Zones::close() {
  empty_.push_back(std::move(open_.back()));
  open_.pop_back();
}

void Zones::found(std::span<const std::int64_t> point) {
  const std::size_t objectives = point.size();
  std::vector<Values> split;
  std::vector<std::vector<Values>> parts(objectives), old(objectives);
  const auto remember = [&](const Values& corner) {
    std::size_t equal = 0, which = 0;
    for (std::size_t k = 0; k < objectives; ++k) {
      if (corner[k] > point[k]) return;
      if (corner[k] == point[k]) ++equal, which = k;
    }
    if (equal == 1) old[which].push_back(corner);
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    if (everywhere_above(point, open_[i])) {
      split.push_back(std::move(open_[i]));
      continue;
    }
    remember(open_[i]);
    if (kept != i) open_[kept] = std::move(open_[i]);
    ++kept;
  }
  open_.resize(kept);
  for (const Values& corner : empty_) remember(corner);
  for (std::size_t j = 0; j < objectives; ++j) {
    for (const Values& corner : split) {
      parts[j].push_back(corner);
      parts[j].back()[j] = point[j];
    }
    for (std::size_t a = 0; a < parts[j].size(); ++a) {
      const Values& part = parts[j][a];
      bool within =
          std::any_of(old[j].begin(), old[j].end(), [&](const Values& o) { return zone_holds(o, part); });
      for (std::size_t b = 0; b < parts[j].size() && !within; ++b)
        within = a != b && zone_holds(parts[j][b], part) && (parts[j][b] != part || b < a);
      if (!within) open_.push_back(part);
    }
  }
}

}  // namespace cityloop::portfolio
