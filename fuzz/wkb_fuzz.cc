// parse_wkb() takes any bytes: it answers or throws Error, reads nothing past the end, and what it accepts can be
// written and read again.

#include <cstdlib>

#include "cityloop/geo/codec.h"

namespace {

std::size_t points_of(const cityloop::Geometry& g) {
  std::size_t n = 0;
  if (const auto* shape = std::get_if<cityloop::Shape>(&g))
    for (const auto& ring : shape->rings)
      n += ring.size() < 3 ? 0 : ring.size();  // shorter rings are not written
  return n;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  cityloop::Geometry first;
  try {
    first = cityloop::parse_wkb({data, size});
  } catch (const cityloop::Error&) {
    return 0;
  }
  const std::string written = cityloop::to_wkb(first);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(written.data());
  const cityloop::Geometry second = cityloop::parse_wkb({bytes, written.size()});
  if (first.index() != second.index() || points_of(first) != points_of(second)) std::abort();
  return 0;
}
