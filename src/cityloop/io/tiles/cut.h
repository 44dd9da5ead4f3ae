#pragma once

// Private to tiles: one shape, on its way from the world into the units of one tile.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cityloop/geo/point.h"
#include "cityloop/io/tiles/mvt.h"

namespace cityloop::mvt {

/// The world in Web Mercator as 2³² × 2³² units from the north-west corner: 9 mm at the equator, and every tile of every
/// zoom up to 20 a whole number of them.
struct WorldSpot {
  std::uint32_t x = 0, y = 0;
  friend auto operator<=>(const WorldSpot&, const WorldSpot&) = default;
};
/// From metres of EPSG:3857; what lies beyond the square of the world is moved to its border.
WorldSpot world_spot(Point mercator);

inline constexpr double kBuffer =
    64;  // units of a tile drawn beyond each of its sides, so that lines do not end there
inline constexpr double kPixel = 8;       // units of a tile in a pixel, where a tile is drawn 512 pixels wide
inline constexpr unsigned kFinest = 16;   // the zoom from which clients enlarge
inline constexpr unsigned kDeepest = 22;  // the zoom up to which tiles are given at all

/// Where a tile lies and how its units follow from the world's.
struct TileFrame {
  unsigned z = 0;
  double x = 0, y = 0;  // of its north-west corner, in world units
  double unit = 1;      // world units in one of its units
  TileFrame(unsigned zoom, unsigned column, unsigned row);
  Point at(WorldSpot s) const {
    return {(static_cast<double>(s.x) - x) / unit, (static_cast<double>(s.y) - y) / unit};
  }
  /// What of the world it shows, with its buffer.
  Box world_box() const;
};

/// How far a line may be moved by thinning at a zoom, in units of a tile; 0: only what rounding makes equal is left out.
double tolerance(unsigned zoom);

/// The parts of a line within the tile and its buffer: thinned by Douglas and Peucker, rounded, no point twice running.
void cut_line(const TileFrame&, std::span<const WorldSpot> line, std::vector<Path>& out);
/// A ring within the tile and its buffer (Sutherland and Hodgman); where it falls apart the pieces stay joined along the
/// buffer's border. Rounded; at low zoom to half pixels, so that neighbours keep their common border. nullopt: nothing is
/// left of it.
std::optional<Path> cut_ring(const TileFrame&, std::span<const WorldSpot> ring);
/// One polygon, its outer ring first and then its holes, as the specification wants polygons: valid, each outer ring
/// followed by its holes, turned the right way. Clipping and rounding leave rings that touch and cross; those are taken
/// apart. Nothing: nothing is left.
std::vector<Path> valid_rings(std::vector<Path> rings);

/// A tile's address as people and map clients write it: "<set>/<z>/<x>/<y>.mvt". nullopt: it is none.
struct TileAddress {
  std::string_view set;
  unsigned z = 0, x = 0, y = 0;
  friend bool operator==(const TileAddress&, const TileAddress&) = default;
};
std::optional<TileAddress> read_tile_address(std::string_view path);

}  // namespace cityloop::mvt
