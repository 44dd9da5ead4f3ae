#include "cityloop/io/import/text_file.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <vector>
#include <zlib.h>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

std::ifstream open(const std::string& path, const std::string& shown) {
  std::error_code trouble;
  if (!std::filesystem::exists(path, trouble))
    throw Error{Fault::not_found, say("there is no file {}", "没有文件 {}", shown), Where{shown},
                say("check `file:` in city.yaml; it is read relative to the workspace ({})",
                    "请检查 city.yaml 中的 `file:`；它相对于工作区目录（{}）", path)};
  std::ifstream in{path, std::ios::binary};
  if (!in || std::filesystem::is_directory(path, trouble))
    throw Error{Fault::bad_input, say("{} cannot be read", "无法读取 {}", shown), Where{shown},
                say("check that it is a file and that you may read it", "请确认它是文件并有读取权限")};
  return in;
}

[[noreturn]] void too_large(const std::string& shown, std::uint64_t limit) {
  throw Error{Fault::bad_input, say("{} is larger than {} MiB", "{} 超过 {} MiB", shown, limit >> 20),
              Where{shown}, say("split it into several files", "请拆分为多个文件")};
}

/// Unpacks all members of a gzip file; `limit` stops a small file that unpacks to an endless one.
std::string gunzip(const std::string& packed, const std::string& shown, std::uint64_t limit) {
  z_stream z{};
  if (inflateInit2(&z, 15 + 16) != Z_OK)
    throw Error{Fault::internal, say("zlib does not start", "zlib 无法启动"), Where{shown}};
  const auto broken = [&] {
    inflateEnd(&z);
    throw Error{
        Fault::bad_input, say("{} is not a complete gzip file", "{} 不是完整的 gzip 文件", shown),
        Where{shown},
        say("it was probably cut off: copy or download it again", "文件可能被截断：请重新复制或下载")};
  };
  std::string out;
  std::vector<char> buffer(1U << 18);
  std::size_t fed = 0;
  bool member_open = true;
  while (true) {
    if (z.avail_in == 0) {
      if (fed == packed.size()) break;
      const std::size_t n = std::min<std::size_t>(packed.size() - fed, 1U << 30);
      z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + fed));
      z.avail_in = static_cast<uInt>(n);
      fed += n;
    }
    if (!member_open) {
      if (inflateReset(&z) != Z_OK) broken();
      member_open = true;
    }
    z.next_out = reinterpret_cast<Bytef*>(buffer.data());
    z.avail_out = static_cast<uInt>(buffer.size());
    const int result = inflate(&z, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - z.avail_out);
    if (out.size() > limit) {
      inflateEnd(&z);
      too_large(shown, limit);
    }
    if (result == Z_STREAM_END) member_open = false;
    else if (result == Z_BUF_ERROR && z.avail_in == 0) continue;
    else if (result != Z_OK) broken();
  }
  // The last piece of output may still be in zlib's window when the input is used up.
  while (member_open) {
    z.next_out = reinterpret_cast<Bytef*>(buffer.data());
    z.avail_out = static_cast<uInt>(buffer.size());
    const int result = inflate(&z, Z_FINISH);
    out.append(buffer.data(), buffer.size() - z.avail_out);
    if (out.size() > limit) {
      inflateEnd(&z);
      too_large(shown, limit);
    }
    if (result == Z_STREAM_END) member_open = false;
    else if (z.avail_out != 0) broken();
  }
  inflateEnd(&z);
  return out;
}

}  // namespace

TextFile read_text_file(const std::string& path, const std::string& shown, std::uint64_t limit) {
  std::ifstream in = open(path, shown);
  std::error_code trouble;
  const auto size = std::filesystem::file_size(path, trouble);
  if (!trouble && size > limit) too_large(shown, limit);
  TextFile file;
  if (!trouble) file.text.reserve(size);
  std::vector<char> buffer(1U << 18);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    file.text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (file.text.size() > limit) too_large(shown, limit);
  }
  file.content = Hasher{}.bytes(file.text.data(), file.text.size()).done();
  if (file.text.starts_with("\x1f\x8b")) file.text = gunzip(file.text, shown, limit);
  if (file.text.starts_with("\xef\xbb\xbf")) file.text.erase(0, 3);
  return file;
}

ContentHash hash_file(const std::string& path, const std::string& shown) {
  std::ifstream in = open(path, shown);
  Hasher hasher;
  std::vector<char> buffer(1U << 18);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
    hasher.bytes(buffer.data(), static_cast<std::size_t>(in.gcount()));
  return hasher.done();
}

}  // namespace cityloop
