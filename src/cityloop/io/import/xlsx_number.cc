#include "cityloop/io/import/xlsx_number.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "cityloop/base/time.h"
#include "cityloop/io/import/csv.h"

namespace cityloop {
namespace {

using As = NumberLook::As;
constexpr long kDaySeconds = 86'400;
constexpr double kDays = 2'958'466;  // one past 9999-12-31

std::string clock(long seconds) {
  std::string out = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) out += fmt::format(":{:02}", seconds % 60);
  return out;
}

/// Spreadsheets count 1900-01-01 as day 1 and believe in a 29 February 1900 (day 60), which never was.
Date day_of(long serial, bool since_1904) {
  using namespace std::chrono;
  if (since_1904) return sys_days{year{1904} / 1 / 1} + days{serial};
  return sys_days{year{1899} / 12 / 30} + days{serial < 60 ? serial + 1 : serial};
}

std::size_t significant_digits(std::string_view s) {
  s = s.substr(0, s.find_first_of("eE"));
  std::size_t n = 0;
  for (const char c : s)
    if (c >= '0' && c <= '9' && (n > 0 || c != '0')) ++n;
  return n;
}

}  // namespace

NumberLook builtin_look(long id) {
  if (id == 9 || id == 10) return {As::percent};
  if (id == 46) return {As::span};
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47) return {As::time};
  if (id == 22 || id == 55 || id == 56) return {As::moment};
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
    return {As::date};
  return {};
}

NumberLook look_of_format(std::string_view code) {
  code = code.substr(0, code.find(';'));  // further parts are for negative numbers, zero and text
  if (code.size() >= 2 && code.size() <= 32 && code.find_first_not_of('0') == std::string_view::npos)
    return {As::number, static_cast<int>(code.size())};
  if (code.starts_with("General") || code.starts_with("G/")) return {};  // the second one is Chinese
  bool date = false, time = false, month = false, percent = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;  // the next sign stands for itself or for its width
    } else if (c == '[') {
      const std::size_t end = std::min(code.find(']', i), code.size());
      const std::string_view inside = code.substr(i + 1, end - i - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return {As::span};
      i = end;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      date = true;
    } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
      time = true;
    } else if (c == 'm' || c == 'M') {
      month = true;  // or minute: what stands beside it decides
    } else if (c == '%') {
      percent = true;
    }
  }
  if (date && time) return {As::moment};
  if (time) return {As::time};
  if (date || month) return {As::date};
  return {percent ? As::percent : As::number};
}

std::string number_words(std::string_view stored, NumberLook look, bool since_1904) {
  const auto value = to_number(stored);
  const std::string as_stored{trimmed(stored)};
  if (!value) return as_stored;
  switch (look.as) {
    case As::number: break;
    case As::percent: return fmt::format("{:.12g}%", *value * 100);
    case As::span: {
      if (*value < 0 || *value >= kDays) return as_stored;
      return clock(std::lround(*value * kDaySeconds));
    }
    case As::date:
    case As::time:
    case As::moment: {
      if (*value < 0 || *value >= kDays - (since_1904 ? 1462 : 0)) return as_stored;
      double whole = std::floor(*value);
      long seconds = std::lround((*value - whole) * kDaySeconds);
      if (seconds == kDaySeconds) whole += 1, seconds = 0;
      if (whole >= kDays - (since_1904 ? 1462 : 0)) return as_stored;
      const auto serial = static_cast<long>(whole);
      if (look.as == As::time || (look.as == As::moment && serial == 0)) return clock(seconds);
      if (!since_1904 && (serial == 60 || serial == 0)) return as_stored;  // no day of any calendar
      const std::string day = to_string(day_of(serial, since_1904));
      return look.as == As::date || seconds == 0 ? day : day + " " + clock(seconds);
    }
  }
  // Programs store 0.1 as 0.10000000000000001; what people see has 15 digits at most.
  std::string out = significant_digits(as_stored) > 15 ? fmt::format("{}", *value) : as_stored;
  const bool digits = out.find_first_not_of("0123456789") == std::string::npos;
  if (digits && out.size() < static_cast<std::size_t>(look.zeros))
    out.insert(0, static_cast<std::size_t>(look.zeros) - out.size(), '0');
  return out;
}

}  // namespace cityloop
