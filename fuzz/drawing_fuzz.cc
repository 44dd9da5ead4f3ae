#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cityloop/base/error.h"
#include "cityloop/city/drawing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    cityloop::parse_drawing({reinterpret_cast<const char*>(data), size});
  } catch (const cityloop::Error&) {
    // Refusing is right; anything else is a finding.
  }
  return 0;
}
