#include <algorithm>

#include "cityloop/io/accounts/accounts.h"
#include "cityloop/io/accounts/passwords.h"
#include "cityloop/io/accounts/state.h"

namespace cityloop::accounts {
namespace {

using sqlite::Blob;
using sqlite::Statement;
using sqlite::Transaction;

constexpr std::size_t kLongestTried = 4 * kLongestPassword;  // bytes
constexpr std::chrono::seconds kWhenBusy{2};

Digest session_digest(std::string_view session) { return digest("cityloop session", session); }

SignIn refused() { return {.words = {"the name or the password is wrong", "用户名或密码不正确"}}; }
SignIn must_wait(std::chrono::seconds wait) {
  return {.outcome = SignIn::Outcome::wait,
          .wait = wait,
          .words = say("too many tries: please wait {} seconds", "尝试次数过多，请等待 {} 秒", wait.count())};
}

Act own_act(const StoredAccount& a, const std::string& action) {
  const std::string office{a.account.roles.empty() ? "" : to_word(a.account.roles.front())};
  return {a.account.name, office, action, "account " + a.account.name, std::string{to_word(Ground::own)},
          "done"};
}

bool is_good(const LivePass& session, const SessionTerms& terms, Instant now) {
  return now - instant_of(session.seen.load(std::memory_order_relaxed)) < terms.idle &&
         now - session.made < terms.most;
}

void see(const LivePass& pass, Instant now) {
  const std::int64_t at = seconds_of(now);
  std::int64_t seen = pass.seen.load(std::memory_order_relaxed);
  while (seen < at && !pass.seen.compare_exchange_weak(seen, at, std::memory_order_relaxed)) continue;
}

}  // namespace

WhoPtr Accounts::visitor() const { return state_->visitor; }

WhoPtr Accounts::who(std::string_view session, Instant now) const {
  if (session.empty() || session.size() > 64) return nullptr;
  const Digest id = session_digest(session);
  const State& s = *state_;
  const std::shared_lock hold{s.memory};
  const auto it = s.sessions.find(id);
  if (it == s.sessions.end() || !is_good(*it->second, s.terms(it->second->field), now)) return nullptr;
  see(*it->second, now);
  return it->second->who;
}

SignIn Accounts::State::open_session(const StoredAccount& a, const std::string& device,
                                     std::string_view replaces, const std::string& action, Instant now,
                                     const std::function<void()>& first) {
  SignIn out{.outcome = SignIn::Outcome::welcome, .session = random_token()};
  const Digest id = session_digest(out.session);
  auto live = std::make_unique<LivePass>();
  live->account = a.number;
  live->field = std::ranges::all_of(a.account.roles, [](Role r) { return r == Role::collector; });
  live->made = now;
  live->written = seconds_of(now);
  live->seen = live->written;
  live->token = token_of_session(id);
  out.lasts = terms(live->field).most;

  std::vector<std::int64_t> ended;
  Transaction all{db};
  if (first) first();
  Statement drop{db, "DELETE FROM session WHERE number = ?"};
  if (!replaces.empty()) {
    const Digest old = session_digest(replaces);
    Statement find{db, "SELECT number FROM session WHERE digest = ?"};
    if (find.ask(Blob{bytes_of(old)}).next()) ended.push_back(find.integer(0));
  }
  Statement others{db, "SELECT number FROM session WHERE account = ? ORDER BY seen DESC, number DESC"};
  others.ask(a.number);
  for (std::size_t i = 1; others.next(); ++i)
    if (i >= options.sessions_each) ended.push_back(others.integer(0));
  others.reset();
  for (const std::int64_t number : ended) drop.run(number);
  const std::string time = to_string(now);
  Statement{db, "INSERT INTO session (digest, account, field, device, made, seen) VALUES (?, ?, ?, ?, ?, ?)"}
      .run(Blob{bytes_of(id)}, a.number, live->field, device.substr(0, 80), time, time);
  live->number = db.last_row();
  Statement{db, "UPDATE account SET last_seen = ?2 WHERE number = ?1"}.run(a.number, time);
  append_audit(db, own_act(a, action), now);
  all.commit();
  for (const std::int64_t number : ended) forget_session(number);
  live->who = session_who(a, *live);
  out.who = live->who;
  const std::unique_lock maps{memory};
  sessions.emplace(id, std::move(live));
  return out;
}

SignIn Accounts::sign_in(const SignInAsked& asked, Instant now) {
  State& s = *state_;
  const std::string name = clean_name(asked.name), peer = peer_key(asked.peer);
  {
    const std::lock_guard gate{s.gate};
    const auto wait = std::max(s.by_account.wait(name, now), s.by_peer.wait(peer, now));
    if (wait > std::chrono::seconds{0}) return must_wait(wait);
    s.by_account.count(name, now);
    s.by_peer.count(peer, now);
  }
  std::optional<StoredAccount> found;
  {
    const std::lock_guard hold{s.writing};
    found = s.stored(name);
  }
  bool right = false;
  std::string fresher;
  {
    const Turnstile::Pass pass = s.hashing.enter();
    if (!pass) {
      const std::lock_guard gate{s.gate};
      s.by_account.take_back(name);
      s.by_peer.take_back(peer);
      return must_wait(kWhenBusy);
    }
    // The same work whether or not there is such an account.
    const std::string_view tried = std::string_view{asked.password}.substr(0, kLongestTried);
    right = is_password(tried, found ? found->password : s.nobodys_password) && found &&
            asked.password.size() <= kLongestTried;
    if (right && is_outdated(found->password, s.options.cost)) fresher = s.hashed(tried);
  }
  const std::lock_guard hold{s.writing};
  // Meanwhile it may have been closed, or have got another password.
  const auto still = found ? s.stored(found->number) : StoredAccount{};
  if (!right || !still.account.active || still.password != found->password ||
      (still.one_time_until && now >= *still.one_time_until)) {
    Transaction all{s.db};
    // A name that is no account's may be a password typed into the wrong field: it is not recorded.
    append_audit(s.db,
                 {found ? name : "", "visitor", "session.open", found ? "account " + name : "no account",
                  std::string{to_word(Ground::security)}, "refused"},
                 now);
    all.commit();
    return refused();
  }
  if (!fresher.empty()) s.set_password(still.number, fresher, still.one_time_until);
  SignIn out = s.open_session(still, asked.device, asked.session, "session.open", now);
  const std::lock_guard gate{s.gate};
  s.by_account.forget(name);
  s.by_peer.take_back(peer);
  return out;
}

SignIn Accounts::sign_in_as(const ExternalIdentity& is, const SignInAsked& asked, Instant now) {
  State& s = *state_;
  const std::lock_guard hold{s.writing};
  Statement find{s.db, "SELECT account FROM account_identity WHERE issuer = ? AND subject = ?"};
  if (!find.ask(is.issuer, is.subject).next()) return refused();
  const std::int64_t number = find.integer(0);
  find.reset();
  const StoredAccount a = s.stored(number);
  if (!a.account.active) return refused();
  return s.open_session(a, asked.device, asked.session, "session.open", now);
}

void Accounts::sign_out(std::string_view session, Instant now) {
  State& s = *state_;
  if (session.empty() || session.size() > 64) return;
  const Digest id = session_digest(session);
  const std::lock_guard hold{s.writing};
  Statement find{s.db, "SELECT number, account FROM session WHERE digest = ?"};
  if (!find.ask(Blob{bytes_of(id)}).next()) return;
  const std::int64_t number = find.integer(0);
  const StoredAccount of = s.stored(find.integer(1));
  find.reset();
  Transaction all{s.db};
  Statement{s.db, "DELETE FROM session WHERE number = ?"}.run(number);
  append_audit(s.db, own_act(of, "session.close"), now);
  all.commit();
  s.forget_session(number);
}

SignIn Accounts::change_password(std::string_view session, const std::string& old, const std::string& fresh,
                                 Instant now) {
  State& s = *state_;
  const WhoPtr who = this->who(session, now);
  if (who == nullptr) throw Error{Fault::forbidden, {"this is for those who are signed in", "请先登录"}};
  if (const auto why = weakness(fresh, who->name, who->display))
    throw Error{Fault::bad_input,
                *why,
                {.item = "fresh"},
                {"three or four words that do not belong together are easy to keep in mind",
                 "用三四个互不相关的词语组成的密码既好记又安全"}};
  if (same_secret(old, fresh))
    throw Error{Fault::bad_input, {"this is the old password", "新密码与原密码相同"}, {.item = "fresh"}};
  {
    const std::lock_guard gate{s.gate};
    if (const auto wait = s.by_account.wait(who->name, now); wait > std::chrono::seconds{0})
      return must_wait(wait);
    s.by_account.count(who->name, now);
  }
  StoredAccount a;
  {
    const std::lock_guard hold{s.writing};
    a = s.must_find(who->name);
  }
  std::string hash;
  {
    const Turnstile::Pass pass = s.hashing.enter();
    if (!pass) {
      const std::lock_guard gate{s.gate};
      s.by_account.take_back(who->name);
      return must_wait(kWhenBusy);
    }
    if (is_password(std::string_view{old}.substr(0, kLongestTried), a.password)) hash = s.hashed(fresh);
  }
  const std::lock_guard hold{s.writing};
  const StoredAccount still = s.stored(a.number);
  if (hash.empty() || still.password != a.password || !still.account.active) {
    SignIn out = refused();
    out.words = {"the old password is wrong", "原密码不正确"};
    return out;
  }
  a = still;
  a.one_time_until.reset();
  a.account.must_change = false;
  std::string device;
  {
    Statement of{s.db, "SELECT device FROM session WHERE number = ?"};
    if (of.ask(who->session).next()) device = of.text(0);
  }
  SignIn out = s.open_session(a, device, session, "password.change", now, [&] {
    s.set_password(a.number, hash, std::nullopt);
    Statement{s.db, "DELETE FROM session WHERE account = ? AND number <> ?"}.run(a.number, who->session);
  });
  {
    const std::unique_lock maps{s.memory};
    std::erase_if(s.sessions, [&](const auto& x) {
      return x.second->account == a.number && x.second->number != out.who->session;
    });
  }
  const std::lock_guard gate{s.gate};
  s.by_account.forget(who->name);
  return out;
}

std::vector<SessionRow> Accounts::sessions(const std::string& account) const {
  const State& s = *state_;
  const std::lock_guard hold{s.writing};
  std::vector<SessionRow> out;
  Statement rows{s.db,
                 "SELECT s.number, a.name, s.device, s.made, s.seen FROM session s JOIN account a "
                 "ON a.number = s.account WHERE a.name = ? ORDER BY s.number DESC"};
  const std::string name = clean_name(account);
  rows.ask(name);
  while (rows.next())
    out.push_back({rows.integer(0), std::string{rows.text(1)}, std::string{rows.text(2)},
                   parse_instant(rows.text(3)), parse_instant(rows.text(4))});
  return out;
}

void Accounts::end_session(std::int64_t number, const Who& by, Instant now) {
  State& s = *state_;
  const std::lock_guard hold{s.writing};
  Statement find{s.db,
                 "SELECT a.name FROM session s JOIN account a ON a.number = s.account WHERE s.number = ?"};
  std::string name;
  if (find.ask(number).next()) name = find.text(0);
  find.reset();
  const bool own = by.signed_in && !name.empty() && by.name == name;
  // Whoever may not end it does not learn whether it exists.
  if (!own) require(by, Permission::accounts_manage);
  if (name.empty()) throw Error{Fault::not_found, {"there is no such session", "没有此会话"}};
  Transaction all{s.db};
  Statement{s.db, "DELETE FROM session WHERE number = ?"}.run(number);
  append_audit(
      s.db,
      {by.name, by.office(own ? Permission::signed_in : Permission::accounts_manage), "session.close",
       "account " + name, std::string{to_word(own ? Ground::own : Ground::security)}, "done"},
      now);
  all.commit();
  s.forget_session(number);
}

void Accounts::tend(Instant now) {
  State& s = *state_;
  const std::lock_guard hold{s.writing};
  struct Seen {
    LivePass* pass;
    std::int64_t at;
  };
  std::vector<Seen> sessions, keys;
  std::vector<std::int64_t> ended;
  {
    // Sessions are only made and ended by who holds `writing`: the pointers stay good.
    const std::shared_lock maps{s.memory};
    for (const auto& [unused, x] : s.sessions) {
      const std::int64_t at = x->seen.load(std::memory_order_relaxed);
      if (!is_good(*x, s.terms(x->field), now)) ended.push_back(x->number);
      else if (at != x->written) sessions.push_back({x.get(), at});
    }
    for (const auto& [unused, x] : s.keys)
      if (const std::int64_t at = x->seen.load(std::memory_order_relaxed); at != x->written)
        keys.push_back({x.get(), at});
  }
  if (sessions.empty() && keys.empty() && ended.empty()) return;
  Transaction all{s.db};
  Statement session{s.db, "UPDATE session SET seen = ?2 WHERE number = ?1"};
  Statement account{s.db,
                    "UPDATE account SET last_seen = max(coalesce(last_seen, ''), ?2) WHERE number = ?1"};
  Statement key{s.db, "UPDATE machine_key SET seen = ?2 WHERE number = ?1"};
  Statement drop{s.db, "DELETE FROM session WHERE number = ?"};
  for (const Seen& x : sessions) {
    session.run(x.pass->number, to_string(instant_of(x.at)));
    account.run(x.pass->account, to_string(instant_of(x.at)));
  }
  for (const Seen& x : keys) key.run(x.pass->number, to_string(instant_of(x.at)));
  for (const std::int64_t number : ended) drop.run(number);
  all.commit();
  for (const Seen& x : sessions) x.pass->written = x.at;
  for (const Seen& x : keys) x.pass->written = x.at;
  for (const std::int64_t number : ended) s.forget_session(number);
}

}  // namespace cityloop::accounts
