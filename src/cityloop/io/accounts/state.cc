#include "cityloop/io/accounts/state.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include "cityloop/io/accounts/schema.h"

namespace cityloop::accounts {
namespace {

using sqlite::Database;
using sqlite::Open;
using sqlite::Statement;

/// The file is made for its owner only before SQLite sees it; its journal gets the same rights.
const std::string& made_private(const std::string& file, bool read_only) {
  if (read_only) return file;
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const bool good = fd >= 0 && ::fchmod(fd, 0600) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (!good)
    throw Error{
        Fault::unavailable,
        say("the file of accounts cannot be opened: {}", "无法打开账户文件：{}", std::strerror(why)),
        {.file = file},
        {"check that the folder exists and that you may write to it", "请检查文件夹是否存在以及写入权限"}};
  return file;
}

constexpr const char* kAccountColumns =
    "SELECT number, name, display, password, organisation, zone, active, one_time_until, demo, created, "
    "last_seen FROM account";

std::optional<Instant> time_at(const Statement& row, int column) {
  const std::string_view text = row.text(column);
  return text.empty() ? std::nullopt : std::optional{parse_instant(text)};
}

StoredAccount account_at(Database& db, const Statement& row) {
  StoredAccount s;
  s.number = row.integer(0);
  Account& a = s.account;
  a.name = row.text(1);
  a.display = row.text(2);
  s.password = row.text(3);
  a.organisation = row.text(4);
  a.zone = row.text(5);
  a.active = row.integer(6) != 0;
  s.one_time_until = time_at(row, 7);
  a.must_change = s.one_time_until.has_value();
  a.demo = row.integer(8) != 0;
  a.created = parse_instant(row.text(9));
  a.last_seen = time_at(row, 10);
  Statement roles{db, "SELECT role FROM account_role WHERE account = ?"};
  roles.ask(s.number);
  // A role that this program does not know gives nothing.
  while (roles.next())
    if (const auto r = role_named(roles.text(0))) a.roles.push_back(*r);
  std::ranges::sort(a.roles);
  return s;
}

}  // namespace

std::string clean_name(std::string_view typed) {
  while (!typed.empty() && typed.front() == ' ') typed.remove_prefix(1);
  while (!typed.empty() && typed.back() == ' ') typed.remove_suffix(1);
  std::string out{typed.substr(0, 64)};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Turnstile::Pass Turnstile::enter() {
  std::unique_lock hold{mutex_};
  if (inside_ >= most_) {
    if (waiting_ >= may_wait_) return Pass{nullptr};
    ++waiting_;
    left_.wait(hold, [&] { return inside_ < most_; });
    --waiting_;
  }
  ++inside_;
  seen_most_ = std::max(seen_most_, inside_);
  return Pass{this};
}
void Turnstile::leave() {
  const std::lock_guard hold{mutex_};
  --inside_;
  left_.notify_one();
}

Accounts::State::State(const std::string& file, Options o)
    : options{o}, lock{o.read_only ? nullptr : std::make_unique<WriteLock>(file)},
      db{made_private(file, o.read_only), o.read_only ? Open::read : Open::make}, by_account{o.per_account},
      by_peer{o.per_peer} {
  db.run("PRAGMA foreign_keys = ON");
  db.run("PRAGMA temp_store = MEMORY");
  db.run("PRAGMA cell_size_check = ON");
  if (!options.read_only) {
    (void)db.number("PRAGMA secure_delete = ON");  // an old hash must not stay in a free page
    Statement{db, "PRAGMA journal_mode = WAL"}.run();
    db.run("PRAGMA synchronous = FULL");
  }
  bring_up_to_date(db, options.read_only);
  Who nobody;
  if (options.visitors_read_city) nobody.permissions.add(Permission::city_read);
  visitor = std::make_shared<const Who>(std::move(nobody));
  if (options.read_only) return;
  nobodys_password = hash_password(random_token(), options.cost);
  load();
}

std::optional<StoredAccount> Accounts::State::stored(std::string_view name) const {
  Statement row{db, std::string{kAccountColumns} + " WHERE name = ?"};
  if (!row.ask(name).next()) return std::nullopt;
  return account_at(db, row);
}
StoredAccount Accounts::State::stored(std::int64_t number) const {
  Statement row{db, std::string{kAccountColumns} + " WHERE number = ?"};
  if (!row.ask(number).next())
    throw Error{Fault::internal, {"an account is gone", "账户已不存在"}, {.file = db.file()}};
  return account_at(db, row);
}
StoredAccount Accounts::State::must_find(std::string_view name) const {
  if (auto found = stored(clean_name(name))) return *found;
  throw Error{Fault::not_found,
              say("there is no account ‘{}’", "没有账户“{}”", name),
              {},
              {"`cityloop accounts list` shows all", "`cityloop accounts list` 可列出全部账户"}};
}
std::vector<StoredAccount> Accounts::State::all_stored() const {
  std::vector<StoredAccount> out;
  Statement rows{db, std::string{kAccountColumns} + " ORDER BY name"};
  while (rows.next()) out.push_back(account_at(db, rows));
  return out;
}

std::int64_t Accounts::State::insert(const Account& a, const std::string& hash,
                                     std::optional<Instant> one_time_until) {
  Statement{db,
            "INSERT INTO account (name, display, password, organisation, zone, active, demo, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"}
      .run(a.name, a.display, hash, a.organisation, a.zone, a.active, a.demo, to_string(a.created));
  const std::int64_t number = db.last_row();
  set_password(number, hash, one_time_until);
  set_roles(number, a.roles);
  return number;
}
void Accounts::State::set_password(std::int64_t account, const std::string& hash,
                                   std::optional<Instant> one_time_until) {
  Statement{db, "UPDATE account SET password = ?2, one_time_until = nullif(?3, '') WHERE number = ?1"}.run(
      account, hash, one_time_until ? to_string(*one_time_until) : std::string{});
}
void Accounts::State::set_roles(std::int64_t account, const std::vector<Role>& roles) {
  Statement{db, "DELETE FROM account_role WHERE account = ?"}.run(account);
  Statement add{db, "INSERT OR IGNORE INTO account_role (account, role) VALUES (?, ?)"};
  for (const Role r : roles) add.run(account, to_word(r));
}

void Accounts::State::load() {
  Statement rows{db, "SELECT number, digest, account, field, made, seen FROM session"};
  while (rows.next()) {
    auto s = std::make_unique<LivePass>();
    s->number = rows.integer(0);
    s->account = rows.integer(2);
    s->field = rows.integer(3) != 0;
    s->made = parse_instant(rows.text(4));
    s->written = seconds_of(parse_instant(rows.text(5)));
    s->seen = s->written;
    const Digest id = digest_of(rows.blob(1));
    s->token = token_of_session(id);
    s->who = session_who(stored(s->account), *s);
    sessions.emplace(id, std::move(s));
  }
  Statement made{
      db, "SELECT number, digest, account, permissions, expires FROM machine_key WHERE revoked IS NULL"};
  while (made.next()) {
    auto k = std::make_unique<LivePass>();
    k->number = made.integer(0);
    k->account = made.integer(2);
    std::string_view words = made.text(3);
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(' '), words.size());
      if (const auto p = permission_named(words.substr(0, end))) k->scope.add(*p);
      words.remove_prefix(std::min(end + 1, words.size()));
    }
    k->expires = parse_instant(made.text(4));
    const StoredAccount of = stored(k->account);
    if (!of.account.active) continue;
    k->who = key_who(of, *k);
    keys.emplace(digest_of(made.blob(1)), std::move(k));
  }
}

void Accounts::State::forget_sessions_of(std::int64_t account) {
  const std::unique_lock hold{memory};
  std::erase_if(sessions, [&](const auto& s) { return s.second->account == account; });
}
void Accounts::State::forget_session(std::int64_t number) {
  const std::unique_lock hold{memory};
  std::erase_if(sessions, [&](const auto& s) { return s.second->number == number; });
}
void Accounts::State::forget_keys_of(std::int64_t account) {
  const std::unique_lock hold{memory};
  std::erase_if(keys, [&](const auto& k) { return k.second->account == account; });
}
void Accounts::State::refresh(const StoredAccount& a) {
  const std::unique_lock hold{memory};
  for (auto& [unused, s] : sessions)
    if (s->account == a.number) s->who = session_who(a, *s);
  for (auto& [unused, k] : keys)
    if (k->account == a.number) k->who = key_who(a, *k);
}

Who Accounts::State::who_of(const StoredAccount& a) const {
  Who w;
  w.name = a.account.name;
  w.display = a.account.display;
  w.organisation = a.account.organisation;
  w.roles = a.account.roles;
  w.zone = a.account.zone;
  w.must_change = a.account.must_change;
  w.permissions = visitor->permissions;
  if (!w.must_change && a.account.active) w.permissions = w.permissions | permissions_of(w.roles);
  return w;
}
WhoPtr Accounts::State::session_who(const StoredAccount& a, const LivePass& s) const {
  Who w = who_of(a);
  w.signed_in = true;
  w.token = s.token;
  w.session = s.number;
  return std::make_shared<const Who>(std::move(w));
}
WhoPtr Accounts::State::key_who(const StoredAccount& a, const LivePass& k) const {
  Who w = who_of(a);
  w.machine = true;
  w.permissions = w.permissions & k.scope;
  return std::make_shared<const Who>(std::move(w));
}

std::string Accounts::State::hashed(std::string_view password) const {
  return hash_password(password, options.cost);
}

}  // namespace cityloop::accounts
