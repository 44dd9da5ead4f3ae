#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cityloop {

/// What a spreadsheet shows a stored number as. A date is stored as a count of days, so that only its format tells it
/// from a number.
struct NumberLook {
  enum class As : std::uint8_t { number, percent, date, time, moment, span } as = As::number;
  int zeros = 0;  // a code such as 010203: padded to this many digits
};

/// From the number of a built-in format (ECMA-376 part 1, 18.8.30, with the Chinese ones).
NumberLook builtin_look(long id);
/// From the words of a format: `yyyy"年"m"月"d"日"`, `[h]:mm`, `0.0%`, `000000`.
NumberLook look_of_format(std::string_view code);

/// The words of a stored number, in the way of its format: 45658 with a date format is 2025-01-01, midnight is the date
/// alone, 0.5 as a time is 12:00, 0.125 as a percentage is 12.5%. What is no number comes back as it is.
/// `since_1904`: days are counted in the old way of one office program.
std::string number_words(std::string_view stored, NumberLook, bool since_1904);

}  // namespace cityloop
