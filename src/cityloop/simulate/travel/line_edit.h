#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cityloop/city/transit.h"

namespace cityloop {

/// How one timetable came from another, pattern by pattern. A pattern is what runs: vehicle, stops, calls, trips with
/// their times, days and headways; one in which anything differs is gone and another one is fresh.
struct LineEdit {
  std::vector<std::uint8_t> fresh;  // by PatternIdx of `now`: there was none like it
  std::vector<std::uint8_t> gone;   // by PatternIdx of `before`: there is none like it any more
  std::size_t fresh_stops = 0;      // calls of fresh patterns: what an answer costs
};
/// Empty where more than patterns differs for those who ride what is left: stops that both have stand elsewhere, or other
/// walks between them are given. Rows may have other numbers; they are told by feed, reference and place.
///
/// cost     O(calls of both): a hash of each pattern
std::optional<LineEdit> line_edit(const Transit& before, const Transit& now);

}  // namespace cityloop
