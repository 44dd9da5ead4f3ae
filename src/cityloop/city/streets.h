#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "cityloop/base/column.h"
#include "cityloop/geo/point.h"

namespace cityloop {

/// How a person moves on streets. (Transit comes with its own layer.)
enum class Mode : std::uint8_t { walk, wheelchair, cycle, drive };
inline constexpr std::array<std::string_view, 4> kModeWords{"walk", "wheelchair", "cycle", "drive"};
/// One bit per mode.
using Permit = std::uint8_t;
constexpr Permit permit(Mode m) { return static_cast<Permit>(1U << static_cast<unsigned>(m)); }
inline constexpr Permit kAllModes = 0x0f;

enum class StreetClass : std::uint8_t {
  motorway,
  trunk,
  primary,
  secondary,
  tertiary,
  residential,
  living,
  service,
  pedestrian,
  footway,
  path,
  cycleway,
  steps,
  track,
  ferry,
  other,
};

/// Streets between junctions. An edge is one stretch with a permission per direction and mode; its shape is kept for maps
/// and for snapping, so that a home is linked to the stretch it stands at and not to the nearest junction.
struct Streets {
  Column<NodeIdx, Point> at;
  Column<NodeIdx, std::int64_t> node_ref;  // OSM node id; 0 or negative: not from OSM
  Column<EdgeIdx, NodeIdx> from, to;
  Column<EdgeIdx, std::uint32_t> length_mm;
  Column<EdgeIdx, Permit> forward, backward;
  Column<EdgeIdx, StreetClass> street_class;
  Column<EdgeIdx, std::uint8_t> drive_kmh;  // free-flow speed for driving; 0: class default
  Column<EdgeIdx, std::int64_t> way_ref;    // OSM way id
  Ragged<EdgeIdx, Point> bends;             // points between the two ends
  Column<EdgeIdx, SourceRow> source;

  std::size_t nodes() const { return at.size(); }
  std::size_t edges() const { return from.size(); }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("at", s.at), v("node_ref", s.node_ref), v("from", s.from), v("to", s.to), v("length_mm", s.length_mm);
    v("forward", s.forward), v("backward", s.backward), v("street_class", s.street_class);
    v("drive_kmh", s.drive_kmh), v("way_ref", s.way_ref), v("bends", s.bends), v("source", s.source);
  }
};

}  // namespace cityloop
