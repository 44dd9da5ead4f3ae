#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cityloop {

/// Reads a zip archive. libzip behind.
class ZipReader {
 public:
  /// Throws Error{not_found} where there is no file, Error{bad_input} where it is no complete zip archive.
  ZipReader(const std::string& path, const std::string& shown);
  /// An archive in memory; the bytes must outlive the reader.
  struct Bytes {
    std::string_view of;
  };
  ZipReader(Bytes, const std::string& shown);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;
  std::vector<std::string> names() const;
  bool has(const std::string& name) const;
  /// The whole entry. Throws Error{not_found}, or Error{bad_input} for a damaged or too large one.
  std::string read(const std::string& name, std::uint64_t limit = std::uint64_t{1} << 30) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct ZipEntry {
  std::string name;
  std::string bytes;
};
/// Writes an archive whose bytes depend on the entries only (in their order, with a fixed time stamp).
void write_zip(const std::string& path, std::span<const ZipEntry> entries);

}  // namespace cityloop
