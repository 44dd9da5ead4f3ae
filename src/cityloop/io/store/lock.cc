#include "cityloop/io/store/lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <sys/file.h>

#include "cityloop/base/error.h"

namespace cityloop {

WriteLock::WriteLock(const std::string& store_file) {
  const std::string name = store_file + ".lock";
  file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0)
    throw Error{
        Fault::unavailable,
        say("the lock file cannot be opened: {}", "无法打开锁文件：{}", std::strerror(errno)),
        {.file = name},
        {"check that the folder exists and that you may write to it", "请检查文件夹是否存在以及写入权限"}};
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) {
    const std::string owner = std::to_string(::getpid()) + "\n";
    // Only advice for people: the lock itself holds whether or not this could be written (a full disk, say).
    if (::ftruncate(file_, 0) == 0 && ::pwrite(file_, owner.data(), owner.size(), 0) < 0) errno = 0;
    return;
  }
  const int why = errno;
  char text[32] = {};
  const ssize_t n = ::pread(file_, text, sizeof text - 1, 0);
  ::close(file_);
  if (why != EWOULDBLOCK)
    throw Error{Fault::unavailable,
                say("the workspace cannot be locked: {}", "无法锁定工作区：{}", std::strerror(why)),
                {.file = name},
                {"keep the workspace on a local disk", "请将工作区放在本地磁盘上"}};
  std::string owner = n > 0 ? std::string{text} : std::string{};
  while (!owner.empty() && (owner.back() == '\n' || owner.back() == ' ')) owner.pop_back();
  if (owner.empty()) owner = "?";
  throw Error{Fault::conflict,
              say("process {} is working on this city", "进程 {} 正在处理这座城市", owner),
              {.file = store_file},
              say("wait until it has finished, or end it (kill {0}); commands that only read work meanwhile",
                  "请等待其完成，或结束它（kill {0}）；只读命令可同时使用", owner)};
}

WriteLock::~WriteLock() {
  ::close(file_);
}  // the file stays: removing it would let two processes lock two files

}  // namespace cityloop
