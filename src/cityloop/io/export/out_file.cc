#include "cityloop/io/export/out_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "cityloop/base/error.h"

namespace cityloop {
namespace {

[[noreturn]] void fail_writing(const std::string& file, const std::string& why) {
  throw Error{Fault::unavailable,
              say("the export cannot be written: {}", "无法写入导出文件：{}", why),
              {.file = file},
              {"check the folder and the free space, then run the same command again; an older export was "
               "not touched",
               "请检查文件夹与磁盘空间后重新运行同一命令；旧的导出文件未被改动"}};
}

}  // namespace

OutFile::OutFile(std::string file)
    : file_{std::move(file)}, part_{file_ + ".part"}, to_{std::fopen(part_.c_str(), "wb")} {
  if (to_ == nullptr) fail();
}
OutFile::~OutFile() {
  if (to_ == nullptr) return;
  std::fclose(to_);
  std::remove(part_.c_str());
}
void OutFile::fail() const { fail_writing(file_, std::strerror(errno)); }
void OutFile::write(std::string_view s) {
  if (std::fwrite(s.data(), 1, s.size(), to_) != s.size()) fail();
}
void OutFile::finish() {
  if (std::fflush(to_) != 0) fail();
  if (std::fclose(std::exchange(to_, nullptr)) != 0) fail();
  move_into_place(part_, file_);
}

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail_writing(folder, error.message());
}
void move_into_place(const std::string& part, const std::string& file) {
  std::error_code error;
  std::filesystem::rename(part, file, error);
  if (error) fail_writing(file, error.message());
}

}  // namespace cityloop
