#include <algorithm>

#include "cityloop/io/accounts/accounts.h"
#include "cityloop/io/accounts/state.h"

namespace cityloop::accounts {
namespace {

using sqlite::Blob;
using sqlite::Statement;
using sqlite::Transaction;

constexpr std::string_view kKeyMark = "cityloop_";  // so that a key that leaked is known for one

Digest key_digest(std::string_view key) { return digest("cityloop key", key); }

std::optional<Instant> key_time(const Statement& row, int column) {
  const std::string_view text = row.text(column);
  return text.empty() ? std::nullopt : std::optional{parse_instant(text)};
}

}  // namespace

WhoPtr Accounts::who_key(std::string_view key, Instant now) const {
  if (!key.starts_with(kKeyMark) || key.size() > 64) return nullptr;
  const Digest id = key_digest(key);
  const State& s = *state_;
  const std::shared_lock hold{s.memory};
  const auto it = s.keys.find(id);
  if (it == s.keys.end() || now >= it->second->expires) return nullptr;
  it->second->seen.store(seconds_of(now), std::memory_order_relaxed);
  return it->second->who;
}

std::vector<MachineKey> Accounts::keys() const {
  const State& s = *state_;
  const std::lock_guard hold{s.writing};
  std::vector<MachineKey> out;
  Statement rows{s.db,
                 "SELECT k.number, a.name, k.label, k.permissions, k.made, k.expires, k.revoked, k.seen "
                 "FROM machine_key k JOIN account a ON a.number = k.account ORDER BY k.number"};
  while (rows.next()) {
    MachineKey k{.number = rows.integer(0),
                 .account = std::string{rows.text(1)},
                 .label = std::string{rows.text(2)},
                 .permissions = {},
                 .made = parse_instant(rows.text(4)),
                 .expires = parse_instant(rows.text(5)),
                 .revoked = key_time(rows, 6),
                 .seen = key_time(rows, 7)};
    std::string_view words = rows.text(3);
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(' '), words.size());
      k.permissions.emplace_back(words.substr(0, end));
      words.remove_prefix(std::min(end + 1, words.size()));
    }
    out.push_back(std::move(k));
  }
  return out;
}

IssuedKey Accounts::make_key(const NewKey& asked, const Who& by, Instant now) {
  require(by, Permission::accounts_manage);
  State& s = *state_;
  const auto refuse_key = [](Text words) { throw Error{Fault::bad_input, std::move(words)}; };
  if (asked.label.empty() || symbol_count(asked.label) > 80)
    refuse_key(
        {"a key needs a label of at most 80 symbols: what it is for", "密钥须有用途说明（最多 80 个字符）"});
  if (asked.permissions.empty()) refuse_key({"a key needs at least one permission", "密钥须至少有一项权限"});
  if (asked.expires <= now || asked.expires - now > s.options.longest_key)
    refuse_key(say("a key ends within {} days", "密钥有效期不超过 {} 天", s.options.longest_key.count()));
  IssuedKey out;
  out.key.account = clean_name(asked.account);
  out.key.label = asked.label;
  out.key.made = now;
  out.key.expires = asked.expires;
  out.secret = std::string{kKeyMark} + random_token();
  const Digest id = key_digest(out.secret);
  auto live = std::make_unique<LivePass>();
  for (const std::string& word : asked.permissions) {
    const Permission p = parse_permission(word);
    if (p <= Permission::signed_in)
      refuse_key(say("‘{}’ is nothing that a key can be given", "密钥不能授予“{}”", word));
    live->scope.add(p);
  }
  out.key.permissions = live->scope.words();
  std::string words;
  for (const std::string& word : out.key.permissions) words += (words.empty() ? "" : " ") + word;

  const std::lock_guard hold{s.writing};
  const StoredAccount a = s.must_find(asked.account);
  if (!a.account.active)
    throw Error{Fault::conflict, {"this account is closed", "该账户已停用"}, {.item = a.account.name}};
  if ((live->scope & permissions_of(a.account.roles)) != live->scope)
    throw Error{Fault::forbidden,
                {"a key cannot do more than the account that it stands for", "密钥的权限不能超出所属账户"},
                {.item = a.account.name}};
  Transaction all{s.db};
  Statement{s.db,
            "INSERT INTO machine_key (digest, account, label, permissions, made, expires) "
            "VALUES (?, ?, ?, ?, ?, ?)"}
      .run(Blob{bytes_of(id)}, a.number, asked.label, words, to_string(now), to_string(asked.expires));
  out.key.number = s.db.last_row();
  append_audit(s.db,
               act_of(by, Permission::accounts_manage,
                      "key " + std::to_string(out.key.number) + " of account " + a.account.name, {},
                      "made: " + words + " until " + to_string(asked.expires)),
               now);
  all.commit();
  live->number = out.key.number;
  live->account = a.number;
  live->expires = asked.expires;
  live->who = s.key_who(a, *live);
  const std::unique_lock maps{s.memory};
  s.keys.emplace(id, std::move(live));
  return out;
}

void Accounts::revoke_key(std::int64_t number, const Who& by, Instant now) {
  require(by, Permission::accounts_manage);
  State& s = *state_;
  const std::lock_guard hold{s.writing};
  Transaction all{s.db};
  Statement find{s.db, "SELECT count(*) FROM machine_key WHERE number = ? AND revoked IS NULL"};
  if (!find.ask(number).next() || find.integer(0) == 0)
    throw Error{Fault::not_found, say("there is no key {}", "没有密钥 {}", number)};
  find.reset();
  Statement{s.db, "UPDATE machine_key SET revoked = ?2 WHERE number = ?1"}.run(number, to_string(now));
  append_audit(s.db, act_of(by, Permission::accounts_manage, "key " + std::to_string(number), {}, "revoked"),
               now);
  all.commit();
  const std::unique_lock maps{s.memory};
  std::erase_if(s.keys, [&](const auto& k) { return k.second->number == number; });
}

}  // namespace cityloop::accounts
