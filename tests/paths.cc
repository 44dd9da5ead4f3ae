#include "tests/paths.h"

#include <cstdlib>
#include <filesystem>

namespace cityloop::testing {

std::string source_dir() { return CITYLOOP_SOURCE_DIR; }
std::string binary() { return CITYLOOP_BINARY; }
std::string shared_dir() {
  const char* given = std::getenv("CITYLOOP_SHARED");
  const std::string shared = given != nullptr ? given : source_dir() + "/../shared";
  return std::filesystem::exists(shared + "/data/cities") ? shared : "";
}

}  // namespace cityloop::testing
