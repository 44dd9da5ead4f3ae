// What is written is read back by the importer, which is tested against parts written by hand.

#include "cityloop/io/export/workbook.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "cityloop/io/import/xlsx.h"
#include "cityloop/io/import/zip.h"
#include "tests/export/bytes.h"

namespace cityloop {
namespace {

using testing::bytes_of;
using ::testing::HasSubstr;

/// No file may grow beyond so many bytes while this lives: what a full disk is to whoever writes.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : signal_{std::signal(SIGXFSZ, SIG_IGN)} {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int);
};

class WorkbookFile : public ::testing::Test {
 protected:
  WorkbookFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cityloop-workbook-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~WorkbookFile() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string lines(const std::string& file, const SheetChoice& choice = {}) {
    notes = Diagnostics{};
    return workbook_as_csv(bytes_of(file), "book.xlsx", choice, notes);
  }
  std::string folder_;
  Diagnostics notes;
};

Workbook book() {
  using As = WorkbookColumn::As;
  Workbook w{{"Ledger", "台账"}, parse_date("2025-06-30"), {}};
  WorkbookSheet s{.name = {"Ledger: May/June", "台账[一]"},
                  .title = {"The ledger", "问题台账"},
                  .columns = {},
                  .rows = {}};
  s.lead = {"What was found.", "检查发现的问题。"};
  s.columns = {{As::text, {"place", "地点"}, 20},
               {As::number, {"score", "得分"}, 8, 2},
               {As::date, {"found", "发现日期"}, 12},
               {As::text, {"result", "结果"}, 8, 0, {"pass", "fail"}, {"pass or fail", "合格或不合格"}}};
  s.rows = {{"Lane 3, \"old\" house", 0.1, parse_date("2025-01-01"), "fail"},
            {"二号楼\n三单元", -1234.5678, std::monostate{}, "pass"},
            {std::monostate{}, std::monostate{}, std::monostate{}, std::monostate{}},
            {"=1+1", std::nan(""), parse_date("1899-05-05"), ""}};
  w.sheets = {s, s};
  w.sheets[1].title = {}, w.sheets[1].lead = {};
  return w;
}

TEST_F(WorkbookFile, ComesBackThroughTheImporterAsItWas) {
  write_workbook(book(), Lang::en, path("book.xlsx"));
  const std::string table =
      "place,score,found,result\n\"Lane 3, \"\"old\"\" house\",0.1,2025-01-01,fail\n"
      "二号楼 三单元,-1234.5678,,pass\n\n=1+1,,1899-05-05,\n";
  EXPECT_EQ(lines(path("book.xlsx")), "\n\n" + table);  // below title and lead
  EXPECT_EQ(notes.problems(), 0U);
  EXPECT_EQ(lines(path("book.xlsx"), {.sheet = "2"}), table);
  EXPECT_FALSE(std::filesystem::exists(path("book.xlsx.part")));
}

TEST_F(WorkbookFile, SheetsAreNamedInTheLanguageWithoutForbiddenSignsOrTwins) {
  write_workbook(book(), Lang::zh, path("book.xlsx"));
  Error e{Fault::internal, {}};
  try {
    lines(path("book.xlsx"), {.sheet = "nothing like it"});
  } catch (const Error& found) {
    e = found;
  }
  EXPECT_EQ(e.hint().en, "its sheets are: 1 台账 一 , 2 台账 一  2");
  EXPECT_THAT(lines(path("book.xlsx"), {.sheet = "2"}), HasSubstr("地点,得分,发现日期,结果\n"));
}

TEST_F(WorkbookFile, TheSameContentIsTheSameBytesAtAnyTime) {
  write_workbook(book(), Lang::zh, path("a.xlsx"));
  std::this_thread::sleep_for(std::chrono::milliseconds{2100});  // archives keep times to two seconds
  write_workbook(book(), Lang::zh, path("b.xlsx"));
  EXPECT_EQ(bytes_of(path("a.xlsx")), bytes_of(path("b.xlsx")));
  const std::string made = bytes_of(path("a.xlsx"));
  EXPECT_THAT((ZipReader{ZipReader::Bytes{made}, "a.xlsx"}.read("docProps/core.xml")),
              HasSubstr(">2025-06-30T00:00:01Z<"));
}

TEST_F(WorkbookFile, PrintsOnA4WithItsHeaderOnEveryPageAndOffersWhatMayBeEntered) {
  write_workbook(book(), Lang::en, path("book.xlsx"));
  const std::string made = bytes_of(path("book.xlsx"));
  const ZipReader zip{ZipReader::Bytes{made}, "book.xlsx"};
  const std::string sheet = zip.read("xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("paperSize=\"9\""));
  EXPECT_THAT(sheet, HasSubstr("orientation=\"landscape\""));
  EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
  EXPECT_THAT(sheet, HasSubstr("<autoFilter ref=\"A3:D7\""));
  EXPECT_THAT(sheet, HasSubstr("\"pass,fail\""));
  EXPECT_THAT(zip.read("xl/workbook.xml"), HasSubstr("_xlnm.Print_Titles"));
}

TEST_F(WorkbookFile, ATextThatIsLongerThanACellIsCutAtASymbol) {
  Workbook w = book();
  std::string longer;
  for (int i = 0; i < 40'000; ++i) longer += "长";
  w.sheets[1].rows = {{longer}};
  write_workbook(w, Lang::en, path("book.xlsx"));
  const std::string back = lines(path("book.xlsx"), {.sheet = "2"});
  EXPECT_EQ(symbol_count(back), symbol_count("place,score,found,result\n") + 32'000 + symbol_count(",,,\n"));
}

TEST_F(WorkbookFile, AFullDiskIsSaidAndTheOldFileStays) {
  write_workbook(book(), Lang::en, path("book.xlsx"));
  const std::string before = bytes_of(path("book.xlsx"));
  Fault fault = Fault::internal;
  {
    const SmallFiles small{2'000};
    try {
      write_workbook(book(), Lang::zh, path("book.xlsx"));
    } catch (const Error& e) {
      fault = e.fault();
    }
  }
  EXPECT_EQ(fault, Fault::unavailable);
  EXPECT_EQ(bytes_of(path("book.xlsx")), before);
  EXPECT_FALSE(std::filesystem::exists(path("book.xlsx.part")));
}

TEST_F(WorkbookFile, AFolderThatIsNotThereIsSaid) {
  EXPECT_THROW(write_workbook(book(), Lang::en, path("none/book.xlsx")), Error);
}

TEST(Workbook, DecimalsShowFourDigits) {
  EXPECT_EQ(decimals_for(12'345), 0);
  EXPECT_EQ(decimals_for(-345), 1);
  EXPECT_EQ(decimals_for(34.5), 2);
  EXPECT_EQ(decimals_for(0.5), 4);
}

}  // namespace
}  // namespace cityloop
