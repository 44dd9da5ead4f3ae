// The guard of the server: whatever bytes come, reading a head ends, and what passes is framed in one way only.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cityloop/io/http/guard.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cityloop::http;
  const auto read = read_head({reinterpret_cast<const char*>(data), size}, {});
  if (const auto* head = std::get_if<Head>(&read)) {
    if (head->chunked && head->length) std::abort();
    if (head->path.empty() || head->path.front() != '/' || head->path.find("/../") != std::string::npos ||
        head->path.find('\0') != std::string::npos)
      std::abort();
    if (head->field("host").empty()) std::abort();
  } else if (std::get<Refused>(read).status < 400) {
    std::abort();
  }
  return 0;
}
