#pragma once

// What the tests of accounts share: a folder, cheap passwords, a clock that stands.

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "cityloop/io/accounts/accounts.h"

namespace cityloop::accounts::testing {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "cityloop-accounts-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  /// Every byte of every file there: also of the journal.
  std::string bytes() const {
    std::stringstream all;
    for (const auto& entry : std::filesystem::directory_iterator{path_})
      all << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    return all.str();
  }

 private:
  std::string path_;
};

inline Instant at(std::chrono::seconds after) {
  return Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}} + std::chrono::hours{8} + after;
}
inline Options cheap() {
  Options o;
  o.cost = {.rounds = 1, .bytes = 8192};
  return o;
}
inline std::optional<Fault> fault_of(const std::function<void()>& fn) {
  try {
    fn();
  } catch (const Error& e) {
    return e.fault();
  }
  return std::nullopt;
}

constexpr std::chrono::seconds kStart{0};
inline const std::string kGood = "slow heron under glass";

/// A city's accounts with an administrator who has a password of their own.
struct Desk {
  explicit Desk(Options o = cheap())
      : options{o}, accounts{std::make_unique<Accounts>(folder / "accounts.db", o)} {
    const Issued first = accounts->first_administrator(at(kStart)).value();
    SignIn in = accounts->sign_in({first.account.name, first.password, "10.0.0.1"}, at(kStart));
    in = accounts->change_password(in.session, first.password, kGood, at(kStart));
    admin = in.who;
    admin_session = in.session;
  }
  /// Adds an account that has changed its one-time password.
  std::string person(const std::string& name, std::vector<Role> roles, std::string zone = {}) {
    const Issued made =
        accounts->add({name, "Person " + name, std::move(roles), {}, std::move(zone)}, *admin, at(kStart));
    const SignIn in = accounts->sign_in({name, made.password, "10.0.0.2"}, at(kStart));
    return accounts->change_password(in.session, made.password, kGood, at(kStart)).session;
  }
  SignIn enter(const std::string& name, const std::string& password, std::chrono::seconds when,
               const std::string& peer = "10.0.0.3") {
    return accounts->sign_in({name, password, peer}, at(when));
  }
  void reopen() {
    accounts.reset();
    accounts = std::make_unique<Accounts>(folder / "accounts.db", options);
  }
  TempFolder folder;
  Options options;
  std::unique_ptr<Accounts> accounts;
  WhoPtr admin;
  std::string admin_session;
};

}  // namespace cityloop::accounts::testing
