#include "cityloop/io/accounts/passwords.h"

#include <algorithm>
#include <array>
#include <string>

#include "cityloop/base/utf8.h"

namespace cityloop::accounts {
namespace {

using Symbols = std::u32string;

Symbols symbols_of(std::string_view s) {  // of what is UTF-8
  Symbols out;
  for (std::size_t i = 0; i < s.size();) {
    const auto byte = static_cast<unsigned char>(s[i]);
    const std::size_t n = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    char32_t c = n == 1 ? byte : byte & (0xffU >> (n + 1));
    for (std::size_t k = 1; k < n && i + k < s.size(); ++k)
      c = (c << 6) | (static_cast<unsigned char>(s[i + k]) & 0x3fU);
    out += c;
    i += n;
  }
  return out;
}
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || c > 0x7f; }
Symbols lower(Symbols s) {
  for (char32_t& c : s)
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  return s;
}

/// A block of up to four symbols again and again: aaaaaaaa, abababab, 12341234.
bool is_repeated(const Symbols& s) {
  for (std::size_t period = 1; period <= 4 && 2 * period <= s.size(); ++period) {
    bool all = true;
    for (std::size_t i = period; i < s.size() && all; ++i) all = s[i] == s[i - period];
    if (all) return true;
  }
  return false;
}

/// Rows and slanted columns of a keyboard, walked either way.
constexpr std::array<std::u32string_view, 9> kWalks{U"1234567890",
                                                    U"qwertyuiop[]",
                                                    U"asdfghjkl;'",
                                                    U"zxcvbnm,./",
                                                    U"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
                                                    U"qazwsxedcrfvtgbyhnujmikolp",
                                                    U"!@#$%^&*()",
                                                    U"qweasdzxc",
                                                    U"147258369"};

bool walks_on(char32_t from, char32_t to) {
  if (from == to || from + 1 == to || to + 1 == from) return true;
  return std::ranges::any_of(kWalks, [&](std::u32string_view walk) {
    const std::size_t at = walk.find(from);
    return at != std::u32string_view::npos &&
           ((at + 1 < walk.size() && walk[at + 1] == to) || (at > 0 && walk[at - 1] == to));
  });
}
/// Nothing but runs of at least three: abcd1234, qwerty123, 87654321.
bool is_runs(const Symbols& s) {
  std::size_t length = 1;
  for (std::size_t i = 1; i <= s.size(); ++i) {
    if (i < s.size() && walks_on(s[i - 1], s[i])) {
      ++length;
      continue;
    }
    if (length < 3) return false;
    length = 1;
  }
  return true;
}

/// Eight to eleven digits alone: dates of birth and telephone numbers.
bool is_number(const Symbols& s) { return s.size() < 12 && std::ranges::all_of(s, is_digit); }

/// What is left when digits and signs are taken off both ends, and the usual signs for letters are read as letters.
Symbols core_of(Symbols s) {
  while (!s.empty() && !is_letter(s.back())) s.pop_back();
  std::size_t from = 0;
  while (from < s.size() && !is_letter(s[from])) ++from;
  s.erase(0, from);
  for (char32_t& c : s) {
    constexpr std::u32string_view kSigns = U"0134578@$!", kLetters = U"oleastbasi";
    if (const std::size_t at = kSigns.find(c); at != std::u32string_view::npos) c = kLetters[at];
  }
  return s;
}
constexpr std::array<std::u32string_view, 44> kWords{
    U"password", U"passwort", U"passwd",   U"pass",     U"admin",    U"administrator", U"root",
    U"user",     U"guest",    U"login",    U"welcome",  U"letmein",  U"secret",        U"changeme",
    U"default",  U"test",     U"demo",     U"master",   U"iloveyou", U"love",          U"dragon",
    U"monkey",   U"football", U"baseball", U"sunshine", U"princess", U"superman",      U"batman",
    U"hello",    U"computer", U"internet", U"city",     U"cityloop", U"china",         U"zhongguo",
    U"beijing",  U"shanghai", U"woaini",   U"mima",     U"nihao",    U"qwerty",        U"abc",
    U"密码",     U"我爱你"};
/// A word of few, or two of them: Password1!, admin@2026, P@ssw0rd, iloveyou88.
bool is_word(const Symbols& core) {
  const auto known = [](std::u32string_view w) { return std::ranges::find(kWords, w) != kWords.end(); };
  if (core.empty()) return false;
  for (std::size_t cut = 1; cut <= core.size(); ++cut) {
    const std::u32string_view whole{core};
    if (known(whole.substr(0, cut)) && (cut == core.size() || known(whole.substr(cut)))) return true;
  }
  return false;
}
bool is_like(const Symbols& password, const Symbols& core, std::string_view name) {
  const Symbols own = lower(symbols_of(name));
  return !own.empty() && (password == own || core == own || core == core_of(own));
}

}  // namespace

std::optional<Text> weakness(std::string_view password, std::string_view name, std::string_view display) {
  if (first_not_utf8(password) != std::string_view::npos) return Text{"a password is text", "密码须为文字"};
  const Symbols s = lower(symbols_of(password));
  if (s.size() < kShortestPassword)
    return say("a password has at least {} symbols", "密码至少 {} 个字符", kShortestPassword);
  if (s.size() > kLongestPassword)
    return say("a password has at most {} symbols", "密码最多 {} 个字符", kLongestPassword);
  if (is_repeated(s)) return Text{"this repeats itself: anybody guesses it", "重复的字符很容易被猜到"};
  if (is_runs(s))
    return Text{"this runs along the alphabet or the keyboard: anybody guesses it",
                "连续的字母、数字或键盘排列很容易被猜到"};
  if (is_number(s))
    return Text{"dates and telephone numbers are guessed first: add words",
                "日期和电话号码最易被猜到，请加入文字"};
  const Symbols core = core_of(s);
  if (is_word(core))
    return Text{"this is one of the passwords that are tried first", "这是最先被尝试的常见密码之一"};
  if (is_like(s, core, name) || is_like(s, core, display))
    return Text{"a password must not be the person's own name", "密码不能与本人姓名或账户名相同"};
  return std::nullopt;
}

}  // namespace cityloop::accounts
