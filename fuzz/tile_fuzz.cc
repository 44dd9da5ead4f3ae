// read_tile_address() takes any text: it answers or refuses; what it accepts is a tile of the world, written back as it
// was read, and any such tile of a small city can be cut.

#include <cstdlib>
#include <string>

#include "cityloop/city/drawing.h"
#include "cityloop/io/tiles/cut.h"
#include "cityloop/io/tiles/tiles.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cityloop::Tiles tiles{cityloop::draw_city(
      "grid 100 m\n  S . 2\n  W # .\nlegend\n  S clinic name=诊所\n  2 people 9\n  W land water\n"
      "  # no way through\nzones district\n  A A B\n  A B B\n")};
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto address = cityloop::mvt::read_tile_address(text);
  if (!address) return 0;
  const std::string again = std::string{address->set} + "/" + std::to_string(address->z) + "/" +
                            std::to_string(address->x) + "/" + std::to_string(address->y) + ".mvt";
  if (again != text || address->z > 22 || address->x >> address->z != 0 || address->y >> address->z != 0)
    std::abort();
  try {
    (void)tiles.tile(address->set, address->z, address->x, address->y);
  } catch (const cityloop::Error& e) {
    if (e.fault() != cityloop::Fault::not_found) std::abort();  // only the set may be unknown
  }
  return 0;
}
