#pragma once

#include <cstdint>

#include "cityloop/io/import/permit.h"

namespace cityloop {

/// Level of traffic stress for somebody on a bicycle, by direction: 1 anybody, 2 most adults, 3 the confident, 4 hardly
/// anybody; 0 not labelled.
struct WayStress {
  std::uint8_t forward = 0, backward = 0;
  bool said = false;  // by the map itself: a crossing does not change it
  friend bool operator==(const WayStress&, const WayStress&) = default;
};

/// Stress of an OpenStreetMap way from its tags, by the rules that R5 made of the published criteria, in this order:
///
///   lts=1…4 says it → no cars: 1 → service roads: none → residential and living streets: 1
///   → unclassified and tertiary: 2 with a cycle lane, 2 where there are at most three lanes and no posted speed, else d
///   → larger: d with a cycle lane, else 4
///   d = 2 where the posted speed is at most 25 mph and there are at most three lanes or their number is not known;
///   else 3
///
/// Lanes: cycleway, cycleway:both, :right (own direction) and :left (against it) = lane or track; opposite_lane and
/// opposite_track against the own direction. Traffic on the right is assumed. What a crossing adds: Builder.
///
/// source   Mekuria, Furth, Nixon 2012 (Low-stress bicycling and network connectivity); Conveyal R5's rules for OSM
WayStress traffic_stress(Tags, const WayPermit&);

}  // namespace cityloop
