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

/// A turn that somebody may not make.
using TurnIdx = Id<struct TurnIdxTag>;

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

  // What only some cities know: a column is empty, or has a row for every edge.
  // --- time on foot and by bicycle, ‰ of the time on the flat (city/relief.h); kFlat where no height is known
  Column<EdgeIdx, std::uint16_t> walk_forward, walk_backward, cycle_forward, cycle_backward;
  // --- level of traffic stress for a rider, 1 (anybody) to 4 (hardly anybody); 0: not known
  Column<EdgeIdx, std::uint8_t> stress_forward, stress_backward;
  // --- driving speed in traffic, ‰ of the free-flow speed
  Column<EdgeIdx, std::uint16_t> traffic;

  // Turns that some modes may not make: at the node where the first stretch ends and the second begins.
  Column<TurnIdx, EdgeIdx> turn_from, turn_to;
  Column<TurnIdx, NodeIdx> turn_via;
  Column<TurnIdx, Permit> turn_stops;

  static constexpr std::uint16_t kFlat = 1000;
  std::size_t nodes() const { return at.size(); }
  std::size_t edges() const { return from.size(); }
  template <class S, class V>
  static void columns(S& s, V& v) {
    v("at", s.at), v("node_ref", s.node_ref), v("from", s.from), v("to", s.to), v("length_mm", s.length_mm);
    v("forward", s.forward), v("backward", s.backward), v("street_class", s.street_class);
    v("drive_kmh", s.drive_kmh), v("way_ref", s.way_ref), v("bends", s.bends), v("source", s.source);
    v("walk_forward", s.walk_forward), v("walk_backward", s.walk_backward);
    v("cycle_forward", s.cycle_forward), v("cycle_backward", s.cycle_backward);
    v("stress_forward", s.stress_forward), v("stress_backward", s.stress_backward), v("traffic", s.traffic);
    v("turn_from", s.turn_from), v("turn_to", s.turn_to), v("turn_via", s.turn_via);
    v("turn_stops", s.turn_stops);
  }
};
/// Speed of a car where the map gives none: near the middle of the design speeds of CJJ 37 (expressway 60–100, arterial
/// 40–60, secondary 30–50, branch 20–40 km/h); an assumption, not a measurement.
double free_flow_kmh(StreetClass);

}  // namespace cityloop
