// The audit record: append-only, chained, whole after kill -9; and no secret in any file.

#include <csignal>
#include <fcntl.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "cityloop/io/store/sqlite.h"
#include "tests/accounts/desk.h"

namespace cityloop::accounts {
namespace {

using namespace testing;  // NOLINT: fixtures of this folder
using ::testing::HasSubstr;

Act act(int i) { return {"li", "analyst", "import.make", "file " + std::to_string(i), "duty", "done"}; }

/// A file with `n` rows, closed, for somebody to tamper with.
struct Tampered {
  explicit Tampered(int n) {
    Accounts a{folder / "accounts.db", cheap()};
    for (int i = 1; i <= n; ++i) (void)a.audit(act(i), at(std::chrono::seconds{i}));
    head = a.audit_head();
  }
  void run(const std::string& sql) {
    sqlite::Database db{folder / "accounts.db", sqlite::Open::make};
    db.run("DROP TRIGGER audit_is_never_changed");
    db.run("DROP TRIGGER audit_is_never_removed");
    db.run(sql);
  }
  AuditCheck check(const std::optional<AuditHead>& noted = std::nullopt) {
    Options reading = cheap();
    reading.read_only = true;
    return Accounts{folder / "accounts.db", reading}.audit_check(noted);
  }
  TempFolder folder;
  AuditHead head;
};

TEST(Audit, RowsAreNumberedWithoutAGapAndReadNewestFirst) {
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  EXPECT_EQ(a.audit_head(), AuditHead{});
  EXPECT_TRUE(a.audit_check().whole());
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(a.audit(act(i), at(std::chrono::seconds{i})), i);
  const auto page = a.audit_page(2);
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0], (AuditEntry{5, at(std::chrono::seconds{5}), act(5)}));
  EXPECT_EQ(page[1].number, 4);
  EXPECT_EQ(a.audit_page(10, 4).at(0).number, 3);
  EXPECT_EQ(a.audit_page(10, 1).size(), 0U);
  EXPECT_EQ(a.audit_page(10).size(), 5U);
  const AuditCheck check = a.audit_check();
  EXPECT_TRUE(check.whole());
  EXPECT_EQ(check.head, a.audit_head());
  EXPECT_EQ(check.head.rows, 5);
}

TEST(Audit, TheFileRefusesToChangeOrRemoveARow) {
  TempFolder folder;
  {
    Accounts a{folder / "accounts.db", cheap()};
    (void)a.audit(act(1), at(kStart));
  }
  sqlite::Database db{folder / "accounts.db", sqlite::Open::make};
  EXPECT_EQ(fault_of([&] { db.run("UPDATE audit SET outcome = 'x'"); }), Fault::conflict);
  EXPECT_EQ(fault_of([&] { db.run("DELETE FROM audit"); }), Fault::conflict);
}

TEST(Audit, TheFirstBrokenRowIsNamedWhateverWasDoneToIt) {
  const std::vector<std::pair<std::string, std::int64_t>> ways{
      {"UPDATE audit SET who = 'wu' WHERE number = 4", 4},
      {"UPDATE audit SET at = '2026-11-24T08:00:05Z' WHERE number = 4", 4},
      {"UPDATE audit SET role = 'leader' WHERE number = 4", 4},
      {"UPDATE audit SET action = 'x' WHERE number = 4", 4},
      {"UPDATE audit SET object = 'x' WHERE number = 4", 4},
      {"UPDATE audit SET basis = 'x' WHERE number = 4", 4},
      {"UPDATE audit SET outcome = 'x' WHERE number = 4", 4},
      {"UPDATE audit SET basis = 'dut', outcome = 'ydone' WHERE number = 4",
       4},  // the same letters, another border
      {"UPDATE audit SET hash = zeroblob(32) WHERE number = 4", 4},
      {"UPDATE audit SET previous = zeroblob(32) WHERE number = 4", 4},
      {"DELETE FROM audit WHERE number = 4", 4},
      {"DELETE FROM audit WHERE number = 1", 1},
      {"UPDATE audit SET number = 99 WHERE number = 4; UPDATE audit SET number = 4 WHERE number = 5; "
       "UPDATE audit SET number = 5 WHERE number = 99",
       4},
      {"INSERT INTO audit SELECT 8, at, who, role, action, object, basis, outcome, previous, hash FROM audit "
       "WHERE number = 7",
       8},
      {"UPDATE audit SET who = 'wu' WHERE number IN (3, 6)", 3},
  };
  for (const auto& [sql, row] : ways) {
    Tampered t{7};
    EXPECT_TRUE(t.check().whole());
    t.run(sql);
    const AuditCheck check = t.check();
    EXPECT_EQ(check.broken, row) << sql;
    EXPECT_EQ(check.head.rows, row - 1) << sql;
    EXPECT_THAT(check.why.en, HasSubstr("row " + std::to_string(row))) << sql;
    EXPECT_THAT(check.why.zh, HasSubstr(std::to_string(row))) << sql;
  }
}

TEST(Audit, AnEndThatWasCutOffIsFoundByAHeadThatWasNoted) {
  Tampered t{7};
  t.run("DELETE FROM audit WHERE number > 5");
  EXPECT_TRUE(t.check().whole());  // nothing inside tells
  EXPECT_EQ(t.check(t.head).broken, 6);
}

TEST(Audit, ARecordThatWasWrittenAgainFromTheStartIsFoundByAHeadThatWasNoted) {
  Tampered one{7}, other{0};
  {
    Accounts a{other.folder / "accounts.db", cheap()};
    for (int i = 1; i <= 9; ++i) (void)a.audit(act(i == 3 ? 33 : i), at(std::chrono::seconds{i}));
  }
  EXPECT_TRUE(other.check().whole());
  EXPECT_EQ(other.check(one.head).broken, 7);
  EXPECT_TRUE(one.check(one.head).whole());
}

TEST(Audit, WordsAreOneLineOfBoundedLength) {
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  std::string long_zh;
  for (int i = 0; i < 1000; ++i) long_zh += "案";
  (void)a.audit({"li", "analyst", "x", "one\ntwo\x1b[0m", long_zh, "bad \xff here"}, at(kStart));
  const Act kept = a.audit_page(1).at(0).act;
  EXPECT_EQ(kept.object, "one two [0m");
  EXPECT_EQ(kept.basis.size(), 399U);  // 133 whole symbols
  EXPECT_EQ(kept.outcome, "bad ");
  EXPECT_TRUE(a.audit_check().whole());
}

TEST(Audit, EverythingThatIsDoneToAccountsIsThere) {
  Desk desk;
  desk.person("li", {Role::analyst});
  (void)desk.enter("li", "wrong", kStart);
  (void)desk.enter("typed-my-password-here", "x", kStart);
  (void)desk.accounts->change("li", {.zone = "S04", .roles = std::vector{Role::planner}}, *desk.admin,
                              at(kStart));
  const IssuedKey key =
      desk.accounts->make_key({"li", "a", {"city.read"}, at(std::chrono::days{9})}, *desk.admin, at(kStart));
  desk.accounts->revoke_key(key.key.number, *desk.admin, at(kStart));
  desk.accounts->sign_out(desk.admin_session, at(kStart));
  std::vector<std::string> rows;
  for (const AuditEntry& e : desk.accounts->audit_page(100))
    rows.push_back(e.act.who + "|" + e.act.role + "|" + e.act.action + "|" + e.act.object + "|" +
                   e.act.basis + "|" + e.act.outcome);
  const std::vector<std::string> expected{
      "admin|administrator|session.close|account admin|own affair|done",
      "admin|administrator|accounts.manage|key 1|security|revoked",
      "admin|administrator|accounts.manage|key 1 of account li|security|made: city.read until "
      "2026-12-03T08:00:00Z",
      "admin|administrator|accounts.manage|account li|security|zone S04; roles planner",
      "|visitor|session.open|no account|security|refused",
      "li|visitor|session.open|account li|security|refused",
      "li|analyst|password.change|account li|own affair|done",
      "li|analyst|session.open|account li|own affair|done",
      "admin|administrator|accounts.manage|account li|security|made: analyst",
      "admin|administrator|password.change|account admin|own affair|done",
      "admin|administrator|session.open|account admin|own affair|done",
      "console|administrator|accounts.manage|account admin|first start|made"};
  EXPECT_EQ(rows, expected);
  EXPECT_TRUE(desk.accounts->audit_check().whole());
}

TEST(Audit, WhatWasAcknowledgedIsThereAfterKillMinusNine) {
  for (int round = 0; round < 3; ++round) {
    TempFolder folder;
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        Accounts a{folder / "accounts.db", cheap()};
        for (int i = 1;; ++i) {
          const std::int64_t number = a.audit(act(i), at(std::chrono::seconds{i}));
          if (::write(ends[1], &number, sizeof number) != static_cast<ssize_t>(sizeof number)) ::_exit(2);
        }
      } catch (...) {
        ::_exit(1);
      }
    }
    ::close(ends[1]);
    std::int64_t last = 0, next = 0;
    const std::int64_t enough = 20 + 17 * round;
    while (last < enough && ::read(ends[0], &next, sizeof next) == static_cast<ssize_t>(sizeof next))
      last = next;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    while (::read(ends[0], &next, sizeof next) == static_cast<ssize_t>(sizeof next)) last = next;
    ::close(ends[0]);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_GE(last, enough);
    Accounts a{folder / "accounts.db", cheap()};
    const AuditCheck check = a.audit_check();
    EXPECT_TRUE(check.whole());
    EXPECT_GE(check.head.rows, last);  // one more may be there that nobody was told of
    EXPECT_LE(check.head.rows, last + 1);
    EXPECT_EQ(a.audit_page(1, last + 1).at(0).act, act(static_cast<int>(last)));
    EXPECT_EQ(a.audit(act(0), at(kStart)), check.head.rows + 1);
  }
}

TEST(Files, HoldNoSecret) {
  Desk desk;
  const Issued made = desk.accounts->add({"li", "Li", {Role::analyst}}, *desk.admin, at(kStart));
  const SignIn first = desk.enter("li", made.password, kStart);
  const SignIn in =
      desk.accounts->change_password(first.session, made.password, "quiet pond at noon", at(kStart));
  const IssuedKey key =
      desk.accounts->make_key({"li", "a", {"city.read"}, at(std::chrono::days{9})}, *desk.admin, at(kStart));
  (void)desk.enter("li", "a-wrong-password-typed", kStart);
  (void)desk.enter("a-password-in-the-field-of-names", "x", kStart);
  const Changed reset = desk.accounts->change("li", {.reset_password = true}, *desk.admin, at(kStart));
  desk.accounts->tend(at(std::chrono::seconds{30}));
  for (int closed = 0; closed < 2; ++closed) {
    const std::string bytes = desk.folder.bytes();
    ASSERT_THAT(bytes, HasSubstr("accounts.manage"));  // the bytes are looked at as they lie there
    for (const std::string& secret :
         {made.password, first.session, in.session, in.who->token, std::string{"quiet pond at noon"}, kGood,
          key.secret, key.secret.substr(9), std::string{"a-wrong-password-typed"},
          std::string{"a-password-in-the-field-of-names"}, reset.password, desk.admin_session})
      EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
    desk.accounts.reset();
  }
}

}  // namespace
}  // namespace cityloop::accounts
