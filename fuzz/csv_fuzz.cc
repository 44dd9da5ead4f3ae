#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cityloop/io/import/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    cityloop::Diagnostics notes;
    cityloop::CsvReader rows{text, "fuzz.csv", notes, cityloop::guess_delimiter(text)};
    long last = 0;
    while (rows.next()) {
      if (rows.line() <= last) __builtin_trap();  // lines go forward
      last = rows.line();
      for (std::size_t i = 0; i < rows.header().size(); ++i) {
        const auto value = cityloop::to_number(rows[i]);
        if (value && cityloop::is_missing(rows[i])) __builtin_trap();  // a number is not missing
      }
    }
  } catch (const cityloop::Error&) {
    // A table without a header is refused.
  }
  return 0;
}
