#pragma once

#include <string>

namespace cityloop {

/// The right to write to one store, held as long as this lives and given back by the system if the process dies.
/// A file beside the store says who holds it, so that a second process can say so.
class WriteLock {
 public:
  /// Throws Error{conflict} naming the process that holds it.
  explicit WriteLock(const std::string& store_file);
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace cityloop
