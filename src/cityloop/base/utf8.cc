#include "cityloop/base/utf8.h"

namespace cityloop {

std::size_t first_not_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      ++i;
      continue;
    }
    const std::size_t n = c >= 0xF0 && c <= 0xF4  ? 4
                          : c >= 0xE0 && c < 0xF0 ? 3
                          : c >= 0xC2 && c < 0xE0 ? 2
                                                  : 0;
    if (n == 0 || i + n > text.size()) return i;
    for (std::size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80) return i;
    i += n;
  }
  return std::string_view::npos;
}

Text utf8_hint(std::string_view text, const std::string& file) {
  const bool utf16 = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
  const std::string from = utf16 ? "UTF-16" : "GB18030";
  return say(
      "save it as UTF-8 (in Excel: \"CSV UTF-8\"), or convert it, if it is {0}: iconv -f {0} -t UTF-8 {1} "
      ">new",
      "请另存为 UTF-8（Excel 中选“CSV UTF-8”）；若为 {0} 编码，可转换：iconv -f {0} -t UTF-8 {1} >new", from,
      file);
}

}  // namespace cityloop
