// Accounts and keys as an administrator handles them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/accounts/desk.h"

namespace cityloop::accounts {
namespace {

using namespace testing;  // NOLINT: fixtures of this folder
using ::testing::HasSubstr;
using Outcome = SignIn::Outcome;
using std::chrono::days;
using std::chrono::hours;

TEST(Accounts, ANewOneGetsAOneTimePasswordAndTheRightsOfItsRoles) {
  Desk desk;
  const Issued made = desk.accounts->add(
      {"li.wei", "李伟", {Role::planner, Role::analyst}, "Planning bureau 规划局", "district/W"}, *desk.admin,
      at(kStart));
  EXPECT_TRUE(made.account.must_change);
  const SignIn in = desk.enter("li.wei", made.password, kStart);
  ASSERT_EQ(in.outcome, Outcome::welcome);
  EXPECT_TRUE(in.who->must_change);
  EXPECT_EQ(in.who->display, "李伟");
  EXPECT_EQ(in.who->organisation, "Planning bureau 规划局");
  EXPECT_EQ(in.who->zone, "district/W");
  EXPECT_EQ(in.who->roles, (std::vector{Role::analyst, Role::planner}));
  const SignIn own = desk.accounts->change_password(in.session, made.password, kGood, at(kStart));
  EXPECT_EQ(own.who->permissions, permissions_of(Role::planner) | permissions_of(Role::analyst));
  const auto all = desk.accounts->list();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].name, "li.wei");
  EXPECT_FALSE(all[1].must_change);
  EXPECT_EQ(all[1].created, at(kStart));
}

TEST(Accounts, WhatIsNoNameOrNoRoleIsRefused) {
  Desk desk;
  const auto adding = [&](NewAccount n) {
    return fault_of([&] { (void)desk.accounts->add(n, *desk.admin, at(kStart)); });
  };
  for (const char* name : {"", "x", "Li", "li wei", "li/wei", "李伟", "li\nwei", "li\xD0\xB5"})
    EXPECT_EQ(adding({name, "Li", {Role::analyst}}), Fault::bad_input) << name;
  EXPECT_EQ(adding({std::string(65, 'a'), "Li", {Role::analyst}}), Fault::bad_input);
  EXPECT_EQ(adding({"li", "", {Role::analyst}}), Fault::bad_input);
  EXPECT_EQ(adding({"li", "Li\nWei", {Role::analyst}}), Fault::bad_input);
  EXPECT_EQ(adding({"li", "Li", {}}), Fault::bad_input);
  EXPECT_EQ(adding({"li", "Li", {Role::analyst}, {}, std::string(65, 'z')}), Fault::bad_input);
  EXPECT_EQ(adding({"admin", "Li", {Role::analyst}}), Fault::conflict);
  EXPECT_EQ(adding({"li", "Li", {Role::analyst}}), std::nullopt);
}

TEST(Accounts, OnlyAnAdministratorHandlesThem) {
  Desk desk;
  for (std::size_t i = 0; i < kRoles; ++i) {
    const Role role = static_cast<Role>(i);
    if (role == Role::administrator) continue;
    const std::string name = "p" + std::to_string(i);
    const WhoPtr who = desk.accounts->who(desk.person(name, {role}), at(kStart));
    EXPECT_EQ(fault_of([&] { (void)desk.accounts->add({"wu", "Wu", {Role::analyst}}, *who, at(kStart)); }),
              Fault::forbidden);
    EXPECT_EQ(
        fault_of([&] { (void)desk.accounts->change(name, {.reset_password = true}, *who, at(kStart)); }),
        Fault::forbidden);
    EXPECT_EQ(fault_of([&] {
                (void)desk.accounts->make_key({name, "x", {"city.read"}, at(days{1})}, *who, at(kStart));
              }),
              Fault::forbidden);
    EXPECT_EQ(fault_of([&] { desk.accounts->revoke_key(1, *who, at(kStart)); }), Fault::forbidden);
    EXPECT_EQ(fault_of([&] { desk.accounts->link(name, {"i", "s"}, *who, at(kStart)); }), Fault::forbidden);
  }
}

TEST(Accounts, AChangeOfOfficeEndsSessionsSoThatTheNextOneHasTheNewRights) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  const Changed c =
      desk.accounts->change("li", {.roles = std::vector{Role::leader}}, *desk.admin, at(kStart));
  EXPECT_EQ(c.account.roles, std::vector{Role::leader});
  EXPECT_EQ(c.password, "");
  EXPECT_EQ(desk.accounts->who(s, at(kStart)), nullptr);
  const SignIn in = desk.enter("li", kGood, kStart);
  EXPECT_TRUE(in.who->may(Permission::plan_adopt));
  EXPECT_FALSE(in.who->may(Permission::import_make));
  (void)desk.accounts->change("li", {.zone = "S04"}, *desk.admin, at(kStart));
  EXPECT_EQ(desk.accounts->who(in.session, at(kStart)), nullptr);
  desk.reopen();
  EXPECT_EQ(desk.enter("li", kGood, kStart).who->zone, "S04");
}

TEST(Accounts, AnotherNameToShowEndsNoSession) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  (void)desk.accounts->change("li", {.display = "Li Wei", .organisation = "Bureau"}, *desk.admin, at(kStart));
  const WhoPtr who = desk.accounts->who(s, at(kStart));
  ASSERT_TRUE(who);
  EXPECT_EQ(who->display, "Li Wei");
  EXPECT_EQ(who->organisation, "Bureau");
  EXPECT_FALSE(who->token.empty());
}

TEST(Accounts, AClosedOneIsOutAtOnceWithItsKeys) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  const IssuedKey key =
      desk.accounts->make_key({"li", "feed", {"import.make"}, at(days{30})}, *desk.admin, at(kStart));
  ASSERT_TRUE(desk.accounts->who_key(key.secret, at(kStart)));
  (void)desk.accounts->change("li", {.active = false}, *desk.admin, at(kStart));
  EXPECT_EQ(desk.accounts->who(s, at(kStart)), nullptr);
  EXPECT_EQ(desk.accounts->who_key(key.secret, at(kStart)), nullptr);
  EXPECT_EQ(desk.enter("li", kGood, kStart).outcome, Outcome::refused);
  (void)desk.accounts->change("li", {.active = true}, *desk.admin, at(kStart));
  EXPECT_EQ(desk.enter("li", kGood, kStart).outcome, Outcome::welcome);
  EXPECT_EQ(desk.accounts->who_key(key.secret, at(kStart)), nullptr);  // revoked for good
}

TEST(Accounts, AResetGivesAOneTimePasswordAndFreesWhoWaits) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  for (int i = 0; i < 5; ++i) (void)desk.enter("li", "wrong", kStart);
  const Changed c = desk.accounts->change("li", {.reset_password = true}, *desk.admin, at(kStart));
  EXPECT_EQ(c.password.size(), 19U);
  EXPECT_EQ(desk.accounts->who(s, at(kStart)), nullptr);
  EXPECT_EQ(desk.enter("li", kGood, kStart).outcome, Outcome::refused);
  const SignIn in = desk.enter("li", c.password, kStart);
  ASSERT_EQ(in.outcome, Outcome::welcome);
  EXPECT_TRUE(in.who->must_change);
}

TEST(Accounts, NobodyChangesTheirOwnOfficeAndOneAdministratorStays) {
  Desk desk;
  for (const AccountChange& c :
       {AccountChange{.roles = std::vector{Role::leader}}, AccountChange{.active = false},
        AccountChange{.zone = "S04"}, AccountChange{.reset_password = true}})
    EXPECT_EQ(fault_of([&] { (void)desk.accounts->change("admin", c, *desk.admin, at(kStart)); }),
              Fault::forbidden);
  EXPECT_EQ(fault_of([&] { (void)desk.accounts->change("admin", {.active = false}, console(), at(kStart)); }),
            Fault::conflict);
  (void)desk.accounts->change("admin", {.display = "Boss"}, *desk.admin, at(kStart));
  desk.person("second", {Role::administrator});
  (void)desk.accounts->change("admin", {.active = false}, console(), at(kStart));
  EXPECT_EQ(fault_of([&] {
              (void)desk.accounts->change("second", {.roles = std::vector{Role::leader}}, console(),
                                          at(kStart));
            }),
            Fault::conflict);
}

TEST(Accounts, AnUnknownOneIsSaidSo) {
  Desk desk;
  EXPECT_EQ(fault_of([&] { (void)desk.accounts->change("nobody", {}, *desk.admin, at(kStart)); }),
            Fault::not_found);
  EXPECT_FALSE(desk.accounts->find("nobody"));
  EXPECT_TRUE(desk.accounts->find("ADMIN"));
}

TEST(Keys, OpenWhatTheyWereMadeForAndNothingElse) {
  Desk desk;
  desk.person("li", {Role::analyst});
  const IssuedKey key = desk.accounts->make_key(
      {"li", "nightly import", {"import.make", "job.read"}, at(days{30})}, *desk.admin, at(kStart));
  EXPECT_THAT(key.secret, ::testing::StartsWith("cityloop_"));
  const WhoPtr who = desk.accounts->who_key(key.secret, at(hours{1}));
  ASSERT_TRUE(who);
  EXPECT_TRUE(who->machine);
  EXPECT_EQ(who->name, "li");
  EXPECT_TRUE(who->may(Permission::import_make));
  EXPECT_FALSE(who->may(Permission::whatif_try));  // which the account may
  EXPECT_FALSE(who->may(Permission::city_read));   // which even visitors may
  EXPECT_FALSE(who->may(Permission::signed_in));
  EXPECT_EQ(who->token, "");
  EXPECT_EQ(desk.accounts->who_key(key.secret + "x", at(hours{1})), nullptr);
  EXPECT_EQ(desk.accounts->who_key("", at(hours{1})), nullptr);
  EXPECT_EQ(desk.accounts->who(key.secret, at(hours{1})), nullptr);
}

TEST(Keys, EndWhenTheyAreDueOrRevokedAlsoAfterARestart) {
  Desk desk;
  desk.person("li", {Role::analyst});
  const IssuedKey a = desk.accounts->make_key({"li", "a", {"city.read"}, at(days{30})}, *desk.admin,
                                              at(kStart)),
                  b = desk.accounts->make_key({"li", "b", {"city.read"}, at(days{30})}, *desk.admin,
                                              at(kStart));
  EXPECT_TRUE(desk.accounts->who_key(a.secret, at(days{29})));
  EXPECT_EQ(desk.accounts->who_key(a.secret, at(days{30})), nullptr);
  desk.accounts->revoke_key(b.key.number, *desk.admin, at(kStart));
  EXPECT_EQ(desk.accounts->who_key(b.secret, at(kStart)), nullptr);
  EXPECT_EQ(fault_of([&] { desk.accounts->revoke_key(b.key.number, *desk.admin, at(kStart)); }),
            Fault::not_found);
  desk.accounts->tend(at(days{29}));
  desk.reopen();
  EXPECT_TRUE(desk.accounts->who_key(a.secret, at(days{29})));
  EXPECT_EQ(desk.accounts->who_key(b.secret, at(kStart)), nullptr);
  const auto all = desk.accounts->keys();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].permissions, std::vector<std::string>{"city.read"});
  EXPECT_EQ(all[0].seen, at(days{29}));
  EXPECT_EQ(all[1].revoked, at(kStart));
}

TEST(Keys, LoseWhatTheirAccountLoses) {
  Desk desk;
  desk.person("li", {Role::analyst});
  const IssuedKey key = desk.accounts->make_key({"li", "a", {"import.make", "city.read"}, at(days{30})},
                                                *desk.admin, at(kStart));
  (void)desk.accounts->change("li", {.roles = std::vector{Role::resident}}, *desk.admin, at(kStart));
  const WhoPtr who = desk.accounts->who_key(key.secret, at(kStart));
  ASSERT_TRUE(who);
  EXPECT_FALSE(who->may(Permission::import_make));
  EXPECT_TRUE(who->may(Permission::city_read));
}

TEST(Keys, AreRefusedForMoreThanTheAccountMayForEverOrForNothing) {
  Desk desk;
  desk.person("li", {Role::analyst});
  const auto making = [&](NewKey k) {
    return fault_of([&] { (void)desk.accounts->make_key(k, *desk.admin, at(kStart)); });
  };
  EXPECT_EQ(making({"li", "a", {"plan.adopt"}, at(days{30})}), Fault::forbidden);
  EXPECT_EQ(making({"li", "a", {"plan.adapt"}, at(days{30})}), Fault::bad_input);
  EXPECT_EQ(making({"li", "a", {"public"}, at(days{30})}), Fault::bad_input);
  EXPECT_EQ(making({"li", "a", {"signed_in"}, at(days{30})}), Fault::bad_input);
  EXPECT_EQ(making({"li", "a", {}, at(days{30})}), Fault::bad_input);
  EXPECT_EQ(making({"li", "", {"city.read"}, at(days{30})}), Fault::bad_input);
  EXPECT_EQ(making({"li", "a", {"city.read"}, at(kStart)}), Fault::bad_input);
  EXPECT_EQ(making({"li", "a", {"city.read"}, at(days{367})}), Fault::bad_input);
  EXPECT_EQ(making({"nobody", "a", {"city.read"}, at(days{30})}), Fault::not_found);
}

TEST(Identities, OfAProviderOpenTheAccountTheyAreLinkedTo) {
  Desk desk;
  const Issued made = desk.accounts->add({"li", "Li", {Role::analyst}}, *desk.admin, at(kStart));
  const ExternalIdentity is{"https://id.example.org", "u-1"};
  EXPECT_EQ(desk.accounts->sign_in_as(is, {}, at(kStart)).outcome, Outcome::refused);
  desk.accounts->link("li", is, *desk.admin, at(kStart));
  const SignIn in = desk.accounts->sign_in_as(is, {}, at(kStart));
  ASSERT_EQ(in.outcome, Outcome::welcome);
  EXPECT_EQ(in.who->name, "li");
  EXPECT_FALSE(in.who->must_change);
  EXPECT_EQ(desk.enter("li", made.password, kStart).outcome, Outcome::refused);  // never used, and taken back
  EXPECT_EQ(desk.accounts->sign_in_as({"https://id.example.com", "u-1"}, {}, at(kStart)).outcome,
            Outcome::refused);
  EXPECT_EQ(fault_of([&] { desk.accounts->link("admin", is, *desk.admin, at(kStart)); }), Fault::conflict);
  (void)desk.accounts->change("li", {.active = false}, *desk.admin, at(kStart));
  EXPECT_EQ(desk.accounts->sign_in_as(is, {}, at(kStart)).outcome, Outcome::refused);
}

TEST(Require, SaysWhatIsMissing) {
  const auto words = [](const Who& w) {
    try {
      require(w, Permission::plan_adopt);
    } catch (const Error& e) {
      return e.words();
    }
    return Text{};
  };
  Who w;
  EXPECT_THAT(words(w).en, HasSubstr("signed in"));
  w.signed_in = true;
  EXPECT_THAT(words(w).en, HasSubstr("adopt plans"));
  EXPECT_THAT(words(w).zh, HasSubstr("批准计划"));
  w.must_change = true;
  EXPECT_THAT(words(w).en, HasSubstr("one-time"));
}

}  // namespace
}  // namespace cityloop::accounts
