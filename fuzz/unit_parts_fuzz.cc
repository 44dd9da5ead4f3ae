// The polygons of a unit that is split, and a change of units as the ledger keeps it.

#include <cstddef>
#include <cstdint>
#include <string>

#include "cityloop/base/document.h"
#include "cityloop/base/error.h"
#include "cityloop/io/import/unit_parts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  try {
    (void)cityloop::read_unit_parts(text, "parts.json", "EPSG:4547");
  } catch (const cityloop::Error&) {
  }
  try {
    const cityloop::UnitEdit edit = cityloop::parse_unit_edit(cityloop::parse_json(text, "ledger"));
    // What was read can be written and read again.
    if (cityloop::parse_unit_edit(cityloop::parse_json(cityloop::to_json(edit), "ledger")) != edit) __builtin_trap();
  } catch (const cityloop::Error&) {
  }
  return 0;
}
