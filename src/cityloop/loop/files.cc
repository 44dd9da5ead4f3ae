#include "cityloop/loop/files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cityloop/base/error.h"

namespace cityloop {
namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
  std::error_code failed;
  if (!fs::exists(path, failed))
    throw Error{Fault::not_found, say("there is no file {}", "文件 {} 不存在", path), {.file = path}};
  std::ifstream in{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
  if (!in)
    throw Error{Fault::unavailable,
                say("cannot read {}", "无法读取 {}", path),
                {.file = path},
                say("check that it is a file and that you may read it", "请确认它是文件且您有读取权限")};
  return text;
}

void write_text(const std::string& path, const std::string& text) {
  const fs::path target{path};
  std::error_code failed;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), failed);
  const fs::path beside = target.string() + ".part";
  errno = 0;
  bool written = false;
  {
    std::ofstream out{beside, std::ios::binary | std::ios::trunc};
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.flush();
    written = static_cast<bool>(out);
  }
  const std::string why = errno != 0 ? std::strerror(errno) : "";
  if (written) fs::rename(beside, target, failed);
  if (written && !failed) return;
  std::error_code ignored;
  fs::remove(beside, ignored);
  throw Error{
      Fault::unavailable,
      say("cannot write {}: {}", "无法写入 {}：{}", path, failed ? failed.message() : why),
      {.file = path},
      say("check the free space on the disk and that you may write there", "请检查磁盘剩余空间和写入权限")};
}

}  // namespace cityloop
