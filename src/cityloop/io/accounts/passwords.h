#pragma once

// What may be a password. Rules instead of a list: what people type when they must type something is repeated, runs along
// the alphabet or the keyboard, is a date, or is one of few words with a number behind it.

#include <optional>
#include <string_view>

#include "cityloop/base/text.h"

namespace cityloop::accounts {

inline constexpr std::size_t kShortestPassword = 8, kLongestPassword = 128;  // symbols, not bytes

/// Why this is no password for that person; nothing if it is one.
std::optional<Text> weakness(std::string_view password, std::string_view name, std::string_view display);

}  // namespace cityloop::accounts
