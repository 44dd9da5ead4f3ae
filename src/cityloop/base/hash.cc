#include "cityloop/base/hash.h"

#include <bit>
#include <new>
#include <xxhash.h>

#include <fmt/format.h>

#include "cityloop/base/error.h"
#include "cityloop/base/id.h"

namespace cityloop {

static_assert(std::endian::native == std::endian::little, "numbers are hashed as their little-endian bytes");

struct Hasher::State {
  XXH3_state_t* xx = XXH3_createState();
  State() {
    if (xx == nullptr) throw std::bad_alloc{};
    XXH3_128bits_reset(xx);
  }
  ~State() { XXH3_freeState(xx); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Hasher::Hasher() : state_{std::make_unique<State>()} {}
Hasher::~Hasher() = default;

Hasher& Hasher::bytes(const void* data, std::size_t n) {
  if (n > 0) XXH3_128bits_update(state_->xx, data, n);
  return *this;
}

ContentHash Hasher::done() const {
  const XXH128_hash_t h = XXH3_128bits_digest(state_->xx);
  return {h.high64, h.low64};
}

std::string to_string(ContentHash h) { return fmt::format("{:016x}{:016x}", h.hi, h.lo); }

ContentHash parse_hash(const std::string& text) {
  if (text.size() != 32)
    throw Error{Fault::bad_input,
                say("‘{}’ is not a content hash", "“{}”不是有效的内容散列值", text),
                {},
                say("a content hash is 32 hexadecimal digits", "内容散列值为 32 位十六进制数字")};
  return {parse_hex(text.substr(0, 16), "content hash"), parse_hex(text.substr(16), "content hash")};
}

}  // namespace cityloop
