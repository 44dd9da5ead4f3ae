// Ledgers on their way in: in either language, with everything that people get wrong in them.

#include <algorithm>

#include "tests/io/import_fixture.h"

namespace cityloop {
namespace {

class ImportInspections : public ImportTest {
 protected:
  City ledger(const std::string& rows, const std::string& header = kHeader) {
    write("people.csv", "x,y,count\n500050,3500050,10\n");
    write("ledger.csv", header + rows);
    return import(
        "  - {file: people.csv, reads: table, as: people, crs: EPSG:32628}\n"
        "  - {file: ledger.csv, reads: table, as: inspections}\n");
  }
  static constexpr const char* kHeader =
      "check,object,result,problem,severity,limit,quantity,seen,due,done,responsible,nature\n";
};

TEST_F(ImportInspections, ARowIsAFactWithAllThatItSays) {
  const City city =
      ledger("gas,A1,problem,rust,4,dated,1,2025-03-01,2025-09-01,2025-08-01,gas company,works\n");
  const Inspections& i = *city.inspections;
  ASSERT_EQ(i.id.size(), 1U);
  const InspectionIdx x = idx<InspectionIdx>(0);
  EXPECT_EQ(i.checks.at(0).word, "gas");
  EXPECT_EQ(i.object[x], "A1");
  EXPECT_EQ(i.look[x], Look::problem);
  EXPECT_EQ(i.severity[x], 4);
  EXPECT_EQ(i.remedy[x], Remedy::dated);
  EXPECT_EQ(i.nature[x], Nature::works);
  EXPECT_EQ(i.responsible[x], "gas company");
  EXPECT_EQ(i.due[x] - i.seen[x], 184);
  EXPECT_EQ(notes.problems(), 0U);
}

TEST_F(ImportInspections, ChineseHeadersAndWordsAreTheSameFacts) {
  const City zh = ledger(
      "gas,A1,有问题,锈蚀,4,限时解决,1,2025-03-01,2025-09-01,,燃气公司,工程类\n",
      "检查项,检查对象,结论,存在问题,问题程度,整治类型,数量,检查日期,整治期限,完成日期,责任单位,问题分类\n");
  const InspectionIdx x = idx<InspectionIdx>(0);
  ASSERT_EQ(zh.inspections->id.size(), 1U);
  EXPECT_EQ(zh.inspections->look[x], Look::problem);
  EXPECT_EQ(zh.inspections->remedy[x], Remedy::dated);
  EXPECT_EQ(zh.inspections->nature[x], Nature::works);
  EXPECT_EQ(zh.inspections->done[x], kNoDay);
}

TEST_F(ImportInspections, WhatCannotBeMeantIsRefusedWithItsLine) {
  const City city = ledger(
      "gas,A1,problem,rust,9,dated,1,2025-03-01,2025-09-01,,,\n"           // severity
      "gas,A2,perhaps,,,,,2025-03-01,,,,\n"                                // result
      "gas,A3,problem,rust,,dated,1,2025-03-01,2025-09-01,2025-02-01,,\n"  // done before seen
      "gas,A4,sound,,3,,,2025-03-01,,,,\n"                                 // sound, and grave
      "gas,A5,,,,,,2025-03-01,,,,\n"                                       // nothing said
      "gas,,problem,,,,,2025-03-01,,,,\n"                                  // no object
      "gas,A6,problem,,,,,31.3.2025,,,,\n"                                 // no date
      "gas,A7,problem,rust,,dated,1,2025-03-01,,,,\n");                    // kept, with a remark: no deadline
  ASSERT_EQ(city.inspections->id.size(), 1U);
  EXPECT_EQ(city.inspections->object.raw()[0], "A7");
  EXPECT_EQ(count("table.number"), 1U);
  EXPECT_EQ(count("inspection.word"), 1U);
  EXPECT_EQ(count("inspection.order"), 1U);
  EXPECT_EQ(count("inspection.sound"), 1U);
  EXPECT_EQ(count("inspection.result"), 1U);
  EXPECT_EQ(count("inspection.object"), 1U);
  EXPECT_EQ(count("table.date"), 1U);
  EXPECT_EQ(count("inspection.no-date"), 1U);
  ASSERT_NE(first("inspection.word"), nullptr);
  EXPECT_EQ(first("inspection.word")->where.line, 3);
  EXPECT_FALSE(first("inspection.word")->hint.empty());
}

TEST_F(ImportInspections, ContradictionsNameBothLinesAndKeepTheProblem) {
  const City city = ledger(
      "gas,A1,sound,,,,,2025-03-01,,,,\n"
      "gas,A1,problem,rust,,effort,1,2025-03-01,,,,\n");
  ASSERT_EQ(city.inspections->id.size(), 1U);
  EXPECT_EQ(city.inspections->look.raw()[0], Look::problem);
  const Diagnostic* told = first("inspection.contradiction");
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->where.line, 2);
  EXPECT_NE(told->text.en.find("line 3"), std::string::npos);
}

TEST_F(ImportInspections, TheOrderOfRowsDoesNotMatter) {
  const std::string a = "gas,A1,problem,rust,,effort,1,2025-03-01,,,,\n",
                    b = "gas,A1,sound,,,,,2025-06-01,,,,\n",
                    c = "structure,B2,problem,crack,2,dated,1,2025-03-01,2025-04-01,,,\n";
  const City one = ledger(a + b + c), two = ledger(c + b + a);
  // The rows of the file differ, so where they stand does; the facts are in the same order.
  EXPECT_TRUE(std::ranges::equal(one.inspections->id.raw(), two.inspections->id.raw()));
  EXPECT_TRUE(std::ranges::equal(one.inspections->look.raw(), two.inspections->look.raw()));
}

}  // namespace
}  // namespace cityloop
