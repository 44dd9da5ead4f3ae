#include "cityloop/base/text.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cityloop {
namespace {

/// One number per UTF-8 symbol. A stray byte counts as a symbol, so any bytes can be compared.
std::vector<char32_t> symbols_of(std::string_view s) {
  std::vector<char32_t> out;
  out.reserve(s.size());
  for (const char c : s) {
    const auto byte = static_cast<unsigned char>(c);
    const bool goes_on = (byte & 0xC0U) == 0x80U;
    if (goes_on && !out.empty() && out.back() > 0x7FU) out.back() = (out.back() << 8U) | byte;
    else out.push_back(byte);
  }
  return out;
}

}  // namespace

Lang parse_lang(std::string_view word) {
  const bool begins_zh =
      word.size() >= 2 && (word[0] == 'z' || word[0] == 'Z') && (word[1] == 'h' || word[1] == 'H');
  return begins_zh && (word.size() == 2 || word[2] == '_' || word[2] == '-' || word[2] == '.') ? Lang::zh
                                                                                               : Lang::en;
}

std::size_t symbol_count(std::string_view s) { return symbols_of(s).size(); }

// Optimal string alignment: a swap of neighbours is one slip, because it is the commonest slip of the hand.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  constexpr std::size_t kLongest =
      1024;  // bytes; nobody mistypes more, and the cost is the product of the lengths
  if (a == b) return 0;
  if (a.size() > kLongest || b.size() > kLongest) return std::max(a.size(), b.size());
  const std::vector<char32_t> x = symbols_of(a), y = symbols_of(b);
  std::vector<std::size_t> before(y.size() + 1), above(y.size() + 1), row(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= x.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (x[i - 1] == y[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[y.size()];
}

std::string show_number(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  const std::string plain = fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 17));
  const bool negative = plain.front() == '-';
  const std::size_t begin = negative ? 1 : 0;
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string out;
  for (std::size_t i = begin; i < point; ++i) {
    if (i > begin && (point - i) % 3 == 0) out += ',';
    out += plain[i];
  }
  std::string fraction = plain.substr(point);
  while (!fraction.empty() && (fraction.back() == '0' || fraction.back() == '.')) {
    const bool was_point = fraction.back() == '.';
    fraction.pop_back();
    if (was_point) break;
  }
  out += fraction;
  return negative && out != "0" ? "-" + out : out;
}

}  // namespace cityloop
