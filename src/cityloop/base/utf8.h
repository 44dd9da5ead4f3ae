#pragma once

#include "cityloop/base/text.h"

namespace cityloop {

/// Where the first byte is that is no UTF-8; npos if all of it is text.
std::size_t first_not_utf8(std::string_view text);
/// What to do with a file that is no UTF-8, from its first bytes: it says what the file probably is and how to convert it.
Text utf8_hint(std::string_view text, const std::string& file);

}  // namespace cityloop
