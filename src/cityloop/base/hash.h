#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace cityloop {

/// A 128-bit name of bytes: equal content, equal hash, on any (little-endian) machine. Not cryptographic.
struct ContentHash {
  std::uint64_t hi = 0, lo = 0;
  friend constexpr auto operator<=>(ContentHash, ContentHash) = default;
};
std::string to_string(ContentHash);          // 32 hexadecimal digits
ContentHash parse_hash(const std::string&);  // throws Error{bad_input}

/// Feeds bytes to XXH3-128. Order matters; `add(x)` of a number feeds its little-endian bytes.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher& bytes(const void* data, std::size_t n);
  Hasher& add(std::string_view s) {
    add(s.size());
    return bytes(s.data(), s.size());
  }
  Hasher& add(const char* s) { return add(std::string_view{s}); }
  Hasher& add(ContentHash h) { return add(h.hi).add(h.lo); }
  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  Hasher& add(T x) {
    return bytes(&x, sizeof x);
  }
  ContentHash done() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
/// One 64-bit id from the parts of a name: `id_of("finding", key, zone)`. Never the invalid id.
template <class... Parts>
std::uint64_t id_of(const Parts&... parts) {
  Hasher h;
  (h.add(parts), ...);
  const std::uint64_t v = h.done().lo;
  return v == ~std::uint64_t{0} ? 0 : v;
}

}  // namespace cityloop

template <>
struct std::hash<cityloop::ContentHash> {
  std::size_t operator()(cityloop::ContentHash h) const noexcept {
    return static_cast<std::size_t>(h.hi ^ h.lo);
  }
};
