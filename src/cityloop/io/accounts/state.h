#pragma once

// What the sources of class Accounts share.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "cityloop/io/accounts/accounts.h"
#include "cityloop/io/store/lock.h"

namespace cityloop::accounts {

/// An account with what nobody outside sees.
struct StoredAccount {
  std::int64_t number = 0;
  Account account;
  std::string password;
  std::optional<Instant> one_time_until;
};

/// At most `most` at once, and not too many that wait: what a password costs is memory and time.
class Turnstile {
 public:
  Turnstile(int most, int waiting) : most_{most}, may_wait_{waiting} {}
  class Pass {
   public:
    explicit Pass(Turnstile* t) : t_{t} {}
    Pass(Pass&& other) noexcept : t_{other.t_} { other.t_ = nullptr; }
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (t_ != nullptr) t_->leave();
    }
    explicit operator bool() const { return t_ != nullptr; }

   private:
    Turnstile* t_;
  };
  /// False if too many wait already.
  Pass enter();
  int most_at_once() const { return seen_most_; }

 private:
  void leave();
  std::mutex mutex_;
  std::condition_variable left_;
  int most_, may_wait_, inside_ = 0, waiting_ = 0, seen_most_ = 0;
};

/// A session or a key that is good, as `who` sees it.
struct LivePass {
  std::int64_t number = 0, account = 0;
  bool field = false;  // of a session
  Instant made{};      // of a session
  Instant expires{};   // of a key
  Permissions scope;   // of a key
  std::string token;   // of a session
  mutable std::atomic<std::int64_t> seen{0};
  std::int64_t written = 0;  // what the disk has of `seen`
  WhoPtr who;
};
using LivePasses = std::unordered_map<Digest, std::unique_ptr<LivePass>, DigestHash>;

struct Accounts::State {
  State(const std::string& file, Options o);

  Options options;
  std::unique_ptr<WriteLock> lock;
  // `writing` guards the connection; `memory` guards the maps, and is taken for writing only when the disk has it already.
  mutable std::mutex writing;
  mutable sqlite::Database db;
  mutable std::shared_mutex memory;
  LivePasses sessions, keys;
  std::mutex gate;  // guards the throttles
  Throttle by_account, by_peer;
  Turnstile hashing{2, 16};
  std::string nobodys_password;  // what is compared with if there is no such account
  WhoPtr visitor;

  // All of these want `writing` to be held.
  std::optional<StoredAccount> stored(std::string_view name) const;
  StoredAccount stored(std::int64_t number) const;
  StoredAccount must_find(std::string_view name) const;
  std::vector<StoredAccount> all_stored() const;
  std::int64_t insert(const Account&, const std::string& hash, std::optional<Instant> one_time_until);
  void set_password(std::int64_t account, const std::string& hash, std::optional<Instant> one_time_until);
  void set_roles(std::int64_t account, const std::vector<Role>&);
  void load();
  /// One transaction: what `first` does, the session, its audit row; the session that it replaces ends.
  SignIn open_session(const StoredAccount&, const std::string& device, std::string_view replaces,
                      const std::string& action, Instant now, const std::function<void()>& first = {});

  // Of the maps; these take `memory` themselves.
  void forget_sessions_of(std::int64_t account);
  void forget_session(std::int64_t number);
  void forget_keys_of(std::int64_t account);
  void refresh(const StoredAccount&);

  const SessionTerms& terms(bool field) const { return field ? options.field : options.office; }
  Who who_of(const StoredAccount&) const;
  WhoPtr session_who(const StoredAccount&, const LivePass&) const;
  WhoPtr key_who(const StoredAccount&, const LivePass&) const;
  std::string hashed(std::string_view password) const;
};

inline std::int64_t seconds_of(Instant t) { return t.time_since_epoch().count(); }
inline Instant instant_of(std::int64_t s) { return Instant{std::chrono::seconds{s}}; }
std::string clean_name(std::string_view typed);  // as it is stored: small letters, no blanks around

}  // namespace cityloop::accounts
