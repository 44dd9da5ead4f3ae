// Signing in, sessions, the first start.

#include <atomic>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cityloop/io/store/sqlite.h"
#include "tests/accounts/desk.h"

namespace cityloop::accounts {
namespace {

using namespace testing;  // NOLINT: fixtures of this folder
using Outcome = SignIn::Outcome;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(FirstStart, MakesOneAdministratorWithAOneTimePasswordAndOnlyOnce) {
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  const auto first = a.first_administrator(at(kStart));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->account.name, "admin");
  EXPECT_EQ(first->account.roles, std::vector{Role::administrator});
  EXPECT_FALSE(a.first_administrator(at(kStart)));
  const SignIn in = a.sign_in({"admin", first->password, "10.0.0.1"}, at(kStart));
  ASSERT_EQ(in.outcome, Outcome::welcome);
  EXPECT_TRUE(in.who->must_change);
}

TEST(FirstStart, AOneTimePasswordOpensNothingButItsOwnChange) {
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  const auto first = a.first_administrator(at(kStart));
  const SignIn in = a.sign_in({"admin", first->password, "10.0.0.1"}, at(kStart));
  EXPECT_FALSE(in.who->may(Permission::accounts_manage));
  EXPECT_TRUE(in.who->may(Permission::signed_in));
  EXPECT_TRUE(in.who->may(Permission::city_read));  // as any visitor
  EXPECT_EQ(fault_of([&] { (void)a.add({"li", "Li", {Role::analyst}}, *in.who, at(kStart)); }),
            Fault::forbidden);
  const SignIn changed = a.change_password(in.session, first->password, kGood, at(kStart));
  ASSERT_EQ(changed.outcome, Outcome::welcome);
  EXPECT_FALSE(changed.who->must_change);
  EXPECT_TRUE(changed.who->may(Permission::accounts_manage));
  EXPECT_EQ(a.who(in.session, at(kStart)), nullptr);  // goes on under a new id
  EXPECT_TRUE(a.who(changed.session, at(kStart)));
  EXPECT_EQ(a.sign_in({"admin", first->password, "10.0.0.1"}, at(kStart)).outcome, Outcome::refused);
  EXPECT_EQ(a.sign_in({"admin", kGood, "10.0.0.1"}, at(kStart)).outcome, Outcome::welcome);
}

TEST(FirstStart, AOneTimePasswordEndsAfterAWeek) {
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  const auto first = a.first_administrator(at(kStart));
  EXPECT_EQ(a.sign_in({"admin", first->password, "10.0.0.1"}, at(hours{24 * 7})).outcome, Outcome::refused);
  EXPECT_EQ(a.sign_in({"admin", first->password, "10.0.0.1"}, at(hours{24 * 7} - seconds{1})).outcome,
            Outcome::welcome);
}

TEST(FirstStart, TheFileIsReadableByItsOwnerOnly) {
  TempFolder folder;
  const std::string file = folder / "accounts.db";
  std::ofstream{file}.close();
  ::chmod(file.c_str(), 0666);
  Accounts a{file, cheap()};
  (void)a.first_administrator(at(kStart));
  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat is{};
    ASSERT_EQ(::stat((file + end).c_str(), &is), 0) << end;
    EXPECT_EQ(is.st_mode & 0777, 0600U) << end;
  }
}

TEST(FirstStart, ASecondServerIsRefusedAndAFileOfAnotherProgramTooButReadingIsNot) {
  Desk desk;
  EXPECT_EQ(fault_of([&] { Accounts second(desk.folder / "accounts.db", cheap()); }), Fault::conflict);
  Options reading = cheap();
  reading.read_only = true;
  const Accounts reader{desk.folder / "accounts.db", reading};
  EXPECT_EQ(reader.list().size(), 1U);
  EXPECT_TRUE(reader.audit_check().whole());
  {
    sqlite::Database other{desk.folder / "other.db", sqlite::Open::make};
    other.run("CREATE TABLE t (x)");
  }
  EXPECT_EQ(fault_of([&] { Accounts not_ours(desk.folder / "other.db", cheap()); }), Fault::bad_input);
}

TEST(Demo, OneAccountPerRoleWithFreshPasswordsAtEveryStart) {
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  const auto first = a.demo_accounts(at(kStart)), again = a.demo_accounts(at(kStart));
  ASSERT_EQ(first.size(), kRoles);
  for (std::size_t i = 0; i < kRoles; ++i) {
    EXPECT_EQ(first[i].account.roles, std::vector{static_cast<Role>(i)});
    EXPECT_EQ(a.sign_in({first[i].account.name, first[i].password, "10.0.0.1"}, at(kStart)).outcome,
              Outcome::refused);
    const SignIn in = a.sign_in({first[i].account.name, again[i].password, "10.0.0.1"}, at(kStart));
    ASSERT_EQ(in.outcome, Outcome::welcome);
    EXPECT_FALSE(in.who->must_change);
    EXPECT_EQ(in.who->permissions, permissions_of(static_cast<Role>(i)));
  }
}

TEST(Demo, PasswordsThatWerePrintedNeverOpenACityWithAccountsOfPeople) {
  Desk desk;
  EXPECT_EQ(fault_of([&] { (void)desk.accounts->demo_accounts(at(kStart)); }), Fault::conflict);
  TempFolder folder;
  Accounts a{folder / "accounts.db", cheap()};
  const auto demo = a.demo_accounts(at(kStart));
  const SignIn in = a.sign_in({"planner", demo[5].password, "10.0.0.1"}, at(kStart));
  ASSERT_TRUE(a.first_administrator(at(kStart)));  // the city becomes a real one
  EXPECT_EQ(a.who(in.session, at(kStart)), nullptr);
  EXPECT_EQ(a.sign_in({"planner", demo[5].password, "10.0.0.1"}, at(kStart)).outcome, Outcome::refused);
}

TEST(SignIn, ARightPasswordOpensASessionAndAWrongOneSaysNothingMore) {
  Desk desk;
  desk.person("li", {Role::analyst});
  const SignIn in = desk.enter("li", kGood, kStart);
  ASSERT_EQ(in.outcome, Outcome::welcome);
  EXPECT_EQ(in.session.size(), 43U);
  EXPECT_EQ(in.lasts, seconds{hours{12}});
  EXPECT_EQ(in.who->name, "li");
  EXPECT_EQ(in.who->display, "Person li");
  EXPECT_TRUE(in.who->signed_in);
  EXPECT_EQ(desk.accounts->who(in.session, at(kStart)), in.who);
  const SignIn wrong = desk.enter("li", kGood + "x", kStart), nobody = desk.enter("nobody", kGood, kStart);
  for (const SignIn* s : {&wrong, &nobody}) {
    EXPECT_EQ(s->outcome, Outcome::refused);
    EXPECT_EQ(s->session, "");
    EXPECT_EQ(s->who, nullptr);
  }
  EXPECT_EQ(wrong.words, nobody.words);
  EXPECT_FALSE(wrong.words.zh.empty());
}

TEST(SignIn, NamesAreTakenWithoutRegardToCapitalsAndBlanks) {
  Desk desk;
  desk.person("li", {Role::analyst});
  EXPECT_EQ(desk.enter(" LI ", kGood, kStart).outcome, Outcome::welcome);
  EXPECT_EQ(desk.enter("li", " " + kGood, kStart).outcome, Outcome::refused);  // a password is taken as it is
}

TEST(SignIn, AVeryLongPasswordIsWrongAndNotCut) {
  Desk desk;
  desk.person("li", {Role::analyst});
  EXPECT_EQ(desk.enter("li", kGood + std::string(100'000, ' '), kStart).outcome, Outcome::refused);
}

TEST(SignIn, AfterFiveWrongTriesEvenTheRightPasswordMustWait) {
  Desk desk;
  desk.person("li", {Role::analyst});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(desk.enter("li", "wrong", kStart).outcome, Outcome::refused);
  const SignIn wait = desk.enter("li", kGood, kStart, "10.9.9.9");
  EXPECT_EQ(wait.outcome, Outcome::wait);
  EXPECT_EQ(wait.wait, minutes{1});
  EXPECT_EQ(desk.enter("li", kGood, seconds{59}).outcome, Outcome::wait);
  EXPECT_EQ(desk.enter("li", kGood, seconds{60}).outcome, Outcome::welcome);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(desk.enter("li", "wrong", seconds{61}).outcome, Outcome::refused);
}

TEST(SignIn, WaitsAreTheSameForNamesThatDoNotExist) {
  Desk desk;
  for (int i = 0; i < 5; ++i) (void)desk.enter("nobody", "wrong", kStart);
  const SignIn wait = desk.enter("nobody", "wrong", kStart);
  EXPECT_EQ(wait.outcome, Outcome::wait);
  EXPECT_EQ(wait.wait, minutes{1});
}

TEST(SignIn, OnePeerThatTriesManyNamesMustWaitAndOthersNeedNot) {
  Desk desk;
  desk.person("li", {Role::analyst});
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(desk.enter("name" + std::to_string(i), "wrong", kStart, "10.6.6.6").outcome, Outcome::refused);
  EXPECT_EQ(desk.enter("li", kGood, kStart, "10.6.6.6").outcome, Outcome::wait);
  EXPECT_EQ(desk.enter("li", kGood, kStart, "10.6.6.7").outcome, Outcome::welcome);
}

TEST(SignIn, ASessionThatTheBrowserBroughtAlongEnds) {
  Desk desk;
  const std::string before = desk.person("li", {Role::analyst});
  const SignIn in = desk.accounts->sign_in({"li", kGood, "10.0.0.1", "", before}, at(kStart));
  EXPECT_EQ(desk.accounts->who(before, at(kStart)), nullptr);
  EXPECT_TRUE(desk.accounts->who(in.session, at(kStart)));
  EXPECT_NE(in.session, before);
}

TEST(SignIn, AHashOfAnOlderCostIsRenewedAtTheNextSignIn) {
  Desk desk;
  desk.person("li", {Role::analyst});
  desk.options.cost = {.rounds = 2, .bytes = 16384};
  desk.reopen();
  ASSERT_EQ(desk.enter("li", kGood, kStart).outcome, Outcome::welcome);
  desk.accounts.reset();
  sqlite::Database db{desk.folder / "accounts.db", sqlite::Open::read};
  sqlite::Statement of{db, "SELECT password FROM account WHERE name = 'li'"};
  ASSERT_TRUE(of.next());
  EXPECT_TRUE(of.text(0).starts_with("$argon2id$v=19$m=16,t=2,p=1$")) << of.text(0);
}

TEST(SignIn, ThreadsThatGuessAtOnceHaveNoMoreTriesThanOne) {
  Desk desk;
  desk.person("li", {Role::analyst});
  std::atomic<int> tried{0};
  std::vector<std::thread> all;
  for (int t = 0; t < 8; ++t)
    all.emplace_back([&] {
      for (int i = 0; i < 20; ++i)
        if (desk.enter("li", "wrong", kStart).outcome == Outcome::refused) ++tried;
    });
  for (std::thread& t : all) t.join();
  EXPECT_EQ(tried, 5);
}

TEST(Sessions, AnOfficeSessionEndsAfterHalfAnHourWithoutUse) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  EXPECT_TRUE(desk.accounts->who(s, at(minutes{29})));
  EXPECT_TRUE(desk.accounts->who(s, at(minutes{58})));
  EXPECT_EQ(desk.accounts->who(s, at(minutes{88})), nullptr);
  EXPECT_EQ(desk.accounts->who(s, at(minutes{88})), nullptr);  // and asking does not wake it
}

TEST(Sessions, AnOfficeSessionEndsAfterTwelveHoursHoweverMuchItIsUsed) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  for (minutes m{20}; m < hours{12}; m += minutes{20}) ASSERT_TRUE(desk.accounts->who(s, at(m)));
  EXPECT_EQ(desk.accounts->who(s, at(hours{12})), nullptr);
}

TEST(Sessions, WhoWorksOutdoorsStaysForAWeek) {
  Desk desk;
  const std::string s = desk.person("chen", {Role::collector});
  for (hours h{20}; h < hours{24 * 7}; h += hours{20}) ASSERT_TRUE(desk.accounts->who(s, at(h)));
  EXPECT_EQ(desk.accounts->who(s, at(hours{24 * 7})), nullptr);
  const std::string both = desk.person("wu", {Role::collector, Role::supervisor});
  EXPECT_EQ(desk.accounts->who(both, at(minutes{31})), nullptr);
}

TEST(Sessions, AreGoodAfterARestartWithTheSameToken) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  const std::string token = desk.accounts->who(s, at(minutes{10}))->token;
  desk.accounts->tend(at(minutes{10}));
  desk.reopen();
  const WhoPtr who = desk.accounts->who(s, at(minutes{39}));
  ASSERT_TRUE(who);
  EXPECT_EQ(who->token, token);
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(desk.accounts->find("li")->last_seen, at(minutes{10}));
}

TEST(Sessions, LastSeenIsWrittenWhenTendedAndNotWhenAsked) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  (void)desk.accounts->who(s, at(minutes{5}));
  EXPECT_EQ(desk.accounts->find("li")->last_seen, at(kStart));
  desk.accounts->tend(at(minutes{6}));
  EXPECT_EQ(desk.accounts->find("li")->last_seen, at(minutes{5}));
  EXPECT_EQ(desk.accounts->sessions("li").at(0).seen, at(minutes{5}));
}

TEST(Sessions, ThoseThatEndedAreRemoved) {
  Desk desk;
  desk.person("li", {Role::analyst});
  EXPECT_EQ(desk.accounts->sessions("li").size(), 1U);
  desk.accounts->tend(at(hours{1}));
  EXPECT_EQ(desk.accounts->sessions("li").size(), 0U);
}

TEST(Sessions, SigningOutEndsOneAndOnlyOne) {
  Desk desk;
  const std::string one = desk.person("li", {Role::analyst}), two = desk.enter("li", kGood, kStart).session;
  desk.accounts->sign_out(one, at(kStart));
  EXPECT_EQ(desk.accounts->who(one, at(kStart)), nullptr);
  EXPECT_TRUE(desk.accounts->who(two, at(kStart)));
  desk.accounts->sign_out(one, at(kStart));
  desk.accounts->sign_out("", at(kStart));
  desk.reopen();
  EXPECT_EQ(desk.accounts->who(one, at(kStart)), nullptr);
}

TEST(Sessions, APersonSeesAndEndsTheirOwnAndAnAdministratorAny) {
  Desk desk;
  const std::string li = desk.person("li", {Role::analyst}), wu = desk.person("wu", {Role::planner});
  const auto of_li = desk.accounts->sessions("li");
  ASSERT_EQ(of_li.size(), 1U);
  const WhoPtr wu_is = desk.accounts->who(wu, at(kStart));
  EXPECT_EQ(fault_of([&] { desk.accounts->end_session(of_li[0].number, *wu_is, at(kStart)); }),
            Fault::forbidden);
  EXPECT_EQ(fault_of([&] { desk.accounts->end_session(99'999, *wu_is, at(kStart)); }), Fault::forbidden);
  EXPECT_TRUE(desk.accounts->who(li, at(kStart)));
  desk.accounts->end_session(of_li[0].number, *desk.admin, at(kStart));
  EXPECT_EQ(desk.accounts->who(li, at(kStart)), nullptr);
  desk.accounts->end_session(wu_is->session, *wu_is, at(kStart));
  EXPECT_EQ(desk.accounts->who(wu, at(kStart)), nullptr);
  EXPECT_EQ(fault_of([&] { desk.accounts->end_session(99'999, *desk.admin, at(kStart)); }), Fault::not_found);
}

TEST(Sessions, TheEleventhEndsTheOneThatWasUsedLeast) {
  Desk desk;
  std::vector<std::string> all{desk.person("li", {Role::analyst})};
  for (int i = 1; i <= 10; ++i) all.push_back(desk.enter("li", kGood, seconds{i}).session);
  EXPECT_EQ(desk.accounts->who(all[0], at(seconds{11})), nullptr);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_TRUE(desk.accounts->who(all[i], at(seconds{11}))) << i;
}

TEST(Sessions, NobodyIsFoundByWhatIsNoSession) {
  Desk desk;
  EXPECT_EQ(desk.accounts->who("", at(kStart)), nullptr);
  EXPECT_EQ(desk.accounts->who("x", at(kStart)), nullptr);
  EXPECT_EQ(desk.accounts->who(std::string(10'000, 'x'), at(kStart)), nullptr);
  EXPECT_EQ(desk.accounts->who(random_token(), at(kStart)), nullptr);
  EXPECT_EQ(desk.accounts->who_key(desk.admin_session, at(kStart)), nullptr);
}

TEST(Sessions, AChangeOfPasswordEndsAllOthers) {
  Desk desk;
  const std::string one = desk.person("li", {Role::analyst}), two = desk.enter("li", kGood, kStart).session;
  EXPECT_EQ(desk.accounts->change_password(one, "wrong", "quiet pond at noon", at(kStart)).outcome,
            Outcome::refused);
  EXPECT_TRUE(desk.accounts->who(two, at(kStart)));
  const SignIn in = desk.accounts->change_password(one, kGood, "quiet pond at noon", at(kStart));
  ASSERT_EQ(in.outcome, Outcome::welcome);
  EXPECT_EQ(desk.accounts->who(one, at(kStart)), nullptr);
  EXPECT_EQ(desk.accounts->who(two, at(kStart)), nullptr);
  EXPECT_TRUE(desk.accounts->who(in.session, at(kStart)));
  EXPECT_EQ(desk.accounts->sessions("li").size(), 1U);
  EXPECT_EQ(fault_of([&] { (void)desk.accounts->change_password(one, kGood, kGood, at(kStart)); }),
            Fault::forbidden);
}

TEST(Sessions, AWeakOrUnchangedPasswordIsRefused) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  for (const std::string& fresh :
       {std::string{"short"}, std::string{"Password1!"}, std::string{"person li"}, kGood})
    EXPECT_EQ(fault_of([&] { (void)desk.accounts->change_password(s, kGood, fresh, at(kStart)); }),
              Fault::bad_input)
        << fresh;
}

TEST(Sessions, WhoStealsOneCannotGuessTheOldPasswordQuickly) {
  Desk desk;
  const std::string s = desk.person("li", {Role::analyst});
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(desk.accounts->change_password(s, "wrong", "quiet pond at noon", at(kStart)).outcome,
              Outcome::refused);
  EXPECT_EQ(desk.accounts->change_password(s, kGood, "quiet pond at noon", at(kStart)).outcome,
            Outcome::wait);
}

TEST(Sessions, MayBeAskedForWhileAccountsChange) {
  Desk desk;
  std::vector<std::string> sessions;
  for (int i = 0; i < 4; ++i) sessions.push_back(desk.person("p" + std::to_string(i), {Role::analyst}));
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0}, seen{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t)
    readers.emplace_back([&] {
      for (int n = 0; !stop; ++n) {
        const WhoPtr who = desk.accounts->who(sessions[static_cast<std::size_t>(n) % 4], at(seconds{n % 60}));
        if (who == nullptr) continue;
        ++seen;
        // Never a mixture of before and after.
        if (who->may(Permission::plan_adopt) != (who->roles == std::vector{Role::leader})) ++wrong;
      }
    });
  for (int i = 0; i < 20; ++i) {
    const std::string name = "p" + std::to_string(i % 3);
    if (i % 2 == 0)
      (void)desk.accounts->change(name, {.display = "N" + std::to_string(i)}, *desk.admin, at(kStart));
    else (void)desk.accounts->change(name, {.roles = std::vector{Role::leader}}, *desk.admin, at(kStart));
    desk.accounts->tend(at(seconds{i}));
  }
  while (seen < 100) std::this_thread::yield();
  stop = true;
  for (std::thread& t : readers) t.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_TRUE(desk.accounts->who(sessions[3], at(minutes{1})));
  EXPECT_EQ(desk.accounts->who(sessions[0], at(minutes{1})), nullptr);
}

TEST(Visitors, SeeTheCityUnlessThatIsSwitchedOffAndNeverItsCases) {
  Desk open;
  EXPECT_TRUE(open.accounts->visitor()->may(Permission::city_read));
  EXPECT_FALSE(open.accounts->visitor()->may(Permission::case_read));
  EXPECT_FALSE(open.accounts->visitor()->may(Permission::signed_in));
  EXPECT_FALSE(open.accounts->visitor()->may(Permission::whatif_try));
  Options shut = cheap();
  shut.visitors_read_city = false;
  Desk closed{shut};
  EXPECT_FALSE(closed.accounts->visitor()->may(Permission::city_read));
  EXPECT_TRUE(closed.accounts->visitor()->may(Permission::everybody));
}

}  // namespace
}  // namespace cityloop::accounts
