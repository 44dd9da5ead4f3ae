#include "cityloop/base/money.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace cityloop {
namespace {

__extension__ using Wide = __int128;

constexpr Wide kMostFen = std::numeric_limits<std::int64_t>::max();

Money checked(Wide fen, const Where& where = {}) {
  if (fen > kMostFen || fen < -kMostFen)
    throw Error{Fault::bad_input,
                say("an amount of money is too large to be held exactly", "金额过大，无法精确表示"), where,
                say("the most is 92,233,720,368,547,758.07 yuan", "最大金额为 92,233,720,368,547,758.07 元")};
  return {static_cast<std::int64_t>(fen)};
}

struct MoneyUnit {
  std::string_view word;
  std::int64_t fen;
};
constexpr MoneyUnit kMoneyUnits[] = {
    {"", 100},
    {"元", 100},
    {"yuan", 100},
    {"CNY", 100},
    {"RMB", 100},
    {"元人民币", 100},
    {"圆", 100},
    {"万", 1'000'000},
    {"万元", 1'000'000},
    {"亿", 10'000'000'000},
    {"亿元", 10'000'000'000},
    {"million yuan", 100'000'000},
    {"billion yuan", 100'000'000'000},
    {"fen", 1},
    {"千元", 100'000},
    {"百万元", 100'000'000},
};

bool eat(std::string_view& s, std::string_view word) {
  if (!s.starts_with(word)) return false;
  s.remove_prefix(word.size());
  return true;
}
void eat_blanks(std::string_view& s) {
  while (eat(s, " ") || eat(s, "\t") || eat(s, "\r") || eat(s, "\u00a0") || eat(s, "\u3000")) {}
}
bool at_digit(std::string_view s) { return !s.empty() && s.front() >= '0' && s.front() <= '9'; }

/// `value / unit` rounded half away from zero to hundredths: "8,400.00".
std::string hundredths(Wide fen, Wide fen_per_unit) {
  const bool negative = fen < 0;
  const Wide size = negative ? -fen : fen;
  const auto hundred = static_cast<std::uint64_t>((size * 100 * 2 + fen_per_unit) / (fen_per_unit * 2));
  const std::string whole = fmt::format("{}", hundred / 100);
  std::string out = negative && hundred > 0 ? "-" : "";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) out += ',';
    out += whole[i];
  }
  return out + fmt::format(".{:02}", hundred % 100);
}

}  // namespace

Money operator+(Money a, Money b) { return checked(static_cast<Wide>(a.fen) + b.fen); }
Money operator-(Money a, Money b) { return checked(static_cast<Wide>(a.fen) - b.fen); }
Money operator*(std::int64_t k, Money a) { return checked(static_cast<Wide>(k) * a.fen); }

double to_yuan(Money m) { return static_cast<double>(m.fen) / 100.0; }

Money scaled(Money m, double ratio) {
  const double fen = std::round(static_cast<double>(m.fen) * ratio);
  if (!std::isfinite(fen) || std::abs(fen) >= 0x1.0p63)
    throw Error{Fault::bad_input,
                say("a scaled price is too large to be held exactly", "换算后的金额过大，无法精确表示")};
  return {static_cast<std::int64_t>(fen)};
}

Money parse_money(std::string_view text, const Where& where) {
  const auto refuse = [&](Text hint) {
    return Error{Fault::bad_input, say("‘{}’ is not an amount of money", "“{}”不是有效金额", text), where,
                 std::move(hint)};
  };
  const Text shape = say("write 84000000.00, 8400万元, 1.2亿元 or -3.5 yuan",
                         "请写成 84000000.00、8400万元、1.2亿元 或 -3.5 元");
  std::string_view s = text;
  eat_blanks(s);
  bool negative = eat(s, "-") || eat(s, "−");
  if (!negative) eat(s, "+");
  eat_blanks(s);
  if (eat(s, "¥") || eat(s, "￥")) {
    eat_blanks(s);
    if (!negative) negative = eat(s, "-");
  }

  constexpr Wide kMostDigits =
      static_cast<Wide>(1'000'000'000'000'000'000) * 1'000'000;  // keeps products in 128 bits
  Wide digits = 0;
  Wide parts = 1;  // the value is digits / parts
  std::size_t in_group = 0;
  bool grouped = false, any = false;
  while (at_digit(s) || (any && s.starts_with(','))) {
    if (s.front() == ',') {
      if (grouped ? in_group != 3 : in_group > 3)
        throw refuse(say("separate thousands by threes: 84,000,000", "千分位每三位一组：84,000,000"));
      grouped = true;
      in_group = 0;
    } else {
      digits = digits * 10 + (s.front() - '0');
      any = true;
      ++in_group;
      if (digits > kMostDigits) return checked(digits, where);
    }
    s.remove_prefix(1);
  }
  if (grouped && in_group != 3)
    throw refuse(say("separate thousands by threes and decimals by a point: 84,000,000.50",
                     "千分位每三位一组，小数用点：84,000,000.50"));
  std::size_t zeros = 0;  // trailing zeros of the fraction change nothing and may be many
  if (any && eat(s, ".")) {
    if (!at_digit(s)) throw refuse(shape);
    for (; at_digit(s); s.remove_prefix(1)) {
      if (s.front() == '0') {
        ++zeros;
        continue;
      }
      for (; zeros > 0 && parts <= 1'000'000'000'000; --zeros) {
        digits *= 10;
        parts *= 10;
      }
      digits = digits * 10 + (s.front() - '0');
      parts *= 10;
      if (zeros > 0 || parts > 1'000'000'000'000 || digits > kMostDigits)
        throw refuse(say("at most two decimals of a yuan", "元以下最多两位小数"));
    }
  }
  if (!any) throw refuse(shape);
  eat_blanks(s);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r' || s.back() == '\n'))
    s.remove_suffix(1);
  for (const MoneyUnit& unit : kMoneyUnits) {
    if (s != unit.word) continue;
    const Wide whole = digits * unit.fen;
    if (whole % parts != 0) throw refuse(say("at most two decimals of a yuan", "元以下最多两位小数"));
    return checked(negative ? -(whole / parts) : whole / parts, where);
  }
  throw refuse(shape);
}

std::string to_string(Money m) {
  const bool negative = m.fen < 0;
  const Wide size = negative ? -static_cast<Wide>(m.fen) : static_cast<Wide>(m.fen);
  return fmt::format("{}{}.{:02}", negative ? "-" : "", static_cast<std::uint64_t>(size / 100),
                     static_cast<int>(size % 100));
}

std::string show_money(Money m, Lang lang) {
  const Wide size = m.fen < 0 ? -static_cast<Wide>(m.fen) : static_cast<Wide>(m.fen);
  if (lang == Lang::zh) {
    if (size >= 10'000'000'000) return hundredths(m.fen, 10'000'000'000) + " 亿元";
    if (size >= 1'000'000) return hundredths(m.fen, 1'000'000) + " 万元";
    return hundredths(m.fen, 100) + " 元";
  }
  if (size >= 100'000'000'000) return hundredths(m.fen, 100'000'000'000) + " billion yuan";
  if (size >= 100'000'000) return hundredths(m.fen, 100'000'000) + " million yuan";
  return hundredths(m.fen, 100) + " yuan";
}

}  // namespace cityloop
