#include "cityloop/io/accounts/secrets.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <sodium.h>

#include "cityloop/base/error.h"

namespace cityloop::accounts {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::string_view kReadable = "abcdefghjkmnpqrstuvwxyz23456789";  // no 0 O 1 l I i o
constexpr int kGroups = 4, kGroupSymbols = 4;

/// The library chooses its code for this processor once; harmless to ask again.
void need_library() {
  static const bool kReady = sodium_init() >= 0;
  if (!kReady)
    throw Error{Fault::unavailable,
                {"the system gives no random numbers", "系统无法提供随机数"},
                {},
                {"check /dev/urandom", "请检查 /dev/urandom"}};
}

std::string web_letters(const unsigned char* bytes, std::size_t n) {
  std::string out(sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.resize(std::strlen(out.c_str()));
  return out;
}

}  // namespace

Digest digest(std::string_view purpose, std::string_view bytes) {
  need_library();
  unsigned char personal[crypto_generichash_blake2b_PERSONALBYTES] = {};
  std::memcpy(personal, purpose.data(), std::min(purpose.size(), sizeof personal));
  Digest out{};
  crypto_generichash_blake2b_salt_personal(out.data(), out.size(),
                                           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                                           nullptr, 0, nullptr, personal);
  return out;
}

std::string to_hex(const Digest& d) {
  std::string out(2 * d.size() + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), d.data(), d.size());
  out.pop_back();
  return out;
}

Digest digest_of(std::string_view bytes) {
  Digest out{};
  if (bytes.size() != out.size())
    throw Error{Fault::bad_input, {"a stored digest is damaged", "存储的摘要已损坏"}};
  std::memcpy(out.data(), bytes.data(), out.size());
  return out;
}

std::size_t DigestHash::operator()(const Digest& d) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, d.data(), sizeof out);
  return out;
}

std::string random_token() {
  need_library();
  unsigned char bytes[kTokenBytes];
  randombytes_buf(bytes, sizeof bytes);
  std::string out = web_letters(bytes, sizeof bytes);
  sodium_memzero(bytes, sizeof bytes);
  return out;
}

std::string token_of_session(const Digest& session) {
  const Digest d = digest("cityloop token", bytes_of(session));
  return web_letters(d.data(), d.size());
}

std::string random_password() {
  need_library();
  std::string out;
  for (int group = 0; group < kGroups; ++group) {
    if (group > 0) out += '-';
    for (int i = 0; i < kGroupSymbols; ++i)
      out += kReadable[randombytes_uniform(static_cast<std::uint32_t>(kReadable.size()))];
  }
  return out;
}

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  need_library();
  char out[crypto_pwhash_argon2id_STRBYTES];
  if (crypto_pwhash_argon2id_str(out, password.data(), password.size(), cost.rounds, cost.bytes) != 0)
    throw std::bad_alloc{};  // the one thing that can go wrong
  return out;
}

bool is_password(std::string_view password, const std::string& stored) {
  need_library();
  return stored.size() < crypto_pwhash_argon2id_STRBYTES &&
         crypto_pwhash_argon2id_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

bool is_outdated(const std::string& stored, const PasswordCost& cost) {
  need_library();
  return crypto_pwhash_argon2id_str_needs_rehash(stored.c_str(), cost.rounds, cost.bytes) != 0;
}

bool same_secret(std::string_view a, std::string_view b) {
  need_library();
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace cityloop::accounts
