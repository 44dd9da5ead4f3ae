#include "cityloop/base/id.h"

#include <fmt/format.h>

#include "cityloop/base/error.h"

namespace cityloop {

std::string to_string_hex(std::uint64_t v) { return fmt::format("{:016x}", v); }

std::uint64_t parse_hex(const std::string& text, const char* what) {
  const auto refuse = [&]() -> Error {
    return {Fault::bad_input,
            say("‘{0}’ is not a {1} id", "“{0}”不是有效的 {1} 编号", text, what),
            {},
            say("an id is sixteen hexadecimal digits, such as 00000000000a41f3",
                "编号为十六位十六进制数字，例如 00000000000a41f3")};
  };
  if (text.size() != 16) throw refuse();
  std::uint64_t v = 0;
  for (const char c : text) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10U;
    else if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10U;
    else throw refuse();
    v = (v << 4U) | digit;
  }
  return v;
}

}  // namespace cityloop
