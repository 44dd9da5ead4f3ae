#pragma once

#include <fstream>
#include <sstream>
#include <string>

namespace cityloop::testing {

/// A file as a whole.
inline std::string bytes_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace cityloop::testing
