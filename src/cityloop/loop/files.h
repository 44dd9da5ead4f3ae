#pragma once

#include <string>

namespace cityloop {

/// The whole of a file. Throws Error{not_found} or Error{unavailable}, saying which file and what to do.
std::string read_text(const std::string& path);
/// Writes beside the target and renames over it: a reader sees the old file or the new one, never half of it.
void write_text(const std::string& path, const std::string& text);

}  // namespace cityloop
