#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cityloop {

/// Opening hours as spans of a week, in minutes since Monday 0:00: from, until, from, until … ascending and apart. A night
/// that goes on into Monday is two spans. {0, 0}: known, and never open. Empty: not known.
using OpenHours = std::vector<std::uint16_t>;
inline constexpr std::uint16_t kDayMinutes = 24 * 60, kWeekMinutes = 7 * kDayMinutes;

/// Reads what maps and registers write: weekdays with times of the OpenStreetMap opening_hours specification ("Mo-Fr
/// 08:00-12:00,13:00-18:00; Sa 09:00-13:00; PH off", "24/7", "Fr-Su 22:00-04:00"), and the same in Chinese words
/// ("周一至周五 8:00-17:30", "每天 全天"). A later rule replaces earlier ones on its days, after a comma it adds to them.
/// Rules for holidays only say nothing about a week and are passed over.
/// Nothing where it says what a week cannot hold (months, sunset, "by appointment", open ends): that is not known.
///
/// source   OpenStreetMap wiki, Key:opening_hours/specification
std::optional<OpenHours> read_hours(std::string_view);

/// Whether one may come in at a minute of the week: from ≤ minute < until. Precondition: known.
bool is_open(std::span<const std::uint16_t> hours, std::uint16_t minute);
/// "Mo-Fr 08:00-18:00; Sa 09:00-13:00", "24/7", "off"; empty if not known. read_hours() reads it back.
std::string hours_text(std::span<const std::uint16_t> hours);

/// A moment of the week as people write it: "Tue 19:00", "Tu 19:00", "周二 19:00". Nothing if it is none.
std::optional<std::uint16_t> read_week_minute(std::string_view);
/// "Tu 19:00".
std::string week_minute_text(std::uint16_t minute);

}  // namespace cityloop
