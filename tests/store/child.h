#pragma once

// A process of its own, for tests that kill it in the middle of its work.

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <optional>
#include <unistd.h>

#include <sys/wait.h>

namespace cityloop::testing {

/// A child process that runs `work` with the writing end of a pipe; killed at the latest when this goes.
class Child {
 public:
  explicit Child(const std::function<void(int)>& work) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[0]);
      try {
        work(ends[1]);
      } catch (...) {
        ::_exit(1);
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    from_ = ends[0];
  }
  ~Child() {
    kill();
    ::close(from_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t pid() const { return pid_; }
  /// The next number the child has written; nothing when it is gone.
  std::optional<std::uint64_t> read() const {
    std::uint64_t x = 0;
    return ::read(from_, &x, sizeof x) == static_cast<ssize_t>(sizeof x) ? std::optional{x} : std::nullopt;
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  int from_ = -1;
};
inline void say_number(int to, std::uint64_t x) {
  if (::write(to, &x, sizeof x) != static_cast<ssize_t>(sizeof x)) ::_exit(2);
}

}  // namespace cityloop::testing
