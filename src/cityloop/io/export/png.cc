#include "cityloop/io/export/png.h"

#include <array>
#include <cstdlib>
#include <zlib.h>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

void put_u32(std::string& out, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(v >> shift & 0xFFU);
}
void put_chunk(std::string& out, const char* type, const std::string& data) {
  put_u32(out, static_cast<std::uint32_t>(data.size()));
  const std::string body = type + data;
  out += body;
  put_u32(out, static_cast<std::uint32_t>(
                   crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

/// Rows as differences to their left neighbour (1) or the row above (2), or as they are (0): whichever has the smallest
/// sum of sizes, the choice that the standard recommends.
std::string filtered(const Pixels& p) {
  const std::size_t stride = 3 * p.width;
  std::string out;
  out.reserve((stride + 1) * p.height);
  for (std::size_t y = 0; y < p.height; ++y) {
    const std::uint8_t* row = p.rgb.data() + y * stride;
    const std::uint8_t* above = y > 0 ? row - stride : nullptr;
    const auto value = [&](int how, std::size_t i) {
      const int left = how == 1 && i >= 3 ? row[i - 3] : 0, up = how == 2 && above != nullptr ? above[i] : 0;
      return static_cast<std::uint8_t>(row[i] - left - up);
    };
    int best = 0;
    long least = -1;
    for (int how = 0; how < 3; ++how) {
      long sum = 0;
      for (std::size_t i = 0; i < stride; ++i)
        sum += std::abs(static_cast<int>(static_cast<std::int8_t>(value(how, i))));
      if (least < 0 || sum < least) least = sum, best = how;
    }
    out += static_cast<char>(best);
    for (std::size_t i = 0; i < stride; ++i) out += static_cast<char>(value(best, i));
  }
  return out;
}

}  // namespace

std::string png_of(const Pixels& p) {
  const std::string rows = filtered(p);
  uLongf size = compressBound(rows.size());
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
                rows.size(), 9) != Z_OK)
    throw Error{Fault::internal, say("zlib cannot pack a picture", "zlib 无法压缩图片")};
  packed.resize(size);
  std::string out = "\x89PNG\r\n\x1a\n";
  std::string head;
  put_u32(head, static_cast<std::uint32_t>(p.width));
  put_u32(head, static_cast<std::uint32_t>(p.height));
  head += std::string{8, 2, 0, 0, 0};  // eight bits, colours, deflate, the standard filters, not interlaced
  put_chunk(out, "IHDR", head);
  put_chunk(out, "IDAT", packed);
  put_chunk(out, "IEND", "");
  return out;
}

}  // namespace cityloop
