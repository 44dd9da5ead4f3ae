#pragma once

// Mapbox Vector Tile 2.1, written: what a layer of a tile is, in the tile's own units. Knows nothing of cities.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cityloop::mvt {

inline constexpr std::int32_t kExtent = 4096;

struct Spot {
  std::int32_t x = 0, y = 0;  // y grows southward
  friend auto operator<=>(const Spot&, const Spot&) = default;
};
using Path = std::vector<Spot>;
enum class Kind : std::uint8_t { point = 1, line = 2, polygon = 3 };
using Value = std::variant<std::string, double, std::int64_t, bool>;
using Attributes = std::vector<std::pair<std::string_view, Value>>;

/// Twice the area of a ring by the surveyor's formula in the tile's axes: > 0 is an outer ring of the specification.
std::int64_t twice_area(const Path& ring);

/// One layer on its way into a tile. Keys and values are kept once each, as the specification wants.
class Layer {
 public:
  explicit Layer(std::string name);
  ~Layer();
  Layer(Layer&&) noexcept;
  Layer& operator=(Layer&&) noexcept;
  /// Points: each path one point. Lines: paths of two points at least. Polygons: rings not closed, three points at least,
  /// each outer ring followed by its holes, turned as twice_area() says; the caller sees to that.
  void add(std::optional<std::uint64_t> id, Kind kind, std::span<const Path> parts,
           const Attributes& attributes);
  bool empty() const;
  /// Appends the layer to a tile. Layers stand in a tile one after another.
  void append_to(std::string& tile) &&;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cityloop::mvt
