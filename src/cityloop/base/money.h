#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "cityloop/base/error.h"

namespace cityloop {

/// Exact money, for budgets, prices and contracts. Never a double. Arithmetic that would overflow throws Error.
struct Money {
  std::int64_t fen = 0;
  friend constexpr auto operator<=>(Money, Money) = default;
  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  friend Money operator*(std::int64_t k, Money a);
  Money& operator+=(Money b) { return *this = *this + b; }
  Money& operator-=(Money b) { return *this = *this - b; }
};
/// Analysis only (ratios, expected prices): how many yuan, rounded to a double.
double to_yuan(Money);
/// The price scaled by a belief, rounded half away from zero to whole fen.
Money scaled(Money, double ratio);

/// Reads "84,000,000.00", "8400万", "8400 万元", "1.2亿元", "-3.5 yuan", "¥12". At most two decimals of a yuan; throws
/// Error{bad_input} otherwise.
Money parse_money(std::string_view text, const Where& where = {});
std::string to_string(Money);         // "84000000.00"
std::string show_money(Money, Lang);  // "84.00 million yuan", "8,400.00 万元"

}  // namespace cityloop
