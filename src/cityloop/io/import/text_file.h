#pragma once

#include <cstdint>
#include <string>

#include "cityloop/base/hash.h"

namespace cityloop {

/// A whole file in memory, unpacked if it was gzipped, without a byte order mark.
struct TextFile {
  std::string text;
  ContentHash content;  // of the bytes on disk, so that a copied file keeps its name
};

inline constexpr std::uint64_t kLargestText = std::uint64_t{2} << 30;

/// Reads `path`; gzip is recognised by its first bytes, not by its name. Errors name the file as `shown`:
/// not_found where there is none, bad_input where it is too large or its gzip stream is broken.
TextFile read_text_file(const std::string& path, const std::string& shown,
                        std::uint64_t limit = kLargestText);

/// The hash of a file of any size, read in pieces.
ContentHash hash_file(const std::string& path, const std::string& shown);

}  // namespace cityloop
