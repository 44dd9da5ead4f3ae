#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cityloop/base/time.h"

namespace cityloop::accounts {

/// How guessing is slowed down: so many tries are free, then each further one is followed by a wait twice as long as the
/// one before.
struct ThrottleRule {
  int free = 5;
  std::chrono::seconds first{60}, most{900};
  std::chrono::seconds forgotten{3600};  // after so long without a try, all is forgotten
};

/// Counts tries by key, whether or not the key stands for anything. Not for several threads at once.
class Throttle {
 public:
  explicit Throttle(ThrottleRule rule) : rule_{rule} {}
  /// How long to wait before the next try; zero: it may be made now.
  std::chrono::seconds wait(std::string_view key, Instant now) const;
  /// A try is counted before it is made, so that a thousand at once are not one.
  void count(std::string_view key, Instant now);
  void take_back(std::string_view key);  // it was no guess after all
  void forget(std::string_view key);
  std::size_t size() const { return tries_.size(); }

 private:
  struct Tries {
    int made = 0;
    Instant last{};
  };
  void make_room(Instant now);
  ThrottleRule rule_;
  std::unordered_map<std::string, Tries> tries_;
};

/// Whom a network address stands for: an IPv4 address, or the network of an IPv6 address (its first 64 bits), because
/// whoever has one has all of them.
std::string peer_key(std::string_view address);

}  // namespace cityloop::accounts
