#include <gtest/gtest.h>

#include "cityloop/io/import/csv.h"

namespace cityloop {
namespace {

std::vector<std::string> row(const CsvReader& r) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < r.header().size(); ++i) out.emplace_back(r[i]);
  return out;
}
using Row = std::vector<std::string>;

TEST(Csv, ReadsQuotesDoubledQuotesAndLineBreaksInsideThem) {
  Diagnostics notes;
  CsvReader r{"name,said\r\n\"Li, Wei\",\"he said \"\"no\"\"\"\r\n\"two\nlines\",x\r\n", "t.csv", notes};
  EXPECT_EQ(r.header(), (Row{"name", "said"}));
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"Li, Wei", "he said \"no\""}));
  EXPECT_EQ(r.line(), 2);
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"two\nlines", "x"}));
  EXPECT_EQ(r.line(), 3);
  EXPECT_FALSE(r.next());
  EXPECT_EQ(notes.problems(), 0U);
}

TEST(Csv, LinesAreCountedAcrossQuotedLineBreaks) {
  Diagnostics notes;
  CsvReader r{"a,b\n\"1\n2\n3\",x\nlast,y\n", "t.csv", notes};
  ASSERT_TRUE(r.next() && r.next());
  EXPECT_EQ(r.line(), 5);  // the header is 1, the first row 2 to 4
}

TEST(Csv, AByteOrderMarkIsNotPartOfTheFirstHeader) {
  Diagnostics notes;
  CsvReader r{"\xef\xbb\xbfx,y\n1,2\n", "t.csv", notes};
  EXPECT_EQ(r.header().front(), "x");
}

TEST(Csv, ARaggedRowIsRefusedWithItsLineAndTheNextOneIsRead) {
  Diagnostics notes;
  CsvReader r{"a,b\n1,2\n1,2,3\n4\n5,6\n", "t.csv", notes};
  ASSERT_TRUE(r.next());
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"5", "6"}));
  ASSERT_EQ(notes.problems(), 2U);
  EXPECT_EQ(notes.items()[0].where.line, 3);
  EXPECT_EQ(notes.items()[0].code, "table.row");
  EXPECT_EQ(notes.items()[1].where.line, 4);
}

TEST(Csv, AnUnclosedQuoteCostsOnlyItsOwnLine) {
  Diagnostics notes;
  CsvReader r{"a,b\n1,\"open\n3,4\n5,\"closed\"\n", "t.csv", notes};
  // The quote of line 2 could close at line 4, but then text would follow it: the line is refused and line 3 is read.
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"3", "4"}));
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"5", "closed"}));
  ASSERT_EQ(notes.problems(), 1U);
  EXPECT_EQ(notes.items()[0].code, "table.quote");
  EXPECT_EQ(notes.items()[0].where.line, 2);
}

TEST(Csv, TheLastFieldMayBeEmptyAndTheLastLineMayLackItsEnd) {
  Diagnostics notes;
  CsvReader r{"a,b\n1,\n2,", "t.csv", notes};
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"1", ""}));
  ASSERT_TRUE(r.next());
  EXPECT_EQ(row(r), (Row{"2", ""}));
  EXPECT_FALSE(r.next());
}

TEST(Csv, AnUnknownColumnSuggestsTheNearestHeader) {
  Diagnostics notes;
  CsvReader r{"population,area\n1,2\n", "t.csv", notes};
  try {
    r.column("popultion");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::bad_input);
    EXPECT_NE(e.hint().en.find("'population'"), std::string::npos);
  }
}

TEST(Csv, AnEmptyFileHasNoHeader) {
  Diagnostics notes;
  EXPECT_THROW((CsvReader{"", "t.csv", notes}), Error);
  EXPECT_THROW((CsvReader{"\n\n", "t.csv", notes}), Error);
}

TEST(Csv, MissingIsAWordAndZeroIsANumber) {
  for (const char* word : {"", " ", "NA", "-", "null", "NaN", ".."}) EXPECT_TRUE(is_missing(word)) << word;
  EXPECT_FALSE(is_missing("0"));
  EXPECT_EQ(to_number(" 1.5e3 "), 1500.0);
  EXPECT_EQ(to_number("+2"), 2.0);
  EXPECT_EQ(to_number("1,5"), std::nullopt);
  EXPECT_EQ(to_number("inf"), std::nullopt);
  EXPECT_EQ(to_number("12 m"), std::nullopt);
}

TEST(Csv, TheDelimiterIsTheOneTheHeaderHoldsMostOf) {
  EXPECT_EQ(guess_delimiter("a;b;c,d\n1,2,3,4"), ';');
  EXPECT_EQ(guess_delimiter("a\tb"), '\t');
  EXPECT_EQ(guess_delimiter("a"), ',');
}

}  // namespace
}  // namespace cityloop
