#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cityloop/city/hours.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto hours = cityloop::read_hours(text)) {
    // Spans of one week, ascending and apart; and what is written reads back.
    const bool never = *hours == cityloop::OpenHours{0, 0};
    for (std::size_t i = 0; !never && i < hours->size(); ++i)
      if (i > 0 && (*hours)[i] <= (*hours)[i - 1]) __builtin_trap();
    if (hours->empty() || hours->size() % 2 != 0 || hours->back() > cityloop::kWeekMinutes) __builtin_trap();
    if (cityloop::read_hours(cityloop::hours_text(*hours)) != hours) __builtin_trap();
  }
  if (const auto moment = cityloop::read_week_minute(text))
    if (*moment >= cityloop::kWeekMinutes) __builtin_trap();
  return 0;
}
