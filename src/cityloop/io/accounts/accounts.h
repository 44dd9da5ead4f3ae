#pragma once

// Accounts, sessions, keys of machines and the audit record, in a SQLite file of their own: they are personal data, and the
// city's store is not. One process, one connection. All functions may be called from any thread; `who` never touches the
// disk. What a function has returned is on the disk, but for `last seen`, which `tend` writes.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cityloop/base/error.h"
#include "cityloop/base/time.h"
#include "cityloop/io/accounts/audit.h"
#include "cityloop/io/accounts/roles.h"
#include "cityloop/io/accounts/secrets.h"
#include "cityloop/io/accounts/throttle.h"

namespace cityloop::accounts {

/// Who is asking. Immutable: it may be kept as long as one request lasts.
struct Who {
  bool signed_in = false;  // a person with a session
  bool machine = false;    // a key
  std::string name, display, organisation;
  std::vector<Role> roles;
  Permissions permissions;
  std::string zone;  // the zone that the account is limited to; empty: none
  std::string
      token;  // what a session's requests that change something must bring along; compare by same_secret
  bool must_change = false;  // the password is a one-time one: nothing but changing it is allowed
  std::int64_t session = 0;  // its number in the list of sessions

  bool may(Permission p) const {
    return p == Permission::everybody || (p == Permission::signed_in ? signed_in : permissions.has(p));
  }
  /// In which office: the first of the roles that gives the permission; "visitor" if none does.
  std::string office(Permission p) const;
};
using WhoPtr = std::shared_ptr<const Who>;
/// Throws Error{forbidden} with what is missing.
void require(const Who&, Permission);
/// Whoever types at the machine that holds the file. There is no other way to become this.
Who console();

/// What is recorded of an act: its basis is `document` (a decision, a rule), else the ground of the permission. Throws
/// Error{bad_input} if the permission needs a document and none is named.
Act act_of(const Who&, Permission, std::string object, std::string document = {},
           std::string outcome = "done");

struct Account {
  std::string name, display, organisation, zone;
  std::vector<Role> roles;
  bool active = true;
  bool must_change = false;
  bool demo = false;
  Instant created{};
  std::optional<Instant> last_seen = std::nullopt;
};
struct Issued {
  Account account;
  std::string password;  // shown once
};
struct NewAccount {
  std::string name, display;
  std::vector<Role> roles;
  std::string organisation = {}, zone = {};
};
struct AccountChange {
  std::optional<std::string> display = std::nullopt, organisation = std::nullopt, zone = std::nullopt;
  std::optional<std::vector<Role>> roles = std::nullopt;
  std::optional<bool> active = std::nullopt;
  bool reset_password = false;
};
struct Changed {
  Account account;
  std::string password;  // if it was reset: shown once
};

struct SignInAsked {
  std::string name, password;
  std::string peer;          // the address at the other end
  std::string device = {};   // for the person's list of sessions: "Firefox, Linux"
  std::string session = {};  // what the browser brought along: it ends
};
struct SignIn {
  enum class Outcome : std::uint8_t { welcome, refused, wait } outcome = Outcome::refused;
  std::chrono::seconds wait{0};   // before the next try
  std::string session = {};       // for the cookie
  std::chrono::seconds lasts{0};  // how long at most
  WhoPtr who = {};
  Text words = {};  // the same whether or not there is such an account
};
/// Who a provider of identities has said that it is, once its word was checked (decision 20).
struct ExternalIdentity {
  std::string issuer, subject;
};

struct SessionRow {
  std::int64_t number = 0;
  std::string account, device;
  Instant made{}, seen{};
};
struct MachineKey {
  std::int64_t number = 0;
  std::string account, label;
  std::vector<std::string> permissions;
  Instant made{}, expires{};
  std::optional<Instant> revoked = std::nullopt, seen = std::nullopt;
};
struct NewKey {
  std::string account, label;
  std::vector<std::string> permissions;  // at most those of the account
  Instant expires{};                     // at most a year ahead
};
struct IssuedKey {
  MachineKey key;
  std::string secret;  // shown once
};

struct SessionTerms {
  std::chrono::seconds idle, most;
};
struct Options {
  bool read_only = false;          // list and verify while another process serves
  bool visitors_read_city = true;  // open indicators, plans, progress; never cases
  PasswordCost cost = {};
  ThrottleRule per_account = {};
  ThrottleRule per_peer = {.free = 30};  // an office behind one address
  SessionTerms office{std::chrono::minutes{30}, std::chrono::hours{12}};
  SessionTerms field{std::chrono::hours{24},
                     std::chrono::days{7}};  // of accounts whose roles are all outdoors
  std::chrono::days one_time{7};             // how long a password that was made here is good
  std::chrono::days longest_key{366};
  std::size_t sessions_each = 10;  // the oldest ends
};

class Accounts {
 public:
  /// Opens the file, or makes it, readable by its owner only. Throws Error{conflict} if another process has it.
  explicit Accounts(const std::string& file, Options options = {});
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  // ---- the first start
  /// If nobody but demo accounts is there: closes those, and makes "admin" with a one-time password.
  std::optional<Issued> first_administrator(Instant now);
  /// One account for each role, named like it, with fresh passwords at every call. Throws Error{conflict} if there is any
  /// other account: passwords that were printed must not open a city.
  std::vector<Issued> demo_accounts(Instant now);

  // ---- who is asking: a microsecond, no disk
  WhoPtr who(std::string_view session, Instant now) const;  // null: nobody
  WhoPtr who_key(std::string_view key, Instant now) const;  // null: nobody
  WhoPtr visitor() const;                                   // never null

  // ---- sessions
  SignIn sign_in(const SignInAsked&, Instant now);
  SignIn sign_in_as(const ExternalIdentity&, const SignInAsked& without_password, Instant now);
  void sign_out(std::string_view session, Instant now);
  /// All other sessions of the account end, and this one goes on under a new id. Throws Error{bad_input} for a weak
  /// password; a wrong old one is `refused`.
  SignIn change_password(std::string_view session, const std::string& old, const std::string& fresh,
                         Instant now);
  std::vector<SessionRow> sessions(const std::string& account) const;
  /// One's own, or anybody's by an administrator.
  void end_session(std::int64_t number, const Who& by, Instant now);

  // ---- accounts, by an administrator
  std::vector<Account> list() const;
  std::optional<Account> find(const std::string& name) const;
  Issued add(const NewAccount&, const Who& by, Instant now);
  /// Whoever loses or gains something must sign in again. Nobody changes their own office, and one administrator stays.
  Changed change(const std::string& name, const AccountChange&, const Who& by, Instant now);
  void link(const std::string& name, const ExternalIdentity&, const Who& by, Instant now);

  // ---- keys of machines, by an administrator
  std::vector<MachineKey> keys() const;
  IssuedKey make_key(const NewKey&, const Who& by, Instant now);
  void revoke_key(std::int64_t number, const Who& by, Instant now);

  // ---- the audit record
  std::int64_t audit(const Act&, Instant now);
  std::vector<AuditEntry> audit_page(std::size_t limit, std::int64_t before = 0) const;
  AuditHead audit_head() const;
  AuditCheck audit_check(const std::optional<AuditHead>& noted = std::nullopt) const;

  /// Writes when sessions and keys were last seen, and removes sessions that have ended. To be called about once a minute.
  void tend(Instant now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cityloop::accounts
