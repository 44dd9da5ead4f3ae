#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityloop {

/// The languages a person may read CityLoop in.
enum class Lang : std::uint8_t { en, zh };

/// The same words in every language. Two fields and not a map: a sentence without its Chinese (or English) half
/// does not compile (docs/decisions/0004).
struct Text {
  std::string en, zh;
  const std::string& in(Lang lang) const {
    return lang == Lang::zh && !zh.empty() ? zh : (en.empty() ? zh : en);
  }
  bool empty() const { return en.empty() && zh.empty(); }
  friend auto operator<=>(const Text&, const Text&) = default;
};

/// Formats one sentence in both languages from the same arguments (fmt syntax; use {0}, {1} where the order differs).
template <class... Args>
Text say(std::string_view en, std::string_view zh, const Args&... args) {
  return {fmt::format(fmt::runtime(en), args...), fmt::format(fmt::runtime(zh), args...)};
}
/// Words that are the same in every language: names, numbers, paths.
inline Text verbatim(std::string words) { return {words, words}; }

Lang parse_lang(std::string_view word);  // "en", "zh", "zh_CN.UTF-8"; anything else is English

/// The word of `known` closest to `word` (at most one slip per three symbols, one is always forgiven); empty if none is.
template <class Range>
std::string nearest_word(std::string_view word, const Range& known);
/// Slips between two words: a symbol left out, added, changed, or swapped with its neighbour. A Chinese character is one.
std::size_t edit_distance(std::string_view a, std::string_view b);
std::size_t symbol_count(std::string_view);

template <class Range>
std::string nearest_word(std::string_view word, const Range& known) {
  std::string best;
  const std::size_t third = symbol_count(word) / 3;
  std::size_t least = (third > 1 ? third : 1) + 1;
  for (const auto& k : known) {
    const std::size_t d = edit_distance(word, k);
    if (d < least) {
      least = d;
      best = std::string{k};
    }
  }
  return best;
}

/// A number for people: grouped thousands, no needless zeros ("12,345.6").
std::string show_number(double value, int decimals = 1);

}  // namespace cityloop
