#include "cityloop/io/accounts/accounts.h"

#include <algorithm>

#include "cityloop/base/utf8.h"
#include "cityloop/io/accounts/state.h"

namespace cityloop::accounts {
namespace {

using sqlite::Statement;
using sqlite::Transaction;

std::string words_of(const std::vector<Role>& roles) {
  std::string out;
  for (const Role r : roles) out += (out.empty() ? "" : " ") + std::string{to_word(r)};
  return out;
}

[[noreturn]] void refuse(Text words, Text hint = {}) {
  throw Error{Fault::bad_input, std::move(words), {}, std::move(hint)};
}

/// Small letters, digits and .-_ only: names that look alike are one name.
void check_name(const std::string& name) {
  const bool good =
      name.size() >= 2 && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
      });
  if (!good)
    refuse(say("‘{}’ cannot be the name of an account", "“{}”不能作账户名", name),
           {"2 to 64 small letters, digits and . - _ ; the person's own name is `display`",
            "2 至 64 个小写字母、数字或 . - _；姓名请填写在 `display`"});
}
void check_account(const Account& a) {
  check_name(a.name);
  const auto check = [](const std::string& words, std::size_t most, const char* en, const char* zh) {
    if (first_not_utf8(words) != std::string::npos || symbol_count(words) > most ||
        std::ranges::any_of(words, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
      refuse({std::string{en} + ": at most " + std::to_string(most) + " symbols on one line",
              std::string{zh} + "：最多 " + std::to_string(most) + " 个字符，且不能换行"});
  };
  check(a.display, 80, "the name to show", "显示名称");
  check(a.organisation, 120, "the organisation", "所属单位");
  check(a.zone, 64, "the zone", "辖区");
  if (a.display.empty()) refuse({"an account needs a name to show", "账户须有显示名称"});
  if (a.roles.empty())
    refuse({"an account needs a role", "账户须至少有一个角色"},
           {"resident, collector, department, supervisor, analyst, planner, finance, leader, organisation, "
            "administrator",
            "resident、collector、department、supervisor、analyst、planner、finance、leader、organisation、"
            "administrator"});
}

}  // namespace

std::string Who::office(Permission p) const {
  for (const Role r : roles)
    if (permissions_of(r).has(p)) return std::string{to_word(r)};
  if (p == Permission::signed_in && !roles.empty()) return std::string{to_word(roles.front())};
  return "visitor";
}

void require(const Who& who, Permission p) {
  if (who.may(p)) return;
  if (who.must_change)
    throw Error{Fault::forbidden,
                {"a one-time password must be changed first", "请先修改一次性密码"},
                {.item = std::string{to_word(p)}}};
  if (!who.signed_in && !who.machine)
    throw Error{Fault::forbidden,
                {"this is for those who are signed in", "请先登录"},
                {.item = std::string{to_word(p)}}};
  const Text what = name_of(p);
  throw Error{Fault::forbidden,
              {fmt::format("this account may not {}", what.en), fmt::format("此账户无权{}", what.zh)},
              {.item = std::string{to_word(p)}},
              {"an administrator gives roles to accounts", "角色由系统管理员分配"}};
}

Who console() {
  Who w;
  w.signed_in = true;
  w.name = "console";
  w.display = "console";
  w.roles = {Role::administrator};
  w.permissions = permissions_of(Role::administrator);
  return w;
}

Act act_of(const Who& who, Permission p, std::string object, std::string document, std::string outcome) {
  if (document.empty() && ground_of(p) == Ground::document)
    throw Error{Fault::bad_input,
                {"this needs the decision or the rule by which it is done", "请注明所依据的文件或决定"},
                {.item = std::string{to_word(p)}},
                {"name the document and its number", "请填写文件名称与文号"}};
  return {who.name,
          who.office(p),
          std::string{to_word(p)},
          std::move(object),
          document.empty() ? std::string{to_word(ground_of(p))} : std::move(document),
          std::move(outcome)};
}

Accounts::Accounts(const std::string& file, Options options)
    : state_{std::make_unique<State>(file, options)} {}
Accounts::~Accounts() = default;

std::optional<Issued> Accounts::first_administrator(Instant now) {
  State& s = *state_;
  const std::lock_guard hold{s.writing};
  if (s.db.number("SELECT count(*) FROM account WHERE demo = 0") > 0) return std::nullopt;
  Issued out{{.name = "admin",
              .display = "Administrator 系统管理员",
              .organisation = {},
              .zone = {},
              .roles = {Role::administrator},
              .must_change = true,
              .created = now},
             random_password()};
  const std::string hash = s.hashed(out.password);
  Transaction all{s.db};
  s.db.run("UPDATE account SET active = 0 WHERE demo = 1");
  s.db.run("DELETE FROM session");
  s.insert(out.account, hash, now + s.options.one_time);
  append_audit(s.db, act_of(console(), Permission::accounts_manage, "account admin", "first start", "made"),
               now);
  all.commit();
  const std::unique_lock maps{s.memory};
  s.sessions.clear();
  s.keys.clear();
  return out;
}

std::vector<Issued> Accounts::demo_accounts(Instant now) {
  State& s = *state_;
  const std::lock_guard hold{s.writing};
  if (s.db.number("SELECT count(*) FROM account WHERE demo = 0") > 0)
    throw Error{Fault::conflict,
                {"this city has accounts of people: demonstration accounts are not added to them",
                 "该市已有正式账户，不能再添加演示账户"},
                {.file = s.db.file()},
                {"use a workspace of its own for demonstrations", "请另用一个工作区作演示"}};
  std::vector<Issued> out;
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < kRoles; ++i) {
    const Role role = static_cast<Role>(i);
    const Text name = name_of(role);
    const std::string word{to_word(role)};
    out.push_back({{.name = word,
                    .display = name.en.substr(0, name.en.find_first_of(",:")) + " " + name.zh,
                    .organisation = {},
                    .zone = {},
                    .roles = {role},
                    .demo = true,
                    .created = now},
                   random_password()});
    hashes.push_back(s.hashed(out.back().password));
  }
  Transaction all{s.db};
  s.db.run("DELETE FROM session");
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (const auto known = s.stored(out[i].account.name))
      s.set_password(known->number, hashes[i], std::nullopt);
    else s.insert(out[i].account, hashes[i], std::nullopt);
  }
  append_audit(
      s.db, act_of(console(), Permission::accounts_manage, "demonstration accounts", "demonstration", "made"),
      now);
  all.commit();
  const std::unique_lock maps{s.memory};
  s.sessions.clear();
  return out;
}

std::vector<Account> Accounts::list() const {
  const std::lock_guard hold{state_->writing};
  std::vector<Account> out;
  for (StoredAccount& a : state_->all_stored()) out.push_back(std::move(a.account));
  return out;
}
std::optional<Account> Accounts::find(const std::string& name) const {
  const std::lock_guard hold{state_->writing};
  const auto found = state_->stored(clean_name(name));
  return found ? std::optional{found->account} : std::nullopt;
}

Issued Accounts::add(const NewAccount& asked, const Who& by, Instant now) {
  require(by, Permission::accounts_manage);
  State& s = *state_;
  Issued out{{.name = asked.name,
              .display = asked.display,
              .organisation = asked.organisation,
              .zone = asked.zone,
              .roles = asked.roles,
              .must_change = true,
              .created = now},
             random_password()};
  check_account(out.account);
  const std::string hash = s.hashed(out.password);
  const std::lock_guard hold{s.writing};
  if (s.stored(asked.name))
    throw Error{Fault::conflict, say("there is an account ‘{}’ already", "账户“{}”已存在", asked.name)};
  Transaction all{s.db};
  s.insert(out.account, hash, now + s.options.one_time);
  append_audit(s.db,
               act_of(by, Permission::accounts_manage, "account " + asked.name, {},
                      "made: " + words_of(asked.roles) + (asked.zone.empty() ? "" : " in " + asked.zone)),
               now);
  all.commit();
  return out;
}

Changed Accounts::change(const std::string& name, const AccountChange& asked, const Who& by, Instant now) {
  require(by, Permission::accounts_manage);
  State& s = *state_;
  Changed out;
  std::string hash;
  if (asked.reset_password) {
    out.password = random_password();
    hash = s.hashed(out.password);
  }
  const std::lock_guard hold{s.writing};
  const StoredAccount before = s.must_find(name);
  StoredAccount after = before;
  Account& a = after.account;
  std::string what;
  const auto note = [&](const std::string& words) { what += (what.empty() ? "" : "; ") + words; };
  if (asked.display && *asked.display != a.display) {
    a.display = *asked.display;
    note("name to show");
  }
  if (asked.organisation && *asked.organisation != a.organisation) {
    a.organisation = *asked.organisation;
    note("organisation");
  }
  bool other_rights = false;
  if (asked.zone && *asked.zone != a.zone) {
    a.zone = *asked.zone;
    note("zone " + (a.zone.empty() ? "none" : a.zone));
    other_rights = true;
  }
  if (asked.roles) {
    std::vector<Role> roles = *asked.roles;
    std::ranges::sort(roles);
    roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
    if (roles != a.roles) {
      a.roles = std::move(roles);
      note("roles " + words_of(a.roles));
      other_rights = true;
    }
  }
  if (asked.active && *asked.active != a.active) {
    a.active = *asked.active;
    note(a.active ? "opened" : "closed");
    other_rights = true;
  }
  if (asked.reset_password) {
    a.must_change = true;
    note("password reset");
  }
  check_account(a);
  if ((other_rights || asked.reset_password) && by.name == a.name)
    throw Error{Fault::forbidden,
                {"nobody changes their own office", "不能变更本人的角色、辖区或状态"},
                {.item = a.name},
                {"another administrator does it, or `cityloop accounts` at the machine",
                 "请由其他系统管理员办理，或在服务器上使用 `cityloop accounts`"}};
  const auto rules = [](const Account& x) {
    return x.active && std::ranges::find(x.roles, Role::administrator) != x.roles.end();
  };
  if (rules(before.account) && !rules(a) &&
      s.db.number("SELECT count(*) FROM account JOIN account_role ON account = number WHERE active = 1 AND "
                  "role = 'administrator'") <= 1)
    throw Error{Fault::conflict,
                {"this is the last administrator", "这是最后一名系统管理员"},
                {.item = a.name},
                {"make another one first", "请先另设一名系统管理员"}};
  out.account = a;
  if (what.empty()) return out;
  const bool end = other_rights || asked.reset_password;
  Transaction all{s.db};
  Statement{s.db,
            "UPDATE account SET display = ?2, organisation = ?3, zone = ?4, active = ?5 WHERE number = ?1"}
      .run(after.number, a.display, a.organisation, a.zone, a.active);
  s.set_roles(after.number, a.roles);
  if (asked.reset_password) s.set_password(after.number, hash, now + s.options.one_time);
  if (end) Statement{s.db, "DELETE FROM session WHERE account = ?"}.run(after.number);
  if (!a.active)
    Statement{s.db, "UPDATE machine_key SET revoked = ?2 WHERE account = ?1 AND revoked IS NULL"}.run(
        after.number, to_string(now));
  append_audit(s.db, act_of(by, Permission::accounts_manage, "account " + a.name, {}, what), now);
  all.commit();
  if (end) s.forget_sessions_of(after.number);
  if (!a.active) s.forget_keys_of(after.number);
  s.refresh(after);
  if (asked.reset_password) {
    const std::lock_guard gate{s.gate};
    s.by_account.forget(a.name);
  }
  return out;
}

void Accounts::link(const std::string& name, const ExternalIdentity& is, const Who& by, Instant now) {
  require(by, Permission::accounts_manage);
  if (is.issuer.empty() || is.subject.empty())
    refuse({"an identity has an issuer and a subject", "身份须有签发方与主体"});
  State& s = *state_;
  const std::string nothing = s.hashed(random_token());
  const std::lock_guard hold{s.writing};
  const StoredAccount a = s.must_find(name);
  Transaction all{s.db};
  // A password that was made here and never used is taken back: the provider's is the one that counts.
  if (a.account.must_change) s.set_password(a.number, nothing, std::nullopt);
  Statement taken{s.db, "SELECT count(*) FROM account_identity WHERE issuer = ? AND subject = ?"};
  if (taken.ask(is.issuer, is.subject).next() && taken.integer(0) > 0)
    throw Error{Fault::conflict, {"this identity belongs to an account already", "该身份已关联其他账户"}};
  Statement{s.db, "INSERT INTO account_identity (issuer, subject, account) VALUES (?, ?, ?)"}.run(
      is.issuer, is.subject, a.number);
  append_audit(s.db,
               act_of(by, Permission::accounts_manage, "account " + a.account.name, {},
                      "linked to an identity of " + is.issuer),
               now);
  all.commit();
}

std::int64_t Accounts::audit(const Act& act, Instant now) {
  const std::lock_guard hold{state_->writing};
  Transaction all{state_->db};
  const std::int64_t number = append_audit(state_->db, act, now);
  all.commit();
  return number;
}
std::vector<AuditEntry> Accounts::audit_page(std::size_t limit, std::int64_t before) const {
  const std::lock_guard hold{state_->writing};
  return read_audit(state_->db, limit, before);
}
AuditHead Accounts::audit_head() const {
  const std::lock_guard hold{state_->writing};
  return accounts::audit_head(state_->db);
}
AuditCheck Accounts::audit_check(const std::optional<AuditHead>& noted) const {
  const std::lock_guard hold{state_->writing};
  return check_audit(state_->db, noted);
}

}  // namespace cityloop::accounts
