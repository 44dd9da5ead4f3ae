// Workbooks: the cells by the clauses of ECMA-376, and every way in which people's sheets are no tables.

#include <filesystem>

#include "cityloop/io/import/xlsx_number.h"
#include "tests/io/import_fixture.h"
#include "tests/io/workbook_parts.h"

namespace cityloop {
namespace {

std::string text_cell(const std::string& at, const std::string& words) {
  return "<c r=\"" + at + "\" t=\"inlineStr\"><is><t>" + words + "</t></is></c>";
}
std::string number_cell(const std::string& at, const std::string& stored) {
  return "<c r=\"" + at + "\"><v>" + stored + "</v></c>";
}
std::string row(long n, const std::string& cells) {
  return "<row r=\"" + std::to_string(n) + "\">" + cells + "</row>";
}
const std::string kHead = row(1, text_cell("A1", "name") + text_cell("B1", "value"));

class Xlsx : public ImportTest {
 protected:
  std::string lines(const HandMade& book, const SheetChoice& choice = {}) {
    notes = Diagnostics{};
    return sheet_as_csv(book, "t.xlsx", choice, notes);
  }
};

TEST_F(Xlsx, LineNIsRowNAndRowsWithoutCellsAreEmptyLines) {
  HandMade book;
  book.sheet(kHead + row(2, text_cell("A2", "a") + number_cell("B2", "1")) +
             row(5, text_cell("A5", "b") + number_cell("B5", "2")) + row(6, "<c r=\"A6\" s=\"1\"/>"));
  EXPECT_EQ(lines(book), "name,value\na,1\n\n\nb,2\n");
}

TEST_F(Xlsx, SharedInlineAndFormulaTextsAndTruthValuesAreRead) {
  HandMade book;
  book.parts["xl/sharedStrings.xml"] =
      "<sst><si><t>plain</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh sb=\"0\" eb=\"1\"><t>how to "
      "say it</t></rPh>"
      "</si></sst>";
  book.sheet(kHead + row(2, "<c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>") +
             row(3, "<c r=\"A3\" t=\"str\"><f>UPPER(\"x\")</f><v>X</v></c><c r=\"B3\" t=\"b\"><v>1</v></c>") +
             row(4, "<c r=\"A4\" t=\"b\"><v>0</v></c><c r=\"B4\" t=\"s\"><v>7</v></c>"));
  EXPECT_EQ(lines(book), "name,value\nplain,two runs\nX,TRUE\nFALSE,\n");
}

TEST_F(Xlsx, CellsWithoutReferencesFollowEachOther) {
  HandMade book;
  book.sheet(
      "<row><c t=\"str\"><v>a</v></c><c "
      "t=\"str\"><v>b</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>");
  EXPECT_EQ(lines(book), "a,b\n1,2\n");
}

TEST_F(Xlsx, LineBreaksBecomeSpacesAndCommasAndQuotesAreQuoted) {
  HandMade book;
  book.sheet(kHead + row(2, text_cell("A2", "one\ntwo_x000D_\nthree") + text_cell("B2", "5, \"six\"")));
  EXPECT_EQ(lines(book), "name,value\none two three,\"5, \"\"six\"\"\"\n");
}

TEST_F(Xlsx, NumbersKeepTheirDigitsUnlessNobodySeesThem) {
  HandMade book;
  book.sheet(kHead + row(2, number_cell("A2", "0.10000000000000001") + number_cell("B2", "1.50")) +
             row(3, number_cell("A3", "420502199901011") + number_cell("B3", "-3.2E-5")));
  EXPECT_EQ(lines(book), "name,value\n0.1,1.50\n420502199901011,-3.2E-5\n");
}

TEST_F(Xlsx, DatesTimesPercentagesAndPaddedCodesAreWrittenAsShown) {
  HandMade book;
  // 45658 is 2025-01-01: 20,089 days after 1970-01-01, which is day 25,569.
  book.parts["xl/styles.xml"] =
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" "
      "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/>"
      "<numFmt numFmtId=\"165\" formatCode=\"000000\"/></numFmts><cellStyleXfs><xf "
      "numFmtId=\"9\"/></cellStyleXfs>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"22\"/><xf "
      "numFmtId=\"10\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";
  book.sheet(kHead + row(2, "<c r=\"A2\" s=\"1\"><v>45658</v></c><c r=\"B2\" s=\"2\"><v>45658.75</v></c>") +
             row(3, "<c r=\"A3\" s=\"3\"><v>45658.75</v></c><c r=\"B3\" s=\"4\"><v>0.8072</v></c>") +
             row(4, "<c r=\"A4\" s=\"5\"><v>10203</v></c><c r=\"B4\" s=\"6\"><v>0.3125</v></c>") +
             row(5, "<c r=\"A5\" s=\"0\"><v>45658</v></c><c r=\"B5\" s=\"99\"><v>7</v></c>"));
  EXPECT_EQ(lines(book),
            "name,value\n2025-01-01,2025-01-01\n2025-01-01 18:00,80.72%\n010203,07:30\n45658,7\n");
  book.parts["xl/workbook.xml"].insert(book.parts["xl/workbook.xml"].find("<sheets>"),
                                       "<workbookPr date1904=\"1\"/>");
  // Counted from 1904 the same day is 1,462 less (ECMA-376 part 1, 18.17.4.1).
  EXPECT_NE(lines(book).find("\n2029-01-02,"), std::string::npos);
}

TEST(XlsxNumber, TheDaysAroundTheLeapDayThatNeverWas) {
  const NumberLook date{NumberLook::As::date};
  EXPECT_EQ(number_words("1", date, false), "1900-01-01");
  EXPECT_EQ(number_words("59", date, false), "1900-02-28");
  EXPECT_EQ(number_words("60", date, false), "60");
  EXPECT_EQ(number_words("61", date, false), "1900-03-01");
  EXPECT_EQ(number_words("2958465", date, false), "9999-12-31");
  EXPECT_EQ(number_words("2958466", date, false), "2958466");
  EXPECT_EQ(number_words("-1", date, false), "-1");
  EXPECT_EQ(number_words("0", date, true), "1904-01-01");
}

TEST(XlsxNumber, FormatsAreToldApartByWhatIsNotQuoted) {
  using As = NumberLook::As;
  const auto as = [](const char* code) { return look_of_format(code).as; };
  EXPECT_EQ(as("yyyy\\-mm\\-dd"), As::date);
  EXPECT_EQ(as("[$-804]yyyy\"年\"m\"月\""), As::date);
  EXPECT_EQ(as("[$-411]ggge\"年\"m\"月\"d\"日\""), As::date);
  EXPECT_EQ(as("mm:ss"), As::time);
  EXPECT_EQ(as("h:mm AM/PM"), As::time);
  EXPECT_EQ(as("[h]:mm"), As::span);
  EXPECT_EQ(as("yyyy/m/d h:mm"), As::moment);
  EXPECT_EQ(as("0.00%"), As::percent);
  for (const char* number :
       {"General", "G/通用格式", "0.00E+00", "#,##0\" days\"", "[Red]0.0", "0_d", "\\m0"})
    EXPECT_EQ(as(number), As::number) << number;
  EXPECT_EQ(look_of_format("000").zeros, 3);
}

TEST_F(Xlsx, ATitleAboveTheHeaderIsNotReadAndSaidSo) {
  HandMade book;
  book.sheet(row(1, text_cell("A1", "The ledger of 2025")) +
                 row(3, text_cell("A3", "name") + text_cell("B3", "value")) +
                 row(4, text_cell("A4", "a") + number_cell("B4", "1")),
             1, "<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>");
  EXPECT_EQ(lines(book), "\n\nname,value\na,1\n");
  EXPECT_EQ(notes.problems(), 0U);
  EXPECT_EQ(count("table.above"), 1U);
}

TEST_F(Xlsx, TheHeaderRowMayBeNamed) {
  HandMade book;
  book.sheet(row(1, text_cell("A1", "unit: Works") + text_cell("B1", "date: May")) +
             row(2, text_cell("A2", "name") + text_cell("B2", "value")) +
             row(3, text_cell("A3", "a") + number_cell("B3", "1")));
  EXPECT_EQ(lines(book, {.header = 2}), "\nname,value\na,1\n");
  const Error e = error_of([&] { lines(book, {.header = 9}); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_EQ(e.where().line, 9);
}

TEST_F(Xlsx, MergedCellsBelowTheHeaderCostTheirRowsAndNameTheRange) {
  HandMade book;
  book.sheet(kHead + row(2, text_cell("A2", "a") + number_cell("B2", "1")) +
                 row(3, text_cell("A3", "b") + number_cell("B3", "2")) + row(4, number_cell("B4", "3")) +
                 row(5, text_cell("A5", "c") + number_cell("B5", "4")),
             1, "<mergeCells count=\"1\"><mergeCell ref=\"A3:A4\"/></mergeCells>");
  EXPECT_EQ(lines(book), "name,value\na,1\n\n\nc,4\n");
  const Diagnostic* d = first("table.merged");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->level, Diagnostic::Level::problem);
  EXPECT_EQ(d->where.line, 3);
  EXPECT_NE(d->text.en.find("A3:A4"), std::string::npos);
  EXPECT_NE(d->text.en.find("Sheet1"), std::string::npos);
  EXPECT_NE(d->text.zh.find("第 3 至 4 行"), std::string::npos);
}

TEST_F(Xlsx, MergedCellsInTheHeaderAreAProblemAndBesideTheTableAreNone) {
  HandMade book;
  const std::string rows = kHead + row(2, text_cell("A2", "a") + number_cell("B2", "1"));
  book.sheet(rows, 1, "<mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells>");
  lines(book);
  EXPECT_EQ(count("table.merged"), 1U);
  EXPECT_EQ(first("table.merged")->where.line, 1);
  book.sheet(rows, 1, "<mergeCells><mergeCell ref=\"D1:D9\"/></mergeCells>");
  EXPECT_EQ(lines(book), "name,value\na,1\n");
  EXPECT_EQ(count("table.merged"), 0U);
}

TEST_F(Xlsx, AFormulaWithoutAValueIsMissing) {
  HandMade book;
  book.sheet(kHead + row(2, text_cell("A2", "a") + "<c r=\"B2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"));
  EXPECT_EQ(lines(book), "name,value\na,\n");
  const Diagnostic* d = first("table.formula");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->level, Diagnostic::Level::note);
  EXPECT_EQ(d->where.line, 2);
  EXPECT_EQ(d->where.item, "B");
  EXPECT_NE(d->text.en.find("#DIV/0!"), std::string::npos);
}

TEST_F(Xlsx, RemarksRightOfTheTableAreNotRead) {
  HandMade book;
  book.sheet(kHead + row(2, text_cell("A2", "a") + number_cell("B2", "1") + text_cell("D2", "ask Li")) +
             row(3, text_cell("AB3", "only a remark")));
  EXPECT_EQ(lines(book), "name,value\na,1\n");
  EXPECT_EQ(count("table.beside"), 2U);
}

TEST_F(Xlsx, SheetsAreChosenByNameOrNumberAndAnUnknownOneListsThem) {
  HandMade book{{"封面", "台账", "2025"}};
  book.parts["xl/workbook.xml"].replace(book.parts["xl/workbook.xml"].find("<sheet name=\"封面\""), 6,
                                        "<sheet state=\"hidden\"");
  const auto one = [](const std::string& head) {
    return row(1, text_cell("A1", head) + text_cell("B1", "x"));
  };
  book.sheet(one("first"), 1).sheet(one("second"), 2).sheet(one("third"), 3);
  EXPECT_EQ(lines(book), "second,x\n");  // the first one is hidden
  EXPECT_EQ(lines(book, {.sheet = "封面"}), "first,x\n");
  EXPECT_EQ(lines(book, {.sheet = "3"}), "third,x\n");
  EXPECT_EQ(lines(book, {.sheet = "2025"}), "third,x\n");
  const Error e = error_of([&] { lines(book, {.sheet = "台帐"}); });
  EXPECT_EQ(e.fault(), Fault::not_found);
  EXPECT_EQ(e.hint().en, "did you mean '台账'? Its sheets are: 1 封面, 2 台账, 3 2025");
}

TEST_F(Xlsx, AnEmptySheetSaysSo) {
  EXPECT_EQ(error_of([&] { lines(HandMade{}); }).words().en, "the sheet 'Sheet1' of t.xlsx is empty");
}

TEST_F(Xlsx, ADocumentTypeIsRefusedSoThatEntitiesCannotGrow) {
  HandMade book;
  book.parts["xl/worksheets/sheet1.xml"] =
      "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet><sheetData>" + kHead +
      "</sheetData></worksheet>";
  const Error e = error_of([&] { lines(book); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_NE(e.words().en.find("document type"), std::string::npos);
}

TEST_F(Xlsx, ACutOffPartSaysWhichOne) {
  HandMade book;
  book.parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData><row r=\"1\">";
  const Error e = error_of([&] { lines(book); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
  EXPECT_NE(e.words().en.find("xl/worksheets/sheet1.xml"), std::string::npos);
}

TEST_F(Xlsx, ASheetThatUnpacksToTooMuchIsRefused) {
  HandMade book;
  // One text of a mebibyte, named by 300 cells: 300 MiB as text.
  book.parts["xl/sharedStrings.xml"] = "<sst><si><t>" + std::string(1U << 20, 'x') + "</t></si></sst>";
  std::string rows = kHead;
  for (long n = 2; n < 302; ++n) rows += row(n, "<c r=\"A" + std::to_string(n) + "\" t=\"s\"><v>0</v></c>");
  book.sheet(rows);
  EXPECT_EQ(error_of([&] { lines(book); }).fault(), Fault::bad_input);
}

TEST_F(Xlsx, EveryTableSourceMayBeAWorkbook) {
  HandMade book{{"cover", "people"}};
  std::string rows = row(1, text_cell("A1", "Residents")) +
                     row(2, text_cell("A2", "x") + text_cell("B2", "y") + text_cell("C2", "count"));
  rows += row(3, number_cell("A3", "400050") + number_cell("B3", "3100050") + number_cell("C3", "12"));
  rows += row(4, number_cell("A4", "400150") + number_cell("B4", "3100050") + text_cell("C4", "many"));
  rows += row(5, number_cell("A5", "400150") + number_cell("B5", "3100050") + number_cell("C5", "30"));
  book.sheet(rows, 2).sheet(row(1, text_cell("A1", "nothing")), 1);
  book.save(path("people.xlsx"));
  const City city =
      import("  - {file: people.xlsx, reads: table, as: people, crs: EPSG:32628, sheet: people}\n");
  double sum = 0;
  for (const float p : city.people->residents.raw()) sum += static_cast<double>(p);
  EXPECT_DOUBLE_EQ(sum, 42);
  const Diagnostic* d = first("table.number");
  ASSERT_NE(d, nullptr);
  EXPECT_EQ(d->where.line, 4);  // the row as the spreadsheet counts
  EXPECT_EQ(d->where.file, "people.xlsx");
}

TEST_F(Xlsx, OldWorkbooksAndOtherFilesSayWhatToDo) {
  const auto words = [&](const std::string& file, const std::string& bytes) {
    write(file, bytes);
    return error_of([&] { import("  - {file: " + file + ", reads: table, as: people}\n"); }).words().en;
  };
  EXPECT_EQ(words("old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"),
            "old.xls is an old workbook (.xls, .et), or one with a password");
  EXPECT_EQ(words("page.xlsx", "<html><table></table></html>"), "page.xlsx is no workbook");
  EXPECT_NE(words("cut.xlsx", "PK\x03\x04 and nothing").find("not a complete zip archive"),
            std::string::npos);
  HandMade letter;
  letter.parts = {{"word/document.xml", "<w/>"}};
  letter.save(path("letter.docx"));
  EXPECT_EQ(error_of([&] { import("  - {file: letter.docx, reads: table, as: people}\n"); }).words().en,
            "letter.docx is no workbook");
}

TEST_F(Xlsx, AKeyForWorkbooksIsRefusedForText) {
  write("people.csv", "x,y,count\n400050,3100050,1\n");
  const Error e = error_of(
      [&] { import("  - {file: people.csv, reads: table, as: people, crs: EPSG:32628, sheet: 2}\n"); });
  EXPECT_EQ(e.fault(), Fault::bad_input);
}

}  // namespace
}  // namespace cityloop
