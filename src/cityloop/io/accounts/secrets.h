#pragma once

// Passwords, tokens and digests. The only source that knows the library of cryptography is secrets.cc.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cityloop::accounts {

/// BLAKE2b-256. What is made for one purpose says nothing about what is made for another.
using Digest = std::array<unsigned char, 32>;
Digest digest(std::string_view purpose, std::string_view bytes);
std::string to_hex(const Digest&);
inline std::string_view bytes_of(const Digest& d) {
  return {reinterpret_cast<const char*>(d.data()), d.size()};
}
Digest digest_of(std::string_view bytes);  // 32 bytes as they were stored; throws Error{bad_input}
struct DigestHash {                        // a digest is spread evenly already
  std::size_t operator()(const Digest&) const noexcept;
};

/// 256 bits of the system's random source in 43 letters that may stand in a cookie or a header.
std::string random_token();
/// What a session's requests must bring along: derived from the digest of its id, and of no use for finding that.
std::string token_of_session(const Digest& session);
/// Sixteen symbols of an alphabet without look-alikes (79 bits), in groups: "k7mq-w3fd-h2vx-9tbc".
std::string random_password();

/// What one guess costs whoever makes it. The default is above the least that OWASP recommends for argon2id (19 MiB, two
/// rounds).
struct PasswordCost {
  unsigned long long rounds = 2;
  std::size_t bytes = std::size_t{64} << 20;
};
/// argon2id with a salt of its own, as a line that holds salt and cost. Throws std::bad_alloc.
std::string hash_password(std::string_view password, const PasswordCost&);
bool is_password(std::string_view password, const std::string& stored);
/// The stored line was made at another cost than today's.
bool is_outdated(const std::string& stored, const PasswordCost&);

/// Compares in a time that does not tell where the difference is.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace cityloop::accounts
