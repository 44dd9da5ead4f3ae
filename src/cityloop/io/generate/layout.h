#pragma once

// The bones of the generated city: where its boundary and its river run, which part of it is which quarter.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cityloop/base/random.h"
#include "cityloop/geo/point.h"
#include "cityloop/geo/shape.h"
#include "cityloop/io/generate/generate.h"

namespace cityloop::demo {

enum class Quarter : std::uint8_t { old_town, main_urban, new_district, suburb, industry, rural };
inline constexpr std::size_t kQuarters = 6;
constexpr std::size_t at(Quarter q) { return static_cast<std::size_t>(q); }

/// The lattice that everything is drawn on: `kUnits` units make the side of a superblock.
inline constexpr int kUnits = 12;
struct Spot {  // a lattice position, in units
  int x = 0, y = 0;
  friend constexpr auto operator<=>(Spot, Spot) = default;
};
constexpr std::uint64_t key_of(Spot s) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(s.x)) << 32) |
         static_cast<std::uint32_t>(s.y);
}

struct Superblock {
  int i = 0, j = 0;
  Quarter quarter = Quarter::rural;
  double people = 0;  // filled by the builder of blocks
  std::uint32_t district = 0, street = 0, community = 0;
};

/// Lattice → plane, boundary, river and quarters. Lattice space is a chessboard; the warp rounds its squares into rings
/// and bends its lines a little.
class Layout {
 public:
  explicit Layout(const DemoSpec&);

  double side_m() const { return side_m_; }
  double unit_m() const { return side_m_ / kUnits; }
  double radius_m() const { return radius_m_; }
  /// The plane position of a lattice position, in units; fractions allowed.
  Point place(double x, double y) const;
  /// Where the municipality ends in the direction of `p`, in metres from the centre.
  double border_m(Point p) const;
  bool inside(Point p, double margin_m = 0) const;
  /// Where the border is crossed by the ray through `p`.
  Point on_border(Point p) const;

  const std::vector<Superblock>& superblocks() const { return superblocks_; }
  std::vector<Superblock>& superblocks() { return superblocks_; }
  const Superblock* find(int i, int j) const;
  std::size_t index_of(int i, int j) const { return by_position_.at(key_of({i, j})); }

  /// The river's middle at x, and its half width, in units. It runs from west to east, south of the old town.
  double river_y(double x) const;
  double river_half() const { return river_half_; }
  bool wet(double x, double y, double bank_units) const;
  bool south(double x, double y) const { return y < river_y(x); }
  /// Superblock lines that cross the river on a bridge.
  bool bridge(int i) const;
  /// Ring roads: superblock lines at this distance (in superblocks) from the centre; motorway: its ring in units.
  int inner_ring() const { return inner_ring_; }
  int outer_ring() const { return outer_ring_; }
  double motorway_units() const { return motorway_units_; }

  Random random(std::string_view what, std::uint64_t number) const;

 private:
  void choose_quarters();
  double side_m_ = 1200, radius_m_ = 0;
  double turn_ = 0, bend_phase_[4] = {};
  double border_phase_[3] = {};
  double border_scale_ = 1;
  double river_at_ = 0, river_swing_ = 0, river_wave_ = 1, river_phase_ = 0, river_half_ = 1;
  int inner_ring_ = 1, outer_ring_ = 2;
  double motorway_units_ = 0;
  std::uint64_t seed_ = 1;
  std::vector<Superblock> superblocks_;
  std::unordered_map<std::uint64_t, std::size_t> by_position_;
};

}  // namespace cityloop::demo
