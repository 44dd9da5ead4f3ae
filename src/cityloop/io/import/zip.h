#pragma once

#include <cstdint>
#include <functional>
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
  /// The entry in parts, for one that memory need not hold. `part` answers whether it wants the next.
  void read_parts(const std::string& name, const std::function<bool(std::string_view)>& part) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct ZipEntry {
  std::string name;
  std::string bytes;
  std::string file = {};  // instead of bytes: read from this file while the archive is written
};
struct ZipWatch {
  std::function<void(double)> progress = {};  // how much is written, of 1
  std::function<bool()> stop = {};            // asked now and then; then Error{stopped}, and no archive
};
/// Writes an archive whose bytes depend on the entries only (in their order, with a fixed time stamp).
void write_zip(const std::string& path, std::span<const ZipEntry> entries, const ZipWatch& = {});

}  // namespace cityloop
