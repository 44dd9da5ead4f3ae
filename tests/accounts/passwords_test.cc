// What may be a password.

#include "cityloop/io/accounts/passwords.h"

#include <set>

#include <gtest/gtest.h>

#include "cityloop/io/accounts/secrets.h"

namespace cityloop::accounts {
namespace {

bool weak(std::string_view password) { return weakness(password, "li.wei", "Li Wei").has_value(); }

TEST(Passwords, SymbolsAreCountedAndNotBytes) {
  EXPECT_TRUE(weak("xk3#Qv!"));            // 7
  EXPECT_FALSE(weak("xk3#Qv!p"));          // 8
  EXPECT_TRUE(weak("梧桐树下听雨声"));     // 7 in 21 bytes
  EXPECT_FALSE(weak("梧桐树下听秋雨声"));  // 8
  std::string longest;
  for (int i = 0; i < 16; ++i) longest += "梧桐树下听秋雨" + std::to_string(i % 10);
  EXPECT_FALSE(weak(longest));  // 128 symbols
  EXPECT_TRUE(weak(longest + "x"));
}

TEST(Passwords, WhatEverybodyTriesFirstIsRefused) {
  for (const char* p :
       {"aaaaaaaa",     "abababab",   "12341234",     "12345678",    "987654321",  "0123456789abcdef",
        "abcdefgh",     "qwertyui",   "QWERTY123",    "asdfghjkl",   "1qaz2wsx",   "1qaz2wsx3edc",
        "qazwsxedc",    "zxcvbnm,",   "19900101",     "13800138000", "Password1!", "P@ssw0rd",
        "passw0rd2026", "admin123",   "Admin@2026",   "welcome1",    "letmein99",  "iloveyou520",
        "woaini1314",   "cityloop1",  "密码12345678", "!@#$%^&*",    "abc123456",  "11112222",
        "test1234",     "adminadmin", "hello123",     "dragon2024!", "qwer1234"})
    EXPECT_TRUE(weak(p)) << p;
}

TEST(Passwords, ThePersonsOwnNameIsRefused) {
  EXPECT_TRUE(weakness("zhang.san2", "zhang.san2", ""));
  EXPECT_TRUE(weakness("Zhang.San2026", "zhang.san", ""));
  EXPECT_TRUE(weakness("zhang sanfeng", "u17", "Zhang Sanfeng"));
  EXPECT_FALSE(weakness("zhang.san grows leeks", "zhang.san", "Zhang San"));
}

TEST(Passwords, WhatIsHardToGuessIsAccepted) {
  for (const char* p : {"slow heron under glass", "k7mq-w3fd-h2vx-9tbc", "Gm4!tRz9", "四个毫不相干的词语",
                        "my password is green", "correct horse battery"})
    EXPECT_FALSE(weak(p)) << p;
}

TEST(Passwords, WhatIsNoTextIsRefused) { EXPECT_TRUE(weak("abc\xff\xfexyzuvw")); }

TEST(Secrets, AHashIsArgon2idWithASaltOfItsOwn) {
  const PasswordCost cheap{1, 8192};
  const std::string a = hash_password("slow heron", cheap), b = hash_password("slow heron", cheap);
  EXPECT_TRUE(a.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_NE(a, b);
  EXPECT_TRUE(is_password("slow heron", a));
  EXPECT_TRUE(is_password("slow heron", b));
  EXPECT_FALSE(is_password("slow herons", a));
  EXPECT_FALSE(is_password("", a));
  EXPECT_FALSE(is_password("slow heron", ""));
}

TEST(Secrets, TheCostIsAtLeastWhatOwaspRecommends) {
  const PasswordCost cost;
  EXPECT_GE(cost.bytes, std::size_t{19} << 20);
  EXPECT_GE(cost.rounds, 2U);
  const std::string hash = hash_password("slow heron", cost);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
  EXPECT_FALSE(is_outdated(hash, cost));
  EXPECT_TRUE(is_outdated(hash_password("slow heron", {1, 8192}), cost));
}

TEST(Secrets, TokensAndPasswordsAreNeverTheSameAndEasyToRead) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string token = random_token(), password = random_password();
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_EQ(password.size(), 19U);
    EXPECT_EQ(password.find_first_of("01ilo"), std::string::npos);
    EXPECT_FALSE(weakness(password, "li", "Li")) << password;
    EXPECT_TRUE(seen.insert(token).second);
    EXPECT_TRUE(seen.insert(password).second);
  }
}

TEST(Secrets, BlakeIsTheOneOfTheStandardAndPurposesDiffer) {
  // RFC 7693's function with 32 bytes of output: BLAKE2b-256("abc").
  EXPECT_EQ(to_hex(digest("", "abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_NE(digest("cityloop session", "abc"), digest("cityloop key", "abc"));
}

TEST(Secrets, SecretsAreComparedInFull) {
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "abcd"));
}

}  // namespace
}  // namespace cityloop::accounts
