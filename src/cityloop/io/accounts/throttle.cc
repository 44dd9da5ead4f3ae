#include "cityloop/io/accounts/throttle.h"

#include <algorithm>

#include <arpa/inet.h>

namespace cityloop::accounts {
namespace {

constexpr std::size_t kMostKeys = 65'536;

}  // namespace

std::chrono::seconds Throttle::wait(std::string_view key, Instant now) const {
  const auto it = tries_.find(std::string{key});
  if (it == tries_.end() || it->second.made < rule_.free || now - it->second.last >= rule_.forgotten)
    return std::chrono::seconds{0};
  std::chrono::seconds pause = rule_.first;
  for (int i = rule_.free; i < it->second.made && pause < rule_.most; ++i) pause *= 2;
  return std::max(std::chrono::seconds{0}, it->second.last + std::min(pause, rule_.most) - now);
}

void Throttle::count(std::string_view key, Instant now) {
  if (tries_.size() >= kMostKeys) make_room(now);
  Tries& t = tries_[std::string{key}];
  if (now - t.last >= rule_.forgotten) t.made = 0;
  ++t.made;
  t.last = now;
}

void Throttle::take_back(std::string_view key) {
  if (const auto it = tries_.find(std::string{key}); it != tries_.end() && it->second.made > 0)
    --it->second.made;
}

void Throttle::forget(std::string_view key) { tries_.erase(std::string{key}); }

/// First what is forgotten anyway, then whoever still has free tries; one who must wait is dropped last.
void Throttle::make_room(Instant now) {
  std::erase_if(tries_, [&](const auto& t) { return now - t.second.last >= rule_.forgotten; });
  if (tries_.size() >= kMostKeys)
    std::erase_if(tries_, [&](const auto& t) { return t.second.made < rule_.free; });
  while (tries_.size() >= kMostKeys) tries_.erase(tries_.begin());
}

std::string peer_key(std::string_view address) {
  const std::string text{address};
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
  if (IN6_IS_ADDR_V4MAPPED(&six)) return text.substr(text.rfind(':') + 1);
  return {reinterpret_cast<const char*>(&six), 8};
}

}  // namespace cityloop::accounts
