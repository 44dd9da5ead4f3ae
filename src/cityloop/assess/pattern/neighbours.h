#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "cityloop/city/city.h"

namespace cityloop {

/// Who is next to whom, as sparse rows: the neighbours of site i are `of[begin[i]] … of[begin[i + 1] − 1]`, ascending, each
/// once and never the site itself. A site with no neighbour is an island: it has no part in what is said of neighbours,
/// and its number is told.
struct Neighbours {
  std::vector<std::uint64_t> begin{0};
  std::vector<std::uint32_t> of;
  std::vector<double> weight;  // of each neighbour; empty: 1

  std::size_t size() const { return begin.size() - 1; }
  std::span<const std::uint32_t> row(std::size_t i) const {
    return std::span{of}.subspan(begin[i], begin[i + 1] - begin[i]);
  }
  std::size_t degree(std::size_t i) const { return static_cast<std::size_t>(begin[i + 1] - begin[i]); }
  double weight_of(std::size_t k) const { return weight.empty() ? 1.0 : weight[k]; }
  /// Sites without a neighbour.
  std::size_t islands() const;
};

/// From a list for each site. Doubles and the site itself are left out.
Neighbours neighbours_from(std::span<const std::vector<std::uint32_t>> lists);
/// Each row adds up to 1; islands stay empty.
Neighbours row_standardised(Neighbours);

/// Which cells touch: rook, at an edge; queen, at an edge or a corner. Hexagons and own polygons have no corners to speak
/// of: there both are Grid::neighbours.
enum class Contiguity : std::uint8_t { rook, queen };
/// The cells in the given order are the sites; cells that are not given are no neighbours. (For a map with holes: only
/// cells where people live and whose value is known are sites.)
/// cost   O(cells), a look into the grid's buckets for each possible neighbour
Neighbours neighbours_of(const Grid&, std::span<const CellIdx> cells, Contiguity = Contiguity::queen);
/// Points at most `radius` apart, in the plane.
/// cost   O(n log n + pairs)
Neighbours neighbours_within(std::span<const Point> points, double radius);
/// Zones of one level that share a border: some cell of one touches some cell of the other.
Neighbours neighbouring_zones(const City&, std::uint16_t level, std::span<const ZoneIdx> zones,
                              Contiguity = Contiguity::queen);

}  // namespace cityloop
