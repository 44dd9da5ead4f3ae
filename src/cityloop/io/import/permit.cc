#include "cityloop/io/import/permit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cityloop {
namespace {

constexpr Permit kWalk = permit(Mode::walk), kWheel = permit(Mode::wheelchair), kCycle = permit(Mode::cycle),
                 kDrive = permit(Mode::drive);

struct ClassDefault {
  std::string_view highway;
  StreetClass street_class;
  Permit modes;
};
// A link road (motorway_link …) is of its parent's class.
constexpr std::array<ClassDefault, 22> kClasses{{
    {"motorway", StreetClass::motorway, kDrive},
    {"trunk", StreetClass::trunk, kAllModes},
    {"primary", StreetClass::primary, kAllModes},
    {"secondary", StreetClass::secondary, kAllModes},
    {"tertiary", StreetClass::tertiary, kAllModes},
    {"unclassified", StreetClass::residential, kAllModes},
    {"residential", StreetClass::residential, kAllModes},
    {"road", StreetClass::other, kAllModes},
    {"living_street", StreetClass::living, kAllModes},
    {"service", StreetClass::service, kAllModes},
    {"services", StreetClass::service, kAllModes},
    {"pedestrian", StreetClass::pedestrian, kWalk | kWheel},
    {"footway", StreetClass::footway, kWalk | kWheel},
    {"corridor", StreetClass::footway, kWalk | kWheel},
    {"elevator", StreetClass::footway, kWalk | kWheel},
    {"platform", StreetClass::footway, kWalk | kWheel},
    {"crossing", StreetClass::footway, kWalk | kWheel},
    {"path", StreetClass::path, kWalk | kWheel | kCycle},
    {"bridleway", StreetClass::path, kWalk},
    {"track", StreetClass::track, kWalk | kWheel | kCycle},
    {"cycleway", StreetClass::cycleway, kWalk | kWheel | kCycle},
    {"steps", StreetClass::steps, kWalk},
}};

enum class Word : std::uint8_t { silent, yes, no };

Word read_access(std::string_view value) {
  constexpr std::array<std::string_view, 13> no{
      "no",           "private",   "agricultural", "forestry",   "agricultural;forestry",
      "delivery",     "emergency", "military",     "restricted", "permit",
      "use_sidepath", "dismount",  "residents"};
  constexpr std::array<std::string_view, 9> yes{"yes",      "designated",  "permissive",
                                                "official", "destination", "customers",
                                                "public",   "limited",     "discouraged"};
  if (value.empty()) return Word::silent;
  if (std::find(no.begin(), no.end(), value) != no.end()) return Word::no;
  if (std::find(yes.begin(), yes.end(), value) != yes.end()) return Word::yes;
  return Word::silent;
}

struct ModeKeys {
  Permit modes;
  std::array<std::string_view, 3> keys;  // most general first; empty: none
};
constexpr std::array<ModeKeys, 3> kModeKeys{{
    {kDrive, {"vehicle", "motor_vehicle", "motorcar"}},
    {kCycle, {"vehicle", "bicycle", ""}},
    {kWalk | kWheel, {"foot", "", ""}},
}};

/// Applies the access tags to what the class allows.
Permit with_access(Tags tags, Permit modes, std::string_view& reason) {
  if (const Word w = read_access(value_of(tags, "access")); w == Word::no) {
    modes = 0;
    reason = "access";
  }
  for (const ModeKeys& m : kModeKeys)
    for (const std::string_view key : m.keys) {
      if (key.empty()) continue;
      const Word w = read_access(value_of(tags, key));
      if (w == Word::silent) continue;
      // "vehicle=yes" on a footway does not make it a road: only a mode's own keys widen the class.
      if (w == Word::yes && key == "vehicle") continue;
      if (w == Word::no) modes &= static_cast<Permit>(~m.modes);
      // Stairs stay closed to wheels although people may walk them.
      else modes |= (m.modes == (kWalk | kWheel) && value_of(tags, "highway") == "steps") ? kWalk : m.modes;
      reason = key;
    }
  return modes;
}

Permit with_wheels(Tags tags, Permit modes, std::string_view& reason) {
  const bool steps = value_of(tags, "highway") == "steps";
  const std::string_view own = value_of(tags, "wheelchair"), ramp = value_of(tags, "ramp:wheelchair");
  if (steps && (ramp == "yes" || own == "yes" || own == "designated") && (modes & kWalk) != 0) {
    reason = "ramp:wheelchair";
    return modes | kWheel;
  }
  const std::string_view sac = value_of(tags, "sac_scale"), smooth = value_of(tags, "smoothness");
  const bool rough = (!sac.empty() && sac != "hiking" && sac != "strolling") || smooth == "impassable" ||
                     smooth == "very_horrible" || smooth == "horrible";
  if (own == "no" || rough) {
    reason = own == "no" ? "wheelchair" : "surface";
    modes &= static_cast<Permit>(~kWheel);
    if (rough && smooth != "horrible") modes &= static_cast<Permit>(~kCycle);
  } else if ((own == "yes" || own == "designated") && (modes & kWalk) != 0) {
    modes |= kWheel;
  }
  return modes;
}

bool says_yes(std::string_view v) { return v == "yes" || v == "true" || v == "1"; }
bool says_reverse(std::string_view v) { return v == "-1" || v == "reverse"; }

}  // namespace

std::string_view value_of(Tags tags, std::string_view key) {
  for (const Tag& t : tags)
    if (t.key == key) return t.value;
  return {};
}

std::uint8_t posted_kmh(std::string_view maxspeed) {
  if (maxspeed == "none") return 130;
  if (maxspeed == "walk") return 6;
  double value = 0;
  const auto [end, trouble] = std::from_chars(maxspeed.data(), maxspeed.data() + maxspeed.size(), value);
  if (trouble != std::errc{} || !std::isfinite(value)) return 0;
  std::string_view unit = maxspeed.substr(static_cast<std::size_t>(end - maxspeed.data()));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit == "mph") value *= 1.609344;
  else if (!unit.empty() && !unit.starts_with(';') && unit != "km/h" && unit != "kmh" && unit != "kph")
    return 0;
  if (value < 1 || value > 250) return 0;
  return static_cast<std::uint8_t>(std::lround(value));
}

std::optional<WayPermit> permissions(Tags tags) {
  std::string_view highway = value_of(tags, "highway");
  if (highway.empty()) return std::nullopt;
  const bool link = highway.ends_with("_link");
  if (link) highway.remove_suffix(5);
  const auto found = std::find_if(kClasses.begin(), kClasses.end(),
                                  [&](const ClassDefault& c) { return c.highway == highway; });
  if (found == kClasses.end()) return std::nullopt;

  WayPermit way;
  way.street_class = found->street_class;
  way.reason = "highway";
  const bool area = value_of(tags, "area") == "yes";
  const bool on_foot =
      way.street_class == StreetClass::pedestrian || way.street_class == StreetClass::footway;
  if (area && !on_foot) return std::nullopt;  // a car park's surface is no street
  way.ring = area;

  Permit modes = found->modes;
  const bool motor_road = says_yes(value_of(tags, "motorroad"));
  if (motor_road) {
    modes = kDrive;
    way.reason = "motorroad";
  }
  modes = with_access(tags, modes, way.reason);
  modes = with_wheels(tags, modes, way.reason);

  way.forward = way.backward = modes;
  const std::string_view oneway = value_of(tags, "oneway"), junction = value_of(tags, "junction");
  const bool implied =
      (junction == "roundabout" || junction == "circular" || highway == "motorway") && oneway != "no";
  const Permit wheels = kDrive | kCycle;
  if (oneway == "reversible" || oneway == "alternating") {
    // The direction changes with the hour, which a snapshot cannot say.
    way.forward &= static_cast<Permit>(~kDrive);
    way.backward &= static_cast<Permit>(~kDrive);
    way.reason = "oneway";
  } else if (says_reverse(oneway)) {
    way.forward &= static_cast<Permit>(~wheels);
    way.reason = "oneway";
  } else if (says_yes(oneway) || implied) {
    way.backward &= static_cast<Permit>(~wheels);
    way.reason = "oneway";
  }
  const std::string_view bicycle = value_of(tags, "oneway:bicycle");
  bool against = bicycle == "no";
  for (const std::string_view key : {"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"})
    against = against || value_of(tags, key).starts_with("opposite");
  if (against && (modes & kCycle) != 0) {
    way.forward |= kCycle;
    way.backward |= kCycle;
    way.reason = "oneway:bicycle";
  } else if (says_yes(bicycle)) {
    way.backward &= static_cast<Permit>(~kCycle);
    way.reason = "oneway:bicycle";
  } else if (says_reverse(bicycle)) {
    way.forward &= static_cast<Permit>(~kCycle);
    way.reason = "oneway:bicycle";
  }
  if (says_yes(value_of(tags, "oneway:foot"))) {
    way.backward &= static_cast<Permit>(~(kWalk | kWheel));
    way.reason = "oneway:foot";
  } else if (says_reverse(value_of(tags, "oneway:foot"))) {
    way.forward &= static_cast<Permit>(~(kWalk | kWheel));
    way.reason = "oneway:foot";
  }
  if ((way.forward | way.backward) == 0) return std::nullopt;
  way.drive_kmh = posted_kmh(value_of(tags, "maxspeed"));
  const auto has = [&](std::string_view key) {
    const std::string_view v = value_of(tags, key);
    return !v.empty() && v != "no";
  };
  way.level = has("bridge") || has("tunnel");
  return way;
}

TurnRule turn_rule(Tags tags) {
  struct Key {
    std::string_view key;
    Permit stops;
  };
  constexpr std::array<Key, 4> keys{{{"restriction", kDrive | kCycle},
                                     {"restriction:motor_vehicle", kDrive},
                                     {"restriction:motorcar", kDrive},
                                     {"restriction:bicycle", kCycle}}};
  TurnRule rule;
  for (const Key& k : keys) {
    const std::string_view value = value_of(tags, k.key);
    const bool no = value.starts_with("no_"), only = value.starts_with("only_");
    if ((!no && !only) || rule.stops != 0) continue;
    rule.only = only;
    rule.stops = k.stops;
  }
  std::string_view except = value_of(tags, "except");
  while (!except.empty()) {
    std::string_view word = except.substr(0, except.find(';'));
    except.remove_prefix(std::min(except.size(), word.size() + 1));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (word == "bicycle") rule.stops &= static_cast<Permit>(~kCycle);
    if (word == "motorcar" || word == "motor_vehicle") rule.stops &= static_cast<Permit>(~kDrive);
  }
  return rule;
}

Permit stopped_by(Tags node) {
  struct Barrier {
    std::string_view word;
    Permit stops;
  };
  constexpr std::array<Barrier, 21> barriers{{
      {"bollard", kDrive},
      {"block", kDrive},
      {"planter", kDrive},
      {"jersey_barrier", kDrive},
      {"chain", kDrive},
      {"log", kDrive | kWheel},
      {"rope", kDrive},
      {"motorcycle_barrier", kDrive},
      {"cycle_barrier", kDrive | kWheel},
      {"bus_trap", kDrive},
      {"sump_buster", kDrive},
      {"kissing_gate", kDrive | kCycle | kWheel},
      {"turnstile", kDrive | kCycle | kWheel},
      {"full-height_turnstile", kDrive | kCycle | kWheel},
      {"stile", kDrive | kCycle | kWheel},
      {"debris", kDrive | kWheel},
      {"wall", kAllModes},
      {"fence", kAllModes},
      {"hedge", kAllModes},
      {"city_wall", kAllModes},
      {"ditch", kAllModes},
  }};
  const std::string_view word = value_of(node, "barrier");
  Permit open = kAllModes;
  for (const Barrier& b : barriers)
    if (b.word == word) open &= static_cast<Permit>(~b.stops);
  std::string_view reason;
  // Access on a node counts only where something stands there: elsewhere it belongs to an object that shares the point.
  if (!word.empty() || value_of(node, "highway") == "gate") {
    open = with_access(node, open, reason);
    if (value_of(node, "wheelchair") == "no") open &= static_cast<Permit>(~kWheel);
  }
  return static_cast<Permit>(kAllModes & ~open);
}

}  // namespace cityloop
