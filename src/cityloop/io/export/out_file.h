#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace cityloop {

/// A file that appears under its name only when it is complete: written beside it, renamed by `finish()`, removed if
/// that is never reached.
class OutFile {
 public:
  explicit OutFile(std::string file);
  ~OutFile();
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;
  void write(std::string_view);
  void finish();

 private:
  [[noreturn]] void fail() const;
  std::string file_, part_;
  std::FILE* to_ = nullptr;
};

/// Makes the folder of an export; throws Error{unavailable}.
void make_folder(const std::string& folder);
/// `part` becomes `file`, replacing what was there.
void move_into_place(const std::string& part, const std::string& file);

}  // namespace cityloop
