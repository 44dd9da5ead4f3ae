#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "cityloop/city/streets.h"

namespace cityloop {

struct Tag {
  std::string_view key, value;
};
using Tags = std::span<const Tag>;
/// The value of a key; empty where there is none.
std::string_view value_of(Tags, std::string_view key);

/// Who may use a way, in its own direction and against it.
struct WayPermit {
  Permit forward = 0, backward = 0;
  StreetClass street_class = StreetClass::other;
  std::uint8_t drive_kmh = 0;  // as posted; 0: not posted
  bool level = false;          // a bridge or a tunnel
  bool ring = false;           // an area whose edge is walked (area=yes)
  std::string_view reason;     // the rule that decided last, for tests and explanations
};

/// Permissions of an OpenStreetMap way from its tags; nullopt where it is no street at all.
///
///   class default → access=* → the mode's own keys, the most special last → one-way
///
/// source   wiki.openstreetmap.org: Key:access, Key:oneway, Key:motorroad, "OSM tags for routing/Access restrictions"
///          (defaults that hold in most countries; motorways and motorroads for driving only; cycling not on pedestrian
///          streets, footways and steps; a cycleway may be walked)
std::optional<WayPermit> permissions(Tags);

/// The modes that a tagged node stops (barriers and access on a node of a way).
Permit stopped_by(Tags node);

/// What a restriction relation forbids (or, `only`: allows alone), and to whom; 0: nobody we know of, or it says nothing.
///
/// restriction=* stops driving and cycling, restriction:motorcar and :motor_vehicle driving, restriction:bicycle cycling;
/// except=* names who is free of it. Restrictions of certain hours (restriction:conditional) are not used.
///
/// source   wiki.openstreetmap.org: Relation:restriction
struct TurnRule {
  Permit stops = 0;
  bool only = false;
};
TurnRule turn_rule(Tags);

/// Kilometres per hour of maxspeed=*: "50", "30 mph", "walk", "none"; 0 where it does not say.
std::uint8_t posted_kmh(std::string_view maxspeed);

}  // namespace cityloop
