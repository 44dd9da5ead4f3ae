#include "cityloop/io/import/stress.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cityloop {
namespace {

constexpr double kSlow_kmh = 25 * 1.609344;

struct CycleLanes {
  bool forward = false, backward = false;
};
CycleLanes cycle_lanes(Tags tags) {
  CycleLanes lanes;
  const auto with = [&](std::string_view key, bool forward, bool backward) {
    const std::string_view v = value_of(tags, key);
    if (v == "lane" || v == "track") {
      lanes.forward |= forward;
      lanes.backward |= backward;
    } else if (v == "opposite_lane" || v == "opposite_track") {
      lanes.backward = true;
    }
  };
  with("cycleway", true, true);
  with("cycleway:both", true, true);
  with("cycleway:right", true, false);
  with("cycleway:left", false, true);
  return lanes;
}

std::optional<int> whole_number(std::string_view text) {
  int n = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || trouble != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

}  // namespace

WayStress traffic_stress(Tags tags, const WayPermit& permit) {
  const auto both = [](std::uint8_t level) { return WayStress{level, level, false}; };
  if (const auto said = whole_number(value_of(tags, "lts")); said && *said >= 1 && *said <= 4) {
    const auto level = static_cast<std::uint8_t>(*said);
    return {level, level, true};
  }
  constexpr Permit cars = cityloop::permit(Mode::drive);
  if (((permit.forward | permit.backward) & cars) == 0) return both(1);
  std::string_view highway = value_of(tags, "highway");
  if (highway.ends_with("_link")) highway.remove_suffix(5);
  if (highway == "service" || highway == "services") return both(0);
  if (highway == "residential" || highway == "living_street") return both(1);

  const auto lanes = whole_number(value_of(tags, "lanes"));
  const std::uint8_t kmh = posted_kmh(value_of(tags, "maxspeed"));
  const bool few = lanes && *lanes <= 3, slow = kmh > 0 && kmh <= kSlow_kmh;
  const std::uint8_t usual = slow && (few || !lanes) ? 2 : 3;
  const CycleLanes lane = cycle_lanes(tags);
  const bool small = highway == "unclassified" || highway == "tertiary";
  const auto of = [&](bool has_lane) -> std::uint8_t {
    if (small) return has_lane || (few && kmh == 0) ? 2 : usual;
    return has_lane ? usual : 4;
  };
  return {of(lane.forward), of(lane.backward), false};
}

}  // namespace cityloop
