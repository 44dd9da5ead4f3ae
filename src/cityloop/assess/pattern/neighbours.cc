#include "cityloop/assess/pattern/neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cityloop {
namespace {

constexpr std::uint32_t kNoSite = 0xffffffffU;

void close_row(Neighbours& n, std::size_t site) {
  const auto from = n.of.begin() + static_cast<std::ptrdiff_t>(n.begin.back());
  std::sort(from, n.of.end());
  n.of.erase(std::unique(from, n.of.end()), n.of.end());
  const auto self = std::find(n.of.begin() + static_cast<std::ptrdiff_t>(n.begin.back()), n.of.end(),
                              static_cast<std::uint32_t>(site));
  if (self != n.of.end()) n.of.erase(self);
  n.begin.push_back(n.of.size());
}

}  // namespace

std::size_t Neighbours::islands() const {
  std::size_t n = 0;
  for (std::size_t i = 0; i < size(); ++i) n += degree(i) == 0 ? 1 : 0;
  return n;
}

Neighbours neighbours_from(std::span<const std::vector<std::uint32_t>> lists) {
  Neighbours out;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    out.of.insert(out.of.end(), lists[i].begin(), lists[i].end());
    close_row(out, i);
  }
  return out;
}

Neighbours row_standardised(Neighbours n) {
  std::vector<double> weight(n.of.size());
  for (std::size_t i = 0; i < n.size(); ++i) {
    double sum = 0;
    for (std::size_t k = n.begin[i]; k < n.begin[i + 1]; ++k) sum += n.weight_of(k);
    for (std::size_t k = n.begin[i]; k < n.begin[i + 1]; ++k) weight[k] = sum > 0 ? n.weight_of(k) / sum : 0;
  }
  n.weight = std::move(weight);
  return n;
}

Neighbours neighbours_of(const Grid& grid, std::span<const CellIdx> cells, Contiguity contiguity) {
  std::vector<std::uint32_t> site(grid.size(), kNoSite);
  for (std::size_t i = 0; i < cells.size(); ++i) site[cells[i].v] = static_cast<std::uint32_t>(i);
  const double side = grid.spec().cell_m;
  const bool squares = grid.spec().lattice && grid.spec().shape == CellShape::square;
  static constexpr std::array<Point, 8> kAround{
      {{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};
  const std::size_t around = contiguity == Contiguity::rook ? 4 : 8;
  Neighbours out;
  out.begin.reserve(cells.size() + 1);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto add = [&](CellIdx c) {
      if (site[c.v] != kNoSite) out.of.push_back(site[c.v]);
    };
    if (squares) {
      const Point p = grid.centre(cells[i]);
      for (std::size_t k = 0; k < around; ++k)
        if (const auto c = grid.find(Point{p.x + side * kAround[k].x, p.y + side * kAround[k].y})) add(*c);
    } else if (grid.spec().shape == CellShape::square && contiguity == Contiguity::queen) {
      // Own squares lie where the user put them; a corner is 1.41 sides away.
      for (const CellIdx c : grid.within(grid.centre(cells[i]), 1.5 * side)) add(c);
    } else {
      for (const CellIdx c : grid.neighbours(cells[i])) add(c);
    }
    close_row(out, i);
  }
  return out;
}

Neighbours neighbours_within(std::span<const Point> points, double radius) {
  // A sweep from west to east over a window of one radius, ordered by y within columns of one radius' width.
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto column = [&](std::uint32_t i) { return std::floor(points[i].x / radius); };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const double ca = column(a), cb = column(b);
    return ca != cb ? ca < cb : points[a].y != points[b].y ? points[a].y < points[b].y : a < b;
  });
  std::vector<std::vector<std::uint32_t>> lists(points.size());
  for (const std::uint32_t i : order) {
    for (const double step : {-1.0, 0.0, 1.0}) {
      const double wanted = column(i) + step, south = points[i].y - radius;
      auto at = std::lower_bound(order.begin(), order.end(), 0U, [&](std::uint32_t j, std::uint32_t) {
        const double c = column(j);
        return c != wanted ? c < wanted : points[j].y < south;
      });
      for (; at != order.end() && column(*at) == wanted && points[*at].y <= points[i].y + radius; ++at) {
        const double dx = points[*at].x - points[i].x, dy = points[*at].y - points[i].y;
        if (*at != i && dx * dx + dy * dy <= radius * radius) lists[i].push_back(*at);
      }
    }
  }
  return neighbours_from(lists);
}

Neighbours neighbouring_zones(const City& city, std::uint16_t level, std::span<const ZoneIdx> zones,
                              Contiguity contiguity) {
  std::vector<std::uint32_t> site(city.zones->id.size(), kNoSite);
  for (std::size_t i = 0; i < zones.size(); ++i) site[zones[i].v] = static_cast<std::uint32_t>(i);
  const Column<CellIdx, ZoneIdx>& of_cell = city.zones->of_cell[level];
  std::vector<CellIdx> all;
  for (std::size_t c = 0; c < city.grid->size(); ++c) all.push_back(idx<CellIdx>(c));
  const Neighbours cells = neighbours_of(*city.grid, all, contiguity);
  std::vector<std::vector<std::uint32_t>> lists(zones.size());
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const ZoneIdx own = of_cell[idx<CellIdx>(c)];
    if (!own.valid() || site[own.v] == kNoSite) continue;
    for (const std::uint32_t x : cells.row(c)) {
      const ZoneIdx other = of_cell[idx<CellIdx>(x)];
      if (other.valid() && other != own && site[other.v] != kNoSite)
        lists[site[own.v]].push_back(site[other.v]);
    }
  }
  return neighbours_from(lists);
}

}  // namespace cityloop
