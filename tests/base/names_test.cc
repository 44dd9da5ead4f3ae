#include <gtest/gtest.h>

#include "cityloop/base/error.h"
#include "cityloop/base/hash.h"
#include "cityloop/base/id.h"
#include "cityloop/base/text.h"

namespace cityloop {
namespace {

TEST(Id, IsWrittenInSixteenDigitsAndReadAgain) {
  EXPECT_EQ(to_string(CaseId{0xa41f3}), "00000000000a41f3");
  EXPECT_EQ(parse_hex("00000000000A41f3", "case"), 0xa41f3U);
  for (const char* bad : {"", "a41f3", "00000000000a41g3", "0x000000000a41f3", "00000000000a41f30"})
    EXPECT_THROW(parse_hex(bad, "case"), Error) << bad;
  EXPECT_FALSE(CaseId{}.valid());
}

TEST(Hash, IsTheSameOnEveryMachine) {
  EXPECT_EQ(to_string(Hasher{}.done()),
            "99aa06d3014798d86001c324468d497f");  // XXH3-128 of nothing, as published
  EXPECT_EQ(to_string(Hasher{}.bytes("abc", 3).done()), "06b05ab6733a618578af5f94892f3950");
  EXPECT_EQ(to_string_hex(id_of("finding", 7)), to_string_hex(id_of(std::string{"finding"}, 7)));
}

TEST(Hash, DependsOnOrderAndOnWhereAWordEnds) {
  EXPECT_NE(id_of("ab", "c"), id_of("a", "bc"));
  EXPECT_NE(id_of(1, 2), id_of(2, 1));
  EXPECT_EQ(Hasher{}.add("a").add(1.5).done(), Hasher{}.add("a").add(1.5).done());
}

TEST(Hash, IsReadAgain) {
  const ContentHash h = Hasher{}.add("x").done();
  EXPECT_EQ(parse_hash(to_string(h)), h);
  EXPECT_THROW(parse_hash("12"), Error);
  EXPECT_THROW(parse_hash(std::string(32, 'g')), Error);
}

TEST(Text, FallsBackToTheLanguageThatIsThere) {
  EXPECT_EQ((Text{"a", "甲"}.in(Lang::zh)), "甲");
  EXPECT_EQ((Text{"a", ""}.in(Lang::zh)), "a");
  EXPECT_EQ((Text{"", "甲"}.in(Lang::en)), "甲");
  EXPECT_EQ(say("{0} of {1}", "{1} 的 {0}", 1, 2), (Text{"1 of 2", "2 的 1"}));
}

TEST(Text, ReadsTheLanguageOfAnEnvironment) {
  EXPECT_EQ(parse_lang("zh"), Lang::zh);
  EXPECT_EQ(parse_lang("zh_CN.UTF-8"), Lang::zh);
  EXPECT_EQ(parse_lang("zh-Hans"), Lang::zh);
  for (const char* other : {"", "en", "C", "zhuang", "de_DE"})
    EXPECT_EQ(parse_lang(other), Lang::en) << other;
}

TEST(Text, CountsSlipsInSymbolsNotBytes) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("nmae", "name"), 1U);
  EXPECT_EQ(edit_distance("公园", "公圆"), 1U);
  EXPECT_EQ(edit_distance("小学", "学校"), 2U);
  EXPECT_GT(edit_distance(std::string(1 << 20, 'a'), "a"), 1000U);
}

TEST(Text, SuggestsOnlyWhatIsClose) {
  const std::vector<std::string> known{"school", "clinic", "park", "公园", "小学"};
  EXPECT_EQ(nearest_word("shcool", known), "school");
  EXPECT_EQ(nearest_word("prak", known), "park");
  EXPECT_EQ(nearest_word("公圆", known), "公园");
  EXPECT_EQ(nearest_word("医院", known), "");
  EXPECT_EQ(nearest_word("hospital", known), "");
}

TEST(Text, ShowsNumbersForPeople) {
  EXPECT_EQ(show_number(12345.6), "12,345.6");
  EXPECT_EQ(show_number(1000), "1,000");
  EXPECT_EQ(show_number(-0.04), "0");
  EXPECT_EQ(show_number(-1234567.891, 2), "-1,234,567.89");
  EXPECT_EQ(show_number(100, 0), "100");
  EXPECT_EQ(show_number(1.0 / 0.0), "–");
}

TEST(Where, SaysFileLineAndItem) {
  EXPECT_EQ((Where{"budget.csv", 17, "fund=roads"}.to_string()), "budget.csv:17, fund=roads");
  EXPECT_EQ((Where{"budget.csv"}.to_string()), "budget.csv");
  EXPECT_EQ(Where{}.to_string(), "");
}

TEST(Error, EachFaultHasItsExitCode) {
  EXPECT_EQ(exit_code(Fault::bad_input), 2);
  EXPECT_EQ(exit_code(Fault::unavailable), 6);
  EXPECT_EQ(exit_code(Fault::stopped), 130);
  EXPECT_EQ(exit_code(Fault::internal), 70);
  EXPECT_EQ(to_word(Fault::not_found), "not_found");
}

TEST(Diagnostics, KeepsTheFirstOfEachCodeAndCountsTheRest) {
  Diagnostics notes;
  for (int i = 0; i < 1'000; ++i) notes.warning("row.bad", say("row {}", "第 {} 行", i));
  notes.note("row.odd", verbatim("odd"));
  EXPECT_EQ(notes.items().size(), Diagnostics::kKept + 1);
  EXPECT_EQ(notes.counts().at("row.bad"), 1'000U);
  EXPECT_FALSE(notes.has_problem());
  EXPECT_NO_THROW(notes.throw_if_problem());
}

TEST(Diagnostics, AddsUpWithAnother) {
  Diagnostics a, b;
  for (int i = 0; i < 15; ++i) a.problem("x", verbatim("a"));
  for (int i = 0; i < 100; ++i) b.problem("x", verbatim("b"));
  a.append(b);
  EXPECT_EQ(a.items().size(), Diagnostics::kKept);
  EXPECT_EQ(a.counts().at("x"), 115U);
  EXPECT_EQ(a.problems(), 115U);
  a.append(a);
  EXPECT_EQ(a.problems(), 230U);
}

TEST(Diagnostics, QuotesTheFirstProblemAndTheNumberOfOthers) {
  Diagnostics notes;
  for (int i = 0; i < 30; ++i) notes.warning("x", verbatim("w"));
  notes.problem("x", say("first", "第一"), {"a.csv", 3}, say("help", "帮助"));
  notes.problem("y", say("later", "其后"));
  try {
    notes.throw_if_problem();
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.words().en, "first (and 1 more)");
    EXPECT_EQ(e.words().zh, "第一（另有 1 处问题）");
    EXPECT_EQ(e.where().line, 3);
    EXPECT_EQ(e.hint().en, "help");
  }
}

}  // namespace
}  // namespace cityloop
