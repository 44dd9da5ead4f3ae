#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cityloop/base/column.h"
#include "cityloop/base/id.h"
#include "cityloop/geo/point.h"
#include "cityloop/geo/shape.h"

namespace cityloop {

/// How a cell's footprint is known.
enum class CellShape : std::uint8_t {
  square,   // a square of `cell_m` around the centre
  hexagon,  // a regular pointy-top hexagon of the cell's area around the centre
  polygon,  // its own ring
};

/// A regular lattice (all cells square, aligned) or the user's own cells. A lattice cell's id is its global position, so
/// it stays the same when the city's extent grows; own cells keep the id made from their name in the user's file.
struct GridSpec {
  std::string crs;    // projected, metres
  double cell_m = 0;  // side of a square, or the square root of the mean area
  bool lattice = false;
  CellShape shape = CellShape::square;
  friend bool operator==(const GridSpec&, const GridSpec&) = default;
};

/// The columns of a grid: cell → …
struct GridCells {
  Column<CellIdx, CellId> id;
  Column<CellIdx, Point> centre;
  Column<CellIdx, float> area_m2;
  Column<CellIdx, std::string> name;  // the user's own name; empty on a lattice
  Ragged<CellIdx, Point> ring;        // only for CellShape::polygon, else empty rows
};

/// The cells of one city: only those inside it have a CellIdx.
class Grid {
 public:
  Grid() = default;
  /// Precondition: columns of one length, ids unique. Cells keep their order.
  Grid(GridSpec spec, GridCells cells);

  /// The id of the lattice cell that contains a point, for side `cell_m`.
  static CellId lattice_id(Point p, double cell_m);
  static Point lattice_centre(CellId, double cell_m);
  /// A lattice over the given ids (sorted and made unique here).
  static Grid lattice(std::string crs, double cell_m, std::vector<CellId> ids);

  const GridSpec& spec() const { return spec_; }
  const GridCells& cells() const { return cells_; }
  std::size_t size() const { return cells_.id.size(); }
  CellId id(CellIdx i) const { return cells_.id[i]; }
  Point centre(CellIdx i) const { return cells_.centre[i]; }
  double area_m2(CellIdx i) const { return static_cast<double>(cells_.area_m2[i]); }
  /// The cell's outline, whatever its kind; for maps and clipping.
  Shape footprint(CellIdx) const;
  std::optional<CellIdx> find(CellId) const;  // find(): may be absent
  std::optional<CellIdx> find(Point) const;
  /// Cells that share an edge on a lattice, or whose centres lie within 1.3 cell sides otherwise (own cells).
  std::vector<CellIdx> neighbours(CellIdx) const;
  /// Cells whose centre is within `radius_m` of `p`, in index order.
  std::vector<CellIdx> within(Point p, double radius_m) const;
  Box bounds() const { return bounds_; }
  /// What a person calls the cell: the user's name, or its lattice position "E385 N4412".
  std::string label(CellIdx) const;

 private:
  void index();
  std::size_t bucket(Point p) const;
  GridSpec spec_;
  GridCells cells_;
  Box bounds_;
  std::vector<std::pair<CellId, CellIdx>> by_id_;  // sorted
  // Buckets of one cell side over the bounds: a point's candidates are in its bucket and the eight around it.
  std::size_t bucket_cols_ = 0, bucket_rows_ = 0;
  double bucket_m_ = 1;
  std::vector<std::uint32_t> bucket_begin_;
  std::vector<CellIdx> bucket_cell_;
};

/// Share of a shape's area that falls into each cell it touches: (cell, m²), in cell order.
std::vector<std::pair<CellIdx, double>> rasterise(const Grid&, const Shape&);

}  // namespace cityloop
