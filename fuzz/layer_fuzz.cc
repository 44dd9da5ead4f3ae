#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cityloop/city/layers.h"

namespace {

template <class T>
void try_to_read(std::string_view bytes) {
  try {
    const T layer = cityloop::decode<T>(bytes);
    if (cityloop::encode(layer) != bytes) __builtin_trap();  // what is read must be what was written
  } catch (const cityloop::Error&) {}
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try_to_read<cityloop::Grid>(bytes);
  try_to_read<cityloop::Zones>(bytes);
  try_to_read<cityloop::Places>(bytes);
  try_to_read<cityloop::Streets>(bytes);
  try_to_read<cityloop::People>(bytes);
  return 0;
}
