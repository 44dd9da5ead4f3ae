#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cityloop {

/// A picture of opaque pixels, row by row from the top: red, green, blue.
struct Pixels {
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};
/// The picture as a PNG file (ISO/IEC 15948): eight bits a channel, every row filtered in the way that packs best.
std::string png_of(const Pixels&);

}  // namespace cityloop
