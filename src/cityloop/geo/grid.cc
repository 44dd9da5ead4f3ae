#include "cityloop/geo/grid.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace cityloop {
namespace {

constexpr std::int64_t kLatticeZero = std::int64_t{1} << 31;

// Signed lattice coordinates, moved to the unsigned halves of an id.
CellId lattice_cell(std::int64_t col, std::int64_t row) {
  return CellId{(static_cast<std::uint64_t>(col + kLatticeZero) << 32U) |
                static_cast<std::uint64_t>(row + kLatticeZero)};
}
std::int64_t lattice_col(CellId c) { return static_cast<std::int64_t>(c.v >> 32U) - kLatticeZero; }
std::int64_t lattice_row(CellId c) { return static_cast<std::int64_t>(c.v & 0xffffffffU) - kLatticeZero; }

}  // namespace

CellId Grid::lattice_id(Point p, double cell_m) {
  return lattice_cell(static_cast<std::int64_t>(std::floor(p.x / cell_m)),
                      static_cast<std::int64_t>(std::floor(p.y / cell_m)));
}

Point Grid::lattice_centre(CellId c, double cell_m) {
  return {(static_cast<double>(lattice_col(c)) + 0.5) * cell_m,
          (static_cast<double>(lattice_row(c)) + 0.5) * cell_m};
}

Grid Grid::lattice(std::string crs, double cell_m, std::vector<CellId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  GridCells cells;
  for (const CellId c : ids) {
    cells.centre.push_back(lattice_centre(c, cell_m));
    cells.area_m2.push_back(static_cast<float>(cell_m * cell_m));
    cells.name.push_back({});
    cells.ring.push_back({});
  }
  cells.id = Column<CellIdx, CellId>{std::move(ids)};
  return Grid{{std::move(crs), cell_m, true, CellShape::square}, std::move(cells)};
}

Grid::Grid(GridSpec spec, GridCells cells) : spec_{std::move(spec)}, cells_{std::move(cells)} { index(); }

void Grid::index() {
  const std::size_t n = size();
  assert(cells_.centre.size() == n && cells_.area_m2.size() == n);
  by_id_.reserve(n);
  for (const CellIdx c : each(cells_.id)) {
    by_id_.emplace_back(cells_.id[c], c);
    const double half = std::sqrt(area_m2(c)) / 2;
    bounds_.add(centre(c) + Point{half, half});
    bounds_.add(centre(c) - Point{half, half});
    for (const Point p : cells_.ring[c]) bounds_.add(p);
  }
  std::sort(by_id_.begin(), by_id_.end());
  if (n == 0) return;
  // A lattice with a huge, sparsely filled extent must not allocate its bounding box: at most four buckets a cell.
  bucket_m_ = std::max(spec_.cell_m, 1.0);
  while (bounds_.width() / bucket_m_ * (bounds_.height() / bucket_m_) > 4.0 * static_cast<double>(n) + 64)
    bucket_m_ *= 2;
  bucket_cols_ = static_cast<std::size_t>(bounds_.width() / bucket_m_) + 1;
  bucket_rows_ = static_cast<std::size_t>(bounds_.height() / bucket_m_) + 1;
  bucket_begin_.assign(bucket_cols_ * bucket_rows_ + 1, 0);
  for (const CellIdx c : each(cells_.id)) ++bucket_begin_[bucket(centre(c)) + 1];
  for (std::size_t b = 1; b < bucket_begin_.size(); ++b) bucket_begin_[b] += bucket_begin_[b - 1];
  bucket_cell_.resize(n);
  std::vector<std::uint32_t> at(bucket_begin_.begin(), bucket_begin_.end() - 1);
  for (const CellIdx c : each(cells_.id)) bucket_cell_[at[bucket(centre(c))]++] = c;
}

std::size_t Grid::bucket(Point p) const {
  const auto clamp = [](double v, std::size_t n) {
    return static_cast<std::size_t>(std::clamp(v, 0.0, static_cast<double>(n - 1)));
  };
  return clamp(std::floor((p.y - bounds_.low.y) / bucket_m_), bucket_rows_) * bucket_cols_ +
         clamp(std::floor((p.x - bounds_.low.x) / bucket_m_), bucket_cols_);
}

Shape Grid::footprint(CellIdx c) const {
  const Point m = centre(c);
  switch (spec_.shape) {
    case CellShape::polygon: {
      const auto ring = cells_.ring[c];
      if (!ring.empty()) return {{std::vector<Point>(ring.begin(), ring.end())}};
      break;  // a cell without its ring is drawn as a square of its area
    }
    case CellShape::hexagon: {
      const double side = std::sqrt(area_m2(c) * 2 / (3 * std::numbers::sqrt3));  // area = 3√3/2 · side²
      Shape s;
      s.rings.emplace_back();
      for (int k = 0; k < 6; ++k) {
        const double a = std::numbers::pi / 180 * (60.0 * k + 30);
        s.rings[0].push_back({m.x + side * std::cos(a), m.y + side * std::sin(a)});
      }
      return s;
    }
    case CellShape::square: break;
  }
  const double h = (spec_.lattice ? spec_.cell_m : std::sqrt(area_m2(c))) / 2;
  return {{{{m.x - h, m.y - h}, {m.x + h, m.y - h}, {m.x + h, m.y + h}, {m.x - h, m.y + h}}}};
}

std::optional<CellIdx> Grid::find(CellId c) const {
  const auto it = std::lower_bound(by_id_.begin(), by_id_.end(), std::pair{c, CellIdx{0}},
                                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (it == by_id_.end() || it->first != c) return std::nullopt;
  return it->second;
}

std::optional<CellIdx> Grid::find(Point p) const {
  if (size() == 0) return std::nullopt;
  if (spec_.lattice) return find(lattice_id(p, spec_.cell_m));
  // Own cells: among the cells near, the one whose footprint holds the point; overlapping squares (rounded centres)
  // go to the nearest centre.
  std::optional<CellIdx> best;
  double least = 0;
  for (const CellIdx c : within(p, 1.5 * spec_.cell_m)) {
    const double d = distance_m(p, centre(c));
    if ((!best || d < least) && contains(footprint(c), p)) {
      best = c;
      least = d;
    }
  }
  return best;
}

std::vector<CellIdx> Grid::neighbours(CellIdx c) const {
  std::vector<CellIdx> found;
  if (spec_.lattice) {
    const std::int64_t col = lattice_col(id(c)), row = lattice_row(id(c));
    constexpr std::array<std::array<std::int64_t, 2>, 4> kEdges{{{0, 1}, {1, 0}, {0, -1}, {-1, 0}}};
    for (const auto& [dx, dy] : kEdges)
      if (const auto n = find(lattice_cell(col + dx, row + dy))) found.push_back(*n);
    std::sort(found.begin(), found.end());
    return found;
  }
  for (const CellIdx n : within(centre(c), 1.3 * spec_.cell_m))
    if (n != c) found.push_back(n);
  return found;
}

std::vector<CellIdx> Grid::within(Point p, double radius_m) const {
  std::vector<CellIdx> found;
  if (size() == 0 || radius_m < 0) return found;
  const auto column = [&](double x) {
    return std::clamp(static_cast<std::int64_t>(std::floor((x - bounds_.low.x) / bucket_m_)), std::int64_t{0},
                      static_cast<std::int64_t>(bucket_cols_) - 1);
  };
  const auto row = [&](double y) {
    return std::clamp(static_cast<std::int64_t>(std::floor((y - bounds_.low.y) / bucket_m_)), std::int64_t{0},
                      static_cast<std::int64_t>(bucket_rows_) - 1);
  };
  for (std::int64_t r = row(p.y - radius_m); r <= row(p.y + radius_m); ++r) {
    for (std::int64_t k = column(p.x - radius_m); k <= column(p.x + radius_m); ++k) {
      const std::size_t b = static_cast<std::size_t>(r) * bucket_cols_ + static_cast<std::size_t>(k);
      for (std::uint32_t i = bucket_begin_[b]; i < bucket_begin_[b + 1]; ++i)
        if (distance_m(p, centre(bucket_cell_[i])) <= radius_m) found.push_back(bucket_cell_[i]);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string Grid::label(CellIdx c) const {
  if (!cells_.name[c].empty()) return cells_.name[c];
  if (!spec_.lattice) return to_string(id(c));
  return fmt::format("E{} N{}", lattice_col(id(c)), lattice_row(id(c)));
}

std::vector<std::pair<CellIdx, double>> rasterise(const Grid& grid, const Shape& shape) {
  std::vector<std::pair<CellIdx, double>> shares;
  const Box box = bounds(shape);
  if (box.empty() || grid.size() == 0) return shares;
  const double cell = grid.spec().cell_m;
  if (grid.spec().lattice) {
    for (double y = std::floor(box.low.y / cell) * cell; y < box.high.y; y += cell) {
      for (double x = std::floor(box.low.x / cell) * cell; x < box.high.x; x += cell) {
        const auto c = grid.find(Point{x + cell / 2, y + cell / 2});
        if (!c) continue;
        const double m2 = overlap_m2(shape, Box{{x, y}, {x + cell, y + cell}});
        if (m2 > 0) shares.emplace_back(*c, m2);
      }
    }
    std::sort(shares.begin(), shares.end());
    return shares;
  }
  const Point middle = 0.5 * (box.low + box.high);
  for (const CellIdx c : grid.within(middle, distance_m(middle, box.high) + 1.5 * cell)) {
    const double m2 = overlap_m2(shape, grid.footprint(c));
    if (m2 > 0) shares.emplace_back(c, m2);
  }
  return shares;
}

}  // namespace cityloop
