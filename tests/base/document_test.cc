#include "cityloop/base/document.h"

#include <gtest/gtest.h>

namespace cityloop {
namespace {

Error refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "nothing was refused";
  return {Fault::internal, {}};
}
Error yaml_refusal(const std::string& text) {
  return refusal([&] { parse_yaml(text, "a.yaml"); });
}

TEST(Document, ReadsWhatACityWrites) {
  const Document doc = parse_yaml(
      "name: 海棠市\n"
      "cell: 100 m\n"
      "limit: 60\n"
      "price: 8400万元\n"
      "day: 2026-11-24\n"
      "open: true\n"
      "big: 9007199254740993\n"
      "title: {en: Walk, zh: 步行}\n"
      "kinds: [school, clinic]\n"
      "one: school\n"
      "mode: walk\n",
      "city.yaml");
  EXPECT_EQ(doc.at("name").string(), "海棠市");
  EXPECT_EQ(doc.at("cell").quantity(Dim{.metre = 1}), 100);
  EXPECT_EQ(doc.at("limit").quantity(parse_unit("min")), 3600);
  EXPECT_EQ(doc.at("limit").number(), 60);
  EXPECT_EQ(doc.at("price").money().fen, 8'400'000'000);
  EXPECT_EQ(to_string(doc.at("day").date()), "2026-11-24");
  EXPECT_TRUE(doc.at("open").boolean());
  EXPECT_EQ(doc.at("big").integer(), 9007199254740993);
  EXPECT_EQ(doc.at("title").text(), (Text{"Walk", "步行"}));
  EXPECT_EQ(doc.at("name").text(), verbatim("海棠市"));
  EXPECT_EQ(doc.at("kinds").strings(), (std::vector<std::string>{"school", "clinic"}));
  EXPECT_EQ(doc.at("one").strings(), (std::vector<std::string>{"school"}));
  EXPECT_EQ(doc.at("mode").choice({"drive", "walk"}), 1U);
  EXPECT_FALSE(doc.find("nothing"));
  EXPECT_NO_THROW(doc.done());
}

TEST(Document, NamesAnUnknownKeyItsLineAndTheNearestKnownOne) {
  const Document doc = parse_yaml("city:\n  name: A\n  cel: 100 m\n", "city.yaml").at("city");
  doc.at("name");
  doc.find("cell");
  const Error e = refusal([&] { doc.done(); });
  EXPECT_EQ(e.words().en, "the key ‘cel’ is not known here");
  EXPECT_EQ(e.words().zh, "此处没有名为“cel”的键");
  EXPECT_EQ(e.hint().en, "did you mean ‘cell’?");
  EXPECT_EQ(e.where().to_string(), "city.yaml:3, city.cel");
}

TEST(Document, NamesAMissingKeyAndTheSlipThatHidesIt) {
  const Document doc = parse_yaml("nmae: A\n", "city.yaml");
  const Error e = refusal([&] { doc.at("name"); });
  EXPECT_EQ(e.words().en, "the key ‘name’ is missing");
  EXPECT_EQ(e.hint().en, "is ‘nmae’ meant to be ‘name’?");
}

TEST(Document, ListingTheKeysReadsAllOfThem) {
  const Document doc = parse_yaml("b: 1\na: 2\n", "a.yaml");
  EXPECT_EQ(doc.keys(), (std::vector<std::string>{"b", "a"}));
  EXPECT_NO_THROW(doc.done());
}

TEST(Document, RefusesDuplicateKeys) {
  const Error e = yaml_refusal("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n");
  EXPECT_EQ(e.words().en, "the key ‘c’ is written twice");
  EXPECT_EQ(e.where().to_string(), "a.yaml:5, b");
  EXPECT_EQ(e.hint().en, "it is first written in line 3");
  EXPECT_THROW(parse_json(R"({"a":1,"a":2})", "a.json"), Error);
}

TEST(Document, RefusesAliasesAnchorsAndTags) {
  EXPECT_EQ(yaml_refusal("a: &x 1\nb: *x\n").where().line, 1);
  EXPECT_THROW(parse_yaml("a: *x\n", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("a: &x\n", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("a: &x {b: 1}\n", "a.yaml"), Error);
  EXPECT_EQ(yaml_refusal("a: 1\nb: !!int 3\n").where().line, 2);
  EXPECT_THROW(parse_yaml("!city {a: 1}\n", "a.yaml"), Error);
}

TEST(Document, RefusesHostileShapes) {
  EXPECT_THROW(parse_yaml(std::string(65, '['), "a.yaml"), Error);
  EXPECT_THROW(parse_yaml(std::string(100'000, '['), "a.yaml"), Error);
  EXPECT_THROW(parse_json(std::string(100'000, '['), "a.json"), Error);
  EXPECT_NO_THROW(parse_json(std::string(64, '[') + std::string(64, ']'), "a.json"));
  EXPECT_THROW(parse_yaml(std::string((16U << 20U) + 1, ' '), "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("a: 1\n---\nb: 2\n", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("? [a]\n: 1\n", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("? {a: 1}\n: 1\n", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("~: 1\n", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml(std::string_view{"a: \0", 4}, "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("a: \x04", "a.yaml"), Error);
  EXPECT_THROW(parse_yaml("\xff\xfe"
                          "a",
                          "a.yaml"),
               Error);
}

TEST(Document, RefusesWhatIsNotYamlWithItsLine) {
  const Error e = yaml_refusal("a: 1\nb: [1, 2\nc: }\n");
  EXPECT_GE(e.where().line, 2);
  EXPECT_EQ(e.where().file, "a.yaml");
  EXPECT_FALSE(e.words().zh.empty());
}

TEST(Document, RefusesTheWrongKindOfValueWithItsPath) {
  const Document doc = parse_yaml("goals:\n  - weight: heavy\n  - weight: '2'\n  - weight: [1]\n", "f.yaml");
  const std::vector<Document> goals = doc.at("goals").list();
  const Error e = refusal([&] { goals[0].at("weight").number(); });
  EXPECT_EQ(e.where().to_string(), "f.yaml:2, goals[0].weight");
  EXPECT_EQ(refusal([&] { goals[1].at("weight").number(); }).hint().en, "remove the quotes");
  EXPECT_EQ(refusal([&] { goals[2].at("weight").number(); }).words().en,
            "a single value is needed here, not a list");
  EXPECT_THROW(doc.at("goals").at("x"), Error);
  EXPECT_THROW(doc.list(), Error);
}

TEST(Document, RefusesNumbersThatAreNotOne) {
  const Document doc =
      parse_yaml("v: [1.5, .inf, 1e400, 0x10, 1_000, yes, 9223372036854775808, '']\n", "a.yaml");
  for (const Document& v : doc.at("v").list()) {
    EXPECT_THROW(v.integer(), Error) << v.string();
    EXPECT_THROW(v.boolean(), Error) << v.string();
  }
  EXPECT_THROW(doc.at("v").list()[1].number(), Error);
  EXPECT_THROW(doc.at("v").list()[2].number(), Error);
}

TEST(Document, NamesTheWordsOfAClosedList) {
  const Document doc = parse_yaml("mode: wlak\n", "a.yaml");
  const Error e = refusal([&] { doc.at("mode").choice({"walk", "drive"}); });
  EXPECT_EQ(e.words().en, "‘wlak’ is not one of: walk, drive");
  EXPECT_EQ(e.hint().en, "did you mean ‘walk’?");
}

TEST(Document, TextRefusesALanguageNobodyReads) {
  const Document doc = parse_yaml("t: {en: A, fr: B}\nn: {}\n", "a.yaml");
  EXPECT_THROW(doc.at("t").text(), Error);
  EXPECT_THROW(doc.at("n").text(), Error);
}

TEST(Document, AnEmptyFileIsANullThatHasNoKeys) {
  const Document doc = parse_yaml("# nothing\n", "a.yaml");
  EXPECT_TRUE(doc.is_null());
  EXPECT_FALSE(doc.find("a"));
  EXPECT_TRUE(doc.list().empty());
  EXPECT_TRUE(doc.keys().empty());
  EXPECT_NO_THROW(doc.done());
  EXPECT_THROW(doc.at("a"), Error);
  EXPECT_THROW(doc.string(), Error);
  EXPECT_TRUE(Document{}.is_null());
}

TEST(Document, OutlivesTheDocumentItWasFoundIn) {
  Document inner;
  {
    const Document whole = parse_yaml("a: {b: [x, y]}\n", "a.yaml");
    inner = whole.at("a").at("b").list()[1];
  }
  EXPECT_EQ(inner.string(), "y");
  EXPECT_EQ(inner.where().item, "a.b[1]");
}

TEST(Document, ReadsJsonWithExactNumbers) {
  const Document doc = parse_json(
      R"({"id":18446744073709551615,"n":-9007199254740993,"x":0.1,"s":"60 min","z":null})", "a.json");
  EXPECT_EQ(doc.at("id").string(), "18446744073709551615");
  EXPECT_EQ(doc.at("n").integer(), -9007199254740993);
  EXPECT_EQ(doc.at("x").number(), 0.1);
  EXPECT_EQ(doc.at("s").quantity(Dim{.second = 1}), 3600);
  EXPECT_TRUE(doc.at("z").is_null());
}

TEST(Document, RefusesBrokenJsonWithItsLine) {
  const Error e = refusal([] { parse_json("{\n\"a\": 1,\n}", "a.json"); });
  EXPECT_EQ(e.where().line, 3);
  for (const char* bad : {"", "{", "[1,]", "nul", "1e999", "\"\xff\"", "{\"a\":1}x", "\"\\ud800\""})
    EXPECT_THROW(parse_json(bad, "a.json"), Error) << bad;
}

}  // namespace
}  // namespace cityloop
