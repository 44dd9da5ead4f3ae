#include "cityloop/base/json.h"

#include <limits>

#include <gtest/gtest.h>

#include "cityloop/base/document.h"

namespace cityloop {
namespace {

TEST(Json, KeepsTheOrderOfKeys) {
  JsonWriter w;
  w.begin_object().field("b", 1).field("a", "x").key("list").begin_array().value(true).null().end_array();
  w.field("t", Text{"Walk", "步行"})
      .key("raw")
      .raw("[1]")
      .key("empty")
      .begin_object()
      .end_object()
      .end_object();
  EXPECT_EQ(w.str(),
            R"({"b":1,"a":"x","list":[true,null],"t":{"en":"Walk","zh":"步行"},"raw":[1],"empty":{}})");
}

TEST(Json, PrintsPrettyForPeople) {
  JsonWriter w{true};
  w.begin_object().field("a", 1).key("b").begin_array().value(2).value(3).end_array().end_object();
  EXPECT_EQ(w.take(), "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    3\n  ]\n}");
}

TEST(Json, PrintsTheShortestNumberThatReadsBack) {
  for (const double x : {0.1, 1.0 / 3, 1e300, 5e-324, 123456789.0, -0.0, 2.0}) {
    JsonWriter w;
    w.begin_array().value(x).end_array();
    EXPECT_EQ(parse_json(w.str(), "w").list()[0].number(), x) << w.str();
  }
  JsonWriter w;
  w.begin_array().value(0.1).value(std::numeric_limits<std::uint64_t>::max());
  w.value(std::numeric_limits<std::int64_t>::min()).end_array();
  EXPECT_EQ(w.str(), "[0.1,18446744073709551615,-9223372036854775808]");
}

TEST(Json, EscapesWhatMustBeEscaped) {
  EXPECT_EQ(json_quote("a\"b\\c\n\t\x01 步行"), R"("a\"b\\c\n\t\u0001 步行")");
}

TEST(Json, StaysUtf8WhateverTheBytes) {
  EXPECT_EQ(json_quote("a\xff"), "\"a\uFFFD\"");
  EXPECT_EQ(json_quote("\xe6\xad"), "\"\uFFFD\uFFFD\"");            // cut off
  EXPECT_EQ(json_quote("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // half of a surrogate pair
  EXPECT_EQ(json_quote("\xc0\x80"), "\"\uFFFD\uFFFD\"");            // overlong
  EXPECT_EQ(json_quote("\xf0\x9f\x8f\x99"), "\"\xf0\x9f\x8f\x99\"");
}

TEST(Json, AValueMayStandAlone) {
  JsonWriter w;
  w.value("x");
  EXPECT_EQ(w.str(), "\"x\"");
}

}  // namespace
}  // namespace cityloop
