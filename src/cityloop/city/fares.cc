#include "cityloop/city/fares.h"

#include <algorithm>
#include <array>

namespace cityloop {

std::uint8_t currency_digits(std::string_view code) {
  constexpr std::array<std::string_view, 16> none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                  "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF"};
  constexpr std::array<std::string_view, 7> three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  if (code == "XPF" || std::find(none.begin(), none.end(), code) != none.end()) return 0;
  return std::find(three.begin(), three.end(), code) != three.end() ? 3 : 2;
}

std::optional<std::int64_t> parse_price(std::string_view s, std::uint8_t digits) {
  constexpr std::int64_t kMost = 1'000'000'000'000;
  const bool negative = s.starts_with('-');
  if (negative) s.remove_prefix(1);
  std::int64_t minor = 0;
  int decimals = -1;
  bool any = false;
  for (const char c : s) {
    if (c == '.') {
      if (decimals >= 0) return std::nullopt;
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    if (decimals >= 0 && decimals++ >= digits) {
      if (c != '0') return std::nullopt;  // less than the smallest coin
      continue;
    }
    minor = minor * 10 + (c - '0');
    if (minor > kMost) return std::nullopt;
  }
  if (!any) return std::nullopt;
  for (int d = std::max(decimals, 0); d < digits; ++d) minor *= 10;
  if (minor > kMost) return std::nullopt;
  return negative ? -minor : minor;
}

std::string show_price(std::int64_t minor, std::uint8_t digits) {
  std::int64_t unit = 1;
  for (int d = 0; d < digits; ++d) unit *= 10;
  const std::string sign = minor < 0 ? "-" : "";
  const std::int64_t size = minor < 0 ? -minor : minor;
  if (digits == 0) return sign + std::to_string(size);
  return fmt::format("{}{}.{:0{}}", sign, size / unit, size % unit, digits);
}

}  // namespace cityloop
